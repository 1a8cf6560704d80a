//! The outbox at work on the same days: one tab at a time delivers what is stored to a receiver outside, which may not
//! answer, over the same store in which anything may go wrong.

use super::mutation::Mutation;
use super::person::{Keeper, Person};
use super::world::{World, turns};
use daybook::book::{Carrier, Delivery, Turn, public_range};
use daybook::event_sourcing::{BookKey, Sequence};
use daybook::streaming::{Answer, Destination, DestinationKind, IntegrationEvent, Outcome, Problem};
use std::collections::BTreeMap;
use std::rc::Rc;

/// How many batches a tab sends before somebody else may have a turn.
const BATCHES: u32 = 4;
/// How many turns a quiet evening may take.
const EVENING: u32 = 1_000;

/// The one destination of these days.
pub(crate) fn destination() -> Destination {
    Destination {
        id: "outside".to_owned(),
        kind: DestinationKind::KafkaRestV3,
        url: "http://127.0.0.1:8082".to_owned(),
        cluster: "cluster".to_owned(),
        topic: "book".to_owned(),
        personal: false,
        batch: false,
        auth: false,
    }
}

struct Receiver<'a>(&'a Rc<World>);

impl Carrier for Receiver<'_> {
    async fn carry(&self, _: &Destination, batch: &[&IntegrationEvent]) -> Answer {
        let world = self.0;
        let mood = if world.armed() { world.dice.below(10) } else { 9 };
        turns(u64::from(world.armed())).await;
        let wrong = world.mutation == Some(Mutation::SentTakenForDelivered);
        if mood != 0 {
            world.arrived.borrow_mut().extend(batch.iter().copied().cloned());
        }
        // Nobody came to the door, or somebody did and the receipt got lost.
        if mood < 2 && !wrong {
            return Answer::Whole(Outcome::Later(Problem::new("server"), None));
        }
        Answer::Whole(Outcome::Accepted)
    }
}

impl Person {
    /// Delivers for a while, where no other tab does.
    pub(crate) async fn deliver(&self) {
        if self.world.delivering.get().is_some() {
            return;
        }
        self.world.delivering.set(Some(self.tab.number));
        // What another tab delivered may be further than this one has read.
        if self.keeper.follow().await.is_ok() {
            // What the store hinders is tried again by whoever delivers next.
            let _ = self.deliver_to_all(BATCHES).await;
        }
        self.world.delivering.set(None);
    }

    async fn deliver_to_all(&self, most: u32) -> Result<(), String> {
        let rows = self.keeper.destinations(&self.main).await.map_err(|why| why.to_string())?;
        for row in rows {
            let Some(mut delivery) = self.keeper.book().map(|book| Delivery::new(&book, row)) else {
                continue;
            };
            for _ in 0..most {
                delivery.refresh(&self.keeper).await.map_err(|why| why.to_string())?;
                delivery.try_now();
                let turn = delivery.turn(&self.keeper, &Receiver(&self.world)).await;
                if turn.map_err(|why| why.to_string())? != Turn::Again {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Delivers all there is; nothing hinders it any more.
    pub(crate) async fn deliver_everything(&self) -> Result<(), String> {
        self.deliver_to_all(EVENING).await
    }
}

/// The cursor never passes the head.
pub(crate) fn cursor_within(world: &World, main: &BookKey) -> Result<(), String> {
    let disk = world.disk.borrow();
    let Some(kept) = disk.books.get(main) else { return Ok(()) };
    for row in kept.drawers.values().filter_map(|bytes| daybook::streaming::Row::read(bytes)) {
        if row.progress.cursor > kept.head {
            return Err(format!("the cursor {} is past the head {}", row.progress.cursor, kept.head));
        }
    }
    Ok(())
}

/// Everything has arrived, as the log says it, an account's events in their order, repeats with equal ids.
pub(crate) fn all_arrived(world: &World, keeper: &Keeper) -> Result<(), String> {
    let book = keeper.book().ok_or("the book is not open")?;
    let all =
        public_range(&book, Sequence::START, book.log().head(), false).map_err(|why| why.to_string())?;
    let arrived = world.arrived.borrow();
    let mut first: BTreeMap<&str, (usize, &IntegrationEvent)> = BTreeMap::new();
    for (place, event) in arrived.iter().enumerate() {
        let (_, known) = *first.entry(&event.id).or_insert((place, event));
        if known != event {
            return Err(format!("{} arrived with different contents", event.id));
        }
    }
    let mut last = BTreeMap::new();
    for event in &all {
        let Some((place, found)) = first.remove(event.id.as_str()) else {
            return Err(format!("{} never arrived", event.id));
        };
        if found != event {
            return Err(format!("{} arrived, but not as the log has it", event.id));
        }
        if last.insert(event.account, place).is_some_and(|before| before > place) {
            return Err(format!("{} came before one of the same account that is earlier", event.id));
        }
    }
    match first.keys().next() {
        Some(id) => Err(format!("{id} arrived, and is not in the log")),
        None => Ok(()),
    }
}
