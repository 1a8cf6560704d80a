//! A book as a table for spreadsheets (CSV) and as a stream of events (NDJSON), a stretch at a time.

use super::csv;
use crate::event_sourcing::{Sequence, Unreadable};
use crate::ledger::Minor;
use crate::record::{History, LedgerCodec, export_line, timestamp};
use crate::reports::{Moment, Row, account_of, rows};

/// How many events a stretch holds.
const STRETCH: u64 = 1024;

/// The columns, which are never renamed or moved; new ones come at the end.
const COLUMNS: [&str; 15] = [
    "event",
    "date",
    "recorded_at",
    "type",
    "account",
    "in",
    "out",
    "currency",
    "category",
    "counterparty",
    "note",
    "what",
    "reverses",
    "reversed_by",
    "actor",
];

/// A form in which a book leaves, besides its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// One row for each account an event touches, or for an event that touches none.
    Csv,
    /// Each event as a line of JSON, as recorded.
    Ndjson,
}

impl Format {
    /// Every form.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Ndjson];

    /// Its name, which also ends the file's.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// The form of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == name)
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv;charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

/// Writes the file of a moment: call [`next`](Self::next) with that moment until it gives `None`.
#[derive(Debug)]
pub struct TableWriter {
    format: Format,
    next: Sequence,
    begun: bool,
}

impl TableWriter {
    /// Begins a file.
    pub const fn new(format: Format) -> Self {
        Self { format, next: Sequence::START.next(), begun: false }
    }

    /// The next stretch of the file's bytes.
    pub fn next(
        &mut self,
        history: &History,
        moment: &Moment<'_, LedgerCodec>,
    ) -> Result<Option<Vec<u8>>, Unreadable> {
        let (first, begins) = (self.next, !core::mem::replace(&mut self.begun, true));
        if first > moment.position && !begins {
            return Ok(None);
        }
        let last = first.plus(STRETCH - 1).min(moment.position);
        self.next = last.next();
        let mut out = Vec::new();
        match self.format {
            Format::Ndjson => {
                for stored in history.log().stored(first, last) {
                    export_line(&stored?, &mut out);
                    out.push(b'\n');
                }
            }
            Format::Csv => {
                let mut text = String::new();
                if begins {
                    // Without the mark, spreadsheets take the text for one of the last century's encodings.
                    text.push('\u{feff}');
                    csv::row(&mut text, COLUMNS);
                }
                let events = (first.get()..=last.get()).filter_map(Sequence::new);
                for row in rows(moment, events)? {
                    table_rows(&mut text, &row, about(moment, &row).as_deref().unwrap_or_default());
                }
                out = text.into_bytes();
            }
        }
        Ok(Some(out))
    }
}

/// What the account is called that an event is about which moves no money.
fn about(moment: &Moment<'_, LedgerCodec>, row: &Row) -> Option<String> {
    let event = row.shares.is_empty().then(|| moment.log.event(row.sequence))??;
    let (_, account) = moment.account(account_of(&event.data)?)?;
    Some(account.name.to_string())
}

fn table_rows(out: &mut String, row: &Row, about: &str) {
    let plain = |sequence: Option<Sequence>| sequence.map(|it| it.to_string()).unwrap_or_default();
    let (event, recorded_at) = (row.sequence.to_string(), timestamp(row.recorded_at));
    let date = row.date.map(|date| date.to_string()).unwrap_or_default();
    let labels = &row.labels;
    let category = labels.category.as_ref().map_or("", |label| label.as_str());
    let counterparty = labels.counterparty.as_ref().map_or("", |label| label.as_str());
    let note = labels.note.as_ref().map_or("", |note| note.as_str());
    let what = without_isolates(&row.title.to_string());
    let (reverses, reversed_by) = (plain(row.reverses), plain(row.reversed_by));
    let actor = row.actor.as_deref().unwrap_or_default();
    let mut line = |account: &str, [money_in, money_out]: [&str; 2], currency: &str| {
        let cells = [
            &*event,
            &*date,
            &*recorded_at,
            row.name,
            account,
            money_in,
            money_out,
            currency,
            category,
            counterparty,
            note,
            &*what,
            &*reverses,
            &*reversed_by,
            actor,
        ];
        csv::row(out, cells);
    };
    if row.shares.is_empty() {
        return line(about, ["", ""], "");
    }
    for share in &row.shares {
        let comes_in = share.change.minor > Minor::ZERO;
        let mut size = share.change;
        size.minor = if comes_in { size.minor } else { size.minor.negated() };
        let size = size.figure().to_string();
        let money = if comes_in { [&*size, ""] } else { ["", &*size] };
        line(share.name.as_str(), money, share.change.currency.code());
    }
}

/// The isolation of what users wrote is for screens.
fn without_isolates(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{2068}' | '\u{2069}')).collect()
}
