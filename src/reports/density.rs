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
    /// How busy it was, from 0 to 1, 1 being the busiest share. Beside a share that is far busier than all others, one as
    /// busy as the middle one is half as high: a few outliers leave the others their heights.
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
    let first = Sequence::START.next();
    let mut before = (begin, activity.until(past, begin));
    let mut shares = Vec::new();
    for number in 1..=buckets {
        let last = Sequence::new(from + (to - from) * number / buckets).unwrap_or(Sequence::MAX);
        let until = activity.until(past, last);
        let counts = until.since(before.1);
        // A share lasts from the last event before it; the very first from its own first event, or until the second.
        let (begins, ends) = (times.at(before.0.max(first)), times.at(last.max(first.next())));
        let lasted = ends.zip(begins).map_or(0, |(end, begin)| end.millis() - begin.millis());
        shares.push(Bucket { last, height: a_day(counts.all(), lasted), counts });
        before = (last, until);
    }
    let (middle, busiest) = middle_and_most(&shares);
    let scaled = |busy: f64| busy / (busy + middle);
    for share in &mut shares {
        share.height = scaled(share.height) / scaled(busiest);
    }
    shares
}

/// The middle one of the heights, and the highest. Counted and not sorted: that is less to load, and the shares are few.
fn middle_and_most(shares: &[Bucket]) -> (f64, f64) {
    let below = |height: f64| shares.iter().filter(|other| other.height < height).count();
    shares.iter().map(|share| share.height).fold((0.0, 0.0), |(middle, most): (f64, f64), height| {
        let middle = if height > middle && below(height) <= shares.len() / 2 { height } else { middle };
        (middle, most.max(height))
    })
}
