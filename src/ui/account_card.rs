//! An account at a glance: its name, what it holds, how it was used last.

use super::figure::Figure;
use super::format::{self, Style};
use super::why::why;
use crate::app::address::Page;
use crate::app::state::App;
use crate::ledger::{Account, AccountId, Currency, Kind, Status};
use crate::reports::Scope;
use crate::wording::{say, word};
use leptos::prelude::*;

/// An account, as text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Card {
    pub(super) id: AccountId,
    pub(super) name: String,
    pub(super) currency: Currency,
    units: i64,
    pub(super) kind: Kind,
    balance: Figure,
    pub(super) status: Status,
    pub(super) entries: String,
    pub(super) last: Option<String>,
    pub(super) reconciled: Option<String>,
}

impl Card {
    /// The account as it was.
    pub(super) fn of(account: &Account) -> Self {
        let entries = format::count(account.entries);
        let key = if account.entries == 1 { "card.entry" } else { "card.entries" };
        let last = account.last_entry.and_then(|(_, at)| format::local_day(at)).map(format::day);
        Self {
            id: account.id,
            name: account.name.to_string(),
            currency: account.currency,
            units: account.balance.get(),
            kind: account.kind,
            balance: Figure::of(account.money(), Style::Currency),
            status: account.status,
            entries: say(key, &[("count", &entries)]),
            last: last.map(|day| say("card.last", &[("day", &day)])),
            reconciled: account
                .reconciled
                .map(|reconciled| say("card.reconciled", &[("day", &format::day(reconciled.date))])),
        }
    }

    /// Its balance, which explains itself.
    pub(super) fn balance(&self, app: App) -> impl IntoView + use<> {
        let scope = Scope::balance(self.id, self.currency);
        why(app, self.balance.clone(), self.name.clone(), scope, i128::from(self.units))
    }

    /// What is known beside its balance, in one line.
    pub(super) fn facts(&self) -> String {
        let parts = [Some(self.entries.clone()), self.reconciled.clone().or_else(|| self.last.clone())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// Whether an account is frozen or closed, as a mark.
pub(super) fn status_pill(status: Status) -> Option<impl IntoView> {
    let (class, text) = match status {
        Status::Open => return None,
        Status::Frozen => ("pill frozen", word("status.frozen")),
        Status::Closed => ("pill closed", word("status.closed")),
    };
    Some(view! { <span class=class>{text}</span> })
}

/// The account's card.
#[component]
pub(super) fn AccountCard(
    /// What it shows.
    card: Card,
) -> impl IntoView {
    let app = App::get();
    let id = card.id;
    let (facts, label, balance) = (card.facts(), card.name.clone(), card.balance(app));
    view! {
        <article class="card" aria-label=label>
            <header>
                <a href=move || app.link(Page::Account(id))><bdi>{card.name}</bdi></a>
                <span class="tag">{status_pill(card.status)} " " {card.currency.code()}</span>
            </header>
            <div class="bal num">{balance}</div>
            <small>{facts}</small>
        </article>
    }
}
