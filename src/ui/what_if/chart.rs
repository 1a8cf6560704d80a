//! Both balances over time, as two lines and as a table. The points of the line that would be explain themselves, and with
//! that those of the book's own, which they begin with.

use super::super::balance_chart::Drawing;
use super::super::chart_point::{ChosenPoint, Spot};
use super::super::dialogs::Field;
use super::super::figure::Figure;
use super::super::format::{self, Style};
use super::super::piece::{self, Piece};
use super::super::why::why_then;
use crate::app::asked::{Asked, WhatIfFigure};
use crate::app::state::App;
use crate::app::what_if::Look;
use crate::event_sourcing::Sequence;
use crate::ledger::Currency;
use crate::record::LedgerCodec;
use crate::reports::{Beside, Held, Moment, Point, Scope, SideBySide, beside, beside_now};
use crate::wording::{say, word};
use leptos::prelude::*;
use std::fmt::Write as _;

const WIDTH: i128 = 4000;
const HEIGHT: i128 = 600;
const MARGIN: i128 = 16;
/// Points of each line.
const POINTS: u64 = 240;
/// Rows of the table.
const ROWS: usize = 24;

/// Whose balance can be looked at.
#[derive(Clone, PartialEq)]
struct Choice {
    held: Held,
    name: String,
}

/// The chart.
#[component]
pub(super) fn Chart() -> impl IntoView {
    let app = App::get();
    let choices = Memo::new(move |_| app.what_if.look(|it| choices(&it)).unwrap_or_default());
    let wanted = RwSignal::new(None::<Held>);
    let held = Memo::new(move |_| {
        let choices = choices.read();
        let kept = wanted.get().filter(|held| choices.iter().any(|choice| choice.held == *held));
        kept.or_else(|| choices.first().map(|choice| choice.held))
    });
    let points = Memo::new(move |_| {
        let Some(held) = held.get() else { return Vec::new() };
        app.what_if.look(|it| points(&it, held)).unwrap_or_default()
    });
    let here = Memo::new(move |_| {
        let (held, position) = (held.get()?, app.session.position());
        app.what_if.look(|it| point_at(&it, held, position)).flatten()
    });
    let asked = Memo::new(move |_| {
        let choices = choices.read();
        choices.iter().find(|choice| Some(choice.held) == held.get()).map(question)
    });
    let line =
        Memo::new(move |_| asked.get().map(|asked| line_of(&points.read(), asked)).unwrap_or_default());
    let chosen = move |event| {
        let number: usize = event_target_value(&event).parse().unwrap_or_default();
        wanted.set(choices.read_untracked().get(number).map(|choice| choice.held));
    };
    let options = move || {
        let now = held.get_untracked();
        let option = |(number, choice): (usize, Choice)| {
            view! { <option value=number.to_string() selected=now == Some(choice.held)>{choice.name}</option> }
        };
        choices.get().into_iter().enumerate().map(option).collect_view()
    };
    view! {
        <div class="report-head">
            <h2>{word("what-if.over-time")}</h2>
            <Field label="what-if.whose" for_id="what-if-whose" class="field what-if-whose">
                <select id="what-if-whose" on:change=chosen>{options}</select>
            </Field>
        </div>
        <div class="card chart what-if-chart">
            {move || asked.get().map(|asked| drawing(app, &points.read(), asked, (line, here)))}
        </div>
        <details class="what-if-table">
            <summary>{word("what-if.as-table")}</summary>
            {move || asked.get().map(|asked| table(&points.read(), asked))}
        </details>
    }
}

fn choices(it: &Look<'_>) -> Vec<Choice> {
    let known = it.book.ledger().accounts();
    let both = known.iter().chain(
        it.branch
            .state()
            .accounts()
            .iter()
            .filter(|account| !known.iter().any(|other| other.id == account.id)),
    );
    let mut differ = Vec::new();
    let mut alike = Vec::new();
    let mut currencies: Vec<Currency> = Vec::new();
    let moved: Vec<_> = it.differences.accounts().collect();
    for account in both {
        let choice =
            Choice { held: Held::Account(account.id, account.currency), name: account.name.to_string() };
        let differs = moved.contains(&account.id);
        if differs && !currencies.contains(&account.currency) {
            currencies.push(account.currency);
        }
        if differs { &mut differ } else { &mut alike }.push(choice);
    }
    let total = |currency: Currency| Choice {
        held: Held::Total(currency),
        name: say("what-if.total", &[("currency", currency.code())]),
    };
    // What differs comes first.
    currencies.into_iter().map(total).chain(differ).chain(alike).collect()
}

/// From some time before the first difference up to now.
fn points(it: &Look<'_>, held: Held) -> Vec<Beside> {
    let now = it.book.log().head();
    let since = now.get() - it.branch.fork().get();
    let before = (since / 3).max(60);
    let from = Sequence::new(it.branch.fork().get().saturating_sub(before).max(1)).unwrap_or_default();
    let (moment, with) = compared(it, now);
    beside(&moment, with, held, from, POINTS)
}

/// The moment shown.
fn point_at(it: &Look<'_>, held: Held, position: u64) -> Option<Beside> {
    let (moment, with) = compared(it, Sequence::new(position)?.min(it.book.log().head()));
    beside_now(&moment, with, held)
}

/// The book at that moment, and what it is compared with.
fn compared<'a>(it: &Look<'a>, position: Sequence) -> (Moment<'a, LedgerCodec>, SideBySide<'a>) {
    let (log, past, prepared, ledger) = (it.book.log(), it.book.past(), it.book.prepared(), it.book.ledger());
    let with = SideBySide { differences: it.differences, state: it.branch.state() };
    (Moment { log, past, prepared, ledger, position }, with)
}

/// Where the points are drawn.
#[derive(Clone, Copy)]
struct Scale {
    begin: i64,
    lasted: i128,
    lowest: i128,
    highest: i128,
}

impl Scale {
    fn of(points: &[Beside]) -> Option<Self> {
        let (first, last) = (points.first()?, points.last()?);
        let begin = first.recorded_at.millis();
        let units = || points.iter().flat_map(|point| [point.really, point.otherwise]);
        Some(Self {
            begin,
            lasted: i128::from((last.recorded_at.millis() - begin).max(1)),
            lowest: units().min().unwrap_or(0).min(0),
            highest: units().max().unwrap_or(0).max(0),
        })
    }

    fn y(&self, units: i128) -> i128 {
        let span = (self.highest - self.lowest).max(1);
        MARGIN + (self.highest - units) * (HEIGHT - 2 * MARGIN) / span
    }

    fn x(&self, point: &Beside) -> i128 {
        // What differs from the last moment on is drawn on to the side, where it can be seen.
        let ahead = WIDTH / 40;
        i128::from(point.recorded_at.millis() - self.begin) * (WIDTH - ahead) / self.lasted
    }
}

/// The question about a balance in the book.
fn question(choice: &Choice) -> Asked {
    let scope = match choice.held {
        Held::Total(currency) => Scope::total(currency),
        Held::Account(account, currency) => Scope::balance(account, currency),
    };
    Asked::now(choice.name.clone(), scope)
}

/// The points of the line that would be, each with the question about it.
fn line_of(points: &[Beside], asked: Asked) -> Drawing {
    let Some(scale) = Scale::of(points) else { return Drawing::default() };
    let spot = |it: &Beside| Spot {
        place: (scale.x(it), scale.y(it.otherwise)),
        point: Point { position: it.position, recorded_at: it.recorded_at, units: it.otherwise },
    };
    Drawing::of_spots(
        points.iter().map(spot).collect(),
        Asked { what_if: Some(WhatIfFigure::Otherwise), ..asked },
    )
}

/// A figure of one point as a button that explains it.
fn figure(
    point: &Beside,
    asked: &Asked,
    style: Style,
    what_if: Option<WhatIfFigure>,
) -> impl IntoView + use<> {
    let units = match what_if {
        None => point.really,
        Some(WhatIfFigure::Otherwise) => point.otherwise,
        Some(WhatIfFigure::Apart) => point.otherwise - point.really,
    };
    let asked = Asked { position: Some(point.position.get()), what_if, ..asked.clone() };
    why_then(Figure::total(units, asked.scope.currency, style), &asked)
}

fn drawing(
    app: App,
    points: &[Beside],
    asked: Asked,
    (own, here): (Memo<Drawing>, Memo<Option<Beside>>),
) -> impl IntoView + use<> {
    let (Some(first), Some(last), Some(scale)) = (points.first(), points.last(), Scale::of(points)) else {
        return ().into_any();
    };
    let line = |of: fn(&Beside) -> i128| {
        let mut path = String::new();
        for point in points {
            let (x, y) = (scale.x(point), scale.y(of(point)));
            // Between two events nothing moves: the line is a staircase.
            let _ = if path.is_empty() { write!(path, "M{x} {y}") } else { write!(path, "H{x}V{y}") };
        }
        let _ = write!(path, "H{WIDTH}");
        path
    };
    let zero = (scale.lowest < 0).then(|| format!("M0 {}H{WIDTH}", scale.y(0)));
    let text = |units| Figure::total(units, asked.scope.currency, Style::Currency).text;
    let (really, otherwise) = (text(last.really), text(last.otherwise));
    let (from, to) = (format::moment(first.recorded_at), format::moment(last.recorded_at));
    let label =
        say("what-if.chart", &[("from", &from), ("to", &to), ("really", &really), ("otherwise", &otherwise)]);
    let begins = first.position;
    let mark = move || {
        let here = here.get().filter(|here| app.session.is_past() && here.position >= begins)?;
        Some(format!("M{} 0V{HEIGHT}", scale.x(&here)))
    };
    // What is held at the moment shown, as everywhere on this page.
    let legend = move || {
        let here = here.get()?;
        let at = format::count(here.position.get());
        let when =
            app.session.is_past().then(|| format!("{} · ", say("what-if.at-event", &[("event", &at)])));
        let really = figure(&here, &asked, Style::Currency, None);
        let otherwise = figure(&here, &asked, Style::Currency, Some(WhatIfFigure::Otherwise));
        Some(view! {
            {when}
            <span class="key really"></span> {word("what-if.column-really")} ": " {really} " · "
            <span class="key otherwise"></span> {word("what-if.column-otherwise")} ": " {otherwise}
        })
    };
    view! {
        <figure>
            <div class="plot">
                <svg viewBox="0 0 4000 600" preserveAspectRatio="none" role="img" aria-label=label>
                    <path class="zero" d=zero />
                    <path class="line really" d=line(|point| point.really) />
                    <path class="line otherwise" d=line(|point| point.otherwise) />
                    <path class="moment" d=mark />
                </svg>
                <ChosenPoint drawing=own />
            </div>
            <figcaption class="num">
                <span>{from}</span>
                <span>{legend}</span>
                <span>{to}</span>
            </figcaption>
        </figure>
    }
    .into_any()
}

fn table(points: &[Beside], asked: Asked) -> impl IntoView + use<> {
    // Of many points those at which the difference changes say more than the others.
    let apart = |point: &Beside| point.otherwise - point.really;
    let mut told: Vec<Beside> = Vec::new();
    for (number, point) in points.iter().enumerate() {
        let before = number.checked_sub(1).and_then(|at| points.get(at)).map_or(0, apart);
        if number == 0 || number + 1 == points.len() || apart(point) != before {
            told.push(*point);
        }
    }
    let every = told.len().div_ceil(ROWS).max(1);
    let last = told.len().saturating_sub(1);
    let rows = told.into_iter().enumerate().filter(move |(number, _)| number % every == 0 || *number == last);
    let row = move |(_, point): (usize, Beside)| {
        let differs = point.otherwise != point.really;
        view! {
            <tr>
                <th scope="row">
                    {format::moment(point.recorded_at)} " "
                    <small>{piece::still(vec![Piece::Event(point.position.get())])}</small>
                </th>
                <td class="r">{figure(&point, &asked, Style::Plain, None)}</td>
                <td class="r what-if-figure">{figure(&point, &asked, Style::Plain, Some(WhatIfFigure::Otherwise))}</td>
                <td class="r">{differs.then(|| figure(&point, &asked, Style::Signed, Some(WhatIfFigure::Apart)))}</td>
            </tr>
        }
    };
    view! {
        <div class="card table-card scrolls" tabindex="0" role="region" aria-label=word("what-if.over-time")>
            <table class="num report" aria-label=word("what-if.over-time")>
                <thead>
                    <tr>
                        <th scope="col">{word("what-if.column-moment")}</th>
                        <th scope="col" class="r">{word("what-if.column-really")}</th>
                        <th scope="col" class="r">{word("what-if.column-otherwise")}</th>
                        <th scope="col" class="r">{word("column.difference")}</th>
                    </tr>
                </thead>
                <tbody>{rows.map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
