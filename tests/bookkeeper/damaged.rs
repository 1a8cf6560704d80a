//! Stored bytes that are not what was stored: the readable part is opened, read-only, nothing is written, and the
//! trouble is named.

use super::desk::send;
use super::shelf_of_bytes::ShelfOfBytes;
use super::*;
use daybook::book::Proof;
use daybook::event_sourcing::{BookRow, Fingerprint, LogError, StoredRecord, StoredRecordError};
use daybook::record::HistoryError;
use daybook::storage::Memory;

/// A book of five records and seven events.
fn sound() -> (BookRow, Vec<Vec<u8>>) {
    let keeper = keeper(Memory::default());
    send(&keeper, &deposit("5")).unwrap();
    send_all(&keeper, &[deposit("1"), transfer("3")]).unwrap();
    let key = keeper.book().unwrap().key().clone();
    let row = pollster::block_on(keeper.store().book(&key)).unwrap().unwrap();
    assert_eq!((row.head.get(), stored(&keeper).len()), (7, 5));
    (row, stored(&keeper))
}

fn opened(shelf: ShelfOfBytes) -> Bookkeeper<ShelfOfBytes, Ticking> {
    let keeper = Bookkeeper::new(shelf, Ticking::seeded(9));
    let key = keeper.store().row.key.clone();
    pollster::block_on(keeper.open(&key, |_, _| {})).unwrap();
    keeper
}

/// The book is read-only, shows the first `count` events and no others, and nothing is written.
#[track_caller]
fn in_trouble(keeper: &Bookkeeper<ShelfOfBytes, Ticking>, readable: u64) -> HistoryError {
    let trouble = keeper.book().unwrap().trouble().cloned().unwrap();
    assert_eq!((count(keeper), trouble.stored.get()), (readable, 7));
    for command in [deposit("1"), withdraw("1"), r#"{"type":"RenameBook","name":"x"}"#.to_owned()] {
        assert_eq!(code(send(keeper, &command)), ("read-only", None));
    }
    let report = pollster::block_on(keeper.verify(|_, _| {})).unwrap();
    assert_eq!((report.ok, report.count), (false, readable));
    assert!(
        report.problems[0].contains("event") || report.problems[0].contains("record"),
        "{:?}",
        report.problems
    );
    assert_eq!(keeper.store().writes.get(), 0, "nothing is written");
    trouble.why
}

/// The figures of the sound book after each event.
fn truth() -> Vec<(String, Vec<i64>)> {
    let (row, records) = sound();
    let keeper = opened(ShelfOfBytes::of(row, &records));
    let book = keeper.book().unwrap();
    assert_eq!((book.trouble(), book.count()), (None, 7));
    (0..=7)
        .map(|n| {
            let at = Sequence::new(n).unwrap();
            let ledger = book.ledger_at(at).unwrap();
            let balances = ledger.accounts().iter().map(|account| account.balance.get()).collect();
            (book.fingerprint_at(at).unwrap().to_string(), balances)
        })
        .collect()
}

#[test]
fn every_altered_byte_of_every_record_is_found_and_nothing_after_it_is_shown() {
    let (row, records) = sound();
    let truth = truth();
    for (number, record) in records.iter().enumerate() {
        let before = StoredRecord::open(record.clone()).unwrap().first().previous().get();
        for at in 0..record.len() {
            for mask in [1, 0x80, 0xff] {
                let shelf = ShelfOfBytes::of(row.clone(), &records);
                shelf.records.borrow_mut()[number].1[at] ^= mask;
                let keeper = opened(shelf);
                let why = in_trouble(&keeper, before);
                assert!(!why.newer(), "damage is not a later version: {why}");
                let shown = (fingerprint(&keeper), balances(&keeper));
                assert_eq!(shown, truth[usize::try_from(before).unwrap()], "byte {at} of record {number}");
            }
        }
    }
}

#[test]
fn every_altered_byte_is_found_even_where_the_checksum_was_made_to_fit() {
    let (row, records) = sound();
    let truth = truth();
    let mut by_verification = 0;
    for (number, record) in records.iter().enumerate() {
        for at in 4..record.len() - 4 {
            let shelf = ShelfOfBytes::of(row.clone(), &records);
            let mut bad = record.clone();
            bad[at] ^= 1;
            let end = bad.len() - 4;
            let sum = crc32fast::hash(&bad[..end]).to_le_bytes();
            bad[end..].copy_from_slice(&sum);
            shelf.records.borrow_mut()[number].1 = bad;
            let keeper = opened(shelf);
            let report = pollster::block_on(keeper.verify(|_, _| {})).unwrap();
            assert!(!report.ok, "byte {at} of record {number}");
            let known = &truth[usize::try_from(report.count).unwrap()];
            assert_eq!(report.fingerprint.to_string(), known.0, "what verification found right is right");
            if keeper.book().unwrap().trouble().is_none() {
                by_verification += 1;
                let book = keeper.book().unwrap();
                let mut proof = Proof::default();
                while !proof.step(&book.held(), 3) {}
                let event = proof.difference().map(|it| it.event.get());
                assert!(event.is_some_and(|event| event > report.count), "the proof finds byte {at}");
            }
            assert_eq!(keeper.store().writes.get(), 0);
        }
    }
    // Whoever can make checksums fit is caught by the fingerprints: at the next record, or by verification.
    assert!(by_verification > 0);
}

#[test]
fn verification_names_the_record_that_was_altered_since_it_was_read() {
    let (row, records) = sound();
    for number in 0..records.len() {
        let keeper = opened(ShelfOfBytes::of(row.clone(), &records));
        assert!(pollster::block_on(keeper.verify(|_, _| {})).unwrap().ok);
        let first = StoredRecord::open(records[number].clone()).unwrap().first();
        let payload = records[number].len() - 50;
        keeper.store().records.borrow_mut()[number].1[payload] ^= 4;
        let report = pollster::block_on(keeper.verify(|_, _| {})).unwrap();
        assert_eq!((report.ok, report.count), (false, first.previous().get()));
        assert!(report.problems[0].contains(&format!("event {}", first.previous())), "{:?}", report.problems);
    }
}

#[test]
fn verification_names_the_first_event_in_which_stored_and_shown_differ() {
    let (row, records) = sound();
    // Another book with the same beginning: sound in itself, but not the one on the screen.
    let rewritten = Bookkeeper::new(Memory::default(), Ticking::seeded(1));
    let sound: Vec<_> = records[..3].iter().map(|bytes| StoredRecord::open(bytes.clone()).unwrap()).collect();
    pollster::block_on(rewritten.store().append(&row.key, Sequence::START, &sound, b"")).unwrap();
    pollster::block_on(rewritten.open(&row.key, |_, _| {})).unwrap();
    send(&rewritten, &deposit("500")).unwrap();
    send_all(&rewritten, &[deposit("1"), transfer("3")]).unwrap();
    let keeper = opened(ShelfOfBytes::of(row, &records));
    let placed = stored(&rewritten).into_iter();
    let placed = placed.map(|bytes| (StoredRecord::open(bytes.clone()).unwrap().first(), bytes));
    keeper.store().records.replace(placed.collect());
    let report = pollster::block_on(keeper.verify(|_, _| {})).unwrap();
    assert!(!report.ok && report.problems[0].contains("event 5"), "{:?}", report.problems);
}

#[test]
fn records_that_are_missing_repeated_or_out_of_order_are_found() {
    let (row, records) = sound();
    let firsts: Vec<_> = records
        .iter()
        .map(|bytes| StoredRecord::open(bytes.clone()).unwrap().first().previous().get())
        .collect();
    for number in 0..records.len() {
        let shelf = ShelfOfBytes::of(row.clone(), &records);
        shelf.records.borrow_mut().remove(number);
        in_trouble(&opened(shelf), firsts[number]);
        for end in 0..records[number].len() {
            let shelf = ShelfOfBytes::of(row.clone(), &records);
            shelf.records.borrow_mut()[number].1.truncate(end);
            in_trouble(&opened(shelf), firsts[number]);
        }
        for other in number + 1..records.len() {
            let shelf = ShelfOfBytes::of(row.clone(), &records);
            shelf.records.borrow_mut()[other].1 = records[number].clone();
            in_trouble(&opened(shelf), firsts[other]);
            let shelf = ShelfOfBytes::of(row.clone(), &records);
            let (one, two) = (records[number].clone(), records[other].clone());
            shelf.records.borrow_mut()[number].1 = two;
            shelf.records.borrow_mut()[other].1 = one;
            in_trouble(&opened(shelf), firsts[number]);
        }
    }
    let shelf = ShelfOfBytes::of(row, &records);
    shelf.records.borrow_mut().clear();
    in_trouble(&opened(shelf), 0);
}

#[test]
fn what_a_later_version_stored_is_said_to_be_that() {
    let (row, records) = sound();
    let shelf = ShelfOfBytes::of(row.clone(), &records);
    let mut later = records[3].clone();
    later[3] = 3;
    let end = later.len() - 4;
    let sum = crc32fast::hash(&later[..end]).to_le_bytes();
    later[end..].copy_from_slice(&sum);
    shelf.records.borrow_mut()[3].1 = later;
    let why = in_trouble(&opened(shelf), 4);
    assert_eq!(
        why,
        HistoryError::Record { after: Sequence::new(4).unwrap(), why: StoredRecordError::Newer(3) }
    );
    assert!(why.newer());
    // A kind of event that is not known yet.
    let shelf = ShelfOfBytes::of(row, &records);
    let known = StoredRecord::open(records[3].clone()).unwrap();
    let mut payload = known.payload().to_vec();
    payload[1] = 99;
    let after = Fingerprint::EMPTY;
    let unknown = StoredRecord::seal(known.first(), 1, &known.before(), &payload, &after).unwrap();
    shelf.records.borrow_mut()[3].1 = unknown.bytes().to_vec();
    assert!(in_trouble(&opened(shelf), 4).newer());
}

#[test]
fn a_row_that_says_the_log_is_endless_is_not_read_endlessly() {
    let (row, records) = sound();
    let head = Sequence::MAX;
    let keeper = opened(ShelfOfBytes::of(BookRow { head, ..row }, &records));
    let trouble = keeper.book().unwrap().trouble().cloned().unwrap();
    assert_eq!(
        trouble.why,
        HistoryError::Log(LogError::Gap { expected: Sequence::new(8).unwrap(), found: head })
    );
    assert_eq!((count(&keeper), trouble.stored), (7, head));
    let asked = keeper.store().reads.get();
    assert!(asked < 10, "{asked}");
}

#[test]
fn a_long_log_in_which_a_record_is_missing_ends_there() {
    let keeper = keeper(Memory::default());
    for _ in 0..40 {
        send_all(&keeper, &vec![deposit("1"); 100]).unwrap();
    }
    let key = keeper.book().unwrap().key().clone();
    let row = pollster::block_on(keeper.store().book(&key)).unwrap().unwrap();
    let (all, records) = (row.head.get(), stored(&keeper));
    let whole = opened(ShelfOfBytes::of(row.clone(), &records));
    assert_eq!((count(&whole), whole.book().unwrap().trouble()), (all, None));
    assert!(whole.store().reads.get() > 2, "a log of several stretches");
    for missing in [3, 20, records.len() - 1] {
        let shelf = ShelfOfBytes::of(row.clone(), &records);
        let (first, _) = shelf.records.borrow_mut().remove(missing);
        let keeper = opened(shelf);
        let trouble = keeper.book().unwrap().trouble().cloned().unwrap();
        let next = StoredRecord::open(records[missing].clone()).unwrap().last().next();
        let found = if next > row.head { row.head } else { next };
        assert_eq!(trouble.why, HistoryError::Log(LogError::Gap { expected: first, found }));
        assert_eq!((count(&keeper), trouble.stored), (first.previous().get(), row.head));
    }
}

#[test]
fn a_tab_that_meets_what_it_cannot_read_goes_on_showing_what_it_can() {
    let (row, records) = sound();
    let shelf = ShelfOfBytes::of(BookRow { head: Sequence::new(4).unwrap(), ..row }, &records[..3]);
    let keeper = opened(shelf);
    assert_eq!((keeper.book().unwrap().trouble(), count(&keeper)), (None, 4));
    let mut bad = records[3].clone();
    bad[60] ^= 1;
    keeper.store().records.borrow_mut().push((Sequence::new(5).unwrap(), bad));
    assert_eq!(code(pollster::block_on(keeper.follow())).0, "stored-log-damaged");
    assert_eq!(code(send(&keeper, &deposit("1"))).0, "read-only");
    assert_eq!((count(&keeper), keeper.store().writes.get()), (4, 0));
    assert!(keeper.book().unwrap().trouble().is_some());
}

#[test]
fn a_file_of_a_book_that_is_damaged_here_is_proposed_as_a_copy_beside_it() {
    let sound = keeper(Memory::default());
    send(&sound, &deposit("5")).unwrap();
    send_all(&sound, &[deposit("1"), transfer("3")]).unwrap();
    let file = desk::export(&sound, None);
    let key = sound.book().unwrap().key().clone();
    let row = pollster::block_on(sound.store().book(&key)).unwrap().unwrap();
    let shelf = ShelfOfBytes::of(row, &stored(&sound));
    shelf.records.borrow_mut()[2].1[60] ^= 1;
    let damaged = opened(shelf);
    let file = desk::read_file(file.as_bytes(), 4096).unwrap();
    let proposal = pollster::block_on(damaged.propose(file)).unwrap();
    assert!(proposal.beside_damaged);
    assert_eq!((proposal.target(), proposal.new, proposal.forks_after), (None, 7, None));
    assert_eq!(damaged.store().writes.get(), 0);
}
