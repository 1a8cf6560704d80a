//! The dialogs that close a period and reopen one.

use super::fields::{DateField, NoteField};
use super::filled::Filled;
use super::question::{Question, send};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::ledger::{Command, Period, ValueDate};
use crate::ui::periods_panel::named;
use crate::wording::{say, word};
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;

/// Close period.
#[component]
pub(super) fn ClosePeriod() -> impl IntoView {
    let app = App::get();
    let (from, to) = offered(app);
    let ask = move |filled: &Filled| {
        let (from, to) = (filled.date("from")?, filled.date("to")?);
        let period = Period::new(from, to).map_err(|_| word("filter.upside-down").to_owned())?;
        let command = Command::ClosePeriod { period };
        Ok(send(app, command, "done.close-period"))
    };
    view! {
        <Question title=Gesture::ClosePeriod.title() ask=ask>
            <p class="explain">{word("close-period.explain")}</p>
            <div class="pair">
                <DateField label="field.first-day" id="from" value=from />
                <DateField label="field.last-day" id="to" value=to />
            </div>
        </Question>
    }
}

/// Reopen period.
#[component]
pub(super) fn ReopenPeriod(
    /// Which.
    period: Period,
) -> impl IntoView {
    let app = App::get();
    let ask = move |filled: &Filled| {
        let command = Command::ReopenPeriod { period, reason: filled.reason()? };
        Ok(send(app, command, "done.reopen-period"))
    };
    view! {
        <Question title=Gesture::ReopenPeriod(period).title() ask=ask>
            <p class="explain">{say("reopen-period.explain", &[("period", &named(period))])}</p>
            <NoteField label="field.reason" id="reason" />
        </Question>
    }
}

/// The days to begin with: from where the last closed period ends, or else from last year's first day, to the end of that
/// year.
fn offered(app: App) -> (ValueDate, ValueDate) {
    let today = app.session.today();
    let last =
        untrack(|| app.moment(|moment| moment.ledger.closed_periods().as_slice().last().copied())).flatten();
    let follows = last.and_then(|period| ValueDate::from_days(period.to().days() + 1));
    let year = |day: ValueDate, back| day.day().year() - back;
    let of = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    let valid = |day: Option<NaiveDate>| day.and_then(|day| ValueDate::new(day).ok());
    let from = follows.or_else(|| valid(of(year(today, 1), 1, 1))).unwrap_or(today);
    (from, valid(of(year(from, 0), 12, 31)).unwrap_or(from))
}
