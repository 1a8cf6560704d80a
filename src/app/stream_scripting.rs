//! `window.daybook`: what concerns events that leave home.

use super::scripting::{Outcome, at, number, sync2};
use super::session::Session;
use super::state::App;
use crate::book::{Book, Failure};
use crate::event_sourcing::Sequence;
use crate::streaming::{IntegrationEvent, integration_events};
use js_sys::{Array, JSON, Object};
use wasm_bindgen::JsValue;

/// Adds its members to the interface.
pub(super) fn attach(app: App, own: &Object) {
    let session = app.session;
    sync2(own, "integrationEvents", move |from, to| public_events(session, &from, &to));
}

fn public_events(session: Session, from: &JsValue, to: &JsValue) -> Outcome {
    let (from, to) = (from.as_f64().unwrap_or(1.0), to.as_f64());
    let to = to.unwrap_or_else(|| number(session.count_untracked()));
    if from > to {
        return Ok(Array::new().into());
    }
    let (from, to) = (at(session, &from.into())?, at(session, &to.into())?);
    let events = session.with_book_untracked(|book| range(book, from, to, false));
    let events = events.transpose()?.unwrap_or_default();
    Ok(events.iter().filter_map(|event| JSON::parse(&event.json).ok()).collect::<Array>().into())
}

fn range(
    book: &Book,
    from: Sequence,
    to: Sequence,
    personal: bool,
) -> Result<Vec<IntegrationEvent>, Failure> {
    let from = from.max(Sequence::START.next());
    let before = book.ledger_at(from.previous())?;
    let events = integration_events(book.log(), book.past(), before, from, to, personal);
    Ok(events.collect::<Result<_, _>>()?)
}
