//! Marks over the timeline where a rule in force was broken: each stretch, and where it was broken first.

use super::decimal::percent;
use crate::app::state::App;
use crate::event_sourcing::Sequence;
use crate::reports::Stretch;
use crate::wording::word;
use leptos::prelude::*;

/// Marks begin and end at so many places, so that a single event can be seen and many are not many elements.
const CELLS: u16 = 250;

/// What the marks are drawn from: the ends of the timeline, and of which opening's history, of each rule how many stretches and
/// whether the last lasts.
type Drawn = ((u64, u64), (u64, Vec<(usize, bool)>));

/// The marks: where each run of cells begins and how many it has, and where rules were broken first.
#[derive(Clone, PartialEq, Default)]
struct Marks {
    broken: Vec<(u16, u16)>,
    first: Vec<u16>,
}

/// The marks, in a band of their own; the page of rules has them in a table.
#[component]
pub(super) fn RuleMarks(
    /// What the timeline shows.
    ends: Memo<(u64, u64)>,
) -> impl IntoView {
    let app = App::get();
    let drawn = Memo::new(move |before: Option<&Drawn>| {
        let (from, to) = ends.get();
        let each = |all: &[Stretch]| (all.len(), all.last().is_some_and(|last| last.until.is_none()));
        let rules = (app.session.openings(), app.rules().stretches(app, each));
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
        let (ends, (_, rules)) = &*drawn.read();
        let any = rules.iter().any(|(stretches, _)| *stretches > 0);
        any.then(|| untrack(|| marks(app, *ends)))
    });
    move || {
        marks.get().map(|Marks { broken, first }| {
            let stretch = |(at, cells)| view! { <span class="broken" style:left=share(at) style:width=share(cells)></span> };
            let beginning = |at| view! { <span class="first" style:left=share(at)></span> };
            view! {
                <div class="rule-marks" aria-hidden="true">
                    {broken.into_iter().map(stretch).collect_view()}
                    {first.into_iter().map(beginning).collect_view()}
                </div>
            }
        })
    }
}

/// What the marks mean, where there are any.
#[component]
pub(super) fn RuleLegend() -> impl IntoView {
    let app = App::get();
    let any = Memo::new(move |_| app.rules().stretches(app, |all| !all.is_empty()).contains(&true));
    move || {
        any.get().then(|| {
            view! {
                <ul class="legend" aria-label=word("timeline.rules")>
                    <li><span class="key key-broken" aria-hidden="true"></span> {word("timeline.rule-broken")}</li>
                    <li><span class="key key-first" aria-hidden="true"></span> {word("timeline.rule-first")}</li>
                </ul>
            }
        })
    }
}

/// So many cells as a share of the timeline.
fn share(cells: u16) -> String {
    percent(f64::from(cells) / f64::from(CELLS))
}

/// The stretches of all rules as one line of cells, and the beginnings.
fn marks(app: App, (from, to): (u64, u64)) -> Marks {
    let cell = |position: u64| {
        let at =
            (position - from).saturating_mul(u64::from(CELLS)).checked_div(to - from).unwrap_or_default();
        u16::try_from(at).unwrap_or(CELLS).min(CELLS - 1)
    };
    let mut broken = [false; CELLS as usize];
    let mut made = Marks::default();
    app.rules().stretches(app, |all| {
        for stretch in all {
            let (begins, until) = (stretch.from.get(), stretch.until.map_or(to, Sequence::get));
            if until < from || begins > to {
                continue;
            }
            let (from, until) = (cell(begins.max(from)), cell(until.min(to)));
            if let Some(cells) = broken.get_mut(usize::from(from)..=usize::from(until.max(from))) {
                cells.fill(true);
            }
        }
        let first = all.first().filter(|it| (from..=to).contains(&it.from.get()));
        made.first.extend(first.map(|it| cell(it.from.get())));
    });
    let mut at = 0;
    for run in broken.chunk_by(|one, next| one == next) {
        let cells = u16::try_from(run.len()).unwrap_or(CELLS);
        if run.first() == Some(&true) {
            made.broken.push((at, cells));
        }
        at += cells;
    }
    made
}
