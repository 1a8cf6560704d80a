//! How far an account may be overdrawn.

use crate::given::*;
use daybook::ledger::Kind::{Asset, Liability};

fn bank(limit: &str) -> Given {
    given_book([
        opened_as("Bank", "EUR", Asset, limit),
        deposited("Bank", "10.00 EUR"),
        opened("Cash", "EUR"),
    ])
}

#[test]
fn an_account_can_be_emptied_to_the_cent_and_no_further() {
    bank("0").when(withdraw("Bank", "10")).taken().balance("Bank", "0.00");
    bank("0")
        .when(withdraw("Bank", "10.01"))
        .refused("insufficient-funds")
        .naming("account", account("Bank"))
        .naming("account_name", "Bank")
        .naming("balance", "10.00")
        .naming("available", "10.00")
        .naming("missing", "0.01")
        .naming("currency", "EUR")
        .saying("0.01 EUR is missing");
}

#[test]
fn an_overdraft_reaches_the_limit_to_the_cent_and_no_further() {
    bank("500").when(withdraw("Bank", "510")).taken().balance("Bank", "-500.00");
    bank("500").when(withdraw("Bank", "510.01")).refused("insufficient-funds").naming("available", "510.00");
    bank("500").when(transfer("Bank", "Cash", "510")).taken().balance("Bank", "-500.00");
    bank("500")
        .when(transfer("Bank", "Cash", "510.01"))
        .refused("insufficient-funds")
        .naming("missing", "0.01");
}

#[test]
fn an_unlimited_account_goes_as_far_as_amounts_go() {
    bank("unlimited").when(withdraw("Bank", "9999999999999.99")).taken().balance("Bank", "-9999999999989.99");
    given_book([opened_as("Loan", "EUR", Liability, "unlimited"), opened("Cash", "EUR")])
        .when(transfer("Loan", "Cash", "250000"))
        .taken()
        .balance("Loan", "-250000.00");
}

#[test]
fn a_limit_follows_the_log_and_not_the_value_date() {
    bank("0")
        .when(withdraw("Bank", "10").on("1999-01-01"))
        .taken()
        .balance_on("Bank", "1999-01-01", "-10.00")
        .when(deposit("Bank", "1").on("2199-12-31"))
        .taken()
        .when(withdraw("Bank", "1").on("1999-01-02"))
        .taken()
        .balance("Bank", "0.00");
}

#[test]
fn a_limit_is_set_and_says_its_currencys_decimals() {
    bank("0").when(set_limit("Bank", "500")).then([limit_set("Bank", "500.00", "EUR")]);
    bank("0").when(set_limit("Bank", "unlimited")).then([limit_set("Bank", "unlimited", "EUR")]);
    bank("500").when(set_limit("Bank", "0")).then([limit_set("Bank", "0.00", "EUR")]);
    bank("0").when(set_limit("Bank", "1.001")).refused("too-many-decimals");
    bank("0").when(set_limit("Bank", "10000000000000")).refused("amount-out-of-range");
}

#[test]
fn a_limit_that_is_the_same_changes_nothing_however_it_is_spelled() {
    bank("500").when(set_limit("Bank", "500.0")).refused("nothing-changed");
    bank("unlimited").when(set_limit("Bank", "unlimited")).refused("nothing-changed");
    bank("0").when(set_limit("Bank", "-0.00")).refused("nothing-changed");
}

#[test]
fn a_limit_covers_todays_overdraft_to_the_cent() {
    let overdrawn = || bank("500").and(withdrawn("Bank", "210.00 EUR")).balance("Bank", "-200.00");
    overdrawn().when(set_limit("Bank", "200")).then([limit_set("Bank", "200.00", "EUR")]);
    overdrawn()
        .when(set_limit("Bank", "199.99"))
        .refused("limit-below-balance")
        .naming("balance", "-200.00")
        .naming("currency", "EUR");
}

#[test]
fn money_that_comes_in_is_never_refused_for_the_limit() {
    bank("500")
        .and(withdrawn("Bank", "510.00 EUR"))
        .when(deposit("Bank", "0.01"))
        .taken()
        .balance("Bank", "-499.99");
}

#[test]
fn an_account_is_renamed_to_another_name() {
    bank("0")
        .when(rename("Bank", "Giro"))
        .then([renamed("Bank", "Giro")])
        .when(rename("Bank", "Giro"))
        .refused("nothing-changed");
    // Kept to the byte: another composition of the same letter is another name.
    bank("0")
        .and(renamed("Bank", "\u{e9}"))
        .when(rename("Bank", "e\u{301}"))
        .then([renamed("Bank", "e\u{301}")]);
}
