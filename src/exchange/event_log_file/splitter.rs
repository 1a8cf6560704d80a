//! Splits a file's bytes, as they come, into the members of its one object and the elements of its `events`.
//! It holds one value at a time, so that a file of any length needs little memory, and sees what is wrong at once.

/// The most bytes an event may take: its texts at their longest, every character escaped, with room to spare.
const LONGEST_EVENT: usize = 1 << 18;
/// The most bytes any other value may take.
const LONGEST_VALUE: usize = 1 << 13;

/// A piece of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A member of the file's object other than `events`: its name, and its value as JSON.
    Member(&'a str, &'a [u8]),
    /// The beginning of `events`.
    Events,
    /// One element of `events`, JSON.
    Event(&'a [u8]),
}

/// Who takes the pieces.
pub(super) trait Taker {
    /// Why one can't be taken.
    type Error: From<Fault>;

    /// Takes a piece.
    fn take(&mut self, piece: Piece<'_>) -> Result<(), Self::Error>;

    /// Takes the event that this text begins with, where that is plain at once, and says how many bytes it was; else it
    /// comes as a piece, when all of it is there.
    fn take_ahead(&mut self, text: &str) -> Result<Option<usize>, Self::Error>;
}

/// What the bytes are not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// The file does not begin with an object.
    NotAnObject,
    /// A character where none of its kind can be.
    Syntax,
    /// A value longer than any of its kind can be.
    TooLong,
    /// `events` is not a list.
    NotAList,
    /// Something follows the end.
    Trailing,
}

/// What may come next, white space apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Due {
    Object,
    /// So many bytes of a byte order mark have come.
    Mark(usize),
    NameOrEnd,
    Name,
    Colon,
    Value,
    List,
    EventOrEnd,
    Event,
    AfterEvent,
    AfterMember,
    Nothing,
}

/// Where the value being gathered stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Gathering {
    /// None is.
    No,
    /// A number or a word: it ends before the next comma, bracket or space.
    Bare,
    /// A string, or something in brackets this deep.
    Nested { depth: u32, in_string: bool, escaped: bool },
}

/// The file so far.
#[derive(Debug)]
pub(super) struct Splitter {
    due: Due,
    gathering: Gathering,
    name: String,
    value: Vec<u8>,
    seen: u64,
}

impl Splitter {
    pub(super) const fn new() -> Self {
        Self { due: Due::Object, gathering: Gathering::No, name: String::new(), value: Vec::new(), seen: 0 }
    }

    /// Takes the next bytes and hands each piece they complete to `taker`, until that fails.
    pub(super) fn feed<T: Taker>(&mut self, bytes: &[u8], taker: &mut T) -> Result<(), T::Error> {
        let text = match core::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(bad) => {
                core::str::from_utf8(bytes.get(..bad.valid_up_to()).unwrap_or_default()).unwrap_or("")
            }
        };
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            if self.gathering != Gathering::No {
                rest = self.gather(rest)?;
                if self.gathering == Gathering::No {
                    self.gathered(taker)?;
                }
                continue;
            }
            if byte == b'{' && matches!(self.due, Due::EventOrEnd | Due::Event) {
                let begin = bytes.len() - rest.len();
                let end = text.floor_char_boundary(begin + LONGEST_EVENT);
                if let Some(length) = taker.take_ahead(text.get(begin..end).unwrap_or_default())? {
                    self.due = Due::AfterEvent;
                    self.seen += length as u64;
                    rest = rest.get(length..).unwrap_or_default();
                    continue;
                }
            }
            if !is_space(byte) || matches!(self.due, Due::Mark(_)) {
                self.step(byte, taker)?;
            }
            // The first byte of a value belongs to it.
            if self.gathering == Gathering::No {
                self.seen += 1;
                rest = after;
            }
        }
        Ok(())
    }

    /// Whether the object has ended.
    pub(super) fn complete(&self) -> bool {
        self.due == Due::Nothing
    }

    /// Whether what comes next is or belongs to one of the events.
    pub(super) fn among_events(&self) -> bool {
        matches!(self.due, Due::EventOrEnd | Due::Event | Due::AfterEvent)
    }

    /// Whether nothing but white space has come.
    pub(super) fn empty(&self) -> bool {
        self.due == Due::Object
    }

    fn step<T: Taker>(&mut self, byte: u8, taker: &mut T) -> Result<(), T::Error> {
        self.due = match (self.due, byte) {
            (Due::Object, b'{') => Due::NameOrEnd,
            // A byte order mark may come first, and only there.
            (Due::Object, byte) if self.seen == 0 && byte == MARK[0] => Due::Mark(1),
            (Due::Mark(1), byte) if byte == MARK[1] => Due::Mark(2),
            (Due::Mark(2), byte) if byte == MARK[2] => Due::Object,
            (Due::Object | Due::Mark(_), _) => return Err(Fault::NotAnObject.into()),
            (Due::NameOrEnd, b'}') => Due::Nothing,
            (Due::NameOrEnd | Due::Name, b'"') => {
                self.begin(byte);
                Due::Name
            }
            (Due::Colon, b':') if self.name == "events" => Due::List,
            (Due::Colon, b':') => Due::Value,
            (Due::List, b'[') => {
                taker.take(Piece::Events)?;
                Due::EventOrEnd
            }
            (Due::List, _) => return Err(Fault::NotAList.into()),
            (Due::EventOrEnd, b']') => Due::AfterMember,
            (Due::Value, b',' | b':' | b']' | b'}') => return Err(Fault::Syntax.into()),
            (Due::EventOrEnd | Due::Event, b'{') => {
                self.begin(byte);
                Due::Event
            }
            (Due::Value, _) => {
                self.begin(byte);
                Due::Value
            }
            (Due::AfterEvent, b',') => Due::Event,
            (Due::AfterEvent, b']') => Due::AfterMember,
            (Due::AfterMember, b',') => Due::Name,
            (Due::AfterMember, b'}') => Due::Nothing,
            (Due::Nothing, _) => return Err(Fault::Trailing.into()),
            _ => return Err(Fault::Syntax.into()),
        };
        Ok(())
    }

    fn begin(&mut self, first: u8) {
        self.value.clear();
        self.gathering = match first {
            b'"' | b'{' | b'[' => Gathering::Nested { depth: 0, in_string: false, escaped: false },
            _ => Gathering::Bare,
        };
    }

    /// Gathers bytes of a value until it ends, and gives what follows.
    fn gather<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], Fault> {
        let longest = if self.due == Due::Event { LONGEST_EVENT } else { LONGEST_VALUE };
        let end = match &mut self.gathering {
            Gathering::No => Some(0),
            Gathering::Bare => bytes.iter().position(|b| is_space(*b) || matches!(b, b',' | b']' | b'}')),
            Gathering::Nested { depth, in_string, escaped } => {
                let ends = |byte: &u8| {
                    match (byte, *in_string) {
                        (_, true) if *escaped => *escaped = false,
                        (b'\\', true) => *escaped = true,
                        (b'"', _) => *in_string = !*in_string,
                        (b'{' | b'[', false) => *depth += 1,
                        (b'}' | b']', false) => *depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    *depth == 0 && !*in_string
                };
                bytes.iter().position(ends).map(|at| at + 1)
            }
        };
        let (own, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
        if self.value.len() + own.len() > longest {
            return Err(Fault::TooLong);
        }
        self.value.extend_from_slice(own);
        self.seen += own.len() as u64;
        if end.is_some() {
            self.gathering = Gathering::No;
        }
        Ok(rest)
    }

    fn gathered<T: Taker>(&mut self, taker: &mut T) -> Result<(), T::Error> {
        match self.due {
            Due::Name => {
                self.name = serde_json::from_slice(&self.value).map_err(|_| Fault::Syntax)?;
                self.due = Due::Colon;
                Ok(())
            }
            Due::Event => {
                self.due = Due::AfterEvent;
                taker.take(Piece::Event(&self.value))
            }
            _ => {
                self.due = Due::AfterMember;
                taker.take(Piece::Member(&self.name, &self.value))
            }
        }
    }
}

/// The byte order mark in UTF-8.
const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Pieces {
        taken: Vec<String>,
        ahead: bool,
    }

    impl Taker for Pieces {
        type Error = Fault;

        fn take(&mut self, piece: Piece<'_>) -> Result<(), Fault> {
            self.taken.push(match piece {
                Piece::Member(name, value) => format!("{name}={}", show(value)),
                Piece::Events => "events".to_owned(),
                Piece::Event(json) => show(json),
            });
            Ok(())
        }

        /// Empty objects are plain.
        fn take_ahead(&mut self, text: &str) -> Result<Option<usize>, Fault> {
            let plain = self.ahead && text.starts_with("{}");
            if plain {
                self.taken.push("{}".to_owned());
            }
            Ok(plain.then_some(2))
        }
    }

    fn split(text: &str, step: usize) -> Result<Vec<String>, Fault> {
        let [one, other] = [false, true].map(|ahead| {
            let mut splitter = Splitter::new();
            let mut pieces = Pieces { ahead, ..Pieces::default() };
            for bytes in text.as_bytes().chunks(step) {
                splitter.feed(bytes, &mut pieces)?;
            }
            if splitter.complete() { Ok((splitter.seen, pieces.taken)) } else { Err(Fault::Syntax) }
        });
        assert_eq!(one, other);
        one.map(|(_, taken)| taken)
    }

    fn show(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).into_owned()
    }

    #[test]
    fn pieces_are_the_same_however_the_bytes_are_cut() {
        let text = "\u{feff} {\"a\" : 12, \"b\":{\"c\":[\"}\\\"\"]},\r\n\"events\":[ {\"x\":\"]\"} ,{}], \"d\":\"e\"}\n";
        let whole = split(text, text.len()).unwrap();
        let pieces = ["a=12", "b={\"c\":[\"}\\\"\"]}", "events", "{\"x\":\"]\"}", "{}", "d=\"e\""];
        assert_eq!(whole, pieces);
        for step in 1..text.len() {
            assert_eq!(split(text, step).unwrap(), whole, "{step}");
        }
    }

    #[test]
    fn what_is_no_event_log_is_refused_at_once() {
        assert_eq!(split("<html>", 1), Err(Fault::NotAnObject));
        assert_eq!(split("[]", 1), Err(Fault::NotAnObject));
        assert_eq!(split("{\"events\":{}}", 1), Err(Fault::NotAList));
        assert_eq!(split("{\"events\":[1]}", 1), Err(Fault::Syntax));
        assert_eq!(split("{} {", 1), Err(Fault::Trailing));
        assert_eq!(split("{\"a\":}", 1), Err(Fault::Syntax));
        assert_eq!(split("{\"a\":1", 1), Err(Fault::Syntax));
        assert_eq!(split(&format!("{{\"a\":\"{}", "x".repeat(LONGEST_VALUE)), 99), Err(Fault::TooLong));
        assert_eq!(
            split(&format!("{{\"events\":[{}", "{\"a\":".repeat(LONGEST_EVENT)), 99),
            Err(Fault::TooLong)
        );
    }
}
