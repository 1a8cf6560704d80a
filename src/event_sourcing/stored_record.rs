//! One stored record: commits with the links of the fingerprint's chain around them and a checksum at the end. A
//! dispatch makes one record of its one commit; an import makes records of many whole commits, but for the first where
//! it continues a book that was cut short within one.
//!
//! Byte by byte, integers little-endian (format 2; format 1 has the same frame):
//!
//! | offset | bytes | what |
//! | --- | --- | --- |
//! | 0 | 3 | `DBK` |
//! | 3 | 1 | the format of this record: 2 |
//! | 4 | 8 | sequence of the first event |
//! | 12 | 4 | number of events, at least 1 |
//! | 16 | 32 | fingerprint before the first event |
//! | 48 | 4 | length of the payload |
//! | 52 | … | payload: the events, in the domain's own encoding |
//! | … | 32 | fingerprint after the last event |
//! | … | 4 | CRC-32 (IEEE) of everything before it |

use super::{Fingerprint, Sequence};
use core::fmt;
use crc::{CRC_32_ISO_HDLC, Crc, Table};
use std::sync::OnceLock;

const MAGIC: [u8; 3] = *b"DBK";
/// What records are written in, and the first they were ever written in.
const FORMAT: u8 = 2;
const FIRST_FORMAT: u8 = 1;
const HEADER: usize = 52;
const FOOTER: usize = 36;

/// CRC-32 as IEEE 802.3 has it. Its 16 KB of tables are made when first used, not loaded with the page.
pub fn checksum(bytes: &[u8]) -> u32 {
    static CRC: OnceLock<Crc<u32, Table<16>>> = OnceLock::new();
    CRC.get_or_init(|| Crc::<u32, Table<16>>::new(&CRC_32_ISO_HDLC)).checksum(bytes)
}

/// A record whose frame has been checked: length, magic, format, checksum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredRecord {
    bytes: Box<[u8]>,
}

/// What is wrong with bytes that should be a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StoredRecordError {
    /// Too short or too long for what its header says.
    Length,
    /// It does not begin as a record does.
    NotARecord,
    /// Written by a later version of Daybook, in this format.
    Newer(u8),
    /// The checksum does not fit: a bit has changed since it was written.
    Checksum,
    /// It counts no events, or more than a log can reach.
    Count,
}

impl fmt::Display for StoredRecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length => f.write_str("the record is cut short or too long"),
            Self::NotARecord => f.write_str("the bytes are not a Daybook record"),
            Self::Newer(format) => {
                write!(f, "the record is in format {format}, which this version of Daybook does not know yet")
            }
            Self::Checksum => f.write_str("the record's checksum does not fit: it was altered or damaged"),
            Self::Count => f.write_str("the record's number of events is impossible"),
        }
    }
}

impl StoredRecord {
    /// Seals a payload of `count` events beginning at `first`, between the fingerprints before and after them.
    /// `None` where there are no events or the payload exceeds 4 GiB.
    pub fn seal(
        first: Sequence,
        count: u32,
        before: &Fingerprint,
        payload: &[u8],
        after: &Fingerprint,
    ) -> Option<Self> {
        let length = u32::try_from(payload.len()).ok()?;
        if count == 0 || first == Sequence::START {
            return None;
        }
        let mut bytes = Vec::with_capacity(HEADER + payload.len() + FOOTER);
        bytes.extend_from_slice(&MAGIC);
        bytes.push(FORMAT);
        bytes.extend_from_slice(&first.get().to_le_bytes());
        bytes.extend_from_slice(&count.to_le_bytes());
        bytes.extend_from_slice(before.bytes());
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(payload);
        bytes.extend_from_slice(after.bytes());
        bytes.extend_from_slice(&checksum(&bytes).to_le_bytes());
        Some(Self { bytes: bytes.into_boxed_slice() })
    }

    /// Takes bytes that claim to be a record, checking all of its frame.
    pub fn open(bytes: impl Into<Box<[u8]>>) -> Result<Self, StoredRecordError> {
        let bytes: Box<[u8]> = bytes.into();
        if bytes.len() < HEADER + FOOTER {
            return Err(StoredRecordError::Length);
        }
        if bytes[..3] != MAGIC {
            return Err(StoredRecordError::NotARecord);
        }
        let (body, sum) = bytes.split_at(bytes.len() - 4);
        // The checksum is judged before the format: a flipped bit there is damage, not a later version.
        if checksum(body).to_le_bytes() != *sum {
            return Err(StoredRecordError::Checksum);
        }
        if !(FIRST_FORMAT..=FORMAT).contains(&bytes[3]) {
            return Err(StoredRecordError::Newer(bytes[3]));
        }
        let record = Self { bytes };
        let length = record.u32_at(48) as usize;
        if record.bytes.len() != HEADER + length + FOOTER {
            return Err(StoredRecordError::Length);
        }
        let first = u64::from_le_bytes(record.array(4));
        let last = first.checked_add(u64::from(record.count())).map(|end| end - 1);
        if record.count() == 0 || first == 0 || last.and_then(Sequence::new).is_none() {
            return Err(StoredRecordError::Count);
        }
        Ok(record)
    }

    /// Sequence of its first event.
    pub fn first(&self) -> Sequence {
        Sequence::new(u64::from_le_bytes(self.array(4))).unwrap_or(Sequence::MAX)
    }

    /// Sequence of its last event.
    pub fn last(&self) -> Sequence {
        self.first().plus(u64::from(self.count()) - 1)
    }

    /// Number of its events, at least 1.
    pub fn count(&self) -> u32 {
        self.u32_at(12)
    }

    /// The fingerprint before its first event.
    pub fn before(&self) -> Fingerprint {
        Fingerprint::from_bytes(self.array(16))
    }

    /// The fingerprint after its last event.
    pub fn after(&self) -> Fingerprint {
        Fingerprint::from_bytes(self.array(self.bytes.len() - FOOTER))
    }

    /// The events, in the domain's own encoding.
    pub fn payload(&self) -> &[u8] {
        &self.bytes[HEADER..self.bytes.len() - FOOTER]
    }

    /// The whole record, as it is stored.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn u32_at(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.array(at))
    }

    fn array<const N: usize>(&self, at: usize) -> [u8; N] {
        let mut out = [0; N];
        out.copy_from_slice(&self.bytes[at..at + N]);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> StoredRecord {
        let after = Fingerprint::EMPTY.then(b"{}");
        StoredRecord::seal(Sequence::START.next(), 1, &Fingerprint::EMPTY, b"payload", &after).unwrap()
    }

    #[test]
    fn a_record_reads_back_as_it_was_sealed() {
        let record = StoredRecord::open(sample().bytes().to_vec()).unwrap();
        assert_eq!(record, sample());
        assert_eq!((record.first().get(), record.last().get(), record.payload()), (1, 1, &b"payload"[..]));
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_found() {
        let good = sample();
        for at in 0..good.bytes().len() {
            for bit in 0..8 {
                let mut bad = good.bytes().to_vec();
                bad[at] ^= 1 << bit;
                assert!(StoredRecord::open(bad).is_err(), "bit {bit} of byte {at}");
            }
            assert!(StoredRecord::open(good.bytes()[..at].to_vec()).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_later_format_is_named_as_such() {
        let mut bytes = sample().bytes().to_vec();
        bytes[3] = 9;
        let end = bytes.len() - 4;
        let sum = checksum(&bytes[..end]).to_le_bytes();
        bytes[end..].copy_from_slice(&sum);
        assert_eq!(StoredRecord::open(bytes), Err(StoredRecordError::Newer(9)));
    }
}
