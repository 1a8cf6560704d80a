//! What if: the branch of the open book that this tab tries things out on. Nothing of it is kept, announced or sent; it ends
//! with the tab, or as its user says.

mod stepping;
mod steps;

pub use stepping::Wish;
pub use steps::{Step, Told};

use super::browser::{Browser, breathe};
use super::follow::follow;
use super::session::Session;
use crate::book::{Adoption, Book, Failure, Imported, Surroundings};
use crate::event_sourcing::{BookKey, Branch, CommandId, Otherwise, Sequence};
use crate::exchange::Request;
use crate::ledger::{Command, Ledger, Name};
use crate::reports::{BalanceDifferences, BranchNames, Sentence, happened, what_if_balances};
use crate::wording::word;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashMap;
use std::future::Future;
use steps::Steps;

/// How many events are decided again at one go: a few milliseconds' worth.
const SLICE: u64 = 2048;

/// How far what takes long has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Working {
    /// So many events are done.
    pub done: u64,
    /// Of so many.
    pub all: u64,
    /// Whether they are written; else they are decided again.
    pub writes: bool,
}

/// A branch and what was worked out of it.
#[derive(Clone)]
struct Open {
    key: BookKey,
    branch: Branch<Ledger>,
    differences: BalanceDifferences,
    /// Each change in sentences, as it was when the rules accepted it last.
    words: HashMap<CommandId, Vec<Sentence>>,
}

/// What is looked at.
pub struct Look<'a> {
    /// The branch.
    pub branch: &'a Branch<Ledger>,
    /// How far its balances are from the book's.
    pub differences: &'a BalanceDifferences,
    /// The book.
    pub book: &'a Book,
    words: &'a HashMap<CommandId, Vec<Sentence>>,
}

impl Look<'_> {
    /// The names there.
    pub fn names(&self) -> BranchNames<'_> {
        let (seen, state, own) = (self.branch.seen(self.book.past()), self.branch.state(), self.branch.own());
        BranchNames { seen, state, own }
    }

    /// A change in sentences: what of the book it is about, and what it comes to. Where the rules refuse it by now, it is told
    /// as it was before.
    pub fn sentences(&self, change: &Otherwise<Command>) -> Vec<Sentence> {
        let at = self.branch.changes().iter().position(|other| other.id == change.id);
        let refused = at.and_then(|at| self.branch.outcomes().get(at)).is_some_and(Result::is_err);
        let before = self.words.get(&change.id).filter(|_| refused);
        before.cloned().unwrap_or_else(|| self.sentences_now(change))
    }

    fn sentences_now(&self, change: &Otherwise<Command>) -> Vec<Sentence> {
        let names = self.names();
        let about = change.what.concerns().and_then(|at| self.book.log().event(at));
        let own = self.branch.own().iter().filter(|event| change.number_of(event.command_id).is_some());
        let about = about.map(|event| happened(&names, &event.data));
        about.into_iter().chain(own.map(|event| names.own(&event.data))).collect()
    }
}

/// A handle to it.
#[derive(Clone, Copy)]
pub struct WhatIf {
    session: Session,
    open: StoredValue<Option<Open>, LocalStorage>,
    steps: RwSignal<Steps, LocalStorage>,
    /// Raised with each change.
    version: RwSignal<u64>,
    progress: RwSignal<Option<Working>>,
    /// Whether something is being worked out.
    busy: StoredValue<bool>,
    stopped: StoredValue<bool>,
}

impl WhatIf {
    /// Nothing is otherwise yet.
    pub(super) fn attach(session: Session) -> Self {
        let what_if = Self {
            session,
            open: StoredValue::new_local(None),
            steps: RwSignal::new_local(Steps::default()),
            version: RwSignal::new(0),
            progress: RwSignal::new(None),
            busy: StoredValue::new(false),
            stopped: StoredValue::new(false),
        };
        // What is recorded in the book meanwhile is decided in the branch, too.
        follow(move |_| {
            session.count();
            what_if.follow_the_book();
        });
        what_if
    }

    /// Looks at the branch of the open book, where there is one. Followed.
    pub fn look<R>(self, look: impl FnOnce(Look<'_>) -> R) -> Option<R> {
        self.version.track();
        let with_book = |book: &Book| {
            self.open.with_value(|open| {
                let Open { branch, differences, words, .. } =
                    open.as_ref().filter(|it| it.key == *book.key())?;
                Some(look(Look { branch, differences, book, words }))
            })
        };
        self.session.with_home_book(with_book).flatten()
    }

    /// Whether anything is otherwise. Followed.
    pub fn is_open(self) -> bool {
        self.look(|_| ()).is_some()
    }

    /// How far what takes long has come, while something does. Followed.
    pub fn progress(self) -> Option<Working> {
        self.progress.get()
    }

    /// Whether something is being worked out, or laid out. Followed.
    pub fn is_busy(self) -> bool {
        // Told each time that it ends.
        self.progress.track();
        self.busy.get_value()
    }

    /// Has what is being worked out stopped: everything is then as it was before.
    pub fn stop(self) {
        self.stopped.set_value(true);
    }

    /// The state of the branch where the book has its first `real` events, or what is shown in its place; the book's own where
    /// nothing is otherwise. Followed.
    pub fn ledger(self, real: u64) -> Option<Ledger> {
        let real = Sequence::new(real)?;
        if self.session.is_in_branch() {
            return self.session.with_book(|book| book.ledger_at(real).ok()).flatten();
        }
        let there =
            |it: Look<'_>| it.branch.state_at(it.book.history().real(), it.branch.course().beside(real)).ok();
        self.look(there).unwrap_or_else(|| self.session.with_book(|book| book.ledger_at(real).ok()).flatten())
    }

    /// Makes something otherwise; fails where the rules refuse it.
    pub async fn change(self, wish: Wish) -> Result<(), Failure> {
        let mut changes = self.changes();
        let id = match wish {
            Wish::More(what) => {
                let change = Otherwise { id: CommandId::from(Browser.new_id()), at: Browser.now(), what };
                let (id, of) = (change.id, change.what.concerns());
                // Of one event only one thing can be otherwise.
                changes.retain(|other| of.is_none() || other.what.concerns() != of);
                changes.push(change);
                id
            }
            Wish::Other(id, what) => {
                if let Some(change) = changes.iter_mut().find(|change| change.id == id) {
                    change.what = what;
                }
                id
            }
            Wish::Less(id) => return self.take_back(id).await,
            Wish::Not(why) => return Err(why),
        };
        self.step(changes, Some(id)).await
    }

    /// Takes back one change.
    pub async fn take_back(self, id: CommandId) -> Result<(), Failure> {
        let mut changes = self.changes();
        changes.retain(|change| change.id != id);
        self.step(changes, None).await
    }

    /// Ends it: nothing is otherwise any more, nor can be made so again.
    pub fn discard(self) {
        self.steps.set(Steps::default());
        self.end();
    }

    fn end(self) {
        self.stop();
        self.open.set_value(None);
        self.version.update(|version| *version += 1);
    }

    /// What adopting it would record in the book. Followed.
    pub fn adoption(self) -> Option<Result<Vec<Adoption>, Failure>> {
        self.look(|it| it.book.adoption(it.branch))
    }

    /// Adopts it: these commands are sent to the book, all or none.
    pub async fn adopt(self, requests: Vec<Request>) -> Result<(), Failure> {
        self.session.dispatch_requests(requests, false).await?;
        self.discard();
        Ok(())
    }

    /// Keeps it as a book of its own, which is then the open one.
    pub async fn keep(self, name: Name) -> Result<Imported, Failure> {
        let branch = self.open.with_value(|open| open.as_ref().map(|open| open.branch.clone()));
        let Some(branch) = branch else { return Err(Failure::Cancelled) };
        let kept = Box::pin(self.session.keep_branch(branch, name, self.telling())).await;
        self.progress.set(None);
        if kept.is_ok() {
            self.discard();
        }
        kept
    }

    /// Tells how far writing has come, and stops it where that is wanted.
    fn telling(self) -> impl FnMut(u64, u64) -> bool {
        self.stopped.set_value(false);
        move |done, all| {
            let _ = self.progress.try_set(Some(Working { done, all, writes: true }));
            self.stopped.try_get_value() != Some(true)
        }
    }

    fn changes(self) -> Vec<Otherwise<Command>> {
        untrack(|| self.look(|it| it.branch.changes().to_vec())).unwrap_or_default()
    }

    /// Works out the branch with these changes, and shows it once that is done. Where the rules refuse the change `new`,
    /// everything stays as it was.
    async fn work_out(self, changes: Vec<Otherwise<Command>>, new: Option<CommandId>) -> Result<(), Failure> {
        self.show(self.alone(self.derive(changes, new)).await?);
        Ok(())
    }

    /// Does one thing that takes long at a time.
    async fn alone<R>(self, work: impl Future<Output = Result<R, Failure>>) -> Result<R, Failure> {
        if self.busy.get_value() {
            return Err(said("what-if.busy"));
        }
        self.busy.set_value(true);
        let outcome = work.await;
        self.busy.set_value(false);
        self.progress.set(None);
        outcome.map_err(|why| if why == Failure::Cancelled { said("what-if.stopped") } else { why })
    }

    fn show(self, open: Open) {
        self.open.set_value(Some(open));
        self.version.update(|version| *version += 1);
    }

    async fn derive(self, changes: Vec<Otherwise<Command>>, new: Option<CommandId>) -> Result<Open, Failure> {
        self.stopped.set_value(false);
        let key = self.home_key()?;
        let appended = new.and_then(|new| self.appended(&changes, new));
        let mut branch = match appended {
            Some(branch) => branch,
            None => self.real(&key, |book| Ok(Branch::begin(book.history().real(), changes)?))?,
        };
        self.go_on(&key, &mut branch).await?;
        let refused =
            branch.changes().iter().zip(branch.outcomes()).find(|(change, _)| Some(change.id) == new);
        if let Some((_, Err(refusal))) = refused {
            return Err(Failure::Refused { index: None, refusal: refusal.clone() });
        }
        let differences = self.real(&key, |book| Ok(what_if_balances(branch.seen(book.past()))))?;
        let words = self.open.with_value(|open| {
            open.as_ref().filter(|open| open.key == key).map(|open| open.words.clone()).unwrap_or_default()
        });
        let words = self.real(&key, |book| {
            let it = Look { branch: &branch, differences: &differences, book, words: &words };
            let changes = branch.changes().iter();
            Ok(changes.map(|change| (change.id, it.sentences(change))).collect())
        })?;
        Ok(Open { key, branch, differences, words })
    }

    fn home_key(self) -> Result<BookKey, Failure> {
        let key = untrack(|| self.session.with_home_book(|book| book.key().clone()));
        key.ok_or(Failure::Cancelled)
    }

    /// The branch there is with the change `new`, where that is the last and all others are as they are there, and its place is
    /// behind theirs: then nothing is decided again.
    fn appended(self, changes: &[Otherwise<Command>], new: CommandId) -> Option<Branch<Ledger>> {
        let (last, others) = changes.split_last().filter(|(last, _)| last.id == new)?;
        let append = |it: Look<'_>| {
            let mut branch = it.branch.clone();
            let same = branch.changes() == others;
            (same && branch.push(it.book.history().real(), last.clone()).is_ok()).then_some(branch)
        };
        untrack(|| self.look(append)).flatten()
    }

    /// Goes on along the log in slices, to its end.
    async fn go_on(self, key: &BookKey, branch: &mut Branch<Ledger>) -> Result<(), Failure> {
        loop {
            let more = self.real(key, |book| {
                let more = branch.advance(book.history().real(), SLICE)?;
                let (done, all) = (branch.course().passed().get(), book.count());
                Ok(more.then_some(Working { done, all, writes: false }))
            })?;
            let Some(progress) = more else { return Ok(()) };
            self.progress.set(Some(progress));
            breathe().await;
            if self.stopped.get_value() {
                return Err(Failure::Cancelled);
            }
        }
    }

    /// Looks at the open book as long as it is still this one.
    fn real<R>(self, key: &BookKey, look: impl FnOnce(&Book) -> Result<R, Failure>) -> Result<R, Failure> {
        let mine = |book: &Book| if book.key() == key { look(book) } else { Err(Failure::Cancelled) };
        untrack(|| self.session.with_home_book(mine)).unwrap_or(Err(Failure::Cancelled))
    }

    fn follow_the_book(self) {
        let behind = untrack(|| self.look(|it| it.branch.course().passed() < it.book.log().head()));
        if behind != Some(true) || self.busy.get_value() {
            return;
        }
        spawn_local(async move {
            let Some(Open { key, mut branch, words, .. }) = self.open.get_value() else { return };
            self.busy.set_value(true);
            self.stopped.set_value(false);
            let done = self.go_on(&key, &mut branch).await;
            let differences =
                done.and_then(|()| self.real(&key, |book| Ok(what_if_balances(branch.seen(book.past())))));
            self.busy.set_value(false);
            self.progress.set(None);
            // Discarded meanwhile, it stays discarded.
            let still = self.open.with_value(Option::is_some);
            if let Some(differences) = differences.ok().filter(|_| still) {
                self.show(Open { key, branch, differences, words });
            }
        });
    }
}

fn said(why: &'static str) -> Failure {
    Failure::Unreadable(word(why).to_owned())
}
