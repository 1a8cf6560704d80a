//! The way most events take when a log is read: deposits, withdrawals, transfers and what corrects them, without
//! anything owned. What is not plainly one of these is left to [`Reader`]'s ordinary way, which also says what is wrong.

use super::super::bytes::Bytes;
use super::super::stored::StoredId;
use super::{ACTOR, CAUSED_BY, DAY, FLAGS, IN_COMMIT, OTHER_COMMAND, Reader, ZERO, ids};
use crate::event_sourcing::{Sequence, Timestamp};
use crate::ledger::{Figure, Label, Minor, Note, ValueDate};

/// An event that moves money or corrects one that did.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Quick<'a> {
    pub(in super::super) id: StoredId,
    pub(in super::super) recorded_at: Timestamp,
    pub(in super::super) commit: Sequence,
    pub(in super::super) command_id: StoredId,
    pub(in super::super) what: Plain<'a>,
}

/// What happened; accounts by their numbers in the record.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Plain<'a> {
    Entry { incoming: bool, account: usize, money: Sum<'a>, day: i32, labels: [&'a str; 3] },
    Transfer { from: usize, to: usize, sent: Sum<'a>, received: Option<Sum<'a>>, day: i32, note: &'a str },
    Categorized { entry: StoredId, labels: [&'a str; 3] },
    Reversed { entry: StoredId },
}

/// An amount beside its currency's code.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Sum<'a> {
    pub(in super::super) figure: Figure,
    pub(in super::super) currency: &'a str,
}

/// Where a reader stands, so that it can come back there.
#[derive(Clone, Copy)]
pub(in super::super) struct Mark<'a> {
    bytes: &'a [u8],
    next: Sequence,
    left: u32,
    accounts: usize,
    labels: usize,
    before: (Timestamp, StoredId, StoredId),
    commit: Option<Sequence>,
}

impl<'a> Reader<'a> {
    pub(in super::super) fn mark(&self) -> Mark<'a> {
        Mark {
            bytes: self.bytes.0,
            next: self.next,
            left: self.left,
            accounts: self.accounts.len(),
            labels: self.labels.len(),
            before: self.before,
            commit: self.commit,
        }
    }

    pub(in super::super) fn back_to(&mut self, mark: Mark<'a>) {
        (self.bytes, self.next, self.left) = (Bytes(mark.bytes), mark.next, mark.left);
        self.accounts.truncate(mark.accounts);
        self.labels.truncate(mark.labels);
        (self.before, self.commit) = (mark.before, mark.commit);
    }

    /// How many accounts have been numbered.
    pub(in super::super) const fn accounts(&self) -> usize {
        self.accounts.len()
    }

    /// How many events are still to be read.
    pub(in super::super) const fn left(&self) -> u32 {
        self.left
    }

    /// The account with this number in the record.
    pub(in super::super) fn account(&self, number: usize) -> Option<StoredId> {
        self.accounts.get(number).copied()
    }

    /// The next event, where it is a plain one. After `None` the reader must go back to where it stood.
    #[inline]
    pub(in super::super) fn quick(&mut self) -> Option<Quick<'a>> {
        let length = usize::try_from(self.bytes.varint()?).ok()?;
        let mut body = Bytes(self.bytes.take(length)?);
        let code = body.byte().filter(|code| (7..=11).contains(code))?;
        let flags = body.byte().filter(|flags| *flags <= FLAGS)?;
        let (time, last_id, last_command) = self.before;
        let sequence = self.next;
        let commit = match self.commit {
            _ if flags & IN_COMMIT == 0 => sequence,
            Some(commit) => commit,
            None => return None,
        };
        let recorded_at = Timestamp::from_millis(time.millis().checked_add(body.signed()?)?)?;
        let (id, command_id) = ids(&mut body, flags, last_id, last_command)?;
        if flags & CAUSED_BY != 0 {
            body.id(ZERO)?;
        }
        if flags & ACTOR != 0 {
            self.plain_label(&mut body)?;
        }
        if flags & OTHER_COMMAND != 0 {
            self.plain_label(&mut body)?;
        }
        let present = body.varint()?;
        let what = match code {
            9 => self.transfer(&mut body, present, recorded_at),
            10 => self.categorized(&mut body, present),
            11 => Self::reversed(&mut body, present),
            code => self.entry(&mut body, code == 7, present, recorded_at),
        }?;
        if !body.0.is_empty() || (self.left == 1 && !self.bytes.0.is_empty()) {
            return None;
        }
        self.before = (recorded_at, id, command_id);
        self.commit = Some(commit);
        self.next = sequence.next();
        self.left -= 1;
        Some(Quick { id, recorded_at, commit, command_id, what })
    }

    fn entry(
        &mut self,
        body: &mut Bytes<'a>,
        incoming: bool,
        present: u64,
        at: Timestamp,
    ) -> Option<Plain<'a>> {
        let account = self.number(body)?;
        let figure = figure(body)?;
        let category = if present & 1 == 0 { "" } else { self.plain_label(body)? };
        let counterparty = if present & 2 == 0 { "" } else { self.plain_label(body)? };
        let currency = self.label(body)?;
        let day = day(body, at)?;
        let note = if present & 4 == 0 { "" } else { plain_note(body)? };
        if present & 8 != 0 {
            self.skip_origin(body)?;
        }
        let (money, labels) = (Sum { figure, currency }, [category, counterparty, note]);
        (present < 16).then_some(Plain::Entry { incoming, account, money, day, labels })
    }

    fn transfer(&mut self, body: &mut Bytes<'a>, present: u64, at: Timestamp) -> Option<Plain<'a>> {
        let sent = figure(body)?;
        let sent = Sum { figure: sent, currency: self.label(body)? };
        let day = day(body, at)?;
        let from = self.number(body)?;
        let note = if present & 1 == 0 { "" } else { plain_note(body)? };
        if present & 2 != 0 {
            self.skip_origin(body)?;
        }
        let received = match present >> 2 {
            0 => None,
            3 => Some(Sum { figure: figure(body)?, currency: self.label(body)? }),
            _ => return None,
        };
        let to = self.number(body)?;
        Some(Plain::Transfer { from, to, sent, received, day, note })
    }

    fn categorized(&mut self, body: &mut Bytes<'a>, present: u64) -> Option<Plain<'a>> {
        let category = if present & 1 == 0 { "" } else { self.plain_label(body)? };
        let counterparty = if present & 2 == 0 { "" } else { self.plain_label(body)? };
        let entry = body.id(ZERO)?;
        let note = if present & 4 == 0 { "" } else { plain_note(body)? };
        (present < 8).then_some(Plain::Categorized { entry, labels: [category, counterparty, note] })
    }

    fn reversed(body: &mut Bytes<'a>, present: u64) -> Option<Plain<'a>> {
        let entry = body.id(ZERO)?;
        if present & 1 == 1 {
            plain_note(body)?;
        }
        (present < 2).then_some(Plain::Reversed { entry })
    }

    fn number(&mut self, body: &mut Bytes<'a>) -> Option<usize> {
        let number = usize::try_from(body.varint()?).ok()?;
        if number == self.accounts.len() {
            self.accounts.push(body.id(ZERO)?);
        }
        (number < self.accounts.len()).then_some(number)
    }

    /// A label that is surely within its limits; another one is left to the ordinary way.
    fn plain_label(&mut self, body: &mut Bytes<'a>) -> Option<&'a str> {
        self.label(body).filter(|text| !text.is_empty() && text.len() <= Label::LIMIT)
    }

    fn skip_origin(&mut self, body: &mut Bytes<'a>) -> Option<()> {
        self.plain_label(body)?;
        body.take(32)?;
        body.varint()?;
        self.label(body).filter(|id| id.len() <= Label::LIMIT).map(drop)
    }
}

fn plain_note<'a>(body: &mut Bytes<'a>) -> Option<&'a str> {
    body.text().filter(|text| !text.is_empty() && text.len() <= Note::LIMIT)
}

fn figure(body: &mut Bytes<'_>) -> Option<Figure> {
    let digits = body.byte()?;
    Some(Figure { minor: Minor::new(body.signed()?)?, digits })
}

/// The day a date member says, in days since 1970-01-01.
fn day(body: &mut Bytes<'_>, at: Timestamp) -> Option<i32> {
    let days = at.millis().div_euclid(DAY).checked_add(body.signed()?)?;
    i32::try_from(days).ok().filter(|days| ValueDate::holds(*days))
}
