//! Sending commands: all or nothing, each decided after the ones before it, and each recorded once.

use super::desk::{NOON, request, send};
use super::*;
use daybook::book::Surroundings;
use daybook::event_sourcing::Timestamp;
use daybook::ledger::ValueDate;
use daybook::storage::Memory;
use std::cell::Cell;
use std::time::Instant;

#[test]
fn a_batch_is_one_commit_in_which_each_command_sees_the_ones_before() {
    let keeper = keeper(Memory::default());
    let third = "0195a300-0000-7000-8000-000000000003";
    let recorded = send_all(
        &keeper,
        &[
            withdraw("100"),
            format!(r#"{{"type":"OpenAccount","account":"{third}","name":"New","currency":"EUR","opening_balance":"7"}}"#),
            format!(r#"{{"type":"TransferMoney","from":"{third}","to":"{MAIN}","amount":"7"}}"#),
            format!(r#"{{"type":"CloseAccount","account":"{third}"}}"#),
        ],
    )
    .unwrap();
    assert_eq!(recorded.iter().map(|event| event.sequence.get()).collect::<Vec<_>>(), [5, 6, 7, 8, 9]);
    assert!(
        recorded.iter().all(|event| event.commit.get() == 5 && event.recorded_at == recorded[0].recorded_at)
    );
    let mut commands: Vec<_> = recorded.iter().map(|event| event.command_id).collect();
    commands.dedup();
    assert_eq!(commands.len(), 4, "the account and its opening balance are one command's");
    assert_eq!((balances(&keeper), stored(&keeper).len()), (vec![700, 0, 0], 4));
}

#[test]
fn the_events_of_a_command_have_ids_beside_its_own_unless_they_are_taken() {
    let keeper = keeper(Memory::default());
    let open = format!(
        r#"{{"type":"OpenAccount","account":"0195a300-0000-7000-8000-000000000004","name":"New","currency":"EUR","opening_balance":"7","command_id":"{}"}}"#,
        "0195a300-0000-7000-8000-0000000000c0"
    );
    let recorded = send(&keeper, &open).unwrap();
    let ids: Vec<_> = recorded.iter().map(|event| event.id.to_string()).collect();
    assert_eq!(ids, ["0195a300-0000-7000-8000-0000000000c1", "0195a300-0000-7000-8000-0000000000c2"]);
    // Whose first event would have the id of the second one above.
    let beside = deposit("5").replacen('{', r#"{"command_id":"0195a300-0000-7000-8000-0000000000c3","#, 1);
    let other = send(&keeper, &beside).unwrap();
    let book = keeper.book().unwrap();
    assert!(recorded.iter().all(|event| event.id != other[0].id));
    assert_eq!(book.past().find(other[0].id), Some(other[0].sequence));
    assert_eq!(book.past().find(recorded[1].id), Some(recorded[1].sequence));
}

#[test]
fn a_batch_is_recorded_whole_or_not_at_all() {
    let keeper = keeper(Memory::default());
    let before = (count(&keeper), fingerprint(&keeper), balances(&keeper), stored(&keeper));
    let refused = send_all(&keeper, &[deposit("5"), withdraw("105"), withdraw("0.01")]);
    assert_eq!(code(refused), ("insufficient-funds", Some(2)));
    assert_eq!(
        code(send_all(&keeper, &[OPEN_BOOK.to_owned(), OPEN_BOOK.to_owned()])),
        ("book-exists", Some(1))
    );
    assert_eq!(code(send_all(&keeper, &[deposit("5"), OPEN_BOOK.to_owned()])), ("book-exists", Some(1)));
    assert_eq!(code(send(&keeper, &withdraw("100.01"))), ("insufficient-funds", None));
    assert_eq!((count(&keeper), fingerprint(&keeper), balances(&keeper), stored(&keeper)), before);
    assert_eq!(pollster::block_on(keeper.books()).unwrap().len(), 1);
    // What was tried out has left no trace: an id tried is not a command known.
    send(&keeper, &withdraw("100")).unwrap();
}

#[test]
fn nothing_sent_is_nothing_recorded() {
    let empty = Bookkeeper::new(Memory::default(), Ticking::default());
    assert_eq!(send_all(&empty, &[]), Ok(vec![]));
    assert_eq!(code(send_all(&empty, &[deposit("1")])), ("no-book", Some(0)));
    assert_eq!(code(send(&empty, &deposit("1"))), ("no-book", None));
    let keeper = keeper(Memory::default());
    assert_eq!((send_all(&keeper, &[]), count(&keeper)), (Ok(vec![]), 4));
}

#[test]
fn a_command_sent_twice_is_recorded_once() {
    let keeper = keeper(Memory::default());
    let command = identified(&deposit("5"), 1);
    let first = send(&keeper, &command).unwrap();
    assert_eq!(send(&keeper, &command).unwrap(), first);
    assert_eq!(send(&keeper, &identified(&deposit("5.00"), 1)).unwrap(), first, "the same amount");
    for other in [deposit("5.01"), withdraw("5"), transfer("5")] {
        assert_eq!(code(send(&keeper, &identified(&other, 1))), ("command-id-reused", None), "{other}");
    }
    assert_eq!(count(&keeper), 5);
    // Also where it could not be recorded any more.
    send(&keeper, &format!(r#"{{"type":"FreezeAccount","account":"{MAIN}"}}"#)).unwrap();
    assert_eq!(send(&keeper, &command).unwrap(), first);
}

#[test]
fn a_batch_sent_twice_is_recorded_once_and_part_of_it_with_more_not_at_all() {
    let keeper = keeper(Memory::default());
    let batch = [identified(&deposit("5"), 1), identified(&transfer("5"), 2)];
    let first = send_all(&keeper, &batch).unwrap();
    assert_eq!(send_all(&keeper, &batch).unwrap(), first);
    assert_eq!(send(&keeper, &batch[1]).unwrap(), first[1..]);
    let more = [batch[0].clone(), identified(&deposit("6"), 3)];
    assert_eq!(code(send_all(&keeper, &more)).0, "command-id-reused");
    let mixed = [identified(&deposit("6"), 3), batch[0].clone()];
    assert_eq!(code(send_all(&keeper, &mixed)), ("command-id-reused", Some(1)));
    let twice = [identified(&deposit("6"), 4), identified(&deposit("6"), 4)];
    assert_eq!(code(send_all(&keeper, &twice)), ("command-id-reused", Some(1)));
    assert_eq!(count(&keeper), 6);
}

#[test]
fn a_large_batch_is_known_again_in_any_order_and_as_quickly_as_it_was_recorded() {
    let keeper = keeper(Memory::default());
    let batch: Vec<_> = (0..2000).map(|n| identified(&deposit("1"), n)).collect();
    let begin = Instant::now();
    let recorded = send_all(&keeper, &batch).unwrap();
    let first = begin.elapsed();
    let before = count(&keeper);
    let again = (0..3).map(|_| {
        let begin = Instant::now();
        assert_eq!(send_all(&keeper, &batch).unwrap(), recorded);
        begin.elapsed()
    });
    let again = again.min().unwrap();
    assert!(again < first * 3, "{first:?} the first time, {again:?} once more");
    let backwards: Vec<_> = batch.iter().rev().take(50).cloned().collect();
    let last: Vec<_> = recorded.iter().rev().take(50).cloned().collect();
    assert_eq!(send_all(&keeper, &backwards).unwrap(), last);
    assert_eq!(count(&keeper), before);
}

#[test]
fn a_command_is_known_again_after_reopening_and_in_another_tab() {
    let keeper = keeper(Memory::default());
    let batch = [identified(&deposit("5"), 1), identified(&withdraw("5"), 2)];
    let stale = tab(&keeper, 2);
    let first = send_all(&keeper, &batch).unwrap();
    assert_eq!(send_all(&stale, &batch).unwrap(), first, "a tab that has not heard of it");
    let reopened = tab(&keeper, 3);
    assert_eq!(send(&reopened, &batch[0]).unwrap(), first[..1]);
    assert_eq!(code(send(&stale, &identified(&deposit("9"), 2))), ("command-id-reused", None));
    assert_eq!(stored(&keeper).len(), 4);
}

#[test]
fn opening_the_same_book_twice_opens_one() {
    let store = Memory::default();
    let (one, other) =
        (Bookkeeper::new(store.clone(), Ticking::seeded(1)), Bookkeeper::new(store, Ticking::seeded(2)));
    let open = identified(OPEN_BOOK, 1);
    let first = send(&one, &open).unwrap();
    assert_eq!(send(&one, &open).unwrap(), first);
    assert_eq!(send(&other, &open).unwrap(), first, "another tab");
    assert_eq!((fingerprint(&one), count(&other)), (fingerprint(&other), 1));
    // Also after another book was opened.
    send(&one, OPEN_BOOK).unwrap();
    assert_eq!(send(&one, &open).unwrap(), first);
    assert_eq!(fingerprint(&one), fingerprint(&other));
    let reused = open.replace("Club", "Another");
    assert_eq!(code(send(&one, &reused)), ("command-id-reused", None));
    assert_eq!(pollster::block_on(one.books()).unwrap().len(), 2);
    let batch = [identified(OPEN_BOOK, 5), identified(OPEN_BOOK, 5)];
    assert_eq!(code(send_all(&one, &batch)), ("command-id-reused", Some(1)));
    assert_eq!(pollster::block_on(one.books()).unwrap().len(), 2);
}

/// A world whose clock the test sets.
struct Set(Ticking, Cell<i64>);

impl Surroundings for Set {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.1.get()).unwrap()
    }

    fn today(&self) -> ValueDate {
        self.0.today()
    }

    fn random(&self) -> [u8; 16] {
        self.0.random()
    }
}

#[test]
fn a_clock_that_goes_back_does_not_take_the_book_with_it() {
    let keeper = Bookkeeper::new(Memory::default(), Set(Ticking::default(), Cell::new(NOON)));
    let send = |json: &str| {
        let request = request(keeper.around(), json);
        pollster::block_on(keeper.dispatch(&[request], true)).unwrap().remove(0).recorded_at.millis() - NOON
    };
    assert_eq!(send(OPEN_BOOK), 0);
    keeper.around().1.set(NOON - 86_400_000);
    assert_eq!(send(r#"{"type":"RenameBook","name":"Yesterday"}"#), 0);
    keeper.around().1.set(NOON + 5);
    assert_eq!(send(r#"{"type":"RenameBook","name":"Today"}"#), 5);
    assert!(pollster::block_on(keeper.verify(|_, _| {})).unwrap().ok);
}

#[test]
fn a_command_whose_id_is_of_another_version_does_not_lend_it_to_its_events() {
    let keeper = keeper(Memory::default());
    let recorded = send(&keeper, &identified(&deposit("5"), 7)).unwrap();
    assert!(recorded[0].id.is_version_7());
    assert_eq!(
        send(&keeper, &identified(&deposit("5"), 7)).unwrap(),
        recorded,
        "and it is found again by its own id"
    );
}
