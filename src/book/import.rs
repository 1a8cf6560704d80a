//! Taking in an event log file: a proposal first, applied at once and as a whole.

use super::bookkeeper::Bookkeeper;
use super::card::Card;
use super::moments::Moments;
use super::open_book::Book;
use super::{Failure, Surroundings};
use crate::event_sourcing::{
    BookKey, Codec, CommandId, EventId, EventStore, Fingerprint, Recorded, Scatter, Sequence, StoredRecord,
    Timestamp,
};
use crate::exchange::{EventLogFile, FileProblem};
use crate::ledger::{Event, Ledger};
use crate::record::{History, LedgerCodec, RecordBuilder};
use crate::wording::word;
use uuid::Builder;

/// How many records are worked through without a breath.
const RECORDS_AT_ONCE: usize = 16;

/// What importing a file would do.
#[derive(Debug)]
pub struct Proposal {
    /// The book's name.
    pub name: String,
    /// How many events the file holds.
    pub events: u64,
    /// How many of them would be added to a book that is here already, or make a new one.
    pub new: u64,
    /// Where the file's history leaves that of the book that is here, if it does: it becomes a book of its own.
    pub forks_after: Option<Sequence>,
    /// Whether an event claims to have been recorded in the future.
    pub from_the_future: bool,
    /// The fingerprint of the file's history.
    pub fingerprint: Fingerprint,
    /// When its first and its last event were recorded.
    pub period: Option<(Timestamp, Timestamp)>,
    /// Whether the book that is here can't be read to its end: the file is then taken in as a copy beside it.
    pub beside_damaged: bool,
    history: History,
    target: Option<BookKey>,
    own: Option<Book>,
}

impl Proposal {
    /// The book here that it would be added to.
    pub const fn target(&self) -> Option<&BookKey> {
        self.target.as_ref()
    }
}

impl Proposal {
    /// The book that is here already and gets events it did not have.
    pub fn grows(&self) -> Option<&BookKey> {
        self.target.as_ref().filter(|_| self.new > 0)
    }
}

/// What importing a file did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Imported {
    /// The book's key in this browser.
    pub key: BookKey,
    /// How many events were added.
    pub appended: u64,
    /// How many it has now.
    pub count: u64,
    /// Its fingerprint now.
    pub fingerprint: Fingerprint,
    /// Where its history left that of a book that was here, if it did.
    pub forked_after: Option<Sequence>,
    /// Whether an event claims to have been recorded in the future.
    pub from_the_future: bool,
}

impl<S: EventStore, A: Surroundings> Bookkeeper<S, A> {
    /// Finds out what a file that was read to its end would do to the books here. Changes nothing.
    pub async fn propose(&self, file: EventLogFile) -> Result<Proposal, Failure> {
        let from_the_future = file.from_the_future(self.around.now());
        let EventLogFile { history, book } = file;
        let name = history.ledger().book().map(|book| book.name.to_string()).unwrap_or_default();
        let events = history.count();
        let first = history.log().event(Sequence::START.next()).map(|event| event.recorded_at);
        let mut proposal = Proposal {
            name,
            events,
            new: events,
            forks_after: None,
            from_the_future,
            fingerprint: history.fingerprint(),
            period: first.zip(history.last().recorded_at),
            beside_damaged: false,
            history,
            target: None,
            own: None,
        };
        let mut identity = book;
        // A fork that is here already may itself have gone on in another way: then the file forks from that, too.
        while let Some(own) = self.find(identity).await? {
            if own.trouble().is_some() {
                proposal.beside_damaged = true;
                break;
            }
            let shared = shared_prefix(own.history(), &proposal.history)?;
            if shared.get() == own.count().min(proposal.history.count()) {
                return Ok(onto(proposal, own));
            }
            proposal.history = fork(&proposal.history, shared)?;
            proposal.new = proposal.history.count();
            proposal.forks_after = proposal.forks_after.or(Some(shared));
            identity = proposal.history.ledger().book().map_or(book, |book| book.id);
        }
        Ok(proposal)
    }

    /// Does what was proposed, in one transaction, and opens the book.
    pub async fn apply(&self, proposal: Proposal) -> Result<Imported, Failure> {
        let _turn = self.turn().await;
        let Proposal { history, target, own, forks_after, from_the_future, new, .. } = proposal;
        let (key, book) = if let (Some(key), Some(mut own)) = (target, own) {
            let expected = own.log().head();
            let records = records_after(&history, expected)?;
            if !records.is_empty() {
                self.store.append(&key, expected, &records, &Card::of(history.ledger())).await?;
            }
            for record in records {
                own.absorb(record)?;
            }
            (key, own)
        } else {
            let key = self.new_key()?;
            let card = Card::of(history.ledger());
            self.store.append(&key, Sequence::START, history.log().records(), &card).await?;
            let mut book = Book::of(key.clone(), history, Scatter::keyed(self.around.random()));
            while book.make_ready(RECORDS_AT_ONCE) {
                self.around.breathe().await;
            }
            (key, book)
        };
        let imported = Imported {
            key,
            appended: new,
            count: book.count(),
            fingerprint: book.history().fingerprint(),
            forked_after: forks_after,
            from_the_future,
        };
        self.open.replace(Some(book));
        // Only the next opening would be slower without it.
        let _ = self.keep_snapshot().await;
        Ok(imported)
    }

    /// The book here with this identity, read from the store; one that can be read to its end, where there is one.
    async fn find(&self, id: EventId) -> Result<Option<Book>, Failure> {
        let wanted = id.to_string();
        let mut damaged = None;
        for shelved in self.books().await?.into_iter().filter(|book| book.id == wanted) {
            let book = self.read(&shelved.key, |_, _| {}).await?;
            if book.trouble().is_none() {
                return Ok(Some(book));
            }
            damaged = Some(book);
        }
        Ok(damaged)
    }
}

fn onto(mut proposal: Proposal, own: Book) -> Proposal {
    proposal.new = proposal.history.count().saturating_sub(own.count());
    proposal.target = Some(own.key().clone());
    proposal.own = Some(own);
    proposal
}

/// How many events two histories share, found by halving: a fingerprint covers everything before it.
pub(super) fn shared_prefix(one: &History, other: &History) -> Result<Sequence, Failure> {
    let (mut same, mut different) = (0, one.count().min(other.count()) + 1);
    let read = |history: &History, n: u64| {
        let position = Sequence::new(n).unwrap_or(Sequence::MAX);
        history.log().fingerprint_at(position).map_err(Failure::from)
    };
    // The common cases first: one continues the other.
    if read(one, different - 1)? == read(other, different - 1)? {
        same = different - 1;
    }
    while different - same > 1 {
        let middle = same + (different - same) / 2;
        if read(one, middle)? == read(other, middle)? {
            same = middle;
        } else {
            different = middle;
        }
    }
    Ok(Sequence::new(same).unwrap_or(Sequence::MAX))
}

/// The file's history as a book of its own: the shared prefix, `BookForked`, and the file's other events, each one
/// place later. The same fork always gets the same identity, so that importing it again adds nothing twice.
fn fork(file: &History, shared: Sequence) -> Result<History, Failure> {
    // A commit is never cut in two, but for one that opens or forks the book: nothing goes before that.
    let cut = match file.log().event(shared.next()) {
        Some(event) if event.commit <= shared => event.commit.previous(),
        _ => shared,
    };
    let earlier = forked_by(&file.ledger_at(shared)?);
    let cut = cut.max(earlier.unwrap_or(Sequence::START.next()));
    if let Some(later) = forked_by(file.ledger()).filter(|later| *later > cut) {
        // Honest forks have identities of their own, and share with a book of that identity what came before.
        return Err(FileProblem::of_event(later.get(), word("file.fork").to_owned()).into());
    }
    let mut forked = History::default();
    for stored in file.log().stored(Sequence::START.next(), cut) {
        forked.push(&stored?)?;
    }
    let beyond = file.log().fingerprint_at(shared.next().min(file.log().head()))?;
    let mut seed = [0; 16];
    seed.copy_from_slice(&beyond.bytes()[..16]);
    let id = Builder::from_custom_bytes(seed).into_uuid();
    let event = Recorded {
        sequence: cut.next(),
        id: EventId::from(id),
        recorded_at: forked.last().recorded_at.unwrap_or_default(),
        commit: cut.next(),
        command: "ImportLog".into(),
        command_id: CommandId::from(id),
        caused_by: None,
        actor: None,
        data: Event::BookForked { at: cut, fingerprint: forked.fingerprint() },
    };
    forked.push(&LedgerCodec::stored(&event))?;
    let turns = file.past().turns(cut, file.log().head());
    let mut moments = Moments::named_behind(cut, turns.iter().map(|turn| &turn.data));
    for stored in file.log().stored(cut.next(), file.log().head()) {
        let mut stored = stored?;
        let place = stored.sequence;
        stored.sequence = stored.sequence.next();
        stored.commit = stored.commit.next();
        moments.push_moved(&mut forked, &stored, |of| of)?;
        moments.written(place, forked.last());
    }
    forked.flush()?;
    Ok(forked)
}

/// The last event that made a book one of its own, where there is one.
pub(super) fn forked_by(ledger: &Ledger) -> Option<Sequence> {
    ledger.book()?.forked.map(|(at, _)| at.next())
}

/// The events of a history after `after`, as records that continue a log ending there.
fn records_after(history: &History, after: Sequence) -> Result<Vec<StoredRecord>, Failure> {
    let before = history.log().fingerprint_at(after)?;
    let mut records = Vec::new();
    let mut builder = RecordBuilder::new(after.next(), before);
    let mut fingerprint = before;
    for stored in history.log().stored(after.next(), history.log().head()) {
        let stored = stored?;
        if builder.is_full() && stored.commit == stored.sequence {
            records.extend(builder.seal());
            builder = RecordBuilder::new(stored.sequence, fingerprint);
        }
        fingerprint = builder.push(&stored);
    }
    records.extend(builder.seal());
    Ok(records)
}
