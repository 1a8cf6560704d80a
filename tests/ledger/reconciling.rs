//! Reconciliations: what a statement says of a day's end, held against the books.

use crate::given::*;
use daybook::event_sourcing::Sequence;

fn january() -> Given {
    given_book([
        opened("Bank", "EUR"),
        deposited("Bank", "100.00 EUR").on("2026-01-10"),
        withdrawn("Bank", "30.00 EUR").on("2026-01-20"),
        // Learned of late: it counts for a day before everything else.
        deposited("Bank", "5.00 EUR").on("2026-01-05"),
    ])
}

#[test]
fn a_statement_is_compared_by_value_date_at_the_days_end() {
    for (date, balance) in [
        ("2026-01-04", "0.00"),
        ("2026-01-05", "5.00"),
        ("2026-01-10", "105.00"),
        ("2026-01-19", "105"),
        ("2026-01-20", "75.00"),
        ("2199-12-31", "75.00"),
    ] {
        let expected = reconciled("Bank", &format!("{balance} EUR")).on(date);
        january().when(reconcile("Bank", balance).on(date)).then([expected]).balance("Bank", "75.00");
    }
}

#[test]
fn a_difference_is_refused_and_named() {
    january()
        .when(reconcile("Bank", "100").on("2026-01-10"))
        .refused("balance-differs")
        .naming("books", "105.00")
        .naming("stated", "100.00")
        .naming("difference", "-5.00")
        .naming("currency", "EUR")
        .naming("account", account("Bank"));
    january()
        .when(reconcile("Bank", "75.01").on("2026-01-31"))
        .refused("balance-differs")
        .naming("difference", "0.01");
}

#[test]
fn a_balance_may_be_zero_or_below() {
    given_book([opened("Bank", "EUR")]).when(reconcile("Bank", "-0")).then([reconciled("Bank", "0.00 EUR")]);
    let early = january().and(withdrawn("Bank", "6.00 EUR").on("2026-01-05"));
    early.when(reconcile("Bank", "-1").on("2026-01-05")).taken();
}

#[test]
fn a_stated_balance_has_the_currencys_decimals_and_is_within_range() {
    january().when(reconcile("Bank", "75.000")).refused("too-many-decimals");
    january().when(reconcile("Bank", "10000000000000")).refused("amount-out-of-range");
}

#[test]
fn the_account_remembers_its_last_reconciliation() {
    let given = january().when(reconcile("Bank", "75").on("2026-01-31")).taken();
    let remembered = given.ledger.accounts()[0].reconciled.unwrap();
    assert_eq!((remembered.date, remembered.sequence), (day("2026-01-31"), Sequence::new(6).unwrap()));
}

#[test]
fn a_day_before_others_can_hold_more_than_a_balance_may_and_is_still_added_up_exactly() {
    // In log order the balance never leaves the range; by value date ten thousand full deposits come first.
    let mut given = given_book([opened("Yen", "JPY")]);
    for _ in 0..10_000 {
        given = given
            .and(deposited("Yen", "999999999999999 JPY").on("2026-01-01"))
            .and(withdrawn("Yen", "999999999999999 JPY").on("2026-01-02"));
    }
    given
        .clone()
        .when(reconcile("Yen", "0").on("2026-01-01"))
        .refused("balance-differs")
        .naming("books", "9999999999999990000")
        .naming("difference", "-9999999999999990000");
    given.when(reconcile("Yen", "0").on("2026-01-02")).then([reconciled("Yen", "0 JPY").on("2026-01-02")]);
}
