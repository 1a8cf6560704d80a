//! Every sentence and label a person reads, by key. Pure text: any room may use it, it uses none.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The English texts: `key = text` lines, `{figure}` where a figure goes. What the first screen says comes with it.
const FIRST: &str = include_str!("first_screen.en.txt");

/// The others. A release build brings them with the part of the program that follows the first screen, and so nothing but
/// `late` may look at them (scripts/split-wasm.mjs).
const LATE: &[&str] = &[
    include_str!("charts.en.txt"),
    include_str!("core.en.txt"),
    include_str!("long.en.txt"),
    include_str!("moments.en.txt"),
    include_str!("page.en.txt"),
    include_str!("periods.en.txt"),
    include_str!("proof.en.txt"),
    include_str!("read_only.en.txt"),
    include_str!("reports.en.txt"),
    include_str!("rows.en.txt"),
    include_str!("rules.en.txt"),
    include_str!("streams.en.txt"),
    include_str!("timeline.en.txt"),
    include_str!("trust.en.txt"),
    include_str!("what_if.en.txt"),
];

type Table = HashMap<&'static str, &'static str>;

fn table_of(texts: &[&'static str]) -> Table {
    let lines = texts.iter().flat_map(|text| text.lines());
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = ")).collect()
}

fn first() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| table_of(&[FIRST]))
}

#[inline(never)]
fn late() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| table_of(LATE))
}

fn text_of(key: &str) -> Option<&'static str> {
    first().get(key).or_else(|| late().get(key)).copied()
}

/// The text for `key`, as it stands. An unknown key is shown itself: better a word too technical than none.
pub fn word(key: &'static str) -> &'static str {
    text_of(key).unwrap_or(key)
}

/// The text for `key` with its `{figures}` filled in. What a figure contains is never looked at again.
pub fn say(key: &str, figures: &[(&str, &str)]) -> String {
    let Some(mut rest) = text_of(key) else { return key.to_owned() };
    let mut out = String::with_capacity(rest.len() + 32);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        out.push_str(before);
        out.push_str(figures.iter().find(|(known, _)| *known == name).map_or(name, |(_, figure)| figure));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Text of unknown origin, cut to what a sentence can bear.
pub fn short(text: &str) -> Cow<'_, str> {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

/// Whether there is a text for `key`.
pub fn knows(key: &str) -> bool {
    text_of(key).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_fill_their_places_and_are_not_read_again() {
        let text = say("refusal.unknown-account", &[("account", "{account}")]);
        assert!(text.contains("{account}"), "{text}");
    }

    /// Every text of the page's source that looks like a key: `"dock.now"`.
    fn keys_in(folder: &std::path::Path, keys: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                keys_in(&path, keys);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let quoted = text.split('"').skip(1).step_by(2);
                let letter = |c: char| c.is_ascii_lowercase() || c == '-';
                let is_key = |text: &&str| {
                    text.split_once('.').is_some_and(|(room, name)| {
                        [room, name].iter().all(|part| !part.is_empty() && part.chars().all(letter))
                    })
                };
                keys.extend(quoted.filter(is_key).map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_key_the_page_asks_for_has_a_text_and_none_is_left_over() {
        let mut keys = Vec::new();
        for folder in ["ui", "app"] {
            keys_in(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut keys);
        }
        let missing: Vec<_> = keys.iter().filter(|key| !knows(key)).collect();
        assert!(missing.is_empty(), "add to a text of src/wording: {missing:?}");
        let page = [
            FIRST,
            include_str!("page.en.txt"),
            include_str!("reports.en.txt"),
            include_str!("trust.en.txt"),
        ]
        .into_iter()
        .flat_map(str::lines)
        .filter(|line| !line.starts_with('#'));
        let page = page.filter_map(|line| line.split_once(" = ")).map(|(key, _)| key.to_owned());
        // What happened is said in other rooms, too.
        let unused: Vec<_> =
            page.filter(|key| !keys.contains(key) && !key.starts_with("happened.")).collect();
        assert!(unused.is_empty(), "nothing says {unused:?}: remove them from src/wording");
    }

    #[test]
    fn no_key_is_given_twice() {
        let lines = LATE.iter().chain([&FIRST]).flat_map(|text| text.lines());
        let keys = lines.filter(|l| !l.starts_with('#') && l.contains(" = ")).count();
        assert_eq!(keys, first().len() + late().len());
        assert!(first().keys().all(|key| !late().contains_key(key)));
    }
}
