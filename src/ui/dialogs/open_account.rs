//! The dialog that opens an account.

use super::fields::{AmountField, CurrencyChoice, DateField, Field, TextField};
use super::filled::Filled;
use super::question::{Question, send};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::book::Book;
use crate::ledger::{Command, Kind, Status};
use crate::ui::format;
use crate::wording::{say, word};
use leptos::prelude::*;

/// Open account.
#[component]
pub(super) fn OpenAccount() -> impl IntoView {
    let app = App::get();
    let today = app.day_of_entry();
    let base = untrack(|| app.session.with_book(|book| book.ledger().book().map(|book| book.base_currency)));
    let base = base.flatten().map_or("EUR", |currency| currency.code()).to_owned();
    let currency = RwSignal::new(base.clone());
    let owed = RwSignal::new(false);
    let ask = move |filled: &Filled| {
        let opening_balance = filled.optional_amount("opening")?;
        let (name, code) = (filled.name("name")?, filled.text("currency")?);
        let known = |book: &Book| {
            let mut open = book.ledger().accounts().iter().filter(|it| it.status != Status::Closed);
            // Blanks around a name are kept, and not seen.
            open.any(|it| it.name.as_str().trim() == name.as_str().trim() && it.currency.code() == code)
        };
        if app.session.with_book_untracked(known) == Some(true) {
            let named = format::isolated(name.as_str());
            return filled.wrong("name", say("account.taken", &[("name", &named), ("currency", &code)]));
        }
        let kind = Kind::from_text(&filled.text("kind")?).unwrap_or(Kind::Asset);
        let command = Command::OpenAccount {
            account: app.session.new_account_id(),
            name,
            currency: code,
            kind,
            overdraft_limit: filled.limit("limit")?,
            // Without an opening balance it counts for nothing.
            date: if opening_balance.is_some() { filled.date("date")? } else { today },
            opening_balance,
        };
        Ok(send(app, command, "done.open-account"))
    };
    view! {
        <Question title=Gesture::OpenAccount.title() ask=ask>
            <TextField label="field.name" id="name" />
            <div class="pair">
                <CurrencyChoice id="currency" chosen=base on_choice=currency />
                <Field label="field.kind" for_id="kind">
                    <select id="kind" name="kind" on:change=move |event| owed.set(event_target_value(&event) == Kind::Liability.as_str())>
                        <option value=Kind::Asset.as_str()>{word("kind.asset")}</option>
                        <option value=Kind::Liability.as_str()>{word("kind.liability")}</option>
                    </select>
                </Field>
            </div>
            <div class="pair">
                <AmountField label="field.opening-balance" id="opening" free=true unit=currency />
                <DateField />
            </div>
            {move || owed.get().then(|| view! { <p class="explain">{word("opening.of-a-liability")}</p> })}
            <AmountField label="field.overdraft-limit" id="limit" free=true unit=currency />
            <p class="explain">{word("limit.explain")}</p>
        </Question>
    }
}
