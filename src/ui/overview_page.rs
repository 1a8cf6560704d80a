//! The overview: what there is, how it came about, the accounts, the latest entries.

use super::account_card::{AccountCard, Card};
use super::balance_chart::{BalanceChart, Drawing};
use super::entry_row::{EntryRow, Line};
use super::entry_table::{EntryHead, keyed};
use super::past_bar::EntryButtons;
use super::totals::{self, TotalLine, Totals};
use crate::app::address::Page;
use crate::app::state::App;
use crate::ledger::{Currency, Status};
use crate::reports::{POINTS, overview};
use crate::wording::{say, word};
use leptos::prelude::*;

/// How many of the latest entries are shown.
const LATEST: u64 = 8;
/// How many accounts have a card here; all of them are on the page of accounts.
const CARDS: usize = 60;

/// Everything on the page, as text.
#[derive(Clone, PartialEq, Default)]
struct Shown {
    totals: Vec<TotalLine>,
    cards: Vec<(u64, Card)>,
    more: usize,
    latest: Vec<(u64, Line)>,
    currencies: Vec<&'static str>,
}

fn look(app: App) -> Shown {
    let shown = app.moment(|moment| {
        let base = moment.ledger.book().map(|book| book.base_currency);
        let overview = overview(moment, LATEST).ok()?;
        let coded = overview.totals.len() > 1;
        let cards = overview.accounts.iter().filter(|account| account.status != Status::Closed);
        let mut cards: Vec<_> = (0..).zip(cards.map(|account| Card::of(account))).collect();
        let more = cards.len().saturating_sub(CARDS);
        cards.truncate(CARDS);
        let mut currencies: Vec<_> = overview.totals.iter().map(|total| total.currency).collect();
        currencies.sort_by_key(|currency| Some(*currency) != base);
        let latest = overview.latest.iter().map(|row| Line::of_journal(row, coded));
        Some(Shown {
            totals: totals::lines(&overview, base),
            cards,
            more,
            latest: latest.map(|line| (line.sequence, line)).collect(),
            currencies: currencies.into_iter().map(Currency::code).collect(),
        })
    });
    shown.flatten().unwrap_or_default()
}

/// The page "Overview".
#[component]
pub(super) fn OverviewPage() -> impl IntoView {
    let app = App::get();
    let shown = Memo::new(move |_| look(app));
    let lines = Memo::new(move |_| shown.read().totals.clone());
    let cards = move || shown.read().cards.clone();
    let latest = move || shown.read().latest.clone();
    let more = Memo::new(move |_| shown.read().more);
    let empty = Memo::new(move |_| shown.read().latest.is_empty());
    view! {
        <h1 class="visually-hidden">{word("page.overview")}</h1>
        <div class="top">
            <Totals lines=lines />
            <EntryButtons />
        </div>
        <Chart currencies=Signal::derive(move || shown.read().currencies.clone()) />
        <section class="grid" aria-label=word("page.accounts")>
            <For each=cards key=keyed let((_, card))>
                <AccountCard card=card />
            </For>
        </section>
        {move || (more.get() > 0).then(|| view! {
            <p class="more">
                <a href=move || app.link(Page::Accounts)>
                    {say("overview.more-accounts", &[("count", &more.get().to_string())])}
                </a>
            </p>
        })}
        <section class="card table-card" aria-label=word("overview.latest")>
            <table class="num" aria-label=word("overview.latest")>
                <EntryHead actions=false />
                <tbody>
                    <For each=latest key=keyed let((index, line))>
                        <EntryRow line=line index=index actions=false />
                    </For>
                </tbody>
            </table>
            {move || if empty.get() {
                view! { <p class="empty">{word("journal.empty")}</p> }.into_any()
            } else {
                view! {
                    <a class="more" href=move || app.link(Page::Journal)>{word("overview.all-entries")}</a>
                }
                .into_any()
            }}
        </section>
    }
}

/// The balance over time of one currency at a time.
#[component]
fn Chart(
    /// The currencies there are, the book's own first.
    currencies: Signal<Vec<&'static str>>,
) -> impl IntoView {
    let app = App::get();
    let currencies = Memo::new(move |_| currencies.get());
    let wanted = RwSignal::new(None::<&'static str>);
    let chosen = Memo::new(move |_| {
        let known = currencies.read();
        wanted.get().filter(|code| known.contains(code)).or_else(|| known.first().copied())
    });
    let drawing = Memo::new(move |_| {
        let Some(currency) = chosen.get().and_then(|code| Currency::from_code(code).ok()) else {
            return Drawing::default();
        };
        let draw = |moment: &crate::reports::Moment<'_, _>| Drawing::of(&moment.over_time(currency, POINTS));
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
        <section class="card chart" aria-label=word("chart.title")>
            {tabs}
            <BalanceChart drawing=drawing />
        </section>
    }
}
