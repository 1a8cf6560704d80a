//! Money between two accounts, in one currency or two.

use crate::given::*;

fn three() -> Given {
    given_book([
        opened("Cash", "EUR"),
        opened("Bank", "EUR"),
        opened("Dollars", "USD"),
        deposited("Cash", "100.00 EUR"),
        deposited("Dollars", "50.00 USD"),
    ])
}

#[test]
fn a_transfer_leaves_one_account_and_arrives_at_the_other() {
    three()
        .when(transfer("Cash", "Bank", "30"))
        .then([transferred("Cash", "Bank", "30.00 EUR")])
        .balance("Cash", "70.00")
        .balance("Bank", "30.00");
}

#[test]
fn a_transfer_keeps_its_day_and_its_note() {
    let rent = labels("", "", "rent");
    three().when(transfer("Cash", "Bank", "30").on("2020-02-29").filed(rent.clone())).then([transferred(
        "Cash",
        "Bank",
        "30.00 EUR",
    )
    .on("2020-02-29")
    .filed(rent)]);
}

#[test]
fn between_two_currencies_it_is_said_how_much_arrives() {
    three()
        .when(exchange("Cash", "Dollars", "10", "11.5"))
        .then([exchanged("Cash", "Dollars", "10.00 EUR", "11.50 USD")])
        .balance("Cash", "90.00")
        .balance("Dollars", "61.50");
    three().when(exchange("Cash", "Dollars", "10 EUR", "11.50 USD")).taken();
    three()
        .when(transfer("Cash", "Dollars", "10"))
        .refused("currency-mismatch")
        .saying("say how much USD arrives");
}

#[test]
fn within_one_currency_the_received_amount_is_left_out() {
    three().when(exchange("Cash", "Bank", "10", "10")).refused("currency-mismatch").saying("leave out");
    three().when(exchange("Cash", "Bank", "10", "10 EUR")).refused("currency-mismatch");
}

#[test]
fn each_side_is_in_its_own_accounts_currency() {
    three().when(transfer("Cash", "Bank", "10 USD")).refused("currency-mismatch").naming("expected", "EUR");
    three()
        .when(exchange("Cash", "Dollars", "10 EUR", "11 EUR"))
        .refused("currency-mismatch")
        .naming("expected", "USD")
        .naming("found", "EUR");
    three().when(exchange("Cash", "Dollars", "10 EUR", "11 ???")).refused("unknown-currency");
    three().when(transfer("Cash", "Bank", "10 ???")).refused("unknown-currency");
}

#[test]
fn both_amounts_are_positive_and_have_their_own_decimals() {
    three().when(exchange("Cash", "Dollars", "10", "0")).refused("amount-not-positive");
    three().when(exchange("Cash", "Dollars", "10", "-1")).refused("amount-not-positive");
    three().when(exchange("Cash", "Dollars", "0", "10")).refused("amount-not-positive");
    three()
        .when(exchange("Cash", "Dollars", "10", "1.001"))
        .refused("too-many-decimals")
        .naming("currency", "USD");
    three()
        .when(exchange("Cash", "Dollars", "1.001", "1"))
        .refused("too-many-decimals")
        .naming("currency", "EUR");
}

#[test]
fn an_account_does_not_transfer_to_itself() {
    three().when(transfer("Cash", "Cash", "10")).refused("same-account").naming("account", account("Cash"));
}

#[test]
fn what_leaves_must_be_there() {
    three()
        .when(transfer("Cash", "Bank", "100.01"))
        .refused("insufficient-funds")
        .naming("account_name", "Cash")
        .naming("missing", "0.01");
    three()
        .when(exchange("Dollars", "Cash", "50.01", "1"))
        .refused("insufficient-funds")
        .naming("currency", "USD");
}
