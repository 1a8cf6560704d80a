//! What every dialog does: opens over the page, takes the focus and gives it back, sends once, keeps what was typed
//! when it is refused, says why, and at which field.

use super::closed;
use super::filled::Filled;
use super::what_if::suppose_made;
use crate::app::follow::follow;
use crate::app::state::App;
use crate::book::Failure;
use crate::ledger::{Command, Refusal};
use crate::ui::format;
use crate::ui::what_if::Working;
use crate::wording::word;
use leptos::html::{Dialog, Form};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, HtmlFormElement};

/// How long a refusal is gone before the same one comes back.
const AGAIN: Duration = Duration::from_millis(50);

/// What has been sent and is not done yet; in the end done, or why not.
pub(in crate::ui) type Sent = Pin<Box<dyn Future<Output = Result<(), Wrong>>>>;

/// Why nothing came of what was sent.
pub(in crate::ui) struct Wrong {
    /// In a sentence.
    pub(in crate::ui) words: String,
    /// The field it is about, where it is about one that the form may have.
    field: Option<&'static str>,
}

impl From<String> for Wrong {
    fn from(words: String) -> Self {
        Self { words, field: None }
    }
}

impl From<Failure> for Wrong {
    fn from(why: Failure) -> Self {
        let field = match &why {
            Failure::Refused { refusal, .. } => field_of(refusal),
            _ => None,
        };
        let words = match why {
            // Another tab has deleted it.
            Failure::UnknownBook(_) => word("session.gone").to_owned(),
            why => format::failure(&why),
        };
        Self { words, field }
    }
}

/// The field that a rule speaks of.
fn field_of(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::AmountNotPositive
        | Refusal::AmountOutOfRange { .. }
        | Refusal::TooManyDecimals { .. }
        | Refusal::InsufficientFunds { .. } => Some("amount"),
        Refusal::ReceivedAmountMissing { .. } => Some("received"),
        Refusal::LimitBelowZero | Refusal::LimitBelowBalance { .. } => Some("limit"),
        Refusal::BalanceDiffers { .. } => Some("balance"),
        Refusal::DateOutOfRange { .. } | Refusal::PeriodClosed { .. } => Some("date"),
        Refusal::SameAccount { .. } => Some("to"),
        Refusal::AccountFrozen { .. } | Refusal::AccountClosed { .. } => Some("account"),
        Refusal::TextTooLong { field, .. } => Some(field),
        _ => None,
    }
}

/// Sends a command; says afterwards what was done.
pub(super) fn send(app: App, command: Command, done: &'static str) -> Sent {
    if app.asks_in_what_if() || app.session.is_in_branch_untracked() {
        return suppose_made(app, command);
    }
    Box::pin(async move {
        app.session.dispatch(command, None).await?;
        app.spoken.set(word(done).to_owned());
        Ok(())
    })
}

/// Sends what was filled in, or says why that can't be.
type Ask = Box<dyn Fn(&Filled) -> Result<Sent, String>>;

/// A dialog with a form.
#[component]
pub(super) fn Question(
    /// Its name.
    title: &'static str,
    /// What the button says that confirms it; its name, where nothing else is said.
    #[prop(default = title)]
    confirm: &'static str,
    /// Whether confirming takes something away.
    #[prop(optional)]
    danger: bool,
    /// Whether it can be confirmed yet.
    #[prop(optional, into)]
    ready: Option<Signal<bool>>,
    /// Sends what was filled in, or says why that can't be.
    ask: impl Fn(&Filled) -> Result<Sent, String> + 'static,
    /// The fields.
    children: Children,
) -> impl IntoView {
    question([title, confirm], danger, ready, Box::new(ask), children())
}

/// Gives the focus to the first field; where there is none, to what confirms the question, unless that takes something away.
/// It never begins at a link in what is said above them: Enter would lead away.
fn begin_at(dialog: &HtmlDialogElement, danger: bool) {
    let confirm = (!danger).then_some("form .buttons button[type=submit]:enabled");
    let found = [Some("form :is(input, select, textarea)"), confirm, Some("form .buttons button")]
        .into_iter()
        .flatten()
        .find_map(|wanted| dialog.query_selector(wanted).ok().flatten());
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = found.focus();
    }
}

/// What the dialog says above its fields is read with its name.
fn describe(dialog: &HtmlDialogElement) {
    let Ok(said) = dialog.query_selector_all("form > :is(.sentence, .explain)") else { return };
    let said = (0..said.length()).filter_map(|at| said.item(at)?.dyn_into::<HtmlElement>().ok());
    let name = |(number, said): (usize, HtmlElement)| {
        let id = format!("question-said-{number}");
        said.set_id(&id);
        id
    };
    let names: Vec<_> = said.enumerate().map(name).collect();
    if !names.is_empty() {
        let _ = dialog.set_attribute("aria-describedby", &names.join(" "));
    }
}

/// The id of what says why a form was refused.
pub(in crate::ui) const REFUSAL: &str = "refusal";
/// Which attributes say that a field is at fault, and where it is said why.
const AT_FAULT: [(&str, &str); 2] = [("aria-invalid", "true"), ("aria-describedby", REFUSAL)];

/// Leads to the field that was not accepted. Of a form that has none of that name, nothing is marked.
pub(in crate::ui) fn mark(form: &HtmlFormElement, field: &str) {
    let field = form.elements().named_item(field).and_then(|field| field.dyn_into::<HtmlElement>().ok());
    if let Some(field) = field {
        for (name, value) in AT_FAULT {
            let _ = field.set_attribute(name, value);
        }
        let _ = field.focus();
    }
}

/// Marks no field any more.
pub(in crate::ui) fn unmark(form: &HtmlFormElement) {
    let marked = form.query_selector("[aria-invalid]").ok().flatten();
    for (name, _) in AT_FAULT {
        let _ = marked.as_ref().map(|marked| marked.remove_attribute(name));
    }
}

/// The same for every dialog, and therefore once in the program.
fn question(
    [title, confirm]: [&'static str; 2],
    danger: bool,
    ready: Option<Signal<bool>>,
    ask: Ask,
    fields: AnyView,
) -> AnyView {
    let app = App::get();
    let (dialog, form) = (NodeRef::<Dialog>::new(), NodeRef::<Form>::new());
    let refusal = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let ask = StoredValue::new_local(ask);
    follow(move |_| {
        if let Some(dialog) = dialog.get().filter(|dialog| !dialog.open()) {
            describe(&dialog);
            let _ = dialog.show_modal();
            begin_at(&dialog, danger);
        }
    });
    let close = move || {
        // What was done may have led to another page, which closes every dialog.
        if let Some(dialog) = dialog.try_get_untracked().flatten() {
            dialog.close();
        }
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        // Pressed twice at once, it is sent once.
        if busy.get_untracked() {
            return;
        }
        let Some(form) = form.get_untracked() else { return };
        let before = refusal.get_untracked();
        refusal.set(None);
        unmark(&form);
        let filled = Filled::new(form.clone());
        let refuse = move |why: String, field: Option<&str>| {
            field.inspect(|field| mark(&form, field));
            if before.as_ref() == Some(&why) {
                // The same once more is read aloud once more, where it was gone in between.
                set_timeout(move || drop(refusal.try_set(Some(why))), AGAIN);
            } else {
                let _ = refusal.try_set(Some(why));
            }
        };
        match ask.with_value(|ask| ask(&filled)) {
            Err(why) => refuse(why, filled.at_fault().as_deref()),
            Ok(sent) => {
                busy.set(true);
                spawn_local(async move {
                    match sent.await {
                        Ok(()) => close(),
                        Err(why) => refuse(why.words, why.field),
                    }
                    let _ = busy.try_set(false);
                });
            }
        }
    };
    // Escape is pressed by mistake more easily than anything else.
    let (filled_in, warned) = (StoredValue::new(false), RwSignal::new(false));
    let filling_in = move |_| {
        filled_in.set_value(true);
        warned.set(false);
    };
    // What was refused was the choice before. Only for choices: with a field of text, the sentence would go as the field is
    // left, and the button that is being pressed would move away.
    let chosen = move |event: web_sys::Event| {
        if event_target::<HtmlElement>(&event).matches("select").unwrap_or_default() {
            form.get_untracked().inspect(unmark);
            refusal.set(None);
        }
    };
    let cancelled = move |event: web_sys::Event| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if filled_in.get_value() && !warned.get_untracked() {
            event.prevent_default();
            warned.set(true);
        }
    };
    let mark = app.asks_in_what_if().then(|| {
        view! {
            <p class="what-if-mark"><span class="pill what-if">{word("what-if.mark")}</span> " " {word("what-if.mark-explain")}</p>
        }
    });
    let class = if danger { "danger" } else { "primary" };
    let unready = move || ready.is_some_and(|ready| !ready.get());
    view! {
        <dialog node_ref=dialog data-asked="" aria-labelledby="question" on:close=move |_| closed(app, dialog)
            on:cancel=cancelled>
            <form node_ref=form novalidate autocomplete="off" on:submit=submit on:input=filling_in on:change=chosen>
                <h2 id="question">{title}</h2>
                {mark}
                {fields}
                <Working />
                <div class="buttons">
                    {move || refusal.get().map(|why| view! { <p id=REFUSAL role="alert">{why}</p> })}
                    {move || warned.get().then(|| view! { <p role="alert">{word("dialog.leave")}</p> })}
                    <button type="button" on:click=move |_| close()>{word("dialog.cancel")}</button>
                    <button type="submit" class=class disabled=unready
                        aria-busy=move || busy.get().to_string()>{confirm}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}
