//! Closed periods: what is settled stays as it is, whatever is asked for.

use super::commands::{Book, intents};
use super::naive::Naive;
use daybook::event_sourcing::Aggregate;
use daybook::ledger::{Command, Event, Period};
use proptest::prelude::*;

/// The periods that are closed after these events, told by going through all of them.
fn closed(events: &[daybook::event_sourcing::Recorded<Event>]) -> Vec<Period> {
    let mut closed = Vec::new();
    for event in events {
        match &event.data {
            Event::PeriodClosed { period } => closed.push(*period),
            Event::PeriodReopened { period, .. } => closed.retain(|one| one != period),
            _ => {}
        }
    }
    closed.sort_unstable();
    closed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_event_counts_for_a_day_in_a_period_that_was_closed_by_then(intents in intents(120)) {
        let book = Book::after(&intents);
        let naive = Naive::of(&book.events);
        for (place, moves) in naive.moves.iter().enumerate() {
            let shut = closed(&book.events[..place]);
            for one in moves {
                prop_assert!(!shut.iter().any(|period| period.holds(one.day)), "event {}", place + 1);
            }
            if let Some(entry) = naive.categorizes[place] {
                let day = naive.moves[entry][0].day;
                prop_assert!(!shut.iter().any(|period| period.holds(day)), "event {}", place + 1);
            }
        }
    }

    #[test]
    fn the_state_knows_the_closed_periods_and_no_two_share_a_day(intents in intents(120)) {
        let book = Book::after(&intents);
        let known = book.ledger.closed_periods().as_slice();
        prop_assert_eq!(known, &closed(&book.events)[..]);
        prop_assert!(known.iter().zip(known.iter().skip(1)).all(|(one, next)| one.to() < next.from()));
    }

    #[test]
    fn whatever_is_refused_for_a_closed_period_is_no_longer_once_it_is_reopened(intents in intents(120)) {
        let mut book = Book::opened();
        for intent in &intents {
            let command = book.command(intent);
            if book.take(intent).is_err_and(|refusal| refusal.code() == "period-closed") {
                let mut ledger = book.ledger.clone();
                for period in book.ledger.closed_periods().as_slice() {
                    let reopen = Command::ReopenPeriod { period: *period, reason: None };
                    let events = ledger.decide(&book.past, &reopen);
                    prop_assert!(events.is_ok());
                    let mut event = book.events[0].clone();
                    event.data = events.unwrap_or_default().remove(0);
                    ledger.evolve(&book.past, &event);
                }
                let again = ledger.decide(&book.past, &command);
                prop_assert!(!again.is_err_and(|refusal| refusal.code() == "period-closed"));
            }
        }
    }
}
