//! The skyline over the slider: how busy each part of what the timeline shows was, by kind of event, and what the colours
//! mean.

use super::decimal::{decimal, percent, whole};
use super::format;
use super::slider::share_of;
use crate::app::state::App;
use crate::record::LedgerCodec;
use crate::reports::{Counts, Moment};
use crate::wording::word;
use leptos::prelude::*;
use std::fmt::Write as _;

const WIDTH: u64 = 4000;
const HEIGHT: f64 = 168.0;
/// Fewer bars than these are wide, and kept lower the fewer they are.
const FEW: f64 = 20.0;
/// Between two kinds in one bar.
const GAP: f64 = 5.0;

/// A kind of events.
#[derive(Clone, Copy)]
struct Kind {
    /// Gives its colour.
    class: &'static str,
    /// What it is called: a key of the wording.
    word: &'static str,
    /// How many of them there are.
    count: fn(&Counts) -> u32,
}

/// The kinds of events, from the bottom of a bar up.
const KINDS: [Kind; 4] = [
    Kind { class: "kind-in", word: "timeline.in", count: |counts| counts.r#in },
    Kind { class: "kind-out", word: "timeline.out", count: |counts| counts.out },
    Kind { class: "kind-move", word: "timeline.move", count: |counts| counts.r#move },
    Kind { class: "kind-other", word: "timeline.other", count: |counts| counts.other },
];

/// What is drawn: of which book, which part of its history, the shape of each kind, and how many there are.
#[derive(Clone, PartialEq, Default)]
struct Skyline {
    of: Option<String>,
    ends: (u64, u64),
    paths: [String; 4],
    counts: Counts,
}

/// The skyline of what the timeline shows; what lies after the moment shown is pale.
#[component]
pub(super) fn Density(
    /// What the timeline shows.
    ends: Memo<(u64, u64)>,
) -> impl IntoView {
    let app = App::get();
    let skyline = skyline(app, ends);
    let path = move |number: usize| move || skyline.read().paths.get(number).cloned();
    let shapes =
        KINDS.iter().enumerate().map(|(number, kind)| view! { <path class=kind.class d=path(number) /> });
    // Only this moves with the slider: the browser moves it without drawing the bars anew.
    let ahead = move || format!("scaleX({})", decimal(1.0 - share_of(app.session.position(), ends.get()), 5));
    let between = move || {
        let with = share_of(app.zoom.with()?, ends.get());
        let shown = share_of(app.session.position(), ends.get());
        Some((with.min(shown), with.max(shown)))
    };
    let between = Memo::new(move |_| between());
    view! {
        <div class="density" aria-hidden="true">
            <svg viewBox="0 0 4000 168" preserveAspectRatio="none">{shapes.collect_view()}</svg>
            <div class="ahead" style:transform=ahead></div>
            {move || between.get().map(|(left, right)| {
                view! { <div class="between" style:left=percent(left) style:right=percent(1.0 - right)></div> }
            })}
        </div>
    }
}

/// What the colours mean, with how many events of each kind the timeline shows.
#[component]
pub(super) fn Legend(
    /// What the timeline shows.
    ends: Memo<(u64, u64)>,
) -> impl IntoView {
    let app = App::get();
    let counts = Memo::new(move |_| {
        let (from, to) = ends.get();
        app.moment_at(app.session.count(), |moment| counts(moment, (from, to))).unwrap_or_default()
    });
    let item = move |kind: Kind| {
        let count = move || format::count(u64::from((kind.count)(&counts.read())));
        let key = format!("key {}", kind.class);
        view! { <li><span class=key aria-hidden="true"></span> {word(kind.word)} " " <small>{count}</small></li> }
    };
    view! { <ul class="legend num" aria-label=word("timeline.kinds")>{KINDS.map(item).into_iter().collect_view()}</ul> }
}

fn counts(moment: &Moment<'_, LedgerCodec>, (from, to): (u64, u64)) -> Counts {
    moment.prepared.activity.between(moment.past, from, to)
}

fn skyline(app: App, ends: Memo<(u64, u64)>) -> Memo<Skyline> {
    Memo::new(move |before: Option<&Skyline>| {
        let (from, to) = ends.get();
        let of = app.session.with_book(|book| book.key().to_string());
        // A few more events on a long history are narrower than a pixel.
        if let Some(drawn) = before
            && drawn.of == of
            && drawn.ends.0 == from
            && (drawn.ends.1..=drawn.ends.1 + (drawn.ends.1 - from) / 1000).contains(&to)
        {
            return drawn.clone();
        }
        let draw = |moment: &Moment<'_, LedgerCodec>| (paths(moment, (from, to)), counts(moment, (from, to)));
        let count = untrack(|| app.session.count());
        let (paths, counts) = app.moment_at(count, draw).unwrap_or_default();
        Skyline { of, ends: (from, to), paths, counts }
    })
}

/// The bars, a path a kind.
#[expect(clippy::cast_precision_loss, reason = "heights of bars, not figures")]
fn paths(moment: &Moment<'_, LedgerCodec>, ends: (u64, u64)) -> [String; 4] {
    let mut paths = [const { String::new() }; 4];
    let mut left = 0;
    let shares = moment.prepared.density(moment.past, ends);
    let most = (HEIGHT - 16.0) * (shares.len() as f64 / FEW).min(1.0);
    for share in shares {
        let right = place(share.last.get(), ends);
        let gap = (right - left) * 12 / 100;
        let (from, to) = (left + gap, right - gap);
        left = right;
        let all = share.counts.all().max(1) as f64;
        let height = 16.0 + share.height * most;
        let mut bottom = HEIGHT;
        for (kind, path) in KINDS.iter().zip(&mut paths) {
            let part = height * f64::from((kind.count)(&share.counts)) / all;
            if part > 0.0 {
                let top = bottom - part;
                let drawn = (part - GAP).max(part * 0.6);
                let (foot, drawn) = (whole(bottom), whole(drawn));
                let _ = write!(path, "M{from} {foot}v-{drawn}H{to}v{drawn}Z");
                bottom = top;
            }
        }
    }
    paths
}

fn place(position: u64, (from, to): (u64, u64)) -> u64 {
    position.saturating_sub(from).saturating_mul(WIDTH).checked_div(to - from).unwrap_or(WIDTH)
}
