//! The order of the checks: book, existence, status, currency, amount, then the rule. Each case breaks everything
//! that comes later in the order as well.

use crate::given::*;
use daybook::ledger::Kind::Asset;

fn shut() -> Given {
    given_book([opened("It", "EUR"), opened("Other", "EUR"), opened("Dollars", "USD"), frozen("It")])
}

#[test]
fn no_book_comes_before_everything() {
    given([]).when(deposit("Nowhere", "-1.001 XYZ")).refused("no-book");
}

#[test]
fn existence_comes_before_status() {
    shut()
        .when(transfer("It", "Nowhere", "0 USD"))
        .refused("unknown-account")
        .naming("account", account("Nowhere"));
    shut().when(transfer("Nowhere", "It", "0 USD")).refused("unknown-account");
}

#[test]
fn status_comes_before_currency() {
    shut().when(deposit("It", "0.001 XYZ")).refused("account-frozen");
    shut().when(withdraw("It", "0.001 USD")).refused("account-frozen");
    shut().when(transfer("Other", "It", "0.001 XYZ")).refused("account-frozen");
    shut().when(exchange("It", "It", "0 USD", "0")).refused("account-frozen");
}

#[test]
fn currency_comes_before_amount() {
    shut().when(deposit("Other", "-1.001 USD")).refused("currency-mismatch");
    shut().when(deposit("Other", "-1.001 XYZ")).refused("unknown-currency");
    shut().when(exchange("Other", "Dollars", "-1", "1 EUR")).refused("currency-mismatch");
    shut().when(transfer("Other", "Dollars", "0")).refused("currency-mismatch");
    given_book([]).when(opening("New", "XYZ", Asset, Some("-1"), Some("-1.001"))).refused("unknown-currency");
}

#[test]
fn amount_comes_before_the_rule() {
    shut().when(transfer("Other", "Other", "0")).refused("amount-not-positive");
    shut().when(withdraw("Other", "10000000000000")).refused("amount-out-of-range");
    shut().when(withdraw("Other", "999.999")).refused("too-many-decimals");
    shut().when(exchange("Other", "Dollars", "999", "0")).refused("amount-not-positive");
    shut().when(reconcile("Other", "1.001")).refused("too-many-decimals");
    shut().when(set_limit("Other", "0.000")).refused("too-many-decimals");
    given_book([]).when(opening("New", "EUR", Asset, None, Some("-1.001"))).refused("too-many-decimals");
    given_book([])
        .when(opening("New", "EUR", Asset, Some("-1"), Some("-1.00")))
        .refused("amount-not-positive");
}

#[test]
fn too_many_decimals_come_before_a_wrong_sign_or_size() {
    shut().when(deposit("Other", "-1.001")).refused("too-many-decimals");
    shut().when(deposit("Other", "999999999999999.001")).refused("too-many-decimals");
}

#[test]
fn the_same_account_comes_before_the_limit() {
    shut().when(transfer("Other", "Other", "1")).refused("same-account");
}

#[test]
fn an_account_that_exists_comes_before_its_currency() {
    shut().when(opening("It", "XYZ", Asset, None, Some("0.001"))).refused("account-exists");
}

#[test]
fn for_a_reversal_status_comes_before_once_an_entry_and_that_before_the_limit() {
    let entry = given_book([opened("It", "EUR"), deposited("It", "5.00 EUR"), reversed(3)]);
    entry.clone().and(frozen("It")).when(reverse(3)).refused("account-frozen");
    entry.when(reverse(3)).refused("already-reversed");
}

#[test]
fn closed_comes_before_an_unchanged_name_or_limit() {
    let given = given_book([opened("It", "EUR"), closed("It")]);
    given.clone().when(rename("It", "It")).refused("account-closed");
    given.when(set_limit("It", "0.001")).refused("account-closed");
}

#[test]
fn a_refused_command_leaves_the_book_as_it_was() {
    let before = shut();
    let (ledger, count) = (before.ledger.clone(), before.past.count());
    let after = before.when(deposit("It", "5")).refused("account-frozen").still();
    assert_eq!((after.ledger, after.past.count()), (ledger, count));
}
