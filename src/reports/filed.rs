//! What every entry is filed under, at any position: the read model that the reports by category and counterparty
//! stand on. It is made from the log when somebody first asks for it.

use super::activity::Direction;
use super::moment::Moment;
use crate::event_sourcing::{Codec, Projection, Recorded, Sequence};
use crate::ledger::{Entries, Event, Label, Labels, Posting};
use std::collections::HashMap;
use std::rc::Rc;

/// A label by its number in order of first use; 0 is none.
pub type LabelNumber = u32;

/// What the events say an entry is filed under.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Filing {
    /// It moves no money.
    None,
    /// An entry, as it was filed when it was recorded.
    Entry(Filed),
    /// The reversal of this entry: filed as that one.
    Reversal(Sequence),
}

/// Where an entry belongs.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Filed {
    /// What it was for.
    pub category: LabelNumber,
    /// With whom.
    pub counterparty: LabelNumber,
}

/// Every entry's labels by event, and how they changed.
#[derive(Clone, Debug, Default)]
pub struct Files {
    labels: Vec<Label>,
    numbers: HashMap<Label, LabelNumber>,
    filings: Vec<Filing>,
    /// Which event filed which entry anew, in order.
    changes: Vec<(Sequence, Sequence, Filed)>,
    /// The categories, each with the first event that used it, in order.
    categories: Vec<(Sequence, LabelNumber)>,
    /// Who did something, each with their first event, in order; `None` is nobody named.
    actors: Vec<(Sequence, Option<Rc<str>>)>,
}

/// One posting with everything a report sorts it by.
#[derive(Clone, Copy, Debug)]
pub struct FiledPosting {
    /// The event.
    pub sequence: Sequence,
    /// What it moved.
    pub posting: Posting,
    /// Where the entry sends its money; a reversal has the direction of what it undoes, and takes from there.
    pub direction: Direction,
    /// What the entry is filed under at that moment.
    pub filed: Filed,
}

impl Files {
    /// The number of events applied.
    pub fn count(&self) -> u64 {
        self.filings.len() as u64
    }

    /// A label's text; `None` for none.
    pub fn label(&self, number: LabelNumber) -> Option<&Label> {
        self.labels.get((number as usize).checked_sub(1)?)
    }

    /// The number of a label somebody used; `None` where nobody did.
    pub fn number(&self, label: &str) -> Option<LabelNumber> {
        let label = Label::optional("label", Some(label)).ok().flatten()?;
        self.numbers.get(&label).copied()
    }

    /// The categories that had been used by the event at `position`, in order of first use.
    pub fn categories(&self, position: Sequence) -> impl Iterator<Item = &Label> {
        let known = self.categories.iter().take_while(move |(first, _)| *first <= position);
        known.filter_map(|(_, number)| self.label(*number))
    }

    /// Who had done something by the event at `position`, in order of their first event; `None` is nobody named.
    pub fn actors(&self, position: Sequence) -> impl Iterator<Item = Option<&str>> {
        let known = self.actors.iter().take_while(move |(first, _)| *first <= position);
        known.map(|(_, actor)| actor.as_deref())
    }

    /// Every posting after `after` up to and including `until`, filed as the moment knows it.
    pub fn each<C: Codec<Event = Event>>(
        &self,
        moment: &Moment<'_, C>,
        (after, until): (Sequence, Sequence),
        mut tell: impl FnMut(FiledPosting),
    ) {
        let anew: HashMap<Sequence, Filed> = self
            .changes
            .iter()
            .take_while(|(by, ..)| *by <= moment.position)
            .map(|(_, entry, filed)| (*entry, *filed))
            .collect();
        let until = until.min(moment.position);
        for (sequence, postings) in moment.past.moves_between(after, until) {
            if postings.is_empty() {
                continue;
            }
            let (entry, direction) = match self.filing(sequence) {
                Filing::Reversal(entry) => (entry, Direction::of(&moment.past.postings(entry))),
                _ => (sequence, Direction::of(&postings)),
            };
            let filed = match (anew.get(&entry).copied(), self.filing(entry)) {
                (Some(filed), _) | (None, Filing::Entry(filed)) => filed,
                _ => Filed::default(),
            };
            for posting in postings {
                let direction = direction.unwrap_or(Direction::Move);
                tell(FiledPosting { sequence, posting, direction, filed });
            }
        }
    }

    fn filing(&self, sequence: Sequence) -> Filing {
        let at = usize::try_from(sequence.get()).ok().and_then(|at| at.checked_sub(1));
        at.and_then(|at| self.filings.get(at)).copied().unwrap_or(Filing::None)
    }

    fn file(&mut self, labels: &Labels, by: Sequence) -> Filed {
        let category = self.take_in(labels.category.as_ref());
        if category != 0 && self.categories.iter().all(|(_, known)| *known != category) {
            self.categories.push((by, category));
        }
        Filed { category, counterparty: self.take_in(labels.counterparty.as_ref()) }
    }

    fn take_in(&mut self, label: Option<&Label>) -> LabelNumber {
        let Some(label) = label else { return 0 };
        if let Some(known) = self.numbers.get(label) {
            return *known;
        }
        self.labels.push(label.clone());
        let number = u32::try_from(self.labels.len()).unwrap_or(u32::MAX);
        self.numbers.insert(label.clone(), number);
        number
    }
}

impl Projection for Files {
    type Event = Event;
    type Past = Entries;

    const VERSION: u32 = 2;

    fn apply(&mut self, past: &Entries, event: &Recorded<Event>) {
        if self.actors.iter().all(|(_, known)| *known != event.actor) {
            self.actors.push((event.sequence, event.actor.clone()));
        }
        let filing = match &event.data {
            Event::MoneyDeposited(entry) | Event::MoneyWithdrawn(entry) => {
                Filing::Entry(self.file(&entry.labels, event.sequence))
            }
            Event::MoneyTransferred(_) => Filing::Entry(Filed::default()),
            Event::EntryReversed { entry, .. } => past.find(*entry).map_or(Filing::None, Filing::Reversal),
            Event::EntryCategorized { entry, labels } => {
                let filed = self.file(labels, event.sequence);
                self.changes.extend(past.find(*entry).map(|entry| (event.sequence, entry, filed)));
                Filing::None
            }
            _ => Filing::None,
        };
        self.filings.push(filing);
    }
}
