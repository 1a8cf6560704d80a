//! Any sequence of commands: a handful of accounts in five currencies, odd text, amounts at every border.
#![allow(dead_code, reason = "every test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "in a test, that is how a fault is reported")]

use daybook::event_sourcing::{
    Aggregate, CommandId, EventId, Fingerprint, Past, Recorded, Sequence, Timestamp,
};
use daybook::ledger::{
    Account, AccountId, Command, Compared, Decimal, Entries, Event, Factor, Kind, Label, Labels, LastMonths,
    Ledger, Minor, Money, Name, Note, Origin, Period, Refusal, ValueDate, WantedBound, WantedEntry,
    WantedLimit, WantedRule, WantedTransfer,
};
use proptest::prelude::*;

/// The accounts there may be; the last is never opened.
pub(crate) const ACCOUNTS: u8 = 7;
const CURRENCIES: [&str; 5] = ["EUR", "USD", "JPY", "BHD", "GBP"];
const ODD: [&str; 6] = [
    "\u{0}",
    " \r\n\t",
    "\u{202e}esrever",
    "<script>alert(1)</script>",
    "e\u{301}🧾",
    "{account} \\u0000 \"",
];

/// What someone has in mind, before it is known what there is in the book.
#[derive(Clone, Debug)]
pub(crate) struct Intent {
    verb: u8,
    one: u8,
    other: u8,
    /// Whether it is about something that may not be there.
    stray: bool,
    currency: usize,
    says_currency: bool,
    amount: Amount,
    received: Amount,
    day: i32,
    text: String,
    remark: String,
    which: prop::sample::Index,
    wait: i64,
}

#[derive(Clone, Debug)]
enum Amount {
    Spelled(String),
    /// All that the account holds, either way, and so many minor units more.
    All(i64),
}

impl Amount {
    fn of(&self, account: Option<&Account>) -> Decimal {
        let text = match (self, account) {
            (Self::Spelled(text), _) => text.clone(),
            (Self::All(more), Some(account)) => {
                let units = Minor::new(account.balance.get().abs() + more).unwrap_or_default();
                Money { minor: units, currency: account.currency }.figure().to_string()
            }
            (Self::All(_), None) => "1".to_owned(),
        };
        Decimal::parse(&text).unwrap()
    }
}

fn amount() -> impl Strategy<Value = Amount> {
    let everyday = (1..100_000i64, 0..3usize).prop_map(|(units, digits)| {
        let scale = 10i64.pow(u32::try_from(digits).unwrap());
        if digits == 0 { units.to_string() } else { format!("{}.{:0digits$}", units / scale, units % scale) }
    });
    let border = prop::sample::select(vec![
        "0",
        "-0.00",
        "-1",
        "-999999999999999",
        "0.0001",
        "0.001",
        "0.01",
        "9999999999999.99",
        "999999999999.999",
        "999999999999999",
        "10000000000000",
        "5000000000000",
        "000000000000001",
        "1.23456789012345678901234567890",
    ]);
    prop_oneof![
        8 => everyday.prop_map(Amount::Spelled),
        2 => border.prop_map(|text| Amount::Spelled(text.to_owned())),
        3 => (-1..=1i64).prop_map(Amount::All),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just(String::new()),
        2 => prop::sample::select(vec!["Food", "Rent", "Opening balance"]).prop_map(str::to_owned),
        1 => prop::sample::select(ODD.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,9}",
    ]
}

/// One intent; those that bring money come more often than those that shut accounts.
pub(crate) fn intent() -> impl Strategy<Value = Intent> {
    let verbs = vec![
        0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9, 10, 10, 10,
        11, 12, 12, 13, 14, 15, 15, 16, 17, 18, 18, 19, 19, 20,
    ];
    let what = (
        prop::sample::select(verbs),
        0..ACCOUNTS,
        0..ACCOUNTS,
        0..CURRENCIES.len(),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.05),
    );
    let day = prop_oneof![4 => 20_000..20_060, 1 => -25_567..84_006];
    (what, amount(), amount(), day, text(), text(), any::<prop::sample::Index>(), 0..5000i64).prop_map(
        |(
            (verb, one, other, currency, says_currency, stray),
            amount,
            received,
            day,
            text,
            remark,
            which,
            wait,
        )| {
            Intent {
                verb,
                one,
                other,
                stray,
                currency,
                says_currency,
                amount,
                received,
                day,
                text,
                remark,
                which,
                wait,
            }
        },
    )
}

pub(crate) fn intents(most: usize) -> impl Strategy<Value = Vec<Intent>> {
    prop::collection::vec(intent(), 1..most)
}

pub(crate) fn account_id(number: u8) -> AccountId {
    AccountId::from_bytes([number; 16])
}

/// A book that takes commands as they come.
#[derive(Clone, Default)]
pub(crate) struct Book {
    pub(crate) events: Vec<Recorded<Event>>,
    pub(crate) ledger: Ledger,
    pub(crate) past: Entries,
}

impl Book {
    /// A book after everything that was not refused.
    pub(crate) fn after(intents: &[Intent]) -> Self {
        let mut book = Self::opened();
        for intent in intents {
            let _refused = book.take(intent);
        }
        book
    }

    /// A book that has taken nothing yet but its name and its first three accounts.
    pub(crate) fn opened() -> Self {
        let mut book = Self::default();
        let name = Name::new("Home \u{202e}").unwrap();
        book.record(&Command::OpenBook { name: name.clone(), base_currency: "EUR".to_owned() });
        for (number, currency, kind) in
            [(0, "EUR", Kind::Asset), (1, "EUR", Kind::Liability), (2, "JPY", Kind::Asset)]
        {
            book.record(&Command::OpenAccount {
                account: account_id(number),
                name: name.clone(),
                currency: currency.to_owned(),
                kind,
                overdraft_limit: None,
                opening_balance: None,
                date: ValueDate::from_days(20_000).unwrap(),
            });
        }
        book
    }

    fn record(&mut self, command: &Command) {
        let events = self.ledger.decide(&self.past, command).unwrap();
        self.commit(events, command.name(), 0, None);
    }

    /// Decides and records; how many events that made.
    pub(crate) fn take(&mut self, intent: &Intent) -> Result<usize, Refusal> {
        let command = self.command(intent);
        let events = self.ledger.decide(&self.past, &command)?;
        let count = events.len();
        self.commit(events, command.name(), intent.wait, Some(&intent.text));
        Ok(count)
    }

    fn commit(&mut self, events: Vec<Event>, command: &str, wait: i64, actor: Option<&str>) {
        let commit = Sequence::new(self.events.len() as u64 + 1).unwrap();
        let last = self.events.last().map_or(1_700_000_000_000, |event| event.recorded_at.millis());
        let id = |space: u8, number: u64| {
            let mut bytes = [space; 16];
            bytes[8..].copy_from_slice(&number.to_be_bytes());
            bytes
        };
        let actor = Label::optional("actor", actor).unwrap();
        for data in events {
            let sequence = Sequence::new(self.events.len() as u64 + 1).unwrap();
            let event = Recorded {
                sequence,
                id: EventId::from_bytes(id(1, sequence.get())),
                recorded_at: Timestamp::from_millis(last + wait).unwrap(),
                commit,
                command: command.into(),
                command_id: CommandId::from_bytes(id(2, commit.get())),
                caused_by: (wait % 7 == 0).then(|| CommandId::from_bytes(id(2, 1))),
                actor: actor.as_ref().map(Label::shared),
                data,
            };
            self.past.add(&event);
            self.ledger.evolve(&self.past, &event);
            self.events.push(event);
        }
    }

    /// The command that the intent amounts to here and now.
    pub(crate) fn command(&self, intent: &Intent) -> Command {
        let one = self.some_account(intent, intent.one);
        // Seldom the same account twice.
        let beside = if intent.wait % 9 == 0 { intent.one } else { intent.one + 1 + intent.other % 2 };
        let other = self.some_account(intent, beside);
        let find = |id| self.ledger.account(&self.past, id).ok();
        let amount = intent.amount.of(find(one));
        let date = ValueDate::from_days(intent.day).unwrap();
        let said = |code: &str| intent.says_currency.then(|| code.to_owned());
        let code = CURRENCIES[intent.currency];
        let name = || Name::new(&intent.text).or_else(|_| Name::new("Nameless")).unwrap();
        let note = Note::optional("note", Some(&intent.remark)).unwrap();
        let labels = Labels {
            category: Label::optional("category", Some(&intent.text)).unwrap(),
            counterparty: Label::optional("counterparty", Some(&intent.remark)).unwrap(),
            note: note.clone(),
        };
        let origin = (intent.wait % 10 == 0).then(|| Box::new(self.origin(intent)));
        let entry = self.some_event(intent);
        let limit =
            if intent.says_currency { WantedLimit::Unlimited } else { WantedLimit::UpTo(amount.clone()) };
        let wanted = || WantedEntry {
            account: one,
            amount: amount.clone(),
            currency: said(code),
            date,
            labels: labels.clone(),
            origin: origin.clone(),
        };
        match intent.verb {
            0 => Command::OpenAccount {
                account: account_id(intent.one.min(ACCOUNTS - 2)),
                name: name(),
                currency: code.to_owned(),
                kind: if intent.wait % 3 == 0 { Kind::Liability } else { Kind::Asset },
                overdraft_limit: (intent.wait % 2 == 0).then_some(limit),
                opening_balance: (intent.wait % 5 == 0).then(|| intent.received.of(None)),
                date,
            },
            1 => Command::DepositMoney(wanted()),
            2 => Command::WithdrawMoney(wanted()),
            3 => {
                let currency = |id| find(id).map(|account| account.currency);
                let differ = currency(one) != currency(other);
                Command::TransferMoney(WantedTransfer {
                    from: one,
                    to: other,
                    amount: amount.clone(),
                    currency: said(code),
                    received_amount: (differ || intent.wait % 11 == 0)
                        .then(|| intent.received.of(find(other))),
                    received_currency: said(CURRENCIES[(intent.currency + 1) % 5]),
                    date,
                    note,
                    origin,
                })
            }
            4 => Command::ReverseEntry { entry, reason: note },
            5 => Command::CategorizeEntry { entry, labels },
            6 => Command::ReconcileAccount { account: one, date, balance: self.stated(intent, one, date) },
            7 => Command::RenameAccount { account: one, name: name() },
            8 => Command::SetOverdraftLimit { account: one, overdraft_limit: limit },
            9 => Command::FreezeAccount { account: one, reason: note },
            10 => Command::UnfreezeAccount { account: one, reason: note },
            11 => Command::CloseAccount { account: one, reason: note },
            12 => Command::ReopenAccount { account: one, reason: note },
            13 => Command::RenameBook { name: name() },
            15 => Command::StateRule(WantedRule {
                account: (intent.wait % 4 != 0).then_some(one),
                currency: said(code),
                compared: if intent.wait % 2 == 0 { Compared::AtMost } else { Compared::AtLeast },
                bound: Self::bound(intent, other, amount),
                note,
            }),
            16 => Command::WithdrawRule { rule: self.some_rule(intent), reason: note },
            19 => Command::NameMoment {
                position: self.some_position(intent),
                name: name(),
                fingerprint: (!intent.stray).then(|| Fingerprint::from_bytes([intent.one; 32])),
            },
            20 => Command::UnnameMoment { position: self.some_position(intent) },
            17 => Command::ClosePeriod { period: Self::days(intent) },
            18 => Command::ReopenPeriod { period: self.some_period(intent), reason: note },
            _ => Command::OpenBook { name: name(), base_currency: code.to_owned() },
        }
    }

    /// Something to compare with, in each of the three ways.
    fn bound(intent: &Intent, other: AccountId, amount: Decimal) -> WantedBound {
        let times = Decimal::parse(["3", "0.5", "1.0001"][intent.currency % 3]);
        let times = times.and_then(|spelled| Factor::of(&spelled)).unwrap();
        let category = Label::optional("category", Some(&intent.text)).unwrap();
        match (intent.wait % 3, category) {
            (0, _) => WantedBound::Balance { times, account: other },
            (1, Some(category)) => {
                let months = LastMonths::new(u64::from(intent.one) + 1).unwrap();
                WantedBound::Monthly { times, category, months }
            }
            _ => WantedBound::Amount(amount),
        }
    }

    /// A rule in force, but for a stray event.
    fn some_rule(&self, intent: &Intent) -> EventId {
        let rules = self.past.rules(Sequence::MAX);
        let stated = self.events.iter().find(|event| matches!(event.data, Event::RuleStated(_)));
        match (rules.first(), stated) {
            (Some(first), _) if !intent.stray => first.id,
            (None, Some(withdrawn)) => withdrawn.id,
            _ => self.some_event(intent),
        }
    }

    /// Mostly what the books say, else what someone made up.
    fn stated(&self, intent: &Intent, account: AccountId, date: ValueDate) -> Decimal {
        let head = Sequence::new(self.past.count()).unwrap();
        let known = self.past.account(account).filter(|_| !intent.says_currency);
        let true_figure = known.and_then(|number| {
            let minor = self.past.balance_on(number, date, head)?;
            Some(Money { minor, currency: self.ledger.accounts()[number].currency }.figure().to_string())
        });
        true_figure.and_then(|figure| Decimal::parse(&figure)).unwrap_or_else(|| intent.amount.of(None))
    }

    /// A moment there is, often one of the first few.
    fn some_position(&self, intent: &Intent) -> Sequence {
        let most = if intent.wait % 2 == 0 { self.events.len().min(3) } else { self.events.len() };
        Sequence::new(intent.which.index(most) as u64 + 1).unwrap()
    }

    /// A few days, seldom many.
    fn days(intent: &Intent) -> Period {
        let length = if intent.stray { 40 } else { i32::from(intent.one) };
        let day = |days: i32| ValueDate::from_days(days.min(84_005)).unwrap();
        Period::new(day(intent.day), day(intent.day + length)).unwrap()
    }

    /// A closed period, where there is one, but for stray days.
    fn some_period(&self, intent: &Intent) -> Period {
        match self.ledger.closed_periods().as_slice() {
            closed if !intent.stray && !closed.is_empty() => *intent.which.get(closed),
            _ => Self::days(intent),
        }
    }

    /// An account of the book, but for a stray one.
    fn some_account(&self, intent: &Intent, number: u8) -> AccountId {
        let accounts = self.past.accounts();
        if intent.stray { account_id(number) } else { accounts[usize::from(number) % accounts.len()] }
    }

    /// An entry, but for a stray event or one that there is not.
    fn some_event(&self, intent: &Intent) -> EventId {
        let entries: Vec<_> =
            self.events.iter().filter(|event| self.past.entry(event.sequence).is_some()).collect();
        if intent.stray || entries.is_empty() {
            let at = intent.which.index(self.events.len() + 1);
            return self.events.get(at).map_or(EventId::from_bytes([0; 16]), |event| event.id);
        }
        intent.which.get(&entries).id
    }

    fn origin(&self, intent: &Intent) -> Origin {
        Origin {
            file: Label::optional("file", Some("march \u{202e}.csv")).unwrap().unwrap(),
            sha256: [intent.one; 32],
            row: self.past.count() + 1,
            bank_id: Label::optional("bank_id", Some(&intent.remark)).unwrap(),
        }
    }
}

/// The index over these events alone.
pub(crate) fn index(events: &[Recorded<Event>]) -> Entries {
    let mut past = Entries::default();
    for event in events {
        past.add(event);
    }
    past
}

/// The state after these events, by nothing but folding them.
pub(crate) fn fold(events: &[Recorded<Event>]) -> Ledger {
    let (mut ledger, mut past) = (Ledger::default(), Entries::default());
    for event in events {
        past.add(event);
        ledger.evolve(&past, event);
    }
    ledger
}
