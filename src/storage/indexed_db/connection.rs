//! The connection to IndexedDB: opening, the schema, strict transactions, and what becomes of both when the
//! browser or another tab closes them.

use crate::event_sourcing::StoreError;
use crate::storage::thrown::{Throws, name_of, store_error};
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

/// Changed almost never: every other open tab has to let go of the database first.
const SCHEMA: u32 = 1;

/// Every object store of the schema. Their keys are the book's key, or an array that begins with it.
pub(super) const STORES: [&str; 7] =
    ["books", "commits", "segments", "snapshots", "cursors", "settings", "secrets"];

/// What a transaction may do.
#[derive(Clone, Copy)]
pub(super) enum Mode {
    Read,
    Write,
    /// Of what could be made again: the browser decides when it reaches the disk.
    WriteDerived,
}

/// What to do where there is no database of the name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Create,
    /// It was there a moment ago: a new empty one would pass a lost book off as no book.
    Refuse,
}

/// A connection that is opened again when it turns out to have been closed.
pub(super) struct Connection {
    name: String,
    open: RefCell<Open>,
}

impl Connection {
    /// Opens the database, creating it where there is none.
    pub(super) async fn open(name: &str) -> Result<Self, StoreError> {
        let open = Open::new(name, Missing::Create).await?;
        Ok(Self { name: name.to_owned(), open: RefCell::new(open) })
    }

    /// Whether the browser does strict transactions when asked to.
    pub(super) fn is_strict(&self) -> bool {
        self.open.borrow().strict
    }

    /// Whether the database is one that this version may write.
    pub(super) fn writable(&self) -> Result<(), StoreError> {
        self.open.borrow().allows(Mode::Write)
    }

    /// Begins a transaction. Requests must follow before anything else is awaited: an idle one commits itself.
    pub(super) async fn begin(&self, stores: &[&str], mode: Mode) -> Result<Transaction, StoreError> {
        self.open.borrow().allows(mode)?;
        let begun = self.open.borrow().begin(stores, mode);
        match begun {
            // Nothing was asked of the closed connection yet, so asking a new one repeats nothing.
            Err(thrown) if name_of(&thrown) == "InvalidStateError" => {
                let open = Open::new(&self.name, Missing::Refuse).await?;
                let begun = open.allows(mode).map(|()| open.begin(stores, mode));
                self.open.replace(open);
                begun?.caught()
            }
            begun => begun.caught(),
        }
    }
}

struct Open {
    database: IdbDatabase,
    strict: bool,
    /// A later version's: its schema is not known here.
    later: bool,
    _on_version_change: Closure<dyn FnMut(Event)>,
}

impl Open {
    async fn new(name: &str, missing: Missing) -> Result<Self, StoreError> {
        match Self::answered(factory()?.open_with_u32(name, SCHEMA).caught()?, missing).await {
            Ok(database) => Self::hold(database, false),
            Err(StoreError::Newer) => {
                let database = Self::answered(factory()?.open(name).caught()?, Missing::Refuse).await?;
                Self::hold(database, true)
            }
            Err(why) => Err(why),
        }
    }

    /// The database that a request opens.
    async fn answered(request: IdbOpenDbRequest, missing: Missing) -> Result<IdbDatabase, StoreError> {
        let upgrade = Closure::once_into_js(move |event: Event| upgrade(&event, missing));
        request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
        let event = JsFuture::from(Promise::new(&mut |resolve, _| {
            request.set_onsuccess(Some(&resolve));
            request.set_onerror(Some(&resolve));
            request.set_onblocked(Some(&resolve));
        }))
        .await
        .caught()?;
        if event.unchecked_ref::<Event>().type_() == "blocked" {
            // The request stays alive and may succeed later, when nobody waits for it any more.
            request.set_onsuccess(Some(Closure::once_into_js(|event: Event| close(&event)).unchecked_ref()));
            let text = "another tab keeps an older version of Daybook open: close it, then reload the page";
            return Err(StoreError::Unavailable(text.to_owned()));
        }
        match request.error().caught()? {
            Some(error) if missing == Missing::Refuse && error.name() == "AbortError" => {
                Err(StoreError::Unavailable("the database was deleted while it was in use".to_owned()))
            }
            Some(error) => Err(store_error(&error.into())),
            None => Ok(request.result().caught()?.unchecked_into()),
        }
    }

    fn hold(database: IdbDatabase, later: bool) -> Result<Self, StoreError> {
        // A later version or a deletion waits for every tab: let go at once, the next call opens again.
        let on_version_change = Closure::new(|event: Event| close(&event));
        database.set_onversionchange(Some(on_version_change.as_ref().unchecked_ref()));
        let mut open = Self { database, strict: false, later, _on_version_change: on_version_change };
        // What a later version still has of these is what can be read.
        let probe = open.begin(if later { &STORES[..2] } else { &STORES }, Mode::Read).caught()?;
        open.strict = Reflect::get(&probe.raw, &"durability".into()).caught()? == "strict";
        Ok(open)
    }

    fn allows(&self, mode: Mode) -> Result<(), StoreError> {
        if self.later && matches!(mode, Mode::Write) { Err(StoreError::Newer) } else { Ok(()) }
    }

    fn begin(&self, stores: &[&str], mode: Mode) -> Result<Transaction, JsValue> {
        // web-sys has the options only behind its unstable flag.
        let options = Object::new();
        let writes = !matches!(mode, Mode::Read);
        let (mode, durability) = match mode {
            Mode::Read => ("readonly", "strict"),
            Mode::Write => ("readwrite", "strict"),
            Mode::WriteDerived => ("readwrite", "relaxed"),
        };
        Reflect::set(&options, &"durability".into(), &durability.into())?;
        let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
        let transaction: Function = Reflect::get(&self.database, &"transaction".into())?.dyn_into()?;
        let raw = transaction.call3(&self.database, &names, &mode.into(), &options)?;
        Ok(Transaction::new(raw.unchecked_into(), writes))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.database.set_onversionchange(None);
        self.database.close();
    }
}

/// The browser's IndexedDB, of a window or a worker.
fn factory() -> Result<IdbFactory, StoreError> {
    Reflect::get(&js_sys::global(), &"indexedDB".into())
        .caught()?
        .dyn_into()
        .map_err(|_| StoreError::Unavailable("this browser gives the page no IndexedDB".to_owned()))
}

fn upgrade(event: &Event, missing: Missing) {
    let Some(request) = event.target().and_then(|target| target.dyn_into::<IdbOpenDbRequest>().ok()) else {
        return;
    };
    let created = missing == Missing::Create
        && request.result().is_ok_and(|database| {
            let database = database.unchecked_into::<IdbDatabase>();
            STORES.iter().all(|store| database.create_object_store(store).is_ok())
        });
    if let Some(transaction) = request.transaction().filter(|_| !created) {
        // Throws only where it has ended already, and then the request fails by itself.
        let _ = transaction.abort();
    }
}

/// Closes the database an event came from, or that it brings.
fn close(event: &Event) {
    let Some(target) = event.target() else { return };
    let database = match target.dyn_into::<IdbDatabase>() {
        Ok(database) => Some(database),
        Err(request) => request
            .dyn_into::<IdbRequest>()
            .ok()
            .and_then(|request| request.result().ok())
            .and_then(|result| result.dyn_into().ok()),
    };
    if let Some(database) = database {
        database.close();
    }
}

/// A transaction that is given up where it writes and is dropped before [`Transaction::complete`], so that an early
/// return writes nothing. One that only reads ends by itself.
pub(super) struct Transaction {
    raw: IdbTransaction,
    ended: Promise,
    given_up: bool,
}

impl Transaction {
    fn new(raw: IdbTransaction, writes: bool) -> Self {
        // Both ends resolve: a rejection nobody waits for would be reported to the page.
        let ended = Promise::new(&mut |resolve, _| {
            raw.set_oncomplete(Some(&resolve));
            raw.set_onabort(Some(&resolve));
        });
        Self { raw, ended, given_up: writes }
    }

    pub(super) fn store(&self, name: &str) -> Result<IdbObjectStore, JsValue> {
        self.raw.object_store(name)
    }

    /// Commits and waits for the `complete` event; what the transaction died of is thrown.
    #[allow(deprecated)] // Only in web-sys, which goes by an old draft: `commit` is standard everywhere.
    pub(super) async fn complete(mut self) -> Result<(), JsValue> {
        // Throws where the transaction is dead already, which its end then says with the reason.
        let _ = self.raw.commit();
        let event = JsFuture::from(self.ended.clone()).await?;
        self.given_up = false;
        if event.unchecked_ref::<Event>().type_() == "complete" {
            return Ok(());
        }
        Err(self.raw.error().map_or_else(|| "the browser gave the transaction up".into(), JsValue::from))
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if self.given_up {
            // Throws where it has ended already, and then there is nothing to give up.
            let _ = self.raw.abort();
        }
    }
}

/// What a request answers. Awaiting it keeps its transaction alive; awaiting anything else does not.
pub(super) async fn answer(request: IdbRequest) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::new(&mut |resolve, _| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&resolve));
    }))
    .await?;
    match request.error()? {
        Some(error) => Err(error.into()),
        None => request.result(),
    }
}
