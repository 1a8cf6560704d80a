//! Undo and redo: what a commit did is taken back by commands of its own, each decided by the rules. Nothing is erased:
//! the log tells what was undone, because every such command names the one it answers as its cause.

use super::Failure;
use super::open_book::Book;
use super::surroundings::id_at;
use crate::event_sourcing::{CommandId, EventId, Recorded, Sequence};
use crate::exchange::Request;
use crate::ledger::{
    Account, AccountId, Assumed, Command, Event, Labels, Ledger, NamedMoment, Note, Refusal, Rule,
};
use crate::record::LedgerCodec;
use crate::reports::{Moment, describe};
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

/// The events of a commit, in order.
type Commit = Vec<Recorded<Event>>;

/// The entries recorded anew where a reversal was taken back, by the command that reversed them.
type Anew = HashMap<CommandId, EventId>;

/// What takes an event back.
struct Answer {
    command: Command,
    /// What the entry that it records is to be filed under besides.
    filed: Option<Labels>,
}

impl From<Command> for Answer {
    fn from(command: Command) -> Self {
        Self { command, filed: None }
    }
}

impl Book {
    /// What undoes the last commit that is not undone yet, nor took back itself all it did; `None` where there is none. A
    /// failure says which event can't be taken back, where one of it can't.
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
                _ => {
                    if let Some(step) = self.answer(&commit, &anew)? {
                        return Ok(Some(step));
                    }
                }
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

    /// What takes a commit back, the last event first; `None` where nothing of it is left.
    fn answer(&self, commit: &Commit, anew: &Anew) -> Result<Option<Step>, Failure> {
        let (Some(first), Some(last)) = (commit.first(), commit.last()) else { return Ok(None) };
        let mut left: Vec<(&Recorded<Event>, Answer)> = Vec::new();
        for event in commit {
            let took_back = left.pop_if(|(_, answer)| self.is_recorded_as(&answer.command, event));
            if took_back.is_none() {
                left.extend(self.opposite(commit, event)?.map(|answer| (event, answer)));
            }
        }
        let mut requests = Vec::new();
        for (event, Answer { command, filed }) in left.into_iter().rev() {
            let Some(command) = self.by_now(command, event.sequence, anew) else { continue };
            let recorded = EventId::of_command(self.command_id(requests.len()), 0);
            let filing = filed.map(|labels| Command::CategorizeEntry { entry: recorded, labels });
            for command in core::iter::once(command).chain(filing) {
                let (command_id, caused_by) = (Some(self.command_id(requests.len())), Some(event.command_id));
                let assumed = Assumed::default();
                requests.push(Request { command, command_id, actor: None, caused_by, assumed });
            }
        }
        let step = Step { first: first.sequence, last: last.sequence, requests };
        Ok(Some(step).filter(|step| !step.requests.is_empty()))
    }

    /// Whether a command is recorded as just this event. What has an identity of its own, an entry or a rule, is never another's
    /// taking back, however alike.
    fn is_recorded_as(&self, command: &Command, event: &Recorded<Event>) -> bool {
        let is_own =
            self.past().entry(event.sequence).is_some() || matches!(event.data, Event::RuleStated(_));
        !is_own && command.recorded_as(Assumed::default(), &[&event.data])
    }

    /// The command that takes back the event at `since`, about the entry that stands by now for the one it names; `None` where
    /// that is reversed already.
    fn by_now(&self, command: Command, since: Sequence, anew: &Anew) -> Option<Command> {
        Some(match command {
            Command::ReverseEntry { entry, reason } => {
                let entry = self.standing(entry, since, anew);
                self.reversed(entry).is_none().then_some(Command::ReverseEntry { entry, reason })?
            }
            Command::CategorizeEntry { entry, labels } => {
                Command::CategorizeEntry { entry: self.standing(entry, since, anew), labels }
            }
            other => other,
        })
    }

    /// The identity of one of the commands of a step. It comes from the log as it stands, so that a step sent twice is made
    /// once, and what the step refers to is known before it is recorded.
    fn command_id(&self, number: usize) -> CommandId {
        let mut tail = [0; 10];
        tail.copy_from_slice(&self.history().fingerprint().bytes()[..10]);
        // The last four bytes number a command's events.
        let number = u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes();
        tail.iter_mut().skip(2).zip(number).for_each(|(byte, number)| *byte ^= number);
        CommandId::from(id_at(self.history().last().recorded_at.unwrap_or_default(), tail))
    }

    /// The entry that stands by now for one that the event at `since` is about: itself, unless it was reversed later and that was
    /// taken back.
    fn standing(&self, entry: EventId, since: Sequence, anew: &Anew) -> EventId {
        let reversal = self.reversed(entry).filter(|at| *at > since).and_then(|at| self.log().event(at));
        match reversal.and_then(|reversal| anew.get(&reversal.command_id)) {
            Some(next) if *next != entry => self.standing(*next, since, anew),
            _ => entry,
        }
    }

    /// What takes an event of a commit back; `None` where the commit did that itself, or it changed nothing.
    fn opposite(&self, commit: &Commit, event: &Recorded<Event>) -> Result<Option<Answer>, Failure> {
        let before = || self.ledger_at(event.sequence.previous());
        let reason = || self.reason_again(event);
        let command = match &event.data {
            Event::MoneyDeposited(_) | Event::MoneyWithdrawn(_) | Event::MoneyTransferred(_) => {
                let by_itself = self.reversed(event.id).is_some_and(|at| holds(commit, at));
                (!by_itself).then(|| Command::ReverseEntry { entry: event.id, reason: reason() })
            }
            Event::EntryReversed { entry, .. } => return self.recorded_again(commit, event, *entry),
            Event::EntryCategorized { entry, labels } => self.filed_back(commit, event, (*entry, labels))?,
            Event::AccountOpened { account, .. } | Event::AccountReopened { account, .. } => {
                Some(Command::CloseAccount { account: *account, reason: reason() })
            }
            Event::AccountClosed { account, .. } => {
                Some(Command::ReopenAccount { account: *account, reason: reason() })
            }
            Event::AccountFrozen { account, .. } => {
                Some(Command::UnfreezeAccount { account: *account, reason: reason() })
            }
            Event::AccountUnfrozen { account, .. } => {
                Some(Command::FreezeAccount { account: *account, reason: reason() })
            }
            Event::AccountRenamed { account, .. } => {
                let name = self.account_in(&before()?, *account)?.name.clone();
                self.back_to(event, &Event::AccountRenamed { account: *account, name })?
            }
            Event::OverdraftLimitSet { account, .. } => {
                let overdraft_limit = self.account_in(&before()?, *account)?.overdraft_limit;
                self.back_to(event, &Event::OverdraftLimitSet { account: *account, overdraft_limit })?
            }
            Event::BookRenamed { .. } => match before()?.book() {
                Some(book) => self.back_to(event, &Event::BookRenamed { name: book.name.clone() })?,
                None => None,
            },
            Event::MomentNamed(NamedMoment { position, .. }) | Event::MomentUnnamed { position } => {
                match before()?.named_moments().at(*position) {
                    Some(moment) => self.back_to(event, &Event::MomentNamed(moment.clone()))?,
                    None => Some(Command::UnnameMoment { position: *position }),
                }
            }
            Event::RuleStated(rule) => self.rule_withdrawn(commit, event, rule),
            Event::RuleWithdrawn { rule, .. } => self.rule_stated(commit, event, *rule)?,
            Event::PeriodClosed { period } => {
                Some(Command::ReopenPeriod { period: *period, reason: reason() })
            }
            Event::PeriodReopened { period, .. } => Some(Command::ClosePeriod { period: *period }),
            Event::BookOpened { .. } | Event::BookForked { .. } | Event::AccountReconciled { .. } => {
                return Err(self.not_undone(event));
            }
        };
        Ok(command.map(Answer::from))
    }

    /// Why that was done which this event took back, where somebody said so: so it is done again. An account is frozen, or closed,
    /// for the reason for which it was so until then.
    fn reason_again(&self, event: &Recorded<Event>) -> Option<Note> {
        let was_so = |was: &&Recorded<Event>| match (&was.data, &event.data) {
            (Event::AccountFrozen { account: was, .. }, Event::AccountUnfrozen { account, .. })
            | (Event::AccountClosed { account: was, .. }, Event::AccountReopened { account, .. }) => {
                was == account
            }
            _ => false,
        };
        if matches!(event.data, Event::AccountUnfrozen { .. } | Event::AccountReopened { .. }) {
            let before = self.past().turns(Sequence::START, event.sequence.previous());
            return before.iter().rev().find(was_so)?.data.reason().cloned();
        }
        let taken_back = self.command(event.caused_by?)?;
        taken_back.iter().find_map(|event| event.data.reason()).cloned()
    }

    /// The command that makes it again as this event, of before, has it; `None` where it is so still.
    fn back_to(&self, event: &Recorded<Event>, was: &Event) -> Result<Option<Command>, Failure> {
        if event.data == *was {
            return Ok(None);
        }
        Command::recorded_by(&[was]).map(Some).ok_or_else(|| self.not_undone(event))
    }

    /// The event that reversed an entry, by now.
    fn reversed(&self, entry: EventId) -> Option<Sequence> {
        self.past().reversed_by(self.past().find(entry)?, self.log().head())
    }

    /// An entry that a commit reversed is recorded once more, filed as it was before that; not so one that the commit itself
    /// recorded.
    fn recorded_again(
        &self,
        commit: &Commit,
        event: &Recorded<Event>,
        entry: EventId,
    ) -> Result<Option<Answer>, Failure> {
        let at = self.past().find(entry).filter(|at| !holds(commit, *at));
        let Some(original) = at.and_then(|at| self.log().event(at)) else { return Ok(None) };
        let labels = self.labels_before(event.commit, original.sequence)?;
        again(&original.data, labels).map(Some).ok_or_else(|| self.not_undone(event))
    }

    /// An entry is filed as it was before, where it has not come or gone with the commit: then its filing does, too.
    fn filed_back(
        &self,
        commit: &Commit,
        event: &Recorded<Event>,
        (entry, given): (EventId, &Labels),
    ) -> Result<Option<Command>, Failure> {
        let Some(at) = self.past().find(entry) else { return Ok(None) };
        if holds(commit, at) || self.reversed(entry).is_some_and(|by| holds(commit, by)) {
            return Ok(None);
        }
        let labels = self.labels_before(event.sequence, at)?;
        Ok((labels != *given).then_some(Command::CategorizeEntry { entry, labels }))
    }

    /// The rule of a statement is withdrawn, where it is in force: withdrawn and stated again, under another event.
    fn rule_withdrawn(&self, commit: &Commit, event: &Recorded<Event>, rule: &Rule) -> Option<Command> {
        let by = self.past().withdrawn_by(event.sequence);
        if by.is_some_and(|by| holds(commit, by)) {
            return None;
        }
        let in_force = self.past().rules(self.log().head());
        let own = in_force.iter().find(|stated| stated.id == event.id);
        let standing = own.or_else(|| in_force.iter().find(|stated| stated.rule.asks_as(rule)));
        standing.map(|stated| Command::WithdrawRule { rule: stated.id, reason: self.reason_again(event) })
    }

    /// A rule that a commit withdrew is stated once more; not so one that the commit itself stated, nor one that another asked
    /// as well.
    fn rule_stated(
        &self,
        commit: &Commit,
        event: &Recorded<Event>,
        rule: EventId,
    ) -> Result<Option<Command>, Failure> {
        let stated = self.past().rule(rule).filter(|stated| !holds(commit, stated.sequence));
        let Some(stated) = stated else { return Ok(None) };
        if self.past().rules(event.sequence).iter().any(|other| other.rule.asks_as(stated.rule)) {
            return Ok(None);
        }
        let wanted = stated.rule.wanted().ok_or_else(|| self.not_undone(event))?;
        Ok(Some(Command::StateRule(wanted)))
    }

    /// That an event can't be taken back, and with it nothing before it.
    fn not_undone(&self, event: &Recorded<Event>) -> Failure {
        let moment = self.moment(self.ledger(), self.log().head());
        match describe(&moment, event) {
            Ok(what) => Failure::NotUndone { event: event.sequence, what },
            Err(why) => why.into(),
        }
    }

    fn account_in<'a>(&self, ledger: &'a Ledger, account: AccountId) -> Result<&'a Account, Refusal> {
        ledger.account(self.past(), account)
    }

    const fn moment<'a>(&'a self, ledger: &'a Ledger, position: Sequence) -> Moment<'a, LedgerCodec> {
        Moment { log: self.log(), past: self.past(), prepared: self.prepared(), ledger, position }
    }

    /// What the entry at `entry` was filed under right before the event at `sequence`.
    fn labels_before(&self, sequence: Sequence, entry: Sequence) -> Result<Labels, Failure> {
        let position = sequence.previous();
        let ledger = self.ledger_at(position)?;
        Ok(self.moment(&ledger, position).labels(entry)?.unwrap_or_default())
    }
}

/// Whether the event at `at` belongs to a commit.
fn holds(commit: &Commit, at: Sequence) -> bool {
    commit.first().is_some_and(|first| first.sequence <= at)
        && commit.last().is_some_and(|last| at <= last.sequence)
}

/// What records an entry once more, filed under these; `None` where it is no entry.
fn again(event: &Event, labels: Labels) -> Option<Answer> {
    let mut command = Command::recorded_by(&[event])?;
    let mut filed = None;
    match &mut command {
        Command::DepositMoney(wanted) | Command::WithdrawMoney(wanted) => {
            wanted.labels = labels;
            wanted.origin = None;
        }
        Command::TransferMoney(wanted) => {
            wanted.note.clone_from(&labels.note);
            wanted.origin = None;
            // A transfer comes with a note only.
            filed = Some(labels).filter(|labels| labels.category.is_some() || labels.counterparty.is_some());
        }
        _ => return None,
    }
    Some(Answer { command, filed })
}
