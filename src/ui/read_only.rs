//! The notice over a book that can only be looked at: why, what of it is shown, and the way out with all of it.

use super::format;
use super::import_panel::save;
use crate::app::state::App;
use crate::wording::{say, word};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Says that nothing can be written, and offers what is stored as a file.
#[component]
pub(super) fn ReadOnly(
    /// What was found.
    why: String,
) -> impl IntoView {
    let app = App::get();
    let failure = RwSignal::new(None::<String>);
    let export = move |_| {
        failure.set(None);
        spawn_local(async move {
            match app.session.export_stored().await {
                Ok((name, blob)) => save(app, &name, &blob),
                Err(why) => {
                    let _ = failure.try_set(Some(why.to_string()));
                }
            }
        });
    };
    let shown = move || {
        app.session.readable().map(|it| {
            let figures = [("events", &*format::count(it.events)), ("stored", &*format::count(it.stored))];
            let advice = word(if it.newer { "read-only.newer" } else { "read-only.damaged" });
            view! { <p>{say("read-only.shown", &figures)}</p> <p>{advice}</p> }
        })
    };
    view! {
        <div class="notice read-only" role="alert">
            <p><b>{say("failure.read-only", &[("why", &why)])}</b></p>
            {shown}
            <div class="buttons">
                <button type="button" on:click=export>{word("read-only.export")}</button>
                <small class="quiet">{word("read-only.export-explain")}</small>
            </div>
            <p><a href="./rescue.html">{word("rescue.short")}</a></p>
            {move || failure.get().map(|why| view! { <p class="alert">{why}</p> })}
        </div>
    }
}
