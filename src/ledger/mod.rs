//! The domain: accounts, money and the rules of keeping a book. It knows nothing of JSON, storage, time zones or
//! the clock.

mod account;
mod by_id;
mod command;
mod decide;
mod entries;
mod event;
mod few;
mod lookup;
mod money;
mod named_moments;
mod overlay;
mod packed;
mod period;
mod postings;
mod refusal;
mod repeat;
mod rule;
mod state;
mod text;
mod times;
mod value_date;
mod wanted;

pub use account::{Account, AccountId, Details, Kind, Limit, Reconciled, Status};
pub use command::{Command, WantedEntry, WantedLimit, WantedTransfer};
pub use decide::OPENING_BALANCE;
pub use entries::{Brief, Correction, Entries, SameId};
pub use event::{Entry, Event, Origin, Transfer};
pub use lookup::{Lookup, Standing};
pub use money::{Currency, Decimal, Figure, MAX_MINOR, Minor, Money};
pub use named_moments::{NamedMoment, NamedMoments};
pub use overlay::{Apart, Overlay};
pub use period::{Period, Periods};
pub use postings::{Posting, Postings};
pub use refusal::Refusal;
pub use repeat::Assumed;
pub use rule::{
    Bound, BoundOf, Compared, Factor, LastMonths, MOST_RULES, Rule, Stated, Subject, WantedBound, WantedRule,
};
pub use state::{Book, Ledger};
pub use text::{Label, Labels, Name, Note};
pub use times::Times;
pub use value_date::ValueDate;
