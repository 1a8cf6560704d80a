//! The figures on which every build agrees, natively: `tests/browser/agreement.rs` holds the same in Chromium.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "in a test, that is how a fault is reported")]

#[path = "support/agreed.rs"]
mod agreed;

use daybook::exchange::EventLogReader;
use daybook::sample::{SampleFile, commands};

#[test]
fn the_sample_book_has_its_figures() {
    let mut file = SampleFile::new(commands());
    let mut reader = EventLogReader::default();
    while let Some(bytes) = file.next_stretch().unwrap() {
        reader.feed(&bytes).unwrap();
    }
    assert_eq!(agreed::figures(&reader.finish().unwrap().history), agreed::SAMPLE);
}

#[test]
fn every_frozen_log_has_its_figures() {
    for frozen in agreed::FROZEN {
        assert_eq!(agreed::figures(&frozen.history()), frozen.figures.trim_end(), "{}", frozen.folder);
    }
}
