//! What is otherwise: what was made, left out or changed, and what the rules refuse because of it.

use super::super::format;
use super::super::piece::{self, Piece};
use crate::app::state::App;
use crate::app::what_if::Look;
use crate::event_sourcing::{CommandId, Otherwise, Refused, Sequence, What};
use crate::ledger::{Command, Refusal};
use crate::reports::{Sentence, happened};
use crate::wording::{say, word};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// So many refused commits are listed one by one.
const LISTED: usize = 100;
/// So few are shown at once; more are folded away.
const FEW: usize = 3;

/// One difference, in words.
#[derive(Clone, PartialEq)]
struct Line {
    kind: &'static str,
    class: &'static str,
    sentence: Vec<Piece>,
    text: String,
    why: Option<String>,
    place: Vec<Piece>,
    change: Option<CommandId>,
}

/// The refused commits, and how many more there are.
#[derive(Clone, PartialEq, Default)]
struct Shown {
    lines: Vec<Line>,
    more: usize,
}

/// The list, and below it what is refused because of it.
#[component]
pub(super) fn Differences() -> impl IntoView {
    let app = App::get();
    let changes = Memo::new(move |_| app.what_if.look(|it| changes(&it)).unwrap_or_default());
    let refused = Memo::new(move |_| app.what_if.look(|it| refused(&it)).unwrap_or_default());
    view! {
        {move || table(app, "what-if.differences", changes.get())}
        <Fallen app=app shown=refused few=FEW numbers=None />
    }
}

/// What is refused in the branch that is on every page, folded away: what is different there by itself, and what was recorded later.
#[component]
pub(super) fn Consequences(
    /// Where.
    app: App,
) -> impl IntoView {
    let fallen = |it: &Look<'_>| {
        let refused = refused(it);
        let own = changes(it).into_iter().filter(|line| line.why.is_some());
        let here = |line: Line| {
            let (sentence, place) = (piece::unlinked(line.sentence), piece::unlinked(line.place));
            Line { change: None, sentence, place, ..line }
        };
        Shown { lines: own.chain(refused.lines).map(here).collect(), more: refused.more }
    };
    let shown = Memo::new(move |_| app.what_if.look(|it| fallen(&it)).unwrap_or_default());
    view! { <Fallen app=app shown=shown few=0 numbers=Some("branch.numbers") /> }
}

/// What is refused, each with its reason; open at first where it is so few. `numbers` says whose the numbers of events are.
#[component]
fn Fallen(app: App, shown: Memo<Shown>, few: usize, numbers: Option<&'static str>) -> impl IntoView {
    let count = Memo::new(move |_| shown.with(|shown| shown.lines.len() + shown.more));
    let summary = move || match count.get() {
        1 => word("what-if.refused-one").to_owned(),
        count => say("what-if.refused-many", &[("count", &format::count(count as u64))]),
    };
    move || {
        (count.get() > 0).then(|| view! {
            <details class="what-if-refused" open=count.get() <= few>
                <summary class="num" role="status">{summary}</summary>
                {numbers.map(|numbers| view! { <p class="explain">{word(numbers)}</p> })}
                {table(app, "what-if.refused-title", shown.read().lines.clone())}
                {Some(shown.read().more).filter(|more| *more > 0).map(|more| view! {
                    <p class="explain num">{say("what-if.more-refused", &[("count", &format::count(more as u64))])}</p>
                })}
            </details>
        })
    }
}

fn table(app: App, title: &'static str, lines: Vec<Line>) -> impl IntoView {
    view! {
        <div class="card table-card scrolls" tabindex="0" role="region" aria-label=word(title)>
            <table class="num report what-if-differences" aria-label=word(title)>
                <thead>
                    <tr>
                        <th scope="col">{word("column.what")}</th>
                        <th scope="col" class="wide-only">{word("what-if.column-where")}</th>
                        <th scope="col" class="col-take-back"><span class="visually-hidden">{word("what-if.take-back")}</span></th>
                    </tr>
                </thead>
                <tbody>{lines.into_iter().map(|line| row(app, line)).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn row(app: App, line: Line) -> impl IntoView {
    let failure = RwSignal::new(None::<String>);
    let take_back = line.change.map(|id| {
        let label = say("what-if.take-back-of", &[("what", &line.text)]);
        let press = move |_| {
            spawn_local(async move {
                match app.what_if.take_back(id).await {
                    Ok(()) => app.spoken.set(word("done.take-back").to_owned()),
                    Err(why) => {
                        let _ = failure.try_set(Some(format::failure(&why)));
                    }
                }
            });
        };
        view! { <button type="button" class="small" aria-label=label on:click=press>{word("what-if.take-back")}</button> }
    });
    view! {
        <tr>
            <th scope="row">
                <span class=format!("pill {}", line.class)>{word(line.kind)}</span> " "
                {piece::still(line.sentence)}
                <small class="second narrow-only">{piece::still(line.place.clone())}</small>
                {line.why.map(|why| view! { <small class="second" dir="auto">{why}</small> })}
                {move || failure.get().map(|why| view! { <p role="alert">{why}</p> })}
            </th>
            <td class="wide-only">{piece::still(line.place)}</td>
            <td class="r">{take_back}</td>
        </tr>
    }
}

/// What happened in the book, with the names of the branch.
fn said(it: &Look<'_>, sequence: Sequence) -> Sentence {
    let names = it.names();
    let event = it.book.log().event(sequence);
    event.map(|event| happened(&names, &event.data)).unwrap_or_default()
}

fn changes(it: &Look<'_>) -> Vec<Line> {
    let line = |(change, outcome): (&Otherwise<Command>, &Result<_, Refusal>)| {
        let place = match change.what {
            What::Made(after, _) => after_event(after),
            What::LeftOut(of) | What::Instead(of, _) => event(of),
        };
        let sentences = it.sentences(change);
        let sentence = in_words(&change.what, &sentences);
        let text = piece::text(&sentence);
        let refused = |of| it.branch.refused().iter().find(|refused| refused.at == of);
        let why =
            outcome.as_ref().err().map(|why| with_the_rest(why, change.what.concerns().and_then(refused)));
        let (kind, class) = match why {
            Some(_) => ("what-if.not-possible", "refused"),
            None => (kind_of(&change.what), "what-if"),
        };
        Line { kind, class, sentence, text, why, place, change: Some(change.id) }
    };
    it.branch.changes().iter().zip(it.branch.outcomes()).map(line).collect()
}

/// Why something is refused there, in words: what is gone from the what-if has no number to be called by, and its id tells nobody
/// anything.
pub(in crate::ui) fn refusal_here(refusal: &Refusal) -> String {
    match refusal {
        Refusal::UnknownEntry { .. } => word("what-if.no-entry").to_owned(),
        Refusal::UnknownRule { .. } => word("what-if.no-rule").to_owned(),
        other => format::refusal(other),
    }
}

/// The name of what is otherwise about it.
pub(in crate::ui) const fn kind_of(what: &What<Command>) -> &'static str {
    match what {
        What::Made(..) => "what-if.made",
        What::LeftOut(_) => "what-if.left-out",
        What::Instead(..) => "what-if.instead",
    }
}

/// A change in words, of its sentences.
pub(in crate::ui) fn in_words(what: &What<Command>, sentences: &[Sentence]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for sentence in sentences {
        if !pieces.is_empty() {
            pieces.push(Piece::words(between(what)));
        }
        pieces.extend(piece::pieces(sentence));
    }
    pieces
}

const fn between(what: &What<Command>) -> &'static str {
    if matches!(what, What::Instead(..)) { " → " } else { "; " }
}

/// What is recorded later and refused. Where what was to stand instead of an event is refused, the change says so itself.
fn refused(it: &Look<'_>) -> Shown {
    let changed: Vec<_> = it.branch.changes().iter().filter_map(|change| change.what.concerns()).collect();
    let later = || it.branch.refused().iter().filter(|refused| !changed.contains(&refused.at));
    let line = |refused: &Refused<Refusal>| {
        let sentence = piece::pieces(&said(it, refused.at));
        let text = piece::text(&sentence);
        let why = with_the_rest(&refused.why, Some(refused));
        let (kind, class, place) = ("what-if.refused", "refused", event(refused.at));
        Line { kind, class, sentence, text, why: Some(why), place, change: None }
    };
    let lines = later().take(LISTED).map(line).collect();
    Shown { lines, more: later().skip(LISTED).count() }
}

/// Why something is refused, and how many events of the same commit are refused with it.
fn with_the_rest(why: &Refusal, refused: Option<&Refused<Refusal>>) -> String {
    let why = refusal_here(why);
    match refused.map_or(0, |refused| refused.last.get() - refused.first.get()) {
        0 => why,
        1 => format!("{why} {}", word("what-if.with-it-one")),
        others => format!("{why} {}", say("what-if.with-it", &[("count", &format::count(others))])),
    }
}

fn event(at: Sequence) -> Vec<Piece> {
    vec![Piece::words(format!("{} ", word("what-if.event"))), Piece::Event(at.get())]
}

fn after_event(at: Sequence) -> Vec<Piece> {
    if at == Sequence::START {
        return Vec::new();
    }
    vec![Piece::words(format!("{} ", word("what-if.after-event"))), Piece::Event(at.get())]
}
