//! The dialogs about one account: its name, its limit, its status, and whether its balance is right.

use super::fields::{AmountField, DateField, NoteField, TextField, typed};
use super::filled::Filled;
use super::question::{Question, send};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::ledger::{Account, AccountId, Command, Limit, Money};
use crate::ui::format;
use crate::wording::{say, word};
use leptos::prelude::*;

/// Something of the account as it is now.
fn now<R>(app: App, id: AccountId, look: impl FnOnce(&Account) -> R) -> Option<R> {
    untrack(|| app.session.with_book(|book| book.ledger().account(book.past(), id).ok().map(look))).flatten()
}

fn name_of(app: App, id: AccountId) -> String {
    now(app, id, |account| account.name.to_string()).unwrap_or_default()
}

fn unit_of(app: App, id: AccountId) -> Signal<String> {
    let code = now(app, id, |account| account.currency.code()).unwrap_or_default();
    Signal::stored(code.to_owned())
}

/// Its name within a sentence.
fn said_name(app: App, id: AccountId) -> String {
    format::isolated(&name_of(app, id))
}

/// Rename account.
#[component]
pub(super) fn Rename(
    /// Which.
    id: AccountId,
) -> impl IntoView {
    let app = App::get();
    let ask = move |filled: &Filled| {
        let command = Command::RenameAccount { account: id, name: filled.name("name")? };
        Ok(send(app, command, "done.rename-account"))
    };
    view! {
        <Question title=Gesture::RenameAccount(id).title() ask=ask>
            <TextField label="field.name" id="name" value=name_of(app, id) />
        </Question>
    }
}

/// Overdraft limit.
#[component]
pub(super) fn OverdraftLimit(
    /// Which account's.
    id: AccountId,
) -> impl IntoView {
    let app = App::get();
    let value = now(app, id, |account| match account.overdraft_limit {
        Limit::Unlimited => word("limit.unlimited").to_owned(),
        Limit::UpTo(limit) => typed(Money { minor: limit.minor, currency: account.currency }),
    });
    let ask = move |filled: &Filled| {
        let limit = filled.limit("limit")?.ok_or_else(|| word("amount.missing").to_owned())?;
        let command = Command::SetOverdraftLimit { account: id, overdraft_limit: limit };
        Ok(send(app, command, "done.overdraft-limit"))
    };
    view! {
        <Question title=Gesture::SetOverdraftLimit(id).title() ask=ask>
            <p class="explain">{say("limit.of", &[("name", &said_name(app, id))])}</p>
            <AmountField label="field.overdraft-limit" id="limit" free=true unit=unit_of(app, id)
                value=value.unwrap_or_default() />
            <p class="explain">{word("limit.explain-change")}</p>
        </Question>
    }
}

/// Reconcile.
#[component]
pub(super) fn Reconcile(
    /// Which account.
    id: AccountId,
) -> impl IntoView {
    let app = App::get();
    let ask = move |filled: &Filled| {
        let date = filled.date("date")?;
        if date > app.session.today() {
            return filled.wrong("date", word("reconcile.to-come").to_owned());
        }
        let command = Command::ReconcileAccount { account: id, date, balance: filled.amount("balance")? };
        Ok(send(app, command, "done.reconcile"))
    };
    view! {
        <Question title=Gesture::Reconcile(id).title() ask=ask>
            <p class="explain">{say("reconcile.explain", &[("name", &said_name(app, id))])}</p>
            <div class="pair">
                <AmountField label="field.balance" id="balance" free=true unit=unit_of(app, id) />
                <DateField />
            </div>
        </Question>
    }
}

/// Freeze, unfreeze, close, reopen.
#[component]
pub(super) fn ChangeStatus(
    /// Which account.
    id: AccountId,
    /// Which of the four.
    gesture: Gesture,
) -> impl IntoView {
    let app = App::get();
    let asked = gesture.clone();
    let ask = move |filled: &Filled| {
        let (account, reason) = (id, filled.reason()?);
        Ok(match asked {
            Gesture::Freeze(_) => send(app, Command::FreezeAccount { account, reason }, "done.freeze"),
            Gesture::Unfreeze(_) => send(app, Command::UnfreezeAccount { account, reason }, "done.unfreeze"),
            Gesture::Close(_) => send(app, Command::CloseAccount { account, reason }, "done.close"),
            _ => send(app, Command::ReopenAccount { account, reason }, "done.reopen"),
        })
    };
    let explain = match gesture {
        Gesture::Freeze(_) => "freeze.explain",
        Gesture::Unfreeze(_) => "unfreeze.explain",
        Gesture::Close(_) => "close.explain",
        _ => "reopen.explain",
    };
    view! {
        <Question title=gesture.title() ask=ask>
            <p class="explain">{say(explain, &[("name", &said_name(app, id))])}</p>
            <NoteField label="field.reason" id="reason" />
        </Question>
    }
}
