//! Read models over the ledger's events: what the pages show, at any position of the log. Pure: no clock, no
//! browser; a position means "after the first that many events".

mod activity;
mod amount_word;
mod balances;
mod cash_flow;
mod changes;
mod corrections;
mod counted;
mod currencies;
mod density;
mod describe;
mod difference;
mod explanation;
mod extremes;
mod filed;
mod filter;
mod journal;
mod label_totals;
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
mod standing;
mod statement;
mod threshold;
mod trial_balance;
mod two_clocks;
mod watch;
mod what_if;
mod words;
mod written;

pub use activity::{Activity, Counts, Direction};
pub use balances::Balances;
pub use cash_flow::{MonthFlow, cash_flow};
pub use changes::{Change, Changed, Subject, Value, changes};
pub use counted::{Counted, SinceCounted};
pub use currencies::Currencies;
pub use density::{BUCKETS, Bucket, density, density_between};
pub use describe::{Naming, bound_sentence, describe, happened, rule_sentence, subject_sentence};
pub use difference::{AccountDifference, Became, Difference, account_of, difference};
pub use explanation::{Contribution, Explanation, MonthOfContributions, Scope, contributions, explain};
pub use extremes::{AccountExtremes, Extremes};
pub use filed::{Filed, FiledPosting, Files, LabelNumber};
pub use filter::{Filter, Sort};
pub use journal::{Page, page, rows, total};
pub use label_totals::{LabelTotal, LabelledBy, label_totals};
pub use moment::Moment;
pub use months::{Month, Months};
pub use over_time::{Line, OverTime, POINTS, Point};
pub use overview::{Overview, Total, overview};
pub use prepared::Prepared;
pub use register::{RegisterPage, RegisterRow, register};
pub use row::{Row, Share};
pub use search::Search;
pub use sentence::{Part, Sentence};
pub use standing::{Standing, Verdict, rules_shown, standing};
pub use statement::{Statement, StatementLine, statement};
pub use threshold::{Multiple, Threshold, compared_with, watched};
pub use trial_balance::{TrialAccount, TrialBalance, TrialRow, trial_balance};
pub use two_clocks::{TwoClocks, balances_on, two_clocks, was_over};
pub use watch::{Stretch, Watch};
pub use what_if::{
    BalanceDifferences, Beside, BranchNames, Deviation, Held, MonthOfDeviations, SideBySide, beside,
    beside_now, deviations, deviations_by_month, what_if_balances,
};
