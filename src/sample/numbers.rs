//! Numbers that look like chance and are always the same: `SplitMix64`, and what is drawn from it.

use crate::event_sourcing::Timestamp;

/// A deterministic source of numbers.
#[derive(Clone, Debug)]
pub(super) struct Numbers(u64);

impl Numbers {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number below `end`, which is more than zero.
    pub(super) const fn below(&mut self, end: u64) -> u64 {
        // The bias is far below what anyone could see in a sample.
        self.next() % end
    }

    /// A number from `from` to `to`, both included.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        from.saturating_add_unsigned(self.below(from.abs_diff(to) + 1))
    }

    /// True `times` times in a hundred.
    pub(super) const fn percent(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    /// One of several; there must be one at least.
    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap_or(0)]
    }

    /// Sixteen bytes in the form of a UUID of version 7, made at `at`.
    pub(super) fn id(&mut self, at: Timestamp) -> [u8; 16] {
        let mut bytes = [0; 16];
        let millis = at.millis().max(0).to_be_bytes();
        let (head, tail) = bytes.split_at_mut(8);
        head.copy_from_slice(&self.next().to_be_bytes());
        tail.copy_from_slice(&self.next().to_be_bytes());
        head[..6].copy_from_slice(&millis[2..]);
        head[6] = 0x70 | (head[6] & 0x0F);
        tail[0] = 0x80 | (tail[0] & 0x3F);
        bytes
    }
}
