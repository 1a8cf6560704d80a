//! How many events of which kind there are up to any position, and where the n-th entry stands.

use crate::event_sourcing::Sequence;
use crate::ledger::{Entries, Posting};

/// How many events lie between two marks.
const SPACING: u64 = 64;

/// What an event does to the money in the book; a reversal counts as what it does, not as what it undoes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Direction {
    /// Money came in.
    In,
    /// Money went out.
    Out,
    /// Money moved between accounts.
    Move,
}

impl Direction {
    /// The direction of an event with these postings; `None` where it moves no money.
    pub fn of(postings: &[Posting]) -> Option<Self> {
        match postings {
            [] => None,
            [one] if one.change < 0 => Some(Self::Out),
            [_] => Some(Self::In),
            _ => Some(Self::Move),
        }
    }
}

/// How many events of each kind.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Money came in.
    pub r#in: u32,
    /// Money went out.
    pub out: u32,
    /// Money moved between accounts.
    pub r#move: u32,
    /// Everything that moves no money.
    pub other: u32,
}

impl Counts {
    /// The events that move money.
    pub const fn entries(self) -> u64 {
        self.r#in as u64 + self.out as u64 + self.r#move as u64
    }

    /// All events.
    pub const fn all(self) -> u64 {
        self.entries() + self.other as u64
    }

    pub(super) fn since(self, earlier: Self) -> Self {
        Self {
            r#in: self.r#in - earlier.r#in,
            out: self.out - earlier.out,
            r#move: self.r#move - earlier.r#move,
            other: self.other - earlier.other,
        }
    }

    fn add(&mut self, postings: &[Posting]) {
        *match Direction::of(postings) {
            Some(Direction::In) => &mut self.r#in,
            Some(Direction::Out) => &mut self.out,
            Some(Direction::Move) => &mut self.r#move,
            None => &mut self.other,
        } += 1;
    }
}

/// Running counts at marks along the log.
#[derive(Clone, Debug, Default)]
pub struct Activity {
    marks: Vec<Counts>,
    head: Counts,
}

impl Activity {
    /// The number of events taken in.
    pub const fn count(&self) -> u64 {
        self.head.all()
    }

    /// Takes in what the next event of the log moved.
    pub fn add(&mut self, postings: &[Posting]) {
        self.head.add(postings);
        if self.head.all().is_multiple_of(SPACING) {
            self.marks.push(self.head);
        }
    }

    /// The counts over the first `position` events.
    pub fn until(&self, past: &Entries, position: Sequence) -> Counts {
        let position = position.get().min(self.head.all());
        let mark = position / SPACING;
        let mut counts = self.mark(mark);
        for event in mark * SPACING + 1..=position {
            counts.add(&past.postings(Sequence::new(event).unwrap_or(Sequence::MAX)));
        }
        counts
    }

    /// The counts over the events after the first `from`, up to and including the event `to`.
    pub fn between(&self, past: &Entries, from: u64, to: u64) -> Counts {
        let until = |event| self.until(past, Sequence::new(event).unwrap_or(Sequence::MAX));
        until(to.max(from)).since(until(from))
    }

    /// Where the entry with this number stands, counted from 1 over the whole log.
    pub fn entry(&self, past: &Entries, number: u64) -> Option<Sequence> {
        if number == 0 || number > self.head.entries() {
            return None;
        }
        let mark = self.marks.partition_point(|counts| counts.entries() < number) as u64;
        let mut left = number - self.mark(mark).entries();
        (mark * SPACING + 1..=self.head.all()).filter_map(Sequence::new).find(|event| {
            left -= u64::from(!past.postings(*event).is_empty());
            left == 0
        })
    }

    /// The counts over the first `mark` stretches.
    fn mark(&self, mark: u64) -> Counts {
        let at = usize::try_from(mark).unwrap_or(usize::MAX);
        at.checked_sub(1).and_then(|at| self.marks.get(at)).copied().unwrap_or_default()
    }
}
