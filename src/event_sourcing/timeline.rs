//! The state at any position: the nearest snapshot before it, and the replay of what follows.

use super::{Aggregate, Codec, Fingerprint, Log, Sequence, Unreadable};
use std::cell::RefCell;

/// The state at one position, kept so that replay need not begin at event 1. Derived, never the truth.
#[derive(Clone, Debug)]
pub struct Snapshot<A> {
    /// The last event folded into it.
    pub position: Sequence,
    /// The fingerprint of the log up to there.
    pub fingerprint: Fingerprint,
    /// The [`Aggregate::FOLD_VERSION`] that made it.
    pub fold_version: u32,
    /// The state.
    pub state: A,
}

/// Snapshots over a log, in order of position. Looking at the past costs at most one stretch of replay between
/// two snapshots, however long the history is.
#[derive(Debug)]
pub struct Timeline<A> {
    snapshots: Vec<Snapshot<A>>,
    last_look: RefCell<Option<(Sequence, A)>>,
}

impl<A> Default for Timeline<A> {
    fn default() -> Self {
        Self { snapshots: Vec::new(), last_look: RefCell::new(None) }
    }
}

impl<A: Aggregate + PartialEq> Timeline<A> {
    /// The snapshots there are.
    pub fn snapshots(&self) -> &[Snapshot<A>] {
        &self.snapshots
    }

    /// Offers the state at the log's head; kept where the last snapshot is far enough behind.
    pub fn offer<C: Codec<Event = A::Event>>(&mut self, log: &Log<C>, state: &A) {
        let position = log.head();
        let last = self.snapshots.last().map_or(0, |snapshot| snapshot.position.get());
        if position.get() >= last + state.spacing() {
            let (fingerprint, fold_version) = (log.fingerprint(), A::FOLD_VERSION);
            self.snapshots.push(Snapshot { position, fingerprint, fold_version, state: state.clone() });
        }
    }

    /// Takes in a snapshot that was kept elsewhere. Discarded unread where its fold version or its place in this
    /// log's history is another; says whether it was taken.
    pub fn adopt<C: Codec<Event = A::Event>>(&mut self, log: &Log<C>, snapshot: Snapshot<A>) -> bool {
        let fits = snapshot.fold_version == A::FOLD_VERSION
            && snapshot.position <= log.head()
            && log.fingerprint_at(snapshot.position).is_ok_and(|there| there == snapshot.fingerprint);
        let at = self.snapshots.partition_point(|kept| kept.position < snapshot.position);
        let new = self.snapshots.get(at).is_none_or(|kept| kept.position != snapshot.position);
        if fits && new {
            self.snapshots.insert(at, snapshot);
        }
        fits
    }

    /// Throws every snapshot away.
    pub fn clear(&mut self) {
        self.snapshots.clear();
        self.last_look.replace(None);
    }

    /// The state after the event at `position` (held at the log's head), by snapshot and replay. A look near
    /// the last one, at or after it, goes on from there.
    pub fn state_at<C: Codec<Event = A::Event>>(
        &self,
        log: &Log<C>,
        past: &A::Past,
        position: Sequence,
    ) -> Result<A, Unreadable> {
        let position = position.min(log.head());
        let after = self.snapshots.partition_point(|snapshot| snapshot.position <= position);
        let nearest = after.checked_sub(1).and_then(|at| self.snapshots.get(at));
        let from = nearest.map_or(Sequence::START, |snapshot| snapshot.position);
        let looked = self.last_look.take().filter(|(at, _)| *at >= from && *at <= position);
        let (mut at, mut state) = looked
            .unwrap_or_else(|| (from, nearest.map_or_else(A::default, |snapshot| snapshot.state.clone())));
        if at < position && !state.leap(past, at, position) {
            for event in log.events(at.next(), position) {
                let event = event?;
                state.evolve(past, &event);
                at = event.sequence;
            }
        }
        at = at.max(position);
        self.last_look.replace(Some((at, state.clone())));
        Ok(state)
    }

    /// Replays the whole log from nothing and throws away every snapshot that disagrees, naming where each was.
    pub fn check<C: Codec<Event = A::Event>>(
        &mut self,
        log: &Log<C>,
        past: &A::Past,
    ) -> Result<Vec<Sequence>, Unreadable> {
        let mut wrong = Vec::new();
        let mut state = A::default();
        let mut at = Sequence::START;
        for snapshot in &self.snapshots {
            for event in log.events(at.next(), snapshot.position) {
                state.evolve(past, &event?);
            }
            at = snapshot.position;
            if snapshot.state != state || snapshot.fold_version != A::FOLD_VERSION {
                wrong.push(at);
            }
        }
        self.snapshots.retain(|snapshot| !wrong.contains(&snapshot.position));
        if !wrong.is_empty() {
            self.last_look.replace(None);
        }
        Ok(wrong)
    }
}
