//! The part of `window.daybook` that answers where figures come from: explanations, differences, value dates.

use super::scripting::{Outcome, at, look_at_whole, state, sync1, sync2, text, to_js};
use super::session::Session;
use crate::book::{Book, Failure};
use crate::event_sourcing::Sequence;
use crate::ledger::{AccountId, Ledger, Money, Refusal, ValueDate};
use crate::record::LedgerCodec;
use crate::reports::{Moment, Scope, balances_on, contributions, difference};
use crate::wording::word;
use js_sys::Object;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;
use wasm_bindgen::JsValue;

/// Adds these methods.
pub(super) fn attach(own: &Object, session: Session) {
    sync1(own, "explain", move |asked| explain(session, &asked));
    sync2(own, "diff", move |from, to| diff(session, &from, &to));
    sync2(own, "stateOn", move |date, position| state_on(session, &date, &position));
}

fn look<R>(
    book: &Book,
    position: Sequence,
    look: impl FnOnce(&Moment<'_, LedgerCodec>, &Ledger) -> R,
) -> Outcome<R> {
    let ledger = book.ledger_at(position)?;
    let (log, past, prepared) = (book.log(), book.past(), book.prepared());
    Ok(look(&Moment { log, past, prepared, ledger: &ledger, position }, &ledger))
}

fn position_or_now(session: Session, position: &JsValue) -> Outcome<Sequence> {
    if position.is_undefined() {
        return Ok(Sequence::new(session.count_untracked()).unwrap_or_default());
    }
    at(session, position)
}

fn explain(session: Session, asked: &JsValue) -> Outcome {
    let json = text(asked, "explain", "expected.question")?;
    let malformed = |field: &str, expected| Refusal::malformed(field, word(expected));
    let Ok(Value::Object(members)) = serde_json::from_str(&json) else {
        return Err(malformed("explain", "expected.question").into());
    };
    if let Some(stranger) =
        members.keys().find(|name| !["account", "position", "date"].contains(&name.as_str()))
    {
        let (field, command) = (stranger.clone(), "explain".to_owned());
        return Err(Refusal::UnknownField { field, command }.into());
    }
    let account = members.get("account").and_then(Value::as_str).and_then(|text| Uuid::try_parse(text).ok());
    let account = AccountId::from(account.ok_or_else(|| malformed("account", "expected.id"))?);
    let position = match members.get("position") {
        None => position_or_now(session, &JsValue::UNDEFINED)?,
        Some(position) => at(session, &position.as_f64().map_or(JsValue::NULL, JsValue::from))?,
    };
    let until = match members.get("date") {
        None => None,
        Some(date) => Some(ValueDate::parse(date.as_str().unwrap_or_default())?),
    };
    let explained = look_at_whole(session, |book| {
        look(book, position, |moment, _| {
            let (_, it) = moment.account(account).ok_or(Refusal::UnknownAccount { account })?;
            let scope = Scope { until, ..Scope::balance(account, it.currency) };
            let written = |units: i128| Money::total(units, it.currency);
            let parts = contributions(moment, None, &scope, (Sequence::START, position), 0);
            Ok::<_, Failure>(to_js(&ExplainedJs {
                amount: written(parts.last().map_or(0, |last| last.running)),
                currency: it.currency.code(),
                parts: parts
                    .iter()
                    .map(|part| PartJs {
                        sequence: part.sequence.get(),
                        amount: written(part.units),
                        running: written(part.running),
                    })
                    .collect(),
            }))
        })?
    })?;
    explained.unwrap_or_else(|| Err(Refusal::UnknownAccount { account }.into()))
}

fn diff(session: Session, from: &JsValue, to: &JsValue) -> Outcome {
    let (from, to) = (at(session, from)?, at(session, to)?);
    let found = look_at_whole(session, |book| {
        look(book, from, |before, _| look(book, to, |after, _| difference(before, after)))?
    })?;
    let Some(found) = found.transpose()? else { return Ok(to_js(&DifferenceJs::default())) };
    let account = |it: &crate::reports::AccountDifference| {
        let account = it.account()?;
        let (before, after) = it.balances();
        let written = |units: i64| Money::total(i128::from(units), account.currency);
        Some(AccountDifferenceJs {
            id: account.id.to_string(),
            name: account.name.to_string(),
            currency: account.currency.code(),
            before: written(before),
            after: written(after),
            change: written(after - before),
            first: it.first.get(),
            last: it.last.get(),
            events: it.events,
        })
    };
    let accounts = found.accounts.iter().filter_map(account).collect();
    Ok(to_js(&DifferenceJs { accounts, events: found.events }))
}

fn state_on(session: Session, date: &JsValue, position: &JsValue) -> Outcome {
    let day = ValueDate::parse(&date.as_string().unwrap_or_default())?;
    let position = position_or_now(session, position)?;
    let found = look_at_whole(session, |book| {
        let mut state = state(book, position)?;
        look(book, position, |moment, ledger| {
            let mut totals = BTreeMap::new();
            let accounts = ledger.accounts().iter().zip(&mut state.accounts);
            for ((account, shown), (units, entries)) in accounts.zip(balances_on(moment, day)) {
                shown.balance = Money::total(units, account.currency);
                shown.entries = entries;
                totals.entry(account.currency.code()).or_insert((account.currency, 0)).1 += units;
            }
            let totals = totals.into_iter();
            state.totals =
                totals.map(|(code, (currency, units))| (code, Money::total(units, currency))).collect();
        })?;
        Ok::<_, Failure>(state)
    })?;
    let mut state = found.transpose()?.unwrap_or_default();
    state.date = Some(day.to_string());
    Ok(to_js(&state))
}

#[derive(Serialize)]
struct ExplainedJs {
    amount: String,
    currency: &'static str,
    parts: Vec<PartJs>,
}

#[derive(Serialize)]
struct PartJs {
    sequence: u64,
    amount: String,
    running: String,
}

#[derive(Serialize, Default)]
struct DifferenceJs {
    accounts: Vec<AccountDifferenceJs>,
    events: u64,
}

#[derive(Serialize)]
struct AccountDifferenceJs {
    id: String,
    name: String,
    currency: &'static str,
    before: String,
    after: String,
    change: String,
    first: u64,
    last: u64,
    events: u64,
}
