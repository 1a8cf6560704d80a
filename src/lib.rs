//! Daybook: an event-sourced money ledger that runs entirely in the browser.
//!
//! One module a room. A room uses only the rooms above it in this list; `tests/house.rs` holds it to that. The first ones are
//! a package of their own, `src/core.rs`.

pub use daybook_core::{event_sourcing, exchange, ledger, record, reports, wording};

pub mod sample;

pub mod streaming;

pub mod storage;

pub mod book;

pub mod app;

#[cfg(target_arch = "wasm32")]
pub mod ui;
