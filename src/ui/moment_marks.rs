//! The moments with names, as marks over the timeline that lead there.

use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::wording::{say, word};
use leptos::prelude::*;

/// The marks: each a button that says its name when it is pointed at or has the focus.
#[component]
pub(super) fn MomentMarks() -> impl IntoView {
    let app = App::get();
    // All there are by now: the timeline is the whole history's, whichever moment is shown.
    let marks = Memo::new(move |_| {
        let count = app.session.count();
        let of = |book: &crate::book::Book| {
            let all = book.ledger().named_moments().as_slice().iter();
            all.map(|moment| (moment.position.get(), moment.name.to_string())).collect::<Vec<_>>()
        };
        (count, app.session.with_book(of).unwrap_or_default())
    });
    let mark = move |count: u64, (position, name): (u64, String)| {
        #[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
        let share = position as f64 / count.max(1) as f64;
        // The thumb's middle travels from half its width to half its width: so do the marks.
        let left = format!("calc(8px + (100% - 16px) * {share:.5})");
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
                let (count, moments) = marks.get();
                moments.into_iter().map(|moment| mark(count, moment)).collect_view()
            }}
        </div>
    }
}
