//! What events moved, packed: every posting of a log in order, an event's own always side by side.

use super::packed::{PIECE, Packed};

/// One account's share in an event: by how much its balance changed, and for which day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posting {
    /// Which account, in order of opening, from 0.
    pub account: u32,
    /// The day it counts for, in days since 1970-01-01.
    pub day: i32,
    /// The change of the balance, in minor units of the account's currency.
    pub change: i64,
}

/// What one event changes: nothing, one account, or two.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Postings(pub(super) [Option<Posting>; 2]);

impl Postings {
    /// One account's.
    pub const fn one(posting: Posting) -> Self {
        Self([Some(posting), None])
    }

    /// A transfer's: the account it left, then the one it reached.
    pub const fn two(from: Posting, to: Posting) -> Self {
        Self([Some(from), Some(to)])
    }

    /// Of what stands in an index: an event has no more than two.
    pub(super) fn copied(postings: &[Posting]) -> Self {
        Self([postings.first().copied(), postings.get(1).copied()])
    }

    /// The same the other way round.
    #[must_use]
    pub fn undone(self) -> Self {
        Self(self.0.map(|it| it.map(|posting| Posting { change: -posting.change, ..posting })))
    }

    /// The postings, in order: for a transfer first the account it left.
    pub fn iter(&self) -> impl Iterator<Item = &Posting> {
        self.0.iter().flatten()
    }
}

/// Where a posting stands: the number of its piece and its place there. Later ones are greater.
pub(super) type Place = u32;

const PLACE_BITS: u32 = 15;

const fn split(place: Place) -> (usize, usize) {
    ((place >> PLACE_BITS) as usize, (place & ((1 << PLACE_BITS) - 1)) as usize)
}

/// The postings of a log, and where each event's end.
#[derive(Clone, Debug, Default)]
pub(super) struct Moves {
    pieces: Vec<Vec<Posting>>,
    ends: Packed<Place>,
}

impl Moves {
    /// Adds the next event's postings and gives the place of the first.
    pub(super) fn push(&mut self, postings: &Postings) -> Place {
        let wanted = postings.iter().count();
        let room = self.pieces.last().map_or(0, |piece| PIECE - piece.len());
        if wanted > room {
            let first = self.pieces.is_empty();
            self.pieces.push(if first { Vec::new() } else { Vec::with_capacity(PIECE) });
        }
        let mut end = self.end();
        let begin = end;
        if let Some(piece) = self.pieces.last_mut() {
            piece.extend(postings.iter());
            end = place(self.pieces.len() - 1, self.pieces.last().map_or(0, Vec::len));
        }
        self.ends.push(end);
        begin
    }

    /// The place after the last posting.
    fn end(&self) -> Place {
        self.pieces.len().checked_sub(1).map_or(0, |last| place(last, self.pieces[last].len()))
    }

    /// Where the postings of the first `events` events end.
    #[inline]
    pub(super) fn end_of(&self, events: usize) -> Place {
        let last = events.min(self.ends.len());
        last.checked_sub(1).and_then(|at| self.ends.get(at)).unwrap_or(0)
    }

    /// The postings of the event with this number, from 0.
    #[inline]
    pub(super) fn of(&self, event: usize) -> &[Posting] {
        let Some(end) = self.ends.get(event) else { return &[] };
        let (piece, to) = split(end);
        let (before, from) = split(self.end_of(event));
        // An event that found no room in a piece has all of its postings in the next one.
        let from = if before == piece { from } else { 0 };
        self.pieces.get(piece).and_then(|piece| piece.get(from..to)).unwrap_or_default()
    }

    /// The postings of the events from the one with number `from` up to, without, `to`, piece by piece.
    pub(super) fn between(&self, from: usize, to: usize) -> impl Iterator<Item = &[Posting]> {
        let ((first, begin), (last, end)) = (split(self.end_of(from)), split(self.end_of(to)));
        let pieces = self.pieces.iter().enumerate().take(last + 1).skip(first);
        pieces.filter_map(move |(number, piece)| {
            let from = if number == first { begin } else { 0 };
            let to = if number == last { end } else { piece.len() };
            piece.get(from..to)
        })
    }

    /// How many postings the first `events` events have.
    pub(super) fn count(&self, events: usize) -> usize {
        let (last, end) = split(self.end_of(events));
        self.pieces.iter().take(last).map(Vec::len).sum::<usize>() + end
    }

    /// The posting at a place.
    pub(super) fn at(&self, at: Place) -> Option<&Posting> {
        let (piece, place) = split(at);
        self.pieces.get(piece)?.get(place)
    }

    /// The number of the event that the posting at a place belongs to.
    pub(super) fn event_at(&self, at: Place) -> usize {
        self.ends.partition_point(|end| end <= at)
    }

    /// Forgets the events after the first `events`; each posting forgotten is told, the last first.
    pub(super) fn truncate(&mut self, events: usize, mut forgotten: impl FnMut(&Posting)) {
        let (last, end) = split(self.end_of(events));
        while self.pieces.len() > last + 1 {
            self.pieces.pop().iter().flatten().rev().for_each(&mut forgotten);
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.drain(end.min(piece.len())..).rev().for_each(|posting| forgotten(&posting));
        }
        self.ends.truncate(events);
    }
}

fn place(piece: usize, at: usize) -> Place {
    let (piece, at) = (u32::try_from(piece).unwrap_or(u32::MAX), u32::try_from(at).unwrap_or(u32::MAX));
    piece.wrapping_shl(PLACE_BITS) | at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posting(n: usize) -> Posting {
        Posting { account: u32::try_from(n % 7).unwrap(), day: 0, change: i64::try_from(n).unwrap() }
    }

    #[test]
    fn an_events_postings_lie_side_by_side_wherever_the_pieces_end() {
        let (mut moves, mut naive) = (Moves::default(), Vec::new());
        for n in 0..30_000 {
            let postings = match n % 3 {
                0 => Postings::default(),
                1 => Postings::one(posting(n)),
                _ => Postings::two(posting(n), posting(n + 1)),
            };
            let before = moves.pieces.len();
            let place = moves.push(&postings);
            naive.push(postings.iter().copied().collect::<Vec<_>>());
            if before == moves.pieces.len() {
                assert_eq!(moves.at(place), postings.iter().next());
            }
        }
        for (event, own) in naive.iter().enumerate() {
            assert_eq!(moves.of(event), own, "{event}");
        }
        for (from, to) in [(0, 30_000), (10, 10), (16_000, 17_000), (9_000, 25_000), (16_383, 16_385)] {
            let found: Vec<_> = moves.between(from, to).flatten().copied().collect();
            assert_eq!(found, naive[from..to].concat(), "{from}..{to}");
            assert_eq!(moves.count(to), naive[..to].concat().len());
        }
        let mut forgotten = Vec::new();
        moves.truncate(15_000, |posting| forgotten.push(*posting));
        forgotten.reverse();
        assert_eq!((moves.ends.len(), forgotten), (15_000, naive[15_000..].concat()));
        moves.push(&Postings::one(posting(5)));
        assert_eq!(moves.of(15_000), [posting(5)]);
        assert_eq!(moves.of(14_999), naive[14_999]);
    }
}
