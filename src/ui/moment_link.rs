//! The link to a moment, the page open staying what it is: a clock beside what happened then.

use super::{format, icon};
use crate::app::state::App;
use crate::wording::say;
use leptos::prelude::*;

/// To the moment after so many events.
pub(super) fn moment_link(app: App, position: u64) -> impl IntoView {
    let name = say("why.go-to", &[("event", &format::count(position))]);
    let tip = name.clone();
    view! {
        <a class="moment-link" data-moment="" href=move || app.address_at(position) aria-label=name title=tip>
            {icon::icon(icon::CLOCK)}
        </a>
    }
}
