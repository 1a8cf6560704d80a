//! The ledger's codec: what the kernel's log needs to know of a domain's stored form.

use super::payload::{Reader, Skim, Writer};
use super::stored::StoredEvent;
use super::{canonical, typed};
use crate::event_sourcing::{Codec, Recorded, Sequence, Unreadable};
use crate::ledger::Event;

/// The stored form of a ledger's events.
#[derive(Clone, Copy, Debug, Default)]
pub struct LedgerCodec;

impl Codec for LedgerCodec {
    type Event = Event;
    type Stored<'a> = StoredEvent<'a>;
    type Reader<'a> = Reader<'a>;

    fn reader(first: Sequence, count: u32, payload: &[u8]) -> Reader<'_> {
        Reader::new(first, count, payload)
    }

    fn write(events: &[StoredEvent<'_>]) -> Vec<u8> {
        let mut writer = Writer::default();
        for event in events {
            writer.push(event);
        }
        writer.bytes().to_vec()
    }

    fn stored(event: &Recorded<Event>) -> StoredEvent<'_> {
        typed::stored(event)
    }

    fn upcast(stored: &StoredEvent<'_>) -> Result<Recorded<Event>, Unreadable> {
        typed::upcast(stored)
    }

    fn written<'a>(count: u32, payload: &'a [u8], see: &mut dyn FnMut([&'a str; 3])) {
        let mut skim = Skim::new(count, payload);
        while let Some(written) = skim.written() {
            see(written);
        }
    }

    fn canonical(stored: &StoredEvent<'_>, out: &mut Vec<u8>) {
        canonical::canonical(stored, out);
    }
}
