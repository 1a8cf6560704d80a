//! What this browser remembers for its user beside the books: small, and never needed to read them.

use crate::event_sourcing::BookKey;
use crate::streaming::Row;
use gloo_storage::{LocalStorage, SessionStorage, Storage};
use serde::{Deserialize, Serialize};

const ACTOR: &str = "daybook/actor";
const ASKED_TO_KEEP: &str = "daybook/asked-to-keep";
const LAST_BOOK: &str = "daybook/last-book";

/// Whether the browser lets this page remember anything. gloo's own look panics where storage is blocked.
fn allowed() -> bool {
    web_sys::window().and_then(|window| window.local_storage().ok().flatten()).is_some()
}

fn get(key: &str) -> Option<String> {
    allowed().then(|| LocalStorage::get(key).ok()).flatten()
}

fn set(key: &str, value: &str) {
    if allowed() {
        // What can't be remembered is asked again next time.
        let _ = LocalStorage::set(key, value);
    }
}

/// The name that entries are signed with; empty where none was given.
pub(super) fn actor() -> String {
    get(ACTOR).unwrap_or_default()
}

/// Remembers the name that entries are signed with.
pub(super) fn set_actor(name: &str) {
    set(ACTOR, name);
}

/// Whether the browser was asked to keep this site's storage. Where that can't be remembered it counts as done: nobody
/// wants to be asked each time.
pub(super) fn asked_to_keep() -> bool {
    !allowed() || get(ASKED_TO_KEEP).is_some()
}

/// Remembers that it was.
pub(super) fn set_asked_to_keep() {
    set(ASKED_TO_KEEP, "yes");
}

/// The key of the book opened last: in this tab or, where it is a new one, in any.
pub(super) fn last_book() -> Option<String> {
    let own = tab_remembers().then(|| SessionStorage::get(LAST_BOOK).ok()).flatten();
    own.or_else(|| get(LAST_BOOK))
}

/// Remembers the book opened last.
pub(super) fn set_last_book(key: &str) {
    set(LAST_BOOK, key);
    if tab_remembers() {
        let _ = SessionStorage::set(LAST_BOOK, key);
    }
}

fn tab_remembers() -> bool {
    web_sys::window().and_then(|window| window.session_storage().ok().flatten()).is_some()
}

const SINGLE_KEYS: &str = "daybook/single-keys";
const OFF: &str = "off";

/// Whether letters, digits and signs are shortcuts.
pub fn single_keys() -> bool {
    get(SINGLE_KEYS).is_none_or(|kept| kept != OFF)
}

/// Remembers whether they are.
pub fn set_single_keys(on: bool) {
    set(SINGLE_KEYS, if on { "on" } else { OFF });
}

const DESTINATIONS: &str = "daybook/destinations";

/// Writes down where this page may send to, for its policy: `page/policy.js` reads it before anything else. Destinations
/// of books that are no longer here are dropped.
pub(super) fn set_destinations(key: &BookKey, rows: &[Row], is_here: impl Fn(&str) -> bool) {
    if !allowed() {
        return;
    }
    let known: Vec<Allowed> = LocalStorage::get(DESTINATIONS).unwrap_or_default();
    let others = known.iter().filter(|it| it.book != key.as_str() && is_here(&it.book));
    let own = rows.iter().map(|row| Allowed { book: key.to_string(), url: row.destination.url.clone() });
    let all: Vec<_> = others.cloned().chain(own).collect();
    if all != known {
        let _ = LocalStorage::set(DESTINATIONS, all);
    }
}

/// Whether a book had destinations when they were last written down here.
pub(super) fn has_destinations(key: &BookKey) -> bool {
    if !allowed() {
        return false;
    }
    let known: Vec<Allowed> = LocalStorage::get(DESTINATIONS).unwrap_or_default();
    known.iter().any(|it| it.book == key.as_str())
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Allowed {
    book: String,
    url: String,
}
