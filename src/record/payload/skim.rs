//! A payload passed over: what stands at the head of each event and what people wrote in it, and nothing else made of it.
//! For records that were read and checked before.

use super::super::bytes::Bytes;
use super::super::shape::{FieldKind, Shape};
use super::super::stored::StoredId;
use super::{ACTOR, BY_COMMAND, CAUSED_BY, IN_COMMIT, OTHER_COMMAND, SAME_COMMAND_ID, UNLIMITED, ZERO};
use crate::event_sourcing::Timestamp;

/// What stands at the head of an event.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Head {
    /// When it was recorded.
    pub(in super::super) recorded_at: Timestamp,
    /// The identity of the command that caused it.
    pub(in super::super) command_id: StoredId,
}

/// Passes over the events of a payload in order, asked for one thing or the other; ends early where it is not what a writer
/// writes.
#[derive(Debug)]
pub(in super::super) struct Skim<'a> {
    bytes: Bytes<'a>,
    left: u32,
    before: Option<(Timestamp, StoredId)>,
    accounts: u64,
    labels: Vec<&'a str>,
}

impl<'a> Skim<'a> {
    pub(in super::super) const fn new(count: u32, payload: &'a [u8]) -> Self {
        Self { bytes: Bytes(payload), left: count, before: None, accounts: 0, labels: Vec::new() }
    }

    /// The head of the next event; what else it holds is passed over.
    pub(in super::super) fn head(&mut self) -> Option<Head> {
        let (flags, _, recorded_at, mut body) = self.open()?;
        let (_, last_command) = self.before.unwrap_or((Timestamp::default(), ZERO));
        let command_id = if flags & SAME_COMMAND_ID == 0 { body.id(last_command)? } else { last_command };
        self.before = Some((recorded_at, command_id));
        Some(Head { recorded_at, command_id })
    }

    /// What people wrote in the next event: its category, its counterparty, and its note or reason; empty where nothing.
    /// To be asked of every event of the payload: labels are written out only where they come first.
    pub(in super::super) fn written(&mut self) -> Option<[&'a str; 3]> {
        let (flags, code, recorded_at, mut body) = self.open()?;
        self.before = Some((recorded_at, ZERO));
        let shape = Shape::of_code(code)?;
        if flags & SAME_COMMAND_ID == 0 {
            skip_id(&mut body)?;
        }
        if flags & BY_COMMAND != 0 {
            skip_id(&mut body)?;
        }
        if flags & CAUSED_BY != 0 {
            skip_id(&mut body)?;
        }
        if flags & ACTOR != 0 {
            self.label(&mut body)?;
        }
        if flags & OTHER_COMMAND != 0 {
            self.label(&mut body)?;
        }
        let mut present = if shape.has_optional() { body.varint()? } else { 0 };
        let mut written = [""; 3];
        for field in shape.fields {
            if field.optional {
                let here = present & 1 == 1;
                present >>= 1;
                if !here {
                    continue;
                }
            }
            let text = match field.kind {
                FieldKind::Account => {
                    if body.varint()? == self.accounts {
                        self.accounts += 1;
                        skip_id(&mut body)?;
                    }
                    continue;
                }
                FieldKind::Event => {
                    skip_id(&mut body)?;
                    continue;
                }
                FieldKind::Amount | FieldKind::Limit => {
                    if body.byte()? != UNLIMITED {
                        body.varint()?;
                    }
                    continue;
                }
                FieldKind::Date | FieldKind::Sequence => {
                    body.varint()?;
                    continue;
                }
                FieldKind::Fingerprint => {
                    body.take(32)?;
                    continue;
                }
                FieldKind::Origin => {
                    self.label(&mut body)?;
                    body.take(32)?;
                    body.varint()?;
                    self.label(&mut body)?;
                    continue;
                }
                FieldKind::Label => self.label(&mut body)?,
                FieldKind::Text => body.text()?,
            };
            if let Some(own) = written.get_mut(field.written) {
                *own = text;
            }
        }
        Some(written)
    }

    /// The flags, the code and the time of the next event, and what follows: its command's id, where that is not passed over.
    fn open(&mut self) -> Option<(u8, u64, Timestamp, Bytes<'a>)> {
        self.left = self.left.checked_sub(1)?;
        let length = usize::try_from(self.bytes.varint()?).ok()?;
        let mut body = Bytes(self.bytes.take(length)?);
        let (code, flags) = (body.varint()?, body.byte()?);
        if self.before.is_none() && flags & IN_COMMIT != 0 {
            body.varint()?;
        }
        let (time, _) = self.before.unwrap_or((Timestamp::default(), ZERO));
        let recorded_at = Timestamp::from_millis(time.millis().checked_add(body.signed()?)?)?;
        if flags & BY_COMMAND == 0 {
            skip_id(&mut body)?;
        }
        Some((flags, code, recorded_at, body))
    }

    fn label(&mut self, body: &mut Bytes<'a>) -> Option<&'a str> {
        let number = usize::try_from(body.varint()?).ok()?;
        if number == self.labels.len() {
            self.labels.push(body.text()?);
        }
        self.labels.get(number).copied()
    }
}

/// Passes over an id after another one.
fn skip_id(body: &mut Bytes<'_>) -> Option<()> {
    let control = body.byte()?;
    let mask = if control & 0x20 == 0 { 0 } else { 4 };
    body.take(mask + 16_usize.checked_sub(usize::from(control & 0x1f))?).map(drop)
}
