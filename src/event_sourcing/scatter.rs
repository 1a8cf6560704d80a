//! A short hash for indexes held in memory: a few multiplications an id, under a key of the page's own, so that nobody
//! can make a file whose ids all fall into one place. It is never stored and decides nothing.

use core::hash::{BuildHasher, Hasher};

/// A keyed hash.
#[derive(Clone, Copy, Debug)]
pub struct Scatter {
    one: u64,
    two: u64,
}

impl Default for Scatter {
    fn default() -> Self {
        Self::keyed([0; 16])
    }
}

impl Scatter {
    /// The hash under this key; who opens files of others takes one nobody can guess.
    pub fn keyed(key: [u8; 16]) -> Self {
        let key = u128::from_le_bytes(key);
        Self { one: low(key) ^ 0x9e37_79b9_7f4a_7c15, two: high(key) ^ 0xa076_1d64_78bd_642f }
    }

    /// The hash of an id.
    #[inline]
    pub fn id(&self, bytes: &[u8; 16]) -> u64 {
        let id = u128::from_le_bytes(*bytes);
        fold(fold(low(id) ^ self.one, high(id) ^ self.two), self.one | 1)
    }

    /// The hash of a few texts, of which each may be absent.
    pub fn texts(&self, texts: &[&str]) -> u64 {
        let key = self.one | 1;
        let mut hash = self.two;
        for text in texts {
            // The length keeps apart what one text ends with from what the next begins with.
            hash = step(hash, text.len() as u64, key);
            let mut left = text.as_bytes();
            while let Some((word, after)) = left.split_first_chunk::<8>() {
                hash = step(hash, u64::from_le_bytes(*word), key);
                left = after;
            }
            if !left.is_empty() {
                let word = left.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
                hash = step(hash, word, key);
            }
        }
        fold(hash, self.two | 1)
    }
}

/// Takes in a word: what a product carries upwards comes down again.
#[inline]
const fn step(hash: u64, word: u64, key: u64) -> u64 {
    let product = (hash ^ word).wrapping_mul(key);
    product ^ (product >> 32)
}

impl BuildHasher for Scatter {
    type Hasher = Scattering;

    fn build_hasher(&self) -> Scattering {
        Scattering { state: self.two, key: self.one | 1 }
    }
}

/// A hash under way, for maps by small numbers.
#[derive(Clone, Copy, Debug)]
pub struct Scattering {
    state: u64,
    key: u64,
}

impl Hasher for Scattering {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    #[inline]
    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }

    #[inline]
    fn write_u64(&mut self, n: u64) {
        self.state = fold(self.state ^ n, self.key);
    }

    fn finish(&self) -> u64 {
        self.state
    }
}

#[expect(clippy::cast_possible_truncation, reason = "that half is what is wanted")]
#[inline]
const fn low(n: u128) -> u64 {
    n as u64
}

#[inline]
const fn high(n: u128) -> u64 {
    low(n >> 64)
}

/// Both halves of a product, folded into one: every bit of either factor reaches all of it. Multiplied by halves, because
/// wasm calls a function for the product of two `u64`.
#[inline]
const fn fold(one: u64, two: u64) -> u64 {
    const HALF: u64 = u32::MAX as u64;
    let (a, b, c, d) = (one >> 32, one & HALF, two >> 32, two & HALF);
    let (ad, bc) = (a * d, b * c);
    let middle = ((b * d) >> 32) + (ad & HALF) + (bc & HALF);
    one.wrapping_mul(two) ^ (a * c + (ad >> 32) + (bc >> 32) + (middle >> 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_follow_each_other_scatter_over_every_bit() {
        let scatter = Scatter::default();
        let hashes: Vec<u64> = (0..4096_u128).map(|n| scatter.id(&n.to_be_bytes())).collect();
        for bit in 0..64 {
            let set = hashes.iter().filter(|hash| *hash >> bit & 1 == 1).count();
            assert!((1700..2400).contains(&set), "bit {bit} is set in {set} of 4096");
        }
        let distinct: std::collections::HashSet<_> = hashes.iter().collect();
        assert_eq!(distinct.len(), hashes.len());
    }

    #[test]
    fn numbers_that_follow_each_other_scatter_too() {
        let hashes: std::collections::HashSet<_> =
            (0..4096_u32).map(|n| Scatter::default().hash_one(n)).collect();
        assert_eq!(hashes.len(), 4096);
        assert!(
            (0..64).all(
                |bit| (1700..2400).contains(&hashes.iter().filter(|hash| **hash >> bit & 1 == 1).count())
            )
        );
    }

    #[test]
    fn both_halves_of_a_product_are_folded() {
        for one in [0, 1, 7, 1 << 32, u64::MAX, 0x9e37_79b9_7f4a_7c15] {
            for two in [0, 1, 0xffff_ffff, 1 << 63, u64::MAX, 0xa076_1d64_78bd_642f] {
                let product = u128::from(one) * u128::from(two);
                assert_eq!(fold(one, two), low(product) ^ high(product), "{one} * {two}");
            }
        }
    }

    #[test]
    fn another_key_scatters_otherwise() {
        let (one, two) = (Scatter::keyed([1; 16]), Scatter::keyed([2; 16]));
        assert_ne!(one.id(&[7; 16]), two.id(&[7; 16]));
        assert_ne!(one.texts(&["rent"]), two.texts(&["rent"]));
    }

    #[test]
    fn what_is_divided_otherwise_is_another_text() {
        let scatter = Scatter::default();
        assert_ne!(scatter.texts(&["ab", "c", ""]), scatter.texts(&["a", "bc", ""]));
        assert_ne!(scatter.texts(&["", "a", ""]), scatter.texts(&["a", "", ""]));
        assert_ne!(scatter.texts(&["a\0", "", ""]), scatter.texts(&["a", "", ""]));
    }
}
