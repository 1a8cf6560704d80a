//! By how much each month changed what the book holds, by value date, as known at any position.

use super::currencies::Currencies;
use crate::event_sourcing::{Sequence, Timestamp};
use crate::ledger::{Entries, Posting, ValueDate};
use chrono::{DateTime, Datelike, NaiveDate};
use std::collections::BTreeMap;

/// How many events lie between two marks.
const SPACING: u64 = 128;
/// So many days are remembered with their months.
const MET: usize = 32;

/// A month of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Month(i32);

impl Month {
    /// The month a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year() * 12 + day.month0().cast_signed())
    }

    /// The month of a moment, in UTC: figures do not depend on where the page is read.
    pub fn at(moment: Timestamp) -> Self {
        Self::of(DateTime::from_timestamp_millis(moment.millis()).unwrap_or_default().date_naive())
    }

    /// The month after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The month before it.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    /// So many months before it.
    #[must_use]
    pub const fn back(self, months: i32) -> Self {
        Self(self.0 - months)
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).unwrap_or_default()
    }

    /// When it begins, in UTC: milliseconds since 1970.
    pub(super) fn begins(self) -> i64 {
        i64::from(self.first_day().to_epoch_days()) * 86_400_000
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month within the year, from 1.
    pub const fn month(self) -> u32 {
        self.0.rem_euclid(12).cast_unsigned() + 1
    }
}

/// Running changes by month and currency, kept at marks along the log where they changed.
#[derive(Clone, Debug, Default)]
pub struct Months {
    marks: BTreeMap<(Month, usize), Vec<(u64, i128)>>,
    /// The changes since the last mark: of few months, looked through from the end.
    open: Vec<((Month, usize), i128)>,
    count: u64,
    /// Days that were met last, each at the place that its last bits say, and their months.
    met: Box<[Option<(i32, Month)>; MET]>,
}

impl Months {
    /// Takes in what the next event of the log moved; `currencies` knows its accounts.
    pub fn add(&mut self, currencies: &Currencies, postings: &[Posting]) {
        for posting in postings {
            let (Some(month), Some(currency)) = (self.month(posting.day), currencies.of(posting)) else {
                continue;
            };
            let (key, change) = ((month, currency), i128::from(posting.change));
            match self.open.iter_mut().rev().find(|(other, _)| *other == key) {
                Some((_, sum)) => *sum += change,
                None => self.open.push((key, change)),
            }
        }
        self.count += 1;
        if self.count.is_multiple_of(SPACING) {
            for (key, change) in self.open.drain(..) {
                let sums = self.marks.entry(key).or_default();
                let sum = sums.last().map_or(0, |(_, sum)| *sum);
                sums.push((self.count, sum + change));
            }
        }
    }

    /// The month of a day, in days since 1970.
    fn month(&mut self, day: i32) -> Option<Month> {
        let met = self.met.get_mut(day.cast_unsigned() as usize % MET)?;
        if let Some((_, month)) = met.filter(|(known, _)| *known == day) {
            return Some(month);
        }
        let month = Month::of(ValueDate::from_days(day)?.day());
        *met = Some((day, month));
        Some(month)
    }

    /// By how much the entries dated in `month`, as far as they were recorded by `position`, changed what the book
    /// holds in the currency with this number.
    pub(super) fn change(
        &self,
        past: &Entries,
        currencies: &Currencies,
        month: Month,
        currency: usize,
        position: Sequence,
    ) -> i128 {
        let mark = position.get() / SPACING * SPACING;
        let sums = self.marks.get(&(month, currency)).map_or(&[][..], Vec::as_slice);
        let last = sums.partition_point(|(at, _)| *at <= mark).checked_sub(1);
        let sum = last.and_then(|last| sums.get(last)).map_or(0, |(_, sum)| *sum);
        let mark = Sequence::new(mark).unwrap_or(Sequence::MAX);
        let rest = past.sum_between((mark, position), |posting| {
            currencies.of(posting) == Some(currency)
                && ValueDate::from_days(posting.day).is_some_and(|date| Month::of(date.day()) == month)
        });
        sum + rest
    }
}
