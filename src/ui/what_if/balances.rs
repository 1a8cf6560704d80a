//! What every account holds at the moment shown, and what it would hold.

use super::super::figure::Figure;
use super::super::format::{self, Style};
use super::super::piece::{self, Piece};
use super::super::why::why_then;
use crate::app::asked::{Asked, WhatIfFigure};
use crate::app::state::App;
use crate::app::what_if::Look;
use crate::event_sourcing::Sequence;
use crate::ledger::{AccountId, Currency};
use crate::reports::Scope;
use crate::wording::{say, word};
use leptos::prelude::*;

/// So many accounts that do not differ are listed.
const ALIKE: usize = 20;

#[derive(Clone, PartialEq)]
struct Line {
    /// The account, where it is not a total.
    account: Option<AccountId>,
    name: String,
    currency: Currency,
    really: i128,
    otherwise: i128,
    /// Whether the book has it at all.
    in_book: bool,
}

#[derive(Clone, PartialEq, Default)]
struct Shown {
    lines: Vec<Line>,
    alike: usize,
}

/// The table.
#[component]
pub(super) fn Balances() -> impl IntoView {
    let app = App::get();
    let shown = Memo::new(move |_| {
        let position = app.session.position();
        app.what_if.look(|it| look(&it, position)).flatten().unwrap_or_default()
    });
    view! {
        <div class="card table-card scrolls" tabindex="0" role="region" aria-label=word("what-if.balances")>
            <table class="num report" aria-label=word("what-if.balances")>
                <thead>
                    <tr>
                        <th scope="col">{word("column.account")}</th>
                        <th scope="col" class="r">{word("what-if.column-really")}</th>
                        <th scope="col" class="r">{word("what-if.column-otherwise")}</th>
                        <th scope="col" class="r">{word("column.difference")}</th>
                    </tr>
                </thead>
                <tbody>{move || shown.get().lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <p class="explain">{word("what-if.explained")}</p>
        {move || Some(shown.read().alike).filter(|alike| *alike > 0).map(|alike| view! {
            <p class="explain num">{say("what-if.alike", &[("count", &format::count(alike as u64))])}</p>
        })}
    }
}

fn row(line: Line) -> impl IntoView {
    let scope = match line.account {
        Some(account) => Scope::balance(account, line.currency),
        None => Scope::total(line.currency),
    };
    let question = Asked::now(line.name.clone(), scope);
    let figure = |units, style, what_if| {
        let asked = Asked { what_if, ..question.clone() };
        why_then(Figure::total(units, line.currency, style), &asked)
    };
    // Where there is no such account nothing explains itself.
    let really = if line.in_book {
        figure(line.really, Style::Currency, None).into_any()
    } else {
        Figure::total(line.really, line.currency, Style::Currency).view().into_any()
    };
    let name = match line.account.filter(|_| line.in_book) {
        Some(account) => Piece::Account(account, line.name),
        None => Piece::words(line.name),
    };
    let apart = line.otherwise - line.really;
    let class = if line.account.is_none() { "total-row" } else { "" };
    view! {
        <tr class=class>
            <th scope="row">{piece::still(vec![name])}</th>
            <td class="r">{really}</td>
            <td class="r what-if-figure">{figure(line.otherwise, Style::Currency, Some(WhatIfFigure::Otherwise))}</td>
            <td class="r">{(apart != 0).then(|| figure(apart, Style::Signed, Some(WhatIfFigure::Apart)))}</td>
        </tr>
    }
}

fn look(it: &Look<'_>, position: u64) -> Option<Shown> {
    let at = Sequence::new(position)?;
    let really = it.book.ledger_at(at).ok()?;
    let mut lines: Vec<Line> = Vec::new();
    for account in really.accounts() {
        let units = i128::from(account.balance.get());
        lines.push(Line {
            account: Some(account.id),
            name: account.name.to_string(),
            currency: account.currency,
            really: units,
            otherwise: units + it.differences.of(account.id, at),
            in_book: true,
        });
    }
    // Those that are only in the branch have no page of their own.
    let known = |id| it.book.past().account(id).is_some();
    for account in it.branch.state().accounts().iter().filter(|account| !known(account.id)) {
        lines.push(Line {
            account: Some(account.id),
            name: say("what-if.only-here", &[("name", account.name.as_str())]),
            currency: account.currency,
            really: 0,
            otherwise: it.differences.of(account.id, at),
            in_book: false,
        });
    }
    let mut totals: Vec<Line> = Vec::new();
    for line in &lines {
        let at = totals.iter().position(|total| total.currency == line.currency);
        let name = say("what-if.total", &[("currency", line.currency.code())]);
        let (currency, really, otherwise) = (line.currency, 0, 0);
        let zero = Line { account: None, name, currency, really, otherwise, in_book: true };
        let at = at.unwrap_or_else(|| {
            totals.push(zero);
            totals.len() - 1
        });
        if let Some(total) = totals.get_mut(at) {
            total.really += line.really;
            total.otherwise += line.otherwise;
        }
    }
    // As long as anything of a currency ever differs, its total is worth a look.
    let moved: Vec<_> = it.differences.accounts().collect();
    let differs = |of: &Line| {
        lines
            .iter()
            .any(|line| line.currency == of.currency && line.account.is_some_and(|id| moved.contains(&id)))
    };
    totals.retain(differs);
    let (differ, alike): (Vec<_>, Vec<_>) = lines.into_iter().partition(|it| it.really != it.otherwise);
    let more = alike.len().saturating_sub(ALIKE);
    let lines = totals.into_iter().chain(differ).chain(alike.into_iter().take(ALIKE)).collect();
    Some(Shown { lines, alike: more })
}
