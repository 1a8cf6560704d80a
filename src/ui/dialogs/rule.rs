//! The dialogs about rules over all of history: stating one, and withdrawing it.

use super::account_choice::{AccountChoice, Choice, choices};
use super::fields::{AmountField, Field, NoteField, TextField, known_labels};
use super::filled::{Filled, sentence};
use super::question::{Question, send};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::event_sourcing::EventId;
use crate::ledger::{
    AccountId, Command, Compared, Factor, Label, LastMonths, Status, WantedBound, WantedRule,
};
use crate::record::LedgerCodec;
use crate::reports::{Moment, rule_sentence};
use crate::ui::piece::{self, Pieces};
use crate::wording::{say, word};
use leptos::prelude::*;
use uuid::Uuid;

/// What the figure is compared with, as the dialog offers it.
const KINDS: [(&str, &str); 3] =
    [("amount", "rules.an-amount"), ("balance", "rules.a-balance"), ("monthly", "rules.a-category")];

/// State a rule.
#[component]
pub(super) fn StateRule() -> impl IntoView {
    let app = App::get();
    let accounts: Vec<Choice> =
        choices(app).into_iter().filter(|account| account.status != Status::Closed).collect();
    let subjects = subjects(&accounts);
    let first = subjects.first().map(|(value, _)| value.clone()).unwrap_or_default();
    let (subject, kind) = (RwSignal::new(first), RwSignal::new("amount".to_owned()));
    let known = StoredValue::new(accounts.clone());
    let currency = Memo::new(move |_| known.with_value(|known| currency_of(known, &subject.read())));
    let (categories, _) = untrack(|| known_labels(app));
    let ask = move |filled: &Filled| {
        let chosen = filled.text("subject")?;
        let account = Uuid::try_parse(&chosen).ok().map(AccountId::from);
        let compared = Compared::from_text(&filled.text("compared")?).unwrap_or(Compared::AtMost);
        let bound = match filled.text("kind")?.as_str() {
            "balance" => WantedBound::Balance { times: times(filled)?, account: filled.account("other")? },
            "monthly" => WantedBound::Monthly {
                times: times(filled)?,
                category: Label::optional("category", Some(&filled.text("category")?))
                    .map_err(sentence)?
                    .ok_or_else(|| word("rules.category-missing").to_owned())?,
                months: months(filled)?,
            },
            _ => WantedBound::Amount(filled.amount("amount")?),
        };
        let currency = Some(currency.get_untracked()).filter(|code| !code.is_empty());
        let wanted = WantedRule { account, currency, compared, bound, note: filled.note("note")? };
        Ok(send(app, Command::StateRule(wanted), "done.state-rule"))
    };
    let option = move |(value, text): (String, String)| {
        let selected = subject.get_untracked() == value;
        view! { <option value=value selected=selected>{text}</option> }
    };
    let others = move || {
        let code = currency.get();
        let fits = |it: &Choice| it.currency == code && it.id.to_string() != *subject.read();
        known.with_value(|known| known.iter().filter(|it| fits(it)).cloned().collect::<Vec<_>>())
    };
    let bound = move || match kind.get().as_str() {
        "balance" => {
            let choices = others();
            let first = choices.first().map(|choice| choice.id.to_string()).unwrap_or_default();
            view! {
                <div class="pair">
                    <TimesField />
                    <AccountChoice label="rules.other" id="other" choices=choices chosen=RwSignal::new(first) />
                </div>
            }
            .into_any()
        }
        "monthly" => view! {
            <div class="pair">
                <TimesField />
                <TextField label="field.category" id="category" offers=categories.clone() />
            </div>
            <Field label="rules.months" for_id="months">
                <input id="months" name="months" type="number" min="1" max="120" step="1" value="3" />
            </Field>
        }
        .into_any(),
        _ => view! { <AmountField label="field.amount" id="amount" free=true unit=currency /> }.into_any(),
    };
    view! {
        <Question title=Gesture::StateRule.title() ask=ask>
            <p class="explain">{word("rules.dialog")}</p>
            <Field label="rules.subject" for_id="subject">
                <select id="subject" name="subject" on:change=move |event| subject.set(event_target_value(&event))>
                    {subjects.into_iter().map(option).collect_view()}
                </select>
            </Field>
            <Field label="rules.compared" for_id="compared">
                <select id="compared" name="compared">
                    <option value=Compared::AtMost.as_str()>{word("rules.at-most")}</option>
                    <option value=Compared::AtLeast.as_str()>{word("rules.at-least")}</option>
                </select>
            </Field>
            <Field label="rules.kind" for_id="kind">
                <select id="kind" name="kind" on:change=move |event| kind.set(event_target_value(&event))>
                    {KINDS.map(|(value, key)| view! { <option value=value>{word(key)}</option> })
                        .into_iter().collect_view()}
                </select>
            </Field>
            {bound}
            <NoteField label="field.note" id="note" />
        </Question>
    }
}

#[component]
fn TimesField() -> impl IntoView {
    view! {
        <Field label="rules.times" for_id="times">
            <input id="times" name="times" type="text" inputmode="decimal" value="1" />
        </Field>
    }
}

/// Each account, then everything in each currency.
fn subjects(accounts: &[Choice]) -> Vec<(String, String)> {
    let mut subjects: Vec<_> =
        accounts.iter().map(|account| (account.id.to_string(), account.called(accounts))).collect();
    let mut currencies: Vec<&str> = accounts.iter().map(|account| account.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let total = |code: &&str| ((*code).to_owned(), say("rules.everything", &[("currency", code)]));
    subjects.extend(currencies.iter().map(total));
    subjects
}

/// The currency of an account by its id; of everything in a currency, that one.
fn currency_of(accounts: &[Choice], subject: &str) -> String {
    let known = accounts.iter().find(|account| account.id.to_string() == subject);
    known.map_or_else(|| subject.to_owned(), |account| account.currency.to_owned())
}

fn times(filled: &Filled) -> Result<Factor, String> {
    Factor::of(&filled.amount("times")?).ok_or_else(|| word("rules.times-bad").to_owned())
}

fn months(filled: &Filled) -> Result<LastMonths, String> {
    let typed = filled.text("months")?.trim().parse().ok();
    typed.and_then(LastMonths::new).ok_or_else(|| word("rules.months-bad").to_owned())
}

/// Withdraw a rule.
#[component]
pub(super) fn WithdrawRule(
    /// Which.
    rule: EventId,
) -> impl IntoView {
    let app = App::get();
    let look = |moment: &Moment<'_, LedgerCodec>| {
        Some(piece::pieces(&rule_sentence(moment, moment.past.rule(rule)?.rule)))
    };
    let said = untrack(|| app.moment(look)).flatten().unwrap_or_default();
    let ask = move |filled: &Filled| {
        let command = Command::WithdrawRule { rule, reason: filled.reason()? };
        Ok(send(app, command, "done.withdraw-rule"))
    };
    view! {
        <Question title=Gesture::WithdrawRule(rule).title() ask=ask>
            <p class="sentence"><Pieces of=Signal::stored(said) /></p>
            <p class="explain">{word("rules.withdraw-explain")}</p>
            <NoteField label="field.reason" id="reason" />
        </Question>
    }
}
