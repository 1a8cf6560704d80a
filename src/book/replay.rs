//! A replay that owes nothing to the index: beside the ledger's own fold it adds up every account's balance from the
//! events alone, as they were recorded.

use super::proof::{Aspect, Held, differs};
use crate::event_sourcing::{Aggregate, Recorded, Sequence};
use crate::ledger::{AccountId, Entries, Event, Ledger, Money};
use std::collections::HashMap;

/// How an event changes a state.
pub type Fold = fn(&mut Ledger, &Entries, &Recorded<Event>);

/// A log replayed up to an event.
#[derive(Clone, Debug)]
pub(super) struct Replay {
    fold: Fold,
    at: Sequence,
    state: Ledger,
    numbers: HashMap<AccountId, usize>,
    /// What the events of each account add up to, in minor units.
    balances: Vec<i128>,
}

impl Replay {
    /// The ledger's own fold.
    pub(super) const EVOLVE: Fold = |ledger, past, event| ledger.evolve(past, event);

    /// Nothing is replayed yet.
    pub(super) fn by(fold: Fold) -> Self {
        let (numbers, balances) = (HashMap::new(), Vec::new());
        Self { fold, at: Sequence::START, state: Ledger::default(), numbers, balances }
    }

    /// Goes on from a state that is known to be right.
    pub(super) fn after(at: Sequence, state: &Ledger) -> Self {
        let accounts = state.accounts();
        let numbers = accounts.iter().zip(0..).map(|(account, number)| (account.id, number)).collect();
        let balances = accounts.iter().map(|account| i128::from(account.balance.get())).collect();
        Self { fold: Self::EVOLVE, at, state: state.clone(), numbers, balances }
    }

    /// The last event replayed.
    pub(super) const fn at(&self) -> Sequence {
        self.at
    }

    /// The state after it.
    pub(super) const fn state(&self) -> &Ledger {
        &self.state
    }

    /// Takes in the next event; `None` where it is about what is not there.
    pub(super) fn take(&mut self, held: &Held<'_>, event: &Recorded<Event>) -> Option<()> {
        if event.sequence != self.at.next() {
            return None;
        }
        if let Event::AccountOpened { account, .. } = &event.data {
            self.numbers.insert(*account, self.balances.len());
            self.balances.push(0);
        }
        self.add(held, &event.data, 1)?;
        (self.fold)(&mut self.state, held.past, event);
        self.at = event.sequence;
        Some(())
    }

    fn add(&mut self, held: &Held<'_>, event: &Event, sign: i128) -> Option<()> {
        match event {
            Event::MoneyDeposited(entry) => self.post(entry.account, entry.money, sign),
            Event::MoneyWithdrawn(entry) => self.post(entry.account, entry.money, -sign),
            Event::MoneyTransferred(transfer) => {
                self.post(transfer.from, transfer.sent, -sign)?;
                self.post(transfer.to, transfer.arrived(), sign)
            }
            Event::EntryReversed { entry, .. } if sign > 0 => {
                // The index only says where to look: what stands there says itself whether it is the one.
                let undone = held.past.find(*entry).filter(|at| *at <= self.at)?;
                let undone = held.log.event(undone).filter(|event| event.id == *entry)?;
                self.add(held, &undone.data, -1)
            }
            // A reversal can't be reversed.
            Event::EntryReversed { .. } => None,
            _ => Some(()),
        }
    }

    fn post(&mut self, account: AccountId, money: Money, sign: i128) -> Option<()> {
        let number = self.numbers.get(&account)?;
        *self.balances.get_mut(*number)? += sign * i128::from(money.minor.get());
        Some(())
    }

    /// What a state says otherwise, account by account.
    pub(super) fn differs(&self, found: &Ledger) -> Option<Aspect> {
        for (sum, account) in self.balances.iter().zip(found.accounts()) {
            let held = i128::from(account.balance.get());
            if *sum != held {
                let (account, currency) = (account.name.to_string(), account.currency);
                return Some(Aspect::Balance { account, currency, replayed: *sum, found: held });
            }
        }
        differs(&self.state, found)
    }
}
