//! What the header `Retry-After` asks for: seconds, or a moment in one of the three spellings of HTTP (RFC 9110, 5.6.7).

use crate::event_sourcing::Timestamp;
use chrono::NaiveDate;

/// What is asked for in a way that can't be read is taken as a minute.
const UNREADABLE: u64 = 60_000;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Milliseconds to wait from now on; `None` where nothing is asked for.
pub(super) fn wait(asked: &str, now: Timestamp) -> Option<u64> {
    let asked = asked.trim();
    if asked.is_empty() {
        return None;
    }
    if asked.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(asked.parse::<u64>().map_or(u64::MAX, |seconds| seconds.saturating_mul(1000)));
    }
    // What is past already may be done at once.
    let until = |moment: i64| u64::try_from(moment.saturating_sub(now.millis())).unwrap_or(0);
    Some(moment(asked, now).map_or(UNREADABLE, until))
}

/// Milliseconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
fn moment(text: &str, now: Timestamp) -> Option<i64> {
    let parts: Vec<_> = text.split([' ', ',', '-']).filter(|part| !part.is_empty()).collect();
    let (day, month, year, clock) = match *parts.as_slice() {
        [_, day, month, year, clock, "GMT" | "UTC"] => (day, month, year, clock),
        [_, month, day, clock, year] => (day, month, year, clock),
        _ => return None,
    };
    let month = (1_u32..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
    let day = NaiveDate::from_ymd_opt(full_year(year, now)?, month, number(day)?)?;
    let parts: Vec<_> = clock.split(':').map(number).collect::<Option<_>>()?;
    let [hour, minute, second] = *parts.as_slice() else { return None };
    // A leap second is the last of its minute.
    let within =
        (hour < 24 && minute < 60 && second <= 60).then_some((hour * 60 + minute) * 60 + second.min(59))?;
    Some(i64::from(day.to_epoch_days()) * 86_400_000 + i64::from(within) * 1000)
}

fn number(digits: &str) -> Option<u32> {
    let all = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| digits.parse().ok())?
}

/// Two digits are of the year nearest to now that is not more than fifty years ahead.
fn full_year(digits: &str, now: Timestamp) -> Option<i32> {
    let year = i32::try_from(number(digits)?).ok()?;
    if digits.len() != 2 {
        return Some(year);
    }
    let this = 1970 + i32::try_from(now.millis() / 31_556_952_000).ok()?;
    let year = this - this.rem_euclid(100) + year;
    Some(if year > this + 50 { year - 100 } else { year })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::parse_timestamp;

    fn at(moment: &str) -> Timestamp {
        parse_timestamp(moment).unwrap()
    }

    #[test]
    fn seconds_are_taken_as_they_are_and_too_many_as_very_many() {
        let now = at("2026-01-01T00:00:00.000Z");
        assert_eq!(wait(" 7 ", now), Some(7_000));
        assert_eq!(wait("0", now), Some(0));
        assert_eq!(wait("99999999999999999999999", now), Some(u64::MAX));
    }

    #[test]
    fn a_moment_in_any_spelling_of_http_is_waited_for() {
        let now = at("1994-11-06T08:49:30.500Z");
        for text in
            ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
        {
            assert_eq!(wait(text, now), Some(6_500), "{text}");
        }
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:30 GMT", now), Some(0), "what is past is not waited for");
        let now = at("2026-12-31T23:59:59.000Z");
        assert_eq!(wait("Fri, 01 Jan 2027 00:00:00 GMT", now), Some(1_000));
        assert_eq!(wait("Friday, 01-Jan-27 00:00:10 GMT", now), Some(11_000));
        assert_eq!(wait("Saturday, 01-Jan-94 00:00:10 GMT", now), Some(0), "1994, not 2094");
    }

    #[test]
    fn what_cannot_be_read_is_a_minute_and_nothing_is_nothing() {
        let now = Timestamp::default();
        for text in [
            "soon",
            "-5",
            "1.5",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nox 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 19944444444444 08:49:37 GMT",
        ] {
            assert_eq!(wait(text, now), Some(60_000), "{text}");
        }
        assert_eq!(wait("", now), None);
    }
}
