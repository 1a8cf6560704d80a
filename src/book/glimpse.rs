//! A long book at first sight: the state that was kept last and the log after it, checked and shown while the rest is
//! still being read. Derived: whatever disagrees is thrown away and never shown.

use super::bookkeeper::Bookkeeper;
use super::open_book::Book;
use super::proof::{Aspect, Difference, Party, differs};
use super::{Failure, Surroundings};
use crate::event_sourcing::{BookKey, BookRow, EventStore, Promise, Scatter, Sequence, StoredRecord};
use crate::record::{History, Kept, read_snapshot, write_snapshot};
use futures_util::future::join;

/// Shorter books are read whole before they are shown.
const LONG: u64 = 4096;
/// How many events up to the kept state are read with it, so that the latest ones can be looked at.
const BEFORE: u64 = 2048;
/// The most events after the kept state that are read before the book is shown.
const TAIL: u64 = 20_000;
/// After how many more events the state is kept again.
const KEEP_EVERY: u64 = 1000;
/// How many kept states may lie beside a book before the older ones are thrown away.
const KEPT_AT_MOST: usize = 4;

impl<S: EventStore, A: Surroundings> Bookkeeper<S, A> {
    /// Opens a book as [`open`](Self::open) does, but shows a long one as soon as its state now is known: `seen` is called
    /// then, and the open book is one that is not whole yet, until the rest of the log has been read and agrees.
    pub async fn open_at_first_sight(
        &self,
        key: &BookKey,
        progress: impl FnMut(u64, u64),
        seen: impl FnOnce(),
    ) -> Result<(), Failure> {
        let _turn = self.turn().await;
        self.distrusted.replace(None);
        let glimpse = self.glimpse(key).await.unwrap_or_default();
        let Some((glimpse, row)) = glimpse else {
            let book = self.read(key, progress).await?;
            self.open.replace(Some(book));
            return Ok(());
        };
        let before = self.open.replace(Some(glimpse));
        // The first of the log is asked for before the page is busy with what is seen.
        let (read, ()) = join(self.read_as(&row, progress), async { seen() }).await;
        match read {
            Ok(mut book) => {
                let glimpse = self.open.take();
                let disagrees = glimpse.as_ref().and_then(|glimpse| disagreement(glimpse, &book));
                if disagrees.is_some() {
                    self.store.drop_snapshots(key).await?;
                    self.distrusted.replace(disagrees);
                } else if let Some(glimpse) = glimpse {
                    book.kept = glimpse.kept;
                }
                self.open.replace(Some(book));
                Ok(())
            }
            Err(why) => {
                self.open.replace(before);
                Err(why)
            }
        }
    }

    /// Keeps the state of a long book beside it, where it has gone on by enough since the last time; says whether it did.
    /// Nothing waits for this, and nothing is lost where it fails.
    pub async fn keep_snapshot(&self) -> Result<bool, Failure> {
        // Where books are small or gone with the page, there is no opening to be made quicker.
        if self.store.promise() == Promise::BestEffort || !self.book().is_some_and(|book| book.is_due()) {
            return Ok(false);
        }
        let Some((key, position, bytes)) = self.book().and_then(|book| {
            let bytes = write_snapshot(book.history())?;
            Some((book.key().clone(), book.log().head(), bytes))
        }) else {
            return Ok(false);
        };
        if let Some(book) = self.open.borrow_mut().as_mut() {
            // At once, so that the next append does not begin the same.
            book.kept = KeptAt { position, leans_back: false };
        }
        if self.store.snapshots(&key).await?.len() >= KEPT_AT_MOST {
            self.store.drop_snapshots(&key).await?;
        }
        self.store.put_snapshot(&key, position, &bytes).await?;
        Ok(true)
    }

    /// What a state kept beside the open book was found to say otherwise than its log, when the book was opened; told once.
    pub fn distrusted(&self) -> Option<Difference> {
        self.distrusted.take()
    }

    /// The states kept beside the open book, by position, as they lie in the store.
    pub async fn kept_states(&self) -> Result<Vec<(Sequence, Vec<u8>)>, Failure> {
        let Some(key) = self.book().map(|book| book.key().clone()) else { return Ok(Vec::new()) };
        Ok(self.store.snapshots(&key).await?)
    }

    /// Throws the states kept beside the open book away: one of them is wrong.
    pub async fn drop_kept_states(&self) -> Result<(), Failure> {
        let Some(key) = self.book().map(|book| book.key().clone()) else { return Ok(()) };
        Ok(self.store.drop_snapshots(&key).await?)
    }

    /// The book as its newest kept state and the log after it say, and its row; `None` where there is none, it is too old or
    /// they do not fit.
    async fn glimpse(&self, key: &BookKey) -> Result<Option<(Book, BookRow)>, Failure> {
        let Some(row) = self.store.book(key).await?.filter(|row| row.head.get() >= LONG) else {
            return Ok(None);
        };
        let kept = self.store.snapshots(key).await?.into_iter().rev();
        let mut kept = kept.filter_map(|(position, bytes)| {
            let kept = read_snapshot(&bytes)?;
            let at = kept.snapshot.position;
            (at == position && at <= row.head && at.get() + TAIL >= row.head.get()).then_some(kept)
        });
        let Some(kept) = kept.next() else { return Ok(None) };
        let position = kept.snapshot.position;
        let after = Sequence::new(position.get().saturating_sub(BEFORE)).unwrap_or_default();
        let latest = self.store.read(key, after, row.head).await?;
        let records: Result<Vec<_>, _> = latest.into_iter().map(StoredRecord::open).collect();
        let Ok(records) = records else { return Ok(None) };
        let scatter = Scatter::keyed(self.around.random());
        let Some(history) = resumed(kept, records, scatter) else { return Ok(None) };
        let kept = KeptAt { position, leans_back: false };
        let complete = history.log().head() == row.head;
        Ok(complete.then(|| (Book::at_first_sight(key.clone(), history, kept), row)))
    }
}

/// Where a book's state was kept last.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct KeptAt {
    /// After this event; the start where it was not.
    pub(super) position: Sequence,
    /// Whether an event since then undid an entry from before: then the kept state alone can't be gone on from.
    pub(super) leans_back: bool,
}

impl KeptAt {
    /// Whether a log with this head has gone on by enough for its state to be kept again.
    pub(super) const fn is_due(&self, head: Sequence) -> bool {
        head.get() >= LONG
            && (head.get() >= self.position.get() + KEEP_EVERY
                || (self.leans_back && head.get() > self.position.get()))
    }
}

/// The kept state, gone on from by the records after it.
fn resumed(kept: Kept, mut records: Vec<StoredRecord>, scatter: Scatter) -> Option<History> {
    let position = kept.snapshot.position;
    let tail = records.split_off(records.partition_point(|record| record.last() <= position));
    let mut history = History::resumed(kept, records, scatter)?;
    for record in tail {
        history.absorb(record).ok()?;
    }
    Some(history)
}

/// What was shown at first and is not what the whole log says of that moment.
fn disagreement(glimpse: &Book, whole: &Book) -> Option<Difference> {
    let shown = glimpse.log().head();
    // Where the log can't be read so far, the book says so, and its kept states say nothing of that.
    if whole.log().head() < shown {
        return None;
    }
    let same_print = whole.fingerprint_at(shown).is_ok_and(|print| print == glimpse.history().fingerprint());
    let aspect = match whole.ledger_at(shown) {
        Ok(ledger) => differs(&ledger, glimpse.ledger()).or((!same_print).then_some(Aspect::Unreadable)),
        Err(_) => Some(Aspect::Unreadable),
    };
    aspect.map(|aspect| Difference { event: glimpse.kept.position, party: Party::Kept, aspect })
}
