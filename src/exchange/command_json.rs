//! A command as JSON, the way `window.daybook.dispatch` takes it.

use super::command_shape::{self, Shape, UNLIMITED};
use crate::event_sourcing::{CommandId, Recorded};
use crate::ledger::{
    AccountId, Assumed, Command, Compared, Decimal, Event, Factor, Kind, Label, Labels, LastMonths, Name,
    Note, Origin, Period, Refusal, ValueDate, WantedBound, WantedEntry, WantedLimit, WantedRule,
    WantedTransfer,
};
use crate::wording;
use core::fmt;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value};
use uuid::Uuid;

/// A command, and what its sender said beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// What is wanted.
    pub command: Command,
    /// The command's own id, where its sender gave one.
    pub command_id: Option<CommandId>,
    /// Who sends it, where that was said.
    pub actor: Option<Label>,
    /// The command that this one undoes, redoes or corrects.
    pub caused_by: Option<CommandId>,
    /// What of the command its sender left out.
    pub assumed: Assumed,
}

/// What stands in for members that may be left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Defaults {
    /// The id of an account to be opened.
    pub account: AccountId,
    /// The day.
    pub today: ValueDate,
}

impl Request {
    /// Whether this is what recorded these events under the same command id. What the sender left out, then or
    /// now, is no difference; neither is the actor where this request names none.
    pub fn repeats(&self, events: &[Recorded<Event>]) -> bool {
        let named = |event: &Recorded<Event>| {
            *event.command == *self.command.name()
                && event.caused_by == self.caused_by
                && self.actor.as_ref().is_none_or(|actor| event.actor.as_deref() == Some(actor.as_str()))
        };
        let data: Vec<_> = events.iter().map(|event| &event.data).collect();
        events.iter().all(named) && self.command.recorded_as(self.assumed, &data)
    }
}

/// Reads a command. Nothing is looked at deeper than commands go, so no nesting can exhaust the stack here.
///
/// Refusals come in this order: a command nobody knows, a member nobody knows, a member that is missing or written
/// in another way; then texts and dates that no book takes.
pub fn read(value: &Value, defaults: &Defaults) -> Result<Request, Refusal> {
    let Value::Object(members) = value else { return Err(not_an_object()) };
    let name = command_shape::check(members)?;
    let it = Members { path: "", members };
    Ok(Request {
        command: command(name, &it, defaults)?,
        command_id: it.maybe_id("command_id"),
        actor: Label::optional("actor", it.text("actor"))?,
        caused_by: it.maybe_id("caused_by"),
        assumed: Assumed { account: it.text("account").is_none(), date: it.text("date").is_none() },
    })
}

/// Reads a command from JSON text. Here a lone surrogate, written `\ud800`, and a member given twice can still be
/// seen, and are refused; so is nesting deeper than any command's.
pub fn read_text(text: &str, defaults: &Defaults) -> Result<Request, Refusal> {
    let mut at = None;
    let mut json = serde_json::Deserializer::from_str(text);
    let value = OneObject { at: &mut at }.deserialize(&mut json).and_then(|value| json.end().map(|()| value));
    match (value, at) {
        (Ok(value), _) => read(&value, defaults),
        (Err(_), Some(field)) => Err(Refusal::malformed(&field, wording::word("expected.json"))),
        (Err(_), None) => Err(not_an_object()),
    }
}

fn not_an_object() -> Refusal {
    Refusal::malformed("command", wording::word("expected.object"))
}

fn command(name: &str, it: &Members, defaults: &Defaults) -> Result<Command, Refusal> {
    Ok(match name {
        "OpenBook" => Command::OpenBook { name: it.name()?, base_currency: it.code("base_currency") },
        "RenameBook" => Command::RenameBook { name: it.name()? },
        "OpenAccount" => Command::OpenAccount {
            account: it.maybe_id("account").unwrap_or(defaults.account),
            name: it.name()?,
            currency: it.code("currency"),
            kind: it.text("kind").and_then(Kind::from_text).unwrap_or(Kind::Asset),
            overdraft_limit: it.text("overdraft_limit").and_then(limit),
            opening_balance: it.maybe_amount("opening_balance"),
            date: it.date(defaults)?,
        },
        "RenameAccount" => Command::RenameAccount { account: it.id("account")?, name: it.name()? },
        "SetOverdraftLimit" => Command::SetOverdraftLimit {
            account: it.id("account")?,
            overdraft_limit: it
                .text("overdraft_limit")
                .and_then(limit)
                .ok_or_else(|| it.malformed("overdraft_limit", Shape::Limit))?,
        },
        "DepositMoney" => Command::DepositMoney(entry(it, defaults)?),
        "WithdrawMoney" => Command::WithdrawMoney(entry(it, defaults)?),
        "TransferMoney" => Command::TransferMoney(transfer(it, defaults)?),
        "CategorizeEntry" => Command::CategorizeEntry { entry: it.id("entry")?, labels: it.labels()? },
        "ReverseEntry" => Command::ReverseEntry { entry: it.id("entry")?, reason: it.note("reason")? },
        "ReconcileAccount" => Command::ReconcileAccount {
            account: it.id("account")?,
            date: it.date(defaults)?,
            balance: it.amount("balance")?,
        },
        "FreezeAccount" => Command::FreezeAccount { account: it.id("account")?, reason: it.note("reason")? },
        "UnfreezeAccount" => {
            Command::UnfreezeAccount { account: it.id("account")?, reason: it.note("reason")? }
        }
        "CloseAccount" => Command::CloseAccount { account: it.id("account")?, reason: it.note("reason")? },
        "ReopenAccount" => Command::ReopenAccount { account: it.id("account")?, reason: it.note("reason")? },
        "StateRule" => Command::StateRule(rule(it)?),
        "WithdrawRule" => Command::WithdrawRule { rule: it.id("rule")?, reason: it.note("reason")? },
        "ClosePeriod" => Command::ClosePeriod { period: it.period()? },
        "ReopenPeriod" => Command::ReopenPeriod { period: it.period()?, reason: it.note("reason")? },
        _ => return Err(Refusal::UnknownCommand { command: name.to_owned() }),
    })
}

fn entry(it: &Members, defaults: &Defaults) -> Result<WantedEntry, Refusal> {
    Ok(WantedEntry {
        account: it.id("account")?,
        amount: it.amount("amount")?,
        currency: it.maybe_code("currency"),
        date: it.date(defaults)?,
        labels: it.labels()?,
        origin: it.origin()?,
    })
}

fn transfer(it: &Members, defaults: &Defaults) -> Result<WantedTransfer, Refusal> {
    Ok(WantedTransfer {
        from: it.id("from")?,
        to: it.id("to")?,
        amount: it.amount("amount")?,
        currency: it.maybe_code("currency"),
        received_amount: it.maybe_amount("received_amount"),
        received_currency: it.maybe_code("received_currency"),
        date: it.date(defaults)?,
        note: it.note("note")?,
        origin: it.origin()?,
    })
}

/// A rule, compared with exactly one thing.
fn rule(it: &Members) -> Result<WantedRule, Refusal> {
    let compared = it.text("compared").and_then(Compared::from_text);
    let category = Label::optional("category", it.text("category"))?;
    let months = it.members.get("months").and_then(Value::as_u64).and_then(LastMonths::new);
    let times = it.maybe_amount("times").and_then(|spelled| Factor::of(&spelled));
    let amiss = |field: &str| Refusal::malformed(field, wording::word("expected.bound"));
    let bound = match (it.maybe_amount("amount"), times, it.maybe_id("other"), category, months) {
        (Some(amount), None, None, None, None) => WantedBound::Amount(amount),
        (None, Some(times), Some(account), None, None) => WantedBound::Balance { times, account },
        (None, Some(times), None, Some(category), Some(months)) => {
            WantedBound::Monthly { times, category, months }
        }
        (None, None, Some(_), ..) | (None, None, _, Some(_), _) | (None, None, _, _, Some(_)) => {
            return Err(amiss("times"));
        }
        (None, Some(_), None, Some(_), None) => return Err(amiss("months")),
        (None, Some(_), None, None, Some(_)) => return Err(amiss("category")),
        (None, Some(_), None, None, None) => return Err(amiss("other")),
        _ => return Err(amiss("amount")),
    };
    Ok(WantedRule {
        account: it.maybe_id("account"),
        currency: it.maybe_code("currency"),
        compared: compared.ok_or_else(|| it.malformed("compared", Shape::Compared))?,
        bound,
        note: it.note("note")?,
    })
}

fn limit(text: &str) -> Option<WantedLimit> {
    if text == UNLIMITED { Some(WantedLimit::Unlimited) } else { Decimal::parse(text).map(WantedLimit::UpTo) }
}

/// The members of an object whose shape has been checked.
struct Members<'a> {
    path: &'static str,
    members: &'a Map<String, Value>,
}

impl<'a> Members<'a> {
    /// What a member says; empty counts as absent.
    fn text(&self, field: &str) -> Option<&'a str> {
        self.members.get(field).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    fn malformed(&self, field: &str, shape: Shape) -> Refusal {
        command_shape::malformed(&format!("{}{field}", self.path), shape)
    }

    fn id<T: From<Uuid>>(&self, field: &str) -> Result<T, Refusal> {
        self.maybe_id(field).ok_or_else(|| self.malformed(field, Shape::Id))
    }

    fn maybe_id<T: From<Uuid>>(&self, field: &str) -> Option<T> {
        self.text(field).and_then(command_shape::uuid).map(T::from)
    }

    fn amount(&self, field: &str) -> Result<Decimal, Refusal> {
        self.maybe_amount(field).ok_or_else(|| self.malformed(field, Shape::Amount))
    }

    fn maybe_amount(&self, field: &str) -> Option<Decimal> {
        self.text(field).and_then(Decimal::parse)
    }

    fn code(&self, field: &str) -> String {
        self.maybe_code(field).unwrap_or_default()
    }

    fn maybe_code(&self, field: &str) -> Option<String> {
        self.text(field).map(str::to_owned)
    }

    fn date(&self, defaults: &Defaults) -> Result<ValueDate, Refusal> {
        self.text("date").map_or(Ok(defaults.today), ValueDate::parse)
    }

    fn period(&self) -> Result<Period, Refusal> {
        let day = |field| {
            self.text(field).map_or_else(|| Err(self.malformed(field, Shape::Date)), ValueDate::parse)
        };
        Period::new(day("from")?, day("to")?)
    }

    fn name(&self) -> Result<Name, Refusal> {
        Name::new(self.text("name").unwrap_or_default())
    }

    fn note(&self, field: &'static str) -> Result<Option<Note>, Refusal> {
        Note::optional(field, self.text(field))
    }

    fn labels(&self) -> Result<Labels, Refusal> {
        Ok(Labels {
            category: Label::optional("category", self.text("category"))?,
            counterparty: Label::optional("counterparty", self.text("counterparty"))?,
            note: self.note("note")?,
        })
    }

    fn origin(&self) -> Result<Option<Box<Origin>>, Refusal> {
        let Some(Value::Object(members)) = self.members.get("origin") else { return Ok(None) };
        let it = Members { path: "origin.", members };
        let file = Label::optional("origin.file", it.text("file"))?;
        let sha256 = it.text("sha256").and_then(command_shape::digest);
        let row = members.get("row").and_then(Value::as_u64);
        Ok(Some(Box::new(Origin {
            file: file.ok_or_else(|| it.malformed("file", Shape::Text))?,
            sha256: sha256.ok_or_else(|| it.malformed("sha256", Shape::Digest))?,
            row: row.ok_or_else(|| it.malformed("row", Shape::Row))?,
            bank_id: Label::optional("origin.bank_id", it.text("bank_id"))?,
        })))
    }
}

/// One JSON object that has each member once. `at` is the member being read when it fails.
struct OneObject<'a> {
    at: &'a mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for OneObject<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OneObject<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(wording::word("expected.object"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            *self.at = Some(name.clone());
            let value = object.next_value()?;
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("given twice"));
            }
            *self.at = None;
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests;
