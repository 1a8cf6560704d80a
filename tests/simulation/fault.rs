//! What goes wrong, and when: with one call in particular, or now and then.

use super::dice::Dice;
use core::fmt;

/// A way in which one call of the store goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Way {
    /// As it should.
    Sound,
    /// The transaction is given up: nothing is written.
    Abort,
    /// There is no room: nothing is written.
    Quota,
    /// The connection is closed: this call and the next one fail, and nothing is written.
    Closed,
    /// Everything is done, and nobody says so.
    LostReply,
    /// The tab is gone before its transaction is committed.
    CrashBefore,
    /// The tab is gone after its transaction is committed, before it hears of it.
    CrashAfter,
    /// The whole browser is gone right after the transaction is committed, with every tab of it.
    PowerCut,
    /// A read sees what was there a commit or two ago.
    StaleRead,
    /// A read of snapshots gives one with a byte altered.
    RottenSnapshot,
    /// The machine's clock is put back by a day.
    ClockBack,
}

impl Way {
    pub(crate) const FAULTS: [Self; 10] = [
        Self::Abort,
        Self::Quota,
        Self::Closed,
        Self::LostReply,
        Self::CrashBefore,
        Self::CrashAfter,
        Self::PowerCut,
        Self::StaleRead,
        Self::RottenSnapshot,
        Self::ClockBack,
    ];

    fn named(name: &str) -> Option<Self> {
        Self::FAULTS.into_iter().find(|way| format!("{way:?}") == name)
    }
}

/// Which calls go wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Plan {
    /// None.
    Calm,
    /// The n-th, from 1, in this way.
    Nth(u64, Way),
    /// So many in a thousand, each in any way; and as often a tab is closed in the middle of anything.
    Stormy(u64),
    /// The same in a book of thousands of events, whose state is kept beside it.
    LongAndStormy(u64),
}

impl Plan {
    /// In how many of a thousand turns the tab whose turn it is gets closed instead.
    pub(crate) const fn closes(self) -> u64 {
        match self {
            Self::Stormy(often) | Self::LongAndStormy(often) => often / 20,
            _ => 0,
        }
    }

    /// How the n-th call goes.
    pub(crate) fn way(self, call: u64, dice: &Dice) -> Way {
        match self {
            Self::Nth(n, way) if n == call => way,
            Self::Stormy(often) | Self::LongAndStormy(often) if dice.per_mille(often) => {
                dice.one_of(&Way::FAULTS)
            }
            _ => Way::Sound,
        }
    }
}

/// One run of the simulation, as it is printed and read: `7`, `7/long`, or `7/12/LostReply` for a fault of the twelfth
/// call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Run {
    pub(crate) seed: u64,
    pub(crate) plan: Plan,
}

impl Run {
    /// The run of this seed, with weather that the seed decides too.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { seed, plan: Plan::Stormy([0, 5, 20, 60, 150][usize::try_from(seed % 5).unwrap()]) }
    }

    /// The run of this seed in a long book.
    pub(crate) fn long(seed: u64) -> Self {
        Self { seed, plan: Plan::LongAndStormy([0, 20, 60][usize::try_from(seed % 3).unwrap()]) }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let seed = parts.next()?.parse().ok()?;
        match (parts.next(), parts.next()) {
            (None, _) => Some(Self::seeded(seed)),
            (Some("long"), None) => Some(Self::long(seed)),
            (Some("calm"), None) => Some(Self { seed, plan: Plan::Calm }),
            (Some(n), Some(way)) => Some(Self { seed, plan: Plan::Nth(n.parse().ok()?, Way::named(way)?) }),
            _ => None,
        }
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.plan {
            Plan::Calm => write!(f, "{}/calm", self.seed),
            Plan::Nth(n, way) => write!(f, "{}/{n}/{way:?}", self.seed),
            Plan::Stormy(_) => write!(f, "{}", self.seed),
            Plan::LongAndStormy(_) => write!(f, "{}/long", self.seed),
        }
    }
}
