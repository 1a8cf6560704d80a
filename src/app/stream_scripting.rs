//! `window.daybook`: what concerns events that leave home.

use super::credentials::Credentials;
use super::scripting::{Outcome, async1, async2, at, look_at_whole, number, sync0, sync2, text, to_js};
use super::session::Session;
use super::state::App;
use super::streams::{Shown, Streams};
use crate::book::{Failure, public_range};
use crate::event_sourcing::Sequence;
use crate::ledger::Refusal;
use crate::wording::word;
use js_sys::{Array, JSON, Object};
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::JsValue;

/// Adds its members to the interface.
pub(super) fn attach(app: App, own: &Object) {
    let (session, streams) = (app.session, app.streams);
    sync2(own, "integrationEvents", move |from, to| public_events(session, &from, &to));
    sync0(own, "destinations", move || {
        Ok(to_js(&streams.shown().iter().map(DestinationJs::of).collect::<Vec<_>>()))
    });
    async1(own, "addDestination", move |said| async move { add(streams, &said).await });
    async1(own, "pauseDestination", move |id| async move { decided(streams.pause(&name(&id), true).await) });
    async1(
        own,
        "resumeDestination",
        move |id| async move { decided(streams.pause(&name(&id), false).await) },
    );
    async1(own, "removeDestination", move |id| async move { decided(streams.remove(&name(&id)).await) });
    async2(own, "resendDestination", move |id, from| async move {
        let from = at(session, &from)?.max(Sequence::START.next());
        decided(streams.resend(&name(&id), from).await)
    });
    async2(own, "unlockDestination", move |id, auth| async move {
        let auth: Value = serde_json::from_str(&text(&auth, "auth", "expected.auth")?).unwrap_or_default();
        let credentials = Credentials::read(&auth).ok_or_else(bad_auth)?;
        let id = name(&id);
        if !streams.shown().iter().any(|it| it.row.destination.id == id) {
            return Err(Failure::UnknownDestination(id));
        }
        streams.unlock(&id, &credentials);
        Ok(JsValue::UNDEFINED)
    });
}

fn name(id: &JsValue) -> String {
    id.as_string().unwrap_or_default()
}

fn decided(outcome: Result<(), Failure>) -> Outcome {
    outcome.map(|()| JsValue::UNDEFINED)
}

fn bad_auth() -> Refusal {
    Refusal::malformed("auth", word("expected.auth"))
}

const MEMBERS: [&str; 8] = ["kind", "url", "cluster", "topic", "auth", "from", "personal", "batch"];

async fn add(streams: Streams, said: &JsValue) -> Outcome {
    let said: Value =
        serde_json::from_str(&text(said, "destination", "expected.destination")?).unwrap_or_default();
    let members =
        said.as_object().ok_or_else(|| Refusal::malformed("destination", word("expected.destination")))?;
    if let Some(unknown) = members.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
        return Err(Refusal::malformed(unknown, word("expected.destination-member")).into());
    }
    let from_the_start = match said.get("from") {
        Some(Value::Number(n)) if n.as_u64() == Some(1) => true,
        Some(Value::String(now)) if now == "now" => false,
        _ => return Err(Refusal::malformed("from", word("expected.from")).into()),
    };
    let to = streams.read(&said).map_err(|bad| Refusal::malformed(bad.field, &bad.expected))?;
    let credentials =
        said.get("auth").filter(|_| to.auth).map(|auth| Credentials::read(auth).ok_or_else(bad_auth));
    let id = streams.add(to, credentials.transpose()?, from_the_start).await?;
    Ok(to_js(&IdJs { id }))
}

#[derive(Serialize)]
struct IdJs {
    id: String,
}

#[derive(Serialize)]
struct DestinationJs {
    id: String,
    kind: &'static str,
    url: String,
    topic: String,
    state: &'static str,
    delivered: u64,
    waiting: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_error: Option<String>,
    parked: Vec<String>,
}

impl DestinationJs {
    fn of(shown: &Shown) -> Self {
        let (to, progress) = (&shown.row.destination, &shown.row.progress);
        Self {
            id: to.id.clone(),
            kind: to.kind.as_str(),
            url: to.url.clone(),
            topic: to.topic.clone(),
            state: shown.state.as_str(),
            delivered: progress.delivered,
            waiting: shown.waiting,
            last_error: shown.last_error.clone(),
            parked: progress.parked.iter().map(|parked| parked.id.clone()).collect(),
        }
    }
}

fn public_events(session: Session, from: &JsValue, to: &JsValue) -> Outcome {
    let (from, to) = (from.as_f64().unwrap_or(1.0), to.as_f64());
    let to = to.unwrap_or_else(|| number(session.count_untracked()));
    if from > to {
        return Ok(Array::new().into());
    }
    let (from, to) = (at(session, &from.into())?, at(session, &to.into())?);
    let events = look_at_whole(session, |book| public_range(book, from, to, false))?;
    let events = events.transpose()?.unwrap_or_default();
    Ok(events.iter().filter_map(|event| JSON::parse(&event.json).ok()).collect::<Array>().into())
}
