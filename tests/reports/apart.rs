//! What explains a difference of two moments, and the figures of a statement: parts that add up to exactly that.

use crate::book::{at, club, small};
use daybook::event_sourcing::Projection;
use daybook::ledger::ValueDate;
use daybook::record::LedgerCodec;
use daybook::reports::{
    Direction, Files, LabelledBy, Moment, Scope, contributions, explain, label_totals, statement,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What a scope adds up to, the same in one go and taken apart by month.
fn sum(moment: &Moment<'_, LedgerCodec>, files: Option<&Files>, scope: &Scope) -> i128 {
    let explained = explain(moment, files, scope);
    let whole = contributions(moment, files, scope, (at(0), moment.position), 0);
    let mut parts = Vec::new();
    for month in &explained.months {
        let before = month.running - month.units;
        parts.extend(contributions(moment, files, scope, (month.first, month.last), before));
    }
    assert_eq!(whole, parts);
    assert!(parts.iter().all(|part| part.units != 0) && parts.is_sorted_by_key(|part| part.sequence));
    assert_eq!(explained.count, parts.len() as u64);
    assert_eq!(explained.units, parts.iter().map(|part| part.units).sum::<i128>());
    explained.units
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_difference_of_two_moments_is_the_sum_of_what_happened_in_between(
        one in 0..=1_000_u64,
        other in 0..=1_000_u64,
    ) {
        for book in [club(), small()] {
            let (one, other) = (one.min(other), one.max(other));
            let (then, now) = (book.moment(book.count() * one / 1_000), book.moment(book.count() * other / 1_000));
            let files = Files::of(&book.log, &book.past, at(book.count())).unwrap();
            for account in now.ledger.accounts() {
                let had = then.account(account.id).map_or(0, |(_, it)| it.balance.get());
                let scope = Scope { since: Some(then.position), ..Scope::balance(account.id, account.currency) };
                prop_assert_eq!(sum(&now, None, &scope), i128::from(account.balance.get() - had));
            }
            for (currency, _) in now.ledger.totals() {
                let nets = |moment: &Moment<'_, LedgerCodec>| {
                    let totals = label_totals(moment, &files, currency, LabelledBy::Category, (None, None));
                    totals.into_iter().map(|it| (it.label.clone(), it.net())).collect::<BTreeMap<_, _>>()
                };
                let (before, after) = (nets(&then), nets(&now));
                for label in before.keys().chain(after.keys()) {
                    let net = |nets: &BTreeMap<_, i128>| nets.get(label).copied().unwrap_or(0);
                    let category = Some(label.clone());
                    let directions: Option<&[_]> = Some(&[Direction::In, Direction::Out]);
                    let scope = Scope { directions, category, ..Scope::total(currency) };
                    prop_assert_eq!(sum(&then, Some(&files), &scope), net(&before));
                    prop_assert_eq!(sum(&now, Some(&files), &scope), net(&after));
                    let apart = Scope { since: Some(then.position), ..scope };
                    prop_assert_eq!(sum(&now, Some(&files), &apart), net(&after) - net(&before));
                }
            }
        }
    }

    #[test]
    fn every_figure_of_a_statement_is_the_sum_of_its_events(
        share in 1..=1_000_u64,
        first in 19_000..20_800_i32,
        days in 0..90_i32,
    ) {
        for book in [club(), small()] {
            let moment = book.moment(book.count() * share / 1_000);
            let day = |days| ValueDate::from_days(days).unwrap();
            let (from, until) = (day(first), day(first + days));
            for account in moment.ledger.accounts().iter().take(4) {
                let made = statement(&moment, account.id, (from, until)).unwrap();
                let own = || Scope::balance(account.id, account.currency);
                let within = || Scope { from: Some(from), until: Some(until), ..own() };
                let (rises, falls) =
                    (Scope { raising: Some(true), ..within() }, Scope { raising: Some(false), ..within() });
                prop_assert_eq!(sum(&moment, None, &rises), made.incoming);
                prop_assert_eq!(sum(&moment, None, &falls), made.outgoing);
                for line in made.lines.iter().take(20) {
                    let (event, until) = (Some(line.sequence), Some(day(line.day)));
                    let change = Scope { event, ..own() };
                    prop_assert_eq!(sum(&moment, None, &change), i128::from(line.change));
                    let after = Scope { until, up_to: event, ..own() };
                    prop_assert_eq!(sum(&moment, None, &after), line.balance);
                }
            }
        }
    }
}
