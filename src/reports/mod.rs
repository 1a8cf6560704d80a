//! Read models over the ledger's events: what the pages show, at any position of the log. Pure: no clock, no
//! browser; a position means "after the first that many events".

mod activity;
mod balances;
mod changes;
mod currencies;
mod density;
mod describe;
mod filter;
mod journal;
mod moment;
mod months;
mod over_time;
mod overview;
mod prepared;
mod reader;
mod register;
mod row;
mod search;
mod sentence;

pub use activity::{Activity, Counts, Direction};
pub use balances::Balances;
pub use changes::{Change, Changed, Subject, Value, changes};
pub use currencies::Currencies;
pub use density::{BUCKETS, Bucket, density};
pub use describe::describe;
pub use filter::{Filter, Sort};
pub use journal::{Page, page, rows, total};
pub use moment::Moment;
pub use months::{Month, Months};
pub use over_time::{Line, OverTime, POINTS, Point};
pub use overview::{Overview, Total, overview};
pub use prepared::Prepared;
pub use register::{RegisterPage, RegisterRow, register};
pub use row::{Row, Share};
pub use search::Search;
pub use sentence::{Part, Sentence};
