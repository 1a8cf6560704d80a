//! One account: what it holds, what can be done with it, and every entry with the running balance.

use super::account_card::{counted_sentence, since_counted};
use super::balance_chart::{BalanceChart, Drawing};
use super::entry_row::{self, Manner};
use super::entry_table::EntryTable;
use super::figure::Figure;
use super::format::{self, Style};
use super::gesture_button::GestureButton;
use super::past_bar::EntryButtons;
use super::piece::{Piece, Pieces};
use super::row_window::RowWindow;
use super::sheet::{Fill, Row, Sheet};
use crate::app::asked::Asked;
use crate::app::follow::follow;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::ledger::{Account, AccountId, Kind, Limit, Money, Status};
use crate::record::LedgerCodec;
use crate::reports::{Filter, Moment, POINTS, Scope, register, total};
use crate::wording::word;
use leptos::html::{Dl, Main};
use leptos::prelude::*;

/// What the page says of the account.
#[derive(Clone, PartialEq)]
struct Shown {
    name: String,
    balance: Figure,
    asked: Box<Asked>,
    status: Status,
    facts: Vec<(&'static str, Vec<Piece>)>,
}

impl Shown {
    fn of(moment: &Moment<'_, LedgerCodec>, account: &Account) -> Self {
        let kind = match account.kind {
            Kind::Asset => word("kind.asset"),
            Kind::Liability => word("kind.liability"),
        };
        let mut facts = vec![
            ("fact.kind", vec![Piece::words(kind)]),
            ("fact.currency", vec![Piece::words(account.currency.code())]),
            ("fact.opened", vec![Piece::words(format::moment(account.opened_at))]),
        ];
        facts.extend(stopped(moment, account));
        facts.extend(account.reconciled.map(|it| {
            let since = since_counted(moment, account);
            ("fact.reconciled", counted_sentence(account, it.date, since))
        }));
        facts.push((
            "fact.limit",
            vec![match account.overdraft_limit {
                Limit::Unlimited => Piece::words(word("limit.unlimited")),
                Limit::UpTo(limit) => {
                    let limit = Money { minor: limit.minor, currency: account.currency };
                    Piece::Money(Figure::of(limit, Style::Currency))
                }
            }],
        ));
        Self {
            name: account.name.to_string(),
            balance: Figure::of(account.money(), Style::Currency),
            asked: Box::new(Asked::now(
                account.name.to_string(),
                Scope::balance(account.id, account.currency),
            )),
            status: account.status,
            facts,
        }
    }
}

/// When an account that takes no entries was frozen or closed, by which event, and why.
fn stopped(moment: &Moment<'_, LedgerCodec>, account: &Account) -> Option<(&'static str, Vec<Piece>)> {
    let (event, reason) = moment.stopped(account)?;
    let label = if account.status == Status::Frozen { "fact.frozen" } else { "fact.closed" };
    let when = format!("{}, {} ", format::moment(event.recorded_at), word("fact.by-event"));
    let mut pieces = vec![Piece::words(when), Piece::Event(event.sequence.get())];
    pieces
        .extend(reason.into_iter().flat_map(|reason| [Piece::words(": "), Piece::Said(reason.to_string())]));
    Some((label, pieces))
}

/// One fact of the account.
const FACT: &str = "<div><dt data-hole></dt> <dd data-hole></dd></div>";

fn fact((number, (label, pieces)): (u64, (&'static str, Vec<Piece>))) -> Row {
    Row {
        key: number,
        own: Vec::new(),
        fills: vec![Fill::one(Piece::words(word(label))), Fill::Pieces(pieces)],
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
        let read = |moment: &Moment<'_, LedgerCodec>| {
            moment.account(id).map(|(_, account)| Shown::of(moment, account))
        };
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
            let (_, account) = moment.account(id)?;
            let (name, scope) = (account.name.to_string(), Scope::balance(id, account.currency));
            Some(Drawing::of(&moment.account_over_time(id, POINTS)?, name, scope))
        };
        app.moment(draw).flatten().unwrap_or_default()
    });
    let filter = move || Filter { account: Some(id), ..Filter::default() };
    let count =
        Signal::derive(move || app.moment(|moment| total(moment, &filter())).flatten().unwrap_or_default());
    let lines = move |moment: &Moment<'_, LedgerCodec>, window: RowWindow, manner: Manner| {
        let page = register(moment, id, window.first, window.rows).unwrap_or_default();
        page.rows.iter().map(|line| entry_row::of_register(line, id, manner)).collect()
    };
    let status = Memo::new(move |_| shown.read().as_ref().map_or(Status::Open, |it| it.status));
    let facts = NodeRef::<Dl>::new();
    let mut sheet = Sheet::new(&[FACT]);
    follow(move |_| {
        if let (Some(facts), Some(shown)) = (facts.get(), shown.get()) {
            sheet.show(&facts, (0..).zip(shown.facts).map(fact).collect());
        }
    });
    let of = move |piece: fn(&Shown) -> Piece| {
        Signal::derive(move || shown.read().iter().map(piece).collect::<Vec<_>>())
    };
    view! {
        <div class="head">
            <div>
                <h1>
                    <Pieces of=of(|shown| Piece::Said(shown.name.clone())) />
                    " "
                    {move || status_pill(status.get())}
                </h1>
                <div class="total num"><Pieces of=of(|shown| Piece::Why(shown.balance.clone(), shown.asked.clone())) /></div>
            </div>
            {move || (status.get() == Status::Open).then(|| view! {
                <EntryButtons account=Some(id) opening=false />
            })}
        </div>
        <dl class="facts" node_ref=facts></dl>
        <div class="buttons account-actions">{move || actions(id, status.get())}</div>
        <section class="card chart" aria-label=word("chart.title")><BalanceChart drawing=drawing /></section>
        <section class="section">
            <h2>{word("account.entries")}</h2>
            <EntryTable main=main label="account.entries" total=count lines=lines />
        </section>
    }
}

/// Whether the account is frozen or closed, as a mark.
fn status_pill(status: Status) -> Option<impl IntoView> {
    let (class, text) = match status {
        Status::Open => return None,
        Status::Frozen => ("pill frozen", word("status.frozen")),
        Status::Closed => ("pill closed", word("status.closed")),
    };
    Some(view! { <span class=class>{text}</span> })
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
