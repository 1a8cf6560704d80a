//! The streams of the open book: its destinations, and their deliveries, which one tab carries out. What the user decides is
//! written where every tab reads it, so that it does not matter which tab that is.

use super::bell::Bell;
use super::browser::{Browser, all_there, give_way};
use super::carrier::{self, Network};
use super::credentials::{self, Credentials};
use super::session::Session;
use super::{backup, files, settings};
use crate::book::{Book, Delivery, Failure, Surroundings, Turn, public_range};
use crate::event_sourcing::{BookKey, Drawer, Drawers, Sequence};
use crate::ledger::Refusal;
use crate::streaming::{BadDestination, Destination, IntegrationEvent, Row, State, ndjson};
use crate::wording::{say, word};
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BroadcastChannel, MessageEvent};

const CHANNEL: &str = "daybook/streams";
/// How often other tabs are told, while much is delivered.
const TELL_MS: f64 = 500.0;
/// How long a delivery waits after the store failed it.
const STORE_MS: f64 = 5_000.0;

/// What the page shows of a destination.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// As it is kept.
    pub row: Row,
    /// How it is doing.
    pub state: State,
    /// Public events that are still to be delivered.
    pub waiting: u64,
    /// What went wrong last, in a sentence.
    pub last_error: Option<String>,
    /// Why it does not go on, in a sentence.
    pub hindrance: Option<String>,
    /// Whether it wants a password that this tab does not have.
    pub locked: bool,
}

/// A handle to the streams of the open book: small, because the page's state is handed around.
#[derive(Clone, Copy)]
pub struct Streams(StoredValue<Parts, LocalStorage>);

#[derive(Clone, Copy)]
struct Parts {
    session: Session,
    rows: RwSignal<Vec<Row>>,
    /// Raised when a password was given or forgotten.
    unlocked: RwSignal<u32>,
    delivering: RwSignal<bool>,
    able: RwSignal<bool>,
    desk: StoredValue<Rc<Desk>, LocalStorage>,
}

/// What belongs to the book that is open now.
#[derive(Default)]
struct Desk {
    key: Option<BookKey>,
    /// Whether this book is no longer the open one.
    over: Cell<bool>,
    bells: RefCell<Vec<(String, Rc<Bell>)>>,
    release: RefCell<Option<Function>>,
    asked: Cell<bool>,
    /// Whether the destinations have been read, or nothing says that there are any.
    loaded: Cell<bool>,
    /// Whether other tabs have yet to be told of something.
    untold: Cell<bool>,
    channel: RefCell<Option<BroadcastChannel>>,
    told: Cell<f64>,
}

impl Desk {
    fn ring(&self, urgent: bool) {
        self.bells.borrow().iter().for_each(|(_, bell)| bell.ring(urgent));
    }

    fn tell(&self) {
        if let (Some(channel), Some(key)) = (self.channel.borrow().as_ref(), &self.key) {
            self.told.set(js_sys::Date::now());
            self.untold.set(false);
            let _ = channel.post_message(&JsValue::from_str(key.as_str()));
        }
    }
}

impl Streams {
    /// Follows the open book from now on.
    pub(super) fn attach(session: Session) -> Self {
        let parts = Parts {
            session,
            rows: RwSignal::new(Vec::new()),
            unlocked: RwSignal::new(0),
            delivering: RwSignal::new(false),
            able: RwSignal::new(true),
            desk: StoredValue::new_local(Rc::default()),
        };
        let streams = Self(StoredValue::new_local(parts));
        Effect::new(move |before: Option<Option<BookKey>>| {
            let key = session.with_book(|book| book.key().clone());
            if before.is_none_or(|before| before != key) {
                untrack(|| streams.switch(key.clone()));
            } else {
                streams.desk().ring(false);
            }
            key
        });
        for (event, urgent) in [("online", true), ("pageshow", false)] {
            let wake = Closure::<dyn FnMut(JsValue)>::new(move |_| streams.desk().ring(urgent));
            if let Some(window) = web_sys::window() {
                let _ = window.add_event_listener_with_callback(event, wake.as_ref().unchecked_ref());
            }
            wake.forget();
        }
        streams
    }

    fn parts(self) -> Parts {
        self.0.get_value()
    }

    fn desk(self) -> Rc<Desk> {
        self.parts().desk.get_value()
    }

    /// Another book is open, or none.
    fn switch(self, key: Option<BookKey>) {
        let old = self.desk();
        old.over.set(true);
        old.ring(false);
        if let Some(release) = old.release.take() {
            let _ = release.call0(&JsValue::NULL);
        }
        if let Some(channel) = old.channel.take() {
            channel.close();
        }
        self.parts().delivering.set(false);
        self.parts().rows.set(Vec::new());
        let Some(key) = key else { return };
        let desk = Rc::new(Desk { key: Some(key), ..Desk::default() });
        if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
            let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let about = event.data().as_string();
                if about.as_deref() == self.desk().key.as_ref().map(BookKey::as_str) {
                    self.begin();
                }
            });
            channel.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
            desk.channel.replace(Some(channel));
        }
        let delivers = desk.key.as_ref().is_some_and(settings::has_destinations);
        // Where nothing is delivered, nobody waits for what there is not.
        desk.loaded.set(!delivers);
        self.parts().desk.set_value(desk);
        spawn_local(async move {
            // Where nothing is delivered, that is no part of the first screen.
            if !delivers {
                all_there().await;
            }
            self.begin();
        });
    }

    #[inline(never)]
    fn begin(self) {
        spawn_local(async move {
            let _ = self.reload().await;
        });
    }

    /// Reads the destinations again, and sees that each has its delivery.
    async fn reload(self) -> Result<(), Failure> {
        let (keeper, desk) = (self.parts().session.ready_keeper()?, self.desk());
        let Some(key) = desk.key.clone() else { return Ok(()) };
        let rows = keeper.destinations(&key).await?;
        if desk.over.get() {
            return Ok(());
        }
        let books = untrack(|| self.parts().session.books());
        settings::set_destinations(&key, &rows, |book| books.iter().any(|it| it.key.as_str() == book));
        // A tab whose policy is older than a destination leaves delivering to one that may speak to all of them.
        let able = rows.iter().map(|row| &row.destination.url);
        let able = able.filter(|url| carrier::is_address(url)).all(|url| carrier::policy_allows(url));
        let any = !rows.is_empty();
        self.parts().rows.set(rows);
        desk.loaded.set(true);
        self.parts().able.set(able);
        if !able && desk.asked.get() {
            untrack(|| self.switch(desk.key.clone()));
        } else if self.parts().delivering.get_untracked() {
            self.deliver_all(&desk);
        } else if any && able && !desk.asked.replace(true) {
            self.ask_for_the_lock(&desk);
        }
        desk.ring(false);
        Ok(())
    }

    /// One tab delivers a book; another takes over when that one is closed.
    fn ask_for_the_lock(self, desk: &Rc<Desk>) {
        let Some(key) = &desk.key else { return };
        let name = format!("daybook/deliver/{key}");
        let granted = Rc::clone(desk);
        let hold = Closure::once_into_js(move |_: JsValue| {
            if granted.over.get() {
                return JsValue::NULL;
            }
            self.parts().delivering.set(true);
            self.deliver_all(&granted);
            // A promise that is settled when another book is opened, or with the tab.
            Promise::new(&mut |resolve, _| {
                granted.release.replace(Some(resolve));
            })
            .into()
        });
        let navigator: JsValue = web_sys::window().map_or(JsValue::NULL, |window| window.navigator().into());
        let request = Reflect::get(&navigator, &"locks".into()).and_then(|locks| {
            let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
            request.call2(&locks, &name.into(), &hold)
        });
        if request.is_err() {
            // A browser without locks: whoever opens two tabs there gets repeats, which consumers drop.
            self.parts().delivering.set(true);
            self.deliver_all(desk);
        }
    }

    fn deliver_all(self, desk: &Rc<Desk>) {
        for row in self.parts().rows.get_untracked() {
            let id = row.destination.id.clone();
            let known = desk.bells.borrow().iter().any(|(other, _)| *other == id);
            if !known {
                let bell = Rc::new(Bell::default());
                desk.bells.borrow_mut().push((id, Rc::clone(&bell)));
                spawn_local(self.deliver(Rc::clone(desk), row, bell));
            }
        }
    }

    async fn deliver(self, desk: Rc<Desk>, row: Row, bell: Rc<Bell>) {
        let id = row.destination.id.clone();
        let Ok(keeper) = self.parts().session.ready_keeper() else { return };
        let Some(mut delivery) = self.parts().session.with_book_untracked(|book| Delivery::new(book, row))
        else {
            return;
        };
        while !desk.over.get() {
            let wait = match delivery.turn(&keeper, &Network).await {
                Ok(Turn::Over) => break,
                Ok(Turn::Again) => {
                    self.show(&desk, delivery.row(), false);
                    give_way().await;
                    continue;
                }
                Ok(Turn::Rest) => None,
                #[expect(clippy::cast_precision_loss, reason = "an hour at the most")]
                Ok(Turn::Wait(moment)) => Some((moment.millis() - Browser.now().millis()).max(0) as f64),
                Err(_) => Some(STORE_MS),
            };
            self.show(&desk, delivery.row(), true);
            if bell.wait(wait).await {
                delivery.try_now();
            }
            // What can't be read now is read at the next occasion.
            let _ = delivery.refresh(&keeper).await;
        }
        desk.bells.borrow_mut().retain(|(other, _)| *other != id);
    }

    /// Puts on the screen, here and in other tabs, how far a delivery has come.
    fn show(self, desk: &Desk, row: &Row, resting: bool) {
        if desk.over.get() {
            return;
        }
        let mut changed = false;
        let known = self.parts().rows.with_untracked(|rows| {
            let old = rows.iter().find(|old| old.destination.id == row.destination.id);
            changed = old.is_some_and(|old| old != row);
            old.is_some()
        });
        if known && changed {
            self.parts().rows.update(|rows| {
                for old in rows.iter_mut().filter(|old| old.destination.id == row.destination.id) {
                    old.clone_from(row);
                }
            });
        }
        desk.untold.set(desk.untold.get() || changed);
        if desk.untold.get() && (resting || js_sys::Date::now() - desk.told.get() > TELL_MS) {
            desk.tell();
        }
    }

    /// The destinations of the open book. Followed.
    pub fn shown(self) -> Vec<Shown> {
        self.parts().unlocked.track();
        let count = |row: &Row| {
            self.parts().session.with_book(|book| {
                let (head, cursor) = (book.log().head(), row.progress.cursor);
                let again = row.progress.parked.iter().filter(|parked| parked.released).count() as u64;
                book.public_until(head).saturating_sub(book.public_until(cursor)) + again
            })
        };
        let rows = self.parts().rows.get().into_iter();
        rows.map(|row| {
            let to = &row.destination;
            let problem = row.progress.problem.as_ref();
            let parked = row.progress.parked.last().map(|parked| &parked.problem);
            Shown {
                state: State::of(row.paused, problem),
                waiting: count(&row).unwrap_or_default(),
                hindrance: problem.map(|problem| problem.sentence(to.kind, &to.topic)),
                last_error: problem.or(parked).map(|problem| problem.sentence(to.kind, &to.topic)),
                locked: to.auth && credentials::given(&to.id).is_none(),
                row,
            }
        })
        .collect()
    }

    /// Whether this tab is the one that delivers. Followed.
    pub fn delivers_here(self) -> bool {
        self.parts().delivering.get()
    }

    /// Whether this tab may deliver: it can't speak to a destination that was added after it was opened. Followed.
    pub fn may_deliver(self) -> bool {
        self.parts().able.get()
    }

    /// Whether the destinations of the open book, where one is open, have been read.
    pub(super) fn is_loaded(self) -> bool {
        let desk = self.desk();
        desk.key == self.parts().session.open_key() && (desk.key.is_none() || desk.loaded.get())
    }

    /// Adds a destination to the open book. It begins with the first event, or with the next one recorded. Where the page's
    /// policy does not allow it yet, the page is loaded again.
    pub async fn add(
        self,
        to: Destination,
        credentials: Option<Credentials>,
        from_the_start: bool,
    ) -> Result<String, Failure> {
        let keeper = self.parts().session.ready_keeper()?;
        let (id, url) = (to.id.clone(), to.url.clone());
        if let Some(credentials) = credentials {
            credentials::give(&id, &credentials);
        }
        keeper.add_destination(to, from_the_start.then_some(Sequence::START)).await?;
        self.reload().await?;
        self.desk().tell();
        if !carrier::policy_allows(&url) {
            // Whoever asked hears first that it is done.
            set_timeout(
                || {
                    if let Some(window) = web_sys::window() {
                        let _ = window.location().reload();
                    }
                },
                std::time::Duration::from_millis(50),
            );
        }
        Ok(id)
    }

    /// Reads what a script or a form says of a new destination.
    pub fn read(self, said: &Value) -> Result<Destination, BadDestination> {
        let to = Destination::read(Browser.new_id().to_string(), said)?;
        if carrier::is_address(&to.url) {
            return Ok(to);
        }
        Err(BadDestination { field: "url", expected: word("destination.address").to_owned() })
    }

    /// Removes a destination. What it has received is its own.
    pub async fn remove(self, id: &str) -> Result<(), Failure> {
        let (keeper, key) = self.of(id)?;
        keeper.remove_destination(&key, id).await?;
        credentials::forget(id);
        self.decided(false).await
    }

    /// Stops a destination, or lets it go on.
    pub async fn pause(self, id: &str, paused: bool) -> Result<(), Failure> {
        let (keeper, key) = self.of(id)?;
        keeper.pause_destination(&key, id, paused).await?;
        self.decided(!paused).await
    }

    /// Sends everything from this event on, once more where it was sent before.
    pub async fn resend(self, id: &str, from: Sequence) -> Result<(), Failure> {
        let (keeper, key) = self.of(id)?;
        keeper.begin_after(&key, id, from.previous()).await?;
        self.decided(true).await
    }

    /// Sends a parked event once more, or leaves it out for good.
    pub async fn settle_parked(self, id: &str, event: &str, again: bool) -> Result<(), Failure> {
        let (keeper, key) = self.of(id)?;
        keeper.settle_parked(&key, id, event, again).await?;
        self.decided(true).await
    }

    /// Takes a password or token for a destination, for as long as this tab is open.
    pub fn unlock(self, id: &str, credentials: &Credentials) {
        credentials::give(id, credentials);
        self.parts().unlocked.update(|times| *times += 1);
        self.desk().ring(true);
    }

    /// Keeps what was given for a destination in this browser, encrypted with a passphrase.
    pub async fn keep_sealed(
        self,
        id: &str,
        credentials: &Credentials,
        passphrase: &str,
    ) -> Result<(), Failure> {
        let (keeper, key) = self.of(id)?;
        let sealed = backup::seal(&credentials.json(), passphrase).await?;
        keeper.store().revise(&key, Drawer::Secrets, id, &mut |_| Some(sealed.clone())).await?;
        Ok(())
    }

    /// Takes what was kept for a destination, where this is the passphrase. Says whether it is.
    pub async fn unseal(self, id: &str, passphrase: &str) -> Result<bool, Failure> {
        let (keeper, key) = self.of(id)?;
        let kept = keeper.store().notes(&key, Drawer::Secrets).await?;
        let Some((_, sealed)) = kept.into_iter().find(|(name, _)| name == id) else { return Ok(false) };
        let opened = backup::unseal(&sealed, passphrase).await?;
        let read = |text: String| Credentials::read(&serde_json::from_str(&text).ok()?);
        let credentials = opened.and_then(read);
        if let Some(credentials) = &credentials {
            self.unlock(id, credentials);
        }
        Ok(credentials.is_some())
    }

    /// Tries at once what would be tried later.
    pub fn try_now(self) {
        self.desk().ring(true);
    }

    /// Asks a destination whether it is what it should be; answers with a sentence either way.
    pub async fn check(self, id: &str) -> Result<String, String> {
        let row = self
            .parts()
            .rows
            .with_untracked(|rows| rows.iter().find(|row| row.destination.id == id).cloned());
        let to = row.ok_or_else(|| say("stream.unknown", &[("id", id)]))?.destination;
        match carrier::check(&to).await {
            Ok(()) => Ok(word("stream.check-fine").to_owned()),
            Err(problem) => Err(problem.sentence(to.kind, &to.topic)),
        }
    }

    /// The public events of a range of the open book.
    pub fn public_events(
        self,
        from: Sequence,
        to: Sequence,
        personal: bool,
    ) -> Result<Vec<IntegrationEvent>, Failure> {
        let events = self.parts().session.with_book_untracked(|book| public_range(book, from, to, personal));
        Ok(events.ok_or(Refusal::NoBook)??)
    }

    /// The public events of a range as a file, with its name.
    pub fn file(self, from: Sequence, to: Sequence, personal: bool) -> Result<(String, Blob), Failure> {
        let text = ndjson(&self.public_events(from, to, personal)?);
        let pieces = js_sys::Array::of1(&js_sys::Uint8Array::from(text.as_bytes()));
        Ok((format!("events-{from}-{to}.ndjson"), files::blob(&pieces, "application/x-ndjson")?))
    }

    /// The last public event there is, just as it would be sent.
    pub fn last_public_event(self, personal: bool) -> Option<String> {
        let last = self.parts().session.with_book_untracked(Book::last_public)??;
        self.public_events(last, last, personal).ok()?.pop().map(|event| event.json)
    }

    fn of(self, id: &str) -> Result<(super::session::Keeper, BookKey), Failure> {
        let keeper = self.parts().session.ready_keeper()?;
        let known = self.parts().rows.with_untracked(|rows| rows.iter().any(|row| row.destination.id == id));
        match self.desk().key.clone().filter(|_| known) {
            Some(key) => Ok((keeper, key)),
            None => Err(Failure::UnknownDestination(id.to_owned())),
        }
    }

    async fn decided(self, urgent: bool) -> Result<(), Failure> {
        self.reload().await?;
        let desk = self.desk();
        desk.ring(urgent);
        desk.tell();
        Ok(())
    }
}
