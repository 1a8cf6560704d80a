//! The same figures computed the slow and obvious way, from nothing but the events.

use daybook::event_sourcing::{EventId, Recorded};
use daybook::ledger::{AccountId, Currency, Event, Labels, Limit, Status};

/// One account as the events tell it.
pub(crate) struct NaiveAccount {
    pub(crate) id: AccountId,
    pub(crate) currency: Currency,
    pub(crate) limit: Limit,
    pub(crate) status: Status,
    pub(crate) balance: i128,
    pub(crate) entries: u64,
}

/// By how much an event changed which account, for which day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Move {
    pub(crate) account: usize,
    pub(crate) day: i32,
    pub(crate) change: i128,
}

/// A book as its events tell it. Events are counted from 0 here.
#[derive(Default)]
pub(crate) struct Naive {
    pub(crate) accounts: Vec<NaiveAccount>,
    /// What each event moved.
    pub(crate) moves: Vec<Vec<Move>>,
    /// Which event each event reversed.
    pub(crate) reverses: Vec<Option<usize>>,
    /// Which event each event re-categorized.
    pub(crate) categorizes: Vec<Option<usize>>,
    /// What each entry is labelled by now.
    pub(crate) labels: Vec<Option<Labels>>,
    ids: Vec<EventId>,
}

impl Naive {
    pub(crate) fn of(events: &[Recorded<Event>]) -> Self {
        events.iter().fold(Self::default(), Self::then)
    }

    fn then(mut self, event: &Recorded<Event>) -> Self {
        let moves = self.moved(&event.data);
        for one in &moves {
            self.accounts[one.account].balance += one.change;
            self.accounts[one.account].entries += 1;
        }
        self.moves.push(moves);
        self.ids.push(event.id);
        let (mut reverses, mut categorizes, mut own) = (None, None, None);
        match &event.data {
            Event::AccountOpened { account, currency, overdraft_limit, .. } => {
                self.accounts.push(NaiveAccount {
                    id: *account,
                    currency: *currency,
                    limit: *overdraft_limit,
                    status: Status::Open,
                    balance: 0,
                    entries: 0,
                });
            }
            Event::OverdraftLimitSet { account, overdraft_limit } => {
                let at = self.number(*account);
                self.accounts[at].limit = *overdraft_limit;
            }
            Event::AccountFrozen { account, .. } => self.set(*account, Status::Frozen),
            Event::AccountUnfrozen { account, .. } | Event::AccountReopened { account, .. } => {
                self.set(*account, Status::Open);
            }
            Event::AccountClosed { account, .. } => self.set(*account, Status::Closed),
            Event::EntryReversed { entry, .. } => reverses = Some(self.place(*entry)),
            Event::EntryCategorized { entry, labels } => {
                let place = self.place(*entry);
                self.labels[place] = Some(labels.clone());
                categorizes = Some(place);
            }
            Event::MoneyDeposited(entry) | Event::MoneyWithdrawn(entry) => own = Some(entry.labels.clone()),
            Event::MoneyTransferred(transfer) => {
                own = Some(Labels { note: transfer.note.clone(), ..Labels::default() });
            }
            _ => {}
        }
        self.reverses.push(reverses);
        self.categorizes.push(categorizes);
        self.labels.push(own);
        self
    }

    fn moved(&self, event: &Event) -> Vec<Move> {
        let moved =
            |account, day, units: i64| Move { account: self.number(account), day, change: units.into() };
        match event {
            Event::MoneyDeposited(it) => vec![moved(it.account, it.date.days(), it.money.minor.get())],
            Event::MoneyWithdrawn(it) => vec![moved(it.account, it.date.days(), -it.money.minor.get())],
            Event::MoneyTransferred(it) => vec![
                moved(it.from, it.date.days(), -it.sent.minor.get()),
                moved(it.to, it.date.days(), it.received.unwrap_or(it.sent).minor.get()),
            ],
            Event::EntryReversed { entry, .. } => {
                let undone = &self.moves[self.place(*entry)];
                undone.iter().map(|one| Move { change: -one.change, ..*one }).collect()
            }
            _ => vec![],
        }
    }

    fn set(&mut self, account: AccountId, status: Status) {
        let at = self.number(account);
        self.accounts[at].status = status;
    }

    fn number(&self, id: AccountId) -> usize {
        self.accounts.iter().position(|account| account.id == id).unwrap_or(usize::MAX)
    }

    fn place(&self, id: EventId) -> usize {
        self.ids.iter().position(|known| *known == id).unwrap_or(usize::MAX)
    }

    /// The event that reversed the one at `place`.
    pub(crate) fn reversed_by(&self, place: usize) -> Option<usize> {
        self.reverses.iter().position(|reversed| *reversed == Some(place))
    }

    /// An account's total over all moves for days up to this one.
    pub(crate) fn total_on(&self, account: usize, day: i32) -> i128 {
        let moves = self.moves.iter().flatten();
        moves.filter(|one| one.account == account && one.day <= day).map(|one| one.change).sum()
    }
}
