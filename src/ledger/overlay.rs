//! A branch of a book: what the rules look up there, from the book's index and what is known of the branch's own events.

use super::{
    AccountId, Command, Entries, Event, Labels, Ledger, Lookup, Posting, Postings, Refusal, Rule, Standing,
    ValueDate,
};
use crate::event_sourcing::{Branching, Course, EventId, Recorded, Seen, Sequence, Source};
use std::collections::{HashMap, HashSet};

/// What is known of a branch's own events, and of what the log's own later ones do to them. Events and accounts are
/// numbered as the branch numbers them.
#[derive(Clone, Default, Debug)]
pub struct Overlay {
    /// Where the branch leaves the log.
    fork: Sequence,
    /// How many accounts there were where the branch leaves the log: they have the same numbers in both.
    shared: usize,
    /// Those opened since.
    opened: Vec<AccountId>,
    numbers: HashMap<AccountId, usize>,
    ids: HashMap<EventId, Sequence>,
    /// What events moved, where the book's index does not know it.
    moved: HashMap<Sequence, Postings>,
    labels: HashMap<Sequence, Labels>,
    reversals: HashSet<Sequence>,
    reversed: HashMap<Sequence, Sequence>,
    /// The last event that filed an entry anew, and how.
    categorized: HashMap<Sequence, (Sequence, Labels)>,
    rules: Vec<(Sequence, Rule)>,
    withdrawn: HashMap<Sequence, Sequence>,
}

impl Branching for Ledger {
    type Overlay = Overlay;

    fn overlay(shared: &Entries, fork: Sequence) -> Overlay {
        Overlay { fork, shared: shared.accounts_at(fork), ..Overlay::default() }
    }

    fn note(overlay: &mut Overlay, shared: &Entries, course: &Course, event: &Recorded<Event>) {
        let at = event.sequence;
        let is_own = |at| matches!(course.source(at), Some(Source::Own(_)));
        let own = is_own(at);
        let seen = Seen::<Self> { shared, course, overlay };
        // What corrects an entry of the branch's own is not what the book's index says of it.
        let corrected = |entry| Lookup::find(&seen, entry).filter(|entry| own || is_own(*entry));
        match &event.data {
            Event::AccountOpened { account, .. } => {
                overlay.numbers.insert(*account, overlay.shared + overlay.opened.len());
                overlay.opened.push(*account);
            }
            Event::EntryReversed { entry, .. } => {
                if let Some(entry) = corrected(*entry) {
                    let moved = seen.postings(entry).undone();
                    overlay.moved.insert(at, moved);
                    overlay.reversals.insert(at);
                    overlay.reversed.insert(entry, at);
                }
            }
            Event::EntryCategorized { entry, labels } => {
                if let Some(entry) = corrected(*entry) {
                    overlay.categorized.insert(entry, (at, labels.clone()));
                }
            }
            Event::RuleStated(rule) if own => overlay.rules.push((at, rule.clone())),
            Event::RuleWithdrawn { rule, .. } => {
                if let Some(rule) = corrected(*rule) {
                    overlay.withdrawn.insert(rule, at);
                }
            }
            entry if own => {
                let moved = seen.changes(entry);
                overlay.labels.insert(at, super::entries::labels_of(entry));
                overlay.moved.insert(at, moved);
            }
            _ => {}
        }
        if own {
            overlay.ids.insert(event.id, at);
        }
    }

    /// A moment that is named by its place in the log is here after the same event. The fingerprint is the one it has
    /// there: a branch has none before it is written as a book.
    fn decide_in(&self, seen: Seen<'_, Self>, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::NameMoment { position, name, fingerprint } => {
                let there = seen.moment(*position);
                let there = there.ok_or(Refusal::PositionOutOfRange { position: *position })?;
                let (name, fingerprint) = (name.clone(), *fingerprint);
                self.decide_by(&seen, &Command::NameMoment { position: there, name, fingerprint })
            }
            Command::UnnameMoment { position } => {
                let none = Refusal::MomentNotNamed { position: *position };
                let there = seen.moment(*position).ok_or_else(|| none.clone())?;
                let decided = self.decide_by(&seen, &Command::UnnameMoment { position: there });
                // What is refused is told with the numbers of the log.
                decided.map_err(|why| if matches!(why, Refusal::MomentNotNamed { .. }) { none } else { why })
            }
            _ => self.decide_by(&seen, command),
        }
    }

    fn evolve_in(&mut self, seen: Seen<'_, Self>, event: &Recorded<Event>) {
        self.fold(&seen, event);
    }

    fn wanted(events: &[Recorded<Event>]) -> Option<Command> {
        Command::recorded_by(&events.iter().map(|event| &event.data).collect::<Vec<_>>())
    }

    fn name(command: &Command) -> &'static str {
        command.name()
    }
}

/// One change by which a balance in a branch differs from the book's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Apart {
    /// The event it comes from: one of the branch's own, or one of the log that is missing here or moves something else.
    pub source: Source,
    /// The last event of the log before the change, or the one that is missing.
    pub place: Sequence,
    /// Whose balance.
    pub account: AccountId,
    /// What it adds to the balance; what a missing event had moved is taken back.
    pub posting: Posting,
}

impl Seen<'_, Ledger> {
    /// The id of the account with this number in the branch.
    pub fn account_id(&self, number: usize) -> Option<AccountId> {
        match number.checked_sub(self.overlay.shared) {
            None => self.shared.accounts().get(number),
            Some(since) => self.overlay.opened.get(since),
        }
        .copied()
    }

    /// The moment of the branch that is after the same event as this one of the log, or after what stands in that event's
    /// place; `None` where there is none.
    pub fn moment(&self, position: Sequence) -> Option<Sequence> {
        // Up to where they part, both are one history; behind that, another mark of parting is none of the branch's.
        if position <= self.overlay.fork {
            return (position > Sequence::START).then_some(position);
        }
        let turn = self.shared.turns(position.previous(), position).first();
        if turn.is_some_and(|turn| matches!(turn.data, Event::BookForked { .. })) {
            return None;
        }
        Lookup::find(self, self.shared.id(position)?)
    }

    /// By how much each account's balance differs from the book's, change by change.
    pub fn differences(&self) -> impl Iterator<Item = Apart> + '_ {
        let taken = |(real, posting): (Sequence, Posting)| {
            let account = *self.shared.accounts().get(posting.account as usize)?;
            let posting = Posting { change: -posting.change, ..posting };
            Some(Apart { source: Source::Real(real), place: real, account, posting })
        };
        let missing = self.course.missing().flat_map(|(from, to)| {
            (from.get()..=to.get())
                .filter_map(Sequence::new)
                .flat_map(|real| self.shared.postings(real).into_iter().map(move |posting| (real, posting)))
        });
        let otherwise = self.overlay.moved.keys().filter_map(|at| match self.course.source(*at)? {
            Source::Real(real) => {
                Some(self.shared.postings(real).into_iter().map(move |posting| (real, posting)))
            }
            Source::Own(_) => None,
        });
        let given = self.overlay.moved.iter().flat_map(|(at, postings)| {
            let place = self.course.place(*at);
            let given = |posting: &Posting| {
                let account = self.account_id(posting.account as usize)?;
                Some(Apart { source: self.course.source(*at)?, place, account, posting: *posting })
            };
            postings.iter().filter_map(given).collect::<Vec<_>>()
        });
        missing.chain(otherwise.flatten()).filter_map(taken).chain(given)
    }

    /// What an entry moves here.
    fn changes(&self, event: &Event) -> Postings {
        let one = |account: AccountId, date: ValueDate, change: i64| {
            let account = u32::try_from(Lookup::account(self, account)?).ok()?;
            Some(Posting { account, day: date.days(), change })
        };
        Postings::of(
            super::entries::moves_of(event)
                .map(|it| it.and_then(|(account, date, change)| one(account, date, change))),
        )
    }

    /// The same of an event of the log, with the accounts' numbers in the branch.
    fn renumbered(&self, postings: &[Posting]) -> Postings {
        let number = |posting: &Posting| {
            let number = posting.account as usize;
            if number < self.overlay.shared {
                return Some(*posting);
            }
            let id = self.shared.accounts().get(number)?;
            let account = u32::try_from(*self.overlay.numbers.get(id)?).ok()?;
            Some(Posting { account, ..*posting })
        };
        Postings::of([0, 1].map(|at| postings.get(at).and_then(number)))
    }

    /// The event that withdrew the rule stated at `at`.
    fn rule_withdrawn(&self, at: Sequence) -> Option<Sequence> {
        let shared = || match self.course.source(at)? {
            Source::Real(real) => self.course.of_real(self.shared.withdrawn_by(real)?),
            Source::Own(_) => None,
        };
        self.overlay.withdrawn.get(&at).copied().or_else(shared)
    }

    fn is_reversal(&self, at: Sequence) -> bool {
        let real = |source| matches!(source, Source::Real(real) if self.shared.reverses(real).is_some());
        self.overlay.reversals.contains(&at) || self.course.source(at).is_some_and(real)
    }
}

impl Lookup for Seen<'_, Ledger> {
    fn account(&self, id: AccountId) -> Option<usize> {
        let shared = || self.shared.account(id).filter(|number| *number < self.overlay.shared);
        self.overlay.numbers.get(&id).copied().or_else(shared)
    }

    fn find(&self, id: EventId) -> Option<Sequence> {
        let shared = || self.course.of_real(self.shared.find(id)?);
        self.overlay.ids.get(&id).copied().or_else(shared)
    }

    fn postings(&self, sequence: Sequence) -> Postings {
        match (self.overlay.moved.get(&sequence), self.course.source(sequence)) {
            (Some(moved), _) => *moved,
            (None, Some(Source::Real(real))) => self.renumbered(&self.shared.postings(real)),
            _ => Postings::default(),
        }
    }

    fn entry(&self, sequence: Sequence) -> Option<Standing> {
        let postings = self.postings(sequence);
        if postings == Postings::default() || self.is_reversal(sequence) {
            return None;
        }
        let shared = || match self.course.source(sequence)? {
            Source::Real(real) => {
                let by = self.shared.reversed_by(real, Sequence::MAX)?;
                self.course.of_real(by)
            }
            Source::Own(_) => None,
        };
        let reversed_by = self.overlay.reversed.get(&sequence).copied().or_else(shared);
        Some(Standing { sequence, postings, reversed_by })
    }

    fn labelled(&self, sequence: Sequence, labels: &Labels) -> bool {
        let real = match self.course.source(sequence) {
            Some(Source::Real(real)) => Some(real),
            _ => None,
        };
        let shared = real.and_then(|real| {
            self.shared.filed_anew(real).rev().find_map(|(by, hash)| Some((self.course.of_real(by)?, hash)))
        });
        match (self.overlay.categorized.get(&sequence), shared) {
            (Some((own, given)), shared) if shared.is_none_or(|(by, _)| by < *own) => given == labels,
            (_, Some((_, hash))) => hash == self.shared.hash_of(labels),
            (_, None) => match real {
                Some(real) => self.shared.recorded_with(real, labels),
                None => self.overlay.labels.get(&sequence).is_some_and(|own| own == labels),
            },
        }
    }

    fn total_on(&self, account: usize, day: ValueDate) -> i128 {
        let Some(id) = self.account_id(account) else { return 0 };
        let real = self.shared.account(id).filter(|number| {
            self.shared.opened(*number).is_some_and(|opened| opened <= self.course.passed())
        });
        let shared = real.map_or(0, |number| self.shared.total_on(number, day, self.course.passed()));
        let differs = self.differences().filter(|it| it.account == id && it.posting.day <= day.days());
        shared + differs.map(|it| i128::from(it.posting.change)).sum::<i128>()
    }

    fn rules_in_force(&self) -> Vec<&Rule> {
        let shared = self.shared.turns(Sequence::START, self.course.passed()).iter().filter_map(|turn| {
            match &turn.data {
                Event::RuleStated(rule) => Some((self.course.of_real(turn.sequence)?, rule)),
                _ => None,
            }
        });
        let own = self.overlay.rules.iter().map(|(at, rule)| (*at, rule));
        let all = shared.chain(own).filter(|(at, _)| self.rule_withdrawn(*at).is_none());
        all.map(|(_, rule)| rule).collect()
    }

    fn withdrawn(&self, rule: EventId) -> Option<Option<Sequence>> {
        let at = Lookup::find(self, rule)?;
        let is_rule = match self.course.source(at)? {
            Source::Real(_) => self.shared.rule(rule).is_some(),
            Source::Own(_) => self.overlay.rules.iter().any(|(own, _)| *own == at),
        };
        is_rule.then(|| self.rule_withdrawn(at))
    }
}
