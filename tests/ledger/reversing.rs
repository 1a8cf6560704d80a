//! Reversals: the correction of a mistake, once an entry.

use crate::given::*;

fn two() -> Given {
    given_book([
        opened("Cash", "EUR"),
        opened("Dollars", "USD"),
        deposited("Cash", "100.00 EUR").on("2026-01-10"),
    ])
}

#[test]
fn reversing_a_deposit_takes_the_money_out_again() {
    two()
        .when(reverse(4).because("entered twice"))
        .then([reversed(4).because("entered twice")])
        .balance("Cash", "0.00");
}

#[test]
fn reversing_a_withdrawal_brings_the_money_back() {
    two().and(withdrawn("Cash", "40.00 EUR")).when(reverse(5)).then([reversed(5)]).balance("Cash", "100.00");
}

#[test]
fn reversing_a_transfer_returns_on_both_sides_what_moved_there() {
    two()
        .and(exchanged("Cash", "Dollars", "10.00 EUR", "11.50 USD"))
        .when(reverse(5))
        .then([reversed(5)])
        .balance("Cash", "100.00")
        .balance("Dollars", "0.00");
}

#[test]
fn a_reversal_counts_on_the_day_of_the_entry_it_reverses() {
    two()
        .and(withdrawn("Cash", "40.00 EUR").on("2026-01-20"))
        .when(reverse(5))
        .taken()
        .balance_on("Cash", "2026-01-09", "0.00")
        .balance_on("Cash", "2026-01-10", "100.00")
        .balance_on("Cash", "2026-01-19", "100.00")
        .balance_on("Cash", "2026-01-20", "100.00")
        .when(reverse(4))
        .taken()
        .balance_on("Cash", "2026-01-10", "0.00");
}

#[test]
fn an_entry_is_reversed_once() {
    two()
        .and(reversed(4))
        .when(reverse(4))
        .refused("already-reversed")
        .naming("entry", event(4))
        .naming("by", 5);
}

#[test]
fn a_reversal_is_not_an_entry_and_cannot_be_reversed() {
    two().and(reversed(4)).when(reverse(5)).refused("not-an-entry").naming("entry", event(5));
}

#[test]
fn limits_hold_after_a_reversal() {
    two()
        .and(withdrawn("Cash", "0.01 EUR"))
        .when(reverse(4))
        .refused("insufficient-funds")
        .naming("available", "99.99")
        .naming("missing", "0.01");
    let spent = two()
        .and(exchanged("Cash", "Dollars", "10.00 EUR", "11.50 USD"))
        .and(withdrawn("Dollars", "11.50 USD"));
    spent
        .when(reverse(5))
        .refused("insufficient-funds")
        .naming("account_name", "Dollars")
        .naming("missing", "11.50");
}

#[test]
fn an_opening_balance_can_be_reversed_like_any_entry() {
    let opening = opening("Bank", "EUR", daybook::ledger::Kind::Asset, None, Some("5"));
    given_book([]).when(opening).taken().when(reverse(3)).then([reversed(3)]).balance("Bank", "0.00");
}

#[test]
fn reversing_counts_among_the_entries_of_every_account_it_touches() {
    let given = two().and(exchanged("Cash", "Dollars", "10.00 EUR", "11.50 USD")).and(reversed(5));
    let entries: Vec<_> = given.ledger.accounts().iter().map(|account| account.entries).collect();
    assert_eq!(entries, [3, 2]);
}
