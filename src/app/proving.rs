//! The proof of the open book, kept up to date in the background: in slices, and only while nobody waits for the page.
//! New events are proven from where the proof had come; nothing of it lies on the way of a command.

use super::address::Page;
use super::asked::{Asked, CARRIES};
use super::browser::{Browser, all_there, breathed, wait};
use super::state::App;
use crate::book::{Aspect, Book, Difference, MomentProof, Party, Proof, Surroundings};
use crate::event_sourcing::{Fingerprint, Sequence, Timestamp};
use crate::ledger::Ledger;
use crate::reports::Scope;
use js_sys::Date;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A slice takes about so many milliseconds, and the page has as many for itself after it.
const SLICE_MS: f64 = 8.0;
/// So many events are replayed between two looks at the clock.
const EVENTS: u64 = 128;
/// The page is left alone for so long after something happened on it, or longer work that somebody waits for paused.
const QUIET_MS: f64 = 300.0;
/// Where something happens all the time, as when the history plays, a slice is taken this often.
const PATIENCE_MS: f64 = 2_000.0;
/// After so many new events, the states kept in the store are compared again.
const KEPT_EVERY: u64 = 1_000;

/// What the proof has shown so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proven {
    /// How many events were replayed.
    pub count: u64,
    /// The fingerprint they give.
    pub fingerprint: Fingerprint,
    /// How many snapshots in memory are what replay gives.
    pub snapshots: usize,
    /// How many states kept in the store are.
    pub kept: usize,
    /// How many figures on the screen were compared.
    pub figures: usize,
    /// The past moment that is proven as it is shown, where one is.
    pub moment: Option<u64>,
    /// When that was found.
    pub at: Timestamp,
}

/// The proof of the open book, at work.
#[derive(Debug)]
struct Work {
    /// Which opening of a book it belongs to.
    opening: u64,
    proof: Proof,
    moment: Option<MomentProof>,
    /// The moment last proven.
    moment_proven: Option<Sequence>,
    /// How many states kept in the store agree, and how many events there were when they were compared.
    kept: Option<(usize, u64)>,
    /// Where figures on the screen were others than replayed: the page may only be behind, so it is looked at again.
    suspect: bool,
}

/// What a slice leaves to be done.
enum Left {
    Nothing,
    More,
    Kept,
}

/// A handle to the proof.
#[derive(Clone, Copy)]
pub struct Proving {
    work: StoredValue<Option<Work>, LocalStorage>,
    proven: RwSignal<Option<Proven>>,
    difference: RwSignal<Option<Difference>>,
    /// How many events are replayed, told now and then.
    progress: RwSignal<u64>,
    running: StoredValue<bool>,
    touched: StoredValue<f64>,
}

impl Proving {
    pub(super) fn new() -> Self {
        Self {
            work: StoredValue::new_local(None),
            proven: RwSignal::new(None),
            difference: RwSignal::new(None),
            progress: RwSignal::new(0),
            running: StoredValue::new(false),
            touched: StoredValue::new(0.0),
        }
    }

    /// What is proven, once something is. Followed.
    pub fn proven(self) -> Option<Proven> {
        self.proven.get()
    }

    /// Where something says otherwise than the log. Followed.
    pub fn difference(self) -> Option<Difference> {
        self.difference.get()
    }

    /// How many events are replayed, told now and then. Followed.
    pub fn progress(self) -> u64 {
        self.progress.get()
    }

    /// Something is new: the page is left alone for a while, then proven.
    pub(super) fn wake(self, app: App) {
        self.touched.set_value(Date::now());
        let opening = app.session.openings_untracked();
        let of_another = |work: &Option<Work>| work.as_ref().is_some_and(|work| work.opening != opening);
        if self.work.with_value(of_another) {
            self.forget();
        }
        if self.running.try_update_value(|running| std::mem::replace(running, true)) == Some(false) {
            spawn_local(async move {
                // The first screen is no place for it.
                all_there().await;
                self.begin(app);
            });
        }
    }

    #[inline(never)]
    fn begin(self, app: App) {
        spawn_local(async move { self.run(app).await });
    }

    /// Forgets what was proven, and begins at the first event.
    pub fn again(self, app: App) {
        self.forget();
        self.wake(app);
        self.touched.set_value(0.0);
    }

    fn forget(self) {
        self.work.set_value(None);
        self.proven.set(None);
        self.difference.set(None);
        self.progress.set(0);
    }

    async fn run(self, app: App) {
        let mut last = Date::now();
        loop {
            let now = Date::now();
            if now - self.touched.get_value().max(breathed()) < QUIET_MS && now - last < PATIENCE_MS {
                wait(50.0).await;
                continue;
            }
            last = now;
            match self.slice(app, now + SLICE_MS) {
                Left::Nothing => break,
                Left::More => {}
                Left::Kept => self.compare_kept(app).await,
            }
            wait(SLICE_MS).await;
        }
        self.running.set_value(false);
    }

    /// Proves for a few milliseconds.
    fn slice(self, app: App, end: f64) -> Left {
        if !app.session.is_whole_untracked() {
            return Left::Nothing;
        }
        let (opening, position) = (app.session.openings_untracked(), app.session.position_untracked());
        let known = self.work.try_update_value(Option::take).flatten();
        let known = known.filter(|work| work.opening == opening);
        let begins = known.is_none();
        let mut work = known.unwrap_or_else(|| Work::new(opening));
        if begins
            && let Ok(keeper) = app.session.ready_keeper()
            && let Some(seen) = keeper.distrusted()
        {
            work.proof.note(seen);
        }
        let left = app.session.with_book_untracked(|book| work.go_on(app, book, position, end));
        self.tell(app, &work, matches!(left, Some(Left::Nothing)));
        self.work.set_value(Some(work));
        left.unwrap_or(Left::Nothing)
    }

    /// Compares the states kept in the store.
    async fn compare_kept(self, app: App) {
        let Ok(keeper) = app.session.ready_keeper() else { return };
        let kept = keeper.kept_states().await.unwrap_or_default();
        let count = app.session.count_untracked();
        let wrong = self.work.try_update_value(|work| {
            let work = work.as_mut()?;
            let agree = app.session.with_book_untracked(|book| {
                let agrees =
                    |(at, bytes): &&(Sequence, Vec<u8>)| work.proof.compare_kept(&book.held(), *at, bytes);
                kept.iter().filter(agrees).count()
            });
            work.kept = Some((agree.unwrap_or_default(), count));
            work.proof.difference().map(|it| it.party)
        });
        if wrong.flatten() == Some(Party::Kept) {
            // Derived, and wrong: the next opening must not begin with it. Where that fails, it is found again.
            let _ = keeper.drop_kept_states().await;
        }
    }

    fn tell(self, app: App, work: &Work, settled: bool) {
        let count = work.proof.count();
        if settled || count.abs_diff(self.progress.get_untracked()) > 20_000 {
            self.progress.set(count);
        }
        if let Some(difference) = work.proof.difference() {
            if self.difference.get_untracked().as_ref() != Some(difference) {
                self.difference.set(Some(difference.clone()));
            }
            self.proven.set(None);
        } else if settled && let Some((kept, _)) = work.kept {
            self.proven.set(Some(Proven {
                count,
                fingerprint: work.proof.fingerprint(),
                snapshots: work.proof.snapshots(),
                kept,
                figures: figures(app).len(),
                moment: work.moment_proven.map(Sequence::get),
                at: Browser.now(),
            }));
        }
    }
}

impl Work {
    fn new(opening: u64) -> Self {
        let (proof, moment, moment_proven) = (Proof::default(), None, None);
        Self { opening, proof, moment, moment_proven, kept: None, suspect: false }
    }

    fn go_on(&mut self, app: App, book: &Book, position: u64, end: f64) -> Left {
        let held = book.held();
        while !self.proof.step(&held, EVENTS) {
            if Date::now() >= end {
                return Left::More;
            }
        }
        if self.proof.difference().is_some() {
            return Left::Nothing;
        }
        if self.kept.is_none_or(|(_, at)| book.count() >= at + KEPT_EVERY) {
            return Left::Kept;
        }
        let position = Sequence::new(position).unwrap_or_default().min(book.log().head());
        if position == book.log().head() {
            self.moment_proven = None;
            return self.compare_screen(app, &self.proof.replayed().clone(), position);
        }
        if self.moment.as_ref().is_none_or(|moment| moment.position() != position) {
            self.moment = Some(MomentProof::new(&held, position));
        }
        while let Some(moment) = &mut self.moment {
            match moment.step(&held, EVENTS) {
                Some(Ok(())) => {
                    self.moment_proven = Some(position);
                    let replayed = moment.replayed().clone();
                    return self.compare_screen(app, &replayed, position);
                }
                Some(Err(difference)) => {
                    self.proof.note(difference);
                    return Left::Nothing;
                }
                None if Date::now() >= end => return Left::More,
                None => {}
            }
        }
        Left::Nothing
    }

    /// Compares the balances and totals on the screen with those replayed.
    fn compare_screen(&mut self, app: App, replayed: &Ledger, position: Sequence) -> Left {
        // Where the page is still behind, it wakes the proof once more when it has followed.
        if !app.is_shown() {
            return Left::Nothing;
        }
        let wrong = figures(app).into_iter().find_map(|(asked, found)| {
            let (name, sum) = replayed_figure(replayed, &asked)?;
            let (currency, replayed) = (asked.scope.currency, sum);
            (sum != found).then_some(Aspect::Balance { account: name, currency, replayed, found })
        });
        match wrong {
            None => {
                self.suspect = false;
                Left::Nothing
            }
            Some(_) if !self.suspect => {
                self.suspect = true;
                Left::More
            }
            Some(aspect) => {
                self.proof.note(Difference { event: position, party: Party::Figure, aspect });
                Left::Nothing
            }
        }
    }
}

/// What a balance or total should be, and what it is of.
fn replayed_figure(replayed: &Ledger, asked: &Asked) -> Option<(String, i128)> {
    let Some(id) = asked.scope.account else {
        let totals = replayed.totals();
        let total = totals.iter().find(|(currency, _)| *currency == asked.scope.currency);
        return Some((asked.of.clone(), total.map_or(0, |(_, units)| *units)));
    };
    let account = replayed.accounts().iter().find(|account| account.id == id)?;
    Some((account.name.to_string(), i128::from(account.balance.get())))
}

/// The plain balances and totals of the moment shown that are on the screen, in minor units.
fn figures(app: App) -> Vec<(Asked, i128)> {
    // There, figures are of what is not the book.
    if app.address.read_untracked().page == Page::WhatIf {
        return Vec::new();
    }
    let Ok(shown) = document().query_selector_all(&format!("main [{CARRIES}]")) else { return Vec::new() };
    let figure = |at: u32| {
        let button = shown.item(at)?;
        let button: &web_sys::Element = wasm_bindgen::JsCast::dyn_ref(&button)?;
        let asked = Asked::parse(&button.get_attribute(CARRIES)?)?;
        let Scope { currency, account, .. } = asked.scope;
        let plain = match account {
            Some(account) => Scope::balance(account, currency),
            None => Scope::total(currency),
        };
        let value = button.query_selector("data").ok().flatten()?.get_attribute("value")?;
        // Nothing else is asked of it: no other moment, no side of a report, not what would be. Over all days, either clock
        // gives the same.
        let is_plain = asked == Asked { dated: asked.dated, ..Asked::now(asked.of.clone(), plain) };
        is_plain.then(|| value.replace('.', "").parse().ok()).flatten().map(|units| (asked, units))
    };
    (0..shown.length()).filter_map(figure).collect()
}
