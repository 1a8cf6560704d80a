//! What the whole log can be asked: which events there are, what each moved, and what became of each entry.

use super::by_id::ById;
use super::few::Few;
use super::packed::Packed;
use super::postings::{Moves, Place, Posting, Postings};
use super::times::Times;
use super::{AccountId, Event, Labels, Minor, Standing, ValueDate};
use crate::event_sourcing::{EventId, Past, Recorded, Scatter, Sequence, Timestamp};
use hashbrown::HashTable;
use std::collections::HashMap;

/// An event that moves money or files it anew, as the index takes it in: nothing owned, accounts by their numbers.
#[derive(Clone, Copy, Debug)]
pub struct Brief {
    /// Its identity.
    pub id: EventId,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// What it changes.
    pub postings: Postings,
    /// What [`Entries::labels_hash`] gives for the labels it carries; 0 where it carries none.
    pub labels: u32,
    /// The entry it corrects, and how.
    pub corrects: Option<Correction>,
}

/// Two events with one id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SameId {
    /// The id.
    pub id: EventId,
    /// The later one.
    pub event: Sequence,
    /// The earlier one.
    pub other: Sequence,
}

/// What became of an earlier entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Correction {
    /// It was reversed.
    Reversed(Sequence),
    /// It has other labels.
    Categorized(Sequence),
}

/// The index over a book's events. Accounts and events are numbered in order. It may begin after an event: then it knows
/// the accounts there were by then, and nothing else of what came before.
#[derive(Clone, Default, Debug)]
pub struct Entries {
    scatter: Scatter,
    /// How many events came before the first one indexed.
    before: u64,
    ids: Packed<EventId>,
    by_id: ById,
    times: Times,
    accounts: Vec<AccountId>,
    account_numbers: HashTable<u32>,
    opened: Vec<Sequence>,
    moves: Moves,
    /// The places of the postings that concern each account.
    registers: Vec<Vec<Place>>,
    /// Which event reversed which entry, and the other way round.
    reversals: Few<u32>,
    reversed: Few<u32>,
    /// A hash of each event's labels: enough to tell whether others would change anything.
    labels: Packed<u32>,
    categorized: Few<Vec<(u32, u32)>>,
    /// Which event re-categorized which entry, in order.
    categorizations: Vec<(u32, u32)>,
    /// Which event withdrew which rule.
    withdrawn: HashMap<u32, u32>,
    /// The events that change more than balances.
    turns: Vec<Recorded<Event>>,
}

impl Entries {
    /// An empty index whose hashes have this key.
    pub fn keyed(scatter: Scatter) -> Self {
        let (reversals, reversed, categorized) =
            (Few::keyed(scatter), Few::keyed(scatter), Few::keyed(scatter));
        Self { scatter, by_id: ById::keyed(scatter), reversals, reversed, categorized, ..Self::default() }
    }

    /// An index that begins after the event at `position`, when there were these accounts.
    pub fn after(position: Sequence, accounts: &[AccountId], scatter: Scatter) -> Self {
        let mut past = Self { before: position.get(), ..Self::keyed(scatter) };
        for account in accounts {
            past.open(*account, Sequence::START);
        }
        past
    }

    /// Makes ready for so many events altogether.
    pub fn expect(&mut self, events: u64) {
        self.by_id.expect(usize::try_from(events.saturating_sub(self.before)).unwrap_or(usize::MAX));
    }

    /// The number of events up to the last one indexed.
    pub const fn count(&self) -> u64 {
        self.before + self.ids.len() as u64
    }

    /// Whether every event of the log is indexed.
    pub const fn is_whole(&self) -> bool {
        self.before == 0
    }

    /// Where the event with this id stands.
    pub fn find(&self, id: EventId) -> Option<Sequence> {
        self.sequence_of(self.by_id.find(&self.ids, id)?)
    }

    /// The identity of the event at `sequence`.
    pub fn id(&self, sequence: Sequence) -> Option<EventId> {
        self.ids.get(self.index(sequence)? as usize)
    }

    /// When each event was recorded.
    pub const fn times(&self) -> &Times {
        &self.times
    }

    /// The accounts, in order of opening.
    pub fn accounts(&self) -> &[AccountId] {
        &self.accounts
    }

    /// The number of an account, in order of opening.
    pub fn account(&self, id: AccountId) -> Option<usize> {
        let hash = self.scatter.id(id.bytes());
        let number = self.account_numbers.find(hash, |at| self.accounts.get(*at as usize) == Some(&id))?;
        Some(*number as usize)
    }

    /// How many accounts had been opened by the event at `position`.
    pub fn accounts_at(&self, position: Sequence) -> usize {
        if self.opened.last().is_none_or(|last| *last <= position) {
            return self.opened.len();
        }
        self.opened.partition_point(|opened| *opened <= position)
    }

    /// The event that opened the account with this number.
    pub fn opened(&self, account: usize) -> Option<Sequence> {
        self.opened.get(account).copied()
    }

    /// What the event at `sequence` moved.
    #[inline]
    pub fn postings(&self, sequence: Sequence) -> Postings {
        self.index(sequence).map_or_else(Postings::default, |number| self.moves.of(number as usize))
    }

    /// How many postings the first `position` events have.
    pub fn postings_until(&self, position: Sequence) -> usize {
        self.moves.count(self.indexed(position))
    }

    /// Tells every posting of the events after `after`, up to and including `until`: first those that are an event's first.
    pub fn each_posting(&self, after: Sequence, until: Sequence, tell: &mut dyn FnMut(Posting)) {
        self.moves.between(self.indexed(after), self.indexed(until), tell);
    }

    /// What those of these postings that count change together, in minor units.
    pub fn sum_between(
        &self,
        (after, until): (Sequence, Sequence),
        counts: impl Fn(&Posting) -> bool,
    ) -> i128 {
        let mut sum = 0;
        let mut add = |posting: Posting| sum += if counts(&posting) { i128::from(posting.change) } else { 0 };
        self.each_posting(after, until, &mut add);
        sum
    }

    /// The events after `after`, up to and including `until`, with what each moved, in order; those that move nothing, too.
    pub fn moves_between(
        &self,
        after: Sequence,
        until: Sequence,
    ) -> impl Iterator<Item = (Sequence, Postings)> + '_ {
        let (from, to) = (self.indexed(after), self.indexed(until));
        let sequences = (after.get().max(self.before) + 1..).filter_map(Sequence::new);
        sequences.zip(self.moves.each(from, to))
    }

    /// The events that moved an account, with what they moved, in order.
    pub fn register(&self, account: usize) -> impl DoubleEndedIterator<Item = (Sequence, Posting)> + '_ {
        self.register_between(account, 0, usize::MAX)
    }

    /// How many of the first `position` events moved an account.
    pub fn register_len(&self, account: usize, position: Sequence) -> usize {
        self.registers.get(account).map_or(0, |places| self.within(places, position).len())
    }

    /// The events that moved an account from the one with number `from` on (counted from 0) up to, without, `to`.
    pub fn register_between(
        &self,
        account: usize,
        from: usize,
        to: usize,
    ) -> impl DoubleEndedIterator<Item = (Sequence, Posting)> + '_ {
        let places = self.registers.get(account).and_then(|places| places.get(from..to.min(places.len())));
        places
            .unwrap_or_default()
            .iter()
            .filter_map(|at| Some((self.sequence_of(self.moves.event_at(*at))?, self.moves.at(*at)?)))
    }

    /// The account's balance at the end of `day` by value date, over the first `position` events, where it is within
    /// range: see [`Entries::total_on`].
    pub fn balance_on(&self, account: usize, day: ValueDate, position: Sequence) -> Option<Minor> {
        Minor::new(i64::try_from(self.total_on(account, day, position)).ok()?)
    }

    /// The same in minor units, however large: in log order a balance stays within range, but a day's end by value
    /// date may hold more, until what was withdrawn for a later day.
    pub fn total_on(&self, account: usize, day: ValueDate, position: Sequence) -> i128 {
        let places = self.registers.get(account).map_or(&[][..], |places| self.within(places, position));
        let counted = places.iter().filter_map(|at| self.moves.at(*at));
        counted.filter(|posting| posting.day <= day.days()).map(|posting| i128::from(posting.change)).sum()
    }

    /// The places of the first `position` events.
    fn within<'a>(&self, places: &'a [Place], position: Sequence) -> &'a [Place] {
        let end = self.indexed(position);
        places.split_at(places.partition_point(|at| (self.moves.event_at(*at) as usize) < end)).0
    }

    /// What is known of the entry at `sequence`; `None` where that event is not a deposit, withdrawal or transfer.
    pub fn entry(&self, sequence: Sequence) -> Option<Standing> {
        let number = self.index(sequence)?;
        let postings = self.postings(sequence);
        if postings.is_empty() || self.reversals.get(number).is_some() {
            return None;
        }
        let reversed_by = self.reversed.get(number).and_then(|at| self.sequence_of(*at));
        Some(Standing { sequence, postings, reversed_by })
    }

    /// The entry that the event at `sequence` reversed.
    pub fn reverses(&self, sequence: Sequence) -> Option<Sequence> {
        self.reversals.get(self.index(sequence)?).and_then(|at| self.sequence_of(*at))
    }

    /// The event that reversed the entry at `sequence`, where that was at or before `position`.
    pub fn reversed_by(&self, sequence: Sequence, position: Sequence) -> Option<Sequence> {
        let by = self.reversed.get(self.index(sequence)?).and_then(|at| self.sequence_of(*at))?;
        (by <= position).then_some(by)
    }

    /// The last event that re-categorized the entry at `sequence`, at or before `position`.
    pub fn categorized_by(&self, sequence: Sequence, position: Sequence) -> Option<Sequence> {
        let changes = self.categorized.get(self.index(sequence)?)?;
        changes.iter().rev().filter_map(|(at, _)| self.sequence_of(*at)).find(|at| *at <= position)
    }

    /// Whether the entry at `sequence` is labelled just so by now.
    pub fn labelled(&self, sequence: Sequence, labels: &Labels) -> bool {
        match self.filed_anew(sequence).next_back() {
            Some((_, hash)) => hash == self.hash_of(labels),
            None => self.recorded_with(sequence, labels),
        }
    }

    /// Whether the entry at `sequence` was recorded with just these labels.
    pub(super) fn recorded_with(&self, sequence: Sequence, labels: &Labels) -> bool {
        let number = self.index(sequence);
        number.is_some_and(|number| self.labels.get(number as usize) == Some(self.hash_of(labels)))
    }

    /// Which events re-categorized the entry at `sequence`, in order, with a hash of the labels each gave.
    pub(super) fn filed_anew(
        &self,
        sequence: Sequence,
    ) -> impl DoubleEndedIterator<Item = (Sequence, u32)> + '_ {
        let changes = self.index(sequence).and_then(|number| self.categorized.get(number));
        let changes = changes.map_or(&[][..], Vec::as_slice).iter();
        changes.filter_map(|(by, hash)| Some((self.sequence_of(*by)?, *hash)))
    }

    /// The events after `after`, up to and including `until`, that change more than balances.
    pub fn turns(&self, after: Sequence, until: Sequence) -> &[Recorded<Event>] {
        let begin = self.turns.partition_point(|turn| turn.sequence <= after);
        let end = self.turns.partition_point(|turn| turn.sequence <= until);
        self.turns.get(begin..end).unwrap_or_default()
    }

    /// Which events after `after`, up to and including `until`, re-categorized which entries.
    pub fn categorizations(
        &self,
        after: Sequence,
        until: Sequence,
    ) -> impl Iterator<Item = (Sequence, Sequence)> + '_ {
        let place = |position| {
            let end = self.indexed(position);
            self.categorizations.partition_point(|(number, _)| (*number as usize) < end)
        };
        let within = self.categorizations.get(place(after)..place(until)).unwrap_or_default();
        within.iter().filter_map(|(by, entry)| Some((self.sequence_of(*by)?, self.sequence_of(*entry)?)))
    }

    /// The event that withdrew the rule stated at `sequence`.
    pub fn withdrawn_by(&self, sequence: Sequence) -> Option<Sequence> {
        self.withdrawn.get(&self.index(sequence)?).and_then(|at| self.sequence_of(*at))
    }

    /// What stands for these labels in the index; absent ones are empty.
    pub fn labels_hash(&self, category: &str, counterparty: &str, note: &str) -> u32 {
        u32::try_from(self.scatter.texts(&[category, counterparty, note]) >> 32).unwrap_or(0)
    }

    pub(super) fn hash_of(&self, labels: &Labels) -> u32 {
        let [category, counterparty] = [&labels.category, &labels.counterparty]
            .map(|label| label.as_ref().map_or("", |label| label.as_str()));
        self.labels_hash(category, counterparty, labels.note.as_ref().map_or("", |note| note.as_str()))
    }

    /// What this event changes, given everything before it.
    pub fn changes(&self, event: &Event) -> Postings {
        if let Event::EntryReversed { entry, .. } = event {
            return self.find(*entry).map_or_else(Postings::default, |at| self.undone(at));
        }
        let posting = |(account, date, change): (AccountId, ValueDate, i64)| {
            let account = u32::try_from(self.account(account)?).ok()?;
            Some(Posting { account, day: date.days(), change })
        };
        Postings::of(moves_of(event).map(|moves| moves.and_then(posting)))
    }

    /// What reversing the entry at `sequence` changes.
    pub fn undone(&self, sequence: Sequence) -> Postings {
        self.entry(sequence).map_or_else(Postings::default, |entry| entry.postings.undone())
    }

    /// Takes in the next event. Whether its id is new is for [`Entries::settle`] to say, which must follow, after any number of
    /// events.
    pub fn take(&mut self, event: &Brief) {
        let number = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.push(event.id);
        self.by_id.enter_some(&self.ids);
        self.times.add(event.recorded_at);
        let places = self.moves.push(&event.postings);
        for (posting, at) in event.postings.iter().zip(places) {
            if let Some(register) = self.registers.get_mut(posting.account as usize) {
                register.push(at);
            }
        }
        self.labels.push(event.labels);
        match event.corrects {
            None => {}
            Some(Correction::Reversed(entry)) => {
                if let Some(entry) = self.index(entry) {
                    self.reversals.or_insert_with(number, || entry);
                    self.reversed.or_insert_with(entry, || number);
                }
            }
            Some(Correction::Categorized(entry)) => {
                if let Some(entry) = self.index(entry) {
                    self.categorized.or_insert_with(entry, Vec::new).push((number, event.labels));
                    self.categorizations.push((number, entry));
                }
            }
        }
    }

    /// Makes sure that the events taken in since the last time have ids that no earlier one has; says which is the first that
    /// has not, and the earlier one. After that, the index has to be truncated.
    pub fn settle(&mut self) -> Result<(), SameId> {
        let Err((event, other)) = self.by_id.enter(&self.ids) else { return Ok(()) };
        let place = |number| self.sequence_of(number).unwrap_or_default();
        let id = self.ids.get(event as usize).unwrap_or(EventId::from_bytes([0; 16]));
        Err(SameId { id, event: place(event), other: place(other) })
    }

    fn open(&mut self, account: AccountId, at: Sequence) {
        let number = u32::try_from(self.accounts.len()).unwrap_or(u32::MAX);
        let (scatter, accounts) = (self.scatter, &self.accounts);
        let slot = self.account_numbers.entry(
            scatter.id(account.bytes()),
            |at| accounts.get(*at as usize) == Some(&account),
            |at| accounts.get(*at as usize).map_or(0, |id| scatter.id(id.bytes())),
        );
        slot.or_insert(number);
        self.accounts.push(account);
        self.opened.push(at);
        self.registers.push(Vec::new());
    }

    /// The number of an event among those indexed.
    #[inline]
    fn index(&self, sequence: Sequence) -> Option<u32> {
        u32::try_from(sequence.get().checked_sub(1 + self.before)?).ok()
    }

    fn sequence_of(&self, number: u32) -> Option<Sequence> {
        Sequence::new(self.before + u64::from(number) + 1)
    }

    /// How many of the events indexed are at or before `position`.
    fn indexed(&self, position: Sequence) -> usize {
        usize::try_from(position.get().saturating_sub(self.before)).unwrap_or(usize::MAX)
    }
}

/// Which accounts an entry moves, for which day and by how much.
pub(super) fn moves_of(event: &Event) -> [Option<(AccountId, ValueDate, i64)>; 2] {
    match event {
        Event::MoneyDeposited(entry) => [Some((entry.account, entry.date, entry.money.minor.get())), None],
        Event::MoneyWithdrawn(entry) => [Some((entry.account, entry.date, -entry.money.minor.get())), None],
        Event::MoneyTransferred(transfer) => [
            Some((transfer.from, transfer.date, -transfer.sent.minor.get())),
            Some((transfer.to, transfer.date, transfer.arrived().minor.get())),
        ],
        _ => [None, None],
    }
}

/// What an entry is recorded with.
pub(super) fn labels_of(event: &Event) -> Labels {
    match event {
        Event::MoneyDeposited(entry) | Event::MoneyWithdrawn(entry) => entry.labels.clone(),
        Event::MoneyTransferred(transfer) => Labels { note: transfer.note.clone(), ..Labels::default() },
        _ => Labels::default(),
    }
}

impl Past for Entries {
    type Event = Event;

    fn add(&mut self, event: &Recorded<Event>) {
        let (mut labels, mut corrects) = (0, None);
        match &event.data {
            Event::MoneyDeposited(entry) | Event::MoneyWithdrawn(entry) => {
                labels = self.hash_of(&entry.labels);
            }
            Event::MoneyTransferred(transfer) => {
                labels = self.labels_hash("", "", transfer.note.as_ref().map_or("", |note| note.as_str()));
            }
            Event::EntryReversed { entry, .. } => {
                corrects = self.find(*entry).map(Correction::Reversed);
            }
            Event::EntryCategorized { entry, labels: given } => {
                labels = self.hash_of(given);
                corrects = self.find(*entry).map(Correction::Categorized);
            }
            _ => {}
        }
        let (postings, recorded_at) = (self.changes(&event.data), event.recorded_at);
        let brief = Brief { id: event.id, recorded_at, postings, labels, corrects };
        // The invariants asserted on reading, and the making of fresh ids, keep every id unique.
        self.take(&brief);
        let settled = self.settle();
        debug_assert!(settled.is_ok(), "event {} has the id of another", event.sequence);
        if let Event::AccountOpened { account, .. } = event.data {
            self.open(account, event.sequence);
        }
        if let Event::RuleWithdrawn { rule, .. } = event.data
            && let Some(number) = self.index(event.sequence)
            && let Some(rule) = self.find(rule).and_then(|at| self.index(at))
        {
            self.withdrawn.entry(rule).or_insert(number);
        }
        if event.data.turns() {
            self.turns.push(event.clone());
        }
    }

    fn truncate(&mut self, count: u64) {
        let keep = usize::try_from(count.saturating_sub(self.before)).unwrap_or(usize::MAX);
        let keep = keep.min(self.ids.len());
        let limit = u32::try_from(keep).unwrap_or(u32::MAX);
        self.by_id.truncate(&self.ids, keep);
        for number in (limit..).take(self.ids.len() - keep) {
            if let Some(entry) = self.reversals.remove(number) {
                self.reversed.remove(entry);
            }
        }
        self.ids.truncate(keep);
        self.times.truncate(keep);
        self.labels.truncate(keep);
        let registers = &mut self.registers;
        self.moves.truncate(keep, |posting| {
            if let Some(register) = registers.get_mut(posting.account as usize) {
                register.pop();
            }
        });
        while let Some((_, entry)) = self.categorizations.pop_if(|(number, _)| *number >= limit) {
            if let Some(changes) = self.categorized.get_mut(entry) {
                changes.pop();
            }
        }
        let accounts = self.opened.partition_point(|opened| opened.get() <= count);
        for (number, account) in self.accounts.iter().enumerate().skip(accounts) {
            let own = |at: &u32| *at as usize == number;
            if let Ok(found) = self.account_numbers.find_entry(self.scatter.id(account.bytes()), own) {
                found.remove();
            }
        }
        self.accounts.truncate(accounts);
        self.opened.truncate(accounts);
        self.registers.truncate(accounts);
        let turns = self.turns.partition_point(|turn| turn.sequence.get() <= count);
        for turn in self.turns.drain(turns..) {
            if let Event::RuleWithdrawn { .. } = turn.data {
                self.withdrawn.retain(|_, by| *by < limit);
            }
        }
    }
}
