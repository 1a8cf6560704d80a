//! The rules of keeping a book: which command is allowed when, and what it amounts to.
//!
//! Checks come in one order: existence, status (of the accounts, then of the day), currency, amount, then the rule.
//! Shape was checked when the command was read.

use super::state::available;
use super::{
    Account, Book, Bound, Command, Currency, Decimal, Entry, Event, Figure, Label, Labels, Ledger, Limit,
    Lookup, MOST_RULES, Minor, Money, NamedMoment, Note, Period, Posting, Refusal, Rule, Standing, Status,
    Subject, Transfer, ValueDate, WantedBound, WantedEntry, WantedLimit, WantedRule, WantedTransfer,
};
use crate::event_sourcing::EventId;

/// What the entry that brings a new account to its opening balance is filed under, in every language.
pub const OPENING_BALANCE: &str = "Opening balance";

pub(super) fn decide(ledger: &Ledger, past: &dyn Lookup, command: &Command) -> Result<Vec<Event>, Refusal> {
    let Some(book) = ledger.book() else {
        return match command {
            Command::OpenBook { name, base_currency } => {
                let base_currency = Currency::from_code(base_currency)?;
                Ok(vec![Event::BookOpened { name: name.clone(), base_currency }])
            }
            _ => Err(Refusal::NoBook),
        };
    };
    match command {
        Command::OpenBook { .. } => Err(Refusal::BookExists),
        Command::RenameBook { name } if *name == book.name => Err(Refusal::NothingChanged),
        Command::RenameBook { name } => Ok(vec![Event::BookRenamed { name: name.clone() }]),
        Command::OpenAccount { .. } => open_account(ledger, past, command),
        Command::DepositMoney(wanted) => deposit(ledger, past, wanted),
        Command::WithdrawMoney(wanted) => withdraw(ledger, past, wanted),
        Command::TransferMoney(wanted) => transfer(ledger, past, wanted),
        Command::CategorizeEntry { entry, labels } => categorize(ledger, past, *entry, labels),
        Command::ReverseEntry { entry, reason } => {
            reverse(ledger, past, *entry)?;
            Ok(vec![Event::EntryReversed { entry: *entry, reason: reason.clone() }])
        }
        Command::RenameAccount { account, name } => {
            let it = not_closed(ledger.account(past, *account)?)?;
            if it.name == *name {
                return Err(Refusal::NothingChanged);
            }
            Ok(vec![Event::AccountRenamed { account: *account, name: name.clone() }])
        }
        Command::SetOverdraftLimit { account, overdraft_limit } => {
            set_limit(not_closed(ledger.account(past, *account)?)?, overdraft_limit)
        }
        Command::ReconcileAccount { account, date, balance } => {
            let it = ledger.account(past, *account)?;
            let stated = Money { minor: balance.in_currency(it.currency)?, currency: it.currency };
            let number = past.account(*account).unwrap_or(usize::MAX);
            let books = past.total_on(number, *date);
            let difference = i128::from(stated.minor.get()) - books;
            if difference != 0 {
                return Err(Refusal::BalanceDiffers {
                    account: *account,
                    books: Money::total(books, it.currency),
                    stated,
                    difference: Money::total(difference, it.currency),
                });
            }
            Ok(vec![Event::AccountReconciled { account: *account, date: *date, balance: stated.figure() }])
        }
        Command::FreezeAccount { account, reason } => {
            let it = not_closed(ledger.account(past, *account)?)?;
            if it.status == Status::Frozen {
                return Err(Refusal::AlreadyFrozen { account: it.id, name: it.name.to_string() });
            }
            Ok(vec![Event::AccountFrozen { account: *account, reason: reason.clone() }])
        }
        Command::UnfreezeAccount { account, reason } => {
            let it = not_closed(ledger.account(past, *account)?)?;
            if it.status == Status::Open {
                return Err(Refusal::NotFrozen { account: it.id, name: it.name.to_string() });
            }
            Ok(vec![Event::AccountUnfrozen { account: *account, reason: reason.clone() }])
        }
        Command::CloseAccount { account, reason } => {
            let it = usable(ledger.account(past, *account)?)?;
            if it.balance != Minor::ZERO {
                let (account, name, balance) = (it.id, it.name.to_string(), it.money());
                return Err(Refusal::BalanceNotZero { account, name, balance });
            }
            Ok(vec![Event::AccountClosed { account: *account, reason: reason.clone() }])
        }
        Command::ReopenAccount { account, reason } => {
            let it = ledger.account(past, *account)?;
            if it.status != Status::Closed {
                return Err(Refusal::NotClosed { account: it.id, name: it.name.to_string() });
            }
            Ok(vec![Event::AccountReopened { account: *account, reason: reason.clone() }])
        }
        Command::StateRule(wanted) => state_rule(book, ledger, past, wanted),
        Command::WithdrawRule { rule, reason } => {
            let withdrawn = past.withdrawn(*rule).ok_or(Refusal::UnknownRule { rule: *rule })?;
            if let Some(by) = withdrawn {
                return Err(Refusal::AlreadyWithdrawn { rule: *rule, by });
            }
            Ok(vec![Event::RuleWithdrawn { rule: *rule, reason: reason.clone() }])
        }
        Command::NameMoment { position, name, fingerprint } => {
            // A moment that there is not has no fingerprint.
            let fingerprint = fingerprint.ok_or(Refusal::PositionOutOfRange { position: *position })?;
            name_moment(ledger, NamedMoment { position: *position, name: name.clone(), fingerprint })
        }
        Command::UnnameMoment { position } => match ledger.named_moments().at(*position) {
            None => Err(Refusal::MomentNotNamed { position: *position }),
            Some(_) => Ok(vec![Event::MomentUnnamed { position: *position }]),
        },
        Command::ClosePeriod { period } => close_period(ledger, *period),
        Command::ReopenPeriod { period, reason } => reopen_period(ledger, *period, reason.as_ref()),
    }
}

fn open_account(ledger: &Ledger, past: &dyn Lookup, command: &Command) -> Result<Vec<Event>, Refusal> {
    let Command::OpenAccount { account, name, currency, kind, overdraft_limit, opening_balance, date } =
        command
    else {
        return Ok(Vec::new());
    };
    if past.account(*account).is_some() {
        return Err(Refusal::AccountExists { account: *account });
    }
    let currency = Currency::from_code(currency)?;
    let overdraft_limit = match overdraft_limit {
        Some(wanted) => limit_in(wanted, currency)?,
        None => Limit::usual(*kind, currency),
    };
    let (account, kind, name) = (*account, *kind, name.clone());
    let mut events =
        vec![Event::AccountOpened { account, name: name.clone(), currency, kind, overdraft_limit }];
    let opening =
        opening_balance.as_ref().map_or(Ok(Minor::ZERO), |balance| balance.in_currency(currency))?;
    if opening != Minor::ZERO {
        takes_entries(ledger, *date)?;
        if !overdraft_limit.allows(opening) {
            let zero = Money { minor: Minor::ZERO, currency };
            let available = match overdraft_limit {
                Limit::UpTo(limit) => Money { minor: limit.minor, currency },
                Limit::Unlimited => zero,
            };
            let missing = Minor::new(-opening.get() - available.minor.get()).unwrap_or(Minor::ZERO);
            let missing = Money { minor: missing, currency };
            let name = name.to_string();
            return Err(Refusal::InsufficientFunds { account, name, balance: zero, available, missing });
        }
        let category = Label::optional("category", Some(OPENING_BALANCE))?;
        let labels = Labels { category, ..Labels::default() };
        let amount = Minor::new(opening.get().abs()).unwrap_or_default();
        let entry =
            Entry { account, money: Money { minor: amount, currency }, date: *date, labels, origin: None };
        let incoming = opening > Minor::ZERO;
        events.push(if incoming { Event::MoneyDeposited(entry) } else { Event::MoneyWithdrawn(entry) });
    }
    Ok(events)
}

fn deposit(ledger: &Ledger, past: &dyn Lookup, wanted: &WantedEntry) -> Result<Vec<Event>, Refusal> {
    let account = usable(ledger.account(past, wanted.account)?)?;
    takes_entries(ledger, wanted.date)?;
    let entry = entry(account, wanted)?;
    after(account, entry.money.minor.get())?;
    Ok(vec![Event::MoneyDeposited(entry)])
}

fn withdraw(ledger: &Ledger, past: &dyn Lookup, wanted: &WantedEntry) -> Result<Vec<Event>, Refusal> {
    let account = usable(ledger.account(past, wanted.account)?)?;
    takes_entries(ledger, wanted.date)?;
    let entry = entry(account, wanted)?;
    after(account, -entry.money.minor.get())?;
    Ok(vec![Event::MoneyWithdrawn(entry)])
}

fn entry(account: &Account, wanted: &WantedEntry) -> Result<Entry, Refusal> {
    same_currency(account, wanted.currency.as_deref())?;
    let money = positive(&wanted.amount, account.currency)?;
    let (labels, origin) = (wanted.labels.clone(), wanted.origin.clone());
    Ok(Entry { account: account.id, money, date: wanted.date, labels, origin })
}

fn transfer(ledger: &Ledger, past: &dyn Lookup, wanted: &WantedTransfer) -> Result<Vec<Event>, Refusal> {
    let (from, to) = (ledger.account(past, wanted.from)?, ledger.account(past, wanted.to)?);
    usable(from)?;
    usable(to)?;
    takes_entries(ledger, wanted.date)?;
    same_currency(from, wanted.currency.as_deref())?;
    let differ = from.currency != to.currency;
    let received_spelled = wanted.received_amount.is_some() || wanted.received_currency.is_some();
    if !differ && received_spelled {
        return Err(Refusal::ReceivedAmountNeedless { currency: from.currency });
    }
    same_currency(to, wanted.received_currency.as_deref())?;
    let (expected, found) = (from.currency, to.currency);
    let received = match &wanted.received_amount {
        None if differ => return Err(Refusal::ReceivedAmountMissing { expected, found }),
        spelled => spelled.as_ref(),
    };
    let sent = positive(&wanted.amount, from.currency)?;
    let received = received.map(|amount| positive(amount, to.currency)).transpose()?;
    if from.id == to.id {
        return Err(Refusal::SameAccount { account: from.id });
    }
    let (date, note, origin) = (wanted.date, wanted.note.clone(), wanted.origin.clone());
    let transfer = Transfer { from: from.id, to: to.id, sent, received, date, note, origin };
    after(from, -sent.minor.get())?;
    after(to, transfer.arrived().minor.get())?;
    Ok(vec![Event::MoneyTransferred(transfer)])
}

fn find_entry(past: &dyn Lookup, id: EventId) -> Result<Standing, Refusal> {
    let sequence = past.find(id).ok_or(Refusal::UnknownEntry { entry: id })?;
    past.entry(sequence).ok_or(Refusal::NotAnEntry { entry: id })
}

/// Whom an entry was with and what it was for is part of what was settled: reports by category would be others.
fn categorize(
    ledger: &Ledger,
    past: &dyn Lookup,
    id: EventId,
    labels: &Labels,
) -> Result<Vec<Event>, Refusal> {
    let entry = find_entry(past, id)?;
    may_change(ledger, &entry)?;
    if past.labelled(entry.sequence, labels) {
        return Err(Refusal::NothingChanged);
    }
    Ok(vec![Event::EntryCategorized { entry: id, labels: labels.clone() }])
}

fn reverse(ledger: &Ledger, past: &dyn Lookup, id: EventId) -> Result<(), Refusal> {
    let entry = find_entry(past, id)?;
    let touched = |posting: &Posting| ledger.accounts().get(posting.account as usize);
    for account in entry.postings.iter().filter_map(touched) {
        usable(account)?;
    }
    may_change(ledger, &entry)?;
    if let Some(by) = entry.reversed_by {
        return Err(Refusal::AlreadyReversed { entry: id, by });
    }
    for posting in &entry.postings {
        if let Some(account) = touched(posting) {
            after(account, -posting.change)?;
        }
    }
    Ok(())
}

fn state_rule(
    book: &Book,
    ledger: &Ledger,
    past: &dyn Lookup,
    wanted: &WantedRule,
) -> Result<Vec<Event>, Refusal> {
    let spelled = wanted.currency.as_deref();
    let (subject, currency) = match wanted.account {
        Some(account) => {
            let it = not_closed(ledger.account(past, account)?)?;
            same_currency(it, spelled)?;
            (Subject::Balance(account), it.currency)
        }
        None => (Subject::Total, spelled.map_or(Ok(book.base_currency), Currency::from_code)?),
    };
    let bound = match &wanted.bound {
        WantedBound::Amount(amount) => Bound::Amount(amount.in_currency(currency)?),
        WantedBound::Balance { times, account } => {
            let it = not_closed(ledger.account(past, *account)?)?;
            if subject == Subject::Balance(*account) {
                return Err(Refusal::SameAccount { account: *account });
            }
            if it.currency != currency {
                return Err(Refusal::CurrencyMismatch { expected: currency, found: it.currency });
            }
            Bound::Balance { times: *times, account: *account }
        }
        WantedBound::Monthly { times, category, months } => {
            Bound::Monthly { times: *times, category: category.clone(), months: *months }
        }
    };
    let rule = Rule { subject, currency, compared: wanted.compared, bound, note: wanted.note.clone() };
    let in_force = past.rules_in_force();
    if in_force.iter().any(|stated| stated.asks_as(&rule)) {
        return Err(Refusal::NothingChanged);
    }
    if in_force.len() >= MOST_RULES {
        return Err(Refusal::TooManyRules { limit: MOST_RULES });
    }
    Ok(vec![Event::RuleStated(rule)])
}

fn set_limit(account: &Account, wanted: &WantedLimit) -> Result<Vec<Event>, Refusal> {
    let limit = limit_in(wanted, account.currency)?;
    if limit == account.overdraft_limit {
        return Err(Refusal::NothingChanged);
    }
    if !limit.allows(account.balance) {
        return Err(Refusal::LimitBelowBalance { account: account.id, balance: account.money() });
    }
    Ok(vec![Event::OverdraftLimitSet { account: account.id, overdraft_limit: limit }])
}

fn limit_in(wanted: &WantedLimit, currency: Currency) -> Result<Limit, Refusal> {
    match wanted {
        WantedLimit::Unlimited => Ok(Limit::Unlimited),
        WantedLimit::UpTo(amount) => match amount.in_currency(currency)? {
            minor if minor < Minor::ZERO => Err(Refusal::LimitBelowZero),
            minor => Ok(Limit::UpTo(Figure { minor, digits: currency.digits() })),
        },
    }
}

fn name_moment(ledger: &Ledger, moment: NamedMoment) -> Result<Vec<Event>, Refusal> {
    let named = ledger.named_moments().at(moment.position);
    if named.is_some_and(|known| known.name == moment.name) {
        return Err(Refusal::NothingChanged);
    }
    Ok(vec![Event::MomentNamed(moment)])
}

/// The period is closed, unless it shares days with one that is.
fn close_period(ledger: &Ledger, period: Period) -> Result<Vec<Event>, Refusal> {
    match ledger.closed_periods().sharing(period) {
        Some(period) => Err(Refusal::PeriodOverlaps { period }),
        None => Ok(vec![Event::PeriodClosed { period }]),
    }
}

/// A period is reopened as it was closed.
fn reopen_period(ledger: &Ledger, period: Period, reason: Option<&Note>) -> Result<Vec<Event>, Refusal> {
    if ledger.closed_periods().holds(period) {
        Ok(vec![Event::PeriodReopened { period, reason: reason.cloned() }])
    } else {
        Err(Refusal::PeriodNotClosed { period })
    }
}

/// Whether an entry may count for a day.
fn takes_entries(ledger: &Ledger, date: ValueDate) -> Result<(), Refusal> {
    let closed = ledger.closed_periods().on(date.days());
    closed.map_or(Ok(()), |period| Err(Refusal::PeriodClosed { period, date }))
}

/// Whether an entry may be corrected: that would change the day it counts for.
fn may_change(ledger: &Ledger, entry: &Standing) -> Result<(), Refusal> {
    let day = entry.postings.iter().next().and_then(|posting| ValueDate::from_days(posting.day));
    day.map_or(Ok(()), |day| takes_entries(ledger, day))
}

/// Neither frozen nor closed.
fn usable(account: &Account) -> Result<&Account, Refusal> {
    if account.status == Status::Frozen {
        return Err(Refusal::AccountFrozen { account: account.id, name: account.name.to_string() });
    }
    not_closed(account)
}

fn not_closed(account: &Account) -> Result<&Account, Refusal> {
    if account.status == Status::Closed {
        return Err(Refusal::AccountClosed { account: account.id, name: account.name.to_string() });
    }
    Ok(account)
}

fn same_currency(account: &Account, spelled: Option<&str>) -> Result<(), Refusal> {
    let Some(code) = spelled else { return Ok(()) };
    let found = Currency::from_code(code)?;
    if found == account.currency {
        Ok(())
    } else {
        Err(Refusal::CurrencyMismatch { expected: account.currency, found })
    }
}

fn positive(amount: &Decimal, currency: Currency) -> Result<Money, Refusal> {
    let minor = amount.in_currency(currency)?;
    if minor <= Minor::ZERO { Err(Refusal::AmountNotPositive) } else { Ok(Money { minor, currency }) }
}

/// The balance after a change, where the account's limit and the range of amounts allow it.
fn after(account: &Account, change: i64) -> Result<Minor, Refusal> {
    let currency = account.currency;
    let balance = Minor::new(account.balance.get() + change).ok_or(Refusal::AmountOutOfRange { currency })?;
    // What comes in is never refused for the limit: it may be all that brings the account back within it.
    if change < 0 && !account.overdraft_limit.allows(balance) {
        let within = |units: i64| Money { minor: Minor::new(units).unwrap_or_default(), currency };
        let available = available(account).unwrap_or_default().max(0);
        return Err(Refusal::InsufficientFunds {
            account: account.id,
            name: account.name.to_string(),
            balance: account.money(),
            available: within(available),
            missing: within(-change - available),
        });
    }
    Ok(balance)
}
