//! The public contract: what outsiders learn of a book, as CloudEvents 1.0 with a vocabulary of their own. The same log
//! always gives the same bytes, whatever version its events were recorded in and whatever comes later.
//!
//! `page/contract/` publishes it as JSON Schema and AsyncAPI.

use super::json::Object;
use crate::event_sourcing::{Aggregate, EventId, Log, Recorded, Sequence, Unreadable};
use crate::ledger::{Account, AccountId, Entries, Entry, Event, Figure, Ledger, Money, Posting, Transfer};
use crate::record::{LedgerCodec, timestamp};

/// One public event, about one account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IntegrationEvent {
    /// The event of the log that it speaks of.
    pub sequence: Sequence,
    /// Its identity, the same every time: together with its source it tells repeats.
    pub id: String,
    /// The account it is about: events of one account are delivered in order.
    pub account: AccountId,
    /// All of it, as a CloudEvent in JSON.
    pub json: String,
}

/// Walks a log and says of each event what outsiders learn of it. Knows the book after the last event it was given.
#[derive(Clone, Debug)]
pub struct Translator {
    ledger: Ledger,
    personal: bool,
}

impl Translator {
    /// Begins after the moment at which the book stood like this. `personal` lets notes, counterparties and reasons out.
    pub const fn after(ledger: Ledger, personal: bool) -> Self {
        Self { ledger, personal }
    }

    /// What outsiders learn of the next event: nothing, one public event, or one for each of two accounts.
    pub fn next(
        &mut self,
        log: &Log<LedgerCodec>,
        past: &Entries,
        event: &Recorded<Event>,
    ) -> Vec<IntegrationEvent> {
        self.ledger.evolve(past, event);
        match &event.data {
            Event::AccountOpened { account, kind, .. } => {
                self.about_account(past, event, *account, "account-opened", |data| {
                    data.text("kind", kind.as_str())
                })
            }
            Event::AccountRenamed { account, .. } => {
                self.about_account(past, event, *account, "account-renamed", |data| data)
            }
            Event::AccountClosed { account, .. } => {
                self.about_account(past, event, *account, "account-closed", |data| data)
            }
            Event::AccountReopened { account, .. } => {
                self.about_account(past, event, *account, "account-reopened", |data| data)
            }
            Event::MoneyDeposited(entry) => self.entry(past, event, entry, "money-deposited"),
            Event::MoneyWithdrawn(entry) => self.entry(past, event, entry, "money-withdrawn"),
            Event::MoneyTransferred(transfer) => self.transfer(past, event, transfer),
            Event::EntryReversed { entry, reason } => {
                let reason = reason.as_ref().filter(|_| self.personal);
                let postings = past.postings(event.sequence);
                let parts = parts(postings.len());
                let mistake = past.find(*entry).and_then(|at| log.event(at));
                let about = postings.iter().zip(parts).filter_map(|(posting, part)| {
                    let mistake = mistake.as_ref()?;
                    self.reversal(event, posting, part, mistake)
                        .map(|(account, data)| (account, part, data.maybe("reason", reason)))
                });
                about
                    .filter_map(|(account, part, data)| {
                        self.publish(event, account, part, "entry-reversed", data)
                    })
                    .collect()
            }
            // What happens inside the house: names of the book, limits, labels, checks, freezes, rules. Closing a period is
            // about no account and changes none: outsiders have seen every entry in it already.
            Event::BookOpened { .. }
            | Event::BookRenamed { .. }
            | Event::BookForked { .. }
            | Event::OverdraftLimitSet { .. }
            | Event::EntryCategorized { .. }
            | Event::AccountReconciled { .. }
            | Event::AccountFrozen { .. }
            | Event::AccountUnfrozen { .. }
            | Event::RuleStated(_)
            | Event::RuleWithdrawn { .. }
            | Event::PeriodClosed { .. }
            | Event::PeriodReopened { .. } => Vec::new(),
        }
    }

    fn about_account(
        &self,
        past: &Entries,
        event: &Recorded<Event>,
        account: AccountId,
        name: &str,
        more: impl Fn(Object) -> Object,
    ) -> Vec<IntegrationEvent> {
        let account = self.ledger.account(past, account).ok();
        let publish = |account: &Account| {
            self.publish(event, account, None, name, more(about(event.sequence, account)))
        };
        account.and_then(publish).into_iter().collect()
    }

    fn entry(
        &self,
        past: &Entries,
        event: &Recorded<Event>,
        entry: &Entry,
        name: &str,
    ) -> Vec<IntegrationEvent> {
        self.about_account(past, event, entry.account, name, |data| {
            let data = data.text("amount", entry.money.figure()).text("date", entry.date);
            if !self.personal {
                return data;
            }
            data.maybe("counterparty", entry.labels.counterparty.as_ref())
                .maybe("note", entry.labels.note.as_ref())
        })
    }

    fn transfer(
        &self,
        past: &Entries,
        event: &Recorded<Event>,
        transfer: &Transfer,
    ) -> Vec<IntegrationEvent> {
        let side = |own: (AccountId, Money), other: (AccountId, Money), part, name| {
            let account = self.ledger.account(past, own.0).ok()?;
            let counterpart = self.ledger.account(past, other.0).ok()?;
            let counterpart = Object::new()
                .text("account", counterpart.id)
                .text("account_name", &counterpart.name)
                .text("amount", other.1.figure())
                .text("currency", other.1.currency)
                .end();
            let data = about(event.sequence, account)
                .text("amount", own.1.figure())
                .text("date", transfer.date)
                .raw("other", counterpart)
                .maybe("note", transfer.note.as_ref().filter(|_| self.personal));
            self.publish(event, account, Some(part), name, data)
        };
        let (from, to) = ((transfer.from, transfer.sent), (transfer.to, transfer.arrived()));
        let sides = [side(from, to, FROM, "transfer-sent"), side(to, from, TO, "transfer-received")];
        sides.into_iter().flatten().collect()
    }

    fn reversal(
        &self,
        event: &Recorded<Event>,
        posting: &Posting,
        part: Option<&'static str>,
        mistake: &Recorded<Event>,
    ) -> Option<(&Account, Object)> {
        let account = self.ledger.accounts().get(posting.account as usize)?;
        let name = match (&mistake.data, part) {
            (Event::MoneyDeposited(_), _) => "money-deposited",
            (Event::MoneyWithdrawn(_), _) => "money-withdrawn",
            (Event::MoneyTransferred(_), Some(FROM)) => "transfer-sent",
            (Event::MoneyTransferred(_), _) => "transfer-received",
            _ => return None,
        };
        let reverses = Object::new()
            .text("id", id_of(mistake.id, part))
            .text("type", type_of(name))
            .text("time", timestamp(mistake.recorded_at))
            .end();
        let change = Money { minor: crate::ledger::Minor::new(posting.change)?, currency: account.currency };
        let day = crate::ledger::ValueDate::from_days(posting.day)?;
        let data = about(event.sequence, account)
            .text("change", change.figure())
            .text("date", day)
            .raw("reverses", reverses);
        Some((account, data))
    }

    fn publish(
        &self,
        event: &Recorded<Event>,
        account: &Account,
        part: Option<&'static str>,
        name: &str,
        data: Object,
    ) -> Option<IntegrationEvent> {
        let id = id_of(event.id, part);
        let json = Object::new()
            .text("specversion", "1.0")
            .text("id", &id)
            .text("source", format_args!("urn:uuid:{}", self.ledger.book()?.id))
            .text("type", type_of(name))
            .text("subject", account.id)
            .text("time", timestamp(event.recorded_at))
            .text("datacontenttype", "application/json")
            .text("dataschema", format_args!("urn:daybook:{name}:v1"))
            .raw("data", data.end())
            .end();
        Some(IntegrationEvent { sequence: event.sequence, id, account: account.id, json })
    }
}

const FROM: &str = "from";
const TO: &str = "to";

fn parts(postings: usize) -> [Option<&'static str>; 2] {
    if postings == 2 { [Some(FROM), Some(TO)] } else { [None, None] }
}

fn id_of(event: EventId, part: Option<&str>) -> String {
    match part {
        Some(part) => format!("{event}/{part}"),
        None => event.to_string(),
    }
}

fn type_of(name: &str) -> String {
    format!("app.daybook.{name}.v1")
}

/// What every public event says of its account.
fn about(sequence: Sequence, account: &Account) -> Object {
    let balance: Figure = account.money().figure();
    Object::new()
        .raw("sequence", sequence)
        .text("account_name", &account.name)
        .text("currency", account.currency)
        .text("balance", balance)
}

/// The public events of the range `from ..= to`; `before` is the book as it stood before `from`.
pub fn integration_events<'a>(
    log: &'a Log<LedgerCodec>,
    past: &'a Entries,
    before: Ledger,
    from: Sequence,
    to: Sequence,
    personal: bool,
) -> impl Iterator<Item = Result<IntegrationEvent, Unreadable>> + 'a {
    let mut translator = Translator::after(before, personal);
    log.events(from, to).flat_map(move |event| match event {
        Ok(event) => translator.next(log, past, &event).into_iter().map(Ok).collect(),
        Err(why) => vec![Err(why)],
    })
}

/// Public events as newline-delimited JSON: one event a line.
pub fn ndjson<'a>(events: impl IntoIterator<Item = &'a IntegrationEvent>) -> String {
    let mut out = String::new();
    for event in events {
        out.push_str(&event.json);
        out.push('\n');
    }
    out
}
