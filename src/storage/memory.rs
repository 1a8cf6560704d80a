//! The store that is gone with the page: for tests, the simulation, and where a browser gives nothing better.

use crate::event_sourcing::{
    BookKey, BookRow, Change, Drawer, Drawers, EventStore, Promise, Sequence, StoreError, StoredRecord,
    head_after,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Books in memory. A clone is another handle on the same books, as another tab is.
#[derive(Clone, Default)]
pub struct Memory {
    books: Rc<RefCell<BTreeMap<BookKey, Kept>>>,
}

#[derive(Default)]
struct Kept {
    head: Sequence,
    card: Vec<u8>,
    records: BTreeMap<Sequence, Box<[u8]>>,
    snapshots: BTreeMap<Sequence, Box<[u8]>>,
    notes: BTreeMap<(Drawer, String), Box<[u8]>>,
}

impl Kept {
    fn row(&self, key: &BookKey) -> BookRow {
        BookRow { key: key.clone(), head: self.head, card: self.card.clone() }
    }
}

impl EventStore for Memory {
    fn promise(&self) -> Promise {
        Promise::ThisPageOnly
    }

    async fn books(&self) -> Result<Vec<BookRow>, StoreError> {
        Ok(self.books.borrow().iter().map(|(key, kept)| kept.row(key)).collect())
    }

    async fn book(&self, key: &BookKey) -> Result<Option<BookRow>, StoreError> {
        Ok(self.books.borrow().get(key).map(|kept| kept.row(key)))
    }

    async fn append(
        &self,
        key: &BookKey,
        expected: Sequence,
        records: &[StoredRecord],
        card: &[u8],
    ) -> Result<(), StoreError> {
        let new_head = head_after(expected, records)?;
        let mut books = self.books.borrow_mut();
        let head = books.get(key).map_or(Sequence::START, |kept| kept.head);
        if head != expected {
            return Err(StoreError::Conflict { head });
        }
        let kept = books.entry(key.clone()).or_default();
        kept.head = new_head;
        kept.card = card.to_vec();
        kept.records.extend(records.iter().map(|record| (record.first(), record.bytes().into())));
        Ok(())
    }

    async fn read(
        &self,
        key: &BookKey,
        after: Sequence,
        until: Sequence,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let books = self.books.borrow();
        let records = books.get(key).map(|kept| kept.records.range(after.next()..)).into_iter().flatten();
        let within = records.take_while(|(first, _)| **first <= until).filter(|(first, _)| **first > after);
        Ok(within.map(|(_, bytes)| bytes.to_vec()).collect())
    }

    async fn remove(&self, key: &BookKey) -> Result<(), StoreError> {
        self.books.borrow_mut().remove(key);
        Ok(())
    }

    async fn put_snapshot(&self, key: &BookKey, position: Sequence, bytes: &[u8]) -> Result<(), StoreError> {
        let mut books = self.books.borrow_mut();
        let kept = books.get_mut(key).ok_or(StoreError::Misused("a snapshot of a book that is not there"))?;
        kept.snapshots.insert(position, bytes.into());
        Ok(())
    }

    async fn snapshots(&self, key: &BookKey) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError> {
        let books = self.books.borrow();
        let Some(kept) = books.get(key) else { return Ok(Vec::new()) };
        Ok(kept.snapshots.iter().map(|(position, bytes)| (*position, bytes.to_vec())).collect())
    }

    async fn drop_snapshots(&self, key: &BookKey) -> Result<(), StoreError> {
        if let Some(kept) = self.books.borrow_mut().get_mut(key) {
            kept.snapshots.clear();
        }
        Ok(())
    }
}

impl Drawers for Memory {
    async fn notes(&self, key: &BookKey, drawer: Drawer) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let books = self.books.borrow();
        let notes = books.get(key).into_iter().flat_map(|kept| &kept.notes);
        let wanted = notes.filter(|((of, _), _)| *of == drawer);
        Ok(wanted.map(|((_, name), bytes)| (name.clone(), bytes.to_vec())).collect())
    }

    async fn revise(
        &self,
        key: &BookKey,
        drawer: Drawer,
        name: &str,
        change: Change<'_>,
    ) -> Result<(), StoreError> {
        let mut books = self.books.borrow_mut();
        let kept = books.get_mut(key).ok_or(StoreError::Misused("a value of a book that is not there"))?;
        let place = (drawer, name.to_owned());
        match change(kept.notes.get(&place).map(AsRef::as_ref)) {
            Some(bytes) => kept.notes.insert(place, bytes.into()),
            None => kept.notes.remove(&place),
        };
        Ok(())
    }
}
