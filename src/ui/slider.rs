//! A slider over events: a native range from one end of a stretch of the history to the other.

use crate::app::follow::follow;
use crate::wording::word;
use leptos::html::Input;
use leptos::prelude::*;

/// A slider. While it is dragged, what it stands for is brought up to date once a frame, however often the pointer moves.
#[component]
pub(super) fn Slider(
    /// Its name: a key of the wording.
    label: &'static str,
    /// Further classes.
    class: &'static str,
    /// Its ends: after so many events each.
    ends: Memo<(u64, u64)>,
    /// Where it stands, between the ends.
    value: Signal<u64>,
    /// The moment it stands at, for who listens.
    words: Memo<String>,
    /// Takes over where it was dragged to.
    take: impl Fn(u64) + Copy + Send + 'static,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    // One effect for all: a value beyond the old ends would be cut.
    follow(move |_| {
        let ((from, to), value) = (ends.get(), value.get());
        if let Some(input) = input.get() {
            input.set_min(&from.to_string());
            input.set_max(&to.to_string());
            input.set_value(&value.to_string());
        }
    });
    let waiting = StoredValue::new(false);
    let take = move || {
        let _ = waiting.try_set_value(false);
        let wanted = input.try_get_untracked().flatten().and_then(|input| input.value().parse().ok());
        if let Some(position) = wanted {
            take(position);
        }
    };
    let dragged = move |_| {
        if document().hidden() {
            take();
        } else if !waiting.get_value() {
            waiting.set_value(true);
            request_animation_frame(take);
        }
    };
    view! {
        <input type="range" class=class aria-label=word(label) min="0" step="1" node_ref=input
            aria-valuetext=move || words.get() on:input=dragged on:change=move |_| take() />
    }
}

/// Where a position lies between two ends, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
pub(super) fn share_of(position: u64, (from, to): (u64, u64)) -> f64 {
    if from >= to {
        return 1.0;
    }
    (position.clamp(from, to) - from) as f64 / (to - from) as f64
}
