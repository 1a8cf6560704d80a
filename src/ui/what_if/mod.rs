//! What if: the branch beside the book it leaves. What is otherwise, what every account would hold, and the three ends.

mod balances;
mod chart;
mod differences;

pub(super) use differences::{in_words, kind_of, refusal_here};

use super::format;
use super::gesture_button::GestureButton;
use super::import_panel::{Done, Progress};
use crate::app::address::Page;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::app::what_if::Working as Worked;
use crate::wording::{say, word};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The page "What if".
#[component]
pub(super) fn WhatIfPage() -> impl IntoView {
    let app = App::get();
    let open = Memo::new(move |_| app.what_if.is_open());
    let working = Memo::new(move |_| app.what_if.progress().is_some());
    let here = move || {
        if app.session.is_past() {
            let at = app.recorded_at().map_or_else(|| word("past.before").to_owned(), format::moment);
            let event = format::count(app.session.position());
            say("what-if.here-past", &[("event", &event), ("moment", &at)])
        } else {
            word("what-if.here-now").to_owned()
        }
    };
    let button = |gesture: Gesture| view! { <GestureButton gesture=Gesture::InWhatIf(Box::new(gesture)) /> };
    // Only where there is something to take back, or to make again.
    let step = move |again, gesture: Gesture| {
        let there = Memo::new(move |_| app.what_if.has_step(again));
        move || {
            let gesture = Gesture::InWhatIf(Box::new(gesture.clone()));
            there.get().then(|| view! { <GestureButton gesture=gesture /> })
        }
    };
    view! {
        <div class="head">
            <h1>{word("page.what-if")}</h1>
            <div class="entry-buttons">
                {[Gesture::Deposit(None), Gesture::Withdraw(None), Gesture::Transfer(None), Gesture::OpenAccount]
                    .map(button)
                    .into_iter()
                    .collect_view()}
                {step(false, Gesture::Undo)}
                {step(true, Gesture::Redo)}
            </div>
        </div>
        <div class="what-if-bar" role="note">
            <p><b>{word("what-if.not-the-book")}</b> " " {word("what-if.explain")}</p>
            <p class="num">{here}</p>
        </div>
        // A dialog that is open says it itself.
        {move || app.asking.read().is_none().then(|| view! { <Working /> })}
        {move || if open.get() {
            view! { <Open /> }.into_any()
        } else if working.get() {
            ().into_any()
        } else {
            view! {
                <section class="card what-if-nothing">
                    <p>{word("what-if.nothing")}</p>
                    <p class="explain">{word("what-if.how")}</p>
                </section>
            }
            .into_any()
        }}
    }
}

/// That every page shows the branch, what that means, and the way back.
#[component]
pub(super) fn BranchBar(
    /// Where.
    app: App,
) -> impl IntoView {
    let fork = move || app.what_if.look(|it| format::count(it.branch.fork().get())).unwrap_or_default();
    let explain = move || say("branch.explain", &[("event", &fork())]);
    let news = Memo::new(move |_| app.session.news_of_the_book());
    view! {
        <div class="what-if-bar within" role="note">
            <p><b>{word("branch.not-the-book")}</b> <span class="wide-only">" " {explain}</span></p>
            {move || (news.get() > 0).then(|| went_on(app, news.get()))}
            <button type="button" aria-keyshortcuts="I" on:click=move |_| app.perform(Gesture::Show(Page::WhatIf))>
                {word("branch.back")} <kbd aria-hidden="true">"I"</kbd>
            </button>
            <differences::Consequences app=app />
        </div>
    }
}

/// That the book has gone on since, as another tab does.
fn went_on(app: App, news: u64) -> impl IntoView {
    let said = if news == 1 {
        word("branch.went-on-one").to_owned()
    } else {
        say("branch.went-on-many", &[("count", &format::count(news))])
    };
    let take_in = move |_| spawn_local(app.show_branch());
    view! {
        <p class="num" role="status">
            {said} " " <button type="button" class="small" on:click=take_in>{word("branch.take-in")}</button>
        </p>
    }
}

/// How far deciding again has come, while that takes long.
#[component]
pub(super) fn Working() -> impl IntoView {
    let app = App::get();
    let what = move |writes| match *app.asking.read() {
        Some(Gesture::KeepWhatIf) => word("what-if.writing"),
        _ if writes => word("what-if.laying-out"),
        _ => word("what-if.working"),
    };
    view! {
        {move || app.what_if.progress().map(|Worked { done, all, writes }| view! {
            <div class="what-if-working">
                <p>{move || what(writes)}</p>
                <Progress done=Done::Events(done, all) />
                <button type="button" class="small" on:click=move |_| app.what_if.stop()>{word("progress.stop")}</button>
            </div>
        })}
    }
}

#[component]
fn Open() -> impl IntoView {
    view! {
        <section class="section">
            <div class="report-head">
                <h2>{word("what-if.differences")}</h2>
                <div class="buttons">
                    <GestureButton gesture=Gesture::StepIntoBranch class="small" />
                    <GestureButton gesture=Gesture::DiscardWhatIf class="small" />
                    <GestureButton gesture=Gesture::KeepWhatIf class="small" />
                    <GestureButton gesture=Gesture::AdoptWhatIf class="small primary" />
                </div>
            </div>
            <differences::Differences />
        </section>
        <section class="section">
            <chart::Chart />
        </section>
        <section class="section">
            <h2>{word("what-if.balances")}</h2>
            <balances::Balances />
        </section>
    }
}
