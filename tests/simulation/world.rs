//! The world that the tabs live in: one disk, one clock, one pair of dice, and a record of what happened.

use super::dice::Dice;
use super::disk::Disk;
use super::fault::{Run, Way};
use super::mutation::Mutation;
use daybook::book::{Surroundings, Witness};
use daybook::event_sourcing::{BookKey, CommandId, Recorded, Sequence, StoredRecord, Timestamp};
use daybook::ledger::{Event, ValueDate};
use daybook::streaming::IntegrationEvent;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

/// 2026-03-31T12:00:00Z.
const NOON: i64 = 1_774_958_400_000;
const A_DAY: i64 = 86_400_000;
/// How many commits back a stale read may see.
const EARLIER: usize = 2;
/// How much of what happened is printed when something is wrong.
const TOLD: usize = 60;

/// What somebody wanted, and under which id it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// Numbered from 1; the same wish sent again keeps its number.
    pub(crate) wish: u64,
    /// The command as it was sent.
    pub(crate) json: String,
    /// What it would change in the sum of all balances.
    pub(crate) change: Change,
}

/// What a command does to the sum of all balances.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    By(i64),
    /// Whatever the command that recorded this event did, backwards.
    Reversal([u8; 16]),
}

/// What was said to be saved: in which book, of which command, which events.
pub(crate) type Acknowledged = (BookKey, CommandId, Vec<Recorded<Event>>);

/// A write that a wrong store still owes.
pub(crate) struct Owed {
    pub(crate) key: BookKey,
    pub(crate) expected: Sequence,
    pub(crate) records: Vec<StoredRecord>,
    pub(crate) card: Vec<u8>,
}

pub(crate) struct World {
    pub(crate) run: Run,
    pub(crate) mutation: Option<Mutation>,
    pub(crate) dice: Dice,
    pub(crate) disk: RefCell<Disk>,
    /// What reads see while a transaction is under way, in a store that reads dirtily.
    pub(crate) dirty: RefCell<Option<Disk>>,
    pub(crate) owed: RefCell<Vec<Owed>>,
    pub(crate) power_cut: Cell<bool>,
    /// Everything that was sent, by command id.
    pub(crate) wanted: RefCell<BTreeMap<CommandId, Wanted>>,
    /// What was remembered of the main book outside of the store, each time it was.
    pub(crate) witnesses: RefCell<Vec<Witness>>,
    /// What was said to be saved since the last look.
    pub(crate) acknowledged: RefCell<Vec<Acknowledged>>,
    /// Which tab delivers; one at a time does.
    pub(crate) delivering: Cell<Option<u64>>,
    /// What came to the receiver outside, in this order.
    pub(crate) arrived: RefCell<Vec<IntegrationEvent>>,
    /// The first thing found wrong.
    pub(crate) wrong: RefCell<Option<String>>,
    earlier: RefCell<VecDeque<Disk>>,
    clock: Cell<i64>,
    calls: Cell<u64>,
    armed: Cell<bool>,
    wishes: Cell<u64>,
    told: RefCell<VecDeque<String>>,
}

impl World {
    pub(crate) fn new(run: Run, mutation: Option<Mutation>) -> Rc<Self> {
        Rc::new(Self {
            run,
            mutation,
            dice: Dice::new(run.seed),
            disk: RefCell::default(),
            dirty: RefCell::default(),
            owed: RefCell::default(),
            power_cut: Cell::new(false),
            wanted: RefCell::default(),
            witnesses: RefCell::default(),
            acknowledged: RefCell::default(),
            delivering: Cell::new(None),
            arrived: RefCell::default(),
            wrong: RefCell::default(),
            earlier: RefCell::default(),
            clock: Cell::new(NOON),
            calls: Cell::new(0),
            armed: Cell::new(false),
            wishes: Cell::new(0),
            told: RefCell::default(),
        })
    }

    /// From here on calls are counted and may go wrong.
    pub(crate) fn arm(&self, armed: bool) {
        self.armed.set(armed);
        self.earlier.borrow_mut().clear();
    }

    pub(crate) const fn armed(&self) -> bool {
        self.armed.get()
    }

    /// How many calls were counted.
    pub(crate) const fn calls(&self) -> u64 {
        self.calls.get()
    }

    /// How the next call goes.
    pub(crate) fn next_way(&self) -> Way {
        if !self.armed.get() {
            return Way::Sound;
        }
        self.calls.set(self.calls.get() + 1);
        let way = self.run.plan.way(self.calls.get(), &self.dice);
        if way == Way::ClockBack {
            self.clock.set(self.clock.get() - A_DAY);
        }
        way
    }

    /// One transaction that may change the disk.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Disk) -> T) -> T {
        let mut disk = self.disk.borrow_mut();
        let before = disk.clone();
        let answer = change(&mut disk);
        if disk.version != before.version {
            let mut earlier = self.earlier.borrow_mut();
            earlier.push_back(before);
            if earlier.len() > EARLIER {
                earlier.pop_front();
            }
        }
        answer
    }

    /// What a read sees.
    pub(crate) fn look<T>(&self, stale: bool, look: impl FnOnce(&Disk) -> T) -> T {
        match (self.earlier.borrow().front(), self.dirty.borrow().as_ref()) {
            (Some(earlier), _) if stale => look(earlier),
            (_, Some(dirty)) => look(dirty),
            _ => look(&self.disk.borrow()),
        }
    }

    /// Takes the last commit back, as a disk does that had not been flushed.
    pub(crate) fn forget_the_last_commit(&self) {
        if let Some(before) = self.earlier.borrow_mut().pop_back() {
            let version = self.disk.borrow().version + 1;
            *self.disk.borrow_mut() = Disk { version, ..before };
        }
    }

    /// The number of a new wish.
    pub(crate) fn wish(&self) -> u64 {
        self.wishes.set(self.wishes.get() + 1);
        self.wishes.get()
    }

    /// Notes what happened.
    pub(crate) fn tell(&self, what: impl FnOnce() -> String) {
        let mut told = self.told.borrow_mut();
        if told.len() == TOLD {
            told.pop_front();
        }
        told.push_back(what());
    }

    /// Notes that something is wrong; the first counts.
    pub(crate) fn complain(&self, what: String) {
        self.wrong.borrow_mut().get_or_insert(what);
    }

    /// What happened last.
    pub(crate) fn story(&self) -> String {
        self.told.borrow().iter().fold(String::new(), |mut story, line| {
            let _ = writeln!(story, "    {line}");
            story
        })
    }
}

/// One tab: what its store and its clock know of it.
pub(crate) struct Tab {
    pub(crate) number: u64,
    /// It is gone; whatever it was doing never goes on.
    pub(crate) crashed: Cell<bool>,
    /// Its next call meets a closed connection.
    pub(crate) closed: Cell<bool>,
    /// Its last read saw an earlier state; the next one does not, or asking again would never help.
    pub(crate) stale: Cell<bool>,
    pub(crate) dice: Dice,
}

impl Tab {
    pub(crate) fn new(number: u64, dice: Dice) -> Rc<Self> {
        Rc::new(Self {
            number,
            crashed: Cell::new(false),
            closed: Cell::new(false),
            stale: Cell::new(false),
            dice,
        })
    }
}

/// What a tab's bookkeeper is given from outside.
pub(crate) struct Around {
    pub(crate) world: Rc<World>,
    pub(crate) tab: Rc<Tab>,
}

impl Surroundings for Around {
    fn now(&self) -> Timestamp {
        let now = self.world.clock.get() + 1 + i64::try_from(self.tab.dice.below(1000)).unwrap();
        self.world.clock.set(now);
        Timestamp::from_millis(now).unwrap()
    }

    fn today(&self) -> ValueDate {
        ValueDate::parse("2026-03-31").unwrap()
    }

    fn random(&self) -> [u8; 16] {
        self.tab.dice.bytes()
    }
}

/// Lets others go first, so many times.
pub(crate) async fn turns(times: u64) {
    for _ in 0..times {
        let mut asked = false;
        poll_fn(|_| if core::mem::replace(&mut asked, true) { Poll::Ready(()) } else { Poll::Pending }).await;
    }
}

/// Never goes on.
pub(crate) async fn never<T>() -> T {
    poll_fn(|_| Poll::Pending).await
}
