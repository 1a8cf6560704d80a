//! The open book in other forms than its own, as files.

use super::browser::breathe;
use super::files;
use super::session::Session;
use super::session::in_and_out::day_of;
use crate::book::{Book, Failure};
use crate::event_sourcing::Sequence;
use crate::exchange::{Format, TableWriter, file_name_ending};
use crate::ledger::{Ledger, Refusal};
use crate::reports::Moment;
use js_sys::{Array, Uint8Array};
use web_sys::Blob;

impl Session {
    /// The open book up to a position, or all of it, in another form, with the file's name.
    pub async fn export_as(&self, format: Format, position: Option<u64>) -> Result<(String, Blob), Failure> {
        let begin = |book: &Book| {
            let head = book.log().head();
            let position = position.and_then(Sequence::new).unwrap_or(head).min(head);
            let ledger = book.ledger_at(position)?;
            let about = ledger.book().or_else(|| book.ledger().book()).ok_or(Refusal::NoBook)?;
            let name =
                file_name_ending(about.name.as_str(), &day_of(book, position).to_string(), format.as_str());
            Ok::<_, Failure>((name, position, ledger, book.key().clone()))
        };
        let (name, position, ledger, key) = self.with_book_untracked(begin).ok_or(Refusal::NoBook)??;
        let (mut writer, pieces) = (TableWriter::new(format), Array::new());
        loop {
            let next = self.with_book_untracked(|book| {
                // Another book may have been opened meanwhile.
                if *book.key() != key {
                    return Err(Failure::Cancelled);
                }
                writer.next(book.history(), &moment(book, &ledger, position)).map_err(Failure::from)
            });
            let Some(bytes) = next.ok_or(Failure::Cancelled)?? else { break };
            pieces.push(&Uint8Array::from(bytes.as_slice()));
            breathe().await;
        }
        Ok((name, files::blob(&pieces, format.media_type())?))
    }
}

fn moment<'a>(
    book: &'a Book,
    ledger: &'a Ledger,
    position: Sequence,
) -> Moment<'a, crate::record::LedgerCodec> {
    let (log, past, prepared) = (book.log(), book.past(), book.prepared());
    Moment { log, past, prepared, ledger, position }
}
