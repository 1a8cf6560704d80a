//! Explanations in the browser's history: each has an entry of its own, over the page it was asked on.

use super::address_bar;
use super::gesture::Gesture;
use super::state::App;
use leptos::prelude::*;

impl App {
    /// Opens an explanation in a new entry: Back closes it. One opened from another takes its place.
    #[inline(never)]
    pub(super) fn explain(self, asks: Gesture) {
        let before = untrack(|| self.whole_address());
        self.asking.set(Some(asks));
        // While the browser is still on its way back to the page, the entry is made once it is there.
        if before.why.is_none() && !self.leaving().get_value() {
            address_bar::replace(self, &before);
            address_bar::push(self, &untrack(|| self.whole_address()));
        }
    }

    /// The dialog was closed by hand: nothing is asked any more, and an explanation's entry is left for the page below.
    pub fn leave_dialog(self) {
        self.asking.set(None);
        let page = self.shown_address_untracked();
        if self.leaving().get_value() {
            return;
        }
        if address_bar::leave_question(&page) {
            self.leaving().set_value(true);
        } else if address_bar::read().why.is_some() {
            address_bar::replace(self, &page);
        }
    }
}
