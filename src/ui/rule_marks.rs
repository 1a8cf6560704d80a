//! Marks over the timeline where a rule in force was broken: each stretch, and where it was broken first.

use crate::app::state::App;
use crate::event_sourcing::Sequence;
use crate::reports::Stretch;
use leptos::prelude::*;
use std::fmt::Write as _;

const WIDTH: u64 = 4000;
/// A mark is at least this wide, so that a single event can be seen.
const CELL: u64 = 16;
const CELLS: usize = (WIDTH / CELL) as usize;

/// What the marks are drawn from: the ends of the timeline, and of each rule how many stretches and whether the last lasts.
type Drawn = ((u64, u64), Vec<(usize, bool)>);

/// The marks; the page of rules has them in a table.
#[component]
pub(super) fn RuleMarks(
    /// What the timeline shows.
    ends: Memo<(u64, u64)>,
) -> impl IntoView {
    let app = App::get();
    let drawn = Memo::new(move |before: Option<&Drawn>| {
        let (from, to) = ends.get();
        let each = |all: &[Stretch]| (all.len(), all.last().is_some_and(|last| last.until.is_none()));
        let rules = app.rules().stretches(app, each);
        // A few more events on a long history are narrower than a pixel.
        match before {
            Some(((begin, end), same))
                if *same == rules && *begin == from && (*end..=*end + (*end - from) / 1000).contains(&to) =>
            {
                ((*begin, *end), rules)
            }
            _ => ((from, to), rules),
        }
    });
    let marks = Memo::new(move |_| {
        let (ends, rules) = &*drawn.read();
        if rules.iter().all(|(stretches, _)| *stretches == 0) {
            None
        } else {
            Some(untrack(|| paths(app, *ends)))
        }
    });
    move || {
        marks.get().map(|(broken, first)| {
            view! {
                <svg class="rule-marks" viewBox="0 0 4000 12" preserveAspectRatio="none" aria-hidden="true">
                    <path class="broken" d=broken />
                    <path class="first" d=first />
                </svg>
            }
        })
    }
}

/// The stretches of all rules as one line of cells, and the beginnings.
fn paths(app: App, (from, to): (u64, u64)) -> (String, String) {
    let cell = |position: u64| {
        let at = (position - from).saturating_mul(CELLS as u64).checked_div(to - from).unwrap_or_default();
        usize::try_from(at).unwrap_or(CELLS).min(CELLS - 1)
    };
    let mut broken = [false; CELLS];
    let mut first = String::new();
    app.rules().stretches(app, |all| {
        for stretch in all {
            let (begins, until) = (stretch.from.get(), stretch.until.map_or(to, Sequence::get));
            if until < from || begins > to {
                continue;
            }
            let (from, until) = (cell(begins.max(from)), cell(until.min(to)));
            if let Some(cells) = broken.get_mut(from..=until.max(from)) {
                cells.fill(true);
            }
        }
        if let Some(stretch) = all.first().filter(|it| (from..=to).contains(&it.from.get())) {
            let at = cell(stretch.from.get()) as u64 * CELL;
            let _ = write!(first, "M{at} 0h{CELL}v12h-{CELL}Z");
        }
    });
    let mut path = String::new();
    let mut at = 0;
    while at < CELLS {
        let run = broken.iter().skip(at).take_while(|broken| **broken).count();
        if run > 0 {
            let (from, width) = (at as u64 * CELL, run as u64 * CELL);
            let _ = write!(path, "M{from} 4h{width}v4h-{width}Z");
        }
        at += run.max(1);
    }
    (path, first)
}
