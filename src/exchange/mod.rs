//! In and out of other formats. It knows nothing of storage, the clock or the browser.

mod command_json;
mod command_shape;
mod event_log_file;

pub use command_json::{Defaults, Request, read, read_text};
pub use event_log_file::{EventLogFile, EventLogReader, EventLogWriter, FileProblem, file_name};
