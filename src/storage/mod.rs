//! Where books are kept: the adapters of `EventStore`. They hold bytes and know no event.
//!
//! | adapter | what an acknowledged append is worth |
//! | --- | --- |
//! | `IndexedDb` | on the disk: a strict transaction is complete |
//! | `LocalStorage` | survives a reload; the browser decides when it reaches the disk |
//! | `Memory` | gone with the page |
//!
//! All three pass `event_sourcing::conformance`. Which one to use is the caller's to say, aloud: no adapter ever
//! falls back to another, because a store that silently begins empty looks like a lost book.

mod any;
mod memory;

#[cfg(target_arch = "wasm32")]
mod indexed_db;
#[cfg(target_arch = "wasm32")]
mod local_storage;
#[cfg(target_arch = "wasm32")]
mod thrown;

pub use any::AnyStore;
pub use memory::Memory;

#[cfg(target_arch = "wasm32")]
pub use indexed_db::IndexedDb;
#[cfg(target_arch = "wasm32")]
pub use local_storage::LocalStorage;

/// Gathers what a read gives: at least one record, then as many as fit.
struct Batch {
    records: Vec<Vec<u8>>,
    left: usize,
}

impl Batch {
    fn new(max_bytes: usize) -> Self {
        Self { records: Vec::new(), left: max_bytes }
    }

    /// Whether a record of this many bytes belongs in; where one does not, the batch is done.
    fn has_room(&self, bytes: usize) -> bool {
        self.records.is_empty() || bytes <= self.left
    }

    /// How many more records are likely to fit, if they are like those so far.
    #[cfg(target_arch = "wasm32")]
    fn about_how_many_more(&self) -> u32 {
        let taken: usize = self.records.iter().map(Vec::len).sum();
        let each = (taken / self.records.len().max(1)).max(1);
        u32::try_from(self.left / each).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// How many records it took to fill and one more, which tells that it is full.
    #[cfg(target_arch = "wasm32")]
    fn one_too_many(&self) -> u32 {
        u32::try_from(self.records.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    fn push(&mut self, record: Vec<u8>) {
        self.left = self.left.saturating_sub(record.len());
        self.records.push(record);
    }
}
