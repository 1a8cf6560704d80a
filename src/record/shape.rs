//! The table of shapes: every version of every event's data there ever was. Lines are added, never changed.

/// What a member of an event's data is, and with that how it is written as bytes and as JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldKind {
    /// An account's UUID; often the same few, so bytes number them.
    Account,
    /// Another event's UUID.
    Event,
    /// Short text that tends to recur (names, categories, currency codes), so bytes number it.
    Label,
    /// Text that seldom recurs.
    Text,
    /// An amount: a decimal string.
    Amount,
    /// An amount that is not negative, or `unlimited`.
    Limit,
    /// A day: `YYYY-MM-DD`.
    Date,
    /// A position in the log: a JSON number.
    Sequence,
    /// A fingerprint: 64 hexadecimal digits.
    Fingerprint,
    /// `{bank_id?, file, row, sha256}`.
    Origin,
}

/// One member of an event's data.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in JSON.
    pub name: &'static str,
    /// What it is.
    pub kind: FieldKind,
    /// Whether it may be absent.
    pub optional: bool,
    /// Which of the texts people write in an event it is: 0 category, 1 counterparty, 2 note or reason; else none of them.
    pub(super) written: usize,
}

/// One version of one event's data.
#[derive(Debug)]
pub struct Shape {
    /// What stands for it in stored bytes, for ever.
    pub code: u8,
    /// The event's type.
    pub name: &'static str,
    /// The version, from 1.
    pub version: u64,
    /// The command that usually causes it: only another one is written out in bytes.
    pub usual_command: &'static str,
    /// The members, in the order of canonical JSON.
    pub fields: &'static [Field],
}

impl Shape {
    /// The shape with this code in stored bytes.
    pub fn of_code(code: u64) -> Option<&'static Self> {
        SHAPES.get(usize::try_from(code.checked_sub(1)?).ok()?)
    }

    /// The shape of this version of this event.
    pub fn of(name: &str, version: u64) -> Option<&'static Self> {
        SHAPES.iter().find(|shape| shape.name == name && shape.version == version)
    }

    /// Whether any member may be absent.
    pub fn has_optional(&self) -> bool {
        self.fields.iter().any(|field| field.optional)
    }
}

const fn must(name: &'static str, kind: FieldKind) -> Field {
    Field { name, kind, optional: false, written: written(name) }
}

const fn may(name: &'static str, kind: FieldKind) -> Field {
    Field { optional: true, ..must(name, kind) }
}

/// [`Field::written`] of a member of this name.
const fn written(name: &str) -> usize {
    match name.as_bytes() {
        b"category" => 0,
        b"counterparty" => 1,
        b"note" | b"reason" => 2,
        _ => usize::MAX,
    }
}

use FieldKind::{Account, Amount, Date, Event, Fingerprint, Label, Limit, Origin, Sequence, Text};

const ENTRY: &[Field] = &[
    must("account", Account),
    must("amount", Amount),
    may("category", Label),
    may("counterparty", Label),
    must("currency", Label),
    must("date", Date),
    may("note", Text),
    may("origin", Origin),
];

const TRANSFER: &[Field] = &[
    must("amount", Amount),
    must("currency", Label),
    must("date", Date),
    must("from", Account),
    may("note", Text),
    may("origin", Origin),
    may("received_amount", Amount),
    may("received_currency", Label),
    must("to", Account),
];

const ACCOUNT_OPENED: &[Field] = &[
    must("account", Account),
    must("currency", Label),
    must("kind", Label),
    must("name", Label),
    must("overdraft_limit", Limit),
];

const ENTRY_CATEGORIZED: &[Field] =
    &[may("category", Label), may("counterparty", Label), must("entry", Event), may("note", Text)];

const RECONCILED: &[Field] = &[must("account", Account), must("balance", Amount), must("date", Date)];

const ACCOUNT_AND_REASON: &[Field] = &[must("account", Account), may("reason", Text)];

const RULE_STATED: &[Field] = &[
    may("account", Account),
    may("amount", Amount),
    may("category", Label),
    must("compared", Label),
    must("currency", Label),
    may("months", Sequence),
    may("note", Text),
    may("other", Account),
    may("times", Amount),
];
const MOMENT_NAMED: &[Field] =
    &[must("fingerprint", Fingerprint), must("name", Label), must("position", Sequence)];

const PERIOD: &[Field] = &[must("from", Date), must("to", Date)];

const PERIOD_AND_REASON: &[Field] = &[must("from", Date), may("reason", Text), must("to", Date)];

const fn shape(
    code: u8,
    name: &'static str,
    version: u64,
    usual_command: &'static str,
    fields: &'static [Field],
) -> Shape {
    Shape { code, name, version, usual_command, fields }
}

/// Every shape, by code.
pub static SHAPES: &[Shape] = &[
    shape(1, "BookOpened", 1, "OpenBook", &[must("base_currency", Label), must("name", Label)]),
    shape(2, "BookRenamed", 1, "RenameBook", &[must("name", Label)]),
    shape(3, "BookForked", 1, "ImportLog", &[must("at", Sequence), must("fingerprint", Fingerprint)]),
    shape(4, "AccountOpened", 1, "OpenAccount", ACCOUNT_OPENED),
    shape(5, "AccountRenamed", 1, "RenameAccount", &[must("account", Account), must("name", Label)]),
    shape(
        6,
        "OverdraftLimitSet",
        1,
        "SetOverdraftLimit",
        &[must("account", Account), must("overdraft_limit", Limit)],
    ),
    shape(7, "MoneyDeposited", 1, "DepositMoney", ENTRY),
    shape(8, "MoneyWithdrawn", 1, "WithdrawMoney", ENTRY),
    shape(9, "MoneyTransferred", 1, "TransferMoney", TRANSFER),
    shape(10, "EntryCategorized", 1, "CategorizeEntry", ENTRY_CATEGORIZED),
    shape(11, "EntryReversed", 1, "ReverseEntry", &[must("entry", Event), may("reason", Text)]),
    shape(12, "AccountReconciled", 1, "ReconcileAccount", RECONCILED),
    shape(13, "AccountFrozen", 1, "FreezeAccount", ACCOUNT_AND_REASON),
    shape(14, "AccountUnfrozen", 1, "UnfreezeAccount", ACCOUNT_AND_REASON),
    shape(15, "AccountClosed", 1, "CloseAccount", &[must("account", Account)]),
    shape(16, "AccountReopened", 1, "ReopenAccount", &[must("account", Account)]),
    shape(17, "AccountClosed", 2, "CloseAccount", ACCOUNT_AND_REASON),
    shape(18, "AccountReopened", 2, "ReopenAccount", ACCOUNT_AND_REASON),
    shape(19, "RuleStated", 1, "StateRule", RULE_STATED),
    shape(20, "RuleWithdrawn", 1, "WithdrawRule", &[may("reason", Text), must("rule", Event)]),
    shape(21, "PeriodClosed", 1, "ClosePeriod", PERIOD),
    shape(22, "PeriodReopened", 1, "ReopenPeriod", PERIOD_AND_REASON),
    shape(23, "MomentNamed", 1, "NameMoment", MOMENT_NAMED),
    shape(24, "MomentUnnamed", 1, "UnnameMoment", &[must("position", Sequence)]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_versions_are_unique_and_members_are_in_canonical_order() {
        for (at, shape) in SHAPES.iter().enumerate() {
            assert_eq!(usize::from(shape.code), at + 1, "{} v{}", shape.name, shape.version);
            assert!(shape.fields.is_sorted_by(|a, b| a.name < b.name), "{}", shape.name);
            let same =
                SHAPES.iter().filter(|other| other.name == shape.name && other.version == shape.version);
            assert_eq!(same.count(), 1);
        }
    }
}
