//! The one place that writes money, dates and numbers for people, as their locale does.

use crate::app::spelling::Separators;
use crate::book::Failure;
use crate::event_sourcing::Timestamp;
use crate::ledger::{Currency, Money, Refusal, ValueDate};
use crate::wording::{say, word};
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use leptos::prelude::document;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

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
    ShortDay,
    Month,
    Moment,
    LongMoment,
}

/// A way to write figures: which decimals and signs, or a number of things.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Money(Style, Currency),
    Count,
}

/// Where a digit goes in the specimen of a figure.
const HOLE: char = '\0';

/// How one kind of figure is written, learnt from specimens: figures with as many digits and the same sign differ in
/// nothing but their digits, and asking `Intl` for each figure on a page costs more than everything else on it.
struct Figures {
    key: Key,
    ask: Function,
    /// By sign and number of digits.
    specimens: Vec<Option<String>>,
}

/// Days and moments that were written once.
#[derive(Default)]
struct Written {
    asked: Vec<(When, Function)>,
    texts: HashMap<(When, i64), String>,
}

/// How many days and moments are remembered.
const REMEMBERED: usize = 4096;

/// Figures of up to so many letters fit everywhere as the styles have it.
const FITS: usize = 11;

/// Figures longer than this are too long for a report's columns of equal width.
const LONG: usize = 14;

thread_local! {
    static LONGEST: Cell<usize> = const { Cell::new(FITS) };
    static FIGURES: RefCell<Vec<Figures>> = RefCell::default();
    static WRITTEN: RefCell<Written> = RefCell::default();
    static SEPARATORS: OnceCell<Separators> = const { OnceCell::new() };
}

/// So many events.
pub(super) fn events(n: u64) -> String {
    say(if n == 1 { "side.event" } else { "side.events" }, &[("count", &count(n))])
}

/// An amount in its currency.
pub(super) fn money(money: Money, style: Style) -> String {
    amount(&money.figure().to_string(), money.currency, style)
}

/// An amount given as a decimal string: exact however large.
pub(super) fn amount(figure: &str, currency: Currency, style: Style) -> String {
    write_figure(Key::Money(style, currency), figure)
}

/// A refusal in words, its days, amounts and numbers as people read them.
pub(super) fn refusal(refusal: &Refusal) -> String {
    let figures = refusal.figures();
    let code = figures.iter().find(|(name, _)| *name == "currency").map(|(_, code)| code);
    let currency = code.and_then(|code| Currency::from_code(code).ok());
    let write = |name: &str, figure: &str| match name {
        "date" | "from" | "to" => ValueDate::parse(figure).ok().map(day),
        "account_name" => Some(isolated(figure)),
        "field" => label(figure).map(str::to_owned),
        name if Refusal::AMOUNTS.contains(&name) => {
            currency.map(|currency| amount(figure, currency, Style::Currency))
        }
        "by" | "position" | "limit" => figure.parse().ok().map(count),
        _ => None,
    };
    refusal.sentence(|name, figure| write(name, figure).unwrap_or_else(|| figure.to_owned()))
}

/// What the page calls a member of a command.
fn label(member: &str) -> Option<&'static str> {
    let key = match member {
        "actor" => "actor.label",
        "name" => "field.name",
        "category" => "field.category",
        "counterparty" => "field.counterparty",
        "note" => "field.note",
        "reason" => "field.reason",
        _ => return None,
    };
    Some(word(key))
}

/// Hebrew is the first of the scripts that run from right to left; marks that turn a text around come later.
const FIRST_RIGHT_TO_LEFT: char = '\u{590}';

/// A name within a sentence: one of the other direction must not turn the sentence around.
pub(super) fn isolated(name: &str) -> String {
    if name.chars().any(|letter| letter >= FIRST_RIGHT_TO_LEFT) {
        format!("\u{2068}{name}\u{2069}")
    } else {
        name.to_owned()
    }
}

/// Why something could not be done, in words.
pub(super) fn failure(why: &Failure) -> String {
    match why {
        Failure::Refused { refusal: why, .. } => refusal(why),
        why => why.to_string(),
    }
}

/// A number of things: `3,817`.
pub(super) fn count(n: u64) -> String {
    write_figure(Key::Count, &n.to_string())
}

/// Writes a decimal string as the locale does.
fn write_figure(key: Key, figure: &str) -> String {
    FIGURES.with_borrow_mut(|known| {
        let at = known.iter().position(|figures| figures.key == key).unwrap_or_else(|| {
            let ask = match key {
                Key::Money(style, currency) => number_format(currency, style),
                Key::Count => Intl::NumberFormat::new(&Array::new(), &Object::new()).format(),
            };
            known.push(Figures { key, ask, specimens: Vec::new() });
            known.len() - 1
        });
        known.get_mut(at).map_or_else(|| figure.to_owned(), |figures| figures.write(figure))
    })
}

impl Figures {
    fn write(&mut self, figure: &str) -> String {
        let digits = || figure.bytes().filter(u8::is_ascii_digit);
        let sign = if figure.starts_with('-') {
            0
        } else if digits().all(|digit| digit == b'0') {
            1
        } else {
            2
        };
        let place = digits().count() * 3 + sign;
        if place >= self.specimens.len() {
            self.specimens.resize(place + 1, None);
        }
        let specimen = match self.specimens.get_mut(place) {
            Some(Some(specimen)) => specimen,
            unknown => {
                let Some(specimen) = learn(&self.ask, figure) else { return ask(&self.ask, figure) };
                if matches!(self.key, Key::Money(..)) {
                    make_room(specimen.chars().count());
                }
                let Some(place) = unknown else { return ask(&self.ask, figure) };
                place.insert(specimen)
            }
        };
        let mut text = String::with_capacity(specimen.len() + 4);
        let mut left = digits();
        for letter in specimen.chars() {
            match letter {
                HOLE => text.push(local_digit(left.next().unwrap_or(b'0'))),
                other => text.push(other),
            }
        }
        text
    }
}

/// Tells the styles how long the longest figure is: columns of money become as wide, headlines small enough.
fn make_room(letters: usize) {
    if letters <= LONGEST.get() {
        return;
    }
    LONGEST.set(letters);
    let Some(root) = document().document_element() else { return };
    if let Some(root) = root.dyn_ref::<HtmlElement>() {
        let _ = root.style().set_property("--figure", &letters.to_string());
    }
    if letters > LONG {
        let _ = root.class_list().add_1("long-figures");
    }
}

/// The specimen of figures like this one; `None` where this locale writes other digits than it says.
fn learn(format: &Function, figure: &str) -> Option<String> {
    let zero = figure.bytes().all(|byte| !(b'1'..=b'9').contains(&byte));
    let digit = if zero { b'0' } else { b'1' };
    let alike = |letter: char| if letter.is_ascii_digit() { char::from(digit) } else { letter };
    let plain: String = figure.chars().map(alike).collect();
    let own = local_digit(digit);
    let specimen: String =
        ask(format, &plain).chars().map(|letter| if letter == own { HOLE } else { letter }).collect();
    let holes = specimen.chars().filter(|letter| *letter == HOLE).count();
    (holes == figure.bytes().filter(u8::is_ascii_digit).count()).then_some(specimen)
}

/// A figure as `Intl` writes it.
fn ask(format: &Function, figure: &str) -> String {
    let text = format.call1(&JsValue::UNDEFINED, &JsValue::from_str(figure)).ok();
    let text = text.and_then(|text| text.as_string()).unwrap_or_else(|| figure.to_owned());
    // A minus as wide as a plus, and a little air after either.
    text.replace('-', "\u{2212}\u{202f}").replace('+', "+\u{202f}")
}

fn local_digit(digit: u8) -> char {
    let digits = with_separators(|separators| separators.digits);
    digits.get(usize::from(digit.wrapping_sub(b'0'))).copied().unwrap_or(char::from(digit))
}

/// A value date: `23 Nov 2025`.
pub(super) fn day(date: ValueDate) -> String {
    written_day(When::Day, date)
}

/// The same where there is little room: `23/11/25`.
pub(super) fn short_day(date: ValueDate) -> String {
    written_day(When::ShortDay, date)
}

fn written_day(how: When, date: ValueDate) -> String {
    let midnight = f64::from(date.days()) * 86_400_000.0;
    when(how, i64::from(date.days()), midnight).unwrap_or_else(|| date.to_string())
}

/// A month: `November 2025`.
pub(super) fn month(year: i32, month: u32) -> String {
    let text = format!("{year:04}-{month:02}-01T00:00:00Z");
    let at = Date::new(&JsValue::from_str(&text)).get_time();
    when(When::Month, i64::from(year) * 12 + i64::from(month), at).unwrap_or(text)
}

/// A moment, where the reader is: `3 Mar 2026, 14:07`.
pub(super) fn moment(at: Timestamp) -> String {
    when(When::Moment, at.millis().div_euclid(60_000), millis(at)).unwrap_or_default()
}

/// A moment in full: `Tuesday 3 March 2026, 14:07`.
pub(super) fn long_moment(at: Timestamp) -> String {
    when(When::LongMoment, at.millis().div_euclid(60_000), millis(at)).unwrap_or_default()
}

/// Gives currencies by code and name: `EUR — Euro`.
pub(super) fn currency_names() -> impl Fn(Currency) -> String {
    let names = Intl::DisplayNames::new(&Array::new(), &options(&[("type", "currency".into())]));
    move |currency| {
        let code = currency.code();
        match names.of(code).map(String::from) {
            Some(name) if name != code => format!("{code} — {name}"),
            _ => code.to_owned(),
        }
    }
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
    // What is learnt of how whole numbers are written is not true of tenths.
    let figure = if tenths > 0 && size < 100 {
        ask(&Intl::NumberFormat::new(&Array::new(), &Object::new()).format(), &format!("{size}.{tenths}"))
    } else {
        count(size)
    };
    format!("{figure} {unit}")
}

/// The end of a day where the reader is, in milliseconds since the epoch.
pub(super) fn end_of_day(date: ValueDate) -> Option<Timestamp> {
    local(date, "23:59:59.999")
}

/// The first moment of a day where the reader is.
pub(super) fn beginning_of_day(date: ValueDate) -> Option<Timestamp> {
    local(date, "00:00:00.000")
}

fn local(date: ValueDate, time: &str) -> Option<Timestamp> {
    let text = format!("{date}T{time}");
    let millis = Date::new(&JsValue::from_str(&text)).get_time();
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a date are whole and within range")]
    millis.is_finite().then(|| Timestamp::from_millis(millis as i64)).flatten()
}

/// The day it was where the reader is.
pub(super) fn local_day(at: Timestamp) -> Option<ValueDate> {
    #[expect(clippy::cast_possible_truncation, reason = "a time zone is some minutes away from another")]
    let ahead = -(Date::new(&JsValue::from_f64(millis(at))).get_timezone_offset() as i64);
    let days = (at.millis() + ahead * 60_000).div_euclid(86_400_000);
    ValueDate::from_days(i32::try_from(days).ok()?)
}

/// An amount as this locale spells it, for who has to spell one.
pub(super) fn example() -> String {
    let wanted = options(&[("minimumFractionDigits", JsValue::from_f64(2.0))]);
    let format = Intl::NumberFormat::new(&Array::new(), &wanted).format();
    let text = format.call1(&JsValue::UNDEFINED, &JsValue::from_str("1234.56"));
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Looks at how this locale writes numbers.
pub(super) fn with_separators<R>(look: impl FnOnce(&Separators) -> R) -> R {
    SEPARATORS.with(|known| look(known.get_or_init(separators)))
}

fn separators() -> Separators {
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

#[expect(clippy::cast_precision_loss, reason = "every moment a book can hold is exact")]
fn millis(at: Timestamp) -> f64 {
    at.millis() as f64
}

/// A day or a moment; the same `number` stands for the same text.
fn when(style: When, number: i64, millis: f64) -> Option<String> {
    WRITTEN.with_borrow_mut(|written| {
        if let Some(text) = written.texts.get(&(style, number)) {
            return Some(text.clone());
        }
        let known = written.asked.iter().position(|(known, _)| *known == style);
        let at = known.unwrap_or_else(|| {
            written.asked.push((style, date_format(style)));
            written.asked.len() - 1
        });
        let (_, format) = written.asked.get(at)?;
        let text = format.call1(&JsValue::UNDEFINED, &JsValue::from_f64(millis)).ok()?.as_string()?;
        if written.texts.len() >= REMEMBERED {
            written.texts.clear();
        }
        written.texts.insert((style, number), text.clone());
        Some(text)
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
        When::ShortDay => [("dateStyle", "short".into()), ("timeZone", "UTC".into())].to_vec(),
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
