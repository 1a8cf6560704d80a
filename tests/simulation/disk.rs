//! The disk that every tab shares, and that outlives them all.

use daybook::event_sourcing::{BookKey, BookRow, Drawer, Sequence, StoreError, StoredRecord, head_after};
use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Unbounded};
use std::rc::Rc;

/// What is kept of one book.
#[derive(Clone, Default)]
pub(crate) struct Kept {
    pub(crate) head: Sequence,
    pub(crate) card: Rc<[u8]>,
    pub(crate) records: BTreeMap<Sequence, Rc<[u8]>>,
    pub(crate) snapshots: BTreeMap<Sequence, Rc<[u8]>>,
    pub(crate) drawers: BTreeMap<(Drawer, String), Rc<[u8]>>,
}

impl Kept {
    pub(crate) fn row(&self, key: &BookKey) -> BookRow {
        BookRow { key: key.clone(), head: self.head, card: self.card.to_vec() }
    }

    /// The records that begin after `after`, up to `until`.
    pub(crate) fn read(&self, after: Sequence, until: Sequence) -> Vec<Vec<u8>> {
        let behind = self.records.range((Excluded(after), Unbounded));
        behind.take_while(|(first, _)| **first <= until).map(|(_, bytes)| bytes.to_vec()).collect()
    }
}

/// Every book, each state of it one transaction after the one before.
#[derive(Clone, Default)]
pub(crate) struct Disk {
    pub(crate) books: BTreeMap<BookKey, Kept>,
    /// Counts transactions that changed something.
    pub(crate) version: u64,
}

impl Disk {
    pub(crate) fn head(&self, key: &BookKey) -> Sequence {
        self.books.get(key).map_or(Sequence::START, |kept| kept.head)
    }

    /// The append that every store promises.
    pub(crate) fn append(
        &mut self,
        key: &BookKey,
        expected: Sequence,
        records: &[StoredRecord],
        card: &[u8],
    ) -> Result<(), StoreError> {
        let head = self.head(key);
        if head != expected {
            head_after(expected, records)?;
            return Err(StoreError::Conflict { head });
        }
        self.write(key, expected, records, card)
    }

    /// Writes without looking.
    pub(crate) fn write(
        &mut self,
        key: &BookKey,
        expected: Sequence,
        records: &[StoredRecord],
        card: &[u8],
    ) -> Result<(), StoreError> {
        let head = head_after(expected, records)?;
        self.version += 1;
        let kept = self.books.entry(key.clone()).or_default();
        kept.head = head;
        kept.card = card.into();
        kept.records.extend(records.iter().map(|record| (record.first(), record.bytes().into())));
        Ok(())
    }
}
