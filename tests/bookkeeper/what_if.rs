//! The ends of a branch: discarded, kept as a book of its own, or adopted into the book it leaves.

use super::desk::{Desk, desk, export, request, send};
use super::faulty::{Fault, Faulty};
use super::{deposit, keeper, transfer, withdraw};
use daybook::book::{Adoption, Book, Failure, Surroundings};
use daybook::event_sourcing::{Branch, CommandId, EventId, Otherwise, Recorded, Sequence, Timestamp, What};
use daybook::exchange::Request;
use daybook::ledger::{Command, Event, Ledger, Name, Refusal};
use daybook::record::{Broken, HistoryError};
use daybook::storage::Memory;

fn at(n: u64) -> Sequence {
    Sequence::new(n).unwrap()
}

/// A hundred euros, sixty of which were spent: five events.
fn spent() -> Desk {
    let keeper = keeper(Memory::default());
    send(&keeper, &withdraw("60")).unwrap();
    keeper
}

fn command(keeper: &Desk, json: &str) -> Command {
    request(keeper.around(), json).command
}

fn branch(book: &Book, changes: impl IntoIterator<Item = What<Command>>) -> Branch<Ledger> {
    let change = |(what, number): (What<Command>, u8)| {
        let at = Timestamp::from_millis(super::desk::NOON).unwrap();
        Otherwise { id: CommandId::from_bytes([number; 16]), at, what }
    };
    branch_of(book, changes.into_iter().zip(100..).map(change).collect())
}

fn branch_of(book: &Book, changes: Vec<Otherwise<Command>>) -> Branch<Ledger> {
    let mut branch = Branch::begin(book.history().real(), changes).unwrap();
    while branch.advance(book.history().real(), 2).unwrap() {}
    branch
}

fn stored(keeper: &Desk) -> Vec<Vec<u8>> {
    let key = keeper.book().unwrap().key().clone();
    pollster::block_on(keeper.stored(&key)).unwrap()
}

#[test]
fn a_kept_branch_is_a_book_of_its_own_and_the_other_stays_as_it_is() {
    let keeper = spent();
    let (before, bytes) = (export(&keeper, None), stored(&keeper));
    let old = keeper.book().unwrap().key().clone();
    let made = command(&keeper, &transfer("5"));
    let branch = branch(&keeper.book().unwrap(), [What::LeftOut(at(5)), What::Made(at(5), vec![made])]);
    let name = Name::new("Had we saved").unwrap();
    let mut told = Vec::new();
    let kept = pollster::block_on(keeper.keep_branch(branch, name, |done, all| {
        told.push((done, all));
        true
    }))
    .unwrap();
    assert_eq!((kept.forked_after, kept.count, told), (Some(at(4)), 7, vec![(5, 5)]));
    let names: Vec<_> = {
        let book = keeper.book().unwrap();
        let events = book.log().events(at(1), Sequence::MAX).map(Result::unwrap);
        events.map(|event| event.data.name()).collect()
    };
    let expected = [
        "BookOpened",
        "AccountOpened",
        "MoneyDeposited",
        "AccountOpened",
        "BookForked",
        "MoneyTransferred",
        "BookRenamed",
    ];
    assert_eq!(names, expected);
    assert_eq!(super::balances(&keeper), [9_500, 500]);
    assert!(pollster::block_on(keeper.verify(|_, _| {})).unwrap().problems.is_empty());
    let books = pollster::block_on(keeper.books()).unwrap();
    assert_eq!(books.len(), 2);
    assert_ne!(books[0].id, books[1].id);
    pollster::block_on(keeper.open(&old, |_, _| {})).unwrap();
    assert_eq!((export(&keeper, None), stored(&keeper)), (before, bytes));
}

#[test]
fn what_is_kept_can_be_forked_from_in_turn_and_its_file_is_taken_in_anywhere() {
    let keeper = spent();
    let first = branch(&keeper.book().unwrap(), [What::LeftOut(at(5))]);
    let name = || Name::new("Club").unwrap();
    pollster::block_on(keeper.keep_branch(first, name(), |_, _| true)).unwrap();
    // Of the book that was kept, one entry before its fork is left out in turn.
    let second = branch(&keeper.book().unwrap(), [What::LeftOut(at(3))]);
    let kept = pollster::block_on(keeper.keep_branch(second, name(), |_, _| true)).unwrap();
    assert_eq!(kept.forked_after, Some(at(1)));
    let forks = |keeper: &Desk| {
        let book = keeper.book().unwrap();
        let events = book.log().events(at(1), Sequence::MAX).map(Result::unwrap);
        events.filter(|event| matches!(event.data, Event::BookForked { .. })).count()
    };
    assert_eq!((forks(&keeper), super::balances(&keeper)), (1, vec![0, 0]));
    let file = export(&keeper, None);
    let other = desk();
    let taken = super::desk::import(&other, file.as_bytes(), 100).unwrap();
    assert_eq!((taken.count, taken.fingerprint), (kept.count, kept.fingerprint));
}

/// A hundred euros, then thirty and sixty of which were spent; then four moments get a name, one of which loses it again.
fn with_names() -> Desk {
    let keeper = keeper(Memory::default());
    let name = |position: u64, name: &str| {
        format!(r#"{{"type":"NameMoment","position":{position},"name":"{name}","actor":"Bea"}}"#)
    };
    for json in [
        withdraw("30"),
        withdraw("60"),
        name(2, "Opening"),
        name(5, "Thirty"),
        name(6, "Sixty"),
        name(4, "Spare"),
        r#"{"type":"UnnameMoment","position":6}"#.to_owned(),
        name(7, "Named"),
    ] {
        send(&keeper, &json).unwrap();
    }
    keeper
}

/// The named moments of the open book, each with whether its fingerprint is the book's own there.
fn named(keeper: &Desk) -> Vec<(u64, String, bool)> {
    let book = keeper.book().unwrap();
    let moments = book.ledger().named_moments().as_slice().iter();
    let told = moments.map(|moment| {
        let own = book.fingerprint_at(moment.position).unwrap() == moment.fingerprint;
        (moment.position.get(), moment.name.to_string(), own)
    });
    told.collect()
}

/// Makes the command of this text.
type Making<'a> = &'a dyn Fn(&Desk, &str) -> Vec<Command>;
/// What is otherwise, and the named moments of the book it is kept as.
type Case = (fn(&Desk, Making<'_>) -> Vec<What<Command>>, Vec<(u64, &'static str)>);

#[test]
fn a_kept_branch_has_the_named_moments_at_its_own_places_with_its_own_fingerprints() {
    let made = |keeper: &Desk, json: &str| vec![command(keeper, json)];
    let moments = |named: &[(u64, &str)]| -> Vec<_> {
        named.iter().map(|(at, name)| (*at, (*name).to_owned(), true)).collect()
    };
    // The mark where the histories part is an event, too.
    let cases: [Case; 4] = [
        // An entry more: what comes later moves along.
        (
            |keeper, made| vec![What::Made(at(3), made(keeper, &deposit("7")))],
            vec![(2, "Opening"), (6, "Spare"), (7, "Thirty"), (9, "Named")],
        ),
        // An entry less: the moment after it is left out.
        (|_, _| vec![What::LeftOut(at(5))], vec![(2, "Opening"), (4, "Spare"), (7, "Named")]),
        // Another entry: the same places, another history.
        (
            |keeper, made| {
                let instead = made(keeper, &withdraw("20")).remove(0);
                vec![What::Instead(at(5), instead)]
            },
            vec![(2, "Opening"), (4, "Spare"), (6, "Thirty"), (8, "Named")],
        ),
        // Nothing was ever paid in: what was spent is refused.
        (|_, _| vec![What::LeftOut(at(3))], vec![(3, "Opening"), (4, "Spare"), (5, "Named")]),
    ];
    for (changes, expected) in cases {
        let keeper = with_names();
        let before = (export(&keeper, None), keeper.book().unwrap().key().clone());
        let branch = branch(&keeper.book().unwrap(), changes(&keeper, &made));
        let there: Vec<_> = branch.state().named_moments().as_slice().to_vec();
        let fork = branch.fork();
        pollster::block_on(keeper.keep_branch(branch, Name::new("Club").unwrap(), |_, _| true)).unwrap();
        assert_eq!(named(&keeper), moments(&expected));
        // The what-if had shown just these, without the mark.
        let shown: Vec<_> = there
            .iter()
            .map(|it| (it.position.get() + u64::from(it.position > fork), it.name.to_string()))
            .collect();
        assert_eq!(shown, expected.iter().map(|(at, name)| (*at, (*name).to_owned())).collect::<Vec<_>>());
        assert!(pollster::block_on(keeper.verify(|_, _| {})).unwrap().ok);
        let file = export(&keeper, None);
        assert_eq!(
            file.matches(r#""command":"NameMoment""#).count(),
            file.matches(r#""actor":"Bea""#).count()
        );
        super::desk::import(&desk(), file.as_bytes(), 100).unwrap();
        pollster::block_on(keeper.open(&before.1, |_, _| {})).unwrap();
        assert_eq!(export(&keeper, None), before.0);
    }
}

#[test]
fn keeping_that_fails_says_that_there_is_no_new_book_and_that_the_open_one_is_as_it_was() {
    let keeper = keeper(Faulty::default());
    let branch = branch(&keeper.book().unwrap(), [What::LeftOut(at(3))]);
    keeper.store().next.set(Fault::Full);
    let why = pollster::block_on(keeper.keep_branch(branch, Name::new("Club").unwrap(), |_, _| true));
    let why = why.unwrap_err();
    assert_eq!(why.code(), "storage-full");
    // Nor is it said of the stored book where what would be written does not make one.
    let broken = Broken { sequence: at(9), reason: "it is none".to_owned() };
    let unreadable = Failure::NotKept(Box::new(HistoryError::Broken(broken).into()));
    for why in [why.to_string(), unreadable.to_string()] {
        assert!(why.contains("new book could not be made") && why.contains("as it was"), "{why}");
        assert!(!why.contains("stored book"), "{why}");
    }
    assert_eq!(super::balances(&keeper), [10_000, 0]);
}

#[test]
fn keeping_can_be_stopped_and_leaves_nothing() {
    let keeper = spent();
    let branch = branch(&keeper.book().unwrap(), [What::LeftOut(at(5))]);
    let kept = keeper.keep_branch(branch, Name::new("Club").unwrap(), |_, _| false);
    assert_eq!(pollster::block_on(kept), Err(Failure::Cancelled));
    assert_eq!(pollster::block_on(keeper.books()).unwrap().len(), 1);
}

#[test]
fn a_branch_is_laid_out_with_another_keeper_as_it_would_be_kept_and_this_one_notices_nothing() {
    let keeper = spent();
    let (before, bytes) = (export(&keeper, None), stored(&keeper));
    let made = command(&keeper, &transfer("5"));
    let branch = branch(&keeper.book().unwrap(), [What::LeftOut(at(5)), What::Made(at(5), vec![made])]);
    let aside = desk();
    let laid_out = pollster::block_on(keeper.lay_out_branch(branch.clone(), &aside, |_, _| true)).unwrap();
    assert_eq!((laid_out.forked_after, laid_out.count), (Some(at(4)), 6));
    assert_eq!(super::balances(&aside), [9_500, 500]);
    assert!(pollster::block_on(aside.verify(|_, _| {})).unwrap().problems.is_empty());
    // What they share has the same ids, and so has what is the branch's own: by these their moments are found.
    let ids = |keeper: &Desk, of: &[u64]| {
        let book = keeper.book().unwrap();
        of.iter().map(|of| book.log().event(at(*of)).unwrap().id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&aside, &[1, 2, 3, 4]), ids(&keeper, &[1, 2, 3, 4]));
    assert_eq!(ids(&aside, &[6]), branch.own().iter().map(|own| own.id).collect::<Vec<_>>());
    assert_eq!((export(&keeper, None), stored(&keeper)), (before, bytes));
    assert_eq!(pollster::block_on(keeper.books()).unwrap().len(), 1);
    // Laid out again, it is the same.
    let again = desk();
    pollster::block_on(keeper.lay_out_branch(branch.clone(), &again, |_, _| true)).unwrap();
    let prints = [&aside, &again].map(|keeper| keeper.book().unwrap().history().fingerprint());
    assert_eq!(prints[0], prints[1]);
    // Stopped, there is nothing with either.
    let none = desk();
    let stopped = pollster::block_on(keeper.lay_out_branch(branch, &none, |_, _| false));
    assert_eq!(stopped.err(), Some(Failure::Cancelled));
    assert!(none.book().is_none() && pollster::block_on(none.books()).unwrap().is_empty());
}

#[test]
fn what_is_done_in_a_branch_about_its_own_entries_is_adopted_with_them() {
    let keeper = spent();
    let entry_of = |id: CommandId| EventId::of_command(id, 0);
    // Ids that end in every way: what counts on from one is not what comes with another.
    for last in 0..=255 {
        let mut id = *CommandId::from(keeper.around().new_id()).bytes();
        id[15] = last;
        let id = CommandId::from_bytes(id);
        let at_end = keeper.book().unwrap().log().head();
        let reversal = Command::ReverseEntry { entry: entry_of(id.part(1)), reason: None };
        let both = vec![command(&keeper, &deposit("7")), command(&keeper, &deposit("8"))];
        let now = Timestamp::from_millis(super::desk::NOON).unwrap();
        let changes = vec![
            Otherwise { id, at: now, what: What::Made(at_end, both) },
            Otherwise {
                id: CommandId::from(keeper.around().new_id()),
                at: now,
                what: What::Made(at_end, vec![reversal]),
            },
        ];
        let branch = branch_of(&keeper.book().unwrap(), changes);
        assert!(branch.outcomes().iter().all(Result::is_ok), "{:?}", branch.outcomes());
        let adoption = keeper.book().unwrap().adoption(&branch).unwrap();
        assert!(adoption.iter().all(|it| it.refusal.is_none()));
        let requests: Vec<Request> = adoption.into_iter().flat_map(|it| it.requests).collect();
        let events = pollster::block_on(keeper.dispatch(&requests, false)).unwrap();
        let ids = |events: &[Recorded<Event>]| events.iter().map(|event| event.id).collect::<Vec<_>>();
        assert_eq!(ids(&events), ids(branch.own()));
    }
}

#[test]
fn what_a_branch_reverses_of_what_stands_instead_of_an_entry_is_reversed_when_it_is_adopted() {
    let keeper = spent();
    let entry = keeper.book().unwrap().past().id(at(5)).unwrap();
    let instead = command(&keeper, &withdraw("20"));
    let reversal = Command::ReverseEntry { entry, reason: None };
    let changes = [What::Instead(at(5), instead), What::Made(at(5), vec![reversal])].map(|what| Otherwise {
        id: CommandId::from(keeper.around().new_id()),
        at: Timestamp::from_millis(super::desk::NOON).unwrap(),
        what,
    });
    let branch = branch_of(&keeper.book().unwrap(), changes.to_vec());
    let adoption = keeper.book().unwrap().adoption(&branch).unwrap();
    assert_eq!(adoption.iter().filter_map(|it| it.refusal.as_ref()).count(), 0);
    let requests: Vec<Request> = adoption.into_iter().flat_map(|it| it.requests).collect();
    pollster::block_on(keeper.dispatch(&requests, false)).unwrap();
    // As in the branch: neither sixty nor twenty were spent.
    assert_eq!(super::balances(&keeper), [10_000, 0]);
    assert_eq!(branch.state().accounts()[0].balance.get(), 10_000);
}

#[test]
fn adopting_says_first_what_is_refused_and_then_records_the_rest_in_one_commit() {
    let keeper = spent();
    let (small, large) = (command(&keeper, &deposit("7")), command(&keeper, &withdraw("95")));
    let instead = command(&keeper, &withdraw("20"));
    // Without the withdrawal 95 euros can leave: in the book they can't.
    let changes =
        [What::Made(at(4), vec![small]), What::Instead(at(5), instead), What::Made(at(5), vec![large])];
    let branch = branch(&keeper.book().unwrap(), changes);
    let adoption = keeper.book().unwrap().adoption(&branch).unwrap();
    let refused: Vec<_> = adoption.iter().map(|it| it.refusal.as_ref().map(Refusal::code)).collect();
    assert_eq!(refused, [None, None, Some("insufficient-funds")]);
    let commands: Vec<_> = adoption
        .iter()
        .map(|it| it.requests.iter().map(|it| it.command.name()).collect::<Vec<_>>())
        .collect();
    assert_eq!(commands[..2], [vec!["DepositMoney"], vec!["ReverseEntry", "WithdrawMoney"]]);
    let requests: Vec<Request> =
        adoption.into_iter().filter(|it| it.refusal.is_none()).flat_map(|it| it.requests).collect();
    let events = pollster::block_on(keeper.dispatch(&requests, false)).unwrap();
    assert_eq!(events.iter().map(|event| event.commit.get()).collect::<Vec<_>>(), [6, 6, 6]);
    assert_eq!(super::balances(&keeper), [8_700, 0]);
    // The correction names what it corrects.
    let cause = keeper.book().unwrap().log().event(at(5)).map(|event| event.command_id);
    assert_eq!(events[2].caused_by, cause);
    // Sent again, it is recorded once.
    assert_eq!(pollster::block_on(keeper.dispatch(&requests, false)).unwrap(), events);
    assert_eq!(keeper.book().unwrap().count(), 8);
}

#[test]
fn a_different_entry_that_is_refused_is_refused_as_a_correction_would_be() {
    let keeper = spent();
    let book = keeper.book().unwrap();
    // Forty are left, and sixty come back with the reversal.
    let branch = branch(&book, [What::Instead(at(5), command(&keeper, &withdraw("130")))]);
    let adoption = book.adoption(&branch).unwrap();
    let [only] = &adoption[..] else { panic!("{adoption:?}") };
    assert!(matches!(only.requests[0].command, Command::ReverseEntry { .. }));
    let said = only.refusal.as_ref().unwrap().to_string();
    assert!(said.contains("100.00") && said.contains("30.00"), "{said}");
}

#[test]
fn what_is_left_out_is_reversed_when_it_is_adopted() {
    let keeper = spent();
    let branch = branch(&keeper.book().unwrap(), [What::LeftOut(at(5)), What::LeftOut(at(3))]);
    let adoption = keeper.book().unwrap().adoption(&branch).unwrap();
    // The deposit can't be reversed before the withdrawal is.
    assert_eq!(adoption.iter().map(|it| it.change).collect::<Vec<_>>(), [1, 0]);
    assert!(adoption.iter().all(|it| it.refusal.is_none()));
}

#[test]
fn what_waits_for_a_later_entry_is_adopted_before_a_period_is_closed_over_it() {
    let keeper = spent();
    let (more, close) = (
        command(&keeper, &deposit("70")),
        command(&keeper, r#"{"type":"ClosePeriod","from":"1999-01-01","to":"2199-12-31"}"#),
    );
    let refused = |it: &Adoption| it.refusal.as_ref().map(Refusal::code);
    // The deposit of a hundred can't be reversed while sixty of it are spent, but after seventy came in.
    let left_out = What::LeftOut(at(3));
    let changes = [left_out.clone(), What::Made(at(5), vec![more]), What::Made(at(5), vec![close.clone()])];
    let branch_of_three = branch(&keeper.book().unwrap(), changes);
    let adoption = keeper.book().unwrap().adoption(&branch_of_three).unwrap();
    assert_eq!(adoption.iter().map(|it| it.change).collect::<Vec<_>>(), [1, 0, 2]);
    assert!(adoption.iter().all(|it| refused(it).is_none()));
    // Where nothing comes in, that is the reason, and not the period that is closed in the same stroke.
    let branch_of_two = branch(&keeper.book().unwrap(), [left_out, What::Made(at(5), vec![close])]);
    let adoption = keeper.book().unwrap().adoption(&branch_of_two).unwrap();
    assert_eq!(adoption.iter().map(refused).collect::<Vec<_>>(), [None, Some("insufficient-funds")]);
}
