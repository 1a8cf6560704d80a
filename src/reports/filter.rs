//! What somebody looks for in the journal.

use crate::event_sourcing::Timestamp;
use crate::ledger::{AccountId, Event, ValueDate};

/// What sort of event one is, for people.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sort {
    /// Money came in.
    Deposit,
    /// Money went out.
    Withdrawal,
    /// Money moved between accounts.
    Transfer,
    /// An entry was undone.
    Reversal,
    /// An entry was re-categorised.
    Relabelling,
    /// An account was found to be right.
    Reconciliation,
    /// An account was opened, renamed, limited, frozen, closed, and back.
    Account,
    /// The book was opened, renamed or forked, a period of it closed or reopened, a moment of it named.
    Book,
}

impl Sort {
    /// Every sort, in the order a list offers them.
    pub const ALL: [Self; 8] = [
        Self::Deposit,
        Self::Withdrawal,
        Self::Transfer,
        Self::Reversal,
        Self::Relabelling,
        Self::Reconciliation,
        Self::Account,
        Self::Book,
    ];

    /// The sort of an event.
    pub const fn of(event: &Event) -> Self {
        match event {
            Event::MoneyDeposited(_) => Self::Deposit,
            Event::MoneyWithdrawn(_) => Self::Withdrawal,
            Event::MoneyTransferred(_) => Self::Transfer,
            Event::EntryReversed { .. } => Self::Reversal,
            Event::EntryCategorized { .. } => Self::Relabelling,
            Event::AccountReconciled { .. } => Self::Reconciliation,
            Event::AccountOpened { .. }
            | Event::AccountRenamed { .. }
            | Event::OverdraftLimitSet { .. }
            | Event::AccountFrozen { .. }
            | Event::AccountUnfrozen { .. }
            | Event::AccountClosed { .. }
            | Event::AccountReopened { .. } => Self::Account,
            Event::BookOpened { .. }
            | Event::BookRenamed { .. }
            | Event::BookForked { .. }
            | Event::RuleStated(_)
            | Event::RuleWithdrawn { .. }
            | Event::PeriodClosed { .. }
            | Event::PeriodReopened { .. }
            | Event::MomentNamed(_)
            | Event::MomentUnnamed { .. } => Self::Book,
        }
    }

    /// As an address writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deposit => "deposit",
            Self::Withdrawal => "withdrawal",
            Self::Transfer => "transfer",
            Self::Reversal => "reversal",
            Self::Relabelling => "relabelling",
            Self::Reconciliation => "reconciliation",
            Self::Account => "account",
            Self::Book => "book",
        }
    }

    /// Reads what `as_str` writes.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }

    /// Whether events of this sort move money.
    pub const fn is_entry(self) -> bool {
        matches!(self, Self::Deposit | Self::Withdrawal | Self::Transfer | Self::Reversal)
    }
}

/// Which events the journal shows. Everything given must hold; nothing given shows every entry.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Filter {
    /// Only events that concern this account.
    pub account: Option<AccountId>,
    /// Only events of this sort; one that moves no money brings its events in.
    pub sort: Option<Sort>,
    /// Only entries filed under exactly this, at the moment on screen.
    pub category: Option<String>,
    /// Only events in which each of these words occurs: in note, reason, counterparty, category or a name,
    /// upper or lower case, or as the amount in any spelling.
    pub text: String,
    /// Only events that count for this day or a later one; without a day of their own, recorded then (UTC).
    pub from: Option<ValueDate>,
    /// Only events that count for this day or an earlier one.
    pub to: Option<ValueDate>,
    /// Only events recorded at this moment or later, and at this one or earlier.
    pub recorded: (Option<Timestamp>, Option<Timestamp>),
    /// Only what was done under exactly this name; the empty one stands for nobody named.
    pub actor: Option<String>,
    /// Also events that move no money.
    pub all_events: bool,
}

impl Filter {
    /// Whether only deposits, withdrawals, transfers and reversals can be found.
    pub fn entries_only(&self) -> bool {
        self.sort.map_or(!self.all_events, Sort::is_entry)
    }

    /// Whether something must be looked for, event by event, to know what is found: everything but an account's or
    /// all entries, or all events.
    pub fn must_search(&self) -> bool {
        let narrowed = self.sort.is_some()
            || self.category.is_some()
            || self.actor.is_some()
            || self.from.is_some()
            || self.to.is_some()
            || self.recorded != (None, None)
            || !self.text.trim().is_empty();
        narrowed || (self.account.is_some() && self.all_events)
    }

    /// The words looked for, folded.
    pub(super) fn words(&self) -> Vec<String> {
        let mut folded = String::new();
        fold(&self.text, &mut folded);
        folded.split_whitespace().map(str::to_owned).collect()
    }

    /// Whether a day lies within the dates asked for.
    pub(super) fn allows_day(&self, day: i32) -> bool {
        self.from.is_none_or(|from| from.days() <= day) && self.to.is_none_or(|to| day <= to.days())
    }
}

/// Adds a text in lower case, as searching compares it.
pub(super) fn fold(text: &str, out: &mut String) {
    if text.is_ascii() {
        let begin = out.len();
        out.push_str(text);
        if let Some(added) = out.get_mut(begin..) {
            added.make_ascii_lowercase();
        }
    } else {
        out.extend(text.chars().flat_map(char::to_lowercase));
    }
    out.push('\n');
}
