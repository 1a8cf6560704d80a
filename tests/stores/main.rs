//! The stores that run everywhere pass the conformance suite, and each of its checks rejects a wrong store.
#![cfg(not(target_arch = "wasm32"))]

mod wrong;

use daybook::event_sourcing::StoreError;
use daybook::event_sourcing::conformance::{Bench, checks, complaints, drawer_checks, run, run_these};
use daybook::storage::{AnyStore, Memory};
use std::cell::RefCell;
use std::collections::BTreeSet;
use wrong::{Fault, WrongBench};

#[derive(Default)]
struct InMemory(RefCell<Memory>);

impl Bench for InMemory {
    type Store = Memory;

    async fn fresh(&self) -> Result<Memory, StoreError> {
        self.0.replace(Memory::default());
        self.another().await
    }

    async fn another(&self) -> Result<Memory, StoreError> {
        Ok(self.0.borrow().clone())
    }
}

#[derive(Default)]
struct Any(InMemory);

impl Bench for Any {
    type Store = AnyStore;

    async fn fresh(&self) -> Result<AnyStore, StoreError> {
        self.0.fresh().await.map(AnyStore::Memory)
    }

    async fn another(&self) -> Result<AnyStore, StoreError> {
        self.0.another().await.map(AnyStore::Memory)
    }
}

#[test]
fn memory_keeps_every_promise() {
    assert_eq!(complaints(&pollster::block_on(run(&InMemory::default()))), "");
}

#[test]
fn any_store_passes_every_call_to_the_one_inside() {
    assert_eq!(complaints(&pollster::block_on(run(&Any::default()))), "");
}

/// Without this, the wrong stores below could be rejected for a mistake that is not their fault.
#[test]
fn the_store_that_can_be_made_wrong_is_right_without_a_fault() {
    assert_eq!(complaints(&pollster::block_on(run(&WrongBench::new(Fault::None)))), "");
}

#[test]
fn every_wrong_store_is_rejected_by_the_checks_meant_for_its_fault() {
    let names: BTreeSet<_> = checks::<InMemory>().iter().map(|check| check.name).collect();
    for (fault, meant) in wrong::FAULTS {
        let outcomes = pollster::block_on(run(&WrongBench::new(*fault)));
        for name in *meant {
            assert!(names.contains(name), "there is no check {name:?}");
            let rejected = outcomes.iter().any(|(check, outcome)| check == name && outcome.is_err());
            assert!(rejected, "{fault:?} gets past {name:?}");
        }
    }
}

#[test]
fn every_check_rejects_a_wrong_store() {
    let meant: BTreeSet<_> = wrong::FAULTS.iter().flat_map(|(_, meant)| meant.iter().copied()).collect();
    for check in checks::<InMemory>() {
        assert!(meant.contains(check.name), "no wrong store is meant for {:?}", check.name);
    }
}

#[test]
fn memory_keeps_its_drawers_in_order() {
    let bench = InMemory::default();
    assert_eq!(complaints(&pollster::block_on(run_these(&bench, drawer_checks()))), "");
    let any = Any::default();
    assert_eq!(complaints(&pollster::block_on(run_these(&any, drawer_checks()))), "");
    let right = WrongBench::new(Fault::None);
    assert_eq!(complaints(&pollster::block_on(run_these(&right, drawer_checks()))), "");
}

#[test]
fn every_check_of_drawers_rejects_the_store_that_is_wrong_there() {
    let names: BTreeSet<_> = drawer_checks::<InMemory>().iter().map(|check| check.name).collect();
    let meant: BTreeSet<_> =
        wrong::DRAWER_FAULTS.iter().flat_map(|(_, meant)| meant.iter().copied()).collect();
    assert_eq!(names, meant);
    for (fault, meant) in wrong::DRAWER_FAULTS {
        let outcomes = pollster::block_on(run_these(&WrongBench::new(*fault), drawer_checks()));
        let rejects =
            |name: &&&str| outcomes.iter().any(|(check, outcome)| check == *name && outcome.is_err());
        assert_eq!(meant.iter().filter(rejects).count(), meant.len(), "{fault:?} gets past {meant:?}");
    }
}
