//! A witness outside the store: how far a book had come when it was last seen safe. A lower bound, because it may lag
//! behind the store; with it a book that is gone, shorter or another one can be told from one that never was.

use super::bookkeeper::Bookkeeper;
use super::open_book::Book;
use super::{Failure, Surroundings};
use crate::event_sourcing::{BookKey, EventStore, Fingerprint, Sequence, Timestamp};
use serde::{Deserialize, Serialize};

/// What is remembered of a book beside its store.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Witness {
    /// The book's identity.
    pub book: String,
    /// Its name.
    pub name: String,
    /// How many events it held.
    pub sequence: u64,
    /// The fingerprint after them, in hexadecimal.
    pub fingerprint: String,
    /// When the last of them was recorded, in milliseconds since 1970.
    pub recorded_at: i64,
}

/// What a witness knows of that the store does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loss {
    /// The key the book had.
    pub key: BookKey,
    /// What was known of it.
    pub witness: Witness,
    /// What is there instead.
    pub found: Found,
}

/// What is there where a whole book should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// No book.
    Nothing,
    /// No book; it lies in the browser's small storage for settings, where books are kept while there is no database.
    InSmallStorage,
    /// No book in the store that could be had; it may lie in the database, which could not.
    OutOfSight,
    /// Only so many of its events.
    Fewer(u64),
    /// Another history.
    Another,
}

impl Witness {
    /// The witness of a book as it was read from its store, or as it was acknowledged; none of a book without events.
    pub fn of(book: &Book) -> Option<Self> {
        let about = book.ledger().book()?;
        Some(Self {
            book: about.id.to_string(),
            name: about.name.to_string(),
            sequence: book.count(),
            fingerprint: book.history().fingerprint().to_string(),
            recorded_at: book.history().last().recorded_at?.millis(),
        })
    }

    /// When the last known event was recorded.
    pub const fn last_recorded(&self) -> Option<Timestamp> {
        Timestamp::from_millis(self.recorded_at)
    }

    /// Whether this book holds everything the witness knows of.
    pub fn is_held_by(&self, book: &Book) -> bool {
        self.compare(book).is_none()
    }

    /// What an open book holds instead of what the witness knows of; `None` where all of it is there. What lies
    /// unreadable in the store is not lost: the book itself says so.
    pub fn compare(&self, book: &Book) -> Option<Found> {
        let stored = book.trouble().map_or(book.log().head(), |trouble| trouble.stored);
        if stored.get() < self.sequence {
            return Some(Found::Fewer(book.count()));
        }
        if book.count() < self.sequence {
            return None;
        }
        let known = Fingerprint::from_hex(&self.fingerprint);
        let there = Sequence::new(self.sequence).and_then(|position| book.fingerprint_at(position).ok());
        (known.is_none() || there != known).then_some(Found::Another)
    }
}

impl<S: EventStore, A: Surroundings> Bookkeeper<S, A> {
    /// Which of these books the store lacks, or holds less of, by its list alone. The witnesses must have been read
    /// before: a book only grows.
    pub async fn missing(&self, witnesses: Vec<(BookKey, Witness)>) -> Result<Vec<Loss>, Failure> {
        let rows = self.store.books().await?;
        let lost = witnesses.into_iter().filter_map(|(key, witness)| {
            let found = match rows.iter().find(|row| row.key == key) {
                None => Found::Nothing,
                Some(row) if row.head.get() < witness.sequence => Found::Fewer(row.head.get()),
                Some(_) => return None,
            };
            Some(Loss { key, witness, found })
        });
        Ok(lost.collect())
    }

    /// Whether the open book is still in the store; without one there is nothing to miss.
    pub async fn is_kept(&self) -> Result<bool, Failure> {
        let _turn = self.turn().await;
        let Some(key) = self.book().map(|book| book.key().clone()) else { return Ok(true) };
        Ok(self.store.book(&key).await?.is_some())
    }
}
