//! The reports: figures made from all of the log, at the moment shown. Each figure explains itself.

mod cash_flow;
mod compare;
mod controls;
mod day;
mod labels;
mod rules;
mod statement;
mod trial_balance;

pub(super) use cash_flow::days_of;
pub(super) use controls::upside_down;
pub(super) use trial_balance::{asked, described};

use super::book_switcher::shown_name;
use super::figure::Figure;
use super::format::{self, Style};
use super::why::why_then;
use crate::app::address::{Address, Page, Report};
use crate::app::asked::Asked;
use crate::app::follow::follow;
use crate::app::state::App;
use crate::app::timer::Timer;
use crate::event_sourcing::{Sequence, Timestamp};
use crate::ledger::Currency;
use crate::record::LedgerCodec;
use crate::reports::{Files, Moment, Scope};
use crate::wording::{say, word};
use leptos::html::{Header, Main, Nav};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// A book of so many events at most is reported on while the slider moves; a longer one when it rests.
const AT_ONCE: u64 = 20_000;
/// How long the slider rests before a longer book is reported on.
const REST: Duration = Duration::from_millis(150);

/// What a report is called.
pub(super) fn report_word(report: Report) -> &'static str {
    word(match report {
        Report::CashFlow => "report.cash-flow",
        Report::Categories => "report.categories",
        Report::Counterparties => "report.counterparties",
        Report::TrialBalance => "report.trial-balance",
        Report::Statement => "report.statement",
        Report::Day => "report.day",
        Report::Compare => "report.compare",
        Report::Rules => "report.rules",
    })
}

/// The page "Reports".
#[component]
pub(super) fn ReportsPage(
    /// Which of them.
    report: Report,
    /// What scrolls.
    main: NodeRef<Main>,
) -> impl IntoView {
    let app = App::get();
    let at = rested(app, Signal::derive(move || app.session.position()));
    let tab = move |other: Report| {
        let here = (other == report).then_some("page");
        let link = move || {
            let address = app.shown_address();
            Address { page: Page::Reports(other), ..address }.to_string()
        };
        view! { <a class="tab" href=link aria-current=here>{report_word(other)}</a> }
    };
    let body = match report {
        Report::CashFlow => view! { <cash_flow::CashFlow at=at /> }.into_any(),
        Report::Categories => view! { <labels::ByLabel at=at by_category=true /> }.into_any(),
        Report::Counterparties => view! { <labels::ByLabel at=at by_category=false /> }.into_any(),
        Report::TrialBalance => view! { <trial_balance::TrialBalances at=at /> }.into_any(),
        Report::Statement => view! { <statement::AccountStatement at=at /> }.into_any(),
        Report::Day => view! { <day::ByBothClocks at=at /> }.into_any(),
        Report::Rules => view! { <rules::AllRules at=at /> }.into_any(),
        Report::Compare => view! { <compare::ThenAndNow at=at main=main /> }.into_any(),
    };
    // On a narrow screen the tabs scroll sideways: the one shown is in view.
    let tabs = NodeRef::<Nav>::new();
    follow(move |_| {
        let Some(tabs) = tabs.get() else { return };
        let here = tabs.query_selector("[aria-current]").ok().flatten();
        if let Some(here) = here.and_then(|here| here.dyn_into::<HtmlElement>().ok()) {
            tabs.set_scroll_left(here.offset_left() - 60);
        }
    });
    view! {
        <div class="head">
            <h1>{word("page.reports")} <span class="visually-hidden">{report_word(report)}</span></h1>
        </div>
        {(report != Report::Statement).then(|| view! { <OnPaper report=report at=at /> })}
        <nav class="report-tabs" node_ref=tabs aria-label=word("page.reports")>
            {Report::ALL.map(tab).into_iter().collect_view()}
        </nav>
        {body}
    }
}

/// What a report says of itself on paper: which it is, of which book, and how the books stood. Written when it is printed.
#[component]
fn OnPaper(report: Report, at: Signal<u64>) -> impl IntoView {
    let app = App::get();
    let place = NodeRef::<Header>::new();
    let write = move |_: web_sys::Event| {
        let about = |moment: &Moment<'_, LedgerCodec>| {
            Some((moment.ledger.book()?.name.to_string(), Stood::of(moment)?))
        };
        let about = untrack(|| app.moment_at(at.get(), about)).flatten();
        let (Some(place), Some((book, stood))) = (place.get_untracked(), about) else { return };
        let book = untrack(|| shown_name(app, book));
        let fingerprint = format!("{} {}", word("book.fingerprint"), stood.fingerprint);
        let lines = [
            Some(report_word(report).to_owned()),
            Some(book),
            days(app, report),
            Some(stood.words()),
            Some(fingerprint),
        ];
        place.set_inner_text(&lines.into_iter().flatten().collect::<Vec<_>>().join("\n"));
    };
    let listens = window_event_listener_untyped("beforeprint", write);
    on_cleanup(move || listens.remove());
    view! { <header class="print-only" node_ref=place></header> }
}

/// Up to which event the books told what a report says, when that was recorded, and the fingerprint they had then.
#[derive(Clone, PartialEq)]
struct Stood {
    event: Sequence,
    recorded_at: Option<Timestamp>,
    fingerprint: String,
}

impl Stood {
    fn of(moment: &Moment<'_, LedgerCodec>) -> Option<Self> {
        let fingerprint = moment.log.fingerprint_at(moment.position).ok()?.to_string();
        Some(Self { event: moment.position, recorded_at: moment.recorded_at(), fingerprint })
    }

    fn words(&self) -> String {
        let moment = self.recorded_at.map(format::moment).unwrap_or_default();
        say("statement.stood", &[("event", &format::count(self.event.get())), ("moment", &moment)])
    }
}

/// The days that a report was asked for, where it was: its fields are not on paper.
fn days(app: App, report: Report) -> Option<String> {
    let filter = app.address.read_untracked().filter.clone();
    let asked = matches!(report, Report::Categories | Report::Counterparties)
        && (filter.from, filter.to) != (None, None);
    let [from, to] = [filter.from, filter.to].map(|day| day.map_or_else(|| "…".to_owned(), format::day));
    asked.then(|| say("statement.period", &[("from", &from), ("to", &to)]))
}

/// The moment to report on: the one shown, at once or when the slider rests.
fn rested(app: App, shown: Signal<u64>) -> Signal<u64> {
    let settled = RwSignal::new(shown.get_untracked());
    let timer = Timer::idle();
    follow(move |_| {
        let position = shown.get();
        timer.start(REST, move || {
            let _ = settled.try_set(position);
        });
    });
    let at = Memo::new(move |_| {
        let (count, position) = (app.session.count(), shown.get());
        if count <= AT_ONCE { position } else { settled.get().min(count) }
    });
    at.into()
}

/// Makes something from what entries are filed under; `None` while that is being read.
fn with_files<R>(
    app: App,
    at: Signal<u64>,
    make: impl FnOnce(&Moment<'_, LedgerCodec>, &Files) -> R,
) -> Option<R> {
    let position = at.get();
    app.read_models().files(|files| app.moment_at(position, |moment| make(moment, files))).flatten()
}

/// How far the reading of what entries are filed under is.
#[component]
fn Reading() -> impl IntoView {
    let app = App::get();
    view! {
        <p class="result">{word("reports.making")}</p>
        <progress aria-label=word("reports.making") value=move || app.read_models().progress().0
            max=move || app.read_models().progress().1></progress>
    }
}

/// A cell of a report by value date, with a figure that explains itself; nothing where it is nothing.
fn cell(units: i128, currency: Currency, of: String, scope: Scope) -> impl IntoView {
    let figure = (units != 0).then(|| {
        let figure = Figure::total(units, currency, Style::Plain);
        why_then(figure, &Asked::dated(of, scope))
    });
    view! { <td class="r">{figure}</td> }
}
