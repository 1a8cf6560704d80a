//! A field for a day that something is narrowed to.

use super::dialogs::Field;
use super::format;
use crate::app::follow::follow;
use crate::ledger::ValueDate;
use crate::wording::word;
use leptos::html::Input;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

/// A day that may be left out. What is typed stays, and narrows nothing while it is no day; why it is none is said as soon as
/// the field is left.
#[component]
pub(super) fn DayFilter(
    /// What it is called: a key of the wording.
    label: &'static str,
    /// The field's id.
    id: &'static str,
    /// Further classes.
    #[prop(default = "field")]
    class: &'static str,
    /// What stands in it.
    #[prop(into)]
    day: Signal<Option<ValueDate>>,
    /// Whoever changes this wants the field as it was before anything was typed.
    #[prop(optional)]
    cleared: Option<RwSignal<u32>>,
    /// Narrows to another day, or to none.
    narrow: impl Fn(Option<ValueDate>) + Send + 'static,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let wrong = RwSignal::new(None::<String>);
    // Another filter that changes leaves this one alone.
    let text = Memo::new(move |_| day.get().map(|day| day.to_string()).unwrap_or_default());
    follow(move |_| {
        let text = text.get();
        if let Some(cleared) = cleared {
            cleared.track();
        }
        let Some(field) = field.get() else { return };
        // Written over, what is being typed would be lost.
        if field.value() != text || text.is_empty() {
            field.set_value(&text);
        }
        wrong.set(None);
    });
    let changed = move |event: web_sys::Event| {
        let field = event_target::<HtmlInputElement>(&event);
        if let Ok(day) = read(&field) {
            narrow(day);
        }
    };
    let left = move |event: web_sys::FocusEvent| {
        wrong.set(read(&event_target::<HtmlInputElement>(&event)).err());
    };
    view! {
        <Field label=label for_id=id class=class>
            <input id=id type="date" node_ref=field on:change=changed on:input=move |_| wrong.set(None) on:blur=left />
        </Field>
        {move || wrong.get().map(|why| view! { <p role="alert">{why}</p> })}
    }
}

/// The day typed, none where the field is empty, or why it is no day.
fn read(field: &HtmlInputElement) -> Result<Option<ValueDate>, String> {
    // A date field gives no text for a day that does not exist.
    if field.validity().bad_input() {
        return Err(word("date.bad").to_owned());
    }
    match field.value().as_str() {
        "" => Ok(None),
        typed => ValueDate::parse(typed).map(Some).map_err(|why| format::refusal(&why)),
    }
}
