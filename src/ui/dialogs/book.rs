//! The dialogs about books: beginning one, renaming one, deleting one.

use super::fields::{CurrencyChoice, Field, TextField};
use super::filled::Filled;
use super::question::{Question, Sent, send};
use crate::app::gesture::Gesture;
use crate::app::spelling::without_marks;
use crate::app::state::App;
use crate::event_sourcing::BookKey;
use crate::ledger::Command;
use crate::ui::book_switcher::open_book_name;
use crate::ui::first_run::begin_book;
use crate::ui::format;
use crate::ui::import_panel::ExportButton;
use crate::wording::{say, word};
use leptos::prelude::*;

/// New book.
#[component]
pub(super) fn NewBook() -> impl IntoView {
    let app = App::get();
    let ask = move |filled: &Filled| begin_book(app, filled);
    view! {
        <Question title=Gesture::NewBook.title() confirm=word("book.open") ask=ask>
            <TextField label="field.name" id="name" />
            <CurrencyChoice id="currency" chosen="EUR".to_owned() />
        </Question>
    }
}

/// Rename book.
#[component]
pub(super) fn RenameBook() -> impl IntoView {
    let app = App::get();
    let ask = move |filled: &Filled| {
        Ok(send(app, Command::RenameBook { name: filled.name("name")? }, "done.rename-book"))
    };
    let name = untrack(|| open_book_name(app));
    view! {
        <Question title=Gesture::RenameBook.title() ask=ask>
            <TextField label="field.name" id="name" value=name />
        </Question>
    }
}

/// A name as it is seen: without marks, and with one blank for any number of them.
fn as_seen(name: &str) -> String {
    let mut seen = without_marks(name);
    while seen.contains("  ") {
        seen = seen.replace("  ", " ");
    }
    seen
}

/// Delete book: an export is offered first, and its name has to be typed.
#[component]
pub(super) fn DeleteBook(
    /// Which.
    key: BookKey,
) -> impl IntoView {
    let app = App::get();
    let shelved = untrack(|| app.session.books()).into_iter().find(|book| book.key == key);
    let name = shelved.map(|book| book.name).unwrap_or_default();
    let typed = RwSignal::new(String::new());
    let (wanted, visible) = (name.clone(), as_seen(&name).trim().to_owned());
    // Nobody has to type what can't be seen.
    let is_name = move |typed: &str| typed == wanted || (!visible.is_empty() && as_seen(typed) == visible);
    let spelled = is_name.clone();
    let ready = Signal::derive(move || spelled(&typed.read()));
    // Keyboards of phones add a blank after a word: that can't be seen either, but it can be told.
    let has_blank = move || !ready.get() && is_name(typed.read().trim());
    let is_open = untrack(|| app.session.with_book(|book| *book.key() == key)).unwrap_or(false);
    let ask = move |_: &Filled| {
        let key = key.clone();
        let sent: Sent = Box::pin(async move {
            app.session.remove_book(key).await?;
            // It may have been said of this one.
            app.told.set(None);
            app.spoken.set(word("done.delete-book").to_owned());
            Ok(())
        });
        Ok(sent)
    };
    view! {
        <Question title=word("gesture.delete-book") danger=true ready=ready ask=ask>
            <p class="explain" dir="auto">{say("book.delete-explain", &[("name", &format::isolated(&name))])}</p>
            {is_open.then(|| view! { <div><ExportButton /></div> })}
            <Field label="book.name-to-delete" for_id="delete-name">
                <input id="delete-name" name="delete-name" type="text" dir="auto" autocomplete="off"
                    on:input=move |event| typed.set(event_target_value(&event)) />
            </Field>
            <p class="explain" role="status">{move || has_blank().then(|| word("book.blank-too-many"))}</p>
        </Question>
    }
}
