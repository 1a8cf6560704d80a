//! The event log file: a whole book as JSON, out and back in.

mod problem;
mod reader;
mod splitter;
mod writer;

pub use problem::FileProblem;
pub use reader::{EventLogFile, EventLogReader};
pub use writer::{EventLogWriter, file_name, file_name_ending};
