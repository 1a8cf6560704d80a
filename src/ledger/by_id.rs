//! Which event has which id. In shards, none of which ever becomes so large that a page would feel it grow.

use super::packed::Packed;
use crate::event_sourcing::{EventId, Scatter};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry as Slot;

const BITS: u32 = 6;

/// The numbers of events by the hash of their ids; the ids themselves lie elsewhere, in order.
#[derive(Clone, Default, Debug)]
pub(super) struct ById {
    scatter: Scatter,
    /// None before the first event.
    shards: Vec<HashTable<u32>>,
}

impl ById {
    pub(super) fn keyed(scatter: Scatter) -> Self {
        Self { scatter, shards: Vec::new() }
    }

    /// Makes room for so many events beside those there are, a shard's share and a little more.
    pub(super) fn reserve(&mut self, ids: &Packed<EventId>, events: usize) {
        self.begin();
        let Self { scatter, shards } = self;
        let share = events >> BITS;
        for shard in shards {
            shard.reserve(share + share / 16, |at| {
                ids.get(*at as usize).map_or(0, |id| scatter.id(id.bytes()))
            });
        }
    }

    fn begin(&mut self) {
        if self.shards.is_empty() {
            self.shards.resize(1 << BITS, HashTable::new());
        }
    }

    /// The number of the event with this id.
    pub(super) fn find(&self, ids: &Packed<EventId>, id: EventId) -> Option<u32> {
        let hash = self.scatter.id(id.bytes());
        self.shards.get(shard(hash))?.find(hash, |at| ids.get(*at as usize) == Some(id)).copied()
    }

    /// Takes in the event with this number, where its id is new; says which has the same, where it is not.
    pub(super) fn enter(&mut self, ids: &Packed<EventId>, id: EventId, number: u32) -> Result<(), u32> {
        self.begin();
        let Self { scatter, shards } = self;
        let hash = scatter.id(id.bytes());
        let Some(shard) = shards.get_mut(shard(hash)) else { return Ok(()) };
        let slot = shard.entry(
            hash,
            |at| ids.get(*at as usize) == Some(id),
            |at| ids.get(*at as usize).map_or(0, |id| scatter.id(id.bytes())),
        );
        match slot {
            Slot::Occupied(other) => Err(*other.get()),
            Slot::Vacant(free) => {
                free.insert(number);
                Ok(())
            }
        }
    }

    /// Forgets the event with this number and id.
    pub(super) fn forget(&mut self, id: EventId, number: u32) {
        let hash = self.scatter.id(id.bytes());
        let shard = self.shards.get_mut(shard(hash));
        if let Some(Ok(found)) = shard.map(|shard| shard.find_entry(hash, |at| *at == number)) {
            found.remove();
        }
    }
}

/// By bits of the hash that the table itself does not go by.
const fn shard(hash: u64) -> usize {
    (hash >> 40) as usize & ((1 << BITS) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_found_by_its_id_until_it_is_forgotten() {
        let (mut by_id, mut ids) = (ById::default(), Packed::default());
        by_id.reserve(&ids, 3000);
        let id = |n: u32| EventId::from_bytes(u128::from(n).to_be_bytes());
        assert_eq!(by_id.find(&ids, id(0)), None);
        for n in 0..5000 {
            assert_eq!(by_id.enter(&ids, id(n), n), Ok(()));
            ids.push(id(n));
        }
        assert_eq!(by_id.enter(&ids, id(77), 5000), Err(77));
        for n in 2500..5000 {
            by_id.forget(id(n), n);
        }
        for n in 0..6000 {
            assert_eq!(by_id.find(&ids, id(n)), (n < 2500).then_some(n));
        }
    }
}
