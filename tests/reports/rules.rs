//! Rules run over all of history, compared with the same worked out anew after every commit.

use crate::book::{Book, at, club, small};
use daybook::event_sourcing::{Projection, Sequence};
use daybook::ledger::{
    Account, AccountId, Bound, Compared, Currency, Decimal, Event, Factor, Label, LastMonths, Minor, Rule,
    Status, Subject, ValueDate,
};
use daybook::reports::{
    Files, Month, Stretch, Verdict, Watch, compared_with, explain, rules_shown, standing,
};
use std::collections::BTreeSet;
use std::rc::Rc;

fn times(text: &str) -> Factor {
    Factor::of(&Decimal::parse(text).unwrap()).unwrap()
}

fn rule(subject: Subject, currency: Currency, compared: Compared, bound: Bound) -> Rule {
    Rule { subject, currency, compared, bound, note: None }
}

/// Rules of every kind that are broken now and then in this book.
fn rules(book: &Book) -> Vec<Rule> {
    let last = book.states.last().unwrap();
    let mut rules = Vec::new();
    for (number, account) in last.accounts().iter().enumerate().take(9) {
        let own = |state: &daybook::ledger::Ledger| state.accounts().get(number).map(|it| it.balance.get());
        let mut held: Vec<i64> = book.states.iter().filter_map(own).collect();
        held.sort_unstable();
        let middle = Bound::Amount(Minor::new(held[held.len() / 2]).unwrap());
        for compared in [Compared::AtMost, Compared::AtLeast] {
            rules.push(rule(Subject::Balance(account.id), account.currency, compared, middle.clone()));
            rules.push(rule(Subject::Total, account.currency, compared, middle.clone()));
        }
        let beside = last.accounts().iter().find(|it| it.currency == account.currency && it.id != account.id);
        if let Some(other) = beside {
            let bound = Bound::Balance { times: times("1.5"), account: other.id };
            rules.push(rule(Subject::Balance(account.id), account.currency, Compared::AtLeast, bound));
        }
    }
    rules
}

fn monthly(book: &Book) -> Vec<Rule> {
    let mut categories = BTreeSet::new();
    for event in &book.events {
        if let Event::EntryCategorized { labels, .. } = &event.data {
            categories.extend(labels.category.clone());
        }
    }
    let account = &book.states.last().unwrap().accounts()[0];
    let of = |(category, months): (Label, u64)| {
        let bound = Bound::Monthly { times: times("3"), category, months: LastMonths::new(months).unwrap() };
        rule(Subject::Balance(account.id), account.currency, Compared::AtLeast, bound)
    };
    categories.into_iter().take(4).zip([1, 3, 12, 120]).map(of).collect()
}

/// Whether a commit ends at this event.
fn commit_ends(book: &Book, position: u64) -> bool {
    let events = &book.events;
    let next = events.get(usize::try_from(position).unwrap());
    next.is_none_or(|next| next.commit == next.sequence)
}

fn account_at(book: &Book, position: u64, id: AccountId) -> Option<Rc<Account>> {
    let accounts = book.states[usize::try_from(position).unwrap()].accounts();
    accounts.iter().find(|it| it.id == id).cloned()
}

/// What a category came to in the months before the last event, worked out from the labels in force.
fn naive_sum(book: &Book, position: u64, currency: Currency, category: &Label, months: u8) -> i128 {
    let month = Month::at(book.events[usize::try_from(position).unwrap() - 1].recorded_at);
    let labels = book.labels(position);
    let counted = (1..=position).filter(|at| {
        labels.get(at).is_some_and(|labels| labels.category.as_ref() == Some(category))
            && !matches!(book.events[usize::try_from(*at).unwrap() - 1].data, Event::EntryCategorized { .. })
            && book.moved(*at).len() == 1
            && account_at(book, position, book.moved(*at)[0].0).unwrap().currency == currency
            && book.day(*at).is_some_and(|day| {
                let own = Month::of(ValueDate::from_days(day).unwrap().day());
                own < month && month.back(i32::from(months)) <= own
            })
    });
    counted.map(|at| i128::from(book.moved(at)[0].1)).sum()
}

/// Whether a rule is broken after the event at `position`, worked out from the state there.
fn naive(book: &Book, position: u64, rule: &Rule) -> bool {
    let state = &book.states[usize::try_from(position).unwrap()];
    let account = |id| account_at(book, position, id).filter(|it| it.status != Status::Closed);
    if !rule.accounts().all(|id| account(id).is_some()) {
        return false;
    }
    let held = |id| i128::from(account(id).unwrap().balance.get());
    let own: Vec<_> = state.accounts().iter().filter(|it| it.currency == rule.currency).collect();
    let units = match rule.subject {
        Subject::Balance(id) => held(id),
        Subject::Total if own.is_empty() => return false,
        Subject::Total => own.iter().map(|it| i128::from(it.balance.get())).sum(),
    };
    let (over, under) = match &rule.bound {
        Bound::Amount(minor) => (i128::from(minor.get()), 1),
        Bound::Balance { account, .. } => (held(*account) * 3, 2),
        Bound::Monthly { category, months, .. } => {
            let sum = naive_sum(book, position, rule.currency, category, months.get());
            (sum.abs() * 3, i128::from(months.get()))
        }
    };
    if rule.compared == Compared::AtMost { units * under > over } else { units * under < over }
}

fn run(book: &Book, rule: &Rule, position: u64) -> Watch {
    let mut watch = Watch::over(rule.clone());
    for event in book.events.iter().take(usize::try_from(position).unwrap()) {
        watch.apply(&book.past, event);
    }
    watch
}

#[test]
fn every_stretch_begins_and_ends_where_the_figures_say_so() {
    for book in [club(), small()] {
        let mut stretches = 0;
        for rule in rules(&book) {
            let mut expected: Vec<(u64, Option<u64>)> = Vec::new();
            for position in (1..=book.count()).filter(|at| commit_ends(&book, *at)) {
                let open = expected.last().is_some_and(|(_, until)| until.is_none());
                match (open, naive(&book, position, &rule)) {
                    (false, true) => expected.push((position, None)),
                    (true, false) => expected.last_mut().unwrap().1 = Some(position),
                    _ => {}
                }
            }
            let watch = run(&book, &rule, book.count());
            let found = |position| {
                let each = watch.stretches(at(position));
                each.map(|it| (it.from.get(), it.until.map(Sequence::get))).collect::<Vec<_>>()
            };
            assert_eq!(found(book.count()), expected, "{rule:?}");
            stretches += expected.len();
            // What is known of an earlier moment is what was known then.
            for position in (1..book.count()).filter(|at| commit_ends(&book, *at) && at % 97 < 3) {
                let then = run(&book, &rule, position);
                let then: Vec<_> =
                    then.all().iter().map(|it| (it.from.get(), it.until.map(Sequence::get))).collect();
                assert_eq!(found(position), then, "{rule:?} at {position}");
            }
        }
        assert!(stretches > 50, "{stretches}");
    }
}

#[test]
fn a_mean_month_follows_dates_reversals_and_what_entries_are_filed_under() {
    let book = club();
    let mut broken = BTreeSet::new();
    for rule in monthly(&book) {
        let Bound::Monthly { category, months, .. } = &rule.bound else { continue };
        let mut watch = Watch::over(rule.clone());
        for (position, event) in (1..).zip(&book.events) {
            watch.apply(&book.past, event);
            if commit_ends(&book, position) && position % 61 < 2 {
                let sum = naive_sum(&book, position, rule.currency, category, months.get());
                assert_eq!(watch.monthly_sum(at(position)), sum, "{category} at {position}");
                assert_eq!(watch.is_broken(), naive(&book, position, &rule), "{category} at {position}");
                broken.insert(watch.is_broken());
            }
        }
    }
    assert_eq!(broken.len(), 2, "the rules are broken at times and kept at others");
}

#[test]
fn what_a_rule_compares_with_is_a_multiple_of_what_its_events_add_up_to() {
    let book = club();
    let files = Files::of(&book.log, &book.past, at(book.count())).unwrap();
    let mut amounts = BTreeSet::new();
    for rule in rules(&book).into_iter().chain(monthly(&book)) {
        let watch = run(&book, &rule, book.count());
        let stated = daybook::ledger::Stated { sequence: at(2), id: book.events[1].id, rule: &rule };
        for position in (1..=book.count()).filter(|at| commit_ends(&book, *at) && at % 53 < 2) {
            let recorded = book.events[usize::try_from(position).unwrap() - 1].recorded_at;
            let moment = book.moment(position);
            let Some((scope, multiple)) = compared_with(&rule, recorded) else {
                assert!(matches!(rule.bound, Bound::Amount(_)));
                continue;
            };
            let sum = explain(&moment, Some(&files), &scope).units;
            let threshold = standing(&moment, &stated, &watch, 3).threshold;
            assert_eq!(multiple.of(sum), threshold, "{rule:?} at {position}");
            amounts.insert(threshold.units());
        }
        for stretch in watch.all() {
            let recorded = book.events[usize::try_from(stretch.from.get()).unwrap() - 1].recorded_at;
            let made_up = compared_with(&rule, recorded);
            let Some((scope, multiple)) = made_up.filter(|_| commit_ends(&book, stretch.from.get())) else {
                continue;
            };
            let sum = explain(&book.moment(stretch.from.get()), Some(&files), &scope).units;
            assert_eq!(multiple.of(sum), stretch.threshold, "{rule:?}: {stretch:?}");
        }
    }
    assert!(amounts.len() > 50, "{}", amounts.len());
}

#[test]
fn a_rule_stands_at_a_moment_with_the_figures_of_that_moment() {
    let book = club();
    let account = Rc::clone(&book.states.last().unwrap().accounts()[0]);
    let bound = Bound::Amount(Minor::new(1_000_000).unwrap());
    let rule = rule(Subject::Balance(account.id), account.currency, Compared::AtMost, bound);
    let watch = run(&book, &rule, book.count());
    let stated = daybook::ledger::Stated { sequence: at(2), id: book.events[1].id, rule: &rule };
    for position in (1..=book.count()).filter(|at| commit_ends(&book, *at)) {
        let found = standing(&book.moment(position), &stated, &watch, 3);
        let balance = account_at(&book, position, account.id).map_or(0, |it| it.balance.get());
        assert_eq!((found.units, found.threshold.units()), (i128::from(balance), 1_000_000));
        let broken = found.verdict == Verdict::Broken;
        assert_eq!(broken, naive(&book, position, &rule), "{position}");
        assert_eq!(found.stretches.len() as u64, found.count.min(3));
        assert_eq!(found.stretches.last().copied(), watch.stretches(at(position)).next_back());
    }
    assert!(rules_shown(&book.past, at(5), at(5)).is_empty(), "no rule was stated by then");
}

#[test]
fn the_sample_book_has_a_rule_that_was_broken_once_and_is_kept_again_and_moments_with_names() {
    let book = club();
    let moment = book.moment(book.count());
    let [stated] = book.past.rules(moment.position)[..] else { panic!("one rule is in force") };
    let mut watch = Watch::over(stated.rule.clone());
    for event in &book.events {
        watch.apply(&book.past, event);
    }
    let found = standing(&moment, &stated, &watch, 9);
    let [Stretch { from, until: Some(until), .. }] = found.stretches[..] else {
        panic!("broken once, and mended: {:?}", found.stretches)
    };
    assert!(stated.sequence < from && from < until && found.verdict == Verdict::Kept);
    let moments = moment.ledger.named_moments().as_slice();
    let names: Vec<_> = moments.iter().map(|moment| moment.name.as_str()).collect();
    assert_eq!(names, ["Year's end 2023", "Year's end 2024", "Year's end 2025", "Accounts of 2025 approved"]);
    for moment in moments {
        assert_eq!(book.log.fingerprint_at(moment.position).unwrap(), moment.fingerprint);
    }
}
