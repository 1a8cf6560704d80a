//! One open book: its checked history, and new events made of commands.

use super::card::Card;
use super::glimpse::KeptAt;
use super::proof::Held;
use super::{Failure, Surroundings};
use crate::event_sourcing::{
    Aggregate, BookKey, CommandId, EventId, Fingerprint, Log, Recorded, Scatter, Sequence, StoredRecord,
    Timestamp, Unreadable,
};
use crate::exchange::Request;
use crate::ledger::{Command, Entries, Event, Ledger, Refusal};
use crate::record::{CommandIndex, History, HistoryError, LedgerCodec};
use crate::reports::Prepared;
use crate::streaming::PublicCount;
use core::iter::{self, Peekable};
use std::borrow::Cow;
use std::rc::Rc;

/// Why a book is read-only, and what of it can be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// What was found, after the last event that can be shown.
    pub why: HistoryError,
    /// The last event the store says there is.
    pub stored: Sequence,
}

/// A book as far as it could be read: everything on the screen is a function of it and a position.
#[derive(Debug)]
pub struct Book {
    key: BookKey,
    history: History,
    commands: CommandIndex,
    prepared: Prepared,
    public: PublicCount,
    trouble: Option<Trouble>,
    /// Where its state was kept last.
    pub(super) kept: KeptAt,
}

/// What a batch of commands amounts to before anything is stored.
pub(super) enum Decided {
    /// It was recorded before: these are its events.
    Known(Vec<Recorded<Event>>),
    /// One record to append after `expected`, with the book's card after it.
    New { expected: Sequence, record: StoredRecord, card: Vec<u8>, events: Vec<Recorded<Event>> },
}

impl Book {
    /// A book without events; its indexes have hashes of this key.
    pub(super) fn new(key: BookKey, scatter: Scatter) -> Self {
        Self {
            key,
            history: History::keyed(scatter),
            commands: CommandIndex::keyed(scatter),
            prepared: Prepared::default(),
            public: PublicCount::default(),
            trouble: None,
            kept: KeptAt::default(),
        }
    }

    /// The book of a history that was checked as it was read; its indexes and read models are still to be made.
    pub(super) fn of(key: BookKey, history: History, scatter: Scatter) -> Self {
        Self { history, ..Self::new(key, scatter) }
    }

    /// Makes what is still to be made, for the next `records` records; says whether there are more.
    pub(super) fn make_ready(&mut self, records: usize) -> bool {
        let made = Sequence::new(self.prepared.count()).unwrap_or_default();
        let (log, past) = (self.history.log(), self.history.past());
        let begin = log.records().partition_point(|record| record.last() <= made);
        let due = log.records().get(begin..).unwrap_or_default();
        let mut seen = Vec::new();
        for record in due.iter().take(records) {
            History::look_at(record, &mut seen);
            self.commands.take(past, &seen);
            self.prepared.catch_up(past, record.last());
            for turn in past.turns(record.first().previous(), record.last()) {
                self.public.add(turn);
            }
        }
        due.len() > records
    }

    /// A book of which only the state now and the latest events are known.
    pub(super) fn at_first_sight(key: BookKey, history: History, kept: KeptAt) -> Self {
        Self { history, kept, ..Self::new(key, Scatter::default()) }
    }

    /// Whether all of its log has been read: before that, it answers for now and for nothing else.
    pub const fn is_whole(&self) -> bool {
        self.history.past().is_whole()
    }

    /// Whether its state should be kept beside it again.
    pub(super) const fn is_due(&self) -> bool {
        self.is_whole() && self.trouble.is_none() && self.kept.is_due(self.history.last().sequence)
    }

    /// Its key in this browser.
    pub const fn key(&self) -> &BookKey {
        &self.key
    }

    /// Its checked history.
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// Its log.
    pub const fn log(&self) -> &Log<LedgerCodec> {
        self.history.log()
    }

    /// The index over its log.
    pub const fn past(&self) -> &Entries {
        self.history.past()
    }

    /// Its state now.
    pub const fn ledger(&self) -> &Ledger {
        self.history.ledger()
    }

    /// What a [proof](super::Proof) of it looks at.
    pub const fn held(&self) -> Held<'_> {
        self.history.real()
    }

    /// The read models kept prepared over it.
    pub const fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// The events that the command with this id caused, where it was recorded.
    pub(super) fn command(&self, id: CommandId) -> Option<Vec<Recorded<Event>>> {
        self.commands.find(&self.history, id)
    }

    /// The first event that the command with this id caused, where it was recorded.
    pub fn first_caused_by(&self, id: CommandId) -> Option<Sequence> {
        Some(self.command(id)?.first()?.sequence)
    }

    /// How many public events its first `position` events make.
    pub fn public_until(&self, position: Sequence) -> u64 {
        self.public.until(self.history.past(), position)
    }

    /// Its last event that is public, however many came since.
    pub fn last_public(&self) -> Option<Sequence> {
        let head = self.log().head();
        let all = self.public_until(head);
        // The first position at which all of them are there.
        let (mut before, mut there) = (0, head.get());
        while before + 1 < there {
            let middle = before + (there - before) / 2;
            match Sequence::new(middle) {
                Some(position) if self.public_until(position) == all => there = middle,
                _ => before = middle,
            }
        }
        Sequence::new(there).filter(|_| all > 0)
    }

    /// About how many bytes its snapshots take: the derived data that replay could make again.
    pub fn snapshot_bytes(&self) -> usize {
        let kept = self.history.timeline().snapshots().iter().map(|it| it.state.accounts().len());
        kept.sum::<usize>() * size_of::<usize>() + self.prepared.balances.bytes()
    }

    /// The number of its events.
    pub const fn count(&self) -> u64 {
        self.history.count()
    }

    /// When the event at `position` was recorded; `None` at the start.
    pub fn recorded_at(&self, position: Sequence) -> Option<Timestamp> {
        let last = self.history.last();
        let known = last.recorded_at.filter(|_| position == last.sequence);
        known.or_else(|| self.past().times().at(position))
    }

    /// Its state after the event at `position`, held at the last.
    pub fn ledger_at(&self, position: Sequence) -> Result<Ledger, Unreadable> {
        self.history.ledger_at(position)
    }

    /// Its fingerprint after the event at `position`, held at the last.
    pub fn fingerprint_at(&self, position: Sequence) -> Result<Fingerprint, Unreadable> {
        self.log().fingerprint_at(position)
    }

    /// Why it is read-only, where it is.
    pub const fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// A position in the log, or the refusal of it.
    pub fn position(&self, n: f64) -> Result<Sequence, Failure> {
        let count = self.count();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be whole and within range"
        )]
        let whole = (n >= 0.0 && n.fract() == 0.0 && n <= 9e15).then_some(n as u64);
        let position = whole.filter(|n| *n <= count).and_then(Sequence::new);
        position.ok_or(Failure::PositionOutOfRange { count })
    }

    pub(super) fn set_trouble(&mut self, why: HistoryError, stored: Sequence) {
        self.trouble = Some(Trouble { why, stored });
    }

    pub(super) fn history_mut(&mut self) -> &mut History {
        &mut self.history
    }

    /// Takes in bytes of the store that should be the next record.
    pub(super) fn take_in(&mut self, bytes: Vec<u8>) -> Result<(), HistoryError> {
        let after = self.log().head();
        self.absorb(StoredRecord::open(bytes).map_err(|why| HistoryError::Record { after, why })?)
    }

    /// The same of many; says whether all of them could be read. If not, the book is read-only from there on, and `stored` is the
    /// last event that the store says there is.
    pub(super) fn take_in_all(&mut self, records: Vec<Vec<u8>>, stored: Sequence) -> bool {
        let taken = records.into_iter().try_for_each(|record| self.take_in(record));
        taken.map_err(|why| self.set_trouble(why, stored)).is_ok()
    }

    /// Takes in a record that is stored.
    pub(super) fn absorb(&mut self, record: StoredRecord) -> Result<(), HistoryError> {
        let before = self.history.log().head();
        self.history.absorb(record)?;
        let past = self.history.past();
        self.commands.take(past, self.history.seen());
        self.prepared.catch_up(past, self.history.log().head());
        self.kept.leans_back |= self.history.leans_back(self.kept.position);
        for turn in past.turns(before, self.history.log().head()) {
            self.public.add(turn);
        }
        Ok(())
    }

    /// Decides commands, each after the ones before it, all or nothing. `alone` is false for a batch, whose
    /// refusals say which command they concern.
    pub(super) fn prepare(
        &mut self,
        requests: &[Request],
        alone: bool,
        around: &dyn Surroundings,
    ) -> Result<Decided, Failure> {
        if let Some(trouble) = &self.trouble {
            return Err(Failure::ReadOnly(trouble.why.to_string()));
        }
        let refused = |index: usize, refusal| Failure::Refused { index: (!alone).then_some(index), refusal };
        if let Some(known) = self.known(requests).map_err(|(index, refusal)| refused(index, refusal))? {
            return Ok(Decided::Known(known));
        }
        let requests = self.with_fingerprints(requests).map_err(|(index, why)| match why {
            Failure::Refused { refusal, .. } => refused(index, refusal),
            why => why,
        })?;
        let expected = self.log().head();
        // The machine's clock may go backwards; the book's never does.
        let recorded_at = self.history.last().recorded_at.map_or(around.now(), |last| last.max(around.now()));
        let mut remaining = requests.iter().enumerate();
        let outcome = self.history.try_out(|ledger, past, next| {
            let Some((index, request)) = remaining.next() else { return Ok::<_, Failure>(None) };
            let data = ledger.decide(past, &request.command).map_err(|refusal| refused(index, refusal))?;
            let command: Rc<str> = request.command.name().into();
            let command_id = request.command_id.unwrap_or_else(|| CommandId::from(around.new_id()));
            // Where the command brought an id of another version, or somebody has used that of the event for something else, the
            // event gets one of its own.
            let id = |number| {
                let own = EventId::of_command(command_id, number);
                if own.is_version_7() && past.find(own).is_none() { own } else { around.new_event_id() }
            };
            let recorded = data.into_iter().zip(0..).map(|(data, number)| Recorded {
                sequence: next.plus(u64::from(number)),
                id: id(number),
                recorded_at,
                commit: expected.next(),
                command: Rc::clone(&command),
                command_id,
                caused_by: request.caused_by,
                actor: request.actor.as_ref().map(crate::ledger::Label::shared),
                data,
            });
            Ok(Some(recorded.collect()))
        })?;
        Ok(outcome.map_or(Decided::Known(Vec::new()), |(record, events, ledger)| Decided::New {
            expected,
            record,
            card: Card::of(&ledger),
            events,
        }))
    }

    /// The commands, those that name moments with the fingerprint that the log has there.
    fn with_fingerprints<'r>(&self, requests: &'r [Request]) -> Result<Cow<'r, [Request]>, (usize, Failure)> {
        let mut completed = Cow::Borrowed(requests);
        for (index, request) in requests.iter().enumerate() {
            let Command::NameMoment { position, fingerprint: given, .. } = request.command else { continue };
            if position < self.log().begins_after() {
                return Err((index, Failure::HistoryLoading));
            }
            let there = Sequence::START < position && position <= self.log().head();
            let found = there.then(|| self.fingerprint_at(position)).transpose();
            let found = found.map_err(|why| (index, why.into()))?;
            if there && given.is_some_and(|given| Some(given) != found) {
                let refusal = Refusal::FingerprintDiffers { position };
                return Err((index, Failure::Refused { index: None, refusal }));
            }
            if let Some(Request { command: Command::NameMoment { fingerprint, .. }, .. }) =
                completed.to_mut().get_mut(index)
            {
                *fingerprint = found;
            }
        }
        Ok(completed)
    }

    /// The events of commands that were all recorded before; a refusal where an id stands for something else.
    fn known(&self, requests: &[Request]) -> Result<Option<Vec<Recorded<Event>>>, (usize, Refusal)> {
        let mut known = Vec::new();
        let mut fresh = 0;
        // What follows in the log on what is known: the commands of a batch stand there one after the other.
        let mut following = None;
        for (index, request) in requests.iter().enumerate() {
            let Some(id) = request.command_id else {
                fresh += 1;
                continue;
            };
            let reused = || (index, Refusal::CommandIdReused { command_id: id.to_string() });
            if requests[..index].iter().any(|earlier| earlier.command_id == Some(id)) {
                return Err(reused());
            }
            let events = following.as_mut().and_then(|following| caused_next(following, id)).or_else(|| {
                let events = self.command(id)?;
                let after = self.log().events(events.last()?.sequence.next(), self.log().head());
                following = Some(after.map_while(Result::ok).peekable());
                Some(events)
            });
            match events {
                None => fresh += 1,
                Some(events) if fresh == 0 && request.repeats(&events) => known.extend(events),
                Some(_) => return Err(reused()),
            }
        }
        let all = fresh == 0 && !requests.is_empty();
        if fresh > 0 && !known.is_empty() {
            let id = requests.first().and_then(|request| request.command_id);
            let command_id = id.map(|id| id.to_string()).unwrap_or_default();
            return Err((0, Refusal::CommandIdReused { command_id }));
        }
        Ok(all.then_some(known))
    }
}

/// The events that come next, where this command caused them.
fn caused_next(
    events: &mut Peekable<impl Iterator<Item = Recorded<Event>>>,
    id: CommandId,
) -> Option<Vec<Recorded<Event>>> {
    let caused: Vec<_> = iter::from_fn(|| events.next_if(|event| event.command_id == id)).collect();
    (!caused.is_empty()).then_some(caused)
}
