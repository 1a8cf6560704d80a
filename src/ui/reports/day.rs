//! A day by both clocks: what the books said at its end, what is known of it by now, and why the two differ.

use crate::app::asked::Asked;
use crate::app::state::App;
use crate::event_sourcing::{Sequence, Timestamp};
use crate::ledger::{AccountId, Currency, ValueDate};
use crate::record::LedgerCodec;
use crate::reports::{Moment, Month, Scope, TwoClocks, two_clocks, was_over};
use crate::ui::dialogs::{DayChoice, late_view};
use crate::ui::figure::Figure;
use crate::ui::format::{self, Style};
use crate::ui::piece::{self, Piece};
use crate::ui::why::{why, why_then};
use crate::wording::{say, word};
use leptos::prelude::*;

/// Everything on the page.
#[derive(Clone, PartialEq)]
struct Shown {
    day: ValueDate,
    /// The last event recorded by the end of that day, and by the moment looked at.
    then: u64,
    /// Whether the day was over by that moment.
    over: bool,
    accounts: Vec<Line>,
}

/// An account by both clocks.
#[derive(Clone, PartialEq)]
struct Line {
    id: AccountId,
    name: String,
    currency: Currency,
    /// Whether it had been opened by the end of the day.
    opened: bool,
    clocks: TwoClocks,
}

/// The report "A day by both clocks".
#[component]
pub(super) fn ByBothClocks(at: Signal<u64>) -> impl IntoView {
    let app = App::get();
    // Where nothing is asked for, the last day of the month before the moment shown.
    let day = Memo::new(move |_| {
        let wanted = app.address.read().filter.to;
        wanted.or_else(|| {
            let month = app.moment_at(at.get(), |moment| moment.recorded_at().map(Month::at)).flatten()?;
            ValueDate::new(month.first_day().pred_opt()?).ok()
        })
    });
    let shown = Memo::new(move |_| {
        let day = day.get()?;
        let now = app.session.now();
        app.moment_at(at.get(), |moment| look(moment, day, now)).flatten()
    });
    let choose = move |day| app.address.update(|address| address.filter.to = day);
    let body = move || match shown.get() {
        Some(shown) if !shown.accounts.is_empty() => table(shown).into_any(),
        _ => view! { <p class="empty">{word("reports.nothing")}</p> }.into_any(),
    };
    view! {
        <p class="explain">{word("day.explain")}</p>
        <div class="filters">
            <DayChoice label="field.date" id="report-day" day=day choose=choose />
        </div>
        {body}
    }
}

fn look(moment: &Moment<'_, LedgerCodec>, day: ValueDate, now: Timestamp) -> Option<Shown> {
    let end = format::end_of_day(day)?;
    let then = moment.past.times().position_at(end).min(moment.position);
    let over = was_over(moment, end, now);
    let accounts = moment.ledger.accounts().iter().enumerate().map(|(number, account)| {
        let clocks = two_clocks(moment, number, day, then);
        let opened = moment.past.opened(number).is_some_and(|opened| opened <= then);
        Line { id: account.id, name: account.name.to_string(), currency: account.currency, opened, clocks }
    });
    Some(Shown { day, then: then.get(), over, accounts: accounts.collect() })
}

fn table(shown: Shown) -> impl IntoView {
    let Shown { day, then, over, accounts } = shown;
    let row = move |Line { id, name, currency, opened, clocks }: Line| {
        let difference = clocks.valued - clocks.recorded;
        // Nothing is a figure, too, of an account that was there.
        let recorded = opened.then(|| {
            let figure = Figure::total(clocks.recorded, currency, Style::Plain);
            let asked = Asked::now(name.clone(), Scope::balance(id, currency));
            why_then(figure, &Asked { position: Some(then), ..asked })
        });
        let known = Scope { until: Some(day), ..Scope::balance(id, currency) };
        let valued = (opened || clocks.valued != 0)
            .then(|| why(Figure::total(clocks.valued, currency, Style::Plain), name.clone(), known.clone()));
        // What was recorded by then for a later day is no part of what was recorded since: its events are named.
        let since = Sequence::new(then).filter(|_| clocks.early.is_empty());
        let apart = (difference != 0).then(|| {
            let figure = Figure::total(difference, currency, Style::Signed);
            match since {
                Some(_) => why(figure, name.clone(), Scope { since, ..known.clone() }).into_any(),
                None => figure.view().into_any(),
            }
        });
        let early = (!clocks.early.is_empty()).then(|| {
            let events = clocks.early.iter().map(|part| part.sequence);
            let key = if clocks.early.len() == 1 { "day.early-one" } else { "day.early" };
            view! { <p class="num">{word(key)} " " {piece::still(piece::events(events))}</p> }
        });
        let late = (!clocks.late.is_empty()).then(|| late_view(&clocks.late, day, currency));
        let because = (late.is_some() || early.is_some())
            .then(|| view! { <tr class="because"><td colspan="5">{late} {early}</td></tr> });
        view! {
            <tr>
                <th scope="row">{piece::still(vec![Piece::Account(id, name.clone())])}</th>
                <td class="wide-only col-currency"><small>{currency.code()}</small></td>
                <td class="r">{recorded}</td>
                <td class="r">{valued}</td>
                <td class="r">{apart}</td>
            </tr>
            {because}
        }
    };
    let day_word = format::day(day);
    let then_key = match (then, over) {
        (0, _) => "day.before",
        (_, true) => "day.then",
        (_, false) => "day.later",
    };
    let then_word = say(then_key, &[("day", &day_word), ("event", &format::count(then))]);
    view! {
        <p class="result num">{then_word}</p>
        <div class="card table-card scrolls" tabindex="0" role="region" aria-label=word("report.day")>
            <table class="num report wraps" aria-label=word("report.day")>
                <thead>
                    <tr>
                        <th scope="col">{word("column.account")}</th>
                        <th scope="col" class="wide-only col-currency">{word("field.currency")}</th>
                        <th scope="col" class="r">{word("day.recorded")}</th>
                        <th scope="col" class="r">{word("day.known")}</th>
                        <th scope="col" class="r">{word("column.difference")}</th>
                    </tr>
                </thead>
                <tbody>{accounts.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
