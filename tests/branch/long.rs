//! A branch of a long book costs what differs, not what is shared. The figures are printed by
//! `cargo test --release --test branch -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "in a test, that is how a fault is reported")]

use super::scene::{at, change, history};
use daybook::event_sourcing::{Branch, What};
use daybook::ledger::Event;
use daybook::reports::what_if_balances;
use daybook::sample::{LARGE_SEED, Recorder, large};
use std::time::{Duration, Instant};

#[test]
#[ignore = "a million events take a while to make"]
fn an_early_entry_of_a_million_events_is_left_out_in_slices() {
    let mut recorder = Recorder::default();
    let steps = large(1_000_000, 500, LARGE_SEED);
    let events: Vec<_> = steps.flat_map(|step| recorder.record(&step).unwrap()).collect();
    let history = history(&events, 1024);
    let early = events.iter().skip(5_000).find(|event| matches!(event.data, Event::MoneyWithdrawn(_)));
    let early = early.unwrap().sequence;
    drop(events);
    let begin = Instant::now();
    let changes = vec![change(1, What::LeftOut(early))];
    let mut branch = Branch::begin(history.real(), changes).unwrap();
    let mut longest = Duration::ZERO;
    loop {
        let slice = Instant::now();
        let more = branch.advance(history.real(), 4096).unwrap();
        longest = longest.max(slice.elapsed());
        if !more {
            break;
        }
    }
    let all = begin.elapsed();
    let look = Instant::now();
    let real = history.real();
    let mut looks = 0;
    for position in (early.get()..history.count()).step_by(9_973) {
        branch.state_at(real, branch.course().beside(at(position))).unwrap();
        looks += 1;
    }
    let looked = look.elapsed() / looks;
    let differences = what_if_balances(branch.seen(history.past()));
    let refused = branch.refused().len();
    println!("{} events decided again in {all:?}, the longest slice of 4,096 {longest:?}", history.count());
    println!("a look at any moment of the branch {looked:?}; {refused} commits refused");
    assert!(differences.accounts().count() > 0 && branch.own().is_empty());
}
