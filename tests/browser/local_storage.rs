//! localStorage: the conformance suite, and what becomes of a store that is small, shared and editable.

use crate::spy::Spy;
use crate::{at, book, record};
use daybook::event_sourcing::conformance::{Bench, complaints, drawer_checks, run, run_these};
use daybook::event_sourcing::{EventStore, Promise, Sequence, StoreError};
use daybook::storage::{AnyStore, LocalStorage};
use wasm_bindgen_test::wasm_bindgen_test;

fn raw() -> web_sys::Storage {
    web_sys::window().unwrap().local_storage().unwrap().unwrap()
}

fn empty() -> LocalStorage {
    raw().clear().unwrap();
    LocalStorage::open().unwrap()
}

struct InLocalStorage;

impl Bench for InLocalStorage {
    type Store = AnyStore;

    async fn fresh(&self) -> Result<AnyStore, StoreError> {
        Ok(AnyStore::LocalStorage(empty()))
    }

    async fn another(&self) -> Result<AnyStore, StoreError> {
        LocalStorage::open().map(AnyStore::LocalStorage)
    }
}

#[wasm_bindgen_test]
async fn local_storage_keeps_every_promise() {
    assert_eq!(complaints(&run(&InLocalStorage).await), "");
    assert_eq!(complaints(&run_these(&InLocalStorage, drawer_checks()).await), "");
    assert_eq!(empty().promise(), Promise::BestEffort);
}

#[wasm_bindgen_test]
async fn a_full_local_storage_is_said_and_still_reads() {
    let (store, key) = (empty(), book("b"));
    let payload = vec![1; 500_000];
    let mut kept = Vec::new();
    let refused = loop {
        let next = record(kept.len() as u64 + 1, &payload);
        match store.append(&key, next.first().previous(), std::slice::from_ref(&next), b"card").await {
            Ok(()) => kept.push(next),
            Err(error) => break error,
        }
    };
    assert_eq!(refused, StoreError::Full);
    assert!(kept.len() > 3, "{} records of half a megabyte fit", kept.len());
    let again = LocalStorage::open().unwrap();
    assert!((1_000_000..=LocalStorage::ROOM).contains(&again.used()), "{}", again.used());
    let last = kept.last().unwrap();
    assert_eq!(again.book(&key).await.unwrap().unwrap().head, last.last());
    assert_eq!(again.read(&key, last.first().previous(), Sequence::MAX).await.unwrap(), [last.bytes()]);
    again.remove(&key).await.unwrap();
    assert_eq!(again.used(), 0);
}

#[wasm_bindgen_test]
async fn an_unreadable_entry_is_shown_and_never_written_over() {
    let (store, key) = (empty(), book("b"));
    store.append(&key, Sequence::START, &[record(1, b"one")], b"card").await.unwrap();
    store.append(&key, at(1), &[record(2, b"two")], b"card").await.unwrap();
    let path = "daybook/b/commit/0000000000000002";
    let whole = raw().get_item(path).unwrap().unwrap();
    let cut = &whole[..whole.len() / 2];
    raw().set_item(path, cut).unwrap();

    assert_eq!(store.books().await.unwrap().len(), 1);
    let found = store.read(&key, Sequence::START, Sequence::MAX).await.unwrap();
    assert_eq!(found, [record(1, b"one").bytes(), cut.as_bytes()]);
    let answer = store.append(&key, at(1), &[record(2, b"new")], b"card").await;
    assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
    assert_eq!(raw().get_item(path).unwrap().unwrap(), cut);
}

#[wasm_bindgen_test]
async fn entries_of_others_are_left_alone() {
    let store = empty();
    let others = ["daybook/witness", "daybook/b/commit/1", "daybook/b/commit/0000000000000009/x", "else", ""];
    for key in others {
        raw().set_item(key, "theirs").unwrap();
    }
    assert_eq!(store.books().await, Ok(Vec::new()));
    store.append(&book("b"), Sequence::START, &[record(1, b"one")], b"card").await.unwrap();
    store.remove(&book("b")).await.unwrap();
    for key in others {
        assert_eq!(raw().get_item(key).unwrap().as_deref(), Some("theirs"), "{key}");
    }
}

#[wasm_bindgen_test]
fn a_forbidden_local_storage_is_unavailable_without_a_panic() {
    let spy = Spy::forbidden("localStorage");
    assert!(matches!(LocalStorage::open().err(), Some(StoreError::Unavailable(_))));
    drop(spy);
    assert!(LocalStorage::open().is_ok());
}
