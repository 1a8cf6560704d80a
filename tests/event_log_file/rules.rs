//! Events that can't have happened are refused, also where the fingerprint was computed over them.

use super::desk::export;
use super::log_file::{altered, events, fitted, parse, uuid, with_event};
use super::{ACCOUNTS, named, refused_saying, small_book};
use serde_json::{Value, json};

/// Each would be event 15 of the small book. What it breaks is in the second text.
const IMPOSSIBLE: &[(&str, &str, &str)] = &[
    ("BookOpened", r#"{"name":"x","base_currency":"EUR"}"#, "only the first"),
    (
        "BookForked",
        r#"{"at":14,"fingerprint":"0000000000000000000000000000000000000000000000000000000000000000"}"#,
        "fork",
    ),
    ("BookForked", r#"{"at":13,"fingerprint":"FINGERPRINT"}"#, "fork"),
    (
        "AccountOpened",
        r#"{"account":"A1","name":"x","currency":"EUR","kind":"asset","overdraft_limit":"0.00"}"#,
        "before",
    ),
    (
        "AccountOpened",
        r#"{"account":"A9","name":"x","currency":"EUR","kind":"asset","overdraft_limit":"0"}"#,
        "decimals",
    ),
    (
        "AccountOpened",
        r#"{"account":"A9","name":"x","currency":"EUR","kind":"asset","overdraft_limit":"-1.00"}"#,
        "overdraft_limit",
    ),
    (
        "AccountOpened",
        r#"{"account":"A9","name":"x","currency":"EUR","kind":"Asset","overdraft_limit":"0.00"}"#,
        "kind",
    ),
    (
        "AccountOpened",
        r#"{"account":"A9","name":" \n","currency":"EUR","kind":"asset","overdraft_limit":"0.00"}"#,
        "name",
    ),
    ("AccountRenamed", r#"{"account":"A9","name":"x"}"#, "account"),
    ("AccountRenamed", r#"{"account":"A4","name":"x"}"#, "closed"),
    ("OverdraftLimitSet", r#"{"account":"A1","overdraft_limit":"5"}"#, "decimals"),
    ("OverdraftLimitSet", r#"{"account":"A4","overdraft_limit":"5.00"}"#, "closed"),
    ("MoneyDeposited", r#"{"account":"A9","amount":"1.00","currency":"EUR","date":"2026-03-31"}"#, "account"),
    ("MoneyDeposited", r#"{"account":"A1","amount":"0.00","currency":"EUR","date":"2026-03-31"}"#, "amount"),
    ("MoneyDeposited", r#"{"account":"A1","amount":"-1.00","currency":"EUR","date":"2026-03-31"}"#, "amount"),
    ("MoneyDeposited", r#"{"account":"A1","amount":"1.00","currency":"USD","date":"2026-03-31"}"#, "USD"),
    ("MoneyDeposited", r#"{"account":"A1","amount":"1","currency":"EUR","date":"2026-03-31"}"#, "2 decimals"),
    (
        "MoneyDeposited",
        r#"{"account":"A1","amount":"9999999999999.99","currency":"EUR","date":"2026-03-31"}"#,
        "range",
    ),
    ("MoneyDeposited", r#"{"account":"A3","amount":"1.00","currency":"EUR","date":"2026-03-31"}"#, "frozen"),
    ("MoneyDeposited", r#"{"account":"A4","amount":"1.00","currency":"EUR","date":"2026-03-31"}"#, "closed"),
    ("MoneyWithdrawn", r#"{"account":"A1","amount":"103.51","currency":"EUR","date":"2026-03-31"}"#, "limit"),
    ("MoneyWithdrawn", r#"{"account":"A2","amount":"5241","currency":"JPY","date":"2026-03-31"}"#, "limit"),
    ("MoneyWithdrawn", r#"{"account":"A3","amount":"1.00","currency":"EUR","date":"2026-03-31"}"#, "frozen"),
    (
        "MoneyTransferred",
        r#"{"from":"A1","to":"A1","amount":"1.00","currency":"EUR","date":"2026-03-31"}"#,
        "same",
    ),
    (
        "MoneyTransferred",
        r#"{"from":"A1","to":"A3","amount":"1.00","currency":"EUR","date":"2026-03-31"}"#,
        "frozen",
    ),
    (
        "MoneyTransferred",
        r#"{"from":"A1","to":"A4","amount":"1.00","currency":"EUR","date":"2026-03-31"}"#,
        "closed",
    ),
    (
        "MoneyTransferred",
        r#"{"from":"A1","to":"A2","amount":"1.00","currency":"EUR","date":"2026-03-31"}"#,
        "EUR",
    ),
    (
        "MoneyTransferred",
        r#"{"from":"A1","to":"A9","amount":"1.00","currency":"EUR","date":"2026-03-31"}"#,
        "account",
    ),
    (
        "MoneyTransferred",
        r#"{"from":"A1","to":"A2","amount":"104.00","currency":"EUR","received_amount":"1","received_currency":"JPY","date":"2026-03-31"}"#,
        "limit",
    ),
    (
        "MoneyTransferred",
        r#"{"from":"A1","to":"A2","amount":"1.00","currency":"EUR","received_amount":"0","received_currency":"JPY","date":"2026-03-31"}"#,
        "amount",
    ),
    (
        "MoneyTransferred",
        r#"{"from":"A1","to":"A2","amount":"1.00","currency":"EUR","received_amount":"1","date":"2026-03-31"}"#,
        "received_currency",
    ),
    (
        "MoneyTransferred",
        r#"{"from":"A1","to":"A2","amount":"1.00","currency":"EUR","received_currency":"JPY","date":"2026-03-31"}"#,
        "received_amount",
    ),
    (
        "MoneyTransferred",
        r#"{"from":"A1","to":"A2","amount":"1.00","currency":"EUR","received_amount":"1.00","received_currency":"EUR","date":"2026-03-31"}"#,
        "same currency",
    ),
    ("EntryCategorized", r#"{"entry":"A1","category":"x"}"#, "entry"),
    ("EntryCategorized", r#"{"entry":"E2","category":"x"}"#, "entry"),
    ("EntryCategorized", r#"{"entry":"E11","category":"x"}"#, "entry"),
    ("EntryReversed", r#"{"entry":"A1"}"#, "entry"),
    ("EntryReversed", r#"{"entry":"E10"}"#, "reversed before"),
    ("EntryReversed", r#"{"entry":"E11"}"#, "entry"),
    ("EntryReversed", r#"{"entry":"E14"}"#, "entry"),
    ("EntryReversed", r#"{"entry":"E6"}"#, "frozen"),
    ("AccountReconciled", r#"{"account":"A1","date":"2026-03-31","balance":"103.51"}"#, "balance"),
    ("AccountReconciled", r#"{"account":"A1","date":"2026-03-30","balance":"103.50"}"#, "balance"),
    ("AccountReconciled", r#"{"account":"A1","date":"2026-03-31","balance":"103.5"}"#, "decimals"),
    ("AccountFrozen", r#"{"account":"A3"}"#, "frozen"),
    ("AccountFrozen", r#"{"account":"A4"}"#, "closed"),
    ("AccountUnfrozen", r#"{"account":"A1"}"#, "open"),
    ("AccountClosed", r#"{"account":"A1"}"#, "with money in it"),
    ("AccountClosed", r#"{"account":"A3"}"#, "frozen"),
    ("AccountClosed", r#"{"account":"A4"}"#, "closed"),
    ("AccountReopened", r#"{"account":"A1"}"#, "open"),
    ("AccountReopened", r#"{"account":"A9"}"#, "account"),
    ("RuleStated", r#"{"compared":"at-most","currency":"EUR"}"#, "category"),
    ("RuleStated", r#"{"compared":"below","currency":"EUR","amount":"5.00"}"#, "compared"),
    ("RuleStated", r#"{"compared":"at-most","currency":"EUR","amount":"5"}"#, "decimals"),
    ("RuleStated", r#"{"compared":"at-most","currency":"EUR","amount":"5.00","times":"2"}"#, "times"),
    ("RuleStated", r#"{"compared":"at-most","currency":"EUR","amount":"5.00","account":"A2"}"#, "EUR"),
    ("RuleStated", r#"{"compared":"at-most","currency":"EUR","amount":"5.00","account":"A9"}"#, "account"),
    ("RuleStated", r#"{"compared":"at-most","currency":"EUR","times":"2.0","other":"A1"}"#, "times"),
    ("RuleStated", r#"{"compared":"at-most","currency":"EUR","times":"0","other":"A1"}"#, "times"),
    ("RuleStated", r#"{"compared":"at-most","currency":"EUR","times":"2","other":"A2"}"#, "EUR"),
    (
        "RuleStated",
        r#"{"account":"A1","compared":"at-most","currency":"EUR","times":"2","other":"A1"}"#,
        "same",
    ),
    (
        "RuleStated",
        r#"{"category":"Rent","compared":"at-most","currency":"EUR","months":0,"times":"2"}"#,
        "months",
    ),
    (
        "RuleStated",
        r#"{"category":"Rent","compared":"at-most","currency":"EUR","months":121,"times":"2"}"#,
        "months",
    ),
    ("RuleStated", r#"{"category":"Rent","compared":"at-most","currency":"EUR","months":3}"#, "times"),
    ("RuleWithdrawn", r#"{"rule":"E10"}"#, "rule"),
    ("RuleWithdrawn", r#"{"rule":"A9"}"#, "rule"),
];

#[test]
fn an_event_that_cannot_have_happened_is_refused_though_the_fingerprint_fits() {
    let desk = small_book();
    let file = parse(&export(&desk, None));
    for (name, data, broken) in IMPOSSIBLE {
        let data = named(&desk, data).replace("\"A9\"", &format!("\"{}\"", uuid(77)));
        let data = data.replace("FINGERPRINT", file["fingerprint"].as_str().unwrap());
        let impossible = with_event(&file, name, 1, parse(&data));
        refused_saying(&desk, &impossible, Some(15), broken);
    }
}

#[test]
fn what_the_impossible_ones_are_made_from_is_possible() {
    let desk = small_book();
    let file = parse(&export(&desk, None));
    let possible = [
        ("BookForked", r#"{"at":14,"fingerprint":"FINGERPRINT"}"#),
        ("MoneyWithdrawn", r#"{"account":"A1","amount":"103.50","currency":"EUR","date":"2026-03-31"}"#),
        ("MoneyWithdrawn", r#"{"account":"A2","amount":"5240","currency":"JPY","date":"2026-03-31"}"#),
        ("EntryCategorized", r#"{"entry":"E10"}"#),
        ("EntryReversed", r#"{"entry":"E13","reason":"x"}"#),
        ("AccountReconciled", r#"{"account":"A1","date":"2026-03-30","balance":"0.00"}"#),
        ("AccountUnfrozen", r#"{"account":"A3"}"#),
        ("AccountReopened", r#"{"account":"A4"}"#),
        (
            "RuleStated",
            r#"{"account":"A3","compared":"at-most","currency":"EUR","amount":"-5.00","note":"n"}"#,
        ),
        ("RuleStated", r#"{"account":"A4","compared":"at-least","currency":"EUR","times":"2","other":"A1"}"#),
        (
            "RuleStated",
            r#"{"category":"Rent","compared":"at-most","currency":"USD","months":120,"times":"0.5"}"#,
        ),
    ];
    for (name, data) in possible {
        let data = named(&desk, data).replace("FINGERPRINT", file["fingerprint"].as_str().unwrap());
        let mut more = with_event(&file, name, 1, parse(&data));
        if name == "BookForked" {
            more["book"]["id"] = json!(uuid(15));
        }
        super::desk::read_file(more.to_string().as_bytes(), 999).unwrap();
    }
}

#[test]
fn an_event_against_a_closed_period_is_refused_though_the_fingerprint_fits() {
    let desk = small_book();
    let closed = r#"{"type":"ClosePeriod","from":"2026-03-01","to":"2026-03-31"}"#;
    super::desk::send(&desk, closed).unwrap();
    let file = parse(&export(&desk, None));
    let broken = [
        (
            "MoneyDeposited",
            r#"{"account":"A1","amount":"1.00","currency":"EUR","date":"2026-03-31"}"#,
            "closed period",
        ),
        (
            "MoneyTransferred",
            r#"{"from":"A1","to":"A2","amount":"1.00","currency":"EUR","received_amount":"1","received_currency":"JPY","date":"2026-03-01"}"#,
            "closed period",
        ),
        ("EntryReversed", r#"{"entry":"E13"}"#, "closed period"),
        ("PeriodClosed", r#"{"from":"2026-03-31","to":"2026-04-30"}"#, "shares days"),
        ("PeriodClosed", r#"{"from":"2026-05-31","to":"2026-05-30"}"#, "to"),
        ("PeriodReopened", r#"{"from":"2026-03-01","to":"2026-03-30"}"#, "no such period"),
    ];
    for (name, data, part) in broken {
        let impossible = with_event(&file, name, 1, parse(&named(&desk, data)));
        refused_saying(&desk, &impossible, Some(16), part);
    }
    let possible = [
        ("MoneyDeposited", r#"{"account":"A1","amount":"1.00","currency":"EUR","date":"2026-04-01"}"#),
        ("PeriodClosed", r#"{"from":"2026-04-01","to":"2026-04-30"}"#),
        ("PeriodReopened", r#"{"from":"2026-03-01","to":"2026-03-31","reason":"a late bill"}"#),
    ];
    for (name, data) in possible {
        let more = with_event(&file, name, 1, parse(&named(&desk, data)));
        super::desk::read_file(more.to_string().as_bytes(), 999).unwrap();
    }
}

#[test]
fn a_moment_named_with_another_fingerprint_than_it_has_is_refused() {
    let desk = small_book();
    let file = parse(&export(&desk, None));
    let own = file["fingerprint"].as_str().unwrap().to_owned();
    let named = |position: u64, print: &str| {
        with_event(
            &file,
            "MomentNamed",
            1,
            json!({"position": position, "name": "AGM", "fingerprint": print}),
        )
    };
    super::desk::read_file(named(14, &own).to_string().as_bytes(), 999).unwrap();
    refused_saying(&desk, &named(14, &"ab".repeat(32)), Some(15), "fingerprint");
    refused_saying(&desk, &named(13, &own), Some(15), "fingerprint");
    refused_saying(&desk, &named(15, &own), Some(15), "not there yet");
    let nameless = with_event(&file, "MomentUnnamed", 1, json!({"position": 3}));
    refused_saying(&desk, &nameless, Some(15), "was not there");
}

type Alter = fn(&mut Vec<Value>);

/// What must not happen to the events as such: the event where it shows, and why.
const OUT_OF_PLACE: &[(Alter, u64, &str)] = &[
    (|events| drop(events.remove(0)), 1, "its sequence should be 1"),
    (|events| drop(events.remove(5)), 6, "its sequence should be 6"),
    (|events| events.insert(5, events[5].clone()), 7, "its sequence should be 7"),
    (|events| events.swap(5, 6), 6, "its sequence should be 6"),
    (|events| events[0]["sequence"] = json!(0), 1, "its sequence should be 1"),
    (|events| events[9]["sequence"] = json!(11), 10, "its sequence should be 10"),
    (|events| events[9]["commit"] = json!(0), 10, "commit 0"),
    (|events| events[9]["commit"] = json!(11), 10, "commit 11"),
    (|events| events[9]["commit"] = json!(8), 10, "commit 8"),
    (|events| events[0]["commit"] = json!(0), 1, "commit 0"),
    (|events| events[2]["commit"] = json!(1), 3, "commit 1"),
    (|events| events[9]["recorded_at"] = json!("2026-03-31T11:59:59.999Z"), 10, "before"),
    (|events| events[9]["recorded_at"] = json!("1970-01-01T00:00:00.000Z"), 10, "before"),
    (|events| events[9]["id"] = events[3]["id"].clone(), 10, "is that of event 4"),
    (
        |events| events[9]["id"] = json!(events[3]["id"].as_str().unwrap_or_default().to_uppercase()),
        10,
        "is that of event 4",
    ),
];

#[test]
fn events_out_of_place_are_refused_though_the_fingerprint_fits() {
    let desk = small_book();
    let file = parse(&export(&desk, None));
    for (alter, event, part) in OUT_OF_PLACE {
        let wrong = altered(&file, |file| alter(events(file)));
        refused_saying(&desk, &wrong, Some(*event), part);
        refused_saying(&desk, &fitted(wrong), Some(*event), part);
    }
}

#[test]
fn an_account_does_not_change_its_identity_by_capitals() {
    let desk = small_book();
    let file = parse(&export(&desk, None));
    let again = json!({"account": ACCOUNTS[0].to_uppercase(), "name": "x", "currency": "EUR", "kind": "asset", "overdraft_limit": "0.00"});
    refused_saying(&desk, &with_event(&file, "AccountOpened", 1, again), Some(15), "before");
    let entry = json!({"account": ACCOUNTS[0].to_uppercase(), "amount": "1.00", "currency": "EUR", "date": "2026-03-31"});
    let taken = with_event(&file, "MoneyDeposited", 1, entry);
    super::import(&desk, taken.to_string().as_bytes(), 999).unwrap();
    let balance = desk.book().unwrap().ledger().accounts()[0].balance.get();
    assert_eq!(balance, 10_450);
}
