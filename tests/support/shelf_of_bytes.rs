//! A store over records that may be anything: what lies in a browser after something went wrong there.
#![allow(dead_code, reason = "every test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "in a test, that is how a fault is reported")]

use daybook::event_sourcing::{BookKey, BookRow, EventStore, Promise, Sequence, StoreError, StoredRecord};
use std::cell::{Cell, RefCell};

/// One book's records, each under the sequence the store keeps it by. Reading is counted; writing
/// is counted and refused.
#[derive(Debug)]
pub(crate) struct ShelfOfBytes {
    pub(crate) row: BookRow,
    pub(crate) records: RefCell<Vec<(Sequence, Vec<u8>)>>,
    pub(crate) snapshots: RefCell<Vec<(Sequence, Vec<u8>)>>,
    pub(crate) writes: Cell<u32>,
    pub(crate) reads: Cell<u32>,
}

impl ShelfOfBytes {
    /// Records as they lie in a sound store, of a book with this head.
    pub(crate) fn of(row: BookRow, records: &[Vec<u8>]) -> Self {
        let placed =
            records.iter().map(|bytes| (StoredRecord::open(bytes.clone()).unwrap().first(), bytes.clone()));
        let (records, snapshots) = (RefCell::new(placed.collect()), RefCell::default());
        Self { row, records, snapshots, writes: Cell::new(0), reads: Cell::new(0) }
    }

    fn written<T>(&self) -> Result<T, StoreError> {
        self.writes.set(self.writes.get() + 1);
        Err(StoreError::Full)
    }
}

impl EventStore for ShelfOfBytes {
    fn promise(&self) -> Promise {
        Promise::ThisPageOnly
    }

    async fn books(&self) -> Result<Vec<BookRow>, StoreError> {
        Ok(vec![self.row.clone()])
    }

    async fn book(&self, key: &BookKey) -> Result<Option<BookRow>, StoreError> {
        Ok((*key == self.row.key).then(|| self.row.clone()))
    }

    async fn append(&self, _: &BookKey, _: Sequence, _: &[StoredRecord], _: &[u8]) -> Result<(), StoreError> {
        self.written()
    }

    async fn read(&self, _: &BookKey, after: Sequence, until: Sequence) -> Result<Vec<Vec<u8>>, StoreError> {
        self.reads.set(self.reads.get() + 1);
        let records = self.records.borrow();
        let within = records.iter().filter(|(first, _)| *first > after && *first <= until);
        Ok(within.map(|(_, bytes)| bytes.clone()).collect())
    }

    async fn remove(&self, _: &BookKey) -> Result<(), StoreError> {
        self.written()
    }

    async fn put_snapshot(&self, _: &BookKey, _: Sequence, _: &[u8]) -> Result<(), StoreError> {
        self.written()
    }

    async fn snapshots(&self, _: &BookKey) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError> {
        Ok(self.snapshots.borrow().clone())
    }

    async fn drop_snapshots(&self, _: &BookKey) -> Result<(), StoreError> {
        self.snapshots.borrow_mut().clear();
        Ok(())
    }
}
