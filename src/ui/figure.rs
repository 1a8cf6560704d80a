//! Figures of money, dates and sentences as elements: what programs read stands beside what people read.

use super::format::{self, Style};
use crate::app::address::Page;
use crate::app::state::App;
use crate::event_sourcing::Sequence;
use crate::ledger::{AccountId, Currency, Money};
use crate::reports::{Part, Sentence};
use crate::wording::say;
use leptos::prelude::*;

/// A figure, written: what a program reads, and what people read.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Figure {
    /// The decimal string.
    pub(super) value: String,
    /// As the reader's locale writes it.
    pub(super) text: String,
}

impl Figure {
    /// An amount.
    pub(super) fn of(money: Money, style: Style) -> Self {
        Self { value: money.figure().to_string(), text: format::money(money, style) }
    }

    /// A total, which may be larger than one amount can be.
    pub(super) fn total(units: i128, currency: Currency, style: Style) -> Self {
        let value = Money::total(units, currency);
        let text = format::amount(&value, currency, style);
        Self { value, text }
    }

    /// As an element.
    pub(super) fn view(self) -> impl IntoView + use<> {
        view! { <data value=self.value>{self.text}</data> }
    }
}

/// What somebody wrote: its own direction, its own line breaks, inert.
pub(super) fn said(text: String) -> impl IntoView {
    view! { <bdi class="said">{text}</bdi> }
}

/// One piece of a sentence, ready to be shown.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Piece {
    /// Daybook's own words.
    Words(String),
    /// What a user wrote.
    Said(String),
    /// An account, leading to its page.
    Account(AccountId, String),
    /// An amount.
    Money(Figure),
    /// Another event, leading to the audit.
    Event(u64),
    /// A day, as programs and as people read it.
    Date(String, String),
}

/// A sentence's pieces.
pub(super) fn pieces(sentence: &Sentence) -> Vec<Piece> {
    let piece = |part: &Part| match part {
        Part::Words(words) => Piece::Words(words.clone()),
        Part::Said(text) => Piece::Said(text.clone()),
        Part::Account(id, name) => Piece::Account(*id, name.to_string()),
        Part::Money(amount) => Piece::Money(Figure::of(*amount, Style::Currency)),
        Part::Event(sequence) => Piece::Event(sequence.get()),
        Part::Date(date) => Piece::Date(date.to_string(), format::day(*date)),
    };
    sentence.parts.iter().map(piece).collect()
}

/// So many events are linked one by one.
const LINKED: usize = 12;

/// The numbers of some events, each leading to the audit, and how many more there are.
pub(super) fn event_pieces(events: impl ExactSizeIterator<Item = Sequence>) -> Vec<Piece> {
    let more = events.len().saturating_sub(LINKED);
    let mut pieces = Vec::new();
    for event in events.take(LINKED) {
        if !pieces.is_empty() {
            pieces.push(Piece::Words(", ".to_owned()));
        }
        pieces.push(Piece::Event(event.get()));
    }
    if more > 0 {
        pieces.push(Piece::Words(say("events.more", &[("count", &format::count(more as u64))])));
    }
    pieces
}

/// Pieces as elements.
pub(super) fn piece_views(app: App, pieces: Vec<Piece>) -> impl IntoView {
    pieces.into_iter().map(|piece| piece_view(app, piece)).collect_view()
}

fn piece_view(app: App, piece: Piece) -> AnyView {
    match piece {
        Piece::Words(words) => words.into_any(),
        Piece::Said(text) => said(text).into_any(),
        Piece::Account(id, name) => {
            view! { <a href=move || app.link(Page::Account(id))><bdi>{name}</bdi></a> }.into_any()
        }
        Piece::Money(figure) => figure.view().into_any(),
        Piece::Event(event) => {
            view! { <a href=move || app.link_to_event(event)>{format::count(event)}</a> }.into_any()
        }
        Piece::Date(date, text) => view! { <time datetime=date>{text}</time> }.into_any(),
    }
}
