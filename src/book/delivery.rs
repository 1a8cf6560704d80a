//! One destination's delivery: what its outbox asks for is made from the open book's log, carried out, and how far that
//! has come is kept. Only what is stored in the log is ever sent, so nothing is sent by looking, replaying or verifying.

use super::open_book::Book;
use super::{Bookkeeper, Surroundings};
use crate::event_sourcing::{
    BookKey, Drawer, Drawers, EventStore, Sequence, StoreError, Timestamp, Unreadable,
};
use crate::ledger::Ledger;
use crate::streaming::{
    Answer, Destination, IntegrationEvent, Outbox, Problem, Progress, Row, Step, Translator,
    integration_events,
};

/// How many events of the log are looked at in one go.
const STRETCH: u64 = 1_000;

/// Carries events to a destination and comes back with what became of them.
pub trait Carrier {
    /// Sends a batch, in its order.
    async fn carry(&self, to: &Destination, batch: &[&IntegrationEvent]) -> Answer;
}

/// What a delivery did, and when it wants to go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// There is more to do at once.
    Again,
    /// Not before this moment.
    Wait(Timestamp),
    /// Not before something changes.
    Rest,
    /// Never: the destination or its book is gone.
    Over,
}

/// The delivery of a book's public events to one destination.
#[derive(Debug)]
pub struct Delivery {
    key: BookKey,
    row: Row,
    outbox: Outbox,
    translator: Option<Translator>,
    /// The log is not the one that was delivered.
    lost: bool,
    /// The user has removed the destination.
    removed: bool,
}

impl Delivery {
    /// Goes on where the row says that delivery had come to.
    pub fn new(book: &Book, row: Row) -> Self {
        let mut outbox = Outbox::new(row.destination.batching(), row.progress.clone());
        outbox.set_paused(row.paused);
        let cursor = row.progress.cursor;
        let lost = cursor > book.log().head() || event_id(book, cursor) != row.event;
        let mut delivery =
            Self { key: book.key().clone(), row, outbox, translator: None, lost, removed: false };
        delivery.release(book);
        delivery
    }

    /// How far it has come, as it is kept.
    pub const fn row(&self) -> &Row {
        &self.row
    }

    /// Something has changed for the better, perhaps: it goes on without waiting.
    pub fn try_now(&mut self) {
        self.outbox.try_now();
    }

    /// Parked events that the user wants sent once more.
    fn release(&mut self, book: &Book) {
        let personal = self.row.destination.personal;
        for parked in self.row.progress.parked.iter().filter(|parked| parked.released) {
            let events = public_range(book, parked.sequence, parked.sequence, personal).unwrap_or_default();
            events.into_iter().filter(|it| it.id == parked.id).for_each(|it| self.outbox.release(it));
        }
    }

    /// Takes in what the user has decided since, in this tab or another.
    pub async fn refresh<S: EventStore + Drawers, A: Surroundings>(
        &mut self,
        keeper: &Bookkeeper<S, A>,
    ) -> Result<(), StoreError> {
        let notes = keeper.store().notes(&self.key, Drawer::Cursors).await?;
        let note = notes.into_iter().find(|(id, _)| *id == self.row.destination.id);
        match note.and_then(|(_, bytes)| Row::read(&bytes)) {
            Some(row) => self.follow(keeper, row),
            None => self.removed = true,
        }
        Ok(())
    }

    fn follow<S: EventStore, A: Surroundings>(&mut self, keeper: &Bookkeeper<S, A>, row: Row) {
        if row.epoch == self.row.epoch && row.destination == self.row.destination {
            self.outbox.set_paused(row.paused);
            self.row = row;
        } else if let Some(book) = keeper.book().filter(|book| *book.key() == self.key) {
            *self = Self::new(&book, row);
        }
    }

    /// Sends one batch, where there is one to send now, and keeps what came of it.
    pub async fn turn<S: EventStore + Drawers, A: Surroundings>(
        &mut self,
        keeper: &Bookkeeper<S, A>,
        carrier: &impl Carrier,
    ) -> Result<Turn, StoreError> {
        if self.removed {
            return Ok(Turn::Over);
        }
        let fed = {
            let Some(book) = keeper.book().filter(|book| *book.key() == self.key) else {
                return Ok(Turn::Over);
            };
            if self.lost {
                let problem = Some(Problem::new("other-history"));
                if self.row.progress.problem != problem {
                    let progress = Progress { problem, ..self.row.progress.clone() };
                    drop(book);
                    return self.keep(keeper, self.row.event.clone(), progress).await;
                }
                return Ok(Turn::Rest);
            }
            self.fill(&book)
        };
        // Where an event can't be read the book is damaged and says so; what comes after it can't be told.
        let fed = fed.unwrap_or(false);
        let answer = match self.outbox.next(keeper.around().now()) {
            Step::Send(batch) => carrier.carry(&self.row.destination, &batch).await,
            resting => {
                let turn = match resting {
                    Step::Wait(moment) => Turn::Wait(moment),
                    _ if fed => Turn::Again,
                    _ => Turn::Rest,
                };
                // Where the log went on with nothing that concerns the outside, the cursor follows.
                if *self.outbox.progress() != self.row.progress && !self.row.paused {
                    self.keep_progress(keeper).await?;
                }
                return Ok(turn);
            }
        };
        let [a, b, c, d, ..] = keeper.around().random();
        self.outbox.answered(keeper.around().now(), u32::from_le_bytes([a, b, c, d]), answer);
        self.keep_progress(keeper).await
    }

    /// Looks a stretch further into the log, where the outbox wants that. Says whether it did.
    fn fill(&mut self, book: &Book) -> Result<bool, Unreadable> {
        let (fed, head) = (self.outbox.fed(), book.log().head());
        if !self.outbox.is_hungry() || fed >= head {
            return Ok(false);
        }
        let translator = match &mut self.translator {
            Some(translator) => translator,
            none => none.insert(Translator::after(book.ledger_at(fed)?, self.row.destination.personal)),
        };
        let to = fed.plus(STRETCH).min(head);
        let mut events = Vec::new();
        for event in book.log().events(fed.next(), to) {
            events.extend(translator.next(book.log(), book.past(), &event?));
        }
        self.outbox.feed(events, to);
        Ok(true)
    }

    async fn keep_progress<S: EventStore + Drawers, A: Surroundings>(
        &mut self,
        keeper: &Bookkeeper<S, A>,
    ) -> Result<Turn, StoreError> {
        let progress = self.outbox.progress().clone();
        let event = match keeper.book().filter(|book| *book.key() == self.key) {
            Some(book) => event_id(&book, progress.cursor),
            None => return Ok(Turn::Over),
        };
        self.keep(keeper, event, progress).await
    }

    /// Keeps how far it has come, in one transaction with a look at what the user decided meanwhile.
    async fn keep<S: EventStore + Drawers, A: Surroundings>(
        &mut self,
        keeper: &Bookkeeper<S, A>,
        event: Option<String>,
        progress: Progress,
    ) -> Result<Turn, StoreError> {
        let epoch = self.row.epoch;
        let mut kept = None;
        let mut change = |old: Option<&[u8]>| {
            let mut row = Row::read(old?)?;
            row.advance(epoch, event.clone(), progress.clone());
            let json = row.json().into_bytes();
            kept = Some(row);
            Some(json)
        };
        keeper.store().revise(&self.key, Drawer::Cursors, &self.row.destination.id, &mut change).await?;
        let Some(row) = kept else { return Ok(Turn::Over) };
        self.follow(keeper, row);
        Ok(Turn::Again)
    }
}

/// The id of the event at a position; `None` before the first.
pub(super) fn event_id(book: &Book, at: Sequence) -> Option<String> {
    book.log().event(at).map(|event| event.id.to_string())
}

/// The public events of a range of a book.
pub fn public_range(
    book: &Book,
    from: Sequence,
    to: Sequence,
    personal: bool,
) -> Result<Vec<IntegrationEvent>, Unreadable> {
    let from = from.max(Sequence::START.next());
    let before: Ledger = book.ledger_at(from.previous())?;
    integration_events(book.log(), book.past(), before, from, to, personal).collect()
}
