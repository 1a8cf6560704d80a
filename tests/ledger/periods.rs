//! Closed periods: nothing dated inside is entered, reversed or re-categorised until the period is reopened.

use crate::given::*;
use daybook::ledger::{Command, Kind};

/// Closed, with an entry of the year inside and one after it.
fn settled() -> Given {
    given_book([
        opened("It", "EUR"),
        opened("Other", "EUR"),
        deposited("It", "100.00 EUR").on("2025-06-01"),
        deposited("It", "50.00 EUR").on("2026-02-01"),
        transferred("It", "Other", "10.00 EUR").on("2025-12-31"),
        period_closed("2025-01-01 2025-12-31"),
    ])
}

fn opening_with(balance: &str, date: &str) -> Command {
    opening("New", "EUR", Kind::Asset, None, Some(balance)).on(date)
}

#[test]
fn closing_a_period_is_an_event_and_reopening_it_another_with_its_reason() {
    given_book([])
        .when(close_period("2025-01-01 2025-12-31"))
        .then([period_closed("2025-01-01 2025-12-31")])
        .when(reopen_period("2025-01-01 2025-12-31").because("a late bill"))
        .then([period_reopened("2025-01-01 2025-12-31").because("a late bill")])
        .when(close_period("2025-01-01 2025-12-31"))
        .taken();
}

#[test]
fn nothing_is_entered_for_a_day_in_a_closed_period() {
    for day in ["2025-01-01", "2025-06-15", "2025-12-31"] {
        let commands = [
            deposit("It", "1").on(day),
            withdraw("It", "1").on(day),
            transfer("It", "Other", "1").on(day),
            opening_with("5.00", day),
            opening_with("-5.00", day),
        ];
        for command in commands {
            settled()
                .when(command)
                .refused("period-closed")
                .naming("from", "2025-01-01")
                .naming("to", "2025-12-31")
                .naming("date", day)
                .saying("reopen the period");
        }
    }
}

#[test]
fn the_days_around_a_closed_period_are_as_free_as_ever() {
    for day in ["2024-12-31", "2026-01-01"] {
        for command in [
            deposit("It", "1").on(day),
            withdraw("It", "1").on(day),
            transfer("It", "Other", "1").on(day),
            opening_with("5.00", day),
        ] {
            settled().when(command).taken();
        }
    }
}

#[test]
fn an_account_without_opening_balance_is_opened_on_any_day() {
    settled().when(open("New", "EUR").on("2025-06-15")).taken();
    settled().when(opening_with("0", "2025-06-15")).taken();
}

#[test]
fn an_entry_in_a_closed_period_is_neither_reversed_nor_filed_anew() {
    for entry in [4, 6] {
        settled().when(reverse(entry)).refused("period-closed").naming("to", "2025-12-31");
        settled().when(categorize(entry, labels("", "", "Food"))).refused("period-closed");
    }
    settled().when(categorize(4, labels("", "", ""))).refused("period-closed");
    settled().when(reverse(5)).taken().when(categorize(5, labels("Fees", "", ""))).taken();
}

#[test]
fn reconciling_changes_no_figure_and_stays_possible() {
    settled().when(reconcile("It", "90.00").on("2025-12-31")).taken();
}

#[test]
fn an_account_is_asked_before_the_day_and_the_day_before_the_amount() {
    let frozen = settled().and(frozen("It"));
    frozen.when(deposit("It", "0").on("2025-06-01")).refused("account-frozen");
    settled().when(deposit("It", "0").on("2025-06-01")).refused("period-closed");
    settled().when(deposit("It", "1 USD").on("2025-06-01")).refused("period-closed");
    let reversed = given_book([
        opened("It", "EUR"),
        deposited("It", "1.00 EUR").on("2025-06-01"),
        reversed(3),
        period_closed("2025-01-01 2025-12-31"),
    ]);
    reversed.when(reverse(3)).refused("period-closed");
}

#[test]
fn a_reopened_period_takes_entries_and_corrections_again() {
    let open = settled().and(period_reopened("2025-01-01 2025-12-31"));
    open.when(deposit("It", "1").on("2025-06-15"))
        .taken()
        .when(reverse(6))
        .taken()
        .when(categorize(4, labels("Fees", "", "")))
        .taken();
}

#[test]
fn no_two_closed_periods_share_a_day() {
    for days in [
        "2025-01-01 2025-12-31",
        "2025-03-01 2025-03-31",
        "2024-01-01 2025-01-01",
        "2025-12-31 2026-03-31",
        "1900-01-01 2199-12-31",
    ] {
        settled()
            .when(close_period(days))
            .refused("period-overlaps")
            .naming("from", "2025-01-01")
            .naming("to", "2025-12-31");
    }
}

#[test]
fn periods_that_only_touch_stay_two_and_are_reopened_one_by_one() {
    settled()
        .when(close_period("2026-01-01 2026-01-31"))
        .taken()
        .when(close_period("2024-12-31 2024-12-31"))
        .taken()
        .when(reopen_period("2025-01-01 2025-12-31"))
        .taken()
        .when(deposit("It", "1").on("2025-12-31"))
        .taken()
        .when(deposit("It", "1").on("2026-01-01"))
        .refused("period-closed")
        .naming("from", "2026-01-01")
        .still()
        .when(deposit("It", "1").on("2024-12-31"))
        .refused("period-closed")
        .naming("to", "2024-12-31");
}

#[test]
fn a_period_is_reopened_only_as_it_was_closed() {
    for days in ["2025-03-01 2025-03-31", "2025-01-01 2026-01-31", "2024-01-01 2024-12-31"] {
        settled().when(reopen_period(days)).refused("period-not-closed");
    }
    let again = settled().and(period_reopened("2025-01-01 2025-12-31"));
    again.when(reopen_period("2025-01-01 2025-12-31")).refused("period-not-closed");
}
