//! Whether a command sent a second time is the one that was recorded: same id, same content.

use super::{
    Bound, Command, Currency, Decimal, Entry, Event, Limit, Minor, Money, Rule, Subject, Transfer, ValueDate,
    WantedBound, WantedEntry, WantedLimit, WantedRule, WantedTransfer,
};

/// What a command's sender left out, so that something else stands in its place: no reason to take the command,
/// sent again, for another one.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Assumed {
    /// The id of an account to be opened was made for it.
    pub account: bool,
    /// The day is the day it was sent.
    pub date: bool,
}

impl Command {
    /// Whether this command, whole as it is, is what recorded these events. Amounts are compared by what they
    /// mean: `5` and `5.00` euros are the same.
    pub fn recorded_as(&self, assumed: Assumed, events: &[&Event]) -> bool {
        match (self, events) {
            (
                Self::OpenBook { name, base_currency },
                [Event::BookOpened { name: recorded, base_currency: currency }],
            ) => name == recorded && is(base_currency, *currency),
            (Self::RenameBook { name }, [Event::BookRenamed { name: recorded }]) => name == recorded,
            (Self::OpenAccount { .. }, [opened, entry @ ..]) => self.opened_as(assumed, opened, entry),
            (
                Self::RenameAccount { account, name },
                [Event::AccountRenamed { account: of, name: recorded }],
            ) => account == of && name == recorded,
            (
                Self::SetOverdraftLimit { account, overdraft_limit },
                [Event::OverdraftLimitSet { account: of, overdraft_limit: recorded }],
            ) => account == of && same_limit(overdraft_limit, *recorded),
            (Self::DepositMoney(wanted), [Event::MoneyDeposited(entry)])
            | (Self::WithdrawMoney(wanted), [Event::MoneyWithdrawn(entry)]) => {
                same_entry(assumed, wanted, entry)
            }
            (Self::TransferMoney(wanted), [Event::MoneyTransferred(transfer)]) => {
                same_transfer(assumed, wanted, transfer)
            }
            (
                Self::CategorizeEntry { entry, labels },
                [Event::EntryCategorized { entry: of, labels: recorded }],
            ) => entry == of && labels == recorded,
            (
                Self::ReverseEntry { entry, reason },
                [Event::EntryReversed { entry: of, reason: recorded }],
            ) => entry == of && reason == recorded,
            (
                Self::ReconcileAccount { account, date, balance },
                [Event::AccountReconciled { account: of, date: day, balance: recorded }],
            ) => {
                account == of
                    && same_day(assumed, *date, *day)
                    && balance.at_digits(recorded.digits) == Some(recorded.minor)
            }
            (
                Self::FreezeAccount { account, reason },
                [Event::AccountFrozen { account: of, reason: recorded }],
            )
            | (
                Self::UnfreezeAccount { account, reason },
                [Event::AccountUnfrozen { account: of, reason: recorded }],
            ) => account == of && reason == recorded,
            (Self::CloseAccount { account, reason }, [Event::AccountClosed { account: of, reason: why }])
            | (
                Self::ReopenAccount { account, reason },
                [Event::AccountReopened { account: of, reason: why }],
            ) => account == of && reason == why,
            (Self::StateRule(wanted), [Event::RuleStated(rule)]) => same_rule(wanted, rule),
            (Self::WithdrawRule { rule, reason }, [Event::RuleWithdrawn { rule: of, reason: recorded }]) => {
                rule == of && reason == recorded
            }
            (Self::ClosePeriod { period }, [Event::PeriodClosed { period: recorded }]) => period == recorded,
            (
                Self::ReopenPeriod { period, reason },
                [Event::PeriodReopened { period: recorded, reason: why }],
            ) => (period, reason) == (recorded, why),
            _ => false,
        }
    }

    fn opened_as(&self, assumed: Assumed, opened: &Event, entry: &[&Event]) -> bool {
        let (
            Self::OpenAccount { account, name, currency, kind, overdraft_limit, opening_balance, date },
            Event::AccountOpened {
                account: id,
                name: recorded,
                currency: code,
                kind: side,
                overdraft_limit: limit,
            },
        ) = (self, opened)
        else {
            return false;
        };
        let same_limit = match overdraft_limit {
            None => *limit == Limit::usual(*kind, *code),
            Some(wanted) => same_limit(wanted, *limit),
        };
        let wanted = opening_balance.as_ref().map_or(Ok(Minor::ZERO), |balance| balance.in_currency(*code));
        let (came, day) = match entry {
            [] => (Minor::ZERO, None),
            [Event::MoneyDeposited(entry)] => (entry.money.minor, Some(entry.date)),
            [Event::MoneyWithdrawn(entry)] => (entry.money.minor.negated(), Some(entry.date)),
            _ => return false,
        };
        (assumed.account || account == id)
            && (name, kind) == (recorded, side)
            && is(currency, *code)
            && same_limit
            && wanted == Ok(came)
            && day.is_none_or(|day| same_day(assumed, *date, day))
    }
}

fn is(spelled: &str, currency: Currency) -> bool {
    Currency::from_code(spelled) == Ok(currency)
}

fn same_day(assumed: Assumed, wanted: ValueDate, recorded: ValueDate) -> bool {
    assumed.date || wanted == recorded
}

fn same_money(amount: &Decimal, currency: Option<&str>, recorded: Money) -> bool {
    amount.in_currency(recorded.currency) == Ok(recorded.minor)
        && currency.is_none_or(|spelled| is(spelled, recorded.currency))
}

fn same_limit(wanted: &WantedLimit, recorded: Limit) -> bool {
    match (wanted, recorded) {
        (WantedLimit::Unlimited, Limit::Unlimited) => true,
        (WantedLimit::UpTo(amount), Limit::UpTo(figure)) => {
            amount.at_digits(figure.digits) == Some(figure.minor)
        }
        _ => false,
    }
}

fn same_entry(assumed: Assumed, wanted: &WantedEntry, entry: &Entry) -> bool {
    wanted.account == entry.account
        && same_money(&wanted.amount, wanted.currency.as_deref(), entry.money)
        && same_day(assumed, wanted.date, entry.date)
        && (&wanted.labels, &wanted.origin) == (&entry.labels, &entry.origin)
}

fn same_transfer(assumed: Assumed, wanted: &WantedTransfer, transfer: &Transfer) -> bool {
    let received = match (&wanted.received_amount, transfer.received) {
        (None, None) => wanted.received_currency.is_none(),
        (Some(amount), Some(recorded)) => same_money(amount, wanted.received_currency.as_deref(), recorded),
        _ => false,
    };
    (wanted.from, wanted.to) == (transfer.from, transfer.to)
        && same_money(&wanted.amount, wanted.currency.as_deref(), transfer.sent)
        && received
        && same_day(assumed, wanted.date, transfer.date)
        && (&wanted.note, &wanted.origin) == (&transfer.note, &transfer.origin)
}

fn same_rule(wanted: &WantedRule, rule: &Rule) -> bool {
    let account = match rule.subject {
        Subject::Balance(account) => Some(account),
        Subject::Total => None,
    };
    let bound = match (&wanted.bound, &rule.bound) {
        (WantedBound::Amount(amount), Bound::Amount(minor)) => {
            amount.in_currency(rule.currency) == Ok(*minor)
        }
        (WantedBound::Balance { times, account }, Bound::Balance { times: recorded, account: of }) => {
            (times, account) == (recorded, of)
        }
        (
            WantedBound::Monthly { times, category, months },
            Bound::Monthly { times: recorded, category: of, months: over },
        ) => (times, category, months) == (recorded, of, over),
        _ => false,
    };
    let currency = wanted.currency.as_deref().is_none_or(|spelled| is(spelled, rule.currency));
    (wanted.account, wanted.compared, &wanted.note) == (account, rule.compared, &rule.note)
        && currency
        && bound
}
