//! Whoever sits before a tab: sends commands, sends them again when no answer came, follows, imports, verifies.

use super::mutation::Mutation;
use super::store::SimStore;
use super::world::{Around, Change, Tab, Wanted, World};
use daybook::book::{Bookkeeper, Failure, Witness};
use daybook::event_sourcing::{BookKey, CommandId, Recorded, Timestamp};
use daybook::exchange::{Defaults, EventLogReader, EventLogWriter, Request, read};
use daybook::ledger::{AccountId, Event, ValueDate};
use std::cell::Cell;
use std::rc::Rc;

pub(crate) type Keeper = Bookkeeper<SimStore, Around>;

pub(crate) const ACCOUNTS: [&str; 3] = [
    "0195a100-0000-7000-8000-000000000001",
    "0195a200-0000-7000-8000-000000000002",
    "0195a300-0000-7000-8000-000000000003",
];
/// How often somebody tries before they go for a walk.
const PATIENCE: u32 = 4;

/// Reads a command as the page's scripting interface does, under this id.
pub(crate) fn request(json: &str, id: CommandId) -> Request {
    let today = ValueDate::parse("2026-03-31").unwrap();
    let defaults = Defaults { account: AccountId::from_bytes(*id.bytes()), today };
    let mut request = read(&serde_json::from_str(json).unwrap(), &defaults).unwrap();
    request.command_id = Some(id);
    request
}

#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) world: Rc<World>,
    pub(crate) tab: Rc<Tab>,
    pub(crate) keeper: Rc<Keeper>,
    pub(crate) main: BookKey,
    /// A file of a book that is another's, and the same some time later.
    pub(crate) files: Rc<[String; 2]>,
}

/// A command that was acknowledged, to be sent again.
type Sent = (CommandId, String, Vec<Recorded<Event>>);

impl Person {
    /// A person at a tab of their own, with no book open yet.
    pub(crate) fn sit_down(world: &Rc<World>, number: u64, main: &BookKey, files: &Rc<[String; 2]>) -> Self {
        let tab = Tab::new(number, world.dice.fork());
        let store = SimStore { world: Rc::clone(world), tab: Rc::clone(&tab) };
        let around = Around { world: Rc::clone(world), tab: Rc::clone(&tab) };
        let keeper = Rc::new(Bookkeeper::new(store, around));
        Self { world: Rc::clone(world), tab, keeper, main: main.clone(), files: Rc::clone(files) }
    }

    /// Does things until none are left.
    pub(crate) async fn work(self, left: Rc<Cell<u64>>) {
        let mut sent = Vec::new();
        while left.get() > 0 {
            left.set(left.get() - 1);
            // Where the book can't be opened another may still be on the screen, which is not the one to write in.
            if !self.has_the_book() {
                self.open().await;
                if !self.has_the_book() {
                    continue;
                }
            }
            match self.tab.dice.below(100) {
                0..70 => self.send_something(&mut sent).await,
                70..76 => self.send_again(&sent).await,
                76..80 => self.follow().await,
                80..86 => self.deliver().await,
                86..91 => self.open().await,
                91..94 => self.verify().await,
                94..98 => Box::pin(self.import()).await,
                _ => self.open_another_book().await,
            }
        }
    }

    fn has_the_book(&self) -> bool {
        self.keeper.book().is_some_and(|book| *book.key() == self.main)
    }

    async fn open(&self) {
        for _ in 0..PATIENCE {
            let opened = self.keeper.open_at_first_sight(&self.main, |_, _| {}, || {}).await;
            if self.answered("opens the book", opened).is_some() {
                // Nothing waits for this in the page either; that it fails is nobody's business.
                let _ = self.keeper.keep_snapshot().await;
                return;
            }
        }
    }

    async fn follow(&self) {
        if self.world.mutation != Some(Mutation::FollowsNobody) {
            let news = self.keeper.follow().await;
            self.answered("follows", news);
        }
    }

    async fn verify(&self) {
        let report = self.keeper.verify(|_, _| {}).await;
        if let Some(report) = self.answered("verifies", report)
            && !report.ok
        {
            self.world.complain(format!("verification raises a false alarm: {:?}", report.problems));
        }
    }

    /// What came of something that only the store may hinder.
    fn answered<T>(&self, what: &str, outcome: Result<T, Failure>) -> Option<T> {
        match outcome {
            Ok(it) => Some(it),
            Err(Failure::Store(why)) => {
                self.world.tell(|| format!("tab {} {what}: {why}", self.tab.number));
                None
            }
            Err(why) => {
                self.world.complain(format!("tab {} {what}: {} {why}", self.tab.number, why.code()));
                None
            }
        }
    }

    async fn send_something(&self, sent: &mut Vec<Sent>) {
        let dice = &self.tab.dice;
        let batch = dice.below(8) == 0;
        let wanted: Vec<_> = (0..if batch { 2 } else { 1 }).map(|_| self.want(sent)).collect();
        let mut ids: Vec<_> = wanted.iter().map(|wanted| self.promise_to_send(wanted)).collect();
        for _ in 0..PATIENCE {
            let requests: Vec<_> =
                wanted.iter().zip(&ids).map(|(wanted, id)| request(&wanted.json, *id)).collect();
            match self.keeper.dispatch(&requests, !batch).await {
                Ok(events) => return self.acknowledge(&wanted, &ids, &events, sent),
                Err(Failure::Refused { .. }) => return,
                Err(Failure::Store(why)) if self.world.mutation == Some(Mutation::FailureTakenForSuccess) => {
                    let made_up = self.keeper.book().and_then(|book| book.log().event(book.log().head()));
                    self.world.tell(|| format!("tab {} overlooks: {why}", self.tab.number));
                    return self.acknowledge(&wanted, &ids, made_up.as_slice(), sent);
                }
                Err(why) => drop(self.answered("sends a command", Err::<(), _>(why))),
            }
            if self.world.mutation == Some(Mutation::RetriedUnderANewId) {
                ids = wanted.iter().map(|wanted| self.promise_to_send(wanted)).collect();
            }
        }
    }

    fn want(&self, sent: &[Sent]) -> Wanted {
        let dice = &self.tab.dice;
        let [one, other] = [dice.one_of(&ACCOUNTS), dice.one_of(&ACCOUNTS)];
        let wish = self.world.wish();
        let units = 1 + dice.below(9_000);
        let (whole, part) = (units / 100, units % 100);
        let amount = format!(r#""amount":"{whole}.{part:02}","note":"wish {wish}""#);
        let units = i64::try_from(units).unwrap();
        let (json, change) = match dice.below(20) {
            0..5 => (format!(r#"{{"type":"DepositMoney","account":"{one}",{amount}}}"#), Change::By(units)),
            5..10 => {
                (format!(r#"{{"type":"WithdrawMoney","account":"{one}",{amount}}}"#), Change::By(-units))
            }
            10..15 => (
                format!(r#"{{"type":"TransferMoney","from":"{one}","to":"{other}",{amount}}}"#),
                Change::By(0),
            ),
            15..17 if !sent.is_empty() => {
                let (_, _, events) = &sent[usize::try_from(dice.below(sent.len() as u64)).unwrap()];
                let entry = events[0].id;
                let json = format!(r#"{{"type":"ReverseEntry","entry":"{entry}","reason":"wish {wish}"}}"#);
                (json, Change::Reversal(*entry.bytes()))
            }
            17 => (format!(r#"{{"type":"FreezeAccount","account":"{one}"}}"#), Change::By(0)),
            18 => (format!(r#"{{"type":"UnfreezeAccount","account":"{one}"}}"#), Change::By(0)),
            _ => (
                format!(r#"{{"type":"RenameAccount","account":"{one}","name":"Account {wish}"}}"#),
                Change::By(0),
            ),
        };
        Wanted { wish, json, change }
    }

    /// Notes what is about to be sent, under an id of its own.
    fn promise_to_send(&self, wanted: &Wanted) -> CommandId {
        let id = CommandId::from_bytes(self.tab.dice.bytes());
        self.world.wanted.borrow_mut().insert(id, wanted.clone());
        id
    }

    fn acknowledge(
        &self,
        wanted: &[Wanted],
        ids: &[CommandId],
        events: &[Recorded<Event>],
        sent: &mut Vec<Sent>,
    ) {
        // The witness lags: it is not written every time.
        if self.tab.dice.below(2) == 0 && self.has_the_book() {
            let witness = self.keeper.book().and_then(|book| Witness::of(&book));
            self.world.witnesses.borrow_mut().extend(witness);
        }
        for (wanted, id) in wanted.iter().zip(ids) {
            let own: Vec<_> = match ids {
                [_] => events.to_vec(),
                _ => events.iter().filter(|event| event.command_id == *id).cloned().collect(),
            };
            self.world.tell(|| format!("tab {} has it saved: {}", self.tab.number, wanted.json));
            self.world.acknowledged.borrow_mut().push((self.main.clone(), *id, own.clone()));
            if !own.is_empty() {
                sent.push((*id, wanted.json.clone(), own));
            }
        }
    }

    /// The same command once more: it is known.
    async fn send_again(&self, sent: &[Sent]) {
        let Some((id, json, events)) = sent.last() else { return };
        let outcome = self.keeper.dispatch(&[request(json, *id)], true).await;
        if let Some(again) = self.answered("sends a command again", outcome)
            && again != *events
        {
            self.world.complain(format!("sent again, {json} is answered by other events"));
        }
    }

    async fn open_another_book(&self) {
        let id = CommandId::from_bytes(self.tab.dice.bytes());
        let open = request(r#"{"type":"OpenBook","name":"Another","base_currency":"EUR"}"#, id);
        for _ in 0..PATIENCE {
            let outcome = self.keeper.dispatch(core::slice::from_ref(&open), true).await;
            if self.answered("opens a new book", outcome).is_some() {
                return;
            }
        }
    }

    /// Takes in a file: the open book's own, or one of another book.
    async fn import(&self) {
        let which = usize::try_from(self.tab.dice.below(3)).unwrap();
        let Some(file) = self.files.get(which).cloned().or_else(|| export(&self.keeper)) else { return };
        let mut reader = EventLogReader::default();
        reader.feed(file.as_bytes()).unwrap();
        let proposed = self.keeper.propose(reader.finish().unwrap()).await;
        if let Some(proposal) = self.answered("proposes an import", proposed) {
            let imported = self.keeper.apply(proposal).await;
            self.answered("imports", imported);
        }
    }
}

/// The open book as an event log file.
pub(crate) fn export(keeper: &Keeper) -> Option<String> {
    let book = keeper.book()?;
    let exported_at = Timestamp::from_millis(0).unwrap();
    let (head, fingerprint) = (book.log().head(), book.history().fingerprint());
    let mut writer = EventLogWriter::new(book.ledger().book()?, head, fingerprint, exported_at);
    let mut out = Vec::new();
    while let Some(bytes) = writer.next(book.history()).unwrap() {
        out.extend(bytes);
    }
    String::from_utf8(out).ok()
}
