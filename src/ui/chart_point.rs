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
    left: String,
    top: String,
    /// Moves the words over the point to the side where there is room.
    aside: String,
    name: String,
    asked: String,
    value: String,
    text: String,
    moment: String,
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
    let place = NodeRef::<Button>::new();
    let said = Memo::new(move |_| {
        let drawing = drawing.read();
        drawing.spots.get(drawing.at(chosen.get())).and_then(|spot| say_of(&drawing, spot))
    });
    let part = move |part: fn(&Said) -> &String| move || said.read().as_ref().map(|said| part(said).clone());
    let pointed = move |event: &MouseEvent| {
        let Some(button) = place.get_untracked() else { return };
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
    let pressed = move |event: KeyboardEvent| {
        let drawing = drawing.read_untracked();
        let now = drawing.at(chosen.get_untracked());
        let last = drawing.spots.len().saturating_sub(1);
        let wanted = match event.key().as_str() {
            "ArrowLeft" => now.saturating_sub(1),
            "ArrowRight" => now + 1,
            "PageDown" => now.saturating_sub(PAGE),
            "PageUp" => now + PAGE,
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        let wanted = drawing.spots.get(wanted.min(last)).map(|spot| spot.point.position);
        drop(drawing);
        chosen.set(wanted);
        // A name that changes under the focus is not read by every reader of screens.
        app.spoken.set(untrack(|| part(|said| &said.name)()).unwrap_or_default());
    };
    view! {
        <button type="button" class="why plot-point" node_ref=place hidden=move || said.read().is_none()
            aria-label=part(|said| &said.name) aria-description=word("chart.keys") data-why=part(|said| &said.asked)
            on:pointermove=move |event| moved(&event) on:pointerdown=move |event| pointed(&event)
            on:pointerleave=move |_| chosen.set(None) on:keydown=pressed>
            <span class="plot-line" style:left=part(|said| &said.left)></span>
            <span class="plot-mark" style:left=part(|said| &said.left) style:top=part(|said| &said.top)></span>
            <span class="plot-words num" style:left=part(|said| &said.left) style:transform=part(|said| &said.aside)>
                <data value=part(|said| &said.value)>{part(|said| &said.text)}</data>
                <small>{part(|said| &said.moment)}</small>
            </span>
        </button>
    }
}

fn say_of(drawing: &Drawing, spot: &Spot) -> Option<Said> {
    let (figure, asked) = drawing.asked(spot)?;
    let moment = format::moment(spot.point.recorded_at);
    let (x, y) = spot.place;
    let left = percent(x, WIDTH);
    Some(Said {
        aside: format!("translateX(-{left})"),
        left,
        top: percent(y, HEIGHT),
        name: say("chart.point", &[("figure", &figure.text), ("moment", &moment)]),
        asked: asked.to_string(),
        value: figure.value,
        text: figure.text,
        moment,
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
