//! A checked history: a log with its index, its state now and its snapshots, which grows only by what keeps the
//! invariants.

use super::builder::RecordBuilder;
use super::canonical::canonical;
use super::codec::LedgerCodec;
use super::invariants::{Broken, Predecessor, check, ids_differ};
use super::line::Line;
use super::payload::Skim;
use super::quick::{Known, read, read_stored};
use super::snapshot::Kept;
use super::stored::StoredEvent;
use crate::event_sourcing::{
    Aggregate, Codec, CommandId, Fingerprint, Log, LogError, Past, Real, Recorded, Scatter, Sequence,
    Snapshot, StoredRecord, StoredRecordError, Timeline, Timestamp, Unreadable,
};
use crate::ledger::{Brief, Entries, Event, Ledger};
use core::fmt;

/// The one event that names the fingerprint before it: within a record, that has to be computed.
const FORK: &str = "BookForked";

/// Why a history can't go on as it should.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HistoryError {
    /// The bytes after the event `after` are not a record.
    Record {
        /// The last event before them.
        after: Sequence,
        /// What is wrong with them.
        why: StoredRecordError,
    },
    /// A record does not continue the log.
    Log(LogError),
    /// An event can't be read.
    Unreadable(Unreadable),
    /// An event can't have been recorded after the ones before it.
    Broken(Broken),
}

impl HistoryError {
    /// Whether a later version of Daybook might read on where this one stops.
    pub const fn newer(&self) -> bool {
        match self {
            Self::Record { why: StoredRecordError::Newer(_), .. } => true,
            Self::Unreadable(unreadable) => unreadable.newer,
            _ => false,
        }
    }
}

impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record { after, why } => write!(f, "after event {after}: {why}"),
            Self::Log(why) => why.fmt(f),
            Self::Unreadable(why) => why.fmt(f),
            Self::Broken(why) => why.fmt(f),
        }
    }
}

/// A book's history as far as it has been read and checked.
#[derive(Debug, Default)]
pub struct History {
    log: Log<LedgerCodec>,
    past: Entries,
    ledger: Ledger,
    timeline: Timeline<Ledger>,
    before: Predecessor,
    pending: Option<RecordBuilder>,
    /// The events of the record taken in last.
    seen: Vec<Seen>,
}

/// New events tried out: as one record, as they are, and the state after them.
pub type Tried = (StoredRecord, Vec<Recorded<Event>>, Ledger);

/// What an index takes in of an event beside what [`Entries`] knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
    /// Its position.
    pub sequence: Sequence,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The command that caused it.
    pub command_id: CommandId,
}

impl Seen {
    /// What is seen of this event.
    pub fn of(event: &Recorded<Event>) -> Self {
        Self { sequence: event.sequence, recorded_at: event.recorded_at, command_id: event.command_id }
    }
}

impl History {
    /// An empty history whose index has hashes of this key.
    pub fn keyed(scatter: Scatter) -> Self {
        Self { past: Entries::keyed(scatter), ..Self::default() }
    }

    /// A history that goes on from a kept state, with the records that end there; `None` where they do not belong
    /// together. It knows the state now and the events of those records, and nothing else of what came before.
    pub fn resumed(kept: Kept, records: Vec<StoredRecord>, scatter: Scatter) -> Option<Self> {
        let Kept { snapshot: Snapshot { position, fingerprint, state, .. }, recorded_at, commit } = kept;
        let first = records.first()?;
        let mut log = Log::after(first.first().previous(), first.before());
        for record in records {
            log.push(record).ok()?;
        }
        if (log.head(), log.fingerprint()) != (position, fingerprint) {
            return None;
        }
        let accounts: Vec<_> = state.accounts().iter().map(|account| account.id).collect();
        Some(Self {
            log,
            past: Entries::after(position, &accounts, scatter),
            ledger: state,
            before: Predecessor { sequence: position, recorded_at: Some(recorded_at), commit, fingerprint },
            ..Self::default()
        })
    }

    /// Makes ready for so many events altogether, as far as is known.
    pub fn expect(&mut self, events: u64) {
        self.past.expect(events);
    }

    /// The records so far.
    pub const fn log(&self) -> &Log<LedgerCodec> {
        &self.log
    }

    /// The index over the log.
    pub const fn past(&self) -> &Entries {
        &self.past
    }

    /// The state after the last event.
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The snapshots.
    pub const fn timeline(&self) -> &Timeline<Ledger> {
        &self.timeline
    }

    /// The history as a branch sees it that leaves it.
    pub const fn real(&self) -> Real<'_, Ledger, LedgerCodec> {
        Real { log: &self.log, past: &self.past, timeline: &self.timeline, now: &self.ledger }
    }

    /// What is known of the last event.
    pub const fn last(&self) -> &Predecessor {
        &self.before
    }

    /// The number of events.
    pub const fn count(&self) -> u64 {
        self.before.sequence.get()
    }

    /// The fingerprint after the last event.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.before.fingerprint
    }

    /// The state after the event at `position`, held at the last.
    pub fn ledger_at(&self, position: Sequence) -> Result<Ledger, Unreadable> {
        if position >= self.log.head() {
            return Ok(self.ledger.clone());
        }
        self.timeline.state_at(&self.log, &self.past, position)
    }

    /// Throws the snapshots away and makes them again by replay.
    pub fn rebuild_snapshots(&mut self) -> Result<(), HistoryError> {
        let mut again = Self::default();
        for record in self.log.records() {
            again.absorb(record.clone())?;
        }
        *self = again;
        Ok(())
    }

    /// Replays everything and throws away every snapshot that disagrees, naming where each was.
    pub fn check_snapshots(&mut self) -> Result<Vec<Sequence>, Unreadable> {
        self.timeline.check(&self.log, &self.past)
    }

    /// Takes in a record that was stored: its place, its link and each of its events are checked; the whole record
    /// or nothing is taken.
    pub fn absorb(&mut self, record: StoredRecord) -> Result<(), HistoryError> {
        self.fits(&record).map_err(HistoryError::Log)?;
        self.seen.clear();
        let before = self.before;
        let taken = self.take_all(&record);
        // What has the id of an earlier event came before what is wrong otherwise.
        if let Err(why) = self.ids_differ().and(taken) {
            self.past.truncate(before.sequence.get());
            // What the record's events had changed by then is undone by replay, which knows nothing of it.
            self.ledger = self.timeline.state_at(&self.log, &self.past, before.sequence).unwrap_or_default();
            self.before = before;
            self.seen.clear();
            return Err(why);
        }
        self.before.fingerprint = record.after();
        self.log.push(record).map_err(HistoryError::Log)?;
        if self.past.is_whole() {
            self.timeline.offer(&self.log, &self.ledger);
        }
        Ok(())
    }

    /// What is seen of the events of the record taken in last.
    pub fn seen(&self) -> &[Seen] {
        &self.seen
    }

    fn take_all(&mut self, record: &StoredRecord) -> Result<(), HistoryError> {
        let mut reader = LedgerCodec::reader(record.first(), record.count(), record.payload());
        let mut numbers = Vec::new();
        while reader.left() > 0 {
            let mark = reader.mark();
            if let Some(event) = reader.quick()
                && let Some(brief) = read(&event, &reader, &mut numbers, self.known())
            {
                self.past.take(&brief);
                let command_id = CommandId::from_bytes(event.command_id.bytes);
                self.take_brief(&brief, command_id, event.commit);
                continue;
            }
            reader.back_to(mark);
            numbers.truncate(reader.accounts());
            let Some(stored) = reader.next() else { break };
            let stored = stored.map_err(HistoryError::Unreadable)?;
            if stored.shape.name == FORK {
                let found = Log::<LedgerCodec>::fingerprint_within(record, self.before.sequence);
                self.before.fingerprint = found.map_err(HistoryError::Unreadable)?;
            }
            self.take(&stored)?;
        }
        Ok(())
    }

    /// Takes in a plain event, which the index has taken in.
    fn take_brief(&mut self, brief: &Brief, command_id: CommandId, commit: Sequence) {
        let (sequence, recorded_at) = (self.before.sequence.next(), brief.recorded_at);
        self.ledger.post(&brief.postings, (sequence, recorded_at));
        self.goes_on(Seen { sequence, recorded_at, command_id });
        self.before.commit = commit;
    }

    fn ids_differ(&mut self) -> Result<(), HistoryError> {
        ids_differ(&mut self.past).map_err(HistoryError::Broken)
    }

    const fn known(&self) -> Known<'_> {
        Known { ledger: &self.ledger, past: &self.past, before: &self.before }
    }

    fn goes_on(&mut self, seen: Seen) {
        self.before.sequence = seen.sequence;
        self.before.recorded_at = Some(seen.recorded_at);
        self.seen.push(seen);
    }

    /// Whether an event of the record taken in last reverses an entry at or before `position`.
    pub fn leans_back(&self, position: Sequence) -> bool {
        let reverses = |seen: &Seen| self.past.reverses(seen.sequence);
        self.seen.iter().filter_map(reverses).any(|entry| entry <= position)
    }

    /// Puts into `all` what is seen of the events of one of its records, and nothing else.
    pub fn look_at(record: &StoredRecord, all: &mut Vec<Seen>) {
        all.clear();
        let mut skim = Skim::new(record.count(), record.payload());
        let mut sequence = record.first();
        while let Some(head) = skim.head() {
            let command_id = CommandId::from_bytes(head.command_id.bytes);
            all.push(Seen { sequence, recorded_at: head.recorded_at, command_id });
            sequence = sequence.next();
        }
    }

    /// Takes in an event that comes as such, from a file. Events are gathered to records until one is full; after
    /// the last, [`History::flush`] seals what is left. After a failure the history is good for nothing.
    pub fn push(&mut self, stored: &StoredEvent<'_>) -> Result<(), HistoryError> {
        self.push_as(stored, |json| canonical(stored, json))
    }

    /// The same of a line of a file, whose bytes may be what is hashed.
    pub fn push_line(&mut self, line: &Line<'_>) -> Result<(), HistoryError> {
        self.push_as(&line.event, |json| line.canonical(json))
    }

    fn push_as(
        &mut self,
        stored: &StoredEvent<'_>,
        canonical: impl FnOnce(&mut Vec<u8>),
    ) -> Result<(), HistoryError> {
        let full = self.pending.as_ref().is_some_and(RecordBuilder::is_full);
        if full && stored.commit == stored.sequence {
            self.flush()?;
        }
        self.seen.clear();
        if let Some(brief) = read_stored(stored, self.known()) {
            self.past.take(&brief);
            let command_id = CommandId::from_bytes(stored.command_id.bytes);
            self.take_brief(&brief, command_id, stored.commit);
        } else if let Err(why) = self.take(stored) {
            return self.ids_differ().and(Err(why));
        }
        let (first, before) = (stored.sequence, self.before.fingerprint);
        let pending = self.pending.get_or_insert_with(|| RecordBuilder::new(first, before));
        self.before.fingerprint = pending.push_as(stored, canonical);
        Ok(())
    }

    /// Seals the events gathered since the last record.
    pub fn flush(&mut self) -> Result<(), HistoryError> {
        self.ids_differ()?;
        if let Some(record) = self.pending.take().and_then(|pending| pending.seal()) {
            self.log.push(record).map_err(HistoryError::Log)?;
            self.timeline.offer(&self.log, &self.ledger);
        }
        Ok(())
    }

    fn fits(&self, record: &StoredRecord) -> Result<(), LogError> {
        let expected = self.log.head().next();
        if record.first() != expected {
            return Err(LogError::Gap { expected, found: record.first() });
        }
        if record.before() != self.log.fingerprint() {
            return Err(LogError::Chain { at: record.first() });
        }
        Ok(())
    }

    fn take(&mut self, stored: &StoredEvent<'_>) -> Result<(), HistoryError> {
        let event = LedgerCodec::upcast(stored).map_err(HistoryError::Unreadable)?;
        check(&self.ledger, &self.past, &self.before, &event).map_err(HistoryError::Broken)?;
        self.past.add(&event);
        self.ledger.evolve(&self.past, &event);
        self.goes_on(Seen::of(&event));
        self.before.commit = event.commit;
        Ok(())
    }

    /// Tries out new events without keeping any of it: `decide` is called with the state and the index after the events
    /// it gave before, until it gives `None`. What it gave comes back, sealed as one record too, with the state after it.
    pub fn try_out<R>(
        &mut self,
        mut decide: impl FnMut(&Ledger, &Entries, Sequence) -> Result<Option<Vec<Recorded<Event>>>, R>,
    ) -> Result<Option<Tried>, R> {
        let head = self.before.sequence;
        let mut ledger = self.ledger.clone();
        let mut builder = RecordBuilder::new(head.next(), self.before.fingerprint);
        let mut next = head.next();
        let mut tried = Vec::new();
        let outcome = loop {
            match decide(&ledger, &self.past, next) {
                Err(refusal) => break Err(refusal),
                Ok(None) => break Ok(builder.seal().map(|record| (record, tried, ledger))),
                Ok(Some(events)) => {
                    for event in &events {
                        builder.push(&LedgerCodec::stored(event));
                        self.past.add(event);
                        ledger.evolve(&self.past, event);
                        next = event.sequence.next();
                    }
                    tried.extend(events);
                }
            }
        };
        self.past.truncate(head.get());
        outcome
    }
}
