//! The journal: every entry, newest first, searched and narrowed.

use super::entry_row::{self, Manner};
use super::entry_table::EntryTable;
use super::format;
use super::gesture_button::GestureIcon;
use super::icon;
use super::journal_filters::JournalFilters;
use super::past_bar::EntryButtons;
use super::row_window::RowWindow;
use crate::app::follow::follow;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::record::LedgerCodec;
use crate::reports::{Filter, Moment, Search, page, rows, total};
use crate::wording::{say, word};
use js_sys::Date;
use leptos::html::Main;
use leptos::prelude::*;
use std::time::Duration;

/// Events looked at before the clock is.
const STEP: u64 = 512;
/// Milliseconds of searching in one go: the rest of a frame is for what is typed and painted meanwhile.
const SLICE: f64 = 5.0;

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
        <EntryTable main=main label="page.journal" total=count lines=lines />
    }
}

/// A search that goes on in slices, so that the page stays alive; another one begins whenever the filter, the moment
/// or the book is another.
#[derive(Clone, Copy)]
struct Finder {
    search: StoredValue<Option<Search>, LocalStorage>,
    /// How many were found, and whether everything has been looked at.
    found: RwSignal<(u64, bool)>,
}

impl Finder {
    fn follow(app: App, filter: Memo<Filter>) -> Self {
        let finder = Self { search: StoredValue::new_local(None), found: RwSignal::new((0, true)) };
        let turn = StoredValue::new(0_u32);
        follow(move |_| {
            let _ = (app.session.position(), app.session.count());
            turn.update_value(|turn| *turn = turn.wrapping_add(1));
            let filter = filter.get();
            let begin = |moment: &Moment<'_, LedgerCodec>| Search::new(moment, filter.clone());
            let search = filter.must_search().then(|| app.moment(begin)).flatten();
            finder.search.set_value(search);
            untrack(|| finder.go_on(app, turn, turn.get_value()));
        });
        finder
    }

    fn go_on(self, app: App, turn: StoredValue<u32>, own: u32) {
        // Disposed with the page, or overtaken by another search.
        if turn.try_get_value() != Some(own) {
            return;
        }
        let step = |moment: &Moment<'_, LedgerCodec>| {
            self.search.try_update_value(|search| {
                let search = search.as_mut()?;
                let begun = Date::now();
                loop {
                    // What can't be read is not found; the page says elsewhere what is wrong with the book.
                    let done = search.step(moment, STEP).is_err() || search.is_done();
                    if done || Date::now() - begun >= SLICE {
                        return Some((search.found().len() as u64, done));
                    }
                }
            })
        };
        let state = untrack(|| app.moment(step)).flatten().flatten().unwrap_or((0, true));
        self.found.set(state);
        if !state.1 {
            set_timeout(move || self.go_on(app, turn, own), Duration::ZERO);
        }
    }

    /// The entries of a window.
    fn some(self, window: RowWindow) -> Vec<crate::event_sourcing::Sequence> {
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        self.search.with_value(|search| {
            let found = search.as_ref().map_or(&[][..], Search::found);
            found.iter().copied().skip(place(window.first)).take(place(window.rows)).collect()
        })
    }
}
