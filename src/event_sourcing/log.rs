//! The log in memory: the stored records themselves, packed as they lie in the store, decoded only where needed.

use super::{Codec, Fingerprint, Recorded, Sequence, StoredRecord, Unreadable};
use core::fmt;
use core::marker::PhantomData;

/// All records of one book in order: gapless from event 1 (or, while the rest is being read, from a later one), each
/// beginning with the fingerprint the one before it ends with. Only whole records are added, only at the end.
#[derive(Clone, Debug)]
pub struct Log<C> {
    /// The last event before the first record, and the fingerprint up to it.
    before: (Sequence, Fingerprint),
    records: Vec<StoredRecord>,
    bytes: usize,
    codec: PhantomData<C>,
}

/// Why a record does not continue a log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogError {
    /// It begins at `found` where `expected` is due: records are missing, repeated or out of order.
    Gap {
        /// The sequence that should come next.
        expected: Sequence,
        /// The sequence the record begins with.
        found: Sequence,
    },
    /// Its link does not fit the fingerprint of the record before it.
    Chain {
        /// The sequence of its first event.
        at: Sequence,
    },
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { expected, found } => {
                write!(f, "event {expected} should come next, but the record found begins with event {found}")
            }
            Self::Chain { at } => {
                write!(f, "the record beginning with event {at} does not belong to the history before it")
            }
        }
    }
}

impl<C> Log<C> {
    /// A log that begins after the event at `position`, up to which the fingerprint is this.
    pub const fn after(position: Sequence, fingerprint: Fingerprint) -> Self {
        Self { before: (position, fingerprint), records: Vec::new(), bytes: 0, codec: PhantomData }
    }

    /// The last event before the first one here: the start, but while the rest is being read.
    pub const fn begins_after(&self) -> Sequence {
        self.before.0
    }
}

impl<C> Default for Log<C> {
    fn default() -> Self {
        Self::after(Sequence::START, Fingerprint::EMPTY)
    }
}

impl<C: Codec> Log<C> {
    /// The sequence of the last event, or the start.
    pub fn head(&self) -> Sequence {
        self.records.last().map_or(self.before.0, StoredRecord::last)
    }

    /// The number of events.
    pub fn count(&self) -> u64 {
        self.head().get()
    }

    /// The fingerprint after the last event.
    pub fn fingerprint(&self) -> Fingerprint {
        self.records.last().map_or(self.before.1, StoredRecord::after)
    }

    /// Bytes the records take in memory.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// The records, in order.
    pub fn records(&self) -> &[StoredRecord] {
        &self.records
    }

    /// Adds a record that continues the log.
    pub fn push(&mut self, record: StoredRecord) -> Result<(), LogError> {
        let expected = self.head().next();
        if record.first() != expected {
            return Err(LogError::Gap { expected, found: record.first() });
        }
        if record.before() != self.fingerprint() {
            return Err(LogError::Chain { at: record.first() });
        }
        self.bytes += record.bytes().len();
        self.records.push(record);
        Ok(())
    }

    /// The fingerprint after the event at `position` (at or before the head), re-hashing only inside one record.
    pub fn fingerprint_at(&self, position: Sequence) -> Result<Fingerprint, Unreadable> {
        let Some(record) = self.record_of(position) else { return Ok(self.fingerprint_before(position)) };
        if record.last() == position {
            return Ok(record.after());
        }
        Self::fingerprint_within(record, position)
    }

    /// The fingerprints after the events at these positions, which are in order; each record is hashed again once at most.
    pub fn fingerprints_at(&self, positions: &[Sequence]) -> Result<Vec<Fingerprint>, Unreadable> {
        let mut found = Vec::with_capacity(positions.len());
        let mut rest = positions;
        while let Some(first) = rest.first() {
            let Some(record) = self.record_of(*first) else {
                found.push(self.fingerprint_before(*first));
                rest = rest.get(1..).unwrap_or_default();
                continue;
            };
            let (here, later) = rest.split_at(rest.partition_point(|position| *position <= record.last()));
            let (mut hash, mut at) = (record.before(), record.first().previous());
            let mut json = Vec::new();
            let mut stored = Self::reader(record);
            for position in here {
                while at < *position {
                    let Some(event) = stored.next() else { break };
                    json.clear();
                    C::canonical(&event?, &mut json);
                    hash = hash.then(&json);
                    at = at.next();
                }
                found.push(hash);
            }
            rest = later;
        }
        Ok(found)
    }

    /// The fingerprint after the event at `position`, by hashing the record's events up to there.
    pub fn fingerprint_within(record: &StoredRecord, position: Sequence) -> Result<Fingerprint, Unreadable> {
        let mut hash = record.before();
        let mut json = Vec::new();
        let wanted = (position.get() + 1).saturating_sub(record.first().get());
        for stored in Self::reader(record).take(usize::try_from(wanted).unwrap_or(usize::MAX)) {
            json.clear();
            C::canonical(&stored?, &mut json);
            hash = hash.then(&json);
        }
        Ok(hash)
    }

    fn fingerprint_before(&self, position: Sequence) -> Fingerprint {
        match position {
            Sequence::START => Fingerprint::EMPTY,
            position if position <= self.before.0 => self.before.1,
            _ => self.fingerprint(),
        }
    }

    /// The events `from ..= to` as they were recorded; what lies outside the log is left out.
    pub fn stored(
        &self,
        from: Sequence,
        to: Sequence,
    ) -> impl Iterator<Item = Result<C::Stored<'_>, Unreadable>> {
        let from = from.max(self.before.0.next());
        let to = to.min(self.head());
        let wanted = (to.get() + 1).saturating_sub(from.get());
        let begin = self.records.partition_point(|record| record.last() < from);
        let skipped =
            self.records.get(begin).map_or(0, |record| from.get().saturating_sub(record.first().get()));
        let mut records = self.records.get(begin..).unwrap_or_default().iter();
        let first = records.next().map(|record| (record, Self::reader(record)));
        let first = first.map(|(record, mut reader)| match usize::try_from(skipped) {
            // The reader itself knows how to pass over events quickly.
            Ok(skipped @ 1..) if !matches!(reader.nth(skipped - 1), Some(Ok(_))) => {
                (Self::reader(record).find(Result::is_err), None)
            }
            _ => (None, Some(reader)),
        });
        let (unreadable, first) = first.unwrap_or_default();
        let rest = first.into_iter().chain(records.map(Self::reader)).flatten();
        unreadable.into_iter().chain(rest).take(usize::try_from(wanted).unwrap_or(usize::MAX))
    }

    /// The events `from ..= to` in today's shape.
    pub fn events(
        &self,
        from: Sequence,
        to: Sequence,
    ) -> impl Iterator<Item = Result<Recorded<C::Event>, Unreadable>> {
        self.stored(from, to).map(|stored| C::upcast(&stored?))
    }

    /// One event in today's shape, where there is one at that sequence.
    pub fn event(&self, sequence: Sequence) -> Option<Recorded<C::Event>> {
        self.events(sequence, sequence).next()?.ok()
    }

    fn record_of(&self, sequence: Sequence) -> Option<&StoredRecord> {
        let at = self.records.partition_point(|record| record.last() < sequence);
        self.records.get(at).filter(|record| record.first() <= sequence)
    }

    fn reader(record: &StoredRecord) -> C::Reader<'_> {
        C::reader(record.first(), record.count(), record.payload())
    }
}
