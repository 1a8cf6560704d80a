//! Bars of a chart that explain themselves: a button over each, of which Tab reaches one and the arrow keys the others.

use super::decimal::percent;
use super::figure::Figure;
use crate::app::asked::Asked;
use crate::wording::{say, word};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// One bar; places are shares of the chart's width and height.
pub(super) struct Bar {
    /// From the left.
    pub(super) left: f64,
    /// From above.
    pub(super) top: f64,
    /// How wide.
    pub(super) width: f64,
    /// How tall.
    pub(super) height: f64,
    /// Its figure.
    pub(super) figure: Figure,
    /// What that is the sum of.
    pub(super) asked: Asked,
}

/// The buttons over the bars, which lie in the order the arrow keys go.
pub(super) fn buttons(bars: Vec<Bar>, label: String) -> impl IntoView {
    let last = bars.len().saturating_sub(1);
    let button = move |(number, bar): (usize, Bar)| {
        let name = say("chart.bar", &[("of", &bar.asked.of), ("figure", &bar.figure.text)]);
        let reached = if number == last { "0" } else { "-1" };
        view! {
            <button type="button" class="why chart-bar" tabindex=reached data-why=bar.asked.to_string()
                aria-label=name.clone() title=name style:left=percent(bar.left) style:top=percent(bar.top)
                style:width=percent(bar.width) style:height=percent(bar.height)>
                <data value=bar.figure.value></data>
            </button>
        }
    };
    view! {
        <div class="chart-bars" role="group" aria-label=label aria-description=word("chart.keys") on:keydown=go>
            {bars.into_iter().enumerate().map(button).collect_view()}
        </div>
    }
}

/// Moves the focus to another bar.
fn go(event: KeyboardEvent) {
    let here = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(here) = here.and_then(|here| here.closest(".chart-bar").ok().flatten()) else { return };
    let all = here.parent_element();
    let there = match event.key().as_str() {
        "ArrowLeft" => here.previous_element_sibling(),
        "ArrowRight" => here.next_element_sibling(),
        "Home" => all.and_then(|all| all.first_element_child()),
        "End" => all.and_then(|all| all.last_element_child()),
        _ => return,
    };
    event.prevent_default();
    let Some(there) = there.and_then(|there| there.dyn_into::<HtmlElement>().ok()) else { return };
    let _ = here.set_attribute("tabindex", "-1");
    let _ = there.set_attribute("tabindex", "0");
    let _ = there.focus();
}
