//! What outlives the code: every version of every event's shape, its bytes, its JSON, and what must hold of any
//! log. It knows nothing of stores, of the browser, or of how a figure is shown.
//!
//! A stored event is read from bytes or JSON into one form, [`StoredEvent`], which keeps exactly what was
//! recorded; `J(n)`, exports and bytes are written from that form, today's typed event is upcast from it. A [`History`] is
//! a log that was read and checked; a [`CommandIndex`] finds what a command sent again has caused in it.

mod builder;
mod bytes;
mod canonical;
mod codec;
mod command_index;
mod history;
mod invariants;
mod json;
mod line;
mod named;
mod payload;
mod quick;
mod shape;
mod snapshot;
mod stored;
mod typed;

pub use builder::RecordBuilder;
pub use canonical::{export_line, timestamp};
pub use codec::LedgerCodec;
pub use command_index::CommandIndex;
pub use history::{History, HistoryError, Seen, Tried};
pub use invariants::{Broken, Predecessor, check};
pub use json::{BadEvent, parse_timestamp, read_event};
pub use line::Line;
pub use named::misnamed;
pub use shape::{Field, FieldKind, SHAPES, Shape};
pub use snapshot::{Kept, read_snapshot, write_snapshot};
pub use stored::{StoredEvent, StoredId, StoredOrigin, Value};
