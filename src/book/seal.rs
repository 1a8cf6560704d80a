//! Seals: the number of a book's events and their fingerprint, short enough to be written in the minutes, and the way to
//! tell years later whether the history up to there is still the same.

use super::Failure;
use super::import::forked_by;
use super::open_book::Book;
use crate::event_sourcing::{BookKey, Codec, Fingerprint, Sequence, Timestamp};
use crate::record::{LedgerCodec, timestamp};
use crate::wording::say;
use core::fmt;

/// About how many events are hashed between two breaths.
const STRETCH: u64 = 1024;
/// Digits of a fingerprint.
const DIGITS: usize = 64;

/// A sealed moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seal {
    /// The book's name.
    pub name: String,
    /// How many events it held.
    pub count: u64,
    /// The fingerprint after them.
    pub fingerprint: Fingerprint,
    /// When the last of them was recorded.
    pub recorded_at: Option<Timestamp>,
}

impl fmt::Display for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A name with line breaks would pass for lines of the seal.
        let name: String = self.name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let digits = self.fingerprint.to_string();
        let groups: Vec<_> = (0..DIGITS).step_by(8).filter_map(|at| digits.get(at..at + 8)).collect();
        let figures = [
            ("name", name.as_str()),
            ("count", &*self.count.to_string()),
            ("at", &*self.recorded_at.map(timestamp).unwrap_or_default()),
            ("first", &*groups.get(..4).unwrap_or_default().join(" ")),
            ("second", &*groups.get(4..).unwrap_or_default().join(" ")),
        ];
        let lines = ["seal.head", "seal.book", "seal.count", "seal.at", "seal.first", "seal.second"];
        let lines: Vec<_> = lines.iter().map(|key| say(key, &figures)).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// What a text says was sealed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sealed {
    /// How many events.
    pub count: u64,
    /// The fingerprint after them.
    pub fingerprint: Fingerprint,
}

/// What a text lacks to be a seal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoSeal {
    /// No run of 64 hexadecimal digits, or of groups that make them up.
    Fingerprint,
    /// No number of events, or several that could be it.
    Count,
    /// Too few digits, so that the number of events counts among them.
    Incomplete,
}

impl Sealed {
    /// Reads a seal, or a number of events and a fingerprint, however they are spaced and whatever stands around them.
    pub fn read(text: &str) -> Result<Self, NoSeal> {
        let words: Vec<(usize, &str)> = words(text).collect();
        let (start, end, fingerprint) = find_fingerprint(&words).ok_or(NoSeal::Fingerprint)?;
        let before = words.get(start).map_or("", |(at, _)| text.get(..*at).unwrap_or_default());
        // In a seal the number stands behind its label, also where its lines were joined; the last one wins over what a
        // name may hold.
        let named = || {
            let label = say("seal.count", &[("count", "")]);
            let (_, behind) = before.rsplit_once(label.trim())?;
            behind.split_whitespace().next().and_then(whole_number)
        };
        // In a text of other words it stands alone behind some label.
        let labelled = || {
            let mut lines = before.lines().rev();
            lines.find_map(|line| whole_number(line.rsplit(':').find(|part| !part.trim().is_empty())?))
        };
        let alone = || {
            let rest = words.iter().take(start).chain(words.iter().skip(end));
            let mut numbers = rest.filter_map(|(_, word)| whole_number(word));
            numbers.next().filter(|_| numbers.next().is_none())
        };
        let uneven = || match words.get(start..end).unwrap_or_default() {
            [(_, first), (_, second), ..] => whole_number(first).is_some() && first.len() != second.len(),
            _ => false,
        };
        let none = || if uneven() { NoSeal::Incomplete } else { NoSeal::Count };
        let count = named().or_else(labelled).or_else(alone).ok_or_else(none)?;
        Ok(Self { count, fingerprint })
    }
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let place = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(move |word| (place(word), word))
}

/// The last run of words that are together the digits of a fingerprint: where it begins, where it ends, and what it is.
fn find_fingerprint(words: &[(usize, &str)]) -> Option<(usize, usize, Fingerprint)> {
    (0..words.len()).rev().find_map(|start| {
        let mut digits = String::new();
        for (end, (_, word)) in words.iter().enumerate().skip(start) {
            if !word.bytes().all(|b| b.is_ascii_hexdigit()) || digits.len() + word.len() > DIGITS {
                return None;
            }
            digits.push_str(&word.to_ascii_lowercase());
            if digits.len() == DIGITS {
                return Some((start, end + 1, Fingerprint::from_hex(&digits)?));
            }
        }
        None
    })
}

/// A text that is nothing but a whole number, with or without the separators people write.
fn whole_number(text: &str) -> Option<u64> {
    let text = text.trim();
    let separator = |c: char| matches!(c, ',' | '.' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}');
    let fits = text.chars().all(|c| c.is_ascii_digit() || separator(c));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|_| fits)
}

/// What checking a seal finds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SealFinding {
    /// The history up to there is the same; so many events came later.
    Same {
        /// How many.
        later: u64,
    },
    /// The fingerprint is that of another number of events.
    OtherCount {
        /// Of which.
        count: u64,
    },
    /// The book holds fewer events, and none of its moments has this fingerprint.
    TooShort,
    /// That many events are here, and they are not the ones that were sealed.
    Altered,
    /// The same of a book that parted from another one before: the seal may be that one's.
    Forked {
        /// The event by which they parted.
        event: Sequence,
    },
    /// The events up to this one do not give the fingerprint stored with them: they were altered since.
    Damaged {
        /// The last event of the record in which they differ.
        event: Sequence,
    },
}

/// Hashes a book's events again from the first on, a stretch at a time.
#[derive(Debug)]
pub struct Hashing {
    key: BookKey,
    record: usize,
    hash: Fingerprint,
    done: u64,
    end: u64,
    wanted: Option<Fingerprint>,
    found: Option<u64>,
    at_end: Option<Fingerprint>,
    damaged: Option<Sequence>,
}

impl Hashing {
    /// Begins at the first event. Ends after `end` events or, where a fingerprint is wanted that is not that of `end`, at
    /// the one it belongs to.
    pub fn new(book: &Book, end: u64, wanted: Option<Fingerprint>) -> Self {
        let (hash, key) = (Fingerprint::EMPTY, book.key().clone());
        let (found, at_end, damaged) = (None, (end == 0).then_some(hash), None);
        Self { key, record: 0, hash, done: 0, end, wanted, found, at_end, damaged }
    }

    /// How many events are done.
    pub const fn done(&self) -> u64 {
        self.done
    }

    /// Hashes the next stretch; whether that was the last one.
    pub fn step(&mut self, book: &Book) -> Result<bool, Failure> {
        if *book.key() != self.key {
            return Err(Failure::Cancelled);
        }
        let until = self.done + STRETCH;
        while self.done < until {
            let searching = self.wanted.is_some() && self.at_end != self.wanted && self.found.is_none();
            let wants_more = self.at_end.is_none() || searching;
            let Some(record) = book.log().records().get(self.record).filter(|_| wants_more) else {
                return Ok(true);
            };
            let mut json = Vec::new();
            for stored in LedgerCodec::reader(record.first(), record.count(), record.payload()) {
                json.clear();
                LedgerCodec::canonical(&stored?, &mut json);
                self.hash = self.hash.then(&json);
                self.done += 1;
                if Some(self.hash) == self.wanted {
                    self.found = Some(self.done);
                }
                if self.done == self.end {
                    self.at_end = Some(self.hash);
                }
            }
            self.record += 1;
            if self.hash != record.after() {
                self.damaged = Some(record.last());
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What the events give, where they are what was stored.
    pub fn fingerprint(&self) -> Result<Fingerprint, SealFinding> {
        match self.damaged {
            Some(event) => Err(SealFinding::Damaged { event }),
            None => self.at_end.ok_or(SealFinding::TooShort),
        }
    }

    /// What this means for a seal.
    pub fn finding(&self, book: &Book) -> SealFinding {
        match (self.fingerprint(), self.found) {
            (_, Some(count)) if count == self.end => {
                SealFinding::Same { later: book.count().saturating_sub(count) }
            }
            (_, Some(count)) => SealFinding::OtherCount { count },
            (Ok(_), None) => match forked_by(book.ledger()) {
                Some(event) if event.get() <= self.end => SealFinding::Forked { event },
                _ => SealFinding::Altered,
            },
            (Err(why), None) => why,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(name: &str) -> Seal {
        let fingerprint = Fingerprint::EMPTY.then(b"{}");
        let recorded_at = Timestamp::from_millis(1_774_958_400_000);
        Seal { name: name.to_owned(), count: 3922, fingerprint, recorded_at }
    }

    #[test]
    fn a_seal_reads_back_whatever_the_book_is_called() {
        for name in
            ["Club", "7", "Events: 7\nFingerprint: 00", "deadbeef deadbeef", "Ruderverein 🚣 2026", ""]
        {
            let seal = seal(name);
            let text = seal.to_string();
            // Mail and chat join lines, all of them or some.
            for text in [text.replace('\n', " "), text.replacen('\n', " ", 1), text] {
                let read = Sealed::read(&text).unwrap();
                assert_eq!((read.count, read.fingerprint), (seal.count, seal.fingerprint), "{text}");
            }
        }
    }

    #[test]
    fn a_number_and_a_fingerprint_are_enough_in_any_order_and_spelling() {
        let print = seal("").fingerprint.to_string();
        let spaced: Vec<_> =
            print.as_bytes().chunks(4).map(|four| std::str::from_utf8(four).unwrap()).collect();
        for text in [
            format!("3922 {print}"),
            format!("{print}, after 3922 events"),
            format!("Event 3922: {}", print.to_uppercase()),
            format!("3,922\n{}", spaced.join(" ")),
            format!("  3 922:\r\n{}\r\n", spaced.join("\r\n")),
        ] {
            let read = Sealed::read(&text).unwrap();
            assert_eq!((read.count, read.fingerprint.to_string()), (3922, print.clone()), "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let print = seal("").fingerprint.to_string();
        assert_eq!(Sealed::read(""), Err(NoSeal::Fingerprint));
        assert_eq!(Sealed::read("3922 events"), Err(NoSeal::Fingerprint));
        let short = "a".repeat(DIGITS - 4);
        assert_eq!(Sealed::read(&format!("2000 {short}")), Err(NoSeal::Incomplete));
        assert_eq!(Sealed::read(&format!("2000 aaaa{short}")).map(|seal| seal.count), Ok(2000));
        assert_eq!(Sealed::read(&format!("3922 {}", &print[1..])), Err(NoSeal::Fingerprint));
        assert_eq!(Sealed::read(&print), Err(NoSeal::Count));
        assert_eq!(Sealed::read(&format!("3922 and 17 {print}")), Err(NoSeal::Count));
    }
}
