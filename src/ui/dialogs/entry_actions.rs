//! Everything that can be done about one entry, where a row has no room for it.

use super::labels::{row_of, sentence_of};
use super::panel::Panel;
use crate::app::address::{Address, Page};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::event_sourcing::EventId;
use crate::ui::gesture_button::GestureButton;
use crate::ui::piece::still;
use crate::wording::word;
use leptos::prelude::*;

/// What can be done.
#[component]
pub(super) fn EntryActions(
    /// About which entry.
    entry: EventId,
) -> impl IntoView {
    let app = App::get();
    let row = row_of(app, entry);
    let is_entry = row.as_ref().is_some_and(|row| row.is_entry() && row.reverses.is_none());
    let stands = is_entry && row.as_ref().is_some_and(|row| row.reversed_by.is_none());
    let sequence = row.map(|row| row.sequence.get());
    let go_there = move |_| {
        app.asking.set(None);
        app.go_to_event(entry);
    };
    let audit = Address { event: sequence, ..Address::of(Page::Audit, None) };
    view! {
        <Panel title=Gesture::EntryActions(entry).title()>
            <p class="sentence">{still(sentence_of(app, entry))}</p>
            <div class="buttons stacked">
                {is_entry.then(|| view! { <GestureButton gesture=Gesture::Categorize(entry) /> })}
                {stands.then(|| view! {
                    <GestureButton gesture=Gesture::Correct(entry) />
                    <GestureButton gesture=Gesture::Reverse(entry) />
                })}
                {is_entry.then(|| view! { <GestureButton gesture=Gesture::WhatIfEntry(entry) /> })}
                <button type="button" on:click=go_there>{word("gesture.go-to")}</button>
                <a class="button" href=audit.to_string()>{word("row.audit")}</a>
            </div>
        </Panel>
    }
}
