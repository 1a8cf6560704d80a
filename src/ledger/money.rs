//! Money: integers of minor units in a currency of ISO 4217, and nothing that could round.

use super::Refusal;
use core::fmt;
use iso_currency::IntoEnumIterator;

/// The largest amount or balance, in minor units, either way.
pub const MAX_MINOR: i64 = 999_999_999_999_999;

/// An ISO 4217 currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// Reads a code such as `EUR`.
    pub fn from_code(code: &str) -> Result<Self, Refusal> {
        iso_currency::Currency::from_code(code)
            .map(Self)
            .ok_or_else(|| Refusal::UnknownCurrency { currency: code.to_owned() })
    }

    /// The three letters.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals its amounts are written with.
    pub fn digits(self) -> u8 {
        self.0.exponent().and_then(|digits| u8::try_from(digits).ok()).unwrap_or(0)
    }

    /// Every currency there is, by code.
    pub fn all() -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for currency in iso_currency::Currency::iter().map(Self) {
            all.insert(all.partition_point(|known| known.code() < currency.code()), currency);
        }
        all
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount or a balance in minor units, within ±[`MAX_MINOR`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Minor(i64);

impl Minor {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The amount, where it is within range.
    pub const fn new(units: i64) -> Option<Self> {
        if units >= -MAX_MINOR && units <= MAX_MINOR { Some(Self(units)) } else { None }
    }

    /// Minor units.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, where it is within range.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        Self::new(self.0 + other.0)
    }

    /// The same amount the other way.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self(-self.0)
    }
}

/// An amount as it is written: minor units and the number of decimals. Its currency stands elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Figure {
    /// The amount.
    pub minor: Minor,
    /// How many of its digits are decimals.
    pub digits: u8,
}

impl Figure {
    /// Reads an amount written with exactly its currency's decimals, as events write them: `-12.50`, never `-0.00`.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, part) = rest.split_once('.').unwrap_or((rest, ""));
        // One spelling an amount: no leading zeros, no negative zero.
        let shaped = whole.len() == 1 || (!whole.is_empty() && !whole.starts_with('0'));
        let dotted = part.is_empty() == (rest.len() == whole.len());
        if !shaped || !dotted || whole.len() > 15 || part.len() > 15 {
            return None;
        }
        let units = whole.bytes().chain(part.bytes()).try_fold(0_i64, |n, digit| {
            if !digit.is_ascii_digit() {
                return None;
            }
            n.checked_mul(10)?.checked_add(i64::from(digit - b'0'))
        })?;
        if negative && units == 0 {
            return None;
        }
        let minor = Minor::new(if negative { -units } else { units })?;
        Some(Self { minor, digits: u8::try_from(part.len()).ok()? })
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, i128::from(self.minor.get()), self.digits)
    }
}

/// Writes minor units as a decimal string with exactly `digits` decimals.
fn write_decimal(f: &mut fmt::Formatter<'_>, units: i128, digits: u8) -> fmt::Result {
    let sign = if units < 0 { "-" } else { "" };
    let scale = 10u128.pow(u32::from(digits));
    let (whole, part) = (units.unsigned_abs() / scale, units.unsigned_abs() % scale);
    if digits == 0 {
        write!(f, "{sign}{whole}")
    } else {
        write!(f, "{sign}{whole}.{part:0width$}", width = usize::from(digits))
    }
}

/// An amount in a currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Money {
    /// Minor units.
    pub minor: Minor,
    /// Of what.
    pub currency: Currency,
}

impl Money {
    /// The amount as it is written, without its currency.
    pub fn figure(self) -> Figure {
        Figure { minor: self.minor, digits: self.currency.digits() }
    }

    /// A total, which may exceed what one amount may be, as a decimal string.
    pub fn total(units: i128, currency: Currency) -> String {
        struct Total(i128, u8);
        impl fmt::Display for Total {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_decimal(f, self.0, self.1)
            }
        }
        Total(units, currency.digits()).to_string()
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.figure(), self.currency)
    }
}

/// An amount as a command spells it, before its currency is known: `^-?[0-9]{1,15}(\.[0-9]+)?$`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decimal {
    negative: bool,
    whole: u64,
    fraction: String,
}

impl Decimal {
    /// Reads the one spelling commands know; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) =
            rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
        let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !numeric(whole) || whole.len() > 15 || !fraction.is_none_or(numeric) {
            return None;
        }
        Some(Self { negative, whole: whole.parse().ok()?, fraction: fraction.unwrap_or_default().to_owned() })
    }

    /// The amount in this currency: fewer decimals are padded, more are refused.
    pub fn in_currency(&self, currency: Currency) -> Result<Minor, Refusal> {
        if self.fraction.len() > usize::from(currency.digits()) {
            return Err(Refusal::TooManyDecimals { currency, digits: currency.digits() });
        }
        self.at_digits(currency.digits()).ok_or(Refusal::AmountOutOfRange { currency })
    }

    /// The amount with this many decimals, where it is within range and has no more.
    pub(super) fn at_digits(&self, digits: u8) -> Option<Minor> {
        let padding = usize::from(digits).checked_sub(self.fraction.len())?;
        let scale = 10i128.checked_pow(u32::from(digits))?;
        let part: i128 = if self.fraction.is_empty() { 0 } else { self.fraction.parse().ok()? };
        let part = part.checked_mul(10i128.checked_pow(u32::try_from(padding).ok()?)?)?;
        let units = i128::from(self.whole).checked_mul(scale)?.checked_add(part)?;
        Minor::new(i64::try_from(if self.negative { -units } else { units }).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euros(text: &str) -> Result<i64, String> {
        let eur = Currency::from_code("EUR").unwrap();
        let decimal = Decimal::parse(text).ok_or("malformed")?;
        decimal.in_currency(eur).map(Minor::get).map_err(|refusal| refusal.code().to_owned())
    }

    #[test]
    fn currencies_are_listed_by_code() {
        assert!(Currency::all().is_sorted_by_key(|currency| currency.code()));
    }

    #[test]
    fn fewer_decimals_are_padded_and_more_are_refused() {
        assert_eq!(euros("12"), Ok(1200));
        assert_eq!(euros("-12.5"), Ok(-1250));
        assert_eq!(euros("12.500"), Err("too-many-decimals".into()));
        assert_eq!(euros("9999999999999.99"), Ok(MAX_MINOR));
        assert_eq!(euros("10000000000000.00"), Err("amount-out-of-range".into()));
    }

    #[test]
    fn other_spellings_are_malformed() {
        for text in
            ["", "-", ".5", "5.", "+5", " 5", "5 ", "1e3", "1,5", "0x10", "1.2.3", "٣", "1000000000000000"]
        {
            assert_eq!(euros(text), Err("malformed".into()), "{text:?}");
        }
    }

    #[test]
    fn decimals_follow_the_currency() {
        for (code, text, units) in [("JPY", "1250", 1250), ("BHD", "1.250", 1250), ("EUR", "-0.05", -5)] {
            let currency = Currency::from_code(code).unwrap();
            let money = Money { minor: Minor::new(units).unwrap(), currency };
            assert_eq!(money.figure().to_string(), text);
            assert_eq!(Figure::parse(text), Some(money.figure()));
        }
    }

    #[test]
    fn an_event_has_one_spelling_of_an_amount() {
        for text in ["-0.00", "-0", "01.00", "1.", "00"] {
            assert_eq!(Figure::parse(text), None, "{text}");
        }
    }
}
