//! Which event has which id. In shards, none of which ever becomes so large that a page would feel it grow.

use super::packed::Packed;
use crate::event_sourcing::{EventId, Scatter};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry as Slot;

const BITS: u32 = 6;

/// How many events are entered together: the memory they go to is anywhere, and then it is waited for once instead of for
/// every single one. Those that wait are looked through one by one.
const TOGETHER: usize = 64;

/// The numbers of events by the hash of their ids; the ids themselves lie elsewhere, in order.
#[derive(Clone, Default, Debug)]
pub(super) struct ById {
    scatter: Scatter,
    /// None before the first event.
    shards: Vec<HashTable<u32>>,
    /// How many events have been entered, from the first on.
    entered: usize,
}

impl ById {
    pub(super) fn keyed(scatter: Scatter) -> Self {
        Self { scatter, shards: Vec::new(), entered: 0 }
    }

    /// Makes room for so many events beside those there are, a shard's share and a little more.
    pub(super) fn reserve(&mut self, ids: &Packed<EventId>, events: usize) {
        self.begin();
        let Self { scatter, shards, .. } = self;
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

    /// The number of the event with this id; the first, where others that wait have it too.
    pub(super) fn find(&self, ids: &Packed<EventId>, id: EventId) -> Option<u32> {
        let hash = self.scatter.id(id.bytes());
        let entered = self
            .shards
            .get(shard(hash))
            .and_then(|shard| shard.find(hash, |at| ids.get(*at as usize) == Some(id)).copied());
        entered.or_else(|| {
            let later = (self.entered..ids.len()).find(|at| ids.get(*at) == Some(id))?;
            u32::try_from(later).ok()
        })
    }

    /// Enters the events that wait, where there are enough of them.
    pub(super) fn enter_some(&mut self, ids: &Packed<EventId>) {
        if ids.len() - self.entered >= TOGETHER {
            // An id that is not new stays, and is told where all are entered.
            let _ = self.enter(ids);
        }
    }

    /// Enters the events that wait. Where one has the id of an earlier one, it and what follows stay; said is its number, and
    /// the earlier one's.
    pub(super) fn enter(&mut self, ids: &Packed<EventId>) -> Result<(), (u32, u32)> {
        self.begin();
        let Self { scatter, shards, entered } = self;
        while let Some(id) = ids.get(*entered) {
            let number = u32::try_from(*entered).unwrap_or(u32::MAX);
            let hash = scatter.id(id.bytes());
            let Some(shard) = shards.get_mut(shard(hash)) else { break };
            let slot = shard.entry(
                hash,
                |at| ids.get(*at as usize) == Some(id),
                |at| ids.get(*at as usize).map_or(0, |id| scatter.id(id.bytes())),
            );
            match slot {
                Slot::Occupied(other) => return Err((number, *other.get())),
                Slot::Vacant(free) => free.insert(number),
            };
            *entered += 1;
        }
        Ok(())
    }

    /// Forgets all events but the first `count`.
    pub(super) fn truncate(&mut self, ids: &Packed<EventId>, count: usize) {
        for at in count..self.entered {
            let Some(id) = ids.get(at) else { break };
            let hash = self.scatter.id(id.bytes());
            let shard = self.shards.get_mut(shard(hash));
            if let Some(Ok(found)) = shard.map(|shard| shard.find_entry(hash, |it| *it as usize == at)) {
                found.remove();
            }
        }
        self.entered = self.entered.min(count);
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
    fn every_event_is_found_by_its_id_entered_or_not_until_it_is_forgotten() {
        let (mut by_id, mut ids) = (ById::default(), Packed::default());
        by_id.reserve(&ids, 3000);
        let id = |n: u32| EventId::from_bytes(u128::from(n).to_be_bytes());
        assert_eq!(by_id.find(&ids, id(0)), None);
        for n in 0..5000 {
            ids.push(id(n));
            if n % 7 == 0 {
                assert_eq!(by_id.enter(&ids), Ok(()));
            }
        }
        for n in 0..6000 {
            assert_eq!(by_id.find(&ids, id(n)), (n < 5000).then_some(n));
        }
        by_id.truncate(&ids, 2500);
        ids.truncate(2500);
        for n in 0..6000 {
            assert_eq!(by_id.find(&ids, id(n)), (n < 2500).then_some(n));
        }
        for n in [9000, 77, 9001, 78] {
            ids.push(id(n));
        }
        assert_eq!(by_id.enter(&ids), Err((2501, 77)));
        assert_eq!(by_id.find(&ids, id(77)), Some(77));
        assert_eq!(by_id.find(&ids, id(9000)), Some(2500));
    }
}
