//! Looks for what a filter asks for, newest first, in slices that leave the page alive.

use super::filter::{Filter, Sort};
use super::moment::Moment;
use super::prepared::Prepared;
use super::row::labelled_by;
use super::words::Words;
use super::written::{Decoding, Texts, Written};
use crate::event_sourcing::{Codec, Sequence, Timestamp, Unreadable};
use crate::ledger::{Account, AccountId, Entries, Event, Ledger, Note, Posting};
use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

/// A search under way, from one moment back to the beginning. Every step must be given that same moment.
#[derive(Clone, Debug)]
pub struct Search {
    filter: Filter,
    words: Vec<Words>,
    /// The number of the account that is looked for, if one is.
    account: Option<usize>,
    /// Whether only that account's own entries are to be looked at.
    register: bool,
    /// How many events (entries of the account) have not been looked at.
    left: u64,
    /// The first and the last event that can be found, by when they were recorded.
    recorded: (Sequence, Sequence),
    found: Vec<Sequence>,
    /// The labels that re-categorisations met on the way give to earlier entries.
    given: HashMap<Sequence, Texts<'static>>,
}

/// A moment without its log. What looks through a long log knows nothing of its codec, so that it is compiled here, where
/// everything is compiled for speed, and not where the codec is chosen.
#[derive(Clone, Copy)]
struct Indexed<'a> {
    past: &'a Entries,
    prepared: &'a Prepared,
    ledger: &'a Ledger,
    position: Sequence,
}

impl<'a> Indexed<'a> {
    const fn of<C>(moment: &Moment<'a, C>) -> Self {
        let Moment { past, prepared, ledger, position, .. } = *moment;
        Self { past, prepared, ledger, position }
    }

    fn account(&self, id: AccountId) -> Option<&'a Account> {
        self.ledger.accounts().get(self.past.account(id)?).map(|account| &**account)
    }
}

impl Search {
    /// Begins at a moment.
    pub fn new<C: Codec<Event = Event>>(moment: &Moment<'_, C>, filter: Filter) -> Self {
        let account = filter.account.and_then(|id| moment.account(id)).map(|(number, _)| number);
        let register = account.is_some() && filter.entries_only();
        let left = match account {
            None if filter.account.is_some() => 0,
            Some(number) if register => moment.past.register_len(number, moment.position) as u64,
            _ => moment.position.get(),
        };
        let words = Words::groups(&filter.words(), moment.ledger);
        let times = moment.past.times();
        // Times never go back in a log: the first event from a moment on follows the last one before it.
        let before = |from: Timestamp| Timestamp::from_millis(from.millis() - 1);
        let first = filter.recorded.0.and_then(before).map_or(Sequence::START, |at| times.position_at(at));
        let last = filter.recorded.1.map_or(moment.position, |at| times.position_at(at));
        let recorded = (first.next(), last);
        Self { filter, words, account, register, recorded, left, found: Vec::new(), given: HashMap::new() }
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
    /// would mean to pass over it again.
    pub fn step<C: Codec<Event = Event>>(
        &mut self,
        moment: &Moment<'_, C>,
        events: u64,
    ) -> Result<(), Unreadable> {
        let mut decoding = Decoding::new(moment.log);
        self.step_through(Indexed::of(moment), &mut Written::new(&mut decoding), events)
    }

    fn step_through<'a>(
        &mut self,
        moment: Indexed<'a>,
        written: &mut Written<'a, '_>,
        events: u64,
    ) -> Result<(), Unreadable> {
        self.words.iter_mut().for_each(Words::forget);
        let until = self.left;
        self.left = until.saturating_sub(events.max(1));
        if let Some(number) = self.account.filter(|_| self.register) {
            let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
            let own = moment.past.register_between(number, place(self.left), place(until));
            for (sequence, _) in own.rev() {
                self.look(moment, written, sequence)?;
            }
        } else {
            let records = written.records();
            let at = records.partition_point(|record| record.last().get() <= self.left);
            self.left = records.get(at).map_or(self.left, |record| record.first().get() - 1).min(self.left);
            for sequence in (self.left + 1..=until).rev().filter_map(Sequence::new) {
                self.look(moment, written, sequence)?;
            }
        }
        Ok(())
    }

    fn look<'a>(
        &mut self,
        moment: Indexed<'a>,
        written: &mut Written<'a, '_>,
        sequence: Sequence,
    ) -> Result<(), Unreadable> {
        if sequence < self.recorded.0 || sequence > self.recorded.1 {
            return Ok(());
        }
        let postings = &moment.past.postings(sequence);
        let finds = if postings.is_empty() {
            self.finds_other(moment, written, sequence)?
        } else {
            self.finds_entry(moment, written, sequence, postings)?
        };
        if finds {
            self.found.push(sequence);
        }
        Ok(())
    }

    /// The cheap questions first; only who did something can't be told without decoding an entry.
    fn finds_entry<'a>(
        &mut self,
        moment: Indexed<'a>,
        written: &mut Written<'a, '_>,
        sequence: Sequence,
        postings: &[Posting],
    ) -> Result<bool, Unreadable> {
        let filter = &self.filter;
        let fits = postings.first().is_some_and(|posting| filter.allows_day(posting.day))
            && self.account.is_none_or(|number| touch(postings, number))
            && filter.sort.is_none_or(|sort| sort == sort_of_entry(moment, sequence));
        if !fits || !self.is_by_actor(written, sequence)? {
            return Ok(false);
        }
        if filter.category.is_none() && self.words.is_empty() {
            return Ok(true);
        }
        let decoded;
        let own = if let Some(own) = written.plain(sequence) {
            own
        } else {
            decoded = written.texts(sequence)?;
            decoded.each_ref().map(|text| &**text)
        };
        let by = labelled_by(moment.past, moment.position, sequence);
        if by == sequence {
            let [category, counterparty, note] = own;
            return Ok(self.is_filed(category)
                && self.has_words(moment, [category, counterparty], &[note], postings));
        }
        // The entry's labels in force; what a reversal says of its own is its reason.
        let reverses = moment.past.reverses(sequence);
        let given = self.given.get(&reverses.unwrap_or(sequence)).cloned();
        let [category, counterparty, note] = given.map_or_else(|| written.texts(by), Ok)?;
        let reason = if reverses.is_some() { own[2] } else { "" };
        Ok(self.is_filed(&category)
            && self.has_words(moment, [""; 2], &[&category, &counterparty, &note, reason], postings))
    }

    fn is_filed(&self, category: &str) -> bool {
        self.filter.category.as_ref().is_none_or(|wanted| wanted == category)
    }

    /// Whether it was done by the one asked for, if one is.
    fn is_by_actor(&self, written: &mut Written<'_, '_>, sequence: Sequence) -> Result<bool, Unreadable> {
        let Some(actor) = &self.filter.actor else { return Ok(true) };
        Ok(written.event(sequence)?.is_some_and(|event| event.actor.as_deref().unwrap_or_default() == actor))
    }

    /// An event that moves no money.
    fn finds_other<'a>(
        &mut self,
        moment: Indexed<'a>,
        written: &mut Written<'a, '_>,
        sequence: Sequence,
    ) -> Result<bool, Unreadable> {
        let past = moment.past;
        let entry = past.categorizations(sequence.previous(), sequence).next().map(|(_, entry)| entry);
        if let Some(entry) = entry.filter(|_| self.filter.category.is_some() || !self.words.is_empty()) {
            // Newest first: the first one met is the one in force.
            if let Slot::Vacant(free) = self.given.entry(entry) {
                free.insert(written.texts(sequence)?.map(|text| text.into_owned().into()));
            }
        }
        let filter = &self.filter;
        if filter.entries_only() || filter.category.is_some() || !self.is_by_actor(written, sequence)? {
            return Ok(false);
        }
        let recorded = past.times().at(sequence).unwrap_or_default().millis().div_euclid(86_400_000);
        let recorded = i32::try_from(recorded).unwrap_or(i32::MAX);
        if let Some(entry) = entry {
            let fits = filter.sort.is_none_or(|sort| sort == Sort::Relabelling)
                && filter.allows_day(recorded)
                && self.account.is_none_or(|number| touch(&past.postings(entry), number));
            if !fits || self.words.is_empty() {
                return Ok(fits);
            }
            let [category, counterparty, note] = written.texts(sequence)?;
            return Ok(self.has_words(moment, [""; 2], &[&category, &counterparty, &note], &[]));
        }
        let Some(event) = written.event(sequence)? else { return Ok(false) };
        let (account, mut texts) = account_and_texts(&event.data);
        let day = match event.data {
            Event::AccountReconciled { date, .. } => date.days(),
            _ => recorded,
        };
        let fits = filter.sort.is_none_or(|sort| sort == Sort::of(&event.data))
            && filter.allows_day(day)
            && filter.account.is_none_or(|id| account == Some(id));
        let named = account.and_then(|id| moment.account(id)).map_or("", |account| account.name.as_str());
        texts.push(named);
        Ok(fits && self.has_words(moment, [""; 2], &texts, &[]))
    }

    fn has_words(
        &mut self,
        moment: Indexed<'_>,
        labels: [&str; 2],
        texts: &[&str],
        postings: &[Posting],
    ) -> bool {
        self.words.iter_mut().all(|words| words.are_in(&moment.prepared.currencies, labels, texts, postings))
    }
}

fn touch(postings: &[Posting], number: usize) -> bool {
    postings.iter().any(|posting| posting.account as usize == number)
}

fn sort_of_entry(moment: Indexed<'_>, sequence: Sequence) -> Sort {
    match *moment.past.postings(sequence) {
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
