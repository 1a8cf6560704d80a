//! The ends of a branch: kept as a book of its own, or adopted into the book it left, as commands decided again.

use super::bookkeeper::Bookkeeper;
use super::moments::{Moments, moment_of};
use super::open_book::Book;
use super::{Failure, Imported, Surroundings};
use crate::event_sourcing::{
    BookKey, Branch, Codec, CommandId, EventId, EventStore, Otherwise, Recorded, Sequence, Source, What,
};
use crate::exchange::{EventLogFile, Request};
use crate::ledger::{Assumed, Command, Event, Ledger, Name, Refusal};
use crate::record::{History, LedgerCodec};

/// How many events are written without a breath.
const AT_ONCE: u64 = 4096;

/// What adopting one of a branch's changes would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Adoption {
    /// The change's number in the branch, from 0.
    pub change: usize,
    /// What is sent, to be decided together.
    pub requests: Vec<Request>,
    /// Why that would be refused, where it would.
    pub refusal: Option<Refusal>,
}

impl Book {
    /// What adopting a branch would record here, in an order in which as much as can be is accepted; what is refused comes
    /// last. Changes nothing.
    pub fn adoption(&self, branch: &Branch<Ledger>) -> Result<Vec<Adoption>, Failure> {
        let real = self.history().real();
        let mut trial = Branch::begin(real, Vec::new())?;
        let mut decide = |change: &Otherwise<Command>, requests: &[Request]| {
            let commands = requests.iter().map(|request| request.command.clone()).collect();
            let made = Otherwise { what: What::Made(self.log().head(), commands), ..change.clone() };
            // Nothing stands behind the end.
            let _ = trial.push(real, made);
            trial.outcomes().last().and_then(|outcome| outcome.as_ref().err()).cloned()
        };
        let mut attempt = |number: usize, change: &Otherwise<Command>| {
            let mut requests = self.adopting(branch, change);
            let mut refusal = decide(change, &requests);
            // Which of a reversal and a new entry has to come first depends on what the accounts hold.
            let corrects = matches!(change.what, What::Instead(..));
            if corrects && matches!(refusal, Some(Refusal::InsufficientFunds { .. })) {
                requests.reverse();
                match decide(change, &requests) {
                    None => refusal = None,
                    // Then the reason is the one that is true of a correction.
                    Some(_) => requests.reverse(),
                }
            }
            Adoption { change: number, requests, refusal }
        };
        let (mut accepted, mut refused) = (Vec::new(), Vec::new());
        let changes = branch.changes();
        for (number, change) in changes.iter().enumerate() {
            if shuts(change) {
                again(changes, &mut attempt, &mut accepted, &mut refused);
            }
            let adoption = attempt(number, change);
            if adoption.refusal.is_none() { &mut accepted } else { &mut refused }.push(adoption);
        }
        again(changes, &mut attempt, &mut accepted, &mut refused);
        accepted.extend(refused);
        Ok(accepted)
    }

    /// A made entry is sent as it is; one left out is reversed; one that was otherwise is corrected.
    fn adopting(&self, branch: &Branch<Ledger>, change: &Otherwise<Command>) -> Vec<Request> {
        let of = match &change.what {
            What::Made(..) => None,
            What::LeftOut(of) | What::Instead(of, _) => self.log().event(*of),
        };
        let reversal = of.as_ref().map(|it| Command::ReverseEntry { entry: it.id, reason: None });
        let (commands, caused_by): (Vec<Command>, _) = match &change.what {
            What::Made(_, commands) => {
                (commands.iter().map(|command| self.as_adopted(branch, command)).collect(), None)
            }
            What::LeftOut(_) => (reversal.into_iter().collect(), None),
            What::Instead(_, command) => {
                let both = reversal.into_iter().chain([command.clone()]).collect();
                (both, of.map(|it| it.command_id))
            }
        };
        let request = |(command, number): (Command, u16)| {
            // Sent again, it is recorded once; and what it records has the id that it has in the branch.
            let (command_id, assumed) = (Some(change.id.part(number)), Assumed::default());
            Request { command, command_id, actor: None, caused_by, assumed }
        };
        commands.into_iter().zip(0..=u16::MAX).map(request).collect()
    }

    /// A command of the branch as it is sent to the book. What stands in an entry's place has that one's id in the branch; in
    /// the book it is an entry of its own, recorded right after the reversal.
    fn as_adopted(&self, branch: &Branch<Ledger>, command: &Command) -> Command {
        let instead = |entry: EventId| {
            let stands = |change: &&Otherwise<Command>| match change.what {
                What::Instead(of, _) => self.past().id(of) == Some(entry),
                What::Made(..) | What::LeftOut(_) => false,
            };
            let change = branch.changes().iter().find(stands);
            change.map_or(entry, |change| EventId::of_command(change.id.part(1), 0))
        };
        match command.clone() {
            Command::ReverseEntry { entry, reason } => {
                Command::ReverseEntry { entry: instead(entry), reason }
            }
            Command::CategorizeEntry { entry, labels } => {
                Command::CategorizeEntry { entry: instead(entry), labels }
            }
            other => other,
        }
    }
}

/// Tries again what was refused, as long as that brings anything: it may be allowed after one that came behind it.
fn again(
    changes: &[Otherwise<Command>],
    attempt: &mut impl FnMut(usize, &Otherwise<Command>) -> Adoption,
    accepted: &mut Vec<Adoption>,
    refused: &mut Vec<Adoption>,
) {
    loop {
        let before = refused.len();
        refused.retain_mut(|known| {
            let Some(change) = changes.get(known.change) else { return true };
            let adoption = attempt(known.change, change);
            match (&adoption.refusal, &known.refusal) {
                (None, _) => {
                    accepted.push(adoption);
                    return false;
                }
                // Another reason is only that of its new place.
                (Some(now), Some(first)) if now.code() != first.code() => {}
                _ => *known = adoption,
            }
            true
        });
        if refused.is_empty() || refused.len() == before {
            return;
        }
    }
}

/// Whether a change closes something to entries: what is to go before it goes before it.
fn shuts(change: &Otherwise<Command>) -> bool {
    let What::Made(_, commands) = &change.what else { return false };
    commands.iter().any(|command| {
        matches!(
            command,
            Command::ClosePeriod { .. } | Command::CloseAccount { .. } | Command::FreezeAccount { .. }
        )
    })
}

/// The moments that get a name, or lose one, in a branch, by their places there.
fn moments(book: &Book, branch: &Branch<Ledger>, cut: Sequence) -> Moments {
    let mut moments = Moments::named_behind(cut, branch.own().iter().map(|event| &event.data));
    for turn in book.past().turns(cut, book.log().head()) {
        if let Some(of) = moment_of(&turn.data).map(|of| beside(book, branch, of)).filter(|of| *of > cut) {
            moments.add(of);
        }
    }
    moments
}

/// The moment of the branch that one of the log is: after the same event. What is a fact there although the rules refuse
/// it stays one, so that it is never none.
fn beside(book: &Book, branch: &Branch<Ledger>, moment: Sequence) -> Sequence {
    branch.seen(book.past()).moment(moment).unwrap_or_else(|| branch.course().beside(moment))
}

/// A branch written as a book of its own.
struct Written {
    history: History,
    /// The last shared event before `BookForked`.
    cut: Sequence,
}

/// A branch being written as a book of its own.
struct Keeping {
    key: BookKey,
    branch: Branch<Ledger>,
    /// The last shared event before `BookForked`.
    cut: Sequence,
    history: History,
    /// By their places in the branch.
    moments: Moments,
    /// The last event of the branch that is written.
    written: Sequence,
}

impl<S: EventStore, A: Surroundings> Bookkeeper<S, A> {
    /// Keeps a branch of the open book as a book of its own, and opens it: the shared events, `BookForked`, what differs.
    /// The book it leaves stays as it is. `progress` is told how many events of how many are written, and says whether to
    /// go on.
    pub async fn keep_branch(
        &self,
        branch: Branch<Ledger>,
        name: Name,
        progress: impl FnMut(u64, u64) -> bool,
    ) -> Result<Imported, Failure> {
        let kept = async {
            let mut written = self.write_branch(branch, self.around.new_event_id(), progress).await?;
            if written.history.ledger().book().is_some_and(|book| book.name != name) {
                self.rename(&mut written.history, name)?;
            }
            self.take_in(written).await
        };
        kept.await.map_err(|why| match why {
            Failure::Cancelled => why,
            why => Failure::NotKept(Box::new(why)),
        })
    }

    /// The same with another keeper, whose book it then is: to be looked at like any book, and gone with that keeper's store. The
    /// same branch always comes to the same book.
    pub async fn lay_out_branch<T: EventStore>(
        &self,
        branch: Branch<Ledger>,
        aside: &Bookkeeper<T, A>,
        progress: impl FnMut(u64, u64) -> bool,
    ) -> Result<Imported, Failure> {
        // The mark where they part has the id that the first change gives no event.
        let first = branch.changes().first().map(|change| EventId::of_command(change.id, u32::MAX - 1));
        let fork = first.unwrap_or_else(|| self.around.new_event_id());
        aside.take_in(self.write_branch(branch, fork, progress).await?).await
    }

    async fn write_branch(
        &self,
        branch: Branch<Ledger>,
        fork: EventId,
        mut progress: impl FnMut(u64, u64) -> bool,
    ) -> Result<Written, Failure> {
        let key = self.book().map(|book| book.key().clone()).ok_or(Refusal::NoBook)?;
        // Before the first event there is no book to leave.
        let cut = branch.fork().max(Sequence::START.next());
        let moments = self.with_book(&key, |book| Ok(moments(book, &branch, cut)))?;
        let (history, written) = (History::default(), Sequence::START);
        let mut keeping = Keeping { key, branch, cut, history, moments, written };
        let all = keeping.branch.course().head();
        while keeping.written < all {
            let to = keeping.written.plus(AT_ONCE).min(all);
            self.with_book(&keeping.key.clone(), |book| keeping.write(book, to, fork))?;
            if !progress(to.get(), all.get()) {
                return Err(Failure::Cancelled);
            }
            self.around.breathe().await;
        }
        Ok(Written { history: keeping.history, cut })
    }

    fn rename(&self, history: &mut History, name: Name) -> Result<(), Failure> {
        let last = *history.last();
        let now = self.around.now();
        let event = Recorded {
            sequence: last.sequence.next(),
            id: self.around.new_event_id(),
            recorded_at: last.recorded_at.map_or(now, |it| it.max(now)),
            commit: last.sequence.next(),
            command: Command::RenameBook { name: name.clone() }.name().into(),
            command_id: CommandId::from(self.around.new_id()),
            caused_by: None,
            actor: None,
            data: Event::BookRenamed { name },
        };
        Ok(history.push(&LedgerCodec::stored(&event))?)
    }

    async fn take_in(&self, written: Written) -> Result<Imported, Failure> {
        let Written { mut history, cut } = written;
        history.flush()?;
        let book = history.ledger().book().map(|book| book.id).ok_or(Refusal::NoBook)?;
        let imported = self.apply(self.propose(EventLogFile { history, book }).await?).await?;
        Ok(Imported { forked_after: Some(cut), ..imported })
    }

    /// Looks at the open book, as long as it is still this one.
    fn with_book<R>(
        &self,
        key: &BookKey,
        look: impl FnOnce(&Book) -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        let book = self.book().filter(|book| book.key() == key).ok_or(Failure::Cancelled)?;
        look(&book)
    }
}

impl Keeping {
    /// Writes the branch's events up to `to`; after the shared ones the fork, whose event has this id.
    fn write(&mut self, book: &Book, to: Sequence, fork: EventId) -> Result<(), Failure> {
        let course = self.branch.course().clone();
        for (first, source, length) in course.stretches(self.written.next(), to) {
            for offset in 0..length {
                let at = first.plus(offset);
                if let Source::Own(number) = source {
                    let number = number + usize::try_from(offset).unwrap_or(usize::MAX);
                    self.write_own(book, number, course.place(at))?;
                }
            }
            if let Source::Real(real) = source {
                for (stored, offset) in book.log().stored(real, real.plus(length - 1)).zip(0..) {
                    let mut stored = stored?;
                    let at = first.plus(offset);
                    // The fork that is written here is the last one: it says which book this is.
                    if at > self.cut && stored.shape.name == "BookForked" {
                        continue;
                    }
                    stored.sequence = self.history.last().sequence.next();
                    stored.commit = self.commit(course.commit(stored.commit), at, stored.sequence);
                    let beside = |of| beside(book, &self.branch, of);
                    self.moments.push_moved(&mut self.history, &stored, beside)?;
                    self.moments.written(at, self.history.last());
                    if at == self.cut {
                        self.write_fork(fork)?;
                    }
                }
            }
        }
        self.written = to;
        Ok(())
    }

    /// Where the commit begins here that begins in the branch at `commit`: so far behind as it does there, but that
    /// nothing goes before the fork.
    fn commit(&self, commit: Sequence, at: Sequence, here: Sequence) -> Sequence {
        let behind = at.get().saturating_sub(commit.get());
        let begin = Sequence::new(here.get().saturating_sub(behind)).unwrap_or(here);
        if at > self.cut { begin.max(self.cut.next()) } else { begin }
    }

    fn write_own(&mut self, book: &Book, number: usize, place: Sequence) -> Result<(), Failure> {
        let Some(own) = self.branch.own().get(number).cloned() else { return Ok(()) };
        let sequence = self.history.last().sequence.next();
        // Time never goes back, neither to this event nor to the next one of the log.
        let next = book.past().times().at(place.next()).filter(|_| place < self.branch.course().passed());
        let recorded_at = next.map_or(own.recorded_at, |next| next.min(own.recorded_at));
        let recorded_at = self.history.last().recorded_at.map_or(recorded_at, |last| last.max(recorded_at));
        let commit = self.commit(own.commit, own.sequence, sequence);
        let at = own.sequence;
        let mut event = Recorded { sequence, recorded_at, commit, ..own };
        if let Some(of) = moment_of(&event.data) {
            self.moments.moved(&mut event.data, of);
        }
        self.history.push(&LedgerCodec::stored(&event))?;
        self.moments.written(at, self.history.last());
        Ok(())
    }

    fn write_fork(&mut self, id: EventId) -> Result<(), Failure> {
        let last = *self.history.last();
        let event = Recorded {
            sequence: last.sequence.next(),
            id,
            recorded_at: last.recorded_at.unwrap_or_default(),
            commit: last.sequence.next(),
            command: "ImportLog".into(),
            command_id: CommandId::from_bytes(*id.bytes()),
            caused_by: None,
            actor: None,
            data: Event::BookForked { at: last.sequence, fingerprint: last.fingerprint },
        };
        Ok(self.history.push(&LedgerCodec::stored(&event))?)
    }
}
