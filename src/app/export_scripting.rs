//! The part of `window.daybook` that gives the book in other forms.

use super::scripting::{async2, at};
use super::session::Session;
use crate::exchange::Format;
use crate::ledger::Refusal;
use crate::wording::word;
use js_sys::Object;

/// Adds it.
pub(super) fn attach(session: Session, own: &Object) {
    async2(own, "exportAs", move |format, position| async move {
        let named = format.as_string().and_then(|name| Format::named(&name));
        let format = named.ok_or_else(|| Refusal::malformed("format", word("expected.format")))?;
        let position = if position.is_undefined() { None } else { Some(at(session, &position)?.get()) };
        Ok(session.export_as(format, position).await?.1.into())
    });
}
