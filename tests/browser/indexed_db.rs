//! IndexedDB: the conformance suite, and what browsers do to databases and connections.

use crate::spy::Spy;
use crate::{at, book, record};
use daybook::event_sourcing::conformance::{Bench, complaints, drawer_checks, run, run_these};
use daybook::event_sourcing::{EventStore, Promise, Sequence, StoreError};
use daybook::storage::{AnyStore, IndexedDb};
use js_sys::{Function, Promise as JsPromise, eval};
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::IdbDatabase;

/// Every test and every fresh store has a database of its own.
fn next_name() -> String {
    thread_local!(static NEXT: Cell<u32> = const { Cell::new(0) });
    let number = NEXT.replace(NEXT.get() + 1);
    format!("daybook-test-{number}")
}

#[derive(Default)]
struct InIndexedDb {
    name: std::cell::RefCell<String>,
}

impl Bench for InIndexedDb {
    type Store = AnyStore;

    async fn fresh(&self) -> Result<AnyStore, StoreError> {
        self.name.replace(next_name());
        self.another().await
    }

    async fn another(&self) -> Result<AnyStore, StoreError> {
        let name = self.name.borrow().clone();
        IndexedDb::open_named(&name).await.map(AnyStore::IndexedDb)
    }
}

/// Runs a script that makes a promise of the database's name, and waits for it.
async fn script(text: &str, name: &str) -> JsValue {
    let function: Function = eval(text).unwrap().unchecked_into();
    let promise: JsPromise = function.call1(&JsValue::NULL, &name.into()).unwrap().unchecked_into();
    JsFuture::from(promise).await.unwrap()
}

fn unavailable<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> String {
    match answer {
        Err(StoreError::Unavailable(text)) => text,
        other => panic!("{other:?} instead of unavailable"),
    }
}

#[wasm_bindgen_test]
async fn indexed_db_keeps_every_promise() {
    assert_eq!(complaints(&run(&InIndexedDb::default()).await), "");
    assert_eq!(complaints(&run_these(&InIndexedDb::default(), drawer_checks()).await), "");
}

#[wasm_bindgen_test]
async fn the_database_is_called_daybook_and_has_every_object_store_from_the_start() {
    drop(IndexedDb::open().await.unwrap());
    let stores = script(
        "(name) => new Promise((resolve, reject) => {
            const request = indexedDB.open(name);
            request.onerror = reject;
            request.onsuccess = () => {
                const database = request.result;
                resolve(`${database.version}: ${[...database.objectStoreNames].join(' ')}`);
                database.close();
            };
        })",
        "daybook",
    )
    .await;
    assert_eq!(stores.as_string().unwrap(), "1: books commits cursors secrets segments settings snapshots");
}

#[wasm_bindgen_test]
async fn every_write_of_the_log_is_a_strict_transaction_and_is_acknowledged_after_it_completed() {
    let (store, key) = (IndexedDb::open_named(&next_name()).await.unwrap(), book("b"));
    assert_eq!(store.promise(), Promise::Durable);
    let spy = Spy::watch();
    let mut done = 0;
    let mut acknowledged = || {
        done += 1;
        assert_eq!(spy.seen("completed").len(), done, "acknowledged before its transaction was complete");
    };
    store.append(&key, Sequence::START, &[record(1, b"one"), record(2, b"two")], b"card").await.unwrap();
    acknowledged();
    store.append(&key, at(2), &[record(3, b"three")], b"card").await.unwrap();
    acknowledged();
    store.put_snapshot(&key, at(3), b"three").await.unwrap();
    acknowledged();
    store.drop_snapshots(&key).await.unwrap();
    acknowledged();
    store.remove(&key).await.unwrap();
    acknowledged();
    // Snapshots are derived: losing one costs a replay, and nothing waits for the disk on their account.
    assert_eq!(spy.texts("writes"), ["strict", "strict", "relaxed", "relaxed", "strict"]);
    assert_eq!(spy.texts("put"), ["books", "books", "snapshots"], "a commit is added, never put");
}

#[wasm_bindgen_test]
async fn a_browser_that_ignores_strict_is_promised_less_for() {
    let spy = Spy::no_durability();
    let store = IndexedDb::open_named(&next_name()).await.unwrap();
    assert_eq!(store.promise(), Promise::BestEffort);
    drop(spy);
}

#[wasm_bindgen_test]
async fn a_read_is_one_request_however_much_it_brings() {
    let (store, key) = (IndexedDb::open_named(&next_name()).await.unwrap(), book("b"));
    let records: Vec<_> = (1..=3000).map(|n| record(n, &[0; 100])).collect();
    store.append(&key, Sequence::START, &records, b"").await.unwrap();
    for (after, until, count) in [(1000, at(1020), 20), (2999, Sequence::MAX, 1), (0, Sequence::MAX, 3000)] {
        let spy = Spy::watch();
        assert_eq!(store.read(&key, at(after), until).await.unwrap().len(), count);
        assert_eq!(spy.texts("reads"), ["commits"]);
    }
}

#[wasm_bindgen_test]
async fn a_connection_the_browser_closed_is_opened_again() {
    let (store, key) = (IndexedDb::open_named(&next_name()).await.unwrap(), book("b"));
    let spy = Spy::watch();
    let close_all =
        || spy.seen("databases").into_iter().for_each(|open| open.unchecked_into::<IdbDatabase>().close());
    store.append(&key, Sequence::START, &[record(1, b"one")], b"").await.unwrap();
    close_all();
    store.append(&key, at(1), &[record(2, b"two")], b"").await.unwrap();
    close_all();
    assert_eq!(store.read(&key, Sequence::START, Sequence::MAX).await.unwrap().len(), 2);
    close_all();
    assert_eq!(store.books().await.unwrap().len(), 1);
}

#[wasm_bindgen_test]
async fn a_tab_that_upgrades_the_database_is_not_held_up_and_this_one_reads_on() {
    let name = next_name();
    let (store, key) = (IndexedDb::open_named(&name).await.unwrap(), book("b"));
    store.append(&key, Sequence::START, &[record(1, b"one")], b"").await.unwrap();
    let opened = script(
        "(name) => new Promise((resolve, reject) => {
            const request = indexedDB.open(name, 2);
            request.onblocked = () => resolve('blocked');
            request.onerror = reject;
            request.onsuccess = () => { request.result.close(); resolve('open'); };
        })",
        &name,
    )
    .await;
    assert_eq!(opened.as_string().unwrap(), "open");
    assert_eq!(store.append(&key, at(1), &[record(2, b"two")], b"").await, Err(StoreError::Newer));
    assert_eq!(store.writable(), Err(StoreError::Newer));
    assert_eq!(store.remove(&key).await, Err(StoreError::Newer));
    assert_eq!(store.read(&key, Sequence::START, Sequence::MAX).await.unwrap(), [record(1, b"one").bytes()]);
    // Whoever comes later finds the same: to be read, not to be written, and not begun again empty elsewhere.
    let again = IndexedDb::open_named(&name).await.unwrap();
    assert_eq!((again.books().await.unwrap().len(), again.writable()), (1, Err(StoreError::Newer)));
}

#[wasm_bindgen_test]
async fn a_database_deleted_under_an_open_book_is_not_begun_again_empty() {
    let name = next_name();
    let (store, key) = (IndexedDb::open_named(&name).await.unwrap(), book("b"));
    store.append(&key, Sequence::START, &[record(1, b"one")], b"").await.unwrap();
    script(
        "(name) => new Promise((resolve, reject) => {
            const request = indexedDB.deleteDatabase(name);
            request.onblocked = reject;
            request.onerror = reject;
            request.onsuccess = resolve;
        })",
        &name,
    )
    .await;
    assert!(unavailable(store.books().await).contains("deleted"));
    assert!(unavailable(store.append(&key, at(1), &[record(2, b"two")], b"").await).contains("deleted"));
    let exists = script(
        "async (name) => (await indexedDB.databases()).some((database) => database.name === name)",
        &name,
    )
    .await;
    assert_eq!(exists, JsValue::FALSE);
}

#[wasm_bindgen_test]
async fn a_full_disk_is_said_and_nothing_is_half_written() {
    let (store, key) = (IndexedDb::open_named(&next_name()).await.unwrap(), book("b"));
    store.append(&key, Sequence::START, &[record(1, b"one")], b"card").await.unwrap();
    let spy = Spy::full_disk();
    let batch = [record(2, b"two"), record(3, b"three")];
    assert_eq!(store.append(&key, at(1), &batch, b"new").await, Err(StoreError::Full));
    drop(spy);
    assert_eq!(store.book(&key).await.unwrap().unwrap().card, b"card");
    assert_eq!(store.read(&key, Sequence::START, Sequence::MAX).await.unwrap(), [record(1, b"one").bytes()]);
    store.append(&key, at(1), &batch, b"new").await.unwrap();
}

#[wasm_bindgen_test]
async fn an_append_that_breaks_off_half_way_writes_nothing() {
    let (store, key) = (IndexedDb::open_named(&next_name()).await.unwrap(), book("b"));
    store.append(&key, Sequence::START, &[record(1, b"one")], b"card").await.unwrap();
    let spy = Spy::throws_at_the_second_add();
    let batch = [record(2, b"two"), record(3, b"three")];
    assert!(unavailable(store.append(&key, at(1), &batch, b"new").await).contains("DataError"));
    drop(spy);
    assert_eq!(store.book(&key).await.unwrap().unwrap().card, b"card");
    assert_eq!(store.read(&key, Sequence::START, Sequence::MAX).await.unwrap(), [record(1, b"one").bytes()]);
    store.append(&key, at(1), &batch, b"new").await.unwrap();
}

#[wasm_bindgen_test]
async fn a_record_behind_the_head_is_never_written_over() {
    let name = next_name();
    let (store, key) = (IndexedDb::open_named(&name).await.unwrap(), book("b"));
    store.append(&key, Sequence::START, &[record(1, b"one")], b"card").await.unwrap();
    script(
        "(name) => new Promise((resolve, reject) => {
            const request = indexedDB.open(name, 1);
            request.onerror = reject;
            request.onsuccess = () => {
                const transaction = request.result.transaction('commits', 'readwrite');
                transaction.objectStore('commits').add(new Uint8Array([7]), ['b', 3]);
                transaction.oncomplete = () => { request.result.close(); resolve(); };
            };
        })",
        &name,
    )
    .await;
    let batch = [record(2, b"two"), record(3, b"three")];
    assert!(unavailable(store.append(&key, at(1), &batch, b"new").await).contains("behind the head"));
    assert_eq!(store.book(&key).await.unwrap().unwrap().card, b"card");
    let found = store.read(&key, Sequence::START, Sequence::MAX).await.unwrap();
    assert_eq!(found, [record(1, b"one").bytes(), &[7]], "what lies there is shown to the reader");
}

#[wasm_bindgen_test]
async fn a_forbidden_indexed_db_is_unavailable() {
    let spy = Spy::forbidden("indexedDB");
    let text = unavailable(IndexedDb::open_named(&next_name()).await.map(|_| ()));
    assert!(text.contains("SecurityError"), "{text}");
    drop(spy);
    assert!(IndexedDb::open_named(&next_name()).await.is_ok());
}
