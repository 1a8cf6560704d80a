//! Several tabs over one store: one history, whoever is first.

use super::desk::send;
use super::*;
use daybook::event_sourcing::Aggregate;
use daybook::storage::Memory;

#[test]
fn tabs_that_race_end_on_one_history_with_all_money_accounted_for() {
    let first = keeper(Memory::default());
    let tabs: Vec<_> = (2..6).map(|seed| tab(&first, seed)).collect();
    let (mut came, mut went) = (10_000, 0);
    for round in 0..60 {
        for (number, tab) in tabs.iter().enumerate() {
            match (round + number) % 3 {
                0 => drop(send(tab, &deposit("3")).map(|_| came += 300)),
                1 => drop(send(tab, &withdraw("4")).map(|_| went += 400)),
                _ => drop(send(tab, &transfer("2"))),
            }
        }
    }
    assert_eq!(pollster::block_on(first.follow()).unwrap().len() as u64, count(&first) - 4);
    for tab in &tabs {
        pollster::block_on(tab.follow()).unwrap();
        assert_eq!((fingerprint(tab), count(tab)), (fingerprint(&first), count(&first)));
        assert_eq!(tab.book().unwrap().ledger(), first.book().unwrap().ledger());
    }
    assert_eq!(balances(&first).iter().sum::<i64>(), came - went);
    assert!(balances(&first).iter().all(|balance| *balance >= 0));
    assert!(pollster::block_on(first.verify(|_, _| {})).unwrap().ok);
}

#[test]
fn the_last_money_leaves_once() {
    let first = keeper(Memory::default());
    let second = tab(&first, 2);
    send(&first, &withdraw("100")).unwrap();
    assert_eq!(code(send(&second, &withdraw("100"))), ("insufficient-funds", None));
    assert_eq!(fingerprint(&second), fingerprint(&first), "and knows why");
}

#[test]
fn a_tab_that_lags_refuses_nothing_that_the_book_allows() {
    let first = keeper(Memory::default());
    let second = tab(&first, 2);
    send(&first, &deposit("50")).unwrap();
    assert_eq!(send(&second, &withdraw("150")).unwrap()[0].sequence.get(), 6);
    let account = "0195a300-0000-7000-8000-000000000003";
    send(
        &second,
        &format!(r#"{{"type":"OpenAccount","account":"{account}","name":"New","currency":"EUR"}}"#),
    )
    .unwrap();
    let rename =
        identified(&format!(r#"{{"type":"RenameAccount","account":"{account}","name":"Newer"}}"#), 1);
    assert_eq!(send(&first, &rename).unwrap(), send(&second, &rename).unwrap());
    assert_eq!(send_all(&first, core::slice::from_ref(&rename)).unwrap(), send(&second, &rename).unwrap());
    assert_eq!(count(&second), 8);
}

#[test]
fn following_gives_what_others_recorded_and_nothing_twice() {
    let first = keeper(Memory::default());
    let second = tab(&first, 2);
    assert_eq!(pollster::block_on(second.follow()), Ok(vec![]));
    let recorded = send_all(&first, &[deposit("1"), deposit("2")]).unwrap();
    let later = send(&first, &deposit("3")).unwrap();
    assert_eq!(pollster::block_on(second.follow()).unwrap(), [recorded, later].concat());
    assert_eq!(pollster::block_on(second.follow()), Ok(vec![]));
    let at_five = first.book().unwrap().ledger_at(Sequence::new(5).unwrap()).unwrap();
    assert_eq!(second.book().unwrap().ledger_at(Sequence::new(5).unwrap()).unwrap(), at_five);
    let mut folded = daybook::ledger::Ledger::default();
    let book = second.book().unwrap();
    for event in book.log().events(Sequence::START, Sequence::MAX) {
        folded.evolve(book.past(), &event.unwrap());
    }
    assert_eq!(book.ledger(), &folded);
}

#[test]
fn a_book_removed_in_another_tab_takes_no_more_commands() {
    let first = keeper(Memory::default());
    let second = tab(&first, 2);
    let key = first.book().unwrap().key().clone();
    pollster::block_on(second.remove(&key)).unwrap();
    assert!(second.book().is_none());
    assert_eq!(code(send(&first, &deposit("1"))), ("unknown-book", None));
    assert_eq!(code(pollster::block_on(first.open(&key, |_, _| {}))), ("unknown-book", None));
    assert_eq!(count(&first), 4, "what is on the screen can still be looked at");
    assert_eq!(pollster::block_on(first.books()), Ok(vec![]));
}

#[test]
fn a_book_that_was_put_back_to_an_earlier_state_takes_no_more_commands() {
    let first = keeper(Memory::default());
    let key = first.book().unwrap().key().clone();
    let records: Vec<_> = stored(&first)
        .into_iter()
        .map(|bytes| daybook::event_sourcing::StoredRecord::open(bytes).unwrap())
        .collect();
    pollster::block_on(first.store().remove(&key)).unwrap();
    pollster::block_on(first.store().append(&key, Sequence::START, &records[..1], b"")).unwrap();
    assert_eq!(code(send(&first, &deposit("1"))), ("stored-log-damaged", None));
    assert_eq!(stored(&first).len(), 1);
    let verified = pollster::block_on(first.verify(|_, _| {})).unwrap();
    assert!(!verified.ok && !verified.problems.is_empty());
}
