//! A book's card: what a store keeps of it beside the log, so that a list of books needs no log.

use crate::ledger::Ledger;
use serde::{Deserialize, Serialize};

/// What is written with every append. Derived: the log says the same, and wins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Card {
    /// The book's identity.
    pub(super) id: String,
    /// Its name.
    pub(super) name: String,
}

impl Card {
    /// The card of a book in this state.
    pub(super) fn of(ledger: &Ledger) -> Vec<u8> {
        let book = ledger.book();
        let (id, name) = book.map(|book| (book.id.to_string(), book.name.to_string())).unwrap_or_default();
        serde_json::to_vec(&Self { id, name }).unwrap_or_default()
    }

    /// Reads a card; one that can't be read says nothing.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}
