//! Fields: a label above what is typed.

use super::filled::day_in;
use crate::app::follow::follow;
use crate::app::state::App;
use crate::ledger::{Currency, Money, ValueDate};
use crate::reports::{Filter, page};
use crate::ui::format::{self, Style};
use crate::wording::word;
use leptos::html::Input;
use leptos::prelude::*;

/// A label above any field. The field's `id` is `for_id`.
#[component]
pub(in crate::ui) fn Field(
    /// What it is called: a key of the wording.
    label: &'static str,
    /// The field's id.
    for_id: &'static str,
    /// Further classes.
    #[prop(default = "field")]
    class: &'static str,
    /// The field.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=class>
            <label for=for_id>{word(label)}</label>
            {children()}
        </div>
    }
}

/// A line of text, named after its id.
#[component]
pub(super) fn TextField(
    /// What it is called: a key of the wording.
    label: &'static str,
    /// Its id and name.
    id: &'static str,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// What it offers.
    #[prop(optional)]
    offers: Vec<String>,
) -> impl IntoView {
    let list = format!("{id}-offers");
    let wanted = (!offers.is_empty()).then(|| list.clone());
    view! {
        <Field label=label for_id=id>
            <input id=id name=id type="text" dir="auto" value=value list=wanted />
            {(!offers.is_empty()).then(|| view! {
                <datalist id=list>
                    {offers.into_iter().map(|offer| view! { <option value=offer></option> }).collect_view()}
                </datalist>
            })}
        </Field>
    }
}

/// Several lines of text.
#[component]
pub(super) fn NoteField(
    /// What it is called: a key of the wording.
    label: &'static str,
    /// Its id and name.
    id: &'static str,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
) -> impl IntoView {
    // Lines are written with Enter; with Ctrl it confirms, as in a field of one line.
    let key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            let field = event_target::<web_sys::HtmlTextAreaElement>(&event);
            if let Some(form) = field.form() {
                let _ = form.request_submit();
            }
        }
    };
    view! {
        <Field label=label for_id=id>
            <textarea id=id name=id dir="auto" rows="2" prop:value=value on:keydown=key></textarea>
        </Field>
    }
}

/// An amount, in the spelling of the reader's locale, beside its currency.
#[component]
pub(super) fn AmountField(
    /// What it is called: a key of the wording.
    label: &'static str,
    /// Its id and name.
    id: &'static str,
    /// Of what.
    #[prop(into)]
    unit: Signal<String>,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// Whether a sign or a word may stand in it, which the keyboard for numbers of some phones does not have.
    #[prop(optional)]
    free: bool,
) -> impl IntoView {
    let keyboard = if free { "text" } else { "decimal" };
    view! {
        <Field label=label for_id=id>
            <span class="with-unit">
                <input id=id name=id type="text" inputmode=keyboard value=value />
                <span class="unit" aria-hidden="true">{move || unit.get()}</span>
            </span>
        </Field>
    }
}

/// A day, at first today.
#[component]
pub(super) fn DateField(
    /// What it is called: a key of the wording.
    #[prop(default = "field.date")]
    label: &'static str,
    /// What stands in it at first, where not today.
    #[prop(optional)]
    value: Option<ValueDate>,
    /// Its id and name.
    #[prop(default = "date")]
    id: &'static str,
) -> impl IntoView {
    let date = value.unwrap_or_else(|| App::get().day_of_entry());
    view! {
        <Field label=label for_id=id>
            <input id=id name=id type="date" value=date.to_string() min="1900-01-01" max="2199-12-31" />
        </Field>
    }
}

/// A day that something on the page is of; what is chosen is shown at once. What is being typed is never written over: a day
/// counts once it is whole. Where the field is left without one, it says again what is shown; or, with `wrong`, keeps what was
/// typed and says why that is no day.
#[component]
pub(in crate::ui) fn DayChoice(
    /// What it is called: a key of the wording.
    label: &'static str,
    /// Its id.
    id: &'static str,
    /// Further classes.
    #[prop(default = "field")]
    class: &'static str,
    /// The day that is shown.
    #[prop(into)]
    day: Signal<Option<ValueDate>>,
    /// Told which was chosen; none where the field was emptied.
    choose: impl Fn(Option<ValueDate>) + Copy + Send + 'static,
    /// Where it is told what is wrong with what was typed.
    #[prop(optional)]
    wrong: Option<RwSignal<Option<String>>>,
    /// Changed by whoever wants the field as it was before anything was typed.
    #[prop(default = RwSignal::new(0))]
    cleared: RwSignal<u32>,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let day = Memo::new(move |_| day.get());
    let text = |day: Option<ValueDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let say = move |why: Option<String>| {
        if let Some(wrong) = wrong {
            wrong.set(why);
        }
    };
    // The day shown because of what was typed: the field keeps what was typed.
    let answer = StoredValue::new(None);
    let typed = move || {
        let field = field.try_get_untracked().flatten();
        let Some(Ok(typed)) = field.map(|field| day_in(&field)) else { return };
        choose(typed);
        answer.set_value(Some(day.get_untracked()));
    };
    follow(move |before: Option<u32>| {
        let (cleared, field, day) = (cleared.get(), field.get(), day.get());
        let emptied = before.is_some_and(|before| before != cleared);
        if let Some(field) = field.filter(|_| emptied || answer.get_value() != Some(day)) {
            answer.set_value(None);
            field.set_value(&text(day));
            say(None);
        }
        cleared
    });
    let left = move |_| {
        // A field that goes with its page is left, too, when nothing of it is there any more.
        let Some(field) = field.try_get_untracked().flatten() else { return };
        // Another window has the focus, and the field will have it again.
        if field.matches(":focus").unwrap_or(false) {
            return;
        }
        match day_in(&field) {
            Err(why) if wrong.is_some() => say(Some(why)),
            read => {
                if read.is_ok_and(|read| read != day.get_untracked()) {
                    typed();
                }
                field.set_value(&text(day.get_untracked()));
            }
        }
    };
    view! {
        <Field label=label for_id=id class=class>
            <input id=id node_ref=field type="date" min="1900-01-01" max="2199-12-31"
                on:input=move |_| {
                    say(None);
                    typed();
                }
                on:blur=left />
        </Field>
    }
}

/// A currency of ISO 4217.
#[component]
pub(in crate::ui) fn CurrencyChoice(
    /// Its id and name.
    id: &'static str,
    /// Which stands in it at first.
    chosen: String,
    /// Told which was chosen.
    #[prop(optional)]
    on_choice: Option<RwSignal<String>>,
) -> impl IntoView {
    let name = format::currency_names();
    let option = move |currency: Currency| {
        let text = name(currency);
        let selected = currency.code() == chosen;
        view! { <option value=currency.code() selected=selected>{text}</option> }
    };
    let changed = move |event: web_sys::Event| {
        if let Some(choice) = on_choice {
            choice.set(event_target_value(&event));
        }
    };
    view! {
        <Field label="field.currency" for_id=id>
            <select id=id name=id on:change=changed>
                {Currency::all().into_iter().map(option).collect_view()}
            </select>
        </Field>
    }
}

/// An amount as it would be typed into a field.
pub(super) fn typed(money: Money) -> String {
    format::money(money, Style::Plain).replace('\u{202f}', "").replace('\u{2212}', "-")
}

/// The categories and counterparties of the latest entries, each once.
pub(super) fn known_labels(app: App) -> (Vec<String>, Vec<String>) {
    const LOOKED_AT: u64 = 300;
    let rows = app.moment(|moment| page(moment, &Filter::default(), 0, LOOKED_AT)).and_then(Result::ok);
    let (mut categories, mut counterparties) = (Vec::new(), Vec::new());
    for row in rows.unwrap_or_default().rows {
        for (label, known) in
            [(row.labels.category, &mut categories), (row.labels.counterparty, &mut counterparties)]
        {
            let Some(label) = label.map(|label| label.to_string()) else { continue };
            if !known.contains(&label) {
                known.push(label);
            }
        }
    }
    (categories, counterparties)
}
