//! The totals at the top of the overview: one a currency, and what this month brought.

use super::figure::Figure;
use super::format::{self, Style};
use super::piece::Piece;
use super::sheet::{Fill, Row};
use crate::ledger::Currency;
use crate::reports::{Overview, Total};
use crate::wording::say;

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
        let figure = |units, style| Fill::one(Piece::Money(Figure::total(units, total.currency, style)));
        let nothing = || Fill::Pieces(Vec::new());
        let change = || figure(total.this_month, Style::SignedCurrency);
        let (came, went) = match total.this_month {
            0 => (nothing(), nothing()),
            change_is if change_is > 0 => (change(), nothing()),
            _ => (nothing(), change()),
        };
        let brought = (total.this_month != 0).then(|| say("totals.in-month", &[("month", &month)]));
        let fills = vec![figure(total.units, Style::Currency), came, went, Fill::words(brought)];
        Row { key: number, own: Vec::new(), fills }
    };
    (0..).zip(totals).map(row).collect()
}
