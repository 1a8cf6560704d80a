//! `window.daybook`: the page's own scripting interface. `page/daybook.js` is its public face and waits for this.

use super::browser::{Browser, breathe};
use super::follow::follow;
use super::scripting_reports;
use super::session::{Phase, Session};
use super::state::App;
use super::{export_scripting, stream_scripting};
use crate::book::{Book, Failure, Surroundings};
use crate::event_sourcing::Sequence;
use crate::exchange::{Defaults, Request, read_text};
use crate::ledger::{AccountId, Money, Refusal};
use crate::record::{export_line, timestamp};
use crate::wording::word;
use js_sys::{Error, Float64Array, Function, JSON, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use serde_json::value::RawValue;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::time::Duration;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;
use web_sys::Blob;

pub(super) type Outcome<T = JsValue> = Result<T, Failure>;

/// How long after a book is there.
const REST: Duration = Duration::from_millis(50);
/// The longest text taken as a file, in bytes.
const LONGEST_TEXT: usize = 256 << 20;

/// Hands the interface to the page's script, and settles `ready` once the current state is on the screen.
pub(super) fn attach(app: App) {
    let Some(window) = web_sys::window() else { return };
    let Ok(daybook) = Reflect::get(&window, &"daybook".into()) else { return };
    let attach =
        Reflect::get(&daybook, &"__attach".into()).ok().and_then(|it| it.dyn_into::<Function>().ok());
    let Some(attach) = attach else { return };
    let own = Object::new();
    let session = app.session;

    sync0(&own, "count", move || Ok(JsValue::from(number(session.count_untracked()))));
    sync0(&own, "position", move || Ok(JsValue::from(number(session.position_untracked()))));
    sync1(&own, "stateAt", move |position| state_at(session, &position));
    sync1(&own, "fingerprint", move |position| fingerprint(session, &position));
    attach_balances(&own, session);
    rehearse(session);
    sync2(&own, "events", move |from, to| events(session, &from, &to));
    sync0(&own, "more", move || Ok(more(app).into()));

    keep_told(app, attach, own, daybook);
}

/// Whatever else a script may ask for, made when it is first asked for: no first screen needs it.
#[inline(never)]
fn more(app: App) -> Object {
    let (own, session) = (Object::new(), app.session);
    sync0(&own, "books", move || {
        // The list follows with the next frame; whoever asks by script may have seen the event already.
        session.catch_up();
        Ok(to_js(&untrack(|| shelved(session))))
    });
    sync0(&own, "memory", move || Ok(memory(session)));
    scripting_reports::attach(&own, session);
    stream_scripting::attach(app, &own);
    async1(&own, "dispatch", move |command| async move {
        let requests = vec![request(&text(&command, "command", "expected.object")?)?];
        let recorded = session.dispatch_requests(requests, true).await?;
        recorded_events(session, recorded.first().map(|event| event.sequence), recorded.len())
    });
    async1(&own, "dispatchAll", move |commands| async move {
        let text = text(&commands, "commands", "expected.commands")?;
        let list: Vec<Box<RawValue>> = serde_json::from_str(&text)
            .map_err(|_| Refusal::malformed("commands", word("expected.commands")))?;
        let requests = list.iter().enumerate().map(|(index, json)| {
            request(json.get()).map_err(|refusal| Failure::Refused { index: Some(index), refusal })
        });
        let requests = requests.collect::<Result<Vec<_>, _>>()?;
        let recorded = session.dispatch_requests(requests, false).await?;
        recorded_events(session, recorded.first().map(|event| event.sequence), recorded.len())
    });
    async1(&own, "goTo", move |position| async move {
        let now = position.as_string().as_deref() == Some("now");
        if !now {
            // A position that is none is refused at once.
            anywhere(session, &position)?;
            session.until_whole().await;
        }
        let position = if now { None } else { Some(at(session, &position)?.get()) };
        session.go_to(position);
        shown(app).await;
        Ok(JsValue::UNDEFINED)
    });
    async1(&own, "exportJson", move |position| async move {
        session.until_whole().await;
        let position = if position.is_undefined() { None } else { Some(at(session, &position)?.get()) };
        Ok(session.export_json(position, |_, _| {}).await?.1.into())
    });
    export_scripting::attach(session, &own);
    async1(&own, "importJson", move |file| async move {
        let imported = session.import_json(as_blob(file)?, |_, _| true).await?;
        shown(app).await;
        let id = session.with_book_untracked(|book| {
            book.ledger().book().map(|it| (it.id.to_string(), it.name.to_string()))
        });
        let (book, name) = id.flatten().unwrap_or_default();
        Ok(to_js(&ImportedJs {
            book,
            key: imported.key.to_string(),
            name,
            appended: imported.appended,
            count: imported.count,
            fingerprint: imported.fingerprint.to_string(),
            forked_after: imported.forked_after.map(Sequence::get),
            from_the_future: imported.from_the_future,
        }))
    });
    async1(&own, "verify", move |_| async move {
        let report = session.verify(|_, _| {}).await?;
        let fingerprint = report.fingerprint.to_string();
        Ok(to_js(&VerifyJs { ok: report.ok, count: report.count, fingerprint, problems: report.problems }))
    });
    async1(&own, "openBook", move |key| async move {
        let text = key.as_string().unwrap_or_default();
        let known = untrack(|| session.books()).into_iter().find(|book| book.key.as_str() == text);
        session.open_book(known.ok_or(Failure::UnknownBook(text))?.key).await?;
        shown(app).await;
        Ok(JsValue::UNDEFINED)
    });
    own
}

/// Settles `ready` once the current state is on the screen, and tells whoever subscribed of every change.
fn keep_told(app: App, attach: Function, own: Object, daybook: JsValue) {
    let session = app.session;
    // The page's script knows what each subscriber has seen.
    let changed =
        Reflect::get(&daybook, &"__changed".into()).ok().and_then(|it| it.dyn_into::<Function>().ok());
    let settled = StoredValue::new_local(false);
    follow(move |_| {
        let (phase, whole, count) = (session.phase(), session.is_whole(), session.count());
        let key = session.at_first_sight(|book| book.key().to_string());
        let ready = !settled.get_value() && matches!(phase, Phase::Open | Phase::NoBook | Phase::Failed(_));
        if ready {
            settled.set_value(true);
            let (attach, own, daybook) = (attach.clone(), own.clone(), daybook.clone());
            spawn_local(async move {
                shown(app).await;
                loaded(app).await;
                let failed = match session.phase_untracked() {
                    Phase::Failed(sentence) => JsValue::from(Error::new(&sentence)),
                    _ => JsValue::UNDEFINED,
                };
                let _ = attach.call2(&daybook, &own, &failed);
            });
        }
        if let Some(changed) = &changed {
            let key = key.map_or(JsValue::NULL, JsValue::from);
            let whole = whole && phase != Phase::Opening;
            // What is only in a branch is not recorded: nobody is told of it.
            let branch = session.is_in_branch();
            let told = [key, number(count).into(), whole.into(), branch.into()];
            let _ = changed.apply(&daybook, &told.iter().collect::<js_sys::Array>());
        }
    });
}

/// Resolves once the moment is in the document, also in a hidden tab.
async fn shown(app: App) {
    app.session.catch_up();
    leptos::task::tick().await;
    for _ in 0..100 {
        if app.is_shown() {
            return;
        }
        breathe().await;
    }
}

/// Resolves once the destinations of the open book are known, or when that takes too long.
async fn loaded(app: App) {
    for _ in 0..2_000 {
        // A book that is still being read has none yet.
        if !app.session.is_whole_untracked() || app.streams.is_loaded() {
            return;
        }
        breathe().await;
    }
}

fn request(json: &str) -> Result<Request, Refusal> {
    let defaults = Defaults { account: AccountId::from(Browser.new_id()), today: Browser.today() };
    read_text(json, &defaults)
}

/// What a script gave for `field`, as JSON text: lone surrogates become escapes there, which the reader of commands refuses.
/// Where it is nothing at all, it is said what is `expected`, by a key of the wording.
pub(super) fn text(value: &JsValue, field: &str, expected: &'static str) -> Result<String, Refusal> {
    let json = JSON::stringify(value).ok().and_then(|json| json.as_string());
    json.ok_or_else(|| Refusal::malformed(field, word(expected)))
}

fn as_blob(file: JsValue) -> Outcome<Blob> {
    let file = match file.dyn_into::<Blob>() {
        Ok(blob) => return Ok(blob),
        Err(other) => other,
    };
    let text = file.as_string().ok_or_else(|| Refusal::malformed("file", word("expected.file")))?;
    if text.len() > LONGEST_TEXT {
        return Err(crate::exchange::FileProblem::of_file("file.text-too-long", &[]).into());
    }
    let pieces = js_sys::Array::of1(&js_sys::Uint8Array::from(text.as_bytes()));
    super::files::blob(&pieces, "application/json")
}

/// A position given by a script: a whole number from 0 to the number of events.
fn anywhere(session: Session, position: &JsValue) -> Outcome<Sequence> {
    let n = position.as_f64().unwrap_or(f64::NAN);
    session.at_first_sight(|book| book.position(n)).unwrap_or_else(|| in_no_book(n))
}

/// The same, where what is asked of it can be answered: the past can't be while it is still being read.
pub(super) fn at(session: Session, position: &JsValue) -> Outcome<Sequence> {
    let n = position.as_f64().unwrap_or(f64::NAN);
    session.at_first_sight(|book| answerable(book, n)).unwrap_or_else(|| in_no_book(n))
}

fn answerable(book: &Book, n: f64) -> Outcome<Sequence> {
    let position = book.position(n)?;
    if position.get() < book.count() && !book.is_whole() {
        return Err(Failure::HistoryLoading);
    }
    Ok(position)
}

fn in_no_book(n: f64) -> Outcome<Sequence> {
    if n == 0.0 { Ok(Sequence::START) } else { Err(Failure::PositionOutOfRange { count: 0 }) }
}

fn state_at(session: Session, position: &JsValue) -> Outcome {
    let position = at(session, position)?;
    let state = session.at_first_sight(|book| state(book, position)).transpose()?;
    Ok(to_js(&state.unwrap_or_default()))
}

/// Looks at the whole of the open book; nothing where none is open.
pub(super) fn look_at_whole<R>(session: Session, look: impl FnOnce(&Book) -> R) -> Outcome<Option<R>> {
    match session.with_book_untracked(look) {
        // There is one, of which only the end is known so far.
        None if session.count_untracked() > 0 => Err(Failure::HistoryLoading),
        found => Ok(found),
    }
}

pub(super) fn state(book: &Book, position: Sequence) -> Outcome<StateJs> {
    let ledger = book.ledger_at(position)?;
    let accounts = ledger.accounts().iter().map(|account| AccountJs {
        id: account.id.to_string(),
        name: account.name.to_string(),
        currency: account.currency.code(),
        kind: account.kind.as_str(),
        balance: account.money().figure().to_string(),
        status: account.status.as_str(),
        entries: account.entries,
        opened_at: timestamp(account.opened_at),
        closed_at: account.closed_at.map(timestamp),
    });
    let totals = ledger.totals().into_iter();
    Ok(StateJs {
        position: position.get(),
        recorded_at: book.recorded_at(position).map(timestamp),
        date: None,
        accounts: accounts.collect(),
        totals: totals.map(|(currency, units)| (currency.code(), Money::total(units, currency))).collect(),
    })
}

fn fingerprint(session: Session, position: &JsValue) -> Outcome {
    let position = if position.is_undefined() { None } else { Some(at(session, position)?) };
    let print = session.at_first_sight(|book| {
        book.fingerprint_at(position.unwrap_or(book.log().head())).map_err(Failure::from)
    });
    Ok(JsValue::from(print.transpose()?.unwrap_or_default().to_string()))
}

/// What `balancesAt` gives, and where it is made: neither is made anew while the number of accounts stays.
struct Figures {
    numbers: Vec<f64>,
    array: Float64Array,
}

impl Figures {
    fn new() -> Self {
        Self { numbers: Vec::new(), array: Float64Array::new_with_length(0) }
    }
}

/// What is asked for most often, frame by frame, has the shortest way: the page's script sees to it that it is asked with a number.
fn attach_balances(own: &Object, session: Session) {
    let figures = RefCell::new(Figures::new());
    let call =
        move |n| balances_at(session, n, &mut figures.borrow_mut()).map_err(|failure| thrown(&failure));
    let call = Closure::<dyn Fn(f64) -> Result<JsValue, JsValue>>::new(call);
    let _ = Reflect::set(own, &"balancesAt".into(), &call.into_js_value());
}

#[expect(clippy::cast_precision_loss, reason = "balances stay below 2^53 by far")]
fn balances_at(session: Session, n: f64, figures: &mut Figures) -> Outcome {
    let numbers = &mut figures.numbers;
    numbers.clear();
    let look = |book: &Book| {
        let position = answerable(book, n)?;
        if book.is_whole() {
            let balances = &book.prepared().balances;
            balances.read(book.past(), position, |all| numbers.extend(all.iter().map(|it| *it as f64)));
        } else {
            numbers.extend(book.ledger().accounts().iter().map(|account| account.balance.get() as f64));
        }
        Ok(position)
    };
    session.at_first_sight(look).unwrap_or_else(|| in_no_book(n))?;
    let length = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    if figures.array.length() != length {
        figures.array = Float64Array::new_with_length(length);
    }
    figures.array.copy_from(numbers);
    Ok(figures.array.clone().into())
}

/// Looks at a few past moments once a book is there and the page at rest. A browser compiles what is called when that is called first:
/// so it need not do it under somebody's thumb.
fn rehearse(session: Session) {
    follow(move |_| {
        let _another = session.openings();
        if session.phase() == Phase::Open && session.is_whole() {
            set_timeout(move || look_around(session), REST);
        }
    });
}

fn look_around(session: Session) {
    // What scripts were given stays as it is.
    let mut figures = Figures::new();
    let count = session.count_untracked();
    let mut look = |position: u64| {
        let _ = balances_at(session, number(position.min(count)), &mut figures);
    };
    // Forwards and back, from a checkpoint before and from one behind, and from the start.
    for position in [count / 2, count / 2 + 40, count / 2 - count.min(900) / 2, count / 3, 1, 0, count] {
        let position = Sequence::new(position.min(count)).unwrap_or_default();
        let _ = session.with_book_untracked(|book| book.ledger_at(position).map(drop));
        look(position.get());
    }
}

/// The events `from ..= to`, as they were recorded.
fn events(session: Session, from: &JsValue, to: &JsValue) -> Outcome {
    let (from, to) = (from.as_f64().unwrap_or(1.0), to.as_f64());
    let to = to.unwrap_or_else(|| number(session.count_untracked()));
    if from > to {
        return Ok(js_sys::Array::new().into());
    }
    let (from, to) = (anywhere(session, &from.into())?, anywhere(session, &to.into())?);
    // Of a book that is still being read, the latest events are at hand.
    if session.at_first_sight(|book| from.max(Sequence::START.next()) <= book.log().begins_after())
        == Some(true)
    {
        return Err(Failure::HistoryLoading);
    }
    json_of(session, from, to)
}

fn recorded_events(session: Session, first: Option<Sequence>, count: usize) -> Outcome {
    match (first, count) {
        (Some(first), 1..) => json_of(session, first, first.plus(count as u64 - 1)),
        _ => Ok(js_sys::Array::new().into()),
    }
}

fn json_of(session: Session, from: Sequence, to: Sequence) -> Outcome {
    let json = session.at_first_sight(|book| {
        let mut json = vec![b'['];
        for stored in book.log().stored(from, to) {
            if json.len() > 1 {
                json.push(b',');
            }
            export_line(&stored?, &mut json);
        }
        json.push(b']');
        Ok::<_, Failure>(json)
    });
    let json = String::from_utf8(json.transpose()?.unwrap_or_else(|| b"[]".to_vec())).unwrap_or_default();
    Ok(JSON::parse(&json).unwrap_or(JsValue::NULL))
}

fn shelved(session: Session) -> Vec<ShelvedJs> {
    let books = session.books().into_iter();
    let books = books.map(|book| ShelvedJs {
        key: book.key.to_string(),
        id: book.id,
        name: book.name,
        count: book.count,
    });
    books.collect()
}

fn memory(session: Session) -> JsValue {
    let buffer =
        wasm_bindgen::memory().dyn_into::<js_sys::WebAssembly::Memory>().map(|memory| memory.buffer());
    let wasm =
        buffer.ok().and_then(|it| it.dyn_into::<js_sys::ArrayBuffer>().ok()).map_or(0, |it| it.byte_length());
    let own = session.at_first_sight(|book| (book.log().bytes(), book.snapshot_bytes()));
    let (log, snapshots) = own.unwrap_or_default();
    to_js(&MemoryJs { wasm, log, snapshots })
}

/// Counts stay below 2^53.
#[expect(clippy::cast_precision_loss, reason = "a log's length is exact as a number of any script")]
pub(super) fn number(n: u64) -> f64 {
    n as f64
}

pub(super) fn to_js<T: Serialize>(value: &T) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

fn thrown(failure: &Failure) -> JsValue {
    let error = Error::new(&failure.to_string());
    for (name, figure) in failure.figures() {
        let _ = Reflect::set(&error, &name.into(), &figure.into());
    }
    if let Failure::Refused { index: Some(index), .. } = failure {
        let _ = Reflect::set(&error, &"index".into(), &JsValue::from(number(*index as u64)));
    }
    let _ = Reflect::set(&error, &"code".into(), &failure.code().into());
    error.into()
}

pub(super) fn sync0(own: &Object, name: &str, call: impl Fn() -> Outcome + 'static) {
    sync2(own, name, move |_, _| call());
}

pub(super) fn sync1(own: &Object, name: &str, call: impl Fn(JsValue) -> Outcome + 'static) {
    sync2(own, name, move |one, _| call(one));
}

pub(super) fn sync2(own: &Object, name: &str, call: impl Fn(JsValue, JsValue) -> Outcome + 'static) {
    sync_boxed(own, name, Box::new(call));
}

fn sync_boxed(own: &Object, name: &str, call: Box<dyn Fn(JsValue, JsValue) -> Outcome>) {
    let call = move |one, two| untrack(|| call(one, two)).map_err(|failure| thrown(&failure));
    let call = Closure::<dyn Fn(JsValue, JsValue) -> Result<JsValue, JsValue>>::new(call);
    let _ = Reflect::set(own, &name.into(), &call.into_js_value());
}

pub(super) fn async1<F: Future<Output = Outcome> + 'static>(
    own: &Object,
    name: &str,
    call: impl Fn(JsValue) -> F + 'static,
) {
    async_boxed(own, name, Box::new(move |one, _| Box::pin(call(one))));
}

pub(super) fn async2<F: Future<Output = Outcome> + 'static>(
    own: &Object,
    name: &str,
    call: impl Fn(JsValue, JsValue) -> F + 'static,
) {
    async_boxed(own, name, Box::new(move |one, two| Box::pin(call(one, two))));
}

type Answer = Pin<Box<dyn Future<Output = Outcome>>>;

/// The same for all of them, and therefore once in the program.
fn async_boxed(own: &Object, name: &str, call: Box<dyn Fn(JsValue, JsValue) -> Answer>) {
    let call = move |one, two| {
        let future = call(one, two);
        future_to_promise(async move { future.await.map_err(|failure| thrown(&failure)) })
    };
    let call = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(call);
    let _ = Reflect::set(own, &name.into(), &call.into_js_value());
}

#[derive(Serialize, Default)]
pub(super) struct StateJs {
    position: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_at: Option<String>,
    /// The day whose end the balances are of, where they go by value date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<String>,
    pub(super) accounts: Vec<AccountJs>,
    pub(super) totals: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
pub(super) struct AccountJs {
    id: String,
    name: String,
    currency: &'static str,
    kind: &'static str,
    pub(super) balance: String,
    status: &'static str,
    pub(super) entries: u64,
    opened_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<String>,
}

#[derive(Serialize)]
struct ShelvedJs {
    key: String,
    id: String,
    name: String,
    count: u64,
}

#[derive(Serialize)]
struct ImportedJs {
    book: String,
    key: String,
    name: String,
    appended: u64,
    count: u64,
    fingerprint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    forked_after: Option<u64>,
    from_the_future: bool,
}

#[derive(Serialize)]
struct VerifyJs {
    ok: bool,
    count: u64,
    fingerprint: String,
    problems: Vec<String>,
}

#[derive(Serialize)]
struct MemoryJs {
    wasm: u32,
    log: usize,
    snapshots: usize,
}
