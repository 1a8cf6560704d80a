//! The way most lines of an event log file take: one pass over JSON as programs write it, without white space or escapes,
//! every text borrowed. Anything else, and anything wrong, is read the ordinary way, which knows all of JSON and says what
//! is wrong.

use super::canonical::canonical;
use super::json::{BadEvent, parse_timestamp, read_event};
use super::shape::{Field, FieldKind, Shape};
use super::stored::{MAX_FIELDS, StoredEvent, StoredId, Value};
use crate::event_sourcing::{Fingerprint, Sequence};
use crate::ledger::{Figure, ValueDate};
use std::borrow::Cow;

/// The members of an event in the order of canonical JSON.
const MEMBERS: [&str; 11] = [
    "actor",
    "caused_by",
    "command",
    "command_id",
    "commit",
    "data",
    "id",
    "recorded_at",
    "sequence",
    "type",
    "version",
];

/// A line of a file: an event, and its members as they stand there where those need no rewriting to be canonical.
#[derive(Debug)]
pub struct Line<'a> {
    /// The event.
    pub event: StoredEvent<'a>,
    members: Option<[&'a str; MEMBERS.len()]>,
}

impl<'a> Line<'a> {
    /// Reads an event from the text of its JSON object.
    pub fn read(json: &'a str) -> Result<Self, BadEvent> {
        match plain(json) {
            Some((line, end)) if end == json.len() => Ok(line),
            _ => read_event(json).map(|event| Self { event, members: None }),
        }
    }

    /// Reads the event that this text begins with, and how many bytes it takes, where it is a plain one; `None` says nothing
    /// of what it is.
    pub fn ahead(text: &'a str) -> Option<(Self, usize)> {
        plain(text)
    }

    /// Adds `J(n)`.
    pub fn canonical(&self, out: &mut Vec<u8>) {
        let Some(members) = &self.members else { return canonical(&self.event, out) };
        out.push(b'{');
        for member in members.iter().filter(|member| !member.is_empty()) {
            if out.last() != Some(&b'{') {
                out.push(b',');
            }
            out.extend_from_slice(member.as_bytes());
        }
        out.push(b'}');
    }
}

/// A value as it stands.
#[derive(Clone, Copy)]
enum Raw<'a> {
    Text(&'a str),
    Number(u64),
}

/// A place in the text.
struct Scan<'a> {
    text: &'a str,
    at: usize,
}

const EVERY: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * EVERY;

/// Whether one of eight bytes ends a plain string, as a bit in the first such byte (later ones may be marked too).
#[inline]
const fn ends(word: u64) -> u64 {
    const fn zeros(word: u64) -> u64 {
        word.wrapping_sub(EVERY) & !word & HIGH
    }
    let control = word.wrapping_sub(0x20 * EVERY) & !word & HIGH;
    zeros(word ^ (b'"' as u64 * EVERY)) | zeros(word ^ (b'\\' as u64 * EVERY)) | control
}

#[expect(
    clippy::inline_always,
    reason = "the program is built for size; a file's bytes all pass through here"
)]
impl<'a> Scan<'a> {
    #[inline(always)]
    fn next(&mut self) -> Option<u8> {
        let byte = self.text.as_bytes().get(self.at).copied();
        self.at += 1;
        byte
    }

    #[inline(always)]
    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    /// What is left of a string without escapes whose quote has been read.
    fn string(&mut self) -> Option<&'a str> {
        let begin = self.at;
        let mut rest = self.text.as_bytes().get(begin..)?;
        let mut length = 0;
        while let Some((word, after)) = rest.split_first_chunk::<8>() {
            let ended = ends(u64::from_le_bytes(*word));
            if ended != 0 {
                length += (ended.trailing_zeros() / 8) as usize;
                rest = &[];
                break;
            }
            length += 8;
            rest = after;
        }
        length += rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len());
        self.at = begin + length;
        self.eat(b'"')?;
        self.text.get(begin..begin + length)
    }

    /// A member's name and the colon after it.
    #[inline(always)]
    fn name(&mut self) -> Option<&'a str> {
        self.eat(b'"')?;
        let name = self.string()?;
        self.eat(b':')?;
        Some(name)
    }

    /// A whole number in its one spelling.
    fn number(&mut self) -> Option<u64> {
        let begin = self.at;
        let mut n = 0_u64;
        while let Some(digit @ b'0'..=b'9') = self.text.as_bytes().get(self.at) {
            n = n.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
            self.at += 1;
        }
        let digits = self.text.as_bytes().get(begin..self.at)?;
        (digits.len() == 1 || digits.first().is_some_and(|first| *first != b'0')).then_some(n)
    }

    #[inline(always)]
    fn text(&mut self) -> Option<&'a str> {
        self.eat(b'"')?;
        self.string().filter(|text| !text.is_empty())
    }

    #[inline(always)]
    fn value(&mut self) -> Option<Raw<'a>> {
        if self.text.as_bytes().get(self.at) == Some(&b'"') {
            self.at += 1;
            self.string().map(Raw::Text)
        } else {
            self.number().map(Raw::Number)
        }
    }

    /// Whether another member follows in the object.
    #[inline(always)]
    fn more(&mut self) -> Option<bool> {
        match self.next()? {
            b',' => Some(true),
            b'}' => Some(false),
            _ => None,
        }
    }

    /// Passes over an object of texts and numbers.
    fn pass_over(&mut self) -> Option<()> {
        self.eat(b'{')?;
        loop {
            self.name()?;
            self.value()?;
            if !self.more()? {
                return Some(());
            }
        }
    }

    /// An object of texts and numbers, its members in canonical order.
    fn data(&mut self, shape: &Shape) -> Option<[Value<'a>; MAX_FIELDS]> {
        let mut values: [Value<'a>; MAX_FIELDS] = Default::default();
        self.eat(b'{')?;
        let mut name = Some(self.name()?);
        for (field, value) in shape.fields.iter().zip(&mut values) {
            if name == Some(field.name) {
                *value = value_of(field, self.value()?)?;
                name = if self.more()? { Some(self.name()?) } else { None };
            } else if !field.optional {
                return None;
            }
        }
        name.is_none().then_some(values)
    }
}

/// The event a text begins with, and where it ends.
fn plain(text: &str) -> Option<(Line<'_>, usize)> {
    let mut scan = Scan { text, at: 0 };
    let mut members = [""; MEMBERS.len()];
    let mut texts = [""; MEMBERS.len()];
    let [mut commit, mut sequence, mut version] = [0; 3];
    let (mut data, mut values) = (0, None);
    scan.eat(b'{')?;
    loop {
        let begin = scan.at;
        let number = match scan.name()? {
            "sequence" => {
                sequence = scan.number()?;
                8
            }
            "commit" => {
                commit = scan.number()?;
                4
            }
            "version" => {
                version = scan.number()?;
                10
            }
            "data" => {
                data = scan.at;
                // In an export what kind of event it is comes first; in canonical JSON, last.
                match Shape::of(texts[9], version) {
                    Some(shape) => values = Some((shape, scan.data(shape)?)),
                    None => scan.pass_over()?,
                }
                5
            }
            name => {
                let number = MEMBERS.iter().position(|known| *known == name)?;
                *texts.get_mut(number)? = scan.text()?;
                number
            }
        };
        let member = members.get_mut(number).filter(|member| member.is_empty())?;
        *member = text.get(begin..scan.at)?;
        if !scan.more()? {
            break;
        }
    }
    // Only who did it, and what caused it, may be left out.
    if members.iter().skip(2).any(|member| member.is_empty()) {
        return None;
    }
    let [actor, caused_by, command, command_id, _, _, id, recorded_at, _, name, _] = texts;
    let (shape, values) = if let Some(known) = values {
        known
    } else {
        let shape = Shape::of(name, version)?;
        (shape, Scan { text, at: data }.data(shape)?)
    };
    let event = StoredEvent {
        sequence: Sequence::new(sequence)?,
        id: StoredId::parse(id)?,
        shape,
        recorded_at: parse_timestamp(recorded_at)?,
        commit: Sequence::new(commit)?,
        command: Cow::Borrowed(command),
        command_id: StoredId::parse(command_id)?,
        caused_by: if caused_by.is_empty() { None } else { Some(StoredId::parse(caused_by)?) },
        actor: Some(actor).filter(|actor| !actor.is_empty()).map(Cow::Borrowed),
        values,
    };
    Some((Line { event, members: Some(members) }, scan.at))
}

fn value_of<'a>(field: &Field, raw: Raw<'a>) -> Option<Value<'a>> {
    let text = match (raw, field.kind) {
        (Raw::Number(n), FieldKind::Sequence) => return Some(Value::Sequence(n)),
        (Raw::Text(text), _) if !(field.optional && text.is_empty()) => text,
        _ => return None,
    };
    match field.kind {
        FieldKind::Account | FieldKind::Event => StoredId::parse(text).map(Value::Id),
        FieldKind::Amount => Figure::parse(text).map(Value::Amount),
        FieldKind::Limit if text == "unlimited" => Some(Value::Unlimited),
        FieldKind::Limit => Figure::parse(text).map(Value::Amount),
        FieldKind::Date => ValueDate::parse(text).ok().map(Value::Date),
        FieldKind::Fingerprint => Fingerprint::from_hex(text).map(|print| Value::Fingerprint(*print.bytes())),
        FieldKind::Label | FieldKind::Text => Some(Value::Text(Cow::Borrowed(text))),
        FieldKind::Sequence | FieldKind::Origin => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = concat!(
        r#"{"sequence":7,"id":"0195a400-0000-7000-8000-00000000000A","type":"MoneyDeposited","version":1,"#,
        r#""recorded_at":"2026-03-03T14:07:00.000Z","commit":7,"command":"DepositMoney","#,
        r#""command_id":"0195a400-0000-7000-8000-0000000000cc","actor":"Ann","data":{"#,
        r#""account":"0195a400-0000-7000-8000-000000000001","amount":"12.50","category":"Café","#,
        r#""currency":"EUR","date":"2026-03-02","note":"a note"}}"#
    );

    fn both(json: &str) -> bool {
        let quick = plain(json).filter(|(_, end)| *end == json.len());
        let ordinary = read_event(json);
        let Some((quick, _)) = quick else { return false };
        assert_eq!(Ok(&quick.event), ordinary.as_ref(), "{json}");
        let (mut one, mut other) = (Vec::new(), Vec::new());
        quick.canonical(&mut one);
        canonical(&quick.event, &mut other);
        assert_eq!(String::from_utf8(one).unwrap(), String::from_utf8(other).unwrap());
        true
    }

    #[test]
    fn a_plain_line_is_read_and_made_canonical_as_the_ordinary_way_would() {
        assert!(both(LINE));
        assert!(both(&LINE.replace(r#","note":"a note""#, "")));
        assert!(both(&LINE.replace(r#""actor":"Ann","#, "")));
    }

    #[test]
    fn canonical_json_is_plain_too() {
        let mut json = Vec::new();
        canonical(&read_event(LINE).unwrap(), &mut json);
        let json = String::from_utf8(json).unwrap();
        assert!(both(&json));
        assert!(!both(&json.replace("MoneyDeposited", "MoneyLost")));
        assert!(!both(&json.replace(r#""category":"Café""#, r#""category":{}"#)));
    }

    #[test]
    fn what_is_not_plain_or_not_right_is_left_to_the_ordinary_way() {
        for (from, to) in [
            ("a note", "a \\\"note\\\""),
            ("\"sequence\":7", "\"sequence\": 7"),
            ("\"sequence\":7", "\"sequence\":07"),
            ("\"sequence\":7", "\"sequence\":7e0"),
            ("\"sequence\":7", "\"sequence\":\"7\""),
            ("\"sequence\":7,", ""),
            ("\"commit\":7,", "\"commit\":7,\"commit\":7,"),
            ("\"commit\":7,", "\"commit\":7,\"other\":7,"),
            ("12.50", "-0.00"),
            ("\"Ann\"", "\"\""),
            ("\"Ann\"", "null"),
            ("\"a note\"", "\"\""),
            ("\"a note\"", "7"),
            ("2026-03-02", "2026-02-30"),
            ("14:07:00.000Z", "14:07:00Z"),
            ("14:07:00.000Z", "24:07:00.000Z"),
            ("14:07:00.000Z", "14:07:60.000Z"),
            (r#""amount":"12.50","category":"Café""#, r#""category":"Café","amount":"12.50""#),
            (r#""currency":"EUR","#, ""),
            ("a note\"}}", "a note\"}} "),
            ("a note\"}}", "a note\"}"),
        ] {
            let json = LINE.replacen(from, to, 1);
            assert_ne!(json, LINE);
            assert!(!both(&json), "{json}");
            let line = Line::read(&json).map(|line| line.event);
            assert_eq!(line, read_event(&json));
        }
    }

    #[test]
    fn an_event_ends_where_its_object_does_whatever_follows() {
        for after in ["", ",\n{", "}", " ", "x", "\u{e9}"] {
            let text = format!("{LINE}{after}");
            let (line, end) = Line::ahead(&text).unwrap();
            assert_eq!((Ok(&line.event), end), (read_event(LINE).as_ref(), LINE.len()));
        }
        for end in 0..LINE.len() {
            assert!(LINE.get(..end).is_none_or(|text| Line::ahead(text).is_none()), "{end}");
        }
    }

    #[test]
    fn strings_end_at_the_first_quote_backslash_or_control_character_wherever_it_stands() {
        for length in 0..40 {
            for end in ['"', '\\', '\n', '\u{1f}', '\u{0}'] {
                for filler in ['!', '#', '[', ']', ' ', '\u{7f}', 'é', '\u{a2}'] {
                    let before: String = core::iter::repeat_n(filler, length).collect();
                    let text = format!("{before}{end}{before}\"");
                    let found = Scan { text: &text, at: 0 }.string();
                    assert_eq!(found, (end == '"').then_some(before.as_str()), "{length} {end:?} {filler:?}");
                }
            }
        }
    }

    #[test]
    fn every_altered_byte_is_read_as_the_ordinary_way_reads_it() {
        for at in 0..LINE.len() {
            for byte in [b'"', b'0', b'a', b'}', b'{', b'\\', b' ', 1] {
                let mut bytes = LINE.as_bytes().to_vec();
                bytes[at] = byte;
                if let Ok(json) = String::from_utf8(bytes) {
                    assert!(both(&json) || Line::read(&json).map(|line| line.event) == read_event(&json));
                }
            }
        }
    }
}
