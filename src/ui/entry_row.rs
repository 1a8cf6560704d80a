//! One entry in a list, as text: everything a row shows, ready to be compared and put on the screen.

use super::figure::{self, Figure, Piece};
use super::format::{self, Style};
use super::gesture_button::GestureIcon;
use super::icon;
use super::why::why_then;
use crate::app::gesture::{Asked, Gesture};
use crate::app::state::App;
use crate::event_sourcing::EventId;
use crate::ledger::{AccountId, Money};
use crate::reports::{Direction, RegisterRow, Row, Scope, Sort};
use crate::wording::{say, word};
use leptos::prelude::*;

/// A row of the journal or of an account's register.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Line {
    pub(super) sequence: u64,
    id: EventId,
    date: Option<(String, String)>,
    title: Vec<Piece>,
    with: Option<String>,
    category: Option<String>,
    mark: Option<String>,
    below: Vec<Piece>,
    class: &'static str,
    amount: Option<Figure>,
    received: Option<Figure>,
    balance: Option<Balance>,
    reversed: bool,
    correctable: bool,
}

/// An account's balance right after an entry.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Balance {
    figure: Figure,
    account: AccountId,
    name: String,
    money: Money,
}

impl Balance {
    fn of(account: AccountId, name: String, money: Money, style: Style) -> Self {
        Self { figure: Figure::of(money, style), account, name, money }
    }

    fn view(self, app: App, sequence: u64) -> impl IntoView + use<> {
        let Self { figure, account, name, money } = self;
        why_then(app, figure, move || Asked {
            of: name.clone(),
            scope: Scope::balance(account, money.currency),
            position: sequence,
            units: i128::from(money.minor.get()),
        })
    }
}

impl Line {
    /// An entry as the journal shows it. `coded` where the book holds several currencies.
    pub(super) fn of_journal(row: &Row, coded: bool) -> Self {
        let (signed, plain) = styles(coded);
        let share = row.shares.first();
        // A transfer neither brings in nor takes out: its amount has no sign.
        let amount = match row.direction {
            Some(Direction::Move) | None => row.amount.map(|amount| Figure::of(amount, plain)),
            Some(_) => share.map(|share| Figure::of(share.change, signed)),
        };
        let balance =
            share.map(|share| Balance::of(share.account, share.name.to_string(), share.balance, plain));
        Self::of(row, amount, balance)
    }

    /// An entry as an account's own page shows it.
    pub(super) fn of_register(line: &RegisterRow, account: AccountId) -> Self {
        let (change, balance): (Money, Money) = (line.change, line.balance);
        let amount = Figure::of(change, Style::Signed);
        let own = line.row.share(account);
        let balance = own.map(|share| Balance::of(account, share.name.to_string(), balance, Style::Plain));
        Self { received: None, ..Self::of(&line.row, Some(amount), balance) }
    }

    fn of(row: &Row, amount: Option<Figure>, balance: Option<Balance>) -> Self {
        let labels = &row.labels;
        let noted = labels.note.is_some();
        let counterparty = labels.counterparty.as_ref().filter(|_| noted);
        let category = labels.category.as_ref().filter(|_| noted || labels.counterparty.is_some());
        let mark = match (row.reversed_by, row.reverses) {
            (Some(_), _) => Some(word("row.reversed").to_owned()),
            (_, Some(entry)) => Some(say("row.correction", &[("entry", &format::count(entry.get()))])),
            _ => None,
        };
        Self {
            sequence: row.sequence.get(),
            id: row.id,
            date: row.date.map(|date| (date.to_string(), format::day(date))),
            title: figure::pieces(&row.title),
            with: counterparty.map(ToString::to_string),
            category: category.map(ToString::to_string),
            mark,
            below: below(row),
            class: match row.direction {
                Some(Direction::In) => "r in",
                Some(Direction::Out) => "r out",
                _ => "r move",
            },
            amount,
            received: row.received.map(|received| Figure::of(received, Style::Currency)),
            balance,
            reversed: row.reversed_by.is_some(),
            correctable: row.is_entry() && row.reverses.is_none(),
        }
    }
}

const fn styles(coded: bool) -> (Style, Style) {
    if coded { (Style::SignedCurrency, Style::Currency) } else { (Style::Signed, Style::Plain) }
}

/// Which accounts an entry moved, in words.
fn below(row: &Row) -> Vec<Piece> {
    let account =
        |at: usize| row.shares.get(at).map(|share| Piece::Account(share.account, share.name.to_string()));
    let words = |key| Some(Piece::Words(format!("{} ", word(key))));
    let parts = match row.sort {
        Sort::Deposit => [words("row.into"), account(0), None],
        Sort::Withdrawal => [words("row.from"), account(0), None],
        _ if row.shares.len() == 2 => [account(0), Some(Piece::Words(" → ".to_owned())), account(1)],
        _ => [account(0), None, None],
    };
    parts.into_iter().flatten().collect()
}

/// A row of a table of entries.
#[component]
pub(super) fn EntryRow(
    /// What it shows.
    line: Line,
    /// Which row it is, counted from 1.
    index: u64,
    /// Whether it offers what can be done with the entry.
    actions: bool,
) -> impl IntoView {
    let app = App::get();
    let Line { sequence, id, title, below, class, reversed, correctable, .. } = line;
    let first = if reversed { "struck" } else { "" };
    let pill = |text: String| view! { <span class="pill"><bdi>{text}</bdi></span> };
    let mark = line.mark.map(|text| view! { <span class="pill mark-pill">{text}</span> });
    let date = line.date.clone().map(|(date, text)| view! { <time datetime=date>{text}</time> });
    let with = line.with.map(|name| view! { <span class="quiet"><bdi>{name}</bdi></span> });
    let received =
        line.received.map(|received| view! { <small class="second">"→ " {received.view()}</small> });
    view! {
        <tr class="entry" aria-rowindex=(index + 1).to_string()>
            <td class="wide-only">
                <small><a href=move || app.link_to_event(sequence)>{format::count(sequence)}</a></small>
            </td>
            <td class="wide-only">{date}</td>
            <td>
                <div class="first">
                    <span class=first>{figure::piece_views(app, title)}</span>
                    {with}
                    {line.category.map(pill)}
                    {mark}
                </div>
                <small class="second">
                    <span class="narrow-only">{line.date.map(|(_, text)| text)} " · "</span>
                    {figure::piece_views(app, below)}
                </small>
            </td>
            <td class=class>{line.amount.map(Figure::view)} {received}</td>
            <td class="r wide-only">{line.balance.map(|balance| balance.view(app, sequence))}</td>
            {actions.then(|| view! {
                <td class="actions">
                    {correctable.then(|| view! {
                        <div class="row-actions">
                            <GestureIcon gesture=Gesture::Categorize(id) icon=icon::LABEL />
                            {(!reversed).then(|| view! {
                                <GestureIcon gesture=Gesture::Reverse(id) icon=icon::UNDO />
                            })}
                        </div>
                    })}
                </td>
            })}
        </tr>
    }
}
