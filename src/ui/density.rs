//! The skyline over the slider: how busy each stretch of the history was.

use crate::app::state::App;
use leptos::prelude::*;
use std::fmt::Write as _;

const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 42.0;

/// The skyline of the whole history; what lies after the moment shown is pale.
#[component]
pub(super) fn Density() -> impl IntoView {
    let app = App::get();
    let skyline = Memo::new(move |_| {
        let count = app.session.count();
        app.moment_at(count, |moment| {
            let mut path = String::new();
            let mut left = 0.0;
            for share in moment.prepared.density(moment.past) {
                let right = place(share.last.get(), count);
                let height = 4.0 + share.height * (HEIGHT - 4.0);
                let (gap, top) = ((right - left) * 0.12, HEIGHT - height);
                let (from, to) = (left + gap, right - gap);
                let _ = write!(path, "M{from:.2} {HEIGHT}V{top:.1}H{to:.2}V{HEIGHT}Z");
                left = right;
            }
            path
        })
        .unwrap_or_default()
    });
    let shown = move || place(app.session.position(), app.session.count()).to_string();
    view! {
        <svg class="density" viewBox="0 0 1000 42" preserveAspectRatio="none" aria-hidden="true">
            <clipPath id="until-shown"><rect x="0" y="0" height="42" width=shown /></clipPath>
            <path class="ahead" d=move || skyline.get() />
            <path class="behind" d=move || skyline.get() clip-path="url(#until-shown)" />
        </svg>
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place on the screen need not be exact")]
fn place(position: u64, count: u64) -> f64 {
    if count == 0 { WIDTH } else { position as f64 / count as f64 * WIDTH }
}
