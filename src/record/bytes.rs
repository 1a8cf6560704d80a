//! The few primitives stored payloads consist of: whole numbers in 7-bit groups, text, sixteen-byte ids.
//!
//! - `varint`: 7 bits a byte, lowest first, the high bit set on all but the last byte; at most ten bytes.
//! - `signed`: a varint of 2n for n ≥ 0 and of −2n − 1 for n < 0.
//! - `text`: a varint of its length in bytes, then UTF-8.
//! - `id after another`: one byte, whose low five bits say how many leading bytes are those of the other id and
//!   whose bit 0x20 says that a case mask follows (four bytes, little-endian, see `StoredId`); the mask; the rest.

use super::stored::StoredId;

#[expect(clippy::cast_possible_truncation, reason = "each group is cut to seven bits first")]
pub(super) fn put_varint(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

#[expect(clippy::cast_sign_loss, reason = "zigzag maps signed to unsigned bit by bit")]
pub(super) fn put_signed(out: &mut Vec<u8>, n: i64) {
    put_varint(out, ((n << 1) ^ (n >> 63)) as u64);
}

pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// How many leading bytes two ids share.
pub(super) fn shared(id: StoredId, other: StoredId) -> usize {
    id.bytes.iter().zip(&other.bytes).take_while(|(a, b)| a == b).count()
}

pub(super) fn put_id(out: &mut Vec<u8>, id: StoredId, other: StoredId) {
    let shared = shared(id, other);
    let flag = if id.upper == 0 { 0 } else { 0x20 };
    // At most sixteen bytes are shared.
    out.push(u8::try_from(shared).unwrap_or(0) | flag);
    if id.upper != 0 {
        out.extend_from_slice(&id.upper.to_le_bytes());
    }
    out.extend_from_slice(&id.bytes[shared..]);
}

/// Reads the primitives; every reading past the end, or of what no writer writes, is `None`.
#[derive(Clone, Debug)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "most numbers are one byte, and a log is full of them")]
    pub(super) fn varint(&mut self) -> Option<u64> {
        match self.0 {
            [byte @ ..0x80, rest @ ..] => {
                self.0 = rest;
                Some(u64::from(*byte))
            }
            _ => self.long_varint(),
        }
    }

    fn long_varint(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let group = u64::from(byte & 0x7f);
            if shift == 63 && group > 1 {
                return None;
            }
            n |= group << shift;
            if byte < 0x80 {
                // One spelling a number: no group of zeros at the end.
                return (byte != 0 || shift == 0).then_some(n);
            }
        }
        None
    }

    #[expect(clippy::cast_possible_wrap, reason = "zigzag maps unsigned back to signed bit by bit")]
    pub(super) fn signed(&mut self) -> Option<i64> {
        let n = self.varint()?;
        Some((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.varint()?).ok()?;
        core::str::from_utf8(self.take(length)?).ok()
    }

    pub(super) fn id(&mut self, other: StoredId) -> Option<StoredId> {
        let control = self.byte()?;
        let shared = usize::from(control & 0x1f);
        if shared > 16 || control > 0x3f {
            return None;
        }
        let upper = if control & 0x20 == 0 { 0 } else { u32::from_le_bytes(self.array()?) };
        let mut bytes = other.bytes;
        bytes[shared..].copy_from_slice(self.take(16 - shared)?);
        Some(StoredId { bytes, upper })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back() {
        let mut out = Vec::new();
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        let signed = [0, -1, 1, -64, 64, i64::MIN, i64::MAX];
        for n in numbers {
            put_varint(&mut out, n);
        }
        for n in signed {
            put_signed(&mut out, n);
        }
        let mut bytes = Bytes(&out);
        assert!(numbers.iter().all(|n| bytes.varint() == Some(*n)));
        assert!(signed.iter().all(|n| bytes.signed() == Some(*n)));
        assert_eq!(bytes.byte(), None);
    }

    #[test]
    fn a_number_has_one_spelling() {
        assert_eq!(Bytes(&[0x80, 0x00]).varint(), None);
        assert_eq!(Bytes(&[0xff; 11]).varint(), None);
    }

    #[test]
    fn ids_share_what_they_have_in_common_and_keep_their_case() {
        let first = StoredId::parse("01951000-0000-7000-8000-0000000000aB").unwrap();
        let mut out = Vec::new();
        put_id(&mut out, first, StoredId::lower([0; 16]));
        put_id(&mut out, StoredId::lower(first.bytes), first);
        assert_eq!(out.len(), 1 + 4 + 16 + 1);
        let mut bytes = Bytes(&out);
        let read = bytes.id(StoredId::lower([0; 16])).unwrap();
        assert_eq!(read.to_string(), "01951000-0000-7000-8000-0000000000aB");
        assert_eq!(bytes.id(read), Some(StoredId::lower(first.bytes)));
    }
}
