//! The reports that stand on what entries are filed under: cash flow, labels, trial balance, statement; and that what is kept
//! prepared catches up with a log.

use crate::book::{Book, at, club, small};
use daybook::event_sourcing::Projection;
use daybook::ledger::{AccountId, Currency, Event, Labels, Ledger, ValueDate};
use daybook::reports::{
    Direction, Files, LabelledBy, Month, Prepared, Scope, TrialAccount, cash_flow, explain, label_totals,
    statement, trial_balance,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};

fn files(book: &Book) -> Files {
    Files::of(&book.log, &book.past, at(book.count())).unwrap()
}

/// Where an entry sends its money, from the events alone.
fn direction(book: &Book, sequence: u64) -> Option<Direction> {
    match &book.events[usize::try_from(sequence).unwrap() - 1].data {
        Event::MoneyDeposited(_) => Some(Direction::In),
        Event::MoneyWithdrawn(_) => Some(Direction::Out),
        Event::MoneyTransferred(_) => Some(Direction::Move),
        Event::EntryReversed { entry, .. } => direction(book, book.past.find(*entry).unwrap().get()),
        _ => None,
    }
}

/// A posting as the events alone tell it.
struct Told {
    currency: Currency,
    change: i128,
    day: i32,
    direction: Direction,
    labels: Labels,
}

fn told(book: &Book, position: u64) -> Vec<Told> {
    let labels: HashMap<u64, Labels> = book.labels(position);
    let last: &Ledger = book.states.last().unwrap();
    let one = |sequence: u64| {
        let moved = book.moved(sequence).into_iter();
        let labels = labels.get(&sequence).cloned().unwrap_or_default();
        moved.map(move |(id, change)| Told {
            currency: last.account(&book.past, id).unwrap().currency,
            change: i128::from(change),
            day: book.day(sequence).unwrap(),
            direction: direction(book, sequence).unwrap(),
            labels: labels.clone(),
        })
    };
    (1..=position).flat_map(|sequence| one(sequence).collect::<Vec<_>>()).collect()
}

fn month(day: i32) -> Month {
    Month::of(ValueDate::from_days(day).unwrap().day())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn every_currency_of_the_trial_balance_sums_to_zero_at_every_moment(share in 0..=1_000_u64) {
        for book in [club(), small()] {
            let files = files(&book);
            let moment = book.moment(book.count() * share / 1_000);
            let balances = trial_balance(&moment, &files);
            let currencies: Vec<_> = moment.ledger.totals().into_iter().map(|(currency, _)| currency).collect();
            prop_assert_eq!(balances.iter().map(|it| it.currency).collect::<Vec<_>>(), currencies);
            let mut own = Vec::new();
            for balance in &balances {
                prop_assert_eq!(balance.rows.iter().map(|row| row.units).sum::<i128>(), 0);
                let (debit, credit) = balance.sides();
                prop_assert_eq!(debit, credit);
                for row in &balance.rows {
                    if let TrialAccount::Own { id, .. } = &row.account {
                        let account = moment.ledger.account(&book.past, *id).unwrap();
                        prop_assert_eq!(row.units, i128::from(account.balance.get()));
                        own.push(*id);
                    }
                }
            }
            prop_assert_eq!(own.len(), moment.ledger.accounts().len(), "every account is in one of them");
        }
    }

    #[test]
    fn cash_flow_is_what_the_events_say_month_by_month(share in 0..=1_000_u64) {
        for book in [club(), small()] {
            let files = files(&book);
            let position = book.count() * share / 1_000;
            let moment = book.moment(position);
            let told = told(&book, position);
            for (currency, units) in moment.ledger.totals() {
                let months = cash_flow(&moment, &files, currency);
                prop_assert_eq!(months.last().map_or(0, |last| last.held), units);
                let mut naive: BTreeMap<Month, [i128; 3]> = BTreeMap::new();
                for one in told.iter().filter(|one| one.currency == currency) {
                    let way = match one.direction { Direction::In => 0, Direction::Out => 1, Direction::Move => 2 };
                    naive.entry(month(one.day)).or_default()[way] += one.change;
                }
                let mut held = 0;
                let mut before = None;
                for flow in &months {
                    let expected = naive.remove(&flow.month).unwrap_or_default();
                    prop_assert_eq!([flow.incoming, flow.outgoing, flow.exchanged], expected);
                    held += flow.net();
                    prop_assert_eq!(flow.held, held);
                    let ahead = moment.recorded_at().is_some_and(|now| Month::at(now) < flow.month);
                    prop_assert!(
                        ahead || before.is_none_or(|before: Month| before.next() == flow.month),
                        "no gap but ahead of the moment"
                    );
                    before = Some(flow.month);
                }
                prop_assert!(naive.values().all(|flows| *flows == [0; 3]));
            }
        }
    }

    #[test]
    fn labels_come_to_what_the_events_say_and_explain_themselves(
        share in 0..=1_000_u64,
        first in 19_300..20_700_i32,
        days in 0..600_i32,
        by_category in any::<bool>(),
    ) {
        let by = if by_category { LabelledBy::Category } else { LabelledBy::Counterparty };
        for book in [club(), small()] {
            let files = files(&book);
            let position = book.count() * share / 1_000;
            let moment = book.moment(position);
            let (from, until) = (ValueDate::from_days(first), ValueDate::from_days(first + days));
            let told = told(&book, position);
            for (currency, _) in moment.ledger.totals() {
                let totals = label_totals(&moment, &files, currency, by, (from, until));
                let mut naive: HashMap<Option<String>, (i128, i128, u64)> = HashMap::new();
                for one in &told {
                    let within = (first..=first + days).contains(&one.day) && one.currency == currency;
                    if !within || one.direction == Direction::Move {
                        continue;
                    }
                    let label = if by_category { &one.labels.category } else { &one.labels.counterparty };
                    let sums = naive.entry(label.as_ref().map(ToString::to_string)).or_default();
                    *if one.direction == Direction::In { &mut sums.0 } else { &mut sums.1 } += one.change;
                    sums.2 += 1;
                }
                let shown: HashMap<_, _> = totals
                    .iter()
                    .map(|it| (it.label.clone(), (it.incoming, it.outgoing, it.entries)))
                    .collect();
                prop_assert_eq!(&shown, &naive);
                for (label, (incoming, outgoing, _)) in shown.iter().take(5) {
                    for (direction, units) in [(&[Direction::In], incoming), (&[Direction::Out], outgoing)] {
                        let mut scope = Scope { directions: Some(direction), from, until, ..Scope::total(currency) };
                        *if by_category { &mut scope.category } else { &mut scope.counterparty } = Some(label.clone());
                        prop_assert_eq!(explain(&moment, Some(&files), &scope).units, *units);
                    }
                }
            }
        }
    }

    #[test]
    fn a_statement_leads_from_its_opening_to_its_closing_balance(
        share in 0..=1_000_u64,
        first in 19_300..20_700_i32,
        days in 0..600_i32,
    ) {
        let (from, until) = (ValueDate::from_days(first).unwrap(), ValueDate::from_days(first + days).unwrap());
        for book in [club(), small()] {
            let position = book.count() * share / 1_000;
            let moment = book.moment(position);
            for (number, account) in moment.ledger.accounts().iter().enumerate() {
                let made = statement(&moment, account.id, (from, until)).unwrap();
                let on = |day| book.past.total_on(number, day, at(position));
                prop_assert_eq!(made.opening, on(ValueDate::from_days(first - 1).unwrap()));
                prop_assert_eq!(made.closing, on(until));
                prop_assert_eq!(made.opening + made.incoming + made.outgoing, made.closing);
                let mut balance = made.opening;
                let mut before = (i32::MIN, at(0));
                for line in &made.lines {
                    balance += i128::from(line.change);
                    prop_assert_eq!(line.balance, balance);
                    prop_assert!(before < (line.day, line.sequence), "by day, then by recording");
                    before = (line.day, line.sequence);
                }
            }
        }
    }
}

#[test]
fn a_statement_of_an_unknown_account_is_none() {
    let book = club();
    let days = (ValueDate::from_days(0).unwrap(), ValueDate::from_days(1).unwrap());
    assert_eq!(statement(&book.moment(9), AccountId::from_bytes([7; 16]), days), None);
}

#[test]
fn what_was_filed_anew_is_found_under_its_new_label_from_then_on_and_not_before() {
    let book = club();
    let files = files(&book);
    let (sequence, entry, labels) = book
        .events
        .iter()
        .find_map(|event| match &event.data {
            Event::EntryCategorized { entry, labels } if labels.category.is_some() => {
                Some((event.sequence.get(), book.past.find(*entry).unwrap(), labels.clone()))
            }
            _ => None,
        })
        .unwrap();
    let category = labels.category.map(|label| label.to_string());
    let posting = book.past.postings(entry)[0];
    let account = book.states.last().unwrap().accounts()[posting.account as usize].clone();
    let day = ValueDate::from_days(posting.day);
    let scope = Scope {
        category: Some(category),
        from: day,
        until: day,
        ..Scope::balance(account.id, account.currency)
    };
    let before = explain(&book.moment(sequence - 1), Some(&files), &scope).units;
    let after = explain(&book.moment(sequence), Some(&files), &scope).units;
    assert_eq!(after - before, i128::from(posting.change));
}

#[test]
fn what_catches_up_with_the_log_is_what_took_in_each_event() {
    for book in [club(), small()] {
        let (mut each, mut stretches) = (Prepared::default(), Prepared::default());
        for event in &book.events {
            each.apply(&book.past, event);
        }
        for until in (0..book.count()).step_by(97).chain([1, 2, 2, book.count()]) {
            stretches.catch_up(&book.past, at(until));
            assert!(stretches.count() >= until);
        }
        assert_eq!(format!("{stretches:?}"), format!("{each:?}"));
    }
}
