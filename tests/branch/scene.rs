//! A book and a branch of it: the words the rules are told in.
#![allow(clippy::unwrap_used, reason = "in a test, that is how a fault is reported")]

use super::given::{Given, account};
use daybook::event_sourcing::{
    Branch, Codec, CommandId, Fingerprint, Otherwise, Recorded, Sequence, Timestamp, What,
};
use daybook::ledger::{Command, Event, Ledger, Refusal};
use daybook::record::{History, LedgerCodec, RecordBuilder};
use daybook::reports::BranchNames;

pub(crate) fn at(n: u64) -> Sequence {
    Sequence::new(n).unwrap()
}

/// The history of these events, so many to a record.
pub(crate) fn history(events: &[Recorded<Event>], record: usize) -> History {
    let mut history = History::default();
    let mut fingerprint = Fingerprint::EMPTY;
    for stretch in events.chunks(record) {
        let mut builder = RecordBuilder::new(stretch[0].sequence, fingerprint);
        for event in stretch {
            fingerprint = builder.push(&LedgerCodec::stored(event));
        }
        history.absorb(builder.seal().unwrap()).unwrap();
    }
    history
}

/// A change with an id of its own.
pub(crate) fn change(number: u8, what: What<Command>) -> Otherwise<Command> {
    let mut id = [0xcc; 16];
    (id[4], id[14], id[15]) = (number, 0, 0);
    Otherwise { id: CommandId::from_bytes(id), at: Timestamp::from_millis(9_000_000).unwrap(), what }
}

/// The branch of a history with these changes, worked out in slices.
pub(crate) fn branch(history: &History, changes: Vec<Otherwise<Command>>, slice: u64) -> Branch<Ledger> {
    let mut branch = Branch::begin(history.real(), changes).unwrap();
    while branch.advance(history.real(), slice).unwrap() {}
    branch
}

/// A branch beside the history it leaves.
pub(crate) struct Scene {
    history: History,
    pub(crate) branch: Branch<Ledger>,
}

impl Given {
    /// What if this had been otherwise?
    pub(crate) fn what_if(self, changes: impl IntoIterator<Item = What<Command>>) -> Scene {
        let history = history(&self.events, 2);
        let changes = (1..).zip(changes).map(|(number, what)| change(number, what)).collect();
        let before: Vec<_> = history.log().records().to_vec();
        let branch = branch(&history, changes, 3);
        assert_eq!(before, history.log().records(), "the log is as it was");
        Scene { history, branch }
    }
}

impl Scene {
    /// What an account holds in the branch, beside what it really holds.
    pub(crate) fn holds(self, name: &str, otherwise: &str, really: &str) -> Self {
        let now = self.history.count();
        self.held_at(now, name, otherwise, really)
    }

    /// The same where the log has its first `real` events.
    pub(crate) fn held_at(self, real: u64, name: &str, otherwise: &str, really: &str) -> Self {
        let beside = self.branch.course().beside(at(real));
        let there = self.branch.state_at(self.history.real(), beside).unwrap();
        for (state, expected) in [(there, otherwise), (self.history.ledger_at(at(real)).unwrap(), really)] {
            let found = state.accounts().iter().find(|it| it.id == account(name)).unwrap();
            assert_eq!(found.money().figure().to_string(), expected, "{name} at {real}");
        }
        self
    }

    /// The first events of the commits that are refused, and why.
    pub(crate) fn refuses(self, expected: &[(u64, &str)]) -> Self {
        let refused = self.branch.refused().iter();
        let found: Vec<_> = refused.map(|it| (it.at.get(), it.why.code())).collect();
        assert_eq!(found, expected);
        self
    }

    /// What became of the changes: how many took place, or the code of the refusal.
    pub(crate) fn outcomes(self, expected: &[Result<(), &str>]) -> Self {
        let outcomes = self.branch.outcomes().iter();
        let found: Vec<_> = outcomes.map(|it| it.as_ref().map(|_| ()).map_err(Refusal::code)).collect();
        assert_eq!(found, expected);
        self
    }

    /// What the branch has of its own, in sentences.
    pub(crate) fn saying(&self) -> Vec<String> {
        let seen = self.branch.seen(self.history.past());
        let names = BranchNames { seen, state: self.branch.state(), own: self.branch.own() };
        self.branch.own().iter().map(|event| names.own(&event.data).to_string()).collect()
    }

    /// It leaves the log after this event.
    pub(crate) fn leaves_after(self, fork: u64) -> Self {
        assert_eq!(self.branch.fork(), at(fork));
        self
    }
}
