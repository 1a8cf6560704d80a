//! An event as JSON: canonical (RFC 8785), which is `J(n)`, and as a line of the event log file.

use super::stored::{StoredEvent, StoredId, Value};
use crate::event_sourcing::Timestamp;
use crate::ledger::Figure;
use chrono::{Datelike, NaiveDate};
use std::io::Write;

const DAY: i64 = 86_400_000;

/// RFC 3339, UTC, milliseconds: `2026-03-03T14:07:00.000Z`.
pub fn timestamp(at: Timestamp) -> String {
    let mut out = Vec::with_capacity(24);
    put_timestamp(&mut out, at);
    String::from_utf8(out).unwrap_or_default()
}

fn put_timestamp(out: &mut Vec<u8>, at: Timestamp) {
    let (days, millis) = (at.millis().div_euclid(DAY), at.millis().rem_euclid(DAY).unsigned_abs());
    let day = i32::try_from(days).ok().and_then(NaiveDate::from_epoch_days).unwrap_or_default();
    put_day(out, day);
    let seconds = millis / 1000;
    for (before, n) in [(b'T', seconds / 3600), (b':', seconds / 60 % 60), (b':', seconds % 60)] {
        out.push(before);
        digits(out, n, 2);
    }
    out.push(b'.');
    digits(out, millis % 1000, 3);
    out.push(b'Z');
}

/// `YYYY-MM-DD`; every year a book or its clock can hold has four digits.
fn put_day(out: &mut Vec<u8>, day: NaiveDate) {
    digits(out, u64::from(day.year().unsigned_abs()), 4);
    for n in [day.month(), day.day()] {
        out.push(b'-');
        digits(out, u64::from(n), 2);
    }
}

/// The last `count` digits of a number.
fn digits(out: &mut Vec<u8>, mut n: u64, count: usize) {
    let begin = out.len();
    out.resize(begin + count, b'0');
    for digit in out.iter_mut().skip(begin).rev() {
        *digit = b'0' + (n % 10) as u8;
        n /= 10;
    }
}

fn hex(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    out.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
}

fn put_hash(out: &mut Vec<u8>, bytes: &[u8; 32]) {
    out.push(b'"');
    for byte in bytes {
        hex(out, *byte);
    }
    out.push(b'"');
}

fn put_id(out: &mut Vec<u8>, id: StoredId) {
    if id.upper != 0 {
        return plain(out, id);
    }
    out.push(b'"');
    for (at, byte) in id.bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push(b'-');
        }
        hex(out, *byte);
    }
    out.push(b'"');
}

fn put_figure(out: &mut Vec<u8>, figure: Figure) {
    let units = figure.minor.get();
    let scale = 10_u64.pow(u32::from(figure.digits.min(15)));
    let (whole, part) = (units.unsigned_abs() / scale, units.unsigned_abs() % scale);
    out.push(b'"');
    if units < 0 {
        out.push(b'-');
    }
    number(out, whole);
    if figure.digits > 0 {
        out.push(b'.');
        digits(out, part, usize::from(figure.digits));
    }
    out.push(b'"');
}

/// A string without escapes, in quotes.
fn quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

/// Adds `J(n)`: members sorted, no white space, only the escapes that must be.
pub(super) fn canonical(event: &StoredEvent<'_>, out: &mut Vec<u8>) {
    out.push(b'{');
    if let Some(actor) = &event.actor {
        member(out, "actor");
        text(out, actor);
    }
    if let Some(cause) = event.caused_by {
        member(out, "caused_by");
        put_id(out, cause);
    }
    member(out, "command");
    text(out, &event.command);
    member(out, "command_id");
    put_id(out, event.command_id);
    member(out, "commit");
    number(out, event.commit.get());
    member(out, "data");
    data(event, out);
    member(out, "id");
    put_id(out, event.id);
    member(out, "recorded_at");
    moment(out, event.recorded_at);
    member(out, "sequence");
    number(out, event.sequence.get());
    member(out, "type");
    quoted(out, event.shape.name);
    member(out, "version");
    number(out, event.shape.version);
    out.push(b'}');
}

/// Adds the event as one line of the event log file, without the line's end: members in the order of the README's
/// table.
pub fn export_line(event: &StoredEvent<'_>, out: &mut Vec<u8>) {
    out.push(b'{');
    member(out, "sequence");
    number(out, event.sequence.get());
    member(out, "id");
    put_id(out, event.id);
    member(out, "type");
    quoted(out, event.shape.name);
    member(out, "version");
    number(out, event.shape.version);
    member(out, "recorded_at");
    moment(out, event.recorded_at);
    member(out, "commit");
    number(out, event.commit.get());
    member(out, "command");
    text(out, &event.command);
    member(out, "command_id");
    put_id(out, event.command_id);
    if let Some(cause) = event.caused_by {
        member(out, "caused_by");
        put_id(out, cause);
    }
    if let Some(actor) = &event.actor {
        member(out, "actor");
        text(out, actor);
    }
    member(out, "data");
    data(event, out);
    out.push(b'}');
}

fn data(event: &StoredEvent<'_>, out: &mut Vec<u8>) {
    out.push(b'{');
    for (name, value) in event.members() {
        member(out, name);
        match value {
            Value::Absent => {}
            Value::Id(id) => put_id(out, *id),
            Value::Text(it) => text(out, it),
            Value::Amount(figure) => put_figure(out, *figure),
            Value::Unlimited => quoted(out, "unlimited"),
            Value::Date(date) => {
                out.push(b'"');
                put_day(out, date.day());
                out.push(b'"');
            }
            Value::Sequence(n) => number(out, *n),
            Value::Fingerprint(bytes) => put_hash(out, bytes),
            Value::Origin(origin) => {
                out.push(b'{');
                if let Some(bank_id) = &origin.bank_id {
                    member(out, "bank_id");
                    text(out, bank_id);
                }
                member(out, "file");
                text(out, &origin.file);
                member(out, "row");
                number(out, origin.row);
                member(out, "sha256");
                put_hash(out, &origin.sha256);
                out.push(b'}');
            }
        }
    }
    out.push(b'}');
}

/// Begins a member: a comma where one is due, the name, a colon. No name needs an escape.
fn member(out: &mut Vec<u8>, name: &str) {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// A string that needs no escapes.
fn plain(out: &mut Vec<u8>, value: impl core::fmt::Display) {
    // Writing to memory cannot fail.
    let _ = write!(out, "\"{value}\"");
}

fn moment(out: &mut Vec<u8>, at: Timestamp) {
    out.push(b'"');
    put_timestamp(out, at);
    out.push(b'"');
}

fn number(out: &mut Vec<u8>, mut n: u64) {
    let mut reversed = [0; 20];
    let mut length = 0;
    for digit in &mut reversed {
        *digit = b'0' + (n % 10) as u8;
        n /= 10;
        length += 1;
        if n == 0 {
            break;
        }
    }
    out.extend(reversed.iter().take(length).rev());
}

/// A string with the escapes of RFC 8785, which are serde_json's.
fn text(out: &mut Vec<u8>, text: &str) {
    if text.bytes().any(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)) {
        let _ = serde_json::to_writer(out, text);
    } else {
        quoted(out, text);
    }
}
