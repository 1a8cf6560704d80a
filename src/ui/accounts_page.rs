//! Every account, closed ones too.

use super::account_card::{Card, status_pill};
use super::entry_table::keyed;
use super::past_bar::EntryButtons;
use crate::app::address::Page;
use crate::app::state::App;
use crate::ledger::Kind;
use crate::record::LedgerCodec;
use crate::reports::Moment;
use crate::wording::word;
use leptos::prelude::*;

/// The page "Accounts".
#[component]
pub(super) fn AccountsPage() -> impl IntoView {
    let app = App::get();
    let cards = Memo::new(move |_| {
        let list = |moment: &Moment<'_, LedgerCodec>| -> Vec<(u64, Card)> {
            (0..).zip(moment.ledger.accounts().iter().map(|account| Card::of(account))).collect()
        };
        app.moment(list).unwrap_or_default()
    });
    let empty = Memo::new(move |_| cards.read().is_empty());
    view! {
        <div class="head">
            <h1>{word("page.accounts")}</h1>
            <EntryButtons />
        </div>
        <div class="card table-card">
            <table class="num" aria-label=word("page.accounts")>
                <thead>
                    <tr>
                        <th scope="col">{word("column.account")}</th>
                        <th scope="col" class="wide-only">{word("column.entries")}</th>
                        <th scope="col" class="col-balance r">{word("column.balance")}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || cards.get() key=keyed let((_, card))>
                        <AccountRow card=card />
                    </For>
                </tbody>
            </table>
            {move || empty.get().then(|| view! { <p class="empty">{word("account.none-yet")}</p> })}
        </div>
    }
}

#[component]
fn AccountRow(card: Card) -> impl IntoView {
    let app = App::get();
    let id = card.id;
    let kind = match card.kind {
        Kind::Asset => word("kind.asset"),
        Kind::Liability => word("kind.liability"),
    };
    let (facts, balance) = (card.facts(), card.balance(app));
    view! {
        <tr class="entry">
            <td>
                <div class="first">
                    <a href=move || app.link(Page::Account(id))><bdi>{card.name}</bdi></a>
                    {status_pill(card.status)}
                </div>
                <small class="second">{kind} " · " {card.currency.code()}</small>
            </td>
            <td class="wide-only"><small>{facts}</small></td>
            <td class="r">{balance}</td>
        </tr>
    }
}
