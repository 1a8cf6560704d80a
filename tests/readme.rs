//! The README says what the code does: its tables are held to the code's own.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

use daybook::ledger::Command;
use daybook::record::{Field, FieldKind, SHAPES, Shape};

const README: &str = include_str!("../README.md");

const fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Account => "account",
        FieldKind::Event => "event",
        FieldKind::Label => "label",
        FieldKind::Text => "text",
        FieldKind::Amount => "amount",
        FieldKind::Limit => "limit",
        FieldKind::Date => "date",
        FieldKind::Sequence => "sequence",
        FieldKind::Fingerprint => "fingerprint",
        FieldKind::Origin => "origin",
    }
}

fn member(field: &Field) -> String {
    let optional = if field.optional { "?" } else { "" };
    let name = field.name;
    if name == kind(field.kind) {
        return format!("{name}{optional}");
    }
    format!("{name}{optional}: {}", kind(field.kind))
}

fn row(shape: &Shape) -> String {
    let members: Vec<_> = shape.fields.iter().map(member).collect();
    let members = members.join(", ");
    format!(
        "| {} | `{}` | {} | `{}` | {members} |",
        shape.code, shape.name, shape.version, shape.usual_command
    )
}

#[test]
fn every_shape_of_stored_bytes_is_in_the_readme() {
    let missing: Vec<_> = SHAPES.iter().map(row).filter(|row| !README.contains(row.as_str())).collect();
    assert!(missing.is_empty(), "add to the README's table of shapes:\n{}", missing.join("\n"));
}

#[test]
fn every_command_event_and_refusal_is_in_the_readme() {
    for name in Command::NAMES.into_iter().chain(SHAPES.iter().map(|shape| shape.name)) {
        assert!(README.contains(&format!("`{name}`")), "the README does not name {name}");
    }
    let sentences = include_str!("../src/wording/core.en.txt").lines();
    for code in sentences.filter_map(|line| line.strip_prefix("refusal.")?.split_once(" = ")).map(|it| it.0) {
        // Two situations of one code have sentences of their own.
        if !code.starts_with("received-amount") && code != "limit-below-zero" {
            assert!(README.contains(&format!("`{code}`")), "the README does not name the refusal {code}");
        }
    }
}

/// The tests that a table of the README names: file, and what the test says.
fn named_tests() -> Vec<(String, String)> {
    let (_, section) = README.split_once("\n## What Daybook promises\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| **"));
    let cells = rows.filter_map(|row| row.trim_end_matches(" |").rsplit_once(" | ")).map(|(_, tests)| tests);
    let named = cells.flat_map(|tests| tests.split("<br>")).map(|test| {
        let (file, sentence) = test.trim_start_matches('`').split_once("`: ").unwrap_or((test, ""));
        (format!("{}/tests/{file}", env!("CARGO_MANIFEST_DIR")), sentence.to_owned())
    });
    named.collect()
}

#[test]
fn every_promise_names_tests_that_there_are() {
    let named = named_tests();
    assert!(named.len() > 20, "the table of promises is not read: {named:?}");
    for (file, sentence) in named {
        let text = std::fs::read_to_string(&file).unwrap_or_else(|why| panic!("{file}: {why}"));
        let function = format!("fn {}()", sentence.replace(' ', "_"));
        let is_rust = std::path::Path::new(&file).extension().is_some_and(|it| it == "rs");
        let there = if is_rust { text.contains(&function) } else { text.contains(&sentence) };
        assert!(there && sentence.len() > 10, "{file} has no test that says “{sentence}”");
    }
}
