//! The rules over all of history, run in slices in the background so that the page stays alive; from then on they take in
//! each new event, and who breaks one is told.

use super::state::App;
use crate::book::Book;
use crate::event_sourcing::{BookKey, Projection, Sequence};
use crate::reports::{Standing, Stretch, Watch, rules_shown, standing};
use leptos::prelude::*;
use std::time::Duration;

/// Events taken in at one go: a few milliseconds' worth.
const SLICE: u64 = 4096;
/// So many stretches of a rule are listed.
const LISTED: usize = 50;

/// Every rule that is being run in the open book.
#[derive(Clone, Copy)]
pub struct Rules {
    runs: StoredValue<Option<Runs>, LocalStorage>,
    /// Those of the book, with what they warn of, while a branch of it is shown.
    aside: StoredValue<Option<(Runs, Vec<Sequence>)>, LocalStorage>,
    /// Raised with each slice.
    slices: RwSignal<u32>,
    waiting: StoredValue<bool>,
    /// The rules that new events have broken, by the event that stated them.
    warned: RwSignal<Vec<Sequence>>,
}

/// Which history rules are run over: the book's, or that of a branch as it was laid out at some opening.
#[derive(Clone, PartialEq, Eq)]
struct History {
    key: BookKey,
    branch: Option<u64>,
}

/// What is run over which history.
type Runs = (History, Vec<Run>);

/// One rule being run.
#[derive(Debug)]
struct Run {
    stated: Sequence,
    watch: Watch,
    /// Whether it was broken when all of the log had been taken in last; `None` before that.
    was_broken: Option<bool>,
    /// Whether the book was opened with it: nobody broke it just now.
    old: bool,
}

impl Run {
    fn of(stated: Sequence, watch: Watch, old: bool) -> Self {
        Self { stated, watch, was_broken: None, old }
    }
}

impl Rules {
    /// Nothing is run yet.
    pub(super) fn new() -> Self {
        Self {
            runs: StoredValue::new_local(None),
            aside: StoredValue::new_local(None),
            slices: RwSignal::new(0),
            waiting: StoredValue::new(false),
            warned: RwSignal::new(Vec::new()),
        }
    }

    /// The rules that events recorded since the book was opened have broken, and that are broken still. Followed.
    pub fn warned(self) -> Vec<Sequence> {
        self.warned.get()
    }

    /// Takes a warning off the screen.
    pub fn dismiss(self, stated: Sequence) {
        self.warned.update(|warned| warned.retain(|other| *other != stated));
    }

    /// How far the rule that is furthest behind has been run. Followed.
    pub fn progress(self, app: App) -> (u64, u64) {
        self.slices.track();
        let count = app.session.count();
        let behind = |runs: &Vec<Run>| runs.iter().map(|run| run.watch.count()).min();
        let done = self.runs.with_value(|kept| kept.as_ref().and_then(|(_, runs)| behind(runs)));
        (done.unwrap_or(count).min(count), count)
    }

    /// How the rules of a moment stand at it; `None` while they are still being run. Followed.
    pub fn standings(self, app: App, position: u64) -> Option<Vec<Standing>> {
        self.slices.track();
        let count = app.session.count();
        self.take_in(app, position);
        let (done, _) = untrack(|| self.progress(app));
        if done < count {
            return None;
        }
        let look = |moment: &crate::reports::Moment<'_, _>| {
            let shown = rules_shown(moment.past, moment.position, moment.log.head());
            self.runs.with_value(|kept| {
                let runs = kept.as_ref().map_or(&[][..], |(_, runs)| runs.as_slice());
                let run = |stated| runs.iter().find(|run| run.stated == stated);
                let stand = |it: &crate::ledger::Stated<'_>| {
                    Some(standing(moment, it, &run(it.sequence)?.watch, LISTED))
                };
                shown.iter().filter_map(stand).collect()
            })
        };
        app.moment_at(position, look)
    }

    /// Every stretch in which a rule in force now was broken, rule by rule; told apart by how many and whether the last
    /// one lasts. Followed.
    pub fn stretches<R>(self, app: App, mut look: impl FnMut(&[Stretch]) -> R) -> Vec<R> {
        self.slices.track();
        let _followed = app.session.count();
        let head = |book: &Book| book.past().rules(book.log().head()).iter().map(|it| it.sequence).collect();
        let in_force: Vec<Sequence> = app.session.with_book_untracked(head).unwrap_or_default();
        self.runs.with_value(|kept| {
            let runs = kept.iter().flat_map(|(_, runs)| runs);
            runs.filter(|run| in_force.contains(&run.stated)).map(|run| look(run.watch.all())).collect()
        })
    }

    /// Another history is shown: whoever showed how its rules stand looks again.
    pub(super) fn look_again(self) {
        self.slices.update(|slices| *slices = slices.wrapping_add(1));
    }

    /// What is run over this history, and what it warns of where another one was shown before. The book's waits while a branch
    /// is shown.
    fn known(self, history: &History) -> (Option<Vec<Run>>, Option<Vec<Sequence>>) {
        match self.runs.try_update_value(Option::take).flatten() {
            Some((of, runs)) if of == *history => return (Some(runs), None),
            Some((of, runs)) if of.branch.is_none() && history.branch.is_some() => {
                self.aside.set_value(Some(((of, runs), self.warned.get_untracked())));
            }
            _ => {}
        }
        if history.branch.is_some() {
            return (None, Some(Vec::new()));
        }
        let aside = self.aside.try_update_value(Option::take).flatten();
        match aside.filter(|((of, _), _)| of == history) {
            Some(((_, runs), warned)) => (Some(runs), Some(warned)),
            None => (None, Some(Vec::new())),
        }
    }

    /// Takes in what is new: a slice at once, the rest later.
    pub(super) fn take_in(self, app: App, position: u64) {
        let session = app.session;
        let branch = session.is_in_branch_untracked().then(|| session.openings_untracked());
        let step = |book: &Book| {
            let history = History { key: book.key().clone(), branch };
            let (known, warned) = self.known(&history);
            let first_look = known.is_none();
            let mut runs = known.unwrap_or_default();
            let position = Sequence::new(position).unwrap_or(Sequence::MAX);
            for stated in rules_shown(book.past(), position.min(book.log().head()), book.log().head()) {
                if !runs.iter().any(|run| run.stated == stated.sequence) {
                    runs.push(Run::of(stated.sequence, Watch::over(stated.rule.clone()), first_look));
                }
            }
            let more = advance(book, &mut runs);
            let news = if more { None } else { Some(settle(book, &mut runs)) };
            self.runs.set_value(Some((history, runs)));
            (warned, more, news)
        };
        let Some((warned, more, news)) = app.session.with_book_untracked(step) else { return };
        if let Some(warned) = warned {
            self.warned.set(warned);
        }
        if let Some((broken, newly)) = news {
            let before = self.warned.get_untracked();
            let mut after: Vec<_> = before.iter().copied().filter(|stated| broken.contains(stated)).collect();
            after.extend(newly.into_iter().filter(|stated| !before.contains(stated)));
            if after != before {
                self.warned.set(after);
            }
        }
        if more && !self.waiting.get_value() {
            self.waiting.set_value(true);
            let go_on = move || {
                self.waiting.set_value(false);
                self.take_in(app, position);
                self.look_again();
            };
            set_timeout(go_on, Duration::ZERO);
        }
    }
}

/// Runs the rules that are furthest behind over the next events; says whether there are more.
fn advance(book: &Book, runs: &mut [Run]) -> bool {
    let count = book.count();
    let Some(done) = runs.iter().map(|run| run.watch.count()).min().filter(|done| *done < count) else {
        return false;
    };
    let from = Sequence::new(done).unwrap_or_default().next();
    let mut taken = done;
    // What can't be read is not taken in; the page says elsewhere what is wrong with the book.
    for event in book.log().events(from, from.plus(SLICE - 1)).map_while(Result::ok) {
        taken = event.sequence.get();
        for run in runs.iter_mut().filter(|run| run.watch.count() + 1 == taken) {
            run.watch.apply(book.past(), &event);
        }
    }
    taken > done && taken < count
}

/// Which rules in force are broken now, and which of them were not before.
fn settle(book: &Book, runs: &mut [Run]) -> (Vec<Sequence>, Vec<Sequence>) {
    let (mut broken, mut newly) = (Vec::new(), Vec::new());
    for run in runs.iter_mut().filter(|run| run.watch.count() == book.count()) {
        let is_broken = run.watch.is_broken() && book.past().withdrawn_by(run.stated).is_none();
        let was_broken = run.was_broken.replace(is_broken).unwrap_or(run.old);
        if is_broken {
            broken.push(run.stated);
            if !was_broken {
                newly.push(run.stated);
            }
        }
    }
    (broken, newly)
}
