//! Links within the page name the page they lead to; the moment shown is added when somebody reaches for one. Written
//! into every link at every step of the slider, it would cost more than what the links stand beside.

use crate::app::address::Address;
use crate::app::state::App;
use leptos::ev::{click, focusin, pointerdown};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// Completes the links of the whole page, before the browser follows, copies or opens one.
pub(super) fn attach(app: App) {
    window_event_listener(pointerdown, move |event| complete(app, &event));
    window_event_listener(focusin, move |event| complete(app, &event));
    window_event_listener(click, move |event| {
        complete(app, &event);
        // Back leads to what was shown here when the link was followed.
        if link_of(&event).is_some() {
            app.write_address();
        }
    });
}

/// The link within the page that something happened to.
fn link_of(event: &Event) -> Option<Element> {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target?.closest("a[href^='#/']").ok().flatten()
}

fn complete(app: App, event: &Event) {
    let Some(link) = link_of(event).filter(|link| !link.has_attribute("data-moment")) else { return };
    let Some(href) = link.get_attribute("href") else { return };
    let address = Address::parse(&href);
    let at = untrack(|| app.shown_on(address.page));
    let address = Address { at, ..address }.to_string();
    if address != href {
        let _ = link.set_attribute("href", &address);
    }
}
