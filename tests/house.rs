//! The house holds: each room uses only the rooms it may, and every file is one a newcomer can take in.
//!
//! These tests read the source as text. Every message names the file, the line and what to do about it.

// A test fails by panicking; the lint's own exception doesn't reach the helpers.
#![allow(clippy::panic, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from the ground up, with the rooms of ours that each may use: the folder tree is the architecture.
/// All text a person reads goes through `wording`, so every room may use it, and it uses none.
const ROOMS: &[(&str, &[&str])] = &[
    ("wording", &[]),
    ("event_sourcing", &[]),
    ("ledger", &["event_sourcing"]),
    ("record", &["event_sourcing", "ledger"]),
    ("reports", &["event_sourcing", "ledger"]),
    ("exchange", &["event_sourcing", "ledger", "record", "reports"]),
    ("sample", &["event_sourcing", "ledger", "record", "exchange"]),
    ("streaming", &["event_sourcing", "ledger", "record"]),
    ("storage", &["event_sourcing"]),
    ("book", &["event_sourcing", "ledger", "record", "reports", "exchange", "streaming", "storage"]),
    (
        "app",
        &[
            "event_sourcing",
            "ledger",
            "record",
            "reports",
            "exchange",
            "sample",
            "streaming",
            "storage",
            "book",
        ],
    ),
    // Everything above but the stores: it sends commands to the app.
    ("ui", &["event_sourcing", "ledger", "record", "reports", "exchange", "streaming", "book", "app"]),
    ("main", &["app", "ui"]),
];

/// Words that a room does not know, and why.
const UNKNOWN_WORDS: &[(&str, &[&str], &str)] = &[
    (
        "event_sourcing",
        &["currency", "money", "amount", "overdraft"],
        "the kernel serves any domain: move what is about money to src/ledger",
    ),
    (
        "event_sourcing",
        &["serde_json", "leptos", "web_sys", "js_sys"],
        "the kernel holds bytes: src/record knows JSON",
    ),
    (
        "ledger",
        &["serde_json", "json", "Local", "TimeZone", "EventStore"],
        "src/record knows JSON, src/app the clock",
    ),
    ("ui", &["EventStore"], "the interface sends commands to src/app and calls no store"),
];

/// Crates that only the shell in the browser may name.
const BROWSER_CRATES: &[&str] = &[
    "leptos",
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "gloo_storage",
    "serde_wasm_bindgen",
];
/// What is no room: the roots of the packages, which name the rooms.
const ROOTS: &[&str] = &["core", "lib"];

const BROWSER_ROOMS: &[&str] = &["storage", "app", "ui", "main"];

const LONGEST_FILE: usize = 600;

/// What lies at the top of the project, next to what begins with a dot.
const TOP: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "README.md",
    "Trunk.toml",
    "build.rs",
    "clippy.toml",
    "fuzz",
    "index.html",
    "page",
    "rustfmt.toml",
    "scripts",
    "src",
    "style",
    "tests",
    "webdriver.json",
];
/// What building makes there, and nobody keeps.
const BUILT: &[&str] = &["dist", "target"];

#[test]
fn nothing_lies_at_the_top_that_nobody_put_there() {
    let found = fs::read_dir(".").expect("the project's folder");
    let names = found.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let stray = names.filter(|name| {
        !name.starts_with('.') && !TOP.contains(&name.as_str()) && !BUILT.contains(&name.as_str())
    });
    none(
        &stray
            .map(|name| format!("{name}: delete what a tool left behind, or add it to TOP in tests/house.rs"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn every_room_is_in_the_table() {
    let mut problems = Vec::new();
    for file in rust_files("src") {
        let room = room_of(&file);
        if !ROOTS.contains(&room.as_str()) && !ROOMS.iter().any(|(name, _)| *name == room) {
            problems.push(format!(
                "{}: the room `{room}` is not in the table: add it to ROOMS in tests/house.rs with what it may use",
                file.display()
            ));
        }
    }
    none(&problems);
}

#[test]
fn a_room_uses_only_the_rooms_it_may() {
    let mut problems = Vec::new();
    for file in rust_files("src") {
        let room = room_of(&file);
        let Some((_, may_use)) = ROOMS.iter().find(|(name, _)| *name == room) else { continue };
        for (line, used) in rooms_named_in(&file) {
            if used == room || used == "wording" || may_use.contains(&used.as_str()) {
                continue;
            }
            problems.push(format!(
                "{}:{line}: `{room}` may not use `{used}`, only {}: move the code to a room that may, or pass the value in",
                file.display(),
                if may_use.is_empty() { "nothing of ours".to_owned() } else { format!("`{}`", may_use.join("`, `")) },
            ));
        }
    }
    none(&problems);
}

#[test]
fn no_path_climbs_out_of_its_room() {
    let mut problems = Vec::new();
    for file in rust_files("src") {
        let depth = module_depth(&file);
        let mut in_inner_module = false;
        for (line, code) in code_lines(&file) {
            // The formatter leaves only a file's own inline modules, such as its tests, at the margin.
            if code.starts_with("mod ") && code.trim_end().ends_with('{') {
                in_inner_module = true;
            } else if code.starts_with('}') {
                in_inner_module = false;
            }
            let allowed = depth + usize::from(in_inner_module);
            if supers_in(&code) >= allowed.max(1) {
                problems.push(format!(
                    "{}:{line}: `super` climbs out of the room: write the path from `crate::` so that the table can be held",
                    file.display()
                ));
            }
        }
    }
    none(&problems);
}

#[test]
fn the_kernel_names_no_money_and_the_rules_name_no_json() {
    let mut problems = Vec::new();
    for file in rust_files("src") {
        let room = room_of(&file);
        for (_, words, why) in UNKNOWN_WORDS.iter().filter(|(name, _, _)| *name == room) {
            for (line, code) in code_lines(&file) {
                for word in names_in(&code).filter(|name| words.contains(name)) {
                    problems
                        .push(format!("{}:{line}: `{room}` does not know `{word}`: {why}", file.display()));
                }
            }
        }
    }
    none(&problems);
}

#[test]
fn only_the_shell_knows_that_there_is_a_browser() {
    let mut problems = Vec::new();
    for file in rust_files("src") {
        let room = room_of(&file);
        if BROWSER_ROOMS.contains(&room.as_str()) {
            continue;
        }
        for (line, code) in code_lines(&file) {
            for name in names_in(&code).filter(|name| BROWSER_CRATES.contains(name)) {
                problems.push(format!(
                    "{}:{line}: `{room}` runs everywhere and can't use `{name}`: src/app passes values in",
                    file.display()
                ));
            }
        }
    }
    none(&problems);
}

#[test]
fn every_file_opens_with_what_it_is_and_ends_before_it_tires() {
    let mut problems = Vec::new();
    for file in rust_files("src").into_iter().chain(rust_files("tests")) {
        let text = read(&file);
        if !text.starts_with("//! ") {
            problems.push(format!(
                "{}:1: open the file with a `//!` sentence that says what it is",
                file.display()
            ));
        }
        let lines = text.lines().count();
        if lines > LONGEST_FILE {
            problems.push(format!(
                "{}:{lines}: longer than {LONGEST_FILE} lines: split it, one noun a file",
                file.display()
            ));
        }
    }
    none(&problems);
}

#[test]
fn what_is_left_to_do_names_its_issue() {
    let words = ["TODO", "FIXME"];
    let mut problems = Vec::new();
    let files =
        ["src", "tests", "page", "style", "scripts"].iter().flat_map(|folder| files_under(Path::new(folder)));
    for file in files.filter(|file| !file.ends_with("tests/house.rs")) {
        for (number, line) in read(&file).lines().enumerate() {
            for word in words.iter().filter(|word| line.contains(*word)) {
                let reference = line.split_once(word).map_or("", |(_, after)| after);
                if !reference.starts_with("(#") {
                    problems.push(format!(
                        "{}:{}: write `{word}(#7): …` with the number of the issue that it waits for, or do it",
                        file.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    none(&problems);
}

#[test]
fn nothing_on_the_page_is_inline() {
    let mut problems = Vec::new();
    for file in rust_files("src/ui") {
        for (line, code) in code_lines(&file) {
            let as_attribute = |start: usize| {
                !code[..start].ends_with(|before: char| before.is_alphanumeric() || "_-:".contains(before))
            };
            if code.match_indices("style=").any(|(start, _)| as_attribute(start)) {
                problems.push(format!(
                    "{}:{line}: the content policy blocks `style=\"…\"`: use a class, or `style:name=value` for what is computed",
                    file.display()
                ));
            }
            // A sheet's pattern is made of constants; what users wrote goes into its holes, as text.
            if code.contains("inner_html") && !file.ends_with("sheet.rs") {
                problems.push(format!("{}:{line}: text goes in as text, never as HTML", file.display()));
            }
        }
    }
    let pages = files_under(Path::new("page")).into_iter().chain([PathBuf::from("index.html")]);
    for file in pages.filter(|file| file.extension().is_some_and(|end| end == "html")) {
        for (number, line) in read(&file).lines().enumerate() {
            let script = line.contains("<script") && !(line.contains("src=") && line.contains("></script>"));
            let style = line.contains("<style") || line.contains(" style=");
            let handler = line.split_whitespace().any(|word| word.starts_with("on") && word.contains("=\""));
            if script || style || handler {
                problems.push(format!(
                    "{}:{}: the content policy blocks what is inline: put it into a file of page/ or style/",
                    file.display(),
                    number + 1
                ));
            }
        }
    }
    none(&problems);
}

#[test]
fn every_style_file_is_in_the_table_of_contents() {
    let contents = read(Path::new("style/main.css"));
    let mut problems = Vec::new();
    for file in files_under(Path::new("style")) {
        let name = file.strip_prefix("style").unwrap_or(&file).to_string_lossy().into_owned();
        if name != "main.css" && !contents.contains(&format!("@import \"{name}\";")) {
            problems
                .push(format!("style/{name}: nothing imports it: add it to style/main.css, or remove it"));
        }
    }
    none(&problems);
}

// --- Reading source as text ---

#[track_caller]
fn none(problems: &[String]) {
    assert!(problems.is_empty(), "\n\n{}\n", problems.join("\n"));
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Every file under a folder of the project, in order; what packages bring along and test results are not ours.
fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return files };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "node_modules" && name != "results" {
                files.extend(files_under(&path));
            }
        } else if ["rs", "js", "mjs", "css", "html", "sh"]
            .iter()
            .any(|end| name.ends_with(&format!(".{end}")))
        {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    files_under(Path::new(folder))
        .into_iter()
        .filter(|file| file.extension().is_some_and(|end| end == "rs"))
        .collect()
}

/// `src/ledger/money.rs` is in `ledger`, `src/main.rs` in `main`.
fn room_of(file: &Path) -> String {
    let below = file.strip_prefix("src").unwrap_or(file);
    let first = below.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned());
    first.unwrap_or_default().trim_end_matches(".rs").to_owned()
}

/// How many `super`s lead from the file's module to the crate's root.
fn module_depth(file: &Path) -> usize {
    let below = file.strip_prefix("src").unwrap_or(file);
    let parts = below.components().count();
    let is_root = ["src/core.rs", "src/lib.rs", "src/main.rs"].iter().any(|root| file == Path::new(root));
    if is_root {
        0
    } else if file.ends_with("mod.rs") {
        parts - 1
    } else {
        parts
    }
}

/// A file's lines with their numbers, without comments and without the insides of one-line strings.
fn code_lines(file: &Path) -> Vec<(usize, String)> {
    let text = read(file);
    text.lines().enumerate().map(|(index, line)| (index + 1, code_of(line))).collect()
}

fn code_of(line: &str) -> String {
    let mut code = String::new();
    let mut in_string = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if in_string => {
                characters.next();
            }
            // The quote as a character opens no string.
            '\'' if characters.clone().take(2).eq(['"', '\'']) => {
                characters.nth(1);
            }
            '"' => {
                in_string = !in_string;
                code.push('"');
            }
            _ if in_string => {}
            '/' if characters.peek() == Some(&'/') => break,
            _ => code.push(character),
        }
    }
    code
}

/// The identifiers of a line of code, in order.
fn names_in(code: &str) -> impl Iterator<Item = &str> {
    code.split(|character: char| !(character.is_alphanumeric() || character == '_'))
        .filter(|name| !name.is_empty())
}

/// The longest chain `super::super` of a line.
fn supers_in(code: &str) -> usize {
    let mut longest = 0;
    let mut rest = code;
    while let Some(start) = rest.find("super") {
        let mut chain = 0;
        rest = &rest[start..];
        while let Some(after) = rest.strip_prefix("super") {
            chain += 1;
            rest = after.strip_prefix("::").unwrap_or(after);
        }
        longest = longest.max(chain);
    }
    longest
}

/// Every room that a file's paths name, with the line: `crate::room`, `daybook::room`, and both with braces.
fn rooms_named_in(file: &Path) -> Vec<(usize, String)> {
    // One string with the line number before every line keeps groups over several lines together.
    let lines = code_lines(file);
    let mut found = Vec::new();
    for (index, (number, code)) in lines.iter().enumerate() {
        for root in ["crate::", "daybook::"] {
            for (start, _) in code.match_indices(root) {
                let after = &code[start + root.len()..];
                if after.starts_with('{') {
                    found.extend(group_heads(&lines[index..], start + root.len()));
                } else if let Some(name) = names_in(after).next() {
                    found.push((*number, name.to_owned()));
                }
            }
        }
    }
    // A name that is no room is an item that a root exports itself, or a macro.
    found.retain(|(_, name)| ROOMS.iter().any(|(room, _)| room == name));
    found
}

/// The first name of each member of a brace group that begins at `column` of the first line.
fn group_heads(lines: &[(usize, String)], column: usize) -> Vec<(usize, String)> {
    let mut heads = Vec::new();
    let mut depth = 0;
    let mut at_head = false;
    let mut name = String::new();
    for (index, (number, code)) in lines.iter().enumerate() {
        for character in code.chars().skip(if index == 0 { column } else { 0 }) {
            if at_head && (character.is_alphanumeric() || character == '_') {
                name.push(character);
                continue;
            }
            if !name.is_empty() {
                heads.push((*number, std::mem::take(&mut name)));
                at_head = false;
            }
            match character {
                '{' => {
                    depth += 1;
                    at_head = depth == 1;
                }
                '}' => {
                    depth -= 1;
                    if depth == 0 {
                        return heads;
                    }
                }
                ',' => at_head = depth == 1,
                _ => {}
            }
        }
    }
    heads
}

// --- The reader itself ---

#[test]
fn the_reader_finds_rooms_in_paths_groups_and_several_lines() {
    let lines: Vec<(usize, String)> = ["use crate::{", "    ledger::{Money, Account},", "    record,", "};"]
        .iter()
        .enumerate()
        .map(|(index, line)| (index + 1, (*line).to_owned()))
        .collect();
    assert_eq!(group_heads(&lines, 11), [(2, "ledger".to_owned()), (3, "record".to_owned())]);
    assert_eq!(code_of("let a = \"crate::ui // no\"; // crate::app"), "let a = \"\"; ");
    assert_eq!(code_of("push('\"'); crate::book::open()"), "push(); crate::book::open()");
    assert_eq!(supers_in("use super::super::ledger;"), 2);
    assert_eq!(module_depth(Path::new("src/ledger/money.rs")), 2);
    assert_eq!(module_depth(Path::new("src/ledger/mod.rs")), 1);
    assert_eq!(room_of(Path::new("src/storage/memory.rs")), "storage");
}
