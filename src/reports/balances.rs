//! The balance of every account at any position, without replaying the log.

use crate::event_sourcing::Sequence;
use crate::ledger::{Entries, Posting};
use std::cell::RefCell;

/// How many events lie between two checkpoints at the least.
const SPACING: u64 = 1024;

/// Balances of all accounts at checkpoints along the log. A look goes from the nearest place known, forward or
/// back, so it costs the same however long the history is; a look near the last one goes on from there.
#[derive(Clone, Debug, Default)]
pub struct Balances {
    checkpoints: Vec<Known>,
    head: Known,
    last: RefCell<Known>,
}

/// Balances in minor units, accounts in order of opening, after the event at `position`.
#[derive(Clone, Debug, Default)]
struct Known {
    position: Sequence,
    balances: Vec<i64>,
}

impl Known {
    fn distance(&self, position: Sequence) -> u64 {
        self.position.get().abs_diff(position.get())
    }

    fn set(&mut self, other: &Self) {
        self.position = other.position;
        self.balances.clone_from(&other.balances);
    }

    fn go(&mut self, past: &Entries, position: Sequence) {
        let accounts = past.accounts_at(position);
        if position >= self.position {
            self.balances.resize(accounts, 0);
            past.each_posting(self.position, position, &mut |posting| self.add(posting, 1));
        } else {
            past.each_posting(position, self.position, &mut |posting| self.add(posting, -1));
            self.balances.truncate(accounts);
        }
        self.position = position;
    }

    fn add(&mut self, posting: Posting, sign: i64) {
        if let Some(balance) = self.balances.get_mut(posting.account as usize) {
            *balance += sign * posting.change;
        }
    }
}

impl Balances {
    /// Takes in what the next event of the log moved, which `past` knows already.
    pub fn add(&mut self, past: &Entries, sequence: Sequence, postings: &[Posting]) {
        let accounts = past.accounts_at(sequence);
        if self.head.balances.len() < accounts {
            self.head.balances.resize(accounts, 0);
        }
        for posting in postings {
            self.head.add(*posting, 1);
        }
        self.head.position = sequence;
        // A checkpoint costs as much as there are accounts: with many, it is set more rarely.
        let spacing = SPACING.max(self.head.balances.len() as u64);
        let last = self.checkpoints.last().map_or(Sequence::START, |known| known.position);
        if sequence.get() >= last.get() + spacing {
            self.checkpoints.push(self.head.clone());
        }
    }

    /// The balances after the event at `position` in minor units: the accounts opened by then, in order.
    pub fn at(&mut self, past: &Entries, position: Sequence) -> &[i64] {
        let mut last = self.last.take();
        self.bring(past, position, &mut last);
        let last_look = self.last.get_mut();
        *last_look = last;
        &last_look.balances
    }

    /// Reads what [`Balances::at`] gives, where `self` is shared.
    pub fn read<R>(&self, past: &Entries, position: Sequence, read: impl FnOnce(&[i64]) -> R) -> R {
        let mut last = self.last.take();
        self.bring(past, position, &mut last);
        let result = read(&last.balances);
        self.last.replace(last);
        result
    }

    /// The balance of one account, by its number in order of opening; zero before it was opened.
    pub fn of(&self, past: &Entries, account: usize, position: Sequence) -> i64 {
        let position = held(past, position);
        let nearest = self.nearest(position);
        let balance = nearest.and_then(|known| known.balances.get(account)).copied().unwrap_or(0);
        let from = nearest.map_or(Sequence::START, |known| known.position);
        let sign = if position >= from { 1 } else { -1 };
        let stretch = (position.min(from), position.max(from));
        let since = past.sum_between(stretch, |posting| posting.account as usize == account);
        balance + sign * i64::try_from(since).unwrap_or(0)
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.checkpoints.iter().map(|known| known.balances.len() * size_of::<i64>()).sum()
    }

    fn bring(&self, past: &Entries, position: Sequence, last: &mut Known) {
        let position = held(past, position);
        let from_last = last.distance(position);
        match self.nearest(position) {
            Some(known) if known.distance(position) < from_last => last.set(known),
            None if position.get() < from_last => *last = Known::default(),
            _ => {}
        }
        last.go(past, position);
    }

    /// The known place nearest to `position`; `None` where that is the start.
    fn nearest(&self, position: Sequence) -> Option<&Known> {
        let after = self.checkpoints.partition_point(|known| known.position <= position);
        let before = after.checked_sub(1).and_then(|at| self.checkpoints.get(at));
        let from_before = before.map_or(position.get(), |known| known.distance(position));
        let next = self.checkpoints.get(after).unwrap_or(&self.head);
        if next.distance(position) < from_before { Some(next) } else { before }
    }
}

fn held(past: &Entries, position: Sequence) -> Sequence {
    position.min(Sequence::new(past.count()).unwrap_or(Sequence::MAX))
}
