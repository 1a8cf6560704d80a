//! The moments with names, as marks over the timeline that lead there.

use super::decimal::decimal;
use super::slider::share_of;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::wording::{say, word};
use leptos::prelude::*;

/// The marks: each a button that says its name when it is pointed at or has the focus.
#[component]
pub(super) fn MomentMarks(
    /// What the timeline shows.
    ends: Memo<(u64, u64)>,
) -> impl IntoView {
    let app = App::get();
    // All there are by now: the timeline is the history's, whichever moment is shown.
    let marks = Memo::new(move |_| {
        let (from, to) = ends.get();
        let of = |book: &crate::book::Book| {
            let all = book.ledger().named_moments().as_slice().iter();
            let shown = all.filter(|moment| (from..=to).contains(&moment.position.get()));
            shown.map(|moment| (moment.position.get(), moment.name.to_string())).collect::<Vec<_>>()
        };
        ((from, to), app.session.with_book(of).unwrap_or_default())
    });
    let mark = move |ends: (u64, u64), (position, name): (u64, String)| {
        let share = decimal(share_of(position, ends), 5);
        // The thumb's middle travels from half its width to half its width: so do the marks.
        let left = format!("calc(8px + (100% - 16px) * {share})");
        let label = say("moments.mark", &[("name", &name)]);
        view! {
            <button type="button" class="moment-mark" style:left=left aria-label=label
                on:click=move |_| app.perform(Gesture::GoTo(position))>
                <span class="moment-name" dir="auto" aria-hidden="true">{name}</span>
            </button>
        }
    };
    view! {
        <div class="moment-marks" role="group" aria-label=word("moments.title")>
            {move || {
                let (ends, moments) = marks.get();
                moments.into_iter().map(|moment| mark(ends, moment)).collect_view()
            }}
        </div>
    }
}
