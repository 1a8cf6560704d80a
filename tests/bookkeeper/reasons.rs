//! Reasons through undo and redo: what is done again is done for the reason it was done for.

use super::desk::send;
use super::undoing::{Keeper, redo, undo};
use super::*;
use daybook::storage::Memory;

#[test]
fn what_is_done_again_is_done_for_the_reason_it_was_done_for() {
    let about = |command: &str| format!(r#"{{"type":"{command}","account":"{SPARE}"}}"#);
    let period = |command: &str| format!(r#"{{"type":"{command}","from":"2025-01-01","to":"2025-12-31"}}"#);
    let rule = format!(r#"{{"type":"StateRule","account":"{MAIN}","compared":"at-most","amount":"500"}}"#);
    let nothing = r#"{"type":"RenameBook","name":"Another"}"#.to_owned();
    let found = |keeper: &Keeper| {
        let book = keeper.book().unwrap();
        let last = book.log().event(book.log().head()).unwrap();
        (last.data.name(), last.data.reason().map(ToString::to_string))
    };
    for (prepared, command) in [
        (nothing.clone(), about("FreezeAccount")),
        (about("FreezeAccount"), about("UnfreezeAccount")),
        (nothing, about("CloseAccount")),
        (about("CloseAccount"), about("ReopenAccount")),
        (deposit("5"), r#"{"type":"ReverseEntry","entry":"LAST"}"#.to_owned()),
        (rule, r#"{"type":"WithdrawRule","rule":"LAST"}"#.to_owned()),
        (period("ClosePeriod"), period("ReopenPeriod")),
    ] {
        let keeper = keeper(Memory::default());
        let last = send(&keeper, &prepared).unwrap().remove(0).id.to_string();
        let because = command.replace("LAST", &last).replacen('{', r#"{"reason":"As agreed","#, 1);
        send(&keeper, &because).unwrap();
        let done = found(&keeper);
        assert_eq!(done.1.as_deref(), Some("As agreed"), "{command}");
        for _ in 0..2 {
            undo(&keeper).unwrap();
            assert_eq!(found(&keeper).1, None, "why it was taken back, nobody said: {command}");
            redo(&keeper).unwrap();
            assert_eq!(found(&keeper), done, "{command}");
        }
    }
}

#[test]
fn what_was_frozen_or_closed_for_a_reason_is_so_for_that_reason_once_its_end_is_undone() {
    for (so, end) in [("FreezeAccount", "UnfreezeAccount"), ("CloseAccount", "ReopenAccount")] {
        let keeper = keeper(Memory::default());
        for (command, reason) in [(so, "Too long ago"), (end, ""), (so, "As agreed"), (end, "")] {
            let about = format!(r#"{{"type":"{command}","account":"{SPARE}","reason":"{reason}"}}"#);
            send(&keeper, &about).unwrap();
        }
        undo(&keeper).unwrap();
        let book = keeper.book().unwrap();
        let last = book.log().event(book.log().head()).unwrap();
        assert_eq!(last.data.reason().map(ToString::to_string).as_deref(), Some("As agreed"), "{so}");
    }
}
