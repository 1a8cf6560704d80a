//! Money: conserved, within limits and within range, whatever is asked for; and a refusal that leaves no trace.

use super::commands::{Book, fold, intents};
use super::entries::answers;
use super::naive::Naive;
use daybook::ledger::{Event, Limit, MAX_MINOR, Money};
use proptest::prelude::*;
use std::collections::HashMap;

/// What came into the book from outside, less what left it, a currency a line.
fn flows(events: &[daybook::event_sourcing::Recorded<Event>]) -> HashMap<&'static str, i128> {
    let of = |event: &Event| -> Vec<(&'static str, i128)> {
        let line = |money: Money, sign: i128| (money.currency.code(), sign * i128::from(money.minor.get()));
        match event {
            Event::MoneyDeposited(entry) => vec![line(entry.money, 1)],
            Event::MoneyWithdrawn(entry) => vec![line(entry.money, -1)],
            // Within one currency the two lines are each other's opposite: nothing came or left.
            Event::MoneyTransferred(it) => vec![line(it.sent, -1), line(it.received.unwrap_or(it.sent), 1)],
            _ => vec![],
        }
    };
    let mut sums = HashMap::new();
    for event in events {
        let (lines, sign) = match &event.data {
            Event::EntryReversed { entry, .. } => {
                let undone = events.iter().find(|other| other.id == *entry);
                (undone.map(|undone| of(&undone.data)).unwrap_or_default(), -1)
            }
            data => (of(data), 1),
        };
        for (code, units) in lines {
            *sums.entry(code).or_insert(0) += sign * units;
        }
    }
    sums
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn all_balances_together_are_what_came_in_less_what_left(intents in intents(120)) {
        let book = Book::after(&intents);
        let flows = flows(&book.events);
        for (currency, total) in book.ledger.totals() {
            prop_assert_eq!(total, flows.get(currency.code()).copied().unwrap_or(0), "{}", currency);
        }
    }

    #[test]
    fn a_transfer_within_a_currency_is_neutral_and_one_across_moves_what_the_event_says(intents in intents(120)) {
        let book = Book::after(&intents);
        for (number, event) in book.events.iter().enumerate() {
            if let Event::MoneyTransferred(it) = &event.data {
                let (before, after) = (fold(&book.events[..number]).totals(), fold(&book.events[..=number]).totals());
                let change = |code| {
                    let sum = |totals: &[_]| totals.iter().find(|(c, _)| *c == code).map_or(0, |(_, units)| *units);
                    sum(&after) - sum(&before)
                };
                match it.received {
                    None => prop_assert_eq!(before, after),
                    Some(received) => {
                        prop_assert_ne!(it.sent.currency, received.currency);
                        prop_assert_eq!(change(it.sent.currency), -i128::from(it.sent.minor.get()));
                        prop_assert_eq!(change(received.currency), i128::from(received.minor.get()));
                    }
                }
            }
        }
    }

    #[test]
    fn at_no_moment_is_a_balance_below_its_limit_or_out_of_range(intents in intents(120)) {
        let mut book = Book::opened();
        for intent in &intents {
            let _refused = book.take(intent);
            for account in book.ledger.accounts() {
                let balance = account.balance.get();
                prop_assert!((-MAX_MINOR..=MAX_MINOR).contains(&balance));
                prop_assert!(account.overdraft_limit.allows(account.balance), "{account:?}");
                if let Limit::UpTo(limit) = account.overdraft_limit {
                    prop_assert!(balance + limit.minor.get() >= 0);
                    prop_assert_eq!(limit.digits, account.currency.digits());
                }
            }
        }
    }

    #[test]
    fn the_accounts_are_what_the_events_say(intents in intents(120)) {
        let book = Book::after(&intents);
        let naive = Naive::of(&book.events);
        prop_assert_eq!(naive.accounts.len(), book.ledger.accounts().len());
        for (expected, account) in naive.accounts.iter().zip(book.ledger.accounts()) {
            prop_assert_eq!(expected.id, account.id);
            prop_assert_eq!(expected.currency, account.currency);
            prop_assert_eq!(expected.limit, account.overdraft_limit);
            prop_assert_eq!(expected.status, account.status);
            prop_assert_eq!(expected.balance, i128::from(account.balance.get()));
            prop_assert_eq!(expected.entries, account.entries);
        }
    }

    #[test]
    fn a_refused_command_changes_nothing_and_says_why(intents in intents(60)) {
        let mut book = Book::opened();
        for intent in &intents {
            let (ledger, count) = (book.ledger.clone(), book.events.len());
            let before = answers(&book.past, &book.events);
            match book.take(intent) {
                Ok(recorded) => prop_assert!(recorded > 0 && book.events.len() == count + recorded),
                Err(refusal) => {
                    prop_assert_eq!(&ledger, &book.ledger);
                    prop_assert_eq!(before, answers(&book.past, &book.events));
                    prop_assert!(!refusal.to_string().starts_with("refusal."), "{refusal}");
                }
            }
        }
    }
}
