//! A destination on the page of streams: how it is doing, what waits, what went wrong, and what can be done about it.

use super::format;
use super::gesture_button::GestureButton;
use crate::app::address::{Address, Page};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::app::streams::Shown;
use crate::streaming::{DestinationKind, Parked, State};
use crate::wording::{say, word};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What a kind of destination is called.
pub(super) fn kind_word(kind: DestinationKind) -> &'static str {
    word(match kind {
        DestinationKind::KafkaRestV3 => "streams.kind-kafka-rest-v3",
        DestinationKind::KafkaRestV2 => "streams.kind-kafka-rest-v2",
        DestinationKind::NatsJetStream => "streams.kind-nats-jetstream",
        DestinationKind::CloudEventsHttp => "streams.kind-cloudevents-http",
    })
}

/// One destination.
#[component]
pub(super) fn StreamCard(
    /// Which.
    id: String,
) -> impl IntoView {
    let app = App::get();
    let own = id.clone();
    let shown = Memo::new(move |_| app.streams.shown().into_iter().find(|it| it.row.destination.id == own));
    let id = StoredValue::new(id);
    let read = move |look: fn(&Shown) -> String| shown.with(|it| it.as_ref().map(look).unwrap_or_default());
    let state = Memo::new(move |_| shown.with(|it| it.as_ref().map_or(State::Live, |it| it.state)));
    let pill = move || format!("pill state-{}", state.get().as_str());
    let state_word = move || {
        word(match state.get() {
            State::Live => "streams.state-live",
            State::Paused => "streams.state-paused",
            State::Waiting => "streams.state-waiting",
            State::Stuck => "streams.state-stuck",
        })
    };
    let error = Memo::new(move |_| shown.with(|it| it.as_ref().and_then(|it| it.hindrance.clone())));
    let parked = Memo::new(move |_| {
        shown.with(|it| it.as_ref().map(|it| it.row.progress.parked.clone()).unwrap_or_default())
    });
    let name = read(|it| it.row.destination.url.clone());
    let wants_auth = shown.with_untracked(|it| it.as_ref().is_some_and(|it| it.row.destination.auth));
    let personal = shown.with_untracked(|it| it.as_ref().is_some_and(|it| it.row.destination.personal));
    let imported = move || shown.with(|it| it.as_ref().is_some_and(|it| it.row.imported));
    let tested = RwSignal::new(None::<Result<String, String>>);
    let test = move |_| {
        tested.set(None);
        spawn_local(async move {
            let found = app.streams.check(&id.get_value()).await;
            let _ = tested.try_set(Some(found));
        });
    };
    let past = move || app.session.is_past();
    let gesture = move |make: fn(String) -> Gesture| view! { <GestureButton gesture=make(id.get_value()) /> };
    view! {
        <article class="card panel stream" aria-label=name>
            <header>
                <h2 dir="ltr">{move || read(|it| it.row.destination.url.clone())}</h2>
                <span class=pill>{state_word}</span>
            </header>
            <p dir="auto">
                {move || read(|it| {
                    let to = &it.row.destination;
                    let kind = kind_word(to.kind);
                    if to.topic.is_empty() { kind.to_owned() } else { format!("{kind} · {}", to.topic) }
                })}
            </p>
            <dl class="counts num">
                <div>
                    <dt>{word("streams.delivered")}</dt>
                    <dd>{move || read(|it| format::count(it.row.progress.delivered))}</dd>
                </div>
                <div>
                    <dt>{word("streams.waiting")}</dt>
                    <dd>{move || read(|it| format::count(it.waiting))}</dd>
                </div>
            </dl>
            {personal.then(|| view! { <p>{word("streams.personal")}</p> })}
            {move || imported().then(|| view! { <p class="said-by-us">{word("streams.imported")}</p> })}
            {move || error.get().map(|why| view! { <p class="alert" role="alert">{why}</p> })}
            {move || tested.get().map(|found| match found {
                Ok(fine) => view! { <p class="good" role="status">{fine}</p> }.into_any(),
                Err(why) => view! { <p class="alert" role="alert">{why}</p> }.into_any(),
            })}
            {move || (!parked.read().is_empty()).then(|| view! {
                <section>
                    <h3>{say("streams.parked", &[("count", &format::count(parked.read().len() as u64))])}</h3>
                    <p>{word("streams.parked-explain")}</p>
                    <ul class="parked">
                        {parked.get().into_iter().map(|it| view! { <ParkedLine id=id parked=it shown=shown /> }).collect_view()}
                    </ul>
                </section>
            })}
            <div class="buttons">
                {move || match state.get() {
                    State::Paused => gesture(Gesture::ResumeDestination),
                    _ => gesture(Gesture::PauseDestination),
                }}
                {move || matches!(state.get(), State::Waiting | State::Stuck).then(|| view! {
                    <button type="button" disabled=past on:click=move |_| app.streams.try_now()>{word("streams.try-now")}</button>
                })}
                <button type="button" disabled=past on:click=test>{word("streams.test")}</button>
                {wants_auth.then(|| gesture(Gesture::UnlockDestination))}
                {gesture(Gesture::ResendDestination)}
                {gesture(Gesture::RemoveDestination)}
            </div>
        </article>
    }
}

#[component]
fn ParkedLine(id: StoredValue<String>, parked: Parked, shown: Memo<Option<Shown>>) -> impl IntoView {
    let app = App::get();
    let event = parked.sequence.get();
    let about = [("event", &*format::count(event))];
    let why = shown.with_untracked(|it| {
        let to = it.as_ref().map(|it| &it.row.destination);
        to.map(|to| parked.problem.sentence(to.kind, &to.topic)).unwrap_or_default()
    });
    let past = move || app.session.is_past();
    let failure = RwSignal::new(None::<String>);
    let link = Address { event: Some(event), ..Address::of(Page::Audit, None) }.to_string();
    let name = StoredValue::new(parked.id);
    let settle = move |again: bool| {
        spawn_local(async move {
            if let Err(why) = app.streams.settle_parked(&id.get_value(), &name.get_value(), again).await {
                let _ = failure.try_set(Some(why.to_string()));
            }
        });
    };
    view! {
        <li>
            <span>
                <a href=link>{say("streams.parked-event", &about)}</a> ": " {why}
            </span>
            <button type="button" disabled=past aria-label=say("streams.parked-again-for", &about) on:click=move |_| settle(true)>
                {word("streams.parked-again")}
            </button>
            <button type="button" disabled=past aria-label=say("streams.parked-skip-for", &about) on:click=move |_| settle(false)>
                {word("streams.parked-skip")}
            </button>
            {move || failure.get().map(|why| view! { <p class="alert" role="alert">{why}</p> })}
        </li>
    }
}
