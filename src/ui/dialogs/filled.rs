//! What was typed into a form, read field by field. Nothing typed is lost or replaced on the way.

use crate::app::spelling::Misspelt;
use crate::ledger::{AccountId, Decimal, Label, Labels, Name, Note, Refusal, ValueDate, WantedLimit};
use crate::ui::format;
use crate::wording::{say, word};
use js_sys::Reflect;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlFormElement, HtmlInputElement};

/// A form as it was filled in. Each reading fails with a sentence for people.
pub(in crate::ui) struct Filled {
    form: HtmlFormElement,
}

impl Filled {
    /// Reads this form.
    pub(in crate::ui) fn new(form: HtmlFormElement) -> Self {
        Self { form }
    }

    fn element(&self, name: &str) -> Option<JsValue> {
        self.form.elements().named_item(name).map(JsValue::from)
    }

    /// The text of a field, as it was typed; empty where there is no such field.
    pub(in crate::ui) fn text(&self, name: &str) -> Result<String, String> {
        let value = self.element(name).and_then(|field| Reflect::get(&field, &"value".into()).ok());
        let Some(value) = value else { return Ok(String::new()) };
        if !format::is_whole(&value) {
            return Err(word("field.lone-surrogate").to_owned());
        }
        Ok(value.as_string().unwrap_or_default())
    }

    /// A required name.
    pub(in crate::ui) fn name(&self, name: &str) -> Result<Name, String> {
        Name::new(&self.text(name)?).map_err(sentence)
    }

    /// An optional note.
    pub(super) fn note(&self, field: &'static str) -> Result<Option<Note>, String> {
        Note::optional(field, Some(&self.text(field)?)).map_err(sentence)
    }

    /// An optional reason: a remark in passing, so that blanks and line breaks around it mean nothing.
    pub(super) fn reason(&self) -> Result<Option<Note>, String> {
        Note::optional("reason", Some(self.text("reason")?.trim())).map_err(sentence)
    }

    /// Category, counterparty and note.
    pub(super) fn labels(&self) -> Result<Labels, String> {
        let label = |field| Label::optional(field, Some(&self.text(field)?)).map_err(sentence);
        Ok(Labels {
            category: label("category")?,
            counterparty: label("counterparty")?,
            note: self.note("note")?,
        })
    }

    /// An amount in the spelling of the reader's locale.
    pub(super) fn amount(&self, name: &str) -> Result<Decimal, String> {
        self.optional_amount(name)?.ok_or_else(|| word("amount.missing").to_owned())
    }

    /// An amount that may be left out.
    pub(super) fn optional_amount(&self, name: &str) -> Result<Option<Decimal>, String> {
        let typed = self.text(name)?;
        let example = format::example();
        let said = |key| say(key, &[("typed", typed.trim()), ("example", &example)]);
        match format::with_separators(|separators| separators.plain(&typed)) {
            Ok(plain) => Decimal::parse(&plain).map(Some).ok_or_else(|| said("amount.too-long")),
            Err(Misspelt::Empty) => Ok(None),
            Err(Misspelt::NotANumber) => Err(said("amount.not-a-number")),
            Err(Misspelt::Ambiguous) => Err(said("amount.ambiguous")),
        }
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
        // A date field gives no text for a day that does not exist.
        if input.is_some_and(|input| input.validity().bad_input()) {
            return Err(word("date.bad").to_owned());
        }
        match self.text(name)?.as_str() {
            "" => Err(word("date.missing").to_owned()),
            typed => ValueDate::parse(typed).map_err(sentence),
        }
    }

    /// The account chosen.
    pub(super) fn account(&self, name: &str) -> Result<AccountId, String> {
        let chosen = self.text(name)?;
        let id = Uuid::try_parse(&chosen).map(AccountId::from);
        id.map_err(|_| word("account.missing").to_owned())
    }
}

/// A refusal in words.
#[expect(clippy::needless_pass_by_value, reason = "it stands where errors are mapped")]
pub(super) fn sentence(refusal: Refusal) -> String {
    format::refusal(&refusal)
}
