//! The promises every `EventStore` keeps, as one suite that runs against any of them, natively and in a browser.
//!
//! A check has a sentence for its name and answers with what it found, so that whoever runs the suite can say
//! which promise is broken. `tests/stores/` shows that each one rejects a store that breaks its promise.

mod appending;
mod books;
mod drawers;
mod reading;
mod snapshots;

pub use drawers::drawer_checks;

use super::{BookKey, EventStore, Fingerprint, Sequence, StoreError, StoredRecord};
use core::fmt;
use futures_util::future::LocalBoxFuture;

/// Where the suite gets its stores from.
pub trait Bench {
    /// The kind of store that is checked.
    type Store: EventStore;

    /// A store with nothing in it.
    async fn fresh(&self) -> Result<Self::Store, StoreError>;

    /// One more handle on what the last fresh store keeps, as another tab has it, or the same one after a reload.
    async fn another(&self) -> Result<Self::Store, StoreError>;
}

/// What a store did that it should not have done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken(pub String);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Self {
        Self(format!("a call failed that should not have: {error}"))
    }
}

/// Whether a promise was kept.
pub type Outcome = Result<(), Broken>;

/// One promise and how it is checked, each time in a fresh store.
pub struct Check<B> {
    /// The promise, as a sentence.
    pub name: &'static str,
    /// Checks it.
    pub run: for<'a> fn(&'a B) -> LocalBoxFuture<'a, Outcome>,
}

/// Every check of the suite.
pub fn checks<B: Bench>() -> Vec<Check<B>> {
    [appending::checks(), reading::checks(), books::checks(), snapshots::checks()]
        .into_iter()
        .flatten()
        .collect()
}

/// Runs every check, one after the other, and tells the outcome of each.
pub async fn run<B: Bench>(bench: &B) -> Vec<(&'static str, Outcome)> {
    run_these(bench, checks()).await
}

/// Runs some checks, one after the other, and tells the outcome of each.
pub async fn run_these<B: Bench>(bench: &B, checks: Vec<Check<B>>) -> Vec<(&'static str, Outcome)> {
    let mut outcomes = Vec::new();
    for check in checks {
        outcomes.push((check.name, (check.run)(bench).await));
    }
    outcomes
}

/// The broken promises among the outcomes of [`run`], one a line: empty for a store that keeps them all.
pub fn complaints(outcomes: &[(&'static str, Outcome)]) -> String {
    let broken = outcomes.iter().filter_map(|(name, outcome)| Some((name, outcome.as_ref().err()?)));
    broken.map(|(name, why)| format!("{name}: {why}")).collect::<Vec<_>>().join("\n")
}

fn book(name: &str) -> Result<BookKey, Broken> {
    BookKey::new(name).ok_or_else(|| Broken(format!("{name} is not a book key")))
}

fn at(n: u64) -> Sequence {
    Sequence::new(n).unwrap_or(Sequence::MAX)
}

/// A record of `count` events beginning at `first`; its payload tells records of the same place apart.
fn record(first: u64, count: u32, payload: &[u8]) -> Result<StoredRecord, Broken> {
    let mark = |n: u64| Fingerprint::EMPTY.then(&n.to_le_bytes());
    let (before, after) = (mark(first - 1), mark(first - 1 + u64::from(count)));
    StoredRecord::seal(at(first), count, &before, payload, &after)
        .ok_or_else(|| Broken(format!("{count} events from {first} make no record")))
}

/// `n` records of one event each, from event 1, of various sizes.
fn singles(n: u64) -> Result<Vec<StoredRecord>, Broken> {
    (1..=n)
        .map(|first| record(first, 1, format!("{first} ").repeat(1 + first.count_ones() as usize).as_bytes()))
        .collect()
}

/// Appends each record in an append of its own.
async fn append_each(
    store: &impl EventStore,
    key: &BookKey,
    records: &[StoredRecord],
) -> Result<(), StoreError> {
    for record in records {
        store.append(key, record.first().previous(), core::slice::from_ref(record), b"card").await?;
    }
    Ok(())
}

fn same<T: PartialEq + fmt::Debug>(what: &str, found: &T, wanted: &T) -> Outcome {
    if found == wanted { Ok(()) } else { Err(Broken(format!("{what} is {found:?} instead of {wanted:?}"))) }
}

/// Compares what was read with what was appended, saying where they part rather than printing megabytes.
fn same_records(found: &[Vec<u8>], wanted: &[StoredRecord]) -> Outcome {
    if let Some(n) = (0..found.len().min(wanted.len())).find(|&n| found[n] != wanted[n].bytes()) {
        return Err(Broken(format!("record {n} of those read is not the one appended")));
    }
    same("the number of records read", &found.len(), &wanted.len())
}

/// The book is exactly these records, with this card.
async fn holds(store: &impl EventStore, key: &BookKey, wanted: &[StoredRecord], card: &[u8]) -> Outcome {
    same_records(&store.read(key, Sequence::START, Sequence::MAX).await?, wanted)?;
    let row = store.book(key).await?;
    match (row, wanted.last()) {
        (None, None) => Ok(()),
        (Some(row), Some(last)) => {
            same("the row's key", &row.key, key)?;
            same("the head", &row.head, &last.last())?;
            same("the card", &row.card.as_slice(), &card)
        }
        (row, _) => Err(Broken(format!("the book's row is {row:?}, which its records contradict"))),
    }
}

fn refused<T: fmt::Debug>(what: &str, answer: &Result<T, StoreError>, wanted: &StoreError) -> Outcome {
    match answer {
        Err(error) => same(what, error, wanted),
        Ok(_) => Err(Broken(format!("{what} was taken instead of refused with {wanted:?}"))),
    }
}

fn misused<T: fmt::Debug>(what: &str, answer: &Result<T, StoreError>) -> Outcome {
    match answer {
        Err(StoreError::Misused(_)) => Ok(()),
        other => Err(Broken(format!("{what} was answered with {other:?} instead of refused as misuse"))),
    }
}
