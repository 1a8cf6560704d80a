//! The session: the open book, the shelf it stands on, and the moment shown, as signals. The one way from the page to a
//! book and back.

mod branch;
pub(super) mod in_and_out;
mod news;

use super::browser::{Browser, all_there, give_way};
use super::last_backup::{Backups, LastBackup};
use super::losses::Losses;
use super::room::Room;
use super::shelf::Shelf;
use super::{settings, shelf, tabs, witnesses};
use crate::book::{Book, Bookkeeper, Failure, Loss, Shelved, Surroundings};
use crate::event_sourcing::{BookKey, CommandId, EventStore, Promise, Recorded, Sequence, Timestamp};
use crate::exchange::Request;
use crate::ledger::{AccountId, Assumed, Command, Event, Label, Name, ValueDate};
use crate::storage::AnyStore;
use crate::wording::word;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

pub(super) type Keeper = Rc<Bookkeeper<AnyStore, Browser>>;

/// How often the page is told how far a book has been read.
const TELLINGS: u64 = 12;

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
    /// The keeper of this browser's books, while `keeper` is that of a branch.
    home: StoredValue<Option<Keeper>, LocalStorage>,
    /// Up to which event of the book that branch knows it, while it is shown.
    in_branch: RwSignal<Option<Sequence>>,
    version: RwSignal<u64>,
    at: RwSignal<Option<u64>>,
    phase: RwSignal<Phase>,
    shelf: RwSignal<Vec<Shelved>>,
    actor: RwSignal<String>,
    storage: RwSignal<Option<StorageFacts>>,
    read: RwSignal<(u64, u64)>,
    /// Whether all of the open book has been read.
    whole: RwSignal<bool>,
    /// Whether the page is about to follow new events.
    behind: StoredValue<bool>,
    /// Not before then, in milliseconds since 1970, does it follow again where events come quickly.
    follows: StoredValue<f64>,
    /// The book whose new events the witness and the other tabs are about to be told of.
    untold: StoredValue<Option<BookKey>>,
    /// When they were told last.
    told: StoredValue<f64>,
    unanswered: StoredValue<Option<(Command, CommandId)>, LocalStorage>,
    gone: RwSignal<bool>,
    /// How often a book was opened.
    openings: RwSignal<u64>,
    /// What this browser once kept and does not hold any more.
    pub losses: Losses,
    /// When each book was last saved as a file.
    pub backups: Backups,
}

impl Session {
    /// Begins a session: the store is opened, and the book that was open last.
    pub fn start() -> Self {
        let session = Self {
            keeper: StoredValue::new_local(None),
            home: StoredValue::new_local(None),
            in_branch: RwSignal::new(None),
            version: RwSignal::new(0),
            at: RwSignal::new(None),
            phase: RwSignal::new(Phase::Opening),
            shelf: RwSignal::new(Vec::new()),
            actor: RwSignal::new(settings::actor()),
            storage: RwSignal::new(None),
            read: RwSignal::new((0, 0)),
            whole: RwSignal::new(true),
            behind: StoredValue::new(false),
            follows: StoredValue::new(0.0),
            untold: StoredValue::new(None),
            told: StoredValue::new(0.0),
            unanswered: StoredValue::new_local(None),
            gone: RwSignal::new(false),
            openings: RwSignal::new(0),
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
        let keeper = self.ready_keeper().map_err(sentence)?;
        let mut losses = Vec::new();
        for loss in keeper.missing(known).await.map_err(sentence)? {
            losses.push(shelf::elsewhere(keeper.store(), loss).await);
        }
        self.losses.found(losses);
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

    /// How far the page is.
    pub(super) fn phase_untracked(&self) -> Phase {
        self.phase.get_untracked()
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

    /// Whether all of the open book has been read: until then only its state now is known. Followed.
    pub fn is_whole(&self) -> bool {
        self.whole.get()
    }

    /// Whether all of the open book has been read.
    pub fn is_whole_untracked(&self) -> bool {
        self.whole.get_untracked()
    }

    /// How often a book was opened: what was found out about another opening's book says nothing of this one. Followed.
    pub fn openings(&self) -> u64 {
        self.openings.get()
    }

    pub(super) fn openings_untracked(&self) -> u64 {
        self.openings.get_untracked()
    }

    /// Resolves once all of the open book has been read.
    pub(super) async fn until_whole(&self) {
        while !self.is_whole_untracked() {
            give_way().await;
        }
    }

    /// Looks at the open book. Followed: whoever asks is asked again when it has new events or another is open. A book that
    /// is still being read has no past yet, and is not shown here.
    pub fn with_book<R>(&self, look: impl FnOnce(&Book) -> R) -> Option<R> {
        self.version.track();
        self.with_book_untracked(look)
    }

    /// Looks at the open book once.
    pub fn with_book_untracked<R>(&self, look: impl FnOnce(&Book) -> R) -> Option<R> {
        let keeper = self.keeper()?;
        let book = keeper.book().filter(|book| book.is_whole())?;
        Some(look(&book))
    }

    /// Looks at the open book once, also where only its state now is known yet.
    pub fn at_first_sight<R>(&self, look: impl FnOnce(&Book) -> R) -> Option<R> {
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
        if let Some(key) = self.open_key().filter(|_| !self.is_in_branch_untracked()) {
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

    /// How much room there is where books are kept.
    pub async fn room(&self) -> Room {
        match self.home_keeper() {
            Ok(keeper) => shelf::room(keeper.store()).await,
            Err(_) => Room::default(),
        }
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
        let begins = matches!(requests.first(), Some(Request { command: Command::OpenBook { .. }, .. }));
        if begins {
            self.step_out();
        } else if self.is_in_branch_untracked() {
            return Err(Failure::ReadOnly(word("session.in-branch").to_owned()));
        }
        let keeper = self.ready_keeper()?;
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
        if !begins || self.open_key() == before {
            self.changed_soon();
        } else {
            self.opened();
            self.rearranged().await;
        }
        match &outcome {
            Ok(_) => self.tell_soon(),
            Err(Failure::Refused { .. }) => {}
            Err(_) => self.notice_gone().await,
        }
        outcome
    }

    /// Takes in what other tabs have recorded in the open book.
    pub async fn follow(&self) -> Result<(), Failure> {
        let Ok(keeper) = self.home_keeper() else { return Ok(()) };
        let news = keeper.follow().await?;
        if !news.is_empty() {
            untrack(|| self.with_home_book(witnesses::note));
            self.changed();
        }
        Ok(())
    }

    /// Opens a book of this browser.
    pub async fn open_book(&self, key: BookKey) -> Result<(), Failure> {
        self.step_out();
        let keeper = self.ready_keeper()?;
        let before = self.phase.get_untracked();
        if before != Phase::Open {
            self.phase.set(Phase::Opening);
        }
        let (session, read) = (*self, self.read);
        let seen = move || session.seen();
        let mut told = 0;
        let progress = move |done: u64, all: u64| {
            // Each time takes the page a frame.
            if done >= told + all / TELLINGS || done == all {
                told = done;
                read.set((done, all));
            }
        };
        let outcome = keeper.open_at_first_sight(&key, progress, seen).await;
        if outcome.is_ok() {
            self.opened();
        } else {
            self.whole.set(true);
            self.phase.set(before);
        }
        self.rearranged().await;
        let session = *self;
        spawn_local(async move { session.keep().await });
        outcome
    }

    /// Opens a new book.
    pub async fn new_book(&self, name: Name, base_currency: String) -> Result<(), Failure> {
        self.dispatch(Command::OpenBook { name, base_currency }, None).await.map(drop)
    }

    /// Removes a book from this browser; if it was open, another one is opened.
    pub async fn remove_book(&self, key: BookKey) -> Result<(), Failure> {
        self.step_out();
        let keeper = self.ready_keeper()?;
        self.tell();
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

    /// The key of the open book.
    pub(super) fn open_key(&self) -> Option<BookKey> {
        self.at_first_sight(|book| book.key().clone())
    }

    /// Reads the list of books again.
    pub(super) async fn refresh_shelf(&self) -> Result<(), Failure> {
        if let Ok(keeper) = self.home_keeper() {
            let books = keeper.books().await?;
            if self.shelf.with_untracked(|known| *known != books) {
                self.shelf.set(books);
            }
        }
        Ok(())
    }

    /// The state now of a long book is known, and shown while the rest of it is read.
    fn seen(&self) {
        self.at.set(None);
        self.whole.set(false);
        self.phase.set(Phase::Open);
        self.changed();
    }

    /// Keeps the state of a long book, so that it opens quickly.
    async fn keep(&self) {
        // The first screen is no place for it.
        all_there().await;
        if let Some(keeper) = self.keeper() {
            // Derived: the next occasion tries again.
            let _ = keeper.keep_snapshot().await;
        }
    }

    /// Another book is open: it is shown as it is now, and offered first next time.
    fn opened(&self) {
        self.with_book_untracked(|book| self.losses.compare(book));
        if let Some(key) = self.open_key() {
            settings::set_last_book(key.as_str());
        }
        self.shown();
    }

    /// Something else is shown than before, as it is now.
    fn shown(&self) {
        self.at.set(None);
        self.gone.set(false);
        self.openings.update(|openings| *openings += 1);
        self.whole.set(true);
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

    pub(super) fn ready_keeper(&self) -> Result<Keeper, Failure> {
        self.keeper().ok_or_else(|| Failure::Unreadable(word("session.not-ready").to_owned()))
    }
}
