//! The journal: rows newest first, a page at a time.

use super::filter::Filter;
use super::moment::Moment;
use super::reader::Chosen;
use super::row::{Row, row, sources};
use super::search::Search;
use crate::event_sourcing::{Codec, Sequence, Unreadable};
use crate::ledger::Event;

/// Some rows of a journal.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Page {
    /// The rows, newest first.
    pub rows: Vec<Row>,
    /// How many rows there are in all, where that is known without looking for them.
    pub total: Option<u64>,
    /// Whether older rows follow.
    pub more: bool,
}

/// The rows of these events, in the order asked for. Events after the moment are left out.
pub fn rows<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    sequences: impl IntoIterator<Item = Sequence>,
) -> Result<Vec<Row>, Unreadable> {
    let sequences: Vec<_> = sequences.into_iter().filter(|at| *at <= moment.position).collect();
    let wanted = sequences.iter().flat_map(|at| sources(moment, *at)).collect();
    let chosen = Chosen::read(moment.log, wanted)?;
    sequences.into_iter().filter_map(|sequence| row(moment, &chosen, sequence).transpose()).collect()
}

/// How many rows a filter shows, where that is known without a [`Search`].
pub fn total<C: Codec<Event = Event>>(moment: &Moment<'_, C>, filter: &Filter) -> Option<u64> {
    if filter.must_search() {
        return None;
    }
    let number = filter.account.map(|id| moment.account(id).map(|(number, _)| number));
    Some(match number {
        Some(Some(number)) => moment.past.register_len(number, moment.position) as u64,
        Some(None) => 0,
        None if filter.all_events => moment.position.get(),
        None => moment.prepared.activity.until(moment.past, moment.position).entries(),
    })
}

/// The rows from the one with number `offset` on (0 is the newest), at most `limit`. What need not be searched for
/// costs the same at any offset; what must be is looked for from the newest on until the page is full.
pub fn page<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    filter: &Filter,
    offset: u64,
    limit: u64,
) -> Result<Page, Unreadable> {
    let Some(total) = total(moment, filter) else { return searched(moment, filter, offset, limit) };
    let newest = total.saturating_sub(offset);
    let oldest = newest.saturating_sub(limit);
    let more = oldest > 0;
    let number = filter.account.and_then(|id| moment.past.account(id));
    let rows = if let Some(number) = number {
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let own = moment.past.register_between(number, place(oldest), place(newest));
        rows(moment, own.rev().map(|(sequence, _)| sequence))?
    } else if filter.all_events {
        rows(moment, (oldest + 1..=newest).rev().filter_map(Sequence::new))?
    } else {
        let activity = &moment.prepared.activity;
        rows(moment, (oldest + 1..=newest).rev().filter_map(|at| activity.entry(moment.past, at)))?
    };
    Ok(Page { rows, total: Some(total), more })
}

fn searched<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    filter: &Filter,
    offset: u64,
    limit: u64,
) -> Result<Page, Unreadable> {
    let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    let wanted = place(offset.saturating_add(limit));
    let mut search = Search::new(moment, filter.clone());
    while !search.is_done() && search.found().len() <= wanted {
        search.step(moment, 1)?;
    }
    let found = search.found();
    let rows = rows(moment, found.iter().copied().skip(place(offset)).take(place(limit)))?;
    let total = search.is_done().then_some(found.len() as u64);
    Ok(Page { rows, total, more: found.len() > wanted })
}
