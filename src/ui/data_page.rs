//! Data: the log in and out, the books of this browser, storage, verification, and who you are.

use super::backup_panel::BackupPanel;
use super::format;
use super::gesture_button::GestureButton;
use super::import_panel::{ExportButton, ImportControls, Transfer, TransferView};
use super::large_sample::LargeSample;
use super::periods_panel::PeriodsPanel;
use super::proof::ProofPanel;
use super::seal_panel::SealPanel;
use super::storage_panel::StoragePanel;
use super::verify_panel::VerifyPanel;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::book::{Book, Shelved};
use crate::exchange::Format;
use crate::wording::{say, word};
use leptos::prelude::*;

/// The page "Data".
#[component]
pub(super) fn DataPage() -> impl IntoView {
    view! {
        <div class="head"><h1>{word("page.data")}</h1></div>
        <div class="panels">
            <ExportPanel />
            <ImportPanel />
            <BackupPanel />
            <VerifyPanel />
            <ProofPanel />
            <BookPanel />
            <PeriodsPanel />
            <SealPanel />
            <StoragePanel />
            <NamePanel />
        </div>
        // Beside a narrow page there is no side that has it.
        <p class="narrow-only"><GestureButton gesture=Gesture::Help /></p>
    }
}

#[component]
fn ExportPanel() -> impl IntoView {
    let app = App::get();
    let as_shown = RwSignal::new(true);
    let past = Memo::new(move |_| app.session.is_past());
    let label = move || say("export.as-shown", &[("event", &format::count(app.session.position()))]);
    view! {
        <section class="card panel">
            <h2>{word("export.title")}</h2>
            <p>{word("export.explain")}</p>
            {move || past.get().then(|| view! {
                <label class="checkbox">
                    <input type="checkbox" prop:checked=as_shown
                        on:change=move |event| as_shown.set(event_target_checked(&event)) />
                    <span>{label}</span>
                </label>
            })}
            <div class="buttons">
                <ExportButton as_shown=as_shown />
                <ExportButton format=Format::Csv as_shown=as_shown />
                <ExportButton format=Format::Ndjson as_shown=as_shown />
            </div>
        </section>
    }
}

#[component]
fn ImportPanel() -> impl IntoView {
    let app = App::get();
    let transfer = Transfer::new();
    view! {
        <section class="card panel">
            <h2>{word("import.title")}</h2>
            <p>{word("import.explain")}</p>
            <ImportControls transfer=transfer />
            <LargeSample transfer=transfer />
            <TransferView transfer=transfer />
            <div aria-live="polite">
                {move || app.told.get().map(|text| view! { <p class="said-by-us">{text}</p> })}
            </div>
        </section>
    }
}

#[component]
fn BookPanel() -> impl IntoView {
    let app = App::get();
    let key = move || app.session.with_book(|book| book.key().clone());
    let others = move || {
        let open = key();
        let is_other = |shelved: &Shelved| Some(&shelved.key) != open.as_ref();
        app.session.books().into_iter().filter(is_other).map(|book| other(app, book)).collect_view()
    };
    let fingerprint = Memo::new(move |_| {
        let position = app.session.position();
        let read = |book: &Book| {
            let position = crate::event_sourcing::Sequence::new(position)?;
            book.fingerprint_at(position).ok().map(|hash| hash.to_string())
        };
        app.session.with_book(read).flatten().unwrap_or_default()
    });
    let id = Memo::new(move |_| {
        let id = app.session.with_book(|book| book.ledger().book().map(|book| book.id.to_string()));
        id.flatten().unwrap_or_default()
    });
    view! {
        <section class="card panel">
            <h2>{word("book.title")}</h2>
            <dl>
                <dt>{word("book.events")}</dt>
                <dd class="num">{move || format::count(app.session.position())}</dd>
                <dt>{word("book.fingerprint")}</dt>
                <dd><code>{move || fingerprint.get()}</code></dd>
                <dt>{word("book.id")}</dt>
                <dd><code>{move || id.get()}</code></dd>
            </dl>
            <p>{word("book.fingerprint-explain")}</p>
            <div class="buttons">
                <GestureButton gesture=Gesture::NewBook />
                <GestureButton gesture=Gesture::RenameBook />
                {move || key().map(|key| view! { <GestureButton gesture=Gesture::DeleteBook(key) /> })}
            </div>
            <div class="buttons">{others}</div>
        </section>
    }
}

fn other(app: App, shelved: Shelved) -> impl IntoView {
    let gesture = Gesture::OpenBook(shelved.key);
    view! {
        <button type="button" dir="auto" on:click=move |_| app.perform(gesture.clone())>
            {say("book.switch-to", &[("name", &format::isolated(&shelved.name))])}
        </button>
    }
}

#[component]
fn NamePanel() -> impl IntoView {
    let app = App::get();
    let refusal = RwSignal::new(None::<String>);
    let changed = move |event: web_sys::Event| {
        let result = app.session.set_actor(&event_target_value(&event));
        refusal.set(result.err().map(|why| format::failure(&why)));
    };
    view! {
        <section class="card panel">
            <h2>{word("actor.title")}</h2>
            <p>{word("actor.explain")}</p>
            <div class="field">
                <label for="actor">{word("actor.label")}</label>
                <input id="actor" type="text" dir="auto" autocomplete="name"
                    prop:value=move || app.session.actor() on:change=changed />
            </div>
            {move || refusal.get().map(|why| view! { <p class="alert" role="alert">{why}</p> })}
        </section>
    }
}
