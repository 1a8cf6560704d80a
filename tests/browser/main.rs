//! What only a real browser can show: its stores, under the conformance suite and under what browsers do to them.
#![cfg(target_arch = "wasm32")]
// A test may panic, and its helpers lie outside what clippy takes for a test.
#![allow(clippy::unwrap_used, clippy::panic)]

mod agreement;
mod indexed_db;
mod local_storage;
mod spy;

use daybook::event_sourcing::conformance::{Bench, complaints, run};
use daybook::event_sourcing::{BookKey, Fingerprint, Sequence, StoreError, StoredRecord};
use daybook::storage::{AnyStore, Memory};
use std::cell::RefCell;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[derive(Default)]
struct InMemory(RefCell<Memory>);

impl Bench for InMemory {
    type Store = AnyStore;

    async fn fresh(&self) -> Result<AnyStore, StoreError> {
        self.0.replace(Memory::default());
        self.another().await
    }

    async fn another(&self) -> Result<AnyStore, StoreError> {
        Ok(AnyStore::Memory(self.0.borrow().clone()))
    }
}

#[wasm_bindgen_test]
async fn memory_keeps_every_promise_in_a_browser_too() {
    assert_eq!(complaints(&run(&InMemory::default()).await), "");
}

fn book(name: &str) -> BookKey {
    BookKey::new(name).unwrap()
}

fn at(n: u64) -> Sequence {
    Sequence::new(n).unwrap()
}

/// A record of one event.
fn record(sequence: u64, payload: &[u8]) -> StoredRecord {
    StoredRecord::seal(at(sequence), 1, &Fingerprint::EMPTY, payload, &Fingerprint::EMPTY).unwrap()
}
