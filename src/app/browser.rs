//! The world around a book, as a browser has it: the clock, the calendar, randomness, and a breath between slices of
//! long work.

use crate::book::Surroundings;
use crate::event_sourcing::Timestamp;
use crate::ledger::ValueDate;
use chrono::NaiveDate;
use js_sys::{Date, Function, Promise, Reflect};
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// This browser's own clock and randomness.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Browser;

impl Surroundings for Browser {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit for 285,000 years")]
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(Date::now() as i64).unwrap_or_default()
    }

    #[expect(clippy::cast_possible_wrap, reason = "years are small")]
    fn today(&self) -> ValueDate {
        let date = Date::new_0();
        let day = NaiveDate::from_ymd_opt(date.get_full_year() as i32, date.get_month() + 1, date.get_date());
        // With a clock outside the years a book can hold, the nearest day that it can.
        ValueDate::nearest(day.map_or(i32::MAX, |day| day.to_epoch_days()))
    }

    fn breathe(&self) -> impl Future<Output = ()> {
        breathe()
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
            // A browser that has no randomness left throws; ids still differ by their time then.
            let _ = crypto.get_random_values_with_u8_array(&mut bytes);
        }
        bytes
    }
}

/// Resolves after so many milliseconds, up to a day; later in a hidden tab.
#[expect(clippy::cast_possible_truncation, reason = "a timer counts whole milliseconds")]
pub(super) async fn wait(millis: f64) {
    let millis = millis.ceil().clamp(0.0, 86_400_000.0) as i32;
    let over = Promise::new(&mut |resolve: Function, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
        }
    });
    let _ = JsFuture::from(over).await;
}

/// Resolves once all of the program is there: what the first screen does not need comes at the first sign of a person, or
/// after a while.
pub(super) async fn all_there() {
    let daybook = web_sys::window().and_then(|window| Reflect::get(&window, &"daybook".into()).ok());
    let all = daybook.and_then(|daybook| Reflect::get(&daybook, &"__all".into()).ok());
    if let Some(all) = all.and_then(|all| all.dyn_into::<Promise>().ok()) {
        let _ = JsFuture::from(all).await;
    }
}

thread_local! {
    static BREATHED: Cell<f64> = const { Cell::new(0.0) };
}

/// When long work last paused, in milliseconds since 1970: somebody waits for it as long as it goes on.
pub(super) fn breathed() -> f64 {
    BREATHED.get()
}

/// Lets the page breathe in the middle of long work that somebody waits for: see [`give_way`].
pub async fn breathe() {
    BREATHED.set(Date::now());
    give_way().await;
}

/// Resolves after what waits (input, painting) had its turn. Unlike a timer it is not slowed down in a hidden tab.
pub(super) async fn give_way() {
    let Ok(channel) = MessageChannel::new() else { return };
    let promise = Promise::new(&mut |resolve: Function, _| channel.port1().set_onmessage(Some(&resolve)));
    let _ = channel.port2().post_message(&JsValue::NULL);
    let _ = JsFuture::from(promise).await;
    channel.port1().close();
}
