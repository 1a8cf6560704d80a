//! Daybook's core: the kernel of event sourcing, the ledger's rules, records, reports, and what goes in and out as a file.
//! Plain Rust for any target: time, chance and storage come in from outside.
//!
//! One module a room. A room uses only the rooms above it in this list; `tests/house.rs` holds it to that.

pub mod wording;

pub mod event_sourcing;

pub mod ledger;

pub mod record;

pub mod reports;

pub mod exchange;
