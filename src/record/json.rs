//! Reading one event from its JSON: any layout and member order, but no member twice, none unknown, none empty.

use super::shape::{Field, FieldKind, Shape};
use super::stored::{MAX_FIELDS, StoredEvent, StoredId, StoredOrigin, Value};
use crate::event_sourcing::{Fingerprint, Sequence, Timestamp};
use crate::ledger::{Figure, ValueDate};
use crate::wording::{say, short, word};
use core::fmt;
use serde::Deserialize;
use serde::de::{self, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Why a piece of JSON is not an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadEvent {
    /// What is wrong with it, for people.
    pub reason: String,
    /// Whether a later version of Daybook might understand it.
    pub newer: bool,
}

impl BadEvent {
    fn new(reason: String) -> Self {
        Self { reason, newer: false }
    }
}

/// The members of an event, each as it stands.
#[derive(Default)]
struct Envelope<'a> {
    sequence: Option<u64>,
    id: Option<Text<'a>>,
    name: Option<Text<'a>>,
    version: Option<u64>,
    recorded_at: Option<Text<'a>>,
    commit: Option<u64>,
    command: Option<Text<'a>>,
    command_id: Option<Text<'a>>,
    caused_by: Option<Text<'a>>,
    actor: Option<Text<'a>>,
    data: Option<&'a RawValue>,
}

struct EnvelopeVisitor;

impl<'de> Visitor<'de> for EnvelopeVisitor {
    type Value = Envelope<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut it = Envelope::default();
        while let Some(Text(name)) = map.next_key()? {
            match &*name {
                "sequence" => put(&mut it.sequence, "sequence", &mut map)?,
                "id" => put(&mut it.id, "id", &mut map)?,
                "type" => put(&mut it.name, "type", &mut map)?,
                "version" => put(&mut it.version, "version", &mut map)?,
                "recorded_at" => put(&mut it.recorded_at, "recorded_at", &mut map)?,
                "commit" => put(&mut it.commit, "commit", &mut map)?,
                "command" => put(&mut it.command, "command", &mut map)?,
                "command_id" => put(&mut it.command_id, "command_id", &mut map)?,
                "caused_by" => put(&mut it.caused_by, "caused_by", &mut map)?,
                "actor" => put(&mut it.actor, "actor", &mut map)?,
                "data" => put(&mut it.data, "data", &mut map)?,
                other => return Err(about("record.unknown-member", other)),
            }
        }
        Ok(it)
    }
}

/// Reads the value of the member `name`, which must not have come before.
fn put<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    place: &mut Option<T>,
    name: &'static str,
    map: &mut A,
) -> Result<(), A::Error> {
    if place.is_some() {
        return Err(about("record.repeated-member", name));
    }
    *place = Some(map.next_value().map_err(|_| A::Error::custom(unfit(name, wanted(name))))?);
    Ok(())
}

/// What a member of every event must be: a key of the wording.
fn wanted(name: &str) -> &'static str {
    match name {
        "sequence" | "version" | "commit" => "expected.row",
        "id" | "command_id" | "caused_by" => "expected.id",
        "recorded_at" => "expected.moment",
        "data" => "expected.data",
        _ => "expected.text",
    }
}

/// What a member of an event's data must be: a key of the wording.
fn wanted_of(field: &Field) -> &'static str {
    match field.kind {
        FieldKind::Account | FieldKind::Event => "expected.id",
        FieldKind::Amount => "expected.amount",
        FieldKind::Limit => "expected.limit",
        FieldKind::Date => "expected.date",
        FieldKind::Fingerprint => "expected.digest",
        FieldKind::Sequence => "expected.row",
        FieldKind::Origin => "expected.origin",
        FieldKind::Label | FieldKind::Text => "expected.text",
    }
}

/// Says that a member is not what it must be, and what that is.
fn unfit(member: &str, expected: &'static str) -> String {
    say("record.wrong-value", &[("member", &short(member)), ("what", word(expected))])
}

/// The error whose sentence is that of `key`, about this member.
fn about<E: de::Error>(key: &str, member: &str) -> E {
    E::custom(say(key, &[("member", &short(member))]))
}

/// A member that is there is text: `null` is not a way to be absent.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    deserializer.deserialize_str(TextVisitor).map(Some)
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor).map(Text)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OriginJson<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    bank_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    file: Cow<'a, str>,
    row: u64,
    #[serde(borrow)]
    sha256: Cow<'a, str>,
}

/// Reads an event from the text of its JSON object.
pub fn read_event(json: &str) -> Result<StoredEvent<'_>, BadEvent> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let it = deserializer.deserialize_map(EnvelopeVisitor).and_then(|it| deserializer.end().map(|()| it));
    let it = it.map_err(|error| BadEvent::new(plainly(&error)))?;
    let wrong = |member: &str| BadEvent::new(unfit(member, wanted(member)));
    let missing = |member: &str| BadEvent::new(say("record.missing-member", &[("member", member)]));
    let id = |member: &str, text: &Text<'_>| StoredId::parse(&text.0).ok_or_else(|| wrong(member));
    let sequence = it.sequence.ok_or_else(|| missing("sequence"))?;
    let own_id = it.id.ok_or_else(|| missing("id"))?;
    let name = it.name.ok_or_else(|| missing("type"))?;
    let version = it.version.ok_or_else(|| missing("version"))?;
    let recorded_at = it.recorded_at.ok_or_else(|| missing("recorded_at"))?;
    let commit = it.commit.ok_or_else(|| missing("commit"))?;
    let command = it.command.ok_or_else(|| missing("command"))?;
    let command_id = it.command_id.ok_or_else(|| missing("command_id"))?;
    let raw = it.data.map(RawValue::get).ok_or_else(|| missing("data"))?;
    let shape = shape(&name.0, version)?;
    Ok(StoredEvent {
        sequence: Sequence::new(sequence).ok_or_else(|| wrong("sequence"))?,
        id: id("id", &own_id)?,
        shape,
        recorded_at: parse_timestamp(&recorded_at.0).ok_or_else(|| wrong("recorded_at"))?,
        commit: Sequence::new(commit).ok_or_else(|| wrong("commit"))?,
        command: Some(command.0).filter(|name| !name.is_empty()).ok_or_else(|| wrong("command"))?,
        command_id: id("command_id", &command_id)?,
        caused_by: it.caused_by.map(|text| id("caused_by", &text)).transpose()?,
        actor: it.actor.map(|text| text.0),
        values: Some(raw)
            .filter(|raw| raw.starts_with('{'))
            .ok_or_else(|| wrong("data"))
            .and_then(|raw| data(shape, raw).map_err(BadEvent::new))?,
    })
}

/// The shape of this version of this event: where it is not known, a later version of Daybook may know it, unless
/// there can be none so early.
fn shape(name: &str, version: u64) -> Result<&'static Shape, BadEvent> {
    Shape::of(name, version).ok_or_else(|| {
        let figures = [("type", &*short(name)), ("version", &*version.to_string())];
        let newer = version > 0 && !name.is_empty();
        let key = if newer { "record.unknown-version" } else { "record.no-version" };
        BadEvent { reason: say(key, &figures), newer }
    })
}

/// Reads `2026-03-03T14:07:00.000Z` and no other spelling.
pub fn parse_timestamp(text: &str) -> Option<Timestamp> {
    let bytes: &[u8; 24] = text.as_bytes().try_into().ok()?;
    let spelt = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (23, b'Z')];
    if spelt.iter().any(|(at, byte)| bytes[*at] != *byte) {
        return None;
    }
    let number = |from: usize, to: usize| {
        bytes
            .get(from..to)?
            .iter()
            .try_fold(0_u32, |n, digit| digit.is_ascii_digit().then(|| n * 10 + u32::from(digit - b'0')))
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let day = chrono::NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    let (hour, minute, second, millis) = (number(11, 13)?, number(14, 16)?, number(17, 19)?, number(20, 23)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let within = i64::from((hour * 60 + minute) * 60 + second) * 1000 + i64::from(millis);
    Timestamp::from_millis(i64::from(day.to_epoch_days()) * 86_400_000 + within)
}

fn data<'a>(shape: &'static Shape, json: &'a str) -> Result<[Value<'a>; MAX_FIELDS], String> {
    struct Data(&'static Shape);

    impl<'de> Visitor<'de> for Data {
        type Value = [Value<'de>; MAX_FIELDS];

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of data")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut values: Self::Value = Default::default();
            while let Some(Text(name)) = map.next_key()? {
                let known = self.0.fields.iter().zip(&mut values).find(|(field, _)| field.name == name);
                let Some((field, value)) = known else {
                    return Err(about("record.unknown-member", &name));
                };
                if *value != Value::Absent {
                    return Err(about("record.repeated-member", &name));
                }
                *value = member(field, &mut map)?;
            }
            for (field, value) in self.0.fields.iter().zip(&values) {
                if !field.optional && *value == Value::Absent {
                    return Err(about("record.missing-member", field.name));
                }
            }
            Ok(values)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserializer.deserialize_map(Data(shape)).map_err(|error| plainly(&error))
}

fn member<'de, A: MapAccess<'de>>(field: &Field, map: &mut A) -> Result<Value<'de>, A::Error> {
    let wrong = || A::Error::custom(unfit(field.name, wanted_of(field)));
    if field.kind == FieldKind::Sequence {
        return map.next_value().map(Value::Sequence).map_err(|_| wrong());
    }
    if field.kind == FieldKind::Origin {
        let raw = map.next_value::<&RawValue>()?.get();
        // Read as such, a list of its values would do as well.
        let origin =
            Some(raw).filter(|raw| raw.starts_with('{')).and_then(|raw| serde_json::from_str(raw).ok());
        let OriginJson { bank_id, file, row, sha256 } = origin.ok_or_else(wrong)?;
        let sha256 = Fingerprint::from_hex(&sha256).ok_or_else(wrong)?;
        if bank_id.as_deref() == Some("") || row >= 1 << 53 {
            return Err(wrong());
        }
        return Ok(Value::Origin(Box::new(StoredOrigin { bank_id, file, row, sha256: *sha256.bytes() })));
    }
    let Text(text) = map.next_value().map_err(|_| wrong())?;
    if field.optional && text.is_empty() {
        return Err(about("record.empty-member", field.name));
    }
    let read = match field.kind {
        FieldKind::Account | FieldKind::Event => StoredId::parse(&text).map(Value::Id),
        FieldKind::Amount => Figure::parse(&text).map(Value::Amount),
        FieldKind::Limit if text == "unlimited" => Some(Value::Unlimited),
        FieldKind::Limit => Figure::parse(&text).map(Value::Amount),
        FieldKind::Date => ValueDate::parse(&text).ok().map(Value::Date),
        FieldKind::Fingerprint => {
            Fingerprint::from_hex(&text).map(|print| Value::Fingerprint(*print.bytes()))
        }
        FieldKind::Label | FieldKind::Text | FieldKind::Sequence | FieldKind::Origin => {
            Some(Value::Text(text))
        }
    };
    read.ok_or_else(wrong)
}

/// What serde_json says, without its line and column, which count within this one event.
fn plainly(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(before, _)| before);
    if error.is_data() { text.to_owned() } else { say("record.syntax", &[("what", text)]) }
}
