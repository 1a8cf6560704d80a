//! Moments with names: a moment that there is gets one name, with the fingerprint that comes in with the command.

use crate::given::*;
use daybook::event_sourcing::Sequence;
use daybook::ledger::Command;

fn book() -> Given {
    given_book([opened("It", "EUR"), deposited("It", "1.00 EUR")])
}

#[test]
fn naming_a_moment_is_an_event_with_the_fingerprint_that_came_in() {
    book().when(name_moment(2, "AGM 2026")).then([moment_named(2, "AGM 2026")]);
    book().when(name_moment(3, "Now")).taken();
}

#[test]
fn another_name_takes_the_place_of_the_one_before_and_the_same_changes_nothing() {
    book()
        .when(name_moment(2, "AGM"))
        .taken()
        .when(name_moment(2, "AGM"))
        .refused("nothing-changed")
        .still()
        .when(name_moment(2, "AGM 2026"))
        .then([moment_named(2, "AGM 2026")])
        .when(unname_moment(2))
        .then([moment_unnamed(2)])
        .when(unname_moment(2))
        .refused("moment-not-named")
        .naming("position", 2);
}

#[test]
fn two_moments_may_have_the_same_name() {
    book().when(name_moment(2, "Audit")).taken().when(name_moment(3, "Audit")).taken();
}

#[test]
fn a_moment_without_a_fingerprint_is_none() {
    let position = Sequence::new(9).unwrap();
    let command = Command::NameMoment { position, name: name("AGM"), fingerprint: None };
    book().when(command).refused("position-out-of-range").naming("position", 9).saying("no event 9");
}
