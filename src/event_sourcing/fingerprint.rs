//! The fingerprint: a hash chained over every event, so that one short text stands for a whole history.

use core::fmt;
use sha2::{Digest, Sha256};

/// `h(0)` is 32 zero bytes; `h(n) = SHA-256(h(n-1) ‖ J(n))`, where `J(n)` is event n as it was recorded, as UTF-8
/// canonical JSON. Shown as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of a log without events.
    pub const EMPTY: Self = Self([0; 32]);

    /// The fingerprint with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its 32 bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The fingerprint after one more event, given that event's canonical JSON.
    #[must_use]
    pub fn then(&self, canonical: &[u8]) -> Self {
        Self(Sha256::new().chain_update(self.0).chain_update(canonical).finalize().into())
    }

    /// Reads 64 lower-case hexadecimal digits; anything else is `None`.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Self(bytes))
    }
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_step_is_sha_256_of_the_previous_bytes_and_the_json() {
        let expected = Sha256::digest([&[0u8; 32][..], b"{}"].concat());
        assert_eq!(Fingerprint::EMPTY.then(b"{}").bytes()[..], expected[..]);
    }

    #[test]
    fn hex_reads_back_and_refuses_upper_case_and_other_lengths() {
        let some = Fingerprint::EMPTY.then(b"x");
        assert_eq!(Fingerprint::from_hex(&some.to_string()), Some(some));
        assert_eq!(Fingerprint::from_hex(&some.to_string().to_uppercase()), None);
        assert_eq!(Fingerprint::from_hex("00"), None);
    }
}
