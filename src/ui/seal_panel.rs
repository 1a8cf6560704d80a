//! Seals: a moment written down for the minutes, and a seal compared with the history.

use super::dialogs::Field;
use super::format;
use super::import_panel::{Done, Progress};
use crate::app::follow::follow;
use crate::app::state::App;
use crate::book::{Failure, NoSeal, SealFinding, Sealed};
use crate::wording::{say, word};
use js_sys::{Function, Reflect};
use leptos::html::{Pre, Textarea};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};

#[derive(Clone, PartialEq)]
enum Outcome {
    Sealed(String),
    Same(String),
    Wrong(String),
}

/// The buttons "Seal this moment" and "Check a seal", and what came of them.
#[component]
pub(super) fn SealPanel() -> impl IntoView {
    let app = App::get();
    let progress = RwSignal::new(None::<Done>);
    let outcome = RwSignal::new(None::<Outcome>);
    let pasted = NodeRef::<Textarea>::new();
    // What was found out about one book says nothing of another.
    follow(move |before: Option<Option<String>>| {
        let key = app.session.with_book(|book| book.key().to_string());
        if before.is_some_and(|before| before != key) {
            outcome.set(None);
        }
        key
    });
    let tell = move |done, all| {
        let _ = progress.try_set(Some(Done::Events(done, all)));
    };
    let end = move |result: Result<Outcome, Failure>| {
        let _ = outcome.try_set(Some(result.unwrap_or_else(|why| Outcome::Wrong(why.to_string()))));
        let _ = progress.try_set(None);
    };
    let begin = move || {
        let free = progress.get_untracked().is_none();
        if free {
            outcome.set(None);
            progress.set(Some(Done::Begun));
        }
        free
    };
    let seal = move |_| {
        if !begin() {
            return;
        }
        let position = app.session.position_untracked();
        spawn_local(async move {
            let sealed = app.session.seal(position, tell).await;
            end(sealed.map(|sealed| match sealed {
                Ok(seal) => Outcome::Sealed(seal.to_string()),
                Err(why) => found(app, why, position),
            }));
        });
    };
    let check = move |_| {
        let text = pasted.get_untracked().map(|field| field.value()).unwrap_or_default();
        match Sealed::read(&text) {
            Err(NoSeal::Fingerprint) => {
                outcome.set(Some(Outcome::Wrong(word("seal.no-fingerprint").to_owned())))
            }
            Err(NoSeal::Incomplete) => outcome.set(Some(Outcome::Wrong(word("seal.incomplete").to_owned()))),
            Err(NoSeal::Count) => outcome.set(Some(Outcome::Wrong(word("seal.no-count").to_owned()))),
            Ok(sealed) if begin() => spawn_local(async move {
                let finding = app.session.check_seal(sealed, tell).await;
                end(finding.map(|finding| found(app, finding, sealed.count)));
            }),
            Ok(_) => {}
        }
    };
    // Of a branch nothing is kept that a seal could be compared with.
    let in_branch = move || app.session.is_in_branch();
    let why_not = move || in_branch().then(|| word("gesture.not-in-branch"));
    view! {
        <section class="card panel">
            <h2>{word("seal.title")}</h2>
            <p>{word("seal.explain")}</p>
            <div class="buttons"><button type="button" disabled=in_branch title=why_not on:click=seal>{word("seal.seal")}</button></div>
            <Field label="seal.to-check" for_id="seal-to-check">
                <textarea id="seal-to-check" rows="3" spellcheck="false" autocomplete="off" node_ref=pasted></textarea>
            </Field>
            <div class="buttons"><button type="button" on:click=check>{word("seal.check")}</button></div>
            {move || progress.get().map(|done| view! { <Progress done=done /> })}
            {move || outcome.get().map(|outcome| match outcome {
                Outcome::Sealed(text) => view! { <Sealing text=text /> }.into_any(),
                Outcome::Same(text) => view! { <p class="good" role="status">{text}</p> }.into_any(),
                Outcome::Wrong(text) => view! { <p class="alert" role="alert">{text}</p> }.into_any(),
            })}
        </section>
    }
}

/// What a finding means, in words.
fn found(app: App, finding: SealFinding, count: u64) -> Outcome {
    let sealed = format::count(count);
    match finding {
        SealFinding::Same { later: 0 } => Outcome::Same(say("seal.same", &[("count", &sealed)])),
        SealFinding::Same { later } => {
            Outcome::Same(say("seal.same-and-later", &[("count", &sealed), ("later", &format::count(later))]))
        }
        SealFinding::OtherCount { count } => {
            Outcome::Wrong(say("seal.other-count", &[("found", &format::count(count)), ("count", &sealed)]))
        }
        SealFinding::TooShort => {
            let here = format::count(app.session.count_untracked());
            Outcome::Wrong(say("seal.too-short", &[("count", &sealed), ("here", &here)]))
        }
        SealFinding::Altered => Outcome::Wrong(say("seal.altered", &[("count", &sealed)])),
        SealFinding::Forked { event } => {
            let event = format::count(event.get());
            Outcome::Wrong(say("seal.forked", &[("count", &sealed), ("event", &event)]))
        }
        SealFinding::Damaged { event } => {
            Outcome::Wrong(say("seal.damaged", &[("event", &format::count(event.get()))]))
        }
    }
}

/// A seal to copy or print.
#[component]
fn Sealing(
    /// It.
    text: String,
) -> impl IntoView {
    let place = NodeRef::<Pre>::new();
    let copied = RwSignal::new(false);
    let kept = text.clone();
    let copy = move |_| {
        // Where the page may not write to the clipboard, the seal is selected for the keys that copy.
        if let Some(place) = place.get_untracked() {
            let selection = call(&window(), "getSelection", None);
            let _ = selection.and_then(|selection| call(&selection, "selectAllChildren", Some(&place)));
        }
        let kept = kept.clone();
        spawn_local(async move {
            let _ = copied.try_set(to_clipboard(&kept).await.is_some());
        });
    };
    view! {
        <pre class="seal" tabindex="0" role="region" aria-label=word("seal.text") dir="auto" node_ref=place>{text}</pre>
        <div class="buttons">
            <button type="button" on:click=copy>{word("seal.copy")}</button>
            <button type="button" on:click=move |_| print()>{word("seal.print")}</button>
            <span role="status">{move || copied.get().then(|| word("seal.copied"))}</span>
        </div>
    }
}

/// Prints the seal alone.
fn print() {
    let Some(root) = document().document_element() else { return };
    let _ = root.class_list().add_1("printing-seal");
    // Returns once the printing is over, or refused.
    let _ = window().print();
    let _ = root.class_list().remove_1("printing-seal");
}

async fn to_clipboard(text: &str) -> Option<()> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).ok()?;
    let promise = call(&clipboard, "writeText", Some(&JsValue::from_str(text)))?;
    wasm_bindgen_futures::JsFuture::from(promise.dyn_into::<js_sys::Promise>().ok()?).await.ok().map(drop)
}

/// What a method answers, where there is one.
fn call(object: &JsValue, method: &str, argument: Option<&JsValue>) -> Option<JsValue> {
    let function: Function = Reflect::get(object, &method.into()).ok()?.dyn_into().ok()?;
    match argument {
        Some(argument) => function.call1(object, argument).ok(),
        None => function.call0(object).ok(),
    }
}
