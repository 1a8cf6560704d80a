//! The balance over time, as a line and as a table. Each of its points explains itself.

use super::at_rest::at_rest;
use super::chart_point::{ChosenPoint, Spot};
use super::figure::Figure;
use super::format::{self, Style};
use super::piece::{Piece, Pieces, still};
use super::why::why_then;
use crate::app::asked::Asked;
use crate::event_sourcing::Sequence;
use crate::reports::{Extremes, Line, Scope};
use crate::wording::{say, word};
use leptos::prelude::*;
use std::fmt::Write as _;
use wasm_bindgen::JsCast;
use web_sys::Element;

// The drawing's own units are as fine as a screen's pixels and finer: whole numbers are short and quickly written.
pub(super) const WIDTH: i128 = 4000;
pub(super) const HEIGHT: i128 = 600;
const MARGIN: i128 = 16;

/// A line ready to be drawn.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Drawing {
    line: String,
    area: String,
    zero: Option<String>,
    from: String,
    to: String,
    extremes: Vec<Piece>,
    /// The points, and the question about each.
    pub(super) spots: Vec<Spot>,
    asked: Option<Asked>,
}

impl Drawing {
    /// Draws a line; nothing where it has no points.
    pub(super) fn of(line: &Line, name: String, scope: Scope) -> Self {
        let (Some(first), Some(last), Some(Extremes { lowest, highest })) =
            (line.points.first(), line.points.last(), line.extremes)
        else {
            return Self::default();
        };
        let begin = first.recorded_at.millis();
        let lasted = i128::from((last.recorded_at.millis() - begin).max(1));
        // Zero belongs into the picture: a line that fills it would make much of little.
        let (bottom, top) = (lowest.1.min(0), highest.1.max(0));
        let span = (top - bottom).max(1);
        let y = |units: i128| MARGIN + (top - units) * (HEIGHT - 2 * MARGIN) / span;
        let mut path = String::with_capacity(line.points.len() * 10);
        let mut drawn = None;
        let mut spots = Vec::with_capacity(line.points.len());
        for point in &line.points {
            let here = (i128::from(point.recorded_at.millis() - begin) * WIDTH / lasted, y(point.units));
            spots.push(Spot { place: here, point: *point });
            // Between two events nothing moves: the line is a staircase.
            let _ = match drawn {
                None => write!(path, "M{} {}", here.0, here.1),
                Some(before) if before == here => continue,
                Some((_, level)) if level == here.1 => write!(path, "H{}", here.0),
                Some(_) => write!(path, "H{}V{}", here.0, here.1),
            };
            drawn = Some(here);
        }
        // Where everything was recorded at one moment, the last point lies at the left, too.
        if drawn.is_some_and(|(end, _)| end < WIDTH) {
            let _ = write!(path, "H{WIDTH}");
        }
        let zero = y(0);
        let asked = Asked::now(name, scope);
        let reached = |(position, units): (Sequence, i128)| {
            let asked = Asked { position: Some(position.get()), ..asked.clone() };
            Piece::Why(Figure::total(units, line.currency, Style::Currency), Box::new(asked))
        };
        Self {
            area: format!("{path}L{WIDTH} {zero}L0 {zero}Z"),
            line: path,
            zero: (bottom < 0).then(|| format!("M0 {zero}H{WIDTH}")),
            from: format::moment(first.recorded_at),
            to: format::moment(last.recorded_at),
            extremes: vec![
                Piece::words(format!("{} ", word("chart.lowest"))),
                reached(lowest),
                Piece::words(format!(" · {} ", word("chart.highest"))),
                reached(highest),
            ],
            spots,
            asked: Some(asked),
        }
    }

    /// Points that somebody else draws, and the question about each.
    pub(super) fn of_spots(spots: Vec<Spot>, asked: Asked) -> Self {
        Self { spots, asked: Some(asked), ..Self::default() }
    }

    /// The figure of a point and the question about it.
    pub(super) fn asked(&self, spot: &Spot) -> Option<(Figure, Asked)> {
        let asked = self.question(spot.point.position.get())?;
        Some((Figure::total(spot.point.units, asked.scope.currency, Style::Currency), asked))
    }

    /// The question about the figure after this many events.
    fn question(&self, position: u64) -> Option<Asked> {
        Some(Asked { position: Some(position), ..self.asked.clone()? })
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
            <div class="plot">
                <svg viewBox="0 0 4000 600" preserveAspectRatio="none" role="img" aria-label=label>
                    <path class="zero" d=move || drawing.read().zero.clone() />
                    <path class="area" d=move || drawing.read().area.clone() />
                    <path class="line" d=move || drawing.read().line.clone() />
                </svg>
                <ChosenPoint drawing=drawing />
            </div>
            <figcaption>
                <Pieces of=end(|drawing| &drawing.from) />
                <span class="extremes">
                    <Pieces of=Signal::derive(move || drawing.read().extremes.clone()) />
                </span>
                <Pieces of=end(|drawing| &drawing.to) />
            </figcaption>
        </figure>
        <PointTable drawing=drawing />
    }
}

/// The points in a table, newest first; made only where somebody opens it, and again once the slider rests.
#[component]
fn PointTable(drawing: Memo<Drawing>) -> impl IntoView {
    let open = RwSignal::new(false);
    let rested = at_rest(move || drawing.track(), move || drawing.get());
    let row = |drawing: &Drawing, spot: &Spot| {
        let (figure, asked) = drawing.asked(spot)?;
        let moment = format::moment(spot.point.recorded_at);
        Some(view! {
            <tr>
                <th scope="row">
                    {moment} " " <small>{still(vec![Piece::Event(spot.point.position.get())])}</small>
                </th>
                <td class="r">{why_then(figure, &asked)}</td>
            </tr>
        })
    };
    let rows = move || {
        open.get().then(|| {
            rested.with(|drawing| {
                drawing.spots.iter().rev().filter_map(|spot| row(drawing, spot)).collect_view()
            })
        })
    };
    let toggled = move |event: web_sys::Event| {
        let details = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    view! {
        <details class="chart-table" on:toggle=toggled>
            <summary>{word("chart.as-table")}</summary>
            <p class="explain">{word("chart.clock")}</p>
            <div class="scrolls" tabindex="0" role="region" aria-label=word("chart.points")>
                <table class="num report" aria-label=word("chart.title")>
                    <thead>
                        <tr>
                            <th scope="col">{word("chart.moment")}</th>
                            <th scope="col" class="r">{word("column.balance")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}
