//! Balance over time, as points for a chart.

use super::balances::Balances;
use super::currencies::Currencies;
use super::extremes::{AccountExtremes, Extremes, Mark};
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
    /// How far it went up to its last point: both are among the points.
    pub extremes: Option<Extremes>,
}

impl Line {
    /// Puts the extremes among the points.
    fn reaching(mut self, past: &Entries, extremes: Option<Extremes>) -> Self {
        let reached = extremes.map(|it| [it.lowest, it.highest]);
        for (position, units) in reached.into_iter().flatten() {
            let at = self.points.partition_point(|point| point.position < position);
            let is_there = self.points.get(at).is_some_and(|point| point.position == position);
            if let (false, Some(recorded_at)) = (is_there, past.times().at(position)) {
                self.points.insert(at, Point { position, recorded_at, units });
            }
        }
        self.extremes = extremes;
        self
    }
}

/// Totals by currency at marks along the log.
#[derive(Clone, Debug, Default)]
pub struct OverTime {
    /// By currency, in order of its first account: the totals at each mark from its first one on.
    totals: Vec<Totals>,
    count: u64,
}

#[derive(Clone, Debug)]
struct Totals {
    head: Mark,
    /// The marks before the currency was there.
    absent: u64,
    marks: Vec<Mark>,
}

impl OverTime {
    /// Takes in what the next event of the log moved; `currencies` knows its accounts.
    pub fn add(&mut self, currencies: &Currencies, postings: &[Posting]) {
        let absent = self.count / SPACING;
        self.count += 1;
        let sequence = Sequence::new(self.count).unwrap_or(Sequence::MAX);
        if self.totals.len() < currencies.known().len() {
            let new = Totals { head: Mark::begin(sequence), absent, marks: Vec::new() };
            self.totals.resize(currencies.known().len(), new);
        }
        for (number, change) in changes(currencies, postings) {
            if let Some(total) = self.totals.get_mut(number) {
                total.head.change(sequence, change);
            }
        }
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
        let known = self.mark(currency, mark).map_or(0, |mark| mark.units);
        known + past.sum_between((from, position), |posting| currencies.of(posting) == Some(currency))
    }

    /// How far a currency's total had gone by `position`; `None` before its first account, opened with the event `since`.
    fn extremes(
        &self,
        past: &Entries,
        currencies: &Currencies,
        (currency, since): (usize, Sequence),
        position: Sequence,
    ) -> Option<Extremes> {
        let number = position.get() / SPACING;
        let mut mark = self.mark(currency, number).unwrap_or(Mark::begin(since));
        for at in (number * SPACING + 1..=position.get()).filter_map(Sequence::new) {
            for (_, change) in changes(currencies, &past.postings(at)).filter(|(own, _)| *own == currency) {
                mark.change(at, change);
            }
        }
        (since <= position).then_some(mark.extremes)
    }

    /// A currency's total up to `position` in at most `points` points, and where it was lowest and highest.
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
        let mut line = Line { currency, points: Vec::new(), extremes: None };
        let (mut at, mut units) = (Sequence::START, 0);
        for next in samples(since, position, points) {
            // From mark to mark where points are far apart, else on from the point before.
            if next.get() - at.get() >= SPACING || at == Sequence::START {
                units = self.total(past, currencies, number, next);
            } else {
                units += past.sum_between((at, next), |posting| currencies.of(posting) == Some(number));
            }
            at = next;
            if let Some(recorded_at) = past.times().at(at) {
                line.points.push(Point { position: at, recorded_at, units });
            }
        }
        line.reaching(past, self.extremes(past, currencies, (number, since), position))
    }

    fn mark(&self, currency: usize, mark: u64) -> Option<Mark> {
        let totals = self.totals.get(currency)?;
        let at = mark.checked_sub(totals.absent + 1).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| totals.marks.get(at)).copied()
    }
}

/// By how much an event changed which currencies' totals: what moves within one currency changes nothing.
fn changes(currencies: &Currencies, postings: &[Posting]) -> impl Iterator<Item = (usize, i128)> {
    let change = |posting: &Posting| Some((currencies.of(posting)?, i128::from(posting.change)));
    let [first, second] = [postings.first(), postings.get(1)].map(|posting| posting.and_then(change));
    let both = match (first, second) {
        (Some((one, left)), Some((other, arrived))) if one == other => [Some((one, left + arrived)), None],
        both => [both.0, both.1],
    };
    both.into_iter().flatten()
}

/// One account's balance up to `position` in at most `points` points, equal shares of its own entries, and where it was
/// lowest and highest.
pub(super) fn account_line(
    past: &Entries,
    (balances, extremes): (&Balances, &AccountExtremes),
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
    let line = Line { currency, points: at.iter().filter_map(point).collect(), extremes: None };
    line.reaching(past, extremes.of(past, number, position))
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
