//! Everything the reports keep prepared, so that no look at the past costs more in a longer history.

use super::account_events::AccountEvents;
use super::activity::Activity;
use super::balances::Balances;
use super::currencies::Currencies;
use super::density::{BUCKETS, Bucket, density};
use super::months::Months;
use super::over_time::OverTime;
use super::times::Times;
use crate::event_sourcing::{Projection, Recorded};
use crate::ledger::{Entries, Event};

/// The prepared read models of one book. Each event is applied once, as it is read or recorded; all of it can be
/// thrown away and made again from the log.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    /// The balances of all accounts at any position.
    pub balances: Balances,
    /// When each event was recorded.
    pub times: Times,
    /// How many events of which kind there are.
    pub activity: Activity,
    /// Which currencies there are.
    pub currencies: Currencies,
    /// Totals over time.
    pub over_time: OverTime,
    /// Changes by month.
    pub months: Months,
    /// What concerns each account without moving its money.
    pub account_events: AccountEvents,
}

impl Prepared {
    /// The number of events applied.
    pub fn count(&self) -> u64 {
        self.times.count()
    }

    /// The whole history's skyline, in [`BUCKETS`] shares.
    pub fn density(&self, past: &Entries) -> Vec<Bucket> {
        density(past, &self.activity, &self.times, BUCKETS)
    }
}

impl Projection for Prepared {
    type Event = Event;
    type Past = Entries;

    const VERSION: u32 = 2;

    fn apply(&mut self, past: &Entries, event: &Recorded<Event>) {
        self.currencies.add(event);
        self.times.add(event.recorded_at);
        self.activity.add(past, event.sequence);
        self.balances.add(past, event);
        self.over_time.add(past, &self.currencies, event.sequence);
        self.months.add(past, &self.currencies, event.sequence);
        self.account_events.add(past, event);
    }
}
