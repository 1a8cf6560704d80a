//! What the witnesses know of and the store does not hold: noticed when the page opens, settled by restoring it or by
//! going on knowingly.

use super::witnesses;
use crate::book::{Book, Loss};
use crate::event_sourcing::BookKey;
use leptos::prelude::*;

/// The losses known of.
#[derive(Clone, Copy)]
pub struct Losses {
    known: RwSignal<Vec<Loss>>,
    looking: RwSignal<bool>,
}

impl Losses {
    pub(super) fn none() -> Self {
        Self { known: RwSignal::new(Vec::new()), looking: RwSignal::new(false) }
    }

    /// Every loss. Followed.
    pub fn known(&self) -> Vec<Loss> {
        self.known.get()
    }

    /// Whether the user wants to see losses of books that are not open. Followed.
    pub fn are_looked_at(&self) -> bool {
        self.looking.get()
    }

    /// Shows the losses of books that are not open, or leaves them for later.
    pub fn look(&self, looking: bool) {
        self.looking.set(looking);
    }

    /// What is lost of a book. Followed.
    pub fn of(&self, key: &BookKey) -> Option<Loss> {
        self.known.read().iter().find(|loss| loss.key == *key).cloned()
    }

    /// Whether something is lost of a book.
    pub(super) fn concerns(&self, key: &BookKey) -> bool {
        self.known.read_untracked().iter().any(|loss| loss.key == *key)
    }

    pub(super) fn found(&self, losses: Vec<Loss>) {
        // A book that its user deleted meanwhile has no witness any more.
        let still =
            losses.into_iter().filter(|loss| witnesses::of(&loss.key).as_ref() == Some(&loss.witness));
        self.known.set(still.collect());
    }

    /// Compares a book just read from its store with what was known of it. Where it holds all that was lost of another
    /// book, it stands for that one.
    pub(super) fn compare(&self, book: &Book) {
        let mut known = self.known.get_untracked();
        known.retain(|loss| {
            let here = loss.key == *book.key();
            if !here && loss.witness.is_held_by(book) {
                witnesses::forget(&loss.key);
                return false;
            }
            !here
        });
        match witnesses::of(book.key()).and_then(|witness| Some((witness.compare(book)?, witness))) {
            None => witnesses::note(book),
            Some((found, witness)) => known.push(Loss { key: book.key().clone(), witness, found }),
        }
        if *self.known.read_untracked() != known {
            self.known.set(known);
        }
    }

    /// Goes on without what is lost of a book; `open` is the open one.
    pub(super) fn give_up(&self, key: &BookKey, open: Option<&Book>) {
        match open.filter(|book| book.key() == key) {
            Some(book) => witnesses::settle(book),
            None => witnesses::forget(key),
        }
        self.known.update(|known| known.retain(|loss| loss.key != *key));
        if self.known.read_untracked().is_empty() {
            self.looking.set(false);
        }
    }
}
