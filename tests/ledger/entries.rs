//! Deposits, withdrawals, and what they are filed under.

use crate::given::*;
use daybook::ledger::{Event, Labels, Origin};

fn cash() -> Given {
    given_book([opened("Cash", "EUR"), deposited("Cash", "100.00 EUR")])
}

#[test]
fn a_deposit_adds_and_a_withdrawal_takes_away() {
    cash()
        .when(deposit("Cash", "5"))
        .then([deposited("Cash", "5.00 EUR")])
        .balance("Cash", "105.00")
        .when(withdraw("Cash", "105.0 EUR"))
        .then([withdrawn("Cash", "105.00 EUR")])
        .balance("Cash", "0.00");
}

#[test]
fn an_entry_keeps_its_day_its_labels_and_its_origin() {
    let filed = labels("Food \u{202e}", "Shop\n<script>", "🧾\u{0}");
    cash().when(deposit("Cash", "5").on("2199-12-31").filed(filed.clone())).then([deposited(
        "Cash", "5.00 EUR",
    )
    .on("2199-12-31")
    .filed(filed)]);
    let origin = Origin {
        file: labels("march.csv", "", "").category.unwrap(),
        sha256: [7; 32],
        row: 3,
        bank_id: None,
    };
    let (mut command, mut expected) = (deposit("Cash", "5"), deposited("Cash", "5.00 EUR"));
    if let daybook::ledger::Command::DepositMoney(wanted) = &mut command {
        wanted.origin = Some(Box::new(origin.clone()));
    }
    if let Event::MoneyDeposited(entry) = &mut expected {
        entry.origin = Some(Box::new(origin));
    }
    cash().when(command).then([expected]);
}

#[test]
fn money_in_another_currency_than_the_accounts_is_refused() {
    for command in [deposit("Cash", "5 USD"), withdraw("Cash", "5 USD")] {
        cash().when(command).refused("currency-mismatch").naming("expected", "EUR").naming("found", "USD");
    }
    cash().when(deposit("Cash", "5 XYZ")).refused("unknown-currency");
}

#[test]
fn an_account_that_was_never_opened_is_unknown() {
    let id = account("Safe");
    for command in [
        deposit("Safe", "5"),
        withdraw("Safe", "5"),
        transfer("Safe", "Cash", "5"),
        transfer("Cash", "Safe", "5"),
        rename("Safe", "Box"),
        set_limit("Safe", "5"),
        reconcile("Safe", "0"),
        freeze("Safe"),
        unfreeze("Safe"),
        close("Safe"),
        reopen("Safe"),
    ] {
        cash().when(command).refused("unknown-account").naming("account", id);
    }
}

#[test]
fn an_entry_that_was_never_made_is_unknown() {
    cash().when(reverse(99)).refused("unknown-entry").naming("entry", event(99));
    cash().when(categorize(99, labels("Food", "", ""))).refused("unknown-entry");
}

#[test]
fn categorizing_replaces_category_counterparty_and_note_together() {
    let first = labels("Food", "Shop", "milk");
    let given = cash().and(deposited("Cash", "5.00 EUR").filed(first.clone()));
    given
        .when(categorize(4, labels("Household", "", "")))
        .then([categorized(4, labels("Household", "", ""))])
        .when(categorize(4, labels("Household", "", "")))
        .refused("nothing-changed")
        .still()
        .when(categorize(4, first.clone()))
        .then([categorized(4, first.clone())])
        .when(categorize(4, Labels::default()))
        .then([categorized(4, Labels::default())])
        .balance("Cash", "105.00");
    // As the entry itself says: nothing would change either.
    cash()
        .and(deposited("Cash", "5.00 EUR").filed(first.clone()))
        .when(categorize(4, first))
        .refused("nothing-changed");
}

#[test]
fn each_of_the_three_labels_counts_in_its_own_place() {
    let entry = || cash().and(withdrawn("Cash", "5.00 EUR").filed(labels("a", "b", "")));
    for other in [labels("b", "a", ""), labels("a", "", "b"), labels("ab", "", ""), labels("a", "b", "b")] {
        entry().when(categorize(4, other.clone())).then([categorized(4, other)]);
    }
}

#[test]
fn a_transfer_can_be_categorized_and_its_note_is_one_of_the_three() {
    let given = given_book([opened("Cash", "EUR"), opened("Bank", "EUR"), deposited("Cash", "9 EUR")])
        .and(transferred("Cash", "Bank", "5.00 EUR").filed(labels("", "", "rent")));
    given.clone().when(categorize(5, labels("", "", "rent"))).refused("nothing-changed");
    given.when(categorize(5, labels("Rent", "", "rent"))).then([categorized(5, labels("Rent", "", "rent"))]);
}

#[test]
fn only_deposits_withdrawals_and_transfers_can_be_categorized() {
    let given = cash()
        .and(reversed(3))
        .and(categorized(3, labels("Food", "", "")))
        .and(reconciled("Cash", "0.00 EUR"))
        .and(frozen("Cash"))
        .and(unfrozen("Cash"))
        .and(closed("Cash"))
        .and(reopened("Cash"))
        .and(renamed("Cash", "Purse"))
        .and(limit_set("Cash", "5", "EUR"))
        .and(Event::BookRenamed { name: name("Club") });
    for other in (1..=13).filter(|event| *event != 3) {
        let label = labels("Other", "", "");
        given.clone().when(categorize(other, label)).refused("not-an-entry").naming("entry", event(other));
        given.clone().when(reverse(other)).refused("not-an-entry");
    }
}

#[test]
fn a_reversed_entry_can_still_be_categorized() {
    let label = labels("Mistake", "", "");
    cash().and(reversed(3)).when(categorize(3, label.clone())).then([categorized(3, label)]);
}
