//! What holds after any sequence of commands, however odd.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../support/commands.rs"]
mod commands;
mod conservation;
mod entries;
mod json;
mod naive;
mod periods;
mod reach;
mod repeats;
mod replay;
