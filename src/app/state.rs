//! The page's state: which page, which moment, which dialog. Everything on the screen is a function of it and of
//! the open book.

use super::address::{Address, Page};
use super::address_bar;
use super::asked::Asked;
use super::follow::follow;
use super::gesture::Gesture;
use super::playback::{self, Speed};
use super::proving::Proving;
use super::read_models::ReadModels;
use super::rules::Rules;
use super::scripting;
use super::session::{Phase, Session};
use super::streams::Streams;
use super::stretch::Stretch;
use super::what_if::WhatIf;
use super::zoom::Zoom;
use crate::book::Book;
use crate::event_sourcing::{EventId, Sequence, Timestamp, What};
use crate::ledger::{AccountId, ValueDate};
use crate::record::LedgerCodec;
use crate::reports::Moment;
use crate::wording::{say, word};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A handle to the page's state; every component finds it in its context.
#[derive(Clone, Copy)]
pub struct App {
    /// The open book and the shelf it stands on.
    pub session: Session,
    /// Where its public events go.
    pub streams: Streams,
    /// What would be, had something been otherwise.
    pub what_if: WhatIf,
    /// Page and filters. Its `at` is what the address said last; where the slider is, the session says.
    pub address: RwSignal<Address>,
    /// How closely the timeline looks at the history.
    pub zoom: Zoom,
    /// The gesture whose dialog is open.
    pub asking: RwSignal<Option<Gesture>>,
    /// Whether the history is playing.
    pub playing: RwSignal<bool>,
    /// How fast.
    pub speed: RwSignal<Speed>,
    /// What the live region says.
    pub spoken: RwSignal<String>,
    /// What the last import did, in words: as long as its book and the page stay the same.
    pub told: RwSignal<Option<String>>,
    /// What has to be said on every page until it is dismissed: what the address asked for that there is not, what could not be
    /// done.
    pub notice: RwSignal<Option<String>>,
    /// Raised each time the search wants the cursor.
    pub search_wanted: RwSignal<u32>,
    /// What nobody follows.
    quiet: StoredValue<Quiet>,
}

/// What the state keeps beside its signals; a handle to it stays small.
#[derive(Clone, Copy)]
struct Quiet {
    /// Read models made when a report asks for them.
    read_models: ReadModels,
    /// The rules over all of history.
    rules: Rules,
    /// The proof of the open book.
    proving: Proving,
    /// Whether the moment the address names has been gone to.
    arrived: bool,
    /// What was put on the screen last: the moment, and the length of the log.
    painted: (u64, u64),
    /// The past moment that was looked at last.
    looked_at: Option<u64>,
    /// Whether the browser is on its way back from a question that was closed.
    leaving: StoredValue<bool>,
    /// What was asked for while the book was still being read.
    wanted: RwSignal<Option<Gesture>>,
}

impl App {
    /// The state of a page that was just opened at some address.
    pub fn begin(session: Session) -> Self {
        let named = address_bar::read();
        let address = RwSignal::new(named.kept());
        let app = Self {
            session,
            streams: Streams::attach(session),
            what_if: WhatIf::attach(session),
            address,
            zoom: Zoom::attach(session, address, named.stretch),
            asking: RwSignal::new(None),
            playing: RwSignal::new(false),
            speed: RwSignal::new(Speed::Events(10)),
            spoken: RwSignal::new(String::new()),
            told: RwSignal::new(None),
            notice: RwSignal::new(None),
            search_wanted: RwSignal::new(0),
            quiet: StoredValue::new(Quiet {
                read_models: ReadModels::new(session),
                rules: Rules::new(),
                proving: Proving::new(),
                arrived: false,
                painted: (0, 0),
                looked_at: None,
                leaving: StoredValue::new(false),
                wanted: RwSignal::new(None),
            }),
        };
        provide_context(app);
        let mut named = Some(named);
        // A book that was just opened shows the moment the address names.
        follow(move |_| {
            if app.session.phase() == Phase::Open && app.session.is_whole() {
                app.session.go_to(app.address.read_untracked().at);
                app.zoom.look_again();
                if let Some(named) = named.take() {
                    app.tell_of(&named);
                    app.mend_second();
                    if named.why.is_some() {
                        app.ask_again(named.why);
                    }
                }
                if let Some(wanted) = app.wanted().try_update(Option::take).flatten() {
                    app.perform(wanted);
                }
                app.quiet.update_value(|quiet| quiet.arrived = true);
            }
        });
        // New events are run through the rules, wherever they came from.
        follow(move |before: Option<u64>| {
            let (opening, count) = (app.session.openings(), app.session.count());
            if app.session.is_whole() {
                app.rules().take_in(app, count);
                if before.is_some_and(|before| before != opening) {
                    app.rules().look_again();
                }
            }
            opening
        });
        // Whatever is new, or shown now, is proven once the page is at rest.
        follow(move |_| {
            let _followed = (app.session.openings(), app.session.count(), app.session.position(), app.page());
            if app.session.is_whole() {
                app.proving().wake(app);
            }
        });
        follow(move |_| {
            if app.session.is_past() {
                let position = app.session.position();
                app.quiet.update_value(|quiet| quiet.looked_at = Some(position));
            }
        });
        address_bar::attach(app);
        app
    }

    /// Called when the page is there: from now on scripts may ask what is on it.
    pub fn ready(self) {
        // Effects run in the order they were made: what this one notes, the others have put on the screen.
        follow(move |_| {
            let painted = (self.session.position(), self.session.count());
            self.quiet.update_value(|quiet| quiet.painted = painted);
        });
        scripting::attach(self);
    }

    /// Whether what the session says is on the screen.
    pub(super) fn is_shown(self) -> bool {
        untrack(|| match self.session.phase() {
            Phase::Opening => false,
            Phase::NoBook | Phase::Failed(_) => true,
            Phase::Open => {
                let wanted = (self.session.position(), self.session.count());
                let quiet = self.quiet.get_value();
                (quiet.arrived || !self.session.is_whole_untracked()) && quiet.painted == wanted
            }
        })
    }

    /// The state of this page.
    pub fn get() -> Self {
        expect_context()
    }

    /// Read models made when a report asks for them.
    pub fn read_models(self) -> ReadModels {
        self.quiet.get_value().read_models
    }

    /// The rules over all of history.
    pub fn rules(self) -> Rules {
        self.quiet.get_value().rules
    }

    /// The proof of the open book.
    pub fn proving(self) -> Proving {
        self.quiet.get_value().proving
    }

    /// What was asked for while the book was still being read; done as soon as it is.
    pub fn wanted(self) -> RwSignal<Option<Gesture>> {
        self.quiet.get_value().wanted
    }

    /// Whether the browser is on its way back from a question that was closed.
    pub(super) fn leaving(self) -> StoredValue<bool> {
        self.quiet.get_value().leaving
    }

    /// The past moment that was looked at last, where one was.
    pub fn looked_at(self) -> Option<u64> {
        self.quiet.get_value().looked_at
    }

    /// The page shown.
    pub fn page(self) -> Page {
        self.address.read().page
    }

    /// The book at the moment shown. Followed: whoever asks is asked again when the moment or the book changes.
    pub fn moment<R>(self, look: impl FnOnce(&Moment<'_, LedgerCodec>) -> R) -> Option<R> {
        self.moment_at(self.session.position(), look)
    }

    /// The book after this many events.
    pub fn moment_at<R>(self, position: u64, look: impl FnOnce(&Moment<'_, LedgerCodec>) -> R) -> Option<R> {
        let look = |book: &Book| {
            let position = Sequence::new(position)?.min(book.log().head());
            let ledger = book.ledger_at(position).ok()?;
            let (log, past, prepared) = (book.log(), book.past(), book.prepared());
            Some(look(&Moment { log, past, prepared, ledger: &ledger, position }))
        };
        self.session.with_book(look).flatten()
    }

    /// When the last event of the moment shown was recorded; `None` before the first.
    pub fn recorded_at(self) -> Option<Timestamp> {
        let position = self.session.position();
        self.session.with_book(|book| book.past().times().at(Sequence::new(position)?)).flatten()
    }

    /// Why the moment shown can't be shown, where it can't.
    pub fn unreadable(self) -> Option<String> {
        let position = self.session.position();
        let read = |book: &Book| book.ledger_at(Sequence::new(position)?).err().map(|why| why.to_string());
        self.session.with_book(read).flatten()
    }

    /// The address of the page that is open, at another moment: after this many events.
    pub fn address_at(self, position: u64) -> String {
        Address { at: Some(position), ..self.address.get() }.to_string()
    }

    /// The address of the page and the moment shown.
    pub fn shown_address(self) -> Address {
        let at = self.session.is_past().then(|| self.session.position());
        Address { at, stretch: self.zoom.stretch(), ..self.address.get() }
    }

    pub(super) fn shown_address_untracked(self) -> Address {
        untrack(|| self.shown_address())
    }

    /// The same with the explanation that is open: what the address bar says.
    pub(super) fn whole_address(self) -> Address {
        let why = match &*self.asking.read() {
            Some(Gesture::Explain(asks)) => Some(asks.0.clone()),
            _ => None,
        };
        Address { why, ..self.shown_address() }
    }

    /// Makes the address bar say what is shown, without waiting until everything rests.
    pub fn write_address(self) {
        let shown = untrack(|| self.is_settled().then(|| self.whole_address()));
        if let Some(shown) = shown.filter(|shown| *shown != address_bar::read()) {
            address_bar::replace(self, &shown);
        }
    }

    /// The page shown, or another where that one belongs to the book that was open before.
    pub fn page_untracked_or(self, other: Page) -> Page {
        match self.address.read_untracked().page {
            Page::Account(_) => other,
            page => page,
        }
    }

    /// Shows another book, which was just opened, at an address of its own.
    pub fn start_over(self, address: Address) {
        address_bar::push(self, &address);
        self.forget_looks();
        // What was said of the book before is not true of this one.
        self.told.set(None);
        self.arrive(address);
    }

    /// What was looked at has other numbers in another history.
    fn forget_looks(self) {
        self.zoom.look_at(None);
        self.quiet.update_value(|quiet| quiet.looked_at = None);
    }

    pub(super) fn is_settled(self) -> bool {
        !self.playing.get() && self.session.phase() != Phase::Opening && !self.what_if.is_busy()
    }

    /// Whether the branch is what is shown there.
    pub(super) fn is_of_branch(self, address: &Address) -> bool {
        address.page != Page::WhatIf && self.session.is_in_branch_untracked()
    }

    /// Shows what an entry of the browser's history says: the branch, where that was shown and there still is one.
    pub(super) fn come_to(self, address: Address, of_branch: bool) {
        if of_branch && !self.session.is_in_branch_untracked() && untrack(|| self.what_if.is_open()) {
            return self.come_back_into_branch(address);
        }
        // A link within the branch made an entry that does not say so yet.
        if !of_branch && self.is_of_branch(&address) {
            address_bar::replace(self, &address);
        }
        self.arrive(address);
    }

    /// Shows what an address says.
    pub(super) fn arrive(self, address: Address) {
        self.playing.set(false);
        // Nor is it found again after another page, where more may have been recorded.
        if address.page != self.address.read_untracked().page {
            self.told.set(None);
        }
        // There the branch stands beside the book.
        if address.page == Page::WhatIf && self.session.is_in_branch_untracked() {
            self.session.step_out();
            self.spoken.set(word("done.step-out").to_owned());
            self.forget_looks();
        }
        self.session.go_to(address.at);
        self.tell_of(&address);
        self.ask_again(address.why.clone());
        // An address that says nothing of the timeline leaves it as it is.
        if address.stretch.is_some() {
            self.zoom.look_at(address.stretch);
        }
        self.address.set(address.kept());
        self.mend_second();
    }

    /// Tells what an address asks for that there is not.
    fn tell_of(self, address: &Address) {
        let count = self.session.count_untracked();
        let later = address.beyond(count);
        let misread = later != [None; 2] || !address.left_out.is_empty();
        self.notice.set(misread.then(|| misread_words(later, count, &address.left_out)));
    }

    /// Compares with the last event where the address named a later one.
    fn mend_second(self) {
        let (count, with) = (self.session.count_untracked(), self.address.read_untracked().with);
        if self.session.is_whole_untracked() && with.is_some_and(|with| with > count) {
            self.address.update(|address| address.with = Some(count));
        }
    }

    /// Opens the explanation that an address asks for, or none.
    fn ask_again(self, why: Option<Asked>) {
        let asks = why.map(|asked| Gesture::Explain(Box::new((asked, None))));
        self.asking.set(asks.filter(|asks| untrack(|| self.offers(asks))));
    }

    /// Whether this moment offers to write in the open book. Followed.
    pub fn offers_to_write(self) -> bool {
        !self.session.is_past() && self.session.is_whole() && self.session.read_only().is_none()
    }

    /// Whether a gesture can be made at all at this moment.
    pub fn offers(self, gesture: &Gesture) -> bool {
        match gesture {
            book if book.needs_the_book() && self.session.is_in_branch() => false,
            // A book that can only be looked at need not be the only one, nor stay.
            Gesture::NewBook | Gesture::DeleteBook(_) => {
                !self.session.is_past() && self.session.is_writable()
            }
            streams if streams.streams() => !self.session.is_past(),
            writes if writes.writes() => self.offers_to_write(),
            Gesture::Help | Gesture::OpenBook(_) => true,
            // Of a book that is still being read, there is nothing to be shown but its state now.
            _ => self.session.is_whole(),
        }
    }

    /// Why a gesture can't be made at this moment, where it can't.
    pub fn why_not(self, gesture: &Gesture) -> Option<String> {
        if self.offers(gesture) {
            return None;
        }
        if self.session.is_in_branch() && gesture.needs_the_book() {
            return Some(word("gesture.not-in-branch").to_owned());
        }
        if self.session.is_past() {
            return Some(word("gesture.only-now").to_owned());
        }
        Some(self.session.read_only().unwrap_or_else(|| word("gesture.not-yet").to_owned()))
    }

    /// The account whose page is open.
    fn account_shown(self) -> Option<AccountId> {
        match self.address.read_untracked().page {
            Page::Account(id) => Some(id),
            _ => None,
        }
    }

    /// What a gesture means where it is made: on the page of the what-if, and in the branch, nothing is entered in the book, and
    /// nothing undone there.
    pub fn meant_here(self, gesture: Gesture) -> Gesture {
        let in_what_if = self.address.read_untracked().page == Page::WhatIf;
        let in_branch = self.session.is_in_branch_untracked();
        match gesture.about(self.account_shown()) {
            enters if in_what_if && enters.enters() => Gesture::InWhatIf(Box::new(enters)),
            steps @ (Gesture::Undo | Gesture::Redo) if in_what_if => Gesture::InWhatIf(Box::new(steps)),
            writes if in_branch && writes.writes() && untrack(|| self.offers(&writes)) => {
                Gesture::InWhatIf(Box::new(writes))
            }
            gesture => gesture,
        }
    }

    /// Does what a gesture means; what still needs asking is asked.
    pub fn perform(self, gesture: Gesture) {
        let gesture = self.meant_here(gesture);
        // Of a book that is still being read, where a figure comes from is told as soon as that is known.
        if matches!(gesture, Gesture::Explain(_)) && !self.session.is_whole_untracked() {
            return self.wanted().set(Some(gesture));
        }
        if !untrack(|| self.offers(&gesture)) {
            return;
        }
        let session = self.session;
        let (count, position) = (session.count_untracked(), session.position_untracked());
        match gesture {
            Gesture::PreviousEvent => self.drag(position.saturating_sub(1)),
            Gesture::NextEvent => self.drag(position + 1),
            Gesture::Drag(position) => self.drag(position),
            Gesture::PlayOrPause if self.playing.get_untracked() => self.playing.set(false),
            Gesture::PlayOrPause => playback::play(self),
            Gesture::Now => self.jump(count),
            Gesture::GoTo(position) => self.jump(position),
            Gesture::ZoomIn | Gesture::ZoomOut | Gesture::WholeHistory => self.look(&gesture),
            Gesture::Show(page) => self.visit(Address::of(page, untrack(|| self.shown_on(page)))),
            Gesture::Search => {
                if self.address.read_untracked().page != Page::Journal {
                    self.visit(Address::of(Page::Journal, self.shown_address_untracked().at));
                }
                self.search_wanted.update(|times| *times += 1);
            }
            Gesture::OpenBook(key) => spawn_local(async move {
                match session.open_book(key).await {
                    Ok(()) => self.start_over(Address::of(self.page_untracked_or(Page::Accounts), None)),
                    Err(why) => {
                        self.spoken.set(why.to_string());
                        self.notice.set(Some(why.to_string()));
                    }
                }
            }),
            Gesture::PauseDestination(id) => self.pause_destination(id, true),
            Gesture::ResumeDestination(id) => self.pause_destination(id, false),
            Gesture::LeaveOut(entry) => self.leave_out(entry),
            Gesture::StepIntoBranch => self.step_into_branch(),
            Gesture::Explain(_) => self.explain(gesture),
            asks => self.asking.set(Some(asks)),
        }
    }

    /// Whether the dialog that is open asks about the what-if.
    pub fn asks_in_what_if(self) -> bool {
        matches!(*self.asking.read_untracked(), Some(Gesture::InWhatIf(_) | Gesture::Replace(_)))
    }

    /// The day that what is entered counts for at first: today, or in the what-if the day of the moment shown.
    pub fn day_of_entry(self) -> ValueDate {
        let past = self.asks_in_what_if() && untrack(|| self.session.is_past());
        let at = untrack(|| self.recorded_at()).filter(|_| past);
        let day = at.and_then(|at| i32::try_from(at.millis().div_euclid(86_400_000)).ok());
        day.and_then(ValueDate::from_days).unwrap_or_else(|| self.session.today())
    }

    /// Where an event stands.
    pub fn find(self, event: EventId) -> Option<Sequence> {
        self.session.with_book_untracked(|book| book.past().find(event)).flatten()
    }

    /// Shows the moment right after an event.
    pub fn go_to_event(self, event: EventId) {
        if let Some(at) = self.find(event) {
            self.perform(Gesture::GoTo(at.get()));
        }
    }

    #[inline(never)]
    fn leave_out(self, entry: EventId) {
        let Some(at) = self.find(entry) else { return };
        self.asking.set(None);
        let wish = self.what_if.wish(What::LeftOut(at));
        if !self.session.is_in_branch_untracked() {
            self.visit(Address::of(Page::WhatIf, self.shown_address_untracked().at));
        }
        spawn_local(async move {
            match self.what_if.change(wish).await {
                Ok(()) => {
                    self.spoken.set(word("done.leave-out").to_owned());
                    self.show_branch().await;
                }
                Err(why) => self.notice.set(Some(why.to_string())),
            }
        });
    }

    #[inline(never)]
    fn pause_destination(self, id: String, paused: bool) {
        spawn_local(async move {
            let said = match self.streams.pause(&id, paused).await {
                Ok(()) => {
                    word(if paused { "done.pause-destination" } else { "done.resume-destination" }).to_owned()
                }
                Err(why) => why.to_string(),
            };
            self.spoken.set(said);
        });
    }

    /// Looks at more or less of the history, around the moment shown.
    fn look(self, gesture: &Gesture) {
        let (count, position) = (self.session.count_untracked(), self.session.position_untracked());
        let shown = untrack(|| self.zoom.stretch());
        let wanted = match gesture {
            Gesture::ZoomIn => Stretch::closer(shown, position, count),
            Gesture::ZoomOut => shown.and_then(|stretch| stretch.wider(position, count)),
            _ => None,
        };
        self.zoom.look_at(wanted);
        let (from, to) = untrack(|| self.zoom.ends(count));
        let key = if to - from == count { "timeline.whole" } else { "timeline.stretch" };
        let (from, to) = (from.to_string(), to.to_string());
        self.spoken.set(say(key, &[("from", &from), ("to", &to), ("count", &count.to_string())]));
    }

    /// Shows another moment without a new entry in the browser's history.
    fn drag(self, position: u64) {
        self.playing.set(false);
        self.session.go_to((position < self.session.count_untracked()).then_some(position));
    }

    /// Shows another moment; Back returns to the one before.
    fn jump(self, position: u64) {
        let before = self.shown_address_untracked();
        self.write_address();
        self.drag(position);
        let after = self.shown_address_untracked();
        if before != after {
            address_bar::push(self, &after);
        }
    }

    /// Shows another page; Back returns to this one.
    fn visit(self, address: Address) {
        self.write_address();
        address_bar::push(self, &address);
        self.arrive(address);
    }
}

/// Apart from its place: hardly any first screen says it.
#[inline(never)]
fn misread_words(later: [Option<u64>; 2], count: u64, left_out: &[String]) -> String {
    let count = count.to_string();
    let keys = ["address.no-such-moment", "address.no-such-second"];
    let later = keys.into_iter().zip(later).filter_map(|(key, event)| {
        let event = event?.to_string();
        Some(say(key, &[("event", &event), ("count", &count)]))
    });
    let parts = left_out.join(", ");
    let left_out = (!parts.is_empty()).then(|| say("address.left-out", &[("parts", &parts)]));
    later.chain(left_out).collect::<Vec<_>>().join(" ")
}
