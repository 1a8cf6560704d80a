//! The address: which page and which moment the fragment names, `#/journal?at=2614&q=rent`. Parsed and printed
//! here and nowhere else.

use super::stretch::Stretch;
use crate::ledger::{AccountId, Currency, ValueDate};
use crate::reports::{Filter, Sort};
use core::fmt::{self, Write as _};
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

    /// Reads a fragment, with or without its `#`. What can't be understood is left out: a mistyped link still
    /// leads somewhere.
    pub fn parse(fragment: &str) -> Self {
        let text = fragment.strip_prefix('#').unwrap_or(fragment);
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let mut address = Self { page: page_at(path), ..Self::default() };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(value);
            let filter = &mut address.filter;
            match name {
                "at" => address.at = whole(&value),
                "event" => address.event = whole(&value),
                "with" => address.with = whole(&value),
                "stretch" => {
                    let ends = value.split_once('-').and_then(|(from, to)| Some((whole(from)?, whole(to)?)));
                    address.stretch = ends.and_then(|(from, to)| Stretch::new(from, to));
                }
                "currency" => address.currency = Currency::from_code(&value).ok(),
                "q" => filter.text = value,
                "account" => filter.account = account(&value),
                "kind" => filter.sort = Sort::from_text(&value),
                "by" => filter.actor = Some(value),
                "category" => filter.category = (!value.is_empty()).then_some(value),
                "from" => filter.from = ValueDate::parse(&value).ok(),
                "to" => filter.to = ValueDate::parse(&value).ok(),
                "all" => filter.all_events = value == "1",
                _ => {}
            }
        }
        address
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
        ];
        let mut mark = '?';
        for (name, value) in members.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            write!(f, "{mark}{name}={value}")?;
            mark = '&';
        }
        Ok(())
    }
}

fn page_at(path: &str) -> Page {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (Some("journal"), _) => Page::Journal,
        (Some("accounts"), Some(id)) => account(id).map_or(Page::Accounts, Page::Account),
        (Some("accounts"), None) => Page::Accounts,
        (Some("reports"), name) => {
            let named = Report::ALL.into_iter().find(|report| Some(report.as_str()) == name);
            Page::Reports(named.unwrap_or_default())
        }
        (Some("audit"), _) => Page::Audit,
        (Some("what-if"), _) => Page::WhatIf,
        (Some("streams"), _) => Page::Streams,
        (Some("data"), _) => Page::Data,
        _ => Page::Overview,
    }
}

fn account(text: &str) -> Option<AccountId> {
    Uuid::try_parse(text).ok().map(AccountId::from)
}

/// Digits only: what `u64` would also take (`+5`) is no position.
fn whole(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Everything but what RFC 3986 calls unreserved becomes `%XX`.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// `%XX` becomes its byte and `+` a space, as forms write it; what is neither stays as it is.
pub(super) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        let coded = pair.filter(|pair| pair.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let coded = coded.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (byte, coded) {
            (b'%', Some(code)) => {
                out.push(code);
                at += 3;
            }
            (b'+', _) => {
                out.push(b' ');
                at += 1;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

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
                let address = Address { page, at, filter, event: at, currency, with: at, stretch };
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
    fn what_can_not_be_understood_is_left_out() {
        for text in
            ["", "#", "#/", "#nonsense", "#/nowhere/else?x=1", "#/?at=", "#/?at=-1", "#/?at=1.5", "#/?at=%"]
        {
            assert_eq!(Address::parse(text), Address::default(), "{text}");
        }
        assert_eq!(Address::parse("#/accounts/not-an-id").page, Page::Accounts);
        assert_eq!(
            Address::parse("#/reports/none-such?currency=XYZ&with=-1&stretch=9-3"),
            Address::parse("#/reports")
        );
        assert_eq!(Address::parse("#/reports").page, Page::Reports(Report::CashFlow));
        assert_eq!(Address::parse("#/journal?at=99999999999999999999").at, None);
        assert_eq!(Address::parse("#/journal?from=2026-02-30").filter.from, None);
        assert_eq!(Address::parse("#/journal?q=100%&kind=x").filter.text, "100%");
        assert_eq!(Address::parse("#/journal?q=a+b%2Bc%E9").filter.text, "a b+c\u{fffd}");
    }
}
