//! The dialog that asks for a day to go to.

use super::fields::DateField;
use super::filled::Filled;
use super::question::{Question, Sent};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::ledger::ValueDate;
use crate::ui::format;
use crate::wording::word;
use leptos::prelude::*;

/// Jump to date.
#[component]
pub(super) fn JumpToDate() -> impl IntoView {
    let app = App::get();
    let today = app.session.today();
    let shown = untrack(|| app.recorded_at());
    let shown = shown.and_then(format::local_day).unwrap_or(today);
    let ask = move |filled: &Filled| {
        let day = filled.date("date")?;
        app.perform(Gesture::GoTo(position_at_end_of(app, day)));
        let sent: Sent = Box::pin(async { Ok(()) });
        Ok(sent)
    };
    view! {
        <Question title=Gesture::JumpToDate.title() confirm=word("jump.confirm") ask=ask>
            <p class="explain">{word("jump.explain")}</p>
            <DateField value=shown />
        </Question>
    }
}

/// How many events had been recorded by the end of a day, where the reader is.
fn position_at_end_of(app: App, day: ValueDate) -> u64 {
    let count = app.session.count_untracked();
    let Some(end) = format::end_of_day(day) else { return count };
    let at = untrack(|| app.moment_at(count, |moment| moment.past.times().position_at(end)));
    at.map_or(count, crate::event_sourcing::Sequence::get)
}
