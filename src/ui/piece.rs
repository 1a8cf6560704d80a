//! Pieces of sentences as elements. An element that holds pieces is made once; when it is to hold others, only what
//! differs is written.

use super::figure::Figure;
use super::format::{self, Style};
use crate::app::address::{Address, Page};
use crate::app::asked::{Asked, CARRIES};
use crate::app::follow::follow;
use crate::event_sourcing::Sequence;
use crate::ledger::AccountId;
use crate::reports::{Part, Sentence};
use crate::wording::{say, word};
use leptos::html::Span;
use leptos::prelude::*;
use std::borrow::Cow;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// One piece of a sentence, ready to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Piece {
    /// Daybook's own words.
    Words(Cow<'static, str>),
    /// What a user wrote: its own direction, its own line breaks, inert.
    Said(String),
    /// An account, leading to its page.
    Account(AccountId, String),
    /// An amount.
    Money(Figure),
    /// A figure that explains itself, and what it is the sum of.
    Why(Figure, Box<Asked>),
    /// Another event, leading to the audit.
    Event(u64),
    /// A day, as programs and as people read it.
    Date(String, String),
}

impl Piece {
    /// Words of Daybook's own.
    pub(super) fn words(words: impl Into<Cow<'static, str>>) -> Self {
        Self::Words(words.into())
    }

    /// Its element, the attribute that programs read, and the text that people read; words have no element.
    fn written(&self) -> (&'static str, &'static str, Cow<'_, str>, Cow<'_, str>) {
        let link = |address: Address| Cow::Owned(address.to_string());
        match self {
            Self::Words(words) => ("", "", "".into(), words.as_ref().into()),
            Self::Said(text) => ("bdi", "class", "said".into(), text.into()),
            Self::Account(id, name) => {
                ("a", "href", link(Address::of(Page::Account(*id), None)), name.into())
            }
            Self::Money(figure) | Self::Why(figure, _) => {
                ("data", "value", (&figure.value).into(), (&figure.text).into())
            }
            Self::Event(event) => {
                let address = Address { event: Some(*event), ..Address::of(Page::Audit, None) };
                ("a", "href", link(address), format::count(*event).into())
            }
            Self::Date(date, text) => ("time", "datetime", date.into(), text.into()),
        }
    }

    fn make(&self) -> Option<Node> {
        let (tag, attribute, value, text) = self.written();
        if tag.is_empty() {
            return Some(document().create_text_node(&text).into());
        }
        let element = document().create_element(tag).ok()?;
        let _ = element.set_attribute(attribute, &value);
        if tag == "a" {
            // An account's name has its own direction.
            let _ = element.set_attribute("dir", "auto");
        }
        element.set_text_content(Some(&text));
        let Self::Why(_, asked) = self else { return Some(element.into()) };
        let button = document().create_element("button").ok()?;
        let (hint, asked) = (word("why.hint"), asked.to_string());
        for (name, value) in [("type", "button"), ("class", "why"), ("title", hint), (CARRIES, &*asked)] {
            let _ = button.set_attribute(name, value);
        }
        let _ = button.append_child(&element);
        Some(button.into())
    }

    /// Writes over a node that shows `before`, a piece of the same kind.
    fn rewrite(&self, before: &Self, node: &Node) {
        let figure = node.first_child();
        let node = match (before, self) {
            (Self::Why(_, before), Self::Why(_, asked)) => {
                if let Some(button) = node.dyn_ref::<Element>().filter(|_| before != asked) {
                    let _ = button.set_attribute(CARRIES, &asked.to_string());
                }
                figure.as_ref().unwrap_or(node)
            }
            _ => node,
        };
        let ((_, _, old_value, old_text), (_, attribute, value, text)) = (before.written(), self.written());
        if old_text != text {
            // The text within stays the same node: nothing has to be laid out but what it says.
            let within = node.first_child().filter(|within| within.node_type() == Node::TEXT_NODE);
            within.as_ref().unwrap_or(node).set_text_content(Some(&text));
        }
        if old_value != value
            && let Some(element) = node.dyn_ref::<Element>()
        {
            let _ = element.set_attribute(attribute, &value);
        }
    }
}

/// A sentence's pieces.
pub(super) fn pieces(sentence: &Sentence) -> Vec<Piece> {
    let piece = |part: &Part| match part {
        Part::Words(words) => Piece::words(words.clone()),
        Part::Said(text) => Piece::Said(text.clone()),
        Part::Account(id, name) => Piece::Account(*id, name.to_string()),
        Part::Money(amount) => Piece::Money(Figure::of(*amount, Style::Currency)),
        Part::Event(sequence) => Piece::Event(sequence.get()),
        Part::Date(date) => Piece::Date(date.to_string(), format::day(*date)),
    };
    sentence.parts.iter().map(piece).collect()
}

/// The same where numbers of events are not those of the page's own log: said, but leading nowhere.
pub(super) fn unlinked(pieces: Vec<Piece>) -> Vec<Piece> {
    let unlinked = |piece| match piece {
        Piece::Event(event) => Piece::words(format::count(event)),
        other => other,
    };
    pieces.into_iter().map(unlinked).collect()
}

/// Pieces as text alone: what names something for who can't see it.
pub(super) fn text(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.written().3).collect()
}

/// Makes `place`, which holds the pieces `before`, hold others. Without any it is hidden.
pub(super) fn fill(place: &Element, before: &[Piece], after: &[Piece]) {
    let alike = |(before, after)| std::mem::discriminant::<Piece>(before) == std::mem::discriminant(after);
    if before.len() == after.len() && before.iter().zip(after).all(alike) {
        let mut node = place.first_child();
        for (before, after) in before.iter().zip(after) {
            let Some(here) = node else { break };
            if before != after {
                after.rewrite(before, &here);
            }
            node = here.next_sibling();
        }
        return;
    }
    place.set_text_content(None);
    for piece in after.iter().filter_map(Piece::make) {
        let _ = place.append_child(&piece);
    }
    let _ =
        if after.is_empty() { place.set_attribute("hidden", "") } else { place.remove_attribute("hidden") };
}

/// So many events are linked one by one.
const LINKED: usize = 12;

/// The numbers of some events, each leading to the audit, and how many more there are.
pub(super) fn events(events: impl ExactSizeIterator<Item = Sequence>) -> Vec<Piece> {
    let more = events.len().saturating_sub(LINKED);
    let mut pieces = Vec::new();
    for event in events.take(LINKED) {
        if !pieces.is_empty() {
            pieces.push(Piece::words(", "));
        }
        pieces.push(Piece::Event(event.get()));
    }
    if more > 0 {
        pieces.push(Piece::words(say("events.more", &[("count", &format::count(more as u64))])));
    }
    pieces
}

/// How an event stands to others, each in a word with its number.
pub(super) fn relations(relations: impl Iterator<Item = (&'static str, Sequence)>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (key, event) in relations {
        let before = if pieces.is_empty() { "" } else { " · " };
        pieces.extend([Piece::words(format!("{before}{} ", word(key))), Piece::Event(event.get())]);
    }
    pieces
}

/// Pieces that stay.
pub(super) fn still(pieces: Vec<Piece>) -> impl IntoView {
    view! { <Pieces of=Signal::stored(pieces) /> }
}

/// Pieces that change as the moment does.
#[component]
pub(super) fn Pieces(
    /// Which.
    #[prop(into)]
    of: Signal<Vec<Piece>>,
) -> impl IntoView {
    let place = NodeRef::<Span>::new();
    follow(move |before: Option<Vec<Piece>>| {
        let Some(place) = place.get() else { return Vec::new() };
        let after = of.get();
        fill(&place, &before.unwrap_or_default(), &after);
        after
    });
    view! { <span node_ref=place></span> }
}
