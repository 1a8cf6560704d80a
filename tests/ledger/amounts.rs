//! Amounts: their decimals, their sign, and how large they may be.

use crate::given::*;
use daybook::ledger::Kind::Asset;

const MOST: &str = "9999999999999.99";

fn two() -> Given {
    given_book([opened_as("Cash", "EUR", Asset, "unlimited"), opened_as("Bank", "EUR", Asset, "unlimited")])
}

#[test]
fn an_amount_is_more_than_zero() {
    for amount in ["0", "0.00", "-0", "-0.01", "-5", "-9999999999999.99"] {
        two().when(deposit("Cash", amount)).refused("amount-not-positive");
        two().when(withdraw("Cash", amount)).refused("amount-not-positive");
        two().when(transfer("Cash", "Bank", amount)).refused("amount-not-positive");
    }
    two().when(deposit("Cash", "0.01")).then([deposited("Cash", "0.01 EUR")]);
}

#[test]
fn fewer_decimals_than_the_currencys_are_padded_and_more_are_refused() {
    for (code, padded, written, wrong, digits) in [
        ("EUR", "5.5", "5.50", "5.500", 2),
        ("JPY", "5", "5", "5.0", 0),
        ("BHD", "5.5", "5.500", "5.5000", 3),
    ] {
        let book = || given_book([opened("Till", code)]);
        book().when(deposit("Till", padded)).taken().balance("Till", written);
        book()
            .when(deposit("Till", wrong))
            .refused("too-many-decimals")
            .naming("currency", code)
            .naming("digits", digits);
    }
}

#[test]
fn an_amount_and_a_balance_reach_the_border_and_not_beyond() {
    two()
        .when(deposit("Cash", MOST))
        .taken()
        .balance("Cash", MOST)
        .when(deposit("Cash", "0.01"))
        .refused("amount-out-of-range")
        .naming("currency", "EUR");
    two()
        .when(withdraw("Cash", MOST))
        .taken()
        .balance("Cash", "-9999999999999.99")
        .when(withdraw("Cash", "0.01"))
        .refused("amount-out-of-range");
    two().when(deposit("Cash", "10000000000000")).refused("amount-out-of-range");
    two().when(deposit("Cash", "999999999999999")).refused("amount-out-of-range");
}

#[test]
fn either_side_of_a_transfer_stays_within_range() {
    two()
        .and(deposited("Bank", "9999999999999.99 EUR"))
        .when(transfer("Cash", "Bank", "0.01"))
        .refused("amount-out-of-range");
    two()
        .and(withdrawn("Cash", "9999999999999.99 EUR"))
        .when(transfer("Cash", "Bank", "0.01"))
        .refused("amount-out-of-range");
    two()
        .when(transfer("Cash", "Bank", MOST))
        .taken()
        .balance("Cash", "-9999999999999.99")
        .balance("Bank", MOST)
        .when(transfer("Bank", "Cash", MOST))
        .taken()
        .balance("Cash", "0.00");
}

#[test]
fn a_reversal_stays_within_range() {
    let full = two()
        .and(withdrawn("Cash", "1 EUR"))
        .and(deposited("Cash", "1 EUR"))
        .and(deposited("Cash", "9999999999999.99 EUR"));
    full.when(reverse(4)).refused("amount-out-of-range");
}

#[test]
fn a_total_may_exceed_what_one_balance_may_be() {
    let given =
        two().and(deposited("Cash", "9999999999999.99 EUR")).and(deposited("Bank", "9999999999999.99 EUR"));
    assert_eq!(given.ledger.totals(), [(currency("EUR"), 1_999_999_999_999_998)]);
}

#[test]
fn no_amount_is_beyond_range_in_a_currency_without_decimals_that_can_be_spelled() {
    given_book([opened("Yen", "JPY")])
        .when(deposit("Yen", "999999999999999"))
        .then([deposited("Yen", "999999999999999 JPY")]);
}
