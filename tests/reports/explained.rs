//! Where a figure comes from, what changed between two moments, and a day by both clocks.

use crate::book::{Book, at, club, small};
use daybook::ledger::{AccountId, Currency, Event, ValueDate};
use daybook::reports::{
    Became, Contribution, Explanation, Moment, Month, Scope, balances_on, contributions, difference, explain,
    two_clocks,
};
use proptest::prelude::*;

/// Every part of an explanation, taken apart month by month.
fn parts(
    moment: &Moment<'_, daybook::record::LedgerCodec>,
    scope: &Scope,
) -> (Explanation, Vec<Contribution>) {
    let explained = explain(moment, None, scope);
    let mut parts = Vec::new();
    for month in &explained.months {
        let before = month.running - month.units;
        let own = contributions(moment, None, scope, (month.first, month.last), before);
        assert_eq!(own.len() as u64, month.count);
        assert_eq!(own.last().map(|part| part.running), Some(month.running));
        for part in &own {
            assert_eq!(Month::at(moment.past.times().at(part.sequence).unwrap()), month.month);
        }
        parts.extend(own);
    }
    let whole = contributions(moment, None, scope, (at(0), moment.position), 0);
    assert_eq!(whole, parts, "in one go as month by month");
    assert_eq!(
        (explained.count, explained.units),
        (parts.len() as u64, parts.iter().map(|it| it.units).sum())
    );
    (explained, parts)
}

/// By how much an event changed accounts that pass, from the events alone.
fn moved(book: &Book, sequence: u64, own: impl Fn(AccountId) -> bool) -> i128 {
    book.moved(sequence).into_iter().filter(|(id, _)| own(*id)).map(|(_, change)| i128::from(change)).sum()
}

fn currency_of(book: &Book, id: AccountId) -> Currency {
    book.states.last().unwrap().account(&book.past, id).unwrap().currency
}

fn day(days: i32) -> ValueDate {
    ValueDate::from_days(days).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_parts_of_a_balance_sum_to_it_at_every_moment(share in 0..=1_000_u64) {
        for book in [club(), small()] {
            let position = book.count() * share / 1_000;
            let moment = book.moment(position);
            for account in moment.ledger.accounts() {
                let (explained, parts) = parts(&moment, &Scope::balance(account.id, account.currency));
                prop_assert_eq!(explained.units, i128::from(account.balance.get()));
                prop_assert_eq!(explained.count, account.entries);
                for part in parts {
                    prop_assert_eq!(part.units, moved(&book, part.sequence.get(), |id| id == account.id));
                }
            }
        }
    }

    #[test]
    fn the_parts_of_a_total_sum_to_it_and_leave_out_what_stays_in_the_book(share in 0..=1_000_u64) {
        for book in [club(), small()] {
            let position = book.count() * share / 1_000;
            let moment = book.moment(position);
            for (currency, units) in moment.ledger.totals() {
                let (explained, parts) = parts(&moment, &Scope::total(currency));
                prop_assert_eq!(explained.units, units);
                let naive: Vec<_> = (1..=position)
                    .map(|sequence| (at(sequence), moved(&book, sequence, |id| currency_of(&book, id) == currency)))
                    .filter(|(_, units)| *units != 0)
                    .collect();
                prop_assert_eq!(parts.iter().map(|it| (it.sequence, it.units)).collect::<Vec<_>>(), naive);
            }
        }
    }

    #[test]
    fn a_figure_by_value_date_is_made_of_the_events_that_count_for_those_days(
        share in 0..=1_000_u64,
        first in 19_000..20_800_i32,
        days in 0..400_i32,
    ) {
        for book in [club(), small()] {
            let position = book.count() * share / 1_000;
            let moment = book.moment(position);
            for account in moment.ledger.accounts() {
                let (from, until) = (Some(day(first)), Some(day(first + days)));
                let scope = Scope { from, until, ..Scope::balance(account.id, account.currency) };
                let (explained, _) = parts(&moment, &scope);
                let within = (1..=position)
                    .filter(|sequence| book.day(*sequence).is_some_and(|day| (first..=first + days).contains(&day)));
                let naive: i128 = within.map(|sequence| moved(&book, sequence, |id| id == account.id)).sum();
                prop_assert_eq!(explained.units, naive);
            }
        }
    }

    #[test]
    fn a_day_by_both_clocks_differs_by_what_was_late_and_what_was_early(
        share in 1..=1_000_u64,
        then in 0..=1_000_u64,
        on in 19_000..20_800_i32,
    ) {
        for book in [club(), small()] {
            let position = book.count() * share / 1_000;
            let then = at(position * then / 1_000);
            let moment = book.moment(position);
            let on_day = balances_on(&moment, day(on));
            prop_assert_eq!(on_day.len(), moment.ledger.accounts().len());
            for (number, account) in moment.ledger.accounts().iter().enumerate() {
                let clocks = two_clocks(&moment, number, day(on), then);
                prop_assert_eq!(clocks.valued, book.past.total_on(number, day(on), at(position)));
                prop_assert_eq!((clocks.valued, on_day[number].0), (on_day[number].0, clocks.valued));
                let said = book.moment(then.get()).ledger.account(&book.past, account.id).ok().map(|it| it.balance);
                prop_assert_eq!(clocks.recorded, said.map_or(0, |balance| i128::from(balance.get())));
                let sum = |parts: &[Contribution]| parts.last().map_or(0, |last| last.running);
                prop_assert_eq!(clocks.recorded + sum(&clocks.late) - sum(&clocks.early), clocks.valued);
                for part in &clocks.late {
                    prop_assert!(part.sequence > then && book.day(part.sequence.get()).unwrap() <= on);
                }
                for part in &clocks.early {
                    prop_assert!(part.sequence <= then && book.day(part.sequence.get()).unwrap() > on);
                }
            }
        }
    }

    #[test]
    fn two_moments_differ_by_the_events_between_them(one in 0..=1_000_u64, other in 0..=1_000_u64) {
        for book in [club(), small()] {
            let (one, other) = (book.count() * one / 1_000, book.count() * other / 1_000);
            let (before, after) = (book.moment(one), book.moment(other));
            let found = difference(&before, &after);
            prop_assert_eq!(found.events, one.abs_diff(other));
            let between = one.min(other) + 1..=one.max(other);
            prop_assert_eq!(found.entries, between.clone().filter(|it| !book.moved(*it).is_empty()).count() as u64);
            let concerned: Vec<_> = book
                .past
                .accounts()
                .iter()
                .filter_map(|id| {
                    let own: Vec<_> = between.clone().filter(|it| concerns(&book, *it, *id)).collect();
                    Some((*id, at(*own.first()?), at(*own.last()?), own.len() as u64))
                })
                .collect();
            let told: Vec<_> =
                found.accounts.iter().map(|it| (it.account().unwrap().id, it.first, it.last, it.events)).collect();
            prop_assert_eq!(told, concerned);
            for account in &found.accounts {
                let id = account.account().unwrap().id;
                let balance = |moment: &Moment<'_, _>| {
                    moment.ledger.account(&book.past, id).map_or(0, |account| account.balance.get())
                };
                prop_assert_eq!(account.balances(), (balance(&before), balance(&after)));
                let opened = moment_knows(&after, id) && !moment_knows(&before, id);
                prop_assert_eq!(account.became().contains(&Became::Opened), opened);
            }
        }
    }
}

fn moment_knows(moment: &Moment<'_, daybook::record::LedgerCodec>, id: AccountId) -> bool {
    moment.account(id).is_some()
}

/// Whether an event concerns an account, from the events alone.
fn concerns(book: &Book, sequence: u64, id: AccountId) -> bool {
    match &book.events[usize::try_from(sequence).unwrap() - 1].data {
        Event::AccountOpened { account, .. }
        | Event::AccountRenamed { account, .. }
        | Event::OverdraftLimitSet { account, .. }
        | Event::AccountReconciled { account, .. }
        | Event::AccountFrozen { account, .. }
        | Event::AccountUnfrozen { account, .. }
        | Event::AccountClosed { account, .. }
        | Event::AccountReopened { account, .. } => *account == id,
        Event::EntryCategorized { entry, .. } => concerns(book, book.past.find(*entry).unwrap().get(), id),
        _ => book.moved(sequence).iter().any(|(moved, _)| *moved == id),
    }
}

#[test]
fn nothing_is_explained_by_nothing() {
    let book = club();
    let eur = book.states.last().unwrap().accounts()[0].currency;
    assert_eq!(explain(&book.moment(0), None, &Scope::total(eur)), Explanation::default());
    let unknown = Scope::balance(AccountId::from_bytes([9; 16]), eur);
    assert_eq!(explain(&book.moment(book.count()), None, &unknown), Explanation::default());
}
