//! What is never shown, whoever says it: a server may write a password or a token back in its answer, as it is or in another
//! spelling, and answers are shown, kept and copied into reports of errors.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use core::fmt;
use core::ops::Range;

/// What stands in the place of a secret.
const HIDDEN: &str = "•••";

/// A shorter one is found everywhere by chance: an answer that holds it is hidden as a whole.
const SHORTEST: usize = 4;

/// The passwords and tokens that an answer may not show.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secrets {
    /// In every spelling, in small letters.
    texts: Vec<String>,
    /// What is in the base64 of any text that holds one, in small letters.
    encoded: Vec<String>,
    /// Those too short to be found.
    short: Vec<String>,
}

/// Nothing of it is printed either.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

impl Secrets {
    /// Hides these texts.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut secrets = Self::default();
        for text in texts.into_iter().filter(|text| !text.is_empty()) {
            if text.len() < SHORTEST {
                secrets.short.push(text.to_ascii_lowercase());
                continue;
            }
            secrets.texts.extend(spellings(text).map(|it| it.to_ascii_lowercase()));
            let encoded = (0..3).map(|shift| within_base64(text, shift).to_ascii_lowercase());
            secrets.encoded.extend(encoded.filter(|it| it.len() >= SHORTEST));
        }
        secrets
    }

    /// The text without them, and without anybody's `Basic …` or `Bearer …`.
    pub fn hide(&self, text: &str) -> String {
        let small = text.to_ascii_lowercase();
        if self.short.iter().any(|short| small.contains(short)) {
            return HIDDEN.to_owned();
        }
        let mut found: Vec<Range<usize>> = Vec::new();
        for secret in &self.texts {
            found.extend(small.match_indices(secret).map(|(at, _)| at..at + secret.len()));
        }
        // Both alphabets of base64: the text is searched as if it were written in the usual one.
        let usual = small.replace('-', "+").replace('_', "/");
        for secret in &self.encoded {
            let word = |(at, _)| word_around(&small, at..at + secret.len());
            found.extend(usual.match_indices(secret).map(word));
        }
        found.extend(authorizations(text, &small));
        without(text, found)
    }
}

/// How a text is written in plain text, in JSON, in an address and in HTML.
fn spellings(text: &str) -> impl Iterator<Item = String> {
    let json = serde_json::Value::from(text).to_string();
    let escaped = json.trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned();
    let percent = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02x}"),
    });
    let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    [text.to_owned(), escaped, percent.collect(), html].into_iter()
}

/// What the base64 of a longer text holds where this one begins `shift` bytes after a multiple of three: the letters that do
/// not depend on what stands before and after it.
fn within_base64(text: &str, shift: usize) -> String {
    let bytes = [&[0; 2][..shift], text.as_bytes()].concat();
    let encoded = STANDARD_NO_PAD.encode(&bytes);
    encoded.get((shift * 8).div_ceil(6)..bytes.len() * 8 / 6).unwrap_or_default().to_owned()
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=')
}

/// The whole word of base64 around a place in it.
fn word_around(text: &str, place: Range<usize>) -> Range<usize> {
    let bytes = text.as_bytes();
    let before = bytes[..place.start].iter().rev().take_while(|byte| is_base64(**byte)).count();
    let after = bytes[place.end..].iter().take_while(|byte| is_base64(**byte)).count();
    place.start - before..place.end + after
}

/// What follows `Basic` or `Bearer` and is no word of a sentence.
fn authorizations<'a>(text: &'a str, small: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    ["basic ", "bearer "].into_iter().flat_map(|scheme| small.match_indices(scheme)).filter_map(
        |(at, scheme)| {
            let begin = at + scheme.len();
            let rest = text.get(begin..)?;
            let end = rest.find(|c: char| c.is_whitespace() || "\"'<>,;".contains(c)).unwrap_or(rest.len());
            let word = rest.get(..end)?;
            let inner = word.get(1..).unwrap_or_default();
            let a_word = inner.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'.');
            (!a_word).then_some(begin..begin + end)
        },
    )
}

fn without(text: &str, mut found: Vec<Range<usize>>) -> String {
    found.sort_by_key(|range| range.start);
    let (mut out, mut done) = (String::new(), 0);
    for range in found {
        if range.start > done || out.is_empty() {
            out.push_str(text.get(done..range.start).unwrap_or_default());
            out.push_str(HIDDEN);
        }
        done = done.max(range.end);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};

    const PASSWORD: &str = "s3cret & \"päss\"";

    fn hidden(said: &str) -> String {
        Secrets::of([PASSWORD, "ann:s3cret & \"päss\"", "t0ken-of-Ann"]).hide(said)
    }

    #[test]
    fn a_password_is_hidden_however_a_server_writes_it() {
        let json = serde_json::Value::from(PASSWORD).to_string();
        let said = [
            PASSWORD.to_owned(),
            PASSWORD.to_uppercase().replace('Ä', "ä"),
            json,
            "s3cret%20%26%20%22p%C3%A4ss%22".to_owned(),
            "s3cret &amp; &quot;päss&quot;".to_owned(),
            "T0KEN-of-ann".to_owned(),
        ];
        for said in said {
            let shown = hidden(&format!("user ann: wrong password {said}, try again"));
            assert!(shown.starts_with("user ann: wrong password"), "{shown}");
            assert!(shown.ends_with("•••, try again") || shown.ends_with("•••\", try again"), "{shown}");
            assert!(
                !shown.to_lowercase().contains("s3cret") && !shown.to_lowercase().contains("t0ken"),
                "{shown}"
            );
        }
    }

    #[test]
    fn the_base64_of_anything_that_holds_one_is_hidden() {
        for before in ["", "a", "ab", "abc", "{\"user\":\"ann\",\"password\":\""] {
            for after in ["", "?", "??", "\"}"] {
                let text = format!("{before}{PASSWORD}{after}");
                for encoded in [STANDARD.encode(&text), URL_SAFE.encode(&text), STANDARD_NO_PAD.encode(&text)]
                {
                    assert_eq!(hidden(&format!("got <{encoded}> twice")), "got <•••> twice", "{text}");
                }
            }
        }
    }

    #[test]
    fn an_authorization_is_hidden_whoever_it_is_of_and_sentences_stay() {
        for (said, shown) in [
            ("Authorization: Basic b2xkOnBhc3N3b3Jk rejected", "Authorization: Basic ••• rejected"),
            ("{\"authorization\":\"Bearer eyJhbGciOi.J9\"}", "{\"authorization\":\"Bearer •••\"}"),
            ("basic YQ==", "basic •••"),
            (
                "Basic authentication is needed. Bearer tokens are not.",
                "Basic authentication is needed. Bearer tokens are not.",
            ),
            ("Use Basic Authentication", "Use Basic Authentication"),
            ("no topic daybook", "no topic daybook"),
            ("", ""),
        ] {
            assert_eq!(hidden(said), shown);
        }
    }

    #[test]
    fn one_too_short_to_be_told_from_other_words_hides_the_whole_answer() {
        let secrets = Secrets::of(["", "abc"]);
        assert_eq!(secrets.hide("the ABC of it"), "•••");
        assert_eq!(secrets.hide("nothing here"), "nothing here");
    }

    #[test]
    fn several_that_overlap_or_touch_leave_nothing_between_them() {
        let secrets = Secrets::of(["abcdef", "cdefgh", "xyzxyz"]);
        assert_eq!(secrets.hide("1abcdefgh2xyzxyzabcdef"), "1•••2•••");
        assert_eq!(secrets.hide("abcdef"), "•••");
        assert_eq!(format!("{secrets:?}"), "Secrets");
    }
}
