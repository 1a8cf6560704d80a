//! Which rows of a long list are in view: only those are on the page, however long the list is, and a few around them that are
//! ready before somebody scrolls. While one moment follows the other nobody does, and those wait.

use super::sheet::Row;
use crate::app::state::App;
use leptos::html::{Main, Tbody};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Element;

/// The height of a row, as `--row` says in style/tokens.css.
const ROW: f64 = 62.0;
/// Rows kept ready above and below.
const SPARE: f64 = 4.0;
/// So long after the last step through time the spare rows come back.
const REST: Duration = Duration::from_millis(200);
/// Browsers can't lay out elements of any height: a list that would be taller is scrolled faster instead.
const TALLEST: f64 = 12_000_000.0;

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
        let hidden = view.hidden.max(0.0);
        // With rows to spare, there are as many wherever the list begins: scrolling then changes less.
        let tall = if spare > 0.0 { view.tall } else { view.tall + view.hidden.min(0.0) };
        let full = total as f64 * ROW;
        let height = full.min(TALLEST);
        let speed = if height > 0.0 { full / height } else { 1.0 };
        let top = (hidden.clamp(0.0, height) * speed / ROW).floor();
        // Steps of a few rows: most of the scrolling changes nothing on the page.
        let first = (((top - spare) / 4.0).floor() * 4.0).max(0.0) as u64;
        let wanted = (tall / ROW + 2.0 * spare + 4.0).ceil() as u64;
        let first = first.min(total.saturating_sub(wanted));
        let rows = wanted.min(total - first);
        let above = if speed > 1.0 {
            (hidden - (top - first as f64) * ROW).clamp(0.0, height)
        } else {
            first as f64 * ROW
        };
        let below = (height - above - rows as f64 * ROW).max(0.0);
        Self { first, rows, above, below }
    }
}

/// Follows the scrolling of the page over a list of `total` rows.
pub(super) fn follow(
    app: App,
    main: NodeRef<Main>,
    body: NodeRef<Tbody>,
    total: Signal<u64>,
) -> Memo<RowWindow> {
    let view = RwSignal::new(View { hidden: 0.0, tall: f64::from(window_height()) });
    let moving = moving(app);
    let look = move || {
        let (Some(main), Some(body)) = (main.get_untracked(), body.get_untracked()) else { return };
        let hidden = main.get_bounding_client_rect().top() - body.get_bounding_client_rect().top();
        view.set(View { hidden, tall: f64::from(main.client_height()) });
    };
    // In a hidden tab no frame comes: the list is looked at when it scrolls, not when it is painted.
    let listener = Closure::<dyn Fn()>::new(look);
    let listener = StoredValue::new_local(listener);
    crate::app::follow::follow(move |_| {
        if let Some(main) = main.get() {
            listener.with_value(|listener| {
                let callback = listener.as_ref().unchecked_ref();
                let _ = main.add_event_listener_with_callback("scroll", callback);
            });
            look();
        }
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| look());
    on_cleanup(move || {
        resized.remove();
        if let Some(main) = main.get_untracked() {
            listener.with_value(|listener| {
                let callback = listener.as_ref().unchecked_ref();
                let _ = main.remove_event_listener_with_callback("scroll", callback);
            });
        }
    });
    Memo::new(move |_| RowWindow::at(view.get(), if moving.get() { 0.0 } else { SPARE }, total.get()))
}

/// Whether one moment follows the other, as while the slider is dragged. A single step, or a jump, is none of that.
fn moving(app: App) -> RwSignal<bool> {
    let moving = RwSignal::new(false);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop =
        move || waiting.try_update_value(Option::take).flatten().map(|handle| handle.clear()).is_some();
    crate::app::follow::follow(move |before: Option<u64>| {
        let position = app.session.position();
        if before.is_some_and(|before| before != position) {
            if stop() && !moving.get_untracked() {
                moving.set(true);
            }
            let rest = move || {
                let _ = waiting.try_set_value(None);
                if moving.try_get_untracked() == Some(true) {
                    moving.set(false);
                }
            };
            waiting.set_value(set_timeout_with_handle(rest, REST).ok());
        }
        position
    });
    on_cleanup(move || {
        let _ = stop();
    });
    moving
}

/// Scrolls to a row, counted from 0, unless it is in view; `body` is where the list begins.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "pixels are small and whole enough"
)]
pub(super) fn bring(main: &Element, body: &Element, row: u64) {
    let begins = body.get_bounding_client_rect().top() - main.get_bounding_client_rect().top();
    let (at, tall) = (begins + row as f64 * ROW, f64::from(main.client_height()));
    if at < 0.0 || at + ROW > tall {
        main.set_scroll_top(main.scroll_top() + (at - tall / 3.0) as i32);
    }
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
