//! The command that a recorded one must have been: what happened says all that was wanted.

use super::{
    Bound, Command, Decimal, Entry, Event, Figure, Limit, Money, Rule, Subject, Transfer, WantedBound,
    WantedEntry, WantedLimit, WantedRule, WantedTransfer,
};

impl Command {
    /// The command that is recorded as these events; `None` where no command is.
    pub fn recorded_by(events: &[&Event]) -> Option<Self> {
        Some(match events {
            [Event::BookRenamed { name }] => Self::RenameBook { name: name.clone() },
            [Event::AccountOpened { account, name, currency, kind, overdraft_limit }, opening @ ..] => {
                let (opening_balance, date) = match opening {
                    [] => (None, None),
                    [Event::MoneyDeposited(entry)] => (Some(decimal(entry.money)?), Some(entry.date)),
                    [Event::MoneyWithdrawn(entry)] => {
                        let owed = Money { minor: entry.money.minor.negated(), ..entry.money };
                        (Some(decimal(owed)?), Some(entry.date))
                    }
                    _ => return None,
                };
                Self::OpenAccount {
                    account: *account,
                    name: name.clone(),
                    currency: currency.code().to_owned(),
                    kind: *kind,
                    overdraft_limit: Some(limit(*overdraft_limit)?),
                    opening_balance,
                    date: date.unwrap_or_default(),
                }
            }
            [Event::AccountRenamed { account, name }] => {
                Self::RenameAccount { account: *account, name: name.clone() }
            }
            [Event::OverdraftLimitSet { account, overdraft_limit }] => {
                Self::SetOverdraftLimit { account: *account, overdraft_limit: limit(*overdraft_limit)? }
            }
            [Event::MoneyDeposited(it)] => Self::DepositMoney(entry(it)?),
            [Event::MoneyWithdrawn(it)] => Self::WithdrawMoney(entry(it)?),
            [Event::MoneyTransferred(it)] => Self::TransferMoney(transfer(it)?),
            [Event::EntryCategorized { entry, labels }] => {
                Self::CategorizeEntry { entry: *entry, labels: labels.clone() }
            }
            [Event::EntryReversed { entry, reason }] => {
                Self::ReverseEntry { entry: *entry, reason: reason.clone() }
            }
            [Event::AccountReconciled { account, date, balance }] => {
                Self::ReconcileAccount { account: *account, date: *date, balance: figure(*balance)? }
            }
            [Event::AccountFrozen { account, reason }] => {
                Self::FreezeAccount { account: *account, reason: reason.clone() }
            }
            [Event::AccountUnfrozen { account, reason }] => {
                Self::UnfreezeAccount { account: *account, reason: reason.clone() }
            }
            [Event::AccountClosed { account, reason }] => {
                Self::CloseAccount { account: *account, reason: reason.clone() }
            }
            [Event::AccountReopened { account, reason }] => {
                Self::ReopenAccount { account: *account, reason: reason.clone() }
            }
            [Event::RuleStated(rule)] => Self::StateRule(rule.wanted()?),
            [Event::RuleWithdrawn { rule, reason }] => {
                Self::WithdrawRule { rule: *rule, reason: reason.clone() }
            }
            [Event::PeriodClosed { period }] => Self::ClosePeriod { period: *period },
            [Event::PeriodReopened { period, reason }] => {
                Self::ReopenPeriod { period: *period, reason: reason.clone() }
            }
            // A book is opened and forked before anything in it can be wanted.
            [Event::BookOpened { .. } | Event::BookForked { .. }] | [] | [_, _, ..] => return None,
        })
    }
}

impl Rule {
    /// The rule as it is asked for.
    pub fn wanted(&self) -> Option<WantedRule> {
        let account = match self.subject {
            Subject::Balance(account) => Some(account),
            Subject::Total => None,
        };
        let bound = match &self.bound {
            Bound::Amount(minor) => {
                WantedBound::Amount(decimal(Money { minor: *minor, currency: self.currency })?)
            }
            Bound::Balance { times, account } => WantedBound::Balance { times: *times, account: *account },
            Bound::Monthly { times, category, months } => {
                WantedBound::Monthly { times: *times, category: category.clone(), months: *months }
            }
        };
        let currency = Some(self.currency.code().to_owned());
        Some(WantedRule { account, currency, compared: self.compared, bound, note: self.note.clone() })
    }
}

fn entry(entry: &Entry) -> Option<WantedEntry> {
    Some(WantedEntry {
        account: entry.account,
        amount: decimal(entry.money)?,
        currency: None,
        date: entry.date,
        labels: entry.labels.clone(),
        origin: entry.origin.clone(),
    })
}

fn transfer(transfer: &Transfer) -> Option<WantedTransfer> {
    Some(WantedTransfer {
        from: transfer.from,
        to: transfer.to,
        amount: decimal(transfer.sent)?,
        currency: None,
        received_amount: match transfer.received {
            Some(received) => Some(decimal(received)?),
            None => None,
        },
        received_currency: None,
        date: transfer.date,
        note: transfer.note.clone(),
        origin: transfer.origin.clone(),
    })
}

fn limit(limit: Limit) -> Option<WantedLimit> {
    Some(match limit {
        Limit::Unlimited => WantedLimit::Unlimited,
        Limit::UpTo(amount) => WantedLimit::UpTo(figure(amount)?),
    })
}

fn decimal(money: Money) -> Option<Decimal> {
    figure(money.figure())
}

fn figure(figure: Figure) -> Option<Decimal> {
    Decimal::parse(&figure.to_string())
}
