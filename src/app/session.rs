//! The session: the open book, the shelf it stands on, and the moment shown, as signals. The one way from the page to a
//! book and back.

use super::browser::{Browser, breathe};
use super::last_backup::{Backups, LastBackup};
use super::losses::Losses;
use super::shelf::Shelf;
use super::{files, settings, shelf, tabs, witnesses};
use crate::book::{Book, Bookkeeper, Failure, Imported, Loss, Proposal, Shelved, Surroundings, VerifyReport};
use crate::event_sourcing::{BookKey, CommandId, EventStore, Promise, Recorded, Sequence, Timestamp};
use crate::exchange::{EventLogFile, EventLogReader, EventLogWriter, Request, file_name};
use crate::ledger::{AccountId, Assumed, Command, Event, Label, Name, Refusal, ValueDate};
use crate::sample::{self, SampleFile, SampleStep};
use crate::storage::AnyStore;
use crate::wording::word;
use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;
use web_sys::Blob;

type Keeper = Rc<Bookkeeper<AnyStore, Browser>>;

/// How far the page is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Books are being found or read.
    Opening,
    /// There is no book yet.
    NoBook,
    /// A book is open.
    Open,
    /// The page can't work; the sentence says why and what to do.
    Failed(String),
}

/// Where books are kept, and what that is worth.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StorageFacts {
    /// What an acknowledged entry is worth.
    pub promise: Promise,
    /// The same in words.
    pub sentence: &'static str,
    /// Why it is not worth more, where it is not.
    pub caveat: Option<String>,
}

/// A book that can only be looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Readable {
    /// How many of its events could be read.
    pub events: u64,
    /// How many the store says there are.
    pub stored: u64,
    /// Whether a later version of Daybook might read on.
    pub newer: bool,
}

/// A handle to the session, for whoever shows it or acts on it.
#[derive(Clone, Copy)]
pub struct Session {
    keeper: StoredValue<Option<Keeper>, LocalStorage>,
    version: RwSignal<u64>,
    at: RwSignal<Option<u64>>,
    phase: RwSignal<Phase>,
    shelf: RwSignal<Vec<Shelved>>,
    actor: RwSignal<String>,
    storage: RwSignal<Option<StorageFacts>>,
    read: RwSignal<(u64, u64)>,
    unanswered: StoredValue<Option<(Command, CommandId)>, LocalStorage>,
    gone: RwSignal<bool>,
    /// What this browser once kept and does not hold any more.
    pub losses: Losses,
    /// When each book was last saved as a file.
    pub backups: Backups,
}

/// The day a file of the book up to a position is named after: today, or the day of the past moment it stops at.
pub(super) fn day_of(book: &Book, position: Sequence) -> ValueDate {
    let past = (position < book.log().head()).then(|| book.past().times().at(position)).flatten();
    let day = past.and_then(|at| i32::try_from(at.millis().div_euclid(86_400_000)).ok());
    day.and_then(ValueDate::from_days).unwrap_or_else(|| Browser.today())
}

impl Session {
    /// Begins a session: the store is opened, and the book that was open last.
    pub fn start() -> Self {
        let session = Self {
            keeper: StoredValue::new_local(None),
            version: RwSignal::new(0),
            at: RwSignal::new(None),
            phase: RwSignal::new(Phase::Opening),
            shelf: RwSignal::new(Vec::new()),
            actor: RwSignal::new(settings::actor()),
            storage: RwSignal::new(None),
            read: RwSignal::new((0, 0)),
            unanswered: StoredValue::new_local(None),
            gone: RwSignal::new(false),
            losses: Losses::none(),
            backups: Backups::new(),
        };
        spawn_local(async move {
            if let Err(sentence) = session.begin().await {
                session.phase.set(Phase::Failed(sentence));
            }
        });
        session
    }

    async fn begin(self) -> Result<(), String> {
        let Shelf { store, caveat } = shelf::open().await?;
        let (promise, sentence) = (store.promise(), shelf::promise_sentence(&store));
        self.storage.set(Some(StorageFacts { promise, sentence, caveat }));
        self.keeper.set_value(Some(Rc::new(Bookkeeper::new(store, Browser))));
        let sentence = |why: Failure| why.to_string();
        let known = witnesses::all();
        self.refresh_shelf().await.map_err(sentence)?;
        self.losses.found(self.ready_keeper().map_err(sentence)?.missing(known).await.map_err(sentence)?);
        let books = self.shelf.get_untracked();
        let last = settings::last_book();
        let last = books.iter().find(|book| Some(book.key.as_str()) == last.as_deref());
        match last.or(books.first()) {
            None => self.phase.set(Phase::NoBook),
            Some(book) => self.open_book(book.key.clone()).await.map_err(sentence)?,
        }
        tabs::listen(self);
        Ok(())
    }

    /// How far the page is. Followed.
    pub fn phase(&self) -> Phase {
        self.phase.get()
    }

    /// How many events of how many have been read while opening. Followed.
    pub fn read_so_far(&self) -> (u64, u64) {
        self.read.get()
    }

    /// The number of events in the log. Followed.
    pub fn count(&self) -> u64 {
        self.version.track();
        self.count_untracked()
    }

    /// The moment shown: after this many events. Followed.
    pub fn position(&self) -> u64 {
        let count = self.count();
        self.at.get().map_or(count, |at| at.min(count))
    }

    /// The number of events in the log.
    pub fn count_untracked(&self) -> u64 {
        self.keeper().and_then(|keeper| Some(keeper.book()?.count())).unwrap_or(0)
    }

    /// The moment shown.
    pub fn position_untracked(&self) -> u64 {
        let count = self.count_untracked();
        self.at.get_untracked().map_or(count, |at| at.min(count))
    }

    /// Whether the moment shown is before now. Followed.
    pub fn is_past(&self) -> bool {
        self.position() < self.count()
    }

    /// Shows another moment; `None` is now, and follows it.
    pub fn go_to(&self, position: Option<u64>) {
        let count = self.count_untracked();
        let at = position.filter(|at| *at < count);
        if self.at.get_untracked() != at {
            self.at.set(at);
        }
    }

    /// Looks at the open book. Followed: whoever asks is asked again when it has new events or another is open.
    pub fn with_book<R>(&self, look: impl FnOnce(&Book) -> R) -> Option<R> {
        self.version.track();
        self.with_book_untracked(look)
    }

    /// Looks at the open book once.
    pub fn with_book_untracked<R>(&self, look: impl FnOnce(&Book) -> R) -> Option<R> {
        let keeper = self.keeper()?;
        let book = keeper.book()?;
        Some(look(&book))
    }

    /// Why the open book can only be looked at, where that is so. Followed.
    pub fn read_only(&self) -> Option<String> {
        if self.gone.get() {
            return Some(word("session.gone").to_owned());
        }
        let trouble = self.with_book(|book| book.trouble().map(|trouble| trouble.why.to_string())).flatten();
        trouble.or_else(|| Some(self.keeper()?.store().writable().err()?.to_string()))
    }

    /// Whether books can be made and removed here. Followed.
    pub fn is_writable(&self) -> bool {
        self.version.track();
        self.keeper().is_none_or(|keeper| keeper.store().writable().is_ok())
    }

    /// What of the open book could be read, where it can only be looked at. Followed.
    pub fn readable(&self) -> Option<Readable> {
        let of_book = |book: &Book| {
            let trouble = book.trouble()?;
            Some(Readable { events: book.count(), stored: trouble.stored.get(), newer: trouble.why.newer() })
        };
        self.with_book(of_book).flatten()
    }

    /// Whether the open book is not kept any more, but only on the screen. Followed.
    pub fn is_gone(&self) -> bool {
        self.gone.get()
    }

    /// What is lost of the open book. Followed.
    pub fn loss(&self) -> Option<Loss> {
        self.losses.of(&self.with_book(|book| book.key().clone())?)
    }

    /// Goes on without what is lost of a book.
    pub fn give_up(&self, key: &BookKey) {
        let keeper = self.keeper();
        let book = keeper.as_ref().and_then(|keeper| keeper.book());
        self.losses.give_up(key, book.as_deref());
    }

    /// Notes that the first `count` events of the open book, all it had, were saved as a file.
    pub fn note_backup(&self, count: u64) {
        if let Some(key) = self.open_key() {
            self.backups.note(&key, LastBackup { at: self.now().millis(), count });
        }
    }

    /// Finds out whether the open book is still kept: another tab may have deleted it, or the browser. What is on the
    /// screen stays there, to be exported.
    pub(super) async fn notice_gone(&self) {
        let kept = match self.ready_keeper() {
            Ok(keeper) => keeper.is_kept().await.unwrap_or(true),
            Err(_) => true,
        };
        if self.gone.get_untracked() == kept {
            self.gone.set(!kept);
        }
    }

    /// Every book of this browser. Followed.
    pub fn books(&self) -> Vec<Shelved> {
        self.shelf.get()
    }

    /// Where books are kept; `None` until that is known. Followed.
    pub fn storage(&self) -> Option<StorageFacts> {
        self.storage.get()
    }

    /// The name that entries are signed with; empty where none was given. Followed.
    pub fn actor(&self) -> String {
        self.actor.get()
    }

    /// Changes the name that entries are signed with, from now on.
    pub fn set_actor(&self, name: &str) -> Result<(), Failure> {
        Label::optional("actor", Some(name))?;
        settings::set_actor(name);
        self.actor.set(name.to_owned());
        Ok(())
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        Browser.now()
    }

    /// The day, where the user is.
    pub fn today(&self) -> ValueDate {
        Browser.today()
    }

    /// The id of an account to be opened.
    pub fn new_account_id(&self) -> AccountId {
        AccountId::from(Browser.new_id())
    }

    /// Sends a command; gives the recorded events once they are kept as the store promises. Where the store's answer got
    /// lost, the same command sent again keeps its id, so that it is recorded once.
    pub async fn dispatch(
        &self,
        command: Command,
        caused_by: Option<CommandId>,
    ) -> Result<Vec<Recorded<Event>>, Failure> {
        let unanswered = self.unanswered.try_update_value(Option::take).flatten();
        let id = match unanswered {
            Some((same, id)) if same == command => id,
            _ => CommandId::from(Browser.new_id()),
        };
        let (actor, assumed) = (None, Assumed::default());
        let request = Request { command: command.clone(), command_id: Some(id), actor, caused_by, assumed };
        let outcome = self.dispatch_requests(vec![request], true).await;
        if matches!(outcome, Err(Failure::Store(_))) {
            self.unanswered.set_value(Some((command, id)));
        }
        outcome
    }

    /// Sends commands, all or nothing; `alone` is false for a batch. Those without an actor are the user's own.
    pub async fn dispatch_requests(
        &self,
        mut requests: Vec<Request>,
        alone: bool,
    ) -> Result<Vec<Recorded<Event>>, Failure> {
        let keeper = self.ready_keeper()?;
        let begins = matches!(requests.first(), Some(Request { command: Command::OpenBook { .. }, .. }));
        if !begins && self.open_key().is_some_and(|key| self.losses.concerns(&key)) {
            return Err(Failure::ReadOnly(word("session.loss").to_owned()));
        }
        let actor = Label::optional("actor", Some(&self.actor.get_untracked())).ok().flatten();
        for request in &mut requests {
            request.actor = request.actor.take().or_else(|| actor.clone());
        }
        let before = self.open_key();
        let outcome = keeper.dispatch(&requests, alone).await;
        // Even a refused command may have taken in what another tab recorded.
        if self.open_key() == before {
            self.changed();
        } else {
            self.opened();
            self.rearranged().await;
        }
        match &outcome {
            Ok(_) => {
                self.with_book_untracked(witnesses::note);
                tabs::announce(self.open_key());
            }
            Err(Failure::Refused { .. }) => {}
            Err(_) => self.notice_gone().await,
        }
        outcome
    }

    /// Takes in what other tabs have recorded in the open book.
    pub async fn follow(&self) -> Result<(), Failure> {
        let Ok(keeper) = self.ready_keeper() else { return Ok(()) };
        let news = keeper.follow().await?;
        if !news.is_empty() {
            self.with_book_untracked(witnesses::note);
            self.changed();
        }
        Ok(())
    }

    /// Opens a book of this browser.
    pub async fn open_book(&self, key: BookKey) -> Result<(), Failure> {
        let keeper = self.ready_keeper()?;
        let before = self.phase.get_untracked();
        if before != Phase::Open {
            self.phase.set(Phase::Opening);
        }
        let read = self.read;
        let outcome = keeper.open(&key, move |done, all| read.set((done, all))).await;
        match outcome {
            Ok(()) => self.opened(),
            Err(_) => self.phase.set(before),
        }
        self.rearranged().await;
        outcome
    }

    /// Opens a new book.
    pub async fn new_book(&self, name: Name, base_currency: String) -> Result<(), Failure> {
        self.dispatch(Command::OpenBook { name, base_currency }, None).await.map(drop)
    }

    /// Removes a book from this browser; if it was open, another one is opened.
    pub async fn remove_book(&self, key: BookKey) -> Result<(), Failure> {
        let keeper = self.ready_keeper()?;
        // First: a witness left behind would raise an alarm over a book that was deleted on purpose.
        let witness = witnesses::of(&key);
        witnesses::forget(&key);
        if let Err(why) = keeper.remove(&key).await {
            witness.inspect(|witness| witnesses::put(&key, witness));
            return Err(why);
        }
        self.give_up(&key);
        self.backups.forget(&key);
        self.refresh_shelf().await?;
        if self.open_key().is_none() {
            self.at.set(None);
            let next = self.shelf.with_untracked(|books| books.first().map(|book| book.key.clone()));
            match next {
                Some(next) => self.open_book(next).await?,
                None => self.phase.set(Phase::NoBook),
            }
        }
        self.rearranged().await;
        tabs::announce(Some(key));
        Ok(())
    }

    /// The open book up to a position, or all of it, as an event log file with its name. `progress` is told how many
    /// events of how many are written.
    pub async fn export_json(
        &self,
        position: Option<u64>,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<(String, Blob), Failure> {
        let begin = |book: &Book| {
            let position =
                position.and_then(Sequence::new).unwrap_or(book.log().head()).min(book.log().head());
            let ledger = book.ledger_at(position)?;
            let about = ledger.book().or_else(|| book.ledger().book()).ok_or(Refusal::NoBook)?;
            let fingerprint = book.fingerprint_at(position)?;
            let name = file_name(about.name.as_str(), &day_of(book, position).to_string());
            let writer = EventLogWriter::new(about, position, fingerprint, Browser.now());
            Ok::<_, Failure>((name, writer, position, book.key().clone()))
        };
        let (name, mut writer, end, key) = self.with_book_untracked(begin).ok_or(Refusal::NoBook)??;
        let pieces = Array::new();
        loop {
            let next = self.with_book_untracked(|book| {
                // Another book may have been opened meanwhile.
                if *book.key() != key {
                    return Err(Failure::Cancelled);
                }
                writer.next(book.history()).map_err(Failure::from)
            });
            let Some(bytes) = next.ok_or(Failure::Cancelled)?? else { break };
            pieces.push(&Uint8Array::from(bytes.as_slice()));
            progress(writer.written(), end.get());
            breathe().await;
        }
        Ok((name, files::blob(&pieces, "application/json")?))
    }

    /// The stored records of the open book as they lie in the store, damaged and unknown ones too: each with its length
    /// before it, four bytes, little-endian.
    pub async fn export_stored(&self) -> Result<(String, Blob), Failure> {
        let keeper = self.ready_keeper()?;
        let key = self.open_key().ok_or(Refusal::NoBook)?;
        let pieces = Array::new();
        let records = keeper.stored(&key).await?;
        if records.is_empty() {
            return Err(Failure::UnknownBook(key.to_string()));
        }
        for record in records {
            let length = u32::try_from(record.len()).unwrap_or(u32::MAX);
            pieces.push(&Uint8Array::from(length.to_le_bytes().as_slice()));
            pieces.push(&Uint8Array::from(record.as_slice()));
        }
        let known = self.shelf.with_untracked(|books| books.iter().find(|book| book.key == key).cloned());
        let name = known.map(|book| book.name).unwrap_or_default();
        let name = file_name(&name, &Browser.today().to_string()).replace(".json", ".records");
        Ok((name, files::blob(&pieces, "application/octet-stream")?))
    }

    /// Checks a file, takes it in and opens its book. `progress` is told how many bytes of how many are done, and says
    /// whether to go on.
    pub async fn import_json(
        &self,
        file: Blob,
        progress: impl FnMut(u64, u64) -> bool,
    ) -> Result<Imported, Failure> {
        let file = files::read_log(&file, progress).await?;
        self.import(file).await
    }

    /// Makes the sample book, takes it in like any file and opens it. `progress` is told how many events are made, and
    /// says whether to go on.
    pub async fn load_sample(&self, progress: impl FnMut(u64) -> bool) -> Result<Imported, Failure> {
        self.load(SampleFile::new(sample::commands()), progress).await
    }

    async fn load<I: Iterator<Item = SampleStep>>(
        &self,
        mut file: SampleFile<I>,
        mut progress: impl FnMut(u64) -> bool,
    ) -> Result<Imported, Failure> {
        let mut reader = EventLogReader::default();
        while let Some(bytes) = file.next_stretch()? {
            reader.feed(&bytes)?;
            if !progress(file.written()) {
                return Err(Failure::Cancelled);
            }
            breathe().await;
        }
        self.import(reader.finish()?).await
    }

    /// Checks a file, and finds out what taking it in would do. Changes nothing.
    pub async fn propose(
        &self,
        file: Blob,
        progress: impl FnMut(u64, u64) -> bool,
    ) -> Result<Proposal, Failure> {
        self.propose_file(files::read_log(&file, progress).await?).await
    }

    pub(super) async fn propose_file(&self, file: EventLogFile) -> Result<Proposal, Failure> {
        self.ready_keeper()?.propose(file).await
    }

    async fn import(&self, file: EventLogFile) -> Result<Imported, Failure> {
        let proposal = self.propose_file(file).await?;
        self.accept(proposal).await
    }

    /// Does what was proposed, and opens the book.
    pub async fn accept(&self, proposal: Proposal) -> Result<Imported, Failure> {
        let imported = self.ready_keeper()?.apply(proposal).await?;
        self.opened();
        self.rearranged().await;
        tabs::announce(Some(imported.key.clone()));
        Ok(imported)
    }

    /// Verifies the open book. `progress` is told how many events of how many are done.
    pub async fn verify(&self, progress: impl FnMut(u64, u64)) -> Result<VerifyReport, Failure> {
        self.ready_keeper()?.verify(progress).await
    }

    /// The key of the open book.
    pub(super) fn open_key(&self) -> Option<BookKey> {
        self.with_book_untracked(|book| book.key().clone())
    }

    /// Reads the list of books again.
    pub(super) async fn refresh_shelf(&self) -> Result<(), Failure> {
        if let Ok(keeper) = self.ready_keeper() {
            let books = keeper.books().await?;
            if self.shelf.with_untracked(|known| *known != books) {
                self.shelf.set(books);
            }
        }
        Ok(())
    }

    /// Another book is open: it is shown as it is now, and offered first next time.
    fn opened(&self) {
        self.at.set(None);
        self.gone.set(false);
        self.with_book_untracked(|book| self.losses.compare(book));
        if let Some(key) = self.open_key() {
            settings::set_last_book(key.as_str());
        }
        self.phase.set(Phase::Open);
    }

    /// The open book has other events than before: the page follows, and its place on the shelf says so.
    fn changed(&self) {
        self.version.update(|version| *version += 1);
        let about = self.with_book_untracked(|book| {
            let name = book.ledger().book().map(|it| it.name.to_string());
            (book.key().clone(), name, book.count())
        });
        let Some((key, Some(name), count)) = about else { return };
        self.shelf.update(|books| {
            if let Some(book) = books.iter_mut().find(|book| book.key == key) {
                (book.name, book.count) = (name, count);
            }
        });
    }

    /// Other books are on the shelf than before, or another is open.
    async fn rearranged(&self) {
        // The list only follows; if it can't be read, the next change tries again.
        let _ = self.refresh_shelf().await;
        self.changed();
    }

    fn keeper(&self) -> Option<Keeper> {
        self.keeper.try_get_value().flatten()
    }

    fn ready_keeper(&self) -> Result<Keeper, Failure> {
        self.keeper().ok_or_else(|| Failure::Unreadable(word("session.not-ready").to_owned()))
    }
}
