//! The totals at the top of the overview: one a currency, and what this month brought.

use super::figure::Figure;
use super::format::{self, Style};
use crate::ledger::Currency;
use crate::reports::Overview;
use crate::wording::{say, word};
use leptos::prelude::*;

/// One currency's total, as text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct TotalLine {
    total: Figure,
    class: &'static str,
    /// Nothing where the month brought nothing.
    change: Option<Figure>,
    month: String,
}

/// The totals of a moment: the book's own currency first.
pub(super) fn lines(overview: &Overview, base: Option<Currency>) -> Vec<TotalLine> {
    let month = overview.month.map(|month| format::month(month.year(), month.month())).unwrap_or_default();
    let mut totals = overview.totals.clone();
    totals.sort_by_key(|total| Some(total.currency) != base);
    let line = |total: &crate::reports::Total| TotalLine {
        total: Figure::total(total.units, total.currency, Style::Currency),
        class: match total.this_month {
            change if change > 0 => "in",
            _ => "out",
        },
        change: (total.this_month != 0)
            .then(|| Figure::total(total.this_month, total.currency, Style::SignedCurrency)),
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
    let line = |(at, line): (usize, TotalLine)| {
        let size = if at == 0 { "total num" } else { "total other num" };
        view! {
            <li>
                <div class=size>{line.total.view()}</div>
                {line.change.map(|change| view! {
                    <span class="delta num"><span class=line.class>{change.view()}</span> " " {line.month}</span>
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
