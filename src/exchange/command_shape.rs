//! Which members each command has and how each must be written: the part of a command that can be judged without
//! knowing any book.

use crate::event_sourcing::Fingerprint;
use crate::ledger::{Command, Compared, Decimal, Factor, Kind, LastMonths, Refusal, ValueDate};
use crate::wording;
use serde_json::{Map, Value};
use uuid::Uuid;

/// How a member must be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    Amount,
    Compared,
    Date,
    Digest,
    Id,
    Kind,
    Limit,
    Months,
    Origin,
    Row,
    Text,
    Times,
}

use Shape::{Amount, Date, Digest, Id, Limit, Months, Origin, Row, Text, Times};

/// One member of a command, and whether it may be left out.
struct Member {
    name: &'static str,
    shape: Shape,
    required: bool,
}

const fn must(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, required: true }
}

const fn may(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, required: false }
}

const TYPE: &str = "type";

const COMMON: &[Member] = &[may("command_id", Id), may("actor", Text), may("caused_by", Id)];

const ENTRY: &[Member] = &[
    must("account", Id),
    must("amount", Amount),
    may("currency", Text),
    may("date", Date),
    may("category", Text),
    may("counterparty", Text),
    may("note", Text),
    may("origin", Origin),
];

const TRANSFER: &[Member] = &[
    must("from", Id),
    must("to", Id),
    must("amount", Amount),
    may("currency", Text),
    may("received_amount", Amount),
    may("received_currency", Text),
    may("date", Date),
    may("note", Text),
    may("origin", Origin),
];

const OPEN_ACCOUNT: &[Member] = &[
    may("account", Id),
    must("name", Text),
    must("currency", Text),
    may("kind", Shape::Kind),
    may("overdraft_limit", Limit),
    may("opening_balance", Amount),
    may("date", Date),
];

const CATEGORIZE: &[Member] =
    &[must("entry", Id), may("category", Text), may("counterparty", Text), may("note", Text)];

const ACCOUNT_AND_REASON: &[Member] = &[must("account", Id), may("reason", Text)];

/// Of amount, times with other, and times with category and months, exactly one: the reader sees to that.
const STATE_RULE: &[Member] = &[
    may("account", Id),
    may("currency", Text),
    must("compared", Shape::Compared),
    may("amount", Amount),
    may("times", Times),
    may("other", Id),
    may("category", Text),
    may("months", Months),
    may("note", Text),
];

/// The members of an imported entry's origin.
const ORIGIN: &[Member] =
    &[must("file", Text), must("sha256", Digest), must("row", Row), may("bank_id", Text)];

fn members_of(command: &str) -> Option<&'static [Member]> {
    Some(match command {
        "OpenBook" => const { &[must("name", Text), must("base_currency", Text)] },
        "RenameBook" => const { &[must("name", Text)] },
        "OpenAccount" => OPEN_ACCOUNT,
        "RenameAccount" => const { &[must("account", Id), must("name", Text)] },
        "SetOverdraftLimit" => const { &[must("account", Id), must("overdraft_limit", Limit)] },
        "DepositMoney" | "WithdrawMoney" => ENTRY,
        "TransferMoney" => TRANSFER,
        "CategorizeEntry" => CATEGORIZE,
        "ReverseEntry" => const { &[must("entry", Id), may("reason", Text)] },
        "ReconcileAccount" => const { &[must("account", Id), may("date", Date), must("balance", Amount)] },
        "StateRule" => STATE_RULE,
        "WithdrawRule" => const { &[must("rule", Id), may("reason", Text)] },
        "FreezeAccount" | "UnfreezeAccount" | "CloseAccount" | "ReopenAccount" => ACCOUNT_AND_REASON,
        "ClosePeriod" => const { &[must("from", Date), must("to", Date)] },
        "ReopenPeriod" => const { &[must("from", Date), must("to", Date), may("reason", Text)] },
        _ => return None,
    })
}

/// The name of the command, once all of its members are known to be in shape. Refusals come in this order: a
/// command nobody knows, a member nobody knows, a member that is missing or written in another way.
pub(super) fn check(members: &Map<String, Value>) -> Result<&'static str, Refusal> {
    let Some(Value::String(name)) = members.get(TYPE) else {
        return Err(Refusal::malformed(TYPE, wording::word("expected.type")));
    };
    let known = Command::NAMES.into_iter().find(|known| known == name);
    let (Some(command), Some(own)) = (known, members_of(name)) else {
        return Err(Refusal::UnknownCommand { command: name.clone() });
    };
    let expected = || own.iter().chain(COMMON);
    let unknown = |field: String| Refusal::UnknownField { field, command: command.to_owned() };
    for field in members.keys().filter(|field| *field != TYPE) {
        let Some(member) = expected().find(|member| member.name == field) else {
            return Err(unknown(field.clone()));
        };
        if let (Origin, Some(Value::Object(inner))) = (member.shape, members.get(field)) {
            let stranger = inner.keys().find(|name| ORIGIN.iter().all(|member| member.name != *name));
            if let Some(stranger) = stranger {
                return Err(unknown(format!("{field}.{stranger}")));
            }
        }
    }
    expected().try_for_each(|member| member.check("", members)).map(|()| command)
}

impl Member {
    fn check(&self, path: &str, members: &Map<String, Value>) -> Result<(), Refusal> {
        match members.get(self.name) {
            None if !self.required => return Ok(()),
            Some(Value::String(text)) if text.is_empty() && !self.required => return Ok(()),
            Some(Value::String(text)) if self.shape.fits(text) => return Ok(()),
            Some(Value::Number(row)) if self.shape == Row && row.as_u64().is_some_and(fits_row) => {
                return Ok(());
            }
            Some(Value::Number(months))
                if self.shape == Months && months.as_u64().and_then(LastMonths::new).is_some() =>
            {
                return Ok(());
            }
            Some(Value::Object(inner)) if self.shape == Origin => {
                let path = format!("{path}{}.", self.name);
                return ORIGIN.iter().try_for_each(|member| member.check(&path, inner));
            }
            _ => {}
        }
        Err(malformed(&format!("{path}{}", self.name), self.shape))
    }
}

impl Shape {
    /// Whether a text is written in this way.
    fn fits(self, text: &str) -> bool {
        match self {
            Amount => Decimal::parse(text).is_some(),
            Self::Compared => Compared::from_text(text).is_some(),
            Times => Decimal::parse(text).is_some_and(|spelled| Factor::of(&spelled).is_some()),
            // A day that exists but is out of range is well written.
            Date => !matches!(ValueDate::parse(text), Err(Refusal::Malformed { .. })),
            Digest => digest(text).is_some(),
            Id => uuid(text).is_some(),
            Self::Kind => Kind::from_text(text).is_some(),
            Limit => text == UNLIMITED || Decimal::parse(text).is_some(),
            Text => true,
            Months | Origin | Row => false,
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Amount => "expected.amount",
            Self::Compared => "expected.compared",
            Months => "expected.months",
            Times => "expected.times",
            Date => "expected.date",
            Digest => "expected.digest",
            Id => "expected.id",
            Self::Kind => "expected.kind",
            Limit => "expected.limit",
            Origin => "expected.origin",
            Row => "expected.row",
            Text => "expected.text",
        }
    }
}

/// The limit that is none.
pub(super) const UNLIMITED: &str = "unlimited";

pub(super) fn malformed(field: &str, shape: Shape) -> Refusal {
    Refusal::malformed(field, wording::word(shape.expected()))
}

/// A UUID in the one spelling with hyphens, in any case.
pub(super) fn uuid(text: &str) -> Option<Uuid> {
    // The parser takes other spellings of other lengths too.
    if text.len() == 36 { Uuid::try_parse(text).ok() } else { None }
}

/// A SHA-256, in lower-case hexadecimal digits as everywhere in a book.
pub(super) fn digest(text: &str) -> Option<[u8; 32]> {
    Fingerprint::from_hex(text).map(|digest| *digest.bytes())
}

/// Rows count from 1 and stay exact in every reader.
const fn fits_row(row: u64) -> bool {
    row >= 1 && row < 1 << 53
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_its_members() {
        for name in Command::NAMES {
            assert!(members_of(name).is_some(), "{name}");
        }
    }

    #[test]
    fn every_shape_has_words_for_what_it_expects() {
        for shape in
            [Amount, Shape::Compared, Date, Digest, Id, Shape::Kind, Limit, Months, Origin, Row, Text, Times]
        {
            assert!(wording::knows(shape.expected()), "{shape:?}");
        }
    }

    #[test]
    fn an_id_has_one_spelling_but_for_its_case() {
        assert!(uuid("0195A2C4-0000-7000-8000-00000000000a").is_some());
        for text in [
            "",
            "0195a2c40000700080000000000000a",
            "0195a2c400007000800000000000000a",
            "{0195a2c4-0000-7000-8000-00000000000a}",
            "urn:uuid:0195a2c4-0000-7000-8000-00000000000a",
            "0195a2c4-0000-7000-8000-00000000000g",
            "0195a2c40000-7000-8000-0000-00000000a",
        ] {
            assert!(uuid(text).is_none(), "{text}");
        }
    }
}
