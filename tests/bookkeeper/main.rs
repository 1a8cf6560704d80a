//! The open book: commands decided and recorded once, by any number of tabs, over stores that fail, from bytes that
//! may be damaged.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

#[path = "../support/desk.rs"]
mod desk;
#[path = "../support/faulty.rs"]
mod faulty;
#[path = "../support/shelf_of_bytes.rs"]
mod shelf_of_bytes;

mod damaged;
mod dispatching;
mod failing;
mod glimpses;
mod naming;
mod proving;
mod reasons;
mod tabs;
mod undoing;
mod undoing_anything;
mod verifying;
mod what_if;
mod witness;

use daybook::book::{Bookkeeper, Failure};
use daybook::event_sourcing::{EventStore, Recorded, Sequence};
use daybook::exchange::EventLogReader;
use daybook::ledger::Event;
use daybook::sample::{SampleFile, SampleStep};
use daybook::storage::Memory;
use desk::{Ticking, request, send};

const MAIN: &str = "0195a100-0000-7000-8000-000000000001";
const SPARE: &str = "0195a200-0000-7000-8000-000000000002";
const OPEN_BOOK: &str = r#"{"type":"OpenBook","name":"Club","base_currency":"EUR"}"#;

/// A bookkeeper at this store, with a book of two accounts, 100 euros in the first: four events.
fn keeper<S: EventStore>(store: S) -> Bookkeeper<S, Ticking> {
    let keeper = Bookkeeper::new(store, Ticking::seeded(1));
    send(&keeper, OPEN_BOOK).unwrap();
    for (account, balance) in [(MAIN, "100"), (SPARE, "0")] {
        let open = format!(
            r#"{{"type":"OpenAccount","account":"{account}","name":"An account","currency":"EUR","opening_balance":"{balance}"}}"#
        );
        send(&keeper, &open).unwrap();
    }
    keeper
}

/// Another tab that has the same book open.
fn tab<S: EventStore + Clone>(first: &Bookkeeper<S, Ticking>, seed: u8) -> Bookkeeper<S, Ticking> {
    let tab = Bookkeeper::new(first.store().clone(), Ticking::seeded(seed));
    pollster::block_on(tab.open(first.book().unwrap().key(), |_, _| {})).unwrap();
    tab
}

fn send_all<S: EventStore>(
    keeper: &Bookkeeper<S, Ticking>,
    commands: &[String],
) -> Result<Vec<Recorded<Event>>, Failure> {
    let requests: Vec<_> = commands.iter().map(|json| request(keeper.around(), json)).collect();
    pollster::block_on(keeper.dispatch(&requests, false))
}

fn deposit(amount: &str) -> String {
    format!(r#"{{"type":"DepositMoney","account":"{MAIN}","amount":"{amount}"}}"#)
}

fn withdraw(amount: &str) -> String {
    format!(r#"{{"type":"WithdrawMoney","account":"{MAIN}","amount":"{amount}"}}"#)
}

fn transfer(amount: &str) -> String {
    format!(r#"{{"type":"TransferMoney","from":"{MAIN}","to":"{SPARE}","amount":"{amount}"}}"#)
}

/// The command with an id of its own.
fn identified(command: &str, id: u32) -> String {
    command.replacen('{', &format!("{{\"command_id\":\"ffffffff-0000-4000-8000-{id:012}\","), 1)
}

fn balances<S: EventStore>(keeper: &Bookkeeper<S, Ticking>) -> Vec<i64> {
    let book = keeper.book().unwrap();
    book.ledger().accounts().iter().map(|account| account.balance.get()).collect()
}

fn count<S: EventStore>(keeper: &Bookkeeper<S, Ticking>) -> u64 {
    keeper.book().unwrap().count()
}

fn fingerprint<S: EventStore>(keeper: &Bookkeeper<S, Ticking>) -> String {
    keeper.book().unwrap().history().fingerprint().to_string()
}

/// The records that the store keeps of the open book.
fn stored<S: EventStore>(keeper: &Bookkeeper<S, Ticking>) -> Vec<Vec<u8>> {
    let key = keeper.book().unwrap().key().clone();
    pollster::block_on(keeper.store().read(&key, Sequence::START, Sequence::MAX)).unwrap()
}

#[track_caller]
fn code<T: core::fmt::Debug>(outcome: Result<T, Failure>) -> (&'static str, Option<usize>) {
    let failure = outcome.unwrap_err();
    let index = if let Failure::Refused { index, .. } = &failure { *index } else { None };
    assert!(!failure.to_string().is_empty());
    (failure.code(), index)
}

/// A book taken in from a file.
fn imported(steps: impl Iterator<Item = SampleStep>) -> Bookkeeper<Memory, Ticking> {
    let mut file = SampleFile::new(steps);
    let mut reader = EventLogReader::default();
    while let Some(bytes) = file.next_stretch().unwrap() {
        reader.feed(&bytes).unwrap();
    }
    let keeper = Bookkeeper::new(Memory::default(), Ticking::seeded(1));
    let proposal = pollster::block_on(keeper.propose(reader.finish().unwrap())).unwrap();
    pollster::block_on(keeper.apply(proposal)).unwrap();
    keeper
}
