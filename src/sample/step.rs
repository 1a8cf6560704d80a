//! One step of a sample's life: a command at its time, with the ids that recording it takes.

use crate::event_sourcing::{CommandId, EventId, Timestamp};
use crate::ledger::Command;
use std::rc::Rc;

/// A command as it was sent. Recording it gives at most two events, which take the ids in their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SampleStep {
    /// When; steps are in order of time.
    pub at: Timestamp,
    /// What was wanted; never refused where the steps before it were recorded.
    pub command: Command,
    /// The command's identity.
    pub command_id: CommandId,
    /// Who sent it.
    pub actor: Option<Rc<str>>,
    /// The identities of the events.
    pub events: [EventId; 2],
}
