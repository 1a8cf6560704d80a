//! What came in and went out by category, or by counterparty, in a period.

use super::controls::{self, CurrencyTabs, Period};
use super::{Reading, cell, with_files};
use crate::app::address::{Address, Page};
use crate::app::asked::Asked;
use crate::app::state::App;
use crate::ledger::Currency;
use crate::reports::{Direction, Filter, LabelTotal, LabelledBy, Scope, label_totals};
use crate::ui::figure::Figure;
use crate::ui::why::why_then;
use crate::wording::word;
use leptos::prelude::*;

/// Transfers within the book have labels, too, but neither come in nor go out.
pub(super) const EITHER: Option<&[Direction]> = Some(&[Direction::In, Direction::Out]);

/// The reports "Categories" and "Counterparties".
#[component]
pub(super) fn ByLabel(at: Signal<u64>, by_category: bool) -> impl IntoView {
    let app = App::get();
    let currency = controls::currency(app, at);
    let days = Memo::new(move |_| {
        let address = app.address.read();
        (address.filter.from, address.filter.to)
    });
    let by = if by_category { LabelledBy::Category } else { LabelledBy::Counterparty };
    let totals = Memo::new(move |_| {
        let (currency, days) = (currency.get()?, days.get());
        with_files(app, at, |moment, files| (currency, label_totals(moment, files, currency, by, days)))
    });
    let body = move || match totals.get() {
        _ if controls::upside_down(days.get()) => ().into_any(),
        None if currency.get().is_some() => view! { <Reading /> }.into_any(),
        Some((currency, totals)) if !totals.is_empty() => {
            table(currency, totals, by_category, days).into_any()
        }
        _ => view! { <p class="empty">{word("reports.nothing")}</p> }.into_any(),
    };
    view! {
        <div class="report-head">
            <p class="explain">{word("labels.explain")}</p>
            <CurrencyTabs at=at chosen=currency />
        </div>
        <div class="filters"><Period days=days /></div>
        {body}
    }
}

fn table(
    currency: Currency,
    totals: Vec<LabelTotal>,
    by_category: bool,
    days: Memo<(Option<crate::ledger::ValueDate>, Option<crate::ledger::ValueDate>)>,
) -> impl IntoView {
    let (from, until) = days.get();
    let largest = totals.iter().map(|it| it.incoming.abs().max(it.outgoing.abs())).max().unwrap_or(1).max(1);
    let sum = |part: &dyn Fn(&LabelTotal) -> i128| totals.iter().map(part).sum::<i128>();
    let sums = (sum(&|it| it.incoming), sum(&|it| it.outgoing), sum(&LabelTotal::net));
    let row = move |total: LabelTotal| {
        let label = total.label.clone();
        let without = if by_category { "labels.no-category" } else { "labels.no-counterparty" };
        let name = label.clone().unwrap_or_else(|| word(without).to_owned());
        let called = name.clone();
        let of = move |key| format!("{called}, {}", word(key));
        let scope = |directions| {
            let mut scope = Scope { from, until, directions, ..Scope::total(currency) };
            *if by_category { &mut scope.category } else { &mut scope.counterparty } = Some(label.clone());
            scope
        };
        let one = |units, key, ways| cell(units, currency, of(key), scope(ways));
        let link = label.clone().map(|label| {
            let filter = if by_category {
                Filter { category: Some(label), from, to: until, ..Filter::default() }
            } else {
                Filter { text: label, from, to: until, ..Filter::default() }
            };
            Address { filter, ..Address::of(Page::Journal, None) }.to_string()
        });
        let head = match link {
            Some(link) => view! { <a href=link><bdi>{name}</bdi></a> }.into_any(),
            None => view! { <span class="quiet">{name}</span> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row">{head} {shares(
                    largest,
                    [(total.incoming, Direction::In), (total.outgoing, Direction::Out)].map(|(units, way)| {
                        let (key, ways): (_, &[Direction]) = if way == Direction::In {
                            ("column.in", &[Direction::In])
                        } else {
                            ("column.out", &[Direction::Out])
                        };
                        (units, Asked::dated(of(key), scope(Some(ways))))
                    }),
                )}</th>
                {one(total.incoming, "column.in", Some(&[Direction::In]))}
                {one(total.outgoing, "column.out", Some(&[Direction::Out]))}
                {one(total.net(), "column.net", EITHER)}
                <td class="r wide-only">
                    {why_then(Figure::count(total.entries), &Asked::count(of("column.entries"), scope(EITHER)))}
                </td>
            </tr>
        }
    };
    let label = if by_category { "report.categories" } else { "report.counterparties" };
    let total = |units, key, directions| {
        let scope = Scope { from, until, directions, ..Scope::total(currency) };
        cell(units, currency, format!("{}, {}", word("column.total"), word(key)), scope)
    };
    view! {
        <div class="card table-card scrolls" tabindex="0" role="region" aria-label=word(label)>
            <table class="num report" aria-label=word(label)>
                <thead>
                    <tr>
                        <th scope="col">{word(if by_category { "field.category" } else { "field.counterparty" })}</th>
                        <th scope="col" class="r">{word("column.in")}</th>
                        <th scope="col" class="r">{word("column.out")}</th>
                        <th scope="col" class="r">{word("column.net")}</th>
                        <th scope="col" class="r col-entries wide-only">{word("column.entries")}</th>
                    </tr>
                </thead>
                <tbody>{totals.into_iter().map(row).collect_view()}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{word("column.total")}</th>
                        {total(sums.0, "column.in", Some(&[Direction::In]))}
                        {total(sums.1, "column.out", Some(&[Direction::Out]))}
                        {total(sums.2, "column.net", EITHER)}
                        <td class="wide-only"></td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}

/// How much of the largest came in and went out, drawn. A bar explains itself to who points at it; for the others the
/// figures beside it do.
#[expect(clippy::cast_precision_loss, reason = "a place on the screen need not be exact")]
fn shares(largest: i128, both: [(i128, Asked); 2]) -> impl IntoView {
    let width = |units: i128| (units.abs() as f64 / largest as f64 * 100.0).to_string();
    let bar = move |(number, (units, asked)): (usize, (i128, Asked))| {
        let (class, top) = if number == 0 { ("why in-bar", "0") } else { ("why out-bar", "5") };
        view! {
            <rect class=class x="0" y=top height="5" width=width(units) data-why=asked.to_string()
                data-units=units.to_string() />
        }
    };
    view! {
        <svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            {both.into_iter().enumerate().map(bar).collect_view()}
        </svg>
    }
}
