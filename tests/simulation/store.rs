//! The store as one tab sees it: requests travel to the disk and answers back, and on the way anything may happen.

use super::disk::Disk;
use super::fault::Way;
use super::mutation::Mutation;
use super::world::{Owed, Tab, World, never, turns};
use daybook::event_sourcing::{
    BookKey, BookRow, Change, Drawer, Drawers, EventStore, Promise, Sequence, StoreError, StoredRecord,
};
use std::rc::Rc;

#[derive(Clone)]
pub(crate) struct SimStore {
    pub(crate) world: Rc<World>,
    pub(crate) tab: Rc<Tab>,
}

fn unavailable<T>(what: &str) -> Result<T, StoreError> {
    Err(StoreError::Unavailable(what.to_owned()))
}

impl SimStore {
    /// A request on its way to the disk: how it will go, or why it never gets there.
    async fn begin(&self, what: &str) -> Result<Way, StoreError> {
        let way = self.world.next_way();
        self.world.tell(|| {
            let call = self.world.calls();
            format!("call {call}: tab {} {what}: {way:?}", self.tab.number)
        });
        self.travel().await;
        self.settle_what_is_owed();
        if self.tab.closed.replace(false) {
            return unavailable("InvalidStateError: the connection is closed");
        }
        match way {
            Way::Abort => unavailable("AbortError: the transaction was aborted"),
            Way::Quota => Err(StoreError::Full),
            Way::Closed => {
                self.tab.closed.set(true);
                unavailable("the connection was closed")
            }
            Way::CrashBefore => self.crash().await,
            way => Ok(way),
        }
    }

    /// An answer on its way back.
    async fn end<T>(&self, way: Way, answer: Result<T, StoreError>) -> Result<T, StoreError> {
        match way {
            Way::CrashAfter => self.crash().await,
            Way::PowerCut => self.power_cut().await,
            _ => {}
        }
        self.travel().await;
        if way == Way::LostReply { unavailable("the answer got lost") } else { answer }
    }

    /// Whether a read that goes this way sees what was there before.
    fn is_stale(&self, way: Way) -> bool {
        let again = self.tab.stale.replace(way == Way::StaleRead);
        way == Way::StaleRead && !again
    }

    async fn travel(&self) {
        if self.world.armed() {
            turns(self.world.dice.below(3)).await;
        }
    }

    async fn crash<T>(&self) -> T {
        self.tab.crashed.set(true);
        never().await
    }

    async fn power_cut<T>(&self) -> T {
        if self.world.mutation == Some(Mutation::RelaxedDurability) {
            self.world.forget_the_last_commit();
        }
        self.world.owed.borrow_mut().clear();
        self.world.power_cut.set(true);
        never().await
    }

    async fn read_only<T>(&self, what: &str, look: impl FnOnce(&Disk) -> T) -> Result<T, StoreError> {
        let way = self.begin(what).await?;
        let found = self.world.look(self.is_stale(way), look);
        self.end(way, Ok(found)).await
    }

    async fn write<T>(
        &self,
        what: &str,
        change: impl FnOnce(&mut Disk) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let way = self.begin(what).await?;
        let answer = self.world.change(change);
        self.end(way, answer).await
    }

    fn settle_what_is_owed(&self) {
        for Owed { key, expected, records, card } in self.world.owed.take() {
            let _ = self.world.change(|disk| disk.append(&key, expected, &records, &card));
        }
    }

    /// A transaction that is given up, but not before others have seen what it wrote.
    async fn dirty_append(&self, key: &BookKey, expected: Sequence, records: &[StoredRecord]) {
        let mut dirty = self.world.disk.borrow().clone();
        let _ = dirty.append(key, expected, records, b"");
        self.world.dirty.replace(Some(dirty));
        turns(6).await;
        self.world.dirty.replace(None);
    }
}

impl EventStore for SimStore {
    fn promise(&self) -> Promise {
        Promise::Durable
    }

    async fn books(&self) -> Result<Vec<BookRow>, StoreError> {
        self.read_only("books", |disk| disk.books.iter().map(|(key, kept)| kept.row(key)).collect()).await
    }

    async fn book(&self, key: &BookKey) -> Result<Option<BookRow>, StoreError> {
        self.read_only("book", |disk| disk.books.get(key).map(|kept| kept.row(key))).await
    }

    async fn append(
        &self,
        key: &BookKey,
        expected: Sequence,
        records: &[StoredRecord],
        card: &[u8],
    ) -> Result<(), StoreError> {
        let mutation = self.world.mutation;
        let begun = self.begin("append").await;
        let way = match begun {
            Ok(way) => way,
            Err(why) => {
                if mutation == Some(Mutation::DirtyReads) {
                    self.dirty_append(key, expected, records).await;
                }
                return Err(why);
            }
        };
        match mutation {
            Some(Mutation::AcknowledgedBeforeTheCommit) if self.world.armed() => {
                let (key, records, card) = (key.clone(), records.to_vec(), card.to_vec());
                self.world.owed.borrow_mut().push(Owed { key, expected, records, card });
                return self.end(way, Ok(())).await;
            }
            Some(Mutation::RecordsWithoutTheHead | Mutation::HeadWithoutTheRecords)
                if way == Way::CrashAfter =>
            {
                self.world.change(|disk| Mutation::half(mutation, disk, key, expected, records));
                return self.end(way, Ok(())).await;
            }
            Some(Mutation::CheckedBeforeTheTransaction) => {
                let head = self.world.disk.borrow().head(key);
                if head != expected {
                    return Err(StoreError::Conflict { head });
                }
                turns(2).await;
            }
            _ => {}
        }
        let answer = self.world.change(|disk| Mutation::append(mutation, disk, key, expected, records, card));
        self.end(way, answer).await
    }

    async fn read(
        &self,
        key: &BookKey,
        after: Sequence,
        until: Sequence,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let tail_lost = self.world.mutation == Some(Mutation::TailNotReloaded) && after > Sequence::START;
        self.read_only("read", |disk| match disk.books.get(key) {
            Some(kept) if !tail_lost => kept.read(after, until),
            _ => Vec::new(),
        })
        .await
    }

    async fn remove(&self, key: &BookKey) -> Result<(), StoreError> {
        self.write("remove", |disk| {
            disk.version += u64::from(disk.books.remove(key).is_some());
            Ok(())
        })
        .await
    }

    async fn put_snapshot(&self, key: &BookKey, position: Sequence, bytes: &[u8]) -> Result<(), StoreError> {
        self.write("put_snapshot", |disk| {
            let kept = disk.books.get_mut(key);
            let kept = kept.ok_or(StoreError::Misused("a snapshot of a book that is not there"))?;
            kept.snapshots.insert(position, bytes.into());
            Ok(())
        })
        .await
    }

    async fn snapshots(&self, key: &BookKey) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError> {
        let way = self.begin("snapshots").await?;
        let mut found: Vec<(Sequence, Vec<u8>)> = self.world.look(self.is_stale(way), |disk| {
            let kept = disk.books.get(key);
            let all = kept.into_iter().flat_map(|kept| &kept.snapshots);
            all.map(|(position, bytes)| (*position, bytes.to_vec())).collect()
        });
        if way == Way::RottenSnapshot {
            for (_, bytes) in &mut found {
                let at = usize::try_from(self.world.dice.below(bytes.len() as u64)).unwrap();
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 0x10;
                }
            }
        }
        self.end(way, Ok(found)).await
    }

    async fn drop_snapshots(&self, key: &BookKey) -> Result<(), StoreError> {
        self.write("drop_snapshots", |disk| {
            if let Some(kept) = disk.books.get_mut(key) {
                kept.snapshots.clear();
            }
            Ok(())
        })
        .await
    }
}

impl Drawers for SimStore {
    async fn notes(&self, key: &BookKey, drawer: Drawer) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.read_only("notes", |disk| {
            let kept = disk.books.get(key).into_iter().flat_map(|kept| &kept.drawers);
            let own = kept.filter(|((of, _), _)| *of == drawer);
            own.map(|((_, name), bytes)| (name.clone(), bytes.to_vec())).collect()
        })
        .await
    }

    async fn revise(
        &self,
        key: &BookKey,
        drawer: Drawer,
        name: &str,
        change: Change<'_>,
    ) -> Result<(), StoreError> {
        self.write("revise", |disk| {
            let kept = disk.books.get_mut(key);
            let kept = kept.ok_or(StoreError::Misused("a value of a book that is not there"))?;
            let place = (drawer, name.to_owned());
            match change(kept.drawers.get(&place).map(AsRef::as_ref)) {
                Some(bytes) => kept.drawers.insert(place, bytes.into()),
                None => kept.drawers.remove(&place),
            };
            disk.version += 1;
            Ok(())
        })
        .await
    }
}
