//! Stores that fail: what was not recorded leaves no trace and can be sent again, what was is not recorded twice.

use super::desk::send;
use super::faulty::{Fault, Faulty};
use super::*;

#[test]
fn an_append_that_fails_leaves_everything_as_it_was_and_can_be_sent_again() {
    for (fault, expected) in [(Fault::Full, "storage-full"), (Fault::Before, "storage-unavailable")] {
        let keeper = keeper(Faulty::default());
        let before = (count(&keeper), fingerprint(&keeper), balances(&keeper), stored(&keeper));
        let command = identified(&deposit("5"), 1);
        keeper.store().next.set(fault);
        assert_eq!(code(send(&keeper, &command)), (expected, None));
        assert_eq!((count(&keeper), fingerprint(&keeper), balances(&keeper), stored(&keeper)), before);
        assert_eq!(send(&keeper, &command).unwrap()[0].sequence.get(), 5);
        assert_eq!((count(&keeper), balances(&keeper)), (5, vec![10_500, 0]));
    }
}

#[test]
fn a_lost_reply_is_no_reason_to_record_twice() {
    let keeper = keeper(Faulty::default());
    let command = identified(&transfer("60"), 1);
    keeper.store().next.set(Fault::LostReply);
    assert_eq!(code(send(&keeper, &command)), ("storage-unavailable", None));
    let recorded = send(&keeper, &command).unwrap();
    assert_eq!((recorded[0].sequence.get(), count(&keeper)), (5, 5));
    assert_eq!(balances(&keeper), [4_000, 6_000]);
    // Sent as another command, it is decided against what was recorded.
    keeper.store().next.set(Fault::LostReply);
    assert_eq!(code(send(&keeper, &identified(&withdraw("40"), 2))).0, "storage-unavailable");
    assert_eq!(code(send(&keeper, &withdraw("40"))), ("insufficient-funds", None));
    assert_eq!((count(&keeper), balances(&keeper)), (6, vec![0, 6_000]));
    assert!(pollster::block_on(keeper.verify(|_, _| {})).unwrap().ok);
}

#[test]
fn a_lost_reply_is_told_from_another_tab_that_was_first() {
    let first = keeper(Faulty::default());
    let second = tab(&first, 2);
    let command = identified(&withdraw("100"), 1);
    first.store().next.set(Fault::LostReply);
    assert_eq!(code(send(&first, &command)).0, "storage-unavailable");
    send(&second, &deposit("7")).unwrap();
    assert_eq!(send(&first, &command).unwrap()[0].sequence.get(), 5);
    assert_eq!((fingerprint(&first), balances(&first)), (fingerprint(&second), vec![700, 0]));
}

#[test]
fn a_book_whose_opening_was_not_acknowledged_is_opened_once() {
    for fault in [Fault::Full, Fault::Before, Fault::LostReply] {
        let keeper = Bookkeeper::new(Faulty::default(), Ticking::default());
        keeper.store().next.set(fault);
        let open = identified(OPEN_BOOK, 1);
        assert!(code(send(&keeper, &open)).0.starts_with("storage-"));
        assert!(keeper.book().is_none());
        assert_eq!(send(&keeper, &open).unwrap().len(), 1);
        assert_eq!(pollster::block_on(keeper.books()).unwrap().len(), 1, "{fault:?}");
        assert_eq!(count(&keeper), 1);
    }
}

#[test]
fn an_import_whose_reply_was_lost_is_known_the_next_time() {
    let file = desk::export(&keeper(Faulty::default()), None);
    let elsewhere = Bookkeeper::new(Faulty::default(), Ticking::seeded(2));
    for (fault, appended) in [(Fault::Full, 4), (Fault::Before, 4), (Fault::LostReply, 0)] {
        elsewhere.store().next.set(fault);
        assert!(code(desk::import(&elsewhere, file.as_bytes(), 99)).0.starts_with("storage-"));
        assert!(elsewhere.book().is_none());
        let read = desk::read_file(file.as_bytes(), 99).unwrap();
        assert_eq!(pollster::block_on(elsewhere.propose(read)).unwrap().new, appended);
    }
    assert_eq!(desk::import(&elsewhere, file.as_bytes(), 99).unwrap().appended, 0);
    assert_eq!(pollster::block_on(elsewhere.books()).unwrap().len(), 1);
}

#[test]
fn a_store_that_cannot_be_read_leaves_the_open_book_to_look_at() {
    let keeper = keeper(Faulty::default());
    let key = keeper.book().unwrap().key().clone();
    keeper.store().deaf.set(true);
    assert_eq!(code(send(&keeper, &deposit("5"))).0, "storage-unavailable");
    assert_eq!(code(send(&keeper, &withdraw("500"))).0, "insufficient-funds", "a refusal needs no store");
    assert_eq!(code(pollster::block_on(keeper.follow())).0, "storage-unavailable");
    assert_eq!(code(pollster::block_on(keeper.verify(|_, _| {}))).0, "storage-unavailable");
    assert_eq!(code(pollster::block_on(keeper.open(&key, |_, _| {}))).0, "storage-unavailable");
    assert_eq!((count(&keeper), balances(&keeper)), (4, vec![10_000, 0]));
    keeper.store().deaf.set(false);
    send(&keeper, &deposit("5")).unwrap();
}
