//! In and out of other formats. It knows nothing of storage, the clock or the browser.

mod command_json;
mod command_shape;

pub use command_json::{Defaults, Request, read, read_text};
