//! The browser's address bar and history: what they say is shown, what is shown they say.

use super::address::Address;
use super::follow::follow;
use super::state::App;
use super::timer::Timer;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsValue;
use web_sys::History;

/// How long the slider rests before the address takes over where it is.
const REST: Duration = Duration::from_millis(300);
/// Browsers ignore or refuse addresses that change more often for long.
const APART: f64 = 1000.0;

/// What an entry of the browser's history says of itself, which no address does, since a link leads to the book and to a page
/// alone: that it shows a branch.
const OF_BRANCH: u8 = 1;
/// That it shows a question, which was opened over the page of the entry before it.
const OVER_PAGE: u8 = 2;

/// What the fragment says now.
pub(super) fn read() -> Address {
    Address::parse(&window().location().hash().unwrap_or_default())
}

/// Follows the address, and lets it follow.
pub(super) fn attach(app: App) {
    window_event_listener(leptos::ev::hashchange, move |event| {
        // Told late, of a place that the browser may have left again.
        let address = Address::parse(event.new_url().split_once('#').unwrap_or_default().1);
        let mark = mark().filter(|_| address == read());
        if app.leaving().get_value() && has_left(app, &address, mark.is_some()) {
            return;
        }
        app.come_to(address, mark.unwrap_or_default() & OF_BRANCH != 0);
    });
    let written = StoredValue::new(0.0_f64);
    let timer = Timer::idle();
    follow(move |_| {
        let shown = app.whole_address();
        timer.stop();
        if shown == read() || !app.is_settled() {
            return;
        }
        let since = js_sys::Date::now() - written.get_value();
        let apart = Duration::from_secs_f64((APART - since).clamp(0.0, APART) / 1000.0);
        let later = move || {
            written.set_value(js_sys::Date::now());
            app.write_address();
        };
        timer.start(REST.max(apart), later);
    });
}

/// Makes the address say what is shown, of the book or of a branch, in the same entry of the browser's history.
pub(super) fn replace(app: App, address: &Address) {
    let over = address.why.is_some() && is_over(address);
    if let Some(history) = history() {
        let _ = history.replace_state_with_url(&marked(app, address, over), "", Some(&address.to_string()));
    }
}

/// The same in a new entry: Back leads to what was shown before.
pub(super) fn push(app: App, address: &Address) {
    let over = address.why.is_some();
    if let Some(history) = history() {
        let _ = history.push_state_with_url(&marked(app, address, over), "", Some(&address.to_string()));
    }
}

/// Goes back from the question to the page it was opened over, where that is still what is shown; answers whether it does.
pub(super) fn leave_question(page: &Address) -> bool {
    is_over(page) && history().is_some_and(|history| history.back().is_ok())
}

/// Whether the way back from a question has ended with this: what is shown is shown already. What was come to meanwhile has an
/// entry of its own.
#[inline(never)]
fn has_left(app: App, address: &Address, is_here: bool) -> bool {
    let shown = untrack(|| app.whole_address());
    let ended = is_here || *address == shown;
    app.leaving().set_value(!ended);
    if is_here && *address != shown {
        push(app, &shown);
    }
    ended
}

/// Whether the entry shows a question that was opened over the page of this address.
fn is_over(address: &Address) -> bool {
    let page = |address: Address| Address { why: None, ..address };
    mark().unwrap_or_default() & OVER_PAGE != 0 && page(read()) == page(address.clone())
}

fn history() -> Option<History> {
    window().history().ok()
}

/// What the entry says of itself; none where a link made it.
fn mark() -> Option<u8> {
    let state = history()?.state().ok()?;
    [0, OF_BRANCH, OVER_PAGE, OF_BRANCH | OVER_PAGE].into_iter().find(|known| state == *known)
}

fn marked(app: App, address: &Address, over: bool) -> JsValue {
    let of_branch = if app.is_of_branch(address) { OF_BRANCH } else { 0 };
    JsValue::from(of_branch | if over { OVER_PAGE } else { 0 })
}
