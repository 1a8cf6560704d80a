//! Writing an event log file, a stretch at a time.

use crate::event_sourcing::{EventId, Fingerprint, Sequence, Timestamp, Unreadable};
use crate::ledger::Book;
use crate::record::{History, export_line, timestamp};

/// How many events a stretch holds.
const STRETCH: u64 = 4096;

/// Writes the file of a history up to a position: call [`next`](Self::next) until it gives `None`.
#[derive(Debug)]
pub struct EventLogWriter {
    next: Sequence,
    end: Sequence,
    head: Option<Head>,
    ended: bool,
}

/// What the file says before its events.
#[derive(Debug)]
struct Head {
    book: EventId,
    name: String,
    fingerprint: Fingerprint,
    exported_at: Timestamp,
}

impl Head {
    fn write(&self, history: &History, count: Sequence) -> Result<Vec<u8>, Unreadable> {
        // The id is written as the event has it, in capitals where that is so.
        let event = history.past().find(self.book).unwrap_or_default();
        let stored = history.log().stored(event, event).next().transpose()?;
        let id = stored.map_or_else(|| self.book.to_string(), |event| event.id.to_string());
        let name = serde_json::to_string(&self.name).unwrap_or_default();
        let (fingerprint, exported_at) = (self.fingerprint, timestamp(self.exported_at));
        Ok(format!(
            "{{\n  \"format\": \"daybook\", \"version\": 1,\n  \"book\": {{\"id\": \"{id}\", \"name\": {name}}},\n  \
             \"exported_at\": \"{exported_at}\", \"count\": {count}, \"fingerprint\": \"{fingerprint}\",\n  \
             \"events\": [\n"
        )
        .into_bytes())
    }
}

impl EventLogWriter {
    /// Begins the file of the first `position` events of `book`, whose fingerprint there is given.
    pub fn new(book: &Book, position: Sequence, fingerprint: Fingerprint, exported_at: Timestamp) -> Self {
        let head = Head { book: book.id, name: book.name.to_string(), fingerprint, exported_at };
        Self { next: Sequence::START.next(), end: position, head: Some(head), ended: false }
    }

    /// How many events have been written.
    pub fn written(&self) -> u64 {
        self.next.get() - 1
    }

    /// The next stretch of the file's bytes.
    pub fn next(&mut self, history: &History) -> Result<Option<Vec<u8>>, Unreadable> {
        if self.ended {
            return Ok(None);
        }
        let head = self.head.take().map(|head| head.write(history, self.end)).transpose()?;
        let mut out = head.unwrap_or_default();
        let last = self.next.plus(STRETCH - 1).min(self.end);
        for stored in history.log().stored(self.next, last) {
            let stored = stored?;
            out.extend_from_slice(b"    ");
            export_line(&stored, &mut out);
            out.extend_from_slice(if stored.sequence == self.end { b"\n" } else { b",\n" });
        }
        self.next = last.next();
        if last == self.end {
            out.extend_from_slice(b"  ]\n}\n");
            self.ended = true;
        }
        Ok(Some(out))
    }
}

/// What the file is called: `<book>-<YYYY-MM-DD>.daybook.json`.
pub fn file_name(book: &str, day: &str) -> String {
    file_name_ending(book, day, "daybook.json")
}

/// A file name of a book and a day, with what no file system takes replaced.
pub fn file_name_ending(book: &str, day: &str, ending: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.') { c } else { '_' };
    let name: String = book.chars().take(80).map(safe).collect();
    let name = name.trim().trim_start_matches('.');
    format!("{}-{day}.{ending}", if name.is_empty() { "book" } else { name })
}
