//! Why a command may not happen: a stable code, the figures concerned, and a sentence for people.

use super::{AccountId, Currency, Money, Period, ValueDate};
use crate::event_sourcing::{EventId, Sequence};
use crate::wording;
use core::fmt;

/// A command refused. Nothing was recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(
    missing_docs,
    reason = "each variant is its code in camel case; the fields are the figures of its sentence"
)]
pub enum Refusal {
    Malformed { field: String, expected: String },
    UnknownField { field: String, command: String },
    UnknownCommand { command: String },
    NoBook,
    BookExists,
    CommandIdReused { command_id: String },
    UnknownAccount { account: AccountId },
    UnknownEntry { entry: EventId },
    AccountExists { account: AccountId },
    AccountFrozen { account: AccountId, name: String },
    AccountClosed { account: AccountId, name: String },
    AlreadyFrozen { account: AccountId, name: String },
    NotFrozen { account: AccountId, name: String },
    NotClosed { account: AccountId, name: String },
    UnknownCurrency { currency: String },
    CurrencyMismatch { expected: Currency, found: Currency },
    ReceivedAmountMissing { expected: Currency, found: Currency },
    ReceivedAmountNeedless { currency: Currency },
    TooManyDecimals { currency: Currency, digits: u8 },
    AmountNotPositive,
    LimitBelowZero,
    AmountOutOfRange { currency: Currency },
    DateOutOfRange { date: String },
    NameEmpty,
    TextTooLong { field: &'static str, limit: usize },
    SameAccount { account: AccountId },
    InsufficientFunds { account: AccountId, name: String, balance: Money, available: Money, missing: Money },
    AlreadyReversed { entry: EventId, by: Sequence },
    NotAnEntry { entry: EventId },
    NothingChanged,
    LimitBelowBalance { account: AccountId, balance: Money },
    BalanceDiffers { account: AccountId, books: String, stated: Money, difference: String },
    BalanceNotZero { account: AccountId, name: String, balance: Money },
    UnknownRule { rule: EventId },
    AlreadyWithdrawn { rule: EventId, by: Sequence },
    TooManyRules { limit: usize },
    PeriodClosed { period: Period, date: ValueDate },
    PeriodOverlaps { period: Period },
    PeriodNotClosed { period: Period },
    PositionOutOfRange { position: Sequence },
    FingerprintDiffers { position: Sequence },
    MomentNotNamed { position: Sequence },
}

impl Refusal {
    /// A member that is not what it has to be; `expected` says what that is.
    pub fn malformed(field: &str, expected: &str) -> Self {
        Self::Malformed { field: field.to_owned(), expected: expected.to_owned() }
    }

    /// The stable code that programs act on.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "malformed",
            Self::UnknownField { .. } => "unknown-field",
            Self::UnknownCommand { .. } => "unknown-command",
            Self::NoBook => "no-book",
            Self::BookExists => "book-exists",
            Self::CommandIdReused { .. } => "command-id-reused",
            Self::UnknownAccount { .. } => "unknown-account",
            Self::UnknownEntry { .. } => "unknown-entry",
            Self::AccountExists { .. } => "account-exists",
            Self::AccountFrozen { .. } => "account-frozen",
            Self::AccountClosed { .. } => "account-closed",
            Self::AlreadyFrozen { .. } => "already-frozen",
            Self::NotFrozen { .. } => "not-frozen",
            Self::NotClosed { .. } => "not-closed",
            Self::UnknownCurrency { .. } => "unknown-currency",
            Self::CurrencyMismatch { .. }
            | Self::ReceivedAmountMissing { .. }
            | Self::ReceivedAmountNeedless { .. } => "currency-mismatch",
            Self::TooManyDecimals { .. } => "too-many-decimals",
            Self::AmountNotPositive | Self::LimitBelowZero => "amount-not-positive",
            Self::AmountOutOfRange { .. } => "amount-out-of-range",
            Self::DateOutOfRange { .. } => "date-out-of-range",
            Self::NameEmpty => "name-empty",
            Self::TextTooLong { .. } => "text-too-long",
            Self::SameAccount { .. } => "same-account",
            Self::InsufficientFunds { .. } => "insufficient-funds",
            Self::AlreadyReversed { .. } => "already-reversed",
            Self::NotAnEntry { .. } => "not-an-entry",
            Self::NothingChanged => "nothing-changed",
            Self::LimitBelowBalance { .. } => "limit-below-balance",
            Self::BalanceDiffers { .. } => "balance-differs",
            Self::BalanceNotZero { .. } => "balance-not-zero",
            Self::UnknownRule { .. } => "unknown-rule",
            Self::AlreadyWithdrawn { .. } => "already-withdrawn",
            Self::TooManyRules { .. } => "too-many-rules",
            Self::PeriodClosed { .. } => "period-closed",
            Self::PeriodOverlaps { .. } => "period-overlaps",
            Self::PeriodNotClosed { .. } => "period-not-closed",
            Self::PositionOutOfRange { .. } => "position-out-of-range",
            Self::FingerprintDiffers { .. } => "fingerprint-differs",
            Self::MomentNotNamed { .. } => "moment-not-named",
        }
    }

    /// The figures concerned, by name, as programs read them.
    pub fn figures(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Malformed { field, expected } => {
                vec![("field", field.clone()), ("expected", expected.clone())]
            }
            Self::UnknownField { field, command } => {
                vec![("field", field.clone()), ("command", command.clone())]
            }
            Self::UnknownCommand { command } => vec![("command", command.clone())],
            Self::NoBook
            | Self::BookExists
            | Self::AmountNotPositive
            | Self::LimitBelowZero
            | Self::NameEmpty
            | Self::NothingChanged => vec![],
            Self::CommandIdReused { command_id } => vec![("command_id", command_id.clone())],
            Self::UnknownAccount { account }
            | Self::AccountExists { account }
            | Self::SameAccount { account } => {
                vec![("account", account.to_string())]
            }
            Self::UnknownEntry { entry } | Self::NotAnEntry { entry } => vec![("entry", entry.to_string())],
            Self::AccountFrozen { account, name }
            | Self::AccountClosed { account, name }
            | Self::AlreadyFrozen { account, name }
            | Self::NotFrozen { account, name }
            | Self::NotClosed { account, name } => {
                vec![("account", account.to_string()), ("account_name", name.clone())]
            }
            Self::UnknownCurrency { currency } => vec![("currency", currency.clone())],
            Self::CurrencyMismatch { expected, found } | Self::ReceivedAmountMissing { expected, found } => {
                vec![("expected", expected.to_string()), ("found", found.to_string())]
            }
            Self::ReceivedAmountNeedless { currency } | Self::AmountOutOfRange { currency } => {
                vec![("currency", currency.to_string())]
            }
            Self::TooManyDecimals { currency, digits } => {
                vec![("currency", currency.to_string()), ("digits", digits.to_string())]
            }
            Self::DateOutOfRange { date } => vec![("date", date.clone())],
            Self::TextTooLong { field, limit } => {
                vec![("field", (*field).to_owned()), ("limit", limit.to_string())]
            }
            Self::InsufficientFunds { account, name, balance, available, missing } => vec![
                ("account", account.to_string()),
                ("account_name", name.clone()),
                ("balance", balance.figure().to_string()),
                ("available", available.figure().to_string()),
                ("missing", missing.figure().to_string()),
                ("currency", balance.currency.to_string()),
            ],
            Self::AlreadyReversed { entry, by } => vec![("entry", entry.to_string()), ("by", by.to_string())],
            Self::UnknownRule { rule } => vec![("rule", rule.to_string())],
            Self::AlreadyWithdrawn { rule, by } => vec![("rule", rule.to_string()), ("by", by.to_string())],
            Self::TooManyRules { limit } => vec![("limit", limit.to_string())],
            Self::LimitBelowBalance { account, balance } => vec![
                ("account", account.to_string()),
                ("balance", balance.figure().to_string()),
                ("currency", balance.currency.to_string()),
            ],
            Self::BalanceDiffers { account, books, stated, difference } => vec![
                ("account", account.to_string()),
                ("books", books.clone()),
                ("stated", stated.figure().to_string()),
                ("difference", difference.clone()),
                ("currency", stated.currency.to_string()),
            ],
            Self::BalanceNotZero { account, name, balance } => vec![
                ("account", account.to_string()),
                ("account_name", name.clone()),
                ("balance", balance.figure().to_string()),
                ("currency", balance.currency.to_string()),
            ],
            Self::PositionOutOfRange { position }
            | Self::FingerprintDiffers { position }
            | Self::MomentNotNamed { position } => vec![("position", position.to_string())],
            Self::PeriodClosed { period, date } => vec![
                ("from", period.from().to_string()),
                ("to", period.to().to_string()),
                ("date", date.to_string()),
            ],
            Self::PeriodOverlaps { period } | Self::PeriodNotClosed { period } => {
                vec![("from", period.from().to_string()), ("to", period.to().to_string())]
            }
        }
    }

    /// The figures that are amounts of money, of the figure `currency`.
    pub const AMOUNTS: [&'static str; 6] =
        ["available", "missing", "balance", "books", "stated", "difference"];

    /// Its sentence, with each figure as `write` has it, which is given the figure's name and what programs read.
    pub fn sentence(&self, write: impl Fn(&str, &str) -> String) -> String {
        let figures = self.figures();
        let written: Vec<_> = figures.iter().map(|(name, figure)| (*name, write(name, figure))).collect();
        let figures: Vec<_> = written.iter().map(|(name, figure)| (*name, figure.as_str())).collect();
        wording::say(&format!("refusal.{}", self.key()), &figures)
    }

    /// The key of its sentence: its code, but where one code covers several situations.
    const fn key(&self) -> &'static str {
        match self {
            Self::ReceivedAmountMissing { .. } => "received-amount-missing",
            Self::ReceivedAmountNeedless { .. } => "received-amount-needless",
            Self::LimitBelowZero => "limit-below-zero",
            Self::PositionOutOfRange { .. } => "no-such-moment",
            _ => self.code(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = self.figures();
        let currency = figures.iter().find(|(name, _)| *name == "currency").map(|(_, code)| code);
        f.write_str(&self.sentence(|name, figure| match currency {
            Some(currency) if Self::AMOUNTS.contains(&name) => format!("{figure} {currency}"),
            _ => figure.to_owned(),
        }))
    }
}
