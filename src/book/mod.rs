//! An open book over any `EventStore`: the one place that decides, appends and evolves, in this order. The clock and
//! randomness are given to it. It knows nothing of the browser.

mod bookkeeper;
mod card;
mod delivery;
mod destinations;
mod failure;
mod glimpse;
mod import;
mod moments;
mod open_book;
mod proof;
mod read_ahead;
mod replay;
mod seal;
mod surroundings;
mod undo;
mod verify;
mod what_if;
mod witness;

pub use bookkeeper::{Bookkeeper, Shelved};
pub use delivery::{Carrier, Delivery, Turn, public_range};
pub use failure::Failure;
pub use import::{Imported, Proposal};
pub use open_book::{Book, Trouble};
pub use proof::{Aspect, Difference, Held, MomentProof, Party, Proof};
pub use replay::Fold;
pub use seal::{Hashing, NoSeal, Seal, SealFinding, Sealed};
pub use surroundings::Surroundings;
pub use undo::Step;
pub use verify::VerifyReport;
pub use what_if::Adoption;
pub use witness::{Found, Loss, Witness};
