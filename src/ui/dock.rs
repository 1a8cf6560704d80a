//! The timeline's dock: the slider over the history, how closely it looks, its buttons, and which moment is shown.

use super::decimal::percent;
use super::density::{Density, Legend};
use super::gesture_button::GestureIcon;
use super::moment_marks::MomentMarks;
use super::rule_marks::{RuleLegend, RuleMarks};
use super::slider::{Slider, share_of};
use super::{format, icon};
use crate::app::gesture::Gesture;
use crate::app::playback::Speed;
use crate::app::state::App;
use crate::record::LedgerCodec;
use crate::reports::Moment;
use crate::wording::{say, word};
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
    let ends = Memo::new(move |_| app.zoom.ends(app.session.count()));
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
            <div class="time">
                <div class="track">
                    <Density ends=ends />
                    <RuleMarks ends=ends />
                    <Shown ends=ends />
                    <MomentMarks ends=ends />
                    <Second ends=ends />
                </div>
                <WholeHistory ends=ends />
                <div class="track-foot">
                    <div class="legends">
                        <Legend ends=ends />
                        <RuleLegend />
                    </div>
                    <div class="zoom" role="group" aria-label=word("timeline.zoom")>
                        <GestureIcon gesture=Gesture::ZoomOut icon=icon::MINUS />
                        <GestureIcon gesture=Gesture::ZoomIn icon=icon::PLUS />
                    </div>
                </div>
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
    event_words(app, app.session.position(), key)
}

fn event_words(app: App, position: u64, key: &'static str) -> String {
    let (event, count) = (format::count(position), format::count(app.session.count()));
    say(key, &[("event", &event), ("count", &count)])
}

/// The moment of the second handle, for who listens.
fn second_in_words(app: App, position: u64) -> String {
    let at = app.moment_at(position, |moment: &Moment<'_, LedgerCodec>| moment.recorded_at()).flatten();
    let moment = at.map_or_else(|| word("past.before").to_owned(), format::long_moment);
    format!("{}, {moment}", event_words(app, position, "dock.spoken"))
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

/// The slider: the moment shown.
#[component]
fn Shown(ends: Memo<(u64, u64)>) -> impl IntoView {
    let app = App::get();
    let words = Memo::new(move |_| moment_in_words(app));
    let take = move |position| app.perform(Gesture::Drag(position));
    view! {
        <Slider label="dock.label" class="" ends=ends value=Signal::derive(move || app.session.position())
            words=words take=take />
    }
}

/// The second handle: the moment that the one shown is compared with, where it is.
#[component]
fn Second(ends: Memo<(u64, u64)>) -> impl IntoView {
    let app = App::get();
    let there = Memo::new(move |_| app.zoom.with().is_some());
    let value = Signal::derive(move || app.zoom.with().unwrap_or_default());
    let words = Memo::new(move |_| second_in_words(app, value.get()));
    let take = move |position| app.address.update(|address| address.with = Some(position));
    move || {
        there.get().then(|| {
            view! {
                <Slider label="timeline.second" class="second-handle" ends=ends value=value words=words take=take />
            }
        })
    }
}

/// Where the stretch shown lies in the whole history, while it is not all of it: a slider of its own, which leads anywhere.
#[component]
fn WholeHistory(ends: Memo<(u64, u64)>) -> impl IntoView {
    let app = App::get();
    let zoomed = Memo::new(move |_| app.zoom.stretch().is_some());
    let all = Memo::new(move |_| (0, app.session.count()));
    let share = move |position: u64| percent(share_of(position, (0, app.session.count())));
    let words = Memo::new(move |_| moment_in_words(app));
    let take = move |position| app.perform(Gesture::Drag(position));
    let told = move || {
        let (from, to) = ends.get();
        let figures = [from, to, app.session.count()].map(format::count);
        let [from, to, count] = &figures;
        say("timeline.stretch", &[("from", from), ("to", to), ("count", count)])
    };
    move || {
        zoomed.get().then(|| {
            view! {
                <div class="overview-strip">
                    <div class="overview-line">
                        <span class="overview-window" style:left=move || share(ends.get().0)
                            style:right=move || format!("calc(100% - {})", share(ends.get().1))></span>
                        <Slider label="timeline.overview" class="" ends=all
                            value=Signal::derive(move || app.session.position()) words=words take=take />
                    </div>
                    <small class="num">{told}</small>
                    <button type="button" class="small" aria-keyshortcuts="0"
                        on:click=move |_| app.perform(Gesture::WholeHistory)>{Gesture::WholeHistory.title()}</button>
                </div>
            }
        })
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
