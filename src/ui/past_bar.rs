//! The bar that says which past moment is on the screen, and notices about the whole book.

use super::format;
use super::gesture_button::GestureButton;
use super::import_panel::ExportButton;
use super::read_only::ReadOnly;
use crate::app::address::{Page, Report};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::wording::{say, word};
use leptos::prelude::*;

/// Which moment is shown, while it is not now.
#[component]
pub(super) fn PastBar() -> impl IntoView {
    let app = App::get();
    let past = Memo::new(move |_| app.session.is_past());
    let moment = Memo::new(move |_| {
        let at = app.recorded_at();
        at.map_or_else(|| word("past.before").to_owned(), format::long_moment)
    });
    let rest = move || {
        let key = match app.page() {
            Page::WhatIf => "past.bar-what-if",
            _ if app.session.is_in_branch() => "past.bar-branch",
            _ => "past.bar",
        };
        say(key, &[("event", &format::count(app.session.position()))])
    };
    // The live region speaks when the slider rests; this one would speak at every step.
    view! {
        {move || app.session.is_in_branch().then(|| branch_bar(app))}
        {move || past.get().then(|| view! {
            <div class="past-bar" role="status" aria-live="off">
                <p><b>{move || moment.get()}</b> " — " {rest}</p>
                <button type="button" on:click=move |_| app.perform(Gesture::Show(Page::Reports(Report::Compare)))>
                    {word("past.compare")}
                </button>
                {move || (app.page() != Page::WhatIf).then(|| view! {
                    <button type="button" on:click=move |_| app.perform(Gesture::Show(Page::WhatIf))>
                        {word("past.what-if")}
                    </button>
                })}
                <button type="button" aria-keyshortcuts="Escape" on:click=move |_| app.perform(Gesture::Now)>
                    {word("past.back")} <kbd aria-hidden="true">"Esc"</kbd>
                </button>
            </div>
        })}
    }
}

/// That a branch is shown in the book's place. Apart from its place: no first screen has it.
#[inline(never)]
fn branch_bar(app: App) -> AnyView {
    view! { <super::what_if::BranchBar app=app /> }.into_any()
}

/// What must be known about the whole book: that it can't be written, that it is kept with less than usual care.
#[component]
pub(super) fn Notices() -> impl IntoView {
    let app = App::get();
    let weak = Memo::new(move |_| app.session.storage().and_then(|facts| facts.caveat));
    let read_only = Memo::new(move |_| app.session.read_only());
    let gone = Memo::new(move |_| app.session.is_gone());
    let lost = Memo::new(move |_| app.session.losses.known().len());
    view! {
        {move || gone.get().then(|| view! {
            <div class="notice" role="alert"><p>{word("session.gone")}</p> <ExportButton /></div>
        })}
        {move || read_only.get().filter(|_| !gone.get()).map(|why| view! { <ReadOnly why=why /> })}
        {move || (lost.get() > 0).then(|| view! {
            <div class="notice" role="alert">
                <p>{word("loss.elsewhere")}</p>
                <button type="button" on:click=move |_| app.session.losses.look(true)>{word("loss.look")}</button>
            </div>
        })}
        {move || weak.get().map(|sentence| view! { <div class="notice"><p>{sentence}</p></div> })}
        {move || app.notice.get().map(|sentence| notice(app, sentence))}
    }
}

/// What has to be said until it is dismissed. Apart from its place: hardly any first screen has it.
#[inline(never)]
fn notice(app: App, sentence: String) -> AnyView {
    view! {
        <div class="notice" role="status">
            <p>{sentence}</p>
            <button type="button" on:click=move |_| app.notice.set(None)>{word("rules.dismiss")}</button>
        </div>
    }
    .into_any()
}

/// The buttons that make entries, as the overview and other pages show them.
#[component]
pub(super) fn EntryButtons(
    /// The account they concern, where one is on the screen.
    #[prop(optional_no_strip)]
    account: Option<crate::ledger::AccountId>,
    /// Whether opening an account is offered too.
    #[prop(default = true)]
    opening: bool,
) -> impl IntoView {
    view! {
        <div class="entry-buttons">
            <GestureButton gesture=Gesture::Deposit(account) class="primary" hint=true />
            <GestureButton gesture=Gesture::Withdraw(account) hint=true />
            <GestureButton gesture=Gesture::Transfer(account) hint=true />
            {opening.then(|| view! { <GestureButton gesture=Gesture::OpenAccount /> })}
        </div>
    }
}
