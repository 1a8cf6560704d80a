//! The store for where IndexedDB can't be had: localStorage, a few megabytes, one tab at a time.
//!
//! One append is one entry, because one entry is all that localStorage writes at once:
//!
//! | key | value |
//! | --- | --- |
//! | `daybook/<book>/commit/<first sequence, 16 digits>` | `{"head":…,"card":"…","records":[[first,"…"],…]}` |
//! | `daybook/<book>/snapshot/<position, 16 digits>` | `"…"` |
//! | `daybook/<book>/<drawer>/<name>` | `"…"` |
//!
//! Bytes are base64. A book's head and card are those of its last entry, so that no half-written append and no
//! forgotten row can contradict the records.

use super::thrown::Throws;
use crate::event_sourcing::{
    BookKey, BookRow, Change, Drawer, Drawers, EventStore, Promise, Sequence, StoreError, StoredRecord,
    head_after,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gloo_storage::errors::StorageError;
use gloo_storage::{LocalStorage as Browser, Storage};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const COMMIT: &str = "commit";
const SNAPSHOT: &str = "snapshot";

/// Books in localStorage. Nothing keeps two tabs from writing at the same instant: whoever opens it must see to
/// it that there is only one.
pub struct LocalStorage {
    // Made by `open` only, which makes sure that asking for the storage does not panic.
    _opened: (),
}

/// What one append left.
#[derive(Serialize, Deserialize)]
struct Entry {
    head: u64,
    card: String,
    records: Vec<(u64, String)>,
}

impl LocalStorage {
    /// How many characters, keys included, the browsers of today let one origin keep.
    pub const ROOM: usize = 5 * 1024 * 1024;

    /// Takes the origin's localStorage, where the browser gives it.
    pub fn open() -> Result<Self, StoreError> {
        let none = || StoreError::Unavailable("this browser gives the page no localStorage".to_owned());
        let storage = web_sys::window().ok_or_else(none)?.local_storage().caught()?.ok_or_else(none)?;
        let probe = storage.set_item("daybook/probe", "").and_then(|()| storage.remove_item("daybook/probe"));
        match probe.caught() {
            // A full one still reads.
            Ok(()) | Err(StoreError::Full) => Ok(Self { _opened: () }),
            Err(error) => Err(error),
        }
    }

    /// How many characters of [`Self::ROOM`] are taken, by whatever this origin keeps there.
    pub fn used(&self) -> usize {
        let size = |key: &String| {
            let value = Browser::raw().get_item(key).ok().flatten().unwrap_or_default();
            key.encode_utf16().count() + value.encode_utf16().count()
        };
        all_keys().iter().map(size).sum()
    }
}

impl EventStore for LocalStorage {
    fn promise(&self) -> Promise {
        Promise::BestEffort
    }

    async fn books(&self) -> Result<Vec<BookRow>, StoreError> {
        let mut books: BTreeMap<BookKey, Vec<Sequence>> = BTreeMap::new();
        for (book, first) in all_keys().iter().filter_map(|text| parse(text, COMMIT)) {
            books.entry(book).or_default().push(first);
        }
        Ok(books
            .iter_mut()
            .filter_map(|(key, firsts)| {
                firsts.sort_unstable();
                row(key, firsts)
            })
            .collect())
    }

    async fn book(&self, key: &BookKey) -> Result<Option<BookRow>, StoreError> {
        Ok(row(key, &positions(key, COMMIT)))
    }

    async fn append(
        &self,
        key: &BookKey,
        expected: Sequence,
        records: &[StoredRecord],
        card: &[u8],
    ) -> Result<(), StoreError> {
        let new_head = head_after(expected, records)?;
        let head = row(key, &positions(key, COMMIT)).map_or(Sequence::START, |row| row.head);
        if head != expected {
            return Err(StoreError::Conflict { head });
        }
        let path = path(key, COMMIT, expected.next());
        if text_at(&path).is_some() {
            // An entry too damaged to count: it is evidence, and never written over.
            return Err(StoreError::Unavailable(format!("an unreadable entry lies behind event {expected}")));
        }
        let records =
            records.iter().map(|record| (record.first().get(), STANDARD.encode(record.bytes()))).collect();
        write(&path, Entry { head: new_head.get(), card: STANDARD.encode(card), records })
    }

    async fn read(
        &self,
        key: &BookKey,
        after: Sequence,
        until: Sequence,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let entries = entries_after(key, after).into_iter().take_while(|entry| *entry <= until);
        let records = entries.flat_map(|entry| records_at(key, entry));
        let within = records.filter(|(first, _)| *first > after && *first <= until);
        Ok(within.map(|(_, bytes)| bytes).collect())
    }

    async fn remove(&self, key: &BookKey) -> Result<(), StoreError> {
        self.drop_snapshots(key).await?;
        for drawer in [Drawer::Cursors, Drawer::Secrets] {
            for (name, _) in self.notes(key, drawer).await? {
                Browser::delete(note(key, drawer, &name));
            }
        }
        // From the end: stopped half-way, what is left is still the beginning of the book.
        for first in positions(key, COMMIT).into_iter().rev() {
            Browser::delete(path(key, COMMIT, first));
        }
        Ok(())
    }

    async fn put_snapshot(&self, key: &BookKey, position: Sequence, bytes: &[u8]) -> Result<(), StoreError> {
        if positions(key, COMMIT).is_empty() {
            return Err(StoreError::Misused("a snapshot of a book that is not there"));
        }
        write(&path(key, SNAPSHOT, position), STANDARD.encode(bytes))
    }

    async fn snapshots(&self, key: &BookKey) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError> {
        let read = |position| {
            let text: String = Browser::get(path(key, SNAPSHOT, position)).ok()?;
            Some((position, STANDARD.decode(text).ok()?))
        };
        Ok(positions(key, SNAPSHOT).into_iter().filter_map(read).collect())
    }

    async fn drop_snapshots(&self, key: &BookKey) -> Result<(), StoreError> {
        for position in positions(key, SNAPSHOT) {
            Browser::delete(path(key, SNAPSHOT, position));
        }
        Ok(())
    }
}

impl Drawers for LocalStorage {
    async fn notes(&self, key: &BookKey, drawer: Drawer) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let prefix = note(key, drawer, "");
        let names = all_keys().into_iter().filter_map(|path| Some(path.strip_prefix(&prefix)?.to_owned()));
        let mut notes: Vec<_> = names
            .filter_map(|name| {
                let text: String = Browser::get(note(key, drawer, &name)).ok()?;
                Some((name, STANDARD.decode(text).ok()?))
            })
            .collect();
        notes.sort();
        Ok(notes)
    }

    async fn revise(
        &self,
        key: &BookKey,
        drawer: Drawer,
        name: &str,
        change: Change<'_>,
    ) -> Result<(), StoreError> {
        if positions(key, COMMIT).is_empty() {
            return Err(StoreError::Misused("a value of a book that is not there"));
        }
        let path = note(key, drawer, name);
        let old = Browser::get::<String>(&path).ok().and_then(|text| STANDARD.decode(text).ok());
        if let Some(bytes) = change(old.as_deref()) {
            return write(&path, STANDARD.encode(bytes));
        }
        Browser::delete(path);
        Ok(())
    }
}

fn note(key: &BookKey, drawer: Drawer, name: &str) -> String {
    format!("daybook/{key}/{}/{name}", drawer.as_str())
}

fn path(key: &BookKey, kind: &str, position: Sequence) -> String {
    format!("daybook/{key}/{kind}/{:016}", position.get())
}

fn parse(path: &str, kind: &str) -> Option<(BookKey, Sequence)> {
    let mut parts = path.strip_prefix("daybook/")?.split('/');
    let book = BookKey::new(parts.next()?)?;
    let digits = parts.next().filter(|found| *found == kind).and_then(|_| parts.next())?;
    let position = Sequence::new(digits.parse().ok()?)?;
    // Anything that is not spelt as we spell it is not ours.
    (parts.next().is_none() && digits.len() == 16).then_some((book, position))
}

fn all_keys() -> Vec<String> {
    let storage = Browser::raw();
    (0..Browser::length()).filter_map(|index| storage.key(index).ok().flatten()).collect()
}

/// Where the book has entries of a kind, in order.
fn positions(key: &BookKey, kind: &str) -> Vec<Sequence> {
    let prefix = format!("daybook/{key}/{kind}/");
    let ours = all_keys().into_iter().filter(|path| path.starts_with(&prefix));
    let mut positions: Vec<_> = ours.filter_map(|path| Some(parse(&path, kind)?.1)).collect();
    positions.sort_unstable();
    positions
}

/// Where the entries begin that may hold records after the position, in order: it may lie inside an entry of several.
fn entries_after(key: &BookKey, after: Sequence) -> Vec<Sequence> {
    let mut firsts = positions(key, COMMIT);
    let start = firsts.partition_point(|first| *first <= after.next()).saturating_sub(1);
    firsts.split_off(start)
}

/// The row of a book by its last entry that can be read; what lies behind it is for [`EventStore::read`] to show.
fn row(key: &BookKey, firsts: &[Sequence]) -> Option<BookRow> {
    firsts.iter().rev().find_map(|first| {
        let entry: Entry = Browser::get(path(key, COMMIT, *first)).ok()?;
        let (head, card) = (Sequence::new(entry.head)?, STANDARD.decode(entry.card).ok()?);
        Some(BookRow { key: key.clone(), head, card })
    })
}

/// The records of an entry. One that can't be read is given as it lies there, for the reader to name as damaged.
fn records_at(key: &BookKey, first: Sequence) -> Vec<(Sequence, Vec<u8>)> {
    let path = path(key, COMMIT, first);
    let Ok(entry) = Browser::get::<Entry>(&path) else {
        return vec![(first, text_at(&path).unwrap_or_default().into_bytes())];
    };
    let record = |(first, text): (u64, String)| {
        let bytes = STANDARD.decode(&text).unwrap_or_else(|_| text.into_bytes());
        (Sequence::new(first).unwrap_or(Sequence::MAX), bytes)
    };
    entry.records.into_iter().map(record).collect()
}

fn text_at(path: &str) -> Option<String> {
    Browser::raw().get_item(path).ok().flatten()
}

fn write(path: &str, value: impl Serialize) -> Result<(), StoreError> {
    Browser::set(path, value).map_err(|error| match error {
        StorageError::JsError(error) if error.name == "QuotaExceededError" => StoreError::Full,
        error => StoreError::Unavailable(error.to_string()),
    })
}
