//! A branch beside the book it leaves: how far their balances are apart at every moment.

use super::describe::{Naming, happened};
use super::moment::Moment;
use super::months::Month;
use super::prepared::Prepared;
use super::sentence::Sentence;
use crate::event_sourcing::{Codec, EventId, Recorded, Seen, Sequence, Source, Timestamp};
use crate::ledger::{AccountId, Apart, Currency, Event, Ledger, Name, NamedMoment, Rule, Times};
use core::ops::Range;
use std::collections::HashMap;

/// By how much an account's balance in a branch differs from the real one, moment by moment.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct BalanceDifferences {
    /// Of each account that ever differs: where the log was when that changed, and the difference from then on.
    accounts: HashMap<AccountId, Vec<(Sequence, i128)>>,
}

/// How far the balances of a branch and of its book are apart.
pub fn what_if_balances(seen: Seen<'_, Ledger>) -> BalanceDifferences {
    let mut accounts: HashMap<AccountId, Vec<(Sequence, i128)>> = HashMap::new();
    for Apart { place, account, posting, .. } in seen.differences() {
        accounts.entry(account).or_default().push((place, i128::from(posting.change)));
    }
    for changes in accounts.values_mut() {
        changes.sort_by_key(|(place, _)| *place);
        let mut sum = 0;
        for (_, change) in changes.iter_mut() {
            sum += *change;
            *change = sum;
        }
        // Of several at one moment the last says it all.
        changes.reverse();
        changes.dedup_by_key(|(place, _)| *place);
        changes.reverse();
    }
    BalanceDifferences { accounts }
}

impl BalanceDifferences {
    /// The difference of an account where the log has its first `real` events, in minor units.
    pub fn of(&self, account: AccountId, real: Sequence) -> i128 {
        let Some(changes) = self.accounts.get(&account) else { return 0 };
        let after = changes.partition_point(|(place, _)| *place <= real);
        after.checked_sub(1).and_then(|at| changes.get(at)).map_or(0, |(_, difference)| *difference)
    }

    /// The accounts that ever differ.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> + '_ {
        self.accounts.keys().copied()
    }

    /// The moments at which the difference of one of these accounts changes, in order.
    pub fn moments(&self, accounts: &[AccountId]) -> Vec<Sequence> {
        let own = accounts.iter().filter_map(|account| self.accounts.get(account)).flatten();
        let mut moments: Vec<_> = own.map(|(place, _)| *place).collect();
        moments.sort_unstable();
        moments.dedup();
        moments
    }
}

/// Whose balance is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held {
    /// Everything in a currency.
    Total(Currency),
    /// One account's, in its currency.
    Account(AccountId, Currency),
}

impl Held {
    /// The currency of the figures.
    pub const fn currency(self) -> Currency {
        match self {
            Self::Total(currency) | Self::Account(_, currency) => currency,
        }
    }
}

/// Both balances at one moment, in minor units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Beside {
    /// After so many events of the log.
    pub position: Sequence,
    /// When the last of them was recorded.
    pub recorded_at: Timestamp,
    /// What is held in the book.
    pub really: i128,
    /// What would be.
    pub otherwise: i128,
}

/// What is compared, and with what.
#[derive(Clone, Copy, Debug)]
pub struct SideBySide<'a> {
    /// How far the two are apart.
    pub differences: &'a BalanceDifferences,
    /// The state of the branch now: it knows the accounts of both.
    pub state: &'a Ledger,
}

/// Both balances from one moment of the log up to that of `moment`, at about so many points and wherever their difference
/// changes.
pub fn beside<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    with: SideBySide<'_>,
    held: Held,
    from: Sequence,
    points: u64,
) -> Vec<Beside> {
    let sides = Sides::of(moment, with, held);
    let until = moment.position;
    let step = ((until.get() - from.get().min(until.get())) / points.max(1)).max(1);
    let steps = usize::try_from(step).unwrap_or(usize::MAX);
    let mut positions: Vec<_> = (from.get()..until.get()).step_by(steps).filter_map(Sequence::new).collect();
    // Where the difference changes, and right before: as many again at the most.
    let moments = with.differences.moments(&sides.accounts);
    let every = moments.len().div_ceil(usize::try_from(points).unwrap_or(usize::MAX).max(1)).max(1);
    let changes = moments.iter().step_by(every).flat_map(|at| [at.previous(), *at]);
    positions.extend(changes.filter(|at| *at >= from && *at < until));
    positions.push(until);
    positions.sort_unstable();
    positions.dedup();
    positions.into_iter().filter_map(|position| sides.at(position)).collect()
}

/// Both balances at the moment alone: what it costs does not grow with the differences. `None` before the first event.
pub fn beside_now<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    with: SideBySide<'_>,
    held: Held,
) -> Option<Beside> {
    Sides::of(moment, with, held).at(moment.position)
}

/// Both balances of what is held, at any moment up to that of `moment`.
struct Sides<'a, 'm, C> {
    moment: &'a Moment<'m, C>,
    with: SideBySide<'a>,
    held: Held,
    /// The accounts held that ever differ.
    accounts: Vec<AccountId>,
}

impl<'a, 'm, C: Codec<Event = Event>> Sides<'a, 'm, C> {
    fn of(moment: &'a Moment<'m, C>, with: SideBySide<'a>, held: Held) -> Self {
        let accounts = match held {
            Held::Account(account, _) => vec![account],
            Held::Total(currency) => {
                let both = with.state.accounts().iter().chain(moment.ledger.accounts());
                let own = both.filter(|account| account.currency == currency).map(|account| account.id);
                let mut accounts: Vec<_> =
                    own.filter(|id| with.differences.accounts.contains_key(id)).collect();
                accounts.sort_unstable();
                accounts.dedup();
                accounts
            }
        };
        Self { moment, with, held, accounts }
    }

    fn at(&self, position: Sequence) -> Option<Beside> {
        let Moment { past, prepared: Prepared { over_time, currencies, balances, .. }, .. } = *self.moment;
        let recorded_at = past.times().at(position)?;
        let really = match self.held {
            Held::Account(account, _) => {
                let number = past.account(account).filter(|it| *it < past.accounts_at(position));
                number.map_or(0, |number| i128::from(balances.of(past, number, position)))
            }
            Held::Total(currency) => currencies
                .number(currency)
                .map_or(0, |number| over_time.total(past, currencies, number, position)),
        };
        let apart: i128 =
            self.accounts.iter().map(|account| self.with.differences.of(*account, position)).sum();
        Some(Beside { position, recorded_at, really, otherwise: really + apart })
    }
}

/// The share of one event in how far a balance in a branch is from the book's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deviation {
    /// The event: one of the branch's own, or one of the log that is missing there or moves something else.
    pub source: Source,
    /// The last event of the log before it, or that event.
    pub place: Sequence,
    /// What it adds to the difference, in minor units; never nothing.
    pub units: i128,
}

/// What makes up the difference between a balance in a branch and the one in `book`, where the log has its first `real`
/// events: in the order of the log, and there the branch's own after what is missing.
pub fn deviations(names: BranchNames<'_>, book: &Ledger, held: Held, real: Sequence) -> Vec<Deviation> {
    let own = |account: AccountId| names.account(account).map(|(_, currency)| currency);
    let of_book = |id| book.accounts().get(names.seen.shared.account(id)?).map(|account| account.currency);
    let is_held = |account: AccountId| match held {
        Held::Account(only, _) => account == only,
        Held::Total(currency) => own(account).or_else(|| of_book(account)) == Some(currency),
    };
    let mut deviations: Vec<Deviation> = Vec::new();
    for Apart { source, place, account, posting } in names.seen.differences() {
        if place <= real && is_held(account) {
            deviations.push(Deviation { source, place, units: i128::from(posting.change) });
        }
    }
    deviations.sort_by_key(|it| match it.source {
        Source::Real(_) => (it.place, 0),
        Source::Own(number) => (it.place, 1 + number),
    });
    deviations.dedup_by(|later, kept| {
        let same = later.source == kept.source;
        if same {
            kept.units += later.units;
        }
        same
    });
    // What moves money within what is asked about adds nothing.
    deviations.retain(|it| it.units != 0);
    deviations
}

/// Differences that come in one month of recording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MonthOfDeviations {
    /// Which month.
    pub month: Month,
    /// Which of them.
    pub parts: Range<usize>,
    /// What they add up to, in minor units.
    pub units: i128,
    /// What all up to them do.
    pub running: i128,
}

/// Deviations by the month of their place.
pub fn deviations_by_month(deviations: &[Deviation], times: &Times) -> Vec<MonthOfDeviations> {
    let mut months: Vec<MonthOfDeviations> = Vec::new();
    let mut running = 0;
    for (number, it) in deviations.iter().enumerate() {
        running += it.units;
        let month = Month::at(times.at(it.place).unwrap_or_default());
        match months.last_mut().filter(|last| last.month == month) {
            Some(last) => {
                last.parts.end = number + 1;
                last.units += it.units;
                last.running = running;
            }
            None => {
                months.push(MonthOfDeviations { month, parts: number..number + 1, units: it.units, running });
            }
        }
    }
    months
}

/// The names in a branch.
#[derive(Clone, Copy, Debug)]
pub struct BranchNames<'a> {
    /// What the branch sees.
    pub seen: Seen<'a, Ledger>,
    /// Its state.
    pub state: &'a Ledger,
    /// Its own events.
    pub own: &'a [Recorded<Event>],
}

impl BranchNames<'_> {
    /// What an event of the branch's own is, in a sentence; a moment is said as the log numbers it.
    pub fn own(&self, event: &Event) -> Sentence {
        match event {
            Event::MomentNamed(moment) => {
                let position = self.seen.course.place(moment.position);
                happened(self, &Event::MomentNamed(NamedMoment { position, ..moment.clone() }))
            }
            Event::MomentUnnamed { position } => {
                happened(self, &Event::MomentUnnamed { position: self.seen.course.place(*position) })
            }
            other => happened(self, other),
        }
    }
}

impl Naming for BranchNames<'_> {
    fn account(&self, id: AccountId) -> Option<(&Name, Currency)> {
        let account = self.state.account(&self.seen, id).ok()?;
        Some((&account.name, account.currency))
    }

    fn number(&self, event: EventId) -> Option<Sequence> {
        self.seen.shared.find(event)
    }

    fn rule(&self, id: EventId) -> Option<&Rule> {
        let own = || self.own.iter().find(|event| event.id == id);
        self.seen.shared.rule(id).map(|stated| stated.rule).or_else(|| match &own()?.data {
            Event::RuleStated(rule) => Some(rule),
            _ => None,
        })
    }

    fn unrecorded(&self, id: EventId) -> Option<Sentence> {
        let own = self.own.iter().find(|event| event.id == id)?;
        // What refers to it is no such event itself, so that this ends.
        Some(Sentence::of("what-if.own-event", &[("what", self.own(&own.data))]))
    }
}
