//! The imperative shell: what ties the open book to one page in one browser. Its pure parts run everywhere.

pub mod address;
pub mod gesture;
pub mod spelling;

#[cfg(target_arch = "wasm32")]
mod address_bar;
#[cfg(target_arch = "wasm32")]
pub mod playback;
#[cfg(target_arch = "wasm32")]
pub mod session;
#[cfg(target_arch = "wasm32")]
pub mod state;
