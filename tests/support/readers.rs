//! Every reader of bytes from outside, each with what must hold whatever the bytes are. Run over the corpora by
//! `tests/corpora.rs`, and over whatever a fuzzer comes up with by `fuzz/`.
#![allow(dead_code, reason = "every fuzz target uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

use daybook::app::address::Address;
use daybook::event_sourcing::{
    Aggregate, CommandId, EventId, Fingerprint, Recorded, Scatter, Sequence, StoredRecord, Timestamp,
};
use daybook::exchange::{Defaults, EventLogReader, EventLogWriter, FileProblem, read_text};
use daybook::ledger::{AccountId, Ledger, Refusal, ValueDate};
use daybook::record::{History, RecordBuilder, read_snapshot, write_snapshot};

/// Reads bytes from outside and asserts what must hold of what came of it. Whether they were taken.
pub(crate) type Reader = fn(&[u8]) -> bool;

/// A reader under the name of its corpus and its fuzz target.
pub(crate) const READERS: &[(&str, Reader)] = &[
    ("event_log", event_log),
    ("command", command),
    ("record", record),
    ("payload", payload),
    ("address", address),
    ("snapshot", snapshot),
];

fn read_log(bytes: &[u8], step: usize) -> Result<History, FileProblem> {
    let mut reader = EventLogReader::default();
    for piece in bytes.chunks(step.max(1)) {
        reader.feed(piece)?;
    }
    Ok(reader.finish()?.history)
}

fn write_log(history: &History) -> Vec<u8> {
    let about = history.ledger().book().unwrap();
    let epoch = Timestamp::from_millis(0).unwrap();
    let mut writer = EventLogWriter::new(about, history.log().head(), history.fingerprint(), epoch);
    let mut out = Vec::new();
    while let Some(bytes) = writer.next(history).unwrap() {
        out.extend(bytes);
    }
    out
}

/// An event log file: however it is cut into pieces it is the same, and what is taken is written and read again as it was.
pub(crate) fn event_log(bytes: &[u8]) -> bool {
    let whole = read_log(bytes, usize::MAX);
    let in_pieces = read_log(bytes, 7);
    match (whole, in_pieces) {
        (Ok(history), Ok(same)) => {
            assert_eq!(history.fingerprint(), same.fingerprint());
            assert!(
                history.count() > 0 && history.ledger().book().is_some(),
                "a book without events was taken"
            );
            let again = read_log(&write_log(&history), usize::MAX).unwrap();
            assert_eq!(again.fingerprint(), history.fingerprint());
            assert_eq!(again.ledger(), history.ledger());
            true
        }
        (Err(problem), Err(same)) => {
            assert_eq!(problem, same);
            assert!(!problem.reason.is_empty());
            false
        }
        (whole, in_pieces) => panic!("{:?} whole, {:?} in pieces", whole.err(), in_pieces.err()),
    }
}

/// A command as JSON: refused with a sentence, or decided to events that the book's own reader takes.
pub(crate) fn command(bytes: &[u8]) -> bool {
    let Ok(text) = core::str::from_utf8(bytes) else { return false };
    let today = ValueDate::parse("2026-03-31").unwrap();
    let id = [7; 16];
    let request = match read_text(text, &Defaults { account: AccountId::from_bytes(id), today }) {
        Ok(request) => request,
        Err(refusal) => {
            assert!(!refusal.code().is_empty() && !refusal.to_string().is_empty());
            return false;
        }
    };
    let mut history = sound_book();
    let recorded_at = history.last().recorded_at.unwrap();
    let mut request = Some(request);
    let tried = history.try_out(|ledger, past, next| {
        let Some(request) = request.take() else { return Ok(None) };
        let decided = ledger.decide(past, &request.command)?.into_iter().zip(0..);
        let recorded = decided.map(|(data, offset)| Recorded {
            sequence: next.plus(offset),
            id: EventId::from_bytes([u8::try_from(offset).unwrap() + 1; 16]),
            recorded_at,
            commit: next,
            command: request.command.name().into(),
            command_id: request.command_id.unwrap_or(CommandId::from_bytes(id)),
            caused_by: request.caused_by,
            actor: None,
            data,
        });
        Ok::<_, Refusal>(Some(recorded.collect()))
    });
    match tried {
        Ok(Some((record, _, ledger))) => {
            history.absorb(record).unwrap();
            assert_eq!(history.ledger(), &ledger);
            true
        }
        Ok(None) => panic!("a command that is accepted records something"),
        Err(refusal) => {
            assert!(!refusal.to_string().is_empty());
            false
        }
    }
}

/// A book of every event there is.
fn sound_book() -> History {
    let mut history = History::default();
    let mut rest = &include_bytes!("../fixtures/format-1/log.bin")[..];
    while let Some((length, after)) = rest.split_first_chunk() {
        let (record, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        history.absorb(StoredRecord::open(record).unwrap()).unwrap();
        rest = after;
    }
    history
}

/// A stored record, its checksum made to fit: it continues a book or is refused, and a refused one leaves no trace.
pub(crate) fn record(bytes: &[u8]) -> bool {
    StoredRecord::open(fitted(bytes)).is_ok_and(taken_or_refused)
}

/// A state kept beside the log, its checksum made to fit: it is discarded, or taken and kept again as the same state.
pub(crate) fn snapshot(bytes: &[u8]) -> bool {
    let Some(kept) = read_snapshot(&fitted(bytes)) else { return false };
    let state = kept.snapshot.state.clone();
    // Some record that ends where the state was kept.
    let (at, print) = (kept.snapshot.position, kept.snapshot.fingerprint);
    let Some(record) = StoredRecord::seal(at, 1, &Fingerprint::EMPTY, &[], &print) else { return false };
    let Some(history) = History::resumed(kept, vec![record], Scatter::default()) else { return false };
    assert_eq!(history.ledger(), &state);
    let again = read_snapshot(&write_snapshot(&history).unwrap()).unwrap();
    assert_eq!(again.snapshot.state, state);
    true
}

/// The bytes with the checksum at their end put right.
fn fitted(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if bytes.len() > 4 {
        let end = bytes.len() - 4;
        let sum = crc32fast::hash(&bytes[..end]).to_le_bytes();
        bytes[end..].copy_from_slice(&sum);
    }
    bytes
}

/// The payload of a stored record; its first byte is the number of its events.
pub(crate) fn payload(bytes: &[u8]) -> bool {
    let Some((count, payload)) = bytes.split_first() else { return false };
    let first = Sequence::START.next();
    let Some(record) =
        StoredRecord::seal(first, u32::from(*count), &Fingerprint::EMPTY, payload, &Fingerprint::EMPTY)
    else {
        return false;
    };
    taken_or_refused(record)
}

fn taken_or_refused(record: StoredRecord) -> bool {
    let mut history = History::default();
    let count = record.count();
    match history.absorb(record) {
        Ok(()) => {
            assert_eq!(history.count(), u64::from(count));
            assert_eq!(history.seen().len() as u64, history.count());
            // What was read is what would be written: the same events in the same bytes.
            let mut builder = RecordBuilder::new(Sequence::START.next(), Fingerprint::EMPTY);
            for stored in history.log().stored(Sequence::START, Sequence::MAX) {
                builder.push(&stored.unwrap());
            }
            let again = builder.seal().unwrap();
            let mut same = History::default();
            same.absorb(again).unwrap();
            assert_eq!(same.ledger(), history.ledger());
            true
        }
        Err(why) => {
            assert!(!why.to_string().is_empty());
            assert_eq!((history.count(), history.fingerprint()), (0, Fingerprint::EMPTY));
            assert_eq!((history.past().count(), history.ledger()), (0, &Ledger::default()));
            false
        }
    }
}

/// A fragment of an address: whatever is understood of it is printed so that it is understood again.
/// Taken is what is printed as it was.
pub(crate) fn address(bytes: &[u8]) -> bool {
    let Ok(text) = core::str::from_utf8(bytes) else { return false };
    let understood = Address { left_out: Vec::new(), ..Address::parse(text) };
    assert_eq!(Address::parse(&understood.to_string()), understood, "{text:?}");
    understood.to_string() == text
}
