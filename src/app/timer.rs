//! What is done a little later, unless it is put off once more or called off before.

use leptos::prelude::*;
use std::time::Duration;

/// Waits for one thing at a time, and calls it off when what the timer was made for goes.
#[derive(Clone, Copy)]
pub struct Timer(StoredValue<Option<TimeoutHandle>>);

impl Timer {
    /// Waits for nothing yet.
    pub fn idle() -> Self {
        let timer = Self(StoredValue::new(None));
        on_cleanup(move || {
            timer.stop();
        });
        timer
    }

    /// Calls off what was to be done; says whether anything was.
    pub fn stop(self) -> bool {
        let waiting = self.0.try_update_value(Option::take).flatten();
        waiting.map(|handle| handle.clear()).is_some()
    }

    /// Has this done after a while, in place of what was to be done.
    pub fn start(self, after: Duration, work: impl FnOnce() + 'static) {
        self.stop();
        let work = move || {
            let _ = self.0.try_set_value(None);
            work();
        };
        let _ = self.0.try_set_value(set_timeout_with_handle(work, after).ok());
    }
}
