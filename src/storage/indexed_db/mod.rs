//! The real store: IndexedDB, strict transactions, one entry a record.
//!
//! | object store | key | value |
//! | --- | --- | --- |
//! | `books` | book key | `{head: number, card: Uint8Array}` |
//! | `commits` | [book key, sequence of the record's first event] | the record, a `Uint8Array` |
//! | `snapshots` | [book key, position] | the snapshot, a `Uint8Array` |
//! | `cursors`, `secrets` | [book key, name] | a small value, a `Uint8Array` |
//!
//! `segments` and `settings` are other rooms' to fill, under keys that are the book's key
//! or an array that begins with it.

mod connection;

use super::thrown::{Throws, name_of};
use crate::event_sourcing::{
    BookKey, BookRow, Change, Drawer, Drawers, EventStore, Promise, Sequence, StoreError, StoredRecord,
    head_after,
};
use connection::{Connection, Mode, STORES, answer};
use futures_util::future::try_join;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbKeyRange, IdbObjectStore, IdbRequest};

const NAME: &str = "daybook";

/// How many records are handed over before the browser may do other things.
const RECORDS_AT_ONCE: usize = 32;

/// Books in IndexedDB. A record once acknowledged has reached the disk.
///
/// A connection that was closed by the browser or for another tab is opened again, once, by the next call. A call
/// that was under way then fails as [`StoreError::Unavailable`]; an append that fails so wrote nothing. The database of a
/// later schema is opened as it is, to be read: what writes is then [`StoreError::Newer`].
pub struct IndexedDb {
    connection: Connection,
}

impl IndexedDb {
    /// Opens this origin's database, creating it where there is none.
    pub async fn open() -> Result<Self, StoreError> {
        Self::open_named(NAME).await
    }

    /// Opens a database of another name: a copy to look at, or one of a test's own.
    pub async fn open_named(name: &str) -> Result<Self, StoreError> {
        Ok(Self { connection: Connection::open(name).await? })
    }

    /// Why a record could not be added although the head was as expected.
    async fn occupied(&self, key: &BookKey, expected: Sequence) -> StoreError {
        match self.book(key).await {
            Ok(row) => match row.map_or(Sequence::START, |row| row.head) {
                head if head != expected => StoreError::Conflict { head },
                // Not a conflict: whoever decided again would meet it again, for ever.
                _ => StoreError::Unavailable(format!(
                    "records lie behind the head of the book, event {expected}"
                )),
            },
            Err(error) => error,
        }
    }
}

impl EventStore for IndexedDb {
    fn promise(&self) -> Promise {
        if self.connection.is_strict() { Promise::Durable } else { Promise::BestEffort }
    }

    fn writable(&self) -> Result<(), StoreError> {
        self.connection.writable()
    }

    async fn books(&self) -> Result<Vec<BookRow>, StoreError> {
        let transaction = self.connection.begin(&["books"], Mode::Read).await?;
        let all = everything(&transaction.store("books").caught()?, &JsValue::UNDEFINED).await.caught()?;
        all.into_iter().map(|(key, row)| row_from(&key, &row)).collect()
    }

    async fn book(&self, key: &BookKey) -> Result<Option<BookRow>, StoreError> {
        let transaction = self.connection.begin(&["books"], Mode::Read).await?;
        stored_row(&transaction.store("books").caught()?, key).await
    }

    async fn append(
        &self,
        key: &BookKey,
        expected: Sequence,
        records: &[StoredRecord],
        card: &[u8],
    ) -> Result<(), StoreError> {
        // Everything is made ready first: a transaction waits for nothing but its requests.
        let new_row = row_value(head_after(expected, records)?, card).caught()?;
        let transaction = self.connection.begin(&["books", "commits"], Mode::Write).await?;
        let (books, commits) = (transaction.store("books").caught()?, transaction.store("commits").caught()?);
        let row = books.get(&key.as_str().into()).caught()?;
        let mut slices = records.chunks(RECORDS_AT_ONCE).peekable();
        let mut last = add_all(&commits, key, slices.next().unwrap_or_default()).caught()?;
        if slices.peek().is_none() {
            books.put_with_key(&new_row, &key.as_str().into()).caught()?;
        }
        // All of a short append is asked for before the head is known: what does not fit is given up before it is committed.
        let head = row_of(key, &answer(row).await.caught()?)?.map_or(Sequence::START, |row| row.head);
        if head != expected {
            return Err(StoreError::Conflict { head });
        }
        let written = async {
            // Many records are written a stretch at a time; the request awaited keeps the transaction alive.
            while let Some(slice) = slices.next() {
                if let Some(last) = last.take() {
                    answer(last).await?;
                }
                last = add_all(&commits, key, slice)?;
                if slices.peek().is_none() {
                    books.put_with_key(&new_row, &key.as_str().into())?;
                }
            }
            transaction.complete().await
        };
        match written.await {
            Err(why) if name_of(&why) == "ConstraintError" => Err(self.occupied(key, expected).await),
            ended => ended.caught(),
        }
    }

    async fn read(
        &self,
        key: &BookKey,
        after: Sequence,
        until: Sequence,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        if until <= after {
            // The browser calls that no range.
            return Ok(Vec::new());
        }
        let transaction = self.connection.begin(&["commits"], Mode::Read).await?;
        let commits = transaction.store("commits").caught()?;
        let (after, until) = (path(key, after), path(key, until));
        let range = IdbKeyRange::bound_with_lower_open(&after, &until, true).caught()?;
        let found = answer(commits.get_all_with_key(&range).caught()?).await.caught()?;
        Ok(found.unchecked_into::<Array>().iter().map(|value| bytes_of(&value).to_vec()).collect())
    }

    async fn remove(&self, key: &BookKey) -> Result<(), StoreError> {
        let transaction = self.connection.begin(&STORES, Mode::Write).await?;
        for name in STORES {
            let store = transaction.store(name).caught()?;
            store.delete(&key.as_str().into()).caught()?;
            store.delete(&beside(key).caught()?).caught()?;
        }
        transaction.complete().await.caught()
    }

    async fn put_snapshot(&self, key: &BookKey, position: Sequence, bytes: &[u8]) -> Result<(), StoreError> {
        let value = Uint8Array::from(bytes);
        let transaction = self.connection.begin(&["books", "snapshots"], Mode::WriteDerived).await?;
        if stored_row(&transaction.store("books").caught()?, key).await?.is_none() {
            return Err(StoreError::Misused("a snapshot of a book that is not there"));
        }
        transaction.store("snapshots").caught()?.put_with_key(&value, &path(key, position)).caught()?;
        transaction.complete().await.caught()
    }

    async fn snapshots(&self, key: &BookKey) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError> {
        let transaction = self.connection.begin(&["snapshots"], Mode::Read).await?;
        let all =
            everything(&transaction.store("snapshots").caught()?, &beside(key).caught()?).await.caught()?;
        let position = |path: JsValue| sequence_from(&path.unchecked_into::<Array>().get(1));
        Ok(all
            .into_iter()
            .filter_map(|(path, value)| Some((position(path)?, bytes_of(&value).to_vec())))
            .collect())
    }

    async fn drop_snapshots(&self, key: &BookKey) -> Result<(), StoreError> {
        let transaction = self.connection.begin(&["snapshots"], Mode::WriteDerived).await?;
        transaction.store("snapshots").caught()?.delete(&beside(key).caught()?).caught()?;
        transaction.complete().await.caught()
    }
}

impl Drawers for IndexedDb {
    async fn notes(&self, key: &BookKey, drawer: Drawer) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let transaction = self.connection.begin(&[drawer.as_str()], Mode::Read).await?;
        let all = everything(&transaction.store(drawer.as_str()).caught()?, &beside(key).caught()?)
            .await
            .caught()?;
        let name = |path: JsValue| path.unchecked_into::<Array>().get(1).as_string();
        Ok(all
            .into_iter()
            .filter_map(|(path, value)| Some((name(path)?, bytes_of(&value).to_vec())))
            .collect())
    }

    async fn revise(
        &self,
        key: &BookKey,
        drawer: Drawer,
        name: &str,
        change: Change<'_>,
    ) -> Result<(), StoreError> {
        let path = JsValue::from(Array::of2(&key.as_str().into(), &name.into()));
        let transaction = self.connection.begin(&["books", drawer.as_str()], Mode::Write).await?;
        let notes = transaction.store(drawer.as_str()).caught()?;
        if stored_row(&transaction.store("books").caught()?, key).await?.is_none() {
            return Err(StoreError::Misused("a value of a book that is not there"));
        }
        let old = answer(notes.get(&path).caught()?).await.caught()?;
        let old = (!old.is_undefined()).then(|| bytes_of(&old).to_vec());
        match change(old.as_deref()) {
            Some(bytes) => notes.put_with_key(&Uint8Array::from(bytes.as_slice()), &path).caught()?,
            None => notes.delete(&path).caught()?,
        };
        transaction.complete().await.caught()
    }
}

/// The key of what lies beside a book at a position.
fn path(key: &BookKey, position: Sequence) -> Array {
    Array::of2(&key.as_str().into(), &number(position))
}

/// A key after every position of the book: arrays sort after numbers.
fn end(key: &BookKey) -> Array {
    Array::of2(&key.as_str().into(), &Array::new())
}

/// Every array key that begins with the book's.
fn beside(key: &BookKey) -> Result<JsValue, JsValue> {
    IdbKeyRange::bound(&Array::of1(&key.as_str().into()), &end(key)).map(JsValue::from)
}

/// Keys and values in the range, by key.
async fn everything(store: &IdbObjectStore, range: &JsValue) -> Result<Vec<(JsValue, JsValue)>, JsValue> {
    let (keys, values) = (store.get_all_keys_with_key(range)?, store.get_all_with_key(range)?);
    let (keys, values) = try_join(answer(keys), answer(values)).await?;
    Ok(keys.unchecked_into::<Array>().iter().zip(values.unchecked_into::<Array>().iter()).collect())
}

async fn stored_row(books: &IdbObjectStore, key: &BookKey) -> Result<Option<BookRow>, StoreError> {
    let row = answer(books.get(&key.as_str().into()).caught()?).await.caught()?;
    row_of(key, &row)
}

/// What a request for a book's row answered.
fn row_of(key: &BookKey, row: &JsValue) -> Result<Option<BookRow>, StoreError> {
    if row.is_undefined() { Ok(None) } else { row_from(&key.as_str().into(), row).map(Some) }
}

/// Adds records; gives the last of the requests.
fn add_all(
    commits: &IdbObjectStore,
    key: &BookKey,
    records: &[StoredRecord],
) -> Result<Option<IdbRequest>, JsValue> {
    let mut last = None;
    for record in records {
        let bytes = Uint8Array::from(record.bytes());
        last = Some(commits.add_with_key(&bytes, &path(key, record.first()))?);
    }
    Ok(last)
}

fn row_value(head: Sequence, card: &[u8]) -> Result<Object, JsValue> {
    let row = Object::new();
    Reflect::set(&row, &"head".into(), &number(head))?;
    Reflect::set(&row, &"card".into(), &Uint8Array::from(card))?;
    Ok(row)
}

/// A row that can't be read is an error, not a book left out: it must not look like no book.
fn row_from(key: &JsValue, row: &JsValue) -> Result<BookRow, StoreError> {
    let part = |name: &str| Reflect::get(row, &name.into()).ok();
    let read = || {
        Some(BookRow {
            key: BookKey::new(&key.as_string()?)?,
            head: sequence_from(&part("head")?)?,
            card: part("card")?.dyn_into::<Uint8Array>().ok()?.to_vec(),
        })
    };
    read().ok_or_else(|| StoreError::Unavailable(format!("the row of book {key:?} can't be read")))
}

/// What is not bytes reads as none, which no record is: its reader then says so.
fn bytes_of(value: &JsValue) -> Uint8Array {
    value.dyn_ref().cloned().unwrap_or_else(|| Uint8Array::new_with_length(0))
}

#[allow(clippy::cast_precision_loss)] // A sequence is below 2^53.
fn number(sequence: Sequence) -> JsValue {
    JsValue::from_f64(sequence.get() as f64)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Only what comes through unchanged is taken.
fn sequence_from(value: &JsValue) -> Option<Sequence> {
    let sequence = Sequence::new(value.as_f64()? as u64)?;
    (number(sequence) == *value).then_some(sequence)
}
