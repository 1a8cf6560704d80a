//! The destinations of a book: what the user decides about them. Deliveries find it in the rows, in whichever tab they run.

use super::delivery::event_id;
use super::{Bookkeeper, Failure, Surroundings};
use crate::event_sourcing::{BookKey, Drawer, Drawers, EventStore, Sequence};
use crate::streaming::{Destination, Row};

impl<S: EventStore + Drawers, A: Surroundings> Bookkeeper<S, A> {
    /// The destinations of a book, in the order they were added.
    pub async fn destinations(&self, key: &BookKey) -> Result<Vec<Row>, Failure> {
        let notes = self.store().notes(key, Drawer::Cursors).await?;
        Ok(notes.iter().filter_map(|(_, bytes)| Row::read(bytes)).collect())
    }

    /// Adds a destination to the open book, which begins after this event.
    pub async fn add_destination(
        &self,
        to: Destination,
        after: Option<Sequence>,
    ) -> Result<BookKey, Failure> {
        let (key, cursor, event) = {
            let book = self.book().ok_or(crate::ledger::Refusal::NoBook)?;
            let cursor = after.unwrap_or(book.log().head());
            (book.key().clone(), cursor, event_id(&book, cursor))
        };
        let id = to.id.clone();
        let row = Row::new(to, cursor, event).json().into_bytes();
        self.store().revise(&key, Drawer::Cursors, &id, &mut |_| Some(row.clone())).await?;
        Ok(key)
    }

    /// Removes a destination and what is kept of it.
    pub async fn remove_destination(&self, key: &BookKey, id: &str) -> Result<(), Failure> {
        self.store().revise(key, Drawer::Cursors, id, &mut |_| None).await?;
        Ok(self.store().revise(key, Drawer::Secrets, id, &mut |_| None).await?)
    }

    /// Stops a destination, or lets it go on.
    pub async fn pause_destination(&self, key: &BookKey, id: &str, paused: bool) -> Result<(), Failure> {
        self.change(key, id, |row| {
            row.paused = paused;
            row.imported &= paused;
        })
        .await
    }

    /// Stops every destination of a book that is about to get events from a file: whether those are news to the outside
    /// is the user's to say.
    pub async fn pause_for_import(&self, key: &BookKey) -> Result<(), Failure> {
        for row in self.destinations(key).await? {
            self.change(key, &row.destination.id, |row| {
                row.imported |= !row.paused;
                row.paused = true;
            })
            .await?;
        }
        Ok(())
    }

    /// Has a destination of the open book begin again after this event.
    pub async fn begin_after(&self, key: &BookKey, id: &str, after: Sequence) -> Result<(), Failure> {
        let (after, event, public) = {
            let book = self.book().ok_or(crate::ledger::Refusal::NoBook)?;
            let after = after.min(book.log().head());
            (after, event_id(&book, after), book.public_until(after))
        };
        let before = self.destinations(key).await?.into_iter().find(|row| row.destination.id == id);
        let cursor = before.map_or(after, |row| row.progress.cursor);
        let passed = self.book().map_or(0, |book| book.public_until(cursor));
        self.change(key, id, |row| {
            // What comes once more is counted once.
            let again = passed.saturating_sub(public);
            let delivered = row.progress.delivered.saturating_sub(again);
            row.begin_after(after, event.clone(), delivered);
            row.imported = false;
        })
        .await
    }

    /// Has a parked event sent once more, or left out for good.
    pub async fn settle_parked(
        &self,
        key: &BookKey,
        id: &str,
        event: &str,
        again: bool,
    ) -> Result<(), Failure> {
        self.change(key, id, |row| row.settle_parked(event, again)).await
    }

    async fn change(&self, key: &BookKey, id: &str, change: impl Fn(&mut Row)) -> Result<(), Failure> {
        let mut change = |old: Option<&[u8]>| {
            let mut row = Row::read(old?)?;
            change(&mut row);
            Some(row.json().into_bytes())
        };
        Ok(self.store().revise(key, Drawer::Cursors, id, &mut change).await?)
    }
}
