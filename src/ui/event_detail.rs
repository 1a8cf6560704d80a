//! One event in full: what happened, what it changed, its two clocks, its command, and its JSON as recorded.

use super::figure::Figure;
use super::format::{self, Style};
use super::piece::{self, Piece, Pieces};
use super::sheet::{Fill, Row, Sheet};
use crate::app::address::{Address, Page};
use crate::app::clipboard;
use crate::app::follow::follow;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::event_sourcing::{CommandId, EventId, Sequence};
use crate::ledger::{Kind, Limit, Money, Status};
use crate::record::{LedgerCodec, export_line, timestamp};
use crate::reports::{Change, Moment, Row as JournalRow, Subject, Value, changes, describe, rows};
use crate::wording::word;
use leptos::html::{Dl, Ul};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

/// An event, in words.
#[derive(Clone, PartialEq, Default)]
struct Shown {
    sentence: Vec<Piece>,
    /// What it corrects, and what corrects it.
    related: Vec<Piece>,
    facts: Vec<(&'static str, Vec<Piece>)>,
    changes: Vec<Vec<Piece>>,
    json: String,
    id: Option<EventId>,
    correctable: bool,
    reversible: bool,
}

const FACT: &str = "<div><dt data-hole></dt><dd><bdi data-hole></bdi></dd></div>";
const CHANGE: &str = "<li><span data-hole></span></li>";

fn fact((number, (label, pieces)): (u64, (&'static str, Vec<Piece>))) -> Row {
    let fills = vec![Fill::one(Piece::words(word(label))), Fill::Pieces(pieces)];
    Row { key: number, own: Vec::new(), fills }
}

/// The event that was chosen.
#[component]
pub(super) fn EventDetail(
    /// Its number.
    event: Memo<u64>,
    /// Leads back to where the event was chosen, where it stands above the list.
    back: impl Fn() + 'static,
) -> impl IntoView {
    let app = App::get();
    let shown = Memo::new(move |_| {
        let number = event.get();
        app.moment(|moment| look(app, moment, number)).flatten().unwrap_or_default()
    });
    let (facts, changes) = (NodeRef::<Dl>::new(), NodeRef::<Ul>::new());
    let (mut of_facts, mut of_changes) = (Sheet::new(&[FACT]), Sheet::new(&[CHANGE]));
    follow(move |_| {
        let (Some(facts), Some(changes)) = (facts.get(), changes.get()) else { return };
        let Shown { facts: known, changes: news, .. } = shown.get();
        of_facts.show(&facts, (0..).zip(known).map(fact).collect());
        let row = |(key, pieces)| Row { key, own: Vec::new(), fills: vec![Fill::Pieces(pieces)] };
        of_changes.show(&changes, (0..).zip(news).map(row).collect());
    });
    let copied = RwSignal::new(None::<&'static str>);
    follow(move |_| {
        event.track();
        copied.set(None);
    });
    let copy = move |_| {
        let here = window().location();
        let page = here.href().unwrap_or_default();
        let page = page.split('#').next().unwrap_or_default();
        let at = untrack(|| app.session.is_past().then(|| app.session.position()));
        let address = Address { event: Some(event.get_untracked()), ..Address::of(Page::Audit, at) };
        let link = format!("{page}{address}");
        spawn_local(async move {
            let done = clipboard::copy(&link).await;
            let told = word(if done { "audit.copied" } else { "audit.not-copied" });
            app.spoken.set(told.to_owned());
            let _ = copied.try_set(Some(told));
        });
    };
    let nothing_changed = Memo::new(move |_| shown.read().changes.is_empty());
    view! {
        <section class="card event-detail" aria-labelledby="event-title" aria-describedby="event-sentence">
            <h2 id="event-title" tabindex="-1">
                {move || crate::wording::say("audit.event", &[("event", &format::count(event.get()))])}
            </h2>
            <p id="event-sentence" class="sentence num"><Pieces of=Signal::derive(move || shown.read().sentence.clone()) /></p>
            <p class="num quiet"><Pieces of=Signal::derive(move || shown.read().related.clone()) /></p>
            <dl node_ref=facts></dl>
            <Corrections shown=shown />
            <h3 hidden=move || nothing_changed.get()>{word("audit.changed")}</h3>
            <ul class="changes num" hidden=move || nothing_changed.get() node_ref=changes></ul>
            <h3>{word("audit.json")}</h3>
            <pre tabindex="0" role="region" aria-label=word("audit.json")>
                <bdi>{move || shown.read().json.clone()}</bdi>
            </pre>
            <div class="buttons">
                <button type="button" class="small"
                    on:click=move |_| app.perform(Gesture::GoTo(event.get_untracked()))>
                    {word("audit.go-to")}
                </button>
                <button type="button" class="small" on:click=copy>{word("audit.copy-link")}</button>
                <button type="button" class="small" on:click=move |_| back()>{word("audit.back")}</button>
                <small class="quiet">{move || copied.get()}</small>
            </div>
        </section>
    }
}

/// What can be done about the event. The buttons stay while the slider moves over one event after another.
#[component]
fn Corrections(shown: Memo<Shown>) -> impl IntoView {
    let app = App::get();
    let correctable = Memo::new(move |_| shown.read().correctable);
    let stands = Memo::new(move |_| shown.read().correctable && shown.read().reversible);
    let button = move |gesture: fn(EventId) -> Gesture, possible: Memo<bool>| {
        let any = gesture(EventId::from_bytes([0; 16]));
        let title = any.title();
        let act = move |_| {
            if let Some(event) = shown.read_untracked().id {
                app.perform(gesture(event));
            }
        };
        view! {
            <button type="button" class="small" hidden=move || !possible.get()
                disabled=move || !app.offers(&any) on:click=act>{title}</button>
        }
    };
    view! {
        <div class="buttons" hidden=move || !correctable.get()>
            {button(Gesture::Categorize, correctable)}
            {button(Gesture::Correct, stands)}
            {button(Gesture::Reverse, stands)}
            {button(Gesture::WhatIfEntry, correctable)}
        </div>
    }
}

fn look(app: App, moment: &Moment<'_, LedgerCodec>, number: u64) -> Option<Shown> {
    let sequence = Sequence::new(number)?;
    let event = moment.log.event(sequence)?;
    let row = rows(moment, [sequence]).ok()?.pop();
    let mut facts = Vec::new();
    let mut fact = |label, text: String| facts.push((label, vec![Piece::words(text)]));
    fact("audit.type", event.data.name().to_owned());
    fact("audit.recorded", timestamp(event.recorded_at));
    if let Some(date) = row.as_ref().and_then(|row| row.date) {
        fact("audit.date", date.to_string());
    }
    fact("audit.command", event.command.to_string());
    fact("audit.command-id", event.command_id.to_string());
    if let Some(actor) = &event.actor {
        fact("audit.actor", actor.to_string());
    }
    fact("audit.id", event.id.to_string());
    if event.commit != sequence {
        fact("audit.commit", format::count(event.commit.get()));
    }
    facts.extend(event.caused_by.map(|id| ("audit.caused-by", cause(app, moment, id))));
    let changed = app.moment_at(number - 1, |before| {
        app.moment_at(number, |after| changes(before, after, &event).ok()).flatten()
    });
    let changed = changed.flatten().unwrap_or_default();
    let correctable = row.as_ref().is_some_and(|row| row.is_entry() && row.reverses.is_none());
    Some(Shown {
        related: row.as_ref().map(|row| related(moment, row)).unwrap_or_default(),
        sentence: describe(moment, &event).map(|sentence| piece::pieces(&sentence)).unwrap_or_default(),
        facts,
        changes: changed.iter().map(|change| change_pieces(moment, change)).collect(),
        json: recorded_json(moment, sequence).unwrap_or_default(),
        id: Some(event.id),
        correctable,
        reversible: row.is_some_and(|row| row.reversed_by.is_none()),
    })
}

/// The command that an event was caused by: the first event of it, where that is among those shown.
fn cause(app: App, moment: &Moment<'_, LedgerCodec>, id: CommandId) -> Vec<Piece> {
    let first = app.session.with_book_untracked(|book| book.first_caused_by(id)).flatten();
    let first = first.and_then(|first| moment.log.event(first)).filter(|event| event.command_id == id);
    match first {
        Some(event) => vec![
            Piece::words(format!("{}, {} ", event.command, word("audit.of-event"))),
            Piece::Event(event.sequence.get()),
        ],
        None => vec![Piece::words(id.to_string())],
    }
}

/// Whether it was reversed, corrected, restored or re-categorised, or corrects or restores itself, by event; what it reverses or
/// re-categorises, its sentence says.
fn related(moment: &Moment<'_, LedgerCodec>, row: &JournalRow) -> Vec<Piece> {
    // What took its place at once says so itself.
    let stands_as = row.stands_as.filter(|at| ![row.corrected_by, row.restored_by].contains(&Some(*at)));
    let relations = [
        ("related.corrects", row.corrects),
        ("related.restores", row.restores),
        ("related.reversed-by", row.reversed_by),
        ("related.corrected-by", row.corrected_by),
        ("related.restored-by", row.restored_by),
        ("related.stands-as", stands_as),
        ("related.categorised-by", moment.past.categorized_by(row.sequence, moment.position)),
    ];
    piece::relations(relations.into_iter().filter_map(|(key, event)| Some((key, event?))))
}

/// The event exactly as it was recorded, laid out for reading.
fn recorded_json(moment: &Moment<'_, LedgerCodec>, sequence: Sequence) -> Option<String> {
    let stored = moment.log.stored(sequence, sequence).next()?.ok()?;
    let mut line = Vec::new();
    export_line(&stored, &mut line);
    let line = String::from_utf8(line).ok()?;
    let value = js_sys::JSON::parse(&line).ok()?;
    let laid_out = js_sys::JSON::stringify_with_replacer_and_space(&value, &JsValue::NULL, &JsValue::from(2));
    laid_out.ok().map(String::from)
}

fn change_pieces(moment: &Moment<'_, LedgerCodec>, change: &Change) -> Vec<Piece> {
    let words = |text: &str| Piece::words(text.to_owned());
    let mut pieces = match &change.of {
        Subject::Book => vec![words(word("changed.book"))],
        // By the name that the sentence above has, whatever it was called then.
        Subject::Account(id, name) => {
            let name = moment.account(*id).map_or(name, |(_, account)| &account.name);
            vec![Piece::Account(*id, name.to_string())]
        }
        Subject::Moment(event) => {
            vec![words(word("changed.moment")), words(" "), Piece::Event(event.get())]
        }
        Subject::Entry(entry) => {
            vec![words(word("changed.entry")), words(" "), Piece::Event(entry.get())]
        }
    };
    pieces.extend([words(", "), words(change.what.word()), words(": ")]);
    if let Some(before) = &change.before {
        pieces.extend([value_piece(before), words(" → ")]);
    }
    pieces.push(change.after.as_ref().map_or_else(|| words("—"), value_piece));
    pieces
}

fn value_piece(value: &Value) -> Piece {
    match value {
        Value::Text(text) => Piece::Said(text.clone()),
        Value::Money(money) => Piece::Money(Figure::of(*money, Style::Currency)),
        Value::Limit(Limit::Unlimited, _) => Piece::words(word("limit.unlimited")),
        Value::Limit(Limit::UpTo(limit), currency) => {
            Piece::Money(Figure::of(Money { minor: limit.minor, currency: *currency }, Style::Currency))
        }
        Value::Status(status) => Piece::words(word(match status {
            Status::Open => "status.open",
            Status::Frozen => "status.frozen",
            Status::Closed => "status.closed",
        })),
        Value::Kind(kind) => Piece::words(word(match kind {
            Kind::Asset => "kind.asset",
            Kind::Liability => "kind.liability",
        })),
        Value::Currency(currency) => Piece::words(currency.code()),
        Value::Date(date) => Piece::Date(date.to_string(), format::day(*date)),
        Value::Period(period) => Piece::words(super::periods_panel::named(*period)),
        Value::Event(sequence) => Piece::Event(sequence.get()),
    }
}
