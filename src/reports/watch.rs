//! A rule run over all of history: where it was broken, and since when it is kept again.

use super::months::Month;
use super::threshold::{Multiple, Threshold};
use crate::event_sourcing::{Projection, Recorded, Sequence};
use crate::ledger::{Bound, Entries, Event, Label, Posting, Rule, Subject, ValueDate};
use std::collections::{BTreeMap, HashSet};

/// A time in which a rule was broken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// The event that broke it; the last one of its commit that mattered.
    pub from: Sequence,
    /// The event after which it was kept again.
    pub until: Option<Sequence>,
    /// The figure when it was broken, in minor units.
    pub units: i128,
    /// What it was compared with then.
    pub threshold: Threshold,
}

/// A rule as far as it was run. It is judged after each whole commit, from the moment on when the accounts it names are
/// there and while none of them is closed.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    rule: Option<Rule>,
    count: u64,
    /// The number of the account it is about, and of the one it compares with.
    subject: Option<u32>,
    other: Option<u32>,
    /// Which accounts hold its currency.
    own: Vec<bool>,
    /// How many of the accounts it names are closed.
    closed: u32,
    units: i128,
    other_units: i128,
    monthly: Monthly,
    stretches: Vec<Stretch>,
    /// Whether it was broken before the commit it is in.
    before: bool,
}

/// What a category came to, month by month of value dates.
#[derive(Clone, Debug, Default)]
struct Monthly {
    filed: HashSet<Sequence>,
    months: BTreeMap<Month, i128>,
    /// The month of the last event, and the sum over the months before it that count.
    window: Option<(Month, i128)>,
    /// How that sum changed.
    sums: Vec<(Sequence, i128)>,
}

impl Watch {
    /// A rule that is still to be run.
    pub fn over(rule: Rule) -> Self {
        Self { rule: Some(rule), ..Self::default() }
    }

    /// The number of events applied.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Whether it is broken after the events applied.
    pub fn is_broken(&self) -> bool {
        self.stretches.last().is_some_and(|last| last.until.is_none())
    }

    /// The stretches that began by the event at `position`, in order; one that ended later stands open.
    pub fn stretches(
        &self,
        position: Sequence,
    ) -> impl DoubleEndedIterator<Item = Stretch> + ExactSizeIterator {
        let begun = self.stretches.partition_point(|stretch| stretch.from <= position);
        let begun = self.stretches.get(..begun).unwrap_or_default().iter();
        begun.map(move |stretch| Stretch {
            until: stretch.until.filter(|until| *until <= position),
            ..*stretch
        })
    }

    /// Every stretch, as it is known now.
    pub fn all(&self) -> &[Stretch] {
        &self.stretches
    }

    /// What a category came to in the months before the moment at `position`, where the rule compares with that: the
    /// sum over all of them.
    pub fn monthly_sum(&self, position: Sequence) -> i128 {
        let sums = &self.monthly.sums;
        let at = sums.partition_point(|(from, _)| *from <= position).checked_sub(1);
        at.and_then(|at| sums.get(at)).map_or(0, |(_, sum)| *sum)
    }

    /// What the rule compares with, where the other account holds `other` and the category came to `sum`.
    pub fn threshold(rule: &Rule, other: i128, sum: i128) -> Threshold {
        match &rule.bound {
            Bound::Amount(minor) => Threshold::whole(i128::from(minor.get())),
            Bound::Balance { times, .. } => Multiple { times: *times, months: None }.of(other),
            Bound::Monthly { times, months, .. } => Multiple { times: *times, months: Some(*months) }.of(sum),
        }
    }

    fn judge(&mut self, rule: &Rule, event: &Recorded<Event>) {
        if event.commit == event.sequence {
            self.before = self.is_broken();
        }
        let named = rule.accounts().count();
        let there = usize::from(self.subject.is_some()) + usize::from(self.other.is_some());
        let judged = there == named && self.closed == 0 && (named > 0 || self.own.contains(&true));
        let sum = self.monthly.window.map_or(0, |(_, sum)| sum);
        let (from, units, threshold) =
            (event.sequence, self.units, Self::threshold(rule, self.other_units, sum));
        let broken = judged && !threshold.is_kept(rule.compared, units);
        match (self.before, broken, self.stretches.last_mut()) {
            (true, true, Some(last)) => last.until = None,
            (true, false, Some(last)) => last.until = Some(from),
            (false, true, Some(last)) if last.until.is_none() => {
                *last = Stretch { from, until: None, units, threshold }
            }
            (false, true, _) => self.stretches.push(Stretch { from, until: None, units, threshold }),
            // Broken within its commit only.
            (false, false, Some(last)) if last.until.is_none() => drop(self.stretches.pop()),
            _ => {}
        }
    }

    fn open(&mut self, rule: &Rule, past: &Entries, event: &Event) {
        let named = |id| rule.accounts().any(|account| account == id);
        match event {
            Event::AccountOpened { account, currency, .. } => {
                self.own.push(*currency == rule.currency);
                let number = past.account(*account).and_then(|number| u32::try_from(number).ok());
                if rule.subject == Subject::Balance(*account) {
                    self.subject = number;
                } else if named(*account) {
                    self.other = number;
                }
            }
            Event::AccountClosed { account, .. } if named(*account) => self.closed += 1,
            Event::AccountReopened { account, .. } if named(*account) => {
                self.closed = self.closed.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn holds(&self, posting: &Posting) -> bool {
        self.own.get(posting.account as usize).copied().unwrap_or_default()
    }

    fn file(&mut self, category: &Label, past: &Entries, event: &Recorded<Event>) {
        let under = |label: &Option<Label>| label.as_ref() == Some(category);
        match &event.data {
            Event::MoneyDeposited(entry) | Event::MoneyWithdrawn(entry)
                if under(&entry.labels.category)
                    && past.postings(event.sequence).iter().all(|posting| self.holds(posting)) =>
            {
                self.monthly.filed.insert(event.sequence);
                self.monthly.add(&past.postings(event.sequence), 1);
            }
            Event::EntryReversed { .. } => {
                let entry = past.reverses(event.sequence);
                if entry.is_some_and(|entry| self.monthly.filed.contains(&entry)) {
                    self.monthly.add(&past.postings(event.sequence), 1);
                }
            }
            Event::EntryCategorized { entry, labels } => {
                let Some(entry) = past.find(*entry) else { return };
                let postings = past.postings(entry);
                // Transfers within the book are filed nowhere.
                let [posting] = *postings else { return };
                let (is, was) =
                    (under(&labels.category) && self.holds(&posting), self.monthly.filed.contains(&entry));
                if is == was {
                    return;
                }
                let sign = if is { 1 } else { -1 };
                if is {
                    self.monthly.filed.insert(entry);
                } else {
                    self.monthly.filed.remove(&entry);
                }
                self.monthly.add(&postings, sign);
                if let Some(reversal) = past.reversed_by(entry, event.sequence) {
                    self.monthly.add(&past.postings(reversal), sign);
                }
            }
            _ => {}
        }
    }
}

impl Monthly {
    fn add(&mut self, postings: &[Posting], sign: i128) {
        for posting in postings {
            let Some(day) = ValueDate::from_days(posting.day) else { continue };
            *self.months.entry(Month::of(day.day())).or_default() += sign * i128::from(posting.change);
            self.window = None;
        }
    }

    /// Looks at the months before that of the event.
    fn look(&mut self, months: u8, event: &Recorded<Event>) {
        let month = Month::at(event.recorded_at);
        if self.window.is_some_and(|(known, _)| known == month) {
            return;
        }
        let counted = self.months.range(month.back(i32::from(months))..month);
        let sum = counted.map(|(_, units)| *units).sum();
        self.window = Some((month, sum));
        if self.sums.last().map_or(0, |(_, last)| *last) != sum {
            self.sums.push((event.sequence, sum));
        }
    }
}

impl Projection for Watch {
    type Event = Event;
    type Past = Entries;

    const VERSION: u32 = 1;

    fn apply(&mut self, past: &Entries, event: &Recorded<Event>) {
        self.count += 1;
        let Some(rule) = self.rule.take() else { return };
        self.open(&rule, past, &event.data);
        for posting in &past.postings(event.sequence) {
            let counts = match rule.subject {
                Subject::Balance(_) => self.subject == Some(posting.account),
                Subject::Total => self.holds(posting),
            };
            self.units += if counts { i128::from(posting.change) } else { 0 };
            self.other_units +=
                if self.other == Some(posting.account) { i128::from(posting.change) } else { 0 };
        }
        if let Bound::Monthly { category, months, .. } = &rule.bound {
            self.file(category, past, event);
            self.monthly.look(months.get(), event);
        }
        self.judge(&rule, event);
        self.rule = Some(rule);
    }
}
