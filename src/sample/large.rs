//! A book of any size, for measuring: the same for the same numbers of events and accounts and the same seed.

use super::club::{decimal, labels_of, moment};
use super::club_texts::{CARD, CASH, MEMBERS, REGATTAS};
use super::numbers::Numbers;
use super::step::SampleStep;
use crate::event_sourcing::{CommandId, EventId, Timestamp};
use crate::ledger::{AccountId, Command, Kind, Labels, Name, ValueDate, WantedEntry, WantedTransfer};
use chrono::DateTime;
use std::collections::VecDeque;

/// The seed of the large sample that the page offers.
pub const LARGE_SEED: u64 = 0xDA7B;

/// Currencies of the accounts, most of them in the first, with their decimals.
const CURRENCIES: [(&str, u8); 8] =
    [("EUR", 2), ("EUR", 2), ("EUR", 2), ("EUR", 2), ("USD", 2), ("GBP", 2), ("JPY", 0), ("BHD", 3)];

/// An entry that may still be undone or re-categorised.
struct Recent {
    id: EventId,
    account: usize,
    /// What it changed.
    units: i64,
    labels: Labels,
}

struct Large {
    numbers: Numbers,
    at: Timestamp,
    /// Milliseconds between two events, on the whole.
    pace: i64,
    accounts: Vec<(AccountId, i64)>,
    recent: VecDeque<Recent>,
}

/// The steps of a book with exactly `events` events and up to `accounts` accounts (both at least 1), spread over
/// the ten years to 2026. Each is made when it is asked for.
pub fn large(events: u64, accounts: usize, seed: u64) -> impl Iterator<Item = SampleStep> {
    let mut numbers = Numbers::new(seed);
    let at = moment(2016, 10, 1, 0).unwrap_or_default();
    let wanted = accounts.clamp(1, usize::try_from(events.saturating_sub(1)).unwrap_or(usize::MAX).max(1));
    let pace = 315_000_000_000 / i64::try_from(events.max(1)).unwrap_or(i64::MAX);
    let accounts = (0..wanted).map(|_| (AccountId::from_bytes(numbers.id(at)), 0)).collect();
    let mut large = Large { numbers, at, pace, accounts, recent: VecDeque::new() };
    (0..events).map_while(move |number| large.step(number))
}

impl Large {
    fn step(&mut self, number: u64) -> Option<SampleStep> {
        let pause = self.numbers.between(0, self.pace * 2);
        self.at = Timestamp::from_millis(self.at.millis() + pause)?;
        let at = self.at;
        let command_id = CommandId::from_bytes(self.numbers.id(at));
        let events = [0, 1].map(|number| EventId::of_command(command_id, number));
        let [id, _] = events;
        let account = usize::try_from(number).ok()?.checked_sub(1);
        let command = match account {
            None => {
                let name = Name::new("Large sample").ok()?;
                Command::OpenBook { name, base_currency: "EUR".to_owned() }
            }
            Some(account) if account < self.accounts.len() => self.opens(account)?,
            Some(_) => self.happens(id)?,
        };
        Some(SampleStep { at, command, command_id, actor: None, events })
    }

    fn opens(&self, account: usize) -> Option<Command> {
        let (currency, _) = CURRENCIES[account % CURRENCIES.len()];
        let (who, _) = MEMBERS[account % MEMBERS.len()];
        Some(Command::OpenAccount {
            account: self.accounts.get(account)?.0,
            name: Name::new(&format!("{who} {}", account + 1)).ok()?,
            currency: currency.to_owned(),
            kind: Kind::Asset,
            overdraft_limit: None,
            opening_balance: None,
            date: self.today()?,
        })
    }

    fn happens(&mut self, id: EventId) -> Option<Command> {
        match self.numbers.below(100) {
            0..=1 => self.sorts().or_else(|| self.pays(id)),
            2 => self.undoes().or_else(|| self.pays(id)),
            3..=14 => self.moves().or_else(|| self.pays(id)),
            _ => self.pays(id),
        }
    }

    /// A deposit, or a withdrawal where there is enough.
    fn pays(&mut self, id: EventId) -> Option<Command> {
        let account = self.some_account();
        let units = self.numbers.between(100, 250_000);
        let labels = self.labels();
        let (account_id, balance) = self.accounts.get_mut(account)?;
        let out = *balance >= units && self.numbers.percent(60);
        let change = if out { -units } else { units };
        *balance += change;
        let wanted = WantedEntry {
            account: *account_id,
            amount: decimal(units, digits(account))?,
            currency: None,
            date: self.some_date()?,
            labels: labels.clone(),
            origin: None,
        };
        self.recent.push_back(Recent { id, account, units: change, labels });
        if self.recent.len() > 64 {
            self.recent.pop_front();
        }
        Some(if out { Command::WithdrawMoney(wanted) } else { Command::DepositMoney(wanted) })
    }

    fn moves(&mut self) -> Option<Command> {
        let (from, to) = (self.some_account(), self.some_account());
        let balance = self.accounts.get(from)?.1;
        if from == to || balance < 1 {
            return None;
        }
        let units = self.numbers.between(1, balance.min(100_000));
        let same = CURRENCIES[from % CURRENCIES.len()].0 == CURRENCIES[to % CURRENCIES.len()].0;
        let received = if same { units } else { self.numbers.between(1, 100_000) };
        let date = self.some_date()?;
        let (source, target) = (self.accounts.get(from)?.0, self.accounts.get(to)?.0);
        self.accounts.get_mut(from)?.1 -= units;
        self.accounts.get_mut(to)?.1 += received;
        Some(Command::TransferMoney(WantedTransfer {
            from: source,
            to: target,
            amount: decimal(units, digits(from))?,
            currency: None,
            received_amount: if same { None } else { Some(decimal(received, digits(to))?) },
            received_currency: None,
            date,
            note: labels_of("", "", self.numbers.pick(&["", "", "Set aside", "Paid back"])).note,
            origin: None,
        }))
    }

    fn sorts(&mut self) -> Option<Command> {
        let at = usize::try_from(self.numbers.below(64)).ok()?;
        let labels = self.labels();
        let entry = self.recent.get_mut(at)?;
        if entry.labels == labels {
            return None;
        }
        entry.labels = labels.clone();
        Some(Command::CategorizeEntry { entry: entry.id, labels })
    }

    fn undoes(&mut self) -> Option<Command> {
        let at = usize::try_from(self.numbers.below(64)).ok()?;
        let entry = self.recent.get(at)?;
        let (_, balance) = self.accounts.get_mut(entry.account)?;
        if *balance < entry.units {
            return None;
        }
        *balance -= entry.units;
        let entry = self.recent.remove(at)?;
        Some(Command::ReverseEntry { entry: entry.id, reason: labels_of("", "", "Entered twice").note })
    }

    fn labels(&mut self) -> Labels {
        match self.numbers.below(4) {
            0 => {
                let (who, _) = self.numbers.pick(&MEMBERS);
                labels_of("Income · Fees", who, "Membership fee")
            }
            1 => {
                let (category, who, note, ..) = self.numbers.pick(&CARD);
                let number = self.numbers.below(10_000);
                labels_of(category, who, &format!("{note} {number}"))
            }
            2 => {
                let (category, who, note, ..) = self.numbers.pick(&CASH);
                labels_of(category, who, note)
            }
            _ => {
                let (note, who, ..) = self.numbers.pick(&REGATTAS);
                labels_of("Regattas", who, note)
            }
        }
    }

    fn some_account(&mut self) -> usize {
        // A few accounts are used much more than the rest.
        let few = if self.numbers.percent(30) { 8 } else { u64::MAX };
        usize::try_from(self.numbers.below(few.min(self.accounts.len() as u64))).unwrap_or(0)
    }

    fn today(&self) -> Option<ValueDate> {
        ValueDate::new(DateTime::from_timestamp_millis(self.at.millis())?.date_naive()).ok()
    }

    fn some_date(&mut self) -> Option<ValueDate> {
        let lag = self.numbers.pick(&[0, 0, 0, 0, 1, 1, 2, 3, 6]);
        ValueDate::from_days(self.today()?.days() - lag)
    }
}

const fn digits(account: usize) -> u8 {
    CURRENCIES[account % CURRENCIES.len()].1
}
