//! An open book over any `EventStore`: the one place that decides, appends and evolves, in this order. The clock and
//! randomness are given to it. It knows nothing of the browser.

mod bookkeeper;
mod card;
mod command_index;
mod failure;
mod import;
mod open_book;
mod seal;
mod surroundings;
mod verify;
mod witness;

pub use bookkeeper::{Bookkeeper, Shelved};
pub use failure::Failure;
pub use import::{Imported, Proposal};
pub use open_book::{Book, Trouble};
pub use seal::{Hashing, NoSeal, Seal, SealFinding, Sealed};
pub use surroundings::Surroundings;
pub use verify::VerifyReport;
pub use witness::{Found, Loss, Witness};
