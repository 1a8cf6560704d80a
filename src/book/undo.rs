//! Undo and redo: what a commit did is taken back by commands of its own, each decided by the rules. Nothing is erased:
//! the log tells what was undone, because every such command names the one it answers as its cause.

use super::Failure;
use super::open_book::Book;
use crate::event_sourcing::{CommandId, EventId, Recorded, Sequence};
use crate::exchange::Request;
use crate::ledger::{
    Account, AccountId, Assumed, Command, Decimal, Event, Labels, Ledger, Limit, Money, Refusal, WantedEntry,
    WantedLimit, WantedTransfer,
};
use crate::reports::Moment;
use std::collections::{HashMap, HashSet};

/// How many commits are looked at on the way back.
const LOOKED_AT: usize = 1000;

/// A commit, and the commands that take back what it did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Its first event.
    pub first: Sequence,
    /// Its last event.
    pub last: Sequence,
    /// What takes it back, to be sent together.
    pub requests: Vec<Request>,
}

/// What a commit is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Something somebody wanted, a correction included.
    Own,
    /// It took back another.
    Undo,
    /// It took back one that had taken back another.
    Redo,
}

type Commit = Vec<Recorded<Event>>;

/// The entries recorded anew where a reversal was taken back, by the command that reversed them.
type Anew = HashMap<CommandId, EventId>;

impl Book {
    /// What undoes the last commit that is not undone yet; `None` where there is none, or it can't be taken back.
    pub fn undo(&self) -> Result<Option<Step>, Failure> {
        self.step_back(false)
    }

    /// What redoes the last commit that was undone, as long as nothing else was recorded since.
    pub fn redo(&self) -> Result<Option<Step>, Failure> {
        self.step_back(true)
    }

    fn step_back(&self, redo: bool) -> Result<Option<Step>, Failure> {
        let mut taken_back: HashSet<CommandId> = HashSet::new();
        let mut anew = Anew::new();
        let mut head = self.log().head();
        for _ in 0..LOOKED_AT {
            let commit = self.commit_ending(head)?;
            let Some(first) = commit.first() else { break };
            head = first.sequence.previous();
            for event in commit.iter().rev().filter(|event| self.past().entry(event.sequence).is_some()) {
                if let Some(cause) = event.caused_by {
                    anew.entry(cause).or_insert(event.id);
                }
            }
            if commit.iter().any(|event| taken_back.contains(&event.command_id)) {
                continue;
            }
            match (self.role(&commit)?, redo) {
                (Role::Undo, false) | (Role::Redo, true) => {
                    taken_back.extend(commit.iter().filter_map(|event| event.caused_by));
                }
                (Role::Own, true) => break,
                _ => return self.answer(&commit, &anew),
            }
        }
        Ok(None)
    }

    fn commit_ending(&self, last: Sequence) -> Result<Commit, Failure> {
        let Some(event) = self.log().event(last) else { return Ok(Commit::new()) };
        Ok(self.log().events(event.commit, last).collect::<Result<_, _>>()?)
    }

    fn role(&self, commit: &Commit) -> Result<Role, Failure> {
        let mut role = Role::Own;
        let mut commit = commit.clone();
        for _ in 0..LOOKED_AT {
            let cause = commit.first().and_then(|event| event.caused_by);
            let Some(cause) = cause.filter(|_| !self.corrects(&commit)) else { break };
            let Some(caused_by) = self.command(cause).and_then(|events| events.first().cloned()) else {
                break;
            };
            role = if role == Role::Undo { Role::Redo } else { Role::Undo };
            commit = self.commit_of(&caused_by)?;
        }
        Ok(role)
    }

    fn commit_of(&self, event: &Recorded<Event>) -> Result<Commit, Failure> {
        let same = |next: &Result<Recorded<Event>, _>| {
            next.as_ref().is_ok_and(|next: &Recorded<Event>| next.commit == event.commit)
        };
        let following = self.log().events(event.commit, self.log().head());
        Ok(following.take_while(same).collect::<Result<_, _>>()?)
    }

    /// Whether a commit reverses an entry and records another in its place.
    fn corrects(&self, commit: &Commit) -> bool {
        let reversed = commit.iter().find_map(|event| match &event.data {
            Event::EntryReversed { entry, .. } => {
                let original = self.past().find(*entry).and_then(|at| self.log().event(at))?;
                (event.caused_by == Some(original.command_id)).then_some(original.command_id)
            }
            _ => None,
        });
        let is_entry = |event: &Recorded<Event>| self.past().entry(event.sequence).is_some();
        reversed.is_some() && commit.iter().any(|event| event.caused_by == reversed && is_entry(event))
    }

    /// What takes a commit back, the last event first; `None` where one of them can't be.
    fn answer(&self, commit: &Commit, anew: &Anew) -> Result<Option<Step>, Failure> {
        let (Some(first), Some(last)) = (commit.first(), commit.last()) else { return Ok(None) };
        let mut requests = Vec::new();
        for event in commit.iter().rev() {
            let Some(command) = self.opposite(event, anew)? else { return Ok(None) };
            let caused_by = Some(event.command_id);
            let assumed = Assumed::default();
            requests.push(Request { command, command_id: None, actor: None, caused_by, assumed });
        }
        Ok(Some(Step { first: first.sequence, last: last.sequence, requests }))
    }

    /// The entry that stands for this one by now: itself, unless it was reversed and that was taken back.
    fn standing(&self, entry: EventId, anew: &Anew) -> EventId {
        let reversal = self.past().find(entry).and_then(|at| self.past().reversed_by(at, self.log().head()));
        let reversed = reversal.and_then(|at| self.log().event(at));
        match reversed.and_then(|reversal| anew.get(&reversal.command_id)) {
            Some(next) if *next != entry => self.standing(*next, anew),
            _ => entry,
        }
    }

    fn opposite(&self, event: &Recorded<Event>, anew: &Anew) -> Result<Option<Command>, Failure> {
        let before = self.ledger_at(event.sequence.previous())?;
        let reason = None;
        Ok(Some(match &event.data {
            Event::MoneyDeposited(_) | Event::MoneyWithdrawn(_) | Event::MoneyTransferred(_) => {
                Command::ReverseEntry { entry: self.standing(event.id, anew), reason }
            }
            Event::EntryReversed { entry, .. } => {
                let original = self.past().find(*entry).and_then(|at| self.log().event(at));
                let Some(original) = original else { return Ok(None) };
                let labels = self.labels_before(event.sequence, original.sequence)?;
                return Ok(again(&original.data, labels));
            }
            Event::EntryCategorized { entry, .. } => {
                let Some(at) = self.past().find(*entry) else { return Ok(None) };
                let labels = self.labels_before(event.sequence, at)?;
                Command::CategorizeEntry { entry: self.standing(*entry, anew), labels }
            }
            Event::AccountOpened { account, .. } | Event::AccountReopened { account, .. } => {
                Command::CloseAccount { account: *account, reason }
            }
            Event::AccountClosed { account, .. } => Command::ReopenAccount { account: *account, reason },
            Event::AccountFrozen { account, .. } => Command::UnfreezeAccount { account: *account, reason },
            Event::AccountUnfrozen { account, .. } => Command::FreezeAccount { account: *account, reason },
            Event::AccountRenamed { account, .. } => {
                let name = self.account_in(&before, *account)?.name.clone();
                Command::RenameAccount { account: *account, name }
            }
            Event::OverdraftLimitSet { account, .. } => {
                let overdraft_limit = match self.account_in(&before, *account)?.overdraft_limit {
                    Limit::Unlimited => WantedLimit::Unlimited,
                    Limit::UpTo(figure) => match Decimal::parse(&figure.to_string()) {
                        Some(amount) => WantedLimit::UpTo(amount),
                        None => return Ok(None),
                    },
                };
                Command::SetOverdraftLimit { account: *account, overdraft_limit }
            }
            Event::RuleStated(rule) => {
                // Withdrawn and stated again, it is known by another event.
                let in_force = self.past().rules(self.log().head());
                let standing = in_force.iter().find(|stated| stated.rule.asks_as(rule));
                Command::WithdrawRule { rule: standing.map_or(event.id, |stated| stated.id), reason }
            }
            Event::RuleWithdrawn { rule, .. } => {
                let wanted = self.past().rule(*rule).and_then(|stated| stated.rule.wanted());
                let Some(wanted) = wanted else { return Ok(None) };
                Command::StateRule(wanted)
            }
            Event::BookRenamed { .. } => match before.book() {
                Some(book) => Command::RenameBook { name: book.name.clone() },
                None => return Ok(None),
            },
            Event::PeriodClosed { period } => Command::ReopenPeriod { period: *period, reason },
            Event::PeriodReopened { period, .. } => Command::ClosePeriod { period: *period },
            Event::BookOpened { .. } | Event::BookForked { .. } | Event::AccountReconciled { .. } => {
                return Ok(None);
            }
        }))
    }

    fn account_in<'a>(&self, ledger: &'a Ledger, account: AccountId) -> Result<&'a Account, Refusal> {
        ledger.account(self.past(), account)
    }

    /// What the entry at `entry` was filed under right before the event at `sequence`.
    fn labels_before(&self, sequence: Sequence, entry: Sequence) -> Result<Labels, Failure> {
        let position = sequence.previous();
        let ledger = self.ledger_at(position)?;
        let (log, past, prepared) = (self.log(), self.past(), self.prepared());
        let moment = Moment { log, past, prepared, ledger: &ledger, position };
        Ok(moment.labels(entry)?.unwrap_or_default())
    }
}

/// The command that records an entry once more, filed as it was; `None` where it is no entry.
fn again(event: &Event, labels: Labels) -> Option<Command> {
    let decimal = |money: Money| Decimal::parse(&money.figure().to_string());
    let entry = |entry: &crate::ledger::Entry, labels| {
        Some(WantedEntry {
            account: entry.account,
            amount: decimal(entry.money)?,
            currency: None,
            date: entry.date,
            labels,
            origin: None,
        })
    };
    Some(match event {
        Event::MoneyDeposited(it) => Command::DepositMoney(entry(it, labels)?),
        Event::MoneyWithdrawn(it) => Command::WithdrawMoney(entry(it, labels)?),
        Event::MoneyTransferred(it) => Command::TransferMoney(WantedTransfer {
            from: it.from,
            to: it.to,
            amount: decimal(it.sent)?,
            currency: None,
            received_amount: match it.received {
                Some(received) => Some(decimal(received)?),
                None => None,
            },
            received_currency: None,
            date: it.date,
            note: labels.note,
            origin: None,
        }),
        _ => return None,
    })
}
