//! What is wrong with a file that should be an event log.

use crate::wording::say;
use core::fmt;

/// Why a file was refused: where, and the reason. Nothing of it was taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileProblem {
    /// The event concerned, by its place in the file, from 1.
    pub event: Option<u64>,
    /// What is wrong, for people.
    pub reason: String,
    /// Whether a later version of Daybook might read it.
    pub newer: bool,
}

impl FileProblem {
    /// A problem of the file as a whole; `key` is that of its sentence.
    pub fn of_file(key: &str, figures: &[(&str, &str)]) -> Self {
        Self { event: None, reason: say(key, figures), newer: false }
    }

    /// A problem of one event.
    pub const fn of_event(event: u64, reason: String) -> Self {
        Self { event: Some(event), reason, newer: false }
    }

    /// The stable code that programs act on.
    pub const fn code(&self) -> &'static str {
        if self.newer { "newer-version" } else { "file-refused" }
    }
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The reason may be a whole sentence, that of a refusal.
        let reason = self.reason.trim_end_matches('.');
        let text = match self.event {
            Some(event) => say("file.event", &[("event", &event.to_string()), ("reason", reason)]),
            None => say("file.whole", &[("reason", reason)]),
        };
        f.write_str(&text)
    }
}
