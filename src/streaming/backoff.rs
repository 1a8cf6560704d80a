//! How long to wait before trying again.

const FIRST: u64 = 500;
const LONGEST: u64 = 60_000;
/// Where only the user can help, trying often helps nobody.
const LONGEST_STUCK: u64 = 300_000;
/// What a destination asks for is granted, within reason.
const LONGEST_ASKED: u64 = 3_600_000;

/// Milliseconds to wait after this many failures in a row (from 1): twice as long each time, spread by `random` so that
/// not everybody comes back at once; at least what the destination asked for.
pub(super) fn delay(failures: u32, stuck: bool, asked: Option<u64>, random: u32) -> u64 {
    let longest = if stuck { LONGEST_STUCK } else { LONGEST };
    let full = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(20)).min(longest);
    let spread = u64::from(random) * (full / 2) / u64::from(u32::MAX);
    (full / 2 + spread).max(asked.unwrap_or(0).min(LONGEST_ASKED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_up_to_a_minute_and_is_spread_over_half_of_it() {
        assert_eq!((delay(1, false, None, 0), delay(1, false, None, u32::MAX)), (250, 500));
        assert_eq!((delay(4, false, None, 0), delay(4, false, None, u32::MAX)), (2_000, 4_000));
        assert_eq!((delay(99, false, None, 0), delay(99, false, None, u32::MAX)), (30_000, 60_000));
        assert_eq!(delay(99, true, None, u32::MAX), 300_000);
    }

    #[test]
    fn a_destination_that_asks_for_time_gets_it_but_not_for_ever() {
        assert_eq!(delay(1, false, Some(7_000), 0), 7_000);
        assert_eq!(delay(99, false, Some(7_000), 0), 30_000);
        assert_eq!(delay(1, false, Some(u64::MAX), 0), 3_600_000);
    }
}
