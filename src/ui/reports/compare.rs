//! Then and now: two moments beside each other.

use super::labels::EITHER;
use super::with_files;
use crate::app::address::{Page, Report};
use crate::app::asked::Asked;
use crate::app::state::App;
use crate::event_sourcing::Sequence;
use crate::ledger::{AccountId, Currency, ValueDate};
use crate::record::LedgerCodec;
use crate::reports::{AccountDifference, Became, LabelledBy, Moment, Scope, difference, label_totals, rows};
use crate::ui::dialogs::{DayChoice, Field};
use crate::ui::entry_row::{self, Manner};
use crate::ui::entry_table::EntryTable;
use crate::ui::figure::Figure;
use crate::ui::format::{self, Style};
use crate::ui::piece::{self, Piece};
use crate::ui::row_window::RowWindow;
use crate::ui::why::why_then;
use crate::wording::{say, word};
use leptos::html::Main;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Everything on the page but the entries.
#[derive(Clone, PartialEq)]
struct Shown {
    then: u64,
    now: u64,
    events: u64,
    entries: u64,
    accounts: Vec<AccountLine>,
}

/// One account, as text.
#[derive(Clone, PartialEq)]
struct AccountLine {
    id: AccountId,
    name: String,
    currency: Currency,
    became: String,
    balances: (i64, i64),
    events: String,
    first: u64,
    last: u64,
}

/// One category at both moments, in minor units.
#[derive(Clone, PartialEq)]
struct CategoryLine {
    label: Option<String>,
    before: i128,
    after: i128,
}

/// The report "Then and now".
#[component]
pub(super) fn ThenAndNow(at: Signal<u64>, main: NodeRef<Main>) -> impl IntoView {
    let app = App::get();
    // The timeline's second handle.
    let with = super::rested(app, Signal::derive(move || app.zoom.with().unwrap_or_default()));
    let ends = Memo::new(move |_| (with.get().min(at.get()), with.get().max(at.get())));
    let shown = Memo::new(move |_| look(app, ends.get()));
    // The later moment has the currencies of both.
    let later = Signal::derive(move || ends.get().1);
    let currency = super::controls::currency(app, later);
    let categories = Memo::new(move |_| categories(app, ends.get(), currency.get()?));
    let between = Memo::new(move |_| {
        let entries = |position: u64| {
            let count = |moment: &Moment<'_, LedgerCodec>| {
                moment.prepared.activity.until(moment.past, moment.position).entries()
            };
            app.moment_at(position, count).unwrap_or(0)
        };
        (entries(ends.get().0), entries(ends.get().1))
    });
    let total = Signal::derive(move || between.get().1 - between.get().0);
    let lines = move |_: &Moment<'_, LedgerCodec>, window: RowWindow, manner: Manner| {
        let read = |moment: &Moment<'_, LedgerCodec>| {
            let newest = between.get().1 - window.first;
            let wanted = (newest.saturating_sub(window.rows) + 1..=newest).rev();
            let found = wanted.filter_map(|number| moment.prepared.activity.entry(moment.past, number));
            let rows = rows(moment, found.collect::<Vec<Sequence>>()).unwrap_or_default();
            rows.iter().map(|row| entry_row::of_journal(row, manner)).collect()
        };
        app.moment_at(ends.get().1, read).unwrap_or_default()
    };
    view! {
        <p class="explain no-print">{word("compare.explain")}</p>
        <Ends with=with />
        {move || shown.get().map(|shown| summary(app, shown))}
        <section class="section">
            <div class="report-head">
                <h2>{word("compare.categories")}</h2>
                <super::controls::CurrencyTabs at=later chosen=currency />
            </div>
            {move || match (categories.get(), currency.get()) {
                (Some(lines), Some(currency)) => category_table(lines, currency, ends.get_untracked()).into_any(),
                (None, Some(_)) => view! { <super::Reading /> }.into_any(),
                _ => ().into_any(),
            }}
        </section>
        <section class="section">
            <h2>{word("compare.entries")}</h2>
            <EntryTable main=main label="compare.entries" total=total lines=lines />
        </section>
    }
}

/// The fields that set the second moment; the first is the slider's own.
#[component]
fn Ends(with: Signal<u64>) -> impl IntoView {
    let app = App::get();
    let unknown = RwSignal::new(false);
    let set = move |position: u64| {
        // A field that goes with its page is left, too: what was typed there is nothing to any other page.
        if app.address.read_untracked().page == Page::Reports(Report::Compare) {
            app.address.update(|address| address.with = Some(position));
        }
    };
    let by_event = move |event: web_sys::Event| {
        let typed = event_target::<web_sys::HtmlInputElement>(&event).value();
        let position = typed.parse().ok().filter(|position| *position <= app.session.count_untracked());
        unknown.set(position.is_none());
        if let Some(position) = position {
            set(position);
        }
    };
    let by_day = move |day: Option<ValueDate>| {
        let Some(end) = day.and_then(format::end_of_day) else { return };
        let count = app.session.count_untracked();
        let find = |moment: &Moment<'_, LedgerCodec>| Some(moment.past.times().position_at(end).get());
        if let Some(position) = app.moment_at(count, find).flatten() {
            unknown.set(false);
            set(position);
        }
    };
    // Not only once the handle rests: the field is to know which day its own choice has led to.
    let day = move || {
        let moment = |moment: &Moment<'_, LedgerCodec>| moment.recorded_at().and_then(format::local_day);
        app.moment_at(app.zoom.with()?, moment).flatten()
    };
    view! {
        <div class="filters">
            <Field label="compare.event" for_id="compare-event">
                <input id="compare-event" type="number" required min="0" step="1" max=move || app.session.count().to_string()
                    aria-invalid=move || unknown.get().to_string()
                    prop:value=move || with.get().to_string() on:change=by_event />
            </Field>
            <DayChoice label="compare.day" id="compare-day" day=Signal::derive(day) choose=by_day />
            {move || unknown.get().then(|| view! {
                <p role="alert">{say("compare.unknown", &[("last", &format::count(app.session.count()))])}</p>
            })}
        </div>
    }
}

fn look(app: App, (then, now): (u64, u64)) -> Option<Shown> {
    let found = app.moment_at(then, |before| app.moment_at(now, |after| difference(before, after)))??;
    Some(Shown {
        then,
        now,
        events: found.events,
        entries: found.entries,
        accounts: found.accounts.iter().filter_map(line).collect(),
    })
}

fn line(it: &AccountDifference) -> Option<AccountLine> {
    let account = it.account()?;
    let became = it.became().into_iter().map(|became| match became {
        Became::Opened | Became::Unknown => word("became.opened"),
        Became::Closed => word("became.closed"),
        Became::Frozen => word("became.frozen"),
        Became::Usable => word("became.usable"),
        Became::Renamed => word("became.renamed"),
        Became::Limited => word("became.limited"),
    });
    Some(AccountLine {
        id: account.id,
        name: account.name.to_string(),
        currency: account.currency,
        became: became.collect::<Vec<_>>().join(", "),
        balances: it.balances(),
        events: format::count(it.events),
        first: it.first.get(),
        last: it.last.get(),
    })
}

/// Every category's net at both moments, those that differ.
fn categories(app: App, (then, now): (u64, u64), currency: Currency) -> Option<Vec<CategoryLine>> {
    let nets = |position: u64| {
        let make = |moment: &Moment<'_, LedgerCodec>, files: &crate::reports::Files| {
            let totals = label_totals(moment, files, currency, LabelledBy::Category, (None, None));
            totals.into_iter().map(|total| (total.label.clone(), total.net())).collect::<BTreeMap<_, _>>()
        };
        with_files(app, Signal::stored(position), make)
    };
    let (before, after) = (nets(then)?, nets(now)?);
    let mut labels: Vec<_> = before.keys().chain(after.keys()).cloned().collect();
    labels.sort_unstable();
    labels.dedup();
    let lines = labels.into_iter().map(|label| {
        let net = |nets: &BTreeMap<Option<String>, i128>| nets.get(&label).copied().unwrap_or(0);
        let (before, after) = (net(&before), net(&after));
        CategoryLine { label, before, after }
    });
    Some(lines.filter(|line| line.before != line.after).collect())
}

fn moment_word(app: App, position: u64) -> String {
    let recorded = |moment: &Moment<'_, LedgerCodec>| moment.recorded_at();
    let at = app.moment_at(position, recorded).flatten();
    let at = at.map_or_else(|| word("past.before").to_owned(), format::moment);
    say("compare.moment", &[("event", &format::count(position)), ("moment", &at)])
}

fn summary(app: App, shown: Shown) -> impl IntoView {
    let Shown { then, now, events, entries, accounts } = shown;
    let figures = [
        ("from", &*moment_word(app, then)),
        ("to", &*moment_word(app, now)),
        ("events", &*format::events(events)),
        ("entries", &*Figure::entries(entries).text),
    ];
    let key = if events == 0 { "compare.summary-none" } else { "compare.summary" };
    let sentence = say(key, &figures);
    let empty = accounts.is_empty();
    let row = move |line: AccountLine| {
        let (before, after) = line.balances;
        let change = i128::from(after) - i128::from(before);
        let balance = |units: i64, position: u64| {
            let figure = Figure::total(i128::from(units), line.currency, Style::Plain);
            let asked = Asked::now(line.name.clone(), Scope::balance(line.id, line.currency));
            why_then(figure, &Asked { position: Some(position), ..asked })
        };
        let (first, last) = (line.first, line.last);
        let apart = (change != 0).then(|| {
            let figure = Figure::total(change, line.currency, Style::Signed);
            let scope = Scope { since: Sequence::new(then), ..Scope::balance(line.id, line.currency) };
            why_then(figure, &Asked { position: Some(now), ..Asked::now(line.name.clone(), scope) })
        });
        view! {
            <tr>
                <th scope="row">
                    {piece::still(vec![Piece::Account(line.id, line.name.clone())])}
                    " " {(!line.became.is_empty()).then(|| view! { <span class="pill">{line.became.clone()}</span> })}
                </th>
                <td class="r">{balance(before, then)}</td>
                <td class="r">{balance(after, now)}</td>
                <td class="r">{apart}</td>
                <td class="r wide-only">
                    {line.events.clone()} " "
                    <small>
                        {piece::still(vec![Piece::Event(first), Piece::words("–"), Piece::Event(last)])}
                    </small>
                </td>
            </tr>
        }
    };
    view! {
        <p class="num compare-summary">{sentence}</p>
        {if empty {
            view! { <p class="empty">{word("compare.same")}</p> }.into_any()
        } else {
            view! {
                <div class="card table-card scrolls" tabindex="0" role="region" aria-label=word("page.accounts")>
                    <table class="num report wraps" aria-label=word("page.accounts")>
                        <thead>
                            <tr>
                                <th scope="col">{word("column.account")}</th>
                                <th scope="col" class="r">{word("column.before")}</th>
                                <th scope="col" class="r">{word("column.after")}</th>
                                <th scope="col" class="r">{word("column.difference")}</th>
                                <th scope="col" class="r wide-only">{word("column.events")}</th>
                            </tr>
                        </thead>
                        <tbody>{accounts.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            }
            .into_any()
        }}
    }
}

fn category_table(lines: Vec<CategoryLine>, currency: Currency, (then, now): (u64, u64)) -> impl IntoView {
    if lines.is_empty() {
        return view! { <p class="empty">{word("compare.same-categories")}</p> }.into_any();
    }
    let row = move |line: CategoryLine| {
        let label = line.label.clone();
        let name = line.label.unwrap_or_else(|| word("labels.no-category").to_owned());
        let figure = |units, style, position, since| {
            let scope =
                Scope { directions: EITHER, category: Some(label.clone()), since, ..Scope::total(currency) };
            let asked = Asked { position: Some(position), ..Asked::now(name.clone(), scope) };
            why_then(Figure::total(units, currency, style), &asked)
        };
        let (before, after) =
            (figure(line.before, Style::Plain, then, None), figure(line.after, Style::Plain, now, None));
        let apart = figure(line.after - line.before, Style::Signed, now, Sequence::new(then));
        view! {
            <tr>
                <th scope="row"><bdi>{name.clone()}</bdi></th>
                <td class="r">{before}</td>
                <td class="r">{after}</td>
                <td class="r">{apart}</td>
            </tr>
        }
    };
    view! {
        <div class="card table-card scrolls" tabindex="0" role="region" aria-label=word("compare.categories")>
            <table class="num report" aria-label=word("compare.categories")>
                <thead>
                    <tr>
                        <th scope="col">{word("field.category")}</th>
                        <th scope="col" class="r">{word("column.before")}</th>
                        <th scope="col" class="r">{word("column.after")}</th>
                        <th scope="col" class="r">{word("column.difference")}</th>
                    </tr>
                </thead>
                <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
