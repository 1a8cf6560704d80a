//! Events leave home: the public contract that outsiders subscribe to, and the rules by which it is delivered, in order
//! per account and at least once. Pure: requests and replies are values, time and randomness come in.

mod answer;
mod backoff;
mod destination;
mod json;
mod outbox;
mod public_count;
mod request;
mod retry_after;
mod row;
mod secrets;
mod translator;

pub use answer::{Answer, Outcome, Problem, Reply};
pub use destination::{BadDestination, Destination, DestinationKind};
pub use outbox::{Batching, MOST_READY, Outbox, State, Step};
pub use public_count::PublicCount;
pub use request::Request;
pub use row::{Parked, Progress, Row};
pub use secrets::Secrets;
pub use translator::{IntegrationEvent, Translator, integration_events, ndjson};
