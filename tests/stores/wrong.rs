//! Stores that are each wrong in one way, for the conformance suite to reject.

use daybook::event_sourcing::conformance::Bench;
use daybook::event_sourcing::{
    BookKey, BookRow, Change, Drawer, Drawers, EventStore, Promise, Sequence, StoreError, StoredRecord,
    head_after,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::task::Poll;

/// The one thing a store does wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    None,
    AppendsWhateverIsExpected,
    OverwritesFromTheExpectedPosition,
    WritesBeforeItChecks,
    NamesTheExpectedHeadInAConflict,
    ChecksAndThenWaitsBeforeItWrites,
    ChecksAgainstItsOwnMemoryOfTheHead,
    LosesTheLastRecordOfABatch,
    TakesRecordsWithGaps,
    TakesAnEmptyAppend,
    LeavesTheCardAsItWas,
    LeavesTheHeadBehindByARecord,
    KeepsItsBooksToItsHandle,
    CutsBytesAtTheFirstZero,
    CutsLargeRecords,
    ReadsFromTheStart,
    ReadsTheRecordAroundThePosition,
    ReadsByTheDigitsOfThePosition,
    StopsAtTwoHundredRecords,
    ReadsFromThePositionItself,
    ReadsOnToTheEnd,
    ReadsUpToBeforeTheEnd,
    ReadsBackwards,
    InventsARowForAnUnknownBook,
    SharesRecordsBetweenBooks,
    RemovesByPrefix,
    RemovesEveryBook,
    LeavesSnapshotsBehind,
    LeavesRecordsBehind,
    ListsBooksInTheOrderOfTheirCards,
    ListsOnlyOneBook,
    KeepsSnapshotsInOrderOfArrival,
    KeepsTheFirstSnapshotOfAPosition,
    DropsNoSnapshots,
    DropsTheSnapshotsOfEveryBook,
    KeepsSnapshotsOfNothing,
    HasOneDrawer,
    SharesDrawersBetweenBooks,
    ListsValuesInOrderOfArrival,
    ForgetsWhatAValueWas,
    TakesNothingOut,
    LeavesValuesBehind,
    KeepsValuesOfNothing,
}

/// Each fault and the checks that are meant to notice it.
pub(crate) const FAULTS: &[(Fault, &[&str])] = &[
    (Fault::AppendsWhateverIsExpected, &[CONFLICT, RACE, RACE_BETWEEN, TWO_WRITERS]),
    (Fault::OverwritesFromTheExpectedPosition, &[CONFLICT, RACE]),
    (Fault::WritesBeforeItChecks, &[CONFLICT, RACE]),
    (Fault::NamesTheExpectedHeadInAConflict, &[CONFLICT, RACE, TWO_WRITERS]),
    (Fault::ChecksAndThenWaitsBeforeItWrites, &[RACE, RACE_BETWEEN]),
    (Fault::ChecksAgainstItsOwnMemoryOfTheHead, &[TWO_WRITERS, RACE_BETWEEN]),
    (Fault::LosesTheLastRecordOfABatch, &[SEVERAL]),
    (Fault::TakesRecordsWithGaps, &[GAPS]),
    (Fault::TakesAnEmptyAppend, &[NO_RECORDS]),
    (Fault::LeavesTheCardAsItWas, &[HEAD_AND_CARD, SEVERAL]),
    (Fault::LeavesTheHeadBehindByARecord, &[HEAD_AND_CARD, SEVERAL]),
    (Fault::KeepsItsBooksToItsHandle, &[ANOTHER_HANDLE, TWO_WRITERS]),
    (Fault::CutsBytesAtTheFirstZero, &[READS_BACK]),
    (Fault::CutsLargeRecords, &[BIG]),
    (Fault::ReadsFromTheStart, &[AFTER, CONTINUING]),
    (Fault::ReadsTheRecordAroundThePosition, &[AFTER]),
    (Fault::ReadsByTheDigitsOfThePosition, &[READS_BACK, AFTER, MANY]),
    (Fault::StopsAtTwoHundredRecords, &[MANY]),
    (Fault::ReadsFromThePositionItself, &[AFTER, STRETCH, STRETCHES, CONTINUING]),
    (Fault::ReadsOnToTheEnd, &[STRETCH, STRETCHES, CONTINUING]),
    (Fault::ReadsUpToBeforeTheEnd, &[STRETCH, STRETCHES, CONTINUING]),
    (Fault::ReadsBackwards, &[READS_BACK, AFTER, STRETCH, STRETCHES, MANY]),
    (Fault::InventsARowForAnUnknownBook, &[UNKNOWN]),
    (Fault::SharesRecordsBetweenBooks, &[APART, UNKNOWN]),
    (Fault::RemovesByPrefix, &[PREFIXES]),
    (Fault::RemovesEveryBook, &[REMOVED, PREFIXES]),
    (Fault::LeavesSnapshotsBehind, &[REMOVED, BEGINS_AGAIN]),
    (Fault::LeavesRecordsBehind, &[REMOVED, BEGINS_AGAIN]),
    (Fault::ListsBooksInTheOrderOfTheirCards, &[LISTED]),
    (Fault::ListsOnlyOneBook, &[LISTED]),
    (Fault::KeepsSnapshotsInOrderOfArrival, &[BY_POSITION]),
    (Fault::KeepsTheFirstSnapshotOfAPosition, &[REPLACED]),
    (Fault::DropsNoSnapshots, &[DROPPED]),
    (Fault::DropsTheSnapshotsOfEveryBook, &[DROPPED]),
    (Fault::KeepsSnapshotsOfNothing, &[OF_NOTHING]),
];

/// The same for the checks of drawers.
pub(crate) const DRAWER_FAULTS: &[(Fault, &[&str])] = &[
    (Fault::HasOneDrawer, &["books and drawers do not see each other's values"]),
    (Fault::SharesDrawersBetweenBooks, &["books and drawers do not see each other's values"]),
    (Fault::ListsValuesInOrderOfArrival, &["values come back by name, byte for byte"]),
    (Fault::ForgetsWhatAValueWas, &["a change is made to what is there, whichever handle wrote it"]),
    (Fault::TakesNothingOut, &["a value that is taken out is gone"]),
    (Fault::LeavesValuesBehind, &["removing a book takes its values along"]),
    (Fault::KeepsValuesOfNothing, &["a value of a book that is not there is misuse"]),
];

const READS_BACK: &str = "what is appended reads back byte for byte and in order";
const STRETCH: &str = "a stretch gives every record that begins in it, and no other";
const STRETCHES: &str = "stretches read at once give each record once";
const SEVERAL: &str = "several records of one append are all there";
const CONFLICT: &str =
    "an append that expects another head is a conflict that names the real one and writes nothing";
const GAPS: &str = "records that do not follow what is expected, or each other, are misuse and write nothing";
const NO_RECORDS: &str = "an append of no records is misuse";
const RACE: &str = "of two racing appends with the same expectation exactly one wins";
const RACE_BETWEEN: &str = "of two appends racing through different handles exactly one wins";
const HEAD_AND_CARD: &str = "head and card move together with the records";
const ANOTHER_HANDLE: &str = "another handle finds everything that was acknowledged";
const TWO_WRITERS: &str = "what one handle appends moves the head for the other";
const UNKNOWN: &str = "a book nobody wrote is none and reads as nothing";
const AFTER: &str = "reading begins with the first record that begins after the position";
const CONTINUING: &str = "reading stretch by stretch gives each record once, however long they are";
const MANY: &str = "three hundred records come back in order";
const BIG: &str = "a record of a megabyte comes back whole";
const APART: &str = "books do not see each other's records";
const PREFIXES: &str = "books whose keys begin alike do not mix";
const LISTED: &str = "every book is listed by key with its head and card";
const REMOVED: &str = "removing a book takes it and its snapshots and nothing else";
const BEGINS_AGAIN: &str = "a key that was removed can begin again";
const BY_POSITION: &str = "snapshots come back by position, byte for byte";
const REPLACED: &str = "a snapshot replaces the one at its position";
const DROPPED: &str = "dropping snapshots leaves the records and other books' snapshots";
const OF_NOTHING: &str = "a snapshot of a book that is not there is misuse";

/// Everything in plain lists, so that any mistake can be made.
#[derive(Default)]
struct Kept {
    rows: BTreeMap<BookKey, (Sequence, Vec<u8>)>,
    records: Vec<(BookKey, Sequence, Vec<u8>)>,
    snapshots: Vec<(BookKey, Sequence, Vec<u8>)>,
    notes: Vec<(BookKey, Drawer, String, Vec<u8>)>,
}

/// A store with one fault.
pub(crate) struct Wrong {
    fault: Fault,
    kept: Rc<RefCell<Kept>>,
    /// The heads this handle has seen itself.
    seen: RefCell<BTreeMap<BookKey, Sequence>>,
}

/// Makes stores with one fault.
pub(crate) struct WrongBench {
    fault: Fault,
    kept: RefCell<Rc<RefCell<Kept>>>,
}

impl WrongBench {
    pub(crate) fn new(fault: Fault) -> Self {
        Self { fault, kept: RefCell::default() }
    }
}

impl Bench for WrongBench {
    type Store = Wrong;

    async fn fresh(&self) -> Result<Wrong, StoreError> {
        self.kept.replace(Rc::default());
        Ok(Wrong { fault: self.fault, kept: self.kept.borrow().clone(), seen: RefCell::default() })
    }

    async fn another(&self) -> Result<Wrong, StoreError> {
        let alone = self.fault == Fault::KeepsItsBooksToItsHandle;
        let kept = if alone { Rc::default() } else { self.kept.borrow().clone() };
        Ok(Wrong { fault: self.fault, kept, seen: RefCell::default() })
    }
}

impl Wrong {
    fn head(&self, key: &BookKey) -> Sequence {
        let stored = self.kept.borrow().rows.get(key).map_or(Sequence::START, |(head, _)| *head);
        match self.fault {
            Fault::ChecksAgainstItsOwnMemoryOfTheHead => {
                *self.seen.borrow_mut().entry(key.clone()).or_insert(stored)
            }
            _ => stored,
        }
    }

    fn write(&self, key: &BookKey, head: Sequence, records: &[StoredRecord], card: &[u8]) {
        let mut kept = self.kept.borrow_mut();
        let lost = self.fault == Fault::LosesTheLastRecordOfABatch && records.len() > 1;
        for record in &records[..records.len() - usize::from(lost)] {
            let mut bytes = record.bytes().to_vec();
            match self.fault {
                // The header of a record holds zeros: it is the payload that is cut.
                Fault::CutsBytesAtTheFirstZero => {
                    let zero = record.payload().iter().position(|byte| *byte == 0);
                    bytes.truncate(zero.map_or(bytes.len(), |at| 52 + at));
                }
                Fault::CutsLargeRecords => bytes.truncate(1 << 16),
                _ => {}
            }
            if self.fault == Fault::OverwritesFromTheExpectedPosition {
                kept.records.retain(|(of, first, _)| of != key || *first < record.first());
            }
            kept.records.push((key.clone(), record.first(), bytes));
        }
        let head = match (self.fault, records) {
            (Fault::LeavesTheHeadBehindByARecord, [.., before, _]) => before.last(),
            _ => head,
        };
        let (old_head, row_card) = kept.rows.entry(key.clone()).or_insert_with(|| (head, card.to_vec()));
        *old_head = head;
        if self.fault != Fault::LeavesTheCardAsItWas {
            *row_card = card.to_vec();
        }
        self.seen.borrow_mut().insert(key.clone(), head);
    }

    fn row(&self, key: &BookKey) -> Option<BookRow> {
        let kept = self.kept.borrow();
        let invented = (self.fault == Fault::InventsARowForAnUnknownBook).then(Default::default);
        let (head, card) = kept.rows.get(key).cloned().or(invented)?;
        Some(BookRow { key: key.clone(), head, card })
    }
}

/// Lets whatever else is waiting run once.
async fn wait_a_turn() {
    let mut waited = false;
    std::future::poll_fn(|context| {
        if waited {
            return Poll::Ready(());
        }
        waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl EventStore for Wrong {
    fn promise(&self) -> Promise {
        Promise::Durable
    }

    async fn books(&self) -> Result<Vec<BookRow>, StoreError> {
        let keys: Vec<_> = self.kept.borrow().rows.keys().cloned().collect();
        let mut rows: Vec<_> = keys.iter().filter_map(|key| self.row(key)).collect();
        match self.fault {
            Fault::ListsBooksInTheOrderOfTheirCards => rows.sort_by(|one, other| other.card.cmp(&one.card)),
            Fault::ListsOnlyOneBook => rows.truncate(1),
            _ => {}
        }
        Ok(rows)
    }

    async fn book(&self, key: &BookKey) -> Result<Option<BookRow>, StoreError> {
        Ok(self.row(key))
    }

    async fn append(
        &self,
        key: &BookKey,
        expected: Sequence,
        records: &[StoredRecord],
        card: &[u8],
    ) -> Result<(), StoreError> {
        let new_head = match (self.fault, head_after(expected, records), records) {
            (Fault::TakesAnEmptyAppend, _, []) => expected,
            (Fault::TakesRecordsWithGaps, Err(_), [.., last]) => last.last(),
            (_, Ok(head), _) => head,
            (_, Err(error), _) => return Err(error),
        };
        if self.fault == Fault::WritesBeforeItChecks {
            let head = self.head(key);
            self.write(key, new_head, records, card);
            return if head == expected { Ok(()) } else { Err(StoreError::Conflict { head }) };
        }
        let unchecked = [Fault::AppendsWhateverIsExpected, Fault::OverwritesFromTheExpectedPosition]
            .contains(&self.fault);
        let head = self.head(key);
        if head != expected && !unchecked {
            let named = self.fault == Fault::NamesTheExpectedHeadInAConflict;
            return Err(StoreError::Conflict { head: if named { expected } else { head } });
        }
        if self.fault == Fault::ChecksAndThenWaitsBeforeItWrites {
            wait_a_turn().await;
        }
        self.write(key, new_head, records, card);
        Ok(())
    }

    async fn read(
        &self,
        key: &BookKey,
        after: Sequence,
        until: Sequence,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let kept = self.kept.borrow();
        let shared = self.fault == Fault::SharesRecordsBetweenBooks;
        let within = |first: Sequence, bytes: &[u8]| match self.fault {
            Fault::ReadsFromTheStart => first <= until,
            Fault::ReadsFromThePositionItself => first >= after && first <= until,
            Fault::ReadsTheRecordAroundThePosition => {
                let last = StoredRecord::open(bytes).map_or(first, |record| record.last());
                last > after && first <= until
            }
            Fault::ReadsOnToTheEnd => first > after,
            Fault::ReadsUpToBeforeTheEnd => first > after && first < until,
            _ => first > after && first <= until,
        };
        let ours = kept.records.iter().filter(|(of, ..)| of == key || shared);
        let mut found: Vec<_> = ours.filter(|(_, first, bytes)| within(*first, bytes)).collect();
        match self.fault {
            Fault::ReadsByTheDigitsOfThePosition => found.sort_by_key(|(_, first, _)| first.to_string()),
            _ => found.sort_by_key(|(_, first, _)| *first),
        }
        if self.fault == Fault::ReadsBackwards {
            found.reverse();
        }
        if self.fault == Fault::StopsAtTwoHundredRecords {
            found.truncate(200);
        }
        Ok(found.into_iter().map(|(_, _, bytes)| bytes.clone()).collect())
    }

    async fn remove(&self, key: &BookKey) -> Result<(), StoreError> {
        let mut kept = self.kept.borrow_mut();
        let goes = |of: &BookKey| match self.fault {
            Fault::RemovesByPrefix => of.as_str().starts_with(key.as_str()),
            Fault::RemovesEveryBook => true,
            _ => of == key,
        };
        kept.rows.retain(|of, _| !goes(of));
        if self.fault != Fault::LeavesRecordsBehind {
            kept.records.retain(|(of, ..)| !goes(of));
        }
        if self.fault != Fault::LeavesValuesBehind {
            kept.notes.retain(|(of, ..)| !goes(of));
        }
        if self.fault != Fault::LeavesSnapshotsBehind {
            kept.snapshots.retain(|(of, ..)| !goes(of));
        }
        Ok(())
    }

    async fn put_snapshot(&self, key: &BookKey, position: Sequence, bytes: &[u8]) -> Result<(), StoreError> {
        let mut kept = self.kept.borrow_mut();
        if !kept.rows.contains_key(key) && self.fault != Fault::KeepsSnapshotsOfNothing {
            return Err(StoreError::Misused("a snapshot of a book that is not there"));
        }
        let there = kept.snapshots.iter().position(|(of, at, _)| of == key && *at == position);
        match there {
            Some(_) if self.fault == Fault::KeepsTheFirstSnapshotOfAPosition => {}
            Some(index) => kept.snapshots[index].2 = bytes.to_vec(),
            None => kept.snapshots.push((key.clone(), position, bytes.to_vec())),
        }
        Ok(())
    }

    async fn snapshots(&self, key: &BookKey) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError> {
        let kept = self.kept.borrow();
        let of_book = kept.snapshots.iter().filter(|(of, ..)| of == key);
        let mut found: Vec<_> = of_book.map(|(_, position, bytes)| (*position, bytes.clone())).collect();
        if self.fault != Fault::KeepsSnapshotsInOrderOfArrival {
            found.sort();
        }
        Ok(found)
    }

    async fn drop_snapshots(&self, key: &BookKey) -> Result<(), StoreError> {
        let everyones = self.fault == Fault::DropsTheSnapshotsOfEveryBook;
        if self.fault != Fault::DropsNoSnapshots {
            self.kept.borrow_mut().snapshots.retain(|(of, ..)| of != key && !everyones);
        }
        Ok(())
    }
}

impl Drawers for Wrong {
    async fn notes(&self, key: &BookKey, drawer: Drawer) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let kept = self.kept.borrow();
        let (one, shared) =
            (self.fault == Fault::HasOneDrawer, self.fault == Fault::SharesDrawersBetweenBooks);
        let wanted =
            kept.notes.iter().filter(|(of, within, ..)| (of == key || shared) && (*within == drawer || one));
        let mut notes: Vec<_> = wanted.map(|(_, _, name, value)| (name.clone(), value.clone())).collect();
        if self.fault != Fault::ListsValuesInOrderOfArrival {
            notes.sort();
        }
        Ok(notes)
    }

    async fn revise(
        &self,
        key: &BookKey,
        drawer: Drawer,
        name: &str,
        change: Change<'_>,
    ) -> Result<(), StoreError> {
        let mut kept = self.kept.borrow_mut();
        if !kept.rows.contains_key(key) && self.fault != Fault::KeepsValuesOfNothing {
            return Err(StoreError::Misused("a value of a book that is not there"));
        }
        let is = |(of, within, known, _): &(BookKey, Drawer, String, Vec<u8>)| {
            of == key && *within == drawer && known == name
        };
        let old = kept.notes.iter().find(|note| is(note)).map(|(.., value)| value.clone());
        let old = old.filter(|_| self.fault != Fault::ForgetsWhatAValueWas);
        match change(old.as_deref()) {
            Some(value) => {
                kept.notes.retain(|note| !is(note));
                kept.notes.push((key.clone(), drawer, name.to_owned(), value));
            }
            None if self.fault == Fault::TakesNothingOut => {}
            None => kept.notes.retain(|note| !is(note)),
        }
        Ok(())
    }
}
