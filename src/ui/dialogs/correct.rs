//! The dialog that corrects an entry: it is reversed and another is recorded in its place, in one commit.

use super::account_choice::{AccountChoice, choices, currency_of};
use super::fields::{AmountField, DateField, NoteField, TextField, known_labels, typed};
use super::filled::Filled;
use super::labels::{row_of, sentence_of};
use super::question::{Question, Sent};
use super::what_if::suppose;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::book::Failure;
use crate::event_sourcing::{CommandId, EventId, What};
use crate::exchange::Request;
use crate::ledger::{Assumed, Command, Labels, Refusal, ValueDate, WantedEntry, WantedTransfer};
use crate::reports::{Row, Sort};
use crate::ui::format;
use crate::ui::piece::still;
use crate::wording::word;
use leptos::prelude::*;

/// Correct.
#[component]
pub(super) fn Correct(
    /// Which entry.
    entry: EventId,
) -> impl IntoView {
    let app = App::get();
    let row = row_of(app, entry);
    let cause = app.session.with_book_untracked(|book| {
        let at = book.past().find(entry)?;
        book.log().event(at).map(|event| event.command_id)
    });
    match (row, cause.flatten()) {
        (Some(row), Some(cause)) => form(app, row, cause).into_any(),
        _ => ().into_any(),
    }
}

fn form(app: App, row: Row, cause: CommandId) -> impl IntoView {
    let (entry, sort) = (row.id, row.sort);
    let in_its_place = app.asks_in_what_if().then(|| app.find(entry)).flatten();
    let is_transfer = sort == Sort::Transfer;
    let today = row.date.unwrap_or_else(|| app.session.today());
    let begun = begun(&row, today, is_transfer);
    let at_first = |field: &str| {
        let known = begun.iter().find(|(known, _)| *known == field);
        known.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let first = RwSignal::new(at_first(if is_transfer { "from" } else { "account" }));
    let second = RwSignal::new(at_first("to"));
    let accounts = choices(app);
    let known = StoredValue::new(accounts.clone());
    let unit = |of: RwSignal<String>| {
        Signal::derive(move || known.with_value(|known| currency_of(known, &of.read())))
    };
    let (sent, received) = (unit(first), unit(second));
    let differ = Memo::new(move |_| is_transfer && sent.get() != received.get());
    let (categories, counterparties) = untrack(|| known_labels(app));
    let [amount, arrived, note, category, counterparty] =
        ["amount", "received", "note", "category", "counterparty"].map(at_first);
    let ask = move |filled: &Filled| {
        if begun.iter().all(|(field, text)| filled.text(field).is_ok_and(|typed| typed == *text)) {
            return Err(format::refusal(&Refusal::NothingChanged));
        }
        let new = if is_transfer {
            let differ = differ.get_untracked();
            Command::TransferMoney(WantedTransfer {
                from: filled.account("from")?,
                to: filled.account("to")?,
                amount: filled.amount("amount")?,
                currency: None,
                received_amount: if differ { filled.optional_amount("received")? } else { None },
                received_currency: None,
                date: filled.date("date")?,
                note: filled.note("note")?,
                origin: None,
            })
        } else {
            let wanted = WantedEntry {
                account: filled.account("account")?,
                amount: filled.amount("amount")?,
                currency: None,
                date: filled.date("date")?,
                labels: filled.labels()?,
                origin: None,
            };
            if sort == Sort::Deposit { Command::DepositMoney(wanted) } else { Command::WithdrawMoney(wanted) }
        };
        if let Some(at) = in_its_place {
            return Ok(suppose(app, What::Instead(at, new)));
        }
        Ok(send(app, (entry, cause), filled.reason()?, new))
    };
    let sentence = sentence_of(app, entry);
    let choice = if is_transfer {
        view! {
            <AccountChoice label="field.from-account" id="from" choices=accounts.clone() chosen=first />
            <AccountChoice label="field.to-account" id="to" choices=accounts chosen=second />
        }
        .into_any()
    } else {
        view! { <AccountChoice label="field.account" id="account" choices=accounts chosen=first /> }
            .into_any()
    };
    let filing = (!is_transfer).then(|| {
        view! {
            <div class="pair">
                <TextField label="field.category" id="category" value=category offers=categories />
                <TextField label="field.counterparty" id="counterparty" value=counterparty offers=counterparties />
            </div>
        }
    });
    let (title_word, explain) = match in_its_place {
        Some(_) => (word("what-if.instead-title"), "what-if.instead-explain"),
        None => (Gesture::Correct(entry).title(), "correct.explain"),
    };
    view! {
        <Question title=title_word ask=ask>
            <p class="sentence">{still(sentence)}</p>
            <p class="explain">{word(explain)}</p>
            {choice}
            <div class="pair">
                <AmountField label="field.amount" id="amount" unit=sent value=amount />
                {move || differ.get().then(|| view! {
                    <AmountField label="field.received-amount" id="received" unit=received value=arrived.clone() />
                })}
                <DateField value=today />
            </div>
            {filing}
            <NoteField label="field.note" id="note" value=note />
            {in_its_place.is_none().then(|| view! { <NoteField label="field.reason" id="reason" /> })}
        </Question>
    }
}

/// What stands in the fields at first: sent just so, it would put in an entry's place what is there already.
fn begun(row: &Row, today: ValueDate, is_transfer: bool) -> Vec<(&'static str, String)> {
    let account = |at: usize| row.shares.get(at).map(|share| share.account.to_string()).unwrap_or_default();
    let text = |label: Option<String>| label.unwrap_or_default();
    let Labels { category, counterparty, note } = &row.labels;
    let mut fields = vec![
        ("amount", row.amount.map(typed).unwrap_or_default()),
        ("date", today.to_string()),
        ("note", text(note.as_ref().map(ToString::to_string))),
    ];
    if is_transfer {
        fields.extend([("from", account(0)), ("to", account(1))]);
        fields.extend(row.received.map(|received| ("received", typed(received))));
    } else {
        fields.push(("account", account(0)));
        fields.push(("category", text(category.as_ref().map(ToString::to_string))));
        fields.push(("counterparty", text(counterparty.as_ref().map(ToString::to_string))));
    }
    fields
}

/// Sends the reversal and the new entry together. Which of them has to come first depends on what the accounts hold.
fn send(
    app: App,
    (entry, cause): (EventId, CommandId),
    reason: Option<crate::ledger::Note>,
    new: Command,
) -> Sent {
    let request = move |command| Request {
        command,
        command_id: None,
        actor: None,
        caused_by: Some(cause),
        assumed: Assumed::default(),
    };
    let both = vec![request(Command::ReverseEntry { entry, reason }), request(new)];
    Box::pin(async move {
        let session = app.session;
        let mut outcome = session.dispatch_requests(both.clone(), false).await;
        if matches!(outcome, Err(Failure::Refused { refusal: Refusal::InsufficientFunds { .. }, .. })) {
            let turned = session.dispatch_requests(both.into_iter().rev().collect(), false).await;
            outcome = turned.or(outcome);
        }
        outcome?;
        app.spoken.set(word("done.correct").to_owned());
        Ok(())
    })
}
