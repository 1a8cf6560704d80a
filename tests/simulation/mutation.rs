//! Deliberate faults: what a store, a tab or a person may do wrong, for the invariants to catch. Each is one decision
//! taken wrongly where the sound code takes it rightly.

use daybook::event_sourcing::{BookKey, Codec, Sequence, StoreError, StoredRecord};
use daybook::record::{History, LedgerCodec, RecordBuilder};

use super::disk::Disk;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mutation {
    /// The store appends whatever head the writer expected.
    ExpectedSequenceNotChecked,
    /// The store checks the head, lets others go on, and then writes.
    CheckedBeforeTheTransaction,
    /// The store says "saved" and commits later, or never.
    AcknowledgedBeforeTheCommit,
    /// What is committed is flushed later: a power cut takes the last commit back.
    RelaxedDurability,
    /// A tab that dies in the middle of a commit leaves its records without the head.
    RecordsWithoutTheHead,
    /// A tab that dies in the middle of a commit leaves the head without its records.
    HeadWithoutTheRecords,
    /// The store takes its own conflict for a success.
    ConflictTakenForSuccess,
    /// The loser of a race writes what it decided before, moved to the new end.
    MovedInsteadOfDecidedAgain,
    /// Others see what a transaction writes before it is given up.
    DirtyReads,
    /// The tail is not read again after the book was opened.
    TailNotReloaded,
    /// A tab is told that it follows, and doesn't.
    FollowsNobody,
    /// A command whose answer was lost is sent again under a new id.
    RetriedUnderANewId,
    /// A failure of the store is taken for an answer: the entry counts as saved.
    FailureTakenForSuccess,
    /// A record comes back in other bytes than were stored, checksum and all.
    RecordsRewritten,
    /// What was sent counts as delivered, whatever the receiver says.
    SentTakenForDelivered,
}

impl Mutation {
    pub(crate) const ALL: [Self; 15] = [
        Self::ExpectedSequenceNotChecked,
        Self::CheckedBeforeTheTransaction,
        Self::AcknowledgedBeforeTheCommit,
        Self::RelaxedDurability,
        Self::RecordsWithoutTheHead,
        Self::HeadWithoutTheRecords,
        Self::ConflictTakenForSuccess,
        Self::MovedInsteadOfDecidedAgain,
        Self::DirtyReads,
        Self::TailNotReloaded,
        Self::FollowsNobody,
        Self::RetriedUnderANewId,
        Self::FailureTakenForSuccess,
        Self::RecordsRewritten,
        Self::SentTakenForDelivered,
    ];

    /// The append of a store with this fault.
    pub(crate) fn append(
        this: Option<Self>,
        disk: &mut Disk,
        key: &BookKey,
        expected: Sequence,
        records: &[StoredRecord],
        card: &[u8],
    ) -> Result<(), StoreError> {
        let head = disk.head(key);
        match this {
            Some(Self::ExpectedSequenceNotChecked | Self::CheckedBeforeTheTransaction) => {
                disk.write(key, expected, records, card)
            }
            Some(Self::ConflictTakenForSuccess) if head != expected => Ok(()),
            Some(Self::MovedInsteadOfDecidedAgain) if head > expected => {
                match moved(disk, key, head, records) {
                    Some(records) => disk.write(key, head, &records, card),
                    None => Err(StoreError::Conflict { head }),
                }
            }
            Some(Self::RecordsRewritten) if expected > Sequence::START => {
                let done = disk.append(key, expected, records, card);
                if done.is_ok() {
                    rewrite_the_first(disk, key);
                }
                done
            }
            _ => disk.append(key, expected, records, card),
        }
    }

    /// What a tab that dies in the middle of a commit leaves behind.
    pub(crate) fn half(
        this: Option<Self>,
        disk: &mut Disk,
        key: &BookKey,
        expected: Sequence,
        records: &[StoredRecord],
    ) {
        let whole = disk.clone();
        if disk.append(key, expected, records, &[]).is_err() {
            return;
        }
        let (Some(kept), before) =
            (disk.books.get_mut(key), whole.books.get(key).cloned().unwrap_or_default())
        else {
            return;
        };
        match this {
            Some(Self::RecordsWithoutTheHead) => (kept.head, kept.card) = (before.head, before.card),
            Some(Self::HeadWithoutTheRecords) => kept.records = before.records,
            _ => *disk = whole,
        }
    }
}

/// The events of these records as if they had been decided at the head there is now.
fn moved(disk: &Disk, key: &BookKey, head: Sequence, records: &[StoredRecord]) -> Option<Vec<StoredRecord>> {
    let mut history = History::default();
    for bytes in disk.books.get(key)?.records.values() {
        history.absorb(StoredRecord::open(bytes.to_vec()).ok()?).ok()?;
    }
    let mut builder = RecordBuilder::new(head.next(), history.fingerprint());
    for record in records {
        for (stored, n) in LedgerCodec::reader(record.first(), record.count(), record.payload()).zip(1..) {
            let mut stored = stored.ok()?;
            let earlier = stored.sequence.get() - stored.commit.get();
            stored.sequence = head.plus(n);
            stored.commit = head.plus(n - earlier);
            stored.recorded_at = stored.recorded_at.max(history.last().recorded_at?);
            builder.push(&stored);
        }
    }
    Some(vec![builder.seal()?])
}

/// Puts another payload into a book's first record.
fn rewrite_the_first(disk: &mut Disk, key: &BookKey) {
    let Some((first, bytes)) = disk.books.get_mut(key).and_then(|kept| kept.records.iter_mut().next()) else {
        return;
    };
    let Ok(record) = StoredRecord::open(bytes.to_vec()) else { return };
    let mut payload = record.payload().to_vec();
    if let Some(byte) = payload.last_mut() {
        *byte ^= 1;
    }
    let altered = StoredRecord::seal(*first, record.count(), &record.before(), &payload, &record.after());
    if let Some(altered) = altered {
        *bytes = altered.bytes().into();
    }
}
