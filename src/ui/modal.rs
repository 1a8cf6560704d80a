//! A dialog over the page that is not a gesture's own: it asks about what is already under way.

use super::focus;
use crate::app::follow::follow;
use crate::wording::word;
use leptos::html::Dialog;
use leptos::prelude::*;

/// A dialog with two answers.
#[component]
pub(super) fn Modal(
    /// Its name.
    title: &'static str,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    /// What the button says that goes on.
    confirm: &'static str,
    /// Whether what was confirmed is being done.
    busy: Signal<bool>,
    /// Goes on.
    accept: impl Fn() + Copy + Send + 'static,
    /// Leaves it.
    leave: impl Fn() + Copy + Send + 'static,
    /// What it says and asks.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    follow(move |_| {
        if let Some(dialog) = dialog.get().filter(|dialog| !dialog.open()) {
            let _ = dialog.show_modal();
        }
    });
    // It goes without being closed, so the browser gives the focus to nobody.
    on_cleanup(focus::come_back_soon);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            accept();
        }
    };
    let cancel = move |event: web_sys::Event| {
        event.prevent_default();
        if !busy.get_untracked() {
            leave();
        }
    };
    view! {
        <dialog node_ref=dialog class=class aria-labelledby="modal" on:cancel=cancel>
            <form novalidate autocomplete="off" on:submit=submit>
                <h2 id="modal">{title}</h2>
                {children()}
                <div class="buttons">
                    <button type="button" disabled=busy on:click=move |_| leave()>{word("proposal.leave")}</button>
                    <button type="submit" class="primary" aria-busy=move || busy.get().to_string()>{confirm}</button>
                </div>
            </form>
        </dialog>
    }
}
