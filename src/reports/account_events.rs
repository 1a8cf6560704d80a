//! Which events concern an account without moving its money: its opening, its names, its limits, what became of it,
//! and how its entries were filed.

use crate::event_sourcing::{Recorded, Sequence};
use crate::ledger::{AccountId, Entries, Event};

/// The events that concern each account and have no postings, in order, by the account's number.
#[derive(Clone, Debug, Default)]
pub struct AccountEvents(Vec<Vec<Sequence>>);

impl AccountEvents {
    /// Takes in the next event of the log, which `past` knows already.
    pub fn add(&mut self, past: &Entries, event: &Recorded<Event>) {
        if let Some(account) = account_of(&event.data) {
            self.note(past.account(account), event.sequence);
        } else if let Event::EntryCategorized { entry, .. } = &event.data {
            let entry = past.find(*entry).unwrap_or(Sequence::START);
            for posting in past.postings(entry) {
                self.note(Some(posting.account as usize), event.sequence);
            }
        }
    }

    /// Those of one account after `after`, up to and including `until`.
    pub fn between(&self, account: usize, after: Sequence, until: Sequence) -> &[Sequence] {
        let own = self.0.get(account).map_or(&[][..], Vec::as_slice);
        let place = |position: Sequence| own.partition_point(|at| *at <= position);
        own.get(place(after)..place(until)).unwrap_or_default()
    }

    fn note(&mut self, account: Option<usize>, sequence: Sequence) {
        let Some(account) = account else { return };
        if self.0.len() <= account {
            self.0.resize_with(account + 1, Vec::new);
        }
        if let Some(own) = self.0.get_mut(account) {
            own.push(sequence);
        }
    }
}

/// The account an event without postings is about.
fn account_of(event: &Event) -> Option<AccountId> {
    match event {
        Event::AccountOpened { account, .. }
        | Event::AccountRenamed { account, .. }
        | Event::OverdraftLimitSet { account, .. }
        | Event::AccountReconciled { account, .. }
        | Event::AccountFrozen { account, .. }
        | Event::AccountUnfrozen { account, .. }
        | Event::AccountClosed { account, .. }
        | Event::AccountReopened { account, .. } => Some(*account),
        _ => None,
    }
}
