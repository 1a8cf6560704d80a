//! A bookkeeper at a desk of its own: a store in memory, a clock that ticks a second a look, ids by number.
#![allow(dead_code, reason = "every test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

use daybook::book::{Bookkeeper, Failure, Surroundings};
use daybook::event_sourcing::{EventStore, Recorded, Sequence, Timestamp};
use daybook::exchange::{Defaults, EventLogReader, EventLogWriter, FileProblem, Request, read};
use daybook::ledger::{AccountId, Event, ValueDate};
use daybook::storage::Memory;
use std::cell::Cell;

/// 2026-03-31T12:00:00Z.
pub(crate) const NOON: i64 = 1_774_958_400_000;

/// A world in which every look at the clock is a second later and every random number one larger.
#[derive(Debug, Default)]
pub(crate) struct Ticking {
    ticks: Cell<u64>,
    seed: u8,
}

impl Ticking {
    pub(crate) fn seeded(seed: u8) -> Self {
        Self { ticks: Cell::new(0), seed }
    }

    /// A world that has gone on for an hour.
    pub(crate) fn later() -> Self {
        Self { ticks: Cell::new(3600), seed: 0 }
    }

    fn tick(&self) -> u64 {
        self.ticks.set(self.ticks.get() + 1);
        self.ticks.get()
    }
}

impl Surroundings for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(NOON + i64::try_from(self.tick()).unwrap() * 1000).unwrap()
    }

    fn today(&self) -> ValueDate {
        ValueDate::parse("2026-03-31").unwrap()
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [self.seed; 16];
        bytes[..8].copy_from_slice(&self.tick().to_be_bytes());
        bytes
    }
}

pub(crate) type Desk = Bookkeeper<Memory, Ticking>;

pub(crate) fn desk() -> Desk {
    Bookkeeper::new(Memory::default(), Ticking::default())
}

/// Reads a command from JSON, as the page's scripting interface does.
pub(crate) fn request<A: Surroundings>(around: &A, json: &str) -> Request {
    let defaults = Defaults { account: AccountId::from(around.new_id()), today: around.today() };
    read(&serde_json::from_str(json).unwrap(), &defaults).unwrap()
}

/// Sends one command.
pub(crate) fn send<S: EventStore>(
    keeper: &Bookkeeper<S, Ticking>,
    json: &str,
) -> Result<Vec<Recorded<Event>>, Failure> {
    let request = request(keeper.around(), json);
    pollster::block_on(keeper.dispatch(&[request], true))
}

/// The open book as an event log file, up to `position` or to its end.
pub(crate) fn export<S: EventStore>(keeper: &Bookkeeper<S, Ticking>, position: Option<u64>) -> String {
    let book = keeper.book().unwrap();
    let position = position.map_or(book.log().head(), |n| Sequence::new(n).unwrap());
    let ledger = book.ledger_at(position).unwrap();
    let about = ledger.book().unwrap_or_else(|| book.ledger().book().unwrap());
    let fingerprint = book.fingerprint_at(position).unwrap();
    let exported_at = Timestamp::from_millis(NOON).unwrap();
    let mut writer = EventLogWriter::new(about, position, fingerprint, exported_at);
    let mut out = Vec::new();
    while let Some(bytes) = writer.next(book.history()).unwrap() {
        out.extend(bytes);
    }
    String::from_utf8(out).unwrap()
}

/// Reads a file in pieces of `step` bytes and imports it.
pub(crate) fn import<S: EventStore>(
    keeper: &Bookkeeper<S, Ticking>,
    file: &[u8],
    step: usize,
) -> Result<daybook::book::Imported, Failure> {
    let file = read_file(file, step)?;
    pollster::block_on(async { keeper.apply(keeper.propose(file).await?).await })
}

pub(crate) fn read_file(file: &[u8], step: usize) -> Result<daybook::exchange::EventLogFile, FileProblem> {
    let mut reader = EventLogReader::default();
    for bytes in file.chunks(step) {
        reader.feed(bytes)?;
    }
    reader.finish()
}
