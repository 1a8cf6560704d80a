//! What if: a branch is what would have been recorded, and the log it leaves stays as it is.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../support/commands.rs"]
mod commands;
#[path = "../support/given.rs"]
mod given;
mod long;
mod naive;
mod rules;
mod scene;
