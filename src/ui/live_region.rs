//! The live region: tells who can't see the page what just happened, and where the slider came to rest.

use super::dock::moment_in_words;
use crate::app::follow::follow;
use crate::app::state::App;
use crate::app::timer::Timer;
use leptos::prelude::*;
use std::time::Duration;

const REST: Duration = Duration::from_millis(700);

/// Says things once they are settled.
#[component]
pub(super) fn LiveRegion() -> impl IntoView {
    let app = App::get();
    let timer = Timer::idle();
    follow(move |before: Option<(u64, bool)>| {
        let shown = (app.session.position(), app.session.is_past());
        timer.stop();
        // What plays is told where it stops, wherever that is.
        if app.playing.get() {
            return (u64::MAX, true);
        }
        let moved = before.is_some_and(|before| before != shown && (before.1 || shown.1));
        if moved {
            timer.start(REST, move || app.spoken.set(untrack(|| moment_in_words(app))));
        }
        shown
    });
    // The same once more is news, too: what is read aloud is a text that differs from the one before.
    let again = StoredValue::new(false);
    let text = move || {
        let text = app.spoken.get();
        let again = again.try_update_value(|again| std::mem::replace(again, !*again)).unwrap_or_default();
        if again { format!("{text}\u{a0}") } else { text }
    };
    view! { <div class="visually-hidden" aria-live="polite" aria-atomic="true">{text}</div> }
}
