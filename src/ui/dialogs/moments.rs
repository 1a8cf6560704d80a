//! The dialogs about moments with names: the list that leads to each, and the one that names another.

use super::fields::{Field, TextField};
use super::filled::Filled;
use super::panel::Panel;
use super::question::{Question, send};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::book::Book;
use crate::event_sourcing::Sequence;
use crate::ledger::{Command, Entries, NamedMoment};
use crate::ui::format;
use crate::ui::gesture_button::GestureButton;
use crate::wording::{say, word};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// One named moment, with whether its fingerprint is still the one it was named with.
#[derive(Clone, PartialEq)]
struct Line {
    position: u64,
    name: String,
    recorded: String,
    fingerprint: String,
    same: bool,
}

/// Named moments.
#[component]
pub(super) fn NamedMoments() -> impl IntoView {
    let app = App::get();
    let lines = Memo::new(move |_| {
        let _ = app.session.count();
        app.session.with_book(read).unwrap_or_default()
    });
    let name_another = Gesture::NameMoment;
    let offered = move || app.offers(&Gesture::NameMoment);
    let why_not = move || app.why_not(&Gesture::NameMoment);
    view! {
        <Panel title=Gesture::NamedMoments.title()>
            <p class="explain">{word("moments.explain")}</p>
            <p class="empty" hidden=move || !lines.read().is_empty()>{word("moments.none")}</p>
            <ul class="moments" aria-label=word("moments.title") hidden=move || lines.read().is_empty()>
                {move || lines.get().into_iter().map(|line| row(app, line)).collect_view()}
            </ul>
            <p class="explain" hidden=offered>{why_not}</p>
            <div class="buttons">
                {move || app.session.is_past().then(|| view! { <GestureButton gesture=Gesture::Now /> })}
                <button type="button" class="primary" disabled=move || !offered()
                    on:click=move |_| app.perform(name_another.clone())>{Gesture::NameMoment.title()}</button>
            </div>
        </Panel>
    }
}

fn read(book: &Book) -> Vec<Line> {
    let moments = book.ledger().named_moments().as_slice();
    let positions: Vec<Sequence> = moments.iter().map(|moment| moment.position).collect();
    let found = book.log().fingerprints_at(&positions).unwrap_or_default();
    let line = |(at, moment): (usize, &NamedMoment)| Line {
        position: moment.position.get(),
        name: moment.name.to_string(),
        recorded: recorded(book.past(), moment.position),
        fingerprint: moment.fingerprint.to_string().chars().take(8).collect(),
        same: found.get(at) == Some(&moment.fingerprint),
    };
    moments.iter().enumerate().map(line).collect()
}

fn recorded(past: &Entries, position: Sequence) -> String {
    past.times().at(position).map(format::moment).unwrap_or_default()
}

fn row(app: App, line: Line) -> impl IntoView {
    let Line { position, name, recorded, fingerprint, same } = line;
    let event = format::count(position);
    // Two moments may have one name.
    let said = |key| say(key, &[("name", &name), ("event", &event)]);
    let (go, remove) = (said("moments.go"), said("moments.remove-one"));
    let about =
        say("moments.about", &[("event", &event), ("moment", &recorded), ("fingerprint", &fingerprint)]);
    let go_there = move |_| {
        app.asking.set(None);
        app.perform(Gesture::GoTo(position));
    };
    let unname = move |_| {
        let Some(position) = Sequence::new(position) else { return };
        let sent = send(app, Command::UnnameMoment { position }, "done.unname-moment");
        spawn_local(async move {
            if let Err(why) = sent.await {
                app.spoken.set(why.words);
            }
        });
    };
    view! {
        <li>
            <span><bdi>{name}</bdi> <small class="num">{about}</small>
                {(!same).then(|| view! { <small class="alert" role="alert">{word("moments.differs")}</small> })}
            </span>
            <button type="button" aria-label=go on:click=go_there>{word("moments.go-short")}</button>
            <button type="button" aria-label=remove disabled=move || !app.offers(&Gesture::NameMoment)
                on:click=unname>{word("moments.remove")}</button>
        </li>
    }
}

/// Name a moment.
#[component]
pub(super) fn NameMoment() -> impl IntoView {
    let app = App::get();
    let count = app.session.count_untracked();
    let looked_at = app.looked_at().unwrap_or(count).min(count);
    // What is only in a what-if has no place in the log yet.
    let nameable =
        |at| if app.session.is_in_branch_untracked() { app.what_if.last_of_the_book(at) } else { at };
    let chosen = RwSignal::new(Sequence::new(looked_at).map_or(looked_at, |at| nameable(at).get()));
    let ask = move |filled: &Filled| {
        let position = filled.text("position")?.trim().parse().ok().and_then(Sequence::new);
        let position = position.ok_or_else(|| word("moments.no-event").to_owned())?;
        let name = filled.name("name")?;
        let known = |book: &Book| book.ledger().named_moments().as_slice().iter().any(|it| it.name == name);
        if app.session.with_book_untracked(known) == Some(true) {
            let taken = say("moments.taken", &[("name", &format::isolated(name.as_str()))]);
            return filled.wrong("name", taken);
        }
        let command = Command::NameMoment { position, name, fingerprint: None };
        Ok(send(app, command, "done.name-moment"))
    };
    let typed = move |event: web_sys::Event| {
        if let Ok(position) = event_target_value(&event).trim().parse() {
            chosen.set(position);
        }
    };
    let when = move || {
        let at = |book: &Book| Sequence::new(chosen.get()).map(|at| recorded(book.past(), at));
        app.session.with_book(at).flatten().unwrap_or_default()
    };
    view! {
        <Question title=Gesture::NameMoment.title() ask=ask>
            <p class="explain">{word("moments.explain-name")}</p>
            <TextField label="field.name" id="name" />
            <Field label="moments.after-event" for_id="position">
                <input id="position" name="position" type="number" min="1" step="1" max=count.to_string()
                    value=chosen.get_untracked().to_string() on:input=typed />
            </Field>
            <p class="explain num">{when}</p>
        </Question>
    }
}
