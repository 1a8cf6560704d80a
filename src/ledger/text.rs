//! Text that people write: kept to the byte, within limits that a page can show.

use super::Refusal;
use core::fmt;
use std::rc::Rc;

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $limit:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(Rc<str>);

        impl $name {
            /// The most Unicode scalar values it may have.
            pub const LIMIT: usize = $limit;

            /// The text as it was written.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            fn within(field: &'static str, text: &str) -> Result<Self, Refusal> {
                // Every scalar takes at least one byte, so short text need not be counted.
                if text.len() > Self::LIMIT && text.chars().count() > Self::LIMIT {
                    return Err(Refusal::TextTooLong { field, limit: Self::LIMIT });
                }
                Ok(Self(text.into()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text! {
    /// The name of a book or an account: never empty, never white space only.
    Name, 200
}
text! {
    /// A category, a counterparty, who did something: never empty.
    Label, 200
}
text! {
    /// A note or a reason: never empty.
    Note, 4000
}

impl Name {
    /// Reads a required name.
    pub fn new(text: &str) -> Result<Self, Refusal> {
        if text.trim().is_empty() {
            return Err(Refusal::NameEmpty);
        }
        Self::within("name", text)
    }
}

impl Label {
    /// Reads an optional text; empty counts as absent. `field` names it in a refusal.
    pub fn optional(field: &'static str, text: Option<&str>) -> Result<Option<Self>, Refusal> {
        text.filter(|text| !text.is_empty()).map(|text| Self::within(field, text)).transpose()
    }

    /// The text, shared.
    pub fn shared(&self) -> Rc<str> {
        Rc::clone(&self.0)
    }
}

impl Note {
    /// Reads an optional text; empty counts as absent. `field` names it in a refusal.
    pub fn optional(field: &'static str, text: Option<&str>) -> Result<Option<Self>, Refusal> {
        text.filter(|text| !text.is_empty()).map(|text| Self::within(field, text)).transpose()
    }
}

/// What an entry is filed under and annotated with: everything about it that may change after the fact.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct Labels {
    /// What it was for.
    pub category: Option<Label>,
    /// With whom.
    pub counterparty: Option<Label>,
    /// Anything else worth keeping.
    pub note: Option<Note>,
}
