//! Where the focus goes when a dialog has closed and what opened it is not there any more: to what is nearest.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What can have the focus.
const FOCUSABLE: &str = "button:enabled, a[href], input:enabled, select:enabled, textarea:enabled, summary";

/// What has the focus, and everything around it, from within outwards.
pub(super) fn place() -> Vec<Element> {
    core::iter::successors(focused(), |element| element.parent_element()).collect()
}

/// Gives the focus to what is nearest to the place where it was, unless something has it.
pub(super) fn come_back(place: &[Element]) {
    if focused().is_some() {
        return;
    }
    let near = place.iter().filter(|around| around.is_connected()).find_map(first_in);
    if let Some(near) = near {
        let _ = near.focus();
    }
}

fn focused() -> Option<Element> {
    document().active_element().filter(|element| element.tag_name() != "BODY")
}

/// The first thing in sight that can have the focus: the element itself, or one within.
fn first_in(around: &Element) -> Option<HtmlElement> {
    let all = around.query_selector_all(FOCUSABLE).ok()?;
    let within = (0..all.length()).filter_map(|at| all.item(at)?.dyn_into::<HtmlElement>().ok());
    let itself = around.matches(FOCUSABLE).ok()?.then(|| around.clone().dyn_into().ok()).flatten();
    itself.into_iter().chain(within).find(|it| it.get_bounding_client_rect().width() > 0.0)
}
