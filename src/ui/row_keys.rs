//! Up and down in a list of entries: from a control of one row to that of the row above or below.

use super::focus;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTableCellElement, KeyboardEvent};

/// Moves the focus where a key asks for the next row or the one before. Where that is not on the page, the key scrolls, as ever.
pub(super) fn step(event: &KeyboardEvent) {
    let next: fn(&Element) -> Option<Element> = match &*event.key() {
        "ArrowDown" => Element::next_element_sibling,
        "ArrowUp" => Element::previous_element_sibling,
        _ => return,
    };
    let from = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(there) = from.and_then(|from| beside(&from, next)) {
        event.prevent_default();
        let _ = there.focus();
    }
}

/// What does the same in the other row; or else what is in the same column, or else the first thing there.
fn beside(from: &Element, next: fn(&Element) -> Option<Element>) -> Option<HtmlElement> {
    let row = next(&from.closest(".entry").ok()??)?;
    let column = |of: &Element| {
        let cell = of.closest("td, th").ok()??.dyn_into::<HtmlTableCellElement>().ok()?;
        Some(cell.cell_index())
    };
    let (name, cell) = (from.get_attribute("name"), column(from));
    let there = focus::seen_in(&row);
    let same = there.iter().find(|it| name.is_some() && it.get_attribute("name") == name);
    same.or_else(|| there.iter().find(|it| column(it) == cell)).or_else(|| there.first()).cloned()
}
