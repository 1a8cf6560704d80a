//! A simulated day: several people at tabs of one browser, one thread, one seed. Who goes next, how far a request has
//! travelled, and what goes wrong is the seed's to say.

use super::checks::Books;
use super::courier::{all_arrived, cursor_within, destination};
use super::disk::Disk;
use super::fault::{Plan, Run};
use super::mutation::Mutation;
use super::person::{ACCOUNTS, Keeper, Person, export, request};
use super::world::World;
use daybook::event_sourcing::{BookKey, CommandId, Sequence};
use std::cell::{Cell, RefCell};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Turns after which a day that has not ended never will.
const LONGEST: u64 = 200_000;

/// What a day that went well amounts to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Summary {
    /// How many calls of the store could have gone wrong.
    pub(crate) calls: u64,
    /// How many events were recorded.
    pub(crate) events: u64,
    /// The fingerprint they end on, of which a few bytes do.
    pub(crate) fingerprint: u64,
}

/// One of the people, and what they are doing.
struct Seat {
    person: Person,
    work: Option<Pin<Box<dyn Future<Output = ()>>>>,
    left: Rc<Cell<u64>>,
}

/// Lets nobody else go until this is done.
fn finish<T>(work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    (0..LONGEST).find_map(|_| match work.as_mut().poll(&mut context) {
        Poll::Ready(it) => Some(it),
        Poll::Pending => None,
    })
}

/// Lives through a day. What is wrong comes back with what happened before and how to see it again.
pub(crate) fn live(run: Run, mutation: Option<Mutation>) -> Result<Summary, String> {
    let world = World::new(run, mutation);
    day(&world).map_err(|what| {
        format!(
            "{what}\n{}  to see it again: DAYBOOK_SEED={run} cargo test --test simulation one_day",
            world.story()
        )
    })
}

fn day(world: &Rc<World>) -> Result<Summary, String> {
    let files = files(world)?;
    let first = Person::sit_down(world, 0, &key("main"), &files);
    let main = match world.run.plan {
        Plan::LongAndStormy(_) => find_a_long_book(world)?,
        _ => found_a_book(&first.keeper)?,
    };
    subscribe(&first.keeper, &main)?;
    let mut books = Books::begin(world, &main)?;
    let mut numbers = 1..;
    let mut seat = |left: Rc<Cell<u64>>| {
        let person = Person::sit_down(world, numbers.next().unwrap_or_default(), &main, &files);
        Seat { work: Some(Box::pin(person.clone().work(Rc::clone(&left)))), person, left }
    };
    let steps = if matches!(world.run.plan, Plan::Nth(..)) { 4 } else { 10 };
    let mut seats: Vec<_> = (0..2 + world.dice.below(3)).map(|_| seat(Rc::new(Cell::new(steps)))).collect();
    world.arm(true);
    for _ in 0..LONGEST {
        let working: Vec<_> =
            seats.iter().enumerate().filter(|(_, seat)| seat.work.is_some()).map(|(at, _)| at).collect();
        if working.is_empty() {
            return evening(world, &mut books, &seats, &main, &files);
        }
        let at = world.dice.one_of(&working);
        let shut = world.dice.per_mille(world.run.plan.closes());
        if let Some(work) = seats[at].work.as_mut().filter(|_| !shut)
            && work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready()
        {
            seats[at].work = None;
        }
        let power_cut = world.power_cut.replace(false);
        for (number, seat_there) in seats.iter_mut().enumerate() {
            if power_cut || seat_there.person.tab.crashed.get() || (shut && number == at) {
                world.tell(|| format!("tab {} is gone", seat_there.person.tab.number));
                let gone = Some(seat_there.person.tab.number);
                if world.delivering.get() == gone {
                    world.delivering.set(None);
                }
                *seat_there = seat(Rc::clone(&seat_there.left));
            }
        }
        books.look(world, seats.iter().map(|seat| &seat.person.keeper))?;
        cursor_within(world, &main)?;
    }
    Err("the day never ends".to_owned())
}

/// In the evening nothing goes wrong any more: whoever follows ends on the same history, whatever had no answer gets one,
/// and a new tab finds it all.
fn evening(
    world: &Rc<World>,
    books: &mut Books,
    seats: &[Seat],
    main: &BookKey,
    files: &Rc<[String; 2]>,
) -> Result<Summary, String> {
    world.arm(false);
    let last = Person::sit_down(world, 99, main, files);
    let done = |what: &str, outcome: Option<Result<(), daybook::book::Failure>>| match outcome {
        Some(Ok(())) => Ok(()),
        Some(Err(why)) => Err(format!("in the evening, {what}: {why}")),
        None => Err(format!("in the evening, {what} never ends")),
    };
    done("opening the book", finish(last.keeper.open(main, |_, _| {})))?;
    let wanted: Vec<_> = world.wanted.borrow().iter().map(|(id, it)| (*id, it.json.clone())).collect();
    for (id, json) in wanted {
        let before = books.recorded(id).map(<[_]>::to_vec);
        let again =
            finish(last.keeper.dispatch(&[request(&json, id)], true)).ok_or("a command never ends")?;
        match (before, again) {
            (Some(before), again) if again.as_ref() != Ok(&before) => {
                return Err(format!("{json} was recorded, and is answered by {again:?}"));
            }
            (None, Ok(events)) if world.mutation != Some(Mutation::RetriedUnderANewId) => {
                world.acknowledged.borrow_mut().push((main.clone(), id, events));
            }
            _ => {}
        }
        books.look(world, [&last.keeper].into_iter())?;
    }
    if let Some(book) = last.keeper.book()
        && let Some(witness) = world.witnesses.borrow().iter().find(|witness| !witness.is_held_by(&book))
    {
        return Err(format!("the witness of event {} misses something", witness.sequence));
    }
    for seat in seats {
        let keeper = &seat.person.keeper;
        seat.person.tab.closed.set(false);
        if keeper.book().is_some_and(|book| book.key() == main) {
            if world.mutation != Some(Mutation::FollowsNobody) {
                done("following", finish(keeper.follow()).map(|news| news.map(drop)))?;
            }
            let shown = keeper.book().map(|book| (book.count(), book.history().fingerprint()));
            if shown != books.end() {
                return Err(format!("tab {} follows, and ends elsewhere", seat.person.tab.number));
            }
        }
    }
    finish(last.deliver_everything()).ok_or("a delivery never ends")??;
    all_arrived(world, &last.keeper)?;
    let verified = finish(last.keeper.verify(|_, _| {})).ok_or("verification never ends")?;
    if !verified.as_ref().is_ok_and(|report| report.ok) {
        return Err(format!("verification finds {verified:?}"));
    }
    books.look(world, seats.iter().map(|seat| &seat.person.keeper).chain([&last.keeper]))?;
    let (events, fingerprint) = books.end().ok_or("the book is gone")?;
    let (few, _) = fingerprint.bytes().split_first_chunk().ok_or("a fingerprint has 32 bytes")?;
    Ok(Summary { calls: world.calls(), events, fingerprint: u64::from_be_bytes(*few) })
}

fn key(name: &str) -> BookKey {
    BookKey::new(name).unwrap()
}

fn send(keeper: &Keeper, json: &str) -> Result<(), String> {
    let id = CommandId::from_bytes(keeper.around().tab.dice.bytes());
    let sent = finish(keeper.dispatch(&[request(json, id)], true)).ok_or("a command never ends")?;
    sent.map(drop).map_err(|why| why.to_string())
}

/// Somebody outside wants to hear of the book, from its first event on.
fn subscribe(keeper: &Keeper, main: &BookKey) -> Result<(), String> {
    finish(keeper.open(main, |_, _| {})).ok_or("opening never ends")?.map_err(|why| why.to_string())?;
    let added = finish(keeper.add_destination(destination(), Some(Sequence::START)));
    added.ok_or("adding a destination never ends")?.map(drop).map_err(|why| why.to_string())
}

/// A book of three accounts, without overdraft, 100.00 in the first.
fn found_a_book(keeper: &Keeper) -> Result<BookKey, String> {
    send(keeper, r#"{"type":"OpenBook","name":"Club","base_currency":"EUR"}"#)?;
    for (account, balance) in ACCOUNTS.into_iter().zip(["100", "50", "0"]) {
        send(
            keeper,
            &format!(
                r#"{{"type":"OpenAccount","account":"{account}","name":"An account","currency":"EUR","opening_balance":"{balance}"}}"#
            ),
        )?;
    }
    let book = keeper.book().ok_or("the book is not open")?;
    Ok(book.key().clone())
}

/// How many events a long book has, give or take: enough that its state is kept beside it.
const LONG: usize = 4_200;

/// A book of that many events, as it lies on the disk in the morning. It is made once.
fn find_a_long_book(world: &World) -> Result<BookKey, String> {
    thread_local!(static MADE: RefCell<Option<(BookKey, Disk)>> = const { RefCell::new(None) });
    let made = MADE.with_borrow(Clone::clone);
    let (main, disk) = if let Some(made) = made {
        made
    } else {
        let made = make_a_long_book()?;
        MADE.set(Some(made.clone()));
        made
    };
    world.disk.replace(disk);
    Ok(main)
}

fn make_a_long_book() -> Result<(BookKey, Disk), String> {
    let world = World::new(Run { seed: 0, plan: Plan::Calm }, None);
    let keeper = Person::sit_down(&world, 0, &key("main"), &Rc::default()).keeper;
    let main = found_a_book(&keeper)?;
    while keeper.book().is_some_and(|book| book.count() < LONG as u64) {
        let deposits = (0..300).map(|n| {
            let account = ACCOUNTS[n % 2];
            let id = CommandId::from_bytes(world.dice.bytes());
            request(
                &format!(r#"{{"type":"DepositMoney","account":"{account}","amount":"0.0{}"}}"#, 1 + n % 9),
                id,
            )
        });
        let deposits: Vec<_> = deposits.collect();
        let sent = finish(keeper.dispatch(&deposits, false)).ok_or("a batch never ends")?;
        sent.map_err(|why| why.to_string())?;
    }
    let disk = world.disk.borrow().clone();
    Ok((main, disk))
}

/// Files of a book kept elsewhere: early, and some time later.
fn files(world: &World) -> Result<Rc<[String; 2]>, String> {
    let elsewhere = World::new(Run { seed: world.run.seed ^ 0x5eed, plan: Plan::Calm }, None);
    let person = Person::sit_down(&elsewhere, 0, &key("main"), &Rc::default());
    found_a_book(&person.keeper)?;
    let early = export(&person.keeper).ok_or("nothing to export")?;
    send(&person.keeper, &format!(r#"{{"type":"DepositMoney","account":"{}","amount":"7"}}"#, ACCOUNTS[0]))?;
    Ok(Rc::new([early, export(&person.keeper).ok_or("nothing to export")?]))
}
