//! The lowest and the highest a balance was, up to any moment, and after which events.

use crate::event_sourcing::Sequence;
use crate::ledger::{Entries, Posting};

/// How many of an account's entries lie between two marks.
const SPACING: usize = 128;

/// How far a balance went either way: what it was, in minor units, and the first event after which it was that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extremes {
    /// The lowest.
    pub lowest: (Sequence, i128),
    /// The highest.
    pub highest: (Sequence, i128),
}

impl Extremes {
    /// Of a balance that begins with nothing.
    pub(super) const fn from(begins: Sequence) -> Self {
        Self { lowest: (begins, 0), highest: (begins, 0) }
    }

    /// The balance is so much after this event.
    pub(super) fn take(&mut self, at: Sequence, units: i128) {
        if units < self.lowest.1 {
            self.lowest = (at, units);
        }
        if units > self.highest.1 {
            self.highest = (at, units);
        }
    }
}

/// A balance at a mark, and its extremes up to there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) units: i128,
    pub(super) extremes: Extremes,
}

impl Mark {
    /// Where a balance begins.
    pub(super) const fn begin(at: Sequence) -> Self {
        Self { units: 0, extremes: Extremes::from(at) }
    }

    /// The balance changes by so much with this event.
    pub(super) fn change(&mut self, at: Sequence, by: i128) {
        self.units += by;
        self.extremes.take(at, self.units);
    }
}

/// The extremes of every account, prepared so that a look costs the same however long the history is.
#[derive(Clone, Debug, Default)]
pub struct AccountExtremes {
    accounts: Vec<Own>,
}

#[derive(Clone, Debug)]
struct Own {
    head: Mark,
    entries: usize,
    marks: Vec<Mark>,
}

impl AccountExtremes {
    /// Takes in what the next event moved, which `past` knows already.
    pub(super) fn take(&mut self, past: &Entries, sequence: Sequence, postings: &[Posting]) {
        let accounts = past.accounts_at(sequence);
        if self.accounts.len() < accounts {
            let new = Own { head: Mark::begin(sequence), entries: 0, marks: Vec::new() };
            self.accounts.resize(accounts, new);
        }
        for posting in postings {
            let Some(own) = self.accounts.get_mut(posting.account as usize) else { continue };
            own.head.change(sequence, i128::from(posting.change));
            own.entries += 1;
            if own.entries.is_multiple_of(SPACING) {
                own.marks.push(own.head);
            }
        }
    }

    /// How far the account with this number had gone by `position`; `None` before it was opened.
    pub(super) fn of(&self, past: &Entries, account: usize, position: Sequence) -> Option<Extremes> {
        let opened = past.opened(account).filter(|opened| *opened <= position)?;
        let entries = past.register_len(account, position);
        let marks = entries / SPACING;
        let known = marks.checked_sub(1).and_then(|at| self.accounts.get(account)?.marks.get(at));
        let mut mark = known.copied().unwrap_or(Mark::begin(opened));
        for (at, posting) in past.register_between(account, marks * SPACING, entries) {
            mark.change(at, i128::from(posting.change));
        }
        Some(mark.extremes)
    }
}
