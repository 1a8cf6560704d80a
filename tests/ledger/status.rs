//! Which command when: every command against an open, a frozen and a closed account.

use crate::given::*;
use daybook::ledger::Command;

/// An account with an entry that was made and undone again, so that it can be closed, beside an open one.
fn open_account() -> Given {
    given_book([
        opened("It", "EUR"),
        opened("Other", "EUR"),
        deposited("Other", "100.00 EUR"),
        deposited("It", "5.00 EUR"),
        withdrawn("It", "5.00 EUR"),
    ])
}

/// What becomes of a command while the account is open, frozen, closed.
fn table(make: impl Fn() -> Command, open: Option<&str>, frozen_one: Option<&str>, closed_one: Option<&str>) {
    let statuses = [
        ("open", open, open_account()),
        ("frozen", frozen_one, open_account().and(frozen("It"))),
        ("closed", closed_one, open_account().and(closed("It"))),
    ];
    for (status, expected, given) in statuses {
        let when = given.when(make());
        assert_eq!(when.code(), expected, "{:?} while {status}", make());
    }
}

#[test]
fn money_moves_only_while_every_account_concerned_is_open() {
    let (frozen, closed) = (Some("account-frozen"), Some("account-closed"));
    table(|| deposit("It", "1"), None, frozen, closed);
    table(|| withdraw("It", "1"), Some("insufficient-funds"), frozen, closed);
    table(|| transfer("It", "Other", "1"), Some("insufficient-funds"), frozen, closed);
    table(|| transfer("Other", "It", "1"), None, frozen, closed);
}

#[test]
fn an_entry_is_reversed_only_while_all_its_accounts_are_open() {
    table(|| reverse(6), None, Some("account-frozen"), Some("account-closed"));
    for shut in [frozen("Other"), closed("Other")] {
        let expected = if shut == frozen("Other") { "account-frozen" } else { "account-closed" };
        let moved = open_account().and(transferred("Other", "It", "100.00 EUR")).and(shut);
        moved.when(reverse(7)).refused(expected).naming("account_name", "Other");
    }
}

#[test]
fn an_entry_is_categorized_whatever_its_account() {
    table(|| categorize(5, labels("Food", "", "")), None, None, None);
    table(
        || categorize(5, labels("", "", "")),
        Some("nothing-changed"),
        Some("nothing-changed"),
        Some("nothing-changed"),
    );
}

#[test]
fn name_and_limit_change_until_the_account_is_closed() {
    table(|| rename("It", "New"), None, None, Some("account-closed"));
    table(|| set_limit("It", "5"), None, None, Some("account-closed"));
    table(|| rename("It", "It"), Some("nothing-changed"), Some("nothing-changed"), Some("account-closed"));
    table(|| set_limit("It", "0"), Some("nothing-changed"), Some("nothing-changed"), Some("account-closed"));
}

#[test]
fn an_account_is_reconciled_whatever_its_status() {
    table(|| reconcile("It", "0"), None, None, None);
    let differs = Some("balance-differs");
    table(|| reconcile("It", "1"), differs, differs, differs);
}

#[test]
fn freezing_and_closing_follow_the_table() {
    table(|| freeze("It"), None, Some("already-frozen"), Some("account-closed"));
    table(|| unfreeze("It"), Some("not-frozen"), None, Some("account-closed"));
    table(|| close("It"), None, Some("account-frozen"), Some("account-closed"));
    table(|| reopen("It"), Some("not-closed"), Some("not-closed"), None);
}

#[test]
fn each_of_them_records_itself_with_its_reason() {
    open_account()
        .when(freeze("It").because("lost card"))
        .then([frozen("It").because("lost card")])
        .when(unfreeze("It").because("found"))
        .then([unfrozen("It").because("found")])
        .when(deposit("It", "1"))
        .taken()
        .when(withdraw("It", "1"))
        .taken()
        .when(close("It").because("moved"))
        .then([closed("It").because("moved")])
        .when(reopen("It").because("moved back"))
        .then([reopened("It").because("moved back")])
        .when(deposit("It", "1"))
        .taken();
}

#[test]
fn a_refusal_for_its_status_names_the_account() {
    for (given, command, code) in [
        (open_account().and(frozen("It")), deposit("It", "1"), "account-frozen"),
        (open_account().and(closed("It")), deposit("It", "1"), "account-closed"),
        (open_account().and(frozen("It")), freeze("It"), "already-frozen"),
        (open_account(), unfreeze("It"), "not-frozen"),
        (open_account(), reopen("It"), "not-closed"),
    ] {
        given
            .when(command)
            .refused(code)
            .naming("account", account("It"))
            .naming("account_name", "It")
            .saying("“It”");
    }
}

#[test]
fn an_account_is_closed_only_at_zero() {
    open_account()
        .when(close("Other"))
        .refused("balance-not-zero")
        .naming("balance", "100.00")
        .naming("currency", "EUR")
        .naming("account_name", "Other");
    open_account()
        .and(limit_set("It", "5", "EUR"))
        .and(withdrawn("It", "0.01 EUR"))
        .when(close("It"))
        .refused("balance-not-zero")
        .naming("balance", "-0.01");
}

#[test]
fn a_closed_account_says_when_until_it_is_reopened() {
    let given = open_account().and(closed("It"));
    assert_eq!(given.ledger.accounts()[0].closed_at, Some(given.events[6].recorded_at));
    let given = given.and(reopened("It"));
    assert_eq!(given.ledger.accounts()[0].closed_at, None);
}
