//! Files made to hurt: deep, huge, ill-formed. Each is refused soon, with a sentence, and takes nothing with it.

use super::desk::{export, read_file};
use super::log_file::{altered, events, fitted, parse};
use super::{refused, small_book};
use daybook::exchange::EventLogReader;
use serde_json::json;

const DEEP: usize = 100_000;

#[test]
fn nesting_however_deep_is_refused_wherever_it_stands() {
    let desk = small_book();
    let file = parse(&export(&desk, None));
    let deep = [
        "[".repeat(DEEP),
        format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP)),
        "{\"a\":".repeat(DEEP),
        format!("{}1{}", "{\"a\":".repeat(40_000), "}".repeat(40_000)),
    ];
    for deep in deep {
        refused(&desk, deep.as_bytes());
        refused(&desk, format!("{{\"x\":{deep}}}").as_bytes());
        for place in ["format", "version", "book", "count", "exported_at", "fingerprint", "events"] {
            let text = altered(&file, |file| file[place] = json!("DEEP"));
            refused(&desk, text.to_string().replace("\"DEEP\"", &deep).as_bytes());
        }
        for place in ["sequence", "id", "data", "actor", "recorded_at", "comment"] {
            let text = altered(&file, |file| events(file)[11][place] = json!("DEEP"));
            refused(&desk, text.to_string().replace("\"DEEP\"", &deep).as_bytes());
        }
        for place in ["note", "origin", "amount", "comment"] {
            let text = altered(&file, |file| events(file)[11]["data"][place] = json!("DEEP"));
            refused(&desk, text.to_string().replace("\"DEEP\"", &deep).as_bytes());
        }
        let text = altered(&file, |file| events(file)[11]["data"]["origin"]["file"] = json!("DEEP"));
        refused(&desk, text.to_string().replace("\"DEEP\"", &deep).as_bytes());
        let text = altered(&file, |file| events(file)[11] = json!("DEEP"));
        refused(&desk, text.to_string().replace("\"DEEP\"", &deep).as_bytes());
    }
}

#[test]
fn a_text_or_name_of_any_length_is_refused_without_being_repeated() {
    let desk = small_book();
    let file = parse(&export(&desk, None));
    for length in [5_000, 100_000, 1_000_000] {
        let huge = "x".repeat(length);
        for place in ["type", "id", "command", "actor", "recorded_at"] {
            let text = fitted(altered(&file, |file| events(file)[11][place] = json!(huge)));
            refused(&desk, text.to_string().as_bytes());
        }
        for place in ["note", "category", "amount", "date", "currency", "account"] {
            let text = fitted(altered(&file, |file| events(file)[11]["data"][place] = json!(huge)));
            refused(&desk, text.to_string().as_bytes());
        }
        let text = altered(&file, |file| events(file)[11][&huge] = json!(1));
        refused(&desk, text.to_string().as_bytes());
        let text = altered(&file, |file| events(file)[11]["data"][&huge] = json!(1));
        refused(&desk, text.to_string().as_bytes());
        for place in ["format", "exported_at", "version"] {
            refused(&desk, altered(&file, |file| file[place] = json!(huge)).to_string().as_bytes());
        }
        refused(&desk, altered(&file, |file| file[&huge] = json!(1)).to_string().as_bytes());
        refused(&desk, format!("{{\"{huge}").as_bytes());
        refused(&desk, format!("{{\"count\":{}", "9".repeat(length)).as_bytes());
    }
}

#[test]
fn a_file_without_end_is_refused_while_it_comes() {
    for endless in ["{\"a\":\"", "{\"events\":[{\"a\":\"", "{\"events\":[{", "{\"count\":1", "{\""] {
        let mut reader = EventLogReader::default();
        reader.feed(endless.as_bytes()).unwrap();
        let piece = [b'1'; 4096];
        let refused = (0..1000).find_map(|_| reader.feed(&piece).err());
        assert!(refused.is_some(), "{endless}");
    }
    let mut reader = EventLogReader::default();
    assert!(reader.feed(b"%PDF-1.7 and a gigabyte more").is_err());
}

#[test]
fn text_that_is_not_unicode_is_refused() {
    let desk = small_book();
    let file = export(&desk, None);
    for escape in [r"\ud800", r"\udc00", r"\udc00\ud800", r"\ud83d\u0041", r"\ud83dx", r"\uD83D\uD83D"] {
        let text = file.replace("line\\nbreak", escape);
        let problem = refused(&desk, text.as_bytes());
        assert_eq!(
            (problem.event, problem.reason.contains("“note”")),
            (Some(10), true),
            "{escape}: {problem}"
        );
        refused(&desk, file.replace("🚣", escape).as_bytes());
    }
    let at = file.find("line\\nbreak").unwrap();
    for bytes in [&b"\xff"[..], b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe9", b"\x80"] {
        let bad = [&file.as_bytes()[..at], bytes, &file.as_bytes()[at..]].concat();
        let problem = refused(&desk, &bad);
        assert_eq!(
            (problem.event, problem.reason.contains("UTF-8")),
            (Some(10), true),
            "{bytes:?}: {problem}"
        );
        let at = file.find("Ruder").unwrap();
        refused(&desk, &[&file.as_bytes()[..at], bytes, &file.as_bytes()[at..]].concat());
    }
    for raw in ["\u{0}", "\n", "\t", "\u{1f}"] {
        let problem = refused(&desk, file.replace("line\\nbreak", raw).as_bytes());
        assert_eq!(problem.event, Some(10), "{raw:?}: {problem}");
    }
}

#[test]
fn json_that_is_not_well_formed_is_refused_where_it_is_not() {
    let desk = small_book();
    let file = export(&desk, None);
    for (good, bad, event) in [
        (",\n    {\"sequence\":2,", "\n    {\"sequence\":2,", Some(2)),
        (",\n    {\"sequence\":2,", ",,\n    {\"sequence\":2,", Some(2)),
        ("},\n", "}\n", None),
        ("\n  ]", ",\n  ]", Some(15)),
        ("\n  ]\n}", "\n  }\n]", Some(15)),
        ("\"sequence\":3,", "\"sequence\":3 ", Some(3)),
        ("\"sequence\":3,", "\"sequence\":3,,", Some(3)),
        ("\"sequence\":3,", "sequence:3,", Some(3)),
        ("\"sequence\":3,", "/* three */ \"sequence\":3,", Some(3)),
        ("\"data\":{\"account\"", "\"data\":{{\"account\"", None),
        ("\"version\": 1,", "\"version\": 01,", None),
        ("\"version\": 1,", "\"version\": 1 1,", None),
        ("\"version\": 1,", "\"version\" 1,", None),
        ("\"version\": 1,", "\"version\":, 1,", None),
        ("\"version\": 1,", "\"version\": NaN,", None),
        ("{\n  \"format\"", "{,\n  \"format\"", None),
        ("\n}\n", "\n,}\n", None),
    ] {
        assert!(file.contains(good), "{good}");
        let problem = refused(&desk, file.replacen(good, bad, 1).as_bytes());
        assert!(event.is_none() || problem.event == event, "{bad}: {problem}");
    }
    assert!(read_file(format!("{file}{file}").as_bytes(), 77).is_err());
    assert!(super::import(&super::desk::desk(), file.as_bytes(), 77).is_ok() && desk.book().is_some());
}
