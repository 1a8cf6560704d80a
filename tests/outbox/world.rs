//! A simulated day: a log that grows, a destination with moods, a browser that is closed and killed, and what must hold.

use daybook::event_sourcing::{Sequence, Timestamp};
use daybook::ledger::AccountId;
use daybook::streaming::{Answer, Batching, IntegrationEvent, Outbox, Outcome, Problem, Progress, Step};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The one thing that is done wrong with an outbox, or in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    None,
    TakesSentForDelivered,
    TakesTheFirstOutcomeForAll,
    KeepsWhatItHasLookedAtAsCursor,
    PassesTheHead,
    LosesWhatWasRefused,
    SendsAnAccountsNextEventWithoutTheOneBefore,
    ForgetsTheCursor,
}

impl Fault {
    pub(crate) const ALL: [Self; 7] = [
        Self::TakesSentForDelivered,
        Self::TakesTheFirstOutcomeForAll,
        Self::KeepsWhatItHasLookedAtAsCursor,
        Self::PassesTheHead,
        Self::LosesWhatWasRefused,
        Self::SendsAnAccountsNextEventWithoutTheOneBefore,
        Self::ForgetsTheCursor,
    ];
}

/// Numbers by a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

struct World {
    dice: Dice,
    fault: Fault,
    batching: Batching,
    /// Whether a later event of an account may be accepted although an earlier one in the same request was not.
    out_of_order: bool,
    trouble: u64,
    now: i64,
    accounts: u64,
    log: Vec<Vec<IntegrationEvent>>,
    poison: BTreeSet<String>,
    arrived: Vec<IntegrationEvent>,
    /// The ids of what had arrived when this was last looked at, and how much of the log was found to be settled.
    seen: (usize, HashSet<String>),
    settled: usize,
    /// Requests that were reported as failed and will arrive all the same.
    late: Vec<Vec<IntegrationEvent>>,
    kept: Progress,
    outbox: Outbox,
}

/// Runs one day; tells what did not hold.
pub(crate) fn run(seed: u64, fault: Fault) -> Result<(), String> {
    let mut world = World::new(seed, fault);
    for _ in 0..150 + world.dice.below(250) {
        world.something_happens()?;
    }
    world.evening()
}

impl World {
    fn new(seed: u64, fault: Fault) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xDA7B);
        for _ in 0..4 {
            dice.below(2);
        }
        let batching = [Batching::Whole, Batching::Partial, Batching::Partial, Batching::Chained];
        let batching = batching[usize::try_from(dice.below(4)).unwrap()];
        Self {
            out_of_order: batching == Batching::Partial && dice.chance(30),
            trouble: [0, 5, 20, 60][usize::try_from(dice.below(4)).unwrap()],
            now: 1_000,
            accounts: 1 + dice.below(5),
            log: Vec::new(),
            poison: BTreeSet::new(),
            arrived: Vec::new(),
            seen: (0, HashSet::new()),
            settled: 0,
            late: Vec::new(),
            kept: Progress::default(),
            outbox: Outbox::new(batching, Progress::default()),
            dice,
            fault,
            batching,
        }
    }

    fn head(&self) -> Sequence {
        Sequence::new(self.log.len() as u64).unwrap()
    }

    fn something_happens(&mut self) -> Result<(), String> {
        match self.dice.below(20) {
            0..=3 => self.record(),
            4 if self.dice.chance(20) => (0..200).for_each(|_| self.record()),
            4 | 5 => self.now += i64::try_from(self.dice.below(90_000)).unwrap(),
            6 if self.dice.chance(50) => self.killed(),
            7 if self.dice.chance(30) => self.outbox.set_paused(true),
            8 => self.outbox.set_paused(false),
            9 if self.dice.chance(20) => self.outbox.try_now(),
            10 if !self.late.is_empty() => {
                let which = usize::try_from(self.dice.below(self.late.len() as u64)).unwrap();
                let request = self.late.remove(which);
                self.arrived.extend(request);
            }
            _ => self.send()?,
        }
        Ok(())
    }

    fn record(&mut self) {
        let sequence = self.head().next();
        let mut event = |part: &str| {
            let account = AccountId::from_bytes([u8::try_from(self.dice.below(self.accounts)).unwrap(); 16]);
            let id = format!("e{sequence}{part}");
            if self.dice.chance(2) {
                self.poison.insert(id.clone());
            }
            IntegrationEvent { sequence, json: format!("{{\"id\":\"{id}\"}}"), id, account }
        };
        let events = match sequence.get() % 4 {
            0 => vec![],
            1 => vec![event("/from"), event("/to")],
            _ => vec![event("")],
        };
        self.log.push(events);
    }

    /// The browser is gone, and with it everything that was not kept; another begins.
    fn killed(&mut self) {
        self.outbox = Outbox::new(self.batching, self.kept.clone());
    }

    fn feed(&mut self) {
        let from = usize::try_from(self.outbox.fed().get()).unwrap();
        let to = self.log.len().min(from + 300);
        if !self.outbox.is_hungry() || from >= to {
            return;
        }
        let events: Vec<_> = self.log[from..to].iter().flatten().cloned().collect();
        self.outbox.feed(events, Sequence::new(to as u64).unwrap());
    }

    fn send(&mut self) -> Result<(), String> {
        self.feed();
        let now = Timestamp::from_millis(self.now).unwrap();
        let mut batch: Vec<IntegrationEvent> = match self.outbox.next(now) {
            Step::Send(batch) => batch.into_iter().cloned().collect(),
            Step::Wait(_) | Step::Rest => return Ok(()),
        };
        if self.fault == Fault::SendsAnAccountsNextEventWithoutTheOneBefore {
            batch.reverse();
        }
        let answer = self.destination(&batch);
        // It was sent, and nobody learns what became of it.
        if self.dice.chance(self.trouble / 10) {
            self.killed();
            return Ok(());
        }
        let answer = match (self.fault, answer) {
            (Fault::TakesSentForDelivered, _) => Answer::Whole(Outcome::Accepted),
            (Fault::TakesTheFirstOutcomeForAll, Answer::Each(outcomes)) => Answer::Whole(outcomes[0].clone()),
            (Fault::LosesWhatWasRefused, Answer::Whole(Outcome::Refused(_))) => {
                Answer::Whole(Outcome::Accepted)
            }
            (Fault::LosesWhatWasRefused, Answer::Each(outcomes)) => Answer::Each(
                outcomes
                    .into_iter()
                    .map(|it| if matches!(it, Outcome::Refused(_)) { Outcome::Accepted } else { it })
                    .collect(),
            ),
            (_, answer) => answer,
        };
        let random = u32::try_from(self.dice.below(1 << 31)).unwrap();
        self.outbox.answered(now, random, answer);
        if !self.dice.chance(self.trouble / 5) {
            self.keep()?;
        }
        Ok(())
    }

    fn keep(&mut self) -> Result<(), String> {
        let mut progress = self.outbox.progress().clone();
        match self.fault {
            Fault::KeepsWhatItHasLookedAtAsCursor => progress.cursor = self.outbox.fed(),
            Fault::PassesTheHead => progress.cursor = progress.cursor.plus(1),
            Fault::ForgetsTheCursor if self.dice.chance(10) => progress.cursor = Sequence::START,
            _ => {}
        }
        if progress.cursor > self.head() {
            return Err(format!("the cursor {} is past the head {}", progress.cursor, self.head()));
        }
        if progress.cursor < self.kept.cursor {
            return Err(format!("the cursor goes back from {} to {}", self.kept.cursor, progress.cursor));
        }
        self.kept = progress;
        self.nothing_is_missing()
    }

    /// Everything up to the cursor has arrived or is parked.
    fn nothing_is_missing(&mut self) -> Result<(), String> {
        self.seen.1.extend(self.arrived[self.seen.0..].iter().map(|event| event.id.clone()));
        self.seen.0 = self.arrived.len();
        let cursor = usize::try_from(self.kept.cursor.get()).unwrap();
        let parked = |id: &str| self.kept.parked.iter().any(|parked| parked.id == id);
        let mut new = self.log[self.settled.min(cursor)..cursor].iter().flatten();
        if let Some(it) = new.find(|it| !self.seen.1.contains(&it.id) && !parked(&it.id)) {
            return Err(format!("{} is missing, the cursor is at {}", it.id, self.kept.cursor));
        }
        self.settled = cursor;
        Ok(())
    }

    fn later(&mut self) -> Outcome {
        let asked = self.dice.chance(20).then(|| self.dice.below(200_000));
        Outcome::Later(Problem::new("server"), asked)
    }

    /// What a destination makes of a request.
    fn destination(&mut self, batch: &[IntegrationEvent]) -> Answer {
        if self.dice.chance(self.trouble) {
            let poison = |event: &&IntegrationEvent| self.poison.contains(&event.id);
            let whole = self.batching == Batching::Whole && batch.iter().any(|event| poison(&event));
            let taken = batch.iter().filter(|event| !whole && !poison(event)).cloned().collect();
            match self.dice.below(3) {
                // It had arrived all the same, at once or later.
                0 => self.arrived.extend::<Vec<_>>(taken),
                1 if !self.out_of_order => self.late.push(taken),
                _ => {}
            }
            return Answer::Whole(self.later());
        }
        if self.batching == Batching::Whole {
            if batch.iter().any(|event| self.poison.contains(&event.id)) {
                return Answer::Whole(Outcome::Refused(Problem::new("refused")));
            }
            self.arrived.extend_from_slice(batch);
            return Answer::Whole(Outcome::Accepted);
        }
        let mut held = BTreeSet::new();
        let mut outcomes = Vec::new();
        // Slow as it is, there is not always time for all of them.
        let slow = self.batching == Batching::Chained && self.dice.chance(20);
        let enough = if slow { 1 + self.dice.below(batch.len() as u64) } else { u64::MAX };
        for (at, event) in batch.iter().enumerate() {
            outcomes.push(if at as u64 >= enough {
                Outcome::Unsent
            } else if held.contains(&event.account) && !self.out_of_order {
                if self.batching == Batching::Chained { Outcome::Unsent } else { self.later() }
            } else if self.poison.contains(&event.id) {
                Outcome::Refused(Problem::new("refused"))
            } else if self.dice.chance(self.trouble / 3) {
                held.insert(event.account);
                self.later()
            } else {
                self.arrived.push(event.clone());
                Outcome::Accepted
            });
        }
        Answer::Each(outcomes)
    }

    /// The troubles end; everything is delivered, and looked at.
    fn evening(mut self) -> Result<(), String> {
        self.trouble = 0;
        self.outbox.set_paused(false);
        for _ in 0..3_000 {
            self.now += 400_000;
            self.send()?;
            self.keep()?;
            if self.kept.cursor == self.head() && self.outbox.ready() == 0 {
                break;
            }
        }
        if self.kept.cursor != self.head() {
            return Err(format!("it never gets past {} of {}", self.kept.cursor, self.head()));
        }
        for request in core::mem::take(&mut self.late) {
            self.arrived.extend(request);
        }
        self.settled = 0;
        self.nothing_is_missing()?;
        self.repeats_are_equal()?;
        self.order_is_kept()?;
        let parked: BTreeSet<_> = self.kept.parked.iter().map(|parked| parked.id.clone()).collect();
        if let Some(id) = parked.iter().find(|id| !self.poison.contains(*id)) {
            return Err(format!("{id} is parked, and nothing was wrong with it"));
        }
        let all = self.log.iter().flatten().count();
        let delivered = usize::try_from(self.kept.delivered).unwrap();
        if delivered + parked.len() != all {
            return Err(format!("{delivered} delivered and {} parked are not {all}", parked.len()));
        }
        Ok(())
    }

    fn repeats_are_equal(&self) -> Result<(), String> {
        let mut known = BTreeMap::new();
        for event in &self.arrived {
            if known.insert(&event.id, event).is_some_and(|other| other != event) {
                return Err(format!("{} arrived with different contents", event.id));
            }
        }
        Ok(())
    }

    /// To whoever drops repeats, an account's events come in their order. Where a destination takes a later event without
    /// the one before it, that is so for whoever goes by the last of each.
    fn order_is_kept(&self) -> Result<(), String> {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, event) in self.arrived.iter().enumerate() {
            if self.out_of_order {
                places.insert(&event.id, place);
            } else {
                places.entry(&event.id).or_insert(place);
            }
        }
        let mut last: BTreeMap<AccountId, (usize, &str)> = BTreeMap::new();
        for event in self.log.iter().flatten() {
            let Some(place) = places.get(event.id.as_str()) else { continue };
            if let Some((before, id)) = last.insert(event.account, (*place, &event.id))
                && before > *place
            {
                return Err(format!("{} came before {id}", event.id));
            }
        }
        Ok(())
    }
}
