//! How much room there is: what the browser says of its storage, where it says something.

use super::browser::wait;
use super::settings;
use futures_util::future::{Either, select};
use js_sys::{Function, Promise, Reflect};
use leptos::task::spawn_local;
use std::pin::pin;
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
pub(super) async fn ask() -> Room {
    let estimate = call("estimate").await;
    let number = |name: &str| {
        let value = Reflect::get(estimate.as_ref()?, &name.into()).ok()?.as_f64()?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are whole")]
        Some(value as u64)
    };
    let persisted = call("persisted").await.and_then(|answer| answer.as_bool());
    Room { used: number("usage"), quota: number("quota"), persisted }
}

/// How long a browser may take to say whether it will keep this site's storage before the page tells why that may be: some ask
/// the user, some never answer.
const PATIENCE_MS: f64 = 1_000.0;

/// What a browser says when it is asked never to clear this site's storage on its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// It won't.
    Yes,
    /// It may.
    No,
    /// Nothing yet.
    NotYet,
    /// Nothing, for good.
    None,
}

/// Asks the browser not to clear this site's storage on its own. Because of something the user did: some browsers ask
/// the user in turn, who may take any time. `tell` hears when that seems to be so, and the answer.
pub async fn ask_to_keep(tell: impl Fn(Answer)) {
    settings::set_asked_to_keep();
    let mut answer = pin!(call("persist"));
    let answer = match select(answer.as_mut(), pin!(wait(PATIENCE_MS))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => {
            tell(Answer::NotYet);
            answer.await
        }
    };
    tell(answer.map_or(Answer::None, |yes| if yes.is_truthy() { Answer::Yes } else { Answer::No }));
}

/// Asks, where that was never done: a book of one's own is worth it.
pub fn ask_to_keep_once() {
    if !settings::asked_to_keep() {
        spawn_local(ask_to_keep(|_| {}));
    }
}

/// The answer of a method of `navigator.storage`; `None` where there is none.
async fn call(name: &str) -> Option<JsValue> {
    let navigator: JsValue = web_sys::window()?.navigator().into();
    let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
    let method = Reflect::get(&storage, &name.into()).ok()?.dyn_into::<Function>().ok()?;
    let promise = method.call0(&storage).ok()?.dyn_into::<Promise>().ok()?;
    JsFuture::from(promise).await.ok()
}
