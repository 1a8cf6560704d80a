//! What a long book costs, natively: the hot loops of the core over a million events and five hundred accounts. Run by
//! hand: `cargo test --release --test hot_loops -- --ignored --nocapture`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a measurement, not a figure of money")]

use daybook::event_sourcing::{Fingerprint, Sequence, StoredRecord, Timestamp};
use daybook::exchange::{EventLogReader, EventLogWriter};
use daybook::record::History;
use daybook::reports::{Filter, Moment, Prepared, Search};
use daybook::sample::{LARGE_SEED, SampleFile, large};
use std::hint::black_box;
use std::time::Instant;

const ACCOUNTS: usize = 500;

fn seconds(run: impl FnOnce()) -> f64 {
    let begin = Instant::now();
    run();
    begin.elapsed().as_secs_f64()
}

/// Prints p50 and p99 in microseconds.
fn quantiles(what: &str, times: u64, mut run: impl FnMut(u64)) {
    let mut took: Vec<f64> = (0..times).map(|turn| seconds(|| run(turn)) * 1e6).collect();
    took.sort_by(f64::total_cmp);
    let at = |share: usize| took[took.len() * share / 100];
    println!("  {what:<34} p50 {:>8.1} µs   p99 {:>8.1} µs", at(50), at(99));
}

#[test]
#[ignore = "a measurement, not a test"]
fn a_long_book() {
    for events in [100_000, 1_000_000] {
        let mut made = SampleFile::new(large(events, ACCOUNTS, LARGE_SEED));
        let mut file = Vec::new();
        while let Some(bytes) = made.next_stretch().unwrap() {
            file.extend(bytes);
        }
        println!("{events} events, {ACCOUNTS} accounts, a file of {} MB", file.len() / 1_000_000);
        let mut reader = EventLogReader::default();
        let took = seconds(|| file.chunks(1 << 17).for_each(|bytes| reader.feed(bytes).unwrap()));
        println!("  read, checked and hashed           {:>8.0} events/s", events as f64 / took);
        let imported = reader.finish().unwrap().history;
        let stored: Vec<Box<[u8]>> =
            imported.log().records().iter().map(|record| record.bytes().into()).collect();
        println!("  stored                             {:>8.1} MB", imported.log().bytes() as f64 / 1e6);

        let mut checked = Vec::new();
        let took =
            seconds(|| checked = stored.into_iter().map(|it| StoredRecord::open(it).unwrap()).collect());
        println!("  records checked                    {:>8.2} µs an event", took * 1e6 / events as f64);
        let mut history = History::default();
        let took = seconds(|| checked.into_iter().for_each(|record| history.absorb(record).unwrap()));
        println!("  log taken in                       {:>8.2} µs an event", took * 1e6 / events as f64);
        let mut prepared = Prepared::default();
        let took = seconds(|| prepared.catch_up(history.past(), history.log().head()));
        println!("  read models prepared               {:>8.2} µs an event", took * 1e6 / events as f64);

        let jump =
            |turn: u64| Sequence::new(turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) % (events + 1)).unwrap();
        let past = history.past();
        quantiles("state at a random position", 2_000, |turn| {
            black_box(history.ledger_at(jump(turn)).unwrap());
        });
        quantiles("state at neighbouring positions", 2_000, |turn| {
            black_box(history.ledger_at(Sequence::new(events / 2 + turn * 7).unwrap()).unwrap());
        });
        quantiles("balances at a random position", 20_000, |turn| {
            black_box(prepared.balances.read(past, jump(turn), |it| it.iter().sum::<i64>()));
        });
        let (log, ledger, prepared) = (history.log(), history.ledger(), &prepared);
        let moment = Moment { log, past, prepared, ledger, position: log.head() };
        for word in ["fee", "posters", "müller", "nobody wrote this"] {
            let mut search = Search::new(&moment, Filter { text: word.into(), ..Filter::default() });
            let took = seconds(|| {
                while !search.is_done() {
                    search.step(&moment, 4096).unwrap();
                }
            });
            let each = took * 1e6 / events as f64;
            println!("  searched for {word:<22} {each:>7.2} µs an event, {} found", search.found().len());
        }
        let book = history.ledger().book().unwrap();
        let mut writer =
            EventLogWriter::new(book, history.log().head(), Fingerprint::EMPTY, Timestamp::default());
        let mut bytes = 0;
        let took = seconds(|| {
            while let Some(stretch) = writer.next(&history).unwrap() {
                bytes += stretch.len();
            }
        });
        println!("  exported                           {:>8.0} MB/s", bytes as f64 / 1e6 / took);
    }
}
