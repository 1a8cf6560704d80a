//! The value date: the day an entry counts for, without a time zone.

use super::Refusal;
use crate::wording;
use chrono::{Datelike, NaiveDate};
use core::fmt;

/// A day from 1900-01-01 to 2199-12-31; 1970-01-01 where none is given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct ValueDate(NaiveDate);

impl ValueDate {
    /// Takes a day within the range a book can hold.
    pub fn new(day: NaiveDate) -> Result<Self, Refusal> {
        if (1900..=2199).contains(&day.year()) {
            Ok(Self(day))
        } else {
            Err(Refusal::DateOutOfRange { date: day.to_string() })
        }
    }

    /// Reads `YYYY-MM-DD` and nothing else.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let malformed = || Refusal::malformed("date", wording::word("expected.date"));
        let (year, rest) = text.split_once('-').ok_or_else(malformed)?;
        let (month, day) = rest.split_once('-').ok_or_else(malformed)?;
        let number = |digits: &str, length| {
            let shaped = digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit());
            shaped.then(|| digits.parse::<u32>().ok()).flatten().ok_or_else(malformed)
        };
        let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
        let day = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
        Self::new(day.ok_or_else(malformed)?)
    }

    /// The day.
    pub const fn day(self) -> NaiveDate {
        self.0
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0.to_epoch_days()
    }

    /// 1900-01-01 and 2199-12-31, in days after 1970-01-01.
    const ENDS: (i32, i32) = (-25_567, 84_005);

    /// Whether a book can hold the day this many days after 1970-01-01.
    pub const fn holds(days: i32) -> bool {
        days >= Self::ENDS.0 && days <= Self::ENDS.1
    }

    /// The day this many days after 1970-01-01, or the nearest one that a book can hold.
    pub fn nearest(days: i32) -> Self {
        Self::from_days(days.clamp(Self::ENDS.0, Self::ENDS.1)).unwrap_or_default()
    }

    /// The day this many days after 1970-01-01, where a book can hold it.
    pub fn from_days(days: i32) -> Option<Self> {
        NaiveDate::from_epoch_days(days).and_then(|day| Self::new(day).ok())
    }
}

impl fmt::Display for ValueDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_holds_the_same_days_by_number_as_by_name() {
        for days in [-25_568, -25_567, -1, 0, 84_005, 84_006, i32::MIN, i32::MAX] {
            assert_eq!(ValueDate::holds(days), ValueDate::from_days(days).is_some(), "{days}");
        }
    }

    #[test]
    fn a_clock_that_is_out_of_range_gives_the_nearest_day() {
        for (days, day) in [(i32::MIN, "1900-01-01"), (0, "1970-01-01"), (84_006, "2199-12-31")] {
            assert_eq!(ValueDate::nearest(days).to_string(), day);
        }
    }
}
