//! An account statement for a period: what was there, what came and went by value date, what is there.

use super::moment::Moment;
use crate::event_sourcing::{Codec, Sequence};
use crate::ledger::{AccountId, Currency, Event, ValueDate};

/// A statement, in minor units. Balances by value date may exceed what one amount may be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// In which currency.
    pub currency: Currency,
    /// What was there before the first day.
    pub opening: i128,
    /// What came in during the period.
    pub incoming: i128,
    /// What went out; negative.
    pub outgoing: i128,
    /// What was there at the end of the last day.
    pub closing: i128,
    /// The entries by value date, on one day in the order of recording.
    pub lines: Vec<StatementLine>,
}

/// One entry of a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StatementLine {
    /// The event.
    pub sequence: Sequence,
    /// The day it counts for, in days since 1970-01-01.
    pub day: i32,
    /// By how much it changed the balance.
    pub change: i64,
    /// The balance after it.
    pub balance: i128,
}

/// The statement of an account from one day to another, both included, as the moment knows them; `None` where there is
/// no such account yet.
pub fn statement<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    account: AccountId,
    (from, until): (ValueDate, ValueDate),
) -> Option<Statement> {
    let (number, it) = moment.account(account)?;
    let mut made = Statement {
        currency: it.currency,
        opening: 0,
        incoming: 0,
        outgoing: 0,
        closing: 0,
        lines: Vec::new(),
    };
    let entries = moment.past.register_len(number, moment.position);
    for (sequence, posting) in moment.past.register_between(number, 0, entries) {
        let (day, change) = (posting.day, posting.change);
        if day < from.days() {
            made.opening += i128::from(change);
        } else if day <= until.days() {
            made.lines.push(StatementLine { sequence, day, change, balance: 0 });
        }
    }
    // Stable: on one day the order of recording stays.
    made.lines.sort_by_key(|line| line.day);
    let mut balance = made.opening;
    for line in &mut made.lines {
        let change = i128::from(line.change);
        balance += change;
        line.balance = balance;
        *if change > 0 { &mut made.incoming } else { &mut made.outgoing } += change;
    }
    made.closing = balance;
    Some(made)
}
