//! What people wrote in the events of a log, without decoding them: a record's texts at a time, as they lie in its bytes.

use super::moment::own_labels;
use super::reader::Backwards;
use crate::event_sourcing::{Codec, Log, Recorded, Sequence, Unreadable};
use crate::ledger::{Event, Label, Note};
use std::borrow::Cow;
use std::collections::VecDeque;

/// Category, counterparty, and note (of a reversal and the like: its reason); empty where there is none.
pub(super) type Texts<'a> = [Cow<'a, str>; 3];

/// How many records' texts are kept at hand.
const AT_HAND: usize = 32;

/// The texts of the records looked into last, and the decoded events of the last one, where decoding was needed.
pub(super) struct Written<'a, C: Codec> {
    log: &'a Log<C>,
    tables: VecDeque<Table<'a>>,
    decoded: Backwards<'a, C>,
}

struct Table<'a> {
    first: Sequence,
    last: Sequence,
    texts: Vec<[&'a str; 3]>,
}

impl<'a, C: Codec<Event = Event>> Written<'a, C> {
    pub(super) fn new(log: &'a Log<C>) -> Self {
        Self { log, tables: VecDeque::new(), decoded: Backwards::new(log) }
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
        self.decoded.event(sequence)
    }

    fn table(&mut self, sequence: Sequence) -> Option<&Table<'a>> {
        let holds = |table: &Table<'_>| table.first <= sequence && sequence <= table.last;
        let at = if let Some(at) = self.tables.iter().rposition(holds) {
            at
        } else {
            let records = self.log.records();
            let at = records.partition_point(|record| record.last() < sequence);
            let record = records.get(at)?;
            let mut texts = Vec::with_capacity(record.count() as usize);
            C::written(record.count(), record.payload(), &mut |written| texts.push(written));
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
