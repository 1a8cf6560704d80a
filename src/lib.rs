//! Daybook: an event-sourced money ledger that runs entirely in the browser.
//!
//! One module a room. A room uses only the rooms above it in this list; `tests/house.rs` holds it to that.

pub mod wording;

pub mod event_sourcing;

pub mod ledger;

pub mod record;

pub mod reports;

pub mod exchange;

pub mod sample;

pub mod streaming;

pub mod storage;

pub mod book;

pub mod app;

#[cfg(target_arch = "wasm32")]
pub mod ui;
