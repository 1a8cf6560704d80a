//! What must hold after every step, told by books of its own that see nothing but the disk.

use super::disk::{Disk, Kept};
use super::person::{Keeper, request};
use super::world::{Change, World};
use daybook::event_sourcing::{BookKey, CommandId, EventId, Fingerprint, Recorded, Sequence, StoredRecord};
use daybook::ledger::{AccountId, Event};
use daybook::record::History;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A book as the disk has had it so far.
#[derive(Default)]
struct Known {
    records: Vec<Rc<[u8]>>,
    history: History,
    /// After each record: the fingerprint, and each account's balance by adding up.
    moments: BTreeMap<u64, (Fingerprint, Vec<i64>)>,
    naive: Naive,
    commands: BTreeMap<CommandId, Vec<Recorded<Event>>>,
    wishes: BTreeMap<u64, CommandId>,
    /// What all recorded wishes together were to change.
    wished: i64,
}

/// Balances by nothing but adding up.
#[derive(Default)]
struct Naive {
    accounts: Vec<(AccountId, i64)>,
    effects: BTreeMap<EventId, Vec<(AccountId, i64)>>,
}

impl Naive {
    fn add(&mut self, event: &Recorded<Event>) {
        let effect = match &event.data {
            Event::AccountOpened { account, .. } => {
                self.accounts.push((*account, 0));
                return;
            }
            Event::MoneyDeposited(entry) => vec![(entry.account, entry.money.minor.get())],
            Event::MoneyWithdrawn(entry) => vec![(entry.account, -entry.money.minor.get())],
            Event::MoneyTransferred(it) => {
                vec![(it.from, -it.sent.minor.get()), (it.to, it.arrived().minor.get())]
            }
            Event::EntryReversed { entry, .. } => {
                let reversed = self.effects.get(entry).into_iter().flatten();
                reversed.map(|(account, change)| (*account, -change)).collect()
            }
            _ => return,
        };
        for (account, change) in &effect {
            if let Some((_, balance)) = self.accounts.iter_mut().find(|(id, _)| id == account) {
                *balance += change;
            }
        }
        self.effects.insert(event.id, effect);
    }

    fn balances(&self) -> Vec<i64> {
        self.accounts.iter().map(|(_, balance)| *balance).collect()
    }
}

/// Every book there has been on the disk.
#[derive(Default)]
pub(crate) struct Books {
    known: BTreeMap<BookKey, Known>,
    version: Option<u64>,
    main: Option<BookKey>,
    /// What was on the disk before anybody sent anything.
    settled: u64,
}

impl Books {
    /// The books as they lie there now, before anything happens to `main`.
    pub(crate) fn begin(world: &World, main: &BookKey) -> Result<Self, String> {
        let mut books = Self { main: Some(main.clone()), settled: u64::MAX, ..Self::default() };
        books.look_at_the_disk(world)?;
        let known = books.known.get_mut(main).ok_or("there is no book to begin with")?;
        books.settled = known.history.count();
        known.wished = known.naive.balances().iter().sum();
        Ok(books)
    }

    /// Looks at everything once: the disk, what was said to be saved, and what each tab shows.
    pub(crate) fn look<'a>(
        &mut self,
        world: &World,
        keepers: impl Iterator<Item = &'a Rc<Keeper>>,
    ) -> Result<(), String> {
        self.look_at_the_disk(world)?;
        for (key, id, events) in world.acknowledged.take() {
            self.is_stored(&key, id, &events)?;
        }
        for keeper in keepers {
            self.shows_what_is_stored(keeper)?;
        }
        match world.wrong.borrow().as_ref() {
            Some(what) => Err(what.clone()),
            None => Ok(()),
        }
    }

    fn look_at_the_disk(&mut self, world: &World) -> Result<(), String> {
        let disk: &Disk = &world.disk.borrow();
        if self.version == Some(disk.version) {
            return Ok(());
        }
        self.version = Some(disk.version);
        if let Some(lost) = self.known.keys().find(|key| !disk.books.contains_key(*key)) {
            return Err(format!("{lost} is gone from the disk"));
        }
        for (key, kept) in &disk.books {
            let known = self.known.entry(key.clone()).or_default();
            let strict = self.main.as_ref() == Some(key);
            known
                .go_on(kept, world, strict.then_some(self.settled))
                .map_err(|what| format!("{key}: {what}"))?;
        }
        Ok(())
    }

    /// Acknowledged ⊆ stored.
    fn is_stored(&self, key: &BookKey, id: CommandId, events: &[Recorded<Event>]) -> Result<(), String> {
        let known = self.known.get(key).ok_or("something was saved in a book that is not stored")?;
        if events.is_empty() || known.commands.get(&id).map(Vec::as_slice) != Some(events) {
            return Err(format!("command {id} was said to be saved, and is not stored"));
        }
        Ok(())
    }

    fn shows_what_is_stored(&self, keeper: &Keeper) -> Result<(), String> {
        let Some(book) = keeper.book() else { return Ok(()) };
        let number = keeper.around().tab.number;
        if let Some(trouble) = book.trouble() {
            return Err(format!("tab {number} raises a false alarm: {}", trouble.why));
        }
        let known = self.known.get(book.key()).ok_or_else(|| format!("tab {number} shows no stored book"))?;
        let shown: Vec<_> = book.ledger().accounts().iter().map(|account| account.balance.get()).collect();
        match known.moments.get(&book.count()) {
            Some((fingerprint, balances)) => {
                if book.history().fingerprint() != *fingerprint {
                    return Err(format!("tab {number} shows another history than is stored"));
                }
                if shown != *balances {
                    return Err(format!(
                        "tab {number} shows {shown:?} where the events add up to {balances:?}"
                    ));
                }
                Ok(())
            }
            None => Err(format!("tab {number} shows {} events, which are not stored", book.count())),
        }
    }

    /// The events that a command recorded in the main book.
    pub(crate) fn recorded(&self, id: CommandId) -> Option<&[Recorded<Event>]> {
        self.known.get(self.main.as_ref()?)?.commands.get(&id).map(Vec::as_slice)
    }

    /// How many events the main book has, and its fingerprint.
    pub(crate) fn end(&self) -> Option<(u64, Fingerprint)> {
        let known = self.known.get(self.main.as_ref()?)?;
        Some((known.history.count(), known.history.fingerprint()))
    }
}

impl Known {
    /// What was there is there, and what is new continues it.
    fn go_on(&mut self, kept: &Kept, world: &World, settled: Option<u64>) -> Result<(), String> {
        let same = kept.records.values().zip(&self.records).take_while(|(now, then)| Rc::ptr_eq(now, then));
        if same.count() < self.records.len() {
            return Err("what was stored is gone or altered".to_owned());
        }
        for (first, bytes) in kept.records.iter().skip(self.records.len()) {
            let record = StoredRecord::open(bytes.to_vec()).map_err(|why| why.to_string())?;
            if record.first() != *first {
                return Err(format!("record {first} lies in the place of another"));
            }
            let before = self.history.log().head();
            self.history.absorb(record).map_err(|why| format!("what is stored is no history: {why}"))?;
            let events =
                self.history.log().events(before.next(), Sequence::MAX).collect::<Result<Vec<_>, _>>();
            let events = events.map_err(|why| why.to_string())?;
            self.records.push(Rc::clone(bytes));
            for event in &events {
                self.naive.add(event);
                self.commands.entry(event.command_id).or_default().push(event.clone());
            }
            self.moments.insert(self.history.count(), (self.history.fingerprint(), self.naive.balances()));
            if settled.is_some_and(|settled| self.history.count() > settled) {
                self.every_event_was_wanted(&events, world)?;
            }
        }
        let end = Sequence::new(self.history.count()).unwrap();
        if kept.head != end {
            return Err(format!("the head says event {}, the last record ends with event {end}", kept.head));
        }
        self.money_is_conserved()
    }

    /// Nothing forged, nothing twice: each new event is of a command that somebody sent, and of one record.
    fn every_event_was_wanted(&mut self, events: &[Recorded<Event>], world: &World) -> Result<(), String> {
        let mut ids: Vec<_> = events.iter().map(|event| event.command_id).collect();
        ids.dedup();
        for id in ids {
            let all = world.wanted.borrow();
            let wanted = all.get(&id).ok_or_else(|| format!("nobody sent command {id}, but it is stored"))?;
            let recorded = &self.commands[&id];
            if recorded.iter().any(|event| event.commit != events[0].commit) {
                return Err(format!("{} is recorded twice", wanted.json));
            }
            if !request(&wanted.json, id).repeats(recorded) {
                return Err(format!("{} is recorded as something else", wanted.json));
            }
            if self.wishes.insert(wanted.wish, id).is_some() {
                return Err(format!("wish {} is recorded twice: {}", wanted.wish, wanted.json));
            }
            self.wished += match wanted.change {
                Change::By(units) => units,
                Change::Reversal(entry) => {
                    let reversed = self.naive.effects.get(&EventId::from_bytes(entry)).into_iter().flatten();
                    -reversed.map(|(_, change)| change).sum::<i64>()
                }
            };
        }
        Ok(())
    }

    fn money_is_conserved(&self) -> Result<(), String> {
        let folded: Vec<_> = self.history.ledger().accounts().iter().map(|it| it.balance.get()).collect();
        if folded != self.naive.balances() {
            return Err("the fold of what is stored is not what its events add up to".to_owned());
        }
        if let Some(short) = folded.iter().find(|balance| **balance < 0) {
            return Err(format!("an account without overdraft is at {short}"));
        }
        let total: i64 = folded.iter().sum();
        if !self.wishes.is_empty() && total != self.wished {
            return Err(format!("there are {total} minor units, and should be {}", self.wished));
        }
        Ok(())
    }
}
