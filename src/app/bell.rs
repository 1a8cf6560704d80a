//! A bell that wakes who waits for it, in time or because it was rung.

use js_sys::{Function, Promise};
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Poll, Waker};
use wasm_bindgen_futures::JsFuture;

/// One who waits, and who rings. What is rung while nobody waits is not forgotten.
#[derive(Default)]
pub(super) struct Bell {
    rung: Cell<bool>,
    urgent: Cell<bool>,
    waiting: RefCell<Option<Waker>>,
}

impl Bell {
    /// Wakes who waits. Where it is urgent, a time that was to be waited for is over.
    pub(super) fn ring(&self, urgent: bool) {
        self.rung.set(true);
        self.urgent.set(self.urgent.get() || urgent);
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }

    /// Waits for the bell, or for so many milliseconds. Says whether it was rung as urgent.
    pub(super) async fn wait(&self, millis: Option<f64>) -> bool {
        let rung = poll_fn(|context| {
            if self.rung.take() {
                return Poll::Ready(());
            }
            self.waiting.replace(Some(context.waker().clone()));
            Poll::Pending
        });
        match millis {
            None => rung.await,
            Some(millis) => {
                let timer = pin!(JsFuture::from(timer(millis)));
                futures_util::future::select(pin!(rung), timer).await;
            }
        }
        self.urgent.take()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "an hour at the most")]
fn timer(millis: f64) -> Promise {
    Promise::new(&mut |resolve: Function, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(
                &resolve,
                millis.clamp(0.0, 3.7e6) as i32,
            );
        }
    })
}
