//! Figures that explain themselves: each is a button that carries what it is the sum of, and one listener for all.

use super::figure::Figure;
use crate::app::asked::{Asked, CARRIES};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::reports::Scope;
use crate::wording::word;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

/// A figure of the moment shown as a button that opens its explanation.
pub(super) fn why(figure: Figure, of: String, scope: Scope) -> impl IntoView {
    why_then(figure, &Asked::now(of, scope))
}

/// The same for a figure that says itself which moment it is of.
pub(super) fn why_then(figure: Figure, asked: &Asked) -> impl IntoView + use<> {
    view! {
        <button type="button" class="why" title=word("why.hint") data-why=asked.to_string()>{figure.view()}</button>
    }
}

/// Asks about the figure that was pressed.
pub(super) fn pressed(app: App, event: &MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(button) = target.and_then(|target| target.closest(".why").ok().flatten()) else { return };
    let asked = button.get_attribute(CARRIES).and_then(|text| Asked::parse(&text));
    let figure = button.query_selector("data").ok().flatten();
    // A figure says what is shown; something that is only drawn carries it.
    let shown = figure
        .and_then(|figure| figure.get_attribute("value"))
        .or_else(|| button.get_attribute("data-units"));
    // Every figure has exactly its currency's decimals: without the point it is minor units.
    let units = shown.and_then(|shown| shown.replace('.', "").parse().ok());
    if let (Some(asked), Some(units)) = (asked, units) {
        app.perform(Gesture::Explain(Box::new((asked, Some(units)))));
    }
}
