//! A list that grows by whole pieces: nothing is copied to make room, which a browser's memory would never give back.

const BITS: u32 = 14;
/// How many values a piece holds.
const PIECE: usize = 1 << BITS;

/// Values in order, in pieces that are all full but the last.
#[derive(Clone, Debug)]
pub(super) struct Packed<T> {
    pieces: Vec<Vec<T>>,
    length: usize,
}

impl<T> Default for Packed<T> {
    fn default() -> Self {
        Self { pieces: Vec::new(), length: 0 }
    }
}

impl<T: Copy> Packed<T> {
    #[inline]
    pub(super) const fn len(&self) -> usize {
        self.length
    }

    #[inline]
    pub(super) fn get(&self, at: usize) -> Option<T> {
        self.pieces.get(at >> BITS)?.get(at & (PIECE - 1)).copied()
    }

    #[inline]
    pub(super) fn push(&mut self, value: T) {
        match self.pieces.last_mut() {
            Some(piece) if piece.len() < PIECE => piece.push(value),
            last => {
                // A short list takes no more than it needs; a long one is made of whole pieces.
                let mut piece = if last.is_none() { Vec::new() } else { Vec::with_capacity(PIECE) };
                piece.push(value);
                self.pieces.push(piece);
            }
        }
        self.length += 1;
    }

    pub(super) fn truncate(&mut self, length: usize) {
        if length >= self.length {
            return;
        }
        self.pieces.truncate(length.div_ceil(PIECE));
        if let Some(last) = self.pieces.last_mut() {
            last.truncate(length - (length - 1) / PIECE * PIECE);
        }
        self.length = length;
    }

    /// The values from the one at `from` up to, without, the one at `to`, piece by piece.
    pub(super) fn slices(&self, from: usize, to: usize) -> impl Iterator<Item = &[T]> {
        let to = to.min(self.length);
        let (first, last) = (from >> BITS, to >> BITS);
        let pieces = self.pieces.iter().enumerate().take(last + 1).skip(first);
        pieces.filter_map(move |(number, piece)| {
            let begin = if number == first { from & (PIECE - 1) } else { 0 };
            let end = if number == last { to & (PIECE - 1) } else { piece.len() };
            piece.get(begin..end)
        })
    }

    /// The same one by one.
    pub(super) fn between(&self, from: usize, to: usize) -> impl Iterator<Item = T> {
        self.slices(from, to).flatten().copied()
    }

    /// How many values from the first on fulfil what the rest does not.
    pub(super) fn partition_point(&self, fulfils: impl Fn(T) -> bool) -> usize {
        let piece = self.pieces.partition_point(|piece| piece.last().is_some_and(|last| fulfils(*last)));
        match self.pieces.get(piece) {
            Some(values) => piece * PIECE + values.partition_point(|it| fulfils(*it)),
            None => self.length,
        }
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        self.pieces.iter().map(|piece| piece.capacity() * size_of::<T>()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_list_wherever_its_pieces_end() {
        let count = 2 * PIECE + 5;
        let mut packed = Packed::default();
        for n in 0..count {
            assert_eq!(packed.len(), n);
            packed.push(n);
        }
        for n in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE - 1, 2 * PIECE, count - 1] {
            assert_eq!(packed.get(n), Some(n));
            assert_eq!(packed.partition_point(|it| it < n), n);
            for from in [0, 1, PIECE, n / 2, n] {
                let found: Vec<_> = packed.between(from, n).collect();
                assert_eq!(found, (from..n).collect::<Vec<_>>());
            }
        }
        assert!(packed.between(count - 3, count + 9).eq(count - 3..count));
        assert_eq!((packed.get(count), packed.partition_point(|_| true)), (None, count));
        for n in [count, 2 * PIECE, 2 * PIECE - 1, PIECE + 1, PIECE, 1, 0] {
            packed.truncate(n);
            assert_eq!((packed.len(), packed.get(n)), (n, None));
            assert_eq!(n.checked_sub(1).map(|last| packed.get(last)), n.checked_sub(1).map(Some));
        }
        packed.push(7);
        assert_eq!((packed.len(), packed.get(0)), (1, Some(7)));
    }
}
