//! A log is the same in a browser as natively: fingerprint, totals and canonical JSON.

use daybook::event_sourcing::{Codec, Fingerprint, Sequence, StoredRecord};
use daybook::exchange::EventLogReader;
use daybook::record::{History, LedgerCodec, RecordBuilder};
use daybook::sample::{SampleFile, commands};
use wasm_bindgen_test::wasm_bindgen_test;

#[path = "../support/agreed.rs"]
mod agreed;

#[wasm_bindgen_test]
fn the_sample_book_is_the_same_in_a_browser() {
    let mut file = SampleFile::new(commands());
    let mut reader = EventLogReader::default();
    while let Some(bytes) = file.next_stretch().unwrap() {
        reader.feed(&bytes).unwrap();
    }
    let history = reader.finish().unwrap().history;
    assert_eq!(agreed::figures(&history), agreed::SAMPLE);
    stored_and_read_again(&history);
}

#[wasm_bindgen_test]
fn every_frozen_log_is_the_same_in_a_browser() {
    for frozen in agreed::FROZEN {
        let figures = frozen.figures.trim_end();
        let history = frozen.history();
        assert_eq!(agreed::figures(&history), figures, "{}", frozen.folder);
        stored_and_read_again(&history);
        let mut reader = EventLogReader::default();
        reader.feed(frozen.file).unwrap();
        assert_eq!(agreed::figures(&reader.finish().unwrap().history), figures, "{}", frozen.folder);
    }
}

/// The bytes written here are those that are read here, and the chain over their JSON is the history's.
fn stored_and_read_again(history: &History) {
    let mut again = History::default();
    let mut builder = RecordBuilder::new(Sequence::START.next(), Fingerprint::EMPTY);
    let (mut chain, mut json) = (Fingerprint::EMPTY, Vec::new());
    for stored in history.log().stored(Sequence::START, Sequence::MAX) {
        let stored = stored.unwrap();
        if builder.is_full() && stored.commit == stored.sequence {
            again.absorb(StoredRecord::open(builder.seal().unwrap().bytes()).unwrap()).unwrap();
            builder = RecordBuilder::new(stored.sequence, chain);
        }
        json.clear();
        LedgerCodec::canonical(&stored, &mut json);
        chain = chain.then(&json);
        assert_eq!(builder.push(&stored), chain);
    }
    again.absorb(builder.seal().unwrap()).unwrap();
    assert_eq!(again.fingerprint(), history.fingerprint());
    assert_eq!(again.ledger(), history.ledger());
}
