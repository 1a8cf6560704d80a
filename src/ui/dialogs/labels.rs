//! The dialogs about one entry: what it is filed under, and undoing it.

use super::fields::{NoteField, TextField, known_labels};
use super::filled::Filled;
use super::question::{Question, send};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::event_sourcing::EventId;
use crate::ledger::Command;
use crate::record::LedgerCodec;
use crate::reports::{Moment, Row, describe, rows};
use crate::ui::piece::{self, Piece, Pieces};
use crate::wording::word;
use leptos::prelude::*;

pub(super) fn row_of(app: App, entry: EventId) -> Option<Row> {
    let find = |moment: &Moment<'_, _>| {
        let sequence = moment.past.find(entry)?;
        rows(moment, [sequence]).ok()?.pop()
    };
    untrack(|| app.moment(find)).flatten()
}

/// Re-categorise.
#[component]
pub(super) fn Categorize(
    /// Which entry.
    entry: EventId,
) -> impl IntoView {
    let app = App::get();
    let labels = row_of(app, entry).map(|row| row.labels).unwrap_or_default();
    let (categories, counterparties) = untrack(|| known_labels(app));
    let ask = move |filled: &Filled| {
        let command = Command::CategorizeEntry { entry, labels: filled.labels()? };
        Ok(send(app, command, "done.categorize"))
    };
    let category = labels.category.map(|label| label.to_string()).unwrap_or_default();
    let counterparty = labels.counterparty.map(|label| label.to_string()).unwrap_or_default();
    let note = labels.note.map(|note| note.to_string()).unwrap_or_default();
    view! {
        <Question title=Gesture::Categorize(entry).title() ask=ask>
            <TextField label="field.category" id="category" value=category offers=categories />
            <TextField label="field.counterparty" id="counterparty" value=counterparty offers=counterparties />
            <NoteField label="field.note" id="note" value=note />
        </Question>
    }
}

/// What an entry did, in a sentence.
pub(super) fn sentence_of(app: App, entry: EventId) -> Vec<Piece> {
    let look = |moment: &Moment<'_, LedgerCodec>| {
        let event = moment.log.event(moment.past.find(entry)?)?;
        let mut pieces = piece::pieces(&describe(moment, &event).ok()?);
        // The sentence has the category that the entry was recorded with.
        if let Some(by) = moment.past.categorized_by(event.sequence, moment.position) {
            pieces.push(Piece::words(" · "));
            pieces.extend(piece::relations([("related.categorised-by", by)].into_iter()));
        }
        Some(pieces)
    };
    untrack(|| app.moment(look)).flatten().unwrap_or_default()
}

/// Reverse.
#[component]
pub(super) fn Reverse(
    /// Which entry.
    entry: EventId,
) -> impl IntoView {
    let app = App::get();
    let sentence = sentence_of(app, entry);
    let ask = move |filled: &Filled| {
        let command = Command::ReverseEntry { entry, reason: filled.reason()? };
        Ok(send(app, command, "done.reverse"))
    };
    view! {
        <Question title=Gesture::Reverse(entry).title() ask=ask>
            <p class="sentence"><Pieces of=Signal::stored(sentence) /></p>
            <p class="explain">{word("reverse.explain")}</p>
            <NoteField label="field.reason" id="reason" />
        </Question>
    }
}
