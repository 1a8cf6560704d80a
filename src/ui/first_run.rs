//! The page before a book is open: one of your own, the sample, or one you bring.

use super::dialogs::{CurrencyChoice, Field, Filled, REFUSAL, Sent, mark, unmark};
use super::focus;
use super::icon;
use super::import_panel::{ImportControls, Transfer, TransferView};
use crate::app::address::{Address, Page};
use crate::app::gesture::Gesture;
use crate::app::room;
use crate::app::state::App;
use crate::wording::{say, word};
use leptos::html::Form;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Begins a book with the name and the currency filled in.
pub(super) fn begin_book(app: App, filled: &Filled) -> Result<Sent, String> {
    let (name, currency) = (filled.name("name")?, filled.text("currency")?);
    room::ask_to_keep_once();
    Ok(Box::pin(async move {
        app.session.new_book(name, currency).await?;
        app.start_over(Address::of(Page::Overview, None));
        app.spoken.set(word("done.new-book").to_owned());
        Ok(())
    }))
}

/// The first page.
#[component]
pub(super) fn FirstRun() -> impl IntoView {
    let app = App::get();
    // A book that was begun takes the place of the whole page.
    on_cleanup(focus::come_back_soon);
    let form = NodeRef::<Form>::new();
    let refusal = RwSignal::new(None::<String>);
    let transfer = Transfer::new();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(form) = form.get_untracked() else { return };
        refusal.set(None);
        unmark(&form);
        let filled = Filled::new(form.clone());
        match begin_book(app, &filled) {
            Err(why) => {
                filled.at_fault().inspect(|field| mark(&form, field));
                refusal.set(Some(why));
            }
            Ok(sent) => spawn_local(async move {
                if let Err(why) = sent.await {
                    let _ = refusal.try_set(Some(why.words));
                }
            }),
        }
    };
    let storage = move || {
        let caveat = app.session.storage().and_then(|facts| facts.caveat);
        caveat.map(|caveat| view! { <p class="alert">{caveat}</p> })
    };
    view! {
        <main class="whole" id="main" tabindex="-1">
            <div class="first-run">
                <div class="card">
                    <div class="brand">{icon::mark()} "Daybook"</div>
                    <h1>{word("first.title")}</h1>
                    <p class="quiet">{word("first.explain")}</p>
                    {storage}
                    <form node_ref=form novalidate autocomplete="off" on:submit=submit>
                        <Field label="field.name" for_id="name">
                            <input id="name" name="name" type="text" dir="auto"
                                placeholder=word("first.name-example") />
                        </Field>
                        <CurrencyChoice id="currency" chosen="EUR".to_owned() />
                        {move || refusal.get().map(|why| view! { <p id=REFUSAL class="alert" role="alert">{why}</p> })}
                        <button type="submit" class="primary">{word("book.open")}</button>
                    </form>
                    <Shelf />
                    <div class="or">{word("first.or")}</div>
                    <ImportControls transfer=transfer />
                    <TransferView transfer=transfer />
                </div>
            </div>
        </main>
    }
}

/// Other books of this browser, where one was just closed.
#[component]
fn Shelf() -> impl IntoView {
    let app = App::get();
    let book = move |shelved: crate::book::Shelved| {
        let gesture = Gesture::OpenBook(shelved.key);
        view! {
            <button type="button" dir="auto" on:click=move |_| app.perform(gesture.clone())>
                {say("book.switch-to", &[("name", &shelved.name)])}
            </button>
        }
    };
    view! { <div class="buttons">{move || app.session.books().into_iter().map(book).collect_view()}</div> }
}
