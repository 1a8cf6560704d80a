//! Taking in an event log file beside the books that are here: appended where it continues one, a book of its own
//! where its history forks, nothing where it is known already.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/log_file.rs"]
mod log_file;

use daybook::book::{Bookkeeper, Failure, Imported, Proposal};
use daybook::event_sourcing::{BookKey, EventStore, Sequence, StoreError};
use daybook::ledger::Event;
use daybook::storage::Memory;
use desk::{Desk, Ticking, export, read_file, send};
use log_file::{altered, events, fitted, parse};
use serde_json::json;

const ACCOUNT: &str = "0195a100-0000-7000-8000-000000000001";

fn seeded(seed: u8) -> Desk {
    Bookkeeper::new(Memory::default(), Ticking::seeded(seed))
}

/// A book of three events: opened, and an account with an opening balance in one commit.
fn opened(seed: u8) -> Desk {
    let desk = seeded(seed);
    send(&desk, r#"{"type":"OpenBook","name":"Club","base_currency":"EUR"}"#).unwrap();
    send(
        &desk,
        &format!(
            r#"{{"type":"OpenAccount","account":"{ACCOUNT}","name":"Main","currency":"EUR","opening_balance":"100"}}"#
        ),
    )
    .unwrap();
    desk
}

fn deposit(desk: &Desk, amount: &str) {
    send(desk, &format!(r#"{{"type":"DepositMoney","account":"{ACCOUNT}","amount":"{amount}"}}"#)).unwrap();
}

fn propose(desk: &Desk, file: &str) -> Proposal {
    pollster::block_on(desk.propose(read_file(file.as_bytes(), 4096).unwrap())).unwrap()
}

/// Imports, and holds the proposal to what came of it: events of the file, new ones, where it forks.
#[track_caller]
fn import(desk: &Desk, file: &str) -> Imported {
    let proposal = propose(desk, file);
    let (new, forks_after) = (proposal.new, proposal.forks_after);
    assert_eq!(proposal.events, parse(file)["count"].as_u64().unwrap());
    let before: u64 = shelf(desk).iter().map(|(_, count)| count).sum();
    let imported = pollster::block_on(desk.apply(proposal)).unwrap();
    let after: u64 = shelf(desk).iter().map(|(_, count)| count).sum();
    assert_eq!((imported.appended, imported.forked_after), (new, forks_after));
    assert_eq!(after - before, imported.appended, "appended is what the shelf has more");
    let book = desk.book().unwrap();
    assert_eq!(
        (book.key(), book.count()),
        (&imported.key, imported.count),
        "the imported book is the open one"
    );
    assert_eq!(book.history().fingerprint(), imported.fingerprint);
    drop(book);
    let verified = pollster::block_on(desk.verify(|_, _| {})).unwrap();
    assert_eq!(
        (verified.ok, verified.count, verified.fingerprint),
        (true, imported.count, imported.fingerprint)
    );
    reopened(desk, &imported.key);
    imported
}

/// The book reads back from the store as it is on the screen.
#[track_caller]
fn reopened(desk: &Desk, key: &BookKey) {
    let elsewhere = Bookkeeper::new(desk.store().clone(), Ticking::default());
    pollster::block_on(elsewhere.open(key, |_, _| {})).unwrap();
    let (here, there) = (desk.book().unwrap(), elsewhere.book().unwrap());
    assert_eq!(there.trouble(), None);
    assert_eq!(there.history().fingerprint(), here.history().fingerprint());
    assert_eq!(there.ledger(), here.ledger());
}

/// The identities of the books here, with their counts.
fn shelf(desk: &Desk) -> Vec<(String, u64)> {
    pollster::block_on(desk.books()).unwrap().into_iter().map(|book| (book.id, book.count)).collect()
}

fn records(desk: &Desk, key: &BookKey) -> Vec<Vec<u8>> {
    pollster::block_on(desk.store().read(key, Sequence::START, Sequence::MAX)).unwrap()
}

fn key(desk: &Desk) -> BookKey {
    desk.book().unwrap().key().clone()
}

/// Two books of five events each that share the first three.
fn diverged() -> (Desk, Desk) {
    let (one, other) = (opened(1), seeded(2));
    import(&other, &export(&one, None));
    for (desk, amount) in [(&one, "1"), (&other, "10")] {
        deposit(desk, amount);
        deposit(desk, amount);
    }
    (one, other)
}

#[test]
fn a_file_makes_a_book_once_and_then_appends_what_is_new() {
    let (one, other) = (opened(1), seeded(2));
    let three = export(&one, None);
    assert_eq!(import(&other, &three).appended, 3);
    let made = key(&other);
    assert_eq!(import(&other, &three).appended, 0, "the same file again");
    deposit(&one, "1");
    deposit(&one, "2");
    let five = export(&one, None);
    assert_eq!(import(&other, &five).appended, 2, "a longer file");
    assert_eq!(import(&other, &three).appended, 0, "a shorter file");
    assert_eq!((key(&other), shelf(&other).len()), (made, 1));
    assert_eq!(export(&other, None), five);
    deposit(&other, "3");
    assert_eq!(import(&other, &five).appended, 0, "the book here has gone on");
    assert_eq!(import(&one, &export(&other, None)).appended, 1, "and back");
}

#[test]
fn a_book_imported_while_another_is_open_leaves_that_one_as_it_was() {
    let (one, other) = (opened(1), opened(2));
    deposit(&other, "7");
    let (own, before) = (key(&other), records(&other, &key(&other)));
    assert_eq!(import(&other, &export(&one, None)).appended, 3);
    assert_eq!((shelf(&other).len(), records(&other, &own)), (2, before));
}

#[test]
fn where_histories_fork_the_file_becomes_a_book_of_its_own() {
    let (one, other) = diverged();
    let (own, before, file) = (key(&other), records(&other, &key(&other)), export(&one, None));
    let imported = import(&other, &file);
    assert_eq!(imported.forked_after, Sequence::new(3));
    assert_eq!((imported.appended, imported.count), (6, 6), "the file's five events and the fork");
    assert_eq!(records(&other, &own), before);
    let book = other.book().unwrap();
    let forked: Vec<_> = book.log().events(Sequence::START, Sequence::MAX).map(Result::unwrap).collect();
    let Event::BookForked { at, fingerprint } = forked[3].data else { panic!("{:?}", forked[3]) };
    assert_eq!((at.get(), Ok(fingerprint)), (3, book.fingerprint_at(at)));
    assert_eq!(book.ledger().book().unwrap().id, forked[3].id, "its identity from then on");
    assert_eq!(*forked[3].command, *"ImportLog");
    let shared = one.book().unwrap();
    let ours: Vec<_> = shared.log().events(Sequence::START, Sequence::MAX).map(Result::unwrap).collect();
    assert_eq!(forked[..3], ours[..3]);
    for (event, original) in forked[4..].iter().zip(&ours[3..]) {
        assert_eq!(
            (event.id, &event.data, event.command_id),
            (original.id, &original.data, original.command_id)
        );
        assert_eq!((event.sequence, event.commit), (original.sequence.next(), original.commit.next()));
    }
    assert_eq!(book.ledger().accounts()[0].balance, shared.ledger().accounts()[0].balance);
}

#[test]
fn a_fork_has_the_named_moments_at_its_own_places_with_its_own_fingerprints() {
    let (one, other) = diverged();
    for (position, name) in [(2, "Opening"), (4, "First"), (5, "Second")] {
        send(&one, &format!(r#"{{"type":"NameMoment","position":{position},"name":"{name}"}}"#)).unwrap();
    }
    send(&one, r#"{"type":"UnnameMoment","position":4}"#).unwrap();
    let file = export(&one, None);
    import(&other, &file);
    let named: Vec<_> = {
        let book = other.book().unwrap();
        let moments = book.ledger().named_moments().as_slice().iter();
        let own = |at| book.fingerprint_at(at).unwrap();
        moments
            .map(|it| (it.position.get(), it.name.to_string(), it.fingerprint == own(it.position)))
            .collect()
    };
    assert_eq!(named, [(2, "Opening".to_owned(), true), (6, "Second".to_owned(), true)]);
    assert!(pollster::block_on(other.verify(|_, _| {})).unwrap().ok);
    // It goes out and in like any other, and is known again.
    assert_eq!(import(&seeded(3), &export(&other, None)).count, 10);
    assert_eq!(import(&other, &file).appended, 0);
}

#[test]
fn a_fork_imported_again_adds_nothing_and_grown_adds_what_has_grown() {
    let (one, other) = diverged();
    let file = export(&one, None);
    let first = import(&other, &file);
    assert_eq!(import(&other, &file), Imported { appended: 0, ..first.clone() });
    deposit(&one, "5");
    deposit(&one, "6");
    let grown = import(&other, &export(&one, None));
    assert_eq!((grown.appended, grown.count, grown.key), (2, 8, first.key.clone()));
    assert_eq!(import(&other, &file).appended, 0, "the older file");
    pollster::block_on(other.open(&first.key, |_, _| {})).unwrap();
    assert_eq!(shelf(&other).len(), 2);
    // Also where the book that it forked from has gone on.
    let original = pollster::block_on(other.books()).unwrap().into_iter().find(|book| book.key != first.key);
    pollster::block_on(other.open(&original.unwrap().key, |_, _| {})).unwrap();
    deposit(&other, "8");
    assert_eq!(import(&other, &export(&one, None)).appended, 0);
    assert_eq!(shelf(&other).len(), 2);
}

#[test]
fn a_fork_that_has_gone_on_here_and_there_forks_again_and_only_once() {
    let (one, other) = diverged();
    let first = import(&other, &export(&one, None));
    deposit(&other, "50");
    let before = records(&other, &first.key);
    assert_eq!(import(&other, &export(&one, None)).appended, 0, "the fork here is ahead of the file");
    deposit(&one, "5");
    let second = import(&other, &export(&one, None));
    assert_ne!(second.key, first.key);
    assert_eq!((second.appended, second.count), (8, 8), "six events and two forks");
    assert_eq!(records(&other, &first.key), before);
    let again = import(&other, &export(&one, None));
    assert_eq!((again.appended, again.key.clone()), (0, second.key.clone()));
    deposit(&one, "6");
    let grown = import(&other, &export(&one, None));
    assert_eq!((grown.appended, grown.key), (1, second.key));
    let mut ids: Vec<_> = shelf(&other).into_iter().map(|(id, _)| id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn a_forked_book_goes_out_and_in_like_any_other() {
    let (one, other) = diverged();
    let imported = import(&other, &export(&one, None));
    let file = export(&other, None);
    let third = seeded(3);
    assert_eq!(import(&third, &file).fingerprint, imported.fingerprint);
    assert_eq!(export(&third, None), file);
    assert_eq!(import(&third, &file).appended, 0);
    deposit(&third, "9");
    let back = import(&other, &export(&third, None));
    assert_eq!((back.appended, back.key, back.forked_after), (1, imported.key, None));
    // The book that it left is another one there.
    let original = import(&third, &export(&one, None));
    assert_eq!((original.appended, original.forked_after), (5, None));
    assert_eq!(shelf(&third).len(), 2);
    // As of a moment before the fork, it is still the book that it left.
    let early = export(&other, Some(3));
    assert_eq!(parse(&early)["book"]["id"], parse(&export(&one, None))["book"]["id"]);
    assert_eq!(import(&third, &early).appended, 0);
}

#[test]
fn a_fork_forks_again_where_it_must() {
    let (one, other) = diverged();
    let first = import(&other, &export(&one, None));
    let third = seeded(3);
    import(&third, &export(&other, None));
    deposit(&other, "3");
    deposit(&third, "4");
    let file = export(&third, None);
    let second = import(&other, &file);
    assert_eq!((second.forked_after, second.appended, second.count), (Sequence::new(6), 8, 8));
    assert_eq!(import(&other, &file).appended, 0);
    assert_eq!(shelf(&other).len(), 3);
    assert_ne!(second.key, first.key);
    let fourth = seeded(4);
    assert_eq!(import(&fourth, &export(&other, None)).fingerprint, second.fingerprint);
}

#[test]
fn a_fork_never_cuts_a_commit_in_two() {
    let (one, other) = (opened(1), seeded(2));
    import(&other, &export(&one, Some(2)));
    deposit(&other, "10");
    let file = export(&one, None);
    let imported = import(&other, &file);
    assert_eq!((imported.forked_after, imported.appended), (Sequence::new(2), 4));
    let book = other.book().unwrap();
    let commits: Vec<_> =
        book.log().events(Sequence::START, Sequence::MAX).map(|it| it.unwrap().commit.get()).collect();
    assert_eq!(commits, [1, 2, 3, 3]);
    assert_eq!(book.ledger().book().unwrap().forked.unwrap().0.get(), 1);
    drop(book);
    assert_eq!(import(&other, &file).appended, 0);
}

#[test]
fn a_first_commit_of_several_events_forks_and_forks_again() {
    let one = seeded(1);
    let requests: Vec<_> = [
        r#"{"type":"OpenBook","name":"Club","base_currency":"EUR"}"#.to_owned(),
        format!(r#"{{"type":"OpenAccount","account":"{ACCOUNT}","name":"Main","currency":"EUR","opening_balance":"100"}}"#),
    ]
    .iter()
    .map(|json| desk::request(one.around(), json))
    .collect();
    pollster::block_on(one.dispatch(&requests, false)).unwrap();
    let file = export(&one, None);
    for position in 1..=2 {
        let other = seeded(2);
        import(&other, &export(&one, Some(position)));
        send(&other, r#"{"type":"RenameBook","name":"Other"}"#).unwrap();
        let first = import(&other, &file);
        assert_eq!((first.forked_after, first.appended), (Sequence::new(position), 4));
        assert_eq!(import(&other, &file).appended, 0);
        // The fork itself, cut short right after it forked, goes on in two ways.
        for cut in 2..=3 {
            let third = seeded(3);
            import(&third, &export(&other, Some(cut)));
            send(&third, r#"{"type":"RenameBook","name":"Third"}"#).unwrap();
            let second = import(&third, &export(&other, None));
            assert_eq!((second.forked_after, second.appended), (Sequence::new(cut), 5));
            assert_eq!(import(&third, &export(&other, None)).appended, 0);
            assert_eq!(shelf(&third).len(), 2);
        }
    }
}

#[test]
fn a_book_with_the_same_identity_and_another_beginning_is_another_book() {
    let one = opened(1);
    deposit(&one, "1");
    let mut file = parse(&export(&one, None));
    file = fitted(altered(&file, |file| events(file)[0]["data"]["name"] = json!("Forged")));
    let before = records(&one, &key(&one));
    let own = key(&one);
    let imported = import(&one, &file.to_string());
    assert_eq!((imported.forked_after, imported.appended), (Some(Sequence::START), 5));
    assert_eq!(import(&one, &file.to_string()).appended, 0);
    assert_eq!((records(&one, &own), shelf(&one).len()), (before, 2));
}

#[test]
fn a_forged_fork_is_refused_or_a_book_of_its_own_and_harms_none() {
    let (one, other) = diverged();
    import(&other, &export(&one, None));
    let before = shelf(&other);
    // The same fork, with another beginning.
    let mut file = parse(&export(&other, None));
    file = altered(&file, |file| events(file)[1]["data"]["name"] = json!("Forged"));
    let print = log_file::chain(&events(&mut file)[..3]);
    events(&mut file)[3]["data"]["fingerprint"] = json!(print);
    let file = fitted(file).to_string();
    let read = read_file(file.as_bytes(), 99).unwrap();
    let refused = pollster::block_on(other.propose(read)).unwrap_err();
    assert!(matches!(&refused, Failure::File(problem) if problem.event == Some(4)), "{refused:?}");
    assert_eq!(shelf(&other), before);
}

#[test]
fn a_proposal_that_has_been_overtaken_is_not_applied() {
    let (one, other) = diverged();
    let (tab, file) = (Bookkeeper::new(other.store().clone(), Ticking::seeded(9)), export(&one, Some(3)));
    pollster::block_on(tab.open(&key(&other), |_, _| {})).unwrap();
    deposit(&one, "9");
    assert_eq!(import(&tab, &file).appended, 0);
    let mut longer = parse(&export(&other, None));
    let more = json!({"account": ACCOUNT, "amount": "1.00", "currency": "EUR", "date": "2026-03-31"});
    longer = log_file::with_event(&longer, "MoneyDeposited", 1, more);
    let proposal = propose(&tab, &longer.to_string());
    assert_eq!((proposal.new, proposal.forks_after), (1, None));
    deposit(&other, "11");
    let before = records(&other, &key(&other));
    let overtaken = pollster::block_on(tab.apply(proposal)).unwrap_err();
    assert!(matches!(overtaken, Failure::Store(StoreError::Conflict { .. })), "{overtaken:?}");
    assert_eq!(records(&other, &key(&other)), before);
}
