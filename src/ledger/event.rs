//! Everything that can have happened in a book, in today's shape.

use super::{
    AccountId, Currency, Figure, Kind, Label, Labels, Limit, Money, Name, NamedMoment, Note, Period, Rule,
    ValueDate,
};
use crate::event_sourcing::{EventId, Fingerprint, Sequence};

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the fields are the members of `data` in the README's table of events")]
pub enum Event {
    BookOpened { name: Name, base_currency: Currency },
    BookRenamed { name: Name },
    BookForked { at: Sequence, fingerprint: Fingerprint },
    AccountOpened { account: AccountId, name: Name, currency: Currency, kind: Kind, overdraft_limit: Limit },
    AccountRenamed { account: AccountId, name: Name },
    OverdraftLimitSet { account: AccountId, overdraft_limit: Limit },
    MoneyDeposited(Entry),
    MoneyWithdrawn(Entry),
    MoneyTransferred(Transfer),
    EntryCategorized { entry: EventId, labels: Labels },
    EntryReversed { entry: EventId, reason: Option<Note> },
    AccountReconciled { account: AccountId, date: ValueDate, balance: Figure },
    AccountFrozen { account: AccountId, reason: Option<Note> },
    AccountUnfrozen { account: AccountId, reason: Option<Note> },
    AccountClosed { account: AccountId, reason: Option<Note> },
    AccountReopened { account: AccountId, reason: Option<Note> },
    RuleStated(Rule),
    RuleWithdrawn { rule: EventId, reason: Option<Note> },
    PeriodClosed { period: Period },
    PeriodReopened { period: Period, reason: Option<Note> },
    MomentNamed(NamedMoment),
    MomentUnnamed { position: Sequence },
}

/// Money that came into an account from outside the book, or left it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Where.
    pub account: AccountId,
    /// How much; always more than zero.
    pub money: Money,
    /// The day it counts for.
    pub date: ValueDate,
    /// What it is filed under.
    pub labels: Labels,
    /// The file it was read from, where it was.
    pub origin: Option<Box<Origin>>,
}

/// Money that went from one account to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transfer {
    /// Whence.
    pub from: AccountId,
    /// Whither; another account.
    pub to: AccountId,
    /// What left; always more than zero.
    pub sent: Money,
    /// What arrived, where the currencies differ.
    pub received: Option<Money>,
    /// The day it counts for.
    pub date: ValueDate,
    /// A remark.
    pub note: Option<Note>,
    /// The file it was read from, where it was.
    pub origin: Option<Box<Origin>>,
}

impl Transfer {
    /// What arrived, in the currency it arrived in.
    pub fn arrived(&self) -> Money {
        self.received.unwrap_or(self.sent)
    }
}

/// Which row of which file an imported entry was read from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The file's name.
    pub file: Label,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// The row, from 1.
    pub row: u64,
    /// What the bank calls the entry.
    pub bank_id: Option<Label>,
}

impl Event {
    /// Whether it changes more of the book than balances, or else than them.
    pub const fn turns(&self) -> bool {
        !matches!(
            self,
            Self::MoneyDeposited(_)
                | Self::MoneyWithdrawn(_)
                | Self::MoneyTransferred(_)
                | Self::EntryCategorized { .. }
                | Self::EntryReversed { .. }
        )
    }

    /// Why it was done, where somebody said so.
    pub const fn reason(&self) -> Option<&Note> {
        match self {
            Self::EntryReversed { reason, .. }
            | Self::AccountFrozen { reason, .. }
            | Self::AccountUnfrozen { reason, .. }
            | Self::AccountClosed { reason, .. }
            | Self::AccountReopened { reason, .. }
            | Self::RuleWithdrawn { reason, .. }
            | Self::PeriodReopened { reason, .. } => reason.as_ref(),
            _ => None,
        }
    }

    /// The name of its type, as every file and store writes it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::BookOpened { .. } => "BookOpened",
            Self::BookRenamed { .. } => "BookRenamed",
            Self::BookForked { .. } => "BookForked",
            Self::AccountOpened { .. } => "AccountOpened",
            Self::AccountRenamed { .. } => "AccountRenamed",
            Self::OverdraftLimitSet { .. } => "OverdraftLimitSet",
            Self::MoneyDeposited(_) => "MoneyDeposited",
            Self::MoneyWithdrawn(_) => "MoneyWithdrawn",
            Self::MoneyTransferred(_) => "MoneyTransferred",
            Self::EntryCategorized { .. } => "EntryCategorized",
            Self::EntryReversed { .. } => "EntryReversed",
            Self::AccountReconciled { .. } => "AccountReconciled",
            Self::AccountFrozen { .. } => "AccountFrozen",
            Self::AccountUnfrozen { .. } => "AccountUnfrozen",
            Self::AccountClosed { .. } => "AccountClosed",
            Self::AccountReopened { .. } => "AccountReopened",
            Self::RuleStated(_) => "RuleStated",
            Self::RuleWithdrawn { .. } => "RuleWithdrawn",
            Self::PeriodClosed { .. } => "PeriodClosed",
            Self::PeriodReopened { .. } => "PeriodReopened",
            Self::MomentNamed(_) => "MomentNamed",
            Self::MomentUnnamed { .. } => "MomentUnnamed",
        }
    }
}
