//! The totals at the top of the overview: one a currency, and what this month brought.

use super::figure::Figure;
use super::format::{self, Style};
use super::why::why;
use crate::app::state::App;
use crate::ledger::{Currency, ValueDate};
use crate::reports::{Overview, Scope};
use crate::wording::{say, word};
use leptos::prelude::*;

/// One currency's total, as text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct TotalLine {
    total: Figure,
    currency: Currency,
    units: i128,
    class: &'static str,
    /// Nothing where the month brought nothing.
    change: Option<(Figure, Scope, i128)>,
    month: String,
}

/// The totals of a moment: the book's own currency first.
pub(super) fn lines(overview: &Overview, base: Option<Currency>) -> Vec<TotalLine> {
    let month = overview.month.map(|month| format::month(month.year(), month.month())).unwrap_or_default();
    let mut totals = overview.totals.clone();
    totals.sort_by_key(|total| Some(total.currency) != base);
    let days = overview.month.map(|month| {
        let last = month.next().first_day().pred_opt();
        (ValueDate::new(month.first_day()).ok(), last.and_then(|day| ValueDate::new(day).ok()))
    });
    let in_month = |total: &crate::reports::Total| {
        let (from, until) = days.unwrap_or_default();
        let figure = Figure::total(total.this_month, total.currency, Style::SignedCurrency);
        (figure, Scope { from, until, ..Scope::total(total.currency) }, total.this_month)
    };
    let line = |total: &crate::reports::Total| TotalLine {
        currency: total.currency,
        units: total.units,
        total: Figure::total(total.units, total.currency, Style::Currency),
        class: match total.this_month {
            change if change > 0 => "in",
            _ => "out",
        },
        change: (total.this_month != 0).then(|| in_month(total)),
        month: say("totals.in-month", &[("month", &month)]),
    };
    totals.iter().map(line).collect()
}

/// The totals.
#[component]
pub(super) fn Totals(
    /// One a currency.
    #[prop(into)]
    lines: Signal<Vec<TotalLine>>,
) -> impl IntoView {
    let app = App::get();
    let line = move |(at, line): (usize, TotalLine)| {
        let size = if at == 0 { "total num" } else { "total other num" };
        let of = word("totals.title");
        let total = why(app, line.total, of.to_owned(), Scope::total(line.currency), line.units);
        view! {
            <li>
                <div class=size>{total}</div>
                {line.change.map(|(change, scope, units)| {
                    let change = why(app, change, format!("{of}, {}", line.month), scope, units);
                    view! {
                        <span class="delta num"><span class=line.class>{change}</span> " " {line.month}</span>
                    }
                })}
            </li>
        }
    };
    view! {
        <div>
            <h2>{word("totals.title")}</h2>
            <ul class="totals">{move || lines.get().into_iter().enumerate().map(line).collect_view()}</ul>
        </div>
    }
}
