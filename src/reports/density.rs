//! How busy each share of the history was: the little skyline over the timeline.

use super::activity::{Activity, Counts};
use crate::event_sourcing::Sequence;
use crate::ledger::Entries;

/// How many shares the timeline shows.
pub const BUCKETS: u64 = 200;

const DAY: f64 = 86_400_000.0;

/// One share of the history: the events after the share before it, up to and including `last`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bucket {
    /// Its last event.
    pub last: Sequence,
    /// How busy it was, from 0 to 1: events a day on a logarithmic scale, 1 being the busiest share.
    pub height: f64,
    /// Its events by kind.
    pub counts: Counts,
}

/// Events a day; a picture's precision is enough.
#[expect(clippy::cast_precision_loss, reason = "heights of bars, not figures")]
fn a_day(events: u64, millis: i64) -> f64 {
    events as f64 * DAY / (millis.max(1) as f64)
}

/// The whole history in at most `buckets` equal shares of its events; fewer where there are fewer events. Belongs
/// to the length of the log and not to the moment on screen: make it again when events were added.
pub fn density(past: &Entries, activity: &Activity, buckets: u64) -> Vec<Bucket> {
    density_between(past, activity, (0, activity.count()), buckets)
}

/// The same of the events after the first `ends.0`, up to and including the event `ends.1`.
pub fn density_between(past: &Entries, activity: &Activity, ends: (u64, u64), buckets: u64) -> Vec<Bucket> {
    let to = ends.1.min(activity.count());
    let from = ends.0.min(to);
    let buckets = buckets.min(to - from);
    let times = past.times();
    let begin = Sequence::new(from).unwrap_or(Sequence::MAX);
    let mut before = (begin, activity.until(past, begin));
    let mut shares = Vec::new();
    let mut busiest = 0.0_f64;
    for number in 1..=buckets {
        let last = Sequence::new(from + (to - from) * number / buckets).unwrap_or(Sequence::MAX);
        let until = activity.until(past, last);
        let counts = until.since(before.1);
        // A share lasts from the last event before it; the very first from its own first event.
        let begins = times.at(before.0.max(Sequence::START.next()));
        let lasted = times.at(last).zip(begins).map_or(0, |(end, begin)| end.millis() - begin.millis());
        let busy = a_day(counts.all(), lasted).ln_1p();
        busiest = busiest.max(busy);
        shares.push(Bucket { last, height: busy, counts });
        before = (last, until);
    }
    for share in &mut shares {
        share.height /= busiest.max(f64::MIN_POSITIVE);
    }
    shares
}
