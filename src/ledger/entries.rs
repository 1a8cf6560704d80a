//! What the whole log can be asked: which events there are, what each moved, and what became of each entry.

use super::{AccountId, Event, Labels, Minor, ValueDate};
use crate::event_sourcing::{EventId, Past, Recorded, Sequence};
use hashbrown::HashTable;
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

type Hasher = BuildHasherDefault<DefaultHasher>;

/// One account's share in an event: by how much its balance changed, and for which day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posting {
    /// Which account, in order of opening, from 0.
    pub account: u32,
    /// The day it counts for, in days since 1970-01-01.
    pub day: i32,
    /// The change of the balance, in minor units of the account's currency.
    pub change: i64,
}

/// What one event changes: nothing, one account, or two.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Postings([Option<Posting>; 2]);

impl Postings {
    /// The postings, in order: for a transfer first the account it left.
    pub fn iter(&self) -> impl Iterator<Item = &Posting> {
        self.0.iter().flatten()
    }
}

/// What is known of an entry that may be corrected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EntryFacts<'a> {
    /// Where it stands in the log.
    pub sequence: Sequence,
    /// What it moved.
    pub postings: &'a [Posting],
    /// The event that reversed it, whenever that was.
    pub reversed_by: Option<Sequence>,
}

/// The index over a book's events. Accounts and events are numbered in order; nothing here is text.
#[derive(Clone, Default, Debug)]
pub struct Entries {
    ids: Vec<EventId>,
    by_id: HashTable<u32>,
    hasher: Hasher,
    accounts: Vec<AccountId>,
    account_numbers: HashMap<AccountId, u32>,
    opened: Vec<Sequence>,
    postings: Vec<Posting>,
    /// Where each event's postings end.
    ends: Vec<u32>,
    /// The places in `postings` that concern each account.
    registers: Vec<Vec<u32>>,
    reversals: HashMap<u32, u32>,
    reversed: HashMap<u32, u32>,
    /// A hash of each event's labels: enough to tell whether others would change anything.
    labels: Vec<u64>,
    categorized: HashMap<u32, Vec<(u32, u64)>>,
    /// Which event re-categorized which entry, in order.
    categorizations: Vec<(u32, u32)>,
}

impl Entries {
    /// The number of events indexed.
    pub fn count(&self) -> u64 {
        self.ids.len() as u64
    }

    /// Where the event with this id stands.
    pub fn find(&self, id: EventId) -> Option<Sequence> {
        let hash = self.hasher.hash_one(id);
        let at = self.by_id.find(hash, |at| self.ids.get(*at as usize) == Some(&id))?;
        Sequence::new(u64::from(*at) + 1)
    }

    /// The accounts, in order of opening.
    pub fn accounts(&self) -> &[AccountId] {
        &self.accounts
    }

    /// The number of an account, in order of opening.
    pub fn account(&self, id: AccountId) -> Option<usize> {
        self.account_numbers.get(&id).map(|number| *number as usize)
    }

    /// How many accounts had been opened by the event at `position`.
    pub fn accounts_at(&self, position: Sequence) -> usize {
        self.opened.partition_point(|opened| *opened <= position)
    }

    /// The event that opened the account with this number.
    pub fn opened(&self, account: usize) -> Option<Sequence> {
        self.opened.get(account).copied()
    }

    /// What the event at `sequence` moved.
    pub fn postings(&self, sequence: Sequence) -> &[Posting] {
        let end = self.posting_end(sequence);
        let begin = self.posting_end(sequence.previous());
        self.postings.get(begin..end).unwrap_or_default()
    }

    /// Every posting of the first `position` events, in order.
    pub fn postings_until(&self, position: Sequence) -> &[Posting] {
        self.postings.get(..self.posting_end(position)).unwrap_or_default()
    }

    /// The events that moved an account, with what they moved, in order.
    pub fn register(&self, account: usize) -> impl DoubleEndedIterator<Item = (Sequence, Posting)> + '_ {
        self.registers.get(account).into_iter().flatten().filter_map(|at| {
            let event = self.ends.partition_point(|end| end <= at) as u64;
            Some((Sequence::new(event + 1)?, *self.postings.get(*at as usize)?))
        })
    }

    /// How many of the first `position` events moved an account.
    pub fn register_len(&self, account: usize, position: Sequence) -> usize {
        let end = self.posting_end(position);
        self.registers.get(account).map_or(0, |places| places.partition_point(|at| (*at as usize) < end))
    }

    /// The events that moved an account from the one with number `from` on (counted from 0) up to, without, `to`.
    pub fn register_between(
        &self,
        account: usize,
        from: usize,
        to: usize,
    ) -> impl DoubleEndedIterator<Item = (Sequence, Posting)> + '_ {
        let places = self.registers.get(account).and_then(|places| places.get(from..to.min(places.len())));
        places.unwrap_or_default().iter().filter_map(|at| {
            let event = self.ends.partition_point(|end| end <= at) as u64;
            Some((Sequence::new(event + 1)?, *self.postings.get(*at as usize)?))
        })
    }

    /// The account's balance at the end of `day` by value date, over the first `position` events, where it is within
    /// range: see [`Entries::total_on`].
    pub fn balance_on(&self, account: usize, day: ValueDate, position: Sequence) -> Option<Minor> {
        Minor::new(i64::try_from(self.total_on(account, day, position)).ok()?)
    }

    /// The same in minor units, however large: in log order a balance stays within range, but a day's end by value
    /// date may hold more, until what was withdrawn for a later day.
    pub fn total_on(&self, account: usize, day: ValueDate, position: Sequence) -> i128 {
        let end = self.posting_end(position);
        let places = self.registers.get(account).map_or(&[][..], Vec::as_slice);
        let within = places.partition_point(|at| (*at as usize) < end);
        let counted = places.iter().take(within).filter_map(|at| self.postings.get(*at as usize));
        counted.filter(|posting| posting.day <= day.days()).map(|posting| i128::from(posting.change)).sum()
    }

    /// What is known of the entry at `sequence`; `None` where that event is not a deposit, withdrawal or transfer.
    pub fn entry(&self, sequence: Sequence) -> Option<EntryFacts<'_>> {
        let number = index(sequence)?;
        let postings = self.postings(sequence);
        if postings.is_empty() || self.reversals.contains_key(&number) {
            return None;
        }
        let reversed_by = self.reversed.get(&number).and_then(|at| sequence_of(*at));
        Some(EntryFacts { sequence, postings, reversed_by })
    }

    /// The entry that the event at `sequence` reversed.
    pub fn reverses(&self, sequence: Sequence) -> Option<Sequence> {
        self.reversals.get(&index(sequence)?).and_then(|at| sequence_of(*at))
    }

    /// The event that reversed the entry at `sequence`, where that was at or before `position`.
    pub fn reversed_by(&self, sequence: Sequence, position: Sequence) -> Option<Sequence> {
        let by = self.reversed.get(&index(sequence)?).and_then(|at| sequence_of(*at))?;
        (by <= position).then_some(by)
    }

    /// The last event that re-categorized the entry at `sequence`, at or before `position`.
    pub fn categorized_by(&self, sequence: Sequence, position: Sequence) -> Option<Sequence> {
        let changes = self.categorized.get(&index(sequence)?)?;
        changes.iter().rev().filter_map(|(at, _)| sequence_of(*at)).find(|at| *at <= position)
    }

    /// Whether the entry at `sequence` is labelled just so by now.
    pub fn labelled(&self, sequence: Sequence, labels: &Labels) -> bool {
        let Some(number) = index(sequence) else { return false };
        let last = self.categorized.get(&number).and_then(|changes| changes.last()).map(|(_, hash)| *hash);
        last.or_else(|| self.labels.get(number as usize).copied()) == Some(self.hasher.hash_one(labels))
    }

    /// What this event changes, given everything before it.
    pub fn changes(&self, event: &Event) -> Postings {
        let one = |account: AccountId, date: ValueDate, change: i64| {
            self.account_numbers.get(&account).map(|number| Posting {
                account: *number,
                day: date.days(),
                change,
            })
        };
        Postings(match event {
            Event::MoneyDeposited(entry) => [one(entry.account, entry.date, entry.money.minor.get()), None],
            Event::MoneyWithdrawn(entry) => [one(entry.account, entry.date, -entry.money.minor.get()), None],
            Event::MoneyTransferred(transfer) => [
                one(transfer.from, transfer.date, -transfer.sent.minor.get()),
                one(transfer.to, transfer.date, transfer.arrived().minor.get()),
            ],
            Event::EntryReversed { entry, .. } => {
                let entry = self.find(*entry).and_then(|sequence| self.entry(sequence));
                let mut undone = entry.map_or(&[][..], |entry| entry.postings).iter();
                let mut next =
                    || undone.next().map(|posting| Posting { change: -posting.change, ..*posting });
                [next(), next()]
            }
            _ => [None, None],
        })
    }

    fn posting_end(&self, sequence: Sequence) -> usize {
        let last = usize::try_from(sequence.get()).unwrap_or(usize::MAX).min(self.ends.len());
        last.checked_sub(1).and_then(|at| self.ends.get(at)).map_or(0, |end| *end as usize)
    }
}

impl Past for Entries {
    type Event = Event;

    fn add(&mut self, event: &Recorded<Event>) {
        let number = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        let changes = self.changes(&event.data);
        let (hash, ids, hasher) = (self.hasher.hash_one(event.id), &self.ids, &self.hasher);
        self.by_id
            .insert_unique(hash, number, |at| ids.get(*at as usize).map_or(0, |id| hasher.hash_one(id)));
        self.ids.push(event.id);
        for posting in changes.iter() {
            let place = u32::try_from(self.postings.len()).unwrap_or(u32::MAX);
            self.postings.push(*posting);
            if let Some(register) = self.registers.get_mut(posting.account as usize) {
                register.push(place);
            }
        }
        self.ends.push(u32::try_from(self.postings.len()).unwrap_or(u32::MAX));
        let mut labels = 0;
        match &event.data {
            Event::AccountOpened { account, .. } => {
                let account_number = u32::try_from(self.accounts.len()).unwrap_or(u32::MAX);
                self.account_numbers.entry(*account).or_insert(account_number);
                self.accounts.push(*account);
                self.opened.push(event.sequence);
                self.registers.push(Vec::new());
            }
            Event::MoneyDeposited(entry) | Event::MoneyWithdrawn(entry) => {
                labels = self.hasher.hash_one(&entry.labels)
            }
            Event::MoneyTransferred(transfer) => {
                labels = self.hasher.hash_one(&Labels { note: transfer.note.clone(), ..Labels::default() });
            }
            Event::EntryReversed { entry, .. } => {
                if let Some(entry) = self.find(*entry).and_then(index) {
                    self.reversals.insert(number, entry);
                    self.reversed.entry(entry).or_insert(number);
                }
            }
            Event::EntryCategorized { entry, labels } => {
                if let Some(entry) = self.find(*entry).and_then(index) {
                    let hash = self.hasher.hash_one(labels);
                    self.categorized.entry(entry).or_default().push((number, hash));
                    self.categorizations.push((number, entry));
                }
            }
            _ => {}
        }
        self.labels.push(labels);
    }

    fn truncate(&mut self, count: u64) {
        let keep = usize::try_from(count).unwrap_or(usize::MAX).min(self.ids.len());
        let limit = u32::try_from(keep).unwrap_or(u32::MAX);
        for number in (limit..).take(self.ids.len() - keep) {
            let Some(id) = self.ids.get(number as usize) else { break };
            if let Ok(found) = self.by_id.find_entry(self.hasher.hash_one(id), |at| *at == number) {
                found.remove();
            }
            if let Some(entry) = self.reversals.remove(&number) {
                self.reversed.remove(&entry);
            }
        }
        self.ids.truncate(keep);
        self.labels.truncate(keep);
        self.ends.truncate(keep);
        let end = self.ends.last().copied().unwrap_or(0) as usize;
        for posting in self.postings.drain(end.min(self.postings.len())..).rev() {
            if let Some(register) = self.registers.get_mut(posting.account as usize) {
                register.pop();
            }
        }
        while let Some((_, entry)) = self.categorizations.pop_if(|(number, _)| *number >= limit) {
            if let Some(changes) = self.categorized.get_mut(&entry) {
                changes.pop();
            }
        }
        let accounts = self.opened.partition_point(|opened| opened.get() <= count);
        for account in self.accounts.drain(accounts..) {
            self.account_numbers.remove(&account);
        }
        self.opened.truncate(accounts);
        self.registers.truncate(accounts);
    }
}

fn index(sequence: Sequence) -> Option<u32> {
    u32::try_from(sequence.get().checked_sub(1)?).ok()
}

fn sequence_of(number: u32) -> Option<Sequence> {
    Sequence::new(u64::from(number) + 1)
}
