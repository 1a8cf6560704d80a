//! Given a book, what if something had been otherwise, then this would have followed.

use super::given::*;
use super::scene::at;
use daybook::event_sourcing::What::{Instead, LeftOut, Made};
use daybook::ledger::{Command, Compared};

fn household() -> Given {
    given_book([
        opened("Cash", "EUR"),
        opened("Savings", "EUR"),
        deposited("Cash", "100 EUR"),
        deposited("Cash", "50 EUR"),
        withdrawn("Cash", "120 EUR"),
    ])
}

#[test]
fn without_changes_it_is_the_book() {
    let scene = household().what_if([]).refuses(&[]).leaves_after(6).holds("Cash", "30.00", "30.00");
    assert_eq!(scene.branch.own().len(), 0);
}

#[test]
fn an_entry_made_now_changes_nothing_before() {
    household()
        .what_if([Made(at(6), vec![deposit("Cash", "7")])])
        .leaves_after(6)
        .outcomes(&[Ok(())])
        .holds("Cash", "37.00", "30.00")
        .held_at(5, "Cash", "150.00", "150.00");
}

#[test]
fn an_entry_made_in_the_past_is_there_from_then_on() {
    household()
        .what_if([Made(at(4), vec![deposit("Savings", "7")])])
        .leaves_after(4)
        .held_at(3, "Savings", "0.00", "0.00")
        .held_at(4, "Savings", "7.00", "0.00")
        .holds("Savings", "7.00", "0.00")
        .refuses(&[]);
}

#[test]
fn without_an_entry_a_later_one_may_be_refused_and_is_named() {
    household()
        .what_if([LeftOut(at(4))])
        .leaves_after(3)
        .refuses(&[(6, "insufficient-funds")])
        .held_at(4, "Cash", "0.00", "100.00")
        .holds("Cash", "50.00", "30.00");
}

#[test]
fn an_entry_that_was_otherwise_keeps_its_place() {
    household()
        .what_if([Instead(at(4), deposit("Cash", "80"))])
        .refuses(&[])
        .held_at(4, "Cash", "80.00", "100.00")
        .holds("Cash", "10.00", "30.00");
}

#[test]
fn what_was_done_about_an_entry_finds_what_stands_in_its_place() {
    household()
        .and(deposited("Cash", "70 EUR"))
        .and(reversed(5))
        .and(categorized(4, labels("Wages", "", "")))
        .what_if([Instead(at(5), deposit("Cash", "500")), Instead(at(4), deposit("Cash", "300"))])
        .refuses(&[])
        .held_at(7, "Cash", "750.00", "100.00")
        .holds("Cash", "250.00", "50.00");
}

#[test]
fn a_change_that_the_rules_refuse_says_so() {
    household()
        .what_if([Made(at(4), vec![withdraw("Cash", "101")]), Made(at(6), vec![withdraw("Cash", "30")])])
        .outcomes(&[Err("insufficient-funds"), Ok(())])
        .holds("Cash", "0.00", "30.00");
}

#[test]
fn commands_made_together_are_taken_together_or_not_at_all() {
    household()
        .what_if([Made(at(6), vec![deposit("Cash", "7"), withdraw("Savings", "1")])])
        .outcomes(&[Err("insufficient-funds")])
        .holds("Cash", "30.00", "30.00");
}

#[test]
fn an_account_opened_in_between_moves_the_later_ones_along() {
    household()
        .and(opened("Till", "EUR"))
        .and(transferred("Cash", "Till", "30 EUR"))
        .what_if([Made(at(3), vec![open("Club", "EUR"), deposit("Club", "9")])])
        .refuses(&[])
        .holds("Till", "30.00", "30.00")
        .holds("Cash", "0.00", "0.00");
}

#[test]
fn what_is_thought_of_first_may_stand_last() {
    household()
        .what_if([LeftOut(at(6)), Made(at(3), vec![deposit("Cash", "1")]), LeftOut(at(4))])
        .leaves_after(3)
        .outcomes(&[Ok(()), Ok(()), Ok(())])
        .refuses(&[])
        .holds("Cash", "51.00", "30.00");
}

#[test]
fn a_reconciliation_is_compared_with_what_would_have_been() {
    household()
        .and(reconciled("Cash", "30 EUR"))
        .what_if([Made(at(6), vec![deposit("Cash", "1")])])
        .refuses(&[(7, "balance-differs")]);
}

/// The names of moments in the branch: after which event there, and what.
fn named(scene: &crate::scene::Scene) -> Vec<(u64, String)> {
    let moments = scene.branch.state().named_moments().as_slice().iter();
    moments.map(|moment| (moment.position.get(), moment.name.to_string())).collect()
}

#[test]
fn a_named_moment_stays_behind_the_event_it_was_named_after() {
    let scene = household()
        .and(moment_named(3, "Start"))
        .and(moment_named(5, "AGM"))
        .and(moment_named(6, "Audit"))
        .and(moment_unnamed(6))
        .what_if([
            Made(at(3), vec![deposit("Cash", "7")]),
            LeftOut(at(4)),
            Made(at(4), vec![deposit("Cash", "90")]),
        ])
        .refuses(&[]);
    // One that comes before the first difference is the book's own.
    assert_eq!(named(&scene), [(3, "Start".to_owned()), (6, "AGM".to_owned())]);
}

#[test]
fn a_moment_after_an_event_that_is_not_there_is_left_out_and_named_as_refused() {
    let scene = household()
        .and(moment_named(4, "AGM"))
        .and(moment_named(6, "Audit"))
        .and(moment_named(5, "Now"))
        .and(moment_unnamed(4))
        .what_if([LeftOut(at(4))])
        .refuses(&[
            (6, "insufficient-funds"),
            (7, "position-out-of-range"),
            (8, "position-out-of-range"),
            (10, "moment-not-named"),
        ]);
    let saying: Vec<_> = scene.branch.refused().iter().map(|it| it.why.to_string()).collect();
    assert!(saying[1].contains("no event 4 here") && saying[3].contains("after event 4"), "{saying:?}");
    assert_eq!(named(&scene), [(4, "Now".to_owned())]);
}

#[test]
fn a_moment_after_an_entry_that_was_otherwise_is_after_what_stands_in_its_place() {
    let scene = household().and(moment_named(4, "AGM")).what_if([Instead(at(4), deposit("Cash", "80"))]);
    assert_eq!(named(&scene), [(4, "AGM".to_owned())]);
    scene.refuses(&[]);
}

#[test]
fn what_is_done_about_something_of_the_branch_alone_names_no_event() {
    let first = || {
        let rule = state_rule("Cash", Compared::AtLeast, wanted_amount("5"));
        [Made(at(6), vec![deposit("Cash", "7")]), Made(at(6), vec![rule])]
    };
    let own: Vec<_> = household().what_if(first()).branch.own().iter().map(|event| event.id).collect();
    let (entry, rule, reason) = (own[0], own[1], None);
    let about = [
        Command::CategorizeEntry { entry, labels: labels("Gifts", "", "") },
        Command::ReverseEntry { entry, reason: reason.clone() },
        Command::WithdrawRule { rule, reason },
        reverse(6),
    ];
    let changes = first().into_iter().chain(about.map(|command| Made(at(6), vec![command])));
    let saying = household().what_if(changes).saying().join("\n").replace(['\u{2068}', '\u{2069}'], "");
    assert_eq!(
        saying.lines().skip(2).collect::<Vec<_>>(),
        [
            "Re-categorised “Deposited 7.00 EUR into “Cash”” — Gifts",
            "Reversed “Deposited 7.00 EUR into “Cash””",
            "Withdrew a rule: “Cash” must be at least 5.00 EUR",
            "Reversed event 6",
        ]
    );
}
