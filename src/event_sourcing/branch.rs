//! A branch: what a history would be, had something been done, left out or done otherwise. It is an overlay on the log:
//! the events it shares are the log's own, and every later command of the log is decided again by the rules.

mod replay;

use super::{
    Aggregate, Codec, CommandId, Course, Log, Recorded, Sequence, Source, Timeline, Timestamp, Unreadable,
};

/// A domain whose rules can be asked about a history that did not happen.
pub trait Branching: Aggregate + PartialEq {
    /// What is known of a branch's own events, for what the rules look up; never of the shared ones.
    type Overlay: Clone;

    /// Of a branch that leaves the log after the event at `fork`.
    fn overlay(shared: &Self::Past, fork: Sequence) -> Self::Overlay;

    /// Takes in the event at the head of the course, numbered as the branch numbers it.
    fn note(overlay: &mut Self::Overlay, shared: &Self::Past, course: &Course, event: &Recorded<Self::Event>);

    /// [`Aggregate::decide`], over what the branch sees.
    fn decide_in(
        &self,
        seen: Seen<'_, Self>,
        command: &Self::Command,
    ) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// [`Aggregate::evolve`], over what the branch sees.
    fn evolve_in(&mut self, seen: Seen<'_, Self>, event: &Recorded<Self::Event>);

    /// The command that is recorded as these events, all of one command; `None` where no rule decides about them.
    fn wanted(events: &[Recorded<Self::Event>]) -> Option<Self::Command>;

    /// The name of a command, as its events carry it.
    fn name(command: &Self::Command) -> &'static str;
}

/// What a branch sees of the log: the shared index, which events of it are there, and its own.
#[derive(Debug)]
pub struct Seen<'a, A: Branching> {
    /// The index over the whole log.
    pub shared: &'a A::Past,
    /// Which of its events are there, and where.
    pub course: &'a Course,
    /// What is known of the branch's own.
    pub overlay: &'a A::Overlay,
}

#[expect(clippy::expl_impl_clone_on_copy, reason = "derived, it would ask the same of the domain")]
impl<A: Branching> Clone for Seen<'_, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Branching> Copy for Seen<'_, A> {}

/// The history a branch leaves: it is looked at and never changed.
#[derive(Debug)]
pub struct Real<'a, A: Branching, C> {
    /// The log.
    pub log: &'a Log<C>,
    /// The index over it.
    pub past: &'a A::Past,
    /// The state at any position of it.
    pub timeline: &'a Timeline<A>,
    /// The state after its last event.
    pub now: &'a A,
}

impl<A: Branching, C> Clone for Real<'_, A, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Branching, C> Copy for Real<'_, A, C> {}

impl<A: Branching, C: Codec<Event = A::Event>> Real<'_, A, C> {
    /// The state after the event at `position`, held at the last.
    pub fn state_at(&self, position: Sequence) -> Result<A, Unreadable> {
        if position >= self.log.head() {
            return Ok(self.now.clone());
        }
        self.timeline.state_at(self.log, self.past, position)
    }

    /// Where a change has its turn: after this event of the log.
    fn place<D>(&self, what: &What<D>) -> Sequence {
        let place = match what {
            What::Made(after, _) => *after,
            What::LeftOut(of) | What::Instead(of, _) => {
                self.log.event(*of).map_or(*of, |event| event.commit).previous()
            }
        };
        place.min(self.log.head())
    }

    /// The last event of the last whole commit up to `position`.
    fn boundary(&self, position: Sequence) -> Sequence {
        let next = self.log.event(position.next());
        next.map_or(position, |next| position.min(next.commit.previous()))
    }
}

/// One thing that would have been otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Otherwise<C> {
    /// The identity of the command in the branch; of several, [`CommandId::part`] says the others'. Their events have the ids
    /// that come with them.
    pub id: CommandId,
    /// When it was thought of.
    pub at: Timestamp,
    /// What is otherwise.
    pub what: What<C>,
}

impl<C> Otherwise<C> {
    /// Which of its commands has this identity, counted from 0; what stands instead of an event is the first.
    pub fn number_of(&self, command: CommandId) -> Option<u16> {
        let count = match &self.what {
            What::Made(_, commands) => u16::try_from(commands.len()).unwrap_or(u16::MAX),
            What::LeftOut(_) => 0,
            What::Instead(..) => 1,
        };
        (0..count).find(|number| self.id.part(*number) == command)
    }
}

/// What is otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What<C> {
    /// These commands were sent together, after the event at this sequence.
    Made(Sequence, Vec<C>),
    /// The event at this sequence was not recorded.
    LeftOut(Sequence),
    /// Instead of the event at this sequence this command was sent. What it records first keeps the identity of that
    /// event, so that what was done about it later still finds it.
    Instead(Sequence, C),
}

impl<C> What<C> {
    /// The event of the log it is about.
    pub const fn concerns(&self) -> Option<Sequence> {
        match self {
            Self::Made(..) => None,
            Self::LeftOut(of) | Self::Instead(of, _) => Some(*of),
        }
    }
}

/// What became of a change, or why it came to nothing.
pub type Outcome<R> = Result<Option<Sequence>, R>;

/// A commit of the log that the rules refuse in the branch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused<R> {
    /// The first event of the commit.
    pub first: Sequence,
    /// The last event of the commit.
    pub last: Sequence,
    /// The first event of the command that is refused, and with it the whole commit.
    pub at: Sequence,
    /// Why.
    pub why: R,
}

/// A branch. Everything in it follows from the log and from its changes.
#[derive(Clone, Debug)]
pub struct Branch<A: Branching> {
    /// In order of their places in the log, and there in the order they were thought of.
    changes: Vec<Otherwise<A::Command>>,
    /// What became of those that had their turn: the branch's first event of a change that recorded any.
    outcomes: Vec<Outcome<A::Refusal>>,
    fork: Sequence,
    course: Course,
    overlay: A::Overlay,
    own: Vec<Recorded<A::Event>>,
    state: A,
    /// Where states along the way were kept: after so many events of the branch.
    kept: Vec<(Sequence, A)>,
    refused: Vec<Refused<A::Refusal>>,
}

impl<A: Branching> Branch<A>
where
    A::Event: Clone + PartialEq,
    A::Command: Clone,
    A::Refusal: Clone,
{
    /// The branch with these changes: it shares everything before the first, and has yet to [`Branch::advance`].
    pub fn begin<C: Codec<Event = A::Event>>(
        real: Real<'_, A, C>,
        changes: Vec<Otherwise<A::Command>>,
    ) -> Result<Self, Unreadable> {
        let mut changes: Vec<_> = changes.into_iter().map(|it| (real.place(&it.what), it)).collect();
        // What was done right before a commit comes before what is otherwise in it.
        changes.sort_by_key(|(place, change)| (*place, change.what.concerns().is_some()));
        let fork = changes.first().map_or(real.log.head(), |(place, _)| *place);
        let changes = changes.into_iter().map(|(_, change)| change).collect();
        Ok(Self { changes, ..Self::sharing(real, real.boundary(fork))? })
    }

    /// The branch that shares the log up to `fork`, and has nothing of its own yet.
    fn sharing<C: Codec<Event = A::Event>>(real: Real<'_, A, C>, fork: Sequence) -> Result<Self, Unreadable> {
        let state = real.state_at(fork)?;
        Ok(Self {
            changes: Vec::new(),
            outcomes: Vec::new(),
            fork,
            course: Course::sharing(fork),
            overlay: A::overlay(real.past, fork),
            own: Vec::new(),
            kept: vec![(fork, state.clone())],
            state,
            refused: Vec::new(),
        })
    }

    /// Adds a change that stands behind everything the branch has looked at; gives it back where it does not.
    pub fn push<C: Codec<Event = A::Event>>(
        &mut self,
        real: Real<'_, A, C>,
        change: Otherwise<A::Command>,
    ) -> Result<(), Otherwise<A::Command>> {
        let due = self.outcomes.len() < self.changes.len();
        if due || real.place(&change.what) < self.course.passed() {
            return Err(change);
        }
        self.changes.push(change);
        self.make(real);
        Ok(())
    }

    /// What is otherwise, in order.
    pub fn changes(&self) -> &[Otherwise<A::Command>] {
        &self.changes
    }

    /// What became of each change that had its turn: the branch's first event of it, or why it came to nothing.
    pub fn outcomes(&self) -> &[Outcome<A::Refusal>] {
        &self.outcomes
    }

    /// The commits of the log that are refused here, in order.
    pub fn refused(&self) -> &[Refused<A::Refusal>] {
        &self.refused
    }

    /// The last event before the first difference.
    pub const fn fork(&self) -> Sequence {
        self.fork
    }

    /// Which events of the log it has, and where its own stand.
    pub const fn course(&self) -> &Course {
        &self.course
    }

    /// Its own events, in order.
    pub fn own(&self) -> &[Recorded<A::Event>] {
        &self.own
    }

    /// The state after its last event.
    pub const fn state(&self) -> &A {
        &self.state
    }

    /// What it sees of the log.
    pub const fn seen<'a>(&'a self, shared: &'a A::Past) -> Seen<'a, A> {
        Seen { shared, course: &self.course, overlay: &self.overlay }
    }

    /// Its events `from ..= to`, numbered as the branch numbers them.
    pub fn events<'a, C: Codec<Event = A::Event>>(
        &'a self,
        real: Real<'a, A, C>,
        from: Sequence,
        to: Sequence,
    ) -> impl Iterator<Item = Result<Recorded<A::Event>, Unreadable>> + 'a {
        self.course.stretches(from, to).flat_map(move |(first, source, length)| {
            let (shared, own) = match source {
                Source::Real(at) => (Some(real.log.events(at, at.plus(length).previous())), &[][..]),
                Source::Own(at) => {
                    let end = at + usize::try_from(length).unwrap_or(usize::MAX);
                    (None, self.own.get(at..end).unwrap_or_default())
                }
            };
            let numbered = move |(event, offset): (Result<Recorded<A::Event>, Unreadable>, u64)| {
                event.map(|event| Recorded {
                    sequence: first.plus(offset),
                    commit: self.course.commit(event.commit),
                    ..event
                })
            };
            let shared = shared.into_iter().flatten().zip(0..).map(numbered);
            shared.chain(own.iter().cloned().map(Ok))
        })
    }

    /// The state after the event at `position` of the branch, held at the last.
    pub fn state_at<C: Codec<Event = A::Event>>(
        &self,
        real: Real<'_, A, C>,
        position: Sequence,
    ) -> Result<A, Unreadable> {
        if position >= self.course.head() {
            return Ok(self.state.clone());
        }
        if position <= self.fork {
            return real.state_at(position);
        }
        let after = self.kept.partition_point(|(at, _)| *at <= position);
        let nearest = after.checked_sub(1).and_then(|at| self.kept.get(at)).cloned();
        let (at, mut state) = nearest.unwrap_or_default();
        for event in self.events(real, at.next(), position) {
            state.evolve_in(self.seen(real.past), &event?);
        }
        Ok(state)
    }
}
