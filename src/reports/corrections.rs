//! Corrections: an entry reversed and another recorded in its place, in one commit that names the first as its cause.

use super::moment::Moment;
use crate::event_sourcing::{Codec, Recorded, Sequence};
use crate::ledger::Event;

/// The entry that stands in the place of the one at `entry`, by this moment.
pub fn corrected_by<C: Codec<Event = Event>>(moment: &Moment<'_, C>, entry: Sequence) -> Option<Sequence> {
    let reversal = moment.past.reversed_by(entry, moment.position)?;
    neighbours(moment, reversal).find(|other| moment.past.entry(*other).is_some())
}

/// The entry in whose place the one at `entry` stands.
pub fn corrects<C: Codec<Event = Event>>(moment: &Moment<'_, C>, entry: Sequence) -> Option<Sequence> {
    moment.past.entry(entry)?;
    neighbours(moment, entry).find_map(|other| moment.past.reverses(other))
}

/// The events right before and after this one that belong to the same commit and have the same cause.
fn neighbours<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    sequence: Sequence,
) -> impl Iterator<Item = Sequence> {
    let event = moment.log.event(sequence).filter(|event| event.caused_by.is_some());
    let same = move |other: &Recorded<Event>| {
        event.as_ref().is_some_and(|event| {
            (event.commit, event.caused_by) == (other.commit, other.caused_by) && *event != *other
        })
    };
    let around = [sequence.previous(), sequence.next()].into_iter();
    let within = around.filter(|at| *at <= moment.position).filter_map(|at| moment.log.event(at));
    within.filter(same).map(|other| other.sequence).collect::<Vec<_>>().into_iter()
}
