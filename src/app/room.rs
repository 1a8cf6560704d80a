//! How much room there is: what the browser says of its storage, where it says something.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What the browser says of its storage; `None` where it says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Room {
    /// Bytes used by this site.
    pub used: Option<u64>,
    /// Bytes it may use.
    pub quota: Option<u64>,
    /// Whether the browser has promised not to clear it on its own.
    pub persisted: Option<bool>,
}

/// Asks the browser. It may take its time, or never answer.
pub async fn ask() -> Room {
    let estimate = call("estimate").await;
    let number = |name: &str| {
        let value = Reflect::get(estimate.as_ref()?, &name.into()).ok()?.as_f64()?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are whole")]
        Some(value as u64)
    };
    let persisted = call("persisted").await.and_then(|answer| answer.as_bool());
    Room { used: number("usage"), quota: number("quota"), persisted }
}

/// The answer of a method of `navigator.storage`; `None` where there is none.
async fn call(name: &str) -> Option<JsValue> {
    let navigator: JsValue = web_sys::window()?.navigator().into();
    let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
    let method = Reflect::get(&storage, &name.into()).ok()?.dyn_into::<Function>().ok()?;
    let promise = method.call0(&storage).ok()?.dyn_into::<Promise>().ok()?;
    JsFuture::from(promise).await.ok()
}
