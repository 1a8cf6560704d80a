//! The kernel: event sourcing for any domain. It knows nothing of money, JSON, the clock or the browser.

mod aggregate;
mod branch;
mod codec;
pub mod conformance;
mod course;
mod drawers;
mod fingerprint;
mod log;
mod projection;
mod recorded;
mod scatter;
mod store;
mod stored_record;
mod timeline;

pub use aggregate::{Aggregate, NoPast, Past, SNAPSHOT_SPACING};
pub use branch::{Branch, Branching, Otherwise, Outcome, Real, Refused, Seen, What};
pub use codec::{Codec, Unreadable};
pub use course::{Course, Source};
pub use drawers::{Change, Drawer, Drawers};
pub use fingerprint::Fingerprint;
pub use log::{Log, LogError};
pub use projection::Projection;
pub use recorded::{CommandId, EventId, Recorded, Sequence, Timestamp};
pub use scatter::Scatter;
pub use store::{BookKey, BookRow, EventStore, Promise, StoreError, head_after};
pub use stored_record::{StoredRecord, StoredRecordError, checksum};
pub use timeline::{Snapshot, Timeline};
