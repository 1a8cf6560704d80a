//! A day by both clocks: what the books said at its end, and what is known of it since.

use super::explanation::Contribution;
use super::moment::Moment;
use crate::event_sourcing::{Codec, Sequence, Timestamp};
use crate::ledger::{Event, ValueDate};

/// The balance of every account at the end of `day` by value date, as the moment knows it, in minor units; accounts in
/// order of opening. Such a balance may exceed what one amount may be. With each, how many entries count.
pub fn balances_on<C: Codec<Event = Event>>(moment: &Moment<'_, C>, day: ValueDate) -> Vec<(i128, u64)> {
    let mut balances = vec![(0, 0); moment.ledger.accounts().len()];
    moment.past.each_posting(Sequence::START, moment.position, &mut |posting| {
        if posting.day <= day.days()
            && let Some((balance, entries)) = balances.get_mut(posting.account as usize)
        {
            *balance += i128::from(posting.change);
            *entries += 1;
        }
    });
    balances
}

/// Whether a day, which ends at `end`, was over by that moment: a moment lasts until the next event, and the last one until `now`.
pub fn was_over<C>(moment: &Moment<'_, C>, end: Timestamp, now: Timestamp) -> bool {
    moment.past.times().position_at(end) <= moment.position && end < now
}

/// An account's balance on a day by both clocks, and the events that make the difference:
/// `recorded + late − early = valued`.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct TwoClocks {
    /// What the books said at the end of that day, in minor units.
    pub recorded: i128,
    /// What is known by now about the end of that day.
    pub valued: i128,
    /// Recorded after that day, for that day or an earlier one.
    pub late: Vec<Contribution>,
    /// Recorded by then, but for a later day.
    pub early: Vec<Contribution>,
}

/// Looks at one account, by its number, at the end of `day`; `then` is the last event recorded by that end.
pub fn two_clocks<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    account: usize,
    day: ValueDate,
    then: Sequence,
) -> TwoClocks {
    let mut clocks = TwoClocks::default();
    let len = moment.past.register_len(account, moment.position);
    for (sequence, posting) in moment.past.register_between(account, 0, len) {
        let units = i128::from(posting.change);
        let (counts, known) = (posting.day <= day.days(), sequence <= then);
        if counts {
            clocks.valued += units;
        }
        if known {
            clocks.recorded += units;
        }
        let other = match (counts, known) {
            (true, false) => &mut clocks.late,
            (false, true) => &mut clocks.early,
            _ => continue,
        };
        let before = other.last().map_or(0, |last: &Contribution| last.running);
        other.push(Contribution { sequence, units, running: before + units });
    }
    clocks
}
