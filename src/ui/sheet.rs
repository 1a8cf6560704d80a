//! A sheet: rows, cards or lines that are all alike. Each is made once from a pattern and then only written over, so
//! that another moment costs what differs in it and nothing else.

use super::piece::{self, Piece};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTemplateElement, Node};

/// What an element is to have; `None` where it is not to have that attribute.
pub(super) type Attributes = Vec<(&'static str, Option<String>)>;

/// What goes into one hole of the pattern.
#[derive(PartialEq)]
pub(super) enum Fill {
    /// Pieces of text; the hole is hidden where there are none.
    Pieces(Vec<Piece>),
    /// Attributes of the hole's element.
    Attributes(Attributes),
}

impl Fill {
    /// Words, or nothing.
    pub(super) fn words(words: Option<impl Into<std::borrow::Cow<'static, str>>>) -> Self {
        Self::Pieces(words.map(Piece::words).into_iter().collect())
    }

    /// One piece.
    pub(super) fn one(piece: Piece) -> Self {
        Self::Pieces(vec![piece])
    }

    /// An attribute, or its absence.
    pub(super) fn attribute(name: &'static str, value: Option<&str>) -> Self {
        Self::Attributes(vec![(name, value.map(str::to_owned))])
    }
}

/// What one row shows.
pub(super) struct Row {
    /// Tells it from the others: what moves keeps its element, and with it the focus.
    pub(super) key: u64,
    /// Attributes of the row itself.
    pub(super) own: Attributes,
    /// What goes into the pattern's holes, in order.
    pub(super) fills: Vec<Fill>,
}

/// A row on the page, and what it shows.
struct Slot {
    key: u64,
    root: Element,
    holes: Vec<Element>,
    own: Attributes,
    fills: Vec<Fill>,
}

impl Slot {
    fn write(&mut self, row: Row) {
        attribute(&self.root, &self.own, &row.own);
        for (number, (hole, after)) in self.holes.iter().zip(&row.fills).enumerate() {
            match (self.fills.get(number), after) {
                (Some(before), after) if before == after => {}
                (Some(Fill::Pieces(before)), Fill::Pieces(after)) => piece::fill(hole, before, after),
                (Some(Fill::Attributes(before)), Fill::Attributes(after)) => attribute(hole, before, after),
                (_, Fill::Pieces(after)) => {
                    if after.is_empty() {
                        let _ = hole.set_attribute("hidden", "");
                    }
                    piece::fill(hole, &[], after);
                }
                (_, Fill::Attributes(after)) => attribute(hole, &[], after),
            }
        }
        (self.key, self.own, self.fills) = (row.key, row.own, row.fills);
    }
}

fn attribute(element: &Element, before: &[(&str, Option<String>)], after: &[(&'static str, Option<String>)]) {
    for (number, (name, value)) in after.iter().enumerate() {
        if before.get(number).is_some_and(|(_, before)| before == value) {
            continue;
        }
        let _ = match value {
            Some(value) => element.set_attribute(name, value),
            None => element.remove_attribute(name),
        };
    }
}

/// The rows of one place on the page.
pub(super) struct Sheet {
    pattern: String,
    made: Option<Element>,
    slots: Vec<Slot>,
}

impl Sheet {
    /// A sheet without rows. The pattern is one element of Daybook's own HTML with holes marked `data-hole`; what users
    /// wrote only ever goes into a hole, as text.
    pub(super) fn new(pattern: &[&'static str]) -> Self {
        Self { pattern: pattern.concat(), made: None, slots: Vec::new() }
    }

    /// Makes `place` show these rows and no others.
    pub(super) fn show(&mut self, place: &Element, rows: Vec<Row>) {
        // A component that is made anew may be given the elements of the one before it, with the rows of that one's sheet.
        while self.slots.is_empty()
            && let Some(left) = place.first_element_child()
        {
            left.remove();
        }
        let focused = self.focused(place);
        let mut old: Vec<Option<Slot>> = std::mem::take(&mut self.slots).into_iter().map(Some).collect();
        // Rows keep their order: what is looked for mostly follows what was found last.
        let mut next = 0;
        let find = |row: &Row| {
            let is_it = |at: &usize| matches!(old.get(*at), Some(Some(slot)) if slot.key == row.key);
            let at = (next..old.len()).chain(0..next).find(is_it)?;
            next = at + 1;
            old.get_mut(at)?.take()
        };
        let kept: Vec<Option<Slot>> = rows.iter().map(find).collect();
        let mut spare: Vec<Slot> = old.into_iter().flatten().collect();
        // Between rows that stay, others are taken out and put in; where none stays, all are written over in place.
        let some_stay = kept.iter().any(Option::is_some);
        for slot in spare.iter().skip(if some_stay { 0 } else { rows.len() }) {
            slot.root.remove();
        }
        spare.reverse();
        for (row, kept) in rows.into_iter().zip(kept) {
            if let Some(mut slot) = kept.or_else(|| spare.pop()).or_else(|| self.make()) {
                slot.write(row);
                self.slots.push(slot);
            }
        }
        let mut after: Option<Node> = None;
        for slot in self.slots.iter().rev() {
            if slot.root.parent_node().is_none() || slot.root.next_sibling() != after {
                let _ = place.insert_before(&slot.root, after.as_ref());
            }
            after = Some(slot.root.clone().into());
        }
        // Where the row that had the focus is gone, its element is another row's by now: a key would act on that one unseen.
        if focused.is_some_and(|key| self.slots.iter().all(|slot| slot.key != key)) {
            leave(place);
        }
    }

    /// The row that has the focus.
    fn focused(&self, place: &Element) -> Option<u64> {
        let focused = document().active_element().filter(|it| place.contains(Some(it)))?;
        self.slots.iter().find(|slot| slot.root.contains(Some(&focused))).map(|slot| slot.key)
    }

    fn make(&mut self) -> Option<Slot> {
        if self.made.is_none() {
            let template: HtmlTemplateElement =
                document().create_element("template").ok()?.dyn_into().ok()?;
            template.set_inner_html(&self.pattern);
            self.made = template.content().first_element_child();
        }
        let root: Element = self.made.as_ref()?.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        let marked = root.query_selector_all("[data-hole]").ok()?;
        let holes = (0..marked.length()).filter_map(|at| marked.item(at)?.dyn_into().ok()).collect();
        Some(Slot { key: 0, root, holes, own: Vec::new(), fills: Vec::new() })
    }
}

/// Gives the focus to the page, whose keys scroll.
#[inline(never)]
fn leave(place: &Element) {
    let around = place.closest("main").ok().flatten();
    if let Some(around) = around.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let _ = around.focus();
    }
}
