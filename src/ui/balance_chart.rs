//! The balance over time, as a line.

use super::figure::Figure;
use super::format::{self, Style};
use crate::reports::Line;
use crate::wording::{say, word};
use leptos::prelude::*;
use std::fmt::Write as _;

const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 150.0;

/// A line ready to be drawn.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Drawing {
    line: String,
    area: String,
    zero: Option<String>,
    from: String,
    to: String,
    extremes: Option<(Figure, Figure)>,
}

impl Drawing {
    /// Draws a line; nothing where it has no points.
    #[expect(clippy::cast_precision_loss, reason = "a place on the screen need not be exact")]
    pub(super) fn of(line: &Line) -> Self {
        let (Some(first), Some(last), Some((low, high))) =
            (line.points.first(), line.points.last(), line.extremes())
        else {
            return Self::default();
        };
        let begin = first.recorded_at.millis();
        let lasted = (last.recorded_at.millis() - begin).max(1) as f64;
        // Zero belongs into the picture: a line that fills it would make much of little.
        let (bottom, top) = (low.min(0) as f64, high.max(0) as f64);
        let span = if top > bottom { top - bottom } else { 1.0 };
        let y = |units: f64| 4.0 + (top - units) / span * (HEIGHT - 8.0);
        let mut path = String::new();
        for point in &line.points {
            let x = (point.recorded_at.millis() - begin) as f64 / lasted * WIDTH;
            let y = y(point.units as f64);
            // Between two events nothing moves: the line is a staircase.
            let _ =
                if path.is_empty() { write!(path, "M{x:.1} {y:.1}") } else { write!(path, "H{x:.1}V{y:.1}") };
        }
        if line.points.len() == 1 {
            let _ = write!(path, "H{WIDTH}");
        }
        let zero = y(0.0);
        Self {
            area: format!("{path}L{WIDTH} {zero:.1}L0 {zero:.1}Z"),
            line: path,
            zero: (bottom < 0.0).then(|| format!("{zero:.1}")),
            from: format::moment(first.recorded_at),
            to: format::moment(last.recorded_at),
            extremes: Some((
                Figure::total(low, line.currency, Style::Currency),
                Figure::total(high, line.currency, Style::Currency),
            )),
        }
    }
}

/// The chart.
#[component]
pub(super) fn BalanceChart(
    /// What it draws.
    #[prop(into)]
    drawing: Signal<Drawing>,
) -> impl IntoView {
    let label = move || {
        let drawing = drawing.read();
        say("chart.label", &[("from", &drawing.from), ("to", &drawing.to)])
    };
    let caption = move || {
        let Drawing { from, to, extremes, .. } = drawing.get();
        let (low, high) = extremes?;
        Some(view! {
            <figcaption>
                <span>{from}</span>
                <span class="wide-only">
                    {word("chart.lowest")} " " {low.view()} " · " {word("chart.highest")} " " {high.view()}
                </span>
                <span>{to}</span>
            </figcaption>
        })
    };
    view! {
        <figure>
            <svg viewBox="0 0 1000 150" preserveAspectRatio="none" role="img" aria-label=label>
                {move || drawing.read().zero.clone().map(|y| view! {
                    <line class="zero" x1="0" x2="1000" y1=y.clone() y2=y />
                })}
                <path class="area" d=move || drawing.read().area.clone() />
                <path class="line" d=move || drawing.read().line.clone() />
            </svg>
            {caption}
        </figure>
    }
}
