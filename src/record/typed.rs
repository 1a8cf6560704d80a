//! Today's typed events of stored ones, whatever version they were recorded in, and new events in stored form.

use super::shape::Shape;
use super::stored::{MAX_FIELDS, StoredEvent, StoredId, StoredOrigin, Value};
use crate::event_sourcing::{CommandId, EventId, Fingerprint, Recorded, Sequence, Unreadable};
use crate::ledger::{
    AccountId, Bound, Compared, Currency, Entry, Event, Factor, Figure, Kind, Label, Labels, LastMonths,
    Limit, Money, Name, NamedMoment, Note, Origin, Period, Refusal, Rule, Subject, Transfer, ValueDate,
};
use crate::wording;
use std::borrow::Cow;
use std::rc::Rc;

/// The version each event is recorded in from now on.
const fn version_of(event: &Event) -> u64 {
    match event {
        Event::AccountClosed { .. } | Event::AccountReopened { .. } => 2,
        _ => 1,
    }
}

/// Upcasts what was recorded to today's event.
pub(super) fn upcast(stored: &StoredEvent<'_>) -> Result<Recorded<Event>, Unreadable> {
    let unreadable = |reason| Unreadable { sequence: stored.sequence, reason, newer: false };
    let data = event(stored).map_err(unreadable)?;
    let actor = match stored.actor.as_deref() {
        None => None,
        Some(actor) => Some(label("actor", actor).map_err(unreadable)?.shared()),
    };
    let command = shared(&stored.command, stored.shape.usual_command).map_err(unreadable)?;
    Ok(Recorded {
        sequence: stored.sequence,
        id: EventId::from_bytes(stored.id.bytes),
        recorded_at: stored.recorded_at,
        commit: stored.commit,
        command,
        command_id: CommandId::from_bytes(stored.command_id.bytes),
        caused_by: stored.caused_by.map(|id| CommandId::from_bytes(id.bytes)),
        actor,
        data,
    })
}

/// Command names recur, so the usual one of each shape is made once.
fn shared(command: &str, usual: &'static str) -> Result<Rc<str>, String> {
    thread_local!(static USUAL: std::cell::RefCell<Vec<(&'static str, Rc<str>)>> = const { std::cell::RefCell::new(Vec::new()) });
    if command != usual {
        return label("command", command).map(|name| name.shared());
    }
    Ok(USUAL.with_borrow_mut(|known| {
        if let Some((_, name)) = known.iter().find(|(name, _)| core::ptr::eq(*name, usual)) {
            return Rc::clone(name);
        }
        let name: Rc<str> = usual.into();
        known.push((usual, Rc::clone(&name)));
        name
    }))
}

/// Reads the members of any version. Version 1 of `AccountClosed` and of `AccountReopened` knew no reason: upcast, they
/// have none.
fn event(stored: &StoredEvent<'_>) -> Result<Event, String> {
    let at = Members { stored };
    Ok(match stored.shape.name {
        "BookOpened" => Event::BookOpened { name: at.name()?, base_currency: at.currency("base_currency")? },
        "BookRenamed" => Event::BookRenamed { name: at.name()? },
        "BookForked" => {
            Event::BookForked { at: at.sequence("at")?, fingerprint: at.fingerprint("fingerprint")? }
        }
        "AccountOpened" => {
            let currency = at.currency("currency")?;
            let overdraft_limit = at.limit()?;
            if let Limit::UpTo(figure) = overdraft_limit {
                in_currency("overdraft_limit", figure, currency)?;
            }
            let kind = Kind::from_text(at.text("kind")?).ok_or_else(|| at.unfit("kind", "expected.kind"))?;
            Event::AccountOpened {
                account: at.account("account")?,
                name: at.name()?,
                currency,
                kind,
                overdraft_limit,
            }
        }
        "AccountRenamed" => Event::AccountRenamed { account: at.account("account")?, name: at.name()? },
        "OverdraftLimitSet" => {
            Event::OverdraftLimitSet { account: at.account("account")?, overdraft_limit: at.limit()? }
        }
        "MoneyDeposited" => Event::MoneyDeposited(at.entry()?),
        "MoneyWithdrawn" => Event::MoneyWithdrawn(at.entry()?),
        "MoneyTransferred" => Event::MoneyTransferred(at.transfer()?),
        "EntryCategorized" => Event::EntryCategorized { entry: at.event("entry")?, labels: at.labels()? },
        "EntryReversed" => Event::EntryReversed { entry: at.event("entry")?, reason: at.note("reason")? },
        "AccountReconciled" => Event::AccountReconciled {
            account: at.account("account")?,
            date: at.date("date")?,
            balance: at.figure("balance")?,
        },
        "AccountFrozen" => {
            Event::AccountFrozen { account: at.account("account")?, reason: at.note("reason")? }
        }
        "AccountUnfrozen" => {
            Event::AccountUnfrozen { account: at.account("account")?, reason: at.note("reason")? }
        }
        "AccountClosed" => {
            Event::AccountClosed { account: at.account("account")?, reason: at.note("reason")? }
        }
        "AccountReopened" => {
            Event::AccountReopened { account: at.account("account")?, reason: at.note("reason")? }
        }
        "RuleStated" => Event::RuleStated(at.rule()?),
        "RuleWithdrawn" => Event::RuleWithdrawn { rule: at.event("rule")?, reason: at.note("reason")? },
        "MomentNamed" => Event::MomentNamed(NamedMoment {
            position: at.sequence("position")?,
            name: at.name()?,
            fingerprint: at.fingerprint("fingerprint")?,
        }),
        "MomentUnnamed" => Event::MomentUnnamed { position: at.sequence("position")? },
        "PeriodClosed" => Event::PeriodClosed { period: at.period()? },
        "PeriodReopened" => Event::PeriodReopened { period: at.period()?, reason: at.note("reason")? },
        name => return Err(wording::say("record.unknown-type", &[("type", name)])),
    })
}

/// The members of a stored event's data, by name.
struct Members<'e, 'a> {
    stored: &'e StoredEvent<'a>,
}

impl<'e, 'a> Members<'e, 'a> {
    fn get(&self, name: &str) -> &'e Value<'a> {
        let at = self.stored.shape.fields.iter().position(|field| field.name == name);
        at.and_then(|at| self.stored.values.get(at)).unwrap_or(&Value::Absent)
    }

    #[expect(clippy::unused_self, reason = "reads as the other readers of members do")]
    fn wrong(&self, name: &str) -> String {
        wording::say("record.wrong-member", &[("member", name)])
    }

    /// The same where it can be said what it must be, by a key of the wording.
    #[expect(clippy::unused_self, reason = "reads as the other readers of members do")]
    fn unfit(&self, name: &str, expected: &'static str) -> String {
        wording::say("record.wrong-value", &[("member", name), ("what", wording::word(expected))])
    }

    fn text(&self, name: &str) -> Result<&'e str, String> {
        self.optional_text(name)?.ok_or_else(|| self.wrong(name))
    }

    fn optional_text(&self, name: &str) -> Result<Option<&'e str>, String> {
        match self.get(name) {
            Value::Absent => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            _ => Err(self.wrong(name)),
        }
    }

    fn id(&self, name: &str) -> Result<[u8; 16], String> {
        match self.get(name) {
            Value::Id(id) => Ok(id.bytes),
            _ => Err(self.wrong(name)),
        }
    }

    fn account(&self, name: &str) -> Result<AccountId, String> {
        self.id(name).map(AccountId::from_bytes)
    }

    fn event(&self, name: &str) -> Result<EventId, String> {
        self.id(name).map(EventId::from_bytes)
    }

    fn name(&self) -> Result<Name, String> {
        Name::new(self.text("name")?).map_err(sentence)
    }

    fn note(&self, name: &'static str) -> Result<Option<Note>, String> {
        self.optional_text(name)?.map_or(Ok(None), |text| {
            Note::optional(name, Some(text)).map_err(sentence)?.map(Some).ok_or_else(|| self.wrong(name))
        })
    }

    fn label(&self, name: &'static str) -> Result<Option<Label>, String> {
        self.optional_text(name)?.map(|text| label(name, text)).transpose()
    }

    fn labels(&self) -> Result<Labels, String> {
        let (category, counterparty) = (self.label("category")?, self.label("counterparty")?);
        Ok(Labels { category, counterparty, note: self.note("note")? })
    }

    fn currency(&self, name: &str) -> Result<Currency, String> {
        let code = self.text(name)?;
        Currency::from_code(code)
            .map_err(|_| sentence(Refusal::UnknownCurrency { currency: wording::short(code).into_owned() }))
    }

    fn figure(&self, name: &str) -> Result<Figure, String> {
        match self.get(name) {
            Value::Amount(figure) => Ok(*figure),
            _ => Err(self.wrong(name)),
        }
    }

    fn limit(&self) -> Result<Limit, String> {
        match self.get("overdraft_limit") {
            Value::Unlimited => Ok(Limit::Unlimited),
            Value::Amount(figure) if figure.minor.get() >= 0 => Ok(Limit::UpTo(*figure)),
            _ => Err(self.unfit("overdraft_limit", "expected.limit")),
        }
    }

    fn money(&self, amount: &str, currency: &str) -> Result<Money, String> {
        let (figure, currency) = (self.figure(amount)?, self.currency(currency)?);
        in_currency(amount, figure, currency)?;
        if figure.minor.get() <= 0 {
            return Err(Refusal::AmountNotPositive.to_string());
        }
        Ok(Money { minor: figure.minor, currency })
    }

    fn date(&self, name: &str) -> Result<ValueDate, String> {
        match self.get(name) {
            Value::Date(date) => Ok(*date),
            _ => Err(self.wrong(name)),
        }
    }

    fn period(&self) -> Result<Period, String> {
        Period::new(self.date("from")?, self.date("to")?).map_err(sentence)
    }

    fn sequence(&self, name: &str) -> Result<Sequence, String> {
        match self.get(name) {
            Value::Sequence(n) => Sequence::new(*n).ok_or_else(|| self.wrong(name)),
            _ => Err(self.wrong(name)),
        }
    }

    fn fingerprint(&self, name: &str) -> Result<Fingerprint, String> {
        match self.get(name) {
            Value::Fingerprint(bytes) => Ok(Fingerprint::from_bytes(*bytes)),
            _ => Err(self.wrong(name)),
        }
    }

    fn origin(&self) -> Result<Option<Box<Origin>>, String> {
        let Value::Origin(origin) = self.get("origin") else { return Ok(None) };
        let file = label("file", &origin.file)?;
        let bank_id = origin.bank_id.as_deref().map(|id| label("bank_id", id)).transpose()?;
        Ok(Some(Box::new(Origin { file, sha256: origin.sha256, row: origin.row, bank_id })))
    }

    fn entry(&self) -> Result<Entry, String> {
        Ok(Entry {
            account: self.account("account")?,
            money: self.money("amount", "currency")?,
            date: self.date("date")?,
            labels: self.labels()?,
            origin: self.origin()?,
        })
    }

    /// A rule, where exactly the members of one kind of bound are there.
    fn rule(&self) -> Result<Rule, String> {
        let currency = self.currency("currency")?;
        let times =
            || Factor::recorded(self.figure("times")?).ok_or_else(|| self.unfit("times", "expected.times"));
        let bound = if *self.get("amount") != Value::Absent {
            let figure = self.figure("amount")?;
            in_currency("amount", figure, currency)?;
            (Bound::Amount(figure.minor), ["category", "months", "other", "times"].as_slice())
        } else if *self.get("other") != Value::Absent {
            let bound = Bound::Balance { times: times()?, account: self.account("other")? };
            (bound, ["category", "months"].as_slice())
        } else {
            let category = self.label("category")?.ok_or_else(|| self.wrong("category"))?;
            let months = LastMonths::new(self.sequence("months")?.get());
            let months = months.ok_or_else(|| self.unfit("months", "expected.months"))?;
            (Bound::Monthly { times: times()?, category, months }, [].as_slice())
        };
        let (bound, others) = bound;
        if let Some(other) = others.iter().find(|name| *self.get(name) != Value::Absent) {
            return Err(self.wrong(other));
        }
        Ok(Rule {
            subject: match self.get("account") {
                Value::Absent => Subject::Total,
                _ => Subject::Balance(self.account("account")?),
            },
            currency,
            compared: Compared::from_text(self.text("compared")?)
                .ok_or_else(|| self.unfit("compared", "expected.compared"))?,
            bound,
            note: self.note("note")?,
        })
    }

    fn transfer(&self) -> Result<Transfer, String> {
        let sent = self.money("amount", "currency")?;
        let received = match (self.get("received_amount"), self.get("received_currency")) {
            (Value::Absent, Value::Absent) => None,
            _ => Some(self.money("received_amount", "received_currency")?),
        };
        Ok(Transfer {
            from: self.account("from")?,
            to: self.account("to")?,
            sent,
            received,
            date: self.date("date")?,
            note: self.note("note")?,
            origin: self.origin()?,
        })
    }
}

/// A label that is there is not empty: empty ones are absent.
fn label(name: &'static str, text: &str) -> Result<Label, String> {
    let label = Label::optional(name, Some(text)).map_err(sentence)?;
    label.ok_or_else(|| wording::say("record.wrong-member", &[("member", name)]))
}

fn in_currency(name: &str, figure: Figure, currency: Currency) -> Result<(), String> {
    if figure.digits == currency.digits() {
        return Ok(());
    }
    let digits = currency.digits().to_string();
    Err(wording::say(
        "record.decimals",
        &[("member", name), ("currency", currency.code()), ("digits", &digits)],
    ))
}

fn sentence(refusal: Refusal) -> String {
    refusal.to_string()
}

/// A new event in the shape it is recorded in from now on.
pub(super) fn stored(event: &Recorded<Event>) -> StoredEvent<'_> {
    let shape = Shape::of(event.data.name(), version_of(&event.data));
    // The table has a shape for every event there is; a test holds it to that.
    let shape = shape.unwrap_or(&super::shape::SHAPES[0]);
    let mut values: [Value<'_>; MAX_FIELDS] = Default::default();
    for (field, value) in shape.fields.iter().zip(&mut values) {
        *value = value_of(&event.data, field.name);
    }
    StoredEvent {
        sequence: event.sequence,
        id: StoredId::lower(*event.id.bytes()),
        shape,
        recorded_at: event.recorded_at,
        commit: event.commit,
        command: Cow::Borrowed(&event.command),
        command_id: StoredId::lower(*event.command_id.bytes()),
        caused_by: event.caused_by.map(|id| StoredId::lower(*id.bytes())),
        actor: event.actor.as_deref().map(Cow::Borrowed),
        values,
    }
}

/// The member `name` of an event's data in its newest version.
fn value_of<'a>(event: &'a Event, name: &str) -> Value<'a> {
    match (event, name) {
        (Event::BookOpened { name, .. } | Event::BookRenamed { name }, "name")
        | (Event::AccountOpened { name, .. } | Event::AccountRenamed { name, .. }, "name") => {
            text(name.as_str())
        }
        (Event::BookOpened { base_currency, .. }, "base_currency") => text(base_currency.code()),
        (Event::BookForked { at, .. }, "at") => Value::Sequence(at.get()),
        (Event::BookForked { fingerprint, .. }, "fingerprint") => Value::Fingerprint(*fingerprint.bytes()),
        (Event::AccountOpened { account, .. }, "account")
        | (Event::AccountRenamed { account, .. }, "account")
        | (Event::OverdraftLimitSet { account, .. }, "account")
        | (Event::AccountReconciled { account, .. }, "account")
        | (Event::AccountFrozen { account, .. } | Event::AccountUnfrozen { account, .. }, "account")
        | (Event::AccountClosed { account, .. } | Event::AccountReopened { account, .. }, "account") => {
            id(*account)
        }
        (Event::AccountOpened { currency, .. }, "currency") => text(currency.code()),
        (Event::AccountOpened { kind, .. }, "kind") => text(kind.as_str()),
        (Event::AccountOpened { overdraft_limit, .. }, "overdraft_limit")
        | (Event::OverdraftLimitSet { overdraft_limit, .. }, "overdraft_limit") => match overdraft_limit {
            Limit::Unlimited => Value::Unlimited,
            Limit::UpTo(figure) => Value::Amount(*figure),
        },
        (Event::MoneyDeposited(entry) | Event::MoneyWithdrawn(entry), name) => entry_value(entry, name),
        (Event::MoneyTransferred(transfer), name) => transfer_value(transfer, name),
        (Event::EntryCategorized { entry, .. } | Event::EntryReversed { entry, .. }, "entry") => {
            Value::Id(StoredId::lower(*entry.bytes()))
        }
        (Event::EntryCategorized { labels, .. }, name) => labels_value(labels, name),
        (Event::EntryReversed { reason, .. }, "reason")
        | (Event::AccountFrozen { reason, .. } | Event::AccountUnfrozen { reason, .. }, "reason")
        | (Event::AccountClosed { reason, .. } | Event::AccountReopened { reason, .. }, "reason") => {
            optional(reason.as_ref().map(Note::as_str))
        }
        (Event::RuleStated(rule), name) => rule_value(rule, name),
        (Event::RuleWithdrawn { rule, .. }, "rule") => Value::Id(StoredId::lower(*rule.bytes())),
        (Event::RuleWithdrawn { reason, .. }, "reason") => optional(reason.as_ref().map(Note::as_str)),
        (
            Event::MomentNamed(NamedMoment { position, .. }) | Event::MomentUnnamed { position },
            "position",
        ) => Value::Sequence(position.get()),
        (Event::MomentNamed(moment), "name") => text(moment.name.as_str()),
        (Event::MomentNamed(moment), "fingerprint") => Value::Fingerprint(*moment.fingerprint.bytes()),
        (Event::PeriodClosed { period } | Event::PeriodReopened { period, .. }, "from") => {
            Value::Date(period.from())
        }
        (Event::PeriodClosed { period } | Event::PeriodReopened { period, .. }, "to") => {
            Value::Date(period.to())
        }
        (Event::PeriodReopened { reason, .. }, "reason") => optional(reason.as_ref().map(Note::as_str)),
        (Event::AccountReconciled { date, .. }, "date") => Value::Date(*date),
        (Event::AccountReconciled { balance, .. }, "balance") => Value::Amount(*balance),
        _ => Value::Absent,
    }
}

fn entry_value<'a>(entry: &'a Entry, name: &str) -> Value<'a> {
    match name {
        "account" => id(entry.account),
        "amount" => Value::Amount(entry.money.figure()),
        "currency" => text(entry.money.currency.code()),
        "date" => Value::Date(entry.date),
        "origin" => origin(entry.origin.as_deref()),
        name => labels_value(&entry.labels, name),
    }
}

fn transfer_value<'a>(transfer: &'a Transfer, name: &str) -> Value<'a> {
    match name {
        "from" => id(transfer.from),
        "to" => id(transfer.to),
        "amount" => Value::Amount(transfer.sent.figure()),
        "currency" => text(transfer.sent.currency.code()),
        "received_amount" => transfer.received.map_or(Value::Absent, |money| Value::Amount(money.figure())),
        "received_currency" => transfer.received.map_or(Value::Absent, |money| text(money.currency.code())),
        "date" => Value::Date(transfer.date),
        "note" => optional(transfer.note.as_ref().map(Note::as_str)),
        "origin" => origin(transfer.origin.as_deref()),
        _ => Value::Absent,
    }
}

fn rule_value<'a>(rule: &'a Rule, name: &str) -> Value<'a> {
    match (name, &rule.bound) {
        ("account", _) => match rule.subject {
            Subject::Balance(account) => id(account),
            Subject::Total => Value::Absent,
        },
        ("amount", Bound::Amount(minor)) => {
            Value::Amount(Money { minor: *minor, currency: rule.currency }.figure())
        }
        ("category", Bound::Monthly { category, .. }) => text(category.as_str()),
        ("compared", _) => text(rule.compared.as_str()),
        ("currency", _) => text(rule.currency.code()),
        ("months", Bound::Monthly { months, .. }) => Value::Sequence(u64::from(months.get())),
        ("note", _) => optional(rule.note.as_ref().map(Note::as_str)),
        ("other", Bound::Balance { account, .. }) => id(*account),
        ("times", Bound::Balance { times, .. } | Bound::Monthly { times, .. }) => {
            Value::Amount(times.figure())
        }
        _ => Value::Absent,
    }
}

fn labels_value<'a>(labels: &'a Labels, name: &str) -> Value<'a> {
    match name {
        "category" => optional(labels.category.as_ref().map(Label::as_str)),
        "counterparty" => optional(labels.counterparty.as_ref().map(Label::as_str)),
        "note" => optional(labels.note.as_ref().map(Note::as_str)),
        _ => Value::Absent,
    }
}

fn origin(origin: Option<&Origin>) -> Value<'_> {
    origin.map_or(Value::Absent, |origin| {
        let bank_id = origin.bank_id.as_ref().map(|id| Cow::Borrowed(id.as_str()));
        let file = Cow::Borrowed(origin.file.as_str());
        Value::Origin(Box::new(StoredOrigin { bank_id, file, row: origin.row, sha256: origin.sha256 }))
    })
}

const fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

fn optional(it: Option<&str>) -> Value<'_> {
    it.map_or(Value::Absent, text)
}

const fn id(account: AccountId) -> Value<'static> {
    Value::Id(StoredId::lower(*account.bytes()))
}
