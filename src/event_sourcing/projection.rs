//! Read models: a figure nobody thought of when the events were recorded can still be computed from them.

use super::{Codec, Log, Past, Recorded, Sequence, Unreadable};

/// A read model: folds the events of a log, in order, into whatever its readers need. It never refuses and never
/// looks anywhere but at the events, so that it can be thrown away and rebuilt at will.
pub trait Projection: Default {
    /// The events it understands.
    type Event;

    /// What it may look up in the log, as deciding may.
    type Past: Past<Event = Self::Event>;

    /// Raised whenever `apply` computes something else from the same events; what an older version left is rebuilt.
    const VERSION: u32;

    /// Takes in the next event of the log.
    fn apply(&mut self, past: &Self::Past, event: &Recorded<Self::Event>);

    /// The read model of the events up to and including `position`.
    fn of<C: Codec<Event = Self::Event>>(
        log: &Log<C>,
        past: &Self::Past,
        position: Sequence,
    ) -> Result<Self, Unreadable> {
        let mut model = Self::default();
        for event in log.events(Sequence::START.next(), position) {
            model.apply(past, &event?);
        }
        Ok(model)
    }
}
