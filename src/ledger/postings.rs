//! What events moved, packed: for each event of a log one word, and another where it moved two accounts.

use super::packed::Packed;
use core::ops::Deref;

/// One account's share in an event: by how much its balance changed, and for which day.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Posting {
    /// Which account, in order of opening, from 0.
    pub account: u32,
    /// The day it counts for, in days since 1970-01-01.
    pub day: i32,
    /// The change of the balance, in minor units of the account's currency.
    pub change: i64,
}

/// What one event changes: nothing, one account, or two. It reads as a list: for a transfer first the account it left.
#[derive(Clone, Copy, Default)]
pub struct Postings {
    list: [Posting; 2],
    count: u8,
}

impl Postings {
    /// One account's.
    pub const fn one(posting: Posting) -> Self {
        Self { list: [posting, Posting { account: 0, day: 0, change: 0 }], count: 1 }
    }

    /// A transfer's: the account it left, then the one it reached.
    pub const fn two(from: Posting, to: Posting) -> Self {
        Self { list: [from, to], count: 2 }
    }

    /// Those that there are.
    pub(super) fn of(parts: [Option<Posting>; 2]) -> Self {
        match parts {
            [Some(from), Some(to)] => Self::two(from, to),
            [Some(one), None] | [None, Some(one)] => Self::one(one),
            [None, None] => Self::default(),
        }
    }

    /// The same the other way round.
    #[must_use]
    pub fn undone(self) -> Self {
        Self { list: self.list.map(|posting| Posting { change: -posting.change, ..posting }), ..self }
    }
}

impl Deref for Postings {
    type Target = [Posting];

    #[inline]
    fn deref(&self) -> &[Posting] {
        self.list.get(..usize::from(self.count)).unwrap_or_default()
    }
}

impl PartialEq for Postings {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Postings {}

impl core::fmt::Debug for Postings {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl IntoIterator for Postings {
    type Item = Posting;
    type IntoIter = core::iter::Take<core::array::IntoIter<Posting, 2>>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter().take(usize::from(self.count))
    }
}

impl<'a> IntoIterator for &'a Postings {
    type Item = &'a Posting;
    type IntoIter = core::slice::Iter<'a, Posting>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Where a posting stands: the number of its event, or, marked by the highest bit, its number among the second ones.
pub(super) type Place = u32;

const SECOND: Place = 1 << 31;

/// Every so many events, it is noted how many postings there are by then.
const SPACING: usize = 64;

// A word, from its lowest bit up: whether there is a posting, whether the event has another one, whether this one is wide; 13 bits
// of account, 16 of day, 32 of change. A wide one does not fit that, and its number among the wide ones takes the upper half.
const THERE: u64 = 1;
const MORE: u64 = 2;
const WIDE: u64 = 4;
const FLAGS: u32 = 3;
const MOST_ACCOUNT: u16 = (1 << (16 - FLAGS)) - 1;

/// The postings of a log.
#[derive(Clone, Debug, Default)]
pub(super) struct Moves {
    /// A word an event: its first posting.
    firsts: Packed<u64>,
    /// The second postings of those that have two, and the numbers of their events, in order.
    seconds: Packed<u64>,
    seconds_of: Packed<u32>,
    /// What fits no word.
    wide: Packed<Posting>,
    /// How many postings there are up to the end of each whole stretch of [`SPACING`] events.
    counts: Packed<u32>,
    /// How many there are altogether.
    count: usize,
}

impl Moves {
    /// Adds the next event's postings and gives the places where they stand.
    pub(super) fn push(&mut self, postings: &Postings) -> [Place; 2] {
        let event = number(self.firsts.len());
        let mut first = postings.first().map_or(0, |posting| self.word(posting));
        let mut places = [event, event];
        if let Some(posting) = postings.get(1) {
            first |= MORE;
            places[1] = SECOND | number(self.seconds.len());
            let word = self.word(posting);
            self.seconds.push(word);
            self.seconds_of.push(event);
        }
        self.firsts.push(first);
        self.count += postings.len();
        if self.firsts.len().is_multiple_of(SPACING) {
            self.counts.push(number(self.count));
        }
        places
    }

    fn word(&mut self, posting: &Posting) -> u64 {
        packed(posting).unwrap_or_else(|| {
            self.wide.push(*posting);
            THERE | WIDE | (self.wide.len() as u64 - 1) << 32
        })
    }

    #[inline]
    fn posting(&self, word: u64) -> Option<Posting> {
        if word & THERE == 0 {
            return None;
        }
        let [a, b, c, d, upper @ ..] = word.to_le_bytes();
        if word & WIDE != 0 {
            return self.wide.get(u32::from_le_bytes(upper) as usize);
        }
        Some(Posting {
            account: u32::from(u16::from_le_bytes([a, b]) >> FLAGS),
            day: i32::from(i16::from_le_bytes([c, d])),
            change: i64::from(i32::from_le_bytes(upper)),
        })
    }

    /// The postings of the event with this number, from 0.
    #[inline]
    pub(super) fn of(&self, event: usize) -> Postings {
        let word = self.firsts.get(event).unwrap_or(0);
        let Some(first) = self.posting(word) else { return Postings::default() };
        let second = if word & MORE == 0 { None } else { self.second(event) };
        second.map_or(Postings::one(first), |second| Postings::two(first, second))
    }

    fn second(&self, event: usize) -> Option<Posting> {
        let last = self.seconds_of.len().checked_sub(1)?;
        let newest = self.seconds_of.get(last).is_some_and(|of| of as usize == event);
        let at = if newest { last } else { self.seconds_before(event) };
        self.posting(self.seconds.get(at)?)
    }

    /// How many of the second postings belong to the first `events` events.
    fn seconds_before(&self, events: usize) -> usize {
        self.seconds_of.partition_point(|of| (of as usize) < events)
    }

    /// Tells the postings of the events from the one with number `from` up to, without, `to`: first those that are an event's first.
    pub(super) fn between(&self, from: usize, to: usize, tell: &mut dyn FnMut(Posting)) {
        let seconds = self.seconds.slices(self.seconds_before(from), self.seconds_before(to));
        for words in self.firsts.slices(from, to).chain(seconds) {
            words.iter().filter_map(|word| self.posting(*word)).for_each(&mut *tell);
        }
    }

    /// The same event by event, in order, those that move nothing, too.
    pub(super) fn each(&self, from: usize, to: usize) -> impl Iterator<Item = Postings> {
        let mut seconds = self.seconds.between(self.seconds_before(from), self.seconds_before(to));
        self.firsts.between(from, to).map(move |word| {
            let second = if word & MORE == 0 { None } else { seconds.next() };
            Postings::of([self.posting(word), second.and_then(|word| self.posting(word))])
        })
    }

    /// How many postings the first `events` events have.
    pub(super) fn count(&self, events: usize) -> usize {
        if events >= self.firsts.len() {
            return self.count;
        }
        let whole = events / SPACING;
        let known = whole.checked_sub(1).and_then(|last| self.counts.get(last)).unwrap_or(0);
        known as usize + self.firsts.between(whole * SPACING, events).map(postings_of).sum::<usize>()
    }

    /// The posting at a place.
    pub(super) fn at(&self, at: Place) -> Option<Posting> {
        let (words, place) = if at & SECOND == 0 { (&self.firsts, at) } else { (&self.seconds, at ^ SECOND) };
        self.posting(words.get(place as usize)?)
    }

    /// The number of the event that the posting at a place belongs to.
    pub(super) fn event_at(&self, at: Place) -> u32 {
        if at & SECOND == 0 { at } else { self.seconds_of.get((at ^ SECOND) as usize).unwrap_or(u32::MAX) }
    }

    /// Forgets the events after the first `events`; each posting forgotten is told, the last first.
    pub(super) fn truncate(&mut self, events: usize, mut forgotten: impl FnMut(&Posting)) {
        let kept = self.seconds_before(events);
        let mut wide = self.wide.len();
        for event in (events..self.firsts.len()).rev() {
            let word = self.firsts.get(event).unwrap_or(0);
            let postings = self.of(event);
            postings.iter().rev().for_each(&mut forgotten);
            self.count -= postings.len();
            let second =
                if word & MORE == 0 { 0 } else { self.seconds.get(self.seconds_before(event)).unwrap_or(0) };
            wide -= [word, second].iter().filter(|word| *word & WIDE != 0).count();
        }
        self.wide.truncate(wide);
        self.seconds.truncate(kept);
        self.seconds_of.truncate(kept);
        self.firsts.truncate(events);
        self.counts.truncate(events / SPACING);
    }
}

/// The word of a posting that is not wide.
fn packed(posting: &Posting) -> Option<u64> {
    let account = u16::try_from(posting.account).ok().filter(|account| *account <= MOST_ACCOUNT)?;
    let day = i16::try_from(posting.day).ok()?.cast_unsigned();
    let change = i32::try_from(posting.change).ok()?.cast_unsigned();
    Some(THERE | u64::from(account << FLAGS) | u64::from(day) << 16 | u64::from(change) << 32)
}

/// How many postings the event has whose first one is this word.
const fn postings_of(word: u64) -> usize {
    if word & THERE == 0 {
        0
    } else if word & MORE == 0 {
        1
    } else {
        2
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mostly what fits a word, now and then what does not.
    fn posting(n: usize) -> Posting {
        let (account, day, change) = match n % 1009 {
            1 => (u32::from(MOST_ACCOUNT), i16::MAX.into(), i32::MAX.into()),
            2 => (u32::from(MOST_ACCOUNT), i16::MIN.into(), i32::MIN.into()),
            3 => (u32::from(MOST_ACCOUNT) + 1, 0, 1),
            4 => (0, i32::from(i16::MAX) + 1, 1),
            5 => (0, i32::from(i16::MIN) - 1, 1),
            6 => (0, 0, i64::from(i32::MAX) + 1),
            7 => (u32::MAX, i32::MIN, i64::MIN + 1),
            8 => (0, 0, 0),
            _ => (u32::try_from(n % 7).unwrap(), -1, -i64::try_from(n).unwrap()),
        };
        Posting { account, day, change }
    }

    fn sorted(mut postings: Vec<Posting>) -> Vec<Posting> {
        postings.sort_unstable_by_key(|it| (it.account, it.day, it.change));
        postings
    }

    #[test]
    fn every_event_has_its_own_postings_however_large_their_figures_and_wherever_the_pieces_end() {
        let (mut moves, mut naive) = (Moves::default(), Vec::new());
        for n in 0..60_000 {
            let postings = match n % 3 {
                0 => Postings::default(),
                1 => Postings::one(posting(n)),
                _ => Postings::two(posting(n), posting(n + 1)),
            };
            let places = moves.push(&postings);
            for (posting, place) in postings.into_iter().zip(places) {
                assert_eq!((moves.at(place), moves.event_at(place) as usize), (Some(posting), n));
            }
            assert_eq!(moves.of(n), postings);
            naive.push(postings.to_vec());
        }
        for (event, own) in naive.iter().enumerate() {
            assert_eq!(*moves.of(event), own[..], "{event}");
        }
        for (from, to) in [(0, 60_000), (10, 10), (16_000, 17_000), (9_000, 25_000), (16_383, 32_769)] {
            let mut found = Vec::new();
            moves.between(from, to, &mut |posting| found.push(posting));
            assert_eq!(sorted(found), sorted(naive[from..to].concat()), "{from}..{to}");
            assert!(moves.each(from, to).map(|it| it.to_vec()).eq(naive[from..to].iter().cloned()));
        }
        for to in (0..60_000).step_by(61).chain([60_000, 70_000]) {
            assert_eq!(moves.count(to), naive[..to.min(60_000)].concat().len());
        }
        let wide = moves.wide.len();
        assert!(wide > 100 && wide < 1000, "{wide}");
        let mut forgotten = Vec::new();
        moves.truncate(15_000, |posting| forgotten.push(*posting));
        forgotten.reverse();
        assert_eq!((moves.firsts.len(), forgotten), (15_000, naive[15_000..].concat()));
        assert_eq!(moves.count(15_000), naive[..15_000].concat().len());
        let fits = |it: &&Posting| packed(it).is_some();
        assert_eq!(moves.wide.len(), naive[..15_000].iter().flatten().filter(|it| !fits(it)).count());
        moves.push(&Postings::two(posting(7), posting(5)));
        assert_eq!(*moves.of(15_000), [posting(7), posting(5)]);
        assert_eq!(*moves.of(14_999), naive[14_999][..]);
        let mut count = 0;
        moves.between(14_000, 15_001, &mut |_| count += 1);
        assert_eq!(count, naive[14_000..15_000].concat().len() + 2);
    }
}
