//! Balances, totals, charts, months and the timeline's skyline.

use crate::book::{Book, at, club, small};
use daybook::event_sourcing::{Recorded, Timestamp};
use daybook::ledger::{AccountId, Event};
use daybook::reports::{
    Balances, Counts, Line, Month, changes, density, density_between, describe, overview,
};
use proptest::prelude::*;
use std::collections::HashMap;

/// Balances of the accounts open at a position, from the events alone.
fn naive(book: &Book, position: u64) -> Vec<i64> {
    let mut balances: HashMap<AccountId, i64> = HashMap::new();
    for sequence in 1..=position {
        for (account, change) in book.moved(sequence) {
            *balances.entry(account).or_default() += change;
        }
    }
    let open = book.past.accounts_at(at(position));
    book.past.accounts()[..open].iter().map(|id| balances.get(id).copied().unwrap_or(0)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn balances_are_those_of_a_fold_wherever_one_looked_before(
        looks in prop::collection::vec((any::<bool>(), 0..=1_000_u64), 1..12),
    ) {
        for book in [club(), small()] {
            let mut balances = Balances::default();
            for event in &book.events {
                balances.add(&book.past, event.sequence, &book.past.postings(event.sequence));
            }
            let mut position = 0;
            for (near, share) in &looks {
                let count = book.count();
                position = if *near { (position + 1).min(count) } else { count * share / 1_000 };
                let naive = naive(&book, position);
                prop_assert_eq!(balances.at(&book.past, at(position)), &naive);
                prop_assert_eq!(balances.read(&book.past, at(position), <[i64]>::to_vec), naive.clone());
                for (account, balance) in naive.iter().enumerate() {
                    prop_assert_eq!(balances.of(&book.past, account, at(position)), *balance);
                }
            }
        }
    }

    #[test]
    fn the_overview_is_that_of_a_book_cut_off_there(share in 0..=1_000_u64) {
        for book in [club(), small()] {
            let position = book.count() * share / 1_000;
            let cut = book.cut(position);
            let whole = overview(&book.moment(position), 8).unwrap();
            prop_assert_eq!(&whole, &overview(&cut.moment(position), 8).unwrap());
            for total in &whole.totals {
                let month = whole.month.unwrap();
                let this_month = (1..=position).filter(|sequence| {
                    book.day(*sequence).is_some_and(|day| {
                        Month::of(chrono::NaiveDate::from_epoch_days(day).unwrap()) == month
                    })
                });
                let ledger = book.moment(position).ledger.clone();
                let own = |id| ledger.account(&book.past, id).unwrap().currency == total.currency;
                let moved = this_month.flat_map(|sequence| book.moved(sequence));
                let naive: i128 = moved.filter(|(id, _)| own(*id)).map(|(_, change)| i128::from(change)).sum();
                prop_assert_eq!(total.this_month, naive);
            }
        }
    }

    #[test]
    fn lines_are_exact_and_those_of_a_book_cut_off_there(share in 0..=1_000_u64, points in 3..400_usize) {
        for book in [club(), small()] {
            let position = book.count() * share / 1_000;
            let (cut, moment) = (book.cut(position), book.moment(position));
            let ledger = moment.ledger;
            for (currency, units) in moment.ledger.totals() {
                let line = moment.over_time(currency, points);
                prop_assert!(line.points.len() <= points + 2 && !line.points.is_empty());
                prop_assert_eq!(&line, &cut.moment(position).over_time(currency, points));
                let last = line.points.last().unwrap();
                prop_assert_eq!((last.position.get(), last.units), (position, units));
                let own = |id: AccountId| ledger.account(&book.past, id).unwrap().currency == currency;
                reaches(&line, &course(&book, position, own))?;
                for point in &line.points {
                    let there = book.moment(point.position.get());
                    let total = there.ledger.totals().into_iter().find(|(known, _)| *known == currency);
                    prop_assert_eq!(point.units, total.unwrap().1);
                    prop_assert_eq!(Some(point.recorded_at), there.recorded_at());
                }
            }
            for account in moment.ledger.accounts() {
                let line = moment.account_over_time(account.id, points).unwrap();
                prop_assert!(line.points.len() <= points + 2 && !line.points.is_empty());
                prop_assert_eq!(&line, &cut.moment(position).account_over_time(account.id, points).unwrap());
                reaches(&line, &course(&book, position, |id| id == account.id))?;
                for point in &line.points {
                    let there = book.moment(point.position.get());
                    let balance = there.ledger.account(&book.past, account.id).unwrap().balance;
                    prop_assert_eq!(point.units, i128::from(balance.get()));
                }
            }
        }
    }
}

/// What these accounts hold together after each event from the first one's opening on.
fn course(book: &Book, position: u64, own: impl Fn(AccountId) -> bool) -> Vec<(u64, i128)> {
    let (mut begun, mut units) = (false, 0);
    let mut course = Vec::new();
    for at in 1..=position {
        let opened = book
            .past
            .turns(self::at(at - 1), self::at(at))
            .iter()
            .any(|turn| matches!(turn.data, Event::AccountOpened { account, .. } if own(account)));
        begun |= opened;
        for (id, change) in book.moved(at) {
            units += if own(id) { i128::from(change) } else { 0 };
        }
        if begun {
            course.push((at, units));
        }
    }
    course
}

/// A line has the lowest and the highest of all that was held, where that was reached first.
fn reaches(line: &Line, held: &[(u64, i128)]) -> Result<(), TestCaseError> {
    let lowest = held.iter().min_by_key(|(_, units)| *units).copied();
    let highest = held.iter().rev().max_by_key(|(_, units)| *units).copied();
    let found = line.extremes.map(|it| [it.lowest, it.highest].map(|(at, units)| (at.get(), units)));
    prop_assert_eq!(found, lowest.zip(highest).map(|(lowest, highest)| [lowest, highest]));
    for (at, units) in found.into_iter().flatten() {
        prop_assert!(line.points.iter().any(|point| (point.position.get(), point.units) == (at, units)));
    }
    Ok(())
}

#[test]
fn the_skyline_counts_every_event_once() {
    for book in [club(), small()] {
        for buckets in [1, 7, 200, 1_000_000] {
            let shares = density(&book.past, &book.prepared.activity, buckets);
            assert_eq!(shares.len() as u64, buckets.min(book.count()));
            assert_eq!(shares.last().map(|share| share.last.get()), Some(book.count()));
            let mut before = 0;
            for share in &shares {
                let mut counts = Counts::default();
                for sequence in before + 1..=share.last.get() {
                    match book.moved(sequence)[..] {
                        [] => counts.other += 1,
                        [(_, change)] if change < 0 => counts.out += 1,
                        [_] => counts.r#in += 1,
                        _ => counts.r#move += 1,
                    }
                }
                assert_eq!(share.counts, counts);
                assert!((0.0..=1.0).contains(&share.height), "{}", share.height);
                before = share.last.get();
            }
            assert!(shares.iter().any(|share| share.height > 0.999));
        }
    }
    assert!(Book::recorded(&[], 1).prepared.density(&Book::recorded(&[], 1).past, (0, 0)).is_empty());
}

#[test]
fn the_skyline_of_a_stretch_counts_its_events_and_no_others() {
    let book = club();
    let activity = &book.prepared.activity;
    for ends in [(0, 1), (0, 40), (17, 300), (book.count() - 5, book.count()), (0, book.count())] {
        let shares = density_between(&book.past, activity, ends, 50);
        assert_eq!(shares.len() as u64, (ends.1 - ends.0).min(50));
        assert_eq!(shares.last().map(|share| share.last.get()), Some(ends.1));
        let all = activity.between(&book.past, ends.0, ends.1);
        let sum = |part: fn(&Counts) -> u32| shares.iter().map(|share| part(&share.counts)).sum::<u32>();
        assert_eq!(sum(|it| it.r#in), all.r#in);
        assert_eq!(sum(|it| it.out), all.out);
        assert_eq!(sum(|it| it.r#move), all.r#move);
        assert_eq!(sum(|it| it.other), all.other);
        assert_eq!(all.all(), ends.1 - ends.0);
        assert!(shares.iter().any(|share| share.height > 0.999));
    }
    let whole = density_between(&book.past, activity, (0, book.count()), 200);
    assert_eq!(whole, density(&book.past, activity, 200));
}

/// The heights of a skyline, from the lowest up.
fn heights(events: &[Recorded<Event>]) -> Vec<f64> {
    let book = Book::recorded(events, 700);
    let shares = density(&book.past, &book.prepared.activity, 200);
    let mut heights: Vec<_> = shares.iter().map(|share| share.height).collect();
    heights.sort_by(f64::total_cmp);
    heights
}

/// The same events, the last so many of them recorded within seconds.
fn with_session(events: &[Recorded<Event>], length: usize) -> Vec<Recorded<Event>> {
    let mut events = events.to_vec();
    let begins = events.len() - length;
    let (before, session) = events.split_at_mut(begins);
    let begun = before.last().unwrap().recorded_at.millis() + 86_400_000;
    for (at, event) in (begun..).step_by(2_000).zip(session) {
        event.recorded_at = Timestamp::from_millis(at).unwrap();
    }
    events
}

#[test]
fn one_busy_session_leaves_the_other_bars_of_the_skyline_their_heights() {
    for (events, session) in
        [(&club().events[..], 20), (&club().events[..60], 20), (&club().events[..200], 60)]
    {
        let heights = heights(&with_session(events, session));
        let (tenth, middle, most) = (heights[heights.len() / 10], heights[heights.len() / 2], heights.last());
        assert!((0.4..0.7).contains(&middle), "{middle}");
        assert!(middle - tenth > 0.1, "they differ: {tenth} {middle}");
        assert!(most.is_some_and(|most| *most > 0.999));
    }
}

#[test]
fn the_first_event_is_no_busier_than_those_after_it() {
    assert_eq!(heights(&club().events[..2]), [1.0, 1.0]);
}

#[test]
fn every_event_has_a_sentence_and_tells_what_it_changed() {
    let book = club();
    for event in &book.events {
        let position = event.sequence.get();
        let (before, after) = (book.moment(position - 1), book.moment(position));
        let sentence = describe(&after, event).unwrap().to_string();
        assert!(!sentence.is_empty() && !sentence.contains("happened."), "{sentence}");
        assert!(!sentence.chars().any(|letter| ('\u{E000}'..'\u{F8FF}').contains(&letter)), "{sentence}");
        let changes = changes(&before, &after, event).unwrap();
        // The same day may be found right twice.
        let may_change_nothing = matches!(event.data, Event::AccountReconciled { .. });
        assert!(!changes.is_empty() || may_change_nothing, "{sentence}");
        assert!(changes.iter().all(|change| change.before != change.after), "{changes:?}");
    }
}

#[test]
fn the_samples_come_out_the_same_to_the_byte_wherever_they_are_made() {
    let fingerprint = |book: &Book| book.log.fingerprint().to_string();
    assert_eq!(fingerprint(&club()), "3c6c43da46e02ef53a622458559b5d6982fbd4991085eba17ad8f01f66f22699");
    assert_eq!(fingerprint(&small()), "b69f7d473b42c00400234d0575375712b064f91f64028ee6ae6e427ced927878");
}

#[test]
fn sentences_keep_what_users_wrote_apart() {
    let book = club();
    let moment = book.moment(book.count());
    let told = |sequence: u64| {
        let event = &book.events[usize::try_from(sequence).unwrap() - 1];
        // The isolates, made visible.
        describe(&moment, event).unwrap().to_string().replace('\u{2068}', "[").replace('\u{2069}', "]")
    };
    assert_eq!(told(1), "Opened the book “[Rowing Club]” with EUR as its base currency");
    assert_eq!(told(2), "Opened the account “[Main account]” (asset) in EUR");
    assert_eq!(told(3), "Deposited 4213.50 EUR into “[Current account]” — [Opening balance]");
}
