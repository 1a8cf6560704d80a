//! What a browser throws, as a `StoreError`.

use crate::event_sourcing::StoreError;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

/// The name of a thrown `DOMException`; empty for anything else.
pub(super) fn name_of(thrown: &JsValue) -> String {
    thrown.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default()
}

/// What may throw.
pub(super) trait Throws {
    /// What it gives where it does not throw.
    type Given;

    /// The same with what was thrown as the store's own error.
    fn caught(self) -> Result<Self::Given, StoreError>;
}

impl<T> Throws for Result<T, JsValue> {
    type Given = T;

    fn caught(self) -> Result<T, StoreError> {
        self.map_err(|thrown| store_error(&thrown))
    }
}

/// What a thrown value means to a store.
pub(super) fn store_error(thrown: &JsValue) -> StoreError {
    let text = match thrown.dyn_ref::<DomException>() {
        Some(exception) if exception.name() == "QuotaExceededError" => return StoreError::Full,
        Some(exception) if exception.name() == "VersionError" => return StoreError::Newer,
        Some(exception) => format!("{}: {}", exception.name(), exception.message()),
        None => format!("{thrown:?}"),
    };
    StoreError::Unavailable(text)
}
