//! The frame of an encrypted backup, byte by byte; the browser does the encryption.
//!
//! | offset | bytes | what |
//! | --- | --- | --- |
//! | 0 | 7 | `DBKSAFE` |
//! | 7 | 1 | the version of this format: 1 |
//! | 8 | 4 | rounds of PBKDF2, little-endian |
//! | 12 | 4 | bytes of plain text a chunk, little-endian |
//! | 16 | 16 | salt |
//! | 32 | 7 | beginning of every nonce |
//! | 39 | 1 | 0 |
//! | 40 | 16 | tag of nothing, encrypted as chunk 4,294,967,295 with flag 2: tells a wrong passphrase from damage |
//! | 56 | … | the chunks: each the plain text encrypted, then its tag of 16 bytes |

use crate::wording::say;

/// How many bytes stand before the chunks.
pub const HEAD: usize = 56;
/// How many of them every chunk vouches for.
const VOUCHED: usize = 40;
/// Bytes of a tag.
pub const TAG: u64 = 16;
/// Rounds of PBKDF2 in backups made today.
const ROUNDS: u32 = 600_000;
/// Bytes of plain text a chunk in backups made today.
const CHUNK: u32 = 1 << 18;
/// What any reader may be asked to do: more is damage, or an attempt to keep it busy.
const MOST_ROUNDS: u32 = 10_000_000;
const LARGEST_CHUNK: u32 = 1 << 24;

const MAGIC: &[u8; 7] = b"DBKSAFE";
const VERSION: u8 = 1;

/// What stands before the chunks of a backup.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BackupHead {
    vouched: [u8; VOUCHED],
}

/// Which chunk, as its nonce says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chunk {
    /// One that others follow.
    Inner(u32),
    /// The last one.
    Last(u32),
    /// Nothing, for the tag in the head.
    Check,
}

impl BackupHead {
    /// The head of a new backup, from 23 bytes nobody can guess.
    pub fn new(random: &[u8; 23]) -> Self {
        let mut vouched = [0; VOUCHED];
        vouched[..7].copy_from_slice(MAGIC);
        vouched[7] = VERSION;
        vouched[8..12].copy_from_slice(&ROUNDS.to_le_bytes());
        vouched[12..16].copy_from_slice(&CHUNK.to_le_bytes());
        vouched[16..39].copy_from_slice(random);
        Self { vouched }
    }

    /// Whether a file that begins so is meant to be a backup.
    pub fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// Reads a head and the tag after it, or says why it can't be one.
    pub fn read(bytes: &[u8]) -> Result<(Self, [u8; 16]), String> {
        let altered = || say("backup.altered-head", &[]);
        if bytes.len() >= 8 && Self::begins(bytes) && bytes[7] != VERSION {
            return Err(say("backup.newer", &[("version", &bytes[7].to_string())]));
        }
        let (head, check) =
            bytes.get(..HEAD).and_then(|head| head.split_at_checked(VOUCHED)).ok_or_else(altered)?;
        let (vouched, check) = head.try_into().ok().zip(check.try_into().ok()).ok_or_else(altered)?;
        let head = Self { vouched };
        let sensible = Self::begins(&head.vouched)
            && (1..=MOST_ROUNDS).contains(&head.rounds())
            && (1..=LARGEST_CHUNK).contains(&head.u32_at(12))
            && head.vouched[39] == 0;
        if sensible { Ok((head, check)) } else { Err(altered()) }
    }

    /// The bytes that every chunk vouches for.
    pub const fn vouched(&self) -> &[u8] {
        &self.vouched
    }

    /// Rounds of PBKDF2.
    pub fn rounds(&self) -> u32 {
        self.u32_at(8)
    }

    /// The salt.
    pub fn salt(&self) -> &[u8] {
        &self.vouched[16..32]
    }

    /// Bytes of plain text a chunk.
    pub fn chunk(&self) -> u64 {
        u64::from(self.u32_at(12))
    }

    /// The nonce of a chunk: the beginning common to all, its number in four bytes, big-endian, and a flag.
    pub fn nonce(&self, chunk: Chunk) -> [u8; 12] {
        let (number, flag) = match chunk {
            Chunk::Inner(number) => (number, 0),
            Chunk::Last(number) => (number, 1),
            Chunk::Check => (u32::MAX, 2),
        };
        let mut nonce = [0; 12];
        nonce[..7].copy_from_slice(&self.vouched[32..39]);
        nonce[7..11].copy_from_slice(&number.to_be_bytes());
        nonce[11] = flag;
        nonce
    }

    /// The chunks of `bytes` bytes cut after every `each`, at least one: where each begins and ends.
    pub fn cut(bytes: u64, each: u64) -> impl Iterator<Item = (Chunk, u64, u64)> {
        let last = bytes.div_ceil(each.max(1)).max(1) - 1;
        (0..=last).filter_map(move |number| {
            let (from, to) = (number * each, bytes.min((number + 1) * each));
            let number_ = u32::try_from(number).ok()?;
            let chunk = if number == last { Chunk::Last(number_) } else { Chunk::Inner(number_) };
            Some((chunk, from, to))
        })
    }

    fn u32_at(&self, at: usize) -> u32 {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&self.vouched[at..at + 4]);
        u32::from_le_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<u8> {
        let head = BackupHead::new(&core::array::from_fn(|n| u8::try_from(n).unwrap() + 1));
        [head.vouched(), &[7; 16]].concat()
    }

    #[test]
    fn a_head_reads_back_and_says_what_the_readme_says() {
        let (head, check) = BackupHead::read(&file()).unwrap();
        assert_eq!((head.rounds(), head.chunk(), check), (600_000, 262_144, [7; 16]));
        assert_eq!(head.salt(), (1..=16).collect::<Vec<u8>>());
        assert_eq!(head.nonce(Chunk::Last(258)), [17, 18, 19, 20, 21, 22, 23, 0, 0, 1, 2, 1]);
    }

    #[test]
    fn no_two_nonces_of_a_backup_are_the_same() {
        let (head, _) = BackupHead::read(&file()).unwrap();
        let chunks = [Chunk::Inner(0), Chunk::Last(0), Chunk::Inner(1), Chunk::Last(1), Chunk::Check];
        let nonces: std::collections::HashSet<_> =
            chunks.map(|chunk| head.nonce(chunk)).into_iter().collect();
        assert_eq!(nonces.len(), chunks.len());
    }

    #[test]
    fn heads_that_would_keep_a_reader_busy_or_are_no_heads_are_refused() {
        let with = |at: usize, bytes: &[u8]| {
            let mut file = file();
            file[at..at + bytes.len()].copy_from_slice(bytes);
            BackupHead::read(&file)
        };
        assert!(with(8, &u32::MAX.to_le_bytes()).is_err(), "rounds without end");
        assert!(with(8, &[0; 4]).is_err(), "no rounds");
        assert!(with(12, &u32::MAX.to_le_bytes()).is_err(), "a chunk of 4 GB");
        assert!(with(12, &[0; 4]).is_err(), "chunks of nothing");
        assert!(with(39, &[1]).is_err());
        assert!(with(7, &[2]).unwrap_err().contains('2'), "a later version is named");
        assert!(with(0, b"X").is_err());
        assert!(BackupHead::read(&file()[..55]).is_err());
    }

    #[test]
    fn chunks_cover_every_byte_once_and_exactly_one_is_the_last() {
        for (bytes, each) in [(0, 10), (1, 10), (9, 10), (10, 10), (11, 10), (30, 10), (31, 10)] {
            let chunks: Vec<_> = BackupHead::cut(bytes, each).collect();
            let mut at = 0;
            for (number, (chunk, from, to)) in (0..).zip(&chunks) {
                assert_eq!((*from, to - from <= each), (at, true));
                let last = usize::try_from(number).unwrap() + 1 == chunks.len();
                assert_eq!(*chunk, if last { Chunk::Last(number) } else { Chunk::Inner(number) });
                at = *to;
            }
            assert_eq!(at, bytes);
        }
    }
}
