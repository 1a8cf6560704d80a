//! When each book last left this browser as a whole, remembered beside the books so that its user can be reminded.

use crate::event_sourcing::BookKey;
use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

const PREFIX: &str = "daybook/last-backup/";

/// The last time all of a book was saved as a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LastBackup {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// How many events it held.
    pub count: u64,
}

/// What is remembered of every book.
#[derive(Clone, Copy)]
pub struct Backups {
    noted: RwSignal<u32>,
}

impl Backups {
    pub(super) fn new() -> Self {
        Self { noted: RwSignal::new(0) }
    }

    /// The last backup of a book. Followed.
    pub fn last(&self, key: &BookKey) -> Option<LastBackup> {
        self.noted.track();
        allowed().then(|| LocalStorage::get(format!("{PREFIX}{key}")).ok()).flatten()
    }

    /// Notes that all of a book was saved.
    pub(super) fn note(&self, key: &BookKey, backup: LastBackup) {
        if allowed() {
            // What can't be remembered is only asked for earlier.
            let _ = LocalStorage::set(format!("{PREFIX}{key}"), backup);
        }
        self.noted.update(|times| *times += 1);
    }

    pub(super) fn forget(&self, key: &BookKey) {
        if allowed() {
            LocalStorage::delete(format!("{PREFIX}{key}"));
        }
        self.noted.update(|times| *times += 1);
    }
}

/// Whether the browser lets this page remember anything. gloo's own look panics where storage is blocked.
fn allowed() -> bool {
    web_sys::window().and_then(|window| window.local_storage().ok().flatten()).is_some()
}
