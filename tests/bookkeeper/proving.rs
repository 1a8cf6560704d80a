//! The proof: what replay from the first event finds, and how it names the event from which on something is wrong.

use super::desk::send;
use super::*;
use daybook::book::{Aspect, Fold, Held, MomentProof, Party, Proof};
use daybook::event_sourcing::{Aggregate, Snapshot, Timeline};
use daybook::ledger::Ledger;
use daybook::sample::{commands, large};

fn settle(proof: &mut Proof, held: &Held<'_>, events: u64) {
    for _ in 0..100_000 {
        if proof.step(held, events) {
            return;
        }
    }
    panic!("the proof never ends");
}

/// The whole book proven at once: by which party, from which event on, and about what something else is said.
fn found(mut proof: Proof, held: &Held<'_>) -> Option<(Party, u64, Aspect)> {
    settle(&mut proof, held, 500);
    proof.difference().cloned().map(|it| (it.party, it.event.get(), it.aspect))
}

fn at(position: u64) -> Sequence {
    Sequence::new(position).unwrap()
}

/// A snapshot of a moment in which one account holds a cent more than the events say.
fn false_snapshot(held: &Held<'_>, position: u64) -> (Snapshot<Ledger>, String) {
    let truth = held.state_at(at(position)).unwrap();
    let mut lie = truth.clone();
    let account = truth.accounts()[0].clone();
    let cent = daybook::ledger::Posting { account: 0, day: 0, change: 1 };
    lie.post(&daybook::ledger::Postings::one(cent), account.last_entry.unwrap());
    let fingerprint = held.log.fingerprint_at(at(position)).unwrap();
    let snapshot =
        Snapshot { position: at(position), fingerprint, fold_version: Ledger::FOLD_VERSION, state: lie };
    (snapshot, account.name.to_string())
}

#[test]
fn a_book_that_is_right_is_proven_however_it_is_cut_and_goes_on_with_new_events() {
    let keeper = imported(commands());
    for events in [1, 97, 5_000] {
        let book = keeper.book().unwrap();
        let mut proof = Proof::default();
        settle(&mut proof, &book.held(), events);
        assert_eq!((proof.difference(), proof.count()), (None, book.count()));
        assert_eq!(proof.fingerprint(), book.history().fingerprint());
        assert!(proof.snapshots() >= 3 && proof.snapshots() == book.history().timeline().snapshots().len());
    }
    let mut proof = Proof::default();
    settle(&mut proof, &keeper.book().unwrap().held(), 500);
    let account = keeper.book().unwrap().ledger().accounts()[0].id;
    send(&keeper, &format!(r#"{{"type":"DepositMoney","account":"{account}","amount":"5"}}"#)).unwrap();
    let book = keeper.book().unwrap();
    assert!(!proof.is_settled(&book.held()), "a new event is not proven yet");
    assert!(proof.step(&book.held(), 1), "it is by replaying this one alone");
    assert_eq!((proof.difference(), proof.fingerprint()), (None, book.history().fingerprint()));
}

#[test]
fn a_wrong_snapshot_is_named_with_its_event_and_the_account() {
    let keeper = imported(commands());
    let book = keeper.book().unwrap();
    let held = book.held();
    for position in [1_234, 3_333] {
        let mut timeline = Timeline::default();
        let (wrong, account) = false_snapshot(&held, position);
        for right in book.history().timeline().snapshots() {
            assert!(timeline.adopt(held.log, right.clone()));
        }
        assert!(timeline.adopt(held.log, wrong));
        let (party, event, aspect) = found(Proof::default(), &Held { timeline: &timeline, ..held }).unwrap();
        assert_eq!((party, event), (Party::Snapshot, position));
        let Aspect::Balance { account: named, replayed, found, .. } = aspect else { panic!("{aspect:?}") };
        assert_eq!((named, found - replayed), (account, 1));
    }
}

#[test]
fn a_wrong_state_on_the_screen_is_named_with_the_last_event() {
    let keeper = imported(commands());
    let book = keeper.book().unwrap();
    let held = book.held();
    let (wrong, _) = false_snapshot(&held, book.count());
    let (party, event, _) = found(Proof::default(), &Held { now: &wrong.state, ..held }).unwrap();
    assert_eq!((party, event), (Party::Shown, book.count()));
}

#[test]
fn a_wrong_fold_is_named_with_the_first_event_that_it_folds_wrongly() {
    let keeper = imported(commands());
    let book = keeper.book().unwrap();
    let forgetful: Fold = |ledger, past, event| {
        if !matches!(event.data, Event::EntryReversed { .. }) {
            ledger.evolve(past, event);
        }
    };
    let unfreezing: Fold = |ledger, past, event| {
        if !matches!(event.data, Event::AccountFrozen { .. }) {
            ledger.evolve(past, event);
        }
    };
    let first = |wanted: &str| {
        let events = book.log().events(at(1), book.log().head()).flatten();
        events.into_iter().find(|event| event.data.name() == wanted).unwrap().sequence.get()
    };
    let (_, event, aspect) = found(Proof::by(forgetful), &book.held()).unwrap();
    assert_eq!(event, first("EntryReversed"));
    assert!(matches!(aspect, Aspect::Balance { .. }), "{aspect:?}");
    let (_, event, aspect) = found(Proof::by(unfreezing), &book.held()).unwrap();
    assert_eq!(event, first("AccountFrozen"));
    assert!(matches!(aspect, Aspect::Account(_)), "{aspect:?}");
}

#[test]
fn a_past_moment_is_proven_by_itself_and_a_wrong_one_named() {
    let keeper = imported(commands());
    let book = keeper.book().unwrap();
    let held = book.held();
    let proven = |held: &Held<'_>, position: u64| {
        let mut proof = MomentProof::new(held, at(position));
        loop {
            if let Some(found) = proof.step(held, 100) {
                return found;
            }
        }
    };
    for position in [0, 1, 255, 256, 2_000, book.count()] {
        assert_eq!(proven(&held, position), Ok(()), "{position}");
    }
    // What is shown between two snapshots is wrong from one event on.
    let mut timeline = Timeline::default();
    assert!(timeline.adopt(held.log, false_snapshot(&held, 700).0));
    let mut moment = MomentProof::new(&held, at(800));
    let wrong = Held { timeline: &timeline, ..held };
    let found = loop {
        if let Some(found) = moment.step(&wrong, 100) {
            break found;
        }
    };
    let begun = held.timeline.snapshots().iter().map(|it| it.position.get()).filter(|at| *at <= 800).max();
    let difference = found.unwrap_err();
    assert_eq!(difference.event.get(), begun.unwrap_or(0).max(700));
}

#[test]
fn a_state_kept_in_the_store_is_compared_to_the_byte() {
    let keeper = imported(large(5_000, 12, 7));
    let book = keeper.book().unwrap();
    let kept = pollster::block_on(keeper.kept_states()).unwrap();
    let (position, bytes) = kept.last().unwrap();
    let compared = |bytes: &[u8]| {
        let mut proof = Proof::default();
        settle(&mut proof, &book.held(), 500);
        let agrees = proof.compare_kept(&book.held(), *position, bytes);
        assert!(!agrees || proof.difference().is_none());
        proof.difference().cloned().map(|it| (it.party, it.event, it.aspect))
    };
    assert_eq!(compared(bytes), None);
    let mut torn = bytes.clone();
    torn[70] ^= 1;
    assert_eq!(compared(&torn), Some((Party::Kept, *position, Aspect::Unreadable)));
    let mut older = bytes.clone();
    older[4] ^= 1;
    let with_sum = |mut bytes: Vec<u8>| {
        let end = bytes.len() - 4;
        let sum = crc32fast::hash(&bytes[..end]).to_le_bytes();
        bytes[end..].copy_from_slice(&sum);
        bytes
    };
    assert_eq!(compared(&with_sum(older)), None, "another version's states say nothing");
    let mut balances = 0;
    for byte in (60..bytes.len() - 4).step_by(5) {
        let mut lie = bytes.clone();
        lie[byte] ^= 2;
        let lie = with_sum(lie);
        if daybook::record::read_snapshot(&lie).is_some() {
            let (party, event, aspect) = compared(&lie).unwrap_or_else(|| panic!("byte {byte}"));
            assert_eq!((party, event), (Party::Kept, *position));
            balances += u64::from(matches!(aspect, Aspect::Balance { .. }));
        }
    }
    assert!(balances > 0);
}

#[test]
fn a_kept_state_that_was_seen_and_thrown_away_is_told_of_once() {
    let keeper = imported(large(5_000, 12, 7));
    let key = keeper.book().unwrap().key().clone();
    let (position, bytes) = pollster::block_on(keeper.kept_states()).unwrap().pop().unwrap();
    let told = |bytes: Vec<u8>| {
        let tab = Bookkeeper::new(keeper.store().clone(), Ticking::seeded(9));
        pollster::block_on(tab.store().put_snapshot(&key, position, &bytes)).unwrap();
        pollster::block_on(tab.open_at_first_sight(&key, |_, _| {}, || {})).unwrap();
        let told = tab.distrusted();
        assert_eq!(tab.distrusted(), None);
        told
    };
    assert_eq!(told(bytes.clone()), None);
    let lies = (100..bytes.len() - 4).filter_map(|byte| {
        let mut lie = bytes.clone();
        lie[byte] ^= 2;
        let end = lie.len() - 4;
        let sum = crc32fast::hash(&lie[..end]).to_le_bytes();
        lie[end..].copy_from_slice(&sum);
        daybook::record::read_snapshot(&lie).is_some().then_some(lie)
    });
    let told: Vec<_> = lies.take(6).filter_map(told).collect();
    assert!(!told.is_empty());
    assert!(told.iter().all(|it| (it.party, it.event) == (Party::Kept, position)), "{told:?}");
}
