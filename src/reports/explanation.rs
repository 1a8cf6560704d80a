//! Why a figure is what it is: the events that make it up, in order, and what they add up to.

use super::activity::Direction;
use super::filed::Files;
use super::moment::Moment;
use super::months::Month;
use crate::event_sourcing::{Codec, Sequence};
use crate::ledger::{AccountId, Currency, Event, Posting, ValueDate};

/// Which figure is asked about: what all of this narrows the book's postings to, added up.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Scope {
    /// In which currency.
    pub currency: Currency,
    /// Only what moved this account.
    pub account: Option<AccountId>,
    /// Only what counts for this day or a later one.
    pub from: Option<ValueDate>,
    /// Only what counts for this day or an earlier one.
    pub until: Option<ValueDate>,
    /// Only entries that go one of these ways, a reversal with what it undoes.
    pub directions: Option<&'static [Direction]>,
    /// Only entries filed under this; `Some(None)` where under nothing.
    pub category: Option<Option<String>>,
    /// Only entries with these; `Some(None)` where with nobody.
    pub counterparty: Option<Option<String>>,
    /// Only what raises it, or only what lowers it.
    pub raising: Option<bool>,
    /// Only this event.
    pub event: Option<Sequence>,
    /// Of the day it ends with, only events up to this one: what a statement says after an entry.
    pub up_to: Option<Sequence>,
    /// Only by how much it is another than at this earlier moment.
    pub since: Option<Sequence>,
}

impl Scope {
    /// Everything held in a currency.
    pub const fn total(currency: Currency) -> Self {
        Self {
            currency,
            account: None,
            from: None,
            until: None,
            directions: None,
            category: None,
            counterparty: None,
            raising: None,
            event: None,
            up_to: None,
            since: None,
        }
    }

    /// An account's balance.
    pub fn balance(account: AccountId, currency: Currency) -> Self {
        Self { account: Some(account), ..Self::total(currency) }
    }

    /// Whether it can't be told without [`Files`].
    pub const fn needs_files(&self) -> bool {
        self.directions.is_some() || self.category.is_some() || self.counterparty.is_some()
    }

    /// Whether it goes by value date rather than by the order of recording.
    pub const fn is_by_value_date(&self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    fn allows(&self, sequence: Sequence, posting: &Posting) -> bool {
        self.from.is_none_or(|from| from.days() <= posting.day)
            && self.until.is_none_or(|until| {
                posting.day < until.days()
                    || (posting.day == until.days() && self.up_to.is_none_or(|last| sequence <= last))
            })
            && self.raising.is_none_or(|raises| raises == (posting.change > 0))
            && self.event.is_none_or(|only| only == sequence)
    }
}

/// One event's share in a figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Contribution {
    /// The event.
    pub sequence: Sequence,
    /// By how much it changed the figure, in minor units; never nothing.
    pub units: i128,
    /// The figure after it.
    pub running: i128,
}

/// The share of the events recorded in one month (UTC).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MonthOfContributions {
    /// Which month.
    pub month: Month,
    /// The first event that contributes.
    pub first: Sequence,
    /// The last one.
    pub last: Sequence,
    /// How many contribute.
    pub count: u64,
    /// What they add up to, in minor units.
    pub units: i128,
    /// The figure after them.
    pub running: i128,
}

/// What makes up a figure: month by month of recording, each to be taken apart by [`contributions`].
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Explanation {
    /// What everything adds up to, in minor units.
    pub units: i128,
    /// How many events contribute.
    pub count: u64,
    /// The months in which some were recorded, in order.
    pub months: Vec<MonthOfContributions>,
}

/// Explains a figure at a moment. Takes `files` where the scope [needs them](Scope::needs_files).
pub fn explain<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    files: Option<&Files>,
    scope: &Scope,
) -> Explanation {
    let mut explained = Explanation::default();
    let mut month_ends = i64::MIN;
    each(moment, files, scope, (Sequence::START, moment.position), &mut |sequence, units| {
        explained.units += units;
        explained.count += 1;
        let at = moment.past.times().at(sequence).unwrap_or_default();
        // Time never goes back in a log: within a month nothing need be looked up in a calendar.
        if at.millis() >= month_ends {
            let month = Month::at(at);
            month_ends = month.next().begins();
            let (first, last, running) = (sequence, sequence, explained.units);
            explained.months.push(MonthOfContributions { month, first, last, count: 1, units, running });
        } else if let Some(open) = explained.months.last_mut() {
            open.last = sequence;
            open.count += 1;
            open.units += units;
            open.running = explained.units;
        }
    });
    explained
}

/// The events of one stretch of an explanation, in order; `before` is the figure before the first.
pub fn contributions<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    files: Option<&Files>,
    scope: &Scope,
    (first, last): (Sequence, Sequence),
    before: i128,
) -> Vec<Contribution> {
    let (mut parts, mut running) = (Vec::new(), before);
    each(moment, files, scope, (first.previous(), last.min(moment.position)), &mut |sequence, units| {
        running += units;
        parts.push(Contribution { sequence, units, running });
    });
    parts
}

/// Tells of every event after `after`, up to and including `until`, that changed the figure, and by how much.
fn each<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    files: Option<&Files>,
    scope: &Scope,
    (after, until): (Sequence, Sequence),
    tell: &mut dyn FnMut(Sequence, i128),
) {
    let Some(since) = scope.since else { return each_share(moment, files, scope, (after, until), tell) };
    if !scope.needs_files() {
        // What was recorded by then has changed nothing since.
        return each_share(moment, files, scope, (after.max(since), until), tell);
    }
    // An entry that was re-categorised since then has another share than it had.
    let mut before = Vec::new();
    let then = Moment { position: since.min(moment.position), ..*moment };
    each_share(&then, files, scope, (after, until), &mut |sequence, units| before.push((sequence, units)));
    let mut before = before.into_iter().peekable();
    each_share(moment, files, scope, (after, until), &mut |sequence, units| {
        while let Some((gone, had)) = before.next_if(|(other, _)| *other < sequence) {
            tell(gone, -had);
        }
        let had = before.next_if(|(other, _)| *other == sequence).map_or(0, |(_, had)| had);
        if units != had {
            tell(sequence, units - had);
        }
    });
    for (gone, had) in before {
        tell(gone, -had);
    }
}

/// The same without looking at an earlier moment.
fn each_share<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    files: Option<&Files>,
    scope: &Scope,
    (after, until): (Sequence, Sequence),
    tell: &mut dyn FnMut(Sequence, i128),
) {
    let Some(currency) = moment.prepared.currencies.number(scope.currency) else { return };
    let number = scope.account.map(|id| moment.account(id).map_or(usize::MAX, |(number, _)| number));
    let fits = |sequence: Sequence, posting: &Posting| {
        number.is_none_or(|number| posting.account as usize == number)
            && moment.prepared.currencies.of(posting) == Some(currency)
            && scope.allows(sequence, posting)
    };
    let mut sum = Sum { open: None, tell };
    if scope.needs_files() {
        let Some(files) = files else { return };
        let wanted = |label: &Option<Option<String>>| {
            // What nobody ever used has no number: nothing is filed there.
            label.as_ref().map(|text| text.as_ref().map_or(Some(0), |text| files.number(text)))
        };
        let (category, counterparty) = (wanted(&scope.category), wanted(&scope.counterparty));
        files.each(moment, (after, until), |line| {
            let as_asked = scope.directions.is_none_or(|ways| ways.contains(&line.direction))
                && category.is_none_or(|wanted| wanted == Some(line.filed.category))
                && counterparty.is_none_or(|wanted| wanted == Some(line.filed.counterparty));
            if as_asked && fits(line.sequence, &line.posting) {
                sum.add(line.sequence, &line.posting);
            }
        });
    } else if let Some(number) = number {
        let place = |position| moment.past.register_len(number, position);
        for (sequence, posting) in moment.past.register_between(number, place(after), place(until)) {
            if fits(sequence, &posting) {
                sum.add(sequence, &posting);
            }
        }
    } else {
        for (sequence, postings) in moment.past.moves_between(after, until) {
            for posting in postings.iter().filter(|posting| fits(sequence, posting)) {
                sum.add(sequence, posting);
            }
        }
    }
    sum.close();
}

/// Adds up the postings of each event; what moves money within the scope contributes nothing.
struct Sum<'a> {
    open: Option<(Sequence, i128)>,
    tell: &'a mut dyn FnMut(Sequence, i128),
}

impl Sum<'_> {
    fn add(&mut self, sequence: Sequence, posting: &Posting) {
        let change = i128::from(posting.change);
        match &mut self.open {
            Some((same, units)) if *same == sequence => *units += change,
            _ => {
                self.close();
                self.open = Some((sequence, change));
            }
        }
    }

    fn close(&mut self) {
        if let Some((sequence, units)) = self.open.take().filter(|(_, units)| *units != 0) {
            (self.tell)(sequence, units);
        }
    }
}
