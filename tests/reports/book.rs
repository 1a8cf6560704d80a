//! A book for the tests: a log of records, its index, its prepared read models and the state at every position.

use daybook::event_sourcing::{Aggregate, Codec, Fingerprint, Log, Past, Projection, Recorded, Sequence};
use daybook::ledger::{AccountId, Entries, Event, Labels, Ledger};
use daybook::record::{LedgerCodec, RecordBuilder};
use daybook::reports::{Moment, Prepared};
use daybook::sample::{Recorder, SampleStep, commands, large};
use std::collections::HashMap;
use std::rc::Rc;

pub(crate) struct Book {
    pub(crate) events: Vec<Recorded<Event>>,
    pub(crate) log: Log<LedgerCodec>,
    pub(crate) past: Entries,
    pub(crate) prepared: Prepared,
    /// The state at every position; empty where a test does without.
    pub(crate) states: Vec<Ledger>,
}

thread_local! {
    static CLUB: Rc<Book> = Rc::new(Book::of(commands(), 700));
    static SMALL: Rc<Book> = Rc::new(Book::of(large(1_500, 40, 7), 1));
}

/// The sample book, its events many to a record, as after an import.
pub(crate) fn club() -> Rc<Book> {
    CLUB.with(Rc::clone)
}

/// A book with many accounts and currencies, each event in a record of its own, as after single commands.
pub(crate) fn small() -> Rc<Book> {
    SMALL.with(Rc::clone)
}

pub(crate) fn at(position: u64) -> Sequence {
    Sequence::new(position).unwrap()
}

impl Book {
    pub(crate) fn of(steps: impl Iterator<Item = SampleStep>, record: usize) -> Self {
        let mut recorder = Recorder::default();
        let events: Vec<_> = steps.flat_map(|step| recorder.record(&step).unwrap()).collect();
        let mut book = Self::recorded(&events, record);
        let mut state = Ledger::default();
        book.states.push(state.clone());
        for event in &events {
            state.evolve(&book.past, event);
            book.states.push(state.clone());
        }
        book
    }

    pub(crate) fn recorded(events: &[Recorded<Event>], record: usize) -> Self {
        let mut log = Log::default();
        let mut past = Entries::default();
        let mut prepared = Prepared::default();
        let mut fingerprint = Fingerprint::EMPTY;
        for stretch in events.chunks(record) {
            let mut builder = RecordBuilder::new(stretch[0].sequence, fingerprint);
            for event in stretch {
                fingerprint = builder.push(&LedgerCodec::stored(event));
                past.add(event);
                prepared.apply(&past, event);
            }
            log.push(builder.seal().unwrap()).unwrap();
        }
        Self { events: events.to_vec(), log, past, prepared, states: Vec::new() }
    }

    pub(crate) fn count(&self) -> u64 {
        self.events.len() as u64
    }

    pub(crate) fn moment(&self, position: u64) -> Moment<'_, LedgerCodec> {
        let ledger = &self.states[usize::try_from(position).unwrap()];
        Moment { log: &self.log, past: &self.past, prepared: &self.prepared, ledger, position: at(position) }
    }

    /// The book as if nothing had happened after `position`.
    pub(crate) fn cut(&self, position: u64) -> Self {
        let end = usize::try_from(position).unwrap();
        let mut cut = Self::recorded(&self.events[..end], 97);
        cut.states = self.states[..=end].to_vec();
        cut
    }

    /// What an event changes, account by account, worked out from the events alone.
    pub(crate) fn moved(&self, sequence: u64) -> Vec<(AccountId, i64)> {
        match &self.events[usize::try_from(sequence).unwrap() - 1].data {
            Event::MoneyDeposited(entry) => vec![(entry.account, entry.money.minor.get())],
            Event::MoneyWithdrawn(entry) => vec![(entry.account, -entry.money.minor.get())],
            Event::MoneyTransferred(transfer) => vec![
                (transfer.from, -transfer.sent.minor.get()),
                (transfer.to, transfer.arrived().minor.get()),
            ],
            Event::EntryReversed { entry, .. } => {
                let undone = self.moved(self.past.find(*entry).unwrap().get());
                undone.into_iter().map(|(account, change)| (account, -change)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The day an event counts for, worked out from the events alone.
    pub(crate) fn day(&self, sequence: u64) -> Option<i32> {
        match &self.events[usize::try_from(sequence).unwrap() - 1].data {
            Event::MoneyDeposited(entry) | Event::MoneyWithdrawn(entry) => Some(entry.date.days()),
            Event::MoneyTransferred(transfer) => Some(transfer.date.days()),
            Event::EntryReversed { entry, .. } => self.day(self.past.find(*entry).unwrap().get()),
            _ => None,
        }
    }

    /// The labels in force of every entry and reversal at a position, and what re-categorisations gave, worked out from the events alone.
    pub(crate) fn labels(&self, position: u64) -> HashMap<u64, Labels> {
        let mut labels: HashMap<u64, Labels> = HashMap::new();
        let mut reversals = Vec::new();
        for event in self.events.iter().take(usize::try_from(position).unwrap()) {
            let sequence = event.sequence.get();
            match &event.data {
                Event::MoneyDeposited(entry) | Event::MoneyWithdrawn(entry) => {
                    labels.insert(sequence, entry.labels.clone());
                }
                Event::MoneyTransferred(transfer) => {
                    labels.insert(sequence, Labels { note: transfer.note.clone(), ..Labels::default() });
                }
                Event::EntryCategorized { entry, labels: given } => {
                    labels.insert(self.past.find(*entry).unwrap().get(), given.clone());
                    labels.insert(sequence, given.clone());
                }
                Event::EntryReversed { entry, .. } => {
                    reversals.push((sequence, self.past.find(*entry).unwrap().get()));
                }
                _ => {}
            }
        }
        for (reversal, entry) in reversals {
            labels.insert(reversal, labels[&entry].clone());
        }
        labels
    }
}
