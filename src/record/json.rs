//! Reading one event from its JSON: any layout and member order, but no member twice, none unknown, none empty.

use super::shape::{Field, FieldKind, Shape};
use super::stored::{MAX_FIELDS, StoredEvent, StoredId, StoredOrigin, Value};
use crate::event_sourcing::{Fingerprint, Sequence, Timestamp};
use crate::ledger::{Figure, ValueDate};
use crate::wording::{say, word};
use core::fmt;
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'a> {
    sequence: u64,
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    name: Cow<'a, str>,
    version: u64,
    #[serde(borrow)]
    recorded_at: Cow<'a, str>,
    commit: u64,
    #[serde(borrow)]
    command: Cow<'a, str>,
    #[serde(borrow)]
    command_id: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "present")]
    caused_by: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "present")]
    actor: Option<Cow<'a, str>>,
    #[serde(borrow)]
    data: &'a RawValue,
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
    let it: Envelope<'_> = serde_json::from_str(json).map_err(|error| BadEvent::new(plainly(&error)))?;
    let wrong = |member: &str| BadEvent::new(say("record.wrong-member", &[("member", member)]));
    let Some(shape) = Shape::of(&it.name, it.version) else {
        let version = it.version.to_string();
        let reason = say("record.unknown-version", &[("type", &it.name), ("version", &version)]);
        return Err(BadEvent { reason, newer: true });
    };
    let id = |member: &str, text: &str| StoredId::parse(text).ok_or_else(|| wrong(member));
    Ok(StoredEvent {
        sequence: Sequence::new(it.sequence).ok_or_else(|| wrong("sequence"))?,
        id: id("id", &it.id)?,
        shape,
        recorded_at: parse_timestamp(&it.recorded_at).ok_or_else(|| wrong("recorded_at"))?,
        commit: Sequence::new(it.commit).ok_or_else(|| wrong("commit"))?,
        command: Some(it.command).filter(|name| !name.is_empty()).ok_or_else(|| wrong("command"))?,
        command_id: id("command_id", &it.command_id)?,
        caused_by: it.caused_by.map(|text| id("caused_by", &text)).transpose()?,
        actor: it.actor,
        values: data(shape, it.data.get()).map_err(BadEvent::new)?,
    })
}

/// Reads `2026-03-03T14:07:00.000Z` and no other spelling.
pub fn parse_timestamp(text: &str) -> Option<Timestamp> {
    let moment = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    let at = Timestamp::from_millis(moment.timestamp_millis())?;
    (super::canonical::timestamp(at) == text).then_some(at)
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
                    return Err(de::Error::custom(say("record.unknown-member", &[("member", &name)])));
                };
                if *value != Value::Absent {
                    return Err(de::Error::custom(say("record.repeated-member", &[("member", &name)])));
                }
                *value = member(field, &mut map)?;
            }
            for (field, value) in self.0.fields.iter().zip(&values) {
                if !field.optional && *value == Value::Absent {
                    return Err(de::Error::custom(say("record.missing-member", &[("member", field.name)])));
                }
            }
            Ok(values)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserializer.deserialize_map(Data(shape)).map_err(|error| plainly(&error))
}

fn member<'de, A: MapAccess<'de>>(field: &Field, map: &mut A) -> Result<Value<'de>, A::Error> {
    let wrong = || de::Error::custom(say("record.wrong-member", &[("member", field.name)]));
    if field.kind == FieldKind::Sequence {
        return map.next_value().map(Value::Sequence);
    }
    if field.kind == FieldKind::Origin {
        let OriginJson { bank_id, file, row, sha256 } = map.next_value()?;
        let sha256 = Fingerprint::from_hex(&sha256).ok_or_else(wrong)?;
        if bank_id.as_deref() == Some("") || row >= 1 << 53 {
            return Err(wrong());
        }
        return Ok(Value::Origin(Box::new(StoredOrigin { bank_id, file, row, sha256: *sha256.bytes() })));
    }
    let Text(text) = map.next_value()?;
    if field.optional && text.is_empty() {
        return Err(de::Error::custom(say("record.empty-member", &[("member", field.name)])));
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
    if text.is_empty() { word("record.damaged").to_owned() } else { text.to_owned() }
}
