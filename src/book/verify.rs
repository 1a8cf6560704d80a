//! Verification: the stored log read again, hashed again and folded again, and compared with what is on the screen.

use super::bookkeeper::Bookkeeper;
use super::import::shared_prefix;
use super::{Failure, Surroundings};
use crate::event_sourcing::{Codec, EventStore, Fingerprint, LogError, StoredRecord};
use crate::record::{History, HistoryError, LedgerCodec, misnamed};
use crate::wording::say;

/// How many events are hashed and folded without a breath.
const EVENTS_AT_ONCE: u64 = 2048;

/// What verification found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyReport {
    /// Whether everything is as it should be.
    pub ok: bool,
    /// How many stored events were found right.
    pub count: u64,
    /// The fingerprint after them.
    pub fingerprint: Fingerprint,
    /// What is wrong, for people, the first difference first.
    pub problems: Vec<String>,
}

impl<S: EventStore, A: Surroundings> Bookkeeper<S, A> {
    /// Verifies the open book. `progress` is told how many events are done, of how many.
    pub async fn verify(&self, mut progress: impl FnMut(u64, u64)) -> Result<VerifyReport, Failure> {
        let _turn = self.turn().await;
        let Some(key) = self.book().map(|book| book.key().clone()) else {
            return Err(Failure::Refused { index: None, refusal: crate::ledger::Refusal::NoBook });
        };
        let row = self.row(&key).await?.ok_or_else(|| Failure::UnknownBook(key.to_string()))?;
        let mut again = History::default();
        let mut problems = Vec::new();
        let mut rested = 0;
        'reading: loop {
            let records = self.records(&key, again.log().head(), row.head).await?;
            if records.is_empty() {
                break;
            }
            for bytes in records {
                if let Err(problem) = check(&mut again, bytes) {
                    problems.push(problem);
                    break 'reading;
                }
                if again.count() >= rested + EVENTS_AT_ONCE {
                    rested = again.count();
                    self.around.breathe().await;
                }
            }
            progress(again.count(), row.head.get());
        }
        // Other tabs may have gone on meanwhile, and with them the head; it is asked twice, as records are.
        let found = again.log().head();
        let mut head = row.head;
        for _ in 0..2 {
            if found > head {
                head = self.store.book(&key).await?.map_or(head, |row| row.head);
            }
        }
        if problems.is_empty() && (found < row.head || found > head) {
            problems.push(say("verify.head", &[("head", &head.to_string()), ("found", &found.to_string())]));
        }
        if let Some(event) = misnamed(again.log(), again.past())? {
            problems.push(say("verify.misnamed", &[("event", &event.to_string())]));
        }
        self.compare(&again, &mut problems)?;
        let (count, fingerprint) = (again.count(), again.fingerprint());
        Ok(VerifyReport { ok: problems.is_empty(), count, fingerprint, problems })
    }

    /// Compares with what is on the screen, which may lag behind what other tabs have recorded, but not say more.
    fn compare(&self, again: &History, problems: &mut Vec<String>) -> Result<(), Failure> {
        let found = again.log().head();
        let mut open = self.open.borrow_mut();
        let Some(book) = open.as_mut() else { return Ok(()) };
        let shared = shared_prefix(book.history(), again)?;
        if problems.is_empty() && shared.get() < book.count().min(found.get()) {
            problems.push(say("verify.other", &[("event", &shared.next().to_string())]));
        } else if problems.is_empty() && book.log().head() > found {
            let figures = [("count", &*book.count().to_string()), ("found", &*found.to_string())];
            problems.push(say("verify.memory", &figures));
        }
        let wrong = book.history_mut().check_snapshots();
        for position in wrong? {
            problems.push(say("verify.snapshot", &[("event", &position.to_string())]));
        }
        Ok(())
    }
}

/// Takes in one stored record, hashing each of its events again.
fn check(again: &mut History, bytes: Vec<u8>) -> Result<(), String> {
    let after = again.log().head();
    let record = StoredRecord::open(bytes).map_err(|why| HistoryError::Record { after, why }.to_string())?;
    if record.first() != after.next() {
        return Err(LogError::Gap { expected: after.next(), found: record.first() }.to_string());
    }
    let mut fingerprint = again.fingerprint();
    let mut json = Vec::new();
    for stored in LedgerCodec::reader(record.first(), record.count(), record.payload()) {
        json.clear();
        LedgerCodec::canonical(&stored.map_err(|why| why.to_string())?, &mut json);
        fingerprint = fingerprint.then(&json);
    }
    let last = record.last();
    if fingerprint != record.after() {
        return Err(say("verify.fingerprint", &[("event", &last.to_string())]));
    }
    again.absorb(record).map_err(|why| why.to_string())
}
