//! Every sentence and label a person reads, by key. Pure text: any room may use it, it uses none.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The English texts: `key = text` lines, `{figure}` where a figure goes.
const ENGLISH: [&str; 2] = [include_str!("core.en.txt"), include_str!("page.en.txt")];

fn table() -> &'static HashMap<&'static str, &'static str> {
    static TABLE: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = ENGLISH.iter().flat_map(|text| text.lines());
        lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = ")).collect()
    })
}

/// The text for `key`, as it stands. An unknown key is shown itself: better a word too technical than none.
pub fn word(key: &'static str) -> &'static str {
    table().get(key).copied().unwrap_or(key)
}

/// The text for `key` with its `{figures}` filled in. What a figure contains is never looked at again.
pub fn say(key: &str, figures: &[(&str, &str)]) -> String {
    let Some(mut rest) = table().get(key).copied() else { return key.to_owned() };
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
    table().contains_key(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_fill_their_places_and_are_not_read_again() {
        let text = say("refusal.unknown-account", &[("account", "{account}")]);
        assert!(text.contains("{account}"), "{text}");
    }

    #[test]
    fn no_key_is_given_twice() {
        let lines = ENGLISH.iter().flat_map(|text| text.lines());
        let keys = lines.filter(|l| !l.starts_with('#') && l.contains(" = ")).count();
        assert_eq!(keys, table().len());
    }
}
