//! The passphrase of an encrypted backup that is being taken in.

use super::dialogs::Field;
use super::modal::Modal;
use crate::wording::word;
use leptos::html::Input;
use leptos::prelude::*;

/// Asks for a passphrase, and asks again where it does not fit.
#[component]
pub(super) fn PassphraseDialog(
    /// Why the last one came to nothing.
    failure: RwSignal<Option<String>>,
    /// Whether one is being tried.
    trying: Signal<bool>,
    /// Tries one.
    unlock: impl Fn(String) + Copy + Send + 'static,
    /// Leaves it.
    leave: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let accept = move || {
        if let Some(input) = input.get_untracked() {
            unlock(input.value());
        }
    };
    view! {
        <Modal title=word("backup.locked") confirm=word("backup.unlock") busy=trying accept=accept leave=leave>
            <p class="explain">{word("backup.locked-explain")}</p>
            <Field label="backup.passphrase" for_id="passphrase">
                <input id="passphrase" type="password" autocomplete="off" node_ref=input />
            </Field>
            {move || failure.get().map(|why| view! { <p role="alert">{why}</p> })}
        </Modal>
    }
}
