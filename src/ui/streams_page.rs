//! Streams: where public events go, how each destination is doing, and the same events as a file.

use super::dialogs::{Field, Filled, range_bad};
use super::gesture_button::GestureButton;
use super::import_panel::save;
use super::stream_card::StreamCard;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::event_sourcing::Sequence;
use crate::wording::word;
use leptos::html::Form;
use leptos::prelude::*;

/// The page "Streams".
#[component]
pub(super) fn StreamsPage() -> impl IntoView {
    let app = App::get();
    let ids = Memo::new(move |_| {
        app.streams.shown().into_iter().map(|it| it.row.destination.id).collect::<Vec<_>>()
    });
    let none = move || ids.read().is_empty();
    let empty = move || word(if app.session.is_in_branch() { "streams.in-what-if" } else { "streams.none" });
    let where_ = move || {
        word(match (app.streams.delivers_here(), app.streams.may_deliver()) {
            (true, _) => "streams.here",
            (false, true) => "streams.elsewhere",
            (false, false) => "streams.reload",
        })
    };
    view! {
        <div class="head">
            <h1>{word("page.streams")}</h1>
            <GestureButton gesture=Gesture::AddDestination class="primary" />
        </div>
        <p class="explain">{word("streams.explain")}</p>
        <p class="explain">
            {word("streams.contract")} ": "
            <a href="contract/asyncapi.json">"AsyncAPI"</a> ", " <a href="contract/events.schema.json">"JSON Schema"</a>
        </p>
        <div class="streams">
            {move || none().then(|| view! { <p class="card empty">{empty}</p> })}
            <For each=move || ids.get() key=Clone::clone let(id)>
                <StreamCard id=id />
            </For>
            {move || (!none()).then(|| view! { <p class="explain">{where_}</p> })}
            <FilePanel />
        </div>
    }
}

/// Any range as newline-delimited JSON.
#[component]
fn FilePanel() -> impl IntoView {
    let app = App::get();
    let form = NodeRef::<Form>::new();
    let failure = RwSignal::new(None::<String>);
    let personal = RwSignal::new(false);
    let count = Memo::new(move |_| app.session.position());
    let write = move |filled: &Filled| {
        let count = count.get_untracked();
        let number = |field| Ok::<_, String>(filled.text(field)?.trim().parse().ok().and_then(Sequence::new));
        let (from, to) = (number("events-from")?, number("events-to")?);
        let range = from.zip(to).filter(|(from, to)| from.get() > 0 && from <= to && to.get() <= count);
        let (from, to) = range.ok_or_else(|| range_bad(count))?;
        let file = app.streams.file(from, to, personal.get_untracked());
        let (name, blob) = file.map_err(|why| why.to_string())?;
        save(app, &name, &blob);
        Ok(())
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let written: Option<Result<(), String>> = form.get_untracked().map(|form| write(&Filled::new(form)));
        failure.set(written.and_then(Result::err));
    };
    view! {
        <section class="card panel">
            <h2>{word("streams.file-title")}</h2>
            <p>{word("streams.file-explain")}</p>
            <form class="panel" node_ref=form novalidate on:submit=submit>
                <div class="pair">
                    <Field label="field.stream-from" for_id="events-from">
                        <input id="events-from" name="events-from" type="number" min="1" value="1" />
                    </Field>
                    <Field label="field.stream-to" for_id="events-to">
                        <input id="events-to" name="events-to" type="number" min="1"
                            prop:value=move || count.get().to_string() />
                    </Field>
                </div>
                <label class="checkbox">
                    <input type="checkbox" on:change=move |event| personal.set(event_target_checked(&event)) />
                    <span>{word("field.stream-personal")}</span>
                </label>
                {move || failure.get().map(|why| view! { <p class="alert" role="alert">{why}</p> })}
                <div class="buttons"><button type="submit">{word("streams.file-save")}</button></div>
            </form>
        </section>
    }
}
