//! A dialog that shows something and asks nothing.

use super::closed;
use crate::app::follow::follow;
use crate::app::state::App;
use crate::ui::figure::Figure;
use crate::wording::word;
use leptos::html::Dialog;
use leptos::prelude::*;

/// The dialog: opens over the page, takes the focus and gives it back.
#[component]
pub(super) fn Panel(
    /// Its name.
    title: &'static str,
    /// The figure it is about, which stays in sight with its name while the rest scrolls.
    #[prop(optional, into)]
    figure: Signal<Option<Figure>>,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let app = App::get();
    let dialog = NodeRef::<Dialog>::new();
    follow(move |_| {
        if let Some(dialog) = dialog.get().filter(|dialog| !dialog.open()) {
            let _ = dialog.show_modal();
        }
    });
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <dialog class="panel-dialog" data-asked="" node_ref=dialog aria-labelledby="panel-title"
            on:close=move |_| closed(app, dialog)>
            <header>
                <h2 id="panel-title">{title}</h2>
                <button type="button" on:click=close>{word("panel.close")}</button>
                {move || figure.get().map(|figure| view! { <p class="total num">{figure.view()}</p> })}
            </header>
            {children()}
        </dialog>
    }
}
