//! How a rule stands at a moment: its figures, whether it is kept, and where it was broken until then.

use super::moment::Moment;
use super::threshold::Threshold;
use super::watch::{Stretch, Watch};
use crate::event_sourcing::{Codec, EventId, Sequence};
use crate::ledger::{AccountId, Bound, Entries, Event, Rule, Stated, Status, Subject};

/// Whether a rule is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is.
    Kept,
    /// It is not.
    Broken,
    /// An account it names is not there yet, or closed.
    NotJudged,
}

/// A rule at a moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// The rule.
    pub rule: Rule,
    /// The id it is known by.
    pub id: EventId,
    /// The event that stated it, which may lie after the moment: it is run over all of history.
    pub stated: Sequence,
    /// The event that withdrew it, where that was after the moment.
    pub withdrawn: Option<Sequence>,
    /// Whether it is kept.
    pub verdict: Verdict,
    /// The figure it is about, in minor units.
    pub units: i128,
    /// What that is compared with.
    pub threshold: Threshold,
    /// Where it was broken until then, in order; of many, the latest.
    pub stretches: Vec<Stretch>,
    /// The first of all.
    pub first: Option<Stretch>,
    /// How many there are.
    pub count: u64,
}

/// The rules to be shown at a moment: those in force then, and those in force now.
pub fn rules_shown(past: &Entries, position: Sequence, head: Sequence) -> Vec<Stated<'_>> {
    let mut shown = past.rules(position);
    let now = past.rules(head);
    shown.extend(now.into_iter().filter(|rule| rule.sequence > position));
    shown
}

/// How a rule stands at a moment, with at most so many of its stretches.
pub fn standing<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    stated: &Stated<'_>,
    watch: &Watch,
    most: usize,
) -> Standing {
    let rule = stated.rule;
    let balance = |id: AccountId| moment.account(id).map(|(_, it)| i128::from(it.balance.get()));
    let units = match rule.subject {
        Subject::Balance(id) => balance(id).unwrap_or_default(),
        Subject::Total => {
            let totals = moment.ledger.totals();
            totals.iter().find(|(currency, _)| *currency == rule.currency).map_or(0, |(_, units)| *units)
        }
    };
    let other = match &rule.bound {
        Bound::Balance { account, .. } => balance(*account).unwrap_or_default(),
        _ => 0,
    };
    let open = |id| moment.account(id).is_some_and(|(_, account)| account.status != Status::Closed);
    let known = || moment.ledger.accounts().iter().any(|account| account.currency == rule.currency);
    let judged = rule.accounts().all(open) && (rule.accounts().next().is_some() || known());
    let mut stretches = watch.stretches(moment.position);
    let (count, first) = (stretches.len(), watch.stretches(moment.position).next());
    let broken = watch.stretches(moment.position).next_back().is_some_and(|last| last.until.is_none());
    let verdict = match (judged, broken) {
        (false, _) => Verdict::NotJudged,
        (true, true) => Verdict::Broken,
        (true, false) => Verdict::Kept,
    };
    if let Some(skipped) = count.checked_sub(most + 1) {
        stretches.nth(skipped);
    }
    Standing {
        rule: rule.clone(),
        id: stated.id,
        stated: stated.sequence,
        withdrawn: moment.past.withdrawn_by(stated.sequence),
        verdict,
        units,
        threshold: Watch::threshold(rule, other, watch.monthly_sum(moment.position)),
        stretches: stretches.collect(),
        first,
        count: count as u64,
    }
}
