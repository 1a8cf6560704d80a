//! In and out of other formats. It knows nothing of storage, the clock or the browser.

mod backup_file;
mod command_json;
mod command_shape;
mod csv;
mod event_log_file;
mod tables;

pub use backup_file::{BackupHead, Chunk, HEAD as BACKUP_HEAD, TAG as BACKUP_TAG};
pub use command_json::{Defaults, Request, read, read_text};
pub use event_log_file::{
    EventLogFile, EventLogReader, EventLogWriter, FileProblem, file_name, file_name_ending,
};
pub use tables::{Format, TableWriter};
