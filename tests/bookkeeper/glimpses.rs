//! A long book at first sight: what is shown before its log has been read is what the log says, or nothing is.

use super::desk::send;
use super::shelf_of_bytes::ShelfOfBytes;
use super::*;
use daybook::event_sourcing::{BookKey, BookRow};
use daybook::ledger::Ledger;
use daybook::sample::large;
use std::cell::RefCell;

const EVENTS: u64 = 5_000;

fn key<S: EventStore>(keeper: &Bookkeeper<S, Ticking>) -> BookKey {
    keeper.book().unwrap().key().clone()
}

fn kept(keeper: &Bookkeeper<Memory, Ticking>) -> Vec<(Sequence, Vec<u8>)> {
    pollster::block_on(keeper.store().snapshots(&key(keeper))).unwrap()
}

/// What lies in the store, to be damaged at will.
fn shelf(keeper: &Bookkeeper<Memory, Ticking>) -> ShelfOfBytes {
    let row: BookRow = pollster::block_on(keeper.store().book(&key(keeper))).unwrap().unwrap();
    let shelf = ShelfOfBytes::of(row, &stored(keeper));
    shelf.snapshots.replace(kept(keeper));
    shelf
}

/// Opens the book of a store, and gives what was seen of it before all of it had been read.
fn opened<S: EventStore>(store: S, key: &BookKey) -> (Bookkeeper<S, Ticking>, Option<(Ledger, String)>) {
    let tab = Bookkeeper::new(store, Ticking::seeded(9));
    let seen = RefCell::new(None);
    let look = || {
        let book = tab.book().unwrap();
        assert!(!book.is_whole(), "it is not whole yet");
        seen.replace(Some((book.ledger().clone(), book.history().fingerprint().to_string())));
    };
    pollster::block_on(tab.open_at_first_sight(key, |_, _| {}, look)).unwrap();
    assert!(tab.book().unwrap().is_whole());
    let seen = seen.take();
    (tab, seen)
}

fn now<S: EventStore>(keeper: &Bookkeeper<S, Ticking>) -> (Ledger, String) {
    (keeper.book().unwrap().ledger().clone(), fingerprint(keeper))
}

fn some_deposit<S: EventStore>(keeper: &Bookkeeper<S, Ticking>) -> String {
    let account = keeper.book().unwrap().ledger().accounts()[0].id;
    format!(r#"{{"type":"DepositMoney","account":"{account}","amount":"5"}}"#)
}

#[test]
fn an_imported_book_is_seen_as_it_is_now_before_its_past_is_read() {
    let keeper = imported(large(EVENTS, 12, 7));
    assert_eq!(kept(&keeper).len(), 1, "the import kept its state");
    let (tab, seen) = opened(keeper.store().clone(), &key(&keeper));
    assert_eq!(seen, Some(now(&keeper)));
    assert_eq!(now(&tab), now(&keeper));
}

#[test]
fn with_and_without_what_was_kept_every_moment_is_the_same() {
    let keeper = imported(large(EVENTS, 12, 7));
    let key = key(&keeper);
    let (with, seen) = opened(keeper.store().clone(), &key);
    pollster::block_on(keeper.store().drop_snapshots(&key)).unwrap();
    let (without, none) = opened(keeper.store().clone(), &key);
    assert_eq!((seen.is_some(), none), (true, None));
    let (with, without) = (with.book().unwrap(), without.book().unwrap());
    for n in 0..=EVENTS {
        let at = Sequence::new(n).unwrap();
        assert_eq!(with.ledger_at(at).unwrap(), without.ledger_at(at).unwrap(), "{n}");
        if n % 97 == 0 {
            assert_eq!(with.fingerprint_at(at).unwrap(), without.fingerprint_at(at).unwrap(), "{n}");
        }
    }
}

#[test]
fn what_was_recorded_since_is_seen_too() {
    let keeper = imported(large(EVENTS, 12, 7));
    for _ in 0..30 {
        send(&keeper, &some_deposit(&keeper)).unwrap();
    }
    let (tab, seen) = opened(keeper.store().clone(), &key(&keeper));
    assert_eq!(seen, Some(now(&keeper)));
    assert_eq!((count(&tab), now(&tab)), (EVENTS + 30, now(&keeper)));
}

#[test]
fn the_state_is_kept_again_once_the_book_has_gone_on() {
    let keeper = imported(large(EVENTS, 12, 7));
    let keep = || pollster::block_on(keeper.keep_snapshot()).unwrap();
    assert!(!keep(), "nothing is new");
    let many: Vec<_> = (0..1000).map(|_| some_deposit(&keeper)).collect();
    send_all(&keeper, &many[..999]).unwrap();
    assert!(!keep());
    send_all(&keeper, &many[999..]).unwrap();
    assert!(keep() && !keep());
    let positions: Vec<_> = kept(&keeper).iter().map(|(position, _)| position.get()).collect();
    assert_eq!(positions, [EVENTS, EVENTS + 1000]);
    // They don't pile up.
    for _ in 0..5 {
        send_all(&keeper, &many).unwrap();
        assert!(keep());
    }
    assert!(kept(&keeper).len() <= 4);
    assert_eq!(opened(keeper.store().clone(), &key(&keeper)).1, Some(now(&keeper)));
}

#[test]
fn an_old_entry_undone_since_is_not_guessed_at_and_kept_soon() {
    let keeper = imported(large(EVENTS, 12, 7));
    let book_key = key(&keeper);
    let old = {
        let book = keeper.book().unwrap();
        let sparing = |event: &Recorded<Event>| match &event.data {
            Event::MoneyWithdrawn(_) => {
                book.past().entry(event.sequence).is_some_and(|entry| entry.reversed_by.is_none())
            }
            _ => false,
        };
        let mut events = book.log().events(Sequence::START.next(), Sequence::new(900).unwrap()).flatten();
        events.find(sparing).unwrap().id
    };
    send(&keeper, &format!(r#"{{"type":"ReverseEntry","entry":"{old}"}}"#)).unwrap();
    let (tab, seen) = opened(keeper.store().clone(), &book_key);
    assert_eq!((seen, now(&tab)), (None, now(&keeper)));
    assert!(pollster::block_on(keeper.keep_snapshot()).unwrap(), "so that the next opening is quick");
    assert_eq!(opened(keeper.store().clone(), &book_key).1, Some(now(&keeper)));
}

#[test]
fn a_kept_state_with_any_byte_altered_is_discarded_and_never_shown() {
    let keeper = imported(large(EVENTS, 12, 7));
    let (book_key, truth) = (key(&keeper), now(&keeper));
    let (position, bytes) = kept(&keeper).pop().unwrap();
    for at in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[at] ^= 1 << (at % 8);
        assert!(daybook::record::read_snapshot(&bad).is_none(), "byte {at}");
        assert!(daybook::record::read_snapshot(&bytes[..at]).is_none(), "cut at {at}");
    }
    for at in [3, 5, 10, 20, 60, bytes.len() - 30] {
        let mut bad = bytes.clone();
        bad[at] ^= 1;
        pollster::block_on(keeper.store().put_snapshot(&book_key, position, &bad)).unwrap();
        let (tab, seen) = opened(keeper.store().clone(), &book_key);
        assert_eq!((seen, now(&tab)), (None, truth.clone()), "byte {at}");
    }
}

#[test]
fn a_kept_state_that_disagrees_with_the_log_gives_way_to_it_and_is_thrown_away() {
    let keeper = imported(large(EVENTS, 12, 7));
    let (book_key, truth) = (key(&keeper), now(&keeper));
    let (position, bytes) = kept(&keeper).pop().unwrap();
    let mut shown = 0;
    for at in (48..bytes.len() - 4).step_by(7) {
        // Whoever can write here can make the checksum fit, too.
        let mut bad = bytes.clone();
        bad[at] ^= 1;
        let end = bad.len() - 4;
        let sum = crc32fast::hash(&bad[..end]).to_le_bytes();
        bad[end..].copy_from_slice(&sum);
        pollster::block_on(keeper.store().drop_snapshots(&book_key)).unwrap();
        pollster::block_on(keeper.store().put_snapshot(&book_key, position, &bad)).unwrap();
        let (tab, seen) = opened(keeper.store().clone(), &book_key);
        assert_eq!(now(&tab), truth, "byte {at}");
        if seen.is_some_and(|seen| seen != truth) {
            shown += 1;
            assert!(kept(&keeper).is_empty(), "byte {at}");
        }
    }
    assert!(shown > 0);
}

#[test]
fn a_log_damaged_before_the_kept_state_puts_the_warning_in_its_place() {
    let keeper = imported(large(EVENTS, 12, 7));
    let (book_key, truth) = (key(&keeper), now(&keeper));
    let damaged = shelf(&keeper);
    damaged.records.borrow_mut()[1].1[200] ^= 4;
    let (tab, seen) = opened(damaged, &book_key);
    assert_eq!(seen, Some(truth), "what is shown at first rests on records that are right");
    let book = tab.book().unwrap();
    assert!(book.trouble().is_some() && book.count() < EVENTS);
    // One of the records that the kept state rests on: nothing is shown but the warning.
    let damaged = shelf(&keeper);
    damaged.records.borrow_mut().last_mut().unwrap().1[200] ^= 4;
    let (tab, seen) = opened(damaged, &book_key);
    assert_eq!(seen, None);
    assert!(tab.book().unwrap().trouble().is_some());
}

#[test]
fn a_kept_state_of_another_history_is_discarded() {
    let keeper = imported(large(EVENTS, 12, 7));
    let other = imported(large(EVENTS, 12, 7));
    send(&other, &some_deposit(&other).replace("\"5\"", "\"6\"")).unwrap();
    let beyond = daybook::record::write_snapshot(other.book().unwrap().history()).unwrap();
    let book_key = key(&keeper);
    pollster::block_on(keeper.store().drop_snapshots(&book_key)).unwrap();
    for position in [EVENTS, EVENTS + 1] {
        let position = Sequence::new(position).unwrap();
        pollster::block_on(keeper.store().put_snapshot(&book_key, position, &beyond)).unwrap();
        assert_eq!(opened(keeper.store().clone(), &book_key).1, None);
    }
    // As long as it, and not it.
    send(&keeper, &some_deposit(&keeper)).unwrap();
    assert_eq!(opened(keeper.store().clone(), &book_key).1, None);
}
