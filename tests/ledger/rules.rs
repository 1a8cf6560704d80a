//! Rules over all of history: which can be stated and withdrawn. None refuses anything itself.

use crate::given::*;
use daybook::ledger::{Compared, MOST_RULES};

fn book() -> Given {
    given_book([opened("Cash", "EUR"), opened("Savings", "EUR"), opened("Yen", "JPY")])
}

#[test]
fn a_rule_is_recorded_in_the_currency_it_is_about() {
    book().when(state_rule("Cash", Compared::AtMost, wanted_amount("500"))).then([rule_stated(
        "Cash",
        Compared::AtMost,
        cents(50_000),
    )]);
    book().when(state_rule("", Compared::AtLeast, wanted_amount("-1.5"))).then([rule_stated(
        "",
        Compared::AtLeast,
        cents(-150),
    )]);
    book().when(state_rule("Savings", Compared::AtLeast, wanted_balance("3.0", "Cash"))).then([rule_stated(
        "Savings",
        Compared::AtLeast,
        times_balance("3", "Cash"),
    )]);
}

#[test]
fn a_rule_names_accounts_of_one_currency_that_are_there_and_not_closed() {
    let at_most = |of, bound| state_rule(of, Compared::AtMost, bound);
    book().when(at_most("Nobody", wanted_amount("5"))).refused("unknown-account");
    book().when(at_most("Cash", wanted_balance("2", "Nobody"))).refused("unknown-account");
    book().when(at_most("Cash", wanted_balance("2", "Yen"))).refused("currency-mismatch");
    book().when(at_most("Cash", wanted_balance("2", "Cash"))).refused("same-account");
    book().when(at_most("Yen", wanted_amount("0.5"))).refused("too-many-decimals");
    book().and(closed("Cash")).when(at_most("Cash", wanted_amount("5"))).refused("account-closed");
    let shut = book().and(closed("Cash"));
    shut.when(at_most("Savings", wanted_balance("2", "Cash"))).refused("account-closed");
}

#[test]
fn the_same_rule_is_stated_once_and_again_after_it_was_withdrawn() {
    let rule = || state_rule("Cash", Compared::AtMost, wanted_amount("500.00"));
    let stated = book().and(rule_stated("Cash", Compared::AtMost, cents(50_000)));
    stated.clone().when(rule()).refused("nothing-changed");
    stated.clone().when(state_rule("Cash", Compared::AtLeast, wanted_amount("500"))).taken();
    stated.clone().when(withdraw_rule(5)).then([rule_withdrawn(5)]);
    stated.and(rule_withdrawn(5)).when(rule()).taken();
}

#[test]
fn only_a_rule_in_force_is_withdrawn() {
    book().when(withdraw_rule(2)).refused("unknown-rule");
    book().when(withdraw_rule(99)).refused("unknown-rule");
    let withdrawn = book().and(rule_stated("", Compared::AtMost, cents(1))).and(rule_withdrawn(5));
    withdrawn.when(withdraw_rule(5)).refused("already-withdrawn").naming("by", "6");
}

#[test]
fn a_rule_that_is_broken_refuses_nothing() {
    let ruled = book().and(rule_stated("Cash", Compared::AtMost, cents(0)));
    ruled.when(deposit("Cash", "5")).taken();
}

#[test]
fn a_book_keeps_so_many_rules_at_a_time() {
    let full = (0..i64::try_from(MOST_RULES).unwrap())
        .fold(book(), |book, n| book.and(rule_stated("Cash", Compared::AtMost, cents(n))));
    let one_more = || state_rule("Cash", Compared::AtLeast, wanted_amount("0"));
    full.clone().when(one_more()).refused("too-many-rules");
    full.and(rule_withdrawn(5)).when(one_more()).taken();
}
