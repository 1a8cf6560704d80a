//! A store that fails when it is told to: before it has written, or after, when only the reply is lost.
#![allow(dead_code, reason = "every test file uses its own part")]

use daybook::event_sourcing::{BookKey, BookRow, EventStore, Promise, Sequence, StoreError, StoredRecord};
use daybook::storage::Memory;
use std::cell::Cell;
use std::rc::Rc;

/// What goes wrong with the next append.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Fault {
    #[default]
    None,
    /// There is no room: nothing is written.
    Full,
    /// The connection closes: nothing is written.
    Before,
    /// Everything is written, and nobody says so.
    LostReply,
}

/// Memory behind the fault. A clone is another tab, with the same faults.
#[derive(Clone, Default)]
pub(crate) struct Faulty {
    pub(crate) memory: Memory,
    pub(crate) next: Rc<Cell<Fault>>,
    pub(crate) deaf: Rc<Cell<bool>>,
}

impl Faulty {
    fn heard(&self) -> Result<(), StoreError> {
        if self.deaf.get() { Err(StoreError::Unavailable("closed".to_owned())) } else { Ok(()) }
    }
}

impl EventStore for Faulty {
    fn promise(&self) -> Promise {
        self.memory.promise()
    }

    async fn books(&self) -> Result<Vec<BookRow>, StoreError> {
        self.heard()?;
        self.memory.books().await
    }

    async fn book(&self, key: &BookKey) -> Result<Option<BookRow>, StoreError> {
        self.heard()?;
        self.memory.book(key).await
    }

    async fn append(
        &self,
        key: &BookKey,
        expected: Sequence,
        records: &[StoredRecord],
        card: &[u8],
    ) -> Result<(), StoreError> {
        self.heard()?;
        match self.next.take() {
            Fault::None => self.memory.append(key, expected, records, card).await,
            Fault::Full => Err(StoreError::Full),
            Fault::Before => Err(StoreError::Unavailable("closed".to_owned())),
            Fault::LostReply => {
                self.memory.append(key, expected, records, card).await?;
                Err(StoreError::Unavailable("closed".to_owned()))
            }
        }
    }

    async fn read(
        &self,
        key: &BookKey,
        after: Sequence,
        until: Sequence,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        self.heard()?;
        self.memory.read(key, after, until).await
    }

    async fn remove(&self, key: &BookKey) -> Result<(), StoreError> {
        self.heard()?;
        self.memory.remove(key).await
    }

    async fn put_snapshot(&self, key: &BookKey, position: Sequence, bytes: &[u8]) -> Result<(), StoreError> {
        self.heard()?;
        self.memory.put_snapshot(key, position, bytes).await
    }

    async fn snapshots(&self, key: &BookKey) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError> {
        self.heard()?;
        self.memory.snapshots(key).await
    }

    async fn drop_snapshots(&self, key: &BookKey) -> Result<(), StoreError> {
        self.heard()?;
        self.memory.drop_snapshots(key).await
    }
}
