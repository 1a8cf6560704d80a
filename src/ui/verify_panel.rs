//! Verification: everything stored is read, hashed and folded again.

use super::format;
use super::import_panel::{Done, Progress};
use crate::app::follow::follow;
use crate::app::state::App;
use crate::wording::{say, word};
use leptos::prelude::*;
use leptos::task::spawn_local;

#[derive(Clone, PartialEq)]
enum Outcome {
    Fine(String),
    Wrong(Vec<String>),
}

/// The button "Verify", how far it has come and what it found.
#[component]
pub(super) fn VerifyPanel() -> impl IntoView {
    let app = App::get();
    let progress = RwSignal::new(None::<Done>);
    let outcome = RwSignal::new(None::<Outcome>);
    // What was found out about one book says nothing of another.
    follow(move |before: Option<Option<String>>| {
        let key = app.session.with_book(|book| book.key().to_string());
        if before.is_some_and(|before| before != key) {
            outcome.set(None);
        }
        key
    });
    let verify = move |_| {
        if progress.get_untracked().is_some() {
            return;
        }
        progress.set(Some(Done::Begun));
        outcome.set(None);
        let tell = move |done, all| {
            let _ = progress.try_set(Some(Done::Events(done, all)));
        };
        spawn_local(async move {
            let found = match app.session.verify(tell).await {
                Ok(report) if report.ok => {
                    Outcome::Fine(say("verify.fine", &[("events", &format::events(report.count))]))
                }
                Ok(report) => Outcome::Wrong(report.problems),
                Err(why) => Outcome::Wrong(vec![why.to_string()]),
            };
            let _ = outcome.try_set(Some(found));
            let _ = progress.try_set(None);
        });
    };
    let found = move || match outcome.get()? {
        Outcome::Fine(text) => Some(view! { <p class="good" aria-live="polite">{text}</p> }.into_any()),
        Outcome::Wrong(problems) => {
            let problem = |text: String| view! { <li>{text}</li> };
            let list = problems.into_iter().map(problem).collect_view();
            Some(view! { <ul class="alert" role="alert">{list}</ul> }.into_any())
        }
    };
    view! {
        <section class="card panel">
            <h2>{word("verify.title")}</h2>
            <p>{word("verify.explain")}</p>
            <div class="buttons">
                <button type="button" on:click=verify>{word("verify.verify")}</button>
            </div>
            {move || progress.get().map(|done| view! { <Progress done=done /> })}
            {found}
        </section>
    }
}
