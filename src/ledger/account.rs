//! An account as the book knows it at one moment.

use super::{Currency, Figure, Minor, Money, Name, ValueDate};
use crate::event_sourcing::{Sequence, Timestamp};
use core::fmt;
use core::ops::Deref;
use std::rc::Rc;
use uuid::Uuid;

/// The identity of an account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AccountId(Uuid);

impl AccountId {
    /// The id with these sixteen bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// The sixteen bytes of the id.
    pub const fn bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl From<Uuid> for AccountId {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// Which side of the books an account is on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// What one has.
    Asset,
    /// What one owes.
    Liability,
}

impl Kind {
    /// As it is written in events and commands.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asset => "asset",
            Self::Liability => "liability",
        }
    }

    /// Reads what `as_str` writes.
    pub fn from_text(text: &str) -> Option<Self> {
        match text {
            "asset" => Some(Self::Asset),
            "liability" => Some(Self::Liability),
            _ => None,
        }
    }
}

/// How far below zero a balance may go.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Limit {
    /// As far as amounts go.
    Unlimited,
    /// This far; never negative.
    UpTo(Figure),
}

impl Limit {
    /// What an account has where nothing was said: nothing for an asset, everything for a liability.
    pub fn usual(kind: Kind, currency: Currency) -> Self {
        match kind {
            Kind::Asset => Self::UpTo(Figure { minor: Minor::ZERO, digits: currency.digits() }),
            Kind::Liability => Self::Unlimited,
        }
    }

    /// Whether a balance keeps the limit.
    pub fn allows(self, balance: Minor) -> bool {
        match self {
            Self::Unlimited => true,
            Self::UpTo(limit) => balance.get() >= -limit.minor.get(),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unlimited => f.write_str("unlimited"),
            Self::UpTo(limit) => limit.fmt(f),
        }
    }
}

/// Whether an account can be used.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Status {
    /// Entries are taken.
    Open,
    /// No entries until it is unfrozen.
    Frozen,
    /// Done with, until it is reopened.
    Closed,
}

impl Status {
    /// As programs read it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Frozen => "frozen",
            Self::Closed => "closed",
        }
    }
}

/// The last time somebody found an account's balance to be right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reconciled {
    /// The day whose end was compared.
    pub date: ValueDate,
    /// The event that says so.
    pub sequence: Sequence,
}

/// What no entry changes about an account: states of different positions share it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Details {
    /// Its identity.
    pub id: AccountId,
    /// What it is called now.
    pub name: Name,
    /// What it holds.
    pub currency: Currency,
    /// Which side of the books it is on.
    pub kind: Kind,
    /// How far below zero it may go.
    pub overdraft_limit: Limit,
    /// Whether it can be used.
    pub status: Status,
    /// When the book learned that it exists.
    pub opened_at: Timestamp,
    /// When it was closed, while it is.
    pub closed_at: Option<Timestamp>,
    /// The last reconciliation.
    pub reconciled: Option<Reconciled>,
}

/// One account, as of one position in the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// What no entry changes; read as if it were the account's own.
    pub details: Rc<Details>,
    /// Its balance in log order.
    pub balance: Minor,
    /// Deposits, withdrawals, transfers and reversals touching it.
    pub entries: u64,
    /// The last of these.
    pub last_entry: Option<(Sequence, Timestamp)>,
}

impl Deref for Account {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.details
    }
}

impl Account {
    /// Takes in entries that change its balance by so much altogether, with the last of them.
    pub(super) fn move_by(&mut self, change: i64, entries: u64, last: (Sequence, Timestamp)) {
        // The invariants asserted on reading keep every balance within range.
        self.balance = Minor::new(self.balance.get() + change).unwrap_or(self.balance);
        self.entries += entries;
        self.last_entry = Some(last);
    }

    /// Its balance with its currency.
    pub fn money(&self) -> Money {
        Money { minor: self.balance, currency: self.currency }
    }
}
