//! What was stored once is read for ever: logs written by earlier versions, byte for byte as they lay in the store.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

#[path = "support/agreed.rs"]
mod agreed;
#[path = "support/desk.rs"]
mod desk;

use agreed::FROZEN;
use daybook::book::Bookkeeper;
use daybook::event_sourcing::{EventStore, Sequence};
use daybook::ledger::Event;
use daybook::record::SHAPES;
use desk::{Desk, Ticking, desk, export, import, send};
use std::fs;
use std::path::Path;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

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

/// What somebody else does with a copy of that book: what the first frozen logs could not hold yet.
const COMMANDS_ELSEWHERE: &[&str] = &[
    r#"{"type":"CloseAccount","account":"A4","reason":"the box is full","actor":"Bea"}"#,
    r#"{"type":"ReopenAccount","account":"A4","reason":"a new box"}"#,
    r#"{"type":"CloseAccount","account":"A4"}"#,
    r#"{"type":"ReopenAccount","account":"A4"}"#,
    r#"{"type":"DepositMoney","account":"A4","amount":"7.125","note":"in fils","command_id":"6F9619FF-8B86-4011-B42D-00CF4FC964FF"}"#,
    r#"{"type":"CategorizeEntry","entry":"E8"}"#,
    r#"{"type":"StateRule","account":"A1","compared":"at-most","amount":"500","note":"bank the rest"}"#,
    r#"{"type":"StateRule","account":"A1","compared":"at-least","times":"1.50","other":"A2"}"#,
    r#"{"type":"StateRule","compared":"at-least","times":"3","category":"Rent","months":6}"#,
    r#"{"type":"WithdrawRule","rule":"E28","reason":"the bank closed"}"#,
    r#"{"type":"ClosePeriod","from":"2025-01-01","to":"2025-12-31"}"#,
    r#"{"type":"ClosePeriod","from":"2026-01-01","to":"2026-01-31","actor":"Bea"}"#,
    r#"{"type":"ReopenPeriod","from":"2026-01-01","to":"2026-01-31","reason":"a late bill"}"#,
    r#"{"type":"NameMoment","position":12,"name":"AGM 2026"}"#,
    r#"{"type":"NameMoment","position":20,"name":"Audit","actor":"Bea"}"#,
    r#"{"type":"UnnameMoment","position":12}"#,
    r#"{"type":"ReopenPeriod","from":"2025-01-01","to":"2025-12-31"}"#,
    r#"{"type":"ClosePeriod","from":"2025-01-01","to":"2025-12-31"}"#,
];

#[test]
fn every_frozen_log_opens_with_the_events_figures_and_fingerprint_of_its_file() {
    for frozen in FROZEN {
        let history = frozen.history();
        let exported = desk::read_file(frozen.file, 4096).unwrap();
        assert_eq!(exported.history.count(), history.count(), "{}", frozen.folder);
        assert_eq!(exported.history.fingerprint(), history.fingerprint(), "{}", frozen.folder);
        assert_eq!(exported.history.ledger(), history.ledger(), "{}", frozen.folder);
        assert_eq!(agreed::figures(&history), frozen.figures.trim_end(), "{}", frozen.folder);
    }
}

#[test]
fn a_frozen_log_in_a_store_is_opened_verified_and_exported_as_the_file_it_was() {
    for frozen in FROZEN {
        let keeper = Bookkeeper::new(daybook::storage::Memory::default(), Ticking::seeded(7));
        let key = daybook::event_sourcing::BookKey::new("frozen").unwrap();
        let stored = frozen.stored();
        pollster::block_on(keeper.store().append(&key, Sequence::START, &stored, b"")).unwrap();
        pollster::block_on(keeper.open(&key, |_, _| {})).unwrap();
        assert_eq!(keeper.book().unwrap().trouble(), None, "{}", frozen.folder);
        assert!(pollster::block_on(keeper.verify(|_, _| {})).unwrap().ok, "{}", frozen.folder);
        assert_eq!(export(&keeper, None).as_bytes(), frozen.file, "{}", frozen.folder);
        send(&keeper, r#"{"type":"RenameBook","name":"Goes on"}"#).unwrap();
    }
}

#[test]
fn every_folder_of_frozen_logs_is_tested_everywhere() {
    for folder in fs::read_dir(FIXTURES).unwrap() {
        let folder = folder.unwrap();
        if !folder.path().join("log.bin").exists() {
            continue;
        }
        let name = folder.file_name().into_string().unwrap();
        assert!(
            FROZEN.iter().any(|frozen| frozen.folder == name),
            "add \"{name}\" to FROZEN in tests/support/agreed.rs"
        );
    }
}

#[test]
fn every_version_of_every_event_is_in_a_frozen_log() {
    let mut missing: Vec<_> = SHAPES.iter().map(|shape| (shape.name, shape.version)).collect();
    for frozen in FROZEN {
        let history = frozen.history();
        for stored in history.log().stored(Sequence::START, Sequence::MAX) {
            let shape = stored.unwrap().shape;
            missing.retain(|it| *it != (shape.name, shape.version));
        }
    }
    assert!(
        missing.is_empty(),
        "not in any frozen log: {missing:?}. Add commands that make them to COMMANDS_ELSEWHERE below and freeze a log:\n\
         DAYBOOK_FREEZE=NAME cargo test --test stored_format -- --ignored"
    );
}

#[test]
fn an_old_version_is_upcast_on_reading_and_kept_as_it_was_on_writing() {
    let desk = desk();
    let file = FROZEN[0].file;
    import(&desk, file, 4096).unwrap();
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
    let before = String::from_utf8(file.to_vec()).unwrap();
    let events = |text: &str| {
        text.lines()
            .filter(|line| line.contains("\"sequence\""))
            .map(|line| line.trim_end_matches(',').to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(events(&lines.join("\n"))[..21], events(&before));
}

/// Freezes a log with every version of every event that is written today, under the name in `DAYBOOK_FREEZE`.
#[test]
#[ignore = "writes a folder that is kept for ever after"]
fn freeze_a_log() {
    let name = std::env::var("DAYBOOK_FREEZE").expect("DAYBOOK_FREEZE names the folder");
    let folder = Path::new(FIXTURES).join(name);
    assert!(!folder.exists(), "{} is there already: what is frozen stays", folder.display());
    let desk = desk();
    for command in COMMANDS {
        perform(&desk, command);
    }
    // Somebody else goes on with a copy; their book comes back as a fork of the first, in one record.
    let elsewhere = Bookkeeper::new(daybook::storage::Memory::default(), Ticking::later());
    import(&elsewhere, export(&desk, None).as_bytes(), 4096).unwrap();
    for command in COMMANDS_ELSEWHERE {
        perform(&elsewhere, command);
    }
    perform(&desk, r#"{"type":"RenameBook","name":"Goes its own way"}"#);
    import(&desk, export(&elsewhere, None).as_bytes(), 4096).unwrap();
    perform(&desk, r#"{"type":"DepositMoney","account":"A1","amount":"0.01","actor":"Bob"}"#);

    let key = desk.book().unwrap().key().clone();
    let stored = pollster::block_on(desk.store().read(&key, Sequence::START, Sequence::MAX)).unwrap();
    let mut out = Vec::new();
    for record in stored {
        out.extend_from_slice(&u32::try_from(record.len()).unwrap().to_le_bytes());
        out.extend_from_slice(&record);
    }
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("log.bin"), out).unwrap();
    fs::write(folder.join("log.daybook.json"), export(&desk, None)).unwrap();
    let figures = agreed::figures(desk.book().unwrap().history());
    fs::write(folder.join("figures.txt"), figures + "\n").unwrap();
}

/// Sends a command in which accounts are called A1 … A4, and entries E8, E9 by their place.
fn perform(desk: &Desk, command: &str) {
    let mut text = command.to_owned();
    for (at, account) in (1..).zip(["a1", "a2", "a3", "a4"]) {
        let id = format!("\"0195{account}00-0000-7000-8000-000000000001\"");
        text = text.replace(&format!("\"A{at}\""), &id);
    }
    for sequence in [8, 9, 28].into_iter().filter_map(Sequence::new) {
        if let Some(event) = desk.book().and_then(|book| book.log().event(sequence)) {
            text = text.replace(&format!("\"E{sequence}\""), &format!("\"{}\"", event.id));
        }
    }
    send(desk, &text).unwrap();
}
