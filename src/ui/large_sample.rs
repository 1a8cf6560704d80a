//! A book of any size, to see what Daybook does with one.

use super::import_panel::{Done, Transfer};
use crate::app::state::App;
use crate::wording::word;
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
    let load = move |_| {
        let wanted = input.get_untracked().and_then(|input| input.value().parse().ok());
        let events = wanted.unwrap_or(100_000_u32).clamp(1, MOST);
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
                <span>{word("large.events")}</span>
                <input type="number" class="num" min="1" max=MOST step="1" value="100000" node_ref=input />
            </label>
            <button type="button" disabled=disabled on:click=load>{word("large.load")}</button>
        </div>
    }
}
