//! A branch against the plainest way to have one: a copy of the book that is kept by the ordinary rules and the ordinary
//! index.
#![allow(clippy::unwrap_used, reason = "in a test, that is how a fault is reported")]

use super::commands::{Book, Intent, fold, intents};
use super::scene::{at, branch, change, history};
use daybook::event_sourcing::{
    Aggregate, Branch, EventId, Otherwise, Past, Projection, Recorded, Sequence, Source, What,
};
use daybook::ledger::{AccountId, Command, Entries, Event, Ledger};
use daybook::record::History;
use daybook::reports::{
    BranchNames, Held, Moment, Month, Prepared, SideBySide, beside, deviations, deviations_by_month,
    what_if_balances,
};
use proptest::prelude::*;
use std::collections::HashMap;

/// The copy.
#[derive(Clone, Default)]
struct Copy {
    events: Vec<Recorded<Event>>,
    ledger: Ledger,
    past: Entries,
}

impl Copy {
    fn add(&mut self, event: &Recorded<Event>, commit: u64) {
        let (sequence, commit) = (at(self.events.len() as u64 + 1), at(commit));
        let event = Recorded { sequence, commit, ..event.clone() };
        self.past.add(&event);
        self.ledger.evolve(&self.past, &event);
        self.events.push(event);
    }

    /// A moment is after the event it was named after.
    fn decide(&self, real: &[Recorded<Event>], command: &Command) -> Result<Vec<Event>, &'static str> {
        let mut command = command.clone();
        let named = match &mut command {
            Command::NameMoment { position, .. } => Some((position, "position-out-of-range")),
            Command::UnnameMoment { position } => Some((position, "moment-not-named")),
            _ => None,
        };
        if let Some((position, none)) = named {
            let of = real.iter().find(|event| event.sequence == *position).map(|event| event.id);
            *position = of.and_then(|of| self.past.find(of)).ok_or(none)?;
        }
        self.ledger.decide(&self.past, &command).map_err(|why| why.code())
    }
}

/// What changes do, one commit of the log after the other.
fn copied(real: &[Recorded<Event>], changes: &[Otherwise<Command>]) -> (Copy, Vec<(u64, &'static str)>) {
    let (mut copy, mut refused) = (Copy::default(), Vec::new());
    let of = |event: &Recorded<Event>| {
        changes
            .iter()
            .find(|it| matches!(&it.what, What::LeftOut(of) | What::Instead(of, _) if *of == event.sequence))
    };
    let made = |copy: &mut Copy, after: Sequence, commit_ends: bool| {
        for change in changes {
            let What::Made(place, commands) = &change.what else { continue };
            if *place != after || !commit_ends {
                continue;
            }
            let mut tried = copy.clone();
            let commit = tried.events.len() as u64 + 1;
            let outcome = commands.iter().try_for_each(|command| {
                for data in tried.decide(real, command)? {
                    let id = EventId::from_bytes(u128::from(tried.events.len() as u64 + 1).to_be_bytes());
                    let template = real[0].clone();
                    tried.add(&Recorded { id, data, ..template }, commit);
                }
                Ok::<_, &str>(())
            });
            if outcome.is_ok() {
                *copy = tried;
            }
        }
    };
    made(&mut copy, at(0), true);
    for commit in real.chunk_by(|one, other| one.commit == other.commit) {
        let mut tried = copy.clone();
        let begin = tried.events.len() as u64 + 1;
        let mut why = None;
        for command in commit.chunk_by(|one, other| one.command_id == other.command_id) {
            let stays: Vec<_> = command.iter().filter(|event| of(event).is_none()).collect();
            let data: Vec<_> = stays.iter().map(|event| &event.data).collect();
            let decided = match Command::recorded_by(&data).map(|wanted| tried.decide(real, &wanted)) {
                Some(Err(code)) => {
                    why = Some((stays[0].sequence.get(), code));
                    break;
                }
                Some(Ok(decided)) => decided,
                None => data.into_iter().cloned().collect(),
            };
            // No command of a book records more or fewer events than before.
            assert_eq!(decided.len(), stays.len());
            let mut decided = decided.into_iter();
            for event in command {
                match of(event).map(|it| &it.what) {
                    None => {
                        let data = decided.next().unwrap();
                        tried.add(&Recorded { data, ..event.clone() }, begin);
                    }
                    Some(What::Instead(_, command)) => match tried.decide(real, command) {
                        Ok(events) => {
                            for (data, n) in events.into_iter().zip(0..) {
                                let fresh = u128::from(tried.events.len() as u64 + 1).to_be_bytes();
                                let id = if n == 0 { event.id } else { EventId::from_bytes(fresh) };
                                tried.add(&Recorded { id, data, ..event.clone() }, begin);
                            }
                        }
                        Err(code) => why = why.or(Some((event.sequence.get(), code))),
                    },
                    Some(_) => {}
                }
            }
            if why.is_some() {
                break;
            }
        }
        match why {
            None => copy = tried,
            Some(why) => refused.push(why),
        }
        made(&mut copy, commit[commit.len() - 1].sequence, true);
    }
    (copy, refused)
}

/// What happened and to what, without what a copy makes of its own: ids and times.
fn facts(events: &[Recorded<Event>]) -> Vec<(u64, u64, &Event)> {
    events.iter().map(|event| (event.sequence.get(), event.commit.get(), &event.data)).collect()
}

/// A state without its moments, which the copy does not set.
fn figures(ledger: &Ledger) -> Vec<(AccountId, String, i64, u64, &'static str, String)> {
    let figure = |it: &daybook::ledger::Account| {
        let limit = it.overdraft_limit.to_string();
        (it.id, it.name.to_string(), it.balance.get(), it.entries, it.status.as_str(), limit)
    };
    ledger.accounts().iter().map(|account| figure(account)).collect()
}

/// Three or fewer things that would have been otherwise, anywhere.
fn changes(book: &Book, wanted: &[(u8, prop::sample::Index, Intent)]) -> Vec<Otherwise<Command>> {
    let ends: Vec<_> = book
        .events
        .chunk_by(|one, other| one.commit == other.commit)
        .map(|commit| commit[commit.len() - 1].sequence)
        .collect();
    let mut changes: Vec<Otherwise<Command>> = Vec::new();
    for ((kind, which, intent), number) in wanted.iter().zip(1..) {
        let event = which.get(&book.events);
        let taken = changes.iter().any(|it| match &it.what {
            What::LeftOut(of) | What::Instead(of, _) => *of == event.sequence,
            What::Made(..) => false,
        });
        // A book that was never opened is none.
        let first = event.sequence == at(1);
        let command = book.command(intent);
        let what = match kind % 3 {
            0 => What::Made(*which.get(&ends), vec![command]),
            _ if taken || first => continue,
            1 => What::LeftOut(event.sequence),
            _ => What::Instead(event.sequence, command),
        };
        changes.push(change(number, what));
    }
    changes
}

fn balances(history: &History, branch: &Branch<Ledger>) {
    let differences = what_if_balances(branch.seen(history.past()));
    for real in 0..=history.count() {
        let really = history.ledger_at(at(real)).unwrap();
        let beside = branch.state_at(history.real(), branch.course().beside(at(real))).unwrap();
        let mut expected: HashMap<AccountId, i64> =
            beside.accounts().iter().map(|it| (it.id, it.balance.get())).collect();
        for account in really.accounts() {
            *expected.entry(account.id).or_default() -= account.balance.get();
        }
        for (account, difference) in expected {
            let found = differences.of(account, at(real));
            assert_eq!(found, i128::from(difference), "{account} beside event {real}");
            explained(history, branch, account, (at(real), found));
        }
    }
}

/// What a difference is made of: events that are not the same in both, once each and in order, and exactly it.
fn explained(
    history: &History,
    branch: &Branch<Ledger>,
    account: AccountId,
    (real, difference): (Sequence, i128),
) {
    let names = BranchNames { seen: branch.seen(history.past()), state: branch.state(), own: branch.own() };
    let of_book = history.ledger().accounts().iter().chain(branch.state().accounts());
    let currency = of_book.filter(|it| it.id == account).map(|it| it.currency).next().unwrap();
    let parts = deviations(names, history.ledger(), Held::Account(account, currency), real);
    assert_eq!(parts.iter().map(|part| part.units).sum::<i128>(), difference);
    assert!(parts.is_sorted_by_key(|part| part.place));
    let (mut next, mut running) = (0, 0);
    for month in deviations_by_month(&parts, history.past().times()) {
        assert_eq!(month.parts.start, next);
        let own = &parts[month.parts.clone()];
        let recorded = |place| history.past().times().at(place).unwrap();
        assert!(own.iter().all(|part| Month::at(recorded(part.place)) == month.month));
        assert_eq!(own.iter().map(|part| part.units).sum::<i128>(), month.units);
        running += month.units;
        assert_eq!(month.running, running);
        next = month.parts.end;
    }
    assert_eq!(next, parts.len());
    for (number, part) in parts.iter().enumerate() {
        assert!(part.units != 0 && part.place <= real);
        assert!(parts[..number].iter().all(|other| other.source != part.source));
        match part.source {
            Source::Own(own) => assert!(branch.own().get(own).is_some()),
            // A reversal that is there all the same undoes something else.
            Source::Real(event) if branch.course().of_real(event).is_some() => {
                let event = history.log().event(event).unwrap();
                assert!(matches!(event.data, Event::EntryReversed { .. }), "{event:?}");
            }
            Source::Real(event) => assert!(event <= real),
        }
    }
}

/// Both lines of the chart, point by point, against both states.
fn lines(book: &Book, history: &History, branch: &Branch<Ledger>) {
    let mut prepared = Prepared::default();
    for event in &book.events {
        prepared.apply(history.past(), event);
    }
    let (log, past, ledger) = (history.log(), history.past(), history.ledger());
    let moment = Moment { log, past, prepared: &prepared, ledger, position: log.head() };
    let differences = what_if_balances(branch.seen(past));
    let with = SideBySide { differences: &differences, state: branch.state() };
    let names = BranchNames { seen: branch.seen(past), state: branch.state(), own: branch.own() };
    let accounts = branch.state().accounts().iter().chain(ledger.accounts());
    let held = accounts.flat_map(|it| [Held::Account(it.id, it.currency), Held::Total(it.currency)]);
    for held in held {
        // An account that has another currency in the branch is another one.
        let of = |state: &Ledger| -> i128 {
            let own = state.accounts().iter().filter(|it| match held {
                Held::Account(id, _) => it.id == id,
                Held::Total(currency) => it.currency == currency,
            });
            own.map(|it| i128::from(it.balance.get())).sum()
        };
        let ambiguous = ledger.accounts().iter().any(|it| {
            branch.state().accounts().iter().any(|other| other.id == it.id && other.currency != it.currency)
        });
        if ambiguous {
            continue;
        }
        let points = beside(&moment, with, held, at(1), 20);
        assert_eq!(points.last().map(|point| point.position), Some(log.head()));
        assert!(points.is_sorted_by(|one, next| one.position < next.position));
        for point in points {
            let there = branch.course().beside(point.position);
            assert_eq!(point.really, of(&history.ledger_at(point.position).unwrap()), "{held:?}");
            assert_eq!(point.otherwise, of(&branch.state_at(history.real(), there).unwrap()), "{held:?}");
            let parts = deviations(names, ledger, held, point.position);
            let apart: i128 = parts.iter().map(|part| part.units).sum();
            assert_eq!(apart, point.otherwise - point.really, "{held:?}");
        }
    }
}

proptest! {

    #[test]
    fn a_branch_is_what_a_copy_of_the_book_would_have_become(
        intents in intents(60),
        wanted in prop::collection::vec((any::<u8>(), any::<prop::sample::Index>(), intents(2)), 1..5),
        slice in 1u64..30,
    ) {
        let book = Book::after(&intents);
        let wanted: Vec<_> = wanted.into_iter().map(|(kind, which, one)| (kind, which, one[0].clone())).collect();
        let changes = changes(&book, &wanted);
        let history = history(&book.events, 7);
        let fingerprint = history.fingerprint();
        let branch = branch(&history, changes, slice);
        // In the order the branch has them, which is that of their places.
        let (copy, refused) = copied(&book.events, branch.changes());
        let found: Vec<_> = branch.refused().iter().map(|it| (it.at.get(), it.why.code())).collect();
        prop_assert_eq!(found, refused);
        let events: Vec<_> =
            branch.events(history.real(), at(1), Sequence::MAX).map(Result::unwrap).collect();
        prop_assert_eq!(facts(&events), facts(&copy.events));
        prop_assert_eq!(figures(branch.state()), figures(&copy.ledger));
        for position in 0..=events.len() {
            let there = branch.state_at(history.real(), at(position as u64)).unwrap();
            prop_assert_eq!(&there, &fold(&events[..position]), "at {}", position);
        }
        balances(&history, &branch);
        lines(&book, &history, &branch);
        prop_assert_eq!(fingerprint, history.fingerprint());
    }

    #[test]
    fn a_branch_without_changes_is_the_book_at_every_position(intents in intents(60)) {
        let book = Book::after(&intents);
        let history = history(&book.events, 5);
        // One that leaves the log at its very beginning decides every command again.
        let nothing = change(1, What::Made(at(0), Vec::new()));
        for changes in [Vec::new(), vec![nothing]] {
            let branch = branch(&history, changes, 10);
            prop_assert_eq!(branch.refused().len(), 0);
            for position in 0..=history.count() {
                let there = branch.state_at(history.real(), at(position)).unwrap();
                prop_assert_eq!(there, history.ledger_at(at(position)).unwrap());
            }
        }
    }

    #[test]
    fn what_was_wanted_can_be_told_from_what_was_recorded(intents in intents(60)) {
        let book = Book::after(&intents);
        for command in book.events.chunk_by(|one, other| one.command_id == other.command_id) {
            let events: Vec<_> = command.iter().map(|event| &event.data).collect();
            if let Some(wanted) = Command::recorded_by(&events) {
                prop_assert!(wanted.recorded_as(daybook::ledger::Assumed::default(), &events));
            } else {
                let opens = matches!(events[..], [Event::BookOpened { .. }]);
                prop_assert!(opens);
            }
        }
    }
}
