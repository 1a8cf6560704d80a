//! What a rule is about and what it compares with: an amount, or so many times a figure that has its own explanation.

use super::activity::Direction;
use super::explanation::Scope;
use super::months::Month;
use crate::event_sourcing::Timestamp;
use crate::ledger::{Bound, Compared, Factor, LastMonths, Rule, Subject, ValueDate};
use std::cmp::Ordering;

/// What a figure was compared with: so many minor units over a denominator, which is seldom more than one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Threshold {
    over: i128,
    under: i128,
}

impl Threshold {
    /// An amount in minor units.
    pub(super) const fn whole(units: i128) -> Self {
        Self { over: units, under: 1 }
    }

    /// In minor units, rounded to the nearest.
    pub const fn units(self) -> i128 {
        (2 * self.over + self.under).div_euclid(2 * self.under)
    }

    pub(super) fn is_kept(self, compared: Compared, units: i128) -> bool {
        match (compared, (units * self.under).cmp(&self.over)) {
            (_, Ordering::Equal) => true,
            (Compared::AtMost, order) => order == Ordering::Less,
            (Compared::AtLeast, order) => order == Ordering::Greater,
        }
    }
}

/// So many times a balance, or so many times the mean of what some months came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Multiple {
    /// How many times.
    pub times: Factor,
    /// Of how many months the mean is taken; `None` where of no mean.
    pub months: Option<LastMonths>,
}

impl Multiple {
    /// What that is, where everything adds up to `units`. A month counts whichever way its money went.
    pub fn of(self, units: i128) -> Threshold {
        let (over, under) = self.times.fraction();
        let (units, shares) = match self.months {
            None => (units, 1),
            Some(months) => (units.abs(), i128::from(months.get())),
        };
        Threshold { over: units * i128::from(over), under: shares * i128::from(under) }
    }
}

/// The figure that a rule is about.
pub fn watched(rule: &Rule) -> Scope {
    match rule.subject {
        Subject::Balance(account) => Scope::balance(account, rule.currency),
        Subject::Total => Scope::total(rule.currency),
    }
}

/// What a rule compares with just after something was recorded `at` a moment, where that is made up of events: the
/// figure they add up to, and how many times it counts.
pub fn compared_with(rule: &Rule, at: Timestamp) -> Option<(Scope, Multiple)> {
    match &rule.bound {
        Bound::Amount(_) => None,
        Bound::Balance { times, account } => {
            Some((Scope::balance(*account, rule.currency), Multiple { times: *times, months: None }))
        }
        Bound::Monthly { times, category, months } => {
            let month = Month::at(at);
            let first = month.back(i32::from(months.get())).first_day();
            let scope = Scope {
                from: ValueDate::new(first).ok(),
                until: ValueDate::new(month.first_day().pred_opt()?).ok(),
                directions: Some(&[Direction::In, Direction::Out]),
                category: Some(Some(category.to_string())),
                ..Scope::total(rule.currency)
            };
            Some((scope, Multiple { times: *times, months: Some(*months) }))
        }
    }
}
