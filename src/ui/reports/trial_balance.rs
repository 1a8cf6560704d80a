//! The trial balance: every account and what stands against it, each currency summing to zero.

use super::labels::EITHER;
use super::{Reading, with_files};
use crate::app::address::{Address, Page};
use crate::app::asked::{Asked, Reading, Side};
use crate::app::state::App;
use crate::ledger::{Currency, Kind, OPENING_BALANCE};
use crate::reports::{Direction, Scope, TrialAccount, TrialBalance, TrialRow, trial_balance};
use crate::ui::figure::Figure;
use crate::ui::format::Style;
use crate::ui::why::why_then;
use crate::wording::word;
use leptos::prelude::*;

/// The report "Trial balance".
#[component]
pub(super) fn TrialBalances(at: Signal<u64>) -> impl IntoView {
    let app = App::get();
    let balances = Memo::new(move |_| with_files(app, at, trial_balance));
    let body = move || match balances.get() {
        None => view! { <Reading /> }.into_any(),
        Some(balances) if balances.is_empty() => {
            view! { <p class="empty">{word("reports.nothing")}</p> }.into_any()
        }
        Some(balances) => balances.into_iter().map(table).collect_view().into_any(),
    };
    view! {
        <p class="explain">{word("trial.explain")}</p>
        {body}
    }
}

fn table(balance: TrialBalance) -> impl IntoView {
    let currency = balance.currency;
    let (debit, credit) = balance.sides();
    let total = |units, side, key| {
        let of = format!("{}, {}", word("column.total"), word(key));
        let asked = Asked { side: Some(side), ..Asked::now(of, Scope::total(currency)) };
        why_then(Figure::total(units, currency, Style::Plain), &asked)
    };
    let verdict = if debit == credit {
        view! { <span class="good">"✓ " {word("trial.balanced")}</span> }.into_any()
    } else {
        view! { <span role="alert">{word("trial.unbalanced")}</span> }.into_any()
    };
    let title = format!("{} · {}", word("report.trial-balance"), currency.code());
    let region = title.clone();
    view! {
        <section class="section">
            <h2>{currency.code()} " " {verdict}</h2>
            <div class="card table-card scrolls" tabindex="0" role="region" aria-label=region>
                <table class="num report" aria-label=title>
                    <thead>
                        <tr>
                            <th scope="col">{word("column.account")}</th>
                            <th scope="col" class="wide-only col-date">{word("fact.kind")}</th>
                            <th scope="col" class="r">{word("column.debit")}</th>
                            <th scope="col" class="r">{word("column.credit")}</th>
                        </tr>
                    </thead>
                    <tbody>{balance.rows.into_iter().map(|line| row(currency, line)).collect_view()}</tbody>
                    <tfoot>
                        <tr>
                            <th scope="row">{word("column.total")}</th>
                            <td class="wide-only"></td>
                            <td class="r">{total(debit, Side::Debit, "column.debit")}</td>
                            <td class="r">{total(credit, Side::Credit, "column.credit")}</td>
                        </tr>
                    </tfoot>
                </table>
            </div>
        </section>
    }
}

/// What a line is of, as text, what sort of account it is, and what its figure is the sum of.
pub(in crate::ui) fn described(currency: Currency, account: TrialAccount) -> (String, &'static str, Scope) {
    let total = Scope::total(currency);
    let none = || word("labels.no-category").to_owned();
    match account {
        TrialAccount::Own { id, name, kind } => {
            let kind = match kind {
                Kind::Asset => "kind.asset",
                Kind::Liability => "kind.liability",
            };
            (name, kind, Scope::balance(id, currency))
        }
        TrialAccount::Opening => {
            let (directions, category) = (EITHER, Some(Some(OPENING_BALANCE.to_owned())));
            let scope = Scope { directions, category, ..total };
            (word("trial.opening").to_owned(), "trial.equity", scope)
        }
        TrialAccount::Income(label) => {
            let scope = Scope { directions: Some(&[Direction::In]), category: Some(label.clone()), ..total };
            (label.unwrap_or_else(none), "trial.income", scope)
        }
        TrialAccount::Expense(label) => {
            let scope = Scope { directions: Some(&[Direction::Out]), category: Some(label.clone()), ..total };
            (label.unwrap_or_else(none), "trial.expense", scope)
        }
        TrialAccount::Exchange => {
            let scope = Scope { directions: Some(&[Direction::Move]), ..total };
            (word("trial.exchange").to_owned(), "trial.equity", scope)
        }
    }
}

/// A line's figure without its sign, on the side that says it, as something that can be asked; `kind` is the key of the word for
/// what sort of account the line is of.
pub(in crate::ui) fn asked(name: &str, kind: &'static str, scope: Scope, units: i128, own: bool) -> Asked {
    // A category can be both income and expense.
    let name = if own { name.to_owned() } else { format!("{name}, {}", word(kind)) };
    // What stands against the book's own accounts has their entries' amounts the other way round.
    let reading = if (units < 0) == own { Reading::Turned } else { Reading::Sum };
    Asked { reading, ..Asked::now(name, scope) }
}

fn row(currency: Currency, row: TrialRow) -> impl IntoView {
    let own = match &row.account {
        TrialAccount::Own { id, .. } => Some(*id),
        _ => None,
    };
    let (name, kind, scope) = described(currency, row.account);
    let head = match own {
        Some(id) => {
            view! { <a href=Address::of(Page::Account(id), None).to_string()><bdi>{name.clone()}</bdi></a> }
                .into_any()
        }
        None => view! { <bdi>{name.clone()}</bdi> }.into_any(),
    };
    let side = |units: i128| {
        let shown = (units > 0).then(|| {
            let figure = Figure::total(units, currency, Style::Plain);
            why_then(figure, &asked(&name, kind, scope.clone(), row.units, own.is_some()))
        });
        view! { <td class="r">{shown}</td> }
    };
    view! {
        <tr>
            <th scope="row">{head}</th>
            <td class="wide-only"><small>{word(kind)}</small></td>
            {side(row.units)}
            {side(-row.units)}
        </tr>
    }
}
