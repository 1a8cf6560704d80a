//! The dialogs for money that comes in or goes out.

use super::account_choice::{AccountChoice, choices, currency_of};
use super::fields::{AmountField, DateField, NoteField, TextField, known_labels};
use super::filled::Filled;
use super::question::{Question, send};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::ledger::{AccountId, Command, WantedEntry};
use leptos::prelude::*;

/// Deposit, or withdraw.
#[component]
pub(super) fn Entry(
    /// Whether money comes in.
    incoming: bool,
    /// The account on the screen.
    account: Option<AccountId>,
) -> impl IntoView {
    let app = App::get();
    let accounts = choices(app);
    let first = account.or_else(|| accounts.first().map(|choice| choice.id));
    let chosen = RwSignal::new(first.map(|id| id.to_string()).unwrap_or_default());
    let known = accounts.clone();
    let unit = Signal::derive(move || currency_of(&known, &chosen.read()));
    let (categories, counterparties) = untrack(|| known_labels(app));
    let ask = move |filled: &Filled| {
        let wanted = WantedEntry {
            account: filled.account("account")?,
            amount: filled.amount("amount")?,
            currency: None,
            date: filled.date("date")?,
            labels: filled.labels()?,
            origin: None,
        };
        Ok(if incoming {
            send(app, Command::DepositMoney(wanted), "done.deposit")
        } else {
            send(app, Command::WithdrawMoney(wanted), "done.withdraw")
        })
    };
    let gesture = if incoming { Gesture::Deposit(None) } else { Gesture::Withdraw(None) };
    view! {
        <Question title=gesture.title() ask=ask>
            <AccountChoice label="field.account" id="account" choices=accounts chosen=chosen />
            <div class="pair">
                <AmountField label="field.amount" id="amount" unit=unit />
                <DateField />
            </div>
            <div class="pair">
                <TextField label="field.category" id="category" offers=categories />
                <TextField label="field.counterparty" id="counterparty" offers=counterparties />
            </div>
            <NoteField label="field.note" id="note" />
        </Question>
    }
}
