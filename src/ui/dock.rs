//! The timeline's dock: the slider over the whole history, its buttons, and which moment is shown.

use super::density::Density;
use super::gesture_button::GestureIcon;
use super::moment_marks::MomentMarks;
use super::rule_marks::RuleMarks;
use super::{format, icon};
use crate::app::follow::follow;
use crate::app::gesture::Gesture;
use crate::app::playback::Speed;
use crate::app::state::App;
use crate::wording::{say, word};
use leptos::html::Input;
use leptos::prelude::*;

/// Time, on every page.
#[component]
pub(super) fn Dock() -> impl IntoView {
    let app = App::get();
    let moment = Memo::new(move |_| {
        if !app.session.is_past() {
            return word("dock.now").to_owned();
        }
        let at = app.recorded_at();
        at.map_or_else(|| word("past.before").to_owned(), format::moment)
    });
    view! {
        <section class="dock" aria-label=word("dock.label")>
            <div class="ctl">
                <GestureIcon gesture=Gesture::PreviousEvent icon=icon::BACK />
                <PlayButton />
                <GestureIcon gesture=Gesture::NextEvent icon=icon::AHEAD />
                <button type="button" class="now" aria-keyshortcuts="Escape"
                    on:click=move |_| app.perform(Gesture::Now)>{Gesture::Now.title()}</button>
                <SpeedChoice />
                <GestureIcon gesture=Gesture::JumpToDate icon=icon::CALENDAR />
                <GestureIcon gesture=Gesture::NamedMoments icon=icon::BOOKMARK />
            </div>
            <div class="track">
                <Density />
                <RuleMarks />
                <Slider />
                <MomentMarks />
            </div>
            <div class="when num">
                <div>
                    <b>{move || moment.get()}</b>
                    <small>{move || event_of(app, "dock.event")}</small>
                </div>
            </div>
        </section>
    }
}

fn event_of(app: App, key: &'static str) -> String {
    let (event, count) = (format::count(app.session.position()), format::count(app.session.count()));
    say(key, &[("event", &event), ("count", &count)])
}

/// The moment shown, for who listens.
pub(super) fn moment_in_words(app: App) -> String {
    let event = event_of(app, "dock.spoken");
    if !app.session.is_past() {
        return format!("{event}, {}", word("dock.spoken-now"));
    }
    let at = app.recorded_at();
    let moment = at.map_or_else(|| word("past.before").to_owned(), format::long_moment);
    format!("{event}, {moment}")
}

/// The slider. While it is dragged the page is brought up to date once a frame, however often the pointer moves.
#[component]
fn Slider() -> impl IntoView {
    let app = App::get();
    let input = NodeRef::<Input>::new();
    // One effect for both: a value beyond the old maximum would be cut.
    follow(move |_| {
        let (count, position) = (app.session.count(), app.session.position());
        if let Some(input) = input.get() {
            input.set_max(&count.to_string());
            input.set_value(&position.to_string());
        }
    });
    let waiting = StoredValue::new(false);
    let take = move || {
        waiting.set_value(false);
        let wanted = input.get_untracked().and_then(|input| input.value().parse().ok());
        if let Some(position) = wanted {
            app.perform(Gesture::Drag(position));
        }
    };
    let dragged = move |_| {
        if document().hidden() {
            take();
        } else if !waiting.get_value() {
            waiting.set_value(true);
            request_animation_frame(take);
        }
    };
    let words = Memo::new(move |_| moment_in_words(app));
    view! {
        <input type="range" aria-label=word("dock.label") min="0" step="1" node_ref=input
            aria-valuetext=move || words.get() on:input=dragged on:change=move |_| take() />
    }
}

#[component]
fn PlayButton() -> impl IntoView {
    let app = App::get();
    let name = move || {
        if app.playing.get() { word("gesture.pause") } else { Gesture::PlayOrPause.title() }
    };
    let path = move || if app.playing.get() { icon::PAUSE } else { icon::PLAY };
    view! {
        <button type="button" class="icon" aria-label=name aria-keyshortcuts="Space"
            title=move || format!("{} (Space)", name())
            on:click=move |_| app.perform(Gesture::PlayOrPause)>
            {move || icon::icon(path())}
        </button>
    }
}

#[component]
fn SpeedChoice() -> impl IntoView {
    let app = App::get();
    let choice = move |speed: Speed| {
        let label = match speed {
            Speed::Events(rate) => say("dock.rate", &[("rate", &rate.to_string())]),
            Speed::Minute => word("dock.minute").to_owned(),
        };
        view! { <option value=speed.as_str() selected=move || app.speed.get() == speed>{label}</option> }
    };
    let chosen = move |event: web_sys::Event| {
        if let Some(speed) = Speed::from_text(&event_target_value(&event)) {
            app.speed.set(speed);
            // A film that is running goes on at the new pace.
            if app.playing.get_untracked() {
                app.perform(Gesture::PlayOrPause);
                app.perform(Gesture::PlayOrPause);
            }
        }
    };
    view! {
        <select aria-label=word("dock.speed") on:change=chosen>
            {Speed::ALL.map(choice).into_iter().collect_view()}
        </select>
    }
}
