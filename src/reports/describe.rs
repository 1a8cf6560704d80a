//! Each event in a sentence for people.

use super::moment::{Moment, own_labels};
use super::sentence::{Part, Sentence};
use crate::event_sourcing::{Codec, EventId, Recorded, Sequence, Unreadable};
use crate::ledger::{
    AccountId, Bound, Compared, Currency, Event, Factor, Figure, Kind, Label, Labels, Limit, Money, Name,
    Note, Period, Rule, Subject,
};
use crate::wording;

/// What a sentence has to look up.
pub trait Naming {
    /// An account's name and currency.
    fn account(&self, id: AccountId) -> Option<(&Name, Currency)>;

    /// Where the event with this id stands in the log.
    fn number(&self, event: EventId) -> Option<Sequence>;

    /// The rule that the event with this id stated.
    fn rule(&self, id: EventId) -> Option<&Rule>;

    /// What the event with this id is, where it stands in no log.
    fn unrecorded(&self, _: EventId) -> Option<Sentence> {
        None
    }
}

impl<C: Codec<Event = Event>> Naming for Moment<'_, C> {
    fn account(&self, id: AccountId) -> Option<(&Name, Currency)> {
        Moment::account(self, id).map(|(_, account)| (&account.name, account.currency))
    }

    fn number(&self, event: EventId) -> Option<Sequence> {
        self.past.find(event)
    }

    fn rule(&self, id: EventId) -> Option<&Rule> {
        self.past.rule(id).map(|stated| stated.rule)
    }
}

/// What happened, in a sentence. Names are those of the moment; `moment` is at or after the event.
pub fn describe<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    event: &Recorded<Event>,
) -> Result<Sentence, Unreadable> {
    Ok(happened(moment, &event.data))
}

/// The same, whoever knows the names.
pub fn happened(moment: &dyn Naming, event: &Event) -> Sentence {
    let named = |id: AccountId| account(moment, id);
    let (figures, what) = match event {
        Event::BookOpened { name, base_currency } => {
            (vec![("name", said(name.as_str())), ("currency", words(base_currency.code()))], None)
        }
        Event::BookForked { at, .. } => (vec![("at", Part::Event(*at).into())], None),
        Event::AccountOpened { account, name, currency, kind, .. } => {
            let kind = words(wording::word(kind_word(*kind)));
            let name = Part::Account(*account, name.clone()).into();
            (vec![("account", name), ("currency", words(currency.code())), ("kind", kind)], None)
        }
        Event::BookRenamed { name } | Event::AccountRenamed { name, .. } => {
            (vec![("name", said(name.as_str()))], None)
        }
        Event::OverdraftLimitSet { account, overdraft_limit } => {
            (vec![("account", named(*account)), ("limit", limit(moment, *account, *overdraft_limit))], None)
        }
        Event::MoneyDeposited(entry) | Event::MoneyWithdrawn(entry) => {
            let figures = vec![("amount", money(entry.money)), ("account", named(entry.account))];
            (figures, about(&entry.labels))
        }
        Event::MoneyTransferred(transfer) => {
            let mut figures = vec![("amount", money(transfer.sent))];
            figures.extend([("from", named(transfer.from)), ("to", named(transfer.to))]);
            figures.extend(transfer.received.map(|received| ("received", money(received))));
            (figures, transfer.note.as_ref().map(|note| said(note.as_str())))
        }
        Event::EntryCategorized { entry, labels } => {
            (vec![("entry", entry_number(moment, *entry))], about(labels))
        }
        Event::EntryReversed { entry, reason } => {
            (vec![("entry", entry_number(moment, *entry))], reason.as_ref().map(|text| said(text.as_str())))
        }
        Event::AccountReconciled { account, date, balance } => {
            let balance = figure(moment, *account, *balance);
            let date = Part::Date(*date).into();
            (vec![("account", named(*account)), ("date", date), ("balance", balance)], None)
        }
        Event::MomentNamed(moment) => {
            let at = Part::Event(moment.position).into();
            (vec![("name", said(moment.name.as_str())), ("at", at)], None)
        }
        Event::MomentUnnamed { position } => (vec![("at", Part::Event(*position).into())], None),
        Event::PeriodClosed { period } => (days(*period), None),
        Event::PeriodReopened { period, reason } => {
            (days(*period), reason.as_ref().map(|text| said(text.as_str())))
        }
        Event::AccountFrozen { account, reason }
        | Event::AccountUnfrozen { account, reason }
        | Event::AccountClosed { account, reason }
        | Event::AccountReopened { account, reason } => {
            (vec![("account", named(*account))], reason.as_ref().map(|text| said(text.as_str())))
        }
        Event::RuleStated(rule) => {
            (vec![("rule", rule_sentence(moment, rule))], rule.note.as_ref().map(|text| said(text.as_str())))
        }
        Event::RuleWithdrawn { rule, reason } => {
            let at = moment.number(*rule).map(|at| Part::Event(at).into()).unwrap_or_default();
            let sentence = moment.rule(*rule).map(|rule| rule_sentence(moment, rule)).unwrap_or_default();
            (vec![("event", at), ("rule", sentence)], reason.as_ref().map(|text| said(text.as_str())))
        }
    };
    let sentence = Sentence::of(key_here(moment, event), &figures);
    match what {
        Some(what) => Sentence::of("happened.about", &[("sentence", sentence), ("what", what)]),
        None => sentence,
    }
}

/// What an event is called in a list: an entry by what was written about it, everything else by its sentence.
/// A reversal is called after the `original` that it reverses.
pub(super) fn title<C: Codec<Event = Event>>(
    moment: &Moment<'_, C>,
    event: &Recorded<Event>,
    labels: Option<&Labels>,
    original: Option<&Recorded<Event>>,
) -> Result<Sentence, Unreadable> {
    if let Event::EntryReversed { .. } = &event.data {
        let what = match (labels.and_then(written), original) {
            (Some(what), _) => what,
            (None, Some(original)) => words(wording::word(plain(&original.data))),
            (None, None) => Sentence::default(),
        };
        return Ok(Sentence::of("happened.reversed", &[("what", what)]));
    }
    match own_labels(&event.data) {
        Some(own) if !matches!(event.data, Event::EntryCategorized { .. }) => {
            let written = written(labels.unwrap_or(&own));
            Ok(written.unwrap_or_else(|| words(wording::word(plain(&event.data)))))
        }
        _ => describe(moment, event),
    }
}

/// What was written about an entry: its note, else with whom, else what for.
fn written(labels: &Labels) -> Option<Sentence> {
    let note = labels.note.as_ref().map(Note::as_str);
    let label = || labels.counterparty.as_ref().or(labels.category.as_ref()).map(Label::as_str);
    note.or_else(label).map(said)
}

/// Everything that was written about an entry.
fn about(labels: &Labels) -> Option<Sentence> {
    let note = labels.note.as_ref().map(Note::as_str);
    let label = |label: &Option<Label>| label.as_ref().map(|label| said(label.as_str()));
    let all = [note.map(said), label(&labels.counterparty), label(&labels.category)];
    all.into_iter().flatten().reduce(|mut sentence, next| {
        sentence.parts.push(Part::Words(", ".to_owned()));
        sentence.parts.extend(next.parts);
        sentence
    })
}

fn plain(event: &Event) -> &'static str {
    match event {
        Event::MoneyWithdrawn(_) => "happened.withdrawal",
        Event::MoneyTransferred(_) => "happened.transfer",
        _ => "happened.deposit",
    }
}

/// The key of an event's sentence as it reads here: what stands in no log has no number to be called by.
fn key_here(moment: &dyn Naming, event: &Event) -> &'static str {
    let unrecorded = |id: &EventId| moment.number(*id).is_none();
    match event {
        Event::MoneyTransferred(transfer) if transfer.received.is_some() => "happened.MoneyExchanged",
        Event::EntryCategorized { entry, .. } if unrecorded(entry) => "happened.UnrecordedCategorized",
        Event::EntryReversed { entry, .. } if unrecorded(entry) => "happened.UnrecordedReversed",
        Event::RuleWithdrawn { rule, .. } if unrecorded(rule) => "happened.UnrecordedRuleWithdrawn",
        _ => key(event),
    }
}

/// The key of an event's sentence.
const fn key(event: &Event) -> &'static str {
    match event {
        Event::BookOpened { .. } => "happened.BookOpened",
        Event::BookRenamed { .. } => "happened.BookRenamed",
        Event::BookForked { .. } => "happened.BookForked",
        Event::AccountOpened { .. } => "happened.AccountOpened",
        Event::AccountRenamed { .. } => "happened.AccountRenamed",
        Event::OverdraftLimitSet { overdraft_limit: Limit::Unlimited, .. } => "happened.OverdraftLimitLifted",
        Event::OverdraftLimitSet { .. } => "happened.OverdraftLimitSet",
        Event::MoneyDeposited(_) => "happened.MoneyDeposited",
        Event::MoneyWithdrawn(_) => "happened.MoneyWithdrawn",
        Event::MoneyTransferred(_) => "happened.MoneyTransferred",
        Event::EntryCategorized { .. } => "happened.EntryCategorized",
        Event::EntryReversed { .. } => "happened.EntryReversed",
        Event::AccountReconciled { .. } => "happened.AccountReconciled",
        Event::AccountFrozen { .. } => "happened.AccountFrozen",
        Event::AccountUnfrozen { .. } => "happened.AccountUnfrozen",
        Event::AccountClosed { .. } => "happened.AccountClosed",
        Event::AccountReopened { .. } => "happened.AccountReopened",
        Event::RuleStated(_) => "happened.RuleStated",
        Event::RuleWithdrawn { .. } => "happened.RuleWithdrawn",
        Event::MomentNamed(_) => "happened.MomentNamed",
        Event::MomentUnnamed { .. } => "happened.MomentUnnamed",
        Event::PeriodClosed { .. } => "happened.PeriodClosed",
        Event::PeriodReopened { .. } => "happened.PeriodReopened",
    }
}

/// A rule in a sentence, with the names of the moment.
pub fn rule_sentence(moment: &dyn Naming, rule: &Rule) -> Sentence {
    let key = match rule.compared {
        Compared::AtMost => "rule.at-most",
        Compared::AtLeast => "rule.at-least",
    };
    let subject = subject_sentence(moment, rule);
    Sentence::of(key, &[("subject", subject), ("bound", bound_sentence(moment, rule))])
}

/// What a rule is about, in words, with the names of the moment.
pub fn subject_sentence(moment: &dyn Naming, rule: &Rule) -> Sentence {
    match rule.subject {
        Subject::Balance(id) => Sentence::of("rule.balance", &[("account", account(moment, id))]),
        Subject::Total => Sentence::of("rule.total", &[("currency", words(rule.currency.code()))]),
    }
}

/// What a rule compares with, in words, with the names of the moment.
pub fn bound_sentence(moment: &dyn Naming, rule: &Rule) -> Sentence {
    let times = |factor: &Factor| words(&factor.figure().to_string());
    match &rule.bound {
        Bound::Amount(minor) => money(Money { minor: *minor, currency: rule.currency }),
        Bound::Balance { times: factor, account: id } => {
            Sentence::of("rule.times-balance", &[("times", times(factor)), ("account", account(moment, *id))])
        }
        Bound::Monthly { times: factor, category, months } => {
            let months = words(&months.get().to_string());
            let figures =
                [("times", times(factor)), ("category", said(category.as_str())), ("months", months)];
            Sentence::of("rule.times-monthly", &figures)
        }
    }
}

const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Asset => "happened.asset",
        Kind::Liability => "happened.liability",
    }
}

fn account(moment: &dyn Naming, id: AccountId) -> Sentence {
    let name = moment.account(id).map(|(name, _)| name.clone());
    name.map_or_else(|| words(&id.to_string()), |name| Part::Account(id, name).into())
}

fn days(period: Period) -> Vec<(&'static str, Sentence)> {
    vec![("from", Part::Date(period.from()).into()), ("to", Part::Date(period.to()).into())]
}

fn entry_number(moment: &dyn Naming, id: EventId) -> Sentence {
    if let Some(at) = moment.number(id) {
        return Part::Event(at).into();
    }
    moment.unrecorded(id).unwrap_or_else(|| words(&id.to_string()))
}

fn limit(moment: &dyn Naming, id: AccountId, limit: Limit) -> Sentence {
    match limit {
        Limit::Unlimited => Sentence::default(),
        Limit::UpTo(amount) => figure(moment, id, amount),
    }
}

fn figure(moment: &dyn Naming, id: AccountId, figure: Figure) -> Sentence {
    let account = moment.account(id).map(|(_, currency)| currency);
    account
        .map_or_else(|| words(&figure.to_string()), |currency| money(Money { minor: figure.minor, currency }))
}

fn money(money: Money) -> Sentence {
    Part::Money(money).into()
}

fn said(text: &str) -> Sentence {
    Sentence::said(text)
}

fn words(text: &str) -> Sentence {
    Part::Words(text.to_owned()).into()
}
