//! What was stored once is read for ever: logs written by earlier versions, byte for byte as they lay in the store.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

#[path = "support/desk.rs"]
mod desk;

use daybook::event_sourcing::{EventStore, Sequence, StoredRecord};
use daybook::ledger::Event;
use daybook::record::History;
use desk::{desk, export, send};

const FORMAT_1: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/format-1");

/// Every command there is, some of them with every member.
const COMMANDS: &[&str] = &[
    r#"{"type":"OpenBook","name":"Ruderverein 🚣","base_currency":"EUR","actor":"Ann"}"#,
    r#"{"type":"OpenAccount","account":"A1","name":"Current account","currency":"EUR","opening_balance":"250.00","date":"2026-01-01"}"#,
    r#"{"type":"OpenAccount","account":"A2","name":"Card","currency":"EUR","kind":"liability"}"#,
    r#"{"type":"OpenAccount","account":"A3","name":"遠征","currency":"JPY","overdraft_limit":"5000"}"#,
    r#"{"type":"OpenAccount","account":"A4","name":"Old cash box","currency":"BHD"}"#,
    r#"{"type":"DepositMoney","account":"A1","amount":"1250.5","category":"Income · Fees","counterparty":"A. Okafor","note":"line\nbreak <script> \u202e","date":"2026-02-28","origin":{"file":"bank.csv","sha256":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff","row":7,"bank_id":"X1"},"actor":"Ann"}"#,
    r#"{"type":"WithdrawMoney","account":"A1","amount":"96.20","category":"Electricity"}"#,
    r#"{"type":"WithdrawMoney","account":"A2","amount":"40","note":"booked twice"}"#,
    r#"{"type":"TransferMoney","from":"A1","to":"A2","amount":"40.00","note":"pay the card"}"#,
    r#"{"type":"TransferMoney","from":"A1","to":"A3","amount":"100","received_amount":"16250"}"#,
    r#"{"type":"RenameBook","name":"Riverside Rowing Club"}"#,
    r#"{"type":"RenameAccount","account":"A1","name":"Main account"}"#,
    r#"{"type":"SetOverdraftLimit","account":"A1","overdraft_limit":"unlimited"}"#,
    r#"{"type":"CategorizeEntry","entry":"E8","category":"Fees","counterparty":"Bank"}"#,
    r#"{"type":"ReverseEntry","entry":"E9","reason":"booked twice"}"#,
    r#"{"type":"ReconcileAccount","account":"A1","date":"2026-03-31","balance":"1264.30"}"#,
    r#"{"type":"FreezeAccount","account":"A1","reason":"audit"}"#,
    r#"{"type":"UnfreezeAccount","account":"A1","caused_by":"00000000-0000-4000-8000-0000000000ff"}"#,
    r#"{"type":"CloseAccount","account":"A4"}"#,
    r#"{"type":"ReopenAccount","account":"A4"}"#,
];

/// The records of a fixture: each with its length before it, four bytes, little-endian.
fn records(folder: &str) -> Vec<StoredRecord> {
    let bytes = std::fs::read(format!("{folder}/log.bin")).unwrap();
    let mut rest = &bytes[..];
    let mut records = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk() {
        let (record, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        records.push(StoredRecord::open(record.to_vec()).unwrap());
        rest = after;
    }
    records
}

#[test]
fn a_log_stored_in_format_1_opens_with_the_same_events_and_fingerprint() {
    let mut history = History::default();
    for record in records(FORMAT_1) {
        history.absorb(record).unwrap();
    }
    let file = std::fs::read_to_string(format!("{FORMAT_1}/log.daybook.json")).unwrap();
    let exported = desk::read_file(file.as_bytes(), 4096).unwrap();
    assert_eq!(exported.history.count(), history.count());
    assert_eq!(exported.history.fingerprint(), history.fingerprint());
    assert_eq!(exported.history.ledger(), history.ledger());
    assert!(file.contains(&history.fingerprint().to_string()));
}

#[test]
fn an_old_version_is_upcast_on_reading_and_kept_as_it_was_on_writing() {
    let desk = desk();
    let file = std::fs::read(format!("{FORMAT_1}/log.daybook.json")).unwrap();
    desk::import(&desk, &file, 4096).unwrap();
    let closed = desk.book().unwrap().log().event(Sequence::new(20).unwrap()).unwrap();
    assert!(matches!(closed.data, Event::AccountClosed { reason: None, .. }), "version 1 knew no reason");
    let close =
        r#"{"type":"CloseAccount","account":"0195a400-0000-7000-8000-000000000001","reason":"moved"}"#;
    send(&desk, close).unwrap();
    let lines: Vec<_> = export(&desk, None).lines().map(str::to_owned).collect();
    let versions = lines.iter().filter(|line| line.contains("AccountClosed"));
    let versions: Vec<_> =
        versions.map(|line| (line.contains("\"version\":1"), line.contains("moved"))).collect();
    assert_eq!(versions, [(true, false), (false, true)]);
    // But for the head, everything that was there is there to the byte.
    let before = String::from_utf8(file).unwrap();
    let events = |text: &str| {
        text.lines()
            .filter(|line| line.contains("\"sequence\""))
            .map(|line| line.trim_end_matches(',').to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(events(&lines.join("\n"))[..21], events(&before));
}

/// Writes the fixture of the newest format. Run once for a format, by hand:
/// `cargo test --test stored_format -- --ignored`.
#[test]
#[ignore = "writes a fixture that is kept for ever after"]
fn write_the_fixture() {
    let desk = desk();
    for command in COMMANDS {
        let ids = |text: &str| {
            let book = desk.book();
            let mut text = text.to_owned();
            for (at, account) in (1..).zip(["a1", "a2", "a3", "a4"]) {
                text = text.replace(
                    &format!("\"A{at}\""),
                    &format!("\"0195{account}00-0000-7000-8000-000000000001\""),
                );
            }
            for sequence in [8, 9].into_iter().filter_map(Sequence::new) {
                if let Some(event) = book.as_ref().and_then(|book| book.log().event(sequence)) {
                    text = text.replace(&format!("\"E{sequence}\""), &format!("\"{}\"", event.id));
                }
            }
            text
        };
        send(&desk, &ids(command)).unwrap();
    }
    let key = desk.book().unwrap().key().clone();
    let stored = pollster::block_on(desk.store().read(&key, Sequence::START, usize::MAX)).unwrap();
    let mut out = Vec::new();
    for record in stored {
        out.extend_from_slice(&u32::try_from(record.len()).unwrap().to_le_bytes());
        out.extend_from_slice(&record);
    }
    std::fs::create_dir_all(FORMAT_1).unwrap();
    std::fs::write(format!("{FORMAT_1}/log.bin"), out).unwrap();
    std::fs::write(format!("{FORMAT_1}/log.daybook.json"), export(&desk, None)).unwrap();
}
