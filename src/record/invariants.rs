//! What must hold of any log, whoever wrote it. Asserted on reading, apart from the rules for new commands: those
//! may become stricter, these never do for event versions that exist.

use crate::event_sourcing::{EventId, Fingerprint, Recorded, Sequence, Timestamp};
use crate::ledger::{
    Account, AccountId, Bound, Currency, Entries, Event, Ledger, Limit, Minor, Money, Posting, Rule, SameId,
    Status, Subject,
};
use crate::wording::{say, word};
use core::fmt;

/// What is known of the event before the one to be checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Predecessor {
    /// Its position.
    pub sequence: Sequence,
    /// When it was recorded; `None` before the first.
    pub recorded_at: Option<Timestamp>,
    /// The commit it belongs to.
    pub commit: Sequence,
    /// The fingerprint after it.
    pub fingerprint: Fingerprint,
}

/// An event that cannot have been recorded after the ones before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// Which event, by its place after them.
    pub sequence: Sequence,
    /// What is wrong, for people.
    pub reason: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "event {}: {}", self.sequence, self.reason)
    }
}

/// Checks one event against everything before it: `ledger` and `past` know the events up to `before`.
pub fn check(
    ledger: &Ledger,
    past: &Entries,
    before: &Predecessor,
    event: &Recorded<Event>,
) -> Result<(), Broken> {
    let broken = |reason: String| Broken { sequence: before.sequence.next(), reason };
    envelope(past, before, event).map_err(broken)?;
    let first = before.sequence == Sequence::START;
    if first != matches!(event.data, Event::BookOpened { .. }) {
        return Err(broken(word("invariant.first").to_owned()));
    }
    data(ledger, past, before, event).map_err(broken)?;
    for posting in &past.changes(&event.data) {
        expect(ledger.closed_periods().on(posting.day).is_none(), "invariant.period-closed")
            .map_err(broken)?;
        keeps_limit(ledger, posting).map_err(broken)?;
    }
    Ok(())
}

fn envelope(past: &Entries, before: &Predecessor, event: &Recorded<Event>) -> Result<(), String> {
    let expected = before.sequence.next();
    if event.sequence != expected {
        return Err(say("invariant.sequence", &[("expected", &expected.to_string())]));
    }
    let follows = before.sequence != Sequence::START && event.commit == before.commit;
    if event.commit != event.sequence && !follows {
        return Err(say("invariant.commit", &[("commit", &event.commit.to_string())]));
    }
    if before.recorded_at.is_some_and(|earlier| event.recorded_at < earlier) {
        return Err(word("invariant.time").to_owned());
    }
    past.find(event.id).map_or(Ok(()), |other| Err(id_of(event.id, other)))
}

/// What is wrong with an event that has the id of an earlier one.
fn id_of(id: EventId, other: Sequence) -> String {
    say("invariant.id", &[("id", &id.to_string()), ("other", &other.to_string())])
}

/// Whether the events that `past` took in since the last time have ids of their own.
pub(super) fn ids_differ(past: &mut Entries) -> Result<(), Broken> {
    let settled = past.settle();
    settled.map_err(|SameId { id, event, other }| Broken { sequence: event, reason: id_of(id, other) })
}

fn data(
    ledger: &Ledger,
    past: &Entries,
    before: &Predecessor,
    event: &Recorded<Event>,
) -> Result<(), String> {
    match &event.data {
        Event::BookOpened { .. } | Event::BookRenamed { .. } => Ok(()),
        Event::BookForked { at, fingerprint } => {
            expect(*at == before.sequence && *fingerprint == before.fingerprint, "invariant.fork")
        }
        Event::AccountOpened { account, .. } => {
            expect(past.account(*account).is_none(), "invariant.account-twice")
        }
        Event::AccountRenamed { account, .. } => not_closed(known(ledger, past, *account)?),
        Event::OverdraftLimitSet { account, overdraft_limit } => {
            let account = known(ledger, past, *account)?;
            not_closed(account)?;
            if let Limit::UpTo(figure) = overdraft_limit {
                decimals(figure.digits, account.currency)?;
            }
            expect(overdraft_limit.allows(account.balance), "invariant.limit-too-low")
        }
        Event::MoneyDeposited(entry) | Event::MoneyWithdrawn(entry) => {
            holds(open(known(ledger, past, entry.account)?)?, entry.money)
        }
        Event::MoneyTransferred(transfer) => {
            expect(transfer.from != transfer.to, "invariant.same-account")?;
            let differ =
                transfer.received.is_some_and(|received| received.currency == transfer.sent.currency);
            expect(!differ, "invariant.received")?;
            holds(open(known(ledger, past, transfer.from)?)?, transfer.sent)?;
            holds(open(known(ledger, past, transfer.to)?)?, transfer.arrived())
        }
        Event::EntryCategorized { entry, .. } => {
            expect(past.find(*entry).and_then(|at| past.entry(at)).is_some(), "invariant.entry")
        }
        Event::EntryReversed { entry, .. } => {
            let entry = past.find(*entry).and_then(|at| past.entry(at));
            let entry = entry.ok_or_else(|| word("invariant.entry").to_owned())?;
            for posting in entry.postings {
                if let Some(account) = ledger.accounts().get(posting.account as usize) {
                    open(account)?;
                }
            }
            expect(entry.reversed_by.is_none(), "invariant.reversed-twice")
        }
        Event::AccountReconciled { account, date, balance } => {
            let it = known(ledger, past, *account)?;
            decimals(balance.digits, it.currency)?;
            let number = past.account(*account).unwrap_or(usize::MAX);
            let books = past.balance_on(number, *date, before.sequence);
            expect(books == Some(balance.minor), "invariant.reconciled")
        }
        Event::AccountFrozen { account, .. } => status(known(ledger, past, *account)?, Status::Open),
        Event::AccountUnfrozen { account, .. } => status(known(ledger, past, *account)?, Status::Frozen),
        Event::AccountClosed { account, .. } => {
            let account = known(ledger, past, *account)?;
            status(account, Status::Open)?;
            expect(account.balance == Minor::ZERO, "invariant.closed-with-balance")
        }
        Event::AccountReopened { account, .. } => status(known(ledger, past, *account)?, Status::Closed),
        Event::RuleStated(rule) => rule_fits(ledger, past, rule),
        Event::RuleWithdrawn { rule, .. } => {
            let stated = past.rule(*rule).ok_or_else(|| word("invariant.rule").to_owned())?;
            expect(past.withdrawn_by(stated.sequence).is_none(), "invariant.withdrawn-twice")
        }
        Event::MomentNamed(moment) => {
            expect((1..=before.sequence.get()).contains(&moment.position.get()), "invariant.moment")
        }
        Event::MomentUnnamed { position } => {
            expect(ledger.named_moments().at(*position).is_some(), "invariant.moment-without-name")
        }
        Event::PeriodClosed { period } => {
            expect(ledger.closed_periods().sharing(*period).is_none(), "invariant.period-twice")
        }
        Event::PeriodReopened { period, .. } => {
            expect(ledger.closed_periods().holds(*period), "invariant.period-open")
        }
    }
}

/// The accounts a rule names are there, differ and hold its currency.
fn rule_fits(ledger: &Ledger, past: &Entries, rule: &Rule) -> Result<(), String> {
    for account in rule.accounts() {
        let it = known(ledger, past, account)?;
        holds(it, Money { minor: Minor::ZERO, currency: rule.currency })?;
    }
    let twice =
        matches!(rule.bound, Bound::Balance { account, .. } if rule.subject == Subject::Balance(account));
    expect(!twice, "invariant.same-account")
}

fn expect(holds: bool, otherwise: &'static str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(word(otherwise).to_owned()) }
}

fn known<'a>(ledger: &'a Ledger, past: &Entries, account: AccountId) -> Result<&'a Account, String> {
    ledger.account(past, account).map_err(|refusal| refusal.to_string())
}

fn not_closed(account: &Account) -> Result<(), String> {
    expect(account.status != Status::Closed, "invariant.closed")
}

fn open(account: &Account) -> Result<&Account, String> {
    status(account, Status::Open).map(|()| account)
}

fn status(account: &Account, wanted: Status) -> Result<(), String> {
    if account.status == wanted {
        return Ok(());
    }
    Err(say("invariant.status", &[("name", account.name.as_str()), ("status", account.status.as_str())]))
}

fn holds(account: &Account, money: Money) -> Result<(), String> {
    if account.currency == money.currency {
        return Ok(());
    }
    let figures = [("expected", account.currency.code()), ("found", money.currency.code())];
    Err(say("refusal.currency-mismatch", &figures))
}

fn decimals(digits: u8, currency: Currency) -> Result<(), String> {
    expect(digits == currency.digits(), "invariant.decimals")
}

fn keeps_limit(ledger: &Ledger, posting: &Posting) -> Result<(), String> {
    let Some(account) = ledger.accounts().get(posting.account as usize) else { return Ok(()) };
    let balance = Minor::new(account.balance.get() + posting.change);
    let within = balance.is_some_and(|balance| posting.change > 0 || account.overdraft_limit.allows(balance));
    if within {
        return Ok(());
    }
    Err(say(
        "invariant.limit",
        &[("name", account.name.as_str()), ("limit", &account.overdraft_limit.to_string())],
    ))
}
