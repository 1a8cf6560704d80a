//! The two days that something is narrowed to.

use super::dialogs::Field;
use super::format;
use super::reports::upside_down;
use crate::app::follow::follow;
use crate::app::state::App;
use crate::ledger::ValueDate;
use crate::wording::word;
use leptos::html::Input;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

/// The first and the last day, each of which may be left out, and what is wrong with them.
#[component]
pub(super) fn DayFilters(
    /// What the fields are called: keys of the wording.
    #[prop(default = ["filter.from", "filter.to"])]
    labels: [&'static str; 2],
    /// The fields' ids.
    ids: [&'static str; 2],
    /// Further classes.
    #[prop(default = "field")]
    class: &'static str,
    /// What stands in them: what the address says, or the usual.
    #[prop(into)]
    days: Signal<(Option<ValueDate>, Option<ValueDate>)>,
    /// Changed by whoever wants them as they were before anything was typed.
    #[prop(default = RwSignal::new(0))]
    cleared: RwSignal<u32>,
) -> impl IntoView {
    let app = App::get();
    let wrong = [RwSignal::new(None), RwSignal::new(None)];
    let said = move || {
        let typed = wrong.iter().find_map(|wrong| wrong.get());
        typed.or_else(|| upside_down(days.get()).then(|| word("filter.upside-down").to_owned()))
    };
    let ([from_label, to_label], [from_id, to_id], [from_wrong, to_wrong]) = (labels, ids, wrong);
    view! {
        <DayFilter label=from_label id=from_id class=class cleared=cleared wrong=from_wrong
            day=Signal::derive(move || days.get().0)
            narrow=move |day| app.address.update(|address| address.filter.from = day) />
        <DayFilter label=to_label id=to_id class=class cleared=cleared wrong=to_wrong
            day=Signal::derive(move || days.get().1)
            narrow=move |day| app.address.update(|address| address.filter.to = day) />
        {move || said().map(|why| view! { <p role="alert">{why}</p> })}
    }
}

/// One of them. What is typed stays, and narrows nothing while it is no day; why it is none is told as soon as the field is
/// left.
#[component]
fn DayFilter(
    label: &'static str,
    id: &'static str,
    class: &'static str,
    cleared: RwSignal<u32>,
    wrong: RwSignal<Option<String>>,
    day: Signal<Option<ValueDate>>,
    narrow: impl Fn(Option<ValueDate>) + Send + 'static,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    // Another filter that changes leaves this one alone.
    let text = Memo::new(move |_| day.get().map(|day| day.to_string()).unwrap_or_default());
    follow(move |_| {
        let text = text.get();
        cleared.track();
        let Some(field) = field.get() else { return };
        // Written over, what is being typed would be lost.
        if field.value() != text || text.is_empty() {
            field.set_value(&text);
        }
        wrong.set(None);
    });
    let changed = move |event: web_sys::Event| {
        if let Ok(day) = read(&event_target::<HtmlInputElement>(&event)) {
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
