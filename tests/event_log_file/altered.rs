//! A file of the wrong shape is refused by name: the event, the member, and what is wrong with it.

use super::desk::{Desk, Ticking, desk, export};
use super::log_file::{altered, events, fitted, parse};
use super::{refused, refused_saying, small_book};
use daybook::book::Bookkeeper;
use daybook::storage::Memory;
use serde_json::{Value, json};

/// Refused as it is, and just so where the fingerprint was made to fit.
#[track_caller]
fn refused_even_fitted(desk: &Desk, file: &Value, event: u64, part: &str) {
    refused_saying(desk, file, Some(event), part);
    refused_saying(desk, &fitted(file.clone()), Some(event), part);
}

fn small_file() -> (Desk, Value) {
    let desk = small_book();
    let file = parse(&export(&desk, None));
    (desk, file)
}

#[test]
fn what_is_no_event_log_at_all_is_said_to_be_none() {
    let desk = small_book();
    for (text, part) in [
        ("", "empty"),
        (" \r\n\t ", "empty"),
        ("\u{feff}", "empty"),
        ("<!doctype html><title>Sign in</title>", "not a JSON object"),
        ("[]", "not a JSON object"),
        ("null", "not a JSON object"),
        ("{}", "“format” is missing"),
        ("{\"format\":\"ledger\"}", "“ledger”"),
        ("{\"format\":\"daybook\",\"version\":1}", "“book” is missing"),
        ("{\"events\":{}}", "not a list"),
        ("{\"events\":[]}}", "follows"),
        ("{\"events\":[7]}", "well-formed"),
        ("{'format':'daybook'}", "well-formed"),
    ] {
        let problem = refused(&desk, text.as_bytes());
        assert!(problem.reason.contains(part), "{text}: {}", problem.reason);
    }
}

#[test]
fn a_mark_that_is_not_whole_or_not_first_is_no_mark() {
    let desk = small_book();
    let file = export(&desk, None);
    for bad in [
        &b"\xef"[..],
        b"\xef\xbb",
        b"\xef\n\xbf",
        b" \xbb\xbf",
        b" \xef\xbb\xbf",
        b"\xef\xbb\xbf\xef\xbb\xbf",
    ] {
        let problem = refused(&desk, &[bad, file.as_bytes()].concat());
        assert!(problem.reason.contains("not a JSON object"), "{bad:?}: {}", problem.reason);
    }
}

#[test]
fn the_head_of_the_file_has_its_seven_members_and_no_others() {
    let (desk, file) = small_file();
    for name in ["format", "version", "book", "exported_at", "count", "fingerprint", "events"] {
        let without = altered(&file, |file| drop(file.as_object_mut().unwrap().remove(name)));
        refused_saying(&desk, &without, None, &format!("“{name}” is missing"));
        let twice = file.to_string().replacen('{', &format!("{{\"{name}\":{},", file[name]), 1);
        let problem = refused(&desk, twice.as_bytes());
        assert!(problem.reason.contains(&format!("“{name}” is there twice")), "{}", problem.reason);
        if name != "events" {
            for wrong in [json!(null), json!([]), json!({}), json!(true), json!(1.5)] {
                let wrong = altered(&file, |file| file[name] = wrong);
                refused_saying(&desk, &wrong, None, &format!("“{name}” is not what it must be"));
            }
        }
    }
    let more = altered(&file, |file| file["comment"] = json!("hello"));
    refused_saying(&desk, &more, None, "unknown member “comment”");
    refused_saying(&desk, &altered(&file, |file| file["version"] = json!("1")), None, "“version”");
    refused_saying(
        &desk,
        &altered(&file, |file| file["exported_at"] = json!("yesterday")),
        None,
        "“exported_at”",
    );
    refused_saying(&desk, &altered(&file, |file| file["events"] = json!({})), None, "not a list");
    let newer = altered(&file, |file| file["version"] = json!(2));
    assert!(refused(&desk, newer.to_string().as_bytes()).newer);
}

#[test]
fn the_book_named_in_the_head_is_the_one_of_the_events() {
    let (desk, file) = small_file();
    let id = file["book"]["id"].as_str().unwrap().to_owned();
    for wrong in [
        json!({"id": id}),
        json!({"name": "x"}),
        json!([id, "x"]),
        json!({"id": id, "name": null}),
        json!({"id": id, "name": "x", "more": 1}),
        json!({"id": 7, "name": "x"}),
    ] {
        refused_saying(
            &desk,
            &altered(&file, |file| file["book"] = wrong),
            None,
            "“book” is not what it must be",
        );
    }
    for other in ["", "ffffffff-0000-7000-8000-000000000001", &id.replace('-', ""), &format!("{{{id}}}")] {
        refused_saying(
            &desk,
            &altered(&file, |file| file["book"]["id"] = json!(other)),
            None,
            "another book",
        );
    }
}

#[test]
fn a_head_that_stands_after_the_events_is_not_taken_for_one_of_them() {
    let (desk, file) = small_file();
    let text = format!("{{\"events\":{},\"count\":\"14\"}}", file["events"]);
    let problem = refused(&desk, text.as_bytes());
    assert_eq!((problem.event, problem.reason.contains("“count”")), (None, true), "{problem}");
    let problem = refused(&desk, text.replace("\"count\":", "\"count\"").as_bytes());
    assert_eq!((problem.event, problem.reason.contains("well-formed")), (None, true), "{problem}");
}

#[test]
fn count_and_fingerprint_fit_the_events() {
    let (desk, file) = small_file();
    refused_saying(
        &desk,
        &altered(&file, |file| file["count"] = json!(13)),
        None,
        "says it holds 13 events, but there are 14",
    );
    let shorter = altered(&file, |file| drop(events(file).pop()));
    refused_saying(&desk, &shorter, None, "there are 13");
    let text = altered(&file, |file| events(file)[9]["data"]["note"] = json!("another"));
    refused_saying(&desk, &text, None, "fingerprint does not fit");
    for wrong in ["", "00", &file["fingerprint"].as_str().unwrap().to_uppercase()] {
        let wrong = altered(&file, |file| file["fingerprint"] = json!(wrong));
        refused_saying(&desk, &wrong, None, "fingerprint does not fit");
    }
}

#[test]
fn who_wrote_a_member_wrongly_is_told_what_it_must_be() {
    let (desk, file) = small_file();
    for (name, wrong, wanted) in [
        ("amount", json!(5), "an amount as text, written like 1250.00"),
        ("date", json!("31.3.2026"), "a day of the calendar, written like 2026-03-31"),
        ("account", json!("bank"), "a UUID with its hyphens"),
        ("note", json!(7), "text"),
    ] {
        let wrong = altered(&file, |file| events(file)[9]["data"][name] = wrong);
        refused_even_fitted(&desk, &wrong, 10, &format!("“{name}” is not what it must be: {wanted}"));
    }
    for (name, wrong, wanted) in [
        ("version", json!("1"), "a whole number from 1"),
        ("recorded_at", json!("today"), "a moment in UTC, written like 2026-03-31T14:07:00.000Z"),
        ("data", json!([]), "an object"),
    ] {
        let wrong = altered(&file, |file| events(file)[9][name] = wrong);
        refused_even_fitted(&desk, &wrong, 10, &format!("“{name}” is not what it must be: {wanted}"));
    }
}

#[test]
fn every_member_of_an_event_is_there_once_and_of_its_kind() {
    let (desk, file) = small_file();
    let members =
        ["sequence", "id", "type", "version", "recorded_at", "commit", "command", "command_id", "data"];
    for name in members {
        let without = altered(&file, |file| drop(events(file)[9].as_object_mut().unwrap().remove(name)));
        refused_even_fitted(&desk, &without, 10, &format!("“{name}” is missing"));
    }
    for name in members.into_iter().chain(["actor", "caused_by"]) {
        for wrong in [json!(null), json!([]), json!([[]]), json!(true), json!(1.5), json!(-1)] {
            let wrong = altered(&file, |file| events(file)[9][name] = wrong);
            refused_even_fitted(&desk, &wrong, 10, &format!("“{name}” is not what it must be"));
        }
        let number = matches!(name, "sequence" | "version" | "commit");
        let wrong = if number { json!("10") } else { json!(10) };
        let wrong = altered(&file, |file| events(file)[9][name] = wrong);
        refused_even_fitted(&desk, &wrong, 10, &format!("“{name}” is not what it must be"));
        if !number && name != "data" {
            let empty = altered(&file, |file| events(file)[9][name] = json!(""));
            let problem = refused(&desk, fitted(empty).to_string().as_bytes());
            assert_eq!(
                (problem.event, problem.reason.contains(if name == "type" { "“”" } else { name })),
                (Some(10), true),
                "{problem}"
            );
        }
        let value = if file["events"][9][name].is_null() {
            json!(super::log_file::uuid(9))
        } else {
            file["events"][9][name].clone()
        };
        let mut twice: Vec<String> =
            file["events"].as_array().unwrap().iter().map(Value::to_string).collect();
        twice[9] = twice[9].replacen('{', &format!("{{\"{name}\":{value},\"{name}\":{value},"), 1);
        let mut head = file.clone();
        head["events"] = json!("EVENTS");
        let text = head.to_string().replace("\"EVENTS\"", &format!("[{}]", twice.join(",")));
        let problem = refused(&desk, text.as_bytes());
        assert_eq!(
            (problem.event, problem.reason.contains(&format!("“{name}” is there twice"))),
            (Some(10), true),
            "{problem}"
        );
    }
    let more = altered(&file, |file| events(file)[9]["comment"] = json!("x"));
    refused_even_fitted(&desk, &more, 10, "unknown member “comment”");
}

#[test]
fn every_member_of_the_data_is_there_once_and_of_its_kind() {
    let (desk, file) = small_file();
    let count = file["events"].as_array().unwrap().len();
    for at in 0..count {
        let event = u64::try_from(at).unwrap() + 1;
        let members: Vec<String> = file["events"][at]["data"].as_object().unwrap().keys().cloned().collect();
        for name in &members {
            let is = format!("“{name}” is");
            for wrong in [json!(null), json!([]), json!({}), json!(true), json!(1.5), json!(5), json!("")] {
                let wrong = altered(&file, |file| events(file)[at]["data"][name] = wrong);
                let problem = refused(&desk, fitted(wrong).to_string().as_bytes());
                assert_eq!(problem.event, Some(event), "{name}: {problem}");
            }
            let without =
                altered(&file, |file| drop(events(file)[at]["data"].as_object_mut().unwrap().remove(name)));
            if !["note", "reason", "category", "origin", "received_amount", "received_currency"]
                .contains(&name.as_str())
            {
                refused_even_fitted(&desk, &without, event, &format!("{is} missing"));
            }
            let data = file["events"][at]["data"].to_string();
            let value = &file["events"][at]["data"][name];
            let twice = data.replacen('{', &format!("{{\"{name}\":{value},"), 1);
            // The last event with this data is the one meant: no two of the small book are alike.
            let text = file.to_string().replacen(&data, &twice, 1);
            let problem = refused(&desk, text.as_bytes());
            assert_eq!(
                (problem.event, problem.reason.contains(&format!("{is} there twice"))),
                (Some(event), true),
                "{problem}"
            );
        }
        let more = altered(&file, |file| events(file)[at]["data"]["comment"] = json!("x"));
        refused_even_fitted(&desk, &more, event, "unknown member “comment”");
    }
}

#[test]
fn an_origin_is_an_object_of_its_own_members() {
    let (desk, file) = small_file();
    let origin = file["events"][11]["data"]["origin"].clone();
    assert!(origin.is_object());
    let list = json!([origin["bank_id"], origin["file"], origin["row"], origin["sha256"]]);
    let with = |name: &str, value: Value| altered(&origin, |origin| origin[name] = value);
    let without = |name: &str| altered(&origin, |origin| drop(origin.as_object_mut().unwrap().remove(name)));
    for wrong in [
        list,
        without("file"),
        without("row"),
        without("sha256"),
        with("bank_id", json!("")),
        with("bank_id", json!(null)),
        with("file", json!("")),
        with("row", json!("7")),
        with("row", json!(7.0)),
        with("row", json!(1_u64 << 53)),
        with("sha256", json!("00")),
        with("more", json!(1)),
    ] {
        let wrong = altered(&file, |file| events(file)[11]["data"]["origin"] = wrong);
        let problem = refused(&desk, fitted(wrong).to_string().as_bytes());
        assert_eq!(problem.event, Some(12), "{problem}");
    }
}

#[test]
fn there_is_one_spelling_of_everything() {
    let (desk, file) = small_file();
    for (member, wrong) in [
        ("id", json!("0195a10000007000800000000000000a")),
        ("id", json!("{0195a100-0000-7000-8000-00000000000a}")),
        ("id", json!("0195a100-0000-7000-8000-00000000000g")),
        ("id", json!("0195a100-0000-7000-80000-0000000000a")),
        ("command_id", json!("urn:uuid:0195a100-0000-7000-8000-00000000000a")),
        ("caused_by", json!("E1")),
        ("recorded_at", json!("2026-03-31T12:01:00Z")),
        ("recorded_at", json!("2026-03-31T12:01:00.0000Z")),
        ("recorded_at", json!("2026-03-31T12:01:00.000z")),
        ("recorded_at", json!("2026-03-31 12:01:00.000Z")),
        ("recorded_at", json!("2026-03-31T12:01:00.000+00:00")),
        ("recorded_at", json!("2026-03-31T14:01:00.000+02:00")),
        ("recorded_at", json!("2026-02-30T12:01:00.000Z")),
        ("recorded_at", json!("2026-12-31T23:59:60.000Z")),
        ("recorded_at", json!("12026-03-31T12:01:00.000Z")),
        ("recorded_at", json!("+12026-03-31T12:01:00.000Z")),
        ("sequence", json!(10.0)),
        ("sequence", json!(9_007_199_254_740_992_u64)),
        ("commit", json!(9_007_199_254_740_992_u64)),
        ("command", json!("x".repeat(201))),
        ("actor", json!("x".repeat(201))),
    ] {
        let wrong = altered(&file, |file| events(file)[9][member] = wrong);
        let problem = refused(&desk, fitted(wrong).to_string().as_bytes());
        assert_eq!((problem.event, problem.reason.contains(member)), (Some(10), true), "{member}: {problem}");
    }
    let text = file.to_string();
    for number in ["1e1", "10.0", "-10", "010", "+10", "0xa", "10n", "1e400", "99999999999999999999"] {
        let text = text.replace("\"sequence\":10,", &format!("\"sequence\":{number},"));
        assert_eq!(refused(&desk, text.as_bytes()).event, Some(10), "{number}");
    }
    for (member, wrong) in [
        ("amount", "30"),
        ("amount", "30.0"),
        ("amount", "30.000"),
        ("amount", "-30.00"),
        ("amount", "0.00"),
        ("amount", "-0.00"),
        ("amount", "+30.00"),
        ("amount", "030.00"),
        ("amount", " 30.00"),
        ("amount", "30,00"),
        ("amount", "3e1"),
        ("amount", "٣.00"),
        ("amount", "9999999999999999.00"),
        ("amount", "unlimited"),
        ("date", "2026-02-30"),
        ("date", "2026-3-31"),
        ("date", "1899-12-31"),
        ("date", "2200-01-01"),
        ("date", "2026-03-31T00:00:00Z"),
        ("date", "31.03.2026"),
        ("date", "２026-03-31"),
        ("currency", "eur"),
        ("currency", "EURO"),
        ("currency", "XYZ"),
        ("currency", "€"),
        ("account", "A1"),
        ("account", "0195a10000007000800000000000000a"),
    ] {
        let file = altered(&file, |file| events(file)[9]["data"][member] = json!(wrong));
        let problem = refused(&desk, fitted(file).to_string().as_bytes());
        assert_eq!(problem.event, Some(10), "{member}: {wrong}: {problem}");
    }
}

#[test]
fn what_a_later_version_wrote_is_refused_as_that() {
    let (desk, file) = small_file();
    for alter in [
        |event: &mut Value| event["type"] = json!("BudgetSet"),
        |event: &mut Value| event["version"] = json!(2),
        |event: &mut Value| {
            event["version"] = json!(7);
            event["data"]["tags"] = json!(["a"]);
        },
    ] {
        let later = fitted(altered(&file, |file| alter(&mut events(file)[9])));
        let problem = refused(&desk, later.to_string().as_bytes());
        assert_eq!(
            (problem.event, problem.newer, problem.code()),
            (Some(10), true, "newer-version"),
            "{problem}"
        );
    }
    let never = fitted(altered(&file, |file| events(file)[9]["version"] = json!(0)));
    assert!(!refused(&desk, never.to_string().as_bytes()).newer, "there is no version before the first");
}

#[test]
fn what_was_recorded_in_the_future_is_taken_and_flagged() {
    let (_, file) = small_file();
    let elsewhere = Bookkeeper::new(Memory::default(), Ticking::later());
    let imported = super::import(&elsewhere, file.to_string().as_bytes(), 99).unwrap();
    assert!(!imported.from_the_future);
    let later = altered(&file, |file| events(file)[13]["recorded_at"] = json!("2199-01-01T00:00:00.000Z"));
    let elsewhere = desk();
    let imported = super::import(&elsewhere, fitted(later).to_string().as_bytes(), 99).unwrap();
    assert!(imported.from_the_future);
}
