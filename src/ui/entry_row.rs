//! One entry in a list: everything a row of the journal or of an account's register shows.

use super::figure::Figure;
use super::format::{self, Style};
use super::icon;
use super::piece::{self, Piece};
use super::sheet::{Fill, Row as SheetRow};
use crate::app::asked::Asked;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::event_sourcing::EventId;
use crate::ledger::AccountId;
use crate::reports::{Direction, RegisterRow, Row, Scope, Share, Sort};
use crate::wording::word;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

/// A row without what can be done with it.
pub(super) const PATTERN: &str = r#"<tr class="entry">
<td class="wide-only"><small data-hole></small></td>
<td class="wide-only"><span data-hole></span></td>
<th scope="row"><div class="first"><span data-hole><span data-hole></span></span><bdi class="quiet" data-hole></bdi>
<span class="pill mark-pill" data-hole></span></div>
<small class="second"><span class="narrow-only" data-hole></span><span class="way" data-hole></span><span data-hole></span>
<bdi class="pill" data-hole></bdi></small></th>
<td data-hole><span data-hole></span><small class="second" data-hole></small>
<small class="second narrow-only" data-hole></small></td>
<td class="r wide-only"><span data-hole></span></td>"#;

/// What follows in a row that offers what can be done: a button each, or on a narrow screen one that opens them all.
pub(super) fn actions() -> Vec<&'static str> {
    // The names stand in the pattern: at a step of the slider nothing is said of them.
    let buttons = [
        ("wide-only", "categorize", "gesture.categorize", icon::LABEL, " data-hole"),
        ("wide-only", "correct", "gesture.correct", icon::PEN, " data-hole"),
        ("wide-only", "reverse", "gesture.reverse", icon::UNDO, " data-hole"),
        ("wide-only", "what-if", "gesture.what-if-entry", icon::BRANCH, " data-hole"),
        ("wide-only", "moment", "gesture.go-to", icon::CLOCK, ""),
        ("narrow-only", "actions", "gesture.entry-actions", icon::MORE, ""),
    ];
    let mut pattern = vec![r#"<td class="actions"><div class="row-actions" data-hole>"#];
    for (class, name, title, path, hole) in buttons {
        let title = word(title);
        pattern.extend([r#"<button type="button" class="icon "#, class, r#"" name=""#, name]);
        pattern.extend([r#"" title=""#, title, r#"""#, hole]);
        pattern.extend([r#"><svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=""#, path]);
        pattern.push(r#""/></svg></button>"#);
    }
    pattern.push("</div></td>");
    pattern
}

/// How the rows of one list are written.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    /// Whether amounts name their currency, as where the book holds several.
    pub(super) coded: bool,
    /// Whether this moment offers to correct entries.
    pub(super) offered: bool,
}

/// An entry as the journal shows it.
pub(super) fn of_journal(row: &Row, manner: Manner) -> SheetRow {
    let (signed, plain) =
        if manner.coded { (Style::SignedCurrency, Style::Currency) } else { (Style::Signed, Style::Plain) };
    let share = row.shares.first();
    // A transfer neither brings in nor takes out: its amount has no sign.
    let amount = match row.direction {
        Some(Direction::Move) | None => row.amount.map(|amount| Figure::of(amount, plain)),
        Some(_) => share.map(|share| Figure::of(share.change, signed)),
    };
    let balance = share.map(|share| balance(row, share, plain));
    let received = row.received.map(|received| Figure::of(received, Style::Currency));
    of(row, (amount, received, balance), manner)
}

/// An entry as an account's own page shows it.
pub(super) fn of_register(line: &RegisterRow, account: AccountId, manner: Manner) -> SheetRow {
    let amount = Figure::of(line.change, Style::Signed);
    let balance = line.row.share(account).map(|share| balance(&line.row, share, Style::Plain));
    of(&line.row, (Some(amount), None, balance), manner)
}

/// An account's balance right after an entry, which explains itself.
fn balance(row: &Row, share: &Share, style: Style) -> Piece {
    let scope = Scope::balance(share.account, share.balance.currency);
    let position = Some(row.sequence.get());
    let asked = Asked { position, ..Asked::now(share.name.to_string(), scope) };
    Piece::Why(Figure::of(share.balance, style), Box::new(asked))
}

type Figures = (Option<Figure>, Option<Figure>, Option<Piece>);

fn of(row: &Row, (amount, received, balance): Figures, manner: Manner) -> SheetRow {
    let labels = &row.labels;
    let noted = labels.note.is_some();
    let with = labels.counterparty.as_ref().filter(|_| noted);
    let category = labels.category.as_ref().filter(|_| noted || labels.counterparty.is_some());
    let narrow_date = row.date.map(|date| format!("{} · ", format::short_day(date)));
    let date = row.date.map(|date| (date.to_string(), format::day(date)));
    let date = date.map(|(date, text)| Piece::Date(date, text));
    let money = |figure: Option<Figure>| Fill::Pieces(figure.map(Piece::Money).into_iter().collect());
    let received = received.map(|figure| vec![Piece::words("→ "), Piece::Money(figure)]);
    let class = match row.direction {
        Some(Direction::In) => "r in",
        Some(Direction::Out) => "r out",
        _ => "r move",
    };
    let mut fills = vec![
        Fill::one(Piece::Event(row.sequence.get())),
        Fill::Pieces(date.into_iter().collect()),
        Fill::attribute("class", row.reversed_by.map(|_| "struck")),
        Fill::Pieces(piece::pieces(&row.title)),
        Fill::words(with.map(ToString::to_string)),
        Fill::Pieces(counterpart(row)),
        Fill::words(narrow_date),
        Fill::words(way(row)),
        Fill::Pieces(below(row)),
        Fill::words(category.map(ToString::to_string)),
        Fill::attribute("class", Some(class)),
        money(amount),
        Fill::Pieces(received.unwrap_or_default()),
        // Where there is no room for its column, the balance stands below the amount.
        Fill::Pieces(balance.clone().into_iter().collect()),
        Fill::Pieces(balance.into_iter().collect()),
    ];
    let correctable = row.is_entry() && row.reverses.is_none();
    let stands = correctable && row.reversed_by.is_none();
    let hidden = |hidden: bool| hidden.then(String::new);
    fills.push(Fill::Attributes(vec![("data-entry", Some(row.id.to_string()))]));
    // Trying out what would be writes nothing: the past offers it, too.
    let offered = [manner.offered, manner.offered, manner.offered, true];
    for (possible, offered) in [correctable, stands, stands, correctable].into_iter().zip(offered) {
        fills.push(Fill::Attributes(vec![("disabled", hidden(!offered)), ("hidden", hidden(!possible))]));
    }
    SheetRow { key: row.sequence.get(), own: Vec::new(), fills }
}

/// What an entry stands for, and what stands for it by now, each leading there. What was corrected or restored was reversed; where
/// that was taken back in turn, only what it came to counts.
fn counterpart(row: &Row) -> Vec<Piece> {
    let replaced = [
        row.corrected_by.map(|by| ("row.corrected-by", by)),
        row.restored_by.map(|by| ("row.restored-by", by)),
    ];
    let [corrected, restored] = match row.stands_as {
        None => [row.reversed_by.map(|by| ("row.reversed-by", by)), None],
        Some(by) if replaced.iter().flatten().any(|(_, direct)| *direct == by) => replaced,
        Some(by) => [Some(("row.stands-as", by)), None],
    };
    let relations = [
        row.corrects.map(|of| ("row.corrects", of)),
        row.restores.map(|of| ("row.restores", of)),
        row.reverses.map(|of| ("row.reverses", of)),
        corrected,
        restored,
    ];
    piece::relations(relations.into_iter().flatten())
}

/// Which way money went, in a word; on a phone its sign says so alone.
fn way(row: &Row) -> Option<String> {
    let key = match row.sort {
        Sort::Deposit => "row.into",
        Sort::Withdrawal => "row.from",
        _ => return None,
    };
    Some(format!("{} ", word(key)))
}

/// Which accounts an entry moved.
fn below(row: &Row) -> Vec<Piece> {
    let account = |share: &Share| Piece::Account(share.account, share.name.to_string());
    match row.shares.as_slice() {
        [from, to] => vec![account(from), Piece::words(" → "), account(to)],
        shares => shares.iter().take(1).map(account).collect(),
    }
}

/// Does what the button says that was pressed in a row.
pub(super) fn pressed(app: App, event: &MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(button) = target.and_then(|target| target.closest("button[name]").ok()?) else { return };
    let entry = button.closest("[data-entry]").ok().flatten().and_then(|row| row.get_attribute("data-entry"));
    let Some(entry) = entry.and_then(|id| Uuid::try_parse(&id).ok()) else { return };
    let entry = EventId::from(entry);
    match button.get_attribute("name").as_deref() {
        Some("categorize") => app.perform(Gesture::Categorize(entry)),
        Some("correct") => app.perform(Gesture::Correct(entry)),
        Some("reverse") => app.perform(Gesture::Reverse(entry)),
        Some("what-if") => app.perform(Gesture::WhatIfEntry(entry)),
        Some("actions") => app.perform(Gesture::EntryActions(entry)),
        Some("moment") => app.go_to_event(entry),
        _ => {}
    }
}
