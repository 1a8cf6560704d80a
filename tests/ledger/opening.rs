//! Opening and renaming books and accounts.

use crate::given::*;
use daybook::ledger::Kind::{Asset, Liability};

fn filed_as_opening() -> daybook::ledger::Labels {
    labels("Opening balance", "", "")
}

#[test]
fn a_book_begins_with_its_name_and_its_currency() {
    given([]).when(open_book("Home", "EUR")).then([book_opened("Home", "EUR")]);
    given([]).when(open_book("Home", "EURO")).refused("unknown-currency").naming("currency", "EURO");
}

#[test]
fn without_a_book_nothing_else_happens() {
    let commands = [
        rename_book("Home"),
        open("Cash", "EUR"),
        open("Cash", "no currency"),
        rename("Cash", "Purse"),
        set_limit("Cash", "5"),
        deposit("Cash", "5"),
        withdraw("Cash", "5"),
        transfer("Cash", "Cash", "5"),
        categorize(1, labels("", "", "")),
        reverse(1),
        reconcile("Cash", "0"),
        freeze("Cash"),
        unfreeze("Cash"),
        close("Cash"),
        reopen("Cash"),
    ];
    for command in commands {
        given([]).when(command).refused("no-book");
    }
}

#[test]
fn a_book_is_opened_once() {
    given_book([]).when(open_book("Other", "USD")).refused("book-exists");
}

#[test]
fn a_book_can_be_renamed_to_another_name() {
    let event = daybook::ledger::Event::BookRenamed { name: name("Club") };
    let given = given_book([]).when(rename_book("Club")).then([event]);
    assert_eq!(given.ledger.book().unwrap().name.as_str(), "Club");
    given.when(rename_book("Club")).refused("nothing-changed");
}

#[test]
fn an_asset_may_not_be_overdrawn_unless_that_is_said() {
    given_book([])
        .when(open("Cash", "EUR"))
        .then([opened_as("Cash", "EUR", Asset, "0")])
        .balance("Cash", "0.00");
    given_book([])
        .when(opening("Bank", "JPY", Asset, Some("500"), None))
        .then([opened_as("Bank", "JPY", Asset, "500")]);
    given_book([]).when(opening("Bank", "EUR", Asset, Some("unlimited"), None)).then([opened_as(
        "Bank",
        "EUR",
        Asset,
        "unlimited",
    )]);
}

#[test]
fn a_liability_has_no_limit_unless_one_is_said() {
    given_book([]).when(opening("Loan", "EUR", Liability, None, None)).then([opened_as(
        "Loan",
        "EUR",
        Liability,
        "unlimited",
    )]);
    given_book([])
        .when(opening("Loan", "EUR", Liability, Some("1000"), None))
        .then([opened_as("Loan", "EUR", Liability, "1000")])
        .when(withdraw("Loan", "1000.01"))
        .refused("insufficient-funds");
}

#[test]
fn a_positive_opening_balance_is_a_deposit_in_the_same_commit() {
    given_book([])
        .when(opening("Cash", "BHD", Asset, None, Some("12.5")).on("2025-12-31"))
        .then([
            opened("Cash", "BHD"),
            deposited("Cash", "12.500 BHD").on("2025-12-31").filed(filed_as_opening()),
        ])
        .balance("Cash", "12.500")
        .balance_on("Cash", "2025-12-30", "0.000")
        .balance_on("Cash", "2025-12-31", "12.500");
}

#[test]
fn a_negative_opening_balance_is_a_withdrawal_in_the_same_commit() {
    given_book([])
        .when(opening("Loan", "EUR", Liability, None, Some("-250000")))
        .then([
            opened_as("Loan", "EUR", Liability, "unlimited"),
            withdrawn("Loan", "250000.00 EUR").filed(filed_as_opening()),
        ])
        .balance("Loan", "-250000.00");
}

#[test]
fn an_opening_balance_of_zero_is_no_entry() {
    for zero in ["0", "0.00", "-0"] {
        given_book([]).when(opening("Cash", "EUR", Asset, None, Some(zero))).then([opened("Cash", "EUR")]);
    }
}

#[test]
fn an_opening_balance_keeps_the_limit_to_the_last_cent() {
    let with = |balance| given_book([]).when(opening("Bank", "EUR", Asset, Some("500"), Some(balance)));
    with("-500").taken().balance("Bank", "-500.00");
    with("-500.01")
        .refused("insufficient-funds")
        .naming("missing", "0.01")
        .naming("available", "500.00")
        .naming("balance", "0.00")
        .naming("account_name", "Bank");
}

#[test]
fn an_opening_balance_has_the_currencys_decimals_and_is_within_range() {
    let with = |code, balance| given_book([]).when(opening("Bank", code, Asset, None, Some(balance)));
    with("JPY", "1.0").refused("too-many-decimals").naming("digits", 0);
    with("EUR", "0.001").refused("too-many-decimals");
    with("EUR", "10000000000000").refused("amount-out-of-range");
    with("JPY", "999999999999999").taken().balance("Bank", "999999999999999");
}

#[test]
fn a_limit_is_never_negative() {
    given_book([]).when(opening("Bank", "EUR", Asset, Some("-1"), None)).refused("amount-not-positive");
    given_book([opened("Bank", "EUR")]).when(set_limit("Bank", "-0.01")).refused("amount-not-positive");
}

#[test]
fn an_account_is_opened_once_even_after_it_was_closed() {
    given_book([opened("Cash", "EUR")]).when(open("Cash", "USD")).refused("account-exists");
    given_book([opened("Cash", "EUR"), closed("Cash")]).when(open("Cash", "EUR")).refused("account-exists");
}

#[test]
fn two_accounts_may_have_one_name() {
    given_book([opened("Cash", "EUR"), opened("Bank", "EUR")])
        .when(rename("Bank", "Cash"))
        .then([renamed("Bank", "Cash")]);
}

#[test]
fn a_currency_is_a_code_of_iso_4217_as_it_is_written_there() {
    for code in ["eur", "Eur", "EU", "EURO", "XYZ", "€", "", "E\u{0}R"] {
        given_book([]).when(open("Cash", code)).refused("unknown-currency");
    }
    let decimals = [
        ("JPY", 0),
        ("KRW", 0),
        ("ISK", 0),
        ("CLP", 0),
        ("UGX", 0),
        ("VND", 0),
        ("XAF", 0),
        ("XOF", 0),
        ("XPF", 0),
        ("PYG", 0),
        ("EUR", 2),
        ("USD", 2),
        ("GBP", 2),
        ("CHF", 2),
        ("HUF", 2),
        ("TWD", 2),
        ("MGA", 2),
        ("MRU", 2),
        ("IDR", 2),
        ("COP", 2),
        ("BHD", 3),
        ("IQD", 3),
        ("JOD", 3),
        ("KWD", 3),
        ("LYD", 3),
        ("OMR", 3),
        ("TND", 3),
        ("CLF", 4),
        ("UYW", 4),
    ];
    for (code, digits) in decimals {
        assert_eq!(currency(code).digits(), digits, "{code}");
    }
}
