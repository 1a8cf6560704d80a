//! What the pages show, compared with naive recomputation over all events and with books cut off at a position.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod apart;
mod book;
mod counted;
mod explained;
mod figures;
mod journal;
mod measure;
mod models;
mod rules;
