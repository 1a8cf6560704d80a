//! Files: a blob read piece by piece, and pieces made into a blob.

use super::browser::breathe;
use crate::book::Failure;
use crate::exchange::{EventLogFile, EventLogReader};
use crate::wording::word;
use futures_util::future::join;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag};

/// How many bytes are asked of the browser at a time: each asking costs it half a millisecond.
const AHEAD: f64 = 4_194_304.0;
/// How many bytes are checked between two breaths.
const STRETCH: u32 = 524_288;

/// Reads and checks an event log file of any size. `progress` is told how many bytes of how many are done, and says
/// whether to go on.
pub(super) async fn read_log(
    blob: &Blob,
    mut progress: impl FnMut(u64, u64) -> bool,
) -> Result<EventLogFile, Failure> {
    let mut reader = EventLogReader::default();
    let size = blob.size();
    let (mut begin, mut end) = (0.0, AHEAD.min(size));
    let mut bytes = buffer(blob, begin, end).await?;
    while bytes.length() > 0 {
        let next = (end + AHEAD).min(size);
        let check = async {
            for from in (0..bytes.length()).step_by(STRETCH as usize) {
                let to = (from + STRETCH).min(bytes.length());
                reader.feed(&bytes.subarray(from, to).to_vec())?;
                if !progress(whole(begin) + u64::from(to), whole(size)) {
                    return Err(Failure::Cancelled);
                }
                breathe().await;
            }
            Ok(())
        };
        // The browser reads on while these are checked.
        let (following, checked) = join(buffer(blob, end, next), check).await;
        checked?;
        (bytes, begin, end) = (following?, end, next);
    }
    Ok(reader.finish()?)
}

/// Some of a file's bytes.
pub(super) async fn piece(blob: &Blob, from: f64, to: f64) -> Result<Vec<u8>, Failure> {
    buffer(blob, from, to).await.map(|bytes| bytes.to_vec())
}

/// The same, still the browser's.
async fn buffer(blob: &Blob, from: f64, to: f64) -> Result<Uint8Array, Failure> {
    let unreadable = |_| Failure::Unreadable(word("file.unreadable").to_owned());
    let slice = blob.slice_with_f64_and_f64(from, to).map_err(unreadable)?;
    let buffer = JsFuture::from(slice.array_buffer()).await.map_err(unreadable)?;
    Ok(Uint8Array::new(&buffer))
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
