//! Records a sample's steps one after the other, by the ledger's own rules.

use super::step::SampleStep;
use crate::event_sourcing::{Aggregate, Past, Recorded, Sequence};
use crate::ledger::{Entries, Event, Ledger, Refusal};

/// The book as far as its steps have been recorded.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    ledger: Ledger,
    past: Entries,
}

impl Recorder {
    /// The state after the steps so far.
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The index over the events so far.
    pub const fn past(&self) -> &Entries {
        &self.past
    }

    /// Records the next step and gives its events.
    pub fn record(&mut self, step: &SampleStep) -> Result<Vec<Recorded<Event>>, Refusal> {
        let decided = self.ledger.decide(&self.past, &step.command)?;
        let head = Sequence::new(self.past.count()).unwrap_or(Sequence::MAX);
        let commit = head.next();
        let mut recorded = Vec::with_capacity(decided.len());
        for ((data, id), n) in decided.into_iter().zip(step.events).zip(1..) {
            let event = Recorded {
                sequence: head.plus(n),
                id,
                recorded_at: step.at,
                commit,
                command: step.command.name().into(),
                command_id: step.command_id,
                caused_by: None,
                actor: step.actor.clone(),
                data,
            };
            self.past.add(&event);
            self.ledger.evolve(&self.past, &event);
            recorded.push(event);
        }
        Ok(recorded)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LARGE_SEED, commands, large};
    use super::*;

    fn events(steps: impl Iterator<Item = SampleStep>) -> Vec<Recorded<Event>> {
        let mut recorder = Recorder::default();
        steps
            .flat_map(|step| recorder.record(&step).map_err(|why| format!("{why}: {step:?}")).unwrap())
            .collect()
    }

    fn in_order(events: &[Recorded<Event>]) {
        assert!(events.is_sorted_by_key(|event| event.recorded_at));
        let ids: std::collections::HashSet<_> = events.iter().map(|event| event.id).collect();
        assert_eq!(ids.len(), events.len());
    }

    #[test]
    fn the_sample_book_is_years_of_accepted_commands_and_the_same_each_time() {
        let first = events(commands());
        in_order(&first);
        assert!((3_600..4_200).contains(&first.len()), "{}", first.len());
        assert_eq!(first, events(commands()));
        let seldom = ["ReopenAccount", "WithdrawRule", "UnnameMoment"];
        for name in crate::ledger::Command::NAMES.iter().filter(|name| !seldom.contains(name)) {
            assert!(first.iter().any(|event| *event.command == **name), "{name}");
        }
        let count = |name| first.iter().filter(|event| event.data.name() == name).count();
        assert!(count("EntryReversed") >= 10 && count("EntryCategorized") >= 60);
        assert!(count("AccountReconciled") >= 130 && count("MoneyTransferred") >= 180);
    }

    #[test]
    fn a_large_book_has_the_size_asked_for_and_is_the_same_each_time() {
        for (size, accounts) in [(1, 1), (2, 5), (40, 500), (20_000, 50)] {
            let first = events(large(size, accounts, LARGE_SEED));
            in_order(&first);
            assert_eq!(first.len() as u64, size);
            assert_eq!(first, events(large(size, accounts, LARGE_SEED)));
        }
        assert_ne!(large(500, 9, 1).last(), large(500, 9, 2).last());
    }
}
