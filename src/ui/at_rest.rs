//! What need not keep up with the slider: made at once, and again when the moment has rested.

use crate::app::follow::follow;
use crate::app::state::App;
use leptos::prelude::*;
use std::time::Duration;

const REST: Duration = Duration::from_millis(150);

/// What `make` gives for the moment shown, a little late.
pub(super) fn at_rest<T: PartialEq + Send + Sync + 'static>(
    app: App,
    make: impl Fn() -> T + Copy + 'static,
) -> RwSignal<T> {
    let kept = RwSignal::new(untrack(make));
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || waiting.try_update_value(|handle| handle.take().map(|handle| handle.clear()));
    follow(move |before: Option<()>| {
        let _ = (app.session.position(), app.session.count());
        if before.is_some() {
            stop();
            let again = move || put(kept, untrack(make));
            waiting.set_value(set_timeout_with_handle(again, REST).ok());
        }
    });
    on_cleanup(move || {
        stop();
    });
    kept
}

/// Sets what may be the same as before: who follows it is only told when it is not.
pub(super) fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|before| *before != value) {
        signal.set(value);
    }
}
