//! Which commands a book has recorded: enough to find the events of one sent again.

use crate::event_sourcing::{CommandId, Recorded, Scatter, Sequence};
use crate::ledger::Event;
use crate::record::{History, Seen};

/// How many commands a sorted run holds; the newest ones, fewer than that, are looked through one by one.
const RUN: usize = 1 << 14;

/// For every command the first event it caused, found by a short hash of its id and made sure of in the log. Runs are
/// never merged: a run more is a few steps more, and nothing large is ever moved.
#[derive(Debug, Default)]
pub(super) struct CommandIndex {
    scatter: Scatter,
    /// The hash in the upper half, the sequence in the lower one.
    runs: Vec<Box<[u64]>>,
    newest: Vec<u64>,
    last: Option<CommandId>,
}

impl CommandIndex {
    /// An empty index whose hashes have this key.
    pub(super) fn keyed(scatter: Scatter) -> Self {
        Self { scatter, ..Self::default() }
    }

    /// Takes in the next event of the log.
    pub(super) fn add(&mut self, seen: &Seen) {
        if self.last.replace(seen.command_id) == Some(seen.command_id) {
            return;
        }
        self.newest.push(self.hash(seen.command_id) | (seen.sequence.get() & 0xffff_ffff));
        if self.newest.len() == RUN {
            let mut run = core::mem::take(&mut self.newest).into_boxed_slice();
            run.sort_unstable();
            self.runs.push(run);
        }
    }

    /// The events that the command with this id caused, where it was recorded.
    pub(super) fn find(&self, history: &History, id: CommandId) -> Option<Vec<Recorded<Event>>> {
        let hash = self.hash(id);
        let same = |it: &u64| *it >> 32 == hash >> 32;
        let sorted = self.runs.iter().flat_map(|run| {
            let from = run.partition_point(|it| *it < hash);
            run.get(from..).unwrap_or_default().iter().take_while(|it| same(it))
        });
        let newest = self.newest.iter().filter(|it| same(it));
        let first = sorted
            .chain(newest)
            .filter_map(|it| history.log().event(Sequence::new(*it & 0xffff_ffff)?))
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
