//! Witnesses: a book that is gone, shorter or another one is told from one that is all there, and a book that went on
//! raises no alarm.

use super::desk::send;
use super::*;
use daybook::book::{Found, Loss, Witness};
use daybook::event_sourcing::BookKey;
use daybook::storage::Memory;

type Keeper = Bookkeeper<Memory, Ticking>;

fn seen(keeper: &Keeper) -> (BookKey, Witness) {
    let book = keeper.book().unwrap();
    (book.key().clone(), Witness::of(&book).unwrap())
}

fn missing(keeper: &Keeper, witness: &(BookKey, Witness)) -> Vec<Loss> {
    pollster::block_on(keeper.missing(vec![witness.clone()])).unwrap()
}

fn compared(keeper: &Keeper, witness: &(BookKey, Witness)) -> Option<Found> {
    witness.1.compare(&keeper.book().unwrap())
}

#[test]
fn a_book_that_is_there_or_has_gone_on_is_not_missed() {
    let keeper = keeper(Memory::default());
    let early = seen(&keeper);
    for _ in 0..3 {
        send(&keeper, &deposit("1")).unwrap();
        assert_eq!((missing(&keeper, &early), compared(&keeper, &early)), (vec![], None));
    }
    let late = seen(&keeper);
    assert_eq!((late.1.sequence, compared(&keeper, &late)), (7, None));
}

#[test]
fn a_book_that_is_gone_or_shorter_is_missed() {
    let keeper = keeper(Memory::default());
    send(&keeper, &deposit("1")).unwrap();
    let (key, mut witness) = seen(&keeper);
    witness.sequence += 2;
    let longer = (key.clone(), witness.clone());
    assert_eq!(missing(&keeper, &longer)[0].found, Found::Fewer(5));
    assert_eq!(compared(&keeper, &longer), Some(Found::Fewer(5)));
    pollster::block_on(keeper.remove(&key)).unwrap();
    assert_eq!(missing(&keeper, &longer), [Loss { key, witness, found: Found::Nothing }]);
}

#[test]
fn another_history_of_the_same_length_or_longer_is_told_from_the_one_that_was_here() {
    let one = keeper(Memory::default());
    let copy = Bookkeeper::new(one.store().clone(), Ticking::seeded(7));
    pollster::block_on(copy.open(one.book().unwrap().key(), |_, _| {})).unwrap();
    send(&one, &deposit("1")).unwrap();
    let known = seen(&one);

    let other = keeper(Memory::default());
    send(&other, &deposit("2")).unwrap();
    assert_eq!(compared(&other, &known), Some(Found::Another));
    send(&other, &deposit("2")).unwrap();
    assert_eq!(compared(&other, &known), Some(Found::Another));
    assert!(missing(&other, &(seen(&other).0, known.1)).is_empty(), "the list alone can't tell");
}

#[test]
fn a_witness_that_says_no_fingerprint_vouches_for_nothing() {
    let keeper = keeper(Memory::default());
    let (key, mut witness) = seen(&keeper);
    witness.fingerprint = "?".to_owned();
    assert_eq!(compared(&keeper, &(key, witness)), Some(Found::Another));
}

#[test]
fn the_open_book_is_noticed_to_be_gone() {
    let here = keeper(Memory::default());
    let there = tab(&here, 3);
    assert!(pollster::block_on(here.is_kept()).unwrap());
    pollster::block_on(there.remove(&seen(&here).0)).unwrap();
    assert!(!pollster::block_on(here.is_kept()).unwrap());
    assert_eq!(here.book().unwrap().count(), 4, "what was read of it stays, to be exported");
}
