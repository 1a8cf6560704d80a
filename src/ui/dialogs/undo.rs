//! The dialogs that take back what was recorded last, and that in turn.

use super::filled::Filled;
use super::panel::Panel;
use super::question::{Question, Sent};
use super::what_if::step;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::book::{Failure, Step};
use crate::event_sourcing::Sequence;
use crate::record::LedgerCodec;
use crate::reports::{Moment, describe};
use crate::ui::format;
use crate::ui::piece::{self, Piece, still};
use crate::wording::{say, word};
use leptos::prelude::*;

/// So many events of a commit are told.
const TOLD: u64 = 60;

/// Undo, or redo.
#[component]
pub(super) fn StepBack(
    /// Whether an undo is taken back.
    redo: bool,
) -> impl IntoView {
    let app = App::get();
    if app.asks_in_what_if() {
        return step(app, redo);
    }
    let gesture = if redo { Gesture::Redo } else { Gesture::Undo };
    let step = app.session.with_book_untracked(|book| if redo { book.redo() } else { book.undo() });
    let step = match step {
        Some(Ok(Some(step))) => step,
        Some(Err(why)) => {
            let why = still(why_not(&why));
            return view! { <Panel title=gesture.title()><p role="alert">{why}</p></Panel> }.into_any();
        }
        _ => {
            let nothing = word(if redo { "redo.nothing" } else { "undo.nothing" });
            return view! { <Panel title=gesture.title()><p class="explain">{nothing}</p></Panel> }
                .into_any();
        }
    };
    let told = untrack(|| told(app, &step));
    let requests = step.requests;
    let ask = move |_: &Filled| {
        let requests = requests.clone();
        let sent: Sent = Box::pin(async move {
            let alone = requests.len() == 1;
            app.session.dispatch_requests(requests, alone).await?;
            app.spoken.set(word(if redo { "done.redo" } else { "done.undo" }).to_owned());
            Ok(())
        });
        Ok(sent)
    };
    view! {
        <Question title=gesture.title() ask=ask>
            <p class="explain">{word(if redo { "redo.explain" } else { "undo.explain" })}</p>
            <ul class="changes num">
                {told.into_iter().map(|pieces| view! { <li>{still(pieces)}</li> }).collect_view()}
            </ul>
        </Question>
    }
    .into_any()
}

/// Why undo goes no further.
fn why_not(why: &Failure) -> Vec<Piece> {
    let Failure::NotUndone { event, what } = why else { return vec![Piece::words(format::failure(why))] };
    let mut pieces = vec![Piece::words(format!("{} ", word("undo.no-further"))), Piece::Event(event.get())];
    pieces.push(Piece::words(": "));
    pieces.extend(piece::pieces(what));
    pieces.push(Piece::words("."));
    pieces
}

/// What is taken back, event by event.
fn told(app: App, step: &Step) -> Vec<Vec<Piece>> {
    let count = app.session.count_untracked();
    let shown = step.last.min(step.first.plus(TOLD - 1));
    let tell = |moment: &Moment<'_, LedgerCodec>| {
        let events = (step.first.get()..=shown.get()).filter_map(Sequence::new);
        let sentence = |at: Sequence| {
            let event = moment.log.event(at)?;
            let mut pieces = vec![Piece::Event(at.get()), Piece::words(": ")];
            pieces.extend(piece::pieces(&describe(moment, &event).ok()?));
            Some(pieces)
        };
        events.filter_map(sentence).collect::<Vec<_>>()
    };
    let mut told = app.moment_at(count, tell).unwrap_or_default();
    let more = step.last.get() - shown.get();
    if more > 0 {
        told.push(vec![Piece::words(say("undo.more", &[("count", &format::count(more))]))]);
    }
    told
}
