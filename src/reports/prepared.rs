//! Everything the reports keep prepared, so that no look at the past costs more in a longer history.

use super::activity::Activity;
use super::balances::Balances;
use super::counted::Counted;
use super::currencies::Currencies;
use super::density::{BUCKETS, Bucket, density_between};
use super::extremes::AccountExtremes;
use super::months::Months;
use super::over_time::OverTime;
use crate::event_sourcing::{Projection, Recorded, Sequence};
use crate::ledger::{Entries, Event};

/// The prepared read models of one book. Each event is applied once, as it is read or recorded; all of it can be
/// thrown away and made again from the log.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    /// The balances of all accounts at any position.
    pub balances: Balances,
    /// How many events of which kind there are.
    pub activity: Activity,
    /// Which currencies there are.
    pub currencies: Currencies,
    /// Totals over time.
    pub over_time: OverTime,
    /// How far each account's balance went.
    pub account_extremes: AccountExtremes,
    /// Changes by month.
    pub months: Months,
    /// Days that were counted.
    pub counted: Counted,
}

impl Prepared {
    /// The number of events applied.
    pub const fn count(&self) -> u64 {
        self.activity.count()
    }

    /// Takes in the events up to the one at `until`, which `past` knows already.
    // Its caller is compiled for size; this loop is not to become a part of that.
    #[inline(never)]
    pub fn catch_up(&mut self, past: &Entries, until: Sequence) {
        (self.count() + 1..=until.get()).filter_map(Sequence::new).for_each(|next| self.take(past, next));
    }

    fn take(&mut self, past: &Entries, sequence: Sequence) {
        let postings = &past.postings(sequence);
        // An event that moves money changes nothing else.
        let turn = if postings.is_empty() { past.turns(sequence.previous(), sequence).first() } else { None };
        let turn = turn.map(|turn| &turn.data);
        if let Some(Event::AccountOpened { currency, .. }) = turn {
            self.currencies.add(*currency, sequence);
        }
        self.activity.add(postings);
        self.balances.add(past, sequence, postings);
        self.over_time.add(&self.currencies, postings);
        self.account_extremes.take(past, sequence, postings);
        self.months.add(&self.currencies, postings);
        self.counted.take(past, sequence, postings, turn);
    }

    /// The skyline of a stretch of the history, in [`BUCKETS`] shares: of the events after the first `ends.0` up to and
    /// including `ends.1`.
    pub fn density(&self, past: &Entries, ends: (u64, u64)) -> Vec<Bucket> {
        density_between(past, &self.activity, ends, BUCKETS)
    }
}

impl Projection for Prepared {
    type Event = Event;
    type Past = Entries;

    const VERSION: u32 = 1;

    fn apply(&mut self, past: &Entries, event: &Recorded<Event>) {
        self.take(past, event.sequence);
    }
}
