//! The steps in which a what-if came to be what it is: each can be taken back, the last one first, and made again.

use super::WhatIf;
use crate::book::Failure;
use crate::event_sourcing::{BookKey, CommandId, Otherwise, What};
use crate::ledger::Command;
use crate::reports::Sentence;
use leptos::prelude::*;

/// A change, in words.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    /// What is otherwise.
    pub what: What<Command>,
    /// The same in sentences.
    pub sentences: Vec<Sentence>,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    before: Vec<Otherwise<Command>>,
    after: Vec<Otherwise<Command>>,
    /// What it made otherwise.
    pub made: Vec<Told>,
    /// What was otherwise until then.
    pub unmade: Vec<Told>,
}

/// All steps of a what-if.
#[derive(Clone, Default, Debug)]
pub(super) struct Steps {
    /// The book that it left.
    of: Option<BookKey>,
    /// The latest last.
    done: Vec<Step>,
    /// The one taken back last is the last.
    undone: Vec<Step>,
}

impl Steps {
    fn of(key: &BookKey) -> Self {
        Self { of: Some(key.clone()), ..Self::default() }
    }

    const fn those(&mut self, undone: bool) -> &mut Vec<Step> {
        if undone { &mut self.undone } else { &mut self.done }
    }
}

impl WhatIf {
    /// Has these changes instead of those there are, in a step that can be taken back. `new` is one of them that the rules
    /// have to accept.
    pub(super) async fn step(
        self,
        after: Vec<Otherwise<Command>>,
        new: Option<CommandId>,
    ) -> Result<(), Failure> {
        let key = self.home_key()?;
        let before = self.changes();
        let unmade = self.told_of(&before, &after);
        self.become_these(after.clone(), new).await?;
        let made = self.told_of(&after, &before);
        self.steps.update(|steps| {
            if steps.of.as_ref() != Some(&key) {
                *steps = Steps::of(&key);
            }
            steps.undone.clear();
            steps.done.push(Step { before, after, made, unmade });
        });
        Ok(())
    }

    /// The step that would be taken back next, or made again. Followed.
    pub fn next_step(self, again: bool) -> Option<Step> {
        self.with_next_step(again, Step::clone)
    }

    /// Whether there is one. Followed.
    pub fn has_step(self, again: bool) -> bool {
        self.with_next_step(again, |_| ()).is_some()
    }

    fn with_next_step<R>(self, again: bool, look: impl FnOnce(&Step) -> R) -> Option<R> {
        let key = self.home_key().ok();
        self.steps.with(|steps| {
            let those = if again { &steps.undone } else { &steps.done };
            those.last().filter(|_| steps.of == key).map(look)
        })
    }

    /// Takes back the last step, or makes again the one that was taken back last.
    pub async fn take_step(self, again: bool) -> Result<(), Failure> {
        let Some(step) = untrack(|| self.next_step(again)) else { return Ok(()) };
        let (from, to) = if again { (&step.before, &step.after) } else { (&step.after, &step.before) };
        let new = to.iter().find(|change| !from.contains(change)).map(|change| change.id);
        self.become_these(to.clone(), new).await?;
        self.steps.update(|steps| {
            steps.those(again).pop();
            steps.those(!again).push(step);
        });
        Ok(())
    }

    async fn become_these(
        self,
        changes: Vec<Otherwise<Command>>,
        new: Option<CommandId>,
    ) -> Result<(), Failure> {
        if changes.is_empty() {
            self.end();
            return Ok(());
        }
        self.work_out(changes, new).await
    }

    /// Those of these changes that are not among the others, in words.
    fn told_of(self, these: &[Otherwise<Command>], others: &[Otherwise<Command>]) -> Vec<Told> {
        let only = these.iter().filter(|change| !others.contains(change));
        let told = |change: &Otherwise<Command>| {
            let sentences = untrack(|| self.look(|it| it.sentences(change))).unwrap_or_default();
            Told { what: change.what.clone(), sentences }
        };
        only.map(told).collect()
    }
}
