//! Which commands a book has recorded: enough to find the events of one sent again.

use crate::event_sourcing::{CommandId, Recorded, Sequence};
use crate::ledger::Event;
use crate::record::History;
use hashbrown::HashTable;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

/// For every command the first event it caused, found by a short hash of its id and made sure of in the log.
#[derive(Debug, Default)]
pub(super) struct CommandIndex {
    first_events: HashTable<(u32, u32)>,
    last: Option<CommandId>,
    hasher: BuildHasherDefault<DefaultHasher>,
}

impl CommandIndex {
    /// Takes in the next event of the log.
    pub(super) fn add(&mut self, event: &Recorded<Event>) {
        if self.last.replace(event.command_id) == Some(event.command_id) {
            return;
        }
        let hash = self.hash(event.command_id);
        let sequence = u32::try_from(event.sequence.get()).unwrap_or(u32::MAX);
        self.first_events.insert_unique(spread(hash), (hash, sequence), |(hash, _)| spread(*hash));
    }

    /// The events that the command with this id caused, where it was recorded.
    pub(super) fn find(&self, history: &History, id: CommandId) -> Option<Vec<Recorded<Event>>> {
        let hash = self.hash(id);
        let candidates = self.first_events.iter_hash(spread(hash)).filter(|(known, _)| *known == hash);
        let first = candidates
            .filter_map(|(_, sequence)| history.log().event(Sequence::new(u64::from(*sequence))?))
            .filter(|event| event.command_id == id)
            .min_by_key(|event| event.sequence)?;
        let following = history.log().events(first.sequence, history.log().head());
        Some(following.map_while(Result::ok).take_while(|event| event.command_id == id).collect())
    }

    #[expect(clippy::cast_possible_truncation, reason = "half the hash is enough to find candidates")]
    fn hash(&self, id: CommandId) -> u32 {
        self.hasher.hash_one(id) as u32
    }
}

/// A table's hash of the short one: hashbrown looks at the highest bits, too.
const fn spread(hash: u32) -> u64 {
    (hash as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
