//! Which store this page keeps its books in, chosen once and said aloud.

use super::browser::{give_way, wait};
use super::room::{self, Room};
use crate::book::{Found, Loss};
use crate::event_sourcing::{EventStore, Promise, StoreError};
use crate::storage::{AnyStore, IndexedDb, LocalStorage, Memory};
use crate::wording::{say, word};
use futures_util::future::{Either, select};
use js_sys::{Function, Promise as JsPromise, Reflect};
use std::pin::pin;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

/// How long a browser may take to open its database before it is taken to have none.
const PATIENCE_MS: f64 = 10_000.0;

/// The store, and what to say of it.
pub(super) struct Shelf {
    pub(super) store: AnyStore,
    /// Why it is not the best one, where it is not.
    pub(super) caveat: Option<String>,
}

/// Opens the best store this browser has. A lesser one is used only where the better one can't be had at all, and
/// never quietly: a book that seems lost would be worse than none.
pub(super) async fn open() -> Result<Shelf, String> {
    let why = match patiently(IndexedDb::open()).await {
        Ok(store) => return Ok(Shelf { store: AnyStore::IndexedDb(store), caveat: None }),
        Err(why) => why,
    };
    let why = why.to_string();
    let Ok(store) = LocalStorage::open() else {
        let caveat = Some(say("shelf.memory", &[("why", &why)]));
        return Ok(Shelf { store: AnyStore::Memory(Memory::default()), caveat });
    };
    if !alone().await {
        return Err(word("shelf.another-tab").to_owned());
    }
    let room = (LocalStorage::ROOM / 1024).to_string();
    let caveat = Some(say("shelf.local-storage", &[("why", &why), ("room", &room)]));
    Ok(Shelf { store: AnyStore::LocalStorage(store), caveat })
}

/// How much room this store has. In localStorage letters are counted, as browsers do there.
pub(super) async fn room(store: &AnyStore) -> Room {
    match store {
        AnyStore::LocalStorage(store) => {
            let (used, quota) = (store.used() as u64, LocalStorage::ROOM as u64);
            Room { used: Some(used), quota: Some(quota), persisted: None }
        }
        _ => room::ask().await,
    }
}

/// What is known of a book that this store does not have: it may lie in another one of this browser.
pub(super) async fn elsewhere(store: &AnyStore, loss: Loss) -> Loss {
    let found = match (store, loss.found) {
        (AnyStore::IndexedDb(_), Found::Nothing) => {
            let other = LocalStorage::open().ok();
            let row = match &other {
                Some(other) => other.book(&loss.key).await.ok().flatten(),
                None => None,
            };
            if row.is_some() { Found::InSmallStorage } else { Found::Nothing }
        }
        (_, Found::Nothing) => Found::OutOfSight,
        (_, found) => found,
    };
    Loss { found, ..loss }
}

/// What the store's promise means, in a sentence.
pub(super) fn promise_sentence(store: &AnyStore) -> &'static str {
    match store.promise() {
        Promise::Durable => word("shelf.durable"),
        Promise::BestEffort => word("shelf.best-effort"),
        Promise::ThisPageOnly => word("shelf.this-page-only"),
    }
}

async fn patiently<T>(opening: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    match select(pin!(opening), pin!(wait(PATIENCE_MS))).await {
        Either::Left((opened, _)) => opened,
        Either::Right(_) => Err(StoreError::Unavailable(word("shelf.no-answer").to_owned())),
    }
}

/// Whether this is the only tab that uses localStorage, held for as long as the tab lives. Where the browser has no
/// locks, nobody can tell, and the user was warned.
async fn alone() -> bool {
    let navigator: JsValue = match web_sys::window() {
        Some(window) => window.navigator().into(),
        None => return true,
    };
    let locks = Reflect::get(&navigator, &"locks".into()).unwrap_or(JsValue::UNDEFINED);
    let Ok(request) =
        Reflect::get(&locks, &"request".into()).and_then(wasm_bindgen::JsCast::dyn_into::<Function>)
    else {
        return true;
    };
    let options = js_sys::Object::new();
    let _ = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE);
    let granted = std::rc::Rc::new(std::cell::Cell::new(None));
    let answer = std::rc::Rc::clone(&granted);
    let hold = Closure::once_into_js(move |lock: JsValue| {
        answer.set(Some(!lock.is_null()));
        // A promise that never settles keeps the lock.
        if lock.is_null() { JsValue::NULL } else { JsPromise::new(&mut |_, _| {}).into() }
    });
    if request.call3(&locks, &"daybook/local-storage".into(), &options, &hold).is_err() {
        return true;
    }
    while granted.get().is_none() {
        give_way().await;
    }
    granted.get() != Some(false)
}
