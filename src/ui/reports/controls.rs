//! What a report is narrowed to: a currency, an account, some days. All of it is in the address.

use crate::app::state::App;
use crate::ledger::{AccountId, Currency, ValueDate};
use crate::record::LedgerCodec;
use crate::reports::Moment;
use crate::ui::day_filter::DayFilters;
use crate::ui::dialogs::Field;
use crate::wording::word;
use leptos::prelude::*;
use uuid::Uuid;

/// The currency the report is in: the one asked for, else the book's own, else the first.
pub(super) fn currency(app: App, at: Signal<u64>) -> Memo<Option<Currency>> {
    Memo::new(move |_| {
        let known = known(app, at.get());
        app.address.read().currency.filter(|code| known.contains(code)).or(known.first().copied())
    })
}

/// The currencies of the moment, the book's own first.
fn known(app: App, at: u64) -> Vec<Currency> {
    let list = |moment: &Moment<'_, LedgerCodec>| {
        let base = moment.ledger.book().map(|book| book.base_currency);
        let mut known: Vec<_> = moment.prepared.currencies.until(moment.position).collect();
        known.sort_by_key(|currency| Some(*currency) != base);
        known
    };
    app.moment_at(at, list).unwrap_or_default()
}

/// The choice of a currency, where there are several.
#[component]
pub(super) fn CurrencyTabs(at: Signal<u64>, chosen: Memo<Option<Currency>>) -> impl IntoView {
    let app = App::get();
    let currencies = Memo::new(move |_| known(app, at.get()));
    let tab = move |currency: Currency| {
        view! {
            <button type="button" aria-pressed=move || (chosen.get() == Some(currency)).to_string()
                on:click=move |_| app.address.update(|address| address.currency = Some(currency))>
                {currency.code()}
            </button>
        }
    };
    move || {
        let currencies = currencies.get();
        (currencies.len() > 1).then(|| {
            view! {
                <div class="tabs" role="group" aria-label=word("field.currency")>
                    {currencies.into_iter().map(tab).collect_view()}
                </div>
            }
        })
    }
}

/// The first and the last day.
#[component]
pub(super) fn Period(
    /// What stands in the fields: what the address says, or the usual.
    #[prop(into)]
    days: Signal<(Option<ValueDate>, Option<ValueDate>)>,
) -> impl IntoView {
    view! { <DayFilters ids=["report-from", "report-to"] days=days /> }
}

/// Whether a period ends before it begins.
pub(in crate::ui) fn upside_down((from, to): (Option<ValueDate>, Option<ValueDate>)) -> bool {
    from.zip(to).is_some_and(|(from, to)| to < from)
}

/// The choice of one account.
#[component]
pub(super) fn AccountField(at: Signal<u64>, chosen: Memo<Option<AccountId>>) -> impl IntoView {
    let app = App::get();
    let accounts = Memo::new(move |_| {
        let list = |moment: &Moment<'_, LedgerCodec>| -> Vec<(AccountId, String)> {
            let accounts = moment.ledger.accounts().iter();
            accounts.map(|account| (account.id, account.name.to_string())).collect()
        };
        app.moment_at(at.get(), list).unwrap_or_default()
    });
    let option = move |(id, name): (AccountId, String)| {
        view! { <option value=id.to_string() prop:selected=move || chosen.get() == Some(id)>{name}</option> }
    };
    let choose = move |event: web_sys::Event| {
        let id = Uuid::try_parse(&event_target_value(&event)).ok().map(AccountId::from);
        app.address.update(|address| address.filter.account = id);
    };
    view! {
        <Field label="filter.account" for_id="report-account">
            <select id="report-account" on:change=choose>
                {move || accounts.get().into_iter().map(option).collect_view()}
            </select>
        </Field>
    }
}
