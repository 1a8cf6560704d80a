//! Words of a search that may be amounts: `1250`, `1,250.00`, `1.250,00`.

/// A word as the amounts it can be read as, each in minor units of currencies with 0, 1, 2, 3 and 4 decimals.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct AmountWord(Vec<[Option<u64>; 5]>);

impl AmountWord {
    /// Reads a word; `None` where it is no amount in any spelling.
    pub(super) fn read(word: &str) -> Option<Self> {
        let word = word.trim_start_matches(['+', '-', '\u{2212}']).trim_matches(['€', '$', '£', '¥']);
        let parts: Vec<&str> = word.split(['.', ',', '\'', '\u{2019}']).collect();
        if parts.iter().any(|part| part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit())) {
            return None;
        }
        let (first, rest) = parts.split_first()?;
        let grouped = |parts: &[&str]| parts.iter().all(|part| part.len() == 3);
        let whole = |parts: &[&str]| format!("{first}{}", parts.concat()).parse::<u64>().ok();
        let mut readings = Vec::new();
        // Every separator separates groups of thousands …
        if grouped(rest) {
            readings.extend(whole(rest).map(|whole| (whole, String::new())));
        }
        // … or the last one the decimals.
        if let Some((decimals, groups)) = rest.split_last().filter(|(_, groups)| grouped(groups)) {
            let decimals = decimals.trim_end_matches('0').to_owned();
            readings.extend(whole(groups).map(|whole| (whole, decimals)));
        }
        let units = |(whole, decimals): &(u64, String)| {
            [0, 1, 2, 3, 4].map(|digits| {
                let padded = (decimals.len() <= digits).then(|| format!("{whole}{decimals:0<digits$}"))?;
                padded.parse().ok()
            })
        };
        (!readings.is_empty()).then(|| Self(readings.iter().map(units).collect()))
    }

    /// Whether this many minor units, whichever way they went, are that amount.
    pub(super) fn is(&self, units: i64, digits: u8) -> bool {
        let written = |reading: &[Option<u64>; 5]| reading.get(usize::from(digits)).copied().flatten();
        self.0.iter().any(|reading| written(reading) == Some(units.unsigned_abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(word: &str, units: i64, digits: u8) -> bool {
        AmountWord::read(word).is_some_and(|amount| amount.is(units, digits))
    }

    #[test]
    fn every_spelling_of_an_amount_finds_it() {
        for word in [
            "1250",
            "1250.00",
            "1250,00",
            "1,250.00",
            "1.250,00",
            "1'250.00",
            "-1,250",
            "€1,250.00",
            "1250.0",
        ] {
            assert!(is(word, 125_000, 2) && is(word, -125_000, 2), "{word}");
        }
        assert!(is("1250", 1250, 0) && is("1.250", 1250, 3) && is("0.05", 5, 2) && is("1250.00", 1250, 0));
    }

    #[test]
    fn another_amount_is_not_found() {
        for word in ["125", "12500", "1250.01", "1,250.5", "250"] {
            assert!(!is(word, 125_000, 2), "{word}");
        }
        assert!(!is("0.055", 5, 2) && !is("99999999999999999999", 0, 2));
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for word in ["", "a1", "1a", "1..2", ".5", "5.", "1,25,0", "2026-03-31", "1 000"] {
            assert_eq!(AmountWord::read(word), None, "{word}");
        }
    }
}
