//! Rules that a user states about the whole history of a book: a small closed language of conditions. A rule refuses
//! nothing; the book tells when it was broken.

use super::{AccountId, Currency, Decimal, Entries, Event, Figure, Label, Minor, Note};
use crate::event_sourcing::{EventId, Recorded, Sequence};

/// How many rules may be in force at a time: each is looked at with every event.
pub const MOST_RULES: usize = 100;

/// A condition that should hold after every commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Whose figure.
    pub subject: Subject,
    /// The currency of everything in it.
    pub currency: Currency,
    /// Which way.
    pub compared: Compared,
    /// With what.
    pub bound: Bound,
    /// Why, for people.
    pub note: Option<Note>,
}

/// Which figure a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// One account's balance.
    Balance(AccountId),
    /// Everything held in the rule's currency.
    Total,
}

/// On which side of the bound the figure must stay; the bound itself is allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compared {
    /// Never above it.
    AtMost,
    /// Never below it.
    AtLeast,
}

/// What a figure is compared with, as it was asked for or as it was recorded: amounts are known in full once the
/// currency is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BoundOf<A> {
    /// An amount.
    Amount(A),
    /// A multiple of another account's balance.
    Balance {
        /// How many times.
        times: Factor,
        /// Which account's.
        account: AccountId,
    },
    /// A multiple of what a category came to in a mean month, by value date, whichever way its money went.
    Monthly {
        /// How many times.
        times: Factor,
        /// What the entries are filed under.
        category: Label,
        /// Over how many months before that of the moment.
        months: LastMonths,
    },
}

/// What a recorded rule compares with.
pub type Bound = BoundOf<Minor>;

/// What a rule is to compare with, as a command spells it.
pub type WantedBound = BoundOf<Decimal>;

/// A rule as it was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WantedRule {
    /// Whose balance; everything in a currency, where none is named.
    pub account: Option<AccountId>,
    /// The currency, where that was said.
    pub currency: Option<String>,
    /// Which way.
    pub compared: Compared,
    /// With what.
    pub bound: WantedBound,
    /// Why, for people.
    pub note: Option<Note>,
}

impl Compared {
    /// As it is written in events and commands.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtMost => "at-most",
            Self::AtLeast => "at-least",
        }
    }

    /// Reads what `as_str` writes.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::AtMost, Self::AtLeast].into_iter().find(|it| it.as_str() == text)
    }
}

/// How many times: more than nothing, with at most four decimals and none in vain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Factor(Figure);

impl Factor {
    const DIGITS: u8 = 4;
    /// A million times is more than anybody means.
    const MOST: i64 = 10_i64.pow(6 + Self::DIGITS as u32);

    /// Reads a factor as a command spells it.
    pub fn of(spelled: &Decimal) -> Option<Self> {
        let mut units = spelled.at_digits(Self::DIGITS)?.get();
        let mut digits = Self::DIGITS;
        let fits = units > 0 && units <= Self::MOST;
        while digits > 0 && units % 10 == 0 {
            units /= 10;
            digits -= 1;
        }
        Minor::new(units).filter(|_| fits).map(|minor| Self(Figure { minor, digits }))
    }

    /// Reads a factor as an event has it.
    pub fn recorded(figure: Figure) -> Option<Self> {
        let same = Decimal::parse(&figure.to_string()).and_then(|spelled| Self::of(&spelled));
        same.filter(|factor| factor.0 == figure)
    }

    /// As it is written.
    pub const fn figure(self) -> Figure {
        self.0
    }

    /// As a fraction: so many over so many.
    pub const fn fraction(self) -> (i64, i64) {
        (self.0.minor.get(), 10_i64.pow(self.0.digits as u32))
    }
}

/// Over how many months a mean is taken: 1 to 120.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LastMonths(u8);

impl LastMonths {
    /// The number, where it is within range.
    pub fn new(months: u64) -> Option<Self> {
        u8::try_from(months).ok().filter(|months| (1..=120).contains(months)).map(Self)
    }

    /// How many.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Rule {
    /// Whether both ask the same, whatever was remarked.
    pub fn asks_as(&self, other: &Self) -> bool {
        let Self { subject, currency, compared, bound, note: _ } = self;
        (subject, currency, compared, bound)
            == (&other.subject, &other.currency, &other.compared, &other.bound)
    }

    /// The accounts it names.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> {
        let own = match self.subject {
            Subject::Balance(account) => Some(account),
            Subject::Total => None,
        };
        let other = match self.bound {
            Bound::Balance { account, .. } => Some(account),
            _ => None,
        };
        own.into_iter().chain(other)
    }
}

/// A rule as it stands in the log.
#[derive(Clone, Copy, Debug)]
pub struct Stated<'a> {
    /// The event that stated it.
    pub sequence: Sequence,
    /// That event's id, by which it is known.
    pub id: EventId,
    /// The rule.
    pub rule: &'a Rule,
}

impl Entries {
    /// The rule that the event with this id stated.
    pub fn rule(&self, id: EventId) -> Option<Stated<'_>> {
        let at = self.find(id)?;
        self.turns(at.previous(), at).first().and_then(stated)
    }

    /// The rules in force at a position, in the order they were stated.
    pub fn rules(&self, position: Sequence) -> Vec<Stated<'_>> {
        let all = self.turns(Sequence::START, position).iter().filter_map(stated);
        all.filter(|rule| self.withdrawn_by(rule.sequence).is_none_or(|by| by > position)).collect()
    }
}

fn stated(event: &Recorded<Event>) -> Option<Stated<'_>> {
    match &event.data {
        Event::RuleStated(rule) => Some(Stated { sequence: event.sequence, id: event.id, rule }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(text: &str) -> Option<String> {
        Factor::of(&Decimal::parse(text)?).map(|factor| factor.figure().to_string())
    }

    #[test]
    fn a_factor_has_one_spelling() {
        for (typed, written) in [("3", "3"), ("3.50", "3.5"), ("0.0001", "0.0001"), ("1000000", "1000000")] {
            assert_eq!(factor(typed).as_deref(), Some(written));
            let recorded = Figure::parse(written).and_then(Factor::recorded);
            assert_eq!(recorded.map(|factor| factor.figure().to_string()).as_deref(), Some(written));
        }
        for typed in ["0", "-1", "0.00001", "1000001"] {
            assert_eq!(factor(typed), None, "{typed}");
        }
        assert_eq!(Figure::parse("3.50").and_then(Factor::recorded), None);
    }
}
