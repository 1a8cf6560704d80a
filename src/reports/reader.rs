//! Reads single events here and there in a log without decoding a record twice in a row.

use crate::event_sourcing::{Codec, Log, Recorded, Sequence, Unreadable};
use crate::ledger::Event;

/// Keeps the last record it looked into decoded, as it was recorded; only the events asked for are brought into
/// today's shape. Quickest when asked newest first.
pub(super) struct Reader<'a, C: Codec> {
    log: &'a Log<C>,
    first: Sequence,
    stretch: Vec<C::Stored<'a>>,
}

impl<'a, C: Codec<Event = Event>> Reader<'a, C> {
    pub(super) fn new(log: &'a Log<C>) -> Self {
        Self { log, first: Sequence::START, stretch: Vec::new() }
    }

    /// The event at `sequence`; `None` where there is none.
    pub(super) fn event(&mut self, sequence: Sequence) -> Result<Option<Recorded<Event>>, Unreadable> {
        if sequence < self.first || sequence.get() >= self.first.get() + self.stretch.len() as u64 {
            let records = self.log.records();
            let at = records.partition_point(|record| record.last() < sequence);
            let Some(record) = records.get(at).filter(|record| record.first() <= sequence) else {
                return Ok(None);
            };
            self.first = record.first();
            self.stretch.clear();
            for stored in self.log.stored(record.first(), sequence) {
                self.stretch.push(stored?);
            }
        }
        let number = usize::try_from(sequence.get() - self.first.get()).unwrap_or(usize::MAX);
        self.stretch.get(number).map(C::upcast).transpose()
    }
}
