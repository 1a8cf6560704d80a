//! Days that were counted: whether an account's balance of the day it was reconciled for is still the one counted then,
//! or which events have changed it since.

use crate::event_sourcing::Sequence;
use crate::ledger::{Entries, Event, Posting, Reconciled};

/// What was recorded after an account was reconciled, for the day it was reconciled for or an earlier one. Only that is
/// kept: it is little, however long the log is.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// The day each account was reconciled for last.
    days: Vec<Option<i32>>,
    late: Vec<Vec<Late>>,
}

/// An event that came too late for the count.
#[derive(Clone, Copy, Debug)]
struct Late {
    sequence: Sequence,
    /// What it and all of the account's before it add up to, in minor units.
    total: i128,
}

/// What became of a counted balance.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct SinceCounted {
    /// The events since then that count for that day or an earlier one, in order.
    pub events: Vec<Sequence>,
    /// By how much they changed the day's balance, in minor units.
    pub units: i128,
}

impl SinceCounted {
    /// Whether the day's balance is still the one that was counted.
    pub const fn holds(&self) -> bool {
        self.units == 0
    }
}

impl Counted {
    /// Takes in the next event, which `past` knows already: what it moved, or what else it changed.
    pub(super) fn take(
        &mut self,
        past: &Entries,
        sequence: Sequence,
        postings: &[Posting],
        turn: Option<&Event>,
    ) {
        for posting in postings {
            let account = posting.account as usize;
            if self.days.get(account).copied().flatten().is_some_and(|day| posting.day <= day)
                && let Some(late) = self.late.get_mut(account)
            {
                let before = late.last().map_or(0, |last| last.total);
                late.push(Late { sequence, total: before + i128::from(posting.change) });
            }
        }
        if let Some(Event::AccountReconciled { account, date, .. }) = turn
            && let Some(account) = past.account(*account)
        {
            if self.days.len() <= account {
                self.days.resize(account + 1, None);
                self.late.resize(account + 1, Vec::new());
            }
            if let Some(day) = self.days.get_mut(account) {
                *day = Some(date.days());
            }
        }
    }

    /// What changed the balance that an account, by its number, was last reconciled with, up to the event at `position`.
    pub fn since(&self, account: usize, reconciled: &Reconciled, position: Sequence) -> SinceCounted {
        let late = self.late.get(account).map_or(&[][..], Vec::as_slice);
        let place = |at: Sequence| late.partition_point(|late| late.sequence <= at);
        let (begin, end) = (place(reconciled.sequence), place(position.max(reconciled.sequence)));
        let total =
            |place: usize| place.checked_sub(1).and_then(|at| late.get(at)).map_or(0, |late| late.total);
        let events = late.get(begin..end).unwrap_or_default().iter().map(|late| late.sequence).collect();
        SinceCounted { events, units: total(end) - total(begin) }
    }
}
