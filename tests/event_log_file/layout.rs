//! Any layout is taken: order of members, white space, line ends, a byte order mark, escapes, pieces of any size.

use super::desk::{desk, export, import, read_file};
use super::log_file::parse;
use super::small_book;
use core::fmt::Write;

#[track_caller]
fn the_same_book(file: &str) {
    let whole = export(&small_book(), None);
    for step in [1, 3, 4096] {
        let elsewhere = desk();
        import(&elsewhere, file.as_bytes(), step).unwrap();
        assert_eq!(export(&elsewhere, None), whole);
    }
}

#[test]
fn a_mark_at_the_beginning_and_any_line_ends_and_spaces_are_taken() {
    let file = export(&small_book(), None);
    the_same_book(&format!("\u{feff}{file}"));
    the_same_book(&format!("\u{feff} \r\n\t{file} \n\n\t"));
    the_same_book(&file.replace('\n', "\r\n"));
    the_same_book(&file.replace('\n', "\r"));
    the_same_book(&file.replace('\n', ""));
    the_same_book(&serde_json::to_string_pretty(&parse(&file)).unwrap());
    the_same_book(&serde_json::to_string_pretty(&parse(&file)).unwrap().replace('\n', "\r\n\t"));
}

#[test]
fn members_may_stand_in_any_order() {
    let json = parse(&export(&small_book(), None));
    let names = ["events", "fingerprint", "count", "version", "book", "exported_at", "format"];
    for first in 0..names.len() {
        let members = names.iter().cycle().skip(first).take(names.len());
        let members: Vec<_> = members.map(|name| format!("\"{name}\" :\n{}", json[*name])).collect();
        the_same_book(&format!("{{ {} }}", members.join("\n, ")));
    }
    let backwards = |event: &serde_json::Value| {
        let members = event.as_object().unwrap().iter().rev();
        let members: Vec<_> = members.map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    };
    let events: Vec<_> = json["events"].as_array().unwrap().iter().map(backwards).collect();
    let mut head = json.clone();
    head["events"] = "EVENTS".into();
    the_same_book(&head.to_string().replace("\"EVENTS\"", &format!("[{}]", events.join(","))));
}

#[test]
fn any_character_may_be_written_as_an_escape() {
    let file = export(&small_book(), None);
    let mut escaped = String::new();
    let mut in_string = false;
    let mut characters = file.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => {
                in_string = !in_string;
                escaped.push(c);
            }
            '\\' => {
                escaped.push(c);
                escaped.extend(characters.next());
            }
            c if in_string => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    write!(escaped, "\\u{unit:04X}").unwrap();
                }
            }
            c => escaped.push(c),
        }
    }
    the_same_book(&escaped);
}

#[test]
fn where_the_bytes_are_cut_makes_no_difference_to_a_refusal_either() {
    let file = export(&small_book(), None);
    let bad = [
        file.replacen("\"amount\":\"30.00\"", "\"amount\":\"30.0\"", 1),
        file.replacen("\"count\": 14", "\"count\": 15", 1),
        file.replacen("},\n", "}\n", 3),
        file[..file.len() / 2].to_owned(),
        format!("{file}x"),
    ];
    for text in &bad {
        let whole = read_file(text.as_bytes(), usize::MAX).unwrap_err();
        for step in [1, 2, 13, 1000] {
            assert_eq!(read_file(text.as_bytes(), step).unwrap_err(), whole);
        }
    }
}
