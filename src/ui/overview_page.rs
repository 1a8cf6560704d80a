//! The overview: what there is, how it came about, the accounts, the latest entries.

use super::account_card::{self, CARD, since_counted};
use super::at_rest::put;
use super::balance_chart::{BalanceChart, Drawing};
use super::entry_row::{self, Manner, PATTERN};
use super::entry_table::EntryHead;
use super::format;
use super::past_bar::EntryButtons;
use super::rule_notice::BrokenRules;
use super::sheet::{Row, Sheet};
use super::totals::{self, TOTAL};
use crate::app::address::{Address, Page};
use crate::app::follow::follow;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::ledger::{Currency, Status};
use crate::reports::{POINTS, Scope, overview};
use crate::wording::{say, word};
use leptos::html::{Section, Tbody, Ul};
use leptos::prelude::*;

/// How many of the latest entries are shown.
const LATEST: u64 = 8;
/// How many accounts have a card here; all of them are on the page of accounts.
const CARDS: usize = 60;

/// Everything on the page.
#[derive(Default)]
struct Shown {
    totals: Vec<Row>,
    cards: Vec<Row>,
    more: usize,
    latest: Vec<Row>,
    currencies: Vec<&'static str>,
}

fn look(app: App) -> Shown {
    let offered = app.offers_to_write();
    let shown = app.moment(|moment| {
        let base = moment.ledger.book().map(|book| book.base_currency);
        let overview = overview(moment, LATEST).ok()?;
        let manner = Manner { coded: overview.totals.len() > 1, offered };
        let accounts =
            || (0..).zip(moment.ledger.accounts()).filter(|(_, account)| account.status != Status::Closed);
        let card = |(number, account): (u64, &std::rc::Rc<crate::ledger::Account>)| {
            account_card::card(number, account, since_counted(moment, account))
        };
        let cards = accounts().take(CARDS).map(card);
        let currencies = overview.totals.iter().map(|total| total.currency);
        let (own, others): (Vec<_>, Vec<_>) = currencies.partition(|currency| Some(*currency) == base);
        Some(Shown {
            totals: totals::rows(&overview, base),
            cards: cards.collect(),
            more: accounts().count().saturating_sub(CARDS),
            latest: overview.latest.iter().map(|row| entry_row::of_journal(row, manner)).collect(),
            currencies: own.into_iter().chain(others).map(Currency::code).collect(),
        })
    });
    shown.flatten().unwrap_or_default()
}

/// The page "Overview".
#[component]
pub(super) fn OverviewPage() -> impl IntoView {
    let app = App::get();
    let (totals, cards) = (NodeRef::<Ul>::new(), NodeRef::<Section>::new());
    let latest = NodeRef::<Tbody>::new();
    let latest_row: Vec<_> = [PATTERN].into_iter().chain(entry_row::actions()).collect();
    let mut sheets = [Sheet::new(&[TOTAL]), Sheet::new(&[CARD]), Sheet::new(&latest_row)];
    let (more, found) = (RwSignal::new(0), RwSignal::new((true, true)));
    let currencies = RwSignal::new(Vec::new());
    follow(move |_| {
        let (Some(totals), Some(cards), Some(latest)) = (totals.get(), cards.get(), latest.get()) else {
            return;
        };
        let shown = look(app);
        put(more, shown.more);
        put(found, (!shown.totals.is_empty(), !shown.latest.is_empty()));
        put(currencies, shown.currencies);
        let [of_totals, of_cards, of_latest] = &mut sheets;
        of_totals.show(&totals, shown.totals);
        of_cards.show(&cards, shown.cards);
        of_latest.show(&latest, shown.latest);
    });
    view! {
        <h1 class="visually-hidden">{word("page.overview")}</h1>
        <div class="top">
            <div>
                <h2>{word("totals.title")}</h2>
                <ul class="totals" node_ref=totals></ul>
            </div>
            <EntryButtons />
        </div>
        {move || (!found.get().0).then(|| invite(app))}
        <BrokenRules />
        <Chart currencies=currencies />
        <section class="grid" aria-label=word("page.accounts") node_ref=cards></section>
        {move || (more.get() > 0).then(|| view! {
            <p class="more">
                <a href=Address::of(Page::Accounts, None).to_string()>
                    {say("overview.more-accounts", &[("count", &format::count(more.get() as u64))])}
                </a>
            </p>
        })}
        <section class="card table-card" aria-label=word("overview.latest")>
            <table class="num" aria-label=word("overview.latest") on:click=move |event| entry_row::pressed(app, &event)>
                <EntryHead />
                <tbody node_ref=latest></tbody>
            </table>
            {move || if found.get().1 {
                view! {
                    <a class="more" href=Address::of(Page::Journal, None).to_string()>
                        {word("overview.all-entries")}
                    </a>
                }
                .into_any()
            } else {
                view! { <p class="empty">{word("journal.empty")}</p> }.into_any()
            }}
        </section>
    }
}

/// What a book without accounts says.
fn invite(app: App) -> AnyView {
    if app.session.is_past() {
        view! { <p class="empty">{word("overview.had-no-account")}</p> }.into_any()
    } else {
        first_account(app)
    }
}

/// Apart from its place: a past moment never offers it.
#[inline(never)]
fn first_account(app: App) -> AnyView {
    view! {
        <section class="card invite">
            <p>{word("overview.no-account")}</p>
            <button type="button" class="primary" disabled=move || !app.offers_to_write()
                on:click=move |_| app.perform(Gesture::OpenAccount)>{word("overview.first-account")}</button>
        </section>
    }
    .into_any()
}

/// The balance over time of one currency at a time.
#[component]
fn Chart(
    /// The currencies there are, the book's own first.
    currencies: RwSignal<Vec<&'static str>>,
) -> impl IntoView {
    let app = App::get();
    let wanted = RwSignal::new(None::<&'static str>);
    let chosen = Memo::new(move |_| {
        let known = currencies.read();
        wanted.get().filter(|code| known.contains(code)).or_else(|| known.first().copied())
    });
    let drawing = Memo::new(move |_| {
        let Some(currency) = chosen.get().and_then(|code| Currency::from_code(code).ok()) else {
            return Drawing::default();
        };
        let draw = |moment: &crate::reports::Moment<'_, _>| {
            let name = word("totals.title").to_owned();
            Drawing::of(&moment.over_time(currency, POINTS), name, Scope::total(currency))
        };
        app.moment(draw).unwrap_or_default()
    });
    let tab = move |code: &'static str| {
        view! {
            <button type="button" aria-pressed=move || (chosen.get() == Some(code)).to_string()
                on:click=move |_| wanted.set(Some(code))>{code}</button>
        }
    };
    let tabs = move || {
        let codes = currencies.get();
        (codes.len() > 1).then(|| {
            view! {
                <div class="tabs" role="group" aria-label=word("chart.currency")>
                    {codes.into_iter().map(tab).collect_view()}
                </div>
            }
        })
    };
    view! {
        <section class="card chart" aria-label=word("chart.title")
            hidden=move || currencies.read().is_empty()>
            {tabs}
            <BalanceChart drawing=drawing />
        </section>
    }
}
