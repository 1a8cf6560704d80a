//! What people wrote in the events of a log, without decoding them: a record's texts at a time, as they lie in its bytes.

use super::moment::own_labels;
use super::reader::Backwards;
use crate::event_sourcing::{Codec, Log, Recorded, Sequence, StoredRecord, Unreadable};
use crate::ledger::{Event, Label, Note};
use std::borrow::Cow;
use std::collections::VecDeque;

/// Category, counterparty, and note (of a reversal and the like: its reason); empty where there is none.
pub(super) type Texts<'a> = [Cow<'a, str>; 3];

/// How many records' texts are kept at hand.
const AT_HAND: usize = 32;

/// A log as it is read here, whatever its codec.
trait Source<'a> {
    fn records(&self) -> &'a [StoredRecord];

    fn written(&self, record: &'a StoredRecord, see: &mut dyn FnMut([&'a str; 3]));

    fn event(&mut self, sequence: Sequence) -> Result<Option<Recorded<Event>>, Unreadable>;
}

/// A log with its codec, and the decoded events of the record looked into last, where decoding was needed.
pub(super) struct Decoding<'a, C: Codec> {
    log: &'a Log<C>,
    decoded: Backwards<'a, C>,
}

impl<'a, C: Codec<Event = Event>> Decoding<'a, C> {
    pub(super) fn new(log: &'a Log<C>) -> Self {
        Self { log, decoded: Backwards::new(log) }
    }
}

impl<'a, C: Codec<Event = Event>> Source<'a> for Decoding<'a, C> {
    fn records(&self) -> &'a [StoredRecord] {
        self.log.records()
    }

    fn written(&self, record: &'a StoredRecord, see: &mut dyn FnMut([&'a str; 3])) {
        C::written(record.count(), record.payload(), see);
    }

    fn event(&mut self, sequence: Sequence) -> Result<Option<Recorded<Event>>, Unreadable> {
        self.decoded.event(sequence)
    }
}

/// The texts of the records looked into last.
pub(super) struct Written<'a, 's> {
    source: &'s mut dyn Source<'a>,
    tables: VecDeque<Table<'a>>,
}

struct Table<'a> {
    first: Sequence,
    last: Sequence,
    texts: Vec<[&'a str; 3]>,
}

impl<'a, 's> Written<'a, 's> {
    pub(super) fn new<C: Codec<Event = Event>>(source: &'s mut Decoding<'a, C>) -> Self {
        Self { source, tables: VecDeque::new() }
    }

    /// The records, in order.
    pub(super) fn records(&self) -> &'a [StoredRecord] {
        self.source.records()
    }

    /// What people wrote in the event at `sequence`.
    pub(super) fn texts(&mut self, sequence: Sequence) -> Result<Texts<'a>, Unreadable> {
        if let Some(texts) = self.plain(sequence) {
            return Ok(texts.map(Cow::Borrowed));
        }
        let event = self.event(sequence)?;
        Ok(event.map_or_else(Default::default, |event| texts_of(&event.data)))
    }

    /// The same, where it need not be decoded.
    pub(super) fn plain(&mut self, sequence: Sequence) -> Option<[&'a str; 3]> {
        match self.tables.back() {
            Some(table) if table.first <= sequence && sequence <= table.last => table.of(sequence),
            _ => self.table(sequence)?.of(sequence),
        }
    }

    /// The event at `sequence`; `None` where there is none.
    pub(super) fn event(&mut self, sequence: Sequence) -> Result<Option<Recorded<Event>>, Unreadable> {
        self.source.event(sequence)
    }

    fn table(&mut self, sequence: Sequence) -> Option<&Table<'a>> {
        let holds = |table: &Table<'_>| table.first <= sequence && sequence <= table.last;
        let at = if let Some(at) = self.tables.iter().rposition(holds) {
            at
        } else {
            let records = self.source.records();
            let at = records.partition_point(|record| record.last() < sequence);
            let record = records.get(at)?;
            let mut texts = Vec::with_capacity(record.count() as usize);
            self.source.written(record, &mut |written| texts.push(written));
            if self.tables.len() == AT_HAND {
                self.tables.pop_front();
            }
            self.tables.push_back(Table { first: record.first(), last: record.last(), texts });
            self.tables.len() - 1
        };
        self.tables.get(at)
    }
}

impl<'a> Table<'a> {
    fn of(&self, sequence: Sequence) -> Option<[&'a str; 3]> {
        let number = sequence.get().checked_sub(self.first.get())?;
        self.texts.get(usize::try_from(number).ok()?).copied()
    }
}

fn texts_of(event: &Event) -> Texts<'static> {
    let owned = |text: Option<&str>| Cow::Owned(text.unwrap_or_default().to_owned());
    if let Event::EntryReversed { reason, .. } = event {
        return [Cow::Borrowed(""), Cow::Borrowed(""), owned(reason.as_ref().map(Note::as_str))];
    }
    let labels = own_labels(event).unwrap_or_default();
    [
        owned(labels.category.as_ref().map(Label::as_str)),
        owned(labels.counterparty.as_ref().map(Label::as_str)),
        owned(labels.note.as_ref().map(Note::as_str)),
    ]
}
