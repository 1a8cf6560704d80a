//! Which commands a book has recorded: enough to find the events of one sent again.

use super::history::{History, Seen};
use crate::event_sourcing::{CommandId, EventId, Recorded, Scatter, Sequence};
use crate::ledger::{Entries, Event};

/// How many commands a run holds; the newest ones, fewer than that, are looked through one by one.
const RUN: usize = 1 << 14;
/// By how many leading bits of the hash a run is ordered: a look goes through the few that have the same.
const BITS: u32 = 11;

/// For every command the first event it caused. Where that has the id that comes with the command, the index over events finds
/// it; the others are found by a short hash of the command's id and made sure of in the log. Runs are never merged: a run more
/// is a few steps more, and nothing large is ever moved.
#[derive(Debug, Default)]
pub struct CommandIndex {
    scatter: Scatter,
    /// The hash in the upper half, the sequence in the lower one.
    runs: Vec<Box<[u64]>>,
    newest: Vec<u64>,
    /// The last command's id, as a number.
    last: Option<u128>,
}

impl CommandIndex {
    /// An empty index whose hashes have this key.
    pub fn keyed(scatter: Scatter) -> Self {
        Self { scatter, ..Self::default() }
    }

    /// Takes in the next events of the log, which `past` knows.
    // Its caller is compiled for size; this loop is not to become a part of that.
    #[inline(never)]
    pub fn take(&mut self, past: &Entries, seen: &[Seen]) {
        for event in seen {
            self.add(past, event);
        }
    }

    fn add(&mut self, past: &Entries, seen: &Seen) {
        let command = u128::from_be_bytes(*seen.command_id.bytes());
        let repeated = self.last.replace(command) == Some(command);
        if repeated || past.id(seen.sequence).is_some_and(|id| id.is_of_command(seen.command_id, 0)) {
            return;
        }
        self.newest.push(self.hash(seen.command_id) | (seen.sequence.get() & 0xffff_ffff));
        if self.newest.len() == RUN {
            self.runs.push(ordered(&self.newest));
            self.newest.clear();
        }
    }

    /// The events that the command with this id caused, where it was recorded.
    pub fn find(&self, history: &History, id: CommandId) -> Option<Vec<Recorded<Event>>> {
        let hash = self.hash(id);
        let same = |it: &u64| *it >> 32 == hash >> 32;
        let alike = self.runs.iter().flat_map(|run| {
            let from = run.partition_point(|it| bucket(*it) < bucket(hash));
            run.get(from..).unwrap_or_default().iter().take_while(|it| bucket(**it) == bucket(hash))
        });
        let others = alike.chain(&self.newest).filter(|it| same(it));
        let others = others.filter_map(|it| Sequence::new(*it & 0xffff_ffff));
        let first = others
            .chain(history.past().find(EventId::of_command(id, 0)))
            .filter_map(|sequence| history.log().event(sequence))
            .filter(|event| event.command_id == id)
            .min_by_key(|event| event.sequence)?;
        let following = history.log().events(first.sequence, history.log().head());
        Some(following.map_while(Result::ok).take_while(|event| event.command_id == id).collect())
    }

    /// The upper half of the hash of an id.
    fn hash(&self, id: CommandId) -> u64 {
        self.scatter.id(id.bytes()) & !0xffff_ffff
    }
}

/// The leading bits of a hash.
const fn bucket(hash: u64) -> usize {
    (hash >> (u64::BITS - BITS)) as usize
}

/// These hashes in the order of their leading bits: two passes instead of a sort, which a long import would feel.
fn ordered(hashes: &[u64]) -> Box<[u64]> {
    let mut ends = [0; 1 << BITS];
    for hash in hashes {
        ends[bucket(*hash)] += 1;
    }
    let mut before = 0;
    for end in &mut ends {
        before += core::mem::replace(end, before);
    }
    let mut run = vec![0; hashes.len()].into_boxed_slice();
    for hash in hashes {
        let place = &mut ends[bucket(*hash)];
        run[*place] = *hash;
        *place += 1;
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_holds_every_hash_in_the_order_of_its_leading_bits() {
        let scatter = Scatter::default();
        let hashes: Vec<u64> = (0..5000_u128).map(|n| scatter.id(&n.to_be_bytes())).collect();
        let mut run = ordered(&hashes).into_vec();
        assert!(run.is_sorted_by_key(|hash| bucket(*hash)));
        let mut all = hashes;
        all.sort_unstable();
        run.sort_unstable();
        assert_eq!(run, all);
    }
}
