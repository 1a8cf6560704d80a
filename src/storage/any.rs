//! Whichever store this session runs on, as one type.

use super::Memory;
#[cfg(target_arch = "wasm32")]
use super::{IndexedDb, LocalStorage};
use crate::event_sourcing::{
    BookKey, BookRow, Change, Drawer, Drawers, EventStore, Promise, Sequence, StoreError, StoredRecord,
};

/// One of the stores. Every call goes straight to the one inside.
pub enum AnyStore {
    /// The real one.
    #[cfg(target_arch = "wasm32")]
    IndexedDb(IndexedDb),
    /// Where IndexedDB can't be had.
    #[cfg(target_arch = "wasm32")]
    LocalStorage(LocalStorage),
    /// Where neither can.
    Memory(Memory),
}

macro_rules! inside {
    ($any:expr, $store:ident => $call:expr) => {
        match $any {
            #[cfg(target_arch = "wasm32")]
            AnyStore::IndexedDb($store) => $call,
            #[cfg(target_arch = "wasm32")]
            AnyStore::LocalStorage($store) => $call,
            AnyStore::Memory($store) => $call,
        }
    };
}

impl EventStore for AnyStore {
    fn promise(&self) -> Promise {
        inside!(self, store => store.promise())
    }

    fn writable(&self) -> Result<(), StoreError> {
        inside!(self, store => store.writable())
    }

    async fn books(&self) -> Result<Vec<BookRow>, StoreError> {
        inside!(self, store => store.books().await)
    }

    async fn book(&self, key: &BookKey) -> Result<Option<BookRow>, StoreError> {
        inside!(self, store => store.book(key).await)
    }

    async fn append(
        &self,
        key: &BookKey,
        expected: Sequence,
        records: &[StoredRecord],
        card: &[u8],
    ) -> Result<(), StoreError> {
        inside!(self, store => store.append(key, expected, records, card).await)
    }

    async fn read(
        &self,
        key: &BookKey,
        after: Sequence,
        until: Sequence,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        inside!(self, store => store.read(key, after, until).await)
    }

    async fn remove(&self, key: &BookKey) -> Result<(), StoreError> {
        inside!(self, store => store.remove(key).await)
    }

    async fn put_snapshot(&self, key: &BookKey, position: Sequence, bytes: &[u8]) -> Result<(), StoreError> {
        inside!(self, store => store.put_snapshot(key, position, bytes).await)
    }

    async fn snapshots(&self, key: &BookKey) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError> {
        inside!(self, store => store.snapshots(key).await)
    }

    async fn drop_snapshots(&self, key: &BookKey) -> Result<(), StoreError> {
        inside!(self, store => store.drop_snapshots(key).await)
    }
}

impl Drawers for AnyStore {
    async fn notes(&self, key: &BookKey, drawer: Drawer) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        inside!(self, store => store.notes(key, drawer).await)
    }

    async fn revise(
        &self,
        key: &BookKey,
        drawer: Drawer,
        name: &str,
        change: Change<'_>,
    ) -> Result<(), StoreError> {
        inside!(self, store => store.revise(key, drawer, name, change).await)
    }
}
