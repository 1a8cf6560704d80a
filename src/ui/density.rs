//! The skyline over the slider: how busy each stretch of the history was.

use crate::app::state::App;
use leptos::prelude::*;
use std::fmt::Write as _;

const WIDTH: u64 = 4000;
const HEIGHT: f64 = 168.0;

/// The skyline of the whole history; what lies after the moment shown is pale.
#[component]
pub(super) fn Density() -> impl IntoView {
    let app = App::get();
    // Book, and how many events are drawn.
    let skyline = Memo::new(move |before: Option<&(Option<String>, u64, String)>| {
        let count = app.session.count();
        let key = app.session.with_book(|book| book.key().to_string());
        // A few more events on a long history are narrower than a pixel.
        if let Some((of, drawn, path)) = before
            && *of == key
            && (*drawn..=*drawn + *drawn / 1000).contains(&count)
        {
            return (key, *drawn, path.clone());
        }
        (key, count, app.moment_at(count, |moment| path(moment, count)).unwrap_or_default())
    });
    let shown = move || place(app.session.position(), app.session.count()).to_string();
    view! {
        <svg class="density" viewBox="0 0 4000 168" preserveAspectRatio="none" aria-hidden="true">
            <clipPath id="until-shown"><rect x="0" y="0" height="168" width=shown /></clipPath>
            <path class="ahead" d=move || skyline.read().2.clone() />
            <path class="behind" d=move || skyline.read().2.clone() clip-path="url(#until-shown)" />
        </svg>
    }
}

fn path(moment: &crate::reports::Moment<'_, crate::record::LedgerCodec>, count: u64) -> String {
    let mut path = String::new();
    let mut left = 0;
    for share in moment.prepared.density(moment.past) {
        let right = place(share.last.get(), count);
        #[expect(clippy::cast_possible_truncation, reason = "between 16 and the height")]
        let height = (16.0 + share.height * (HEIGHT - 16.0)) as i64;
        let gap = (right - left) * 12 / 100;
        let (from, to) = (left + gap, right - gap);
        let _ = write!(path, "M{from} 168v-{height}H{to}V168Z");
        left = right;
    }
    path
}

fn place(position: u64, count: u64) -> u64 {
    position.saturating_mul(WIDTH).checked_div(count).unwrap_or(WIDTH)
}
