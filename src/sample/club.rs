//! The sample book: a rowing club's treasurer from January 2023 to October 2026.

use super::club_month;
use super::numbers::Numbers;
use super::recorder::Recorder;
use super::step::SampleStep;
use crate::event_sourcing::{Codec, CommandId, EventId, Fingerprint, Recorded, Sequence, Timestamp};
use crate::ledger::{
    AccountId, BoundOf, Command, Compared, Decimal, Entries, Event, Figure, Label, Labels, Ledger, Minor,
    Name, Note, ValueDate, WantedEntry, WantedRule, WantedTransfer,
};
use crate::record::LedgerCodec;
use chrono::NaiveDate;
use std::rc::Rc;

/// The club's accounts; which of them are open differs from year to year.
#[derive(Clone, Copy, Debug)]
pub(super) struct Accounts {
    pub(super) current: AccountId,
    pub(super) boats: AccountId,
    pub(super) cash: AccountId,
    pub(super) card: AccountId,
    pub(super) jubilee: AccountId,
    pub(super) dollars: AccountId,
    pub(super) yen: AccountId,
    pub(super) dinars: AccountId,
}

/// Something that is to happen at some time.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    In(AccountId, i64, Labels, ValueDate),
    Out(AccountId, i64, Labels, ValueDate),
    Move(Exchange),
    /// Compare with the statement of this day.
    Reconcile(AccountId, ValueDate),
    /// Give something filed as unsorted its place.
    Sort(&'static str),
    /// Reverse the last entry of this category, because of this.
    Undo(&'static str, &'static str),
    /// Pay what the card owes.
    PayCard(ValueDate),
    /// Take what the cash box does not need to the bank.
    PayIn(ValueDate),
    /// Move all that is left of one account to another, at so many hundredths of minor units for each.
    Empty(AccountId, AccountId, Option<i64>, ValueDate),
    /// Give this very moment a name.
    Name(String),
    /// State that an account never holds more than this, because of that.
    State(AccountId, i64, &'static str),
    Other(Command),
}

/// Money that moves; `received` where the currencies differ.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) from: AccountId,
    pub(super) to: AccountId,
    pub(super) amount: i64,
    pub(super) received: Option<i64>,
    pub(super) note: &'static str,
    pub(super) date: ValueDate,
}

/// The club's life so far.
#[derive(Debug)]
pub(super) struct Club {
    pub(super) numbers: Numbers,
    pub(super) accounts: Accounts,
    recorder: Recorder,
    /// The book's own so far: a moment is named with it.
    fingerprint: Fingerprint,
    /// Ids of what was added to the club's life later, so that the rest of it stayed as it was.
    aside: Numbers,
    steps: Vec<SampleStep>,
    /// Entries that may still be sorted or undone.
    recent: Vec<(EventId, Labels)>,
}

/// The steps of the sample book, the same every time.
pub fn commands() -> impl Iterator<Item = SampleStep> {
    let mut numbers = Numbers::new(0x00DA_7B00_0C1B);
    let founded = moment(2023, 1, 2, 0).unwrap_or_default();
    let mut account = || AccountId::from_bytes(numbers.id(founded));
    let accounts = Accounts {
        current: account(),
        boats: account(),
        cash: account(),
        card: account(),
        jubilee: account(),
        dollars: account(),
        yen: account(),
        dinars: account(),
    };
    let recorder = Recorder::default();
    let (fingerprint, aside) = (Fingerprint::EMPTY, Numbers::new(0x00DA_7B00_0C1C));
    let mut club =
        Club { numbers, accounts, recorder, fingerprint, aside, steps: Vec::new(), recent: Vec::new() };
    for year in 2023..=2026 {
        let last = if year == 2026 { 10 } else { 12 };
        for month in 1..=last {
            let mut deeds = club_month::deeds(&mut club, year, month);
            // Stable, so that what is planned for one moment happens in the order planned.
            deeds.sort_by_key(|(at, _)| *at);
            for (at, deed) in deeds {
                club.does(at, deed);
            }
        }
    }
    club.steps.into_iter()
}

impl Club {
    pub(super) fn ledger(&self) -> &Ledger {
        self.recorder.ledger()
    }

    fn past(&self) -> &Entries {
        self.recorder.past()
    }

    /// What can't be done at its time (the cash box is empty, say) just doesn't happen.
    fn does(&mut self, at: Timestamp, deed: Deed) {
        if let Some(command) = self.command(deed) {
            self.send(at, command);
        }
    }

    fn command(&mut self, deed: Deed) -> Option<Command> {
        Some(match deed {
            Deed::In(account, amount, labels, date) => {
                Command::DepositMoney(self.entry(account, amount, labels, date)?)
            }
            Deed::Out(account, amount, labels, date) => {
                Command::WithdrawMoney(self.entry(account, amount, labels, date)?)
            }
            Deed::Move(exchange) => self.transfer(&exchange)?,
            Deed::Reconcile(account, date) => {
                let number = self.past().account(account)?;
                let head = Sequence::new(self.past().count())?;
                let balance = self.past().balance_on(number, date, head)?;
                Command::ReconcileAccount { account, date, balance: self.decimal(account, balance.get())? }
            }
            Deed::Sort(category) => {
                let unsorted = |(_, labels): &(EventId, Labels)| {
                    labels
                        .category
                        .as_ref()
                        .is_some_and(|label| label.as_str() == super::club_texts::UNSORTED)
                };
                let at = self.recent.iter().position(unsorted)?;
                let (entry, labels) = self.recent.remove(at);
                let category = labels_of(category, "", "").category;
                Command::CategorizeEntry { entry, labels: Labels { category, ..labels } }
            }
            Deed::Undo(category, reason) => {
                let filed = |(_, labels): &(EventId, Labels)| {
                    labels.category.as_ref().is_some_and(|label| label.as_str() == category)
                };
                let at = self.recent.iter().rposition(filed)?;
                let (entry, _) = self.recent.remove(at);
                Command::ReverseEntry { entry, reason: Note::optional("reason", Some(reason)).ok()? }
            }
            Deed::PayCard(date) => {
                let (from, to) = (self.accounts.current, self.accounts.card);
                let amount = -self.balance(to)?;
                let note = "Card, settled in full";
                self.transfer(&Exchange { from, to, amount, received: None, note, date })?
            }
            Deed::PayIn(date) => {
                let (from, to) = (self.accounts.cash, self.accounts.current);
                let amount = (self.balance(from)? - 15_000) / 1_000 * 1_000;
                let note = "Paid in at the bank";
                self.transfer(&Exchange { from, to, amount, received: None, note, date })?
            }
            Deed::Empty(from, to, rate, date) => {
                let amount = self.balance(from)?;
                let received = rate.map(|rate| (amount * rate / 100).max(1));
                self.transfer(&Exchange { from, to, amount, received, note: "What was left", date })?
            }
            Deed::Name(name) => Command::NameMoment {
                position: Sequence::new(self.past().count())?,
                name: Name::new(&name).ok()?,
                fingerprint: Some(self.fingerprint),
            },
            Deed::State(account, most, note) => Command::StateRule(WantedRule {
                account: Some(account),
                currency: None,
                compared: Compared::AtMost,
                bound: BoundOf::Amount(self.decimal(account, most)?),
                note: Note::optional("note", Some(note)).ok()?,
            }),
            Deed::Other(command) => command,
        })
    }

    fn send(&mut self, at: Timestamp, command: Command) {
        let added_later = matches!(command, Command::NameMoment { .. } | Command::StateRule(_));
        let numbers = if added_later { &mut self.aside } else { &mut self.numbers };
        let command_id = CommandId::from_bytes(numbers.id(at));
        let events = [EventId::from_bytes(numbers.id(at)), EventId::from_bytes(numbers.id(at))];
        let who =
            if at < moment(2025, 4, 1, 0).unwrap_or_default() { "Maren Vogt" } else { "Tomás Ibáñez" };
        let step = SampleStep { at, command, command_id, actor: Some(Rc::from(who)), events };
        let Ok(recorded) = self.recorder.record(&step) else { return };
        self.hash(&recorded);
        for event in recorded {
            if let Event::MoneyDeposited(entry) | Event::MoneyWithdrawn(entry) = event.data {
                self.recent.push((event.id, entry.labels));
            }
        }
        let old = self.recent.len().saturating_sub(120);
        self.recent.drain(..old);
        self.steps.push(step);
    }

    fn hash(&mut self, recorded: &[Recorded<Event>]) {
        let mut json = Vec::new();
        for event in recorded {
            json.clear();
            LedgerCodec::canonical(&LedgerCodec::stored(event), &mut json);
            self.fingerprint = self.fingerprint.then(&json);
        }
    }

    fn balance(&self, account: AccountId) -> Option<i64> {
        self.ledger().account(self.past(), account).ok().map(|it| it.balance.get())
    }

    fn decimal(&self, account: AccountId, units: i64) -> Option<Decimal> {
        let digits = self.ledger().account(self.past(), account).ok()?.currency.digits();
        decimal(units, digits)
    }

    fn entry(&self, account: AccountId, amount: i64, labels: Labels, date: ValueDate) -> Option<WantedEntry> {
        let amount = self.decimal(account, amount)?;
        Some(WantedEntry { account, amount, currency: None, date, labels, origin: None })
    }

    fn transfer(&self, exchange: &Exchange) -> Option<Command> {
        let Exchange { from, to, amount, received, note, date } = *exchange;
        let received_amount = match received {
            Some(units) => Some(self.decimal(to, units)?),
            None => None,
        };
        let note = Note::optional("note", Some(note)).ok()?;
        let amount = self.decimal(from, amount)?;
        let (currency, received_currency, origin) = (None, None, None);
        Some(Command::TransferMoney(WantedTransfer {
            from,
            to,
            amount,
            currency,
            received_amount,
            received_currency,
            date,
            note,
            origin,
        }))
    }
}

/// An amount as a command spells it.
pub(super) fn decimal(units: i64, digits: u8) -> Option<Decimal> {
    Decimal::parse(&Figure { minor: Minor::new(units)?, digits }.to_string())
}

/// Labels; an empty text is none.
pub(super) fn labels_of(category: &str, counterparty: &str, note: &str) -> Labels {
    Labels {
        category: Label::optional("category", Some(category)).ok().flatten(),
        counterparty: Label::optional("counterparty", Some(counterparty)).ok().flatten(),
        note: Note::optional("note", Some(note)).ok().flatten(),
    }
}

/// A moment so many minutes into a day, in UTC.
pub(super) fn moment(year: i32, month: u32, day: u32, minutes: i64) -> Option<Timestamp> {
    let midnight = NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(0, 0, 0)?.and_utc();
    Timestamp::from_millis(midnight.timestamp_millis() + minutes * 60_000)
}
