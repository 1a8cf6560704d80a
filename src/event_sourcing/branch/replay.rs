//! How a branch goes along the log: its changes have their turn, and every commit is decided again.

use super::super::{Aggregate, Codec, CommandId, Course, EventId, Recorded, Sequence, Timestamp, Unreadable};
use super::{Branch, Branching, Otherwise, Outcome, Real, Refused, Seen, What};
use std::rc::Rc;

/// What is put back where a commit is refused half way.
type Before<A> = (Course, <A as Branching>::Overlay, A, usize);

/// Why a commit is refused, and the first event of the command that is.
type No<A> = (Sequence, <A as Aggregate>::Refusal);

/// How an event of the branch's own comes to be recorded.
struct Recording<'a> {
    ids: &'a mut dyn Iterator<Item = [u8; 16]>,
    recorded_at: Timestamp,
    commit: Sequence,
    command_id: CommandId,
    caused_by: Option<CommandId>,
    actor: Option<Rc<str>>,
}

impl<'a> Recording<'a> {
    /// What stands instead of an event was recorded when that was.
    fn instead_of<E>(
        event: &Recorded<E>,
        commit: Sequence,
        command_id: CommandId,
        ids: &'a mut dyn Iterator<Item = [u8; 16]>,
    ) -> Self {
        let recorded_at = event.recorded_at;
        Self { ids, recorded_at, commit, command_id, caused_by: None, actor: None }
    }

    /// What its own command comes to here is still that command's.
    fn of_its_own<E>(
        event: &Recorded<E>,
        commit: Sequence,
        ids: &'a mut dyn Iterator<Item = [u8; 16]>,
    ) -> Self {
        let (caused_by, actor) = (event.caused_by, event.actor.clone());
        Self { caused_by, actor, ..Self::instead_of(event, commit, event.command_id, ids) }
    }
}

impl<A: Branching> Branch<A>
where
    A::Event: Clone + PartialEq,
    A::Command: Clone,
    A::Refusal: Clone,
{
    /// Goes on along the log, over `most` of its events and to the end of the commit; says whether there are more.
    pub fn advance<C: Codec<Event = A::Event>>(
        &mut self,
        real: Real<'_, A, C>,
        most: u64,
    ) -> Result<bool, Unreadable> {
        let head = real.log.head();
        let end = self.course.passed().plus(most);
        self.make(real);
        let mut commit: Vec<Recorded<A::Event>> = Vec::new();
        let mut events = real.log.events(self.course.passed().next(), head).peekable();
        while let Some(event) = events.next() {
            commit.push(event?);
            let current = commit.first().map(|first| first.commit);
            let goes_on = |next: &Result<Recorded<A::Event>, _>| {
                next.as_ref().is_ok_and(|next: &Recorded<A::Event>| Some(next.commit) == current)
            };
            if events.peek().is_some_and(goes_on) {
                continue;
            }
            self.replay(real, &commit)?;
            commit.clear();
            self.make(real);
            self.keep();
            if self.course.passed() >= end {
                break;
            }
        }
        Ok(self.course.passed() < head)
    }

    /// Makes the changes whose turn it is.
    pub(super) fn make<C: Codec<Event = A::Event>>(&mut self, real: Real<'_, A, C>) {
        while let Some(Otherwise { id, at, what: What::Made(after, commands) }) =
            self.changes.get(self.outcomes.len())
        {
            if *after > self.course.passed() {
                return;
            }
            let (id, at, commands) = (*id, *at, commands.clone());
            let last = real.log.event(self.course.passed()).map(|event| event.recorded_at);
            let is_now = self.course.passed() == real.log.head();
            // What was done at a past moment was recorded then.
            let recorded_at = last.map_or(at, |last| if is_now { at.max(last) } else { last });
            let before = self.before();
            let commit = self.course.head().next();
            let mut decide = |(command, number)| {
                let command_id = id.part(number);
                let ids = &mut ids_of(command_id);
                let (caused_by, actor) = (None, None);
                self.decide(
                    real.past,
                    command,
                    Recording { ids, recorded_at, commit, command_id, caused_by, actor },
                )
            };
            let made = commands.iter().zip(0..=u16::MAX).try_for_each(&mut decide);
            if made.is_err() {
                self.put_back(before);
            }
            self.outcomes.push(made.map(|()| Some(commit)));
        }
    }

    /// Decides a commit of the log again, as a whole, with what is otherwise in it.
    fn replay<C: Codec<Event = A::Event>>(
        &mut self,
        real: Real<'_, A, C>,
        commit: &[Recorded<A::Event>],
    ) -> Result<(), Unreadable> {
        let (Some(first), Some(last)) = (commit.first(), commit.last()) else { return Ok(()) };
        let (first, last) = (first.sequence, last.sequence);
        let here = |change: &&Otherwise<A::Command>| {
            change.what.concerns().is_some_and(|of| of >= first && of <= last)
        };
        let due = self.changes.get(self.outcomes.len()..).unwrap_or_default();
        let due: Vec<_> = due.iter().take_while(here).cloned().collect();
        let plain = due.is_empty()
            && commit.iter().all(|event| Some(event.command_id) == commit.first().map(|it| it.command_id));
        let before = (!plain).then(|| self.before());
        let mut firsts = Vec::new();
        if let Err((at, why)) = self.decide_again(real.past, commit, &due, &mut firsts) {
            if let Some(before) = before {
                self.put_back(before);
            }
            if due.is_empty() && Self::refused_anyway(real, commit)? {
                self.take_as_facts(real.past, commit);
            } else {
                self.outcomes.extend(due.iter().map(|_| Err(why.clone())));
                self.refused.push(Refused { first, last, at, why });
            }
        } else {
            self.outcomes.extend(due.iter().map(|change| {
                let of = change.what.concerns();
                Outcome::Ok(firsts.iter().find(|(at, _)| Some(*at) == of).map(|(_, first)| *first))
            }));
        }
        self.course.pass(last);
        Ok(())
    }

    /// The same up to the first refusal, which is said with the event whose command is refused. `firsts` tells where what
    /// stands instead of an event begins.
    fn decide_again(
        &mut self,
        shared: &A::Past,
        commit: &[Recorded<A::Event>],
        due: &[Otherwise<A::Command>],
        firsts: &mut Vec<(Sequence, Sequence)>,
    ) -> Result<(), No<A>> {
        let begin = self.course.head().next();
        let of = |event: &Recorded<A::Event>| {
            due.iter().find(|change| change.what.concerns() == Some(event.sequence))
        };
        for command in commit.chunk_by(|one, other| one.command_id == other.command_id) {
            let stays: Vec<_> = command.iter().filter(|event| of(event).is_none()).cloned().collect();
            let mut otherwise = self.comes_to(shared, &stays)?;
            let same = otherwise.is_none();
            for event in command {
                match of(event) {
                    None if same => self.share(shared, event, begin),
                    None => {
                        self.course.pass(event.sequence);
                        let ids = stays.iter().map(|event| *event.id.bytes());
                        let mut ids = ids.chain(made_from(*event.id.bytes()).skip(1));
                        let recording = Recording::of_its_own(event, begin, &mut ids);
                        let name = Rc::clone(&event.command);
                        self.record(shared, otherwise.take().unwrap_or_default(), &name, recording);
                    }
                    Some(change) => {
                        self.course.pass(event.sequence);
                        let What::Instead(_, instead) = &change.what else { continue };
                        firsts.push((event.sequence, self.course.head().next()));
                        let mut ids = core::iter::once(*event.id.bytes()).chain(ids_of(change.id));
                        let recording = Recording::instead_of(event, begin, change.id, &mut ids);
                        self.decide(shared, instead, recording).map_err(|why| (event.sequence, why))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// What the command that recorded these events comes to here, where that is something else; or that it is refused.
    fn comes_to(
        &self,
        shared: &A::Past,
        events: &[Recorded<A::Event>],
    ) -> Result<Option<Vec<A::Event>>, No<A>> {
        let Some((first, wanted)) = events.first().zip(A::wanted(events)) else { return Ok(None) };
        let decided = self.state.decide_in(self.seen(shared), &wanted);
        let decided = decided.map_err(|why| (first.sequence, why))?;
        let same = decided.iter().eq(events.iter().map(|event| &event.data));
        Ok((!same).then_some(decided))
    }

    /// Whether the rules would refuse a commit today even in the history it was recorded in: then they are younger than
    /// it, and what was recorded is a fact.
    fn refused_anyway<C: Codec<Event = A::Event>>(
        real: Real<'_, A, C>,
        commit: &[Recorded<A::Event>],
    ) -> Result<bool, Unreadable> {
        let Some(first) = commit.first() else { return Ok(false) };
        let mut really = Self::sharing(real, first.sequence.previous())?;
        Ok(really.decide_again(real.past, commit, &[], &mut Vec::new()).is_err())
    }

    fn take_as_facts(&mut self, shared: &A::Past, commit: &[Recorded<A::Event>]) {
        let begin = self.course.head().next();
        for event in commit {
            self.share(shared, event, begin);
        }
    }

    fn share(&mut self, shared: &A::Past, event: &Recorded<A::Event>, commit: Sequence) {
        let sequence = self.course.share(event.sequence);
        self.take(shared, &Recorded { sequence, commit, ..event.clone() });
    }

    /// Decides a command and takes in what it amounts to.
    fn decide(
        &mut self,
        shared: &A::Past,
        command: &A::Command,
        recording: Recording<'_>,
    ) -> Result<(), A::Refusal> {
        let decided = self.state.decide_in(self.seen(shared), command)?;
        self.record(shared, decided, &A::name(command).into(), recording);
        Ok(())
    }

    fn record(
        &mut self,
        shared: &A::Past,
        decided: Vec<A::Event>,
        command: &Rc<str>,
        recording: Recording<'_>,
    ) {
        for (data, id) in decided.into_iter().zip(recording.ids) {
            let event = Recorded {
                sequence: self.course.own(),
                id: EventId::from_bytes(id),
                recorded_at: recording.recorded_at,
                commit: recording.commit,
                command: Rc::clone(command),
                command_id: recording.command_id,
                caused_by: recording.caused_by,
                actor: recording.actor.clone(),
                data,
            };
            self.take(shared, &event);
            self.own.push(event);
        }
    }

    /// Takes in the event at the head of the course.
    fn take(&mut self, shared: &A::Past, event: &Recorded<A::Event>) {
        let Self { overlay, course, state, .. } = self;
        A::note(overlay, shared, course, event);
        state.evolve_in(Seen { shared, course, overlay }, event);
    }

    fn keep(&mut self) {
        let last = self.kept.last().map_or(0, |(at, _)| at.get());
        if self.course.head().get() >= last + self.state.spacing() {
            self.kept.push((self.course.head(), self.state.clone()));
        }
    }

    fn before(&self) -> Before<A> {
        (self.course.clone(), self.overlay.clone(), self.state.clone(), self.own.len())
    }

    fn put_back(&mut self, (course, overlay, state, own): Before<A>) {
        (self.course, self.overlay, self.state) = (course, overlay, state);
        self.own.truncate(own);
    }
}

/// The ids of a command's events, as it gives them wherever it is recorded.
fn ids_of(command: CommandId) -> impl Iterator<Item = [u8; 16]> {
    (0..=u32::MAX).map(move |number| *EventId::of_command(command, number).bytes())
}

/// The ids that follow from one: itself, and those that count on from it.
fn made_from(bytes: [u8; 16]) -> impl Iterator<Item = [u8; 16]> {
    (0..=u16::MAX).map(move |n| {
        let mut made = bytes;
        let tail = u16::from_be_bytes([bytes[14], bytes[15]]).wrapping_add(n).to_be_bytes();
        made[14..].copy_from_slice(&tail);
        made
    })
}
