//! The invariants of plain events, asserted as `invariants.rs` asserts them, but on what was read without owning
//! anything. Whatever is not found right here is read and judged again the ordinary way, which says what is wrong.

use super::invariants::Predecessor;
use super::payload::{Plain, Quick, Reader, Sum};
use super::stored::{StoredEvent, StoredId, Value};
use crate::event_sourcing::{EventId, Sequence};
use crate::ledger::{
    Account, AccountId, Brief, Correction, Entries, Label, Ledger, Minor, Note, Posting, Postings, Status,
};

/// Everything before the event to be judged.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) past: &'a Entries,
    pub(super) before: &'a Predecessor,
}

/// What the index takes in of a plain event, where it keeps the invariants; whether its id is new is for the index to
/// say. `numbers` are the book's numbers of the record's accounts, as far as they have been looked up.
pub(super) fn read(
    event: &Quick<'_>,
    reader: &Reader<'_>,
    numbers: &mut Vec<u32>,
    known: Known<'_>,
) -> Option<Brief> {
    let number = |at: usize| {
        while numbers.len() <= at {
            let id = AccountId::from_bytes(reader.account(numbers.len())?.bytes);
            numbers.push(u32::try_from(known.past.account(id)?).ok()?);
        }
        numbers.get(at).copied()
    };
    judged(event, number, known)
}

/// The same of an event that was read from a file, where it is a plain one.
pub(super) fn read_stored(event: &StoredEvent<'_>, known: Known<'_>) -> Option<Brief> {
    let (what, accounts) = plain(event)?;
    let StoredEvent { sequence, id, recorded_at, commit, command_id, .. } = *event;
    let number = |at: usize| {
        let id = AccountId::from_bytes(accounts.get(at)?.bytes);
        u32::try_from(known.past.account(id)?).ok()
    };
    let in_place = sequence == known.before.sequence.next();
    let quick = in_place.then_some(Quick { id, recorded_at, commit, command_id, what })?;
    judged(&quick, number, known)
}

/// What happened in a plain event, within the limits of its texts, and the accounts concerned.
fn plain<'e>(event: &'e StoredEvent<'_>) -> Option<(Plain<'e>, [StoredId; 2])> {
    let label = |text: &str| !text.is_empty() && text.len() <= Label::LIMIT;
    if !label(&event.command) || !event.actor.as_deref().is_none_or(label) {
        return None;
    }
    let value = |at: usize| event.values.get(at);
    let id = |at| match value(at)? {
        Value::Id(id) => Some(*id),
        _ => None,
    };
    let text = |at, limit| match value(at)? {
        Value::Absent => Some(""),
        Value::Text(text) if !text.is_empty() && text.len() <= limit => Some(&**text),
        _ => None,
    };
    let sum = |amount, currency| match (value(amount)?, value(currency)?) {
        (Value::Amount(figure), Value::Text(currency)) => Some(Sum { figure: *figure, currency }),
        _ => None,
    };
    let day = |at| match value(at)? {
        Value::Date(date) => Some(date.days()),
        _ => None,
    };
    let nobody = StoredId::lower([0; 16]);
    match event.shape.code {
        code @ (7 | 8) if *value(7)? == Value::Absent => {
            let (account, money, day) = (id(0)?, sum(1, 4)?, day(5)?);
            let labels = [text(2, Label::LIMIT)?, text(3, Label::LIMIT)?, text(6, Note::LIMIT)?];
            let what = Plain::Entry { incoming: code == 7, account: 0, money, day, labels };
            Some((what, [account, nobody]))
        }
        9 if *value(5)? == Value::Absent => {
            let received = match (value(6)?, value(7)?) {
                (Value::Absent, Value::Absent) => None,
                _ => Some(sum(6, 7)?),
            };
            let (sent, day, note) = (sum(0, 1)?, day(2)?, text(4, Note::LIMIT)?);
            Some((Plain::Transfer { from: 0, to: 1, sent, received, day, note }, [id(3)?, id(8)?]))
        }
        10 => {
            let labels = [text(0, Label::LIMIT)?, text(1, Label::LIMIT)?, text(3, Note::LIMIT)?];
            Some((Plain::Categorized { entry: id(2)?, labels }, [nobody, nobody]))
        }
        11 => {
            text(1, Note::LIMIT)?;
            Some((Plain::Reversed { entry: id(0)? }, [nobody, nobody]))
        }
        _ => None,
    }
}

fn judged(
    event: &Quick<'_>,
    mut number: impl FnMut(usize) -> Option<u32>,
    known: Known<'_>,
) -> Option<Brief> {
    let Known { past, before, .. } = known;
    let sequence = before.sequence.next();
    let first = before.sequence == Sequence::START;
    let in_commit = event.commit == sequence || event.commit == before.commit;
    let in_time = before.recorded_at.is_none_or(|earlier| earlier <= event.recorded_at);
    if first || !in_commit || !in_time {
        return None;
    }
    let entry = |id: StoredId| past.entry(past.find(EventId::from_bytes(id.bytes))?);
    let (postings, labels, corrects) = match event.what {
        Plain::Entry { incoming, account, money, day, labels: [category, counterparty, note] } => {
            let account = number(account)?;
            let units = holds(known.ledger, account, money)?;
            let change = if incoming { units } else { -units };
            let labels = past.labels_hash(category, counterparty, note);
            (Postings::one(Posting { account, day, change }), labels, None)
        }
        Plain::Transfer { from, to, sent, received, day, note } => {
            let (from, to) = (number(from)?, number(to)?);
            if from == to || received.is_some_and(|received| received.currency == sent.currency) {
                return None;
            }
            let left = holds(known.ledger, from, sent)?;
            let arrived = holds(known.ledger, to, received.unwrap_or(sent))?;
            let left = Posting { account: from, day, change: -left };
            let arrived = Posting { account: to, day, change: arrived };
            (Postings::two(left, arrived), past.labels_hash("", "", note), None)
        }
        Plain::Categorized { entry: id, labels: [category, counterparty, note] } => {
            let corrects = Correction::Categorized(entry(id)?.sequence);
            (Postings::default(), past.labels_hash(category, counterparty, note), Some(corrects))
        }
        Plain::Reversed { entry: id } => {
            let entry = entry(id).filter(|entry| entry.reversed_by.is_none())?;
            for posting in entry.postings {
                open(known.ledger, posting.account)?;
            }
            (past.undone(entry.sequence), 0, Some(Correction::Reversed(entry.sequence)))
        }
    };
    for posting in &postings {
        let account = known.ledger.accounts().get(posting.account as usize)?;
        if known.ledger.closed_periods().on(posting.day).is_some() {
            return None;
        }
        let balance = Minor::new(account.balance.get() + posting.change)?;
        if posting.change <= 0 && !account.overdraft_limit.allows(balance) {
            return None;
        }
    }
    let (id, recorded_at) = (EventId::from_bytes(event.id.bytes), event.recorded_at);
    Some(Brief { id, recorded_at, postings, labels, corrects })
}

fn open(ledger: &Ledger, number: u32) -> Option<&Account> {
    ledger.accounts().get(number as usize).map(AsRef::as_ref).filter(|account| account.status == Status::Open)
}

/// A positive amount in an open account's own currency, in minor units.
fn holds(ledger: &Ledger, number: u32, money: Sum<'_>) -> Option<i64> {
    let account = open(ledger, number)?;
    let units = money.figure.minor.get();
    let fits = units > 0
        && account.currency.code() == money.currency
        && account.currency.digits() == money.figure.digits;
    fits.then_some(units)
}
