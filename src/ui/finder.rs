//! Looks for what a filter asks for while the page stays alive.

use super::row_window::RowWindow;
use crate::app::browser::breathe;
use crate::app::follow::follow;
use crate::app::state::App;
use crate::record::LedgerCodec;
use crate::reports::{Filter, Moment, Search};
use js_sys::Date;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Events looked at before the clock is.
const STEP: u64 = 4096;
/// Milliseconds of searching in one go: the rest of a frame is for what is typed and painted meanwhile.
const SLICE: f64 = 8.0;
/// How many milliseconds the page goes without saying anew how many were found so far: to show rows anew takes time, too.
const SAY_EVERY: f64 = 100.0;

/// A search that goes on in slices, so that the page stays alive; another one begins whenever the filter, the moment
/// or the book is another.
#[derive(Clone, Copy)]
pub(super) struct Finder {
    search: StoredValue<Option<Search>, LocalStorage>,
    /// When the page last said how many were found.
    said: StoredValue<f64>,
    /// Which search found what the page says.
    told: StoredValue<u32>,
    /// How many were found, and whether everything has been looked at.
    pub(super) found: RwSignal<(u64, bool)>,
}

impl Finder {
    /// Follows the filter and the moment.
    pub(super) fn follow(app: App, filter: Memo<Filter>) -> Self {
        let (search, said, told) = (StoredValue::new_local(None), StoredValue::new(0.0), StoredValue::new(0));
        let finder = Self { search, said, told, found: RwSignal::new((0, true)) };
        let turn = StoredValue::new(0_u32);
        follow(move |_| {
            let _ = (app.session.position(), app.session.count());
            turn.update_value(|turn| *turn = turn.wrapping_add(1));
            let filter = filter.get();
            let begin = |moment: &Moment<'_, LedgerCodec>| Search::new(moment, filter.clone());
            let search = filter.must_search().then(|| app.moment(begin)).flatten();
            finder.search.set_value(search);
            finder.said.set_value(0.0);
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
        let now = Date::now();
        if state.1 || now - self.said.get_value() >= SAY_EVERY {
            self.said.set_value(now);
            // As many were found before, but of another search they are others.
            if self.told.get_value() != own || untrack(|| self.found.get()) != state {
                self.told.set_value(own);
                self.found.set(state);
            }
        }
        if !state.1 {
            spawn_local(async move {
                breathe().await;
                self.go_on(app, turn, own);
            });
        }
    }

    /// The first of those found.
    pub(super) fn first(self) -> Option<crate::event_sourcing::Sequence> {
        self.search.with_value(|search| search.as_ref()?.found().first().copied())
    }

    /// The entries of a window.
    pub(super) fn some(self, window: RowWindow) -> Vec<crate::event_sourcing::Sequence> {
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        self.search.with_value(|search| {
            let found = search.as_ref().map_or(&[][..], Search::found);
            found.iter().copied().skip(place(window.first)).take(place(window.rows)).collect()
        })
    }
}
