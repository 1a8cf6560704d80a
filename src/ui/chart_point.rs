//! The point of a line that is pointed at, or chosen with the arrow keys: it says its figure, and pressed explains it.

use super::balance_chart::{Drawing, HEIGHT, WIDTH};
use super::format;
use crate::app::state::App;
use crate::event_sourcing::Sequence;
use crate::reports::Point;
use crate::wording::{say, word};
use leptos::html::Button;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, MouseEvent};

/// How many points PageUp and PageDown go.
const PAGE: usize = 10;

/// A point of the line, and where it is drawn.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Spot {
    /// In the drawing's own units.
    pub(super) place: (i128, i128),
    /// What it says.
    pub(super) point: Point,
}

/// What is said of a point.
#[derive(Clone, PartialEq)]
struct Said {
    name: String,
    asked: String,
    value: String,
    text: String,
    moment: String,
    place: (i128, i128),
}

/// One button over the whole plot, which stands for the point that is chosen; the last where none is.
#[component]
pub(super) fn ChosenPoint(
    /// The line.
    drawing: Memo<Drawing>,
) -> impl IntoView {
    let app = App::get();
    // By the event after which it is: the line may get other points.
    let chosen = RwSignal::new(None::<Sequence>);
    let button = NodeRef::<Button>::new();
    let said = Memo::new(move |_| {
        let drawing = drawing.read();
        drawing.spots.get(drawing.at(chosen.get())).and_then(|spot| say_of(&drawing, spot))
    });
    let part = move |part: fn(&Said) -> &String| move || said.read().as_ref().map(|said| part(said).clone());
    let pointed = move |event: &MouseEvent| {
        let Some(button) = button.get_untracked() else { return };
        let room = button.get_bounding_client_rect();
        let share = (f64::from(event.client_x()) - room.left()) / room.width().max(1.0);
        chosen.set(untrack(|| drawing.read().nearest(share)));
    };
    // When the page moves under a pointer that rests, nobody has pointed at anything.
    let moved = move |event: &MouseEvent| {
        if event.movement_x() != 0 || event.movement_y() != 0 {
            pointed(event);
        }
    };
    let go = move |wanted: usize| {
        let drawing = drawing.read_untracked();
        let wanted = wanted.min(drawing.spots.len().saturating_sub(1));
        let wanted = drawing.spots.get(wanted).map(|spot| spot.point.position);
        drop(drawing);
        chosen.set(wanted);
    };
    let focused = move |_| {
        if chosen.get_untracked().is_none() {
            go(usize::MAX);
        }
    };
    let pressed = move |event: KeyboardEvent| {
        let now = drawing.read_untracked().at(chosen.get_untracked());
        go(match event.key().as_str() {
            "ArrowLeft" => now.saturating_sub(1),
            "ArrowRight" => now + 1,
            "PageDown" => now.saturating_sub(PAGE),
            "PageUp" => now + PAGE,
            "Home" => 0,
            "End" => usize::MAX,
            _ => return,
        });
        event.prevent_default();
        // A name that changes under the focus is not read by every reader of screens.
        app.spoken.set(untrack(|| part(|said| &said.name)()).unwrap_or_default());
    };
    view! {
        <button type="button" class="why plot-point" node_ref=button hidden=move || said.read().is_none()
            aria-label=part(|said| &said.name) aria-description=word("chart.keys") data-why=part(|said| &said.asked)
            on:pointermove=move |event| moved(&event) on:pointerdown=move |event| pointed(&event)
            on:pointerleave=move |_| chosen.set(None) on:focus=focused on:keydown=pressed>
            <data value=part(|said| &said.value)></data>
            {move || chosen.get().and_then(|_| said.get()).map(mark)}
        </button>
    }
}

/// Where the chosen point is, and its figure beside it.
fn mark(said: Said) -> impl IntoView {
    let (left, top) = (percent(said.place.0, WIDTH), percent(said.place.1, HEIGHT));
    // The words are moved to the side where there is room.
    let aside = format!("translateX(-{left})");
    view! {
        <span class="plot-line" style:left=left.clone()></span>
        <span class="plot-mark" style:left=left.clone() style:top=top></span>
        <span class="plot-words num" style:left=left style:transform=aside>
            {said.text} <small>{said.moment}</small>
        </span>
    }
}

fn say_of(drawing: &Drawing, spot: &Spot) -> Option<Said> {
    let (figure, asked) = drawing.asked(spot)?;
    let moment = format::moment(spot.point.recorded_at);
    Some(Said {
        name: say("chart.point", &[("figure", &figure.text), ("moment", &moment)]),
        asked: asked.to_string(),
        value: figure.value,
        text: figure.text,
        moment,
        place: spot.place,
    })
}

fn percent(part: i128, whole: i128) -> String {
    let hundredths = part * 10_000 / whole;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

impl Drawing {
    /// The point nearest to this share of the width.
    fn nearest(&self, share: f64) -> Option<Sequence> {
        #[expect(clippy::cast_possible_truncation, reason = "a place on the screen")]
        let wanted = i128::from((share.clamp(0.0, 1.0) * 4000.0) as i64);
        let far = |spot: &Spot| (spot.place.0 - wanted).abs();
        let after = self.spots.partition_point(|spot| spot.place.0 < wanted);
        let around = [after.checked_sub(1), Some(after)].into_iter().flatten();
        let near = around.filter_map(|at| self.spots.get(at)).min_by_key(|spot| far(spot));
        near.map(|spot| spot.point.position)
    }

    /// The number of the point that was chosen; of the last where none was.
    fn at(&self, chosen: Option<Sequence>) -> usize {
        let until = |wanted| self.spots.partition_point(|spot| spot.point.position <= wanted);
        chosen.map_or(self.spots.len(), until).saturating_sub(1)
    }
}
