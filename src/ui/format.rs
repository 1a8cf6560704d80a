//! The one place that writes money, dates and numbers for people, as their locale does.

use crate::app::spelling::Separators;
use crate::event_sourcing::Timestamp;
use crate::ledger::{Currency, Money, ValueDate};
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::{JsCast, JsValue};

/// How an amount is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Style {
    /// With the sign of its currency: `€6,120.40`.
    Currency,
    /// The figure alone: `6,120.40`.
    Plain,
    /// With a sign either way: `+ 180.00`, `− 96.20`.
    Signed,
    /// With a sign either way and that of its currency.
    SignedCurrency,
}

/// The ways a day or a moment is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum When {
    Day,
    Month,
    Moment,
    LongMoment,
}

#[derive(PartialEq, Eq, Hash)]
enum Key {
    Money(Style, &'static str),
    When(When),
    Count,
}

thread_local! {
    /// Making an Intl object costs a hundred times what using it does.
    static FORMATS: RefCell<HashMap<Key, Function>> = RefCell::default();
}

/// An amount in its currency.
pub(super) fn money(money: Money, style: Style) -> String {
    amount(&money.figure().to_string(), money.currency, style)
}

/// An amount given as a decimal string: exact however large.
pub(super) fn amount(figure: &str, currency: Currency, style: Style) -> String {
    let make = || number_format(currency, style);
    let text = apply(Key::Money(style, currency.code()), make, &JsValue::from_str(figure));
    let text = text.unwrap_or_else(|| format!("{figure} {currency}"));
    // A minus as wide as a plus, and a little air after either.
    text.replace('-', "\u{2212}\u{202f}").replace('+', "+\u{202f}")
}

/// A value date: `23 Nov 2025`.
pub(super) fn day(date: ValueDate) -> String {
    let at = Date::new(&JsValue::from_f64(f64::from(date.days()) * 86_400_000.0));
    when(When::Day, &at).unwrap_or_else(|| date.to_string())
}

/// A month: `November 2025`.
pub(super) fn month(year: i32, month: u32) -> String {
    let text = format!("{year:04}-{month:02}-01T00:00:00Z");
    when(When::Month, &Date::new(&JsValue::from_str(&text))).unwrap_or(text)
}

/// A moment, where the reader is: `3 Mar 2026, 14:07`.
pub(super) fn moment(at: Timestamp) -> String {
    when(When::Moment, &date(at)).unwrap_or_default()
}

/// A moment in full: `Tuesday 3 March 2026, 14:07`.
pub(super) fn long_moment(at: Timestamp) -> String {
    when(When::LongMoment, &date(at)).unwrap_or_default()
}

/// A number of things: `3,817`.
pub(super) fn count(n: u64) -> String {
    let make = || Intl::NumberFormat::new(&Array::new(), &Object::new()).format();
    apply(Key::Count, make, &JsValue::from_str(&n.to_string())).unwrap_or_else(|| n.to_string())
}

/// A size: `1.2 MB`.
pub(super) fn bytes(n: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    let mut size = n;
    let mut tenths = 0;
    let mut unit = 0;
    while size >= 1000 && unit + 1 < units.len() {
        tenths = size % 1000 / 100;
        size /= 1000;
        unit += 1;
    }
    let unit = units.get(unit).copied().unwrap_or_default();
    if tenths > 0 && size < 100 { format!("{size}.{tenths} {unit}") } else { format!("{size} {unit}") }
}

/// The end of a day where the reader is, in milliseconds since the epoch.
pub(super) fn end_of_day(date: ValueDate) -> Option<Timestamp> {
    let text = format!("{date}T23:59:59.999");
    let millis = Date::new(&JsValue::from_str(&text)).get_time();
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a date are whole and within range")]
    millis.is_finite().then(|| Timestamp::from_millis(millis as i64)).flatten()
}

/// The day it was where the reader is.
pub(super) fn local_day(at: Timestamp) -> Option<ValueDate> {
    let local = date(at);
    let text = format!("{:04}-{:02}-{:02}", local.get_full_year(), local.get_month() + 1, local.get_date());
    ValueDate::parse(&text).ok()
}

/// An amount as this locale spells it, for who has to spell one.
pub(super) fn example() -> String {
    let wanted = options(&[("minimumFractionDigits", JsValue::from_f64(2.0))]);
    let format = Intl::NumberFormat::new(&Array::new(), &wanted).format();
    let text = format.call1(&JsValue::UNDEFINED, &JsValue::from_str("1234.56"));
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// How this locale writes numbers.
pub(super) fn separators() -> Separators {
    let format = Intl::NumberFormat::new(&Array::new(), &options(&[("useGrouping", JsValue::TRUE)]));
    let mut separators = Separators { group: None, ..Separators::default() };
    for part in format.format_to_parts(-123_456_789.5).iter() {
        let text = |name: &str| Reflect::get(&part, &JsValue::from_str(name)).ok()?.as_string();
        let first = text("value").and_then(|value| value.chars().next());
        match (text("type").as_deref(), first) {
            (Some("group"), Some(letter)) => separators.group = Some(letter),
            (Some("decimal"), Some(letter)) => separators.decimal = letter,
            _ => {}
        }
    }
    let plain = Intl::NumberFormat::new(&Array::new(), &options(&[("useGrouping", JsValue::FALSE)]));
    let all = plain.format().call1(&JsValue::UNDEFINED, &JsValue::from_str("1234567890"));
    let all: Vec<char> = all.ok().and_then(|text| text.as_string()).unwrap_or_default().chars().collect();
    if let [rest @ .., zero] = all.as_slice()
        && rest.len() == 9
    {
        for (digit, letter) in separators.digits.iter_mut().zip(core::iter::once(zero).chain(rest)) {
            *digit = *letter;
        }
    }
    separators
}

fn date(at: Timestamp) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "every moment a book can hold is exact")]
    Date::new(&JsValue::from_f64(at.millis() as f64))
}

fn when(style: When, at: &Date) -> Option<String> {
    apply(Key::When(style), || date_format(style), at)
}

fn apply(key: Key, make: impl FnOnce() -> Function, value: &JsValue) -> Option<String> {
    FORMATS.with_borrow_mut(|formats| {
        let format = formats.entry(key).or_insert_with(make);
        format.call1(&JsValue::UNDEFINED, value).ok()?.as_string()
    })
}

fn number_format(currency: Currency, style: Style) -> Function {
    // CLDR knows other decimals for some currencies than ISO 4217, which the books follow.
    let digits = JsValue::from_f64(f64::from(currency.digits()));
    let mut wanted = vec![("minimumFractionDigits", digits.clone()), ("maximumFractionDigits", digits)];
    if matches!(style, Style::Currency | Style::SignedCurrency) {
        wanted.push(("style", "currency".into()));
        wanted.push(("currency", currency.code().into()));
    }
    if matches!(style, Style::Signed | Style::SignedCurrency) {
        wanted.push(("signDisplay", "exceptZero".into()));
    }
    Intl::NumberFormat::new(&Array::new(), &options(&wanted)).format()
}

fn date_format(style: When) -> Function {
    let wanted: &[(&str, JsValue)] = &match style {
        When::Day => [
            ("year", "numeric".into()),
            ("month", "short".into()),
            ("day", "numeric".into()),
            // Value dates have no zone: what is written down is shown.
            ("timeZone", "UTC".into()),
        ]
        .to_vec(),
        When::Month => {
            [("year", "numeric".into()), ("month", "long".into()), ("timeZone", "UTC".into())].to_vec()
        }
        When::Moment => [("dateStyle", "medium".into()), ("timeStyle", "short".into())].to_vec(),
        When::LongMoment => [("dateStyle", "full".into()), ("timeStyle", "short".into())].to_vec(),
    };
    Intl::DateTimeFormat::new(&Array::new(), &options(wanted)).format()
}

fn options(wanted: &[(&str, JsValue)]) -> Object {
    let options = Object::new();
    for (name, value) in wanted {
        let _ = Reflect::set(&options, &JsValue::from_str(name), value);
    }
    options
}

/// Whether a text from the page is one that UTF-8 can keep: without lone halves of surrogate pairs.
pub(super) fn is_whole(text: &JsValue) -> bool {
    text.dyn_ref::<js_sys::JsString>().is_none_or(js_sys::JsString::is_valid_utf16)
}
