//! Balance over time, as points for a chart.

use super::balances::Balances;
use super::currencies::Currencies;
use crate::event_sourcing::{Sequence, Timestamp};
use crate::ledger::{Currency, Entries, Posting};

/// How many points a chart has unless more or fewer are asked for.
pub const POINTS: usize = 300;

/// How many events lie between two marks; a power of two, as the distance of points is.
const SPACING: u64 = 128;

/// One point of a line: what was held after an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Point {
    /// The event.
    pub position: Sequence,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// What was held then, in minor units.
    pub units: i128,
}

/// A balance over time: exact at each of its points, which are equal shares of the events and hold still while
/// the moment on screen moves on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Of what.
    pub currency: Currency,
    /// The points, in order; none before the first account was there.
    pub points: Vec<Point>,
}

impl Line {
    /// The lowest and the highest of its points, in minor units.
    pub fn extremes(&self) -> Option<(i128, i128)> {
        let units = || self.points.iter().map(|point| point.units);
        units().min().zip(units().max())
    }
}

/// Totals by currency at marks along the log.
#[derive(Clone, Debug, Default)]
pub struct OverTime {
    /// By currency, in order of its first account: the totals at each mark from its first one on.
    totals: Vec<Totals>,
    count: u64,
}

#[derive(Clone, Debug, Default)]
struct Totals {
    head: i128,
    /// The marks before the currency was there.
    absent: u64,
    marks: Vec<i128>,
}

impl OverTime {
    /// Takes in what the next event of the log moved; `currencies` knows its accounts.
    pub fn add(&mut self, currencies: &Currencies, postings: &[Posting]) {
        if self.totals.len() < currencies.known().len() {
            let absent = self.count / SPACING;
            self.totals.resize(currencies.known().len(), Totals { absent, ..Totals::default() });
        }
        for posting in postings {
            if let Some(total) = currencies.of(posting).and_then(|number| self.totals.get_mut(number)) {
                total.head += i128::from(posting.change);
            }
        }
        self.count += 1;
        if self.count.is_multiple_of(SPACING) {
            for total in &mut self.totals {
                total.marks.push(total.head);
            }
        }
    }

    /// The total of a currency after the event at `position`, in minor units.
    pub(super) fn total(
        &self,
        past: &Entries,
        currencies: &Currencies,
        currency: usize,
        position: Sequence,
    ) -> i128 {
        let mark = position.get() / SPACING;
        let from = Sequence::new(mark * SPACING).unwrap_or(Sequence::MAX);
        let own = past.postings_between(from, position).flatten();
        let own = own.filter(|posting| currencies.of(posting) == Some(currency));
        self.mark(currency, mark) + own.map(|posting| i128::from(posting.change)).sum::<i128>()
    }

    /// A currency's total up to `position` in at most `points` points.
    pub(super) fn line(
        &self,
        past: &Entries,
        currencies: &Currencies,
        currency: Currency,
        position: Sequence,
        points: usize,
    ) -> Line {
        let number = currencies.number(currency).unwrap_or(usize::MAX);
        let since = currencies.known().get(number).map_or(Sequence::MAX, |(_, since)| *since);
        let mut line = Line { currency, points: Vec::new() };
        let (mut at, mut units) = (Sequence::START, 0);
        for next in samples(since, position, points) {
            // From mark to mark where points are far apart, else on from the point before.
            if next.get() - at.get() >= SPACING || at == Sequence::START {
                units = self.total(past, currencies, number, next);
            } else {
                let own = past.postings_between(at, next).flatten();
                let own = own.filter(|posting| currencies.of(posting) == Some(number));
                units += own.map(|posting| i128::from(posting.change)).sum::<i128>();
            }
            at = next;
            if let Some(recorded_at) = past.times().at(at) {
                line.points.push(Point { position: at, recorded_at, units });
            }
        }
        line
    }

    fn mark(&self, currency: usize, mark: u64) -> i128 {
        let Some(totals) = self.totals.get(currency) else { return 0 };
        let at = mark.checked_sub(totals.absent + 1).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| totals.marks.get(at)).copied().unwrap_or(0)
    }
}

/// One account's balance up to `position` in at most `points` points, equal shares of its own entries.
pub(super) fn account_line(
    past: &Entries,
    balances: &Balances,
    (number, currency, opened): (usize, Currency, Sequence),
    position: Sequence,
    points: usize,
) -> Line {
    let entries = past.register_len(number, position);
    let step = step(entries as u64, points.saturating_sub(2));
    let mut at = vec![opened];
    for entry in (1..=entries as u64).filter(|entry| entry.is_multiple_of(step)) {
        let entry = usize::try_from(entry).unwrap_or(usize::MAX);
        at.extend(past.register_between(number, entry - 1, entry).map(|(sequence, _)| sequence));
    }
    at.push(position);
    at.dedup();
    let point = |position: &Sequence| {
        let units = i128::from(balances.of(past, number, *position));
        past.times().at(*position).map(|recorded_at| Point { position: *position, recorded_at, units })
    };
    Line { currency, points: at.iter().filter_map(point).collect() }
}

/// The events at which a line that begins at `since` has its points. They depend on nothing but the position, so
/// a book cut off there shows the same line.
fn samples(since: Sequence, position: Sequence, points: usize) -> Vec<Sequence> {
    if since > position {
        return Vec::new();
    }
    let step = step(position.get(), points.saturating_sub(2));
    let inner = (since.get() / step + 1..=position.get() / step).map(|number| number * step);
    let mut at = vec![since];
    at.extend(inner.filter_map(Sequence::new));
    at.push(position);
    at.dedup();
    at
}

/// The smallest power of two that fits into `length` at most `points` times.
fn step(length: u64, points: usize) -> u64 {
    let points = (points as u64).max(1);
    length.div_ceil(points).max(1).next_power_of_two()
}
