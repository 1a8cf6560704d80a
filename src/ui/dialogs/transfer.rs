//! The dialog for money that goes from one account to another.

use super::account_choice::{AccountChoice, choices, currency_of};
use super::fields::{AmountField, DateField, NoteField};
use super::filled::Filled;
use super::question::{Question, send};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::ledger::{AccountId, Command, WantedTransfer};
use leptos::prelude::*;

/// Transfer.
#[component]
pub(super) fn Transfer(
    /// The account on the screen: money leaves it.
    account: Option<AccountId>,
) -> impl IntoView {
    let app = App::get();
    let accounts = choices(app);
    let from = account.or_else(|| accounts.first().map(|choice| choice.id));
    let to = accounts.iter().map(|choice| choice.id).find(|id| Some(*id) != from).or(from);
    let text = |id: Option<AccountId>| RwSignal::new(id.map(|id| id.to_string()).unwrap_or_default());
    let (from, to) = (text(from), text(to));
    let known = StoredValue::new(accounts.clone());
    let sent = Signal::derive(move || known.with_value(|known| currency_of(known, &from.read())));
    let received = Signal::derive(move || known.with_value(|known| currency_of(known, &to.read())));
    let differ = Memo::new(move |_| sent.get() != received.get());
    let ask = move |filled: &Filled| {
        let received_amount = if differ.get_untracked() { filled.optional_amount("received")? } else { None };
        let wanted = WantedTransfer {
            from: filled.account("from")?,
            to: filled.account("to")?,
            amount: filled.amount("amount")?,
            currency: None,
            received_amount,
            received_currency: None,
            date: filled.date("date")?,
            note: filled.note("note")?,
            origin: None,
        };
        Ok(send(app, Command::TransferMoney(wanted), "done.transfer"))
    };
    view! {
        <Question title=Gesture::Transfer(None).title() ask=ask>
            <AccountChoice label="field.from-account" id="from" choices=accounts.clone() chosen=from />
            <AccountChoice label="field.to-account" id="to" choices=accounts chosen=to />
            <div class="pair">
                <AmountField label="field.amount" id="amount" unit=sent />
                {move || differ.get().then(|| view! {
                    <AmountField label="field.received-amount" id="received" unit=received />
                })}
                <DateField />
            </div>
            <NoteField label="field.note" id="note" />
        </Question>
    }
}
