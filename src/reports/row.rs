//! One row of the journal: an event as a page shows it, at one moment.

use super::activity::Direction;
use super::corrections::{corrected_by, corrects, restored_by, restores, stands_as};
use super::describe::title;
use super::filter::Sort;
use super::moment::{Moment, own_labels};
use super::reader::Chosen;
use super::sentence::Sentence;
use crate::event_sourcing::{Codec, EventId, Sequence, Timestamp, Unreadable};
use crate::ledger::{AccountId, Entries, Event, Labels, Minor, Money, Name, Posting, ValueDate};
use std::rc::Rc;

/// An event with everything a row shows of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Its position in the log.
    pub sequence: Sequence,
    /// Its identity, by which commands name it.
    pub id: EventId,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who did it, where that is known.
    pub actor: Option<Rc<str>>,
    /// The name of its type.
    pub name: &'static str,
    /// What sort of event it is.
    pub sort: Sort,
    /// The day it counts for; `None` where it moves no money and names no day.
    pub date: Option<ValueDate>,
    /// An entry by what was written about it (its note, else its counterparty, else its category), anything else in
    /// a sentence.
    pub title: Sentence,
    /// The labels in force at that moment; a reversal has those of the entry it reverses, a re-categorisation those
    /// it gave.
    pub labels: Labels,
    /// Where the money went; `None` where none moved.
    pub direction: Option<Direction>,
    /// How much, always positive; of a transfer what left.
    pub amount: Option<Money>,
    /// What arrived, where that is another currency.
    pub received: Option<Money>,
    /// The accounts whose balance it changed: for a transfer the one it left, then the one it reached.
    pub shares: Vec<Share>,
    /// The event that had reversed it by that moment.
    pub reversed_by: Option<Sequence>,
    /// The entry it reverses.
    pub reverses: Option<Sequence>,
    /// The entry that stood in its place by that moment.
    pub corrected_by: Option<Sequence>,
    /// The entry in whose place it stands.
    pub corrects: Option<Sequence>,
    /// The entry that had recorded it again by that moment, where its reversal was taken back.
    pub restored_by: Option<Sequence>,
    /// The entry that it records again.
    pub restores: Option<Sequence>,
    /// Where it was reversed, the entry that stands for it by that moment, however often that was taken back and made again since.
    pub stands_as: Option<Sequence>,
    /// The event that had given it its labels by that moment, where they are not its own.
    pub categorized_by: Option<Sequence>,
}

/// One account's share in an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Share {
    /// The account.
    pub account: AccountId,
    /// Its name at that moment.
    pub name: Name,
    /// By how much its balance changed.
    pub change: Money,
    /// Its balance in log order right after the entry.
    pub balance: Money,
}

impl Row {
    /// An account's share in it.
    pub fn share(&self, account: AccountId) -> Option<&Share> {
        self.shares.iter().find(|share| share.account == account)
    }

    /// Whether it moves money: a deposit, withdrawal, transfer or reversal.
    pub fn is_entry(&self) -> bool {
        self.direction.is_some()
    }
}

/// Where the labels in force of the event at `sequence` are written: in the last re-categorisation, in the entry
/// reversed, or in itself.
pub(super) fn labelled_by(past: &Entries, position: Sequence, sequence: Sequence) -> Sequence {
    let entry = past.reverses(sequence).unwrap_or(sequence);
    past.categorized_by(entry, position).unwrap_or(entry)
}

/// The events that the row of the one at `sequence` is made from.
pub(super) fn sources<C>(moment: &Moment<'_, C>, sequence: Sequence) -> impl Iterator<Item = Sequence> {
    [
        Some(sequence),
        moment.past.reverses(sequence),
        Some(labelled_by(moment.past, moment.position, sequence)),
    ]
    .into_iter()
    .flatten()
}

/// Makes the row of the event at `sequence` from its [`sources`]; `None` where there is none by this moment.
pub(super) fn row<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    chosen: &Chosen,
    sequence: Sequence,
) -> Result<Option<Row>, Unreadable> {
    let Some(event) = chosen.get(sequence).filter(|_| sequence <= moment.position) else { return Ok(None) };
    let past = moment.past;
    let postings = past.postings(sequence);
    let reverses = past.reverses(sequence);
    let categorized_by = past.categorized_by(reverses.unwrap_or(sequence), moment.position);
    let labels = chosen
        .get(labelled_by(moment.past, moment.position, sequence))
        .and_then(|event| own_labels(&event.data));
    let original = reverses.and_then(|at| chosen.get(at));
    let mut shares = shares(moment, sequence);
    if shares.len() == 2 && shares.first().is_some_and(|share| share.change.minor > Minor::ZERO) {
        shares.reverse();
    }
    let size = |share: &Share| {
        let minor = Minor::new(share.change.minor.get().abs()).unwrap_or_default();
        Money { minor, ..share.change }
    };
    let amount = shares.first().map(size);
    let received = shares.get(1).map(size);
    let reversed_by = past.reversed_by(sequence, moment.position);
    let corrects = event.caused_by.and_then(|_| corrects(moment, sequence));
    let corrected_by = reversed_by.and_then(|_| corrected_by(moment, sequence));
    let restored_by = reversed_by.and_then(|_| restored_by(moment, sequence));
    let own_day = match &event.data {
        Event::AccountReconciled { date, .. } => Some(*date),
        _ => None,
    };
    Ok(Some(Row {
        sequence,
        id: event.id,
        recorded_at: event.recorded_at,
        actor: event.actor.clone(),
        name: event.data.name(),
        sort: Sort::of(&event.data),
        date: postings.first().and_then(|posting| ValueDate::from_days(posting.day)).or(own_day),
        title: title(moment, event, labels.as_ref(), original)?,
        labels: labels.unwrap_or_default(),
        direction: Direction::of(&postings),
        amount,
        received: received.filter(|money| amount.is_some_and(|sent| sent.currency != money.currency)),
        shares,
        reversed_by,
        reverses,
        corrected_by,
        corrects,
        restored_by,
        restores: event.caused_by.filter(|_| corrects.is_none()).and_then(|_| restores(moment, sequence)),
        stands_as: stands_as(moment, [corrected_by, restored_by]),
        categorized_by,
    }))
}

fn shares<C: Codec<Event = Event>>(moment: &Moment<'_, C>, sequence: Sequence) -> Vec<Share> {
    let postings = moment.past.postings(sequence);
    if postings.is_empty() {
        return Vec::new();
    }
    moment.prepared.balances.read(moment.past, sequence, |balances| {
        let share = |posting: &Posting| {
            let number = posting.account as usize;
            let account = moment.ledger.accounts().get(number)?;
            let money = |units: i64| Some(Money { minor: Minor::new(units)?, currency: account.currency });
            let (change, balance) = (money(posting.change)?, money(*balances.get(number)?)?);
            Some(Share { account: account.id, name: account.name.clone(), change, balance })
        };
        postings.iter().filter_map(share).collect()
    })
}
