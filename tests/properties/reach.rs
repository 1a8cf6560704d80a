//! The sequences of commands reach what they are meant to reach.
#![allow(clippy::unwrap_used, reason = "in a test, that is how a fault is reported")]

use super::commands::{Book, intents};
use daybook::ledger::Command;
use std::collections::BTreeSet;

#[test]
fn the_sequences_take_every_command_and_meet_every_refusal_a_book_has() {
    use proptest::strategy::{Strategy, ValueTree};
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut taken, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..150 {
        let intents = intents(120).new_tree(&mut runner).unwrap().current();
        let mut book = Book::opened();
        for intent in &intents {
            let name = book.command(intent).name();
            match book.take(intent) {
                Ok(_) => taken.insert(name),
                Err(refusal) => refused.insert(refusal.code()),
            };
        }
    }
    let all: BTreeSet<_> = Command::NAMES.into_iter().filter(|name| *name != "OpenBook").collect();
    assert_eq!(taken, all);
    assert_eq!(refused.into_iter().collect::<Vec<_>>(), REFUSALS);
}

/// Every refusal of a book that is open and asked in a known currency, but for a hundred rules at a time.
const REFUSALS: [&str; 26] = [
    "account-closed",
    "account-exists",
    "account-frozen",
    "already-frozen",
    "already-reversed",
    "already-withdrawn",
    "amount-not-positive",
    "amount-out-of-range",
    "balance-differs",
    "balance-not-zero",
    "book-exists",
    "currency-mismatch",
    "insufficient-funds",
    "limit-below-balance",
    "not-an-entry",
    "not-closed",
    "not-frozen",
    "nothing-changed",
    "period-closed",
    "period-not-closed",
    "period-overlaps",
    "same-account",
    "too-many-decimals",
    "unknown-account",
    "unknown-entry",
    "unknown-rule",
];
