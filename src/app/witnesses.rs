//! The witnesses of this browser's books, in localStorage: outside the database, so that losing one shows.

use crate::book::{Book, Witness};
use crate::event_sourcing::BookKey;
use gloo_storage::{LocalStorage, Storage};

const PREFIX: &str = "daybook/witness/";

/// The browser's localStorage, where it gives one: gloo's own look panics where it does not.
fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn path(key: &BookKey) -> String {
    format!("{PREFIX}{key}")
}

/// Every witness. To be read before the store is.
pub(super) fn all() -> Vec<(BookKey, Witness)> {
    let Some(storage) = storage() else { return Vec::new() };
    let names = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    let keys = names.filter_map(|name| BookKey::new(name.strip_prefix(PREFIX)?));
    keys.filter_map(|key| Some((key.clone(), of(&key)?))).collect()
}

/// The witness of a book.
pub(super) fn of(key: &BookKey) -> Option<Witness> {
    storage().and_then(|_| LocalStorage::get(path(key)).ok())
}

/// Notes how far a book has come: called when its store has acknowledged all of it. Never goes back.
pub(super) fn note(book: &Book) {
    let Some(seen) = Witness::of(book) else { return };
    if of(book.key()).is_none_or(|known| known.sequence < seen.sequence) {
        put(book.key(), &seen);
    }
}

/// Notes how far a book has come even where that is less than was known: its user knows, and goes on with it.
pub(super) fn settle(book: &Book) {
    if let Some(seen) = Witness::of(book) {
        put(book.key(), &seen);
    }
}

/// Forgets a book that its user gave up.
pub(super) fn forget(key: &BookKey) {
    if storage().is_some() {
        LocalStorage::delete(path(key));
    }
}

/// Notes a witness as it is.
pub(super) fn put(key: &BookKey, witness: &Witness) {
    if storage().is_some() {
        // Where there is no room for it, the next one may find some.
        let _ = LocalStorage::set(path(key), witness);
    }
}
