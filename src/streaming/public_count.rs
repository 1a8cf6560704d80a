//! How many public events the first events of a log make, without looking at them again.

use crate::event_sourcing::{Recorded, Sequence};
use crate::ledger::{Entries, Event};

/// Counts the public events of any stretch of a log. What moves money makes one for each account it moves, and the index
/// knows those; the few others are noted here.
#[derive(Clone, Default, Debug)]
pub struct PublicCount {
    others: Vec<Sequence>,
}

impl PublicCount {
    /// Takes in the next event of the log.
    pub fn add(&mut self, event: &Recorded<Event>) {
        let public = matches!(
            event.data,
            Event::AccountRenamed { .. } | Event::AccountClosed { .. } | Event::AccountReopened { .. }
        );
        if public {
            self.others.push(event.sequence);
        }
    }

    /// How many public events the first `position` events make.
    pub fn until(&self, past: &Entries, position: Sequence) -> u64 {
        let others = self.others.partition_point(|at| *at <= position);
        (past.postings_until(position) + past.accounts_at(position) + others) as u64
    }
}
