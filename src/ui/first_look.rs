//! A long book while its history is still being read: what it holds now, and nothing that needs the past.

use super::account_card::{self, CARD};
use super::sheet::{Row, Sheet};
use super::totals::{self, TOTAL};
use super::why;
use crate::app::follow::follow;
use crate::app::state::App;
use crate::book::Book;
use crate::ledger::Status;
use crate::reports::{Overview, Total};
use crate::wording::word;
use leptos::html::{Section, Ul};
use leptos::prelude::*;

/// How many accounts have a card, as on the overview.
const CARDS: usize = 60;

/// The book's name, totals and accounts, and how far the reading has come.
#[component]
pub(super) fn FirstLook() -> impl IntoView {
    let app = App::get();
    let (totals, cards) = (NodeRef::<Ul>::new(), NodeRef::<Section>::new());
    let mut sheets = [Sheet::new(&[TOTAL]), Sheet::new(&[CARD])];
    let name = app.session.at_first_sight(|book| book.ledger().book().map(|it| it.name.to_string()));
    follow(move |_| {
        let (Some(totals), Some(cards)) = (totals.get(), cards.get()) else { return };
        let [of_totals, of_cards] = &mut sheets;
        app.session.at_first_sight(|book| {
            of_totals.show(&totals, totals_of(book));
            of_cards.show(&cards, cards_of(book));
        });
    });
    view! {
        <main id="main" class="whole" tabindex="-1" on:click=move |event| why::pressed(app, &event)>
            <h1><bdi>{name.flatten()}</bdi></h1>
            <p role="status">
                {move || word(if app.wanted().read().is_some() { "long.reading-wanted" } else { "long.reading" })}
            </p>
            {move || {
                let (done, all) = app.session.read_so_far();
                view! { <progress aria-label=word("long.reading") value=done max=all.max(1)></progress> }
            }}
            <div class="top"><ul class="totals" node_ref=totals></ul></div>
            <section class="grid" aria-label=word("page.accounts") node_ref=cards></section>
        </main>
    }
}

fn totals_of(book: &Book) -> Vec<Row> {
    let ledger = book.ledger();
    let total = |(currency, units)| Total { currency, units, this_month: 0 };
    let now = Overview {
        position: book.log().head(),
        recorded_at: None,
        month: None,
        totals: ledger.totals().into_iter().map(total).collect(),
        accounts: Vec::new(),
        latest: Vec::new(),
    };
    totals::rows(&now, ledger.book().map(|book| book.base_currency))
}

fn cards_of(book: &Book) -> Vec<Row> {
    let accounts = (0..).zip(book.ledger().accounts());
    let open = accounts.filter(|(_, account)| account.status != Status::Closed);
    open.take(CARDS).map(|(number, account)| account_card::card(number, account, None)).collect()
}
