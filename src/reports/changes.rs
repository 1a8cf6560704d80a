//! What one event changed: each figure and text before it and after it.

use super::describe::rule_sentence;
use super::moment::Moment;
use crate::event_sourcing::{Codec, Recorded, Sequence, Unreadable};
use crate::ledger::{
    Account, AccountId, Currency, Event, Kind, Label, Labels, Limit, Money, Name, NamedMoment, Period, Rule,
    Status, ValueDate,
};
use crate::wording;
use std::rc::Rc;

/// One thing that an event changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Whose.
    pub of: Subject,
    /// What about it.
    pub what: Changed,
    /// What it was; `None` where there was nothing.
    pub before: Option<Value>,
    /// What it is since; `None` where there is nothing.
    pub after: Option<Value>,
}

/// What a change is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Subject {
    /// The book itself.
    Book,
    /// An account, by its name after the event.
    Account(AccountId, Name),
    /// An earlier entry.
    Entry(Sequence),
    /// A moment: after this event.
    Moment(Sequence),
}

/// Which of a subject's properties changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is the property of the book, account or entry that it is named after")]
pub enum Changed {
    Name,
    Kind,
    Currency,
    Balance,
    Status,
    OverdraftLimit,
    Reconciled,
    Category,
    Counterparty,
    Note,
    ReversedBy,
    Identity,
    ClosedPeriod,
    Rule,
}

impl Changed {
    /// What it is called.
    pub fn word(self) -> &'static str {
        wording::word(match self {
            Self::Name => "changed.name",
            Self::Kind => "changed.kind",
            Self::Currency => "changed.currency",
            Self::Balance => "changed.balance",
            Self::Status => "changed.status",
            Self::OverdraftLimit => "changed.overdraft-limit",
            Self::Reconciled => "changed.reconciled",
            Self::Category => "changed.category",
            Self::Counterparty => "changed.counterparty",
            Self::Note => "changed.note",
            Self::ReversedBy => "changed.reversed-by",
            Self::Identity => "changed.identity",
            Self::ClosedPeriod => "changed.closed-period",
            Self::Rule => "changed.rule",
        })
    }
}

/// A value before or after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// What a user wrote.
    Text(String),
    /// A balance.
    Money(Money),
    /// How far below zero, in the account's currency.
    Limit(Limit, Currency),
    /// Whether an account can be used.
    Status(Status),
    /// Which side of the books.
    Kind(Kind),
    /// A currency.
    Currency(Currency),
    /// A day.
    Date(ValueDate),
    /// A stretch of days.
    Period(Period),
    /// Another event.
    Event(Sequence),
}

/// What `event` changed. `before` is the moment right before it, `after` the one right after.
pub fn changes<C: Codec<Event = Event>>(
    before: &Moment<'_, C>,
    after: &Moment<'_, C>,
    event: &Recorded<Event>,
) -> Result<Vec<Change>, Unreadable> {
    let mut changes = Vec::new();
    of_book(before, after, &mut changes);
    for (number, account) in after.ledger.accounts().iter().enumerate() {
        match before.ledger.accounts().get(number) {
            Some(old) if Rc::ptr_eq(old, account) => {}
            old => of_account(old.map(Rc::as_ref), account, &mut changes),
        }
    }
    match &event.data {
        Event::EntryCategorized { entry, .. } => {
            if let Some(entry) = after.past.find(*entry) {
                let (old, new) = (before.labels(entry)?, after.labels(entry)?);
                of_labels(entry, &old.unwrap_or_default(), &new.unwrap_or_default(), &mut changes);
            }
        }
        Event::EntryReversed { entry, .. } => changes.extend(after.past.find(*entry).map(|entry| Change {
            of: Subject::Entry(entry),
            what: Changed::ReversedBy,
            before: None,
            after: Some(Value::Event(event.sequence)),
        })),
        Event::MomentNamed(NamedMoment { position, .. }) | Event::MomentUnnamed { position } => {
            let name = |moment: &Moment<'_, C>| {
                moment.ledger.named_moments().at(*position).map(|it| Value::Text(it.name.to_string()))
            };
            let (of, what) = (Subject::Moment(*position), Changed::Name);
            changes.push(Change { of, what, before: name(before), after: name(after) });
        }
        Event::RuleStated(rule) => changes.push(of_rule(None, Some(said(after, rule)))),
        Event::RuleWithdrawn { rule, .. } => {
            let stated = after.past.find(*rule).map(|at| after.past.turns(at.previous(), at));
            if let Some([Recorded { data: Event::RuleStated(rule), .. }]) = stated {
                changes.push(of_rule(Some(said(after, rule)), None));
            }
        }
        Event::PeriodClosed { period } => changes.push(of_period(None, Some(*period))),
        Event::PeriodReopened { period, .. } => changes.push(of_period(Some(*period), None)),
        _ => {}
    }
    Ok(changes)
}

fn of_book<C>(before: &Moment<'_, C>, after: &Moment<'_, C>, changes: &mut Vec<Change>) {
    let (old, Some(new)) = (before.ledger.book(), after.ledger.book()) else { return };
    let mut note = |what, before: Option<Value>, after: Value| {
        if before.as_ref() != Some(&after) {
            changes.push(Change { of: Subject::Book, what, before, after: Some(after) });
        }
    };
    let text = |name: &Name| Value::Text(name.to_string());
    note(Changed::Name, old.map(|book| text(&book.name)), text(&new.name));
    let currency = old.map(|book| Value::Currency(book.base_currency));
    note(Changed::Currency, currency, Value::Currency(new.base_currency));
    if old.is_some_and(|book| book.id != new.id) {
        let id = old.map(|book| Value::Text(book.id.to_string()));
        note(Changed::Identity, id, Value::Text(new.id.to_string()));
    }
}

/// A rule, as a sentence says it.
fn said<C: Codec<Event = Event>>(moment: &Moment<'_, C>, rule: &Rule) -> Value {
    Value::Text(rule_sentence(moment, rule).to_string())
}

const fn of_rule(before: Option<Value>, after: Option<Value>) -> Change {
    Change { of: Subject::Book, what: Changed::Rule, before, after }
}

fn of_period(before: Option<Period>, after: Option<Period>) -> Change {
    let (before, after) = (before.map(Value::Period), after.map(Value::Period));
    Change { of: Subject::Book, what: Changed::ClosedPeriod, before, after }
}

fn of_account(old: Option<&Account>, new: &Account, changes: &mut Vec<Change>) {
    let of = Subject::Account(new.id, new.name.clone());
    let mut note = |what, value: &dyn Fn(&Account) -> Option<Value>| {
        let (before, after) = (old.and_then(value), value(new));
        if before != after {
            changes.push(Change { of: of.clone(), what, before, after });
        }
    };
    note(Changed::Name, &|account| Some(Value::Text(account.name.to_string())));
    note(Changed::Kind, &|account| Some(Value::Kind(account.kind)));
    note(Changed::Currency, &|account| Some(Value::Currency(account.currency)));
    note(Changed::Balance, &|account| Some(Value::Money(account.money())));
    note(Changed::OverdraftLimit, &|account| Some(Value::Limit(account.overdraft_limit, account.currency)));
    note(Changed::Status, &|account| Some(Value::Status(account.status)));
    note(Changed::Reconciled, &|account| account.reconciled.map(|reconciled| Value::Date(reconciled.date)));
}

fn of_labels(entry: Sequence, old: &Labels, new: &Labels, changes: &mut Vec<Change>) {
    let label = |label: &Option<Label>| label.as_ref().map(|label| Value::Text(label.to_string()));
    let note = |labels: &Labels| labels.note.as_ref().map(|note| Value::Text(note.to_string()));
    let pairs = [
        (Changed::Category, label(&old.category), label(&new.category)),
        (Changed::Counterparty, label(&old.counterparty), label(&new.counterparty)),
        (Changed::Note, note(old), note(new)),
    ];
    for (what, before, after) in pairs.into_iter().filter(|(_, before, after)| before != after) {
        changes.push(Change { of: Subject::Entry(entry), what, before, after });
    }
}
