//! What is kept of a destination: what the user said, and how far delivery has come. One value, written as a whole.

use super::json::{Object, list};
use super::{Destination, Problem};
use crate::event_sourcing::Sequence;
use serde_json::Value;

/// An event that the destination will not take as it is: put aside so that the rest goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parked {
    /// The event of the log.
    pub sequence: Sequence,
    /// The public event's id.
    pub id: String,
    /// Why it was refused.
    pub problem: Problem,
    /// Whether the user wants it sent once more.
    pub released: bool,
}

/// How far delivery has come.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Every public event up to and including this one is delivered, parked or skipped.
    pub cursor: Sequence,
    /// Public events the destination has acknowledged since it began.
    pub delivered: u64,
    /// What it refused.
    pub parked: Vec<Parked>,
    /// Whether it once took an event but not the one before it: from then on an account has one event in a request.
    pub careful: bool,
    /// Why it does not go on, where it does not.
    pub problem: Option<Problem>,
}

/// A destination as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// What the user said.
    pub destination: Destination,
    /// Whether the user has stopped it.
    pub paused: bool,
    /// Whether that was because a file brought events that may be known outside already.
    pub imported: bool,
    /// Raised whenever the user has it begin somewhere else: what was under way before then counts no more.
    pub epoch: u64,
    /// The id of the event at the cursor, by which another history is noticed.
    pub event: Option<String>,
    /// How far it has come.
    pub progress: Progress,
}

impl Row {
    /// A destination that begins after this event.
    pub const fn new(destination: Destination, cursor: Sequence, event: Option<String>) -> Self {
        let progress = Progress { cursor, delivered: 0, parked: Vec::new(), careful: false, problem: None };
        Self { destination, paused: false, imported: false, epoch: 0, event, progress }
    }

    /// Takes in what delivery has come to, where nothing was decided meanwhile that it does not know of. Says whether it
    /// was taken.
    pub fn advance(&mut self, epoch: u64, event: Option<String>, new: Progress) -> bool {
        if epoch != self.epoch {
            return false;
        }
        self.event = event;
        self.progress = new;
        true
    }

    /// The user wants a parked event sent once more, or left out for good.
    pub fn settle_parked(&mut self, id: &str, again: bool) {
        self.epoch += 1;
        if again {
            let parked = self.progress.parked.iter_mut().filter(|it| it.id == id);
            parked.for_each(|it| it.released = true);
        } else {
            self.progress.parked.retain(|it| it.id != id);
        }
    }

    /// Has it begin again after the event `cursor`.
    pub fn begin_after(&mut self, cursor: Sequence, event: Option<String>, delivered: u64) {
        self.epoch += 1;
        self.event = event;
        self.progress.parked.retain(|parked| parked.sequence <= cursor);
        self.progress = Progress {
            cursor,
            delivered,
            parked: core::mem::take(&mut self.progress.parked),
            careful: self.progress.careful,
            problem: None,
        };
    }

    /// The row as it is kept.
    pub fn json(&self) -> String {
        let Progress { cursor, delivered, parked, careful, problem } = &self.progress;
        let parked: Vec<_> = parked
            .iter()
            .map(|it| {
                Object::new()
                    .raw("sequence", it.sequence)
                    .text("id", &it.id)
                    .raw("problem", problem_json(&it.problem))
                    .flag("released", it.released)
                    .end()
            })
            .collect();
        let row = Object::new()
            .text("id", &self.destination.id)
            .raw("destination", self.destination.json())
            .flag("paused", self.paused)
            .flag("imported", self.imported)
            .raw("epoch", self.epoch)
            .maybe("event", self.event.as_ref())
            .raw("cursor", cursor)
            .raw("delivered", delivered)
            .raw("parked", list(parked.iter().map(String::as_str)))
            .flag("careful", *careful);
        match problem {
            Some(problem) => row.raw("problem", problem_json(problem)),
            None => row,
        }
        .end()
    }

    /// Reads what `json` writes.
    pub fn read(json: &[u8]) -> Option<Self> {
        let row: Value = serde_json::from_slice(json).ok()?;
        let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
        let flag = |name: &str| row.get(name) == Some(&Value::Bool(true));
        let number = |name: &str| row.get(name).and_then(Value::as_u64);
        let parked = row.get("parked").and_then(Value::as_array)?.iter().map(|it| {
            Some(Parked {
                sequence: Sequence::new(it.get("sequence")?.as_u64()?)?,
                id: it.get("id")?.as_str()?.to_owned(),
                problem: problem_from(it.get("problem")?)?,
                released: it.get("released") == Some(&Value::Bool(true)),
            })
        });
        Some(Self {
            destination: Destination::read(text("id")?, row.get("destination")?).ok()?,
            paused: flag("paused"),
            imported: flag("imported"),
            epoch: number("epoch")?,
            event: text("event"),
            progress: Progress {
                cursor: Sequence::new(number("cursor")?)?,
                delivered: number("delivered")?,
                parked: parked.collect::<Option<_>>()?,
                careful: flag("careful"),
                problem: row.get("problem").and_then(problem_from),
            },
        })
    }
}

fn problem_json(problem: &Problem) -> String {
    Object::new().text("code", &problem.code).text("detail", &problem.detail).end()
}

fn problem_from(value: &Value) -> Option<Problem> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    Some(Problem { code: text("code")?.to_owned(), detail: text("detail")?.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::streaming::DestinationKind;

    fn row() -> Row {
        let destination = Destination {
            id: "d1".to_owned(),
            kind: DestinationKind::KafkaRestV3,
            url: "http://127.0.0.1:8082".to_owned(),
            cluster: "c".to_owned(),
            topic: "daybook".to_owned(),
            personal: true,
            batch: false,
            auth: true,
        };
        Row::new(destination, Sequence::new(7).unwrap(), Some("e7".to_owned()))
    }

    fn parked(n: u64, released: bool) -> Parked {
        let problem = Problem::with("refused", "no \"quotes\"");
        Parked { sequence: Sequence::new(n).unwrap(), id: format!("e{n}/from"), problem, released }
    }

    #[test]
    fn what_is_kept_reads_back_the_same() {
        let mut row = row();
        assert_eq!(Row::read(row.json().as_bytes()), Some(row.clone()));
        row.paused = true;
        row.imported = true;
        row.progress.parked = vec![parked(3, false), parked(4, true)];
        row.progress.careful = true;
        row.progress.problem = Some(Problem::new("offline"));
        assert_eq!(Row::read(row.json().as_bytes()), Some(row));
        assert_eq!(Row::read(b"{}"), None);
    }

    #[test]
    fn what_was_under_way_before_the_user_decided_otherwise_counts_no_more() {
        let mut row = row();
        row.progress.parked = vec![parked(3, false), parked(9, false)];
        row.paused = true;
        let mut new = row.progress.clone();
        new.delivered = 12;
        assert!(row.advance(0, None, new.clone()));
        assert!(row.paused, "a pause is the user's, not the delivery's");
        row.settle_parked("e3/from", true);
        row.settle_parked("e9/from", false);
        assert!(!row.advance(0, None, new.clone()));
        assert_eq!(row.progress.parked, [parked(3, true)]);
        row.begin_after(Sequence::START, None, 0);
        assert!(!row.advance(2, None, new));
        assert_eq!((row.progress.cursor, row.progress.delivered), (Sequence::START, 0));
        assert_eq!(row.progress.parked, [], "what is sent again anyway is not parked any more");
    }
}
