//! The bookkeeper: keeps one book open over a store, and does one thing at a time.

use super::card::Card;
use super::open_book::{Book, Decided};
use super::proof::Difference;
use super::read_ahead::ReadAhead;
use super::{Failure, Surroundings};
use crate::event_sourcing::{
    BookKey, BookRow, EventStore, LogError, Recorded, Scatter, Sequence, StoreError, StoredRecord,
};
use crate::exchange::Request;
use crate::ledger::{Command, Event, Refusal};
use crate::record::HistoryError;
use futures_util::lock::{Mutex, MutexGuard};
use std::cell::{Cell, Ref, RefCell};

/// How many bytes are read from the store at a time, so that other things can happen in between.
const READ_BYTES: usize = 1 << 20;

/// So many events are asked for at first: the page has its first screen to show meanwhile.
const FIRST_EVENTS: u64 = 1024;
/// So many are asked for at once at the most, however small those before them were.
const MOST_EVENTS: u64 = 1 << 14;
/// At the most so many times as many as the last time: a few small ones say little of those after them.
const FASTER: u64 = 4;

/// About how many bytes of memory an open book takes for each event: what is stored, and the index over it.
const ROOM: u64 = 128;
/// For so many events at the most is room made at once.
const MOST_ROOM: u64 = 1 << 22;

/// A book on the shelf: what is known without opening it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shelved {
    /// Its key in this browser.
    pub key: BookKey,
    /// Its identity.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The number of its events.
    pub count: u64,
}

/// Keeps the books of one store. Every change goes through here, one at a time.
#[derive(Debug)]
pub struct Bookkeeper<S, A> {
    pub(super) store: S,
    pub(super) around: A,
    pub(super) open: RefCell<Option<Book>>,
    /// What was kept beside the open book and is not what its log says.
    pub(super) distrusted: RefCell<Option<Difference>>,
    turn: Mutex<()>,
}

impl<S: EventStore, A: Surroundings> Bookkeeper<S, A> {
    /// A bookkeeper with no book open yet.
    pub fn new(store: S, around: A) -> Self {
        Self { store, around, open: RefCell::new(None), distrusted: RefCell::new(None), turn: Mutex::new(()) }
    }

    /// The store.
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// The clock, the calendar and randomness.
    pub const fn around(&self) -> &A {
        &self.around
    }

    /// The open book. Not to be held across an `await`.
    pub fn book(&self) -> Option<Ref<'_, Book>> {
        Ref::filter_map(self.open.borrow(), Option::as_ref).ok()
    }

    /// Every book of the store.
    pub async fn books(&self) -> Result<Vec<Shelved>, Failure> {
        let rows = self.store.books().await?;
        let shelved = rows.into_iter().map(|row| {
            let card = Card::read(&row.card).unwrap_or(Card { id: String::new(), name: row.key.to_string() });
            Shelved { key: row.key, id: card.id, name: card.name, count: row.head.get() }
        });
        Ok(shelved.collect())
    }

    /// Reads a book from the store and opens it. `progress` is told how many events have been read, of how many. Where
    /// the stored log can't be read to its end, the part before that is opened, read-only.
    pub async fn open(&self, key: &BookKey, progress: impl FnMut(u64, u64)) -> Result<(), Failure> {
        let _turn = self.turn().await;
        let book = self.read(key, progress).await?;
        self.open.replace(Some(book));
        Ok(())
    }

    /// Closes the open book.
    pub fn close(&self) {
        self.open.replace(None);
    }

    /// Takes in what others have appended since. Gives the new events.
    pub async fn follow(&self) -> Result<Vec<Recorded<Event>>, Failure> {
        let _turn = self.turn().await;
        self.catch_up(Sequence::START).await
    }

    /// Decides commands and records what they amount to, in one commit; gives the recorded events once they are kept as
    /// the store promises. `alone` is false for a batch, whose refusals say which command they concern. A batch that
    /// begins with `OpenBook` makes a new book and opens it.
    pub async fn dispatch(&self, requests: &[Request], alone: bool) -> Result<Vec<Recorded<Event>>, Failure> {
        let _turn = self.turn().await;
        if matches!(requests.first(), Some(Request { command: Command::OpenBook { .. }, .. })) {
            return self.open_new(requests, alone).await;
        }
        loop {
            let prepared = match self.open.borrow_mut().as_mut() {
                None if requests.is_empty() => return Ok(Vec::new()),
                None => {
                    return Err(Failure::Refused { index: (!alone).then_some(0), refusal: Refusal::NoBook });
                }
                Some(book) => book.prepare(requests, alone, &self.around).map(|it| (book.key().clone(), it)),
            };
            match prepared {
                Ok((_, Decided::Known(events))) => return Ok(events),
                Ok((key, Decided::New { expected, record, card, events })) => {
                    match self.store.append(&key, expected, core::slice::from_ref(&record), &card).await {
                        Ok(()) => {
                            self.absorb(record)?;
                            return Ok(events);
                        }
                        Err(StoreError::Conflict { head }) => self.overtaken(&key, head).await?,
                        Err(why) => return Err(why.into()),
                    }
                }
                // What another tab has recorded may allow it, or may be this very command.
                Err(refused @ Failure::Refused { .. }) => {
                    if self.catch_up(Sequence::START).await.unwrap_or_default().is_empty() {
                        return Err(refused);
                    }
                }
                Err(why) => return Err(why),
            }
        }
    }

    /// Removes a book and everything kept beside it; the open one is closed.
    pub async fn remove(&self, key: &BookKey) -> Result<(), Failure> {
        let _turn = self.turn().await;
        self.store.remove(key).await?;
        if self.book().is_some_and(|book| book.key() == key) {
            self.close();
        }
        Ok(())
    }

    /// Every record of a book as it lies in the store, whatever it is.
    pub async fn stored(&self, key: &BookKey) -> Result<Vec<Vec<u8>>, Failure> {
        Ok(self.store.read(key, Sequence::START, Sequence::MAX).await?)
    }

    /// What the store says of a book. Where it says that there is none, it is asked once more: see [`Self::records`].
    pub(super) async fn row(&self, key: &BookKey) -> Result<Option<BookRow>, Failure> {
        match self.store.book(key).await? {
            Some(row) => Ok(Some(row)),
            None => Ok(self.store.book(key).await?),
        }
    }

    /// The next records after `after`. Where there are none although the log is known to go on to `known`, they are read once
    /// more: an answer from before the last commit is no loss.
    pub(super) async fn records(
        &self,
        key: &BookKey,
        after: Sequence,
        known: Sequence,
    ) -> Result<Vec<Vec<u8>>, Failure> {
        let until = after.plus(MOST_EVENTS);
        let records = self.store.read(key, after, until).await?;
        if records.is_empty() && after < known {
            return Ok(self.store.read(key, after, until).await?);
        }
        Ok(records)
    }

    pub(super) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// A key that no book of the store has.
    pub(super) fn new_key(&self) -> Result<BookKey, Failure> {
        let key = format!("book-{}", self.around.new_id().simple());
        BookKey::new(&key).ok_or(Failure::Store(StoreError::Misused("the key of a new book")))
    }

    /// A command with an id makes a book whose key comes from that, so that, sent again, it finds what it made.
    async fn open_new(&self, requests: &[Request], alone: bool) -> Result<Vec<Recorded<Event>>, Failure> {
        if let Some(known) = self.opened_before(requests, alone)? {
            return Ok(known);
        }
        let id = requests.first().and_then(|request| request.command_id);
        let key = match id.and_then(|id| BookKey::new(&format!("book-{id}"))) {
            Some(key) => key,
            None => self.new_key()?,
        };
        loop {
            let mut book = match self.store.book(&key).await? {
                Some(_) => self.read(&key, |_, _| {}).await?,
                None => self.empty(key.clone()),
            };
            let events = match book.prepare(requests, alone, &self.around)? {
                Decided::Known(events) => events,
                Decided::New { expected, record, card, events } => {
                    book.absorb(record.clone())?;
                    match self.store.append(&key, expected, &[record], &card).await {
                        Ok(()) => events,
                        // Another tab was first with the same command.
                        Err(StoreError::Conflict { head }) if head > expected => continue,
                        Err(why) => return Err(why.into()),
                    }
                }
            };
            self.open.replace(Some(book));
            return Ok(events);
        }
    }

    /// The same `OpenBook` sent twice opens one book: the open one, where that is what it made.
    fn opened_before(
        &self,
        requests: &[Request],
        alone: bool,
    ) -> Result<Option<Vec<Recorded<Event>>>, Failure> {
        let mut open = self.open.borrow_mut();
        let Some(book) = open.as_mut() else { return Ok(None) };
        let first = book.log().event(Sequence::START.next()).map(|event| event.command_id);
        if first.is_none() || requests.first().and_then(|request| request.command_id) != first {
            return Ok(None);
        }
        match book.prepare(requests, alone, &self.around)? {
            Decided::Known(events) => Ok(Some(events)),
            Decided::New { .. } => Ok(None),
        }
    }

    fn absorb(&self, record: StoredRecord) -> Result<(), HistoryError> {
        match self.open.borrow_mut().as_mut() {
            Some(book) => book.absorb(record),
            None => Ok(()),
        }
    }

    /// A book without events, whose indexes have a key of this page's own.
    pub(super) fn empty(&self, key: BookKey) -> Book {
        Book::new(key, Scatter::keyed(self.around.random()))
    }

    /// Takes in what made the store refuse an append: somebody else was first, and the commands are to be decided
    /// again. Where nobody was, what is stored is no longer the book that is open.
    async fn overtaken(&self, key: &BookKey, head: Sequence) -> Result<(), Failure> {
        if !self.catch_up(head).await?.is_empty() {
            return Ok(());
        }
        if self.row(key).await?.is_none() {
            return Err(Failure::UnknownBook(key.to_string()));
        }
        let expected = self.book().map_or(Sequence::START, |book| book.log().head()).next();
        let why = HistoryError::Log(LogError::Gap { expected, found: head });
        self.set_trouble(&why, head);
        Err(why.into())
    }

    fn set_trouble(&self, why: &HistoryError, stored: Sequence) {
        if let Some(book) = self.open.borrow_mut().as_mut() {
            book.set_trouble(why.clone(), stored);
        }
    }

    /// Takes in what others have appended, which is known to reach to `known` at least. What can't be read makes the book
    /// read-only from there on.
    async fn catch_up(&self, known: Sequence) -> Result<Vec<Recorded<Event>>, Failure> {
        let mut news = Vec::new();
        loop {
            let Some((key, head)) = self.book().map(|book| (book.key().clone(), book.log().head())) else {
                return Ok(news);
            };
            let records = self.records(&key, head, known).await?;
            if records.is_empty() {
                return Ok(news);
            }
            for bytes in records {
                let after = self.book().map_or(head, |book| book.log().head());
                let taken = match self.open.borrow_mut().as_mut() {
                    Some(book) => book.take_in(bytes),
                    None => Ok(()),
                };
                match taken {
                    Ok(()) => {
                        let book = self.book();
                        let log = book.as_ref().map(|book| book.log());
                        news.extend(
                            log.into_iter().flat_map(|log| log.events(after.next(), log.head())).flatten(),
                        );
                    }
                    Err(why) => {
                        let row = self.store.book(&key).await?;
                        self.set_trouble(&why, row.map_or(after, |row| row.head));
                        return if news.is_empty() { Err(why.into()) } else { Ok(news) };
                    }
                }
            }
        }
    }

    /// Reads a book from the store, checking everything on the way.
    pub(super) async fn read(&self, key: &BookKey, progress: impl FnMut(u64, u64)) -> Result<Book, Failure> {
        let row = self.row(key).await?.ok_or_else(|| Failure::UnknownBook(key.to_string()))?;
        self.read_as(&row, progress).await
    }

    /// Reads the book of a row that the store gave.
    pub(super) async fn read_as(
        &self,
        row: &BookRow,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<Book, Failure> {
        make_room(row.head);
        let mut book = self.empty(row.key.clone());
        book.history_mut().expect(row.head.get());
        let (mut asked, events) = (Sequence::START, Cell::new(FIRST_EVENTS));
        let mut stretch = || {
            let after = asked;
            asked = after.plus(events.get()).min(row.head);
            let until = asked;
            let question = async move { (until, self.store.read(&row.key, after, until).await) };
            (after < until).then_some(question)
        };
        let mut ahead = ReadAhead::new();
        while let Some((until, records)) = ahead.next(&mut stretch).await {
            let (records, before) = (records?, book.count());
            let bytes: usize = records.iter().map(Vec::len).sum();
            if !book.take_in_all(records, row.head) {
                return Ok(book);
            }
            if let Some(fitting) = (READ_BYTES as u64 * (book.count() - before)).checked_div(bytes as u64) {
                events.set(fitting.clamp(1, MOST_EVENTS.min(events.get() * FASTER)));
            }
            progress(book.count(), row.head.get());
            // The log does not go on, whatever the row says.
            if book.log().head() < until {
                break;
            }
        }
        // What others have appended meanwhile, or an answer from before the last commit left out.
        loop {
            let rest = self.records(&row.key, book.log().head(), row.head).await?;
            if rest.is_empty() {
                break;
            }
            if !book.take_in_all(rest, row.head) {
                return Ok(book);
            }
            progress(book.count(), row.head.get());
        }
        if book.log().head() < row.head {
            let gap = LogError::Gap { expected: book.log().head().next(), found: row.head };
            book.set_trouble(HistoryError::Log(gap), row.head);
        }
        Ok(book)
    }
}

/// Has the memory grow at once by what a book of so many events is going to take. Some thousand times by a little would take a
/// browser longer than all else that is done about memory; what is not written takes none.
fn make_room(head: Sequence) {
    let mut room = Vec::<u8>::new();
    // Where that can't be had, it grows as it is needed, or fails then.
    let _ = room.try_reserve_exact(usize::try_from(head.get().min(MOST_ROOM) * ROOM).unwrap_or(0));
    core::hint::black_box(&room);
}
