//! What a book is given from outside: the clock, the calendar and randomness.

use crate::event_sourcing::{EventId, Timestamp};
use crate::ledger::ValueDate;
use uuid::{Builder, Uuid};

/// The world around a book. The browser gives the real one, a simulation its own.
pub trait Surroundings {
    /// The time.
    fn now(&self) -> Timestamp;

    /// The day, where the user is.
    fn today(&self) -> ValueDate;

    /// Bytes nobody can guess.
    fn random(&self) -> [u8; 16];

    /// A fresh id: a UUID of version 7 of this moment.
    fn new_id(&self) -> Uuid {
        let mut tail = [0; 10];
        tail.copy_from_slice(&self.random()[..10]);
        id_at(self.now(), tail)
    }

    /// Lets other things happen between two stretches of long work.
    fn breathe(&self) -> impl Future<Output = ()>
    where
        Self: Sized,
    {
        core::future::ready(())
    }

    /// A fresh event id.
    fn new_event_id(&self) -> EventId {
        EventId::from(self.new_id())
    }
}

/// The UUID of version 7 of a moment that ends in these bytes, but for the few bits that say what it is.
pub(super) fn id_at(moment: Timestamp, tail: [u8; 10]) -> Uuid {
    let millis = u64::try_from(moment.millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
}
