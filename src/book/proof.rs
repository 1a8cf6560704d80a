//! Proof: the log replayed from its first event and hashed again, a stretch at a time, and compared with everything
//! that is kept and shown of it. Where they differ, the first event from which on they do is found.

use super::replay::{Fold, Replay};
use crate::event_sourcing::{Codec, Fingerprint, Real, Sequence, checksum};
use crate::ledger::{Currency, Ledger};
use crate::record::{LedgerCodec, read_snapshot};

/// What is proven: a log, its index, and the states kept and shown of it.
pub type Held<'a> = Real<'a, Ledger, LedgerCodec>;

/// What says something else than the log does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Party {
    /// A snapshot in memory, or what is shown between two of them.
    Snapshot,
    /// A state kept in the store, so that the book opens quickly.
    Kept,
    /// What the page is made from.
    Shown,
    /// A figure on the screen.
    Figure,
    /// The fingerprint that is stored with the events.
    Fingerprint,
    /// An event: it can't be read, or corrects one that is not there.
    Event,
}

/// What of it is another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Aspect {
    /// An account's balance.
    Balance {
        /// The account's name.
        account: String,
        /// Its currency.
        currency: Currency,
        /// What the events add up to, in minor units.
        replayed: i128,
        /// What is said instead.
        found: i128,
    },
    /// Something else about an account: its name, say.
    Account(String),
    /// The book itself: its name, its accounts, its closed periods or named moments.
    Book,
    /// Nothing can be read off it.
    Unreadable,
}

/// Where replay and what is kept or shown part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The first event after which they differ.
    pub event: Sequence,
    /// Who says otherwise.
    pub party: Party,
    /// About what.
    pub aspect: Aspect,
}

/// The replay of a log, gone on with whenever there is time for it. It never begins again because of new events.
#[derive(Debug)]
pub struct Proof {
    replay: Replay,
    fingerprint: Fingerprint,
    /// The replay where everything agreed last.
    agreed: Replay,
    /// The record that replay is in.
    record: usize,
    /// How many snapshots agree.
    snapshots: usize,
    /// The log's end was compared with what is shown there.
    compared: Sequence,
    /// The way from where everything agreed to where it did not, who did not, and about what.
    search: Option<(Replay, Party, Aspect)>,
    difference: Option<Difference>,
}

impl Default for Proof {
    fn default() -> Self {
        Self::by(Replay::EVOLVE)
    }
}

impl Proof {
    /// A proof by another fold than the ledger's own.
    pub fn by(fold: Fold) -> Self {
        Self {
            replay: Replay::by(fold),
            fingerprint: Fingerprint::EMPTY,
            agreed: Replay::by(fold),
            record: 0,
            snapshots: 0,
            compared: Sequence::START,
            search: None,
            difference: None,
        }
    }

    /// How many events were replayed.
    pub const fn count(&self) -> u64 {
        self.replay.at().get()
    }

    /// The fingerprint of the events replayed.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// How many snapshots in memory agree with the replay.
    pub const fn snapshots(&self) -> usize {
        self.snapshots
    }

    /// Where something differs, once that is found.
    pub const fn difference(&self) -> Option<&Difference> {
        self.difference.as_ref()
    }

    /// Whether all of the log is replayed and agrees, or a difference is found.
    pub fn is_settled(&self, held: &Held<'_>) -> bool {
        self.difference.is_some() || (self.search.is_none() && self.compared == held.log.head())
    }

    /// What the events alone say at the log's end, once all of it was replayed.
    pub const fn replayed(&self) -> &Ledger {
        self.replay.state()
    }

    /// Replays the next `events` events, or fewer where the log ends; says whether it is [settled](Self::is_settled).
    pub fn step(&mut self, held: &Held<'_>, events: u64) -> bool {
        if self.is_settled(held) {
            return true;
        }
        if self.search.is_some() {
            self.seek(held, events);
        } else {
            self.advance(held, events);
        }
        self.is_settled(held)
    }

    fn advance(&mut self, held: &Held<'_>, events: u64) {
        let from = self.replay.at().next();
        let mut json = Vec::new();
        for stored in held.log.stored(from, from.plus(events - 1)) {
            let next = self.replay.at().next();
            let Ok(stored) = stored else { return self.unreadable(next) };
            json.clear();
            LedgerCodec::canonical(&stored, &mut json);
            let Ok(event) = LedgerCodec::upcast(&stored) else { return self.unreadable(next) };
            if self.replay.take(held, &event).is_none() {
                return self.unreadable(next);
            }
            self.fingerprint = self.fingerprint.then(&json);
            if !self.is_hashed_as_stored(held) {
                let aspect = Aspect::Unreadable;
                self.difference = Some(Difference { event: next, party: Party::Fingerprint, aspect });
                return;
            }
            // What is no matter of money may come and go between two snapshots: it is looked at where it changes.
            let turned = event.data.turns().then(|| self.differs_there(held)).flatten();
            if let Some(aspect) = turned.or_else(|| self.differs_from_snapshot(held)) {
                self.search = Some((self.agreed.clone(), Party::Snapshot, aspect));
                return;
            }
        }
        if self.replay.at() == held.log.head() {
            match self.replay.differs(held.now) {
                Some(aspect) => self.search = Some((self.agreed.clone(), Party::Shown, aspect)),
                None => self.compared = self.replay.at(),
            }
        }
    }

    /// Compares with the fingerprint at the end of a record.
    fn is_hashed_as_stored(&mut self, held: &Held<'_>) -> bool {
        let records = held.log.records();
        while records.get(self.record).is_some_and(|record| record.last() < self.replay.at()) {
            self.record += 1;
        }
        let ends = records.get(self.record).filter(|record| record.last() == self.replay.at());
        ends.is_none_or(|record| record.after() == self.fingerprint)
    }

    fn differs_there(&self, held: &Held<'_>) -> Option<Aspect> {
        let shown = held.state_at(self.replay.at()).ok();
        shown.map_or(Some(Aspect::Unreadable), |shown| self.replay.differs(&shown))
    }

    fn differs_from_snapshot(&mut self, held: &Held<'_>) -> Option<Aspect> {
        let kept = held.timeline.snapshots();
        let at = self.replay.at();
        let begin = kept.partition_point(|snapshot| snapshot.position < at);
        let snapshot = kept.get(begin).filter(|snapshot| snapshot.position == at)?;
        let other_print = (snapshot.fingerprint != self.fingerprint).then_some(Aspect::Unreadable);
        let differs = self.replay.differs(&snapshot.state).or(other_print);
        if differs.is_none() {
            self.snapshots += 1;
            self.agreed = self.replay.clone();
        }
        differs
    }

    /// Goes on looking for the first event after which the state shown is not the one replayed.
    fn seek(&mut self, held: &Held<'_>, events: u64) {
        let Some((mut replay, party, aspect)) = self.search.take() else { return };
        let from = replay.at().next();
        for event in held.log.events(from, from.plus(events - 1).min(self.replay.at())) {
            let next = replay.at().next();
            let Some(shown) = event
                .ok()
                .and_then(|event| replay.take(held, &event))
                .and_then(|()| held.state_at(next).ok())
            else {
                return self.unreadable(next);
            };
            if let Some(aspect) = replay.differs(&shown) {
                self.difference = Some(Difference { event: next, party, aspect });
                return;
            }
        }
        if replay.at() < self.replay.at() {
            self.search = Some((replay, party, aspect));
        } else {
            // What is shown is right: only what was kept of this very moment is not.
            self.difference = Some(Difference { event: replay.at(), party, aspect });
        }
    }

    fn unreadable(&mut self, event: Sequence) {
        self.difference = Some(Difference { event, party: Party::Event, aspect: Aspect::Unreadable });
    }

    /// Compares a state kept in the store with the log, which is proven up to there, and says whether it agrees; a kept
    /// state of another version of the program says nothing.
    pub fn compare_kept(&mut self, held: &Held<'_>, position: Sequence, bytes: &[u8]) -> bool {
        let (aspect, agrees) = match kept_differs(held, position, bytes) {
            Ok(agrees) => (None, agrees),
            Err(aspect) => (Some(aspect), false),
        };
        if let Some(aspect) = aspect {
            self.note(Difference { event: position, party: Party::Kept, aspect });
        }
        agrees
    }

    /// Takes in a difference that was found elsewhere; the first one found stays.
    pub fn note(&mut self, difference: Difference) {
        self.difference.get_or_insert(difference);
    }
}

fn kept_differs(held: &Held<'_>, position: Sequence, bytes: &[u8]) -> Result<bool, Aspect> {
    let Some(kept) = read_snapshot(bytes) else {
        let (body, sum) = bytes.split_last_chunk::<4>().ok_or(Aspect::Unreadable)?;
        let torn = checksum(body) != u32::from_le_bytes(*sum);
        return if torn { Err(Aspect::Unreadable) } else { Ok(false) };
    };
    let snapshot = kept.snapshot;
    if snapshot.position != position || position > held.log.head() {
        return Err(Aspect::Unreadable);
    }
    let (Ok(state), Ok(print)) = (held.state_at(position), held.log.fingerprint_at(position)) else {
        return Ok(false);
    };
    match differs(&state, &snapshot.state) {
        Some(aspect) => Err(aspect),
        None if print != snapshot.fingerprint => Err(Aspect::Unreadable),
        None => Ok(true),
    }
}

/// What `found` says otherwise than the state `replayed`, account by account.
pub(super) fn differs(replayed: &Ledger, found: &Ledger) -> Option<Aspect> {
    if replayed == found {
        return None;
    }
    for (right, other) in replayed.accounts().iter().zip(found.accounts()) {
        if right.balance != other.balance {
            return Some(Aspect::Balance {
                account: right.name.to_string(),
                currency: right.currency,
                replayed: i128::from(right.balance.get()),
                found: i128::from(other.balance.get()),
            });
        }
        if right != other {
            return Some(Aspect::Account(right.name.to_string()));
        }
    }
    Some(Aspect::Book)
}

/// The proof of one past moment: from the snapshot before it, which is proven, event by event.
#[derive(Debug)]
pub struct MomentProof {
    replay: Replay,
    /// Where it began.
    begin: Replay,
    position: Sequence,
    /// Whether every moment on the way is compared, because the last one is known to differ.
    comparing: bool,
}

impl MomentProof {
    /// Begins at the last snapshot up to a moment.
    pub fn new(held: &Held<'_>, position: Sequence) -> Self {
        let kept = held.timeline.snapshots();
        let before = kept.partition_point(|snapshot| snapshot.position <= position).checked_sub(1);
        let begin = before.and_then(|at| kept.get(at));
        let replay = begin.map(|snapshot| Replay::after(snapshot.position, &snapshot.state));
        let replay = replay.unwrap_or_else(|| Replay::by(Replay::EVOLVE));
        Self { begin: replay.clone(), replay, position, comparing: false }
    }

    /// Which moment.
    pub const fn position(&self) -> Sequence {
        self.position
    }

    /// The state replayed; that of the moment once a step has said so.
    pub const fn replayed(&self) -> &Ledger {
        self.replay.state()
    }

    /// Replays the next events; once at the moment, says whether what is shown there is the same.
    pub fn step(&mut self, held: &Held<'_>, events: u64) -> Option<Result<(), Difference>> {
        let from = self.replay.at().next();
        for event in held.log.events(from, from.plus(events - 1).min(self.position)) {
            let next = self.replay.at().next();
            if event.ok().and_then(|event| self.replay.take(held, &event)).is_none() {
                let (party, aspect) = (Party::Event, Aspect::Unreadable);
                return Some(Err(Difference { event: next, party, aspect }));
            }
            if self.comparing
                && let Some(difference) = self.differs(held)
            {
                return Some(Err(difference));
            }
        }
        if self.replay.at() < self.position.min(held.log.head()) {
            return None;
        }
        match self.differs(held) {
            None => Some(Ok(())),
            Some(difference) if self.comparing => Some(Err(difference)),
            Some(_) => {
                self.comparing = true;
                self.replay = self.begin.clone();
                self.differs(held).map(Err)
            }
        }
    }

    fn differs(&self, held: &Held<'_>) -> Option<Difference> {
        let event = self.replay.at();
        let shown = held.state_at(event).ok();
        let aspect = shown.map_or(Some(Aspect::Unreadable), |shown| self.replay.differs(&shown));
        aspect.map(|aspect| Difference { event, party: Party::Shown, aspect })
    }
}
