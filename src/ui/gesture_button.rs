//! A button for a gesture: its title, its key hint, and disabled where the moment does not offer it.

use crate::app::gesture::Gesture;
use crate::app::state::App;
use leptos::prelude::*;

/// The button that makes `gesture`, with its title on it.
#[component]
pub(super) fn GestureButton(
    /// What it does.
    gesture: Gesture,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    /// Whether it shows its key.
    #[prop(optional)]
    hint: bool,
) -> impl IntoView {
    let app = App::get();
    let (title, shortcut) = (gesture.title(), gesture.shortcut());
    let asked = gesture.clone();
    let why_not = Memo::new(move |_| app.why_not(&asked));
    view! {
        <button type="button" class=class disabled=move || why_not.read().is_some() title=move || why_not.get()
            aria-keyshortcuts=shortcut.map(|shortcut| shortcut.aria)
            on:click=move |_| app.perform(gesture.clone())>
            {title}
            {hint.then(|| shortcut.map(|shortcut| view! { <kbd aria-hidden="true">{shortcut.hint}</kbd> }))}
        </button>
    }
}

/// The same with an icon instead of words.
#[component]
pub(super) fn GestureIcon(
    /// What it does.
    gesture: Gesture,
    /// How it looks.
    icon: &'static str,
) -> impl IntoView {
    let app = App::get();
    let (title, shortcut) = (gesture.title(), gesture.shortcut());
    let tip = shortcut.map_or_else(|| title.to_owned(), |shortcut| format!("{title} ({})", shortcut.hint));
    let asked = gesture.clone();
    let offered = move || app.offers(&asked);
    view! {
        <button type="button" class="icon" aria-label=title title=tip disabled=move || !offered()
            aria-keyshortcuts=shortcut.map(|shortcut| shortcut.aria)
            on:click=move |_| app.perform(gesture.clone())>
            {super::icon::icon(icon)}
        </button>
    }
}
