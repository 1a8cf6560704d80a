//! The public contract: what outsiders learn of a log, byte for byte the same for ever. That every public event fits the
//! published schemas is shown by `tests/pages/contract.test.mjs`, over the same golden file.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

use daybook::event_sourcing::Sequence;
use daybook::exchange::EventLogReader;
use daybook::record::{History, SHAPES, read_event};
use daybook::sample::{SampleFile, commands};
use daybook::streaming::{IntegrationEvent, PublicCount, integration_events, ndjson};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashSet};

const LOG: &str = include_str!("fixtures/format-1/log.daybook.json");
/// A log with an event of every type there is, and a fork.
const EVERY_TYPE: &str = include_str!("fixtures/named-moments/log.daybook.json");
const GOLDEN: &str = include_str!("fixtures/contract/format-1.ndjson");

fn history(log: &str) -> History {
    let mut history = History::default();
    for line in log.lines().map(str::trim).filter(|line| line.starts_with("{\"sequence\"")) {
        history.push(&read_event(line.trim_end_matches(',')).unwrap()).unwrap();
    }
    history.flush().unwrap();
    history
}

fn sample() -> History {
    let mut file = SampleFile::new(commands());
    let mut reader = EventLogReader::default();
    while let Some(bytes) = file.next_stretch().unwrap() {
        reader.feed(&bytes).unwrap();
    }
    reader.finish().unwrap().history
}

fn translated(history: &History, from: u64, to: u64, personal: bool) -> Vec<IntegrationEvent> {
    let (from, to) = (Sequence::new(from).unwrap(), Sequence::new(to).unwrap());
    let before = history.ledger_at(from.previous()).unwrap();
    integration_events(history.log(), history.past(), before, from, to, personal)
        .collect::<Result<_, _>>()
        .unwrap()
}

fn all(history: &History, personal: bool) -> Vec<IntegrationEvent> {
    translated(history, 1, history.count(), personal)
}

fn parsed(event: &IntegrationEvent) -> Value {
    serde_json::from_str(&event.json).unwrap()
}

#[test]
fn a_log_recorded_once_gives_the_same_public_events_for_ever() {
    let events = all(&history(LOG), true);
    assert_eq!(ndjson(&events), GOLDEN, "what subscribers rely on has changed");
}

#[test]
fn the_same_log_twice_and_any_range_of_it_give_the_same_bytes() {
    let (one, other) = (sample(), sample());
    let events = all(&one, false);
    assert_eq!(events, all(&other, false));
    for (from, to) in [(1, 1), (2, 900), (901, 901), (902, one.count())] {
        let wanted: Vec<_> =
            events.iter().filter(|it| (from..=to).contains(&it.sequence.get())).cloned().collect();
        assert_eq!(translated(&one, from, to, false), wanted, "{from} to {to}");
    }
    assert_eq!(translated(&one, 5, 4, false), []);
}

#[test]
fn an_old_version_and_what_it_is_upcast_to_give_the_same_public_event() {
    let old = r#""type":"AccountClosed","version":1"#;
    assert!(LOG.contains(old));
    let new = LOG
        .replace(old, r#""type":"AccountClosed","version":2"#)
        .replace(r#""type":"AccountReopened","version":1"#, r#""type":"AccountReopened","version":2"#);
    assert_eq!(all(&history(&new), true), all(&history(LOG), true));
}

#[test]
fn ids_are_unique_and_a_transfer_has_one_for_each_of_its_accounts() {
    let history = sample();
    let events = all(&history, false);
    assert_eq!(events.iter().map(|it| &it.id).collect::<HashSet<_>>().len(), events.len());
    let transfer = events.iter().find(|it| it.id.ends_with("/from")).unwrap();
    let twin = events.iter().find(|it| it.id == transfer.id.replace("/from", "/to")).unwrap();
    assert_ne!(transfer.account, twin.account);
    let (sent, received) = (parsed(transfer), parsed(twin));
    assert_eq!(sent["data"]["other"]["account"], received["subject"]);
    assert_eq!(sent["data"]["amount"], received["data"]["other"]["amount"]);
}

#[test]
fn every_public_event_says_whose_it_is_and_what_the_account_held_after_it() {
    let history = sample();
    let book = history.ledger().book().unwrap().id;
    let mut balances: BTreeMap<String, String> = BTreeMap::new();
    for event in all(&history, false) {
        let json = parsed(&event);
        assert_eq!(json["source"], format!("urn:uuid:{book}"));
        assert_eq!(
            (&json["id"], &json["subject"]),
            (&event.id.clone().into(), &event.account.to_string().into())
        );
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        balances.insert(text(&json["subject"]), text(&json["data"]["balance"]));
    }
    for account in history.ledger().accounts() {
        assert_eq!(balances.get(&account.id.to_string()), Some(&account.money().figure().to_string()));
    }
}

#[test]
fn a_reversal_names_the_public_events_it_reverses_and_takes_back_what_they_moved() {
    let events = all(&sample(), false);
    let by_id: BTreeMap<_, _> = events.iter().map(|event| (event.id.as_str(), parsed(event))).collect();
    let mut found = 0;
    for reversal in by_id.values().filter(|it| it["type"] == "app.daybook.entry-reversed.v1") {
        let reversed = &by_id[reversal["data"]["reverses"]["id"].as_str().unwrap()];
        assert_eq!(reversed["type"], reversal["data"]["reverses"]["type"]);
        assert_eq!(reversed["subject"], reversal["subject"]);
        let came = matches!(
            reversed["type"].as_str().unwrap(),
            "app.daybook.money-deposited.v1" | "app.daybook.transfer-received.v1"
        );
        let amount = reversed["data"]["amount"].as_str().unwrap();
        let change = if came { format!("-{amount}") } else { amount.to_owned() };
        assert_eq!(reversal["data"]["change"], change);
        found += 1;
    }
    assert!(found > 0, "the sample book has reversals");
}

#[test]
fn personal_text_and_what_is_private_stay_at_home_unless_the_user_says_otherwise() {
    let history = history(LOG);
    let (public, personal) = (ndjson(&all(&history, false)), ndjson(&all(&history, true)));
    for text in ["A. Okafor", "booked twice", "pay the card", "line\\nbreak"] {
        assert!(!public.contains(text), "{text} left");
        assert!(personal.contains(text), "{text} was allowed out");
    }
    // Categories, labels, actors, freezes, names of files and of the book are nobody's business, ever.
    for text in ["Income", "Electricity", "\"Fees\"", "audit", "Ann", "bank.csv", "Riverside", "unlimited"] {
        assert!(!personal.contains(text), "{text} left");
    }
}

#[test]
fn public_events_are_counted_without_being_made() {
    for history in [history(LOG), history(EVERY_TYPE), sample()] {
        let mut count = PublicCount::default();
        for event in history.log().events(Sequence::START.next(), history.log().head()) {
            count.add(&event.unwrap());
        }
        let events = all(&history, false);
        for n in (0..=history.count()).step_by(97).chain([history.count()]) {
            let made = events.iter().filter(|event| event.sequence.get() <= n).count() as u64;
            assert_eq!(count.until(history.past(), Sequence::new(n).unwrap()), made, "after event {n}");
        }
    }
}

/// Of each type of event, whether outsiders learn of it.
const DECIDED: [(&str, bool); 22] = [
    ("AccountClosed", true),
    ("AccountOpened", true),
    ("AccountRenamed", true),
    ("AccountReopened", true),
    ("EntryReversed", true),
    ("MoneyDeposited", true),
    ("MoneyTransferred", true),
    ("MoneyWithdrawn", true),
    ("AccountFrozen", false),
    ("AccountReconciled", false),
    ("AccountUnfrozen", false),
    ("BookForked", false),
    ("BookOpened", false),
    ("BookRenamed", false),
    ("EntryCategorized", false),
    ("MomentNamed", false),
    ("MomentUnnamed", false),
    ("OverdraftLimitSet", false),
    ("PeriodClosed", false),
    ("PeriodReopened", false),
    ("RuleStated", false),
    ("RuleWithdrawn", false),
];

/// A new type of event fails here until it is in the table, and in a log, as public or private.
#[test]
fn every_type_of_event_is_public_or_private_by_decision() {
    let known: BTreeSet<_> = SHAPES.iter().map(|shape| shape.name).collect();
    let decided: BTreeMap<_, _> = DECIDED.into_iter().collect();
    assert_eq!(known, decided.keys().copied().collect(), "decide in DECIDED what outsiders learn of it");
    let history = history(EVERY_TYPE);
    let mut seen = BTreeSet::new();
    for event in history.log().events(Sequence::START.next(), history.log().head()) {
        let event = event.unwrap();
        let at = event.sequence.get();
        let told = !translated(&history, at, at, true).is_empty();
        assert_eq!(told, decided[event.data.name()], "event {at} of the log is {}", event.data.name());
        seen.insert(event.data.name());
    }
    assert_eq!(seen, known, "the log needs an event of every type");
}

#[test]
fn a_forked_book_tells_of_shared_events_as_the_other_book_does_and_of_its_own_under_its_own_id() {
    let whole = history(EVERY_TYPE);
    let events = || whole.log().events(Sequence::START.next(), whole.log().head()).map(Result::unwrap);
    let fork = events().find(|event| event.data.name() == "BookForked").unwrap().sequence.get();
    let shared: Vec<_> =
        EVERY_TYPE.lines().filter(|line| line.trim_start().starts_with("{\"sequence\"")).collect();
    let other = history(&shared[..usize::try_from(fork).unwrap() - 1].join("\n"));
    assert_eq!(translated(&whole, 1, fork - 1, true), all(&other, true));
    let source = |history: &History| format!("urn:uuid:{}", history.ledger().book().unwrap().id);
    assert_ne!(source(&whole), source(&other));
    let own = translated(&whole, fork, whole.count(), true);
    assert!(own.len() > 3, "the fork went on");
    assert!(own.iter().all(|event| parsed(event)["source"] == source(&whole)));
    let ids = all(&whole, true).into_iter().map(|event| event.id);
    assert_eq!(ids.collect::<HashSet<_>>().len(), all(&whole, true).len());
}

/// Writes the golden file. Run once for a contract, by hand: `cargo test --test contract -- --ignored`.
#[test]
#[ignore = "writes what subscribers rely on for ever after"]
fn write_the_golden_file() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/contract");
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(format!("{folder}/format-1.ndjson"), ndjson(&all(&history(LOG), true))).unwrap();
}
