//! The ledger: one book's state, and how each event changes it.

use super::account::{Details, Reconciled};
use super::{
    Account, AccountId, Command, Currency, Entries, Event, Limit, Lookup, Minor, Name, NamedMoments, Periods,
    Postings, Refusal, Status,
};
use crate::event_sourcing::{
    Aggregate, EventId, Fingerprint, Recorded, SNAPSHOT_SPACING, Sequence, Timestamp,
};
use std::rc::Rc;

/// A book at one position of its log. Copies share what they have in common.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ledger {
    book: Option<Rc<Book>>,
    accounts: Vec<Rc<Account>>,
    closed: Rc<Periods>,
    moments: Rc<NamedMoments>,
}

/// What a book says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Book {
    /// Its identity: the id of the event that opened it, or of its last fork.
    pub id: EventId,
    /// What it is called now.
    pub name: Name,
    /// The currency offered first.
    pub base_currency: Currency,
    /// Where it left the history it shares with another book, if it did.
    pub forked: Option<(Sequence, Fingerprint)>,
}

impl Ledger {
    /// A state that was kept.
    pub fn restored(book: Book, accounts: Vec<Account>, closed: Periods, moments: NamedMoments) -> Self {
        let accounts = accounts.into_iter().map(Rc::new).collect();
        Self { book: Some(Rc::new(book)), accounts, closed: Rc::new(closed), moments: Rc::new(moments) }
    }

    /// What the book says of itself; `None` before its first event.
    pub fn book(&self) -> Option<&Book> {
        self.book.as_deref()
    }

    /// The accounts in order of opening, closed ones too.
    pub fn accounts(&self) -> &[Rc<Account>] {
        &self.accounts
    }

    /// The periods in which nothing may be entered or changed.
    pub fn closed_periods(&self) -> &Periods {
        &self.closed
    }

    /// The moments that have names.
    pub fn named_moments(&self) -> &NamedMoments {
        &self.moments
    }

    /// The account with this id, with its number in order of opening.
    pub fn account(&self, past: &dyn Lookup, id: AccountId) -> Result<&Account, Refusal> {
        let number = past.account(id);
        let account = number.and_then(|number| self.accounts.get(number));
        account.map(Rc::as_ref).ok_or(Refusal::UnknownAccount { account: id })
    }

    /// The sum of all balances, a currency a line, in order of first opening. Totals may exceed what one amount may be.
    pub fn totals(&self) -> Vec<(Currency, i128)> {
        let mut totals: Vec<(Currency, i128)> = Vec::new();
        for account in &self.accounts {
            let units = i128::from(account.balance.get());
            match totals.iter_mut().find(|(currency, _)| *currency == account.currency) {
                Some((_, sum)) => *sum += units,
                None => totals.push((account.currency, units)),
            }
        }
        totals
    }

    fn change(&mut self, past: &dyn Lookup, id: AccountId, change: impl FnOnce(&mut Details)) {
        if let Some(account) = past.account(id).and_then(|number| self.accounts.get_mut(number)) {
            change(Rc::make_mut(&mut Rc::make_mut(account).details));
        }
    }
}

impl Aggregate for Ledger {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Past = Entries;

    const FOLD_VERSION: u32 = 3;

    fn spacing(&self) -> u64 {
        // A copy is made of every account that moved since the last one.
        SNAPSHOT_SPACING.max(16 * self.accounts.len() as u64)
    }

    fn leap(&mut self, past: &Entries, from: Sequence, to: Sequence) -> bool {
        if !past.is_whole() || past.count() < to.get() {
            return false;
        }
        for turn in past.turns(from, to) {
            self.turn(past, turn);
        }
        let mut moved = vec![(0_i64, 0_u64, Sequence::START); self.accounts.len()];
        let mut at = from;
        while at < to {
            at = at.next();
            for posting in past.postings(at) {
                if let Some((change, entries, last)) = moved.get_mut(posting.account as usize) {
                    *change += posting.change;
                    *entries += 1;
                    *last = at;
                }
            }
        }
        for (account, (change, entries, last)) in self.accounts.iter_mut().zip(moved) {
            if entries > 0 {
                let recorded_at = past.times().at(last).unwrap_or_default();
                Rc::make_mut(account).move_by(change, entries, (last, recorded_at));
            }
        }
        true
    }

    fn decide(&self, past: &Entries, command: &Command) -> Result<Vec<Event>, Refusal> {
        self.decide_by(past, command)
    }

    fn evolve(&mut self, past: &Entries, event: &Recorded<Event>) {
        self.fold(past, event);
    }
}

impl Ledger {
    /// Which events a command amounts to, whatever answers for the log.
    pub(super) fn decide_by(&self, past: &dyn Lookup, command: &Command) -> Result<Vec<Event>, Refusal> {
        super::decide::decide(self, past, command)
    }

    /// The state after one more event, whatever answers for the log.
    pub(super) fn fold(&mut self, past: &dyn Lookup, event: &Recorded<Event>) {
        self.post(&past.postings(event.sequence), (event.sequence, event.recorded_at));
        self.turn(past, event);
    }

    /// Takes in what an event that moves money moves.
    pub fn post(&mut self, postings: &Postings, at: (Sequence, Timestamp)) {
        for posting in postings {
            if let Some(account) = self.accounts.get_mut(posting.account as usize) {
                Rc::make_mut(account).move_by(posting.change, 1, at);
            }
        }
    }

    /// Takes in what an event changes beside balances.
    fn turn(&mut self, past: &dyn Lookup, event: &Recorded<Event>) {
        match &event.data {
            Event::BookOpened { name, base_currency } => {
                let (name, base_currency) = (name.clone(), *base_currency);
                self.book = Some(Rc::new(Book { id: event.id, name, base_currency, forked: None }));
            }
            Event::BookRenamed { name } => {
                if let Some(book) = &mut self.book {
                    Rc::make_mut(book).name = name.clone();
                }
            }
            Event::BookForked { at, fingerprint } => {
                if let Some(book) = &mut self.book {
                    let book = Rc::make_mut(book);
                    book.id = event.id;
                    book.forked = Some((*at, *fingerprint));
                }
            }
            Event::AccountOpened { account, name, currency, kind, overdraft_limit } => {
                let details = Rc::new(Details {
                    id: *account,
                    name: name.clone(),
                    currency: *currency,
                    kind: *kind,
                    overdraft_limit: *overdraft_limit,
                    status: Status::Open,
                    opened_at: event.recorded_at,
                    closed_at: None,
                    reconciled: None,
                });
                let (balance, entries, last_entry) = (Minor::ZERO, 0, None);
                self.accounts.push(Rc::new(Account { details, balance, entries, last_entry }));
            }
            Event::AccountRenamed { account, name } => {
                self.change(past, *account, |it| it.name = name.clone())
            }
            Event::OverdraftLimitSet { account, overdraft_limit } => {
                self.change(past, *account, |it| it.overdraft_limit = *overdraft_limit);
            }
            Event::AccountReconciled { account, date, .. } => {
                let reconciled = Some(Reconciled { date: *date, sequence: event.sequence });
                self.change(past, *account, |it| it.reconciled = reconciled);
            }
            Event::AccountFrozen { account, .. } => {
                self.change(past, *account, |it| it.status = Status::Frozen)
            }
            Event::AccountUnfrozen { account, .. } => {
                self.change(past, *account, |it| it.status = Status::Open)
            }
            Event::AccountClosed { account, .. } => self.change(past, *account, |it| {
                it.status = Status::Closed;
                it.closed_at = Some(event.recorded_at);
            }),
            Event::AccountReopened { account, .. } => self.change(past, *account, |it| {
                it.status = Status::Open;
                it.closed_at = None;
            }),
            Event::MomentNamed(moment) => Rc::make_mut(&mut self.moments).name(moment.clone()),
            Event::MomentUnnamed { position } => Rc::make_mut(&mut self.moments).unname(*position),
            Event::PeriodClosed { period } => Rc::make_mut(&mut self.closed).close(*period),
            Event::PeriodReopened { period, .. } => Rc::make_mut(&mut self.closed).reopen(*period),
            Event::MoneyDeposited(_)
            | Event::MoneyWithdrawn(_)
            | Event::MoneyTransferred(_)
            | Event::EntryCategorized { .. }
            | Event::EntryReversed { .. }
            | Event::RuleStated(_)
            | Event::RuleWithdrawn { .. } => {}
        }
    }
}

/// How much can still leave an account: its balance and its limit together; `None` where there is no limit.
pub(super) fn available(account: &Account) -> Option<i64> {
    match account.overdraft_limit {
        Limit::Unlimited => None,
        Limit::UpTo(limit) => Some(account.balance.get() + limit.minor.get()),
    }
}
