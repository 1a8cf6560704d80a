//! Where the focus goes when what had it is not there any more, or can't be pressed any more: to what is nearest.

use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, HtmlElement, UiEvent};

/// What can have the focus.
const FOCUSABLE: &str = "button:enabled, a[href], input:enabled, select:enabled, textarea:enabled, summary";

thread_local! {
    /// What was pressed last on the page, outside of dialogs, and everything around it, from within outwards.
    static PLACE: RefCell<js_sys::Array> = RefCell::new(js_sys::Array::new());
}

/// Looks after the focus on the whole page.
pub(super) fn attach() {
    // Before anything is done about the press: what was pressed may be gone right after.
    let pressed = Closure::<dyn Fn(UiEvent)>::new(|event: UiEvent| {
        note(&event);
        // With a pointer, people press what they see; they need no focus.
        if event.detail() == 0 {
            come_back_soon();
        }
    });
    let _ = window().add_event_listener_with_callback_and_bool(
        "click",
        pressed.into_js_value().unchecked_ref(),
        true,
    );
}

/// Something is done because of a key, which may take away what has the focus.
pub(super) fn keep(event: &Event) {
    note(event);
    come_back_soon();
}

fn note(event: &Event) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    // A dialog goes, and what it was opened from counts.
    if target.is_some_and(|target| matches!(target.closest("dialog"), Ok(None))) {
        PLACE.set(event.composed_path());
    }
}

/// Once the page has followed what was done, gives the focus to what is nearest to what was pressed last, unless something has
/// it.
pub(super) fn come_back_soon() {
    request_animation_frame(|| {
        request_animation_frame(|| {
            if focused().is_none() {
                come_back();
            }
        });
    });
}

/// Apart from its place: on a first screen nothing goes.
#[inline(never)]
fn come_back() {
    let place = PLACE.with_borrow(js_sys::Array::to_vec);
    let mut place = place.into_iter().filter_map(|around| around.dyn_into::<Element>().ok());
    // Where nothing had the focus, nobody misses it.
    let Some(pressed) = place.next().filter(|pressed| pressed.tag_name() != "BODY") else { return };
    let near =
        core::iter::once(pressed).chain(place).filter(|around| around.is_connected()).find_map(|around| {
            match &*around.tag_name() {
                // Nothing is left of the page that it was on.
                "BODY" => document().query_selector("main").ok()??.dyn_into().ok(),
                _ => seen_in(&around).into_iter().next(),
            }
        });
    if let Some(near) = near {
        let _ = near.focus();
    }
}

fn focused() -> Option<Element> {
    document().active_element().filter(|element| element.tag_name() != "BODY")
}

/// What is in sight and can have the focus: the element itself, then what is within.
pub(super) fn seen_in(around: &Element) -> Vec<HtmlElement> {
    let itself = around.matches(FOCUSABLE).unwrap_or_default().then(|| around.clone().into());
    let within = around.query_selector_all(FOCUSABLE).ok();
    let within = within.into_iter().flat_map(|all| (0..all.length()).filter_map(move |at| all.item(at)));
    let all = itself.into_iter().chain(within).filter_map(|node| node.dyn_into::<HtmlElement>().ok());
    all.filter(|it| it.get_bounding_client_rect().width() > 0.0).collect()
}
