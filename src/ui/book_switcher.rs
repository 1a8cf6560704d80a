//! The book switcher: which book is open, the others on the shelf, and what can be done with them.

use super::format;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::book::Shelved;
use crate::wording::{say, word};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A button with the open book's name, and the list it opens.
#[component]
pub(super) fn BookSwitcher() -> impl IntoView {
    let app = App::get();
    let open = RwSignal::new(false);
    let place = NodeRef::<Div>::new();
    let name = Memo::new(move |_| open_book_name(app));
    let leave = move |event: web_sys::FocusEvent| {
        let next = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let within = place.get_untracked().is_some_and(|place| place.contains(next.as_ref()));
        if !within {
            open.set(false);
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            open.set(false);
        }
    };
    view! {
        <div class="switcher" node_ref=place on:focusout=leave on:keydown=key>
            <button type="button" class="book" aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>
                <bdi>{move || name.get()}</bdi>
                <span aria-hidden="true">"▾"</span>
            </button>
            {move || open.get().then(|| view! { <Shelf done=move || open.set(false) /> })}
        </div>
    }
}

/// The name of the open book as it is now, whatever moment is shown.
pub(super) fn open_book_name(app: App) -> String {
    let known = app.session.with_book(|book| {
        let name = book.ledger().book().map(|book| book.name.to_string());
        (book.key().clone(), name)
    });
    match known {
        Some((_, Some(name))) => shown_name(app, name),
        // Of a book that can't be read, the shelf still knows the name.
        Some((key, None)) => {
            let shelved = app.session.books().into_iter().find(|shelved| shelved.key == key);
            shelved.map(|shelved| shelved.name).unwrap_or_default()
        }
        None => String::new(),
    }
}

/// What the book with this name is called where it is shown: of a branch of it, that is said.
pub(super) fn shown_name(app: App, name: String) -> String {
    if app.session.is_in_branch() { say("what-if.name", &[("name", &name)]) } else { name }
}

#[component]
fn Shelf(
    /// Closes the list.
    done: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let app = App::get();
    let current = move || app.session.with_book(|book| book.key().clone());
    let choose = move |gesture: Gesture| {
        done();
        app.perform(gesture);
    };
    let book = move |shelved: Shelved| {
        let is_open = current().as_ref() == Some(&shelved.key);
        let gesture = Gesture::OpenBook(shelved.key);
        view! {
            <button type="button" aria-current=is_open.then_some("true")
                on:click=move |_| if is_open { done() } else { choose(gesture.clone()) }>
                <bdi>{shelved.name}</bdi>
                <small>{format::count(shelved.count)}</small>
            </button>
        }
    };
    let more = move |gesture: Gesture| {
        let (title, asked) = (gesture.title(), gesture.clone());
        view! {
            <button type="button" disabled=move || !app.offers(&asked)
                on:click=move |_| choose(gesture.clone())>{title}</button>
        }
    };
    view! {
        <div class="menu" role="group" aria-label=word("switcher.label")>
            {move || app.session.books().into_iter().map(book).collect_view()}
            <hr />
            {more(Gesture::NewBook)}
            {more(Gesture::RenameBook)}
            {move || current().map(|key| more(Gesture::DeleteBook(key)))}
        </div>
    }
}
