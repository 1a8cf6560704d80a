//! The address: which page and which moment the fragment names, `#/journal?at=2614&q=rent`. Parsed and printed
//! here and nowhere else.

use super::asked::Asked;
use super::percent::{decode, encode};
use super::stretch::Stretch;
use crate::ledger::{AccountId, Currency, ValueDate};
use crate::reports::{Filter, Sort};
use core::fmt;
use uuid::Uuid;

/// Everything of the screen that a link can lead to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Address {
    /// Which page.
    pub page: Page,
    /// The moment: after this many events; `None` is now.
    pub at: Option<u64>,
    /// What the journal is narrowed to.
    pub filter: Filter,
    /// The event the audit page shows in full.
    pub event: Option<u64>,
    /// The currency a report is in.
    pub currency: Option<Currency>,
    /// The moment that the one shown is compared with.
    pub with: Option<u64>,
    /// The stretch of the history that the timeline shows; `None` says nothing of it. What is shown, the zoom knows.
    pub stretch: Option<Stretch>,
    /// The figure whose explanation is open. What is asked, the dialog knows.
    pub why: Option<Asked>,
    /// What of an address that was read could not be understood; it is not written again.
    pub left_out: Vec<String>,
}

/// The pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Page {
    /// Totals, the balance over time, the accounts, the latest entries.
    #[default]
    Overview,
    /// Every entry.
    Journal,
    /// Every account.
    Accounts,
    /// One account with its running balance.
    Account(AccountId),
    /// Figures made from all of it.
    Reports(Report),
    /// Every event as it was recorded.
    Audit,
    /// What would be, had something been otherwise.
    WhatIf,
    /// Where public events go.
    Streams,
    /// In and out, storage, verification.
    Data,
}

/// The reports.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Report {
    /// What came in and went out, month by month.
    #[default]
    CashFlow,
    /// What came in and went out by category.
    Categories,
    /// The same by counterparty.
    Counterparties,
    /// Every account and what stands against it.
    TrialBalance,
    /// One account from one day to another.
    Statement,
    /// A day by both clocks.
    Day,
    /// Two moments beside each other.
    Compare,
    /// Rules over all of history.
    Rules,
}

impl Report {
    /// Every report, in the order the page offers them.
    pub const ALL: [Self; 8] = [
        Self::CashFlow,
        Self::Categories,
        Self::Counterparties,
        Self::TrialBalance,
        Self::Statement,
        Self::Day,
        Self::Compare,
        Self::Rules,
    ];

    /// As an address writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CashFlow => "cash-flow",
            Self::Categories => "categories",
            Self::Counterparties => "counterparties",
            Self::TrialBalance => "trial-balance",
            Self::Statement => "statement",
            Self::Day => "day",
            Self::Compare => "compare",
            Self::Rules => "rules",
        }
    }
}

impl Address {
    /// The address of a page at a moment, with nothing else said.
    pub fn of(page: Page, at: Option<u64>) -> Self {
        Self { page, at, ..Self::default() }
    }

    /// Reads a fragment, with or without its `#`. What can't be understood is left out, and named: a mistyped link still
    /// leads somewhere.
    pub fn parse(fragment: &str) -> Self {
        let text = fragment.strip_prefix('#').unwrap_or(fragment);
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let (page, is_known) = page_at(path);
        let mut address = Self { page, ..Self::default() };
        if !is_known {
            address.left_out.push(decode(path));
        }
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if address.take_in(name, decode(value)).is_none() {
                address.left_out.push(decode(pair));
            }
        }
        address
    }

    /// What the page keeps of it: the rest is for the timeline, the dialog and a notice.
    #[must_use]
    pub fn kept(&self) -> Self {
        Self { stretch: None, why: None, left_out: Vec::new(), ..self.clone() }
    }

    /// Which moments are named that a book of so many events has not come to: the one shown, and the one it is compared with.
    pub fn beyond(&self, count: u64) -> [Option<u64>; 2] {
        let with = self.with.filter(|_| self.page == Page::Reports(Report::Compare));
        [self.at, with].map(|event| event.filter(|event| *event > count))
    }

    /// Takes in one member; `None` where it can't be understood.
    fn take_in(&mut self, name: &str, value: String) -> Option<()> {
        let filter = &mut self.filter;
        match name {
            "at" => self.at = Some(whole(&value)?),
            "event" => self.event = Some(whole(&value)?),
            "with" => self.with = Some(whole(&value)?),
            "stretch" => {
                let (from, to) = value.split_once('-')?;
                self.stretch = Some(Stretch::new(whole(from)?, whole(to)?)?);
            }
            "why" => self.why = Some(Asked::parse(&value)?),
            "currency" => self.currency = Some(Currency::from_code(&value).ok()?),
            "q" => filter.text = value,
            "account" => filter.account = Some(account(&value)?),
            "kind" => filter.sort = Some(Sort::from_text(&value)?),
            "by" => filter.actor = Some(value),
            "category" => filter.category = (!value.is_empty()).then_some(value),
            "from" => filter.from = Some(ValueDate::parse(&value).ok()?),
            "to" => filter.to = Some(ValueDate::parse(&value).ok()?),
            "all" => filter.all_events = value == "1",
            _ => return None,
        }
        Some(())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.page {
            Page::Overview => f.write_str("#/")?,
            Page::Journal => f.write_str("#/journal")?,
            Page::Accounts => f.write_str("#/accounts")?,
            Page::Account(id) => write!(f, "#/accounts/{id}")?,
            Page::Reports(report) => write!(f, "#/reports/{}", report.as_str())?,
            Page::Audit => f.write_str("#/audit")?,
            Page::WhatIf => f.write_str("#/what-if")?,
            Page::Streams => f.write_str("#/streams")?,
            Page::Data => f.write_str("#/data")?,
        }
        let filter = &self.filter;
        let said = |text: &str| (!text.is_empty()).then(|| encode(text));
        let members = [
            ("at", self.at.map(|at| at.to_string())),
            ("event", self.event.map(|event| event.to_string())),
            ("with", self.with.map(|with| with.to_string())),
            ("stretch", self.stretch.map(|stretch| stretch.to_string())),
            ("currency", self.currency.map(|currency| currency.code().to_owned())),
            ("q", said(&filter.text)),
            ("account", filter.account.map(|id| id.to_string())),
            ("kind", filter.sort.map(|sort| sort.as_str().to_owned())),
            ("by", filter.actor.as_deref().map(encode)),
            ("category", filter.category.as_deref().and_then(said)),
            ("from", filter.from.map(|day| day.to_string())),
            ("to", filter.to.map(|day| day.to_string())),
            ("all", filter.all_events.then(|| "1".to_owned())),
            ("why", self.why.as_ref().map(|asked| encode(&asked.to_string()))),
        ];
        let mut mark = '?';
        for (name, value) in members.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            write!(f, "{mark}{name}={value}")?;
            mark = '&';
        }
        Ok(())
    }
}

/// The page a path leads to, or the one that is nearest, and whether all of it is known.
fn page_at(path: &str) -> (Page, bool) {
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    let (page, known) = match parts[..] {
        [] => (Page::Overview, 0),
        ["journal", ..] => (Page::Journal, 1),
        ["accounts", id, ..] => account(id).map_or((Page::Accounts, 1), |id| (Page::Account(id), 2)),
        ["accounts"] => (Page::Accounts, 1),
        ["reports", name, ..] => {
            let named = Report::ALL.into_iter().find(|report| report.as_str() == name);
            (Page::Reports(named.unwrap_or_default()), if named.is_some() { 2 } else { 1 })
        }
        ["reports"] => (Page::Reports(Report::default()), 1),
        ["audit", ..] => (Page::Audit, 1),
        ["what-if", ..] => (Page::WhatIf, 1),
        ["streams", ..] => (Page::Streams, 1),
        ["data", ..] => (Page::Data, 1),
        _ => (Page::Overview, 0),
    };
    (page, known == parts.len())
}

fn account(text: &str) -> Option<AccountId> {
    Uuid::try_parse(text).ok().map(AccountId::from)
}

/// Digits only: what `u64` would also take (`+5`) is no position.
fn whole(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::reports::Scope;

    const ID: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

    fn id() -> AccountId {
        AccountId::from(Uuid::try_parse(ID).unwrap())
    }

    #[test]
    fn the_example_of_the_contract_reads_and_prints() {
        let address = Address::parse("#/journal?at=2614&q=rent");
        assert_eq!(
            (address.page, address.at, address.filter.text.as_str()),
            (Page::Journal, Some(2614), "rent")
        );
        assert_eq!(address.to_string(), "#/journal?at=2614&q=rent");
    }

    #[test]
    fn whatever_is_printed_reads_back_the_same() {
        let filter = Filter {
            text: "50% + tax & “é” #1?=\u{202e}\n🚣".into(),
            account: Some(id()),
            sort: Some(Sort::Reversal),
            category: Some("Income · Fees".into()),
            actor: Some("Ann & Bob".into()),
            from: ValueDate::parse("2024-02-29").ok(),
            to: ValueDate::parse("2199-12-31").ok(),
            all_events: true,
            ..Filter::default()
        };
        let pages = [
            Page::Overview,
            Page::Journal,
            Page::Accounts,
            Page::Account(id()),
            Page::Audit,
            Page::WhatIf,
            Page::Streams,
            Page::Data,
        ];
        for page in pages.into_iter().chain(Report::ALL.map(Page::Reports)) {
            for at in [None, Some(0), Some(1), Some(9_007_199_254_740_991)] {
                let currency = Currency::from_code("BHD").ok();
                let stretch = at.and_then(|at| Stretch::new(at / 2, at));
                let filter = filter.clone();
                let why = currency.map(|it| Asked::now("50% & ä".into(), Scope::total(it)));
                let left_out = Vec::new();
                let address =
                    Address { page, at, filter, event: at, currency, with: at, stretch, why, left_out };
                assert_eq!(Address::parse(&address.to_string()), address, "{address}");
                let plain = Address::of(page, at);
                assert_eq!(Address::parse(&plain.to_string()), plain, "{plain}");
            }
        }
    }

    #[test]
    fn a_printed_address_is_plain_ascii() {
        let text = "\0 <script>\"é".to_owned();
        let address = Address { filter: Filter { text, ..Filter::default() }, ..Address::default() };
        let printed = address.to_string();
        assert!(printed.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"".contains(&byte)), "{printed}");
    }

    #[test]
    fn moments_that_a_book_has_not_come_to_are_told() {
        let beyond = |text: &str| Address::parse(text).beyond(8);
        assert_eq!(beyond("#/reports/compare?at=8&with=8"), [None, None]);
        assert_eq!(beyond("#/reports/compare?at=9&with=10"), [Some(9), Some(10)]);
        assert_eq!(beyond("#/reports/compare?with=9"), [None, Some(9)]);
        // Nothing is compared there.
        assert_eq!(beyond("#/journal?with=9"), [None, None]);
    }

    #[test]
    fn what_can_not_be_understood_is_left_out_and_named() {
        for text in ["", "#", "#/", "#/?"] {
            assert_eq!(Address::parse(text), Address::default(), "{text}");
        }
        let left_out = |text: &str| {
            let read = Address::parse(text);
            assert_eq!(Address::parse(&read.to_string()), Address { left_out: Vec::new(), ..read.clone() });
            read.left_out
        };
        for text in ["?at=", "?at=-1", "?at=1.5", "?at=%", "?from=2026-02-30", "?kind=x", "?currency=XYZ"] {
            assert_eq!(left_out(&format!("#/journal{text}")), [text.strip_prefix('?').unwrap()]);
        }
        for text in ["#nonsense", "#/nowhere/else?x=1", "#/?at=", "#/?at=-1", "#/?at=1.5", "#/?at=%"] {
            assert_eq!(Address::parse(text).kept(), Address::default(), "{text}");
        }
        assert_eq!(Address::parse("#/accounts/not-an-id").page, Page::Accounts);
        assert_eq!(
            Address::parse("#/reports/none-such?currency=XYZ&with=-1&stretch=9-3").kept(),
            Address::parse("#/reports")
        );
        assert_eq!(Address::parse("#/journal?at=99999999999999999999").at, None);
        assert_eq!(Address::parse("#/journal?from=2026-02-30").filter.from, None);
        assert_eq!(left_out("#/journal/none"), ["/journal/none"]);
        assert_eq!(left_out("#nonsense"), ["nonsense"]);
        assert_eq!(left_out("#/nowhere/else?x=1&at=3"), ["/nowhere/else", "x=1"]);
        assert_eq!(left_out("#/accounts/not-an-id"), ["/accounts/not-an-id"]);
        assert_eq!(
            left_out("#/reports/none-such?with=-1&stretch=9-3"),
            ["/reports/none-such", "with=-1", "stretch=9-3"]
        );
        assert_eq!(left_out("#/journal?at=99999999999999999999"), ["at=99999999999999999999"]);
        assert_eq!(left_out("#/journal?why=in%3DEUR%26way%3Dup"), ["why=in=EUR&way=up"]);
        assert_eq!(Address::parse("#/reports").page, Page::Reports(Report::CashFlow));
        assert_eq!(Address::parse("#/journal?q=100%&kind=x").filter.text, "100%");
        assert_eq!(Address::parse("#/journal?q=a+b%2Bc%E9").filter.text, "a b+c\u{fffd}");
    }
}
