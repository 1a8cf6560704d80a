//! A figure that somebody asks about, as the text its button carries: what it is the sum of, and nothing that changes
//! with every step of the slider.

use super::percent::{decode, encode};
use crate::event_sourcing::Sequence;
use crate::ledger::{AccountId, Currency, Decimal, Factor, LastMonths, ValueDate};
use crate::reports::{Direction, Explanation, Multiple, Scope};
use core::fmt;
use uuid::Uuid;

/// The attribute of a figure's button that carries it.
pub const CARRIES: &str = "data-why";

/// A figure on the screen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// What it is called.
    pub of: String,
    /// What it is the sum of.
    pub scope: Scope,
    /// The moment it belongs to; `None` is the one shown.
    pub position: Option<u64>,
    /// How what is shown follows from what the events add up to.
    pub reading: Reading,
    /// Where it is the sum of one side of a trial balance: which side. Its parts are lines, not events.
    pub side: Option<Side>,
    /// Where it is a figure of the what-if beside that moment of the book: which one.
    pub what_if: Option<WhatIfFigure>,
    /// Whether its report counts by value date, which its scope does not say where it is asked for no days.
    pub dated: bool,
}

/// How what is shown for a figure follows from the events that make it up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// It is what they add up to.
    Sum,
    /// It is that the other way round, as what stands against the book's own accounts is.
    Turned,
    /// It is how many they are.
    Count,
    /// It is so many times what they add up to.
    Times(Multiple),
}

impl Reading {
    /// What is to be shown where the events are these.
    pub fn of(self, explained: &Explanation) -> i128 {
        match self {
            Self::Sum => explained.units,
            Self::Turned => -explained.units,
            Self::Count => i128::from(explained.count),
            Self::Times(multiple) => multiple.of(explained.units).units(),
        }
    }
}

/// A figure of the what-if.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WhatIfFigure {
    /// What would be held.
    Otherwise,
    /// How far that is from what the book holds.
    Apart,
}

impl WhatIfFigure {
    const ALL: [(&'static str, Self); 2] = [("otherwise", Self::Otherwise), ("apart", Self::Apart)];
}

/// A side of a trial balance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// What is had.
    Debit,
    /// Where it came from.
    Credit,
}

impl Side {
    const ALL: [(&'static str, Self); 2] = [("debit", Self::Debit), ("credit", Self::Credit)];

    /// The share of a line in this side, whose debit is positive.
    pub fn share(self, units: i128) -> i128 {
        match self {
            Self::Debit => units.max(0),
            Self::Credit => (-units).max(0),
        }
    }
}

/// The ways money goes that a report sorts by, and how each is written.
const WAYS: [(&str, &[Direction]); 4] = [
    ("in", &[Direction::In]),
    ("out", &[Direction::Out]),
    ("either", &[Direction::In, Direction::Out]),
    ("within", &[Direction::Move]),
];

impl Asked {
    /// A figure of the moment shown.
    pub fn now(of: String, scope: Scope) -> Self {
        Self { of, scope, position: None, reading: Reading::Sum, side: None, what_if: None, dated: false }
    }

    /// A figure of the moment shown, in a report by value date.
    pub fn dated(of: String, scope: Scope) -> Self {
        Self { dated: true, ..Self::now(of, scope) }
    }

    /// How many events make up such a figure.
    pub fn count(of: String, scope: Scope) -> Self {
        Self { reading: Reading::Count, ..Self::dated(of, scope) }
    }

    /// Reads what `Display` writes; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let (mut of, mut currency, mut position, mut reading) = (String::new(), None, None, Reading::Sum);
        let (mut times, mut months, mut side, mut what_if, mut dated) = (None, None, None, None, false);
        let mut members = Vec::new();
        for pair in text.split('&') {
            let (name, value) = pair.split_once('=')?;
            let value = decode(value);
            match name {
                "of" => of = value,
                "in" => currency = Currency::from_code(&value).ok(),
                "at" => position = Some(value.parse().ok()?),
                "turned" => reading = Reading::Turned,
                "count" => reading = Reading::Count,
                "times" => times = Some(Factor::of(&Decimal::parse(&value)?)?),
                "months" => months = Some(LastMonths::new(value.parse().ok()?)?),
                "side" => side = Some(named(&Side::ALL, &value)?),
                "what-if" => what_if = Some(named(&WhatIfFigure::ALL, &value)?),
                "dated" => dated = true,
                _ => members.push((name, value)),
            }
        }
        let mut scope = Scope::total(currency?);
        for (name, value) in members {
            let label = || if value.is_empty() { None } else { Some(value.clone()) };
            match name {
                "account" => scope.account = Some(AccountId::from(Uuid::try_parse(&value).ok()?)),
                "from" => scope.from = Some(ValueDate::parse(&value).ok()?),
                "until" => scope.until = Some(ValueDate::parse(&value).ok()?),
                "way" => scope.directions = Some(named(&WAYS, &value)?),
                "category" => scope.category = Some(label()),
                "counterparty" => scope.counterparty = Some(label()),
                "raising" => scope.raising = Some(value.parse().ok()?),
                "event" => scope.event = Some(sequence(&value)?),
                "up-to" => scope.up_to = Some(sequence(&value)?),
                "since" => scope.since = Some(sequence(&value)?),
                _ => return None,
            }
        }
        if let Some(times) = times {
            reading = Reading::Times(Multiple { times, months });
        }
        Some(Self { of, scope, position, reading, side, what_if, dated })
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Scope { currency, account, from, until, directions, category, counterparty, .. } = &self.scope;
        let Scope { raising, event, up_to, since, .. } = &self.scope;
        write!(f, "in={currency}&of={}", encode(&self.of))?;
        let label = |label: &Option<Option<String>>| {
            label.as_ref().map(|text| text.as_deref().map(encode).unwrap_or_default())
        };
        let multiple = match self.reading {
            Reading::Times(multiple) => Some(multiple),
            _ => None,
        };
        let reads = |reading: Reading| (self.reading == reading).then(String::new);
        let months = multiple.and_then(|multiple| multiple.months);
        let members = [
            ("at", self.position.map(|at| at.to_string())),
            ("account", account.map(|id| id.to_string())),
            ("from", from.map(|day| day.to_string())),
            ("until", until.map(|day| day.to_string())),
            ("way", name_of(&WAYS, *directions)),
            ("category", label(category)),
            ("counterparty", label(counterparty)),
            ("raising", raising.map(|raises| raises.to_string())),
            ("event", event.map(|at| at.to_string())),
            ("up-to", up_to.map(|at| at.to_string())),
            ("since", since.map(|at| at.to_string())),
            ("turned", reads(Reading::Turned)),
            ("count", reads(Reading::Count)),
            ("times", multiple.map(|multiple| multiple.times.figure().to_string())),
            ("months", months.map(|months| months.get().to_string())),
            ("side", name_of(&Side::ALL, self.side)),
            ("what-if", name_of(&WhatIfFigure::ALL, self.what_if)),
            ("dated", self.dated.then(String::new)),
        ];
        for (name, value) in members.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            write!(f, "&{name}={value}")?;
        }
        Ok(())
    }
}

/// What has this name.
fn named<T: Copy>(all: &[(&str, T)], name: &str) -> Option<T> {
    all.iter().find(|(known, _)| *known == name).map(|(_, it)| *it)
}

/// The name of one of them.
fn name_of<T: PartialEq>(all: &[(&str, T)], wanted: Option<T>) -> Option<String> {
    all.iter().find(|(_, it)| wanted.as_ref() == Some(it)).map(|(name, _)| (*name).to_owned())
}

fn sequence(text: &str) -> Option<Sequence> {
    text.parse().ok().and_then(Sequence::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_written_reads_back_the_same() {
        let total = Scope::total(Currency::from_code("BHD").unwrap());
        let mut asked = vec![Asked::now("Cash & “more” =\n".into(), total.clone())];
        let times = Factor::of(&Decimal::parse("1.5").unwrap()).unwrap();
        let readings = [
            Reading::Turned,
            Reading::Count,
            Reading::Times(Multiple { times, months: None }),
            Reading::Times(Multiple { times, months: LastMonths::new(12) }),
        ];
        for ((_, ways), reading) in WAYS.into_iter().zip(readings) {
            asked.push(Asked {
                of: String::new(),
                scope: Scope {
                    account: Some(AccountId::from_bytes([7; 16])),
                    from: ValueDate::parse("2024-02-29").ok(),
                    until: ValueDate::parse("2199-12-31").ok(),
                    directions: Some(ways),
                    category: Some(None),
                    counterparty: Some(Some("A & B = C".into())),
                    raising: Some(false),
                    event: Sequence::new(7),
                    up_to: Sequence::new(8),
                    since: Sequence::new(0),
                    ..total.clone()
                },
                position: Some(2614),
                reading,
                side: Some(Side::Credit),
                what_if: Some(WhatIfFigure::Apart),
                dated: true,
            });
        }
        for asked in asked {
            assert_eq!(Asked::parse(&asked.to_string()), Some(asked));
        }
    }

    #[test]
    fn what_is_no_question_is_none() {
        for text in [
            "",
            "in=EUR",
            "of=x",
            "in=XXL&of=",
            "in=EUR&of=&way=up",
            "in=EUR&of=&at=-1",
            "in=EUR&of=&colour=1",
            "in=EUR&of=&times=0",
            "in=EUR&of=&times=3&months=0",
        ] {
            assert_eq!(Asked::parse(text).is_some(), text == "in=EUR", "{text}");
        }
    }
}
