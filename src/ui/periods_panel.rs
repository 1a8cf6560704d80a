//! The closed periods of the book, and the buttons that close one more and reopen each.

use super::format;
use super::gesture_button::GestureButton;
use crate::app::address::{Address, Page};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::event_sourcing::Sequence;
use crate::ledger::{Event, Period};
use crate::wording::{say, word};
use leptos::prelude::*;

/// The panel "Closed periods".
#[component]
pub(super) fn PeriodsPanel() -> impl IntoView {
    let app = App::get();
    let periods = Memo::new(move |_| {
        app.moment(|moment| moment.ledger.closed_periods().as_slice().to_vec()).unwrap_or_default()
    });
    let rows = move || {
        periods.get().into_iter().map(|period| view! { <Row period=period /> }.into_any()).collect_view()
    };
    view! {
        <section class="card panel">
            <h2 id="periods">{word("periods.title")}</h2>
            <p>{word("periods.explain")}</p>
            <p class="explain" hidden=move || !periods.read().is_empty()>{word("periods.none")}</p>
            <ul class="periods" aria-labelledby="periods" hidden=move || periods.read().is_empty()>{rows}</ul>
            <div class="buttons"><GestureButton gesture=Gesture::ClosePeriod /></div>
        </section>
    }
}

#[component]
fn Row(period: Period) -> impl IntoView {
    let app = App::get();
    let gesture = Gesture::ReopenPeriod(period);
    let asked = gesture.clone();
    let label = format!("{} {}", gesture.title(), named(period));
    let by = untrack(|| closed_by(app, period)).map(|event| {
        let audit = Address { event: Some(event), ..Address::of(Page::Audit, None) };
        let text = say("periods.by", &[("event", &format::count(event))]);
        view! { <a href=audit.to_string()>{text}</a> }
    });
    view! {
        <li>
            <span>{named(period)}</span>
            {by}
            <button type="button" aria-label=label disabled=move || !app.offers(&asked)
                on:click=move |_| app.perform(gesture.clone())>
                {word("gesture.reopen-period")}
            </button>
        </li>
    }
}

/// A period as people read it.
pub(super) fn named(period: Period) -> String {
    say("periods.named", &[("from", &format::day(period.from())), ("to", &format::day(period.to()))])
}

/// The event that closed it last, of those up to the moment shown.
fn closed_by(app: App, period: Period) -> Option<u64> {
    let find = |past: &crate::ledger::Entries, position| {
        let mut turns = past.turns(Sequence::START, position).iter().rev();
        turns.find(|turn| turn.data == Event::PeriodClosed { period }).map(|turn| turn.sequence.get())
    };
    app.moment(|moment| find(moment.past, moment.position)).flatten()
}
