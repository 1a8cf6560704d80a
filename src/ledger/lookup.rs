//! What deciding and folding ask of the log: a book's index answers for what was, a branch for what would have been.

use super::{AccountId, Entries, Labels, Postings, Rule, ValueDate};
use crate::event_sourcing::{EventId, Sequence};

/// What is known of an entry that may be corrected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Where it stands in the log.
    pub sequence: Sequence,
    /// What it moved.
    pub postings: Postings,
    /// The event that reversed it, whenever that was.
    pub reversed_by: Option<Sequence>,
}

/// The questions. Accounts are numbered in order of opening.
pub trait Lookup {
    /// The number of an account.
    fn account(&self, id: AccountId) -> Option<usize>;

    /// Where the event with this id stands.
    fn find(&self, id: EventId) -> Option<Sequence>;

    /// What the event at `sequence` moved.
    fn postings(&self, sequence: Sequence) -> Postings;

    /// What is known of the entry at `sequence`; `None` where that event is not a deposit, withdrawal or transfer.
    fn entry(&self, sequence: Sequence) -> Option<Standing>;

    /// Whether the entry at `sequence` is labelled just so by now.
    fn labelled(&self, sequence: Sequence, labels: &Labels) -> bool;

    /// The account's balance at the end of `day` by value date, in minor units, however large.
    fn total_on(&self, account: usize, day: ValueDate) -> i128;

    /// The rules in force.
    fn rules_in_force(&self) -> Vec<&Rule>;

    /// By which event the rule was withdrawn that the event with this id stated; `None` where it stated none.
    fn withdrawn(&self, rule: EventId) -> Option<Option<Sequence>>;
}

impl Lookup for Entries {
    fn account(&self, id: AccountId) -> Option<usize> {
        Self::account(self, id)
    }

    fn find(&self, id: EventId) -> Option<Sequence> {
        Self::find(self, id)
    }

    fn postings(&self, sequence: Sequence) -> Postings {
        Self::postings(self, sequence)
    }

    fn entry(&self, sequence: Sequence) -> Option<Standing> {
        Self::entry(self, sequence)
    }

    fn labelled(&self, sequence: Sequence, labels: &Labels) -> bool {
        Self::labelled(self, sequence, labels)
    }

    fn total_on(&self, account: usize, day: ValueDate) -> i128 {
        let head = Sequence::new(self.count()).unwrap_or(Sequence::MAX);
        Self::total_on(self, account, day, head)
    }

    fn rules_in_force(&self) -> Vec<&Rule> {
        self.rules(Sequence::MAX).into_iter().map(|stated| stated.rule).collect()
    }

    fn withdrawn(&self, rule: EventId) -> Option<Option<Sequence>> {
        Some(self.withdrawn_by(self.rule(rule)?.sequence))
    }
}
