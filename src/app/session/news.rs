//! News of the session's book: how the page, the witness and the other tabs learn of new events, without who records them
//! ever waiting for that.

use super::super::browser::{give_way, wait};
use super::super::{tabs, witnesses};
use super::Session;
use crate::book::Book;
use js_sys::Date;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// For every millisecond that the page took to follow new events, so many are left to what records more of them.
const OTHERS_TURN: f64 = 3.0;
/// Where events come quickly, the witness and the other tabs are told this often.
const TOLD_EVERY_MS: f64 = 100.0;

impl Session {
    /// The open book has other events than before: whoever waits for them is not kept waiting for the page, which follows
    /// with the next frame, however many have come by then. Where they come quickly, most of the time is theirs.
    pub(super) fn changed_soon(&self) {
        if self.behind.try_update_value(|behind| std::mem::replace(behind, true)).unwrap_or(true) {
            return;
        }
        let session = *self;
        let left = self.follows.get_value() - Date::now();
        spawn_local(async move {
            // There are no frames where nobody looks.
            if document().hidden() {
                give_way().await;
                return session.catch_up();
            }
            if left > 0.0 {
                wait(left).await;
            }
            request_animation_frame(move || session.catch_up());
        });
    }

    /// The open book has new events that are kept: whoever waits for that is told before the witness and the other tabs, who
    /// learn of it right after, of many at once where they come quickly.
    pub(super) fn tell_soon(&self) {
        let before =
            self.untold.try_update_value(|untold| std::mem::replace(untold, self.open_key())).flatten();
        if before.is_none() {
            let session = *self;
            let left = self.told.get_value() + TOLD_EVERY_MS - Date::now();
            spawn_local(async move {
                // Timers wait for long where nobody looks.
                if left > 0.0 && !document().hidden() {
                    wait(left).await;
                } else {
                    give_way().await;
                }
                session.tell();
            });
        }
    }

    /// Tells them now what they have not been told yet.
    pub(super) fn tell(&self) {
        let Some(key) = self.untold.try_update_value(Option::take).flatten() else { return };
        self.told.set_value(Date::now());
        let of_it = |book: &Book| {
            // A branch has no witness.
            if *book.key() == key && !self.is_in_branch_untracked() {
                witnesses::note(book);
            }
        };
        self.with_book_untracked(of_it);
        tabs::announce(Some(key));
    }

    /// Shows what the page is behind with, at once.
    pub(in crate::app) fn catch_up(&self) {
        if self.behind.try_update_value(std::mem::take).unwrap_or(false) {
            let begun = Date::now();
            self.changed();
            let session = *self;
            spawn_local(async move {
                give_way().await;
                // By now the page is painted.
                let now = Date::now();
                session.follows.set_value(now + (now - begun) * OTHERS_TURN);
                session.keep().await;
            });
        }
    }
}
