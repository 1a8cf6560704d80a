//! Into a branch and out of it: inside, every page shows the branch as if it were the book, and what is entered there is one
//! more thing that is otherwise.

use super::{Open, WhatIf, said};
use crate::app::address::{Address, Page};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::book::{Book, Failure};
use crate::event_sourcing::{Branch, CommandId, EventId, Sequence, Source, What};
use crate::ledger::{Command, Ledger, Refusal};
use crate::wording::word;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is wished to be otherwise.
pub enum Wish {
    /// One thing more.
    More(What<Command>),
    /// Something else in place of this change.
    Other(CommandId, What<Command>),
    /// Not this change.
    Less(CommandId),
    /// What can't be had, and why.
    Not(Failure),
}

impl WhatIf {
    /// Shows the branch in the book's place, from the moment beside the one shown. Gives that moment; `None` is now.
    async fn step_in(self) -> Result<Option<u64>, Failure> {
        let Some(Open { key, branch, .. }) = self.open.get_value() else {
            return Err(said("what-if.ended"));
        };
        // Events keep their ids: by these the moments of both are found.
        let shown = untrack(|| self.session.is_past().then(|| self.session.position()));
        let shown = shown.and_then(Sequence::new);
        let last = if self.session.is_in_branch_untracked() {
            self.session.with_book_untracked(|book| Some(book.log().event(shown?)?.id)).flatten()
        } else {
            let beside = shown.map(|real| branch.course().beside(real));
            let of_it = |book: &Book| Ok(beside.and_then(|at| id_of(book, &branch, at)));
            self.real(&key, of_it)?
        };
        self.alone(Box::pin(self.session.step_into(branch, self.telling()))).await?;
        let there = |book: &Book| match shown? {
            Sequence::START => Some(0),
            _ => book.past().find(last?).map(Sequence::get),
        };
        Ok(self.session.with_book_untracked(there).flatten())
    }

    /// What is wished of what is on the screen, as it concerns the book: where something is made, or which of its events is
    /// otherwise. What is the branch's own is made otherwise itself, or not at all.
    pub fn wish(self, what: What<Command>) -> Wish {
        if !self.session.is_in_branch_untracked() {
            return Wish::More(what);
        }
        match what {
            What::Made(_, mut commands) => {
                for command in &mut commands {
                    if let Err(why) = self.name_in_the_book(command) {
                        return Wish::Not(why);
                    }
                }
                let shown = Sequence::new(self.session.position_untracked()).unwrap_or_default();
                Wish::More(What::Made(self.place(shown), commands))
            }
            What::LeftOut(at) => match self.real_event(at) {
                Some(real) => Wish::More(What::LeftOut(real)),
                None => self.own_or_not(at, None),
            },
            What::Instead(at, command) => match self.real_event(at) {
                Some(real) => Wish::More(What::Instead(real, command)),
                None => self.own_or_not(at, Some(command)),
            },
        }
    }

    fn own_or_not(self, at: Sequence, instead: Option<Command>) -> Wish {
        self.own(at, instead).unwrap_or_else(|| Wish::Not(said("what-if.nothing-made-it")))
    }

    /// A moment that is named is one of the book's, with its number and its fingerprint there: so it can be adopted.
    fn name_in_the_book(self, command: &mut Command) -> Result<(), Failure> {
        match command {
            Command::NameMoment { position, fingerprint, .. } => {
                *position = self.moment_of_the_book(*position)?;
                let there = |book: &Book| book.fingerprint_at(*position).ok();
                *fingerprint = untrack(|| self.session.with_home_book(there)).flatten();
            }
            Command::UnnameMoment { position } => *position = self.moment_of_the_book(*position)?,
            _ => {}
        }
        Ok(())
    }

    /// The last moment up to this one of the branch shown that can get a name.
    pub fn last_of_the_book(self, at: Sequence) -> Sequence {
        let mut at = at;
        while at > Sequence::START && self.moment_of_the_book(at).is_err() {
            at = at.previous();
        }
        at
    }

    /// The moment of the book that this one of the branch shown is.
    fn moment_of_the_book(self, at: Sequence) -> Result<Sequence, Failure> {
        let Some(id) = self.shown_id(at) else {
            return Err(Failure::Refused {
                index: None,
                refusal: Refusal::PositionOutOfRange { position: at },
            });
        };
        let branches_own = |open: &Option<Open>| {
            let branch = open.as_ref().map(|open| &open.branch)?;
            // The mark where the two part is no event of the branch.
            let own = branch.own().iter().any(|own| own.id == id);
            (!own).then(|| branch.fork().max(Sequence::START.next()))
        };
        self.real_event(at)
            .or_else(|| self.open.with_value(branches_own))
            .ok_or_else(|| said("moments.only-in-what-if"))
    }

    /// The wish that another command had made this event of the branch's own, or none; `None` where no change made it.
    fn own(self, at: Sequence, instead: Option<Command>) -> Option<Wish> {
        let command_id = |book: &Book| Some(book.log().event(at)?.command_id);
        let command_id = self.session.with_book_untracked(command_id).flatten()?;
        let (id, after, mut commands, number) = self.changes().into_iter().find_map(|change| {
            let number = change.number_of(command_id)?;
            match change.what {
                What::Made(after, commands) => Some((change.id, after, commands, usize::from(number))),
                What::LeftOut(_) | What::Instead(..) => None,
            }
        })?;
        commands.splice(number..=number, instead);
        Some(if commands.is_empty() { Wish::Less(id) } else { Wish::Other(id, What::Made(after, commands)) })
    }

    /// Which event of the book this one of the branch shown is.
    fn real_event(self, at: Sequence) -> Option<Sequence> {
        let id = self.shown_id(at)?;
        untrack(|| self.session.with_home_book(|book| book.past().find(id))).flatten()
    }

    fn shown_id(self, at: Sequence) -> Option<EventId> {
        self.session.with_book_untracked(|book| Some(book.log().event(at)?.id)).flatten()
    }

    /// The moment of the book beside this one of the branch shown. Like all that is done in a branch, apart from what calls it:
    /// no first screen does.
    #[inline(never)]
    fn place(self, at: Sequence) -> Sequence {
        if at == Sequence::START {
            return at;
        }
        let shown = |book: &Book| (at < book.log().head()).then(|| book.log().event(at)).flatten();
        let head = || untrack(|| self.session.with_home_book(|book| book.log().head())).unwrap_or_default();
        let Some(event) = self.session.with_book_untracked(shown).flatten() else { return head() };
        if let Some(real) = self.real_event(at) {
            return real;
        }
        self.open.with_value(|open| {
            let Some(branch) = open.as_ref().map(|open| &open.branch) else { return head() };
            let own = branch.own().iter().find(|own| own.id == event.id);
            // The mark where the two part is no event of the branch.
            own.map_or(branch.fork(), |own| branch.course().place(own.sequence))
        })
    }
}

fn id_of(book: &Book, branch: &Branch<Ledger>, at: Sequence) -> Option<EventId> {
    match branch.course().source(at)? {
        Source::Real(at) => book.log().event(at).map(|event| event.id),
        Source::Own(number) => branch.own().get(number).map(|event| event.id),
    }
}

impl App {
    /// Shows the branch in the book's place.
    #[inline(never)]
    pub(in crate::app) fn step_into_branch(self) {
        self.write_address();
        spawn_local(async move {
            match self.what_if.step_in().await {
                Ok(at) => {
                    self.start_over(Address::of(Page::Overview, at));
                    self.spoken.set(word("done.step-in").to_owned());
                }
                Err(why) => self.notice.set(Some(why.to_string())),
            }
        });
    }

    /// Shows it again at this address.
    #[inline(never)]
    pub(in crate::app) fn come_back_into_branch(self, address: Address) {
        spawn_local(async move {
            let outcome = self.what_if.step_in().await;
            self.arrive(address);
            match outcome {
                Ok(_) => self.spoken.set(word("done.step-in").to_owned()),
                Err(why) => self.notice.set(Some(why.to_string())),
            }
        });
    }

    /// The moment shown, as the addresses of a page say it: that of the what-if speaks of the book, however much a branch is
    /// shown. `None` is now.
    pub fn shown_on(self, page: Page) -> Option<u64> {
        let at = self.shown_address().at?;
        let beside = page == Page::WhatIf && self.session.is_in_branch();
        Sequence::new(at).map(|at| if beside { self.what_if.place(at).get() } else { at.get() })
    }

    /// Something else is otherwise than before: where the branch is shown, it is shown with that, and else beside the book.
    pub async fn show_branch(self) {
        let mut why_not = None;
        let over = said("branch.over").to_string();
        if untrack(|| self.notice.with(|notice| notice.as_ref() == Some(&over))) {
            self.notice.set(None);
        }
        if self.session.is_in_branch_untracked() {
            let still = untrack(|| self.what_if.is_open());
            match if still { self.what_if.step_in().await } else { Err(said("branch.over")) } {
                Ok(at) => {
                    self.session.go_to(at);
                    return self.address.update(|address| address.at = at);
                }
                Err(why) => why_not = Some(why.to_string()),
            }
        }
        if untrack(|| self.page()) != Page::WhatIf {
            self.perform(Gesture::Show(Page::WhatIf));
        }
        if why_not.is_some() {
            self.notice.set(why_not);
        }
    }
}
