//! Moments with names: places in the book's own history that people come back to, each with the fingerprint it had.

use super::Name;
use crate::event_sourcing::{Fingerprint, Sequence};

/// A moment somebody gave a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedMoment {
    /// Which: after this event.
    pub position: Sequence,
    /// What it is called.
    pub name: Name,
    /// The book's fingerprint at that moment, when it was named.
    pub fingerprint: Fingerprint,
}

/// The named moments of a book, in order; a moment has one name at most.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct NamedMoments(Vec<NamedMoment>);

impl NamedMoments {
    /// Moments that were kept; `None` where they are out of order.
    pub fn restored(moments: Vec<NamedMoment>) -> Option<Self> {
        let in_order =
            moments.iter().zip(moments.iter().skip(1)).all(|(one, next)| one.position < next.position);
        in_order.then_some(Self(moments))
    }

    /// All of them, in order.
    pub fn as_slice(&self) -> &[NamedMoment] {
        &self.0
    }

    /// The one at a position.
    pub fn at(&self, position: Sequence) -> Option<&NamedMoment> {
        self.place(position).ok().and_then(|at| self.0.get(at))
    }

    /// Gives a moment a name, in place of the one it has.
    pub(super) fn name(&mut self, moment: NamedMoment) {
        match self.place(moment.position) {
            Ok(at) => {
                if let Some(known) = self.0.get_mut(at) {
                    *known = moment;
                }
            }
            Err(at) => self.0.insert(at, moment),
        }
    }

    /// Takes a moment's name away.
    pub(super) fn unname(&mut self, position: Sequence) {
        self.0.retain(|moment| moment.position != position);
    }

    fn place(&self, position: Sequence) -> Result<usize, usize> {
        self.0.binary_search_by_key(&position, |moment| moment.position)
    }
}
