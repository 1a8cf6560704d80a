//! Cash flow: what came in and went out, month by month, as bars and as a table.

use super::controls::{self, CurrencyTabs};
use super::{Reading, cell, with_files};
use crate::app::asked::Asked;
use crate::app::state::App;
use crate::ledger::{Currency, ValueDate};
use crate::reports::{Direction, Month, MonthFlow, Scope, cash_flow};
use crate::ui::chart_bars::{self, Bar};
use crate::ui::figure::Figure;
use crate::ui::format::{self, Style};
use crate::wording::{say, word};
use leptos::prelude::*;
use std::fmt::Write as _;

const HEIGHT: f64 = 150.0;
/// The bars show so many of the latest months.
const BARS: usize = 36;

/// The report "Cash flow".
#[component]
pub(super) fn CashFlow(at: Signal<u64>) -> impl IntoView {
    let app = App::get();
    let currency = controls::currency(app, at);
    let flows = Memo::new(move |_| {
        let currency = currency.get()?;
        with_files(app, at, |moment, files| (currency, cash_flow(moment, files, currency)))
    });
    let body = move || match flows.get() {
        None if currency.get().is_none() => {
            view! { <p class="empty">{word("reports.nothing")}</p> }.into_any()
        }
        None => view! { <Reading /> }.into_any(),
        Some((_, flows)) if flows.is_empty() => {
            view! { <p class="empty">{word("reports.nothing")}</p> }.into_any()
        }
        Some((currency, flows)) => view! {
            {bars(currency, &flows)}
            {table(currency, flows)}
        }
        .into_any(),
    };
    view! {
        <div class="report-head">
            <p class="explain">{word("cash-flow.explain")}</p>
            <CurrencyTabs at=at chosen=currency />
        </div>
        {body}
    }
}

/// The latest months as bars: in above the line, out below it.
#[expect(clippy::cast_precision_loss, reason = "a place on the screen need not be exact")]
fn bars(currency: Currency, flows: &[MonthFlow]) -> impl IntoView + use<> {
    let shown = flows.get(flows.len().saturating_sub(BARS)..).unwrap_or_default();
    let top = shown.iter().map(|flow| flow.incoming.max(0)).max().unwrap_or(0);
    let bottom = shown.iter().map(|flow| (-flow.outgoing).max(0)).max().unwrap_or(0);
    let span = (top + bottom).max(1) as f64;
    let zero = top as f64 / span * HEIGHT;
    let width = 1000.0 / shown.len().max(1) as f64;
    let (mut incoming, mut outgoing) = (String::new(), String::new());
    let mut over = Vec::new();
    for (at, flow) in shown.iter().enumerate() {
        let (left, right) = (width * (at as f64 + 0.15), width * (at as f64 + 0.85));
        let up = zero - flow.incoming.max(0) as f64 / span * HEIGHT;
        let down = zero + (-flow.outgoing).max(0) as f64 / span * HEIGHT;
        let _ = write!(incoming, "M{left:.1} {zero:.1}V{up:.1}H{right:.1}V{zero:.1}Z");
        let _ = write!(outgoing, "M{left:.1} {zero:.1}V{down:.1}H{right:.1}V{zero:.1}Z");
        let (from, until) = days_of(flow.month);
        let ways: [(_, &[Direction], _, _, _); 2] = [
            ("column.in", &[Direction::In], flow.incoming, up, zero),
            ("column.out", &[Direction::Out], flow.outgoing, zero, down),
        ];
        for (key, directions, units, above, below) in ways {
            if units == 0 {
                continue;
            }
            // A small bar is as easily reached as a tall one: above the line what came in, below what went out.
            let least = |span: f64| span.max(HEIGHT / 10.0);
            let height = least(below - above);
            let above = if above < zero { zero - height } else { above };
            let scope = Scope { from, until, directions: Some(directions), ..Scope::total(currency) };
            over.push(Bar {
                left: width * at as f64 / 1000.0,
                width: width / 1000.0,
                top: above / HEIGHT,
                height: height / HEIGHT,
                figure: Figure::total(units, currency, Style::Currency),
                asked: Asked::dated(format!("{}, {}", word(key), month_word(flow.month)), scope),
            });
        }
    }
    let name = |flow: Option<&MonthFlow>| flow.map(|flow| month_word(flow.month)).unwrap_or_default();
    let (from, to) = (name(shown.first()), name(shown.last()));
    let count = |months: usize| format::count(months as u64);
    let latest = (flows.len() > BARS)
        .then(|| say("cash-flow.latest", &[("shown", &count(BARS)), ("all", &count(flows.len()))]))
        .map(|text| view! { <span class="extremes">{text}</span> });
    let label = say("cash-flow.chart", &[("from", &from), ("to", &to)]);
    view! {
        <section class="card chart bars">
            <figure>
                <div class="plot">
                    <svg viewBox="0 0 1000 150" preserveAspectRatio="none" role="img" aria-label=label.clone()>
                        <path class="in-bar" d=incoming />
                        <path class="out-bar" d=outgoing />
                        <line class="zero" x1="0" x2="1000" y1=zero.to_string() y2=zero.to_string() />
                    </svg>
                    {chart_bars::buttons(over, label)}
                </div>
                <figcaption><span>{from}</span> {latest} <span>{to}</span></figcaption>
            </figure>
        </section>
    }
}

pub(super) fn month_word(month: Month) -> String {
    format::month(month.year(), month.month())
}

/// The first and the last day of a month.
pub(in crate::ui) fn days_of(month: Month) -> (Option<ValueDate>, Option<ValueDate>) {
    let last = month.next().first_day().pred_opt();
    (ValueDate::new(month.first_day()).ok(), last.and_then(|day| ValueDate::new(day).ok()))
}

fn table(currency: Currency, flows: Vec<MonthFlow>) -> impl IntoView {
    let exchanges = flows.iter().any(|flow| flow.exchanged != 0);
    let sum = |part: &dyn Fn(&MonthFlow) -> i128| flows.iter().map(part).sum::<i128>();
    let totals = (
        sum(&|flow| flow.incoming),
        sum(&|flow| flow.outgoing),
        sum(&|flow| flow.exchanged),
        sum(&MonthFlow::net),
    );
    let row = move |flow: MonthFlow| {
        let name = month_word(flow.month);
        let (from, until) = days_of(flow.month);
        let scope = move |directions| Scope { from, until, directions, ..Scope::total(currency) };
        let of = |key| format!("{}, {name}", word(key));
        let one = |units, key, ways| cell(units, currency, of(key), scope(ways));
        let held = Scope { until, ..Scope::total(currency) };
        view! {
            <tr>
                <th scope="row">{name.clone()}</th>
                {one(flow.incoming, "column.in", Some(&[Direction::In]))}
                {one(flow.outgoing, "column.out", Some(&[Direction::Out]))}
                {exchanges.then(|| one(flow.exchanged, "column.exchanged", Some(&[Direction::Move])))}
                {one(flow.net(), "column.net", None)}
                {cell(flow.held, currency, of("column.held"), held)}
            </tr>
        }
    };
    let total = |units, key, directions| {
        let scope = Scope { directions, ..Scope::total(currency) };
        cell(units, currency, word(key).to_owned(), scope)
    };
    view! {
        <div class="card table-card scrolls" tabindex="0" role="region" aria-label=word("report.cash-flow")>
            <table class="num report" aria-label=word("report.cash-flow")>
                <thead>
                    <tr>
                        <th scope="col">{word("column.month")}</th>
                        <th scope="col" class="r">{word("column.in")}</th>
                        <th scope="col" class="r">{word("column.out")}</th>
                        {exchanges.then(|| view! { <th scope="col" class="r">{word("column.exchanged")}</th> })}
                        <th scope="col" class="r">{word("column.net")}</th>
                        <th scope="col" class="r">{word("column.held")}</th>
                    </tr>
                </thead>
                <tbody>{flows.into_iter().rev().map(row).collect_view()}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{word("column.total")}</th>
                        {total(totals.0, "column.in", Some(&[Direction::In]))}
                        {total(totals.1, "column.out", Some(&[Direction::Out]))}
                        {exchanges.then(|| total(totals.2, "column.exchanged", Some(&[Direction::Move])))}
                        {total(totals.3, "column.net", None)}
                        <td></td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}
