//! The choice of an account.

use super::fields::Field;
use crate::app::state::App;
use crate::book::Book;
use crate::event_sourcing::Sequence;
use crate::ledger::{AccountId, Status};
use crate::ui::format;
use crate::wording::{say, word};
use leptos::prelude::*;

/// An account as a choice offers it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Choice {
    pub(super) id: AccountId,
    pub(super) name: String,
    pub(super) currency: &'static str,
    pub(super) status: Status,
    /// The event that opened it; an account of the what-if alone has none.
    opened: Option<Sequence>,
}

impl Choice {
    /// How a list that offers all of these calls it. Names need not be unique: what else is known of the account tells them
    /// apart.
    pub(super) fn called(&self, all: &[Self]) -> String {
        let others = || all.iter().filter(|other| other.id != self.id && other.name == self.name);
        let shared = others().next().is_some();
        if !shared && self.status == Status::Open {
            return self.name.clone();
        }
        let mut text = format::isolated(&self.name);
        if shared {
            text = format!("{text} ({})", self.currency);
        }
        let twin = others().any(|other| (other.currency, other.status) == (self.currency, self.status));
        if let Some(event) = self.opened.filter(|_| twin) {
            text = say("account.opened-by", &[("name", &text), ("event", &format::count(event.get()))]);
        }
        match self.status {
            Status::Open => text,
            Status::Frozen => say("account.is-frozen", &[("name", &text)]),
            Status::Closed => say("account.is-closed", &[("name", &text)]),
        }
    }
}

/// The accounts there are now, or in the what-if at the moment shown: those in use first, closed ones last, else in order of
/// opening.
pub(super) fn choices(app: App) -> Vec<Choice> {
    let ledger = untrack(|| {
        if app.asks_in_what_if() {
            app.what_if.ledger(app.session.position())
        } else {
            app.session.with_book(|book| book.ledger().clone())
        }
    });
    let opened = |id| {
        let event = |book: &Book| book.past().account(id).and_then(|account| book.past().opened(account));
        // While the log is being read, the events before what is known are not.
        app.session.with_book_untracked(event).flatten().filter(|event| *event > Sequence::START)
    };
    let choice = |account: &crate::ledger::Account| Choice {
        id: account.id,
        name: account.name.to_string(),
        currency: account.currency.code(),
        status: account.status,
        opened: opened(account.id),
    };
    let ledger = ledger.unwrap_or_default();
    let mut accounts: Vec<_> = ledger.accounts().iter().map(|account| choice(account)).collect();
    accounts.sort_by_key(|account| match account.status {
        Status::Open => 0,
        Status::Frozen => 1,
        Status::Closed => 2,
    });
    accounts
}

/// The currency of the account with this id, as text; nothing where there is none.
pub(super) fn currency_of(choices: &[Choice], id: &str) -> String {
    let found = choices.iter().find(|choice| choice.id.to_string() == id);
    found.map(|choice| choice.currency.to_owned()).unwrap_or_default()
}

/// A list of accounts to choose one from.
#[component]
pub(super) fn AccountChoice(
    /// What it is called: a key of the wording.
    label: &'static str,
    /// Its id and name.
    id: &'static str,
    /// What it offers.
    choices: Vec<Choice>,
    /// The id of the one chosen.
    chosen: RwSignal<String>,
) -> impl IntoView {
    let texts: Vec<String> = choices.iter().map(|choice| choice.called(&choices)).collect();
    let option = move |(choice, text): (Choice, String)| {
        let value = choice.id.to_string();
        let selected = chosen.get_untracked() == value;
        view! { <option value=value selected=selected>{text}</option> }
    };
    let empty = choices.is_empty();
    view! {
        <Field label=label for_id=id>
            <select id=id name=id on:change=move |event| chosen.set(event_target_value(&event))>
                {choices.into_iter().zip(texts).map(option).collect_view()}
            </select>
            {empty.then(|| view! { <span class="hint">{word("account.none-yet")}</span> })}
        </Field>
    }
}
