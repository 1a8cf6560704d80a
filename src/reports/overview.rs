//! What the first page shows of a book at a moment.

use super::filter::Filter;
use super::journal::page;
use super::moment::Moment;
use super::months::Month;
use super::row::Row;
use crate::event_sourcing::{Codec, Sequence, Timestamp, Unreadable};
use crate::ledger::{Account, Currency, Event};
use std::rc::Rc;

/// The overview of a book at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overview {
    /// Which moment.
    pub position: Sequence,
    /// When the event there was recorded; `None` at the start.
    pub recorded_at: Option<Timestamp>,
    /// The month of that moment, in UTC.
    pub month: Option<Month>,
    /// What is held, a currency a line, in order of its first account.
    pub totals: Vec<Total>,
    /// The accounts in order of opening, closed ones too.
    pub accounts: Vec<Rc<Account>>,
    /// The latest entries, newest first.
    pub latest: Vec<Row>,
}

/// What is held in one currency. Totals may exceed what one amount may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Total {
    /// Of what.
    pub currency: Currency,
    /// The sum of all balances, in minor units.
    pub units: i128,
    /// How much of it is due to entries dated in this month, in minor units.
    pub this_month: i128,
}

/// Makes the overview with the `latest` newest entries.
pub fn overview<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    latest: u64,
) -> Result<Overview, Unreadable> {
    let recorded_at = moment.recorded_at();
    let month = recorded_at.map(Month::at);
    let prepared = moment.prepared;
    let this_month = |currency: Currency| {
        let number = prepared.currencies.number(currency)?;
        Some(prepared.months.change(moment.past, &prepared.currencies, month?, number, moment.position))
    };
    let total = |(currency, units)| Total { currency, units, this_month: this_month(currency).unwrap_or(0) };
    Ok(Overview {
        position: moment.position,
        recorded_at,
        month,
        totals: moment.ledger.totals().into_iter().map(total).collect(),
        accounts: moment.ledger.accounts().to_vec(),
        latest: page(moment, &Filter::default(), 0, latest)?.rows,
    })
}
