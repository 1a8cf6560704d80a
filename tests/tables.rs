//! A book as a table and as a stream of events: complete, summing up to its balances, and harmless in a spreadsheet.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

#[path = "support/desk.rs"]
mod desk;

use daybook::event_sourcing::Sequence;
use daybook::exchange::{Format, TableWriter};
use daybook::reports::Moment;
use desk::{Desk, desk, export, send};
use std::collections::BTreeMap;

const MAIN: &str = "0195a100-0000-7000-8000-000000000001";
const CARD: &str = "0195a200-0000-7000-8000-000000000002";
const YEN: &str = "0195a300-0000-7000-8000-000000000003";

/// Names and notes a person might be hurt by.
const HOSTILE: [&str; 8] =
    ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a\"b,\r\nc", "\u{202e}＝1"];

fn book() -> Desk {
    let desk = desk();
    send(&desk, r#"{"type":"OpenBook","name":"Club","base_currency":"EUR"}"#).unwrap();
    for (account, more) in [
        (MAIN, r#""name":"=Main, account","currency":"EUR","opening_balance":"1000""#),
        (CARD, r#""name":"Card","currency":"EUR","kind":"liability""#),
        (YEN, r#""name":"遠征","currency":"JPY""#),
    ] {
        send(&desk, &format!(r#"{{"type":"OpenAccount","account":"{account}",{more}}}"#)).unwrap();
    }
    for text in HOSTILE {
        let text = serde_json::to_string(text).unwrap();
        let command = format!(
            r#"{{"type":"WithdrawMoney","account":"{CARD}","amount":"1.25","category":{text},"counterparty":{text},"note":{text},"actor":{text}}}"#
        );
        send(&desk, &command).unwrap();
    }
    send(&desk, &format!(r#"{{"type":"TransferMoney","from":"{MAIN}","to":"{CARD}","amount":"4"}}"#))
        .unwrap();
    send(
        &desk,
        &format!(r#"{{"type":"TransferMoney","from":"{MAIN}","to":"{YEN}","amount":"10","received_amount":"1650"}}"#),
    )
    .unwrap();
    let entry = desk.book().unwrap().log().event(Sequence::new(6).unwrap()).unwrap().id;
    send(&desk, &format!(r#"{{"type":"ReverseEntry","entry":"{entry}"}}"#)).unwrap();
    send(&desk, &format!(r#"{{"type":"FreezeAccount","account":"{YEN}","reason":"back home"}}"#)).unwrap();
    desk
}

fn written(desk: &Desk, format: Format, position: u64) -> String {
    let book = desk.book().unwrap();
    let position = Sequence::new(position).unwrap();
    let ledger = book.ledger_at(position).unwrap();
    let moment =
        Moment { log: book.log(), past: book.past(), prepared: book.prepared(), ledger: &ledger, position };
    let mut writer = TableWriter::new(format);
    let mut out = Vec::new();
    while let Some(bytes) = writer.next(book.history(), &moment).unwrap() {
        out.extend(bytes);
    }
    String::from_utf8(out).unwrap()
}

/// Reads a table back by RFC 4180: rows of cells by their column.
fn read(text: &str) -> Vec<BTreeMap<String, String>> {
    let text = text.strip_prefix('\u{feff}').unwrap();
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(letters.next(), Some('\n'), "rows end with both");
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            letter => cell.push(letter),
        }
    }
    let columns = rows.remove(0);
    let named = rows.into_iter().map(|row: Vec<String>| {
        assert_eq!(row.len(), columns.len());
        columns.iter().cloned().zip(row).collect()
    });
    named.collect()
}

/// Hundredths, thousandths or whole units: what a decimal string without its point says.
fn units(text: &str) -> i64 {
    if text.is_empty() { 0 } else { text.replace('.', "").parse().unwrap() }
}

#[test]
fn every_event_is_in_the_table_and_the_money_sums_up_to_the_balances() {
    let desk = book();
    let count = desk.book().unwrap().count();
    for position in [0, 1, 7, count] {
        let rows = read(&written(&desk, Format::Csv, position));
        let mut events: Vec<u64> = rows.iter().map(|row| row["event"].parse().unwrap()).collect();
        events.dedup();
        assert_eq!(events, (1..=position).collect::<Vec<_>>());
        let mut balances: BTreeMap<&str, i64> = BTreeMap::new();
        for row in rows.iter().filter(|row| !row["account"].is_empty()) {
            *balances.entry(&row["account"]).or_default() += units(&row["in"]) - units(&row["out"]);
        }
        let ledger = desk.book().unwrap().ledger_at(Sequence::new(position).unwrap()).unwrap();
        for account in ledger.accounts().iter().filter(|account| account.entries > 0) {
            let name = account.name.as_str();
            let cell = if name.starts_with('=') { format!("'{name}") } else { name.to_owned() };
            assert_eq!(balances[cell.as_str()], account.balance.get(), "{name} after {position}");
        }
    }
}

#[test]
fn no_cell_begins_a_formula_and_what_was_written_reads_back() {
    let desk = book();
    let count = desk.book().unwrap().count();
    let rows = read(&written(&desk, Format::Csv, count));
    for cell in rows.iter().flat_map(BTreeMap::values) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']), "{cell:?}");
    }
    for text in HOSTILE {
        for column in ["category", "counterparty", "note", "actor"] {
            let found = rows.iter().any(|row| row[column].strip_prefix('\'').unwrap_or(&row[column]) == text);
            assert!(found, "{text:?} in the column {column}");
        }
    }
    let reversal = rows.iter().find(|row| row["type"] == "EntryReversed").unwrap();
    let reversed = rows.iter().find(|row| row["event"] == reversal["reverses"]).unwrap();
    assert_eq!((&reversed["reversed_by"], &reversed["event"][..]), (&reversal["event"], "6"));
}

#[test]
fn a_stream_of_events_is_the_lines_of_the_event_log_file() {
    let desk = book();
    let count = desk.book().unwrap().count();
    for position in [0, 3, count] {
        let file = export(&desk, Some(position));
        let events = file.lines().filter(|line| line.contains("\"sequence\""));
        let lines: Vec<_> = events.map(|line| line.trim().trim_end_matches(',')).collect();
        let text = written(&desk, Format::Ndjson, position);
        assert_eq!(text.lines().collect::<Vec<_>>(), lines);
        assert!(text.is_empty() || text.ends_with("}\n"));
    }
}

#[test]
fn an_event_that_is_about_an_account_names_it_also_where_no_money_moves() {
    let desk = book();
    let count = desk.book().unwrap().count();
    let rows = read(&written(&desk, Format::Csv, count));
    for row in &rows {
        let about_one = row["type"].starts_with("Account") || row["type"] == "OverdraftLimitSet";
        assert_eq!(
            about_one || !row["in"].is_empty() || !row["out"].is_empty(),
            !row["account"].is_empty(),
            "{row:?}"
        );
    }
    assert!(rows.iter().any(|row| row["type"] == "AccountFrozen"));
}
