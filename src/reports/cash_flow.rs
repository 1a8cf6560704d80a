//! Cash flow: what came in and went out of the book, month by month of the value date.

use super::activity::Direction;
use super::filed::Files;
use super::moment::Moment;
use super::months::Month;
use crate::event_sourcing::{Codec, Sequence};
use crate::ledger::{Currency, Event, ValueDate};
use std::collections::BTreeMap;

/// One month's flows in one currency, in minor units. A reversal takes back from where its entry went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MonthFlow {
    /// Which month.
    pub month: Month,
    /// What came in from outside the book.
    pub incoming: i128,
    /// What went out of it; negative.
    pub outgoing: i128,
    /// What came from, or went to, other currencies of the book.
    pub exchanged: i128,
    /// What was held at the month's end, by value date.
    pub held: i128,
}

impl MonthFlow {
    /// By how much the month changed what is held.
    pub const fn net(&self) -> i128 {
        self.incoming + self.outgoing + self.exchanged
    }
}

/// The months from the first to the last that entries in this currency count for, as the moment knows them; of those after the
/// moment's own only the ones in which something moves.
pub fn cash_flow<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    files: &Files,
    currency: Currency,
) -> Vec<MonthFlow> {
    let currencies = &moment.prepared.currencies;
    let Some(number) = currencies.number(currency) else { return Vec::new() };
    let mut days: BTreeMap<(i32, u8), i128> = BTreeMap::new();
    files.each(moment, (Sequence::START, moment.position), |line| {
        if currencies.of(&line.posting) == Some(number) {
            let way = match line.direction {
                Direction::In => 0,
                Direction::Out => 1,
                Direction::Move => 2,
            };
            *days.entry((line.posting.day, way)).or_default() += i128::from(line.posting.change);
        }
    });
    let mut months: Vec<MonthFlow> = Vec::new();
    for ((day, way), change) in days {
        let Some(month) = ValueDate::from_days(day).map(|date| Month::of(date.day())) else { continue };
        let empty = |month, held| MonthFlow { month, incoming: 0, outgoing: 0, exchanged: 0, held };
        match months.last().copied() {
            None => months.push(empty(month, 0)),
            Some(last) => {
                // Months without entries stand in the table, too: nothing happened in them.
                let mut between = last.month;
                while between < month {
                    between = between.next();
                    months.push(empty(between, last.held));
                }
            }
        }
        if let Some(open) = months.last_mut() {
            *match way {
                0 => &mut open.incoming,
                1 => &mut open.outgoing,
                _ => &mut open.exchanged,
            } += change;
            open.held += change;
        }
    }
    // What is dated ahead does not bring a row for every month until then.
    let now = moment.recorded_at().map(Month::at);
    let moved = |flow: &MonthFlow| (flow.incoming, flow.outgoing, flow.exchanged) != (0, 0, 0);
    months.retain(|flow| now.is_none_or(|now| flow.month <= now) || moved(flow));
    months
}
