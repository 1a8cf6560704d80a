//! Figures of money: what programs read stands beside what people read.

use super::format::{self, Style};
use crate::ledger::{Currency, Money};
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

    /// How many there are of something.
    pub(super) fn count(count: u64) -> Self {
        Self { value: count.to_string(), text: format::count(count) }
    }

    /// So many entries.
    pub(super) fn entries(count: u64) -> Self {
        let key = if count == 1 { "card.entry" } else { "card.entries" };
        Self { value: count.to_string(), text: say(key, &[("count", &format::count(count))]) }
    }

    /// As an element.
    pub(super) fn view(self) -> impl IntoView + use<> {
        view! { <data value=self.value>{self.text}</data> }
    }
}
