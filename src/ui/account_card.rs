//! An account at a glance: its name, what it holds, how it was used last.

use super::figure::Figure;
use super::format::{self, Style};
use super::piece::{self, Piece};
use super::sheet::{Fill, Row};
use crate::app::asked::Asked;
use crate::ledger::{Account, Kind, Status, ValueDate};
use crate::record::LedgerCodec;
use crate::reports::{Moment, Scope, SinceCounted};
use crate::wording::{say, word};

/// A card of the overview.
pub(super) const CARD: &str = r#"<article class="card"><header><span data-hole></span>
<span class="tag"><span class="pill frozen" data-hole></span> <span class="pill closed" data-hole></span>
<span data-hole></span></span></header><div class="bal num" data-hole></div><small data-hole></small></article>"#;

/// A row of the page of accounts.
pub(super) const ROW: &str = r#"<tr class="entry"><th scope="row"><div class="first"><span data-hole></span>
<span class="pill frozen" data-hole></span><span class="pill closed" data-hole></span></div>
<small class="second" data-hole></small></th><td class="wide-only"><small data-hole></small></td>
<td class="r"><span data-hole></span></td></tr>"#;

/// The account as it was, on a card. Accounts are numbered in order of opening.
/// `since` is what became of the day that was counted last, where that is known.
pub(super) fn card(number: u64, account: &Account, since: Option<SinceCounted>) -> Row {
    let mut fills = named(account);
    let currency = Fill::one(Piece::words(account.currency.code()));
    fills.extend([currency, balance(account), Fill::Pieces(facts(account, since))]);
    Row { key: number, own: vec![("aria-label", Some(account.name.to_string()))], fills }
}

/// The same in a row.
pub(super) fn row(number: u64, account: &Account, since: Option<SinceCounted>) -> Row {
    let kind = word(match account.kind {
        Kind::Asset => "kind.asset",
        Kind::Liability => "kind.liability",
    });
    let sort = Fill::one(Piece::words(format!("{kind} · {}", account.currency.code())));
    let mut fills = named(account);
    fills.extend([sort, Fill::Pieces(facts(account, since)), balance(account)]);
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

/// What became of the day an account was counted on last, as the moment knows it.
pub(super) fn since_counted(moment: &Moment<'_, LedgerCodec>, account: &Account) -> Option<SinceCounted> {
    let (number, _) = moment.account(account.id)?;
    Some(moment.prepared.counted.since(number, account.reconciled.as_ref()?, moment.position))
}

/// What is known beside its balance, in one line.
fn facts(account: &Account, since: Option<SinceCounted>) -> Vec<Piece> {
    let mut facts = vec![Piece::words(Figure::entries(account.entries).text)];
    let last = || account.last_entry.and_then(|(_, at)| format::local_day(at));
    if let Some(reconciled) = account.reconciled {
        facts.push(Piece::words(" · "));
        facts.extend(counted(reconciled.date, since));
    } else if let Some(day) = last() {
        facts.push(Piece::words(format!(" · {}", say("card.last", &[("day", &format::day(day))]))));
    }
    facts
}

/// That a day was counted; that its balance changed since, where it did, and because of which events.
fn counted(date: ValueDate, since: Option<SinceCounted>) -> Vec<Piece> {
    let day = format::day(date);
    let said = |key| Piece::words(say(key, &[("day", &day)]));
    match since {
        None => vec![said("card.counted")],
        Some(since) if since.holds() => vec![said("card.reconciled")],
        Some(since) => {
            let one = since.events.len() == 1;
            let said = said(if one { "card.counted-changed-one" } else { "card.counted-changed" });
            let mut pieces = vec![said, Piece::words(" ")];
            pieces.extend(piece::events(since.events.into_iter()));
            pieces
        }
    }
}

/// The same in a whole sentence, and by how much.
pub(super) fn counted_sentence(
    account: &Account,
    date: ValueDate,
    since: Option<SinceCounted>,
) -> Vec<Piece> {
    let day = format::day(date);
    let Some(since) = since.filter(|since| !since.holds()) else { return vec![Piece::words(day)] };
    let change = Figure::total(since.units, account.currency, Style::SignedCurrency);
    let one = since.events.len() == 1;
    let key = if one { "fact.counted-changed-one" } else { "fact.counted-changed" };
    let mut pieces = vec![Piece::words(format!("{} ", say(key, &[("day", &day)])))];
    pieces.extend(piece::events(since.events.into_iter()));
    pieces.extend([Piece::words(": "), Piece::Money(change)]);
    pieces
}
