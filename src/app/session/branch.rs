//! The session and a branch of its book: kept as a book of its own, or stepped into. Then every page shows the branch as if
//! it were the book, out of this page's memory: nothing of it is kept, announced or sent.

use super::super::browser::Browser;
use super::super::tabs;
use super::{Keeper, Session};
use crate::book::{Book, Bookkeeper, Failure, Imported};
use crate::event_sourcing::Branch;
use crate::ledger::{Ledger, Name};
use crate::storage::{AnyStore, Memory};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

impl Session {
    /// Keeps a branch of the open book as a book of its own and opens that. `progress` is told how many events of how many
    /// are written, and says whether to go on.
    pub(in crate::app) async fn keep_branch(
        &self,
        branch: Branch<Ledger>,
        name: Name,
        progress: impl FnMut(u64, u64) -> bool,
    ) -> Result<Imported, Failure> {
        let imported = self.ready_keeper()?.keep_branch(branch, name, progress).await?;
        self.opened();
        self.rearranged().await;
        tabs::announce(Some(imported.key.clone()));
        Ok(imported)
    }

    /// Shows a branch of the open book in its place, until [`Self::step_out`]; where one is shown already, this one instead.
    /// `progress` is told how many events of how many are written, and says whether to go on.
    pub(in crate::app) async fn step_into(
        &self,
        branch: Branch<Ledger>,
        progress: impl FnMut(u64, u64) -> bool,
    ) -> Result<(), Failure> {
        let (home, before) = (self.home_keeper()?, self.open_key());
        let passed = branch.course().passed();
        let aside = Bookkeeper::new(AnyStore::Memory(Memory::default()), Browser);
        home.lay_out_branch(branch, &aside, progress).await?;
        // Another book may have been opened meanwhile.
        if self.open_key() != before {
            return Err(Failure::Cancelled);
        }
        // The page and the others know everything of the book before it is out of sight.
        self.catch_up();
        self.tell();
        self.home.set_value(Some(home));
        self.keeper.set_value(Some(Rc::new(aside)));
        self.in_branch.set(Some(passed));
        self.shown();
        self.changed();
        Ok(())
    }

    /// Shows the book again, and what was recorded in it meanwhile.
    pub(in crate::app) fn step_out(&self) {
        let Some(home) = self.home.try_update_value(Option::take).flatten() else { return };
        self.keeper.set_value(Some(home));
        self.in_branch.set(None);
        self.shown();
        self.changed();
        let session = *self;
        spawn_local(async move {
            // What can't be read now is read at the next occasion.
            let _ = session.follow().await;
            session.notice_gone().await;
        });
    }

    /// Whether a branch is shown in the book's place. Followed.
    pub fn is_in_branch(&self) -> bool {
        self.in_branch.get().is_some()
    }

    /// The same, not followed.
    pub fn is_in_branch_untracked(&self) -> bool {
        self.in_branch.get_untracked().is_some()
    }

    /// How many events the book has that the branch shown in its place does not know of. Followed.
    pub fn news_of_the_book(&self) -> u64 {
        let Some(passed) = self.in_branch.get() else { return 0 };
        let head = self.with_home_book(|book| book.log().head());
        head.map_or(0, |head| head.get().saturating_sub(passed.get()))
    }

    /// Looks at the book of this browser that is open, also while a branch of it is shown. Followed.
    pub(in crate::app) fn with_home_book<R>(&self, look: impl FnOnce(&Book) -> R) -> Option<R> {
        self.version.track();
        let keeper = self.at_home()?;
        let book = keeper.book().filter(|book| book.is_whole())?;
        Some(look(&book))
    }

    /// The keeper of this browser's books, whatever is shown.
    pub(super) fn home_keeper(&self) -> Result<Keeper, Failure> {
        self.at_home().map_or_else(|| self.ready_keeper(), Ok)
    }

    fn at_home(&self) -> Option<Keeper> {
        self.home.try_get_value().flatten().or_else(|| self.keeper())
    }
}
