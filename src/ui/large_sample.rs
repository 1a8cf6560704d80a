//! A book of any size, to see what Daybook does with one.

use super::format;
use super::import_panel::{Done, Transfer};
use crate::app::state::App;
use crate::wording::{say, word};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The most events a sample is made of.
const MOST: u32 = 1_000_000;

/// A number of events, and the button that makes a book of them.
#[component]
pub(super) fn LargeSample(
    /// Where what happens is shown.
    transfer: Transfer,
) -> impl IntoView {
    let app = App::get();
    let input = NodeRef::<Input>::new();
    let disabled = move || app.session.is_past() || transfer.progress.get().is_some();
    let unknown = RwSignal::new(false);
    let load = move |_| {
        let typed = input.get_untracked().and_then(|input| input.value().parse().ok());
        let wanted = typed.filter(|events| (1..=MOST).contains(events));
        unknown.set(wanted.is_none());
        let Some(events) = wanted else { return };
        let mut tell = transfer.begin(app);
        spawn_local(async move {
            let progress = move |made| tell(Done::Events(made, u64::from(events)));
            let result = Box::pin(app.session.load_large_sample(u64::from(events), progress)).await;
            transfer.end(app, result);
        });
    };
    view! {
        <div class="buttons">
            <label class="field">
                <span class="label">{word("large.events")}</span>
                <input type="number" class="num" min="1" max=MOST step="1" value="100000" node_ref=input
                    aria-invalid=move || unknown.get().to_string() />
            </label>
            <button type="button" disabled=disabled on:click=load>{word("large.load")}</button>
        </div>
        {move || unknown.get().then(|| view! {
            <p class="alert" role="alert">{say("large.unknown", &[("most", &format::count(u64::from(MOST)))])}</p>
        })}
    }
}
