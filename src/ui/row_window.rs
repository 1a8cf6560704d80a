//! Which rows of a long list are in view: only those are on the page, however long the list is, and a few around them that are
//! ready before somebody scrolls. While one moment follows the other nobody does, and those wait.

use super::format;
use super::sheet::Row;
use super::tall_list::TallList;
use crate::app::state::App;
use crate::app::timer::Timer;
use crate::wording::say;
use leptos::html::{Main, Tbody};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// The height of a row, as `--row` says in style/tokens.css.
const ROW: f64 = 62.0;
/// Rows kept ready above and below.
const SPARE: f64 = 4.0;
/// So long after the last step through time the spare rows come back.
const REST: Duration = Duration::from_millis(200);
/// Longer lists are not printed whole: that would be far more than a hundred pages.
const PRINTED: u64 = 2000;
/// Who goes further at once does not scroll but leaps: the smallest step on the scrollbar of a list that has to be shifted is longer.
const LEAP: f64 = 3000.0;

/// Some rows of a list, and the room that the others take.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct RowWindow {
    /// The first row, counted from 0.
    pub(super) first: u64,
    /// How many rows.
    pub(super) rows: u64,
    /// Pixels above them.
    pub(super) above: f64,
    /// Pixels below them.
    pub(super) below: f64,
}

/// Where a list lies on the page, in pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
struct View {
    /// How much of the list lies above what is in view; below nothing where it begins further down.
    hidden: f64,
    /// How much is in view of the page.
    tall: f64,
    /// Which [piece](TallList) of the list is in view.
    piece: u32,
    /// Whether it was leapt to, and the leap is not over.
    leaping: bool,
}

/// A place in a list, to come back to.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Place {
    piece: u32,
    scrolled: i32,
}

/// The rows in view of a list that scrolls with the page.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// Which they are.
    pub(super) window: Memo<RowWindow>,
    main: NodeRef<Main>,
    body: NodeRef<Tbody>,
    total: Signal<u64>,
    view: RwSignal<View>,
    printing: RwSignal<bool>,
    resting: Timer,
}

impl RowWindow {
    /// The rows to show of `total`: those in view, and so many more above and below.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "rows and pixels are small and whole enough"
    )]
    fn at(view: View, spare: f64, total: u64) -> Self {
        let list = list_of(total);
        let shift = list.shift(view.piece);
        // With rows to spare, there are as many wherever the list begins: scrolling then changes less.
        let tall = if spare > 0.0 { view.tall } else { view.tall + view.hidden.min(0.0) };
        let top = ((view.hidden.clamp(0.0, list.height()) + shift) / ROW).floor();
        // Steps of a few rows: most of the scrolling changes nothing on the page.
        let first = (((top - spare) / 4.0).floor() * 4.0).max(0.0) as u64;
        let wanted = (tall / ROW + 2.0 * spare + 4.0).ceil() as u64;
        let first = first.min(total.saturating_sub(wanted));
        let rows = wanted.min(total - first);
        let above = (first as f64 * ROW - shift).clamp(0.0, list.height());
        let below = (list.height() - above - rows as f64 * ROW).max(0.0);
        Self { first, rows, above, below }
    }

    /// The rows to print: all of them, or those in view where they are too many, and no room for the others.
    fn on_paper(view: View, total: u64) -> Self {
        let seen = Self { above: 0.0, below: 0.0, ..Self::at(view, 0.0, total) };
        if total <= PRINTED { Self { first: 0, rows: total, ..seen } } else { seen }
    }
}

#[expect(clippy::cast_precision_loss, reason = "rows are few enough")]
const fn list_of(rows: u64) -> TallList {
    TallList::new(rows as f64 * ROW)
}

/// Follows the scrolling of the page over a list of `total` rows.
pub(super) fn follow(app: App, main: NodeRef<Main>, body: NodeRef<Tbody>, total: Signal<u64>) -> Rows {
    let tall = f64::from(window_height());
    let view = RwSignal::new(View { hidden: 0.0, tall, piece: 0, leaping: false });
    let moving = moving(app);
    let printing = RwSignal::new(false);
    let window = Memo::new(move |_| {
        if printing.get() {
            return RowWindow::on_paper(view.get(), total.get());
        }
        RowWindow::at(view.get(), if moving.get() { 0.0 } else { SPARE }, total.get())
    });
    let rows = Rows { window, main, body, total, view, printing, resting: Timer::idle() };
    // In a hidden tab no frame comes: the list is looked at when it scrolls, not when it is painted.
    let listener = Closure::<dyn Fn()>::new(move || rows.look());
    let listener = StoredValue::new_local(listener);
    crate::app::follow::follow(move |_| {
        if let Some(main) = main.get() {
            listener.with_value(|listener| {
                let callback = listener.as_ref().unchecked_ref();
                let _ = main.add_event_listener_with_callback("scroll", callback);
            });
            rows.look();
        }
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| rows.look());
    let to_paper = window_event_listener(leptos::ev::beforeprint, move |_| printing.set(true));
    let from_paper = window_event_listener(leptos::ev::afterprint, move |_| printing.set(false));
    on_cleanup(move || {
        resized.remove();
        to_paper.remove();
        from_paper.remove();
        if let Some(main) = main.get_untracked() {
            listener.with_value(|listener| {
                let callback = listener.as_ref().unchecked_ref();
                let _ = main.remove_event_listener_with_callback("scroll", callback);
            });
        }
    });
    rows
}

impl Rows {
    /// What to say on paper of a list that is not printed whole.
    pub(super) fn not_printed(self) -> impl IntoView {
        move || {
            let (total, printed) = (self.total.get(), self.window.get().rows);
            (self.printing.get() && printed < total).then(|| {
                let figures = [
                    ("printed", &*format::count(printed)),
                    ("total", &*format::count(total)),
                    ("most", &*format::count(PRINTED)),
                ];
                view! { <p class="print-note">{say("list.not-printed", &figures)}</p> }
            })
        }
    }

    /// Looks where the list lies by now.
    fn look(self) {
        // On paper nothing is scrolled, and what is printed stays as it was seen.
        if self.printing.get_untracked() {
            return;
        }
        let Some((hidden, tall)) = self.measured() else { return };
        let before = self.view.get_untracked();
        let list = list_of(self.total.get_untracked());
        let leaping = list.is_shifted() && (before.leaping || (hidden - before.hidden).abs() > LEAP);
        let piece = match (list.is_shifted(), leaping) {
            (false, _) => 0,
            (true, false) => before.piece,
            (true, true) => list.leapt(hidden, tall),
        };
        self.view.set(View { hidden, tall, piece, leaping });
        if !list.is_shifted() {
            return;
        }
        self.resting.stop();
        if !leaping && (hidden < tall || hidden > list.height() - 2.0 * tall) {
            // Here what is laid out may end where the list does not.
            self.rest();
        } else {
            self.resting.start(REST, move || self.rest());
        }
    }

    /// Has the shift follow, where somebody has scrolled away from it: nothing moves on the screen.
    fn rest(self) {
        let Some(view) = self.view.try_get_untracked() else { return };
        let list = list_of(self.total.get_untracked());
        let place = view.hidden + list.shift(view.piece);
        let piece = list.piece_at(place);
        if piece == view.piece {
            self.view.update_untracked(|view| view.leaping = false);
        } else {
            self.show(piece, place);
        }
    }

    /// Scrolls so that this much of the list is above what is in view, which belongs to this piece of it.
    #[expect(clippy::cast_possible_truncation, reason = "pixels are small and whole enough")]
    fn show(self, piece: u32, place: f64) {
        let (Some(main), Some((hidden, _))) = (self.main.get_untracked(), self.measured()) else { return };
        let wanted = place - list_of(self.total.get_untracked()).shift(piece);
        self.scroll_to(main.scroll_top() + (wanted - hidden).round() as i32, piece);
    }

    /// Scrolls the page, to this piece of the list: no leap, however far it is.
    fn scroll_to(self, scrolled: i32, piece: u32) {
        let Some(main) = self.main.get_untracked() else { return };
        main.set_scroll_top(scrolled);
        if let Some((hidden, tall)) = self.measured() {
            self.view.set(View { hidden, tall, piece, leaping: false });
        }
    }

    /// How much of the list lies above what is in view, and how much is in view of the page.
    fn measured(self) -> Option<(f64, f64)> {
        let (main, body) = (self.main.get_untracked()?, self.body.get_untracked()?);
        let hidden = main.get_bounding_client_rect().top() - body.get_bounding_client_rect().top();
        Some((hidden, f64::from(main.client_height())))
    }

    /// Scrolls to a row, counted from 0, unless it is in view.
    #[expect(clippy::cast_precision_loss, reason = "rows are few enough")]
    pub(super) fn bring(self, row: u64) {
        let Some((hidden, tall)) = self.measured() else { return };
        let list = list_of(self.total.get_untracked());
        let (above, place) =
            (hidden + list.shift(self.view.with_untracked(|view| view.piece)), row as f64 * ROW);
        if place < above || place + ROW > above + tall {
            let place = place - tall / 3.0;
            self.show(list.piece_at(place), place);
        }
    }

    /// Where the list is scrolled to.
    pub(super) fn place(self) -> Option<Place> {
        let scrolled = self.main.get_untracked()?.scroll_top();
        Some(Place { piece: self.view.with_untracked(|view| view.piece), scrolled })
    }

    /// Scrolls back to a place.
    pub(super) fn back_to(self, place: Place) {
        self.scroll_to(place.scrolled, place.piece);
    }
}

/// Whether one moment follows the other, as while the slider is dragged. A single step, or a jump, is none of that.
fn moving(app: App) -> RwSignal<bool> {
    let moving = RwSignal::new(false);
    let timer = Timer::idle();
    crate::app::follow::follow(move |before: Option<u64>| {
        let position = app.session.position();
        if before.is_some_and(|before| before != position) {
            if timer.stop() && !moving.get_untracked() {
                moving.set(true);
            }
            timer.start(REST, move || {
                if moving.try_get_untracked() == Some(true) {
                    moving.set(false);
                }
            });
        }
        position
    });
    moving
}

/// The room that the rows above or below take.
pub(super) fn gap(height: impl Fn() -> f64 + Send + Sync + 'static) -> impl IntoView {
    #[expect(clippy::cast_possible_truncation, reason = "a pixel more or less is not seen")]
    let height = Memo::new(move |_| height() as i64);
    view! {
        <tr class="gap" aria-hidden="true"><td style:height=move || format!("{}px", height.get())></td></tr>
    }
}

/// Numbers rows as a table of which only some are on the page does.
pub(super) fn numbered(mut rows: Vec<Row>, first: u64) -> Vec<Row> {
    for (row, index) in rows.iter_mut().zip(first..) {
        row.own.insert(0, ("aria-rowindex", Some(index.to_string())));
    }
    rows
}

fn window_height() -> u32 {
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(800.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a screen's height is small")]
    let height = height as u32;
    height
}
