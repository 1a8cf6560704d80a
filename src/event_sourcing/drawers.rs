//! `Drawers`: small values kept beside a book under names: how far a delivery has come, a sealed secret. No event is ever
//! kept here, and nothing here is needed to read the book.

use super::{BookKey, StoreError};

/// What a small value is about; each drawer has names of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Drawer {
    /// How far each delivery has come.
    Cursors,
    /// What is kept sealed.
    Secrets,
}

impl Drawer {
    /// Its name in a store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cursors => "cursors",
            Self::Secrets => "secrets",
        }
    }
}

/// What becomes of a value: of the one there is, where there is one, the one that is kept.
pub type Change<'a> = &'a mut dyn FnMut(Option<&[u8]>) -> Option<Vec<u8>>;

/// A store that keeps small values beside its books. A name is 1 to 64 of `a-z`, `0-9` and `-`.
pub trait Drawers {
    /// Every value of a drawer, by name.
    async fn notes(&self, key: &BookKey, drawer: Drawer) -> Result<Vec<(String, Vec<u8>)>, StoreError>;

    /// Replaces one value by what `change` makes of the one there is, both in one transaction; `None` is no value.
    /// A book that is not there is [`StoreError::Misused`], and removing a book takes its values along.
    async fn revise(
        &self,
        key: &BookKey,
        drawer: Drawer,
        name: &str,
        change: Change<'_>,
    ) -> Result<(), StoreError>;
}
