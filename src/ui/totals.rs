//! The totals at the top of the overview: one a currency, and what this month brought.

use super::figure::Figure;
use super::format::{self, Style};
use super::piece::Piece;
use super::reports::days_of;
use super::sheet::{Fill, Row};
use crate::app::asked::Asked;
use crate::ledger::Currency;
use crate::reports::{Overview, Scope, Total};
use crate::wording::{say, word};

/// One currency's total; what came in this month has another colour than what went out.
pub(super) const TOTAL: &str = r#"<li><div class="total num" data-hole></div>
<span class="delta num"><span class="in" data-hole></span><span class="out" data-hole></span>
<span data-hole></span></span></li>"#;

/// The totals of a moment: the book's own currency first.
pub(super) fn rows(overview: &Overview, base: Option<Currency>) -> Vec<Row> {
    let month = overview.month.map(|month| format::month(month.year(), month.month())).unwrap_or_default();
    let (own, others): (Vec<&Total>, _) = overview.totals.iter().partition(|it| Some(it.currency) == base);
    let totals = own.into_iter().chain(others);
    let row = |(number, total): (u64, &Total)| {
        let figure = |units, style, of: String, scope| {
            let figure = Figure::total(units, total.currency, style);
            Fill::one(Piece::Why(figure, Box::new(Asked::now(of, scope))))
        };
        let everything = || word("totals.title").to_owned();
        let nothing = || Fill::Pieces(Vec::new());
        let change = || {
            let (from, until) = overview.month.map(days_of).unwrap_or_default();
            let scope = Scope { from, until, ..Scope::total(total.currency) };
            figure(total.this_month, Style::SignedCurrency, format!("{}, {month}", everything()), scope)
        };
        let (came, went) = match total.this_month {
            0 => (nothing(), nothing()),
            change_is if change_is > 0 => (change(), nothing()),
            _ => (nothing(), change()),
        };
        let brought = (total.this_month != 0).then(|| say("totals.in-month", &[("month", &month)]));
        let all = figure(total.units, Style::Currency, everything(), Scope::total(total.currency));
        let fills = vec![all, came, went, Fill::words(brought)];
        Row { key: number, own: Vec::new(), fills }
    };
    (0..).zip(totals).map(row).collect()
}
