//! An event as JSON: canonical (RFC 8785), which is `J(n)`, and as a line of the event log file.

use super::stored::{StoredEvent, Value};
use crate::event_sourcing::{Fingerprint, Timestamp};
use chrono::{DateTime, SecondsFormat};
use std::io::Write;

/// RFC 3339, UTC, milliseconds: `2026-03-03T14:07:00.000Z`.
pub fn timestamp(at: Timestamp) -> String {
    DateTime::from_timestamp_millis(at.millis())
        .map(|moment| moment.to_rfc3339_opts(SecondsFormat::Millis, true))
        .unwrap_or_default()
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
        plain(out, cause);
    }
    member(out, "command");
    text(out, &event.command);
    member(out, "command_id");
    plain(out, event.command_id);
    member(out, "commit");
    number(out, event.commit.get());
    member(out, "data");
    data(event, out);
    member(out, "id");
    plain(out, event.id);
    member(out, "recorded_at");
    plain(out, timestamp(event.recorded_at));
    member(out, "sequence");
    number(out, event.sequence.get());
    member(out, "type");
    plain(out, event.shape.name);
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
    plain(out, event.id);
    member(out, "type");
    plain(out, event.shape.name);
    member(out, "version");
    number(out, event.shape.version);
    member(out, "recorded_at");
    plain(out, timestamp(event.recorded_at));
    member(out, "commit");
    number(out, event.commit.get());
    member(out, "command");
    text(out, &event.command);
    member(out, "command_id");
    plain(out, event.command_id);
    if let Some(cause) = event.caused_by {
        member(out, "caused_by");
        plain(out, cause);
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
            Value::Id(id) => plain(out, id),
            Value::Text(it) => text(out, it),
            Value::Amount(figure) => plain(out, figure),
            Value::Unlimited => plain(out, "unlimited"),
            Value::Date(date) => plain(out, date),
            Value::Sequence(n) => number(out, *n),
            Value::Fingerprint(bytes) => plain(out, Fingerprint::from_bytes(*bytes)),
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
                plain(out, Fingerprint::from_bytes(origin.sha256));
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

fn number(out: &mut Vec<u8>, n: u64) {
    let _ = write!(out, "{n}");
}

/// A string with the escapes of RFC 8785, which are serde_json's.
fn text(out: &mut Vec<u8>, text: &str) {
    let _ = serde_json::to_writer(out, text);
}
