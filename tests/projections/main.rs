//! Read models made afterwards: a question nobody asked when the events were recorded, and a rule that was wrong, put
//! right by replaying the same events.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "in a test, that is how a fault is reported")]

#[path = "../support/given.rs"]
mod given;
#[allow(unreachable_pub, reason = "the example stands for a module of its own")]
mod spent_by_weekday;

use chrono::Datelike;
use daybook::event_sourcing::{Projection, Recorded};
use daybook::ledger::{Entries, Event};
use given::{Given, Precisely, deposited, exchanged, given_book, opened, reversed, transferred, withdrawn};
use spent_by_weekday::{SpentByWeekday, spent};
use std::collections::HashMap;

const EXAMPLE: &str = include_str!("spent_by_weekday.rs");
const README: &str = include_str!("../../README.md");

/// The same question as it was first answered: it looks at withdrawals, and forgets that they may be reversed.
#[derive(Default)]
struct SpentByWeekdayAtFirst {
    spent: HashMap<(u32, u32), i64>,
}

impl Projection for SpentByWeekdayAtFirst {
    type Event = Event;
    type Past = Entries;
    const VERSION: u32 = 1;

    fn apply(&mut self, past: &Entries, event: &Recorded<Event>) {
        if let Event::MoneyWithdrawn(entry) = &event.data {
            let weekday = entry.date.day().weekday().num_days_from_monday();
            let account = past.postings(event.sequence)[0].account;
            *self.spent.entry((account, weekday)).or_default() += entry.money.minor.get();
        }
    }
}

fn replayed<P: Projection<Event = Event, Past = Entries>>(given: &Given) -> P {
    let mut model = P::default();
    given.events.iter().for_each(|event| model.apply(&given.past, event));
    model
}

/// Monday 2 March 2026: electricity, booked twice, and once reversed; on Tuesday a ticket in yen.
fn book() -> Given {
    given_book([
        opened("Cash", "EUR"),
        opened("Tour", "JPY"),
        deposited("Cash", "500.00 EUR"),
        withdrawn("Cash", "96.20 EUR").on("2026-03-02"),
        withdrawn("Cash", "96.20 EUR").on("2026-03-02"),
        exchanged("Cash", "Tour", "10.00 EUR", "1600 JPY"),
        withdrawn("Tour", "1200 JPY").on("2026-03-03"),
        reversed(6),
    ])
}

#[test]
fn a_projection_with_a_bug_is_put_right_by_replaying_the_same_events() {
    let book = book();
    let wrong = replayed::<SpentByWeekdayAtFirst>(&book).spent;
    let right = replayed::<SpentByWeekday>(&book).spent;
    assert_eq!(wrong, HashMap::from([((0, 0), 19240), ((1, 1), 1200)]), "the reversal is forgotten");
    assert_eq!(right, HashMap::from([((0, 0), 9620), ((1, 1), 1200)]));
    assert_ne!(
        SpentByWeekdayAtFirst::VERSION,
        SpentByWeekday::VERSION,
        "so that what was kept is made again"
    );
    let euros = |minor: i64| format!("€{}.{:02}", minor / 100, minor % 100);
    let told = [("cost", euros(wrong[&(0, 0)])), ("says", euros(right[&(0, 0)]))];
    for (word, figure) in told {
        assert!(README.contains(&format!("{word} {figure}")), "the README tells of {figure}");
    }
    let first: Vec<_> =
        include_str!("main.rs").lines().skip_while(|line| !line.contains("MoneyWithdrawn(entry)")).collect();
    assert!(README.contains(&first[..5].join("\n")), "the README shows the first version");
}

#[test]
fn what_stays_in_the_book_is_not_spent() {
    let book = given_book([
        opened("Cash", "EUR"),
        opened("Fund", "EUR"),
        deposited("Cash", "5.00 EUR"),
        transferred("Cash", "Fund", "5.00 EUR"),
        reversed(4),
    ]);
    assert!(replayed::<SpentByWeekday>(&book).spent.values().all(|spent| *spent == 0));
}

#[test]
fn the_example_of_the_readme_asks_an_old_file_something_new() {
    let file = include_bytes!("../fixtures/format-1/log.daybook.json");
    let found = spent(file).unwrap().spent;
    assert!(!found.is_empty());
    let code: Vec<_> = EXAMPLE.lines().collect();
    assert!(
        code.len() < 40 && README.contains(EXAMPLE),
        "copy tests/projections/spent_by_weekday.rs into the README"
    );
}
