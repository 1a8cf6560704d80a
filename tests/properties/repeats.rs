//! A command sent again is known by what it recorded, and no other command is taken for it.

use super::commands::{Book, intent, intents};
use daybook::event_sourcing::Aggregate;
use daybook::ledger::{Assumed, Command};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_command_is_known_again_by_what_it_recorded(intents in intents(90)) {
        let mut book = Book::opened();
        for intent in &intents {
            let command = book.command(intent);
            let count = book.events.len();
            if book.take(intent).is_ok() {
                let recorded: Vec<_> = book.events[count..].iter().map(|event| &event.data).collect();
                prop_assert!(command.recorded_as(Assumed::default(), &recorded), "{command:?} {recorded:?}");
            }
        }
    }

    #[test]
    fn whatever_is_taken_for_what_was_recorded_would_have_recorded_just_that(
        intents in intents(60),
        others in prop::collection::vec(intent(), 40),
    ) {
        let before = Book::after(&intents);
        for one in &others {
            let command = before.command(one);
            let Ok(events) = before.ledger.decide(&before.past, &command) else { continue };
            let recorded: Vec<_> = events.iter().collect();
            for other in &others {
                let other = before.command(other);
                // Without the fingerprint, which is looked up in the log, a moment's command is not whole and decides nothing.
                if matches!(other, Command::NameMoment { fingerprint: None, .. }) {
                    continue;
                }
                let would = before.ledger.decide(&before.past, &other);
                let same = other.recorded_as(Assumed::default(), &recorded);
                prop_assert_eq!(same, would.as_ref() == Ok(&events), "{:?} {:?}", command, other);
            }
        }
    }
}
