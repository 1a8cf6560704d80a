//! How a domain's events become bytes and come back: the seam between the kernel and a domain's record room.

use super::{Recorded, Sequence};
use core::fmt;

/// An event that can't be read back, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unreadable {
    /// Which event.
    pub sequence: Sequence,
    /// What is wrong with it, for people.
    pub reason: String,
    /// Whether a later version of Daybook might understand it: then it is not damage.
    pub newer: bool,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "event {}: {}", self.sequence, self.reason)
    }
}

/// A domain's stored form. `Stored` is an event exactly as it was recorded, in the version of its shape it was
/// recorded in; upcasting makes today's event of it and never touches what is kept.
pub trait Codec {
    /// The domain's event, in today's shape.
    type Event;
    /// An event as recorded, borrowing its text from the record's bytes.
    type Stored<'a>;
    /// Reads a payload's events in order; ends after the first failure.
    type Reader<'a>: Iterator<Item = Result<Self::Stored<'a>, Unreadable>>;

    /// Reads the `count` events of a record's payload; the first has the sequence `first`.
    fn reader(first: Sequence, count: u32, payload: &[u8]) -> Self::Reader<'_>;

    /// Writes a record's payload. The events follow each other.
    fn write(events: &[Self::Stored<'_>]) -> Vec<u8>;

    /// A new event, in the shape it is recorded in from now on.
    fn stored(event: &Recorded<Self::Event>) -> Self::Stored<'_>;

    /// Today's event of what was recorded.
    fn upcast(stored: &Self::Stored<'_>) -> Result<Recorded<Self::Event>, Unreadable>;

    /// Shows what people wrote in each event of a payload, in order, without anything else being made of it. Whoever looks
    /// for words passes over a long log this way; where it ends early, events have to be read.
    fn written<'a>(_count: u32, _payload: &'a [u8], _see: &mut dyn FnMut([&'a str; 3])) {}

    /// Adds `J(n)`: the event as it was recorded, as canonical JSON (RFC 8785).
    fn canonical(stored: &Self::Stored<'_>, out: &mut Vec<u8>);
}
