//! What need not keep up with the slider: made at once, and again when what it is made of has rested.

use crate::app::follow::follow;
use crate::app::timer::Timer;
use leptos::prelude::*;
use std::time::Duration;

const REST: Duration = Duration::from_millis(150);

/// What `make` gives, a little after what `watch` follows has changed.
pub(super) fn at_rest<T: PartialEq + Default + Send + Sync + 'static>(
    watch: impl Fn() + 'static,
    make: impl Fn() -> T + Copy + 'static,
) -> RwSignal<T> {
    let kept = RwSignal::new(T::default());
    let timer = Timer::idle();
    follow(move |before: Option<()>| {
        watch();
        if before.is_none() {
            put(kept, untrack(make));
        } else {
            timer.start(REST, move || put(kept, untrack(make)));
        }
    });
    kept
}

/// Sets what may be the same as before: who follows it is only told when it is not.
pub(super) fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|before| *before != value) {
        signal.set(value);
    }
}
