//! Other tabs of the same browser: each tells the others when it has recorded something, and takes in what they did.

use super::session::Session;
use crate::event_sourcing::BookKey;
use leptos::task::spawn_local;
use std::cell::RefCell;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

const CHANNEL: &str = "daybook";

thread_local! {
    static OTHERS: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
}

/// Takes in what other tabs record from now on: when they say so, and whenever this tab is looked at again.
pub(super) fn listen(session: Session) {
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |_| catch_up(session));
    if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        OTHERS.set(Some(channel));
    }
    heard.forget();
    let seen = Closure::<dyn FnMut(JsValue)>::new(move |_| catch_up(session));
    if let Some(window) = web_sys::window() {
        // A page that comes back from the back/forward cache, or from sleep, missed what was said meanwhile.
        for event in ["pageshow", "focus"] {
            let _ = window.add_event_listener_with_callback(event, seen.as_ref().unchecked_ref());
        }
    }
    seen.forget();
}

/// Tells the other tabs that a book has changed.
pub(super) fn announce(key: Option<BookKey>) {
    let Some(key) = key else { return };
    OTHERS.with_borrow(|others| {
        if let Some(channel) = others {
            // A closed channel means that this tab is going away.
            let _ = channel.post_message(&JsValue::from_str(key.as_str()));
        }
    });
}

fn catch_up(session: Session) {
    spawn_local(async move {
        // What can't be read now is read at the next occasion; what was read before stays on the screen.
        let _ = session.follow().await;
        let _ = session.refresh_shelf().await;
        session.notice_gone().await;
    });
}
