//! A long book while its history is still being read: what it holds now, and nothing that needs the past.

use super::account_card::{AccountCard, Card};
use super::totals::{self, Totals};
use crate::app::state::App;
use crate::book::Book;
use crate::ledger::Status;
use crate::reports::{Overview, Total};
use crate::wording::word;
use leptos::prelude::*;

/// How many accounts have a card, as on the overview.
const CARDS: usize = 60;

/// The book's name, totals and accounts, and how far the reading has come.
#[component]
pub(super) fn FirstLook() -> impl IntoView {
    let app = App::get();
    let name = app.session.at_first_sight(|book| book.ledger().book().map(|it| it.name.to_string()));
    let lines = app.session.at_first_sight(totals_of).unwrap_or_default();
    let cards = app.session.at_first_sight(cards_of).unwrap_or_default();
    let lines = Signal::derive(move || lines.clone());
    view! {
        <main id="main" class="whole" tabindex="-1">
            <h1><bdi>{name.flatten()}</bdi></h1>
            <p role="status">{word("long.reading")}</p>
            {move || {
                let (done, all) = app.session.read_so_far();
                view! { <progress aria-label=word("long.reading") value=done max=all.max(1)></progress> }
            }}
            <div class="top"><Totals lines=lines /></div>
            <section class="grid" aria-label=word("page.accounts")>
                {cards.into_iter().map(|card| view! { <AccountCard card=card /> }).collect_view()}
            </section>
        </main>
    }
}

fn totals_of(book: &Book) -> Vec<totals::TotalLine> {
    let ledger = book.ledger();
    let now = Overview {
        position: book.log().head(),
        recorded_at: None,
        month: None,
        totals: ledger
            .totals()
            .into_iter()
            .map(|(currency, units)| Total { currency, units, this_month: 0 })
            .collect(),
        accounts: Vec::new(),
        latest: Vec::new(),
    };
    totals::lines(&now, ledger.book().map(|book| book.base_currency))
}

fn cards_of(book: &Book) -> Vec<Card> {
    let open = book.ledger().accounts().iter().filter(|account| account.status != Status::Closed);
    open.take(CARDS).map(|account| Card::of(account)).collect()
}
