//! How fast an event log file is read with all its checks. Run by hand:
//! `cargo test --release --test import_rate -- --ignored --nocapture`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "in a test, that is how a fault is reported")]

use daybook::exchange::EventLogReader;
use daybook::sample::{LARGE_SEED, SampleFile, large};
use std::time::Instant;

const EVENTS: u64 = 200_000;

#[test]
#[ignore = "a measurement, not a check"]
fn two_hundred_thousand_events() {
    let mut made = SampleFile::new(large(EVENTS, 50, LARGE_SEED));
    let mut file = Vec::new();
    while let Some(bytes) = made.next_stretch().unwrap() {
        file.extend(bytes);
    }
    let rates = (0..5).map(|_| {
        let begin = Instant::now();
        let mut reader = EventLogReader::default();
        for bytes in file.chunks(1 << 18) {
            reader.feed(bytes).unwrap();
        }
        assert_eq!(reader.finish().unwrap().history.count(), EVENTS);
        200_000.0 / begin.elapsed().as_secs_f64()
    });
    let best = rates.fold(0.0, f64::max);
    println!("{best:.0} events/s, {} bytes an event", file.len() as u64 / EVENTS);
}
