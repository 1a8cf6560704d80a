//! A state kept beside the log, so that a long book can be shown before all of it has been read. Derived: it names the
//! position, the fingerprint and the fold it belongs to, and whatever does not fit to the byte is discarded unread.
//!
//! Byte by byte, integers little-endian (format 3; varints, signed numbers and texts as in a record's payload):
//!
//! | offset | bytes | what |
//! | --- | --- | --- |
//! | 0 | 3 | `DBS` |
//! | 3 | 1 | the format: 3 |
//! | 4 | 4 | the version of the fold that made it |
//! | 8 | 8 | the last event in it |
//! | 16 | 32 | the fingerprint up to there |
//! | 48 | … | when that event was recorded: signed milliseconds since 1970; a varint: how many events before it its commit began |
//! | … | … | the book: id, 16 bytes; name, text; base currency, text; one byte: 1 where it forked, then a varint at and 32 bytes |
//! | … | … | a varint: how many accounts; the accounts in order of opening |
//! | … | … | a varint: how many closed periods; of each, in order, the first and the last day, signed days since 1970 |
//! | … | … | a varint: how many named moments; of each, in order, the event, varint; the name, text; the fingerprint, 32 bytes |
//! | … | 4 | CRC-32 (IEEE) of everything before it |
//!
//! An account: id, 16 bytes; name, text; currency, text; one byte of kind (0 asset, 1 liability); limit as in a payload;
//! one byte of status (0 open, 1 frozen, 2 closed); opened at, signed; one byte, 1 where it is closed, then closed at, signed;
//! one byte, 1 where it was reconciled, then date, signed days, and a varint sequence; balance, signed; a varint: how many
//! entries, and where that is not 0 the last one's sequence, varint, and moment, signed.

use super::bytes::{Bytes, put_signed, put_text, put_varint};
use super::history::History;
use crate::event_sourcing::{Aggregate, EventId, Fingerprint, Sequence, Snapshot, Timestamp, checksum};
use crate::ledger::{
    Account, AccountId, Book, Currency, Details, Figure, Kind, Ledger, Limit, Minor, Name, NamedMoment,
    NamedMoments, Period, Periods, Reconciled, Status, ValueDate,
};
use std::rc::Rc;

const MAGIC: [u8; 3] = *b"DBS";
const FORMAT: u8 = 3;
const HEADER: usize = 48;
const UNLIMITED: u8 = 255;

/// A state read back, with what is known of its last event.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The state, its position and fingerprint.
    pub snapshot: Snapshot<Ledger>,
    /// When its last event was recorded.
    pub recorded_at: Timestamp,
    /// The commit that event belongs to.
    pub commit: Sequence,
}

/// The state after a history's last event, to be kept; `None` where there is no book yet.
pub fn write_snapshot(history: &History) -> Option<Vec<u8>> {
    let (ledger, last) = (history.ledger(), history.last());
    let book = ledger.book()?;
    let mut out = Vec::with_capacity(128 + 96 * ledger.accounts().len());
    out.extend_from_slice(&MAGIC);
    out.push(FORMAT);
    out.extend_from_slice(&Ledger::FOLD_VERSION.to_le_bytes());
    out.extend_from_slice(&last.sequence.get().to_le_bytes());
    out.extend_from_slice(last.fingerprint.bytes());
    put_signed(&mut out, last.recorded_at?.millis());
    put_varint(&mut out, last.sequence.get() - last.commit.get());
    put_book(&mut out, book);
    put_varint(&mut out, ledger.accounts().len() as u64);
    for account in ledger.accounts() {
        put_account(&mut out, account);
    }
    let periods = ledger.closed_periods().as_slice();
    put_varint(&mut out, periods.len() as u64);
    for period in periods {
        put_signed(&mut out, i64::from(period.from().days()));
        put_signed(&mut out, i64::from(period.to().days()));
    }
    let moments = ledger.named_moments().as_slice();
    put_varint(&mut out, moments.len() as u64);
    for moment in moments {
        put_varint(&mut out, moment.position.get());
        put_text(&mut out, moment.name.as_str());
        out.extend_from_slice(moment.fingerprint.bytes());
    }
    let sum = checksum(&out);
    out.extend_from_slice(&sum.to_le_bytes());
    Some(out)
}

/// Reads a kept state; `None` for anything but what this version writes, to the byte.
pub fn read_snapshot(bytes: &[u8]) -> Option<Kept> {
    let (body, sum) = bytes.split_last_chunk::<4>()?;
    if checksum(body) != u32::from_le_bytes(*sum) {
        return None;
    }
    let (header, rest) = body.split_at_checked(HEADER)?;
    let mut header = Bytes(header);
    if header.array()? != MAGIC || header.byte()? != FORMAT {
        return None;
    }
    let fold_version = u32::from_le_bytes(header.array()?);
    if fold_version != Ledger::FOLD_VERSION {
        return None;
    }
    let position = Sequence::new(u64::from_le_bytes(header.array()?))?;
    let fingerprint = Fingerprint::from_bytes(header.array()?);
    let mut rest = Bytes(rest);
    let recorded_at = moment(&mut rest)?;
    let commit = Sequence::new(position.get().checked_sub(rest.varint()?)?)?;
    let book = book(&mut rest)?;
    let count = rest.varint()?;
    let mut accounts = Vec::new();
    for _ in 0..count {
        accounts.push(account(&mut rest)?);
    }
    let count = rest.varint()?;
    let mut periods = Vec::new();
    for _ in 0..count {
        periods.push(Period::new(day(&mut rest)?, day(&mut rest)?).ok()?);
    }
    let count = rest.varint()?;
    let mut moments = Vec::new();
    for _ in 0..count {
        let position = Sequence::new(rest.varint()?)?;
        let name = Name::new(rest.text()?).ok()?;
        moments.push(NamedMoment { position, name, fingerprint: Fingerprint::from_bytes(rest.array()?) });
    }
    let (periods, moments) = (Periods::restored(periods)?, NamedMoments::restored(moments)?);
    let state = Ledger::restored(book, accounts, periods, moments);
    let snapshot = Snapshot { position, fingerprint, fold_version, state };
    rest.0.is_empty().then_some(Kept { snapshot, recorded_at, commit })
}

fn put_book(out: &mut Vec<u8>, book: &Book) {
    out.extend_from_slice(book.id.bytes());
    put_text(out, book.name.as_str());
    put_text(out, book.base_currency.code());
    out.push(u8::from(book.forked.is_some()));
    if let Some((at, fingerprint)) = book.forked {
        put_varint(out, at.get());
        out.extend_from_slice(fingerprint.bytes());
    }
}

fn book(bytes: &mut Bytes<'_>) -> Option<Book> {
    let id = EventId::from_bytes(bytes.array()?);
    let name = Name::new(bytes.text()?).ok()?;
    let base_currency = Currency::from_code(bytes.text()?).ok()?;
    let forked = if flag(bytes)? {
        Some((Sequence::new(bytes.varint()?)?, Fingerprint::from_bytes(bytes.array()?)))
    } else {
        None
    };
    Some(Book { id, name, base_currency, forked })
}

fn put_account(out: &mut Vec<u8>, account: &Account) {
    out.extend_from_slice(account.id.bytes());
    put_text(out, account.name.as_str());
    put_text(out, account.currency.code());
    out.push(u8::from(account.kind == Kind::Liability));
    match account.overdraft_limit {
        Limit::Unlimited => out.push(UNLIMITED),
        Limit::UpTo(figure) => {
            out.push(figure.digits);
            put_signed(out, figure.minor.get());
        }
    }
    out.push(match account.status {
        Status::Open => 0,
        Status::Frozen => 1,
        Status::Closed => 2,
    });
    put_signed(out, account.opened_at.millis());
    out.push(u8::from(account.closed_at.is_some()));
    if let Some(closed_at) = account.closed_at {
        put_signed(out, closed_at.millis());
    }
    out.push(u8::from(account.reconciled.is_some()));
    if let Some(reconciled) = account.reconciled {
        put_signed(out, i64::from(reconciled.date.days()));
        put_varint(out, reconciled.sequence.get());
    }
    put_signed(out, account.balance.get());
    put_varint(out, account.entries);
    if let Some((sequence, at)) = account.last_entry {
        put_varint(out, sequence.get());
        put_signed(out, at.millis());
    }
}

fn account(bytes: &mut Bytes<'_>) -> Option<Account> {
    let id = AccountId::from_bytes(bytes.array()?);
    let name = Name::new(bytes.text()?).ok()?;
    let currency = Currency::from_code(bytes.text()?).ok()?;
    let kind = if flag(bytes)? { Kind::Liability } else { Kind::Asset };
    let overdraft_limit = match bytes.byte()? {
        UNLIMITED => Limit::Unlimited,
        digits => Limit::UpTo(Figure { minor: Minor::new(bytes.signed()?)?, digits }),
    };
    let status = match bytes.byte()? {
        0 => Status::Open,
        1 => Status::Frozen,
        2 => Status::Closed,
        _ => return None,
    };
    let opened_at = moment(bytes)?;
    let closed_at = if flag(bytes)? { Some(moment(bytes)?) } else { None };
    let reconciled = if flag(bytes)? {
        let date = day(bytes)?;
        Some(Reconciled { date, sequence: Sequence::new(bytes.varint()?)? })
    } else {
        None
    };
    let balance = Minor::new(bytes.signed()?)?;
    let entries = bytes.varint()?;
    let last_entry = if entries > 0 { Some((Sequence::new(bytes.varint()?)?, moment(bytes)?)) } else { None };
    let details = Rc::new(Details {
        id,
        name,
        currency,
        kind,
        overdraft_limit,
        status,
        opened_at,
        closed_at,
        reconciled,
    });
    Some(Account { details, balance, entries, last_entry })
}

fn moment(bytes: &mut Bytes<'_>) -> Option<Timestamp> {
    Timestamp::from_millis(bytes.signed()?)
}

fn day(bytes: &mut Bytes<'_>) -> Option<ValueDate> {
    ValueDate::from_days(i32::try_from(bytes.signed()?).ok()?)
}

fn flag(bytes: &mut Bytes<'_>) -> Option<bool> {
    match bytes.byte()? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}
