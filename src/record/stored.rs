//! A stored event: exactly what was recorded, in the version it was recorded in.

use super::shape::Shape;
use crate::event_sourcing::{Sequence, Timestamp};
use crate::ledger::{Figure, ValueDate};
use core::fmt;
use std::borrow::Cow;
use uuid::Uuid;

/// The most members an event's data has in any shape.
pub(super) const MAX_FIELDS: usize = 9;

/// A UUID as it was written: ours are lower case, but an imported event keeps its own spelling.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct StoredId {
    /// The sixteen bytes.
    pub bytes: [u8; 16],
    /// Bit n is set where the n-th hexadecimal digit (of 32) is an upper-case letter.
    pub upper: u32,
}

impl StoredId {
    /// The id in lower case.
    pub const fn lower(bytes: [u8; 16]) -> Self {
        Self { bytes, upper: 0 }
    }

    /// Reads `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` in any case.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 36 {
            return None;
        }
        let uuid = Uuid::try_parse(text).ok()?;
        if !text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Some(Self::lower(*uuid.as_bytes()));
        }
        let digits = text.bytes().filter(|b| *b != b'-').enumerate();
        let upper = digits.filter(|(_, b)| b.is_ascii_uppercase()).fold(0, |mask, (at, _)| mask | 1 << at);
        Some(Self { bytes: *uuid.as_bytes(), upper })
    }
}

impl fmt::Display for StoredId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut buffer = Uuid::encode_buffer();
        let text = Uuid::from_bytes(self.bytes).hyphenated().encode_lower(&mut buffer);
        if self.upper == 0 {
            return f.write_str(text);
        }
        let mut at = 0;
        for digit in text.chars() {
            let upper = digit != '-' && self.upper >> at & 1 == 1;
            at += usize::from(digit != '-');
            fmt::Write::write_char(f, if upper { digit.to_ascii_uppercase() } else { digit })?;
        }
        Ok(())
    }
}

/// One member of an event's data.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "the variants are the kinds of `FieldKind`")]
pub enum Value<'a> {
    #[default]
    Absent,
    Id(StoredId),
    Text(Cow<'a, str>),
    Amount(Figure),
    Unlimited,
    Date(ValueDate),
    Sequence(u64),
    Fingerprint([u8; 32]),
    Origin(Box<StoredOrigin<'a>>),
}

/// Which row of which file an imported entry was read from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredOrigin<'a> {
    /// What the bank calls the entry.
    pub bank_id: Option<Cow<'a, str>>,
    /// The file's name.
    pub file: Cow<'a, str>,
    /// The row, from 1.
    pub row: u64,
    /// The SHA-256 of the file's bytes.
    pub sha256: [u8; 32],
}

/// An event as recorded.
#[derive(Clone, PartialEq, Debug)]
pub struct StoredEvent<'a> {
    /// Its position.
    pub sequence: Sequence,
    /// Its identity.
    pub id: StoredId,
    /// Its type and version, and with them the order of `values`.
    pub shape: &'static Shape,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The first event recorded together with it.
    pub commit: Sequence,
    /// The name of the command that caused it.
    pub command: Cow<'a, str>,
    /// The identity of that command.
    pub command_id: StoredId,
    /// The command that this one undoes, redoes or corrects.
    pub caused_by: Option<StoredId>,
    /// Who did it.
    pub actor: Option<Cow<'a, str>>,
    /// The members of its data, in the order of `shape.fields`.
    pub values: [Value<'a>; MAX_FIELDS],
}

impl PartialEq for Shape {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl StoredEvent<'_> {
    /// The members of its data with their names, absent ones left out.
    pub fn members(&self) -> impl Iterator<Item = (&'static str, &Value<'_>)> {
        let named = self.shape.fields.iter().map(|field| field.name).zip(&self.values);
        named.filter(|(_, value)| **value != Value::Absent)
    }
}
