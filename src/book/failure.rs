//! Why something asked of a book did not happen, told apart by who can do something about it.

use crate::event_sourcing::{Sequence, StoreError, Unreadable};
use crate::exchange::FileProblem;
use crate::ledger::Refusal;
use crate::record::HistoryError;
use crate::reports::Sentence;
use crate::wording::{say, word};
use core::fmt;

/// Something that did not happen. Nothing was recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// A rule does not allow it: the user can ask for something else.
    Refused {
        /// Which of several commands.
        index: Option<usize>,
        /// Which rule.
        refusal: Refusal,
    },
    /// The store could not do its part.
    Store(StoreError),
    /// The book can be looked at but not written, and why.
    ReadOnly(String),
    /// A file is not what it must be.
    File(FileProblem),
    /// What is stored can't be read back.
    History(HistoryError),
    /// There is no book with this key.
    UnknownBook(String),
    /// The open book has no destination of this id.
    UnknownDestination(String),
    /// A position outside the log.
    PositionOutOfRange {
        /// The last position there is.
        count: u64,
    },
    /// The past of the open book is still being read.
    HistoryLoading,
    /// A file can't be read or made at all; the sentence says so.
    Unreadable(String),
    /// A what-if was not kept as a book: nothing was made, and why.
    NotKept(Box<Failure>),
    /// What was recorded last can't be undone.
    NotUndone {
        /// Which event.
        event: Sequence,
        /// What happened there.
        what: Sentence,
    },
    /// It was stopped by the user.
    Cancelled,
}

impl Failure {
    /// The stable code that programs act on.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused { refusal, .. } => refusal.code(),
            Self::Store(StoreError::Conflict { .. }) => "conflict",
            Self::Store(StoreError::Full) => "storage-full",
            Self::Store(StoreError::Newer) => "newer-version",
            Self::Store(_) => "storage-unavailable",
            Self::ReadOnly(_) => "read-only",
            Self::File(problem) => problem.code(),
            Self::History(_) => "stored-log-damaged",
            Self::UnknownBook(_) => "unknown-book",
            Self::UnknownDestination(_) => "unknown-destination",
            Self::PositionOutOfRange { .. } => "position-out-of-range",
            Self::HistoryLoading => "history-loading",
            Self::Unreadable(_) => "file-unreadable",
            Self::NotKept(why) => why.code(),
            Self::NotUndone { .. } => "not-undone",
            Self::Cancelled => "cancelled",
        }
    }

    /// The figures concerned, by name.
    pub fn figures(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused { refusal, .. } => refusal.figures(),
            Self::File(FileProblem { event: Some(event), .. }) => vec![("event", event.to_string())],
            Self::PositionOutOfRange { count } => vec![("count", count.to_string())],
            Self::NotUndone { event, .. } => vec![("event", event.to_string())],
            Self::UnknownBook(key) => vec![("key", key.clone())],
            Self::UnknownDestination(id) => vec![("id", id.clone())],
            Self::NotKept(why) => why.figures(),
            _ => vec![],
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { refusal, .. } => refusal.fmt(f),
            Self::Store(why) => f.write_str(&capitalised(&why.to_string())),
            Self::ReadOnly(why) => f.write_str(&say("failure.read-only", &[("why", why)])),
            Self::File(problem) => problem.fmt(f),
            Self::History(why) => f.write_str(&say("failure.history", &[("why", &why.to_string())])),
            Self::UnknownBook(key) => f.write_str(&say("failure.unknown-book", &[("key", key)])),
            Self::UnknownDestination(id) => f.write_str(&say("stream.unknown", &[("id", id)])),
            Self::PositionOutOfRange { count } => {
                f.write_str(&say("failure.position", &[("count", &count.to_string())]))
            }
            Self::HistoryLoading => f.write_str(word("failure.history-loading")),
            Self::Unreadable(sentence) => f.write_str(sentence),
            Self::NotKept(why) => {
                // What can't be read to its end is not the stored book.
                let why = match &**why {
                    Self::History(why) => say("failure.not-kept-history", &[("why", &why.to_string())]),
                    why => why.to_string(),
                };
                f.write_str(&say("failure.not-kept", &[("why", &why)]))
            }
            Self::NotUndone { event, what } => {
                let figures = [("event", &*event.to_string()), ("what", &*what.to_string())];
                f.write_str(&say("failure.not-undone", &figures))
            }
            Self::Cancelled => f.write_str(word("failure.cancelled")),
        }
    }
}

/// A sentence of its own, of what is elsewhere a part of one.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused { index: None, refusal }
    }
}

impl From<StoreError> for Failure {
    fn from(why: StoreError) -> Self {
        Self::Store(why)
    }
}

impl From<HistoryError> for Failure {
    fn from(why: HistoryError) -> Self {
        Self::History(why)
    }
}

impl From<Unreadable> for Failure {
    fn from(why: Unreadable) -> Self {
        Self::History(HistoryError::Unreadable(why))
    }
}

impl From<FileProblem> for Failure {
    fn from(problem: FileProblem) -> Self {
        Self::File(problem)
    }
}
