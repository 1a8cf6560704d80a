//! The index over the log: it answers as the events themselves would, and can be cut back to any of them.

use super::commands::{ACCOUNTS, Book, account_id, index, intents};
use super::naive::Naive;
use daybook::event_sourcing::{Aggregate, Past, Recorded, Sequence};
use daybook::ledger::{Entries, Event, Labels, Ledger, Posting, ValueDate};
use proptest::prelude::*;

/// Everything an index can be asked about a log, asked.
pub(crate) fn answers(past: &Entries, asked: &[Recorded<Event>]) -> Vec<String> {
    let mut all = vec![format!("{} {:?}", past.count(), past.accounts())];
    let labels = some_labels(asked);
    for event in asked {
        let at = event.sequence;
        let positions = [at.previous(), at, at.plus(3), at.plus(30)];
        all.push(format!(
            "{at}: {:?} {:?} {} {:?} {:?} {:?} {:?} {:?} {:?}",
            past.find(event.id),
            past.postings(at),
            past.postings_until(at),
            past.entry(at),
            past.reverses(at),
            positions.map(|position| past.reversed_by(at, position)),
            positions.map(|position| past.categorized_by(at, position)),
            past.accounts_at(at),
            labels.iter().map(|labels| past.labelled(at, labels)).collect::<Vec<_>>(),
        ));
    }
    for number in 0..ACCOUNTS {
        let number_of = past.account(account_id(number));
        let register: Vec<_> = past.register(usize::from(number)).collect();
        let backwards: Vec<_> = past.register(usize::from(number)).rev().collect();
        all.push(format!("{number_of:?} {register:?} {backwards:?}"));
    }
    all
}

/// The labels to be asked for: those of the events, and none.
fn some_labels(events: &[Recorded<Event>]) -> Vec<Labels> {
    let own = events.iter().filter_map(|event| match &event.data {
        Event::MoneyDeposited(entry) => Some(entry.labels.clone()),
        Event::EntryCategorized { labels, .. } => Some(labels.clone()),
        _ => None,
    });
    own.take(5).chain([Labels::default()]).collect()
}

fn sequence(number: usize) -> Sequence {
    Sequence::new(number as u64).unwrap_or(Sequence::MAX)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn an_index_cut_back_is_one_that_never_saw_more(intents in intents(90), cut in any::<prop::sample::Index>()) {
        let book = Book::after(&intents);
        let cut = cut.index(book.events.len() + 1);
        let mut past = book.past.clone();
        past.truncate(cut as u64);
        prop_assert_eq!(answers(&past, &book.events), answers(&index(&book.events[..cut]), &book.events));
        // And it grows again as if nothing had been.
        for event in &book.events[cut..] {
            past.add(event);
        }
        prop_assert_eq!(answers(&past, &book.events), answers(&book.past, &book.events));
    }

    #[test]
    fn events_tried_and_withdrawn_again_and_again_leave_no_trace(intents in intents(60)) {
        let mut book = Book::opened();
        for intent in &intents {
            let before = book.clone();
            if book.take(intent).is_ok() {
                let mut tried = book.past.clone();
                tried.truncate(before.past.count());
                prop_assert_eq!(answers(&tried, &book.events), answers(&before.past, &book.events));
                // From here on, the index is one that has been cut back many times.
                for event in &book.events[before.events.len()..] {
                    tried.add(event);
                }
                book.past = tried;
            }
        }
        prop_assert_eq!(answers(&book.past, &book.events), answers(&index(&book.events), &book.events));
    }

    #[test]
    fn the_index_answers_as_the_events_would(intents in intents(90), cut in any::<prop::sample::Index>()) {
        let book = Book::after(&intents);
        let past = &book.past;
        let position = cut.index(book.events.len() + 1);
        let naive = Naive::of(&book.events[..position]);
        let whole = Naive::of(&book.events);
        prop_assert_eq!(past.accounts_at(sequence(position)), naive.accounts.len());
        let each = |at| (sequence(at), past.postings(sequence(at)));
        let behind = past.moves_between(sequence(position), sequence(whole.moves.len()));
        prop_assert!(behind.eq((position + 1..=whole.moves.len()).map(each)));
        let mut until = 0;
        for (place, moves) in whole.moves.iter().enumerate() {
            let at = sequence(place + 1);
            let postings = past.postings(at);
            let expected: Vec<_> = moves.iter().map(|one| (one.account, one.day, one.change)).collect();
            let plain = |it: &Posting| (it.account as usize, it.day, i128::from(it.change));
            prop_assert_eq!(postings.iter().map(plain).collect::<Vec<_>>(), expected);
            until += postings.len();
            prop_assert_eq!(past.postings_until(at), until);
            prop_assert_eq!(past.find(book.events[place].id), Some(at));
            prop_assert_eq!(past.reverses(at), whole.reverses[place].map(|it| sequence(it + 1)));
            prop_assert_eq!(past.entry(at).is_some(), whole.labels[place].is_some());
            if let Some(entry) = past.entry(at) {
                prop_assert_eq!(entry.sequence, at);
                prop_assert_eq!(entry.reversed_by, whole.reversed_by(place).map(|it| sequence(it + 1)));
                prop_assert_eq!(past.reversed_by(at, sequence(position)), naive.reversed_by(place).map(|it| sequence(it + 1)));
                let last = naive.categorizes.iter().rposition(|it| *it == Some(place));
                prop_assert_eq!(past.categorized_by(at, sequence(position)), last.map(|it| sequence(it + 1)));
                for labels in some_labels(&book.events) {
                    prop_assert_eq!(past.labelled(at, &labels), whole.labels[place].as_ref() == Some(&labels));
                }
            }
        }
    }

    #[test]
    fn registers_and_balances_by_value_date_are_what_the_events_add_up_to(
        intents in intents(90),
        cut in any::<prop::sample::Index>(),
    ) {
        let book = Book::after(&intents);
        let position = cut.index(book.events.len() + 1);
        let naive = Naive::of(&book.events[..position]);
        let whole = Naive::of(&book.events);
        for number in 0..whole.accounts.len() {
            let expected: Vec<_> = whole.moves.iter().enumerate()
                .flat_map(|(place, moves)| moves.iter().map(move |one| (place, one)))
                .filter(|(_, one)| one.account == number)
                .map(|(place, one)| (sequence(place + 1), one.day, one.change))
                .collect();
            let register: Vec<_> = book.past.register(number)
                .map(|(at, posting)| (at, posting.day, i128::from(posting.change)))
                .collect();
            prop_assert_eq!(register, expected);
            for day in [-25_567, 0, 20_000, 20_030, 20_059, 84_005] {
                let date = ValueDate::from_days(day);
                prop_assume!(date.is_some());
                let total = date.map(|date| book.past.total_on(number, date, sequence(position)));
                prop_assert_eq!(total, Some(naive.total_on(number, day)));
                let balance = date.and_then(|date| book.past.balance_on(number, date, sequence(position)));
                prop_assert_eq!(balance.map(|it| i128::from(it.get())), total.filter(|it| it.abs() <= 999_999_999_999_999));
            }
        }
    }

    #[test]
    fn folding_is_the_same_however_much_the_index_knows_beyond(intents in intents(90)) {
        let book = Book::after(&intents);
        let (mut knowing_all, mut knowing_so_far) = (Ledger::default(), Ledger::default());
        let mut past = Entries::default();
        for event in &book.events {
            past.add(event);
            knowing_so_far.evolve(&past, event);
            knowing_all.evolve(&book.past, event);
            prop_assert_eq!(&knowing_so_far, &knowing_all);
        }
        prop_assert_eq!(knowing_all, book.ledger);
    }
}
