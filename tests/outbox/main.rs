//! The outbox over thousands of simulated days: whatever a destination, a network and a browser do, nothing is missing,
//! an account's events keep their order, repeats have equal ids, and the cursor never passes what was delivered.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

mod world;

use world::{Fault, run};

const SEEDS: u64 = 3_000;

#[test]
fn nothing_is_missing_and_every_account_keeps_its_order_on_any_simulated_day() {
    for seed in 0..SEEDS {
        if let Err(what) = run(seed, Fault::None) {
            panic!("seed {seed}: {what}");
        }
    }
}

/// Without this, the simulation could pass because it sees nothing.
#[test]
fn every_wrong_outbox_is_found_out_by_some_day() {
    for fault in Fault::ALL {
        let found = (0..SEEDS).find_map(|seed| run(seed, fault).err());
        assert!(found.is_some(), "{fault:?} gets past the simulation");
    }
}
