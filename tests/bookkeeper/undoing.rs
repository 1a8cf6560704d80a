//! Undo and redo: compensating commands, step by step, and what the log says of them.

use super::desk::send;
use super::*;
use daybook::book::Step;
use daybook::event_sourcing::{CommandId, EventId};
use daybook::ledger::Command;
use daybook::reports::{Moment, Row, rows};
use daybook::storage::Memory;

pub(super) type Keeper = Bookkeeper<Memory, Ticking>;

pub(super) fn step(keeper: &Keeper, redo: bool) -> Option<Step> {
    let book = keeper.book().unwrap();
    if redo { book.redo() } else { book.undo() }.unwrap()
}

/// Makes one step; says which events it took back.
fn make(keeper: &Keeper, redo: bool) -> Option<(u64, u64)> {
    let step = step(keeper, redo)?;
    pollster::block_on(keeper.dispatch(&step.requests, false)).unwrap();
    Some((step.first.get(), step.last.get()))
}

pub(super) fn undo(keeper: &Keeper) -> Option<(u64, u64)> {
    make(keeper, false)
}

pub(super) fn redo(keeper: &Keeper) -> Option<(u64, u64)> {
    make(keeper, true)
}

#[test]
fn undo_steps_back_again_and_again_and_redo_comes_forward() {
    let keeper = keeper(Memory::default());
    let start = balances(&keeper);
    send(&keeper, &deposit("5")).unwrap();
    send(&keeper, &withdraw("2")).unwrap();
    let end = balances(&keeper);
    assert_eq!((undo(&keeper), undo(&keeper)), (Some((6, 6)), Some((5, 5))));
    assert_eq!(balances(&keeper), start);
    assert_eq!((redo(&keeper), redo(&keeper), redo(&keeper)), (Some((8, 8)), Some((7, 7)), None));
    assert_eq!(balances(&keeper), end);
    // What was redone is undone again, and redone again.
    assert_eq!((undo(&keeper), undo(&keeper)), (Some((10, 10)), Some((9, 9))));
    assert_eq!(balances(&keeper), start);
    assert_eq!((redo(&keeper), redo(&keeper), balances(&keeper)), (Some((12, 12)), Some((11, 11)), end));
}

#[test]
fn whatever_is_recorded_after_an_undo_ends_redo() {
    let keeper = keeper(Memory::default());
    send(&keeper, &deposit("5")).unwrap();
    undo(&keeper).unwrap();
    assert!(step(&keeper, true).is_some());
    send(&keeper, &deposit("1")).unwrap();
    assert_eq!(step(&keeper, true), None);
    assert_eq!(undo(&keeper), Some((7, 7)), "what was undone before is stepped over");
}

#[test]
fn a_batch_is_undone_whole_and_names_its_causes() {
    let keeper = keeper(Memory::default());
    let before = balances(&keeper);
    let recorded = send_all(&keeper, &[deposit("5"), withdraw("2"), deposit("1")]).unwrap();
    let step = step(&keeper, false).unwrap();
    let causes: Vec<_> = step.requests.iter().map(|request| request.caused_by.unwrap()).collect();
    let commands: Vec<_> = recorded.iter().rev().map(|event| event.command_id).collect();
    assert_eq!(causes, commands);
    let undone = pollster::block_on(keeper.dispatch(&step.requests, false)).unwrap();
    assert!(
        undone
            .iter()
            .all(|event| event.commit == undone[0].commit && event.command.as_ref() == "ReverseEntry")
    );
    assert_eq!(balances(&keeper), before);
}

#[test]
fn everything_that_can_be_done_to_an_account_can_be_undone_and_redone() {
    let keeper = keeper(Memory::default());
    let id = "0195a300-0000-7000-8000-000000000003";
    let about = |command: &str, more: &str| format!(r#"{{"type":"{command}","account":"{id}"{more}}}"#);
    send(&keeper, &about("OpenAccount", r#","name":"New","currency":"EUR""#)).unwrap();
    for command in [
        about("RenameAccount", r#","name":"Newer""#),
        about("SetOverdraftLimit", r#","overdraft_limit":"50""#),
        about("SetOverdraftLimit", r#","overdraft_limit":"unlimited""#),
        about("FreezeAccount", ""),
        about("UnfreezeAccount", ""),
        about("CloseAccount", ""),
        about("ReopenAccount", ""),
        r#"{"type":"RenameBook","name":"Another"}"#.to_owned(),
    ] {
        // Freezing is what unfreezing needs, closing what reopening needs.
        let prepared = command.replace("Unfreeze", "Freeze").replace("Reopen", "Close");
        if prepared != command {
            send(&keeper, &prepared).unwrap();
        }
        let look = || {
            let book = keeper.book().unwrap();
            let account = book.ledger().accounts().last().unwrap().clone();
            let name = book.ledger().book().unwrap().name.clone();
            (account.name.clone(), account.overdraft_limit, account.status, name)
        };
        let before = look();
        send(&keeper, &command).unwrap();
        let after = look();
        assert_ne!(before, after, "{command}");
        undo(&keeper).unwrap();
        assert_eq!(look(), before, "{command}");
        redo(&keeper).unwrap();
        assert_eq!(look(), after, "{command}");
        undo(&keeper).unwrap();
        if prepared != command {
            undo(&keeper).unwrap();
        }
    }
}

#[test]
fn closing_and_reopening_a_period_are_each_the_others_undoing() {
    let keeper = keeper(Memory::default());
    let about = |command: &str| format!(r#"{{"type":"{command}","from":"2025-01-01","to":"2025-12-31"}}"#);
    let closed = || keeper.book().unwrap().ledger().closed_periods().as_slice().len();
    send(&keeper, &about("ClosePeriod")).unwrap();
    undo(&keeper).unwrap();
    assert_eq!(closed(), 0);
    redo(&keeper).unwrap();
    assert_eq!(closed(), 1);
    send(&keeper, &about("ReopenPeriod")).unwrap();
    undo(&keeper).unwrap();
    assert_eq!(closed(), 1);
    redo(&keeper).unwrap();
    assert_eq!(closed(), 0);
}

#[test]
fn naming_a_moment_renaming_it_and_taking_the_name_off_are_undone_and_redone() {
    let keeper = keeper(Memory::default());
    let name = |name: &str| format!(r#"{{"type":"NameMoment","position":2,"name":"{name}"}}"#);
    let names = || {
        let book = keeper.book().unwrap();
        let all = book.ledger().named_moments().as_slice();
        all.iter().map(|moment| moment.name.to_string()).collect::<Vec<_>>()
    };
    send(&keeper, &name("AGM")).unwrap();
    send(&keeper, &name("AGM 2026")).unwrap();
    undo(&keeper).unwrap();
    assert_eq!(names(), ["AGM"]);
    undo(&keeper).unwrap();
    assert!(names().is_empty());
    redo(&keeper).unwrap();
    assert_eq!(names(), ["AGM"]);
    send(&keeper, r#"{"type":"UnnameMoment","position":2}"#).unwrap();
    undo(&keeper).unwrap();
    assert_eq!(names(), ["AGM"]);
}

#[test]
fn an_entry_that_was_settled_since_is_undone_only_after_the_period_was_reopened() {
    let keeper = keeper(Memory::default());
    let dated = deposit("5").replacen('{', r#"{"date":"2025-06-01","#, 1);
    let entry = send(&keeper, &dated).unwrap().remove(0).id;
    send(&keeper, r#"{"type":"ClosePeriod","from":"2025-01-01","to":"2025-12-31"}"#).unwrap();
    let reverse = format!(r#"{{"type":"ReverseEntry","entry":"{entry}"}}"#);
    assert!(send(&keeper, &reverse).unwrap_err().to_string().contains("is closed"));
    // Undo goes back step by step: first the closing, then the entry.
    assert_eq!(undo(&keeper), Some((6, 6)));
    assert_eq!(undo(&keeper), Some((5, 5)));
}

#[test]
fn a_correction_is_one_step_that_undo_takes_back() {
    let keeper = keeper(Memory::default());
    let entry = send(&keeper, &deposit("5")).unwrap().remove(0);
    let (id, cause) = (entry.id, entry.command_id);
    let before = balances(&keeper);
    let caused = |command: String| command.replacen('{', &format!(r#"{{"caused_by":"{cause}","#), 1);
    let reverse = format!(r#"{{"type":"ReverseEntry","entry":"{id}"}}"#);
    send_all(&keeper, &[caused(reverse), caused(deposit("7"))]).unwrap();
    assert_ne!(balances(&keeper), before);
    let step = step(&keeper, false).unwrap();
    assert_eq!((step.first.get(), step.last.get()), (6, 7));
    let [first, second] = &step.requests[..] else { panic!("{step:?}") };
    assert!(
        matches!(first.command, Command::ReverseEntry { .. })
            && matches!(second.command, Command::DepositMoney(_))
    );
    assert_eq!(undo(&keeper), Some((6, 7)));
    assert_eq!(balances(&keeper), before);
    // The entry recorded anew stands for the first one: undoing goes on before the correction.
    assert_eq!(undo(&keeper), Some((5, 5)));
    assert_eq!(balances(&keeper), vec![10_000, 0]);
}

/// What the rows of a book's entries point at, as it stood after the event at `position`.
fn pointers_at(keeper: &Keeper, position: u64) -> Vec<(u64, Vec<(&'static str, u64)>)> {
    let book = keeper.book().unwrap();
    let position = Sequence::new(position).unwrap();
    let ledger = book.ledger_at(position).unwrap();
    let (log, past, prepared) = (book.log(), book.past(), book.prepared());
    let moment = Moment { log, past, prepared, ledger: &ledger, position };
    let told = |row: Row| {
        let pointers = [
            ("reverses", row.reverses),
            ("corrects", row.corrects),
            ("restores", row.restores),
            ("reversed by", row.reversed_by),
            ("corrected by", row.corrected_by),
            ("restored by", row.restored_by),
        ];
        let there = pointers.into_iter().filter_map(|(word, at)| Some((word, at?.get())));
        (row.sequence.get(), there.collect())
    };
    let all = (5..=position.get()).filter_map(Sequence::new);
    rows(&moment, all).unwrap().into_iter().map(told).collect()
}

/// What stands by now for an entry that was reversed.
fn stands_as(keeper: &Keeper, event: u64) -> Option<u64> {
    let book = keeper.book().unwrap();
    let (log, past, prepared, ledger) = (book.log(), book.past(), book.prepared(), book.ledger());
    let moment = Moment { log, past, prepared, ledger, position: log.head() };
    let row = rows(&moment, Sequence::new(event)).unwrap().pop().unwrap();
    row.stands_as.map(Sequence::get)
}

fn pointers(keeper: &Keeper) -> Vec<(u64, Vec<(&'static str, u64)>)> {
    pointers_at(keeper, count(keeper))
}

#[test]
fn what_is_recorded_again_points_at_what_it_restores_and_that_at_it() {
    let keeper = keeper(Memory::default());
    // Others that look the same, before and after.
    send(&keeper, &deposit("5")).unwrap();
    send(&keeper, &deposit("5")).unwrap();
    undo(&keeper).unwrap();
    redo(&keeper).unwrap();
    send(&keeper, &deposit("5")).unwrap();
    let expected = vec![
        (5, vec![]),
        (6, vec![("reversed by", 7), ("restored by", 8)]),
        (7, vec![("reverses", 6)]),
        (8, vec![("restores", 6)]),
        (9, vec![]),
    ];
    assert_eq!(pointers(&keeper), expected);
    // Before that it did not.
    assert_eq!(pointers_at(&keeper, 7)[1], (6, vec![("reversed by", 7)]));
    assert_eq!((undo(&keeper), undo(&keeper), redo(&keeper)), (Some((9, 9)), Some((8, 8)), Some((11, 11))));
    let again = pointers(&keeper);
    assert_eq!(again[3], (8, vec![("restores", 6), ("reversed by", 11), ("restored by", 12)]));
    assert_eq!(again[7], (12, vec![("restores", 8)]));
    // What stands for each is found however often it was taken back since.
    assert_eq!([6, 8, 12].map(|event| stands_as(&keeper, event)), [Some(12), Some(12), None]);
    undo(&keeper).unwrap();
    assert_eq!([6, 8, 12].map(|event| stands_as(&keeper, event)), [None; 3]);
}

#[test]
fn a_correction_and_its_original_point_at_each_other_also_when_it_was_taken_back() {
    let keeper = keeper(Memory::default());
    let entry = send(&keeper, &deposit("5")).unwrap().remove(0);
    let (id, cause) = (entry.id, entry.command_id);
    let caused = |command: String| command.replacen('{', &format!(r#"{{"caused_by":"{cause}","#), 1);
    let reverse = format!(r#"{{"type":"ReverseEntry","entry":"{id}"}}"#);
    // One that changes only what it is filed under moves the same.
    let filed = deposit("5").replacen('{', r#"{"category":"Dues","#, 1);
    send_all(&keeper, &[caused(reverse), caused(filed)]).unwrap();
    undo(&keeper).unwrap();
    redo(&keeper).unwrap();
    let expected = vec![
        (5, vec![("reversed by", 6), ("corrected by", 7), ("restored by", 9)]),
        (6, vec![("reverses", 5)]),
        (7, vec![("corrects", 5), ("reversed by", 8), ("restored by", 11)]),
        (8, vec![("reverses", 7)]),
        (9, vec![("restores", 5), ("reversed by", 10)]),
        (10, vec![("reverses", 9)]),
        (11, vec![("restores", 7)]),
    ];
    assert_eq!(pointers(&keeper), expected);
    assert_eq!([5, 7, 9].map(|event| stands_as(&keeper, event)), [Some(11), Some(11), None]);
    undo(&keeper).unwrap();
    assert_eq!([5, 7, 9].map(|event| stands_as(&keeper, event)), [Some(13), None, Some(13)]);
}

#[test]
fn many_that_are_alike_are_told_apart_and_transfers_are_found_too() {
    let keeper = keeper(Memory::default());
    send_all(&keeper, &vec![transfer("0.10"); 100]).unwrap();
    undo(&keeper).unwrap();
    redo(&keeper).unwrap();
    let found = pointers(&keeper);
    for n in 0..100 {
        let (entry, reversal, again) = (5 + n, 204 - n, 205 + n);
        let at = |event: u64| found[usize::try_from(event - 5).unwrap()].clone();
        assert_eq!(at(entry), (entry, vec![("reversed by", reversal), ("restored by", again)]));
        assert_eq!(at(again), (again, vec![("restores", entry)]));
    }
}

#[test]
fn a_reversal_taken_back_and_its_entry_undone_leave_nothing() {
    let keeper = keeper(Memory::default());
    let start = balances(&keeper);
    let entry = send(&keeper, &withdraw("5")).unwrap().remove(0).id;
    send(&keeper, &format!(r#"{{"type":"ReverseEntry","entry":"{entry}"}}"#)).unwrap();
    assert_eq!(undo(&keeper), Some((6, 6)));
    assert_ne!(balances(&keeper), start);
    assert_eq!(undo(&keeper), Some((5, 5)));
    assert_eq!(balances(&keeper), start);
}

#[test]
fn what_can_not_be_taken_back_is_named() {
    let keeper = keeper(Memory::default());
    let balance = r#"{"type":"ReconcileAccount","account":"MAIN","date":"2026-03-31","balance":"100.00"}"#;
    send_all(&keeper, &[deposit("5"), withdraw("5"), balance.replace("MAIN", MAIN)]).unwrap();
    let refusal = keeper.book().unwrap().undo();
    let figures = refusal.as_ref().unwrap_err().figures();
    assert_eq!(figures, [("event", "7".to_owned())]);
    let said = refusal.as_ref().unwrap_err().to_string();
    assert!(said.contains("hold 100.00 EUR at the end of 2026-03-31"), "{said}");
    assert_eq!(code(refusal), ("not-undone", None));
    assert_eq!(step(&keeper, true), None);
}

#[test]
fn a_rule_is_withdrawn_by_undo_and_stated_again_by_redo() {
    let keeper = keeper(Memory::default());
    let in_force = || {
        let book = keeper.book().unwrap();
        book.past().rules(book.log().head()).iter().map(|stated| stated.rule.clone()).collect::<Vec<_>>()
    };
    let rule = format!(r#"{{"type":"StateRule","account":"{MAIN}","compared":"at-most","amount":"500"}}"#);
    let stated = send(&keeper, &rule).unwrap().remove(0);
    let before = in_force();
    assert_eq!(before.len(), 1);
    undo(&keeper).unwrap();
    assert_eq!(in_force(), []);
    redo(&keeper).unwrap();
    assert_eq!(in_force(), before);
    undo(&keeper).unwrap();
    redo(&keeper).unwrap();
    // Withdrawn on purpose, and that taken back: the rule stands under another event, which is what undo takes back next.
    let standing = keeper.book().unwrap().past().rules(Sequence::MAX)[0].id;
    assert_ne!(standing, stated.id);
    send(&keeper, &format!(r#"{{"type":"WithdrawRule","rule":"{standing}"}}"#)).unwrap();
    undo(&keeper).unwrap();
    assert_eq!(in_force(), before);
    undo(&keeper).unwrap();
    assert_eq!(in_force(), []);
}

/// The entries that stand, each with its amount and what it is filed under.
pub(super) fn standing(keeper: &Keeper) -> Vec<(String, String)> {
    let book = keeper.book().unwrap();
    let (log, past, prepared, ledger) = (book.log(), book.past(), book.prepared(), book.ledger());
    let position = log.head();
    let moment = Moment { log, past, prepared, ledger, position };
    let all = (5..=position.get()).filter_map(Sequence::new);
    let there = |row: &Row| row.is_entry() && row.reverses.is_none() && row.reversed_by.is_none();
    let told = |row: Row| {
        let [category, counterparty] = [row.labels.category, row.labels.counterparty];
        let labels = category.into_iter().chain(counterparty).map(|label| label.to_string());
        (row.amount.unwrap().to_string(), labels.collect::<Vec<_>>().join(", "))
    };
    rows(&moment, all).unwrap().into_iter().filter(there).map(told).collect()
}

/// Undoes and redoes the last step several times: each time all is as it was.
#[track_caller]
fn to_and_fro(keeper: &Keeper, before: &[(&str, &str)]) {
    let look = || (standing(keeper), balances(keeper));
    let owned = |it: &(&str, &str)| (it.0.to_owned(), it.1.to_owned());
    let after = look();
    for round in 0..4 {
        undo(keeper).unwrap();
        assert_eq!(look().0, before.iter().map(owned).collect::<Vec<_>>(), "undone, {round}");
        redo(keeper).unwrap();
        assert_eq!(look(), after, "redone, {round}");
    }
}

/// The command with this id, and the id of the event that comes with it.
pub(super) fn known(command: &str, number: u8) -> (String, EventId) {
    let mut bytes = [0x01, 0x95, 0xa3, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0];
    bytes[9] = number;
    let id = CommandId::from_bytes(bytes);
    (command.replacen('{', &format!(r#"{{"command_id":"{id}","#), 1), EventId::of_command(id, 0))
}

pub(super) fn filed(command: &str, category: &str) -> String {
    command.replacen('{', &format!(r#"{{"category":"{category}","#), 1)
}

pub(super) fn categorize(entry: EventId, category: &str) -> String {
    format!(r#"{{"type":"CategorizeEntry","entry":"{entry}","category":"{category}"}}"#)
}

pub(super) fn reverse(entry: EventId) -> String {
    format!(r#"{{"type":"ReverseEntry","entry":"{entry}"}}"#)
}

pub(super) fn withdrawal(rule: EventId) -> String {
    format!(r#"{{"type":"WithdrawRule","rule":"{rule}"}}"#)
}

pub(super) fn caused(command: &str, by: CommandId) -> String {
    command.replacen('{', &format!(r#"{{"caused_by":"{by}","#), 1)
}

#[test]
fn an_entry_filed_anew_in_its_own_commit_is_redone_as_it_was_filed() {
    let keeper = keeper(Memory::default());
    let (entry, id) = known(&filed(&withdraw("22"), "Rent"), 1);
    send_all(&keeper, &[entry, categorize(id, "Travel")]).unwrap();
    assert_eq!(standing(&keeper), [("22.00 EUR".to_owned(), "Travel".to_owned())]);
    to_and_fro(&keeper, &[]);
    // Older steps are reached as well.
    undo(&keeper).unwrap();
    assert_eq!(undo(&keeper), Some((4, 4)));
}

#[test]
fn a_correction_filed_anew_in_its_own_commit_is_redone_as_it_was_filed() {
    let keeper = keeper(Memory::default());
    let first = send(&keeper, &filed(&withdraw("22"), "Rent")).unwrap().remove(0);
    let (entry, id) = known(&filed(&withdraw("24"), "Rent"), 1);
    let correction = [reverse(first.id), entry].map(|command| caused(&command, first.command_id));
    send_all(&keeper, &[&correction[..], &[categorize(id, "Travel")]].concat()).unwrap();
    assert_eq!(standing(&keeper), [("24.00 EUR".to_owned(), "Travel".to_owned())]);
    to_and_fro(&keeper, &[("22.00 EUR", "Rent")]);
    undo(&keeper).unwrap();
    undo(&keeper).unwrap();
    assert_eq!((standing(&keeper), balances(&keeper)), (vec![], vec![10_000, 0]));
    redo(&keeper).unwrap();
    redo(&keeper).unwrap();
    assert_eq!(standing(&keeper), [("24.00 EUR".to_owned(), "Travel".to_owned())]);
}

#[test]
fn an_entry_filed_anew_and_reversed_in_one_commit_comes_back_as_it_was_filed_before() {
    for turned in [false, true] {
        let keeper = keeper(Memory::default());
        let entry = send(&keeper, &filed(&withdraw("22"), "Rent")).unwrap().remove(0).id;
        let mut commands = [categorize(entry, "Travel"), reverse(entry)];
        if turned {
            commands.reverse();
        }
        send_all(&keeper, &commands).unwrap();
        to_and_fro(&keeper, &[("22.00 EUR", "Rent")]);
    }
}

#[test]
fn a_transfer_recorded_again_is_filed_as_it_was() {
    let keeper = keeper(Memory::default());
    let (entry, id) = known(&transfer("22"), 1);
    let filed = categorize(id, "Savings").replacen('{', r#"{"counterparty":"The bank","#, 1);
    send_all(&keeper, &[entry, filed]).unwrap();
    let expected = [("22.00 EUR", "Savings, The bank")];
    assert_eq!(standing(&keeper), expected.map(|(amount, labels)| (amount.to_owned(), labels.to_owned())));
    to_and_fro(&keeper, &[]);
    let standing = keeper.book().unwrap().past().id(Sequence::new(count(&keeper) - 1).unwrap()).unwrap();
    send(&keeper, &reverse(standing)).unwrap();
    to_and_fro(&keeper, &expected);
}

#[test]
fn a_redo_that_filed_the_entry_it_stood_for_anew_does_not_block_undo() {
    let keeper = keeper(Memory::default());
    let (entry, id) = known(&filed(&withdraw("22"), "Rent"), 1);
    let done = send_all(&keeper, &[entry, categorize(id, "Travel")]).unwrap();
    let back =
        [caused(&categorize(id, "Rent"), done[1].command_id), caused(&reverse(id), done[0].command_id)];
    let undone = send_all(&keeper, &back).unwrap();
    let again = [
        caused(&filed(&withdraw("22"), "Rent"), undone[1].command_id),
        caused(&categorize(id, "Travel"), undone[0].command_id),
    ];
    send_all(&keeper, &again).unwrap();
    to_and_fro(&keeper, &[]);
    undo(&keeper).unwrap();
    assert!(undo(&keeper).is_some(), "the account before it");
}

#[test]
fn what_a_commit_took_back_itself_is_left_out_and_the_rest_undone() {
    let keeper = keeper(Memory::default());
    send(&keeper, &deposit("1")).unwrap();
    let (entry, id) = known(&deposit("5"), 1);
    let (kept, _) = known(&deposit("7"), 2);
    let why = reverse(id).replacen('{', r#"{"reason":"Twice","#, 1);
    send_all(&keeper, &[entry, kept, why]).unwrap();
    to_and_fro(&keeper, &[("1.00 EUR", "")]);
}

#[test]
fn a_commit_that_took_back_all_it_did_is_stepped_over() {
    let keeper = keeper(Memory::default());
    let about = |command: &str, more: &str| format!(r#"{{"type":"{command}","account":"{MAIN}"{more}}}"#);
    let (entry, id) = known(&deposit("5"), 1);
    let (rule, stated) = known(&about("StateRule", r#","compared":"at-most","amount":"500""#), 2);
    let withdrawal = format!(r#"{{"type":"WithdrawRule","rule":"{stated}","reason":"No"}}"#);
    let period = |command: &str| format!(r#"{{"type":"{command}","from":"2025-01-01","to":"2025-12-31"}}"#);
    let (dated, inside) = known(&deposit("5").replacen('{', r#"{"date":"2025-06-01","#, 1), 3);
    send(&keeper, &deposit("1")).unwrap();
    send(&keeper, &period("ClosePeriod")).unwrap();
    let commits = [
        vec![entry, categorize(id, "Dues"), reverse(id)],
        vec![rule, withdrawal],
        vec![about("FreezeAccount", ""), about("UnfreezeAccount", "")],
        vec![about("RenameAccount", r#","name":"New""#), about("RenameAccount", r#","name":"An account""#)],
        vec![period("ReopenPeriod"), dated, reverse(inside), period("ClosePeriod")],
    ];
    for commit in commits {
        send_all(&keeper, &commit).unwrap();
        assert_eq!(step(&keeper, true), None);
        let step = step(&keeper, false).unwrap();
        assert_eq!((step.first.get(), step.last.get()), (6, 6), "{commit:?}");
    }
    assert_eq!((undo(&keeper), undo(&keeper)), (Some((6, 6)), Some((5, 5))));
    assert_eq!(balances(&keeper), [10_000, 0]);
}

#[test]
fn what_had_to_be_opened_for_an_entry_is_opened_to_take_it_back() {
    let keeper = keeper(Memory::default());
    let period = |command: &str| format!(r#"{{"type":"{command}","from":"2025-01-01","to":"2025-12-31"}}"#);
    send(&keeper, &period("ClosePeriod")).unwrap();
    let dated = deposit("5").replacen('{', r#"{"date":"2025-06-01","#, 1);
    send_all(&keeper, &[period("ReopenPeriod"), dated, period("ClosePeriod")]).unwrap();
    to_and_fro(&keeper, &[]);
    assert_eq!(keeper.book().unwrap().ledger().closed_periods().as_slice().len(), 1);
}

#[test]
fn a_rule_stated_in_place_of_another_gives_way_to_it_again() {
    let keeper = keeper(Memory::default());
    let in_force = || {
        let book = keeper.book().unwrap();
        let rules = book.past().rules(book.log().head());
        rules.iter().map(|stated| stated.rule.note.as_ref().unwrap().to_string()).collect::<Vec<_>>()
    };
    let rule = |note: &str| {
        format!(
            r#"{{"type":"StateRule","account":"{MAIN}","compared":"at-most","amount":"500","note":"{note}"}}"#
        )
    };
    let first = send(&keeper, &rule("One")).unwrap().remove(0).id;
    let (other, id) = known(&rule("Two"), 1);
    send_all(&keeper, &[withdrawal(first), other, withdrawal(id), rule("Three")]).unwrap();
    for _ in 0..3 {
        undo(&keeper).unwrap();
        assert_eq!(in_force(), ["One"]);
        redo(&keeper).unwrap();
        assert_eq!(in_force(), ["Three"]);
    }
}

#[test]
fn a_step_sent_twice_is_made_once() {
    let keeper = keeper(Memory::default());
    send_all(&keeper, &[deposit("5"), withdraw("2")]).unwrap();
    let step = step(&keeper, false).unwrap();
    let send = || pollster::block_on(keeper.dispatch(&step.requests, false)).unwrap();
    assert_eq!(send(), send());
    assert_eq!(count(&keeper), 8);
}
