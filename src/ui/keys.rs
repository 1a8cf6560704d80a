//! Keys, wherever no text is being typed and no dialog is open.

use super::focus;
use crate::app::gesture::Gesture;
use crate::app::settings;
use crate::app::state::App;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// Listens to the keys of the whole page.
pub(super) fn attach(app: App) {
    show_hints();
    window_event_listener(leptos::ev::keydown, move |event| {
        if let Some(gesture) = meant(app, &event) {
            event.prevent_default();
            focus::keep(&event);
            app.perform(gesture);
        }
    });
}

/// What a button shows of its key goes where that key does nothing.
pub(super) fn show_hints() {
    if let Some(root) = document().document_element() {
        let _ = root.class_list().toggle_with_force("single-keys-off", !settings::single_keys());
    }
}

fn meant(app: App, event: &KeyboardEvent) -> Option<Gesture> {
    let held = event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing();
    if held || event.default_prevented() || is_dialog_open() {
        return None;
    }
    let gesture = Gesture::of_key(&event.key())?;
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if target.is_some_and(|target| has_own_use(&target, &gesture)) {
        return None;
    }
    // Who speaks to the computer, or often hits a key beside the one meant, has them switched off.
    if event.key().chars().count() == 1 && event.key() != " " && !settings::single_keys() {
        return None;
    }
    if app.session.count_untracked() == 0 {
        return None;
    }
    let meant = app.meant_here(gesture.clone());
    if let Some(why) = untrack(|| app.why_not(&meant)) {
        app.spoken.set(why);
        return None;
    }
    Some(gesture)
}

/// Whether a dialog is over the page. What is seen counts: the browser tells of one that was closed only a little later,
/// and a key pressed in between is meant for the page.
fn is_dialog_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// Whether the focused element needs the key itself: fields to be typed in, buttons Space, the slider its arrows.
fn has_own_use(target: &Element, gesture: &Gesture) -> bool {
    let steps = matches!(gesture, Gesture::PreviousEvent | Gesture::NextEvent);
    match target.tag_name().as_str() {
        "INPUT" if target.get_attribute("type").as_deref() == Some("range") => steps,
        "INPUT" | "TEXTAREA" => true,
        "SELECT" => *gesture != Gesture::Now,
        "BUTTON" | "A" | "SUMMARY" => *gesture == Gesture::PlayOrPause,
        _ => false,
    }
}
