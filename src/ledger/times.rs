//! When each event was recorded, without decoding it.

use super::packed::Packed;
use crate::event_sourcing::{Sequence, Timestamp};

/// The books' clock: the moment of every event, in four bytes an event where events come close together.
#[derive(Clone, Debug, Default)]
pub struct Times {
    stretches: Vec<Stretch>,
    /// Milliseconds since the beginning of the event's stretch.
    offsets: Packed<u32>,
}

/// Events that lie so close together that four bytes tell their moments apart: within 49 days.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// The number of events before it.
    before: usize,
    /// The moment of its first event.
    begins: Timestamp,
}

impl Times {
    /// Takes in the moment of the next event.
    pub fn add(&mut self, at: Timestamp) {
        let begins = self.stretches.last().map(|stretch| stretch.begins);
        let offset = begins.and_then(|begins| u32::try_from(at.millis() - begins.millis()).ok());
        if offset.is_none() {
            self.stretches.push(Stretch { before: self.offsets.len(), begins: at });
        }
        self.offsets.push(offset.unwrap_or(0));
    }

    /// When the event at `sequence` was recorded.
    pub fn at(&self, sequence: Sequence) -> Option<Timestamp> {
        let number = usize::try_from(sequence.get().checked_sub(1)?).ok()?;
        let offset = self.offsets.get(number)?;
        let stretch = self.stretches.partition_point(|stretch| stretch.before <= number);
        let begins = self.stretches.get(stretch.checked_sub(1)?)?.begins;
        Timestamp::from_millis(begins.millis() + i64::from(offset))
    }

    /// The position after the last event recorded at or before `moment`; the start where there is none.
    pub fn position_at(&self, moment: Timestamp) -> Sequence {
        let found = self.stretches.partition_point(|stretch| stretch.begins <= moment);
        let Some(stretch) = found.checked_sub(1).and_then(|at| self.stretches.get(at)) else {
            return Sequence::START;
        };
        let end = self.stretches.get(found).map_or(self.offsets.len(), |next| next.before);
        let since = moment.millis() - stretch.begins.millis();
        let (mut count, mut beyond) = (stretch.before, end);
        while count < beyond {
            let middle = count + (beyond - count) / 2;
            match self.offsets.get(middle) {
                Some(offset) if i64::from(offset) <= since => count = middle + 1,
                _ => beyond = middle,
            }
        }
        Sequence::new(count as u64).unwrap_or(Sequence::MAX)
    }

    /// The number of events taken in.
    pub fn count(&self) -> u64 {
        self.offsets.len() as u64
    }

    /// Forgets the moments of all events but the first `count`.
    pub(super) fn truncate(&mut self, count: usize) {
        self.offsets.truncate(count);
        let kept = self.stretches.partition_point(|stretch| stretch.before < count);
        self.stretches.truncate(kept);
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.offsets.bytes() + size_of_val(self.stretches.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis).unwrap()
    }

    #[test]
    fn moments_come_back_exactly_over_days_and_decades() {
        let moments =
            [-5, -5, 0, 10, 4_294_967_290, 4_294_967_291, 9_000_000_000, 9_000_000_000, 253_402_300_799_999];
        let mut times = Times::default();
        for millis in moments {
            times.add(moment(millis));
        }
        for (at, millis) in moments.iter().enumerate() {
            assert_eq!(times.at(Sequence::new(at as u64 + 1).unwrap()), Some(moment(*millis)));
        }
        assert_eq!((times.at(Sequence::START), times.count()), (None, 9));
        for probe in [-6, -5, -1, 0, 9, 10, 11, 4_294_967_290, 8_999_999_999, 9_000_000_000, 9_000_000_001] {
            let naive = moments.iter().filter(|millis| **millis <= probe).count() as u64;
            assert_eq!(times.position_at(moment(probe)).get(), naive, "{probe}");
        }
    }
}
