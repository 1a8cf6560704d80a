//! Corrections: an entry reversed and another recorded in its place, in one commit that names the first as its cause; and
//! entries recorded again where their reversal was taken back, by a command that names the reversal as its cause.

use super::moment::Moment;
use super::reader::Chosen;
use crate::event_sourcing::{Codec, Recorded, Sequence};
use crate::ledger::Event;

/// Through so many movements of an account it is looked for what was taken back or recorded again: further than undo goes.
const LOOKED_AT: usize = 4096;
/// So many of them that moved the same are read.
const ALIKE: usize = 256;
/// So many entries that took each other's place are followed to the one that stands.
const FOLLOWED: usize = 64;

/// The entry that stands in the place of the one at `entry`, by this moment.
pub(super) fn corrected_by<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    entry: Sequence,
) -> Option<Sequence> {
    let reversal = moment.past.reversed_by(entry, moment.position)?;
    neighbours(moment, reversal).find(|other| moment.past.entry(*other).is_some())
}

/// The entry in whose place the one at `entry` stands.
pub(super) fn corrects<C: Codec<Event = Event>>(moment: &Moment<'_, C>, entry: Sequence) -> Option<Sequence> {
    moment.past.entry(entry)?;
    neighbours(moment, entry).find_map(|other| moment.past.reverses(other))
}

/// The entry that the one at `entry` records again, where it takes back a reversal.
pub(super) fn restores<C: Codec<Event = Event>>(moment: &Moment<'_, C>, entry: Sequence) -> Option<Sequence> {
    let past = moment.past;
    let posted = past.entry(entry)?.postings;
    let cause = moment.log.event(entry)?.caused_by?;
    let account = posted.first()?.account as usize;
    let end = past.register_len(account, entry.previous());
    let before = past.register_between(account, end.saturating_sub(LOOKED_AT), end).rev();
    let reversal = |(at, _)| past.reverses(at).filter(|of| past.postings(*of) == posted).map(|_| at);
    let reversals: Vec<_> = before.filter_map(reversal).take(ALIKE).collect();
    let read = Chosen::read(moment.log, reversals.clone()).ok()?;
    let is_cause = |at: &Sequence| read.get(*at).is_some_and(|event| event.command_id == cause);
    past.reverses(reversals.into_iter().find(is_cause)?)
}

/// The entry that records the one at `entry` again, by this moment, where its reversal was taken back.
pub(super) fn restored_by<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    entry: Sequence,
) -> Option<Sequence> {
    let past = moment.past;
    let posted = past.entry(entry)?.postings;
    let reversal = past.reversed_by(entry, moment.position)?;
    let account = posted.first()?.account as usize;
    let begin = past.register_len(account, reversal);
    let since = past.register_between(account, begin, begin.saturating_add(LOOKED_AT));
    let alike = since
        .map(|(at, _)| at)
        .take_while(|at| *at <= moment.position)
        .filter(|at| past.postings(*at) == posted && past.entry(*at).is_some());
    let alike: Vec<_> = alike.take(ALIKE).collect();
    let command = (!alike.is_empty()).then(|| moment.log.event(reversal)).flatten()?.command_id;
    let read = Chosen::read(moment.log, alike.clone()).ok()?;
    alike.into_iter().find(|at| read.get(*at).is_some_and(|event| event.caused_by == Some(command)))
}

/// What stands by this moment of an entry that was reversed: the first that is not reversed itself of what took its place, `next`, and
/// of what took the place of that in turn. `None` where nothing does.
pub(super) fn stands_as<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    next: [Option<Sequence>; 2],
) -> Option<Sequence> {
    let mut due: Vec<_> = next.into_iter().flatten().collect();
    for _ in 0..FOLLOWED {
        let entry = due.pop()?;
        if moment.past.reversed_by(entry, moment.position).is_none() {
            return Some(entry);
        }
        due.extend([corrected_by(moment, entry), restored_by(moment, entry)].into_iter().flatten());
    }
    None
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
