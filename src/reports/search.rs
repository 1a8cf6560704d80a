//! Looks for what a filter asks for, newest first, in slices that leave the page alive.

use super::amount_word::AmountWord;
use super::filter::{Filter, Sort, fold};
use super::moment::{Moment, own_labels};
use super::reader::Backwards;
use super::row::labelled_by;
use crate::event_sourcing::{Codec, Recorded, Sequence, Unreadable};
use crate::ledger::{Account, AccountId, Event, Labels, Note};
use std::collections::HashMap;
use std::rc::Rc;

/// A search under way, from one moment back to the beginning. Every step must be given that same moment.
#[derive(Clone, Debug)]
pub struct Search {
    filter: Filter,
    words: Vec<String>,
    /// Those of the words that may be amounts.
    amounts: Vec<Option<AmountWord>>,
    /// The account's number whose own entries are the only ones to look at, if so.
    register: Option<usize>,
    names: Vec<String>,
    /// How many events (entries of the account) have not been looked at.
    left: u64,
    found: Vec<Sequence>,
    /// The labels that re-categorisations met on the way give to earlier entries.
    given: HashMap<Sequence, Labels>,
    haystack: String,
}

impl Search {
    /// Begins at a moment.
    pub fn new<C: Codec<Event = Event>>(moment: &Moment<'_, C>, filter: Filter) -> Self {
        let number = filter.account.and_then(|id| moment.account(id)).map(|(number, _)| number);
        let register = number.filter(|_| filter.entries_only());
        let left = match (filter.account, register) {
            (Some(_), None) if number.is_none() => 0,
            (_, Some(number)) => moment.past.register_len(number, moment.position) as u64,
            _ => moment.position.get(),
        };
        let words = filter.words();
        let amounts = words.iter().map(|word| AmountWord::read(word)).collect();
        let folded = |account: &Rc<Account>| {
            let mut name = String::new();
            fold(account.name.as_str(), &mut name);
            name
        };
        let accounts = if words.is_empty() { &[][..] } else { moment.ledger.accounts() };
        let names = accounts.iter().map(folded).collect();
        let (found, given, haystack) = (Vec::new(), HashMap::new(), String::new());
        Self { filter, words, amounts, register, names, left, found, given, haystack }
    }

    /// What was found so far, newest first.
    pub fn found(&self) -> &[Sequence] {
        &self.found
    }

    /// Whether everything has been looked at: then the length of `found` is the count.
    pub const fn is_done(&self) -> bool {
        self.left == 0
    }

    /// How many events are still to be looked at.
    pub const fn left(&self) -> u64 {
        self.left
    }

    /// Looks at the next `events` events, and on to the beginning of the stored record there: to come back to it
    /// would mean to decode it again.
    pub fn step<C: Codec<Event = Event>>(
        &mut self,
        moment: &Moment<'_, C>,
        events: u64,
    ) -> Result<(), Unreadable> {
        let mut readers = Readers { rows: Backwards::new(moment.log), aside: Backwards::new(moment.log) };
        let until = self.left;
        self.left = until.saturating_sub(events.max(1));
        if let Some(number) = self.register {
            let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
            let own = moment.past.register_between(number, place(self.left), place(until));
            for (sequence, _) in own.rev() {
                self.look(moment, &mut readers, sequence)?;
            }
        } else {
            let records = moment.log.records();
            let at = records.partition_point(|record| record.last().get() <= self.left);
            self.left = records.get(at).map_or(self.left, |record| record.first().get() - 1).min(self.left);
            for sequence in (self.left + 1..=until).rev().filter_map(Sequence::new) {
                self.look(moment, &mut readers, sequence)?;
            }
        }
        Ok(())
    }

    fn look<C: Codec<Event = Event>>(
        &mut self,
        moment: &Moment<'_, C>,
        readers: &mut Readers<'_, C>,
        sequence: Sequence,
    ) -> Result<(), Unreadable> {
        if self.finds(moment, readers, sequence)? {
            self.found.push(sequence);
        }
        Ok(())
    }

    /// The cheap questions first: most events are passed over without being decoded.
    fn finds<C: Codec<Event = Event>>(
        &mut self,
        moment: &Moment<'_, C>,
        readers: &mut Readers<'_, C>,
        sequence: Sequence,
    ) -> Result<bool, Unreadable> {
        let filter = &self.filter;
        let reads_labels = filter.category.is_some() || filter.actor.is_some() || !self.words.is_empty();
        let Some(posting) = moment.past.postings(sequence).first() else {
            if self.filter.entries_only() && !reads_labels {
                return Ok(false);
            }
            let Some(event) = readers.rows.event(sequence)? else { return Ok(false) };
            return Ok(self.finds_other(moment, &event));
        };
        let fits = self.filter.sort.is_none_or(|sort| sort == sort_of_entry(moment, sequence))
            && self.filter.allows_day(posting.day)
            && self.filter.account.is_none_or(|id| touches(moment, sequence, id));
        if !fits || !reads_labels {
            return Ok(fits);
        }
        let Some(event) = readers.rows.event(sequence)?.filter(|event| self.by_actor(event)) else {
            return Ok(false);
        };
        let reverses = moment.past.reverses(sequence);
        let labelled_by = labelled_by(moment, sequence);
        let labels = match self.given.get(&reverses.unwrap_or(sequence)) {
            Some(labels) => labels.clone(),
            None if labelled_by == sequence => own_labels(&event.data).unwrap_or_default(),
            None => readers.labels(labelled_by)?,
        };
        if !self.filter.category.as_ref().is_none_or(|category| {
            labels.category.as_ref().is_some_and(|label| label.as_str() == category.as_str())
        }) {
            return Ok(false);
        }
        self.haystack.clear();
        for posting in moment.past.postings(sequence) {
            let name = self.names.get(posting.account as usize).map_or("", String::as_str);
            self.haystack.push_str(name);
        }
        if let Event::EntryReversed { reason: Some(reason), .. } = &event.data {
            fold(reason.as_str(), &mut self.haystack);
        }
        let known = moment.prepared.currencies.known();
        let amounts: Vec<(i64, u8)> = moment
            .past
            .postings(sequence)
            .iter()
            .filter_map(|posting| {
                let (currency, _) = known.get(moment.prepared.currencies.of(posting)?)?;
                Some((posting.change, currency.digits()))
            })
            .collect();
        Ok(self.has_words(&labels, &amounts))
    }

    fn by_actor(&self, event: &Recorded<Event>) -> bool {
        self.filter.actor.as_ref().is_none_or(|actor| event.actor.as_deref() == Some(actor.as_str()))
    }

    /// An event that moves no money.
    fn finds_other<C: Codec<Event = Event>>(
        &mut self,
        moment: &Moment<'_, C>,
        event: &Recorded<Event>,
    ) -> bool {
        let mut own = Labels::default();
        if let Event::EntryCategorized { entry, labels } = &event.data {
            own = labels.clone();
            if let Some(entry) = moment.past.find(*entry) {
                // Newest first: the first one met is the one in force.
                self.given.entry(entry).or_insert_with(|| labels.clone());
            }
        }
        let (account, texts) = account_and_texts(&event.data);
        let day = match event.data {
            Event::AccountReconciled { date, .. } => date.days(),
            _ => i32::try_from(event.recorded_at.millis().div_euclid(86_400_000)).unwrap_or(i32::MAX),
        };
        let entry = match &event.data {
            Event::EntryCategorized { entry, .. } => moment.past.find(*entry),
            _ => None,
        };
        let fits = !self.filter.entries_only()
            && self.filter.category.is_none()
            && self.by_actor(event)
            && self.filter.sort.is_none_or(|sort| sort == Sort::of(&event.data))
            && self.filter.allows_day(day)
            && self.filter.account.is_none_or(|id| {
                account == Some(id) || entry.is_some_and(|entry| touches(moment, entry, id))
            });
        if !fits {
            return false;
        }
        self.haystack.clear();
        let number = account.and_then(|id| moment.past.account(id));
        self.haystack.push_str(number.and_then(|at| self.names.get(at)).map_or("", String::as_str));
        for text in texts {
            fold(text, &mut self.haystack);
        }
        self.has_words(&own, &[])
    }

    /// `amounts` are minor units with the decimals of their currency.
    fn has_words(&mut self, labels: &Labels, amounts: &[(i64, u8)]) -> bool {
        if self.words.is_empty() {
            return true;
        }
        for label in [&labels.category, &labels.counterparty].into_iter().flatten() {
            fold(label.as_str(), &mut self.haystack);
        }
        if let Some(note) = &labels.note {
            fold(note.as_str(), &mut self.haystack);
        }
        self.words.iter().zip(&self.amounts).all(|(word, wanted)| {
            let is_amount =
                |wanted: &AmountWord| amounts.iter().any(|(units, digits)| wanted.is(*units, *digits));
            self.haystack.contains(word.as_str()) || wanted.as_ref().is_some_and(is_amount)
        })
    }
}

/// One reader for what is looked at, one for what that refers to elsewhere: neither makes the other decode again.
struct Readers<'a, C: Codec> {
    rows: Backwards<'a, C>,
    aside: Backwards<'a, C>,
}

impl<C: Codec<Event = Event>> Readers<'_, C> {
    fn labels(&mut self, sequence: Sequence) -> Result<Labels, Unreadable> {
        let reader = if self.rows.holds(sequence) { &mut self.rows } else { &mut self.aside };
        Ok(reader.event(sequence)?.and_then(|event| own_labels(&event.data)).unwrap_or_default())
    }
}

fn touches<C: Codec<Event = Event>>(moment: &Moment<'_, C>, sequence: Sequence, id: AccountId) -> bool {
    let number = moment.past.account(id);
    moment.past.postings(sequence).iter().any(|posting| Some(posting.account as usize) == number)
}

fn sort_of_entry<C>(moment: &Moment<'_, C>, sequence: Sequence) -> Sort {
    match moment.past.postings(sequence) {
        _ if moment.past.reverses(sequence).is_some() => Sort::Reversal,
        [_, _] => Sort::Transfer,
        [one] if one.change < 0 => Sort::Withdrawal,
        _ => Sort::Deposit,
    }
}

/// The account an event that moves no money is about, and what people wrote in it.
fn account_and_texts(event: &Event) -> (Option<AccountId>, Vec<&str>) {
    match event {
        Event::BookOpened { name, .. } | Event::BookRenamed { name } => (None, vec![name.as_str()]),
        Event::AccountOpened { account, name, .. } | Event::AccountRenamed { account, name } => {
            (Some(*account), vec![name.as_str()])
        }
        Event::AccountFrozen { account, reason }
        | Event::AccountUnfrozen { account, reason }
        | Event::AccountClosed { account, reason }
        | Event::AccountReopened { account, reason } => {
            (Some(*account), reason.iter().map(Note::as_str).collect())
        }
        Event::RuleStated(rule) => (rule.accounts().next(), rule.note.iter().map(Note::as_str).collect()),
        Event::RuleWithdrawn { reason, .. } => (None, reason.iter().map(Note::as_str).collect()),
        Event::OverdraftLimitSet { account, .. } | Event::AccountReconciled { account, .. } => {
            (Some(*account), Vec::new())
        }
        Event::MomentNamed(moment) => (None, vec![moment.name.as_str()]),
        Event::PeriodReopened { reason, .. } => (None, reason.iter().map(Note::as_str).collect()),
        Event::BookForked { .. }
        | Event::PeriodClosed { .. }
        | Event::MomentUnnamed { .. }
        | Event::MoneyDeposited(_)
        | Event::MoneyWithdrawn(_)
        | Event::MoneyTransferred(_)
        | Event::EntryCategorized { .. }
        | Event::EntryReversed { .. } => (None, Vec::new()),
    }
}
