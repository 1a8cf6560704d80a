//! The outbox of one destination: which events are sent next, what their outcome means, and when it is tried again. It
//! does nothing itself: events, outcomes, time and randomness come in, batches and waiting times go out.

use super::backoff::delay;
use super::{Answer, IntegrationEvent, Outcome, Parked, Problem, Progress};
use crate::event_sourcing::{Sequence, Timestamp};
use crate::ledger::AccountId;
use std::collections::{HashSet, VecDeque};

/// How many events are held ready at the most.
pub const MOST_READY: usize = 2_000;

/// How many events are in one batch at the most.
const MOST_EVENTS: usize = 500;

/// How many bytes of events are in one batch at the most, unless one alone is larger.
const MOST_BYTES: usize = 400_000;

/// So many batches have to be accepted without a flaw before a batch holds several events of one account.
const CLEAN: u32 = 32;

/// So many events may be refused in a row before it is taken for the destination's fault, not theirs.
const REFUSED_IN_A_ROW: u32 = 3;

/// What may be in one batch without endangering the order of an account's events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Batching {
    /// A batch is accepted or refused as a whole.
    Whole,
    /// Events are accepted one by one: a later one of an account may be, although an earlier one was not.
    Partial,
    /// An account's event is only sent once the one before it was accepted.
    Chained,
}

/// What to do next.
#[derive(Debug)]
pub enum Step<'a> {
    /// Send these and come back with the answer.
    Send(Vec<&'a IntegrationEvent>),
    /// Nothing, before this moment.
    Wait(Timestamp),
    /// Nothing, before something changes.
    Rest,
}

/// How a destination is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Everything is delivered, or is being delivered.
    Live,
    /// Stopped by the user.
    Paused,
    /// It will be tried again.
    Waiting,
    /// Only the user can help.
    Stuck,
}

impl State {
    /// As scripts read it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Paused => "paused",
            Self::Waiting => "waiting",
            Self::Stuck => "stuck",
        }
    }

    /// The state of a destination that is paused or has this problem.
    pub fn of(paused: bool, problem: Option<&Problem>) -> Self {
        match problem {
            _ if paused => Self::Paused,
            Some(problem) if problem.needs_the_user() => Self::Stuck,
            Some(_) => Self::Waiting,
            None => Self::Live,
        }
    }
}

/// Where an event that is under way stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// In `again`.
    Again(usize),
    /// In `queue`.
    Queue(usize),
}

/// The outbox of one destination.
#[derive(Debug)]
pub struct Outbox {
    batching: Batching,
    progress: Progress,
    paused: bool,
    /// The log has been looked at up to here.
    fed: Sequence,
    /// What is not settled yet, in the order of the log.
    queue: VecDeque<IntegrationEvent>,
    /// What was parked and is to be sent once more.
    again: Vec<IntegrationEvent>,
    under_way: Vec<Place>,
    /// What was accepted after the cursor already: counted as delivered once the cursor has come there, so that nothing
    /// is counted twice that is sent twice.
    ahead: Vec<Sequence>,
    failures: u32,
    not_before: Option<Timestamp>,
    clean: u32,
    /// So many events are sent alone, to find the one for which a whole batch was refused.
    alone: usize,
    refused: u32,
}

impl Outbox {
    /// Goes on where delivery had come to.
    pub fn new(batching: Batching, progress: Progress) -> Self {
        let fed = progress.cursor;
        Self {
            batching,
            progress,
            paused: false,
            fed,
            queue: VecDeque::new(),
            again: Vec::new(),
            under_way: Vec::new(),
            ahead: Vec::new(),
            failures: 0,
            not_before: None,
            clean: 0,
            alone: 0,
            refused: 0,
        }
    }

    /// How far it has come: to be kept before the next batch is asked for.
    pub const fn progress(&self) -> &Progress {
        &self.progress
    }

    /// How many events were delivered by now.
    pub fn delivered(&self) -> u64 {
        self.progress.delivered + self.ahead.len() as u64
    }

    /// The event up to which the log has been looked at.
    pub const fn fed(&self) -> Sequence {
        self.fed
    }

    /// How many events of the log before `fed` are still to be delivered.
    pub fn ready(&self) -> usize {
        self.queue.len() + self.again.len()
    }

    /// Whether it wants to look further into the log.
    pub fn is_hungry(&self) -> bool {
        self.queue.len() < MOST_READY / 2
    }

    /// Takes in the public events of the log after `fed`, up to and including `to`.
    pub fn feed(&mut self, events: impl IntoIterator<Item = IntegrationEvent>, to: Sequence) {
        self.queue.extend(events);
        self.fed = to.max(self.fed);
        self.settle_cursor();
    }

    /// Takes in a parked event that is to be sent once more.
    pub fn release(&mut self, event: IntegrationEvent) {
        self.again.push(event);
    }

    /// Stops or goes on.
    pub fn set_paused(&mut self, paused: bool) {
        if self.paused && !paused {
            self.try_now();
        }
        self.paused = paused;
    }

    /// Something has changed for the better, perhaps: the next batch need not wait.
    pub fn try_now(&mut self) {
        self.refused = 0;
        self.go_on();
    }

    fn go_on(&mut self) {
        self.not_before = None;
        self.failures = 0;
    }

    /// How it is doing.
    pub fn state(&self) -> State {
        State::of(self.paused, self.progress.problem.as_ref())
    }

    /// What to do now. A batch is answered before the next one is asked for.
    pub fn next(&mut self, now: Timestamp) -> Step<'_> {
        if self.paused || !self.under_way.is_empty() || self.ready() == 0 {
            return Step::Rest;
        }
        if let Some(moment) = self.not_before.filter(|moment| *moment > now) {
            return Step::Wait(moment);
        }
        self.under_way = self.batch();
        Step::Send(self.under_way.iter().filter_map(|place| self.at(*place)).collect())
    }

    fn batch(&self) -> Vec<Place> {
        let several = match self.batching {
            Batching::Whole | Batching::Chained => true,
            Batching::Partial => self.clean >= CLEAN && !self.progress.careful,
        };
        let most = if self.alone > 0 { 1 } else { MOST_EVENTS };
        let again = (0..self.again.len()).map(Place::Again);
        let queue = (0..self.queue.len()).map(Place::Queue);
        let (mut batch, mut bytes, mut accounts) = (Vec::new(), 0, HashSet::new());
        for place in again.chain(queue) {
            let Some(event) = self.at(place) else { continue };
            if !several && !accounts.insert(event.account) {
                continue;
            }
            bytes += event.json.len();
            if batch.len() == most || (bytes > MOST_BYTES && !batch.is_empty()) {
                break;
            }
            batch.push(place);
        }
        batch
    }

    fn at(&self, place: Place) -> Option<&IntegrationEvent> {
        match place {
            Place::Again(at) => self.again.get(at),
            Place::Queue(at) => self.queue.get(at),
        }
    }

    /// Takes in what became of the batch.
    pub fn answered(&mut self, now: Timestamp, random: u32, answer: Answer) {
        let batch = core::mem::take(&mut self.under_way);
        let mut outcomes = match answer {
            Answer::Whole(Outcome::Refused(_)) if batch.len() > 1 => {
                // One of them is the cause. Which, they tell one by one.
                self.alone = batch.len();
                return;
            }
            Answer::Whole(outcome) => vec![outcome; batch.len()],
            Answer::Each(outcomes) => outcomes,
        };
        outcomes.resize(batch.len(), Outcome::Later(Problem::new("unexpected"), None));
        let mut settled = Vec::new();
        let mut held: HashSet<AccountId> = HashSet::new();
        let (mut problem, mut asked) = (None, None);
        let mut accepted = false;
        for (place, outcome) in batch.into_iter().zip(outcomes) {
            let Some((account, sequence, id)) =
                self.at(place).map(|it| (it.account, it.sequence, it.id.clone()))
            else {
                continue;
            };
            match outcome {
                // It came before one that is still to come: it is sent once more, after that one.
                Outcome::Accepted if held.contains(&account) => self.progress.careful = true,
                Outcome::Accepted => {
                    accepted = true;
                    self.refused = 0;
                    self.ahead.push(sequence);
                    self.progress.parked.retain(|parked| parked.id != id);
                    settled.push(place);
                }
                Outcome::Refused(why) if !held.contains(&account) => {
                    self.refused += 1;
                    if self.refused > REFUSED_IN_A_ROW {
                        held.insert(account);
                        problem = Some(Problem::with("all-refused", &why.detail));
                    } else {
                        self.progress.parked.retain(|parked| parked.id != id);
                        self.progress.parked.push(Parked { sequence, id, problem: why, released: false });
                        settled.push(place);
                    }
                }
                Outcome::Later(why, wait) => {
                    held.insert(account);
                    asked = asked.max(wait);
                    problem = problem.or(Some(why));
                }
                Outcome::Refused(_) | Outcome::Unsent => {
                    held.insert(account);
                }
            }
        }
        self.alone = self.alone.saturating_sub(settled.len());
        self.remove(&settled);
        // What was left unsent for want of time, after others of the batch had arrived, is no failure.
        if problem.is_none() && (held.is_empty() || !settled.is_empty()) {
            self.clean = self.clean.saturating_add(1);
            self.go_on();
        } else {
            self.clean = 0;
            self.failures = if accepted { 1 } else { self.failures.saturating_add(1) };
            let stuck = problem.as_ref().is_some_and(Problem::needs_the_user);
            let wait = i64::try_from(delay(self.failures, stuck, asked, random)).unwrap_or(i64::MAX);
            self.not_before = Timestamp::from_millis(now.millis().saturating_add(wait));
        }
        self.progress.problem = problem;
        self.settle_cursor();
    }

    /// The batch could not be sent at all, and nothing is known to have changed.
    pub fn forget_batch(&mut self) {
        self.under_way.clear();
    }

    /// What is settled leaves, from the last to the first, so that places stay true.
    fn remove(&mut self, settled: &[Place]) {
        let (mut again, mut queue) = (Vec::new(), Vec::new());
        for place in settled {
            match place {
                Place::Again(at) => again.push(*at),
                Place::Queue(at) => queue.push(*at),
            }
        }
        for at in again.into_iter().rev() {
            self.again.remove(at);
        }
        // The whole beginning leaves at once, which is the usual case.
        let front = queue.iter().enumerate().take_while(|(n, at)| n == *at).count();
        for at in queue.drain(front..).rev() {
            self.queue.remove(at);
        }
        self.queue.drain(..front);
    }

    /// The cursor stands before the first event that is not settled.
    fn settle_cursor(&mut self) {
        let settled = self.queue.front().map_or(self.fed, |event| event.sequence.previous());
        let cursor = settled.max(self.progress.cursor);
        self.progress.cursor = cursor;
        let before = self.ahead.len();
        self.ahead.retain(|sequence| *sequence > cursor);
        self.progress.delivered += (before - self.ahead.len()) as u64;
    }
}
