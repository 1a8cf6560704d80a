//! A record's payload, byte by byte (the primitives are those of `bytes.rs`). Each event is:
//!
//! 1. varint: the number of bytes that follow for this event
//! 2. varint: the code of its shape
//! 3. one byte of flags: 0x01 it belongs to the commit of the event before; 0x02 its command is not the shape's
//!    usual one; 0x04 its command's id is that of the event before; 0x08 it has a `caused_by`; 0x10 it has an `actor`;
//!    0x20 its id comes after its command's id, not after the id of the event before (since format 2)
//!    (in the record's first event 0x01 is set where a book was once cut short within a commit and then continued: a
//!    varint follows, how many events earlier that commit began)
//! 4. signed: milliseconds since the event before (in the record's first event: since 1970-01-01T00:00:00Z)
//! 5. unless 0x20: id after the event's before (the first: after sixteen zero bytes)
//! 6. unless 0x04: the command's id, after the command's id before; where 0x20: id after the command's
//! 7. where flagged, in this order: `caused_by` as id after the zero id, `actor` as label, the command as label
//! 8. where the shape has optional members: a varint whose bit n says that the n-th optional member is there
//! 9. the members in the shape's order: an account as *numbered*; an event as id after the zero id; a label as
//!    *numbered*; a text as text; an amount as one byte of decimals and signed minor units; a limit the same, or the one
//!    byte 255 for `unlimited`; a date as signed days since the UTC day of `recorded_at`; a sequence as varint; a
//!    fingerprint as its 32 bytes; an origin as label file, 32 bytes, varint row, and label bank id, empty for none
//!
//! *Numbered*: a varint n. Accounts and labels are each numbered from 0 in order of first appearance in the
//! record; a number not seen yet is the next one, and the value follows it: the account as id after the zero id,
//! the label as text.

mod quick;
mod skim;

use super::bytes::{Bytes, put_id, put_signed, put_text, put_varint, shared};
use super::shape::{Field, FieldKind, Shape};
use super::stored::{StoredEvent, StoredId, StoredOrigin, Value};
use crate::event_sourcing::{Scatter, Sequence, Timestamp, Unreadable};
use crate::ledger::{Figure, Minor, ValueDate};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry as Slot;
use std::borrow::Cow;
use std::rc::Rc;

pub(super) use quick::{Plain, Quick, Sum};
pub(super) use skim::Skim;

const IN_COMMIT: u8 = 0x01;
const OTHER_COMMAND: u8 = 0x02;
const SAME_COMMAND_ID: u8 = 0x04;
const CAUSED_BY: u8 = 0x08;
const ACTOR: u8 = 0x10;
const BY_COMMAND: u8 = 0x20;
/// All of them: a greater byte has a flag of a later version.
const FLAGS: u8 = 0x3f;

const UNLIMITED: u8 = 255;
const ZERO: StoredId = StoredId::lower([0; 16]);
const DAY: i64 = 86_400_000;

/// Writes a record's payload, event by event.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: Vec<u8>,
    body: Vec<u8>,
    accounts: Numbers<StoredId>,
    labels: Numbers<Rc<str>>,
    before: Option<(Timestamp, StoredId, StoredId)>,
}

/// Values in order of first appearance.
#[derive(Debug)]
struct Numbers<T> {
    values: Vec<T>,
    places: HashTable<u32>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self { values: Vec::new(), places: HashTable::new() }
    }
}

impl<T> Numbers<T> {
    /// The number of a value; where it is new, the next one, and the value that `make` gives is kept.
    fn of(
        &mut self,
        hash: impl Fn(&T) -> u64,
        wanted: u64,
        same: impl Fn(&T) -> bool,
        make: impl FnOnce() -> T,
    ) -> (u64, bool) {
        let Self { values, places } = self;
        let next = u32::try_from(values.len()).unwrap_or(u32::MAX);
        let slot = places.entry(
            wanted,
            |at| values.get(*at as usize).is_some_and(&same),
            |at| values.get(*at as usize).map_or(0, &hash),
        );
        match slot {
            Slot::Occupied(known) => (u64::from(*known.get()), false),
            Slot::Vacant(free) => {
                free.insert(next);
                values.push(make());
                (u64::from(next), true)
            }
        }
    }
}

/// A record holds too few values for anyone to gain by choosing them.
fn hash_of_text(text: &str) -> u64 {
    Scatter::default().texts(&[text])
}

fn hash_of_id(id: &StoredId) -> u64 {
    Scatter::default().id(&id.bytes)
}

impl Writer {
    /// Adds the next event.
    pub(super) fn push(&mut self, event: &StoredEvent<'_>) {
        let mut body = core::mem::take(&mut self.body);
        body.clear();
        self.event(&mut body, event);
        put_varint(&mut self.out, body.len() as u64);
        self.out.extend_from_slice(&body);
        self.body = body;
    }

    /// The payload so far.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.out
    }

    fn event(&mut self, out: &mut Vec<u8>, event: &StoredEvent<'_>) {
        let (time, id, command_id) = self.before.unwrap_or((Timestamp::default(), ZERO, ZERO));
        let same_command = self.before.is_some() && command_id == event.command_id;
        let by_command = shared(event.id, event.command_id) > shared(event.id, id);
        let mut flags = 0;
        flags |= if event.commit == event.sequence { 0 } else { IN_COMMIT };
        flags |= if event.command == event.shape.usual_command { 0 } else { OTHER_COMMAND };
        flags |= if same_command { SAME_COMMAND_ID } else { 0 };
        flags |= if event.caused_by.is_some() { CAUSED_BY } else { 0 };
        flags |= if event.actor.is_some() { ACTOR } else { 0 };
        flags |= if by_command { BY_COMMAND } else { 0 };
        put_varint(out, u64::from(event.shape.code));
        out.push(flags);
        if self.before.is_none() && flags & IN_COMMIT != 0 {
            put_varint(out, event.sequence.get() - event.commit.get());
        }
        put_signed(out, event.recorded_at.millis() - time.millis());
        if !by_command {
            put_id(out, event.id, id);
        }
        if !same_command {
            put_id(out, event.command_id, command_id);
        }
        if by_command {
            put_id(out, event.id, event.command_id);
        }
        if let Some(cause) = event.caused_by {
            put_id(out, cause, ZERO);
        }
        if let Some(actor) = &event.actor {
            self.label(out, actor);
        }
        if flags & OTHER_COMMAND != 0 {
            self.label(out, &event.command);
        }
        if event.shape.has_optional() {
            put_varint(out, presence(event));
        }
        for (field, value) in event.shape.fields.iter().zip(&event.values) {
            self.value(out, field, value, event.recorded_at);
        }
        self.before = Some((event.recorded_at, event.id, event.command_id));
    }

    fn label(&mut self, out: &mut Vec<u8>, text: &str) {
        let (hash, same) = (|known: &Rc<str>| hash_of_text(known), |known: &Rc<str>| **known == *text);
        let (number, new) = self.labels.of(hash, hash_of_text(text), same, || text.into());
        put_varint(out, number);
        if new {
            put_text(out, text);
        }
    }

    fn value(&mut self, out: &mut Vec<u8>, field: &Field, value: &Value<'_>, at: Timestamp) {
        match value {
            Value::Absent => {}
            Value::Id(id) if field.kind == FieldKind::Account => {
                let (number, new) = self.accounts.of(hash_of_id, hash_of_id(id), |known| known == id, || *id);
                put_varint(out, number);
                if new {
                    put_id(out, *id, ZERO);
                }
            }
            Value::Id(id) => put_id(out, *id, ZERO),
            Value::Text(text) if field.kind == FieldKind::Label => self.label(out, text),
            Value::Text(text) => put_text(out, text),
            Value::Amount(figure) => {
                out.push(figure.digits);
                put_signed(out, figure.minor.get());
            }
            Value::Unlimited => out.push(UNLIMITED),
            Value::Date(date) => put_signed(out, i64::from(date.days()) - at.millis().div_euclid(DAY)),
            Value::Sequence(n) => put_varint(out, *n),
            Value::Fingerprint(bytes) => out.extend_from_slice(bytes),
            Value::Origin(origin) => {
                self.label(out, &origin.file);
                out.extend_from_slice(&origin.sha256);
                put_varint(out, origin.row);
                self.label(out, origin.bank_id.as_deref().unwrap_or_default());
            }
        }
    }
}

fn presence(event: &StoredEvent<'_>) -> u64 {
    let optional = event.shape.fields.iter().zip(&event.values).filter(|(field, _)| field.optional);
    optional.enumerate().fold(
        0,
        |mask, (at, (_, value))| {
            if *value == Value::Absent { mask } else { mask | 1 << at }
        },
    )
}

/// Reads the events of a payload in order; ends after the first failure.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: Bytes<'a>,
    next: Sequence,
    left: u32,
    accounts: Vec<StoredId>,
    labels: Vec<&'a str>,
    before: (Timestamp, StoredId, StoredId),
    commit: Option<Sequence>,
}

enum Fault {
    Damaged,
    Newer(u64),
}

impl<'a> Reader<'a> {
    pub(super) fn new(first: Sequence, count: u32, payload: &'a [u8]) -> Self {
        Self {
            bytes: Bytes(payload),
            next: first,
            left: count,
            accounts: Vec::new(),
            labels: Vec::new(),
            before: (Timestamp::default(), ZERO, ZERO),
            commit: None,
        }
    }

    fn event(&mut self) -> Result<StoredEvent<'a>, Fault> {
        let length = self.bytes.varint().and_then(|n| usize::try_from(n).ok()).ok_or(Fault::Damaged)?;
        let mut body = Bytes(self.bytes.take(length).ok_or(Fault::Damaged)?);
        let code = body.varint().ok_or(Fault::Damaged)?;
        let shape = Shape::of_code(code).ok_or(Fault::Newer(code))?;
        let event = self.body(&mut body, shape).filter(|_| body.0.is_empty());
        let last = self.left == 1;
        event.filter(|_| !last || self.bytes.0.is_empty()).ok_or(Fault::Damaged)
    }

    fn body(&mut self, body: &mut Bytes<'a>, shape: &'static Shape) -> Option<StoredEvent<'a>> {
        let (time, id, command_id) = self.before;
        let flags = body.byte().filter(|flags| *flags <= FLAGS)?;
        let sequence = self.next;
        let commit = match self.commit {
            _ if flags & IN_COMMIT == 0 => sequence,
            Some(commit) => commit,
            None => Sequence::new(sequence.get().checked_sub(body.varint().filter(|back| *back > 0)?)?)?,
        };
        let recorded_at = Timestamp::from_millis(time.millis().checked_add(body.signed()?)?)?;
        let (id, command_id) = ids(body, flags, id, command_id)?;
        let caused_by = if flags & CAUSED_BY == 0 { None } else { Some(body.id(ZERO)?) };
        let actor = if flags & ACTOR == 0 { None } else { Some(Cow::Borrowed(self.label(body)?)) };
        let command = if flags & OTHER_COMMAND == 0 { shape.usual_command } else { self.label(body)? };
        let present = if shape.has_optional() { body.varint()? } else { 0 };
        let mut values: [Value<'a>; super::stored::MAX_FIELDS] = Default::default();
        let mut optional = 0;
        for (field, value) in shape.fields.iter().zip(&mut values) {
            let here = !field.optional || present >> optional & 1 == 1;
            optional += u32::from(field.optional);
            if here {
                *value = self.value(body, field, recorded_at)?;
            }
        }
        if present >> optional != 0 {
            return None;
        }
        self.before = (recorded_at, id, command_id);
        self.commit = Some(commit);
        let command = Cow::Borrowed(command);
        Some(StoredEvent {
            sequence,
            id,
            shape,
            recorded_at,
            commit,
            command,
            command_id,
            caused_by,
            actor,
            values,
        })
    }

    fn label(&mut self, body: &mut Bytes<'a>) -> Option<&'a str> {
        let number = usize::try_from(body.varint()?).ok()?;
        if number == self.labels.len() {
            self.labels.push(body.text()?);
        }
        self.labels.get(number).copied()
    }

    fn value(&mut self, body: &mut Bytes<'a>, field: &Field, at: Timestamp) -> Option<Value<'a>> {
        Some(match field.kind {
            FieldKind::Account => {
                let number = usize::try_from(body.varint()?).ok()?;
                if number == self.accounts.len() {
                    self.accounts.push(body.id(ZERO)?);
                }
                Value::Id(*self.accounts.get(number)?)
            }
            FieldKind::Event => Value::Id(body.id(ZERO)?),
            FieldKind::Label => Value::Text(Cow::Borrowed(self.label(body)?)),
            FieldKind::Text => Value::Text(Cow::Borrowed(body.text()?)),
            FieldKind::Amount => Value::Amount(amount(body.byte()?, body)?),
            FieldKind::Limit => match body.byte()? {
                UNLIMITED => Value::Unlimited,
                digits => Value::Amount(amount(digits, body)?),
            },
            FieldKind::Date => {
                let days = at.millis().div_euclid(DAY).checked_add(body.signed()?)?;
                Value::Date(ValueDate::from_days(i32::try_from(days).ok()?)?)
            }
            FieldKind::Sequence => Value::Sequence(body.varint()?),
            FieldKind::Fingerprint => Value::Fingerprint(body.array()?),
            FieldKind::Origin => {
                let file = Cow::Borrowed(self.label(body)?);
                let (sha256, row) = (body.array()?, body.varint()?);
                let bank_id = Some(self.label(body)?).filter(|id| !id.is_empty()).map(Cow::Borrowed);
                Value::Origin(Box::new(StoredOrigin { bank_id, file, row, sha256 }))
            }
        })
    }
}

/// The ids of an event and its command, after those of the event before.
#[inline]
fn ids(body: &mut Bytes<'_>, flags: u8, id: StoredId, command_id: StoredId) -> Option<(StoredId, StoredId)> {
    let before = if flags & BY_COMMAND == 0 { Some(body.id(id)?) } else { None };
    let command_id = if flags & SAME_COMMAND_ID == 0 { body.id(command_id)? } else { command_id };
    let id = match before {
        Some(id) => id,
        None => body.id(command_id)?,
    };
    Some((id, command_id))
}

fn amount(digits: u8, body: &mut Bytes<'_>) -> Option<Figure> {
    // No currency has more than four decimals; a figure with more could not be written back.
    let digits = Some(digits).filter(|digits| *digits <= 4)?;
    Some(Figure { minor: Minor::new(body.signed()?)?, digits })
}

impl<'a> Iterator for Reader<'a> {
    type Item = Result<StoredEvent<'a>, Unreadable>;

    /// Passes over plain events without making anything of them.
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        for _ in 0..n {
            let mark = self.mark();
            if self.quick().is_none() {
                self.back_to(mark);
                self.next()?.ok()?;
            }
        }
        self.next()
    }

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        let read = self.event();
        let sequence = self.next;
        self.next = self.next.next();
        self.left = if read.is_ok() { self.left - 1 } else { 0 };
        Some(read.map_err(|fault| match fault {
            Fault::Damaged => {
                let reason = crate::wording::word("record.damaged").to_owned();
                Unreadable { sequence, reason, newer: false }
            }
            Fault::Newer(code) => {
                let reason = crate::wording::say("record.unknown-shape", &[("code", &code.to_string())]);
                Unreadable { sequence, reason, newer: true }
            }
        }))
    }
}
