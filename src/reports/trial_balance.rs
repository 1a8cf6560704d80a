//! The trial balance: every entry derived as a double entry, so that each currency sums to zero at every moment.

use super::activity::Direction;
use super::filed::{Files, LabelNumber};
use super::moment::Moment;
use crate::event_sourcing::{Codec, Sequence};
use crate::ledger::{AccountId, Currency, Event, Kind, OPENING_BALANCE};
use std::collections::BTreeMap;

/// One currency's trial balance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrialBalance {
    /// Of what.
    pub currency: Currency,
    /// The book's own accounts in order of opening, then what stands against them.
    pub rows: Vec<TrialRow>,
}

/// One account of a trial balance: debit is positive, credit negative, in minor units.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrialRow {
    /// Which.
    pub account: TrialAccount,
    /// Its balance.
    pub units: i128,
}

/// The book's accounts, and those that a double entry needs beside them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TrialAccount {
    /// One of the book's own: what one has or owes.
    Own {
        /// Its identity.
        id: AccountId,
        /// Its name at that moment.
        name: String,
        /// Which side of the books it is on.
        kind: Kind,
    },
    /// What was there before the book began.
    Opening,
    /// Where money came from, by category.
    Income(Option<String>),
    /// Where it went, by category.
    Expense(Option<String>),
    /// What left one currency for another.
    Exchange,
}

impl TrialBalance {
    /// The sums of both sides. They are equal.
    pub fn sides(&self) -> (i128, i128) {
        let side = |sign: i128| self.rows.iter().map(|row| (row.units * sign).max(0)).sum();
        (side(1), side(-1))
    }
}

/// Makes the trial balance of every currency that has an account at this moment.
pub fn trial_balance<C: Codec<Event = Event>>(moment: &Moment<'_, C>, files: &Files) -> Vec<TrialBalance> {
    let currencies = &moment.prepared.currencies;
    let opening = files.number(OPENING_BALANCE);
    // What stands against the book's own accounts, by currency, in the order of the table: 0 is what was there before,
    // then income, expenses and exchange.
    let mut against: BTreeMap<(usize, u8, LabelNumber), i128> = BTreeMap::new();
    files.each(moment, (Sequence::START, moment.position), |line| {
        let Some(currency) = currencies.of(&line.posting) else { return };
        let (kind, label) = match line.direction {
            Direction::Move => (3, 0),
            _ if Some(line.filed.category) == opening => (0, 0),
            Direction::In => (1, line.filed.category),
            Direction::Out => (2, line.filed.category),
        };
        *against.entry((currency, kind, label)).or_default() -= i128::from(line.posting.change);
    });
    let balance = |(number, currency): (usize, Currency)| {
        let own = moment.ledger.accounts().iter().filter(|account| account.currency == currency);
        let mut rows: Vec<_> = own
            .map(|account| {
                let units = i128::from(account.balance.get());
                let (id, name, kind) = (account.id, account.name.to_string(), account.kind);
                TrialRow { account: TrialAccount::Own { id, name, kind }, units }
            })
            .collect();
        let others = against.range((number, 0, 0)..(number + 1, 0, 0)).filter(|(_, units)| **units != 0);
        rows.extend(others.map(|((_, kind, label), units)| {
            let label = files.label(*label).map(ToString::to_string);
            let account = match kind {
                0 => TrialAccount::Opening,
                1 => TrialAccount::Income(label),
                2 => TrialAccount::Expense(label),
                _ => TrialAccount::Exchange,
            };
            TrialRow { account, units: *units }
        }));
        TrialBalance { currency, rows }
    };
    currencies.until(moment.position).enumerate().map(balance).collect()
}
