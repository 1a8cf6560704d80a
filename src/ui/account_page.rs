//! One account: what it holds, what can be done with it, and every entry with the running balance.

use super::account_card::status_pill;
use super::balance_chart::{BalanceChart, Drawing};
use super::entry_row::Line;
use super::entry_table::EntryTable;
use super::figure::Figure;
use super::format::{self, Style};
use super::gesture_button::GestureButton;
use super::past_bar::EntryButtons;
use super::row_window::RowWindow;
use super::why::why;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::ledger::{Account, AccountId, Kind, Limit, Money, Status};
use crate::record::LedgerCodec;
use crate::reports::{Filter, Moment, POINTS, Scope, register, total};
use crate::wording::word;
use leptos::html::Main;
use leptos::prelude::*;

/// What the page says of the account, as text.
#[derive(Clone, PartialEq)]
struct Shown {
    name: String,
    balance: Figure,
    scope: Scope,
    units: i64,
    status: Status,
    facts: Vec<(&'static str, String)>,
    limit: Option<Figure>,
}

impl Shown {
    fn of(account: &Account) -> Self {
        let kind = match account.kind {
            Kind::Asset => word("kind.asset"),
            Kind::Liability => word("kind.liability"),
        };
        let mut facts = vec![
            ("fact.kind", kind.to_owned()),
            ("fact.currency", account.currency.code().to_owned()),
            ("fact.opened", format::moment(account.opened_at)),
        ];
        facts.extend(account.closed_at.map(|at| ("fact.closed", format::moment(at))));
        facts.extend(account.reconciled.map(|it| ("fact.reconciled", format::day(it.date))));
        let limit = match account.overdraft_limit {
            Limit::Unlimited => None,
            Limit::UpTo(limit) => {
                Some(Figure::of(Money { minor: limit.minor, currency: account.currency }, Style::Currency))
            }
        };
        Self {
            name: account.name.to_string(),
            balance: Figure::of(account.money(), Style::Currency),
            scope: Scope::balance(account.id, account.currency),
            units: account.balance.get(),
            status: account.status,
            facts,
            limit,
        }
    }
}

/// The page of one account.
#[component]
pub(super) fn AccountPage(
    /// Which.
    id: AccountId,
    /// What scrolls.
    main: NodeRef<Main>,
) -> impl IntoView {
    let app = App::get();
    let shown = Memo::new(move |_| {
        let read =
            |moment: &Moment<'_, LedgerCodec>| moment.account(id).map(|(_, account)| Shown::of(account));
        app.moment(read).flatten()
    });
    let known = Memo::new(move |_| shown.read().is_some());
    view! {
        {move || if known.get() {
            view! { <Known id=id main=main shown=shown /> }.into_any()
        } else {
            view! {
                <div class="head"><h1>{word("page.accounts")}</h1></div>
                <p class="empty">{word("account.unknown")}</p>
            }
            .into_any()
        }}
    }
}

#[component]
fn Known(id: AccountId, main: NodeRef<Main>, shown: Memo<Option<Shown>>) -> impl IntoView {
    let app = App::get();
    let drawing = Memo::new(move |_| {
        let draw = |moment: &Moment<'_, LedgerCodec>| {
            moment.account_over_time(id, POINTS).map(|line| Drawing::of(&line))
        };
        app.moment(draw).flatten().unwrap_or_default()
    });
    let filter = move || Filter { account: Some(id), ..Filter::default() };
    let count =
        Signal::derive(move || app.moment(|moment| total(moment, &filter())).flatten().unwrap_or_default());
    let lines = move |window: RowWindow| {
        let read = |moment: &Moment<'_, LedgerCodec>| {
            let page = register(moment, id, window.first, window.rows).unwrap_or_default();
            page.rows.iter().map(|row| Line::of_register(row, id)).collect()
        };
        app.moment(read).unwrap_or_default()
    };
    let name = Memo::new(move |_| shown.read().as_ref().map(|it| it.name.clone()).unwrap_or_default());
    let balance = Memo::new(move |_| {
        let of = |it: &Shown| (it.balance.clone(), it.name.clone(), it.scope.clone(), i128::from(it.units));
        shown.read().as_ref().map(of)
    });
    let balance =
        move || balance.get().map(|(figure, name, scope, units)| why(app, figure, name, scope, units));
    let status = Memo::new(move |_| shown.read().as_ref().map_or(Status::Open, |it| it.status));
    let facts = move || {
        let shown = shown.get()?;
        let fact = |(label, text): (&'static str, String)| {
            view! { <div><dt>{word(label)}</dt> <dd>{text}</dd></div> }
        };
        let limit = match shown.limit {
            Some(limit) => limit.view().into_any(),
            None => word("limit.unlimited").into_any(),
        };
        Some(view! {
            {shown.facts.into_iter().map(fact).collect_view()}
            <div><dt>{word("fact.limit")}</dt> <dd>{limit}</dd></div>
        })
    };
    view! {
        <div class="head">
            <div>
                <h1><bdi>{move || name.get()}</bdi> " " {move || status_pill(status.get())}</h1>
                <div class="total num">{balance}</div>
            </div>
            {move || (status.get() == Status::Open).then(|| view! {
                <EntryButtons account=Some(id) opening=false />
            })}
        </div>
        <dl class="facts">{facts}</dl>
        <div class="buttons account-actions">{move || actions(id, status.get())}</div>
        <section class="card chart" aria-label=word("chart.title")><BalanceChart drawing=drawing /></section>
        <section class="section">
            <h2>{word("account.entries")}</h2>
            <EntryTable main=main label="account.entries" total=count lines=lines />
        </section>
    }
}

/// What can be done with an account in this status.
fn actions(id: AccountId, status: Status) -> impl IntoView {
    let button = |gesture: Gesture| view! { <GestureButton gesture=gesture class="small" /> };
    let gestures = match status {
        Status::Open => vec![
            Gesture::RenameAccount(id),
            Gesture::SetOverdraftLimit(id),
            Gesture::Reconcile(id),
            Gesture::Freeze(id),
            Gesture::Close(id),
        ],
        Status::Frozen => vec![
            Gesture::RenameAccount(id),
            Gesture::SetOverdraftLimit(id),
            Gesture::Reconcile(id),
            Gesture::Unfreeze(id),
        ],
        Status::Closed => vec![Gesture::Reconcile(id), Gesture::Reopen(id)],
    };
    gestures.into_iter().map(button).collect_view()
}
