//! Which event has which id. Ids made as time goes by ascend: an event whose id is above every earlier one is new without
//! being looked for, and is found by halving. Where others stand among them they are hashed, in shards, none of which ever
//! becomes so large that a page would feel it grow.

use super::packed::Packed;
use crate::event_sourcing::{EventId, Scatter};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry as Slot;

/// How many shards there are at the most; a half of it at the least.
const SHARDS: usize = 64;

/// So many events in a row are either all found by halving, or all hashed.
const BLOCK: usize = 32;

/// How many events are entered together: the memory that a hash leads to is anywhere, and then it is waited for once instead of
/// for every single one. Those that wait are looked through one by one.
const TOGETHER: usize = 64;

/// For so many events at the most is room made ahead.
const MOST_ROOM: usize = 1 << 22;

/// Only when so many are hashed does their share say how many more there are going to be.
const ENOUGH: usize = 1 << 10;

/// The numbers of events by their ids; the ids themselves lie elsewhere, in order.
#[derive(Clone, Default, Debug)]
pub(super) struct ById {
    scatter: Scatter,
    /// The highest id up to the end of each whole block.
    heights: Packed<u128>,
    /// Whether the events of each whole block are hashed: in the others, every id is above all earlier ones.
    hashed: Packed<bool>,
    /// The same of the block under way.
    hashing: bool,
    /// The highest id of all.
    height: u128,
    /// None that is found by halving in a whole block is higher.
    ascended: u128,
    /// The numbers of what is hashed. None before the first.
    shards: Vec<HashTable<u32>>,
    /// How many are hashed.
    count: usize,
    /// How many events have been entered, from the first on.
    entered: usize,
    /// How many there are going to be, as far as is known.
    expected: usize,
}

impl ById {
    pub(super) fn keyed(scatter: Scatter) -> Self {
        Self { scatter, ..Self::default() }
    }

    /// Has room made for what of so many events is going to be hashed, at once instead of bit by bit.
    pub(super) fn expect(&mut self, events: usize) {
        self.expected = events.min(MOST_ROOM);
    }

    /// The number of the event with this id; the first, where others that wait have it too.
    pub(super) fn find(&self, ids: &Packed<EventId>, id: EventId) -> Option<u32> {
        let found = self.find_entered(ids, id);
        found.or_else(|| number_in(ids, self.entered..ids.len(), id))
    }

    fn find_entered(&self, ids: &Packed<EventId>, id: EventId) -> Option<u32> {
        if value(id) > self.height {
            return None;
        }
        self.find_ascended(ids, id).or_else(|| {
            let hash = self.scatter.id(id.bytes());
            self.shards
                .get(shard(hash, self.shards.len()))?
                .find(hash, |at| ids.get(*at as usize) == Some(id))
                .copied()
        })
    }

    /// Looks where an event with this id is, if it ascended: before that, everything is lower, and after, something is as high.
    fn find_ascended(&self, ids: &Packed<EventId>, id: EventId) -> Option<u32> {
        let value = value(id);
        let block = if value > self.ascended {
            self.heights.len()
        } else {
            self.heights.partition_point(|height| height < value)
        };
        if self.hashed.get(block).unwrap_or(self.hashing) {
            return None;
        }
        number_in(ids, block * BLOCK..self.entered.min((block + 1) * BLOCK), id)
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
        self.reach(ids);
        while let Some(id) = ids.get(self.entered) {
            if value(id) > self.height || self.entered == 0 {
                self.height = value(id);
            } else {
                if let Some(other) = self.find_ascended(ids, id) {
                    return Err((number(self.entered), other));
                }
                self.hash_block(ids);
            }
            if self.hashing {
                self.hash(ids, self.entered, id).map_err(|other| (number(self.entered), other))?;
            }
            self.entered += 1;
            if self.entered.is_multiple_of(BLOCK) {
                if !self.hashing {
                    self.ascended = self.height;
                }
                self.heights.push(self.height);
                self.hashed.push(self.hashing);
                self.hashing = false;
            }
        }
        Ok(())
    }

    /// Looks at the places in the tables where the events that wait belong, if they are like those before them: one such look
    /// does not wait for another, and what is looked at is near when it is written to.
    fn reach(&self, ids: &Packed<EventId>) {
        let last = self.hashed.len().checked_sub(1).and_then(|last| self.hashed.get(last));
        if !self.hashing && last != Some(true) {
            return;
        }
        let hashes = (self.entered..ids.len()).filter_map(|at| Some(self.scatter.id(ids.get(at)?.bytes())));
        let shards = hashes.filter_map(|hash| Some((self.shards.get(shard(hash, self.shards.len()))?, hash)));
        core::hint::black_box(shards.filter(|(shard, hash)| shard.find(*hash, |_| false).is_none()).count());
    }

    /// Has the block under way hashed, with what there is of it already.
    fn hash_block(&mut self, ids: &Packed<EventId>) {
        if self.hashing {
            return;
        }
        self.hashing = true;
        for at in self.heights.len() * BLOCK..self.entered {
            if let Some(id) = ids.get(at) {
                // They ascend, so no two are the same.
                let _ = self.hash(ids, at, id);
            }
        }
    }

    /// Hashes an id; the number of the event that has it already, where one has.
    fn hash(&mut self, ids: &Packed<EventId>, at: usize, id: EventId) -> Result<(), u32> {
        if self.shards.is_empty() {
            self.shards.resize(shards_for(self.expected), HashTable::new());
        }
        let hash = self.scatter.id(id.bytes());
        let place = shard(hash, self.shards.len());
        let full = self.shards.get(place).is_some_and(|shard| shard.len() == shard.capacity());
        let room = if full { self.room() } else { 0 };
        let Self { scatter, shards, .. } = self;
        let Some(shard) = shards.get_mut(place) else { return Ok(()) };
        let hash_of = |at: &u32| ids.get(*at as usize).map_or(0, |id| scatter.id(id.bytes()));
        if full {
            shard.reserve(room.saturating_sub(shard.len()).max(1), hash_of);
        }
        match shard.entry(hash, |at| ids.get(*at as usize) == Some(id), hash_of) {
            Slot::Occupied(other) => Err(*other.get()),
            Slot::Vacant(free) => {
                free.insert(number(at));
                self.count += 1;
                Ok(())
            }
        }
    }

    /// How many numbers a shard is going to hold, if the rest of what is expected is like what has been entered; none where
    /// that can't be told.
    fn room(&self) -> usize {
        if self.count < ENOUGH {
            return 0;
        }
        let all = self.expected as u64 * self.count as u64 / self.entered.max(1) as u64;
        with_spare(usize::try_from(all).unwrap_or(0)) / self.shards.len().max(1)
    }

    /// Forgets all events but the first `count`.
    pub(super) fn truncate(&mut self, ids: &Packed<EventId>, count: usize) {
        for (at, id) in (count..self.entered).filter_map(|at| Some((at, ids.get(at)?))) {
            let hash = self.scatter.id(id.bytes());
            let place = shard(hash, self.shards.len());
            let shard = self.shards.get_mut(place);
            if let Some(Ok(found)) = shard.map(|shard| shard.find_entry(hash, |it| *it as usize == at)) {
                found.remove();
                self.count -= 1;
            }
        }
        self.entered = self.entered.min(count);
        let blocks = self.entered / BLOCK;
        // What is left of a block that was whole stays as it is.
        self.hashing = !self.entered.is_multiple_of(BLOCK) && self.hashed.get(blocks).unwrap_or(self.hashing);
        self.hashed.truncate(blocks);
        self.heights.truncate(blocks);
        let last = blocks.checked_sub(1).and_then(|last| self.heights.get(last));
        let since = (blocks * BLOCK..self.entered).filter_map(|at| ids.get(at)).map(value);
        self.height = last.into_iter().chain(since).max().unwrap_or_default();
    }
}

/// An id as a number: those made later are higher.
fn value(id: EventId) -> u128 {
    u128::from_be_bytes(*id.bytes())
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn number_in(ids: &Packed<EventId>, mut among: core::ops::Range<usize>, id: EventId) -> Option<u32> {
    among.find(|at| ids.get(*at) == Some(id)).map(number)
}

/// By bits of the hash that the table itself does not go by.
const fn shard(hash: u64, shards: usize) -> usize {
    (((hash >> 40) & 0xffff) as usize * shards) >> 16
}

/// Some shards get a little more than their share.
const fn with_spare(numbers: usize) -> usize {
    numbers.saturating_add(numbers / 16)
}

/// Over how many shards so many numbers go, so that the tables, whose sizes double, are nearly full.
fn shards_for(numbers: usize) -> usize {
    let numbers = with_spare(numbers);
    // Of eight places in a table, seven may be taken.
    let mut each = 7;
    while numbers.div_ceil(each) > SHARDS {
        each *= 2;
    }
    numbers.div_ceil(each).max(SHARDS / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u32) -> EventId {
        EventId::from_bytes(u128::from(n).to_be_bytes())
    }

    /// Numbers in an order of their own: all ascending, none, and a mixture.
    fn orders() -> [Vec<u32>; 3] {
        let ascending: Vec<u32> = (0..5000).collect();
        let scattered = ascending.iter().map(|n| (n * 2377) % 5000).collect();
        let mixed =
            ascending.iter().map(|n| if n % 5 == 3 && *n > 500 { n * 3 - 1499 } else { n * 3 }).collect();
        [ascending, scattered, mixed]
    }

    #[test]
    fn every_event_is_found_by_its_id_entered_or_not_until_it_is_forgotten() {
        for order in orders() {
            let (mut by_id, mut ids) = (ById::default(), Packed::default());
            by_id.expect(order.len());
            let place = |among: &[u32], n| {
                let at = among.iter().position(|other| *other == n)?;
                u32::try_from(at).ok()
            };
            assert_eq!(by_id.find(&ids, id(0)), None);
            for (at, n) in order.iter().enumerate() {
                assert_eq!(by_id.find(&ids, id(*n)), None);
                ids.push(id(*n));
                if at % 7 == 0 {
                    assert_eq!(by_id.enter(&ids), Ok(()));
                }
            }
            for n in 0..16_000 {
                assert_eq!(by_id.find(&ids, id(n)), place(&order, n));
            }
            for count in [4990, 2500, 64, 33, 1] {
                by_id.truncate(&ids, count);
                ids.truncate(count);
                for n in (0..16_000).step_by(3) {
                    assert_eq!(by_id.find(&ids, id(n)), place(&order[..count], n));
                }
            }
            for n in &order[1..] {
                ids.push(id(*n));
                by_id.enter_some(&ids);
            }
            assert_eq!(by_id.enter(&ids), Ok(()));
            for n in 0..16_000 {
                assert_eq!(by_id.find(&ids, id(n)), place(&order, n));
            }
        }
    }

    #[test]
    fn an_id_that_another_event_has_is_not_entered_and_nothing_after_it() {
        for order in orders() {
            let (mut by_id, mut ids) = (ById::default(), Packed::default());
            for n in &order {
                ids.push(id(*n));
            }
            assert_eq!(by_id.enter(&ids), Ok(()));
            for known in [0, 77, 78, 2500, 4999] {
                for again in [40_000, order[known], 40_001, order[3]] {
                    ids.push(id(again));
                }
                let other = u32::try_from(known).unwrap();
                assert_eq!(by_id.enter(&ids), Err((5001, other)));
                assert_eq!(by_id.find(&ids, id(order[known])), Some(other));
                assert_eq!(by_id.find(&ids, id(40_000)), Some(5000));
                by_id.truncate(&ids, 5000);
                ids.truncate(5000);
                assert_eq!((by_id.find(&ids, id(40_000)), by_id.enter(&ids)), (None, Ok(())));
            }
        }
    }

    #[test]
    fn where_it_is_known_how_many_are_coming_tables_grow_once_and_are_nearly_full() {
        const COUNT: u32 = 125_000;
        let (mut by_id, mut ids) = (ById::default(), Packed::default());
        by_id.expect(COUNT as usize);
        for n in 0..COUNT {
            ids.push(id((n * 7919) % COUNT));
            by_id.enter_some(&ids);
        }
        assert_eq!(by_id.enter(&ids), Ok(()));
        let room: usize = by_id.shards.iter().map(HashTable::capacity).sum();
        assert!(room < COUNT as usize * 5 / 4, "{room}");
        assert!(by_id.count > COUNT as usize * 9 / 10, "{}", by_id.count);
    }
}
