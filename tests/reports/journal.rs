//! The journal, its filters and its search, and the accounts' registers.

use crate::book::{Book, at, club, small};
use daybook::event_sourcing::Sequence;
use daybook::ledger::{Event, Minor, Money, ValueDate};
use daybook::reports::{Filter, Search, Sort, page, register, rows};
use proptest::prelude::*;

/// What a filter finds, newest first, event by event.
fn naive(book: &Book, position: u64, filter: &Filter) -> Vec<Sequence> {
    let labels = book.labels(position);
    let moment = book.moment(position);
    let words: Vec<String> = filter.text.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let name = |id| moment.ledger.account(&book.past, id).unwrap().name.to_string();
    let fits = |sequence: &u64| {
        let event = &book.events[usize::try_from(*sequence).unwrap() - 1];
        let sort = Sort::of(&event.data);
        let shown = match filter.sort {
            Some(wanted) => sort == wanted,
            None => filter.all_events || sort.is_entry(),
        };
        let mut accounts: Vec<_> = book.moved(*sequence).into_iter().map(|(id, _)| id).collect();
        let mut texts: Vec<String> = Vec::new();
        let mut own = labels.get(sequence).cloned();
        match &event.data {
            Event::BookOpened { name, .. } | Event::BookRenamed { name } => texts.push(name.to_string()),
            Event::AccountOpened { account, name, .. } | Event::AccountRenamed { account, name } => {
                accounts.push(*account);
                texts.push(name.to_string());
            }
            Event::AccountFrozen { account, reason }
            | Event::AccountUnfrozen { account, reason }
            | Event::AccountClosed { account, reason }
            | Event::AccountReopened { account, reason } => {
                accounts.push(*account);
                texts.extend(reason.iter().map(ToString::to_string));
            }
            Event::OverdraftLimitSet { account, .. } | Event::AccountReconciled { account, .. } => {
                accounts.push(*account);
            }
            Event::EntryReversed { reason, .. } => texts.extend(reason.iter().map(ToString::to_string)),
            Event::EntryCategorized { entry, labels } => {
                own = Some(labels.clone());
                let entry = book.past.find(*entry).unwrap().get();
                accounts.extend(book.moved(entry).into_iter().map(|(id, _)| id));
            }
            _ => {}
        }
        let own = own.unwrap_or_default();
        let recorded = i32::try_from(event.recorded_at.millis().div_euclid(86_400_000)).unwrap();
        let day = match &event.data {
            Event::AccountReconciled { date, .. } => date.days(),
            _ => book.day(*sequence).unwrap_or(recorded),
        };
        // A re-categorisation concerns its entry's accounts, but does not show their names.
        if !matches!(event.data, Event::EntryCategorized { .. }) {
            texts.extend(accounts.iter().map(|id| name(*id)));
        }
        texts.extend(own.category.iter().chain(&own.counterparty).map(ToString::to_string));
        texts.extend(own.note.iter().map(ToString::to_string));
        let text = texts.join("\n").to_lowercase();
        let category = own.category.as_ref().map(ToString::to_string).filter(|_| sort.is_entry());
        shown
            && filter.account.is_none_or(|id| accounts.contains(&id))
            && filter.category.as_ref().is_none_or(|wanted| category.as_ref() == Some(wanted))
            && filter.from.is_none_or(|from| from.days() <= day)
            && filter.to.is_none_or(|to| day <= to.days())
            && filter.actor.as_ref().is_none_or(|actor| event.actor.as_deref() == Some(actor.as_str()))
            && words.iter().all(|word| text.contains(word.as_str()) || has_amount(book, *sequence, word))
    };
    (1..=position).rev().filter(fits).map(at).collect()
}

/// Whether an event moved just this amount, written with a comma or without.
fn has_amount(book: &Book, sequence: u64, word: &str) -> bool {
    let ledger = book.states.last().unwrap();
    book.moved(sequence).into_iter().any(|(id, change)| {
        let money = Money {
            minor: Minor::new(change.abs()).unwrap(),
            currency: ledger.account(&book.past, id).unwrap().currency,
        };
        let written = money.figure().to_string();
        written == word.replace(',', "") || written.trim_end_matches(".00") == word.replace(',', "")
    })
}

/// Numbers that a filter is made from.
type Choice = (Option<usize>, Option<usize>, usize, usize, Option<i32>, Option<i32>, (bool, bool));

fn filters() -> impl Strategy<Value = Choice> {
    let rarely = |range| prop::option::weighted(0.3, range);
    let days = || prop::option::weighted(0.3, 19_400..20_800);
    (
        rarely(0..60),
        rarely(0..Sort::ALL.len()),
        0..6_usize,
        0..14_usize,
        days(),
        days(),
        (any::<bool>(), any::<bool>()),
    )
}

const TEXTS: [&str; 14] = [
    "",
    "",
    "",
    "25.00",
    "2,400",
    "",
    "bar",
    "FEE march",
    "ŁODZ",
    "Ł. WÓJCIK",
    "🎉",
    "twice",
    "المنصور",
    "current house",
];

fn filter(book: &Book, chosen: Choice) -> Filter {
    let (account, sort, category, text, from, to, (all_events, by_actor)) = chosen;
    let categories = ["Income · Fees", "Boats · Repairs", "Regattas"];
    Filter {
        account: account.and_then(|at| book.past.accounts().get(at)).copied(),
        sort: sort.map(|at| Sort::ALL[at]),
        category: categories.get(category).map(|category| (*category).to_owned()),
        text: TEXTS[text].to_owned(),
        from: from.and_then(ValueDate::from_days),
        to: to.and_then(ValueDate::from_days),
        actor: by_actor
            .then(|| book.events.iter().rev().find_map(|event| event.actor.clone()))
            .flatten()
            .map(|it| it.to_string()),
        all_events,
        ..Filter::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn what_is_found_is_what_a_look_at_every_event_finds(
        share in 0..=1_000_u64,
        chosen in filters(),
        offset in 0..200_u64,
        slice in 1..3_000_u64,
    ) {
        for book in [club(), small()] {
            let position = book.count() * share / 1_000;
            let moment = book.moment(position);
            let mut filter = filter(&book, chosen);
            filter.account = filter.account.filter(|id| moment.account(*id).is_some());
            let recorded = |number: u64| book.events[usize::try_from(number).unwrap() % book.events.len()].recorded_at;
            if slice % 2 == 0 {
                let (one, other) = (recorded(offset * 19), recorded(slice * 13));
                filter.recorded = (Some(one.min(other)), (slice % 4 == 0).then_some(one.max(other)));
            }
            let mut naive = naive(&book, position, &filter);
            naive.retain(|sequence| {
                let recorded = recorded(sequence.get() - 1);
                filter.recorded.0.is_none_or(|from| from <= recorded) && filter.recorded.1.is_none_or(|to| recorded <= to)
            });
            let mut search = Search::new(&moment, filter.clone());
            while !search.is_done() {
                search.step(&moment, slice).unwrap();
            }
            prop_assert_eq!(search.found(), &naive[..], "{:?}", filter);
            let found = page(&moment, &filter, offset, 50).unwrap();
            let shown: Vec<_> = found.rows.iter().map(|row| row.sequence).collect();
            let wanted: Vec<_> = naive.iter().copied().skip(usize::try_from(offset).unwrap()).take(50).collect();
            prop_assert_eq!(shown, wanted);
            prop_assert_eq!(found.more, naive.len() as u64 > offset + 50);
            prop_assert!(found.total.is_none_or(|total| total == naive.len() as u64));
            if !filter.must_search() {
                prop_assert_eq!(found.total, Some(naive.len() as u64));
            }
        }
    }

    #[test]
    fn rows_are_those_of_a_book_cut_off_there(share in 0..=1_000_u64, offset in 0..300_u64) {
        for book in [club(), small()] {
            let position = book.count() * share / 1_000;
            let (moment, cut) = (book.moment(position), book.cut(position));
            let filter = Filter { all_events: true, ..Filter::default() };
            let shown = page(&moment, &filter, offset, 40).unwrap();
            prop_assert_eq!(&shown, &page(&cut.moment(position), &filter, offset, 40).unwrap());
            let labels = book.labels(position);
            for row in &shown.rows {
                let sequence = row.sequence.get();
                prop_assert_eq!(row.labels.clone(), labels.get(&sequence).cloned().unwrap_or_default());
                let mut moved = book.moved(sequence);
                moved.sort_by_key(|(_, change)| *change);
                let shares: Vec<_> = row.shares.iter().map(|s| (s.account, s.change.minor.get())).collect();
                prop_assert_eq!(shares, moved);
                for share in &row.shares {
                    let after = book.moment(sequence).ledger.account(&book.past, share.account).unwrap();
                    prop_assert_eq!(share.balance, after.money());
                }
                prop_assert!(row.reversed_by.is_none_or(|by| by <= at(position)));
                prop_assert!(!row.title.parts.is_empty());
            }
        }
    }

    #[test]
    fn a_register_runs_from_nothing_to_the_balance(share in 0..=1_000_u64) {
        for book in [club(), small()] {
            let position = book.count() * share / 1_000;
            let moment = book.moment(position);
            for account in moment.ledger.accounts() {
                let all = register(&moment, account.id, 0, u64::MAX).unwrap();
                prop_assert_eq!((all.total, all.rows.len() as u64), (account.entries, account.entries));
                let mut balance = account.balance.get();
                for line in &all.rows {
                    prop_assert_eq!(line.balance.minor.get(), balance);
                    balance -= line.change.minor.get();
                }
                prop_assert_eq!(balance, 0);
                let some = register(&moment, account.id, 3, 5).unwrap();
                prop_assert_eq!(&some.rows[..], all.rows.get(3..).map_or(&[][..], |rest| &rest[..rest.len().min(5)]));
            }
        }
    }
}

#[test]
fn rows_can_be_asked_for_one_by_one_and_not_from_the_future() {
    let book = club();
    let moment = book.moment(500);
    let asked = [at(7), at(499), at(500), at(501), at(0), at(12)];
    let given: Vec<_> = rows(&moment, asked).unwrap().iter().map(|row| row.sequence.get()).collect();
    assert_eq!(given, [7, 499, 500, 12]);
}
