//! The named moments of a history that is written again with other places: each stays behind the event it was named after,
//! with the fingerprint that the new history has there.

use super::Failure;
use crate::event_sourcing::{Codec, Fingerprint, Sequence};
use crate::ledger::Event;
use crate::record::{History, LedgerCodec, Predecessor, StoredEvent};
use std::collections::HashMap;

/// The places that are named, and what they are in the new history once that has them.
#[derive(Default)]
pub(super) struct Moments(HashMap<Sequence, Option<(Sequence, Fingerprint)>>);

impl Moments {
    /// Those that these events name, or take a name off, behind `shared`: up to there both histories are one.
    pub(super) fn named_behind<'a>(shared: Sequence, events: impl IntoIterator<Item = &'a Event>) -> Self {
        let places = events.into_iter().filter_map(moment_of).filter(|place| *place > shared);
        Self(places.map(|place| (place, None)).collect())
    }

    /// One more.
    pub(super) fn add(&mut self, place: Sequence) {
        self.0.entry(place).or_default();
    }

    /// What stood at `place` is written: `last` is the new history's last event.
    pub(super) fn written(&mut self, place: Sequence, last: &Predecessor) {
        if let Some(found) = self.0.get_mut(&place) {
            *found = Some((last.sequence, last.fingerprint));
        }
    }

    /// Adds an event of the old history to the new one; a moment it is about is moved from where `place` says it was.
    pub(super) fn push_moved(
        &self,
        history: &mut History,
        stored: &StoredEvent<'_>,
        place: impl FnOnce(Sequence) -> Sequence,
    ) -> Result<(), Failure> {
        // Any other event goes as it was recorded.
        if !matches!(stored.shape.name, "MomentNamed" | "MomentUnnamed") {
            return Ok(history.push(stored)?);
        }
        let mut event = LedgerCodec::upcast(stored)?;
        if let Some(of) = moment_of(&event.data) {
            self.moved(&mut event.data, place(of));
        }
        Ok(history.push(&LedgerCodec::stored(&event))?)
    }

    /// The event as the new history has it, where it is about the moment that was at `place`.
    pub(super) fn moved(&self, data: &mut Event, place: Sequence) {
        let Some(Some((there, known))) = self.0.get(&place) else { return };
        match data {
            Event::MomentNamed(moment) => (moment.position, moment.fingerprint) = (*there, *known),
            Event::MomentUnnamed { position } => *position = *there,
            _ => {}
        }
    }
}

/// The moment that an event is about.
pub(super) const fn moment_of(event: &Event) -> Option<Sequence> {
    match event {
        Event::MomentNamed(moment) => Some(moment.position),
        Event::MomentUnnamed { position } => Some(*position),
        _ => None,
    }
}
