//! The dialogs about destinations: adding one with a look at what would be sent, its password, sending again, removing.

use super::fields::{Field, TextField};
use super::filled::Filled;
use super::question::{Question, Sent};
use crate::app::credentials::Credentials;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::event_sourcing::Sequence;
use crate::streaming::{BadDestination, DestinationKind};
use crate::ui::format;
use crate::ui::stream_card::kind_word;
use crate::wording::{say, word};
use js_sys::JSON;
use leptos::prelude::*;
use serde_json::json;

/// Add destination.
#[component]
pub(super) fn AddDestination() -> impl IntoView {
    let app = App::get();
    let kind = RwSignal::new(DestinationKind::KafkaRestV3);
    let personal = RwSignal::new(false);
    let ask = move |filled: &Filled| {
        let kind = kind.get_untracked();
        let credentials = credentials(filled)?;
        let said = json!({
            "kind": kind.as_str(),
            "url": filled.text("stream-url")?,
            "cluster": filled.text("stream-cluster")?,
            "topic": filled.text("stream-topic")?,
            "personal": personal.get_untracked(),
            "batch": filled.text("stream-batch")? == "many",
            "auth": credentials.is_some(),
        });
        let at_field = |bad: BadDestination| filled.wrong(&format!("stream-{}", bad.field), in_words(&bad));
        let to = app.streams.read(&said).or_else(at_field)?;
        let from_the_start = filled.text("stream-begin")? == "start";
        let sent: Sent = Box::pin(async move {
            app.streams.add(to, credentials, from_the_start).await?;
            app.spoken.set(word("done.add-destination").to_owned());
            Ok(())
        });
        Ok(sent)
    };
    let option = |kind: DestinationKind| view! { <option value=kind.as_str()>{kind_word(kind)}</option> };
    let chosen = move |event: web_sys::Event| {
        if let Some(chosen) = DestinationKind::from_text(&event_target_value(&event)) {
            kind.set(chosen);
        }
    };
    let preview = move || {
        let personal = personal.get();
        let json = untrack(|| app.streams.last_public_event(personal));
        json.and_then(|json| indented(&json)).unwrap_or_else(|| word("destination.preview-none").to_owned())
    };
    view! {
        <Question title=Gesture::AddDestination.title() ask=ask>
            <Field label="field.stream-kind" for_id="stream-kind">
                <select id="stream-kind" name="stream-kind" on:change=chosen>
                    {DestinationKind::ALL.map(option).collect_view()}
                </select>
            </Field>
            <Field label="field.stream-url" for_id="stream-url">
                <input id="stream-url" name="stream-url" type="url" inputmode="url" dir="ltr" spellcheck="false"
                    placeholder=move || if kind.get() == DestinationKind::NatsJetStream {
                        "ws://127.0.0.1:8443"
                    } else {
                        "http://127.0.0.1:8082"
                    } />
            </Field>
            {move || (kind.get() == DestinationKind::KafkaRestV3).then(|| view! {
                <TextField label="field.stream-cluster" id="stream-cluster" />
            })}
            {move || kind.get().has_topic().then(|| view! {
                <TextField label="field.stream-topic" id="stream-topic" />
            })}
            {move || (kind.get() == DestinationKind::CloudEventsHttp).then(|| view! {
                <label class="checkbox">
                    <input type="checkbox" name="stream-batch" value=""
                        on:change=move |event| {
                            let many = if event_target_checked(&event) { "many" } else { "" };
                            event_target::<web_sys::HtmlInputElement>(&event).set_value(many);
                        } />
                    <span>{word("field.stream-batch")}</span>
                </label>
            })}
            <CredentialFields />
            <p class="explain">{word("destination.auth-explain")}</p>
            <Field label="field.stream-begin" for_id="stream-begin">
                <select id="stream-begin" name="stream-begin">
                    <option value="now">{word("destination.begin-now")}</option>
                    <option value="start">{word("destination.begin-start")}</option>
                </select>
            </Field>
            <label class="checkbox">
                <input type="checkbox" on:change=move |event| personal.set(event_target_checked(&event)) />
                <span>{word("field.stream-personal")}</span>
            </label>
            <figure class="field">
                <figcaption class="label">{word("destination.preview")}</figcaption>
                <pre class="sent-as" tabindex="0" role="region" aria-label=word("destination.preview")>{preview}</pre>
            </figure>
            <p class="explain">{word("destination.reload")}</p>
        </Question>
    }
}

/// Why it is none, with the field called what it is called here; scripts are told the name of the member.
fn in_words(bad: &BadDestination) -> String {
    let field = match bad.field {
        "url" => "field.stream-url",
        "cluster" => "field.stream-cluster",
        "topic" => "field.stream-topic",
        _ => "field.stream-kind",
    };
    say("destination.bad", &[("field", word(field)), ("expected", &bad.expected)])
}

/// User and password, or a token.
#[component]
fn CredentialFields() -> impl IntoView {
    view! {
        <div class="pair">
            <Field label="field.stream-user" for_id="stream-user">
                <input id="stream-user" name="stream-user" type="text" autocomplete="off" spellcheck="false" />
            </Field>
            <Field label="field.stream-password" for_id="stream-password">
                <input id="stream-password" name="stream-password" type="password" autocomplete="off" />
            </Field>
        </div>
        <Field label="field.stream-token" for_id="stream-token">
            <input id="stream-token" name="stream-token" type="password" autocomplete="off" />
        </Field>
    }
}

fn credentials(filled: &Filled) -> Result<Option<Credentials>, String> {
    let (user, password) = (filled.text("stream-user")?, filled.text("stream-password")?);
    let token = filled.text("stream-token")?;
    if !token.is_empty() {
        return Ok(Some(Credentials::Token(token)));
    }
    if user.is_empty() && !password.is_empty() {
        return filled.wrong("stream-user", word("destination.user-missing").to_owned());
    }
    Ok((!user.is_empty()).then_some(Credentials::Password { user, password }))
}

/// JSON with its members on lines of their own.
fn indented(json: &str) -> Option<String> {
    let value = JSON::parse(json).ok()?;
    JSON::stringify_with_replacer_and_space(&value, &wasm_bindgen::JsValue::NULL, &2.into()).ok()?.as_string()
}

fn url_of(app: App, id: &str) -> String {
    let shown = untrack(|| app.streams.shown());
    let found = shown.into_iter().find(|it| it.row.destination.id == id);
    found.map(|it| it.row.destination.url).unwrap_or_default()
}

/// Enter password.
#[component]
pub(super) fn UnlockDestination(
    /// Which.
    id: String,
) -> impl IntoView {
    let app = App::get();
    let url = url_of(app, &id);
    let ask = move |filled: &Filled| {
        let (given, passphrase) = (credentials(filled)?, filled.text("stream-passphrase")?);
        if given.is_none() && passphrase.is_empty() {
            return filled.wrong("stream-passphrase", word("destination.unlock-missing").to_owned());
        }
        if given.is_some() && !passphrase.is_empty() && passphrase.chars().count() < 8 {
            return filled.wrong("stream-passphrase", word("backup.too-short").to_owned());
        }
        let id = id.clone();
        let sent: Sent = Box::pin(async move {
            match given {
                Some(given) => {
                    app.streams.unlock(&id, &given);
                    if !passphrase.is_empty() {
                        app.streams.keep_sealed(&id, &given, &passphrase).await?;
                    }
                }
                None if app.streams.unseal(&id, &passphrase).await? => {}
                None => return Err(word("destination.wrong-passphrase").to_owned().into()),
            }
            app.spoken.set(word("done.unlock-destination").to_owned());
            Ok(())
        });
        Ok(sent)
    };
    view! {
        <Question title=word("gesture.unlock-destination") ask=ask>
            <p class="explain">{say("destination.unlock-explain", &[("url", &url)])}</p>
            <CredentialFields />
            <Field label="field.stream-passphrase" for_id="stream-passphrase">
                <input id="stream-passphrase" name="stream-passphrase" type="password" autocomplete="off" />
            </Field>
            <p class="explain">{word("destination.passphrase-explain")}</p>
        </Question>
    }
}

/// Send again.
#[component]
pub(super) fn ResendDestination(
    /// Which.
    id: String,
) -> impl IntoView {
    let app = App::get();
    let url = url_of(app, &id);
    let count = app.session.count_untracked();
    let ask = move |filled: &Filled| {
        let from = filled.text("stream-from")?.trim().parse().ok().and_then(Sequence::new);
        let from =
            from.filter(|from| (1..=count + 1).contains(&from.get())).ok_or_else(|| range_bad(count))?;
        let id = id.clone();
        let sent: Sent = Box::pin(async move {
            app.streams.resend(&id, from).await?;
            app.streams.pause(&id, false).await?;
            app.spoken.set(word("done.resend-destination").to_owned());
            Ok(())
        });
        Ok(sent)
    };
    view! {
        <Question title=word("gesture.resend-destination") ask=ask>
            <p class="explain">{say("destination.resend-explain", &[("url", &url)])}</p>
            <Field label="field.stream-from" for_id="stream-from">
                <input id="stream-from" name="stream-from" type="number" min="1" max=count.to_string() value="1" />
            </Field>
        </Question>
    }
}

/// Says which events there are to choose from.
pub(in crate::ui) fn range_bad(count: u64) -> String {
    say("streams.range-bad", &[("count", &format::count(count))])
}

/// Remove.
#[component]
pub(super) fn RemoveDestination(
    /// Which.
    id: String,
) -> impl IntoView {
    let app = App::get();
    let url = url_of(app, &id);
    let ask = move |_: &Filled| {
        let id = id.clone();
        let sent: Sent = Box::pin(async move {
            app.streams.remove(&id).await?;
            app.spoken.set(word("done.remove-destination").to_owned());
            Ok(())
        });
        Ok(sent)
    };
    view! {
        <Question title=word("gesture.remove-destination") danger=true ask=ask>
            <p class="explain">{say("destination.remove-explain", &[("url", &url)])}</p>
        </Question>
    }
}
