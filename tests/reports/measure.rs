//! How long looks take in a long book. Run by hand: `cargo test --release --test reports -- --ignored --nocapture`.

use crate::book::{Book, at};
use daybook::event_sourcing::{Aggregate, Projection, Sequence};
use daybook::ledger::{Ledger, Limit};
use daybook::reports::{Filter, Moment, Prepared, Scope, Search, explain, overview, page, register};
use daybook::sample::{LARGE_SEED, Recorder, large};
use std::hint::black_box;
use std::time::Instant;

/// Prints p50 and p99 in microseconds.
fn measure(what: &str, times: usize, mut run: impl FnMut(usize)) {
    let mut took: Vec<f64> = (0..times)
        .map(|turn| {
            let begin = Instant::now();
            run(turn);
            begin.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    took.sort_by(f64::total_cmp);
    println!("{what:<44} p50 {:>10.2} µs   p99 {:>10.2} µs", took[times / 2], took[times * 99 / 100]);
}

/// Positions all over the log, the same every time.
fn jump(count: u64, turn: usize) -> Sequence {
    at((turn as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) % (count + 1))
}

#[test]
#[ignore = "a measurement, not a test"]
fn looks_at_a_long_book() {
    for (count, accounts, record) in [(1_000, 50, 4096), (1_000_000, 500, 4096), (1_000_000, 500, 512)] {
        let begin = Instant::now();
        let mut recorder = Recorder::default();
        let steps = large(count, accounts, LARGE_SEED);
        let events: Vec<_> = steps.flat_map(|step| recorder.record(&step).unwrap()).collect();
        println!(
            "\n{count} events, {accounts} accounts, {record} events a record: made in {:?}",
            begin.elapsed()
        );
        let mut book = Book::recorded(&events, record);
        let begin = Instant::now();
        let mut again = Prepared::default();
        for event in &events {
            again.apply(&book.past, event);
        }
        let (balances, times) = (again.balances.bytes() >> 10, book.past.times().bytes() >> 10);
        println!("{} KiB of log", book.log.bytes() >> 10);
        println!("prepared in {:?}; balances {balances} KiB, times {times} KiB", begin.elapsed());
        let (past, prepared) = (&book.past, &mut book.prepared);
        let total = |balances: &[i64]| balances.iter().sum::<i64>();
        measure("balances, jump", 20_000, |turn| {
            black_box(total(prepared.balances.at(past, jump(count, turn))));
        });
        measure("balances, drag", 20_000, |turn| {
            black_box(total(prepared.balances.at(past, at(count / 2 + turn as u64 % (count / 2)))));
        });
        // The state's names and limits matter to a page, its balances are not looked at again here.
        let ledger = recorder.ledger().clone();
        assert_eq!(Ledger::FOLD_VERSION, 1);
        assert!(ledger.accounts().iter().all(|account| account.overdraft_limit != Limit::Unlimited));
        let moment =
            |position| Moment { log: &book.log, past, prepared: &book.prepared, ledger: &ledger, position };
        let eur = ledger.accounts()[0].currency;
        let account = ledger.accounts()[ledger.accounts().len() / 2].id;
        measure("a currency over time, 300 points", 2_000, |turn| {
            black_box(moment(jump(count, turn)).over_time(eur, 300));
        });
        measure("an account over time, 300 points", 500, |turn| {
            black_box(moment(jump(count, turn)).account_over_time(account, 300));
        });
        measure("a page of 50 entries", 300, |turn| {
            black_box(page(&moment(jump(count, turn)), &Filter::default(), 0, 50).unwrap());
        });
        measure("a page of 50 entries, far down", 300, |turn| {
            black_box(page(&moment(at(count)), &Filter::default(), jump(count, turn).get(), 50).unwrap());
        });
        measure("a page of 50 of one account", 100, |turn| {
            black_box(register(&moment(jump(count, turn)), account, 0, 50).unwrap());
        });
        let whole = Scope::total(eur);
        println!("a total is made of {} events", explain(&moment(at(count)), None, &whole).count);
        measure("explaining a total", 20, |_| {
            black_box(explain(&moment(at(count)), None, &whole));
        });
        measure("the overview, 8 latest", 300, |turn| {
            black_box(overview(&moment(jump(count, turn)), 8).unwrap());
        });
        measure("the skyline", 100, |_| {
            black_box(book.prepared.density(past, (0, count)));
        });
        for (what, text, category) in [
            ("searching all texts", "wheels 77", None),
            ("searching a category", "", Some("Regattas".to_owned())),
        ] {
            let filter = Filter { text: text.to_owned(), category, ..Filter::default() };
            measure(what, 3, |_| {
                let moment = moment(at(count));
                let mut search = Search::new(&moment, filter.clone());
                search.step(&moment, u64::MAX).unwrap();
                black_box(search.found().len());
            });
        }
    }
}
