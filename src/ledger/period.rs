//! Closed periods: stretches of days whose entries are settled, so that nothing dated inside comes or changes any more.

use super::{Refusal, ValueDate};
use crate::wording;

/// A stretch of days, both ends included; never empty.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Period {
    from: ValueDate,
    to: ValueDate,
}

impl Period {
    /// The days from one to another, which is not earlier.
    pub fn new(from: ValueDate, to: ValueDate) -> Result<Self, Refusal> {
        if from <= to {
            Ok(Self { from, to })
        } else {
            Err(Refusal::malformed("to", wording::word("expected.period")))
        }
    }

    /// Its first day.
    pub const fn from(self) -> ValueDate {
        self.from
    }

    /// Its last day.
    pub const fn to(self) -> ValueDate {
        self.to
    }

    /// Whether a day lies in it, given as days since 1970-01-01.
    pub fn holds(self, day: i32) -> bool {
        (self.from.days()..=self.to.days()).contains(&day)
    }
}

/// The periods of a book that are closed, in order; no two share a day. Those that only touch stay apart, so that each is
/// reopened as it was closed.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Periods(Vec<Period>);

impl Periods {
    /// Periods that were kept; `None` where they are out of order or share a day.
    pub fn restored(periods: Vec<Period>) -> Option<Self> {
        let apart = periods.iter().zip(periods.iter().skip(1)).all(|(one, next)| one.to < next.from);
        apart.then_some(Self(periods))
    }

    /// All of them, in order.
    pub fn as_slice(&self) -> &[Period] {
        &self.0
    }

    /// The one that a day lies in, given as days since 1970-01-01.
    pub fn on(&self, day: i32) -> Option<Period> {
        let at = self.0.partition_point(|period| period.to.days() < day);
        self.0.get(at).copied().filter(|period| period.holds(day))
    }

    /// The first one that shares a day with `period`.
    pub fn sharing(&self, period: Period) -> Option<Period> {
        let at = self.0.partition_point(|one| one.to < period.from);
        self.0.get(at).copied().filter(|one| one.from <= period.to)
    }

    /// Whether it is closed just like this, not as a part of a longer one.
    pub fn holds(&self, period: Period) -> bool {
        self.0.binary_search(&period).is_ok()
    }

    /// Adds one that shares a day with none.
    pub(super) fn close(&mut self, period: Period) {
        if self.sharing(period).is_none() {
            let at = self.0.partition_point(|one| *one < period);
            self.0.insert(at, period);
        }
    }

    /// Takes one out.
    pub(super) fn reopen(&mut self, period: Period) {
        self.0.retain(|one| *one != period);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: i32, to: i32) -> Period {
        let day = |days| ValueDate::from_days(days).unwrap();
        Period::new(day(from), day(to)).unwrap()
    }

    #[test]
    fn a_period_has_a_day_at_least() {
        let day = |days| ValueDate::from_days(days).unwrap();
        assert_eq!(days(3, 3).from(), day(3));
        assert_eq!(Period::new(day(4), day(3)).unwrap_err().code(), "malformed");
    }

    #[test]
    fn every_day_and_every_stretch_is_found_as_by_looking_at_all_of_them() {
        let mut periods = Periods::default();
        let closed = [days(10, 12), days(2, 4), days(13, 13), days(20, 29)];
        for period in closed {
            periods.close(period);
        }
        assert!(periods.as_slice().is_sorted());
        for from in 0..32 {
            assert_eq!(periods.on(from), closed.iter().copied().find(|one| one.holds(from)), "{from}");
            for to in from..32 {
                let wanted = days(from, to);
                let mut shared = periods.as_slice().iter().copied();
                let shared = shared.find(|one| (from..=to).any(|day| one.holds(day)));
                assert_eq!(periods.sharing(wanted), shared, "{from} to {to}");
                assert_eq!(periods.holds(wanted), closed.contains(&wanted), "{from} to {to}");
            }
        }
        periods.reopen(days(13, 13));
        assert_eq!(periods.on(13), None);
        assert_eq!(periods.as_slice().len(), 3);
    }

    #[test]
    fn what_was_kept_is_taken_only_in_order_and_apart() {
        assert!(Periods::restored(vec![days(1, 2), days(3, 4)]).is_some());
        assert!(Periods::restored(vec![days(3, 4), days(1, 2)]).is_none());
        assert!(Periods::restored(vec![days(1, 2), days(2, 4)]).is_none());
    }
}
