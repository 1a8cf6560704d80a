//! The stored log: by whatever route a past moment is reached, it is the same moment.
#![allow(clippy::unwrap_used, reason = "in a test, that is how a fault is reported")]

use super::commands::{Book, fold, intent, intents};
use daybook::event_sourcing::{
    Aggregate, Codec, Fingerprint, Recorded, SNAPSHOT_SPACING, Sequence, Snapshot, StoredRecord, Timeline,
};
use daybook::ledger::{Event, Ledger};
use daybook::record::{
    History, LedgerCodec, RecordBuilder, Seen, StoredEvent, Value, export_line, read_event,
};
use proptest::prelude::*;

/// The records of a book, a commit a record, as dispatching makes them.
fn records(events: &[Recorded<Event>]) -> Vec<StoredRecord> {
    let mut before = Fingerprint::EMPTY;
    let commits = events.chunk_by(|one, next| one.commit == next.commit);
    commits
        .map(|commit| {
            let mut builder = RecordBuilder::new(commit[0].sequence, before);
            for event in commit {
                before = builder.push(&LedgerCodec::stored(event));
            }
            builder.seal().unwrap()
        })
        .collect()
}

/// The history that reading these records gives.
fn history(records: Vec<StoredRecord>) -> History {
    let mut history = History::default();
    for record in records {
        history.absorb(StoredRecord::open(record.bytes()).unwrap()).unwrap();
    }
    history
}

/// The chain computed by other means: from the exported line, another canonicalizer and SHA-256 alone.
fn chain(events: &[Recorded<Event>]) -> Fingerprint {
    events.iter().fold(Fingerprint::EMPTY, |before, event| {
        let mut line = Vec::new();
        export_line(&LedgerCodec::stored(event), &mut line);
        let json: serde_json::Value = serde_json::from_slice(&line).unwrap();
        before.then(&serde_json_canonicalizer::to_vec(&json).unwrap())
    })
}

fn position(number: usize) -> Sequence {
    Sequence::new(number as u64).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_log_reads_back_as_it_was_written(intents in intents(90)) {
        let book = Book::after(&intents);
        let history = history(records(&book.events));
        let read: Result<Vec<_>, _> = history.log().events(position(1), Sequence::MAX).collect();
        prop_assert_eq!(read.unwrap(), book.events.clone());
        prop_assert_eq!(history.ledger(), &book.ledger);
        prop_assert_eq!(history.count(), book.past.count());
    }

    #[test]
    fn an_event_is_the_same_whatever_was_passed_over_before_it(intents in intents(90), gaps in prop::collection::vec(0..20_usize, 1..30)) {
        let book = Book::after(&intents);
        let stored: Vec<_> = book.events.iter().map(LedgerCodec::stored).collect();
        let bytes = LedgerCodec::write(&stored);
        let mut reader = LedgerCodec::reader(position(1), u32::try_from(stored.len()).unwrap(), &bytes);
        let mut naive = stored.iter();
        for gap in gaps {
            let found = reader.nth(gap).transpose().unwrap();
            prop_assert_eq!(found.as_ref(), naive.nth(gap));
        }
    }

    #[test]
    fn passing_over_a_log_sees_what_reading_it_does(intents in intents(90)) {
        let book = Book::after(&intents);
        let stored: Vec<_> = book.events.iter().map(LedgerCodec::stored).collect();
        let mut texts = Vec::new();
        let count = u32::try_from(stored.len()).unwrap();
        LedgerCodec::written(count, &LedgerCodec::write(&stored), &mut |written| texts.push(written.map(str::to_owned)));
        let naive = |event: &StoredEvent<'_>| {
            ["category", "counterparty", "note"].map(|wanted| {
                let named = |name: &str| name == wanted || (name, wanted) == ("reason", "note");
                event.members().find_map(|(name, value)| match value {
                    Value::Text(text) if named(name) => Some(text.to_string()),
                    _ => None,
                }).unwrap_or_default()
            })
        };
        prop_assert_eq!(texts, stored.iter().map(naive).collect::<Vec<_>>());
        let history = history(records(&book.events));
        let mut seen = Vec::new();
        for record in history.log().records() {
            let mut own = Vec::new();
            History::look_at(record, &mut own);
            seen.extend(own);
        }
        prop_assert_eq!(seen, book.events.iter().map(Seen::of).collect::<Vec<_>>());
    }

    #[test]
    fn an_event_is_the_same_from_its_json_and_from_its_bytes(intents in intents(60)) {
        let book = Book::after(&intents);
        for event in &book.events {
            let mut line = Vec::new();
            export_line(&LedgerCodec::stored(event), &mut line);
            let text = String::from_utf8(line).unwrap();
            let stored = read_event(&text).unwrap();
            prop_assert_eq!(&LedgerCodec::upcast(&stored).unwrap(), event);
            prop_assert_eq!(LedgerCodec::write(&[stored]), LedgerCodec::write(&[LedgerCodec::stored(event)]));
        }
    }

    #[test]
    fn the_fingerprint_at_any_event_is_the_chain_up_to_it(intents in intents(60), cut in any::<prop::sample::Index>()) {
        let book = Book::after(&intents);
        let history = history(records(&book.events));
        let at = cut.index(book.events.len() + 1);
        prop_assert_eq!(history.log().fingerprint_at(position(at)).unwrap(), chain(&book.events[..at]));
        prop_assert_eq!(history.fingerprint(), chain(&book.events));
    }

    #[test]
    fn how_the_log_is_cut_into_records_makes_no_difference(intents in intents(60), cut in any::<prop::sample::Index>()) {
        let book = Book::after(&intents);
        let mut imported = History::default();
        for event in &book.events {
            imported.push(&LedgerCodec::stored(event)).unwrap();
        }
        imported.flush().unwrap();
        let dispatched = history(records(&book.events));
        prop_assert_eq!(imported.fingerprint(), dispatched.fingerprint());
        prop_assert_eq!(imported.ledger(), dispatched.ledger());
        let at = position(cut.index(book.events.len() + 1));
        prop_assert_eq!(imported.log().fingerprint_at(at).unwrap(), dispatched.log().fingerprint_at(at).unwrap());
        prop_assert_eq!(imported.ledger_at(at).unwrap(), dispatched.ledger_at(at).unwrap());
    }

    #[test]
    fn from_any_snapshots_in_any_order_of_looking_a_moment_is_the_fold_of_its_events(
        intents in intents(90),
        kept in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
        looks in prop::collection::vec(any::<prop::sample::Index>(), 1..12),
    ) {
        let book = Book::after(&intents);
        let history = history(records(&book.events));
        let mut timeline = Timeline::<Ledger>::default();
        for at in kept {
            let at = at.index(book.events.len() + 1);
            prop_assert!(timeline.adopt(history.log(), snapshot(&history, &book.events, at)));
        }
        for look in looks {
            let at = look.index(book.events.len() + 1);
            let seen = timeline.state_at(history.log(), history.past(), position(at)).unwrap();
            prop_assert_eq!(seen, fold(&book.events[..at]));
        }
        prop_assert_eq!(timeline.check(history.log(), history.past()).unwrap(), vec![]);
    }

    #[test]
    fn a_snapshot_that_disagrees_with_replay_is_found_and_thrown_away(
        intents in intents(60),
        lie in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
    ) {
        let book = Book::after(&intents);
        let history = history(records(&book.events));
        let (lie, other) = (lie.index(book.events.len()) + 1, other.index(book.events.len()) + 1);
        let (truth, false_state) = (fold(&book.events[..lie]), fold(&book.events[..other]));
        prop_assume!(truth != false_state);
        let mut timeline = Timeline::<Ledger>::default();
        let false_snapshot = Snapshot { state: false_state, ..snapshot(&history, &book.events, lie) };
        prop_assert!(timeline.adopt(history.log(), false_snapshot));
        prop_assert!(other == lie || timeline.adopt(history.log(), snapshot(&history, &book.events, other)));
        timeline.state_at(history.log(), history.past(), position(lie)).unwrap();
        prop_assert_eq!(timeline.check(history.log(), history.past()).unwrap(), vec![position(lie)]);
        prop_assert_eq!(timeline.snapshots().len(), 1);
        prop_assert_eq!(timeline.state_at(history.log(), history.past(), position(lie)).unwrap(), truth);
    }

    #[test]
    fn a_snapshot_of_another_history_or_fold_is_discarded_unread(intents in intents(60)) {
        let book = Book::after(&intents);
        let history = history(records(&book.events));
        let good = snapshot(&history, &book.events, book.events.len());
        let mut timeline = Timeline::<Ledger>::default();
        let elsewhere = Snapshot { fingerprint: good.fingerprint.then(b"{}"), ..good.clone() };
        let later = Snapshot { position: good.position.next(), ..good.clone() };
        let newer = Snapshot { fold_version: Ledger::FOLD_VERSION + 1, ..good.clone() };
        for bad in [elsewhere, later, newer] {
            prop_assert!(!timeline.adopt(history.log(), bad));
        }
        prop_assert!(timeline.snapshots().is_empty());
        prop_assert!(timeline.adopt(history.log(), good));
    }
}

fn snapshot(history: &History, events: &[Recorded<Event>], at: usize) -> Snapshot<Ledger> {
    Snapshot {
        position: position(at),
        fingerprint: history.log().fingerprint_at(position(at)).unwrap(),
        fold_version: Ledger::FOLD_VERSION,
        state: fold(&events[..at]),
    }
}

proptest! {
    // Long enough for snapshots of the history's own, so only a few.
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn a_long_history_keeps_snapshots_that_can_be_thrown_away_and_made_again(
        intents in prop::collection::vec(intent(), 1600..1700),
        looks in prop::collection::vec(any::<prop::sample::Index>(), 12),
    ) {
        let book = Book::after(&intents);
        let mut history = history(records(&book.events));
        prop_assume!(history.count() > 2 * SNAPSHOT_SPACING);
        let positions = |history: &History| -> Vec<_> {
            history.timeline().snapshots().iter().map(|snapshot| snapshot.position).collect()
        };
        let (kept, fingerprint) = (positions(&history), history.fingerprint());
        prop_assert!(kept.len() >= 2);
        for round in 0..2 {
            prop_assert_eq!(history.check_snapshots().unwrap(), vec![]);
            for look in &looks {
                let at = look.index(book.events.len() + 1);
                prop_assert_eq!(history.ledger_at(position(at)).unwrap(), fold(&book.events[..at]), "round {}", round);
            }
            history.rebuild_snapshots().unwrap();
            prop_assert_eq!(positions(&history), kept.clone());
            prop_assert_eq!(history.fingerprint(), fingerprint);
        }
    }
}
