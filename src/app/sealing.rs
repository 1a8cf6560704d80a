//! Sealing a moment, and checking a seal: hashes the history again from its first event, with breaths in between.

use super::browser::breathe;
use super::session::Session;
use crate::book::{Failure, Hashing, Seal, SealFinding, Sealed};
use crate::event_sourcing::{Fingerprint, Sequence};
use crate::ledger::Refusal;

impl Session {
    /// The seal of the moment after the event at `position`, or why there can be none: the events do not give the
    /// fingerprint stored with them. `progress` is told how many events of how many are done.
    pub async fn seal(
        &self,
        position: u64,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<Result<Seal, SealFinding>, Failure> {
        let (hashed, _) = self.hashed(position, None, |done| progress(done, position)).await?;
        let fingerprint = match hashed {
            Ok(fingerprint) => fingerprint,
            Err(why) => return Ok(Err(why)),
        };
        let seal = self.with_book_untracked(|book| {
            let at = Sequence::new(position).unwrap_or_default();
            let ledger = book.ledger_at(at)?;
            let about = ledger.book().or_else(|| book.ledger().book()).ok_or(Refusal::NoBook)?;
            let (name, recorded_at) = (about.name.to_string(), book.past().times().at(at));
            Ok(Seal { name, count: position, fingerprint, recorded_at })
        });
        seal.ok_or(Refusal::NoBook)?.map(Ok)
    }

    /// Whether the open book's history is still what was sealed.
    pub async fn check_seal(
        &self,
        sealed: Sealed,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<SealFinding, Failure> {
        let count = self.count_untracked();
        let wanted = Some(sealed.fingerprint);
        Ok(self.hashed(sealed.count, wanted, |done| progress(done, count)).await?.1)
    }

    async fn hashed(
        &self,
        end: u64,
        wanted: Option<Fingerprint>,
        mut progress: impl FnMut(u64),
    ) -> Result<(Result<Fingerprint, SealFinding>, SealFinding), Failure> {
        let begun = self.with_book_untracked(|book| Hashing::new(book, end, wanted));
        let mut hashing = begun.ok_or(Refusal::NoBook)?;
        while !self.with_book_untracked(|book| hashing.step(book)).ok_or(Refusal::NoBook)?? {
            progress(hashing.done());
            breathe().await;
        }
        let finding = self.with_book_untracked(|book| hashing.finding(book)).ok_or(Refusal::NoBook)?;
        Ok((hashing.fingerprint(), finding))
    }
}
