//! The balance over time, as a line.

use super::figure::Figure;
use super::format::{self, Style};
use super::piece::{Piece, Pieces};
use crate::reports::Line;
use crate::wording::{say, word};
use leptos::prelude::*;
use std::fmt::Write as _;

// The drawing's own units are as fine as a screen's pixels and finer: whole numbers are short and quickly written.
const WIDTH: i128 = 4000;
const HEIGHT: i128 = 600;
const MARGIN: i128 = 16;

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
    pub(super) fn of(line: &Line) -> Self {
        let (Some(first), Some(last), Some((low, high))) =
            (line.points.first(), line.points.last(), line.extremes())
        else {
            return Self::default();
        };
        let begin = first.recorded_at.millis();
        let lasted = i128::from((last.recorded_at.millis() - begin).max(1));
        // Zero belongs into the picture: a line that fills it would make much of little.
        let (bottom, top) = (low.min(0), high.max(0));
        let span = (top - bottom).max(1);
        let y = |units: i128| MARGIN + (top - units) * (HEIGHT - 2 * MARGIN) / span;
        let mut path = String::with_capacity(line.points.len() * 10);
        let mut drawn = None;
        for point in &line.points {
            let here = (i128::from(point.recorded_at.millis() - begin) * WIDTH / lasted, y(point.units));
            // Between two events nothing moves: the line is a staircase.
            let _ = match drawn {
                None => write!(path, "M{} {}", here.0, here.1),
                Some(before) if before == here => continue,
                Some((_, level)) if level == here.1 => write!(path, "H{}", here.0),
                Some(_) => write!(path, "H{}V{}", here.0, here.1),
            };
            drawn = Some(here);
        }
        if line.points.len() == 1 {
            let _ = write!(path, "H{WIDTH}");
        }
        let zero = y(0);
        Self {
            area: format!("{path}L{WIDTH} {zero}L0 {zero}Z"),
            line: path,
            zero: (bottom < 0).then(|| format!("M0 {zero}H{WIDTH}")),
            from: format::moment(first.recorded_at),
            to: format::moment(last.recorded_at),
            extremes: Some((
                Figure::total(low, line.currency, Style::Currency),
                Figure::total(high, line.currency, Style::Currency),
            )),
        }
    }

    fn lowest_and_highest(&self) -> Vec<Piece> {
        let Some((low, high)) = self.extremes.clone() else { return Vec::new() };
        let words = |before: &str, key| Piece::words(format!("{before}{} ", word(key)));
        vec![words("", "chart.lowest"), Piece::Money(low), words(" · ", "chart.highest"), Piece::Money(high)]
    }
}

/// The chart.
#[component]
pub(super) fn BalanceChart(
    /// What it draws.
    drawing: Memo<Drawing>,
) -> impl IntoView {
    let label = move || {
        let drawing = drawing.read();
        say("chart.label", &[("from", &drawing.from), ("to", &drawing.to)])
    };
    let end =
        |of: fn(&Drawing) -> &String| Signal::derive(move || vec![Piece::words(of(&drawing.read()).clone())]);
    view! {
        <figure>
            <svg viewBox="0 0 4000 600" preserveAspectRatio="none" role="img" aria-label=label>
                <path class="zero" d=move || drawing.read().zero.clone() />
                <path class="area" d=move || drawing.read().area.clone() />
                <path class="line" d=move || drawing.read().line.clone() />
            </svg>
            <figcaption>
                <Pieces of=end(|drawing| &drawing.from) />
                <span class="wide-only">
                    <Pieces of=Signal::derive(move || drawing.read().lowest_and_highest()) />
                </span>
                <Pieces of=end(|drawing| &drawing.to) />
            </figcaption>
        </figure>
    }
}
