//! Reads events out of a log's records without decoding any record twice: a few chosen ones, or all, newest first.

use crate::event_sourcing::{Codec, Log, Recorded, Sequence, Unreadable};
use crate::ledger::Event;
use std::collections::BTreeMap;

/// A few events, each record they lie in decoded once and in order; only they are brought into today's shape.
#[derive(Debug, Default)]
pub(super) struct Chosen(BTreeMap<Sequence, Recorded<Event>>);

impl Chosen {
    /// Reads the events at these positions, in any order; where there is none, none is given.
    pub(super) fn read<C: Codec<Event = Event>>(
        log: &Log<C>,
        mut wanted: Vec<Sequence>,
    ) -> Result<Self, Unreadable> {
        wanted.sort_unstable();
        wanted.dedup();
        let mut chosen = BTreeMap::new();
        let mut rest = wanted.as_slice();
        while let Some(first) = rest.first() {
            let at = log.records().partition_point(|record| record.last() < *first);
            let Some(record) = log.records().get(at) else { break };
            let (here, later) = rest.split_at(rest.partition_point(|wanted| *wanted <= record.last()));
            let mut reader = C::reader(record.first(), record.count(), record.payload());
            let mut next = record.first();
            for wanted in here.iter().skip_while(|wanted| **wanted < record.first()) {
                let between = usize::try_from(wanted.get() - next.get()).unwrap_or(usize::MAX);
                let Some(stored) = reader.nth(between) else { break };
                chosen.insert(*wanted, C::upcast(&stored?)?);
                next = wanted.next();
            }
            rest = later;
        }
        Ok(Self(chosen))
    }

    /// One of the events chosen.
    pub(super) fn get(&self, sequence: Sequence) -> Option<&Recorded<Event>> {
        self.0.get(&sequence)
    }
}

/// Keeps the record it looked into last decoded, as it was recorded; only the events asked for are brought into
/// today's shape. Asked newest first, it decodes each record once.
pub(super) struct Backwards<'a, C: Codec> {
    log: &'a Log<C>,
    first: Sequence,
    stretch: Vec<C::Stored<'a>>,
}

impl<'a, C: Codec<Event = Event>> Backwards<'a, C> {
    pub(super) fn new(log: &'a Log<C>) -> Self {
        Self { log, first: Sequence::START, stretch: Vec::new() }
    }

    /// Whether the event at `sequence` is at hand.
    pub(super) fn holds(&self, sequence: Sequence) -> bool {
        sequence >= self.first && sequence.get() < self.first.get() + self.stretch.len() as u64
    }

    /// The event at `sequence`; `None` where there is none.
    pub(super) fn event(&mut self, sequence: Sequence) -> Result<Option<Recorded<Event>>, Unreadable> {
        if !self.holds(sequence) {
            let records = self.log.records();
            let at = records.partition_point(|record| record.last() < sequence);
            let Some(record) = records.get(at).filter(|record| record.first() <= sequence) else {
                return Ok(None);
            };
            self.first = record.first();
            self.stretch.clear();
            for stored in self.log.stored(self.first, sequence) {
                self.stretch.push(stored?);
            }
        }
        let number = usize::try_from(sequence.get() - self.first.get()).unwrap_or(usize::MAX);
        self.stretch.get(number).map(C::upcast).transpose()
    }
}
