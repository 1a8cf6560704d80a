//! Building a stored record event by event, hashing as it goes.

use super::canonical::canonical;
use super::payload::Writer;
use super::stored::StoredEvent;
use crate::event_sourcing::{Fingerprint, Sequence, StoredRecord};

/// How many bytes of events fill a record that could go on. A browser compresses what it stores above 64 KiB, and lays aside
/// what is still more than that then.
const FULL: usize = 72 * 1024;

/// A record in the making: events that follow the one before `first`.
#[derive(Debug)]
pub struct RecordBuilder {
    first: Sequence,
    count: u32,
    before: Fingerprint,
    after: Fingerprint,
    writer: Writer,
    json: Vec<u8>,
}

impl RecordBuilder {
    /// Begins a record whose first event is `first`, after a history with the fingerprint `before`.
    pub fn new(first: Sequence, before: Fingerprint) -> Self {
        Self { first, count: 0, before, after: before, writer: Writer::default(), json: Vec::new() }
    }

    /// Adds the next event and says the fingerprint after it.
    pub fn push(&mut self, event: &StoredEvent<'_>) -> Fingerprint {
        self.push_as(event, |json| canonical(event, json))
    }

    /// The same, where `J(n)` need not be made of the event.
    pub(super) fn push_as(
        &mut self,
        event: &StoredEvent<'_>,
        canonical: impl FnOnce(&mut Vec<u8>),
    ) -> Fingerprint {
        self.json.clear();
        canonical(&mut self.json);
        self.after = self.after.then(&self.json);
        self.writer.push(event);
        self.count += 1;
        self.after
    }

    /// Whether it is large enough to be sealed where its commit ends.
    pub fn is_full(&self) -> bool {
        self.writer.bytes().len() >= FULL
    }

    /// The sealed record; `None` where it has no events.
    pub fn seal(&self) -> Option<StoredRecord> {
        StoredRecord::seal(self.first, self.count, &self.before, self.writer.bytes(), &self.after)
    }
}
