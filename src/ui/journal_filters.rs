//! What the journal is narrowed to.

use super::at_rest::{at_rest, put};
use super::day_filter::DayFilters;
use super::dialogs::Field;
use crate::app::follow::follow;
use crate::app::state::App;
use crate::event_sourcing::Sequence;
use crate::ledger::AccountId;
use crate::reports::{Files, Filter, Row, Sort, page};
use crate::wording::word;
use leptos::html::Input;
use leptos::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What the latest events have is offered until all of the log is known.
const LOOKED_AT: u64 = 1000;
/// A book of so many events at most is looked through at once.
const AT_ONCE: u64 = 20_000;

/// The filters; all of them are in the address. What a list shows as chosen is the property of the choice: the attribute
/// counts for nothing once somebody has chosen.
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
    // All of a long log is looked through once somebody reaches for the filters.
    let reached = RwSignal::new(app.session.count_untracked() <= AT_ONCE);
    let cleared = RwSignal::new(0);
    view! {
        <search class="filters"
            on:pointerenter=move |_| reached.set(true)
            on:focusin=move |_| reached.set(true)
        >
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
                view! { <ActorFilter filter=filter reached=reached /> }.into_any()
            } else {
                view! { <CategoryFilter filter=filter reached=reached /> }.into_any()
            }}
            <DayFilters ids=["find-from", "find-to"] class="field day" cleared=cleared
                labels=if all_events {
                    ["filter.recorded-from", "filter.recorded-to"]
                } else {
                    ["filter.from", "filter.to"]
                }
                days=Signal::derive(move || (filter.read().from, filter.read().to)) />
            {move || (*filter.read() != Filter::default()).then(|| view! {
                <button type="button" on:click=move |_| {
                    change(&|filter| *filter = Filter::default());
                    cleared.update(|times| *times += 1);
                }>
                    {word("filter.clear")}
                </button>
            })}
        </search>
    }
}

#[component]
fn AccountFilter(filter: Memo<Filter>) -> impl IntoView {
    let app = App::get();
    let accounts = at_rest(moment_of(app), move || {
        let list = |moment: &crate::reports::Moment<'_, _>| -> Vec<(AccountId, String)> {
            let accounts = moment.ledger.accounts().iter();
            accounts.map(|account| (account.id, account.name.to_string())).collect()
        };
        app.moment(list).unwrap_or_default()
    });
    let option = move |(id, name): (AccountId, String)| {
        let selected = move || filter.read().account == Some(id);
        view! { <option value=id.to_string() prop:selected=selected>{name}</option> }
    };
    let chosen = move |event: web_sys::Event| {
        let id = Uuid::try_parse(&event_target_value(&event)).ok().map(AccountId::from);
        app.address.update(|address| address.filter.account = id);
    };
    view! {
        <Field label="filter.account" for_id="find-account">
            <select id="find-account" on:change=chosen>
                <option value="" prop:selected=move || filter.read().account.is_none()>{word("filter.all")}</option>
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
        view! { <option value=sort.as_str() prop:selected=selected>{sort_word(sort)}</option> }
    };
    let chosen = move |event: web_sys::Event| {
        let sort = Sort::from_text(&event_target_value(&event));
        app.address.update(|address| address.filter.sort = sort);
    };
    let offered = Sort::ALL.into_iter().filter(move |sort| all_events || sort.is_entry());
    view! {
        <Field label="filter.kind" for_id="find-kind">
            <select id="find-kind" on:change=chosen>
                <option value="" prop:selected=move || filter.read().sort.is_none()>{word("filter.all")}</option>
                {offered.map(option).collect_view()}
            </select>
        </Field>
    }
}

/// Follows the moment shown.
fn moment_of(app: App) -> impl Fn() {
    move || {
        let _ = (app.session.position(), app.session.count());
    }
}

/// What a list offers: what the log has by the moment shown, as far as that is known, and what is chosen.
fn offered(
    app: App,
    reached: RwSignal<bool>,
    all_events: bool,
    of_row: impl Fn(Row) -> Option<String> + Copy + 'static,
    of_log: impl Fn(&Files, Sequence) -> BTreeSet<String> + Copy + 'static,
) -> RwSignal<BTreeSet<String>> {
    let make = move || {
        let position = Sequence::new(app.session.position()).unwrap_or_default();
        let whole = reached.get().then(|| app.read_models().files(|files| of_log(files, position))).flatten();
        whole.unwrap_or_else(|| {
            let all = Filter { all_events, ..Filter::default() };
            let rows = app.moment(|moment| page(moment, &all, 0, LOOKED_AT));
            rows.and_then(Result::ok).unwrap_or_default().rows.into_iter().filter_map(of_row).collect()
        })
    };
    let offered = at_rest(moment_of(app), make);
    follow(move |_| {
        if reached.get() {
            let _ = app.read_models().progress();
            put(offered, untrack(make));
        }
    });
    offered
}

#[component]
fn CategoryFilter(filter: Memo<Filter>, reached: RwSignal<bool>) -> impl IntoView {
    let app = App::get();
    let of_row = |row: Row| row.labels.category.map(|label| label.to_string());
    let of_log = |files: &Files, position| files.categories(position).map(ToString::to_string).collect();
    let categories = offered(app, reached, false, of_row, of_log);
    let option = move |category: String| {
        let (own, value) = (category.clone(), category.clone());
        let selected = move || filter.read().category.as_ref() == Some(&own);
        view! { <option value=value prop:selected=selected>{category}</option> }
    };
    let options = move || {
        let mut all = categories.get();
        all.extend(filter.read().category.clone());
        all.into_iter().map(option).collect_view()
    };
    let chosen = move |event: web_sys::Event| {
        let category = Some(event_target_value(&event)).filter(|text| !text.is_empty());
        app.address.update(|address| address.filter.category.clone_from(&category));
    };
    view! {
        <Field label="filter.category" for_id="find-category" class="field category">
            <select id="find-category" on:change=chosen>
                <option value="" prop:selected=move || filter.read().category.is_none()>{word("filter.all")}</option>
                {options}
            </select>
        </Field>
    }
}

/// The value of the choice of everybody; a name of somebody's own follows another beginning.
const EVERYBODY: &str = "";
const NAMED: &str = "=";

#[component]
fn ActorFilter(filter: Memo<Filter>, reached: RwSignal<bool>) -> impl IntoView {
    let app = App::get();
    let of_row = |row: Row| Some(row.actor.map(|actor| actor.to_string()).unwrap_or_default());
    let of_log = |files: &Files, position| {
        files.actors(position).map(|actor| actor.unwrap_or_default().to_owned()).collect()
    };
    let actors = offered(app, reached, true, of_row, of_log);
    let option = move |actor: String| {
        let value = format!("{NAMED}{actor}");
        let said = if actor.is_empty() { word("filter.nobody").to_owned() } else { actor.clone() };
        let selected = move || filter.read().actor.as_ref() == Some(&actor);
        view! { <option value=value prop:selected=selected>{said}</option> }
    };
    let options = move || {
        let mut all = actors.get();
        all.extend(filter.read().actor.clone());
        all.into_iter().map(option).collect_view()
    };
    let chosen = move |event: web_sys::Event| {
        let actor = event_target_value(&event).strip_prefix(NAMED).map(str::to_owned);
        app.address.update(|address| address.filter.actor.clone_from(&actor));
    };
    view! {
        <Field label="filter.actor" for_id="find-actor" class="field category">
            <select id="find-actor" on:change=chosen>
                <option value=EVERYBODY prop:selected=move || filter.read().actor.is_none()>{word("filter.all")}</option>
                {options}
            </select>
        </Field>
    }
}
