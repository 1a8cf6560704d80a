//! One moment of a book: everything a report is made from.

use super::over_time::{Line, account_line};
use super::prepared::Prepared;
use super::reader::Chosen;
use crate::event_sourcing::{Codec, Log, Recorded, Sequence, Timestamp, Unreadable};
use crate::ledger::{Account, AccountId, Currency, Entries, Event, Labels, Ledger, Note, Status};

/// A book as it stood after the event at `position`. Reports look at nothing after it, however long the log is.
#[derive(Debug)]
pub struct Moment<'a, C> {
    /// The whole log.
    pub log: &'a Log<C>,
    /// The whole log's index.
    pub past: &'a Entries,
    /// The whole log's prepared read models.
    pub prepared: &'a Prepared,
    /// The state at `position`.
    pub ledger: &'a Ledger,
    /// Which moment: after this event.
    pub position: Sequence,
}

// Derived, these would ask the same of the codec.
impl<C> Clone for Moment<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Moment<'_, C> {}

impl<'a, C: Codec<Event = Event>> Moment<'a, C> {
    /// When the event at this moment was recorded; `None` at the start.
    pub fn recorded_at(&self) -> Option<Timestamp> {
        self.past.times().at(self.position)
    }

    /// An account, with its number in order of opening.
    pub fn account(&self, id: AccountId) -> Option<(usize, &'a Account)> {
        let number = self.past.account(id)?;
        Some((number, self.ledger.accounts().get(number)?))
    }

    /// The event by which an account that takes no entries at this moment was frozen or closed, and the reason given.
    pub fn stopped(&self, account: &Account) -> Option<(&'a Recorded<Event>, Option<&'a Note>)> {
        if account.status == Status::Open {
            return None;
        }
        let turns = self.past.turns(Sequence::START, self.position).iter().rev();
        let mut stops = turns.filter_map(|turn| match &turn.data {
            Event::AccountFrozen { account: of, reason } | Event::AccountClosed { account: of, reason } => {
                (*of == account.id).then_some((turn, reason.as_ref()))
            }
            _ => None,
        });
        stops.next()
    }

    /// The labels in force of the entry at `sequence`; of a reversal, those of the entry it reverses. `None` where
    /// the event there is neither.
    pub fn labels(&self, sequence: Sequence) -> Result<Option<Labels>, Unreadable> {
        let entry = self.past.reverses(sequence).unwrap_or(sequence);
        let at = self.past.categorized_by(entry, self.position).unwrap_or(entry);
        Ok(Chosen::read(self.log, vec![at])?.get(at).and_then(|event| own_labels(&event.data)))
    }

    /// What is held in a currency over time up to here, in at most `points` points and the two where it was lowest and highest.
    pub fn over_time(&self, currency: Currency, points: usize) -> Line {
        let Prepared { over_time, currencies, .. } = self.prepared;
        over_time.line(self.past, currencies, currency, self.position, points)
    }

    /// An account's balance over time up to here, in at most `points` points and the two where it was lowest and highest.
    pub fn account_over_time(&self, id: AccountId, points: usize) -> Option<Line> {
        let (number, account) = self.account(id)?;
        let opened = self.past.opened(number)?;
        let about = (number, account.currency, opened);
        let Prepared { balances, account_extremes, .. } = self.prepared;
        Some(account_line(self.past, (balances, account_extremes), about, self.position, points))
    }
}

/// The labels an event itself gives: an entry its own, a re-categorisation the new ones.
pub(super) fn own_labels(event: &Event) -> Option<Labels> {
    match event {
        Event::MoneyDeposited(entry) | Event::MoneyWithdrawn(entry) => Some(entry.labels.clone()),
        Event::MoneyTransferred(transfer) => {
            Some(Labels { note: transfer.note.clone(), ..Labels::default() })
        }
        Event::EntryCategorized { labels, .. } => Some(labels.clone()),
        _ => None,
    }
}
