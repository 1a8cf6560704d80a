//! Files: a blob read piece by piece, and pieces made into a blob.

use crate::book::Failure;
use crate::exchange::{EventLogFile, EventLogReader};
use crate::wording::word;
use futures_util::future::join;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag};

/// How many bytes are read and checked between two breaths.
const PIECE: f64 = 262_144.0;

/// Reads and checks an event log file of any size. `progress` is told how many bytes of how many are done, and says
/// whether to go on.
pub(super) async fn read_log(
    blob: &Blob,
    mut progress: impl FnMut(u64, u64) -> bool,
) -> Result<EventLogFile, Failure> {
    let mut reader = EventLogReader::default();
    let size = blob.size();
    let mut end = PIECE.min(size);
    let mut bytes = piece(blob, 0.0, end).await?;
    while !bytes.is_empty() {
        // The browser reads on while these are checked.
        let next = (end + PIECE).min(size);
        let check = async { reader.feed(&bytes) };
        let (following, fed) = join(piece(blob, end, next), check).await;
        fed?;
        if !progress(whole(end), whole(size)) {
            return Err(Failure::Cancelled);
        }
        (bytes, end) = (following?, next);
    }
    Ok(reader.finish()?)
}

/// Some of a file's bytes.
pub(super) async fn piece(blob: &Blob, from: f64, to: f64) -> Result<Vec<u8>, Failure> {
    let unreadable = |_| Failure::Unreadable(word("file.unreadable").to_owned());
    let slice = blob.slice_with_f64_and_f64(from, to).map_err(unreadable)?;
    let buffer = JsFuture::from(slice.array_buffer()).await.map_err(unreadable)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// A file of these pieces, in order.
pub(super) fn blob(pieces: &Array, media_type: &str) -> Result<Blob, Failure> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_u8_array_sequence_and_options(pieces.unchecked_ref(), &options)
        .map_err(|_| Failure::Unreadable(word("file.no-room").to_owned()))
}

/// A size as the browser counts.
#[expect(clippy::cast_precision_loss, reason = "no file is larger than 2^53 bytes")]
pub(super) fn number(n: u64) -> f64 {
    n as f64
}

/// A size the browser gave.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes are whole and not negative"
)]
pub(super) fn whole(n: f64) -> u64 {
    n as u64
}
