//! Counted days, compared with the balances of those days worked out anew.

use crate::book::{at, club, small};
use daybook::event_sourcing::Sequence;
use daybook::ledger::Event;

#[test]
fn a_count_holds_until_an_event_changes_the_balance_of_its_day_and_those_are_named() {
    let (mut held, mut changed) = (0, 0);
    for book in [club(), small()] {
        for position in (1..=book.count()).step_by(7).chain([book.count()]) {
            let moment = book.moment(position);
            for (number, account) in moment.ledger.accounts().iter().enumerate() {
                let Some(reconciled) = account.reconciled else { continue };
                let since = book.prepared.counted.since(number, &reconciled, at(position));
                let on = |position: Sequence| book.past.total_on(number, reconciled.date, position);
                assert_eq!(since.units, on(at(position)) - on(reconciled.sequence), "{position}");
                let late: Vec<_> = (reconciled.sequence.get() + 1..=position)
                    .filter(|event| {
                        let postings = book.past.postings(at(*event));
                        postings
                            .iter()
                            .any(|it| it.account as usize == number && it.day <= reconciled.date.days())
                    })
                    .map(at)
                    .collect();
                assert_eq!(since.events, late, "{position}");
                held += u64::from(since.holds());
                changed += u64::from(!since.holds());
            }
        }
    }
    assert!(held > 0 && changed > 0, "{held} hold, {changed} do not");
    let counts = |event: &&daybook::event_sourcing::Recorded<Event>| {
        matches!(event.data, Event::AccountReconciled { .. })
    };
    assert!(club().events.iter().filter(counts).count() > 100);
}
