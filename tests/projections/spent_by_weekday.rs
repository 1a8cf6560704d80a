//! How much was spent on each day of the week.

use chrono::Datelike;
use daybook::event_sourcing::{Projection, Recorded};
use daybook::exchange::EventLogReader;
use daybook::ledger::{Entries, Event, Posting, ValueDate};
use std::collections::HashMap;

/// On which days of the week (0 is Monday) money leaves which account, in minor units.
#[derive(Default)]
pub struct SpentByWeekday {
    pub spent: HashMap<(u32, u32), i64>,
}

impl Projection for SpentByWeekday {
    type Event = Event;
    type Past = Entries;
    const VERSION: u32 = 2;

    fn apply(&mut self, past: &Entries, event: &Recorded<Event>) {
        // A reversal takes back what its entry did, on the day that one counted for.
        let entry = past.reverses(event.sequence).unwrap_or(event.sequence);
        let [Posting { change: ..0, .. }] = *past.postings(entry) else { return };
        for Posting { account, day, change } in past.postings(event.sequence) {
            let weekday = ValueDate::from_days(day).unwrap_or_default().day().weekday();
            *self.spent.entry((account, weekday.num_days_from_monday())).or_default() -= change;
        }
    }
}

/// The figures of a book that somebody exported years before anybody asked this.
pub fn spent(file: &[u8]) -> Result<SpentByWeekday, String> {
    let mut reader = EventLogReader::default();
    reader.feed(file).map_err(|why| why.to_string())?;
    let history = reader.finish().map_err(|why| why.to_string())?.history;
    let all = history.log().head();
    SpentByWeekday::of(history.log(), history.past(), all).map_err(|why| why.to_string())
}
