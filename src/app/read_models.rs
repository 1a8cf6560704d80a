//! Read models made from the log when a report first asks for them, in slices, so that the page stays alive; from then
//! on they take in each new event.

use super::session::Session;
use crate::book::Book;
use crate::event_sourcing::{BookKey, Projection, Sequence};
use crate::reports::Files;
use leptos::prelude::*;
use std::time::Duration;

/// Events taken in at one go: a few milliseconds' worth.
const SLICE: u64 = 8192;

/// What entries are filed under, in the open book.
#[derive(Clone, Copy)]
pub struct ReadModels {
    session: Session,
    files: StoredValue<Option<(BookKey, Files)>, LocalStorage>,
    /// Raised with each slice.
    slices: RwSignal<u32>,
    waiting: StoredValue<bool>,
}

impl ReadModels {
    /// Nothing is made yet.
    pub(super) fn new(session: Session) -> Self {
        Self {
            session,
            files: StoredValue::new_local(None),
            slices: RwSignal::new(0),
            waiting: StoredValue::new(false),
        }
    }

    /// Looks at what every entry is filed under; `None` while that is still being made. Followed.
    pub fn files<R>(self, look: impl FnOnce(&Files) -> R) -> Option<R> {
        self.slices.track();
        let count = self.session.count();
        self.take_in();
        let whole = |kept: &Option<(BookKey, Files)>| {
            kept.as_ref().filter(|(_, files)| files.count() >= count).map(|(_, files)| look(files))
        };
        self.files.with_value(whole)
    }

    /// How many events of how many are taken in. Followed.
    pub fn progress(self) -> (u64, u64) {
        self.slices.track();
        let done = self.files.with_value(|kept| kept.as_ref().map_or(0, |(_, files)| files.count()));
        (done, self.session.count())
    }

    /// Takes in a slice of what is missing, and the rest later.
    fn take_in(self) {
        let step = |book: &Book| {
            let mut more = false;
            self.files.update_value(|kept| {
                let known = kept.take().filter(|(key, _)| key == book.key());
                let (key, mut files) = known.unwrap_or_else(|| (book.key().clone(), Files::default()));
                let first = files.count();
                let from = Sequence::new(first).unwrap_or_default().next();
                // What can't be read is not taken in; the page says elsewhere what is wrong with the book.
                for event in book.log().events(from, from.plus(SLICE - 1)).map_while(Result::ok) {
                    files.apply(book.past(), &event);
                }
                more = (first + 1..book.count()).contains(&files.count());
                *kept = Some((key, files));
            });
            more
        };
        if self.session.with_book_untracked(step) == Some(true) && !self.waiting.get_value() {
            self.waiting.set_value(true);
            let go_on = move || {
                self.waiting.set_value(false);
                self.slices.update(|slices| *slices = slices.wrapping_add(1));
            };
            set_timeout(go_on, Duration::ZERO);
        }
    }
}
