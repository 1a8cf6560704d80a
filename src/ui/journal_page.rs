//! The journal: every entry, newest first, searched and narrowed.

use super::entry_row::{self, Manner};
use super::entry_table::EntryTable;
use super::finder::Finder;
use super::format;
use super::gesture_button::GestureIcon;
use super::icon;
use super::journal_filters::JournalFilters;
use super::past_bar::EntryButtons;
use super::row_window::RowWindow;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::record::LedgerCodec;
use crate::reports::{Filter, Moment, page, rows, total};
use crate::wording::{say, word};
use leptos::html::Main;
use leptos::prelude::*;

/// The page "Journal".
#[component]
pub(super) fn JournalPage(
    /// What scrolls.
    main: NodeRef<Main>,
) -> impl IntoView {
    let app = App::get();
    let filter = Memo::new(move |_| app.address.read().filter.clone());
    let finder = Finder::follow(app, filter);
    let known = Memo::new(move |_| app.moment(|moment| total(moment, &filter.read())).flatten());
    let count = Signal::derive(move || known.get().unwrap_or_else(|| finder.found.get().0));
    let lines = move |moment: &Moment<'_, LedgerCodec>, window: RowWindow, manner: Manner| {
        let found = if known.get().is_some() {
            page(moment, &filter.read(), window.first, window.rows).map(|page| page.rows)
        } else {
            finder.found.track();
            rows(moment, finder.some(window))
        };
        found.unwrap_or_default().iter().map(|row| entry_row::of_journal(row, manner)).collect()
    };
    let result = move || {
        let (found, done) = (count.get(), known.get().is_some() || finder.found.get().1);
        let key = if !done {
            "journal.looking"
        } else if found == 1 {
            "journal.entry"
        } else {
            "journal.entries"
        };
        say(key, &[("count", &format::count(found))])
    };
    view! {
        <div class="head">
            <h1>{word("page.journal")}</h1>
            <div class="buttons">
                <GestureIcon gesture=Gesture::Undo icon=icon::UNDO />
                <GestureIcon gesture=Gesture::Redo icon=icon::REDO />
            </div>
            <EntryButtons opening=false />
        </div>
        <JournalFilters />
        <p class="result num">{result}</p>
        // What was looked for is told; how many entries there are at each moment would be too much.
        <p class="visually-hidden" role="status">{move || (*filter.read() != Filter::default()).then(result)}</p>
        <EntryTable main=main label="page.journal" total=count lines=lines />
    }
}
