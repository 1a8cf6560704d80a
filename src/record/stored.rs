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
        let text: &[u8; 36] = text.as_bytes().try_into().ok()?;
        let mut bytes = [0; 16];
        let (mut at, mut upper) = (0_usize, 0_u32);
        for (number, byte) in bytes.iter_mut().enumerate() {
            if matches!(number, 4 | 6 | 8 | 10) {
                if text[at] != b'-' {
                    return None;
                }
                at += 1;
            }
            let (high, low) = (DIGITS[usize::from(text[at])], DIGITS[usize::from(text[at + 1])]);
            if (high | low) & NONE != 0 {
                return None;
            }
            *byte = (high & 15) << 4 | low & 15;
            upper |= u32::from((high & UPPER) >> 6 | (low & UPPER) >> 5) << (2 * number);
            at += 2;
        }
        Some(Self { bytes, upper })
    }
}

/// Set where a character is no hexadecimal digit, and where it is an upper-case one.
const NONE: u8 = 0x80;
const UPPER: u8 = 0x40;

/// What each character is worth as a hexadecimal digit.
static DIGITS: [u8; 256] = {
    let mut digits = [NONE; 256];
    let mut n = 0;
    while n < 16 {
        let lower = b"0123456789abcdef"[n as usize];
        digits[lower as usize] = n;
        if n > 9 {
            digits[lower.to_ascii_uppercase() as usize] = n | UPPER;
        }
        n += 1;
    }
    digits
};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_in_whatever_case_and_nothing_else_is_one() {
        let text = "0195a4fe-0B0c-7d0E-8A0f-00f000cC00a1";
        let id = StoredId::parse(text).unwrap();
        assert_eq!(id.to_string(), text);
        assert_eq!(Uuid::from_bytes(id.bytes), Uuid::try_parse(text).unwrap());
        assert_eq!(StoredId::parse(&text.to_lowercase()), Some(StoredId::lower(id.bytes)));
        assert_eq!(StoredId::parse(&text[1..]), None);
        for at in 0..text.len() {
            for byte in 0..=127_u8 {
                let mut other = text.as_bytes().to_vec();
                other[at] = byte;
                let other = String::from_utf8(other).unwrap();
                let read = StoredId::parse(&other);
                assert_eq!(read.map(|id| id.to_string()), Uuid::try_parse(&other).ok().map(|_| other));
            }
        }
    }
}
