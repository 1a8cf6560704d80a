//! `EventStore`: where a book's records are kept. Adapters hold bytes and know no event.

use super::{Sequence, StoredRecord};
use core::fmt;

/// A book's name in this browser: made here, never part of the log, so that two copies of one book can lie
/// side by side.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BookKey(String);

impl BookKey {
    /// A key is 1 to 64 of `a-z`, `0-9` and `-`, so that it is safe in every store's own key syntax.
    pub fn new(text: &str) -> Option<Self> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        fits.then(|| Self(text.to_owned()))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BookKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a store says of a book without reading its log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BookRow {
    /// The book's key in this browser.
    pub key: BookKey,
    /// The sequence of the last event stored.
    pub head: Sequence,
    /// A few bytes of the caller's own (the book's id, name and fingerprint), written with every append.
    pub card: Vec<u8>,
}

/// What an acknowledged append is worth in this store, from the most to the least.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Promise {
    /// It has reached the disk.
    Durable,
    /// It survives a reload, but the browser decides when it reaches the disk; one tab at a time.
    BestEffort,
    /// It is gone with the page.
    ThisPageOnly,
}

/// Why a store could not do what it was asked. Whoever meets it acts by the variant: a conflict is decided
/// again, everything else is shown and nothing is lost.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StoreError {
    /// The log has gone on: its last event is `head`, which is not what the writer expected.
    Conflict {
        /// The last event there really is.
        head: Sequence,
    },
    /// There is no room left.
    Full,
    /// The store can't be had (blocked, closed, broken); what the browser said is kept for the reader.
    Unavailable(String),
    /// A later version of the program has changed what this one keeps its books in: they can be read, and only that
    /// version can write them.
    Newer,
    /// The call itself was wrong: records that do not follow each other, say.
    Misused(&'static str),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict { head } => write!(f, "another tab has written up to event {head} meanwhile"),
            Self::Full => f.write_str(
                "there is no room left for this site on this device: export the book, then free some space",
            ),
            Self::Unavailable(what) => write!(f, "the browser's storage can't be used: {what}"),
            Self::Newer => f.write_str(
                "a later version of Daybook has been used in this browser, and only that one can write to its books \
                 now: reload the page to get it",
            ),
            Self::Misused(what) => write!(f, "the storage was asked for something impossible: {what}"),
        }
    }
}

/// The head a log with the last event `expected` has after `records`. Misuse where there are none, or where they
/// do not follow it and each other: every adapter asks this before it touches what it keeps.
pub fn head_after(expected: Sequence, records: &[StoredRecord]) -> Result<Sequence, StoreError> {
    if records.is_empty() {
        return Err(StoreError::Misused("an append of no records"));
    }
    records.iter().try_fold(expected, |head, record| {
        // At the largest sequence `next` stays where it is, hence the first comparison.
        if record.first() > head && record.first() == head.next() {
            Ok(record.last())
        } else {
            Err(StoreError::Misused("records that do not follow each other"))
        }
    })
}

/// A place that keeps the records of any number of books. Nothing in it is ever changed; a book can only grow
/// at its end or be removed as a whole. Single-threaded: no `Send` is asked for.
pub trait EventStore {
    /// What an acknowledged append is worth here.
    fn promise(&self) -> Promise;

    /// Whether anything can be written here at all, and why not.
    fn writable(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Every book there is, by key.
    async fn books(&self) -> Result<Vec<BookRow>, StoreError>;

    /// One book, or `None` where there is none of this key.
    async fn book(&self, key: &BookKey) -> Result<Option<BookRow>, StoreError>;

    /// Adds records at the end, all or none, and sets the book's card. `expected` must be the last event stored (the start for a new
    /// book), checked in the same transaction that writes; else [`StoreError::Conflict`] and nothing is written.
    /// The first record must begin right after `expected`, and each one right after the one before it: what
    /// [`head_after`] refuses is [`StoreError::Misused`] whatever the log is, and nothing is written.
    /// Resolves once the store's [`Promise`] holds.
    async fn append(
        &self,
        key: &BookKey,
        expected: Sequence,
        records: &[StoredRecord],
        card: &[u8],
    ) -> Result<(), StoreError>;

    /// The bytes of the records whose first event is after `after` and not after `until`, in order, as they were stored,
    /// damaged ones too: all of them, or none where none begins there. Several stretches of a log may be read at once.
    async fn read(&self, key: &BookKey, after: Sequence, until: Sequence)
    -> Result<Vec<Vec<u8>>, StoreError>;

    /// Removes a book and everything kept beside it. Removing a book that is not there changes nothing.
    async fn remove(&self, key: &BookKey) -> Result<(), StoreError>;

    /// Keeps a derived snapshot beside the book, replacing one at the same position. A book that is not there
    /// is [`StoreError::Misused`]: a snapshot must not outlive a book removed meanwhile.
    async fn put_snapshot(&self, key: &BookKey, position: Sequence, bytes: &[u8]) -> Result<(), StoreError>;

    /// Every kept snapshot of the book, by position.
    async fn snapshots(&self, key: &BookKey) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError>;

    /// Throws the book's snapshots away: they are derived, and replay makes them again.
    async fn drop_snapshots(&self, key: &BookKey) -> Result<(), StoreError>;
}
