//! A figure that explains itself: a button that asks why it is what it is.

use super::figure::Figure;
use crate::app::gesture::{Asked, Gesture};
use crate::app::state::App;
use crate::reports::Scope;
use crate::wording::word;
use leptos::prelude::*;

/// A figure of the moment shown as a button that opens its explanation.
pub(super) fn why(app: App, figure: Figure, of: String, scope: Scope, units: i128) -> impl IntoView {
    // The same figure may stay on the screen while the moment moves on: which one is meant is known when it is asked.
    why_then(app, figure, move || Asked {
        of: of.clone(),
        scope: scope.clone(),
        position: app.session.position_untracked(),
        units,
    })
}

/// The same for a figure that says itself which moment it is of.
pub(super) fn why_then(app: App, figure: Figure, ask: impl Fn() -> Asked + 'static) -> impl IntoView {
    view! {
        <button type="button" class="why" title=word("why.hint")
            on:click=move |_| app.perform(Gesture::Explain(Box::new(ask())))>
            {figure.view()}
        </button>
    }
}
