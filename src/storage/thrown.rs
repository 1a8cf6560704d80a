//! What a browser throws, as a `StoreError`.

use crate::event_sourcing::StoreError;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

/// The name of a thrown `DOMException`; empty for anything else.
pub(super) fn name_of(thrown: &JsValue) -> String {
    thrown.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default()
}

impl From<JsValue> for StoreError {
    fn from(thrown: JsValue) -> Self {
        let text = match thrown.dyn_ref::<DomException>() {
            Some(exception) if exception.name() == "QuotaExceededError" => return Self::Full,
            Some(exception) if exception.name() == "VersionError" => return Self::Newer,
            Some(exception) => format!("{}: {}", exception.name(), exception.message()),
            None => format!("{thrown:?}"),
        };
        Self::Unavailable(text)
    }
}
