//! Reading an event log file, as its bytes come: everything is checked before anything could be stored.

use super::problem::FileProblem;
use super::splitter::{Fault, Piece, Splitter, Taker};
use crate::event_sourcing::{EventId, Fingerprint, Timestamp};
use crate::record::{History, HistoryError, Line, StoredId, misnamed};
use crate::wording::{say, short};
use serde::Deserialize;

/// Reads a file piece by piece: [`feed`](Self::feed) it with its bytes in order, then [`finish`](Self::finish).
#[derive(Debug)]
pub struct EventLogReader {
    splitter: Splitter,
    contents: Contents,
}

#[derive(Debug, Default)]
struct Contents {
    history: History,
    events: u64,
    in_events: bool,
    format: Option<String>,
    version: Option<u64>,
    book: Option<BookHead>,
    exported_at: Option<String>,
    count: Option<u64>,
    fingerprint: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BookHead {
    id: String,
    #[expect(dead_code, reason = "the name that counts is the one the events give")]
    name: String,
}

/// A file that was read to its end and found right.
#[derive(Debug)]
pub struct EventLogFile {
    /// The history in it, checked event by event.
    pub history: History,
    /// The identity of its book.
    pub book: EventId,
}

impl EventLogFile {
    /// Whether an event claims to have been recorded after `now`.
    pub fn from_the_future(&self, now: Timestamp) -> bool {
        self.history.last().recorded_at.is_some_and(|last| last > now)
    }
}

impl From<Fault> for FileProblem {
    fn from(fault: Fault) -> Self {
        let key = match fault {
            Fault::NotAnObject => "file.not-an-object",
            Fault::Syntax => "file.syntax",
            Fault::TooLong => "file.too-long",
            Fault::NotAList => "file.not-a-list",
            Fault::Trailing => "file.trailing",
        };
        Self::of_file(key, &[])
    }
}

impl Default for EventLogReader {
    fn default() -> Self {
        Self { splitter: Splitter::new(), contents: Contents::default() }
    }
}

impl EventLogReader {
    /// How many events have been read.
    pub const fn events(&self) -> u64 {
        self.contents.events
    }

    /// Takes the next bytes of the file.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), FileProblem> {
        let fed = self.splitter.feed(bytes, &mut self.contents);
        // A fault of syntax among the events is told with the number of the event that is due.
        fed.map_err(|problem: FileProblem| match problem.event {
            None if self.splitter.among_events() => {
                FileProblem { event: Some(self.contents.events + 1), ..problem }
            }
            _ => problem,
        })
    }

    /// Checks what can be checked only at the end.
    pub fn finish(self) -> Result<EventLogFile, FileProblem> {
        if self.splitter.empty() {
            return Err(FileProblem::of_file("file.empty", &[]));
        }
        if !self.splitter.complete() {
            let events = self.contents.events.to_string();
            return Err(FileProblem::of_file("file.truncated", &[("events", &events)]));
        }
        self.contents.finish()
    }
}

impl Taker for Contents {
    type Error = FileProblem;

    fn take(&mut self, piece: Piece<'_>) -> Result<(), FileProblem> {
        match piece {
            Piece::Events if self.in_events => Err(repeated("events")),
            Piece::Events => {
                self.in_events = true;
                self.history.expect(self.count.unwrap_or_default());
                Ok(())
            }
            Piece::Event(json) => self.event(json),
            Piece::Member(name, value) => self.member(name, value),
        }
    }

    fn take_ahead(&mut self, text: &str) -> Result<Option<usize>, FileProblem> {
        let Some((line, length)) = Line::ahead(text) else { return Ok(None) };
        self.events += 1;
        self.line(&line)?;
        Ok(Some(length))
    }
}

impl Contents {
    fn event(&mut self, json: &[u8]) -> Result<(), FileProblem> {
        self.events += 1;
        let number = self.events;
        let json = core::str::from_utf8(json)
            .map_err(|_| FileProblem::of_event(number, say("file.not-utf-8", &[])))?;
        let line = Line::read(json).map_err(|bad| FileProblem {
            event: Some(number),
            reason: bad.reason,
            newer: bad.newer,
        })?;
        self.line(&line)
    }

    fn line(&mut self, line: &Line<'_>) -> Result<(), FileProblem> {
        self.history.push_line(line).map_err(|why| problem(self.events, why))
    }

    fn member(&mut self, name: &str, value: &[u8]) -> Result<(), FileProblem> {
        match name {
            "format" => {
                let format: String = once(&self.format, name).and_then(|()| json(value, name))?;
                if format != "daybook" {
                    return Err(FileProblem::of_file("file.other-format", &[("format", &short(&format))]));
                }
                self.format = Some(format);
            }
            "version" => {
                let version: u64 = once(&self.version, name).and_then(|()| json(value, name))?;
                if version != 1 {
                    let reason = say("file.newer", &[("version", &version.to_string())]);
                    return Err(FileProblem { event: None, reason, newer: version > 1 });
                }
                self.version = Some(version);
            }
            "book" => {
                once(&self.book, name)?;
                // Read as such, a list of id and name would do as well.
                if value.first() != Some(&b'{') {
                    return Err(wrong(name));
                }
                self.book = Some(json(value, name)?);
            }
            "exported_at" => {
                let moment: String = once(&self.exported_at, name).and_then(|()| json(value, name))?;
                if chrono::DateTime::parse_from_rfc3339(&moment).is_err() {
                    return Err(wrong(name));
                }
                self.exported_at = Some(moment);
            }
            "count" => self.count = Some(once(&self.count, name).and_then(|()| json(value, name))?),
            "fingerprint" => {
                self.fingerprint = Some(once(&self.fingerprint, name).and_then(|()| json(value, name))?);
            }
            _ => return Err(FileProblem::of_file("file.unknown-member", &[("member", &short(name))])),
        }
        Ok(())
    }

    fn finish(mut self) -> Result<EventLogFile, FileProblem> {
        self.history.flush().map_err(|why| problem(self.events, why))?;
        let misnamed = misnamed(self.history.log(), self.history.past())
            .map_err(|why| FileProblem::of_event(self.events, why.to_string()))?;
        if let Some(event) = misnamed {
            return Err(FileProblem::of_event(event.get(), say("invariant.misnamed", &[])));
        }
        let missing = [
            ("format", self.format.is_none()),
            ("version", self.version.is_none()),
            ("book", self.book.is_none()),
            ("exported_at", self.exported_at.is_none()),
            ("count", self.count.is_none()),
            ("fingerprint", self.fingerprint.is_none()),
            ("events", !self.in_events),
        ];
        if let Some((member, _)) = missing.iter().find(|(_, missing)| *missing) {
            return Err(FileProblem::of_file("file.missing-member", &[("member", member)]));
        }
        let Some(book) = self.history.ledger().book() else {
            return Err(FileProblem::of_file("file.no-events", &[]));
        };
        let claimed = self.count.unwrap_or_default();
        if claimed != self.events {
            let figures = [("claimed", &*claimed.to_string()), ("found", &*self.events.to_string())];
            return Err(FileProblem::of_file("file.count", &figures));
        }
        let claimed = self.fingerprint.as_deref().and_then(Fingerprint::from_hex);
        if claimed != Some(self.history.fingerprint()) {
            let found = self.history.fingerprint().to_string();
            return Err(FileProblem::of_file("file.fingerprint", &[("found", &found)]));
        }
        let named = self.book.as_ref().and_then(|head| StoredId::parse(&head.id));
        let book = book.id;
        if named.map(|id| EventId::from_bytes(id.bytes)) != Some(book) {
            return Err(FileProblem::of_file("file.book-id", &[("id", &book.to_string())]));
        }
        Ok(EventLogFile { history: self.history, book })
    }
}

/// What is wrong with the file by its event `number`, or by an earlier one.
fn problem(number: u64, why: HistoryError) -> FileProblem {
    let newer = why.newer();
    let (event, reason) = match why {
        HistoryError::Broken(broken) => (broken.sequence.get(), broken.reason),
        HistoryError::Unreadable(unreadable) => (number, unreadable.reason),
        other => (number, other.to_string()),
    };
    FileProblem { event: Some(event), reason, newer }
}

fn once<T>(known: &Option<T>, name: &str) -> Result<(), FileProblem> {
    if known.is_some() { Err(repeated(name)) } else { Ok(()) }
}

fn repeated(name: &str) -> FileProblem {
    FileProblem::of_file("file.repeated-member", &[("member", name)])
}

fn wrong(name: &str) -> FileProblem {
    FileProblem::of_file("file.wrong-member", &[("member", name)])
}

fn json<T: for<'de> Deserialize<'de>>(value: &[u8], name: &str) -> Result<T, FileProblem> {
    serde_json::from_slice(value).map_err(|_| wrong(name))
}
