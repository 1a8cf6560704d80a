//! Whatever is done in whatever commits, each step of undo and redo comes back to what the book was right before the commit
//! that it takes back.

use super::desk::{request, send};
use super::undoing::{
    Keeper, categorize, caused, filed, known, redo, reverse, standing, step, undo, withdrawal,
};
use super::*;
use daybook::event_sourcing::{CommandId, EventId};
use daybook::storage::Memory;
use proptest::prelude::*;
use std::collections::HashMap;

/// A command somebody has in mind: which, and about which of what there is.
type Intent = (u8, prop::sample::Index);

/// Everything of a book that undo has to bring back.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Look {
    entries: Vec<(String, String)>,
    accounts: Vec<String>,
    book: String,
    periods: usize,
    rules: Vec<String>,
}

fn look(keeper: &Keeper) -> Look {
    let mut entries = standing(keeper);
    entries.sort();
    let book = keeper.book().unwrap();
    let ledger = book.ledger();
    let account = |it: &daybook::ledger::Account| {
        format!("{} {} {} {}", it.name, it.balance.get(), it.overdraft_limit, it.status.as_str())
    };
    let rules = book.past().rules(book.log().head());
    let mut rules: Vec<_> = rules.iter().map(|it| format!("{:?}", it.rule)).collect();
    rules.sort();
    Look {
        entries,
        accounts: ledger.accounts().iter().map(|it| account(it)).collect(),
        book: format!("{}", ledger.book().unwrap().name),
        periods: ledger.closed_periods().as_slice().len(),
        rules,
    }
}

/// The commands of a commit, which may be about each other's entries and rules.
struct Drafted {
    /// Those that belong together; a correction is two.
    commands: Vec<Vec<String>>,
    entries: Vec<(EventId, CommandId)>,
    rules: Vec<EventId>,
}

impl Drafted {
    fn draft(keeper: &Keeper, commit: u8, intents: &[Intent]) -> Self {
        let (entries, rules) = {
            let book = keeper.book().unwrap();
            let all = book.log().events(Sequence::START.next(), book.log().head()).map(Result::unwrap);
            let later = all.filter(|event| event.sequence.get() > 4);
            let entries = later.filter(|event| book.past().entry(event.sequence).is_some());
            let rules = book.past().rules(book.log().head());
            (
                entries.map(|event| (event.id, event.command_id)).collect(),
                rules.iter().map(|rule| rule.id).collect(),
            )
        };
        let mut drafted = Self { commands: Vec::new(), entries, rules };
        for ((verb, which), number) in intents.iter().zip(0..) {
            drafted.add(*verb, *which, commit * 8 + number);
        }
        drafted
    }

    fn add(&mut self, verb: u8, which: prop::sample::Index, number: u8) {
        let about = |command: &str, more: &str| format!(r#"{{"type":"{command}","account":"{MAIN}"{more}}}"#);
        let period =
            |command: &str| format!(r#"{{"type":"{command}","from":"2025-01-01","to":"2025-12-31"}}"#);
        let date = if which.index(3) == 0 { "2025-06-01" } else { "2026-01-01" };
        let category = ["Rent", "Dues", "Travel"][which.index(3)];
        let dated =
            |command: &str| filed(command, category).replacen('{', &format!(r#"{{"date":"{date}","#), 1);
        let (entry, of) = *which.get(&self.entries);
        let mut together = Vec::new();
        let recorded = match verb {
            0..=2 => Some(dated(&withdraw("22"))),
            3 | 4 => Some(dated(&deposit("7"))),
            5 => Some(transfer("3")),
            6 | 7 => {
                together.push(caused(&reverse(entry), of));
                Some(caused(&dated(&deposit("9")), of))
            }
            _ => None,
        };
        if let Some(command) = recorded {
            let (command, id) = known(&command, number);
            let mut bytes = *id.bytes();
            bytes[15] ^= 1;
            self.entries.push((id, CommandId::from_bytes(bytes)));
            together.push(command);
            self.commands.push(together);
            return;
        }
        let rule =
            about("StateRule", &format!(r#","compared":"at-most","amount":"{}""#, 500 + which.index(2)));
        self.commands.push(vec![match verb {
            8..=11 => categorize(entry, category),
            12 | 13 => reverse(entry),
            14 => {
                let (rule, id) = known(&rule, number);
                self.rules.push(id);
                rule
            }
            15 if !self.rules.is_empty() => withdrawal(*which.get(&self.rules)),
            16 => about("FreezeAccount", ""),
            17 => about("UnfreezeAccount", r#","reason":"Found""#),
            18 => period("ClosePeriod"),
            19 => period("ReopenPeriod"),
            20 => format!(r#"{{"type":"RenameBook","name":"{category}"}}"#),
            21 => about("SetOverdraftLimit", &format!(r#","overdraft_limit":"{}""#, 100 + which.index(2))),
            _ => about("RenameAccount", &format!(r#","name":"{category}""#)),
        }]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn undo_and_redo_come_back_to_what_the_book_was(
        commits in prop::collection::vec(
            prop::collection::vec((0..23u8, any::<prop::sample::Index>()), 1..5), 1..12),
        steps in prop::collection::vec(any::<bool>(), 1..24),
    ) {
        let keeper = keeper(Memory::default());
        send(&keeper, &deposit("40")).unwrap();
        send(&keeper, r#"{"type":"RenameBook","name":"The club"}"#).unwrap();
        let mut looks = HashMap::from([(count(&keeper), look(&keeper))]);
        let floor = count(&keeper);
        for (commit, number) in commits.iter().zip(0..) {
            let drafted = Drafted::draft(&keeper, number, commit);
            // Only as much of it as is accepted.
            for end in (1..=drafted.commands.len()).rev() {
                let requests: Vec<_> =
                    drafted.commands[..end].iter().flatten().map(|json| request(keeper.around(), json)).collect();
                if pollster::block_on(keeper.dispatch(&requests, false)).is_ok() {
                    looks.insert(count(&keeper), look(&keeper));
                    break;
                }
            }
        }
        for redo in steps {
            let Some(step) = step(&keeper, redo) else { continue };
            if step.first.get() <= floor {
                continue;
            }
            let made = pollster::block_on(keeper.dispatch(&step.requests, false));
            prop_assert!(made.is_ok(), "{redo} {step:?}: {made:?}");
            let now = look(&keeper);
            prop_assert_eq!(&now, &looks[&(step.first.get() - 1)], "{} {:?}", redo, step);
            looks.insert(count(&keeper), now);
        }
    }
}

#[test]
fn what_was_stepped_over_is_stepped_over_again_when_the_entry_is_another() {
    let keeper = keeper(Memory::default());
    let entry = send(&keeper, &filed(&withdraw("22"), "Rent")).unwrap().remove(0).id;
    send_all(&keeper, &[categorize(entry, "Dues"), categorize(entry, "Rent")]).unwrap();
    assert_eq!(undo(&keeper), Some((5, 5)));
    redo(&keeper).unwrap();
    assert_eq!(undo(&keeper), Some((9, 9)));
    assert_eq!(undo(&keeper), Some((4, 4)));
}

#[test]
fn a_reversed_entry_filed_anew_stays_the_one_it_was() {
    let keeper = keeper(Memory::default());
    let entry = send(&keeper, &filed(&withdraw("22"), "Rent")).unwrap().remove(0).id;
    send_all(&keeper, &[reverse(entry), categorize(entry, "Dues")]).unwrap();
    send(&keeper, &categorize(entry, "Rent")).unwrap();
    for _ in 0..3 {
        assert!(undo(&keeper).is_some() && undo(&keeper).is_some());
        assert_eq!(standing(&keeper), [("22.00 EUR".to_owned(), "Rent".to_owned())]);
        assert!(redo(&keeper).is_some() && redo(&keeper).is_some());
        assert_eq!(standing(&keeper), []);
    }
}

#[test]
fn a_rule_withdrawn_is_stated_again_although_another_like_it_came_and_went() {
    let keeper = keeper(Memory::default());
    let in_force = || keeper.book().unwrap().past().rules(Sequence::MAX).len();
    let rule = format!(r#"{{"type":"StateRule","account":"{MAIN}","compared":"at-most","amount":"500"}}"#);
    let first = send(&keeper, &rule).unwrap().remove(0).id;
    let (other, id) = known(&rule, 1);
    send_all(&keeper, &[withdrawal(first), other, withdrawal(id)]).unwrap();
    assert_eq!((undo(&keeper), in_force()), (Some((6, 8)), 1));
    assert_eq!((redo(&keeper).is_some(), in_force()), (true, 0));
}
