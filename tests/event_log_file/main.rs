//! The event log file: out and back in to the byte, and everything that is not one refused by name.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

#[path = "../support/commands.rs"]
mod commands;
#[path = "../support/desk.rs"]
mod desk;
#[path = "../support/log_file.rs"]
mod log_file;

mod altered;
mod damage;
mod hostile;
mod layout;
mod round_trip;
mod rules;

use daybook::book::Failure;
use daybook::event_sourcing::{BookRow, EventStore, Sequence};
use daybook::exchange::FileProblem;
use desk::{Desk, desk, import, send};

/// Accounts of the small book: `A1` and `A3` in euros, `A2` in yen; `A3` is frozen, `A4` closed.
const ACCOUNTS: [&str; 4] = [
    "0195a100-0000-7000-8000-000000000001",
    "0195a200-0000-7000-8000-000000000002",
    "0195a300-0000-7000-8000-000000000003",
    "0195a400-0000-7000-8000-000000000004",
];

/// A small book with a little of everything: 14 events.
fn small_book() -> Desk {
    let desk = desk();
    let commands = [
        r#"{"type":"OpenBook","name":"Ruderverein 🚣","base_currency":"EUR","actor":"Ann"}"#,
        r#"{"type":"OpenAccount","account":"A1","name":"Main","currency":"EUR","opening_balance":"100.00"}"#,
        r#"{"type":"OpenAccount","account":"A2","name":"遠征","currency":"JPY","overdraft_limit":"5000"}"#,
        r#"{"type":"OpenAccount","account":"A3","name":"Old","currency":"EUR","opening_balance":"20.00"}"#,
        r#"{"type":"FreezeAccount","account":"A3","reason":"audit"}"#,
        r#"{"type":"OpenAccount","account":"A4","name":"Gone","currency":"EUR"}"#,
        r#"{"type":"CloseAccount","account":"A4"}"#,
        r#"{"type":"WithdrawMoney","account":"A1","amount":"30","category":"Rent","note":"line\nbreak <b> \u202e"}"#,
        r#"{"type":"ReverseEntry","entry":"E10"}"#,
        r#"{"type":"DepositMoney","account":"A1","amount":"5","origin":{"file":"bank.csv","sha256":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff","row":7,"bank_id":"X1"}}"#,
        r#"{"type":"TransferMoney","from":"A1","to":"A2","amount":"1.50","received_amount":"240"}"#,
        r#"{"type":"ReconcileAccount","account":"A1","date":"2026-03-31","balance":"103.50"}"#,
    ];
    for command in commands {
        send(&desk, &named(&desk, command)).unwrap();
    }
    desk
}

/// The text with `A1` … `A4` and `E1` … replaced by the ids of accounts and events.
fn named(desk: &Desk, text: &str) -> String {
    let mut text = text.to_owned();
    for (number, id) in (1..).zip(ACCOUNTS) {
        text = text.replace(&format!("\"A{number}\""), &format!("\"{id}\""));
    }
    let count = desk.book().map_or(0, |book| book.count());
    for number in (1..=count).rev() {
        let event = desk.book().unwrap().log().event(Sequence::new(number).unwrap()).unwrap();
        text = text.replace(&format!("\"E{number}\""), &format!("\"{}\"", event.id));
    }
    text
}

/// Everything the desk's store holds.
fn stored(desk: &Desk) -> Vec<(BookRow, Vec<Vec<u8>>)> {
    let rows = pollster::block_on(desk.store().books()).unwrap();
    rows.into_iter()
        .map(|row| {
            let records =
                pollster::block_on(desk.store().read(&row.key, Sequence::START, Sequence::MAX)).unwrap();
            (row, records)
        })
        .collect()
}

/// The file is refused with a sentence for people, and nothing stored or open has changed.
#[track_caller]
fn refused(desk: &Desk, file: &[u8]) -> FileProblem {
    let before = (stored(desk), desk.book().map(|book| book.history().fingerprint()));
    let problem = match import(desk, file, 4096) {
        Err(Failure::File(problem)) => problem,
        other => panic!("{other:?}: {}", String::from_utf8_lossy(&file[..file.len().min(9000)])),
    };
    assert_eq!((stored(desk), desk.book().map(|book| book.history().fingerprint())), before);
    let sentence = problem.to_string();
    let known = !sentence.starts_with("file.") && !problem.reason.contains("record.");
    assert!(known && sentence.ends_with('.') && sentence.len() < 400, "{sentence}");
    problem
}

/// The file is refused, at this event, with a sentence that contains this.
#[track_caller]
fn refused_saying(desk: &Desk, file: &serde_json::Value, event: Option<u64>, part: &str) {
    let problem = refused(desk, file.to_string().as_bytes());
    assert!(problem.reason.contains(part), "{} (expected: {part})", problem.reason);
    assert_eq!(problem.event, event, "{}", problem.reason);
}
