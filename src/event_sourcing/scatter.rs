//! A short hash for indexes held in memory: a few multiplications an id, under a key of the page's own, so that nobody
//! can make a file whose ids all fall into one place. It is never stored and decides nothing.

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
        let mut hash = self.two;
        for text in texts {
            // The length keeps apart what one text ends with from what the next begins with.
            hash = fold(hash ^ text.len() as u64, self.one | 1);
            for piece in text.as_bytes().chunks(8) {
                let mut word = [0; 8];
                for (to, from) in word.iter_mut().zip(piece) {
                    *to = *from;
                }
                hash = fold(hash ^ u64::from_le_bytes(word), self.one ^ 0xe703_7ed1_a0b4_28db);
            }
        }
        hash
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

/// Both halves of a product, folded into one: every bit of either factor reaches all of it.
#[inline]
const fn fold(one: u64, two: u64) -> u64 {
    let product = one as u128 * two as u128;
    low(product) ^ high(product)
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
