//! What the journal is narrowed to.

use super::at_rest::at_rest;
use super::dialogs::Field;
use crate::app::follow::follow;
use crate::app::state::App;
use crate::ledger::{AccountId, ValueDate};
use crate::reports::{Filter, Sort, page};
use crate::wording::word;
use leptos::html::Input;
use leptos::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many of the latest entries are asked for their categories.
const LOOKED_AT: u64 = 1000;

/// The filters; all of them are in the address.
#[component]
pub(super) fn JournalFilters(
    /// Whether every event is looked at, as in the audit, and not entries alone.
    #[prop(optional)]
    all_events: bool,
) -> impl IntoView {
    let app = App::get();
    let change =
        move |change: &dyn Fn(&mut Filter)| app.address.update(|address| change(&mut address.filter));
    let filter = Memo::new(move |_| app.address.read().filter.clone());
    let search = NodeRef::<Input>::new();
    follow(move |before: Option<u32>| {
        let times = app.search_wanted.get();
        if times > before.unwrap_or(0)
            && let Some(search) = search.get()
        {
            let _ = search.focus();
        }
        times
    });
    let date = |day: Option<ValueDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let read_date = |event: &web_sys::Event| ValueDate::parse(&event_target_value(event)).ok();
    view! {
        <search class="filters">
            <Field label="filter.search" for_id="find-text" class="field search">
                <input id="find-text" type="search" node_ref=search aria-keyshortcuts="/"
                    prop:value=move || filter.read().text.clone()
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        change(&|filter| filter.text.clone_from(&text));
                    } />
            </Field>
            <AccountFilter filter=filter />
            <SortFilter filter=filter all_events=all_events />
            {if all_events {
                view! { <ActorFilter filter=filter /> }.into_any()
            } else {
                view! { <CategoryFilter filter=filter /> }.into_any()
            }}
            <Field label="filter.from" for_id="find-from">
                <input id="find-from" type="date" prop:value=move || date(filter.read().from)
                    on:change=move |event| {
                        let day = read_date(&event);
                        change(&|filter| filter.from = day);
                    } />
            </Field>
            <Field label="filter.to" for_id="find-to">
                <input id="find-to" type="date" prop:value=move || date(filter.read().to)
                    on:change=move |event| {
                        let day = read_date(&event);
                        change(&|filter| filter.to = day);
                    } />
            </Field>
            {move || (*filter.read() != Filter::default()).then(|| view! {
                <button type="button" on:click=move |_| change(&|filter| *filter = Filter::default())>
                    {word("filter.clear")}
                </button>
            })}
        </search>
    }
}

#[component]
fn AccountFilter(filter: Memo<Filter>) -> impl IntoView {
    let app = App::get();
    let accounts = at_rest(app, move || {
        let list = |moment: &crate::reports::Moment<'_, _>| -> Vec<(AccountId, String)> {
            let accounts = moment.ledger.accounts().iter();
            accounts.map(|account| (account.id, account.name.to_string())).collect()
        };
        app.moment(list).unwrap_or_default()
    });
    let option = move |(id, name): (AccountId, String)| {
        let selected = move || filter.read().account == Some(id);
        view! { <option value=id.to_string() selected=selected>{name}</option> }
    };
    let chosen = move |event: web_sys::Event| {
        let id = Uuid::try_parse(&event_target_value(&event)).ok().map(AccountId::from);
        app.address.update(|address| address.filter.account = id);
    };
    view! {
        <Field label="filter.account" for_id="find-account">
            <select id="find-account" on:change=chosen>
                <option value="" selected=move || filter.read().account.is_none()>{word("filter.all")}</option>
                {move || accounts.get().into_iter().map(option).collect_view()}
            </select>
        </Field>
    }
}

/// What a sort of entry is called.
pub(super) fn sort_word(sort: Sort) -> &'static str {
    word(match sort {
        Sort::Deposit => "sort.deposit",
        Sort::Withdrawal => "sort.withdrawal",
        Sort::Transfer => "sort.transfer",
        Sort::Reversal => "sort.reversal",
        Sort::Relabelling => "sort.relabelling",
        Sort::Reconciliation => "sort.reconciliation",
        Sort::Account => "sort.account",
        Sort::Book => "sort.book",
    })
}

#[component]
fn SortFilter(filter: Memo<Filter>, all_events: bool) -> impl IntoView {
    let app = App::get();
    let option = move |sort: Sort| {
        let selected = move || filter.read().sort == Some(sort);
        view! { <option value=sort.as_str() selected=selected>{sort_word(sort)}</option> }
    };
    let chosen = move |event: web_sys::Event| {
        let sort = Sort::from_text(&event_target_value(&event));
        app.address.update(|address| address.filter.sort = sort);
    };
    let offered = Sort::ALL.into_iter().filter(move |sort| all_events || sort.is_entry());
    view! {
        <Field label="filter.kind" for_id="find-kind">
            <select id="find-kind" on:change=chosen>
                <option value="" selected=move || filter.read().sort.is_none()>{word("filter.all")}</option>
                {offered.map(option).collect_view()}
            </select>
        </Field>
    }
}

#[component]
fn CategoryFilter(filter: Memo<Filter>) -> impl IntoView {
    let app = App::get();
    let categories = at_rest(app, move || {
        let rows = app.moment(|moment| page(moment, &Filter::default(), 0, LOOKED_AT));
        let rows = rows.and_then(Result::ok).unwrap_or_default().rows;
        let labels = rows.into_iter().filter_map(|row| row.labels.category);
        let labels = labels.map(|label| label.to_string()).chain(filter.read().category.clone());
        labels.collect::<BTreeSet<String>>()
    });
    let option = move |category: String| {
        let (own, value) = (category.clone(), category.clone());
        let selected = move || filter.read().category.as_ref() == Some(&own);
        view! { <option value=value selected=selected>{category}</option> }
    };
    let chosen = move |event: web_sys::Event| {
        let category = Some(event_target_value(&event)).filter(|text| !text.is_empty());
        app.address.update(|address| address.filter.category.clone_from(&category));
    };
    view! {
        <Field label="filter.category" for_id="find-category" class="field category">
            <select id="find-category" on:change=chosen>
                <option value="" selected=move || filter.read().category.is_none()>{word("filter.all")}</option>
                {move || categories.get().into_iter().map(option).collect_view()}
            </select>
        </Field>
    }
}

#[component]
fn ActorFilter(filter: Memo<Filter>) -> impl IntoView {
    let app = App::get();
    let actors = at_rest(app, move || {
        let all = Filter { all_events: true, ..Filter::default() };
        let rows = app.moment(|moment| page(moment, &all, 0, LOOKED_AT));
        let rows = rows.and_then(Result::ok).unwrap_or_default().rows;
        let actors = rows.into_iter().filter_map(|row| row.actor).map(|actor| actor.to_string());
        actors.chain(filter.read().actor.clone()).collect::<BTreeSet<String>>()
    });
    let option = move |actor: String| {
        let (own, value) = (actor.clone(), actor.clone());
        let selected = move || filter.read().actor.as_ref() == Some(&own);
        view! { <option value=value selected=selected>{actor}</option> }
    };
    let chosen = move |event: web_sys::Event| {
        let actor = Some(event_target_value(&event)).filter(|text| !text.is_empty());
        app.address.update(|address| address.filter.actor.clone_from(&actor));
    };
    view! {
        <Field label="filter.actor" for_id="find-actor" class="field category">
            <select id="find-actor" on:change=chosen>
                <option value="" selected=move || filter.read().actor.is_none()>{word("filter.all")}</option>
                {move || actors.get().into_iter().map(option).collect_view()}
            </select>
        </Field>
    }
}
