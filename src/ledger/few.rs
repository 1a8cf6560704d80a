//! A map by the numbers of events, for the few that something became of: asked mostly for ones it does not hold.

use crate::event_sourcing::Scatter;
use std::collections::HashMap;

/// Values by number, and a bit a number that says whether it is worth looking for one.
#[derive(Clone, Debug)]
pub(super) struct Few<V> {
    values: HashMap<u32, V, Scatter>,
    /// Set where there is a value or once was one.
    marks: Vec<u64>,
}

impl<V> Default for Few<V> {
    fn default() -> Self {
        Self::keyed(Scatter::default())
    }
}

impl<V> Few<V> {
    pub(super) fn keyed(scatter: Scatter) -> Self {
        Self { values: HashMap::with_hasher(scatter), marks: Vec::new() }
    }

    pub(super) fn get(&self, number: u32) -> Option<&V> {
        let mark = self.marks.get(number as usize / 64).copied().unwrap_or(0);
        if mark >> (number % 64) & 1 == 0 { None } else { self.values.get(&number) }
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut V> {
        self.values.get_mut(&number)
    }

    /// The value of this number; where there is none, the one that `make` gives becomes it.
    pub(super) fn or_insert_with(&mut self, number: u32, make: impl FnOnce() -> V) -> &mut V {
        let place = number as usize / 64;
        if place >= self.marks.len() {
            self.marks.resize(place + 1, 0);
        }
        if let Some(mark) = self.marks.get_mut(place) {
            *mark |= 1 << (number % 64);
        }
        self.values.entry(number).or_insert_with(make)
    }

    pub(super) fn remove(&mut self, number: u32) -> Option<V> {
        self.values.remove(&number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_map() {
        let (mut few, mut map) = (Few::default(), HashMap::new());
        for n in (0..2000).step_by(7) {
            assert_eq!(*few.or_insert_with(n, || n * 2), *map.entry(n).or_insert(n * 2));
            few.or_insert_with(n, || 0);
        }
        for n in (0..2000).step_by(21) {
            assert_eq!(few.remove(n), map.remove(&n));
        }
        for n in 0..3000 {
            assert_eq!(few.get(n), map.get(&n));
            assert_eq!(few.get_mut(n), map.get_mut(&n));
        }
    }
}
