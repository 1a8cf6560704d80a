//! An account's own page: its entries, newest first, with the running balance.

use super::filter::Filter;
use super::journal::page;
use super::moment::Moment;
use super::row::Row;
use crate::event_sourcing::{Codec, Unreadable};
use crate::ledger::{AccountId, Event, Money};

/// One line of an account's register.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegisterRow {
    /// The entry.
    pub row: Row,
    /// By how much it changed this account's balance.
    pub change: Money,
    /// This account's balance in log order right after it.
    pub balance: Money,
}

/// Some rows of a register.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct RegisterPage {
    /// The rows, newest first.
    pub rows: Vec<RegisterRow>,
    /// How many rows there are in all.
    pub total: u64,
}

/// The entries of an account from the one with number `offset` on (0 is the newest), at most `limit`.
pub fn register<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    account: AccountId,
    offset: u64,
    limit: u64,
) -> Result<RegisterPage, Unreadable> {
    let filter = Filter { account: Some(account), ..Filter::default() };
    let page = page(moment, &filter, offset, limit)?;
    let line = |row: Row| {
        let share = row.share(account)?;
        let (change, balance) = (share.change, share.balance);
        Some(RegisterRow { row, change, balance })
    };
    Ok(RegisterPage {
        rows: page.rows.into_iter().filter_map(line).collect(),
        total: page.total.unwrap_or_default(),
    })
}
