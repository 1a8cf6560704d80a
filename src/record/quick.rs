//! The invariants of plain events, asserted as `invariants.rs` asserts them, but on what was read without owning
//! anything. Whatever is not found right here is read and judged again the ordinary way, which says what is wrong.

use super::invariants::Predecessor;
use super::payload::{Plain, Quick, Reader, Sum};
use super::stored::StoredId;
use crate::event_sourcing::{EventId, Sequence};
use crate::ledger::{
    Account, AccountId, Brief, Correction, Entries, Ledger, Minor, Posting, Postings, Status,
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
    let Known { past, before, .. } = known;
    let sequence = before.sequence.next();
    let first = before.sequence == Sequence::START;
    let in_commit = event.commit == sequence || event.commit == before.commit;
    let in_time = before.recorded_at.is_none_or(|earlier| earlier <= event.recorded_at);
    if first || !in_commit || !in_time {
        return None;
    }
    let mut number = |at: usize| {
        while numbers.len() <= at {
            let id = AccountId::from_bytes(reader.account(numbers.len())?.bytes);
            numbers.push(u32::try_from(past.account(id)?).ok()?);
        }
        numbers.get(at).copied()
    };
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
    for posting in postings.iter() {
        let account = known.ledger.accounts().get(posting.account as usize)?;
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
