//! How closely the timeline looks at the history, and the moment that the one shown is compared with.

use super::address::{Address, Page, Report};
use super::session::Session;
use super::stretch::Stretch;
use leptos::prelude::*;

/// The look of the timeline.
#[derive(Clone, Copy)]
pub struct Zoom {
    /// What was asked for last, and how often something was.
    asked: RwSignal<(u32, Option<Stretch>)>,
    /// What is shown: what was asked for, as long as it holds the moment on the screen, else what follows that moment.
    shown: Memo<(u32, Option<Stretch>)>,
    /// The moment on the page "Then and now" beside the one shown.
    with: Memo<Option<u64>>,
}

impl Zoom {
    /// The look that an address names.
    pub(super) fn attach(session: Session, address: RwSignal<Address>, named: Option<Stretch>) -> Self {
        let asked = RwSignal::new((0_u32, named));
        let with = Memo::new(move |_| {
            let address = address.read();
            let (position, count) = (session.position(), session.count());
            // Where nothing is asked for: in the past, now; at now, the beginning.
            let usual = if position < count { count } else { 0 };
            (address.page == Page::Reports(Report::Compare)).then(|| address.with.unwrap_or(usual).min(count))
        });
        let shown = Memo::new(move |before: Option<&(u32, Option<Stretch>)>| {
            let (turn, wanted) = asked.get();
            let (position, count) = (session.position(), session.count());
            // While a book is being read there is nothing that a stretch could hold.
            if count == 0 {
                return (turn.wrapping_sub(1), wanted);
            }
            let from = before.filter(|(of, _)| *of == turn).map_or(wanted, |(_, shown)| *shown);
            (turn, from.and_then(|stretch| stretch.holding(position, with.get(), count)))
        });
        Self { asked, shown, with }
    }

    /// The stretch shown; `None` is all of the history. Followed.
    pub fn stretch(self) -> Option<Stretch> {
        self.shown.get().1
    }

    /// The ends of what is shown: after so many events each. Followed.
    pub fn ends(self, count: u64) -> (u64, u64) {
        self.stretch().map_or((0, count), |stretch| (stretch.from(), stretch.to()))
    }

    /// The moment that the one shown is compared with, where it is. Followed.
    pub fn with(self) -> Option<u64> {
        self.with.get()
    }

    /// Looks once more at what was asked for: the moment it is to hold has only come now.
    pub(super) fn look_again(self) {
        self.asked.update(|(turn, _)| *turn = turn.wrapping_add(1));
    }

    /// Looks at another stretch.
    pub(super) fn look_at(self, stretch: Option<Stretch>) {
        self.asked.update(|(turn, wanted)| (*turn, *wanted) = (turn.wrapping_add(1), stretch));
    }
}
