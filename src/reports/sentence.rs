//! A sentence for people in parts, so that a page can isolate what users wrote, link accounts and events, and
//! write amounts and dates as the reader is used to.

use crate::event_sourcing::Sequence;
use crate::ledger::{AccountId, Money, Name, ValueDate};
use crate::wording;
use core::fmt;

/// One part of a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// Daybook's own words.
    Words(String),
    /// What a user wrote, to the byte: to be shown isolated, as it may run the other way.
    Said(String),
    /// An account by its name at that moment.
    Account(AccountId, Name),
    /// An amount, always positive where the words say the direction.
    Money(Money),
    /// Another event, by its number.
    Event(Sequence),
    /// A value date.
    Date(ValueDate),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(text) => f.write_str(text),
            // First strong isolate … pop directional isolate.
            Self::Said(text) => write!(f, "\u{2068}{text}\u{2069}"),
            Self::Account(_, name) => write!(f, "\u{2068}{name}\u{2069}"),
            Self::Money(money) => money.fmt(f),
            Self::Event(sequence) => sequence.fmt(f),
            Self::Date(date) => date.fmt(f),
        }
    }
}

/// A sentence; as text it isolates by itself what users wrote.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Sentence {
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

impl Sentence {
    /// A user's own text alone.
    pub fn said(text: &str) -> Self {
        Self { parts: vec![Part::Said(text.to_owned())] }
    }

    /// The sentence of the wording's `key`, its figures filled in.
    pub(super) fn of(key: &str, figures: &[(&str, Self)]) -> Self {
        // Each figure is held by one private character, so that what a user wrote never meets the wording.
        let holders: Vec<String> = (MARK..).take(figures.len()).map(String::from).collect();
        let named: Vec<_> = figures.iter().zip(&holders).map(|((name, _), held)| (*name, &**held)).collect();
        let text = wording::say(key, &named);
        let mut parts = Vec::new();
        let mut words = String::new();
        for letter in text.chars() {
            let figure = u32::from(letter).checked_sub(u32::from(MARK));
            match figure.and_then(|at| figures.get(at as usize)) {
                Some((_, sentence)) => {
                    if !words.is_empty() {
                        parts.push(Part::Words(std::mem::take(&mut words)));
                    }
                    parts.extend(sentence.parts.iter().cloned());
                }
                None => words.push(letter),
            }
        }
        if !words.is_empty() {
            parts.push(Part::Words(words));
        }
        Self { parts }
    }
}

/// The first character of Unicode's private use area.
const MARK: char = '\u{E000}';

impl From<Part> for Sentence {
    fn from(part: Part) -> Self {
        Self { parts: vec![part] }
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| part.fmt(f))
    }
}
