//! Everything someone can want of a book. A command has the right shape; whether it may happen is decided.

use super::{AccountId, Decimal, Kind, Labels, Name, Note, Origin, Period, ValueDate, WantedRule};
use crate::event_sourcing::EventId;

/// What someone wants to happen. Amounts and currencies are as they were spelled: what they mean depends on the
/// account.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are the members of the command in the README's table of commands"
)]
pub enum Command {
    OpenBook {
        name: Name,
        base_currency: String,
    },
    RenameBook {
        name: Name,
    },
    OpenAccount {
        account: AccountId,
        name: Name,
        currency: String,
        kind: Kind,
        overdraft_limit: Option<WantedLimit>,
        opening_balance: Option<Decimal>,
        date: ValueDate,
    },
    RenameAccount {
        account: AccountId,
        name: Name,
    },
    SetOverdraftLimit {
        account: AccountId,
        overdraft_limit: WantedLimit,
    },
    DepositMoney(WantedEntry),
    WithdrawMoney(WantedEntry),
    TransferMoney(WantedTransfer),
    CategorizeEntry {
        entry: EventId,
        labels: Labels,
    },
    ReverseEntry {
        entry: EventId,
        reason: Option<Note>,
    },
    ReconcileAccount {
        account: AccountId,
        date: ValueDate,
        balance: Decimal,
    },
    FreezeAccount {
        account: AccountId,
        reason: Option<Note>,
    },
    UnfreezeAccount {
        account: AccountId,
        reason: Option<Note>,
    },
    CloseAccount {
        account: AccountId,
        reason: Option<Note>,
    },
    ReopenAccount {
        account: AccountId,
        reason: Option<Note>,
    },
    StateRule(WantedRule),
    WithdrawRule {
        rule: EventId,
        reason: Option<Note>,
    },
    ClosePeriod {
        period: Period,
    },
    ReopenPeriod {
        period: Period,
        reason: Option<Note>,
    },
}

/// A limit as it was spelled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WantedLimit {
    /// `unlimited`
    Unlimited,
    /// An amount.
    UpTo(Decimal),
}

/// A deposit or a withdrawal as it was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WantedEntry {
    /// Where.
    pub account: AccountId,
    /// How much.
    pub amount: Decimal,
    /// Of what, where that was said; else the account's currency.
    pub currency: Option<String>,
    /// The day it counts for.
    pub date: ValueDate,
    /// What it is filed under.
    pub labels: Labels,
    /// The file it was read from, where it was.
    pub origin: Option<Box<Origin>>,
}

/// A transfer as it was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WantedTransfer {
    /// Whence.
    pub from: AccountId,
    /// Whither.
    pub to: AccountId,
    /// How much leaves.
    pub amount: Decimal,
    /// Of what, where that was said.
    pub currency: Option<String>,
    /// How much arrives, where the currencies differ.
    pub received_amount: Option<Decimal>,
    /// Of what, where that was said.
    pub received_currency: Option<String>,
    /// The day it counts for.
    pub date: ValueDate,
    /// A remark.
    pub note: Option<Note>,
    /// The file it was read from, where it was.
    pub origin: Option<Box<Origin>>,
}

impl Command {
    /// Every command's name.
    pub const NAMES: [&'static str; 19] = [
        "OpenBook",
        "RenameBook",
        "OpenAccount",
        "RenameAccount",
        "SetOverdraftLimit",
        "DepositMoney",
        "WithdrawMoney",
        "TransferMoney",
        "CategorizeEntry",
        "ReverseEntry",
        "ReconcileAccount",
        "FreezeAccount",
        "UnfreezeAccount",
        "CloseAccount",
        "ReopenAccount",
        "StateRule",
        "WithdrawRule",
        "ClosePeriod",
        "ReopenPeriod",
    ];

    /// Its name, as every file and store writes it.
    pub const fn name(&self) -> &'static str {
        Self::NAMES[match self {
            Self::OpenBook { .. } => 0,
            Self::RenameBook { .. } => 1,
            Self::OpenAccount { .. } => 2,
            Self::RenameAccount { .. } => 3,
            Self::SetOverdraftLimit { .. } => 4,
            Self::DepositMoney(_) => 5,
            Self::WithdrawMoney(_) => 6,
            Self::TransferMoney(_) => 7,
            Self::CategorizeEntry { .. } => 8,
            Self::ReverseEntry { .. } => 9,
            Self::ReconcileAccount { .. } => 10,
            Self::FreezeAccount { .. } => 11,
            Self::UnfreezeAccount { .. } => 12,
            Self::CloseAccount { .. } => 13,
            Self::ReopenAccount { .. } => 14,
            Self::StateRule(_) => 15,
            Self::WithdrawRule { .. } => 16,
            Self::ClosePeriod { .. } => 17,
            Self::ReopenPeriod { .. } => 18,
        }]
    }
}
