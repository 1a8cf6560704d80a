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
