//! Two moments compared: which accounts are others, and by how much.

use super::moment::Moment;
use crate::event_sourcing::{Codec, Sequence};
use crate::ledger::{Account, AccountId, Event, Status};
use std::rc::Rc;

/// What happened between two moments, in the order of recording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// How many events were recorded in between.
    pub events: u64,
    /// How many of them move money.
    pub entries: u64,
    /// The accounts that some of them concern, in order of opening.
    pub accounts: Vec<AccountDifference>,
}

/// One account at two moments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountDifference {
    /// As it was; `None` where it was not opened yet.
    pub before: Option<Rc<Account>>,
    /// As it was afterwards; `None` where that is earlier, and it was not opened yet.
    pub after: Option<Rc<Account>>,
    /// The first event in between that concerns it.
    pub first: Sequence,
    /// The last one.
    pub last: Sequence,
    /// How many there are.
    pub events: u64,
}

/// What became of an account between two moments, its money aside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Became {
    /// It was not there before.
    Opened,
    /// It is not there: the second moment is the earlier one.
    Unknown,
    /// It was closed.
    Closed,
    /// It was frozen.
    Frozen,
    /// It takes entries again.
    Usable,
    /// It has another name.
    Renamed,
    /// It has another overdraft limit.
    Limited,
}

impl AccountDifference {
    /// The account as it was at the second moment, or at the first where the second knows none.
    pub fn account(&self) -> Option<&Account> {
        self.after.as_deref().or(self.before.as_deref())
    }

    /// Its balances in minor units; nothing where it was not opened.
    pub fn balances(&self) -> (i64, i64) {
        let balance = |account: &Option<Rc<Account>>| account.as_ref().map_or(0, |it| it.balance.get());
        (balance(&self.before), balance(&self.after))
    }

    /// What else is different.
    pub fn became(&self) -> Vec<Became> {
        let (before, after) = match (&self.before, &self.after) {
            (Some(before), Some(after)) => (before, after),
            (None, Some(after)) if after.status == Status::Closed => {
                return vec![Became::Opened, Became::Closed];
            }
            (None, _) => return vec![Became::Opened],
            (_, None) => return vec![Became::Unknown],
        };
        let mut became = Vec::new();
        if before.status != after.status {
            became.push(match after.status {
                Status::Open => Became::Usable,
                Status::Frozen => Became::Frozen,
                Status::Closed => Became::Closed,
            });
        }
        if before.name != after.name {
            became.push(Became::Renamed);
        }
        if before.overdraft_limit != after.overdraft_limit {
            became.push(Became::Limited);
        }
        became
    }
}

/// Compares two moments of the same book, either order.
pub fn difference<C: Codec<Event = Event>>(before: &Moment<'_, C>, after: &Moment<'_, C>) -> Difference {
    let (first, last) = (before.position.min(after.position), before.position.max(after.position));
    let (past, prepared) = (after.past, after.prepared);
    let (old, new) = (before.ledger.accounts(), after.ledger.accounts());
    let mut concerned: Vec<Concerned> = (0..old.len().max(new.len()))
        .map(|number| {
            let (begin, end) = (past.register_len(number, first), past.register_len(number, last));
            let mut entries = past.register_between(number, begin, end).map(|(sequence, _)| sequence);
            let first = entries.next();
            let ends = first.map(|first| (first, entries.next_back().unwrap_or(first)));
            Concerned { ends, events: (end - begin) as u64 }
        })
        .collect();
    let mut note = |number: usize, sequence: Sequence| {
        if let Some(concerned) = concerned.get_mut(number) {
            concerned.note(sequence);
        }
    };
    for turn in past.turns(first, last) {
        if let Some(number) = account_of(&turn.data).and_then(|id| past.account(id)) {
            note(number, turn.sequence);
        }
    }
    for (by, entry) in past.categorizations(first, last) {
        for posting in past.postings(entry) {
            note(posting.account as usize, by);
        }
    }
    let account = |(number, concerned): (usize, &Concerned)| {
        let (first, last) = concerned.ends?;
        let (before, after) = (old.get(number).cloned(), new.get(number).cloned());
        Some(AccountDifference { before, after, first, last, events: concerned.events })
    };
    let entries = |position| prepared.activity.until(past, position).entries();
    Difference {
        events: last.get() - first.get(),
        entries: entries(last) - entries(first),
        accounts: concerned.iter().enumerate().filter_map(account).collect(),
    }
}

/// The events that concern one account.
struct Concerned {
    ends: Option<(Sequence, Sequence)>,
    events: u64,
}

impl Concerned {
    fn note(&mut self, sequence: Sequence) {
        let (first, last) = self.ends.unwrap_or((sequence, sequence));
        self.ends = Some((first.min(sequence), last.max(sequence)));
        self.events += 1;
    }
}

/// The account that an event without postings is about, where it is about one.
pub fn account_of(event: &Event) -> Option<AccountId> {
    match event {
        Event::AccountOpened { account, .. }
        | Event::AccountRenamed { account, .. }
        | Event::OverdraftLimitSet { account, .. }
        | Event::AccountReconciled { account, .. }
        | Event::AccountFrozen { account, .. }
        | Event::AccountUnfrozen { account, .. }
        | Event::AccountClosed { account, .. }
        | Event::AccountReopened { account, .. } => Some(*account),
        _ => None,
    }
}
