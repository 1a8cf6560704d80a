//! Any JSON at all as a command: it is read or refused, and nothing worse.

use daybook::exchange::{Defaults, read, read_text};
use daybook::ledger::{AccountId, Command, ValueDate};
use proptest::prelude::*;
use serde_json::{Map, Value};

fn defaults() -> Option<Defaults> {
    Some(Defaults { account: AccountId::from_bytes([1; 16]), today: ValueDate::from_days(20_000)? })
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec![
            "",
            "5.00",
            "unlimited",
            "asset",
            "2026-03-31",
            "EUR",
            "0195a2c4-0000-7000-8000-00000000000a"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((member(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn member() -> impl Strategy<Value = String> {
    let known = vec![
        "type",
        "account",
        "amount",
        "currency",
        "date",
        "name",
        "entry",
        "from",
        "to",
        "origin",
        "note",
        "category",
        "kind",
        "overdraft_limit",
        "opening_balance",
        "balance",
        "reason",
        "actor",
        "command_id",
        "file",
        "row",
        "sha256",
    ];
    prop_oneof![9 => prop::sample::select(known).prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_json_is_read_or_refused_as_value_and_as_text_alike(
        mut json in any_json(),
        name in prop::sample::select(Command::NAMES.to_vec()),
    ) {
        let Some(defaults) = defaults() else { return Ok(()) };
        if let Value::Object(members) = &mut json {
            members.insert("type".to_owned(), Value::from(name));
        }
        let from_value = read(&json, &defaults);
        prop_assert_eq!(&from_value, &read_text(&json.to_string(), &defaults));
        match from_value {
            Ok(request) => prop_assert_eq!(request.command.name(), name),
            Err(refusal) => prop_assert!(
                ["malformed", "unknown-field", "name-empty", "text-too-long", "date-out-of-range"].contains(&refusal.code())
            ),
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let Some(defaults) = defaults() else { return Ok(()) };
        prop_assert!(read_text(&text, &defaults).is_err());
    }
}
