//! An account at a glance: its name, what it holds, how it was used last.

use super::figure::Figure;
use super::format::{self, Style};
use super::piece::Piece;
use super::sheet::{Fill, Row};
use crate::app::asked::Asked;
use crate::ledger::{Account, Kind, Status};
use crate::reports::Scope;
use crate::wording::{say, word};

/// A card of the overview.
pub(super) const CARD: &str = r#"<article class="card"><header><span data-hole></span>
<span class="tag"><span class="pill frozen" data-hole></span> <span class="pill closed" data-hole></span>
<span data-hole></span></span></header><div class="bal num" data-hole></div><small data-hole></small></article>"#;

/// A row of the page of accounts.
pub(super) const ROW: &str = r#"<tr class="entry"><td><div class="first"><span data-hole></span>
<span class="pill frozen" data-hole></span><span class="pill closed" data-hole></span></div>
<small class="second" data-hole></small></td><td class="wide-only"><small data-hole></small></td>
<td class="r"><span data-hole></span></td></tr>"#;

/// The account as it was, on a card. Accounts are numbered in order of opening.
pub(super) fn card(number: u64, account: &Account) -> Row {
    let mut fills = named(account);
    let currency = Fill::one(Piece::words(account.currency.code()));
    fills.extend([currency, balance(account), Fill::one(Piece::words(facts(account)))]);
    Row { key: number, own: vec![("aria-label", Some(account.name.to_string()))], fills }
}

/// The same in a row.
pub(super) fn row(number: u64, account: &Account) -> Row {
    let kind = word(match account.kind {
        Kind::Asset => "kind.asset",
        Kind::Liability => "kind.liability",
    });
    let sort = Fill::one(Piece::words(format!("{kind} · {}", account.currency.code())));
    let mut fills = named(account);
    fills.extend([sort, Fill::one(Piece::words(facts(account))), balance(account)]);
    Row { key: number, own: Vec::new(), fills }
}

fn named(account: &Account) -> Vec<Fill> {
    let [frozen, closed] = status(account.status);
    vec![Fill::one(Piece::Account(account.id, account.name.to_string())), frozen, closed]
}

fn balance(account: &Account) -> Fill {
    let asked = Asked::now(account.name.to_string(), Scope::balance(account.id, account.currency));
    Fill::one(Piece::Why(Figure::of(account.money(), Style::Currency), Box::new(asked)))
}

/// Whether an account is frozen or closed, as a mark: one hole for either.
pub(super) fn status(status: Status) -> [Fill; 2] {
    let mark = |of: Status, key| Fill::words((status == of).then(|| word(key)));
    [mark(Status::Frozen, "status.frozen"), mark(Status::Closed, "status.closed")]
}

/// What is known beside its balance, in one line.
fn facts(account: &Account) -> String {
    let key = if account.entries == 1 { "card.entry" } else { "card.entries" };
    let mut facts = say(key, &[("count", &format::count(account.entries))]);
    let counted = account.reconciled.map(|reconciled| ("card.reconciled", reconciled.date));
    let last = || account.last_entry.and_then(|(_, at)| Some(("card.last", format::local_day(at)?)));
    if let Some((key, day)) = counted.or_else(last) {
        facts.push_str(" · ");
        facts.push_str(&say(key, &[("day", &format::day(day))]));
    }
    facts
}
