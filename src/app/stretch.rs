//! The stretch of the history that the timeline shows when it is not all of it.

use core::fmt;

/// A stretch: from after so many events until after so many. It holds at least one event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stretch {
    from: u64,
    to: u64,
}

/// A closer look shows so many times less.
const STEP: u64 = 4;
/// The closest look shows so many events.
const LEAST: u64 = 40;

impl Stretch {
    /// From after so many events until after so many; `None` where nothing lies between.
    pub fn new(from: u64, to: u64) -> Option<Self> {
        (from < to).then_some(Self { from, to })
    }

    /// Where it begins: after so many events.
    pub const fn from(self) -> u64 {
        self.from
    }

    /// Where it ends: after so many events.
    pub const fn to(self) -> u64 {
        self.to
    }

    const fn length(self) -> u64 {
        self.to - self.from
    }

    /// A closer look around a position than the one `shown`; the same where there is none closer.
    pub fn closer(shown: Option<Self>, position: u64, count: u64) -> Option<Self> {
        let length = shown.map_or(count, Self::length);
        let wanted = (length / STEP).max(LEAST);
        if wanted < length { Self::around(position, wanted, count) } else { shown }
    }

    /// A wider look around a position; `None` is all of the history.
    pub fn wider(self, position: u64, count: u64) -> Option<Self> {
        Self::around(position, self.length().saturating_mul(STEP), count)
    }

    /// The stretch of the same length that holds a position: itself, as long as it does. What must be in it besides
    /// makes it longer. `None` where it would be all of the history.
    pub fn holding(self, position: u64, besides: Option<u64>, count: u64) -> Option<Self> {
        let held = self.from <= position && position <= self.to && self.to <= count;
        let stretch = if held { self } else { Self::around(position, self.length(), count)? };
        let also = besides.unwrap_or(position).min(count);
        let longer = Self { from: stretch.from.min(also), to: stretch.to.max(also) };
        (longer.length() < count).then_some(longer)
    }

    fn around(position: u64, length: u64, count: u64) -> Option<Self> {
        if length >= count {
            return None;
        }
        let from = position.saturating_sub(length / 2).min(count - length);
        Self::new(from, from + length)
    }
}

/// As an address writes it.
impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_closer_and_wider_again_ends_at_all_of_it() {
        let count = 1_000_000;
        let mut shown = None;
        let mut lengths = Vec::new();
        for _ in 0..12 {
            shown = Stretch::closer(shown, 700_000, count);
            lengths.extend(shown.map(Stretch::length));
        }
        assert_eq!(lengths.first(), Some(&250_000));
        assert_eq!(lengths.last(), Some(&LEAST));
        while let Some(stretch) = shown {
            assert!(stretch.from <= 700_000 && 700_000 <= stretch.to, "{stretch}");
            shown = stretch.wider(700_000, count);
        }
    }

    #[test]
    fn a_short_history_is_shown_whole() {
        assert_eq!(Stretch::closer(None, 3, 8), None);
        assert_eq!(Stretch::closer(None, 3, LEAST), None);
        assert_eq!(Stretch::closer(None, 3, LEAST + 1).map(Stretch::length), Some(LEAST));
    }

    #[test]
    fn it_stays_while_it_holds_the_position_and_follows_when_it_does_not() {
        let stretch = Stretch::new(100, 200).unwrap();
        for position in [100, 150, 200] {
            assert_eq!(stretch.holding(position, None, 1000), Some(stretch));
        }
        assert_eq!(stretch.holding(201, None, 1000), Stretch::new(151, 251));
        assert_eq!(stretch.holding(0, None, 1000), Stretch::new(0, 100));
        assert_eq!(stretch.holding(1000, None, 1000), Stretch::new(900, 1000));
        // Another book, or a shorter log.
        assert_eq!(stretch.holding(150, None, 180), Stretch::new(80, 180));
        assert_eq!(stretch.holding(50, None, 60), None);
    }

    #[test]
    fn what_is_compared_with_is_in_it() {
        let stretch = Stretch::new(100, 200).unwrap();
        assert_eq!(stretch.holding(150, Some(120), 1000), Some(stretch));
        assert_eq!(stretch.holding(150, Some(700), 1000), Stretch::new(100, 700));
        assert_eq!(stretch.holding(150, Some(0), 1000), Stretch::new(0, 200));
        assert_eq!(Stretch::new(100, 1000).unwrap().holding(150, Some(0), 1000), None);
    }
}
