//! The two pure functions an event-sourced domain consists of.

use super::{Recorded, Sequence};

/// How many events lie between two snapshots at the least, where a copy of the state costs little.
pub const SNAPSHOT_SPACING: u64 = 256;

/// A domain: commands are decided against the current state and become events, or are refused with a reason;
/// events, once recorded, change the state. Both functions are pure: same state and input, same result.
pub trait Aggregate: Clone + Default {
    /// What someone wants to happen.
    type Command;
    /// What happened.
    type Event;
    /// Why something may not happen.
    type Refusal;
    /// What the state does not carry but deciding may have to look up in the log.
    type Past: Past<Event = Self::Event>;

    /// Which events the command amounts to at this moment, or why it is refused.
    fn decide(&self, past: &Self::Past, command: &Self::Command) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// The state after one more event. Events in the log are facts: this never refuses. `past` knows the events
    /// up to and including this one at least, and answers the same however many it knows after it.
    fn evolve(&mut self, past: &Self::Past, event: &Recorded<Self::Event>);

    /// Goes on from the state after the event `from` to the one after `to` by the index alone, where that says all it
    /// takes; otherwise changes nothing and says so, and the events are read from the log.
    fn leap(&mut self, _past: &Self::Past, _from: Sequence, _to: Sequence) -> bool {
        false
    }

    /// How many events lie between two kept copies of the state at the least: the dearer a copy, the more.
    fn spacing(&self) -> u64 {
        SNAPSHOT_SPACING
    }

    /// A number that changes whenever `evolve` folds the same events to another state; snapshots of another
    /// version are discarded unread.
    const FOLD_VERSION: u32;
}

/// An index over the whole log, for what would make every copy of the state grow with the length of the
/// history (an entry by its id, say). It only ever grows at its end, and can be cut back there. What it says of
/// an event never depends on later ones, unless its question names a position.
pub trait Past: Default {
    /// The events it indexes.
    type Event;

    /// Takes in the next event of the log.
    fn add(&mut self, event: &Recorded<Self::Event>);

    /// Forgets every event after the first `count`: what was added on trial is withdrawn again.
    fn truncate(&mut self, count: u64);
}

/// For domains whose state says all that deciding needs.
#[derive(Clone, Debug)]
pub struct NoPast<E>(core::marker::PhantomData<E>);

impl<E> Default for NoPast<E> {
    fn default() -> Self {
        Self(core::marker::PhantomData)
    }
}

impl<E> Past for NoPast<E> {
    type Event = E;
    fn add(&mut self, _: &Recorded<E>) {}
    fn truncate(&mut self, _: u64) {}
}
