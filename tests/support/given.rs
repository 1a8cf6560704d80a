//! Given these events, when this command, then those events or that refusal: the words the rules are told in.
#![allow(dead_code, reason = "every test file uses its own part of the vocabulary")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]
#![allow(clippy::needless_pass_by_value, reason = "a figure reads more easily without a reference")]

use core::fmt::Debug;
use daybook::event_sourcing::{Aggregate, CommandId, EventId, Past, Recorded, Sequence, Timestamp};
use daybook::ledger::{
    AccountId, Bound, Command, Compared, Currency, Decimal, Entries, Entry, Event, Factor, Figure, Kind,
    Label, Labels, LastMonths, Ledger, Limit, Minor, Money, Name, Note, Period, Refusal, Rule, Subject,
    Transfer, ValueDate, WantedBound, WantedEntry, WantedLimit, WantedRule, WantedTransfer,
};

/// The day everything counts for where a test does not care.
pub(crate) const DAY: &str = "2026-03-31";

/// A book with a history.
#[derive(Clone, Default)]
pub(crate) struct Given {
    pub(crate) events: Vec<Recorded<Event>>,
    pub(crate) ledger: Ledger,
    pub(crate) past: Entries,
}

/// A book with a history, and what a command came to in it.
pub(crate) struct When {
    given: Given,
    command: Command,
    outcome: Result<Vec<Event>, Refusal>,
}

/// A book after all these events, each a commit of its own.
pub(crate) fn given(events: impl IntoIterator<Item = Event>) -> Given {
    events.into_iter().fold(Given::default(), Given::and)
}

/// A book after it was opened and after all these events: they are numbered from 2.
pub(crate) fn given_book(events: impl IntoIterator<Item = Event>) -> Given {
    given([book_opened("Home", "EUR")].into_iter().chain(events))
}

impl Given {
    /// One more event.
    pub(crate) fn and(mut self, data: Event) -> Self {
        let event = self.recorded(data);
        self.past.add(&event);
        self.ledger.evolve(&self.past, &event);
        self.events.push(event);
        self
    }

    fn recorded(&self, data: Event) -> Recorded<Event> {
        let sequence = Sequence::new(self.events.len() as u64 + 1).unwrap();
        Recorded {
            sequence,
            id: event(sequence.get()),
            recorded_at: Timestamp::from_millis(i64::try_from(sequence.get()).unwrap() * 1000).unwrap(),
            commit: sequence,
            command: "Test".into(),
            command_id: CommandId::from_bytes(*event(sequence.get()).bytes()),
            caused_by: None,
            actor: None,
            data,
        }
    }

    pub(crate) fn when(self, command: Command) -> When {
        let outcome = self.ledger.decide(&self.past, &command);
        When { given: self, command, outcome }
    }

    /// The account's balance in log order.
    pub(crate) fn balance(self, name: &str, balance: &str) -> Self {
        let it = self.ledger.account(&self.past, account(name)).unwrap();
        assert_eq!(it.money().figure().to_string(), balance, "the balance of {name}");
        self
    }

    /// The account's balance at a day's end, by value date.
    pub(crate) fn balance_on(self, name: &str, date: &str, balance: &str) -> Self {
        let number = self.past.account(account(name)).unwrap();
        let head = Sequence::new(self.past.count()).unwrap();
        let found = self.past.balance_on(number, day(date), head).unwrap();
        let currency = self.ledger.accounts()[number].currency;
        let found = Money { minor: found, currency };
        assert_eq!(found.figure().to_string(), balance, "the balance of {name} on {date}");
        self
    }
}

impl When {
    /// The command is taken, and this is what happened.
    pub(crate) fn then(self, expected: impl IntoIterator<Item = Event>) -> Given {
        let expected: Vec<_> = expected.into_iter().collect();
        assert_eq!(self.outcome.as_ref(), Ok(&expected), "{:?}", self.command);
        expected.into_iter().fold(self.given, Given::and)
    }

    /// The command is taken, whatever happened.
    pub(crate) fn taken(self) -> Given {
        match self.outcome {
            Ok(events) => events.into_iter().fold(self.given, Given::and),
            Err(refusal) => panic!("{:?} was refused: {refusal}", self.command),
        }
    }

    /// The command is refused, with a sentence whose figures are all filled in.
    pub(crate) fn refused(self, code: &str) -> Refused {
        let Err(refusal) = self.outcome else { panic!("{:?} should be refused: {code}", self.command) };
        let sentence = refusal.to_string();
        assert_eq!(refusal.code(), code, "{sentence}");
        assert!(!sentence.starts_with("refusal.") && !sentence.contains(['{', '}']), "{sentence}");
        Refused { refusal, given: self.given }
    }

    /// The refusal's code, or that there is none.
    pub(crate) fn code(&self) -> Option<&'static str> {
        self.outcome.as_ref().err().map(Refusal::code)
    }
}

/// A refusal to be looked at more closely.
pub(crate) struct Refused {
    refusal: Refusal,
    given: Given,
}

impl Refused {
    /// It carries this figure.
    pub(crate) fn naming(self, name: &str, expected: impl ToString) -> Self {
        let figures = self.refusal.figures();
        let found = figures.iter().find(|(known, _)| *known == name);
        assert_eq!(found.map(|(_, figure)| figure.as_str()), Some(expected.to_string().as_str()), "{name}");
        self
    }

    /// Its sentence contains this.
    pub(crate) fn saying(self, part: &str) -> Self {
        assert!(self.refusal.to_string().contains(part), "{}", self.refusal);
        self
    }

    /// The book, as it was.
    pub(crate) fn still(self) -> Given {
        self.given
    }
}

// The nouns.

/// The account a test calls by this name.
pub(crate) fn account(name: &str) -> AccountId {
    let mut bytes = [0; 16];
    for (byte, letter) in bytes.iter_mut().zip(name.bytes()) {
        *byte = letter;
    }
    AccountId::from_bytes(bytes)
}

/// The id of the event with this sequence.
pub(crate) fn event(sequence: u64) -> EventId {
    EventId::from_bytes(u128::from(sequence).to_be_bytes())
}

pub(crate) fn currency(code: &str) -> Currency {
    Currency::from_code(code).unwrap()
}

/// `5 EUR`
pub(crate) fn money(text: &str) -> Money {
    let (amount, code) = text.split_once(' ').unwrap();
    Money { minor: minor(amount, code), currency: currency(code) }
}

pub(crate) fn day(text: &str) -> ValueDate {
    ValueDate::parse(text).unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

pub(crate) fn note(text: &str) -> Option<Note> {
    Note::optional("note", Some(text)).unwrap()
}

/// Category, counterparty, note; empty is none.
pub(crate) fn labels(category: &str, counterparty: &str, remark: &str) -> Labels {
    Labels {
        category: Label::optional("category", Some(category)).unwrap(),
        counterparty: Label::optional("counterparty", Some(counterparty)).unwrap(),
        note: note(remark),
    }
}

fn minor(amount: &str, code: &str) -> Minor {
    decimal(amount).in_currency(currency(code)).unwrap()
}

fn figure(amount: &str, code: &str) -> Figure {
    Figure { minor: minor(amount, code), digits: currency(code).digits() }
}

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

/// `unlimited`, or an amount in the account's currency.
pub(crate) fn limit(text: &str, code: &str) -> Limit {
    if text == "unlimited" { Limit::Unlimited } else { Limit::UpTo(figure(text, code)) }
}

fn wanted_limit(text: &str) -> WantedLimit {
    if text == "unlimited" { WantedLimit::Unlimited } else { WantedLimit::UpTo(decimal(text)) }
}

/// `5` or `5 EUR`
fn spelled(text: &str) -> (Decimal, Option<String>) {
    match text.split_once(' ') {
        None => (decimal(text), None),
        Some((amount, code)) => (decimal(amount), Some(code.to_owned())),
    }
}

// What happened.

pub(crate) fn book_opened(title: &str, code: &str) -> Event {
    Event::BookOpened { name: name(title), base_currency: currency(code) }
}

/// An asset without overdraft.
pub(crate) fn opened(title: &str, code: &str) -> Event {
    opened_as(title, code, Kind::Asset, "0")
}

pub(crate) fn opened_as(title: &str, code: &str, kind: Kind, overdraft: &str) -> Event {
    let (currency, overdraft_limit) = (currency(code), limit(overdraft, code));
    Event::AccountOpened { account: account(title), name: name(title), currency, kind, overdraft_limit }
}

pub(crate) fn renamed(of: &str, title: &str) -> Event {
    Event::AccountRenamed { account: account(of), name: name(title) }
}

pub(crate) fn limit_set(of: &str, overdraft: &str, code: &str) -> Event {
    Event::OverdraftLimitSet { account: account(of), overdraft_limit: limit(overdraft, code) }
}

pub(crate) fn deposited(to: &str, amount: &str) -> Event {
    Event::MoneyDeposited(entry(to, amount))
}

pub(crate) fn withdrawn(from: &str, amount: &str) -> Event {
    Event::MoneyWithdrawn(entry(from, amount))
}

fn entry(of: &str, amount: &str) -> Entry {
    let (account, money) = (account(of), money(amount));
    Entry { account, money, date: day(DAY), labels: Labels::default(), origin: None }
}

pub(crate) fn transferred(from: &str, to: &str, amount: &str) -> Event {
    Event::MoneyTransferred(moved(from, to, amount, None))
}

/// A transfer between two currencies.
pub(crate) fn exchanged(from: &str, to: &str, sent: &str, received: &str) -> Event {
    Event::MoneyTransferred(moved(from, to, sent, Some(received)))
}

fn moved(from: &str, to: &str, sent: &str, received: Option<&str>) -> Transfer {
    let (from, to, sent, received) = (account(from), account(to), money(sent), received.map(money));
    Transfer { from, to, sent, received, date: day(DAY), note: None, origin: None }
}

pub(crate) fn categorized(entry: u64, labels: Labels) -> Event {
    Event::EntryCategorized { entry: event(entry), labels }
}

pub(crate) fn reversed(entry: u64) -> Event {
    Event::EntryReversed { entry: event(entry), reason: None }
}

pub(crate) fn reconciled(of: &str, balance: &str) -> Event {
    let (amount, code) = balance.split_once(' ').unwrap();
    Event::AccountReconciled { account: account(of), date: day(DAY), balance: figure(amount, code) }
}

pub(crate) fn frozen(of: &str) -> Event {
    Event::AccountFrozen { account: account(of), reason: None }
}

pub(crate) fn unfrozen(of: &str) -> Event {
    Event::AccountUnfrozen { account: account(of), reason: None }
}

pub(crate) fn closed(of: &str) -> Event {
    Event::AccountClosed { account: account(of), reason: None }
}

pub(crate) fn reopened(of: &str) -> Event {
    Event::AccountReopened { account: account(of), reason: None }
}

/// A rule about an account, or about everything in euros where none is named.
pub(crate) fn rule_stated(of: &str, compared: Compared, bound: Bound) -> Event {
    let subject = if of.is_empty() { Subject::Total } else { Subject::Balance(account(of)) };
    let currency = Currency::from_code("EUR").unwrap();
    Event::RuleStated(Rule { subject, currency, compared, bound, note: None })
}

pub(crate) fn rule_withdrawn(rule: u64) -> Event {
    Event::RuleWithdrawn { rule: event(rule), reason: None }
}

pub(crate) fn times(text: &str) -> Factor {
    Factor::of(&decimal(text)).unwrap()
}

/// What a rule compares with: so many cents.
pub(crate) fn cents(units: i64) -> Bound {
    Bound::Amount(Minor::new(units).unwrap())
}

/// What a rule compares with: so many times another account's balance.
pub(crate) fn times_balance(text: &str, of: &str) -> Bound {
    Bound::Balance { times: times(text), account: account(of) }
}

/// What a rule compares with: so many times the mean month of a category.
pub(crate) fn times_monthly(text: &str, category: &str, months: u64) -> Bound {
    let category = Label::optional("category", Some(category)).unwrap().unwrap();
    Bound::Monthly { times: times(text), category, months: LastMonths::new(months).unwrap() }
}

/// A stretch of days: `2025-01-01 2025-12-31`.
pub(crate) fn period(text: &str) -> Period {
    let (from, to) = text.split_once(' ').unwrap();
    Period::new(day(from), day(to)).unwrap()
}

pub(crate) fn period_closed(days: &str) -> Event {
    Event::PeriodClosed { period: period(days) }
}

pub(crate) fn period_reopened(days: &str) -> Event {
    Event::PeriodReopened { period: period(days), reason: None }
}

// What someone wants.

pub(crate) fn open_book(title: &str, code: &str) -> Command {
    Command::OpenBook { name: name(title), base_currency: code.to_owned() }
}

pub(crate) fn rename_book(title: &str) -> Command {
    Command::RenameBook { name: name(title) }
}

/// An asset, with nothing said beside its name and currency.
pub(crate) fn open(title: &str, code: &str) -> Command {
    opening(title, code, Kind::Asset, None, None)
}

pub(crate) fn opening(
    title: &str,
    code: &str,
    kind: Kind,
    overdraft: Option<&str>,
    opening_balance: Option<&str>,
) -> Command {
    Command::OpenAccount {
        account: account(title),
        name: name(title),
        currency: code.to_owned(),
        kind,
        overdraft_limit: overdraft.map(wanted_limit),
        opening_balance: opening_balance.map(decimal),
        date: day(DAY),
    }
}

pub(crate) fn rename(of: &str, title: &str) -> Command {
    Command::RenameAccount { account: account(of), name: name(title) }
}

pub(crate) fn set_limit(of: &str, overdraft: &str) -> Command {
    Command::SetOverdraftLimit { account: account(of), overdraft_limit: wanted_limit(overdraft) }
}

pub(crate) fn deposit(to: &str, amount: &str) -> Command {
    Command::DepositMoney(wanted(to, amount))
}

pub(crate) fn withdraw(from: &str, amount: &str) -> Command {
    Command::WithdrawMoney(wanted(from, amount))
}

fn wanted(of: &str, amount: &str) -> WantedEntry {
    let (amount, currency) = spelled(amount);
    WantedEntry {
        account: account(of),
        amount,
        currency,
        date: day(DAY),
        labels: Labels::default(),
        origin: None,
    }
}

pub(crate) fn transfer(from: &str, to: &str, amount: &str) -> Command {
    Command::TransferMoney(wanted_transfer(from, to, amount, None))
}

/// A transfer that says how much arrives.
pub(crate) fn exchange(from: &str, to: &str, sent: &str, received: &str) -> Command {
    Command::TransferMoney(wanted_transfer(from, to, sent, Some(received)))
}

fn wanted_transfer(from: &str, to: &str, sent: &str, received: Option<&str>) -> WantedTransfer {
    let (amount, currency) = spelled(sent);
    let (received_amount, received_currency) =
        received.map(spelled).map_or((None, None), |(amount, currency)| (Some(amount), currency));
    WantedTransfer {
        from: account(from),
        to: account(to),
        amount,
        currency,
        received_amount,
        received_currency,
        date: day(DAY),
        note: None,
        origin: None,
    }
}

pub(crate) fn categorize(entry: u64, labels: Labels) -> Command {
    Command::CategorizeEntry { entry: event(entry), labels }
}

pub(crate) fn reverse(entry: u64) -> Command {
    Command::ReverseEntry { entry: event(entry), reason: None }
}

pub(crate) fn reconcile(of: &str, balance: &str) -> Command {
    Command::ReconcileAccount { account: account(of), date: day(DAY), balance: decimal(balance) }
}

pub(crate) fn freeze(of: &str) -> Command {
    Command::FreezeAccount { account: account(of), reason: None }
}

pub(crate) fn unfreeze(of: &str) -> Command {
    Command::UnfreezeAccount { account: account(of), reason: None }
}

pub(crate) fn close(of: &str) -> Command {
    Command::CloseAccount { account: account(of), reason: None }
}

pub(crate) fn reopen(of: &str) -> Command {
    Command::ReopenAccount { account: account(of), reason: None }
}

/// A rule about an account, or about everything in the book's own currency where none is named.
pub(crate) fn state_rule(of: &str, compared: Compared, bound: WantedBound) -> Command {
    let account = (!of.is_empty()).then(|| account(of));
    Command::StateRule(WantedRule { account, currency: None, compared, bound, note: None })
}

pub(crate) fn wanted_amount(text: &str) -> WantedBound {
    WantedBound::Amount(decimal(text))
}

pub(crate) fn wanted_balance(text: &str, of: &str) -> WantedBound {
    WantedBound::Balance { times: times(text), account: account(of) }
}

pub(crate) fn withdraw_rule(rule: u64) -> Command {
    Command::WithdrawRule { rule: event(rule), reason: None }
}

pub(crate) fn close_period(days: &str) -> Command {
    Command::ClosePeriod { period: period(days) }
}

pub(crate) fn reopen_period(days: &str) -> Command {
    Command::ReopenPeriod { period: period(days), reason: None }
}

/// What can be said more precisely of a command or an event.
pub(crate) trait Precisely: Sized + Debug {
    /// The day it counts for.
    fn on(self, date: &str) -> Self;
    /// What it is filed under.
    fn filed(self, under: Labels) -> Self;
    /// Why.
    fn because(self, why: &str) -> Self;
}

impl Precisely for Event {
    fn on(mut self, to: &str) -> Self {
        match &mut self {
            Self::MoneyDeposited(Entry { date, .. })
            | Self::MoneyWithdrawn(Entry { date, .. })
            | Self::MoneyTransferred(Transfer { date, .. })
            | Self::AccountReconciled { date, .. } => *date = day(to),
            other => panic!("{other:?} has no date"),
        }
        self
    }

    fn filed(mut self, under: Labels) -> Self {
        match &mut self {
            Self::MoneyDeposited(entry) | Self::MoneyWithdrawn(entry) => entry.labels = under,
            Self::MoneyTransferred(transfer) => transfer.note = under.note,
            other => panic!("{other:?} has no labels"),
        }
        self
    }

    fn because(mut self, why: &str) -> Self {
        match &mut self {
            Self::EntryReversed { reason, .. }
            | Self::AccountFrozen { reason, .. }
            | Self::AccountUnfrozen { reason, .. }
            | Self::AccountClosed { reason, .. }
            | Self::AccountReopened { reason, .. }
            | Self::PeriodReopened { reason, .. } => *reason = note(why),
            other => panic!("{other:?} has no reason"),
        }
        self
    }
}

impl Precisely for Command {
    fn on(mut self, to: &str) -> Self {
        match &mut self {
            Self::DepositMoney(WantedEntry { date, .. })
            | Self::WithdrawMoney(WantedEntry { date, .. })
            | Self::TransferMoney(WantedTransfer { date, .. })
            | Self::OpenAccount { date, .. }
            | Self::ReconcileAccount { date, .. } => *date = day(to),
            other => panic!("{other:?} has no date"),
        }
        self
    }

    fn filed(mut self, under: Labels) -> Self {
        match &mut self {
            Self::DepositMoney(entry) | Self::WithdrawMoney(entry) => entry.labels = under,
            Self::TransferMoney(transfer) => transfer.note = under.note,
            other => panic!("{other:?} has no labels"),
        }
        self
    }

    fn because(mut self, why: &str) -> Self {
        match &mut self {
            Self::ReverseEntry { reason, .. }
            | Self::FreezeAccount { reason, .. }
            | Self::UnfreezeAccount { reason, .. }
            | Self::CloseAccount { reason, .. }
            | Self::ReopenAccount { reason, .. }
            | Self::ReopenPeriod { reason, .. } => *reason = note(why),
            other => panic!("{other:?} has no reason"),
        }
        self
    }
}
