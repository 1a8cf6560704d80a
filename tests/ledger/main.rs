//! The rules of keeping a book, each as a case: given events, when a command, then events or a refusal.
#![cfg(not(target_arch = "wasm32"))]

mod amounts;
mod entries;
mod limits;
mod opening;
mod order;
mod periods;
mod reconciling;
mod reversing;
mod rules;
mod status;
mod transfers;

#[path = "../support/given.rs"]
mod given;
