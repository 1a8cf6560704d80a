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
            Some(line) => Ok(line),
            None => read_event(json).map(|event| Self { event, members: None }),
        }
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

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// A string without escapes.
    fn string(&mut self) -> Option<&'a str> {
        self.eat(b'"')?;
        let begin = self.at;
        let rest = self.text.as_bytes().get(begin..)?;
        let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
        self.at = begin + length;
        self.eat(b'"')?;
        self.text.get(begin..begin + length)
    }

    /// A whole number in its one spelling.
    fn number(&mut self) -> Option<u64> {
        let begin = self.at;
        let mut n = 0_u64;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            n = n.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
            self.at += 1;
        }
        let digits = self.text.as_bytes().get(begin..self.at)?;
        (digits.len() == 1 || digits.first().is_some_and(|first| *first != b'0')).then_some(n)
    }

    fn value(&mut self) -> Option<Raw<'a>> {
        if self.peek()? == b'"' { self.string().map(Raw::Text) } else { self.number().map(Raw::Number) }
    }

    /// Whether another member follows in the object.
    fn more(&mut self) -> Option<bool> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b',' => Some(true),
            b'}' => Some(false),
            _ => None,
        }
    }

    /// The members of an object of texts and numbers, in canonical order.
    fn data(&mut self) -> Option<([(&'a str, Raw<'a>); MAX_FIELDS], usize)> {
        let mut members = [("", Raw::Number(0)); MAX_FIELDS];
        let mut count = 0_usize;
        self.eat(b'{')?;
        loop {
            let name = self.string()?;
            self.eat(b':')?;
            let before =
                count.checked_sub(1).and_then(|last| members.get(last)).map_or("", |(name, _)| *name);
            *members.get_mut(count)? = (name, self.value()?);
            count += 1;
            if before >= name {
                return None;
            }
            if !self.more()? {
                return Some((members, count));
            }
        }
    }
}

fn plain(json: &str) -> Option<Line<'_>> {
    let mut scan = Scan { text: json, at: 0 };
    let mut members = [""; MEMBERS.len()];
    let mut texts = [""; MEMBERS.len()];
    let mut numbers = [0; MEMBERS.len()];
    let mut data = None;
    scan.eat(b'{')?;
    loop {
        let begin = scan.at;
        let name = scan.string()?;
        scan.eat(b':')?;
        let number = MEMBERS.iter().position(|known| *known == name)?;
        match name {
            "data" => data = Some(scan.data()?),
            "commit" | "sequence" | "version" => *numbers.get_mut(number)? = scan.number()?,
            _ => *texts.get_mut(number)? = scan.string().filter(|text| !text.is_empty())?,
        }
        let member = members.get_mut(number).filter(|member| member.is_empty())?;
        *member = json.get(begin..scan.at)?;
        if !scan.more()? {
            break;
        }
    }
    // Only who did it, and what caused it, may be left out.
    if scan.at != json.len() || members.iter().skip(2).any(|member| member.is_empty()) {
        return None;
    }
    let [actor, caused_by, command, command_id, _, _, id, recorded_at, _, name, _] = texts;
    let [_, _, _, _, commit, _, _, _, sequence, _, version] = numbers;
    let shape = Shape::of(name, version)?;
    let (own, count) = data?;
    let event = StoredEvent {
        sequence: Sequence::new(sequence)?,
        id: StoredId::parse(id)?,
        shape,
        recorded_at: parse_timestamp(recorded_at)?,
        commit: Sequence::new(commit)?,
        command: Some(command).filter(|name| !name.is_empty()).map(Cow::Borrowed)?,
        command_id: StoredId::parse(command_id)?,
        caused_by: if caused_by.is_empty() { None } else { Some(StoredId::parse(caused_by)?) },
        actor: Some(actor).filter(|actor| !actor.is_empty()).map(Cow::Borrowed),
        values: values(shape, own.get(..count)?)?,
    };
    Some(Line { event, members: Some(members) })
}

fn values<'a>(shape: &Shape, members: &[(&str, Raw<'a>)]) -> Option<[Value<'a>; MAX_FIELDS]> {
    let mut values: [Value<'a>; MAX_FIELDS] = Default::default();
    let mut members = members.iter().peekable();
    for (field, value) in shape.fields.iter().zip(&mut values) {
        match members.next_if(|(name, _)| *name == field.name) {
            Some((_, raw)) => *value = value_of(field, *raw)?,
            None if field.optional => {}
            None => return None,
        }
    }
    members.next().is_none().then_some(values)
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
        let quick = plain(json);
        let ordinary = read_event(json);
        let Some(quick) = quick else { return false };
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
