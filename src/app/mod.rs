//! The imperative shell: what ties the open book to one page in one browser. Its pure parts run everywhere.

pub mod address;
pub mod asked;
pub mod gesture;
mod percent;
pub mod spelling;
pub mod stretch;

#[cfg(target_arch = "wasm32")]
mod address_bar;
#[cfg(target_arch = "wasm32")]
mod backup;
#[cfg(target_arch = "wasm32")]
mod bell;
#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
mod carrier;
#[cfg(target_arch = "wasm32")]
pub mod clipboard;
#[cfg(target_arch = "wasm32")]
pub mod credentials;
#[cfg(target_arch = "wasm32")]
mod explaining;
#[cfg(target_arch = "wasm32")]
mod export_scripting;
#[cfg(target_arch = "wasm32")]
mod exports;
#[cfg(target_arch = "wasm32")]
mod files;
#[cfg(target_arch = "wasm32")]
pub mod follow;
#[cfg(target_arch = "wasm32")]
pub mod last_backup;
#[cfg(target_arch = "wasm32")]
pub mod losses;
#[cfg(target_arch = "wasm32")]
pub mod playback;
#[cfg(target_arch = "wasm32")]
pub mod proving;
#[cfg(target_arch = "wasm32")]
pub mod read_models;
#[cfg(target_arch = "wasm32")]
pub mod room;
#[cfg(target_arch = "wasm32")]
pub mod rules;
#[cfg(target_arch = "wasm32")]
mod scripting;
#[cfg(target_arch = "wasm32")]
mod scripting_reports;
#[cfg(target_arch = "wasm32")]
mod sealing;
#[cfg(target_arch = "wasm32")]
pub mod session;
#[cfg(target_arch = "wasm32")]
pub mod settings;
#[cfg(target_arch = "wasm32")]
mod shelf;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
mod stream_scripting;
#[cfg(target_arch = "wasm32")]
pub mod streams;
#[cfg(target_arch = "wasm32")]
mod tabs;
#[cfg(target_arch = "wasm32")]
pub mod timer;
#[cfg(target_arch = "wasm32")]
pub mod what_if;
#[cfg(target_arch = "wasm32")]
mod witnesses;
#[cfg(target_arch = "wasm32")]
pub mod zoom;
