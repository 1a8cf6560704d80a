//! What a command may look like as JSON, and which refusal each other way meets.

use super::*;
use crate::event_sourcing::{EventId, Sequence, Timestamp};
use crate::ledger::Limit;
use serde_json::json;

const ID: &str = "0195a2c4-0000-7000-8000-00000000000a";
const OTHER: &str = "0195a2c4-0000-7000-8000-00000000000b";

fn defaults() -> Defaults {
    Defaults { account: AccountId::from_bytes([9; 16]), today: ValueDate::parse("2026-03-31").unwrap() }
}

fn reading(value: &Value) -> Result<Request, Refusal> {
    read(value, &defaults())
}

/// The refusal's code, with the field it names.
fn refusal(value: &Value) -> String {
    let refusal = reading(value).expect_err("it should be refused");
    let figures = refusal.figures();
    let field = figures.iter().find(|(name, _)| *name == "field");
    field.map_or_else(|| refusal.code().to_owned(), |(_, field)| format!("{} {field}", refusal.code()))
}

fn deposit_with(field: &str, value: Value) -> Value {
    let mut command = json!({"type": "DepositMoney", "account": ID, "amount": "5.00"});
    command[field] = value;
    command
}

fn deposited(request: Request) -> WantedEntry {
    match request.command {
        Command::DepositMoney(wanted) => wanted,
        other => panic!("{other:?}"),
    }
}

/// One command of each type, with every member it has.
fn full() -> Vec<Value> {
    let origin = json!({"file": "march.csv", "sha256": "ab".repeat(32), "row": 7, "bank_id": "B-1"});
    let entry = |name: &str| {
        json!({"type": name, "account": ID, "amount": "5.00", "currency": "EUR", "date": "2026-01-02",
            "category": "Food", "counterparty": "Shop", "note": "n", "origin": origin})
    };
    vec![
        json!({"type": "OpenBook", "name": "Home", "base_currency": "EUR"}),
        json!({"type": "RenameBook", "name": "Home"}),
        json!({"type": "OpenAccount", "account": ID, "name": "Cash", "currency": "EUR", "kind": "liability",
            "overdraft_limit": "unlimited", "opening_balance": "-3", "date": "2026-01-02"}),
        json!({"type": "RenameAccount", "account": ID, "name": "Cash"}),
        json!({"type": "SetOverdraftLimit", "account": ID, "overdraft_limit": "500"}),
        entry("DepositMoney"),
        entry("WithdrawMoney"),
        json!({"type": "TransferMoney", "from": ID, "to": OTHER, "amount": "5.00", "currency": "EUR",
            "received_amount": "6", "received_currency": "USD", "date": "2026-01-02", "note": "n", "origin": origin}),
        json!({"type": "CategorizeEntry", "entry": ID, "category": "c", "counterparty": "p", "note": "n"}),
        json!({"type": "ReverseEntry", "entry": ID, "reason": "r"}),
        json!({"type": "ReconcileAccount", "account": ID, "date": "2026-01-02", "balance": "-5"}),
        json!({"type": "FreezeAccount", "account": ID, "reason": "r"}),
        json!({"type": "UnfreezeAccount", "account": ID, "reason": "r"}),
        json!({"type": "CloseAccount", "account": ID, "reason": "r"}),
        json!({"type": "ReopenAccount", "account": ID, "reason": "r"}),
        json!({"type": "StateRule", "account": ID, "currency": "EUR", "compared": "at-most", "amount": "-5", "note": "n"}),
        json!({"type": "StateRule", "compared": "at-least", "times": "1.5", "other": ID}),
        json!({"type": "StateRule", "compared": "at-least", "times": "3", "category": "Rent", "months": 6}),
        json!({"type": "WithdrawRule", "rule": ID, "reason": "r"}),
        json!({"type": "ClosePeriod", "from": "2025-01-01", "to": "2025-12-31"}),
        json!({"type": "ReopenPeriod", "from": "2025-01-01", "to": "2025-12-31", "reason": "r"}),
        json!({"type": "NameMoment", "position": 7, "name": "Home", "fingerprint": "ab".repeat(32)}),
        json!({"type": "UnnameMoment", "position": 7}),
    ]
}

/// Whether a member of a command may be left out.
fn optional(command: &str, field: &str) -> bool {
    match field {
        "account" => command == "OpenAccount" || command == "StateRule",
        "kind" | "overdraft_limit" => command == "OpenAccount",
        "compared" | "times" | "other" | "months" | "rule" => false,
        "category" => command != "StateRule",
        "currency" => command != "OpenAccount",
        "entry" | "position" | "from" | "to" | "amount" | "balance" | "name" | "base_currency" | "type" => {
            false
        }
        _ => true,
    }
}

#[test]
fn every_command_is_read_from_the_members_of_the_table() {
    let mut read: Vec<_> = full().iter().map(|value| reading(value).unwrap().command.name()).collect();
    read.dedup();
    assert_eq!(read, Command::NAMES);
}

#[test]
fn any_command_may_carry_its_id_its_actor_and_its_cause() {
    for mut value in full() {
        value["command_id"] = json!(ID.to_uppercase());
        value["actor"] = json!("Ada \u{202e}");
        value["caused_by"] = json!(OTHER);
        let request = reading(&value).unwrap();
        assert_eq!(request.command_id.unwrap().to_string(), ID);
        assert_eq!(request.caused_by.unwrap().to_string(), OTHER);
        assert_eq!(request.actor.unwrap().as_str(), "Ada \u{202e}");
    }
}

#[test]
fn each_member_may_be_left_out_or_empty_just_where_the_table_says_so() {
    for value in full() {
        let command = value["type"].as_str().unwrap();
        for field in value.as_object().unwrap().keys() {
            let mut without = value.clone();
            without.as_object_mut().unwrap().remove(field);
            let mut empty = value.clone();
            empty[field] = json!("");
            if optional(command, field) {
                assert_eq!(reading(&without), reading(&empty), "{command} {field}");
                assert!(reading(&without).is_ok(), "{command} {field}");
            } else {
                assert_eq!(refusal(&without), format!("malformed {field}"), "{command}");
                assert!(field.contains("name") || field.contains("currency") || reading(&empty).is_err());
            }
        }
    }
}

#[test]
fn null_and_values_of_another_kind_are_malformed_and_the_field_is_named() {
    for value in full() {
        for field in value.as_object().unwrap().keys() {
            for wrong in
                [json!(null), json!(5), json!(5.5), json!(true), json!([]), json!(["5.00"]), json!({})]
            {
                if (field == "months" || field == "position") && wrong == json!(5) {
                    continue;
                }
                let mut command = value.clone();
                command[field] = wrong.clone();
                let expected = match field.as_str() {
                    "origin" if wrong == json!({}) => "malformed origin.file".to_owned(),
                    _ => format!("malformed {field}"),
                };
                assert_eq!(refusal(&command), expected, "{command}");
            }
        }
    }
}

#[test]
fn what_is_no_object_or_has_no_type_is_malformed() {
    for value in [json!(null), json!("DepositMoney"), json!(1), json!([{"type": "OpenBook"}])] {
        assert_eq!(refusal(&value), "malformed command");
    }
    assert_eq!(refusal(&json!({})), "malformed type");
    for name in ["", "depositMoney", "DepositMoney ", "__proto__", "BookForked"] {
        assert_eq!(refusal(&json!({"type": name})), "unknown-command", "{name}");
    }
}

#[test]
fn refusals_come_in_the_order_command_member_spelling_text() {
    let mut value = json!({"type": "Deposit", "acount": 1, "amount": 5, "note": "x".repeat(5000)});
    assert_eq!(refusal(&value), "unknown-command");
    value["type"] = json!("DepositMoney");
    assert_eq!(refusal(&value), "unknown-field acount");
    value.as_object_mut().unwrap().remove("acount");
    assert_eq!(refusal(&value), "malformed account");
    value["account"] = json!(ID);
    assert_eq!(refusal(&value), "malformed amount");
    value["amount"] = json!("5");
    value["caused_by"] = json!("me");
    assert_eq!(refusal(&value), "malformed caused_by");
    value["caused_by"] = json!("");
    assert_eq!(refusal(&value), "text-too-long note");
}

#[test]
fn a_stranger_within_an_origin_is_an_unknown_field_before_anything_malformed() {
    let mut value =
        deposit_with("origin", json!({"file": "f", "sha256": "ab".repeat(32), "row": 1, "line": 1}));
    value["amount"] = json!(5);
    assert_eq!(refusal(&value), "unknown-field origin.line");
}

#[test]
fn amounts_have_one_spelling() {
    for text in
        ["", " 5", "5 ", "+5", ".5", "5.", "1e3", "1,000", "5€", "٥", "--5", "1234567890123456", "NaN"]
    {
        assert_eq!(refusal(&deposit_with("amount", json!(text))), "malformed amount", "{text}");
    }
    for text in ["5", "-5", "0", "-0.00", "007", "999999999999999", "5.123456789"] {
        assert!(reading(&deposit_with("amount", json!(text))).is_ok(), "{text}");
    }
}

#[test]
fn dates_are_days_of_the_calendar_within_three_centuries() {
    for text in
        ["2026-02-30", "2026-2-3", "26-02-03", "2026/02/03", "2026-02-03T00:00:00Z", "today", "-026-02-03"]
    {
        assert_eq!(refusal(&deposit_with("date", json!(text))), "malformed date", "{text}");
    }
    for text in ["1899-12-31", "2200-01-01", "0000-01-01", "9999-12-31"] {
        assert_eq!(refusal(&deposit_with("date", json!(text))), "date-out-of-range", "{text}");
    }
    for text in ["1900-01-01", "2199-12-31", "2024-02-29"] {
        let read = deposited(reading(&deposit_with("date", json!(text))).unwrap());
        assert_eq!(read.date.to_string(), text);
    }
}

#[test]
fn text_is_kept_to_the_byte_up_to_its_limit() {
    let odd = "\u{0}\r\n\u{202e}<script>é e\u{301} 🧾 ";
    let read = deposited(reading(&deposit_with("category", json!(odd))).unwrap());
    assert_eq!(read.labels.category.unwrap().as_str(), odd);
    for (field, most) in [("category", 200), ("counterparty", 200), ("note", 4000), ("actor", 200)] {
        assert!(reading(&deposit_with(field, json!("🧾".repeat(most)))).is_ok(), "{field}");
        let long = deposit_with(field, json!("🧾".repeat(most + 1)));
        assert_eq!(refusal(&long), format!("text-too-long {field}"));
    }
    for name in ["", " ", "\u{a0}\t\n\u{3000}"] {
        assert_eq!(refusal(&json!({"type": "RenameBook", "name": name})), "name-empty", "{name:?}");
    }
}

#[test]
fn an_origin_names_what_is_wrong_within_it() {
    let good = json!({"file": "f", "sha256": "ab".repeat(32), "row": 1});
    let wrong = [
        ("file", json!("")),
        ("file", json!(1)),
        ("sha256", json!("AB".repeat(32))),
        ("sha256", json!("ab")),
        ("row", json!(0)),
        ("row", json!("1")),
        ("row", json!(1.5)),
        ("row", json!(1u64 << 53)),
        ("bank_id", json!(null)),
    ];
    for (field, value) in wrong {
        let mut origin = good.clone();
        origin[field] = value;
        assert_eq!(refusal(&deposit_with("origin", origin)), format!("malformed origin.{field}"));
    }
}

#[test]
fn what_is_left_out_is_filled_in() {
    let request = reading(&json!({"type": "OpenAccount", "name": "Cash", "currency": "EUR"})).unwrap();
    assert_eq!(request.assumed, Assumed { account: true, date: true });
    let Command::OpenAccount { account, kind, overdraft_limit, opening_balance, date, .. } = request.command
    else {
        panic!()
    };
    assert_eq!((account, date), (defaults().account, defaults().today));
    assert_eq!((kind, overdraft_limit, opening_balance), (Kind::Asset, None, None));
}

#[test]
fn in_text_a_lone_surrogate_and_a_member_given_twice_are_still_seen() {
    let deposit = |tail: &str| {
        let text = format!(r#"{{"type":"DepositMoney","account":"{ID}","amount":"5"{tail}}}"#);
        read_text(&text, &defaults()).map_err(|refusal| refusal.figures()[0].1.clone())
    };
    assert!(deposit("").is_ok());
    assert!(deposit(r#","note":"\ud83e\uddfe""#).is_ok());
    assert_eq!(deposit(r#","note":"\ud83e""#), Err("note".into()));
    assert_eq!(deposit(r#","amount":"6""#), Err("amount".into()));
    assert_eq!(deposit("} {"), Err("command".into()));
    for text in ["", "[]", "5", "null", "\u{feff}{}", "{", "<html>"] {
        assert_eq!(read_text(text, &defaults()), Err(not_an_object()), "{text}");
    }
}

#[test]
fn nesting_however_deep_is_malformed_and_never_exhausts_the_stack() {
    let deep = |open: &str, close: &str| {
        let text = format!("{{\"note\":{}{}}}", open.repeat(1_000_000), close.repeat(1_000_000));
        read_text(&text, &defaults()).unwrap_err()
    };
    assert_eq!(deep("[", "]").figures()[0].1, "note");
    assert_eq!(deep("{\"a\":", "}").figures()[0].1, "note");
    assert_eq!(read_text(&"[".repeat(1_000_000), &defaults()), Err(not_an_object()));
}

fn recorded(request: &Request, data: Event) -> Recorded<Event> {
    Recorded {
        sequence: Sequence::START.next(),
        id: EventId::from_bytes([1; 16]),
        recorded_at: Timestamp::default(),
        commit: Sequence::START.next(),
        command: request.command.name().into(),
        command_id: CommandId::from_bytes([2; 16]),
        caused_by: request.caused_by,
        actor: request.actor.as_ref().map(Label::shared),
        data,
    }
}

#[test]
fn a_command_sent_again_is_known_by_what_it_recorded() {
    let open = |more: Value| {
        let mut value = json!({"type": "OpenAccount", "name": "Cash", "currency": "EUR"});
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        reading(&value).unwrap()
    };
    let first = open(json!({"actor": "Ada"}));
    let currency = crate::ledger::Currency::from_code("EUR").unwrap();
    let events = [recorded(
        &first,
        Event::AccountOpened {
            account: AccountId::from_bytes([3; 16]),
            name: Name::new("Cash").unwrap(),
            currency,
            kind: Kind::Asset,
            overdraft_limit: Limit::usual(Kind::Asset, currency),
        },
    )];
    for same in [
        json!({}),
        json!({"opening_balance": "0"}),
        json!({"overdraft_limit": "0.0"}),
        json!({"actor": "Ada"}),
    ] {
        assert!(open(same.clone()).repeats(&events), "{same}");
    }
    for other in [
        json!({"account": ID}),
        json!({"name": "Bank"}),
        json!({"currency": "USD"}),
        json!({"kind": "liability"}),
        json!({"overdraft_limit": "unlimited"}),
        json!({"opening_balance": "1"}),
        json!({"actor": "Bob"}),
        json!({"caused_by": ID}),
    ] {
        assert!(!open(other.clone()).repeats(&events), "{other}");
    }
    assert!(!reading(&json!({"type": "RenameBook", "name": "Cash"})).unwrap().repeats(&events));
}
