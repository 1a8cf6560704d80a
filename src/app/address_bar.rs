//! The browser's address bar and history: what they say is shown, what is shown they say.

use super::address::Address;
use super::follow::follow;
use super::state::App;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsValue;

/// How long the slider rests before the address takes over where it is.
const REST: Duration = Duration::from_millis(300);
/// Browsers ignore or refuse addresses that change more often for long.
const APART: f64 = 1000.0;

/// What the fragment says now.
pub(super) fn read() -> Address {
    Address::parse(&window().location().hash().unwrap_or_default())
}

/// Follows the address, and lets it follow.
pub(super) fn attach(app: App) {
    window_event_listener(leptos::ev::hashchange, move |_| app.come_to(read(), is_of_branch()));
    let written = StoredValue::new(0.0_f64);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    follow(move |_| {
        let shown = app.whole_address();
        waiting.try_update_value(|handle| handle.take().map(|handle| handle.clear()));
        if shown == read() || !app.is_settled() {
            return;
        }
        let since = js_sys::Date::now() - written.get_value();
        let apart = Duration::from_secs_f64((APART - since).clamp(0.0, APART) / 1000.0);
        let later = move || {
            written.set_value(js_sys::Date::now());
            app.write_address();
        };
        waiting.set_value(set_timeout_with_handle(later, REST.max(apart)).ok());
    });
}

/// Makes the address say what is shown, of the book or of a branch, in the same entry of the browser's history.
pub(super) fn replace(app: App, address: &Address) {
    if let Ok(history) = window().history() {
        let mark = mark(app.is_of_branch(address));
        let _ = history.replace_state_with_url(&mark, "", Some(&address.to_string()));
    }
}

/// The same in a new entry: Back leads to what was shown before.
pub(super) fn push(app: App, address: &Address) {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&mark(app.is_of_branch(address)), "", Some(&address.to_string()));
    }
}

/// Whether the entry of the browser's history showed a branch. No address says so: a link leads to the book.
fn is_of_branch() -> bool {
    window().history().and_then(|history| history.state()).is_ok_and(|state| state == mark(true))
}

fn mark(of_branch: bool) -> JsValue {
    if of_branch { JsValue::TRUE } else { JsValue::NULL }
}
