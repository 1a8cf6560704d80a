//! The course of a branch: which of the real events it shares, and where its own stand among them.

use super::Sequence;

/// Where an event of a branch comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// It is the real event at this sequence.
    Real(Sequence),
    /// It is the branch's own event with this number, from 0.
    Own(usize),
}

/// A stretch of events of one kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Run {
    /// The branch's sequence of its first event.
    first: Sequence,
    /// The last event of the log that was looked at before it.
    after: Sequence,
    source: Source,
    length: u64,
}

/// The order of a branch's events, in stretches: what it costs grows with the differences, never with the history. A
/// branch counts its events from 1 without gaps, as every log does.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Course {
    runs: Vec<Run>,
    head: Sequence,
    passed: Sequence,
    own: usize,
}

impl Course {
    /// The course that shares the first events of the log, up to `fork`.
    pub fn sharing(fork: Sequence) -> Self {
        let mut course = Self::default();
        if fork > Sequence::START {
            let (first, source) = (Sequence::START.next(), Source::Real(Sequence::START.next()));
            course.runs.push(Run { first, after: Sequence::START, source, length: fork.get() });
        }
        (course.head, course.passed) = (fork, fork);
        course
    }

    /// The number of events so far, and the last one's sequence.
    pub const fn head(&self) -> Sequence {
        self.head
    }

    /// The last event of the log that was looked at, shared or not.
    pub const fn passed(&self) -> Sequence {
        self.passed
    }

    /// Adds the next event of the log; says its sequence in the branch.
    pub(super) fn share(&mut self, real: Sequence) -> Sequence {
        self.head = self.head.next();
        match self.runs.last_mut() {
            Some(Run { source: Source::Real(from), length, .. }) if from.plus(*length) == real => {
                *length += 1
            }
            _ => {
                let (first, source) = (self.head, Source::Real(real));
                self.runs.push(Run { first, after: real.previous(), source, length: 1 });
            }
        }
        self.passed = real;
        self.head
    }

    /// Adds an event of the branch's own; says its sequence in the branch.
    pub(super) fn own(&mut self) -> Sequence {
        self.head = self.head.next();
        let number = self.own;
        self.own += 1;
        match self.runs.last_mut() {
            Some(Run { source: Source::Own(_), length, after, .. }) if *after == self.passed => *length += 1,
            _ => {
                let (first, source) = (self.head, Source::Own(number));
                self.runs.push(Run { first, after: self.passed, source, length: 1 });
            }
        }
        self.head
    }

    /// Goes past an event of the log that the branch does not have.
    pub(super) fn pass(&mut self, real: Sequence) {
        self.passed = self.passed.max(real);
    }

    /// Where the branch's event at `sequence` comes from.
    pub fn source(&self, sequence: Sequence) -> Option<Source> {
        let run = self.runs.get(self.runs.partition_point(|run| run.first <= sequence).checked_sub(1)?)?;
        let offset = sequence.get() - run.first.get();
        (offset < run.length).then_some(match run.source {
            Source::Real(from) => Source::Real(from.plus(offset)),
            Source::Own(from) => Source::Own(from + usize::try_from(offset).unwrap_or(usize::MAX)),
        })
    }

    /// The events `from ..= to` of the branch in stretches: the sequence of each one's first event, where that comes from,
    /// and how many there are.
    pub fn stretches(
        &self,
        from: Sequence,
        to: Sequence,
    ) -> impl Iterator<Item = (Sequence, Source, u64)> + '_ {
        let begin = self.runs.partition_point(|run| run.first.plus(run.length) <= from);
        let within = self.runs.get(begin..).unwrap_or_default().iter();
        within.take_while(move |run| run.first <= to).map(move |run| {
            let skipped = from.get().saturating_sub(run.first.get());
            let last = run.first.plus(run.length).previous().min(to);
            let source = match run.source {
                Source::Real(at) => Source::Real(at.plus(skipped)),
                Source::Own(at) => Source::Own(at + usize::try_from(skipped).unwrap_or(usize::MAX)),
            };
            let first = run.first.plus(skipped);
            (first, source, (last.get() + 1).saturating_sub(first.get()))
        })
    }

    /// The branch's sequence of a real event, where the branch has it.
    pub fn of_real(&self, real: Sequence) -> Option<Sequence> {
        let before = self.runs.partition_point(|run| run.after < real);
        let run = self.runs.get(..before)?.iter().rev().find(|run| matches!(run.source, Source::Real(_)))?;
        let Source::Real(from) = run.source else { return None };
        let offset = real.get().checked_sub(from.get())?;
        (offset < run.length).then(|| run.first.plus(offset))
    }

    /// How many events the branch has where the log has its first `real` ones: the two moments stand side by side.
    pub fn beside(&self, real: Sequence) -> Sequence {
        if real >= self.passed {
            return self.head;
        }
        let after = self.runs.partition_point(|run| run.after <= real);
        let Some(run) = after.checked_sub(1).and_then(|at| self.runs.get(at)) else { return Sequence::START };
        let last = run.first.plus(run.length).previous();
        match run.source {
            Source::Own(_) => last,
            Source::Real(from) => {
                let within = (real.get() + 1).saturating_sub(from.get());
                run.first.previous().plus(within.min(run.length))
            }
        }
    }

    /// The branch's first event of the commit that begins in the log with `real`.
    pub fn commit(&self, real: Sequence) -> Sequence {
        self.beside(real.previous()).next()
    }

    /// The last event of the log that stands before the branch's event at `sequence`, or is that event.
    pub fn place(&self, sequence: Sequence) -> Sequence {
        let at = self.runs.partition_point(|run| run.first <= sequence).checked_sub(1);
        match at.and_then(|at| self.runs.get(at)) {
            None => Sequence::START,
            Some(Run { source: Source::Own(_), after, .. }) => *after,
            Some(Run { source: Source::Real(from), first, length, .. }) => {
                from.plus((sequence.get() - first.get()).min(length.saturating_sub(1)))
            }
        }
    }

    /// The events of the log that the branch went past and does not have, in stretches: first and last.
    pub fn missing(&self) -> impl Iterator<Item = (Sequence, Sequence)> + '_ {
        let shared = self.runs.iter().filter_map(|run| match run.source {
            Source::Real(from) => Some((from, from.plus(run.length).previous())),
            Source::Own(_) => None,
        });
        let end = (self.passed.next(), self.passed);
        shared
            .chain([end])
            .scan(Sequence::START, |before, (from, to)| {
                let gap = (before.next(), from.previous());
                *before = to;
                Some(gap)
            })
            .filter(|(from, to)| from <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(n: u64) -> Sequence {
        Sequence::new(n).unwrap()
    }

    /// Shares 1 to 3, goes past 4, shares 5, has two of its own, shares 6 and one of its own, goes past 7.
    fn course() -> Course {
        let mut course = Course::sharing(at(3));
        course.pass(at(4));
        assert_eq!(course.share(at(5)), at(4));
        assert_eq!((course.own(), course.own()), (at(5), at(6)));
        assert_eq!(course.share(at(6)), at(7));
        assert_eq!(course.own(), at(8));
        course.pass(at(7));
        course
    }

    #[test]
    fn an_event_is_found_from_either_side() {
        let course = course();
        assert_eq!((course.head(), course.passed()), (at(8), at(7)));
        let sources: Vec<_> = (0..=9).map(|n| course.source(at(n))).collect();
        let real = |n| Some(Source::Real(at(n)));
        let own = |n| Some(Source::Own(n));
        assert_eq!(
            sources,
            [None, real(1), real(2), real(3), real(5), own(0), own(1), real(6), own(2), None]
        );
        let found: Vec<_> = (1..=8).map(|n| course.of_real(at(n)).map(Sequence::get)).collect();
        assert_eq!(found, [Some(1), Some(2), Some(3), None, Some(4), Some(7), None, None]);
        for n in 1..=8 {
            if let Some(Source::Real(real)) = course.source(at(n)) {
                assert_eq!(course.of_real(real), Some(at(n)));
                assert_eq!(course.place(at(n)), real);
            }
        }
    }

    #[test]
    fn stretches_are_the_events_in_order() {
        let course = course();
        for from in 1..=9 {
            for to in from - 1..=9 {
                let each = course.stretches(at(from), at(to)).flat_map(|(first, source, length)| {
                    (0..length).map(move |offset| match source {
                        Source::Real(real) => (first.plus(offset), Source::Real(real.plus(offset))),
                        Source::Own(own) => {
                            (first.plus(offset), Source::Own(own + usize::try_from(offset).unwrap()))
                        }
                    })
                });
                let naive = (from..=to).filter_map(|n| Some((at(n), course.source(at(n))?)));
                assert_eq!(each.collect::<Vec<_>>(), naive.collect::<Vec<_>>(), "{from}..={to}");
            }
        }
    }

    #[test]
    fn moments_stand_side_by_side() {
        let course = course();
        let beside: Vec<_> = (0..=8).map(|n| course.beside(at(n)).get()).collect();
        assert_eq!(beside, [0, 1, 2, 3, 3, 6, 8, 8, 8]);
        assert_eq!((course.place(at(5)), course.place(at(6)), course.place(at(8))), (at(5), at(5), at(6)));
        assert_eq!(course.missing().collect::<Vec<_>>(), [(at(4), at(4)), (at(7), at(7))]);
        assert_eq!(Course::sharing(at(3)).missing().count(), 0);
    }
}
