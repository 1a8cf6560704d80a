//! What was typed into a form, read field by field. Nothing typed is lost or replaced on the way, and what can't be read
//! says in which field it stands.

use crate::app::spelling::Misspelt;
use crate::ledger::{AccountId, Decimal, Label, Labels, Name, Note, Refusal, ValueDate, WantedLimit};
use crate::ui::format;
use crate::wording::{say, word};
use js_sys::Reflect;
use std::cell::RefCell;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlFormElement, HtmlInputElement};

/// A form as it was filled in. Each reading fails with a sentence for people.
pub(in crate::ui) struct Filled {
    form: HtmlFormElement,
    at_fault: RefCell<Option<String>>,
}

impl Filled {
    /// Reads this form.
    pub(in crate::ui) fn new(form: HtmlFormElement) -> Self {
        Self { form, at_fault: RefCell::new(None) }
    }

    /// The field that could not be read, where that was why a reading failed.
    pub(in crate::ui) fn at_fault(&self) -> Option<String> {
        self.at_fault.borrow().clone()
    }

    /// Says what is wrong with a field that could be read.
    pub(super) fn wrong<T>(&self, name: &str, why: String) -> Result<T, String> {
        self.of(name, Err(why))
    }

    /// Remembers where it went wrong.
    fn of<T>(&self, name: &str, read: Result<T, String>) -> Result<T, String> {
        read.inspect_err(|_| {
            self.at_fault.replace(Some(name.to_owned()));
        })
    }

    fn element(&self, name: &str) -> Option<JsValue> {
        self.form.elements().named_item(name).map(JsValue::from)
    }

    /// The text of a field, as it was typed; empty where there is no such field.
    pub(in crate::ui) fn text(&self, name: &str) -> Result<String, String> {
        let value = self.element(name).and_then(|field| Reflect::get(&field, &"value".into()).ok());
        let Some(value) = value else { return Ok(String::new()) };
        if !format::is_whole(&value) {
            return self.wrong(name, word("field.lone-surrogate").to_owned());
        }
        Ok(value.as_string().unwrap_or_default())
    }

    /// A required name.
    pub(in crate::ui) fn name(&self, name: &str) -> Result<Name, String> {
        self.of(name, Name::new(&self.text(name)?).map_err(sentence))
    }

    /// An optional note.
    pub(super) fn note(&self, field: &'static str) -> Result<Option<Note>, String> {
        self.of(field, Note::optional(field, Some(&self.text(field)?)).map_err(sentence))
    }

    /// An optional reason: a remark in passing, so that blanks and line breaks around it mean nothing.
    pub(super) fn reason(&self) -> Result<Option<Note>, String> {
        let typed = self.text("reason")?;
        self.of("reason", Note::optional("reason", Some(typed.trim())).map_err(sentence))
    }

    /// Category, counterparty and note.
    pub(super) fn labels(&self) -> Result<Labels, String> {
        let label =
            |field| self.of(field, Label::optional(field, Some(&self.text(field)?)).map_err(sentence));
        Ok(Labels {
            category: label("category")?,
            counterparty: label("counterparty")?,
            note: self.note("note")?,
        })
    }

    /// An amount in the spelling of the reader's locale.
    pub(super) fn amount(&self, name: &str) -> Result<Decimal, String> {
        let typed = self.optional_amount(name)?;
        self.of(name, typed.ok_or_else(|| word("amount.missing").to_owned()))
    }

    /// An amount that may be left out.
    pub(super) fn optional_amount(&self, name: &str) -> Result<Option<Decimal>, String> {
        let typed = self.text(name)?;
        let example = format::example();
        let said = |key| say(key, &[("typed", typed.trim()), ("example", &example)]);
        let read = match format::with_separators(|separators| separators.plain(&typed)) {
            Ok(plain) => Decimal::parse(&plain).map(Some).ok_or_else(|| said("amount.too-long")),
            Err(Misspelt::Empty) => Ok(None),
            Err(Misspelt::NotANumber) => Err(said("amount.not-a-number")),
            Err(Misspelt::Ambiguous) => Err(said("amount.ambiguous")),
        };
        self.of(name, read)
    }

    /// A limit: an amount, or the word for none; nothing where nothing was typed.
    pub(super) fn limit(&self, name: &str) -> Result<Option<WantedLimit>, String> {
        let typed = self.text(name)?;
        let unlimited = typed.trim().to_lowercase() == word("limit.unlimited").to_lowercase();
        if unlimited {
            return Ok(Some(WantedLimit::Unlimited));
        }
        Ok(self.optional_amount(name)?.map(WantedLimit::UpTo))
    }

    /// A day.
    pub(super) fn date(&self, name: &str) -> Result<ValueDate, String> {
        let input = self.element(name).and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
        let read = input.map_or(Ok(None), |input| day_in(&input));
        self.of(name, read.and_then(|day| day.ok_or_else(|| word("date.missing").to_owned())))
    }

    /// The account chosen.
    pub(super) fn account(&self, name: &str) -> Result<AccountId, String> {
        let chosen = self.text(name)?;
        let id = Uuid::try_parse(&chosen).map(AccountId::from);
        self.of(name, id.map_err(|_| word("account.missing").to_owned()))
    }
}

/// The day in a field, none where it is empty, or why it is no day.
pub(super) fn day_in(field: &HtmlInputElement) -> Result<Option<ValueDate>, String> {
    // A date field gives no text for a day that does not exist, or is not complete.
    if field.validity().bad_input() {
        return Err(word("date.bad").to_owned());
    }
    match field.value().as_str() {
        "" => Ok(None),
        typed => ValueDate::parse(typed).map(Some).map_err(sentence),
    }
}

/// A refusal in words.
#[expect(clippy::needless_pass_by_value, reason = "it stands where errors are mapped")]
pub(super) fn sentence(refusal: Refusal) -> String {
    format::refusal(&refusal)
}
