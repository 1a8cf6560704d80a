//! The session's books as files: out, in, the samples, and verification.

use super::super::browser::{Browser, breathe};
use super::super::{files, tabs};
use super::Session;
use crate::book::{Book, Failure, Imported, Proposal, Surroundings, VerifyReport};
use crate::event_sourcing::Sequence;
use crate::exchange::{EventLogFile, EventLogReader, EventLogWriter, file_name};
use crate::ledger::{Refusal, ValueDate};
use crate::sample::{self, SampleFile, SampleStep};
use crate::wording::say;
use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use web_sys::Blob;

/// The day a file of the book up to a position is named after: today, or the day of the past moment it stops at.
pub(in crate::app) fn day_of(book: &Book, position: Sequence) -> ValueDate {
    let past = (position < book.log().head()).then(|| book.past().times().at(position)).flatten();
    let day = past.and_then(|at| i32::try_from(at.millis().div_euclid(86_400_000)).ok());
    day.and_then(ValueDate::from_days).unwrap_or_else(|| Browser.today())
}

impl Session {
    /// The open book up to a position, or all of it, as an event log file with its name. `progress` is told how many
    /// events of how many are written.
    pub async fn export_json(
        &self,
        position: Option<u64>,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<(String, Blob), Failure> {
        let begin = |book: &Book| {
            let position =
                position.and_then(Sequence::new).unwrap_or(book.log().head()).min(book.log().head());
            let ledger = book.ledger_at(position)?;
            // Before the first event there is no book that could come back.
            let about = ledger.book().ok_or(Refusal::NoBook)?;
            let fingerprint = book.fingerprint_at(position)?;
            let name = about.name.as_str();
            let name = if self.is_in_branch_untracked() {
                say("what-if.name", &[("name", name)])
            } else {
                name.to_owned()
            };
            let name = file_name(&name, &day_of(book, position).to_string());
            let writer = EventLogWriter::new(about, position, fingerprint, Browser.now());
            Ok::<_, Failure>((name, writer, position, book.key().clone()))
        };
        let (name, mut writer, end, key) = self.with_book_untracked(begin).ok_or(Refusal::NoBook)??;
        let pieces = Array::new();
        loop {
            let next = self.with_book_untracked(|book| {
                // Another book may have been opened meanwhile.
                if *book.key() != key {
                    return Err(Failure::Cancelled);
                }
                writer.next(book.history()).map_err(Failure::from)
            });
            let Some(bytes) = next.ok_or(Failure::Cancelled)?? else { break };
            pieces.push(&Uint8Array::from(bytes.as_slice()));
            progress(writer.written(), end.get());
            breathe().await;
        }
        Ok((name, files::blob(&pieces, "application/json")?))
    }

    /// The stored records of the open book as they lie in the store, damaged and unknown ones too: each with its length
    /// before it, four bytes, little-endian.
    pub async fn export_stored(&self) -> Result<(String, Blob), Failure> {
        let keeper = self.ready_keeper()?;
        let key = self.open_key().ok_or(Refusal::NoBook)?;
        let pieces = Array::new();
        let records = keeper.stored(&key).await?;
        if records.is_empty() {
            return Err(Failure::UnknownBook(key.to_string()));
        }
        for record in records {
            let length = u32::try_from(record.len()).unwrap_or(u32::MAX);
            pieces.push(&Uint8Array::from(length.to_le_bytes().as_slice()));
            pieces.push(&Uint8Array::from(record.as_slice()));
        }
        let known = self.shelf.with_untracked(|books| books.iter().find(|book| book.key == key).cloned());
        let name = known.map(|book| book.name).unwrap_or_default();
        let name = file_name(&name, &Browser.today().to_string()).replace(".json", ".records");
        Ok((name, files::blob(&pieces, "application/octet-stream")?))
    }

    /// Checks a file, takes it in and opens its book. `progress` is told how many bytes of how many are done, and says
    /// whether to go on.
    pub async fn import_json(
        &self,
        file: Blob,
        progress: impl FnMut(u64, u64) -> bool,
    ) -> Result<Imported, Failure> {
        let file = files::read_log(&file, progress).await?;
        self.import(file).await
    }

    /// Makes the sample book, takes it in like any file and opens it. `progress` is told how many events are made, and
    /// says whether to go on.
    pub async fn load_sample(&self, progress: impl FnMut(u64) -> bool) -> Result<Imported, Failure> {
        self.load(SampleFile::new(sample::commands()), progress).await
    }

    /// Makes a book of so many events, the same for the same number, and takes it in like any file.
    pub async fn load_large_sample(
        &self,
        events: u64,
        progress: impl FnMut(u64) -> bool,
    ) -> Result<Imported, Failure> {
        let accounts = usize::try_from(events / 1000).unwrap_or(usize::MAX).clamp(8, 500);
        self.load(SampleFile::new(sample::large(events, accounts, sample::LARGE_SEED)), progress).await
    }

    async fn load<I: Iterator<Item = SampleStep>>(
        &self,
        mut file: SampleFile<I>,
        mut progress: impl FnMut(u64) -> bool,
    ) -> Result<Imported, Failure> {
        let mut reader = EventLogReader::default();
        while let Some(bytes) = file.next_stretch()? {
            reader.feed(&bytes)?;
            if !progress(file.written()) {
                return Err(Failure::Cancelled);
            }
            breathe().await;
        }
        self.import(reader.finish()?).await
    }

    /// Checks a file, and finds out what taking it in would do. Changes nothing.
    pub async fn propose(
        &self,
        file: Blob,
        progress: impl FnMut(u64, u64) -> bool,
    ) -> Result<Proposal, Failure> {
        self.propose_file(files::read_log(&file, progress).await?).await
    }

    pub(in crate::app) async fn propose_file(&self, file: EventLogFile) -> Result<Proposal, Failure> {
        self.home_keeper()?.propose(file).await
    }

    async fn import(&self, file: EventLogFile) -> Result<Imported, Failure> {
        let proposal = self.propose_file(file).await?;
        self.accept(proposal).await
    }

    /// Does what was proposed, and opens the book.
    pub async fn accept(&self, proposal: Proposal) -> Result<Imported, Failure> {
        self.step_out();
        let keeper = self.ready_keeper()?;
        if let Some(key) = proposal.grows() {
            keeper.pause_for_import(key).await?;
        }
        let imported = keeper.apply(proposal).await?;
        self.opened();
        self.rearranged().await;
        tabs::announce(Some(imported.key.clone()));
        Ok(imported)
    }

    /// Verifies the open book. `progress` is told how many events of how many are done.
    pub async fn verify(&self, progress: impl FnMut(u64, u64)) -> Result<VerifyReport, Failure> {
        self.ready_keeper()?.verify(progress).await
    }
}
