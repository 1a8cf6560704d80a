//! What came in and went out by category or by counterparty.

use super::activity::Direction;
use super::filed::Files;
use super::moment::Moment;
use crate::event_sourcing::{Codec, Sequence};
use crate::ledger::{Currency, Event, ValueDate};
use std::collections::HashMap;

/// Which of an entry's labels is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LabelledBy {
    /// What it was for.
    Category,
    /// With whom.
    Counterparty,
}

/// What one label comes to, in minor units. Transfers within the book are neither in nor out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LabelTotal {
    /// The label; `None` for entries without one.
    pub label: Option<String>,
    /// What came in.
    pub incoming: i128,
    /// What went out; negative.
    pub outgoing: i128,
    /// How many entries and reversals.
    pub entries: u64,
}

impl LabelTotal {
    /// In and out together.
    pub const fn net(&self) -> i128 {
        self.incoming + self.outgoing
    }
}

/// Every label of entries in this currency that count for the days asked for, those that move most first.
pub fn label_totals<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    files: &Files,
    currency: Currency,
    by: LabelledBy,
    (from, until): (Option<ValueDate>, Option<ValueDate>),
) -> Vec<LabelTotal> {
    let currencies = &moment.prepared.currencies;
    let Some(number) = currencies.number(currency) else { return Vec::new() };
    let (from, until) = (from.map_or(i32::MIN, ValueDate::days), until.map_or(i32::MAX, ValueDate::days));
    let mut totals: HashMap<u32, LabelTotal> = HashMap::new();
    files.each(moment, (Sequence::START, moment.position), |line| {
        let own = currencies.of(&line.posting) == Some(number) && (from..=until).contains(&line.posting.day);
        if !own || line.direction == Direction::Move {
            return;
        }
        let label = match by {
            LabelledBy::Category => line.filed.category,
            LabelledBy::Counterparty => line.filed.counterparty,
        };
        let total = totals.entry(label).or_insert_with(|| LabelTotal {
            label: files.label(label).map(ToString::to_string),
            incoming: 0,
            outgoing: 0,
            entries: 0,
        });
        *if line.direction == Direction::In { &mut total.incoming } else { &mut total.outgoing } +=
            i128::from(line.posting.change);
        total.entries += 1;
    });
    let mut totals: Vec<_> = totals.into_values().collect();
    totals.sort_by(|one, other| {
        let moved = |total: &LabelTotal| total.incoming.abs() + total.outgoing.abs();
        moved(other).cmp(&moved(one)).then_with(|| one.label.cmp(&other.label))
    });
    totals
}
