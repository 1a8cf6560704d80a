//! Amounts as people type them: from the reader's own spelling to the one spelling that commands know.

/// How a locale writes numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Separators {
    /// Between the whole and its decimals.
    pub decimal: char,
    /// Between groups of digits, where the locale groups at all.
    pub group: Option<char>,
    /// Its own ten digits, from zero.
    pub digits: [char; 10],
}

impl Default for Separators {
    fn default() -> Self {
        let digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
        Self { decimal: '.', group: Some(','), digits }
    }
}

/// Why a typed amount can't be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misspelt {
    /// Nothing was typed.
    Empty,
    /// It is not a number.
    NotANumber,
    /// It is a number, but here its separators could mean another one: `12,50` where a comma groups thousands.
    Ambiguous,
}

impl Separators {
    /// The amount as commands spell it, `-1234.56`, with the decimals that were typed. Groups are read only where
    /// they stand as the locale writes them, so that `1.234` is never taken for another number than was meant.
    pub fn plain(&self, typed: &str) -> Result<String, Misspelt> {
        // Marks of direction come along when an amount is pasted from a text that runs the other way.
        let text: String = typed.trim().chars().filter(|letter| !is_direction_mark(*letter)).collect();
        if text.is_empty() {
            return Err(Misspelt::Empty);
        }
        let (negative, rest) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text.as_str()),
        };
        if !rest.contains(|letter| self.digit(letter).is_some()) {
            return Err(Misspelt::NotANumber);
        }
        let known = |letter| self.digit(letter).is_some() || is_separator(letter) || letter == self.decimal;
        if !rest.chars().all(known) {
            return Err(Misspelt::NotANumber);
        }
        let (whole, fraction) = match rest.split_once(self.decimal) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (rest, None),
        };
        let fraction = match fraction {
            Some(part) => Some(self.digits_of(part).ok_or(Misspelt::Ambiguous)?),
            None => None,
        };
        if fraction.as_deref() == Some("") {
            return Err(Misspelt::NotANumber);
        }
        let whole = self.ungrouped(whole)?;
        let sign = if negative { "-" } else { "" };
        Ok(fraction.map_or_else(|| format!("{sign}{whole}"), |part| format!("{sign}{whole}.{part}")))
    }

    fn ungrouped(&self, whole: &str) -> Result<String, Misspelt> {
        if whole.is_empty() {
            return Ok("0".to_owned());
        }
        let groups: Vec<&str> = whole.split(|letter| self.groups(letter)).collect();
        let mut out = String::with_capacity(whole.len());
        for (at, group) in groups.iter().enumerate() {
            let digits = self.digits_of(group).ok_or(Misspelt::Ambiguous)?;
            // Three digits a group; some languages write two before the last three (12,34,567).
            let last = at + 1 == groups.len();
            let fits = match (at, last) {
                (0, _) => groups.len() == 1 || (1..=3).contains(&digits.len()),
                (_, true) => digits.len() == 3,
                _ => (2..=3).contains(&digits.len()),
            };
            if !fits {
                return Err(Misspelt::Ambiguous);
            }
            out.push_str(&digits);
        }
        Ok(out)
    }

    /// Whether this letter groups digits here. Spaces of every width group wherever one of them does.
    fn groups(&self, letter: char) -> bool {
        self.group.is_some_and(|group| {
            group == letter
                || (is_space(group) && is_space(letter))
                || (is_apostrophe(group) && is_apostrophe(letter))
        })
    }

    fn digits_of(&self, text: &str) -> Option<String> {
        text.chars().map(|letter| self.digit(letter)).collect()
    }

    fn digit(&self, letter: char) -> Option<char> {
        if letter.is_ascii_digit() {
            return Some(letter);
        }
        let value = self.digits.iter().position(|digit| *digit == letter)?;
        char::from_digit(u32::try_from(value).ok()?, 10)
    }
}

fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}')
}

fn is_separator(letter: char) -> bool {
    is_space(letter) || is_apostrophe(letter) || matches!(letter, '.' | ',' | '\u{66b}' | '\u{66c}')
}

/// A text without the marks that nobody sees: those of direction, and those that join letters or keep them apart.
pub fn without_marks(text: &str) -> String {
    let is_mark = |letter| {
        is_direction_mark(letter)
            || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
    };
    text.chars().filter(|letter| !is_mark(*letter)).collect()
}

fn is_direction_mark(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(decimal: char, group: char) -> Separators {
        Separators { decimal, group: Some(group), ..Separators::default() }
    }

    #[test]
    fn each_locale_reads_its_own_spelling() {
        let cases = [
            (locale('.', ','), "1,234.56", "1234.56"),
            (locale('.', ','), "12,34,567.8", "1234567.8"),
            (locale('.', ','), " 1234.5 ", "1234.5"),
            (locale('.', ','), ".5", "0.5"),
            (locale('.', ','), "-3", "-3"),
            (locale(',', '.'), "1.234,56", "1234.56"),
            (locale(',', '.'), "1.234", "1234"),
            (locale(',', '.'), "−3,10", "-3.10"),
            (locale(',', '\u{202f}'), "1 234,56", "1234.56"),
            (locale('.', '\u{2019}'), "1'234.56", "1234.56"),
        ];
        for (separators, typed, plain) in cases {
            assert_eq!(separators.plain(typed).as_deref(), Ok(plain), "{typed}");
        }
    }

    #[test]
    fn digits_of_the_locale_are_digits() {
        let digits = ['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩'];
        let separators = Separators { decimal: '٫', group: Some('٬'), digits };
        assert_eq!(separators.plain("\u{200f}١٬٢٣٤٫٥٦").as_deref(), Ok("1234.56"));
        assert_eq!(separators.plain("12").as_deref(), Ok("12"));
    }

    #[test]
    fn a_number_that_could_be_another_is_not_guessed() {
        for (separators, typed) in [
            (locale('.', ','), "12,50"),
            (locale('.', ','), "1.234,56"),
            (locale('.', ','), "1 234.56"),
            (locale('.', ','), "1,2345"),
            (locale(',', '.'), "12.50"),
            (locale(',', '.'), "1,234.56"),
            (locale(',', '.'), "1234.567"),
        ] {
            assert_eq!(separators.plain(typed), Err(Misspelt::Ambiguous), "{typed}");
        }
    }

    #[test]
    fn a_text_is_the_same_without_marks_that_nobody_sees() {
        assert_eq!(without_marks("\u{202e}Secret\u{200b} \u{feff}book"), "Secret book");
        assert_eq!(without_marks("Rowing 🚣 \u{5d0}"), "Rowing 🚣 \u{5d0}");
    }

    #[test]
    fn what_is_no_number_is_named_so() {
        for typed in ["abc", "1e3", "0x10", "--1", "€ 5", "5.", "-", "1+1", "NaN", "½"] {
            assert_eq!(Separators::default().plain(typed), Err(Misspelt::NotANumber), "{typed}");
        }
        assert_eq!(Separators::default().plain(" \u{a0}"), Err(Misspelt::Empty));
    }
}
