//! What holds after any sequence of commands, however odd.
#![cfg(not(target_arch = "wasm32"))]

mod commands;
mod conservation;
mod entries;
mod json;
mod naive;
mod repeats;
mod replay;
