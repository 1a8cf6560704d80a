//! The very bookkeeper that runs in the browser, over a store in which anything may go wrong, shared by several tabs that
//! race, with a clock that may go backwards: one seed, one thread, the same day every time.
//!
//! `DAYBOOK_SEED=7 cargo test --test simulation one_day` lives through one day again; `DAYBOOK_SEEDS=1000000` says how many
//! days are lived through.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

mod checks;
mod courier;
mod day;
#[path = "../support/dice.rs"]
mod dice;
mod disk;
mod fault;
mod mutation;
mod person;
mod store;
mod world;

use day::live;
use fault::{Plan, Run, Way};
use mutation::Mutation;

/// How many days are lived through where nobody says.
const DAYS: u64 = 10_000;
/// How many days in a book of thousands of events.
const LONG_DAYS: u64 = 60;
/// How many seeds have every one of their calls fail in every way.
const SWEPT: u64 = 12;
/// How many days a deliberate fault may go unnoticed.
const UNNOTICED: u64 = 400;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn whatever_the_store_does_no_day_loses_forges_or_repeats_anything() {
    let days = number("DAYBOOK_SEEDS").unwrap_or(DAYS);
    let (mut calls, mut events) = (0, 0);
    for seed in 1..=days {
        let summary = live(Run::seeded(seed), None).unwrap_or_else(|what| panic!("seed {seed}: {what}"));
        calls += summary.calls;
        events += summary.events;
    }
    assert!(events > days * 10 && calls > days * 20, "{events} events by {calls} calls: the days are empty");
}

#[test]
fn every_call_of_the_store_may_fail_in_every_way() {
    for seed in 1..=SWEPT {
        for way in Way::FAULTS {
            // A fault changes what comes after it, so a day has calls until one is never reached.
            for n in 1.. {
                let run = Run { seed, plan: Plan::Nth(n, way) };
                let summary = live(run, None).unwrap_or_else(|what| panic!("{run}: {what}"));
                if summary.calls < n {
                    assert!(n > 10, "{run}: a day of {n} calls is no day");
                    break;
                }
            }
        }
    }
}

#[test]
fn a_long_book_whose_state_is_kept_beside_it_is_no_different() {
    let days = number("DAYBOOK_SEEDS").unwrap_or(LONG_DAYS);
    for seed in 1..=days {
        live(Run::long(seed), None).unwrap_or_else(|what| panic!("seed {seed}: {what}"));
    }
}

#[test]
fn the_same_seed_is_the_same_day() {
    for seed in 1..=50 {
        assert_eq!(live(Run::seeded(seed), None), live(Run::seeded(seed), None), "seed {seed}");
        let printed = Run::seeded(seed).to_string();
        assert_eq!(Run::parse(&printed), Some(Run::seeded(seed)));
    }
    assert_eq!(live(Run::long(2), None), live(Run::long(2), None));
    assert_eq!(Run::parse(&Run::long(2).to_string()), Some(Run::long(2)));
    let fault = Run { seed: 3, plan: Plan::Nth(12, Way::LostReply) };
    assert_eq!(Run::parse(&fault.to_string()), Some(fault));
}

#[test]
fn every_deliberate_fault_is_caught() {
    let mut unnoticed = Vec::new();
    for mutation in Mutation::ALL {
        let caught =
            (1..=UNNOTICED).find_map(|seed| live(Run::seeded(seed), Some(mutation)).err().zip(Some(seed)));
        match caught {
            None => unnoticed.push(mutation),
            Some((what, seed)) => {
                println!("{mutation:?}, day {seed}: {}", what.lines().next().unwrap_or_default())
            }
        }
    }
    assert!(unnoticed.is_empty(), "nobody noticed: {unnoticed:?}");
}

/// The day that `DAYBOOK_SEED` names.
#[test]
fn one_day() {
    let Ok(text) = std::env::var("DAYBOOK_SEED") else { return };
    let run = Run::parse(&text)
        .unwrap_or_else(|| panic!("DAYBOOK_SEED is 7, 7/long, 7/calm or 7/12/LostReply, not {text}"));
    match live(run, None) {
        Ok(summary) => println!("{run}: {summary:?}"),
        Err(what) => panic!("{run}: {what}"),
    }
}
