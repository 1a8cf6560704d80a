//! "Why this number?" of the what-if: what the book holds, each event that is different there, and the proof that they add up.

use super::explanation::{FEW, amount_and_running, month_head, more, parts_head};
use super::panel::Panel;
use crate::app::asked::{Asked, WhatIfFigure};
use crate::app::state::App;
use crate::app::what_if::Look;
use crate::event_sourcing::{Sequence, Source, What};
use crate::ledger::Currency;
use crate::reports::{Deviation, Held, MonthOfDeviations, deviations, deviations_by_month, happened};
use crate::ui::figure::Figure;
use crate::ui::format::{self, Style};
use crate::ui::moment_link::moment_link;
use crate::ui::piece::{self, Piece};
use crate::ui::why::{self, why_then};
use crate::wording::{say, word};
use leptos::prelude::*;

/// What a figure of the what-if is made of.
#[derive(Clone, PartialEq, Default)]
struct Made {
    /// What the book holds, in minor units; `None` where it knows no such account.
    really: Option<i128>,
    /// What is different, in order.
    parts: Vec<Deviation>,
    months: Vec<MonthOfDeviations>,
}

/// One event that is different, as text.
#[derive(Clone, PartialEq)]
struct PartLine {
    kind: &'static str,
    sentence: Vec<Piece>,
    /// Its number, where the book has it.
    event: Option<u64>,
    place: u64,
    amount: Figure,
    running: Figure,
}

/// Why would it be this?
#[component]
pub(super) fn WhyWouldItBe(
    /// The figure asked about.
    asked: Asked,
    /// Which figure of the what-if it is.
    figure: WhatIfFigure,
    /// What is shown for it, in minor units, where it was pressed.
    shown: Option<i128>,
) -> impl IntoView {
    let app = App::get();
    let position = asked.position.unwrap_or_else(|| app.session.position_untracked());
    let position = position.min(app.session.count_untracked());
    let currency = asked.scope.currency;
    let when = say("what-if.why-at", &[("event", &format::count(position))]);
    let held = match asked.scope.account {
        Some(account) => Held::Account(account, currency),
        None => Held::Total(currency),
    };
    let of = match figure {
        WhatIfFigure::Otherwise => asked.of.clone(),
        WhatIfFigure::Apart => format!("{}, {}", asked.of, word("column.difference")),
    };
    let asked = StoredValue::new(asked);
    let made = Memo::new(move |_| app.what_if.look(|it| made(&it, held, position)).flatten());
    let begins = move |made: &Made| match figure {
        WhatIfFigure::Otherwise => made.really,
        WhatIfFigure::Apart => None,
    };
    let sum = move |made: &Made| {
        begins(made).unwrap_or_default() + made.parts.iter().map(|it| it.units).sum::<i128>()
    };
    let total = Signal::derive(move || {
        let shown = shown.or_else(|| made.read().as_ref().map(sum))?;
        Some(Figure::total(shown, currency, Style::Currency))
    });
    let verdict = move || match made.get() {
        None => view! { <p role="alert">{word("what-if.ended")}</p> }.into_any(),
        Some(made) => {
            let found = sum(&made);
            if shown.is_none_or(|shown| shown == found) {
                let key = match (figure, made.parts.len()) {
                    (_, 0) => "what-if.why-same",
                    (WhatIfFigure::Otherwise, 1) => "what-if.why-sum-one",
                    (WhatIfFigure::Otherwise, _) => "what-if.why-sum",
                    (WhatIfFigure::Apart, 1) => "what-if.why-apart-one",
                    (WhatIfFigure::Apart, _) => "what-if.why-apart",
                };
                let count = format::count(made.parts.len() as u64);
                view! { <p class="good">"✓ " {say(key, &[("count", &count)])}</p> }.into_any()
            } else {
                let found = Figure::total(found, currency, Style::Currency).text;
                view! { <p role="alert">{say("what-if.why-differs", &[("found", &found)])}</p> }.into_any()
            }
        }
    };
    let of_book = move || {
        let units = made.read().as_ref().and_then(begins)?;
        let question = Asked { position: Some(position), what_if: None, ..asked.get_value() };
        Some(view! {
            <tr>
                <th scope="row" colspan="2">{word("what-if.column-really")}</th>
                <td class="r">{why_then(Figure::total(units, currency, Style::Plain), &question)}</td>
                <td class="wide-only"></td>
                <td></td>
            </tr>
        })
    };
    let months = move || {
        let made = made.read();
        let made = made.as_ref()?;
        let (before, few) = (begins(made).unwrap_or_default(), made.parts.len() as u64 <= FEW);
        let parts =
            |month: &MonthOfDeviations| made.parts.get(month.parts.clone()).unwrap_or_default().to_vec();
        let group = |month: &MonthOfDeviations| {
            view! { <MonthOfParts month=month.clone() parts=parts(month) before=before currency=currency few=few /> }
        };
        Some(made.months.iter().map(group).collect_view())
    };
    let nothing = move || made.read().is_none();
    let different = move || made.read().as_ref().is_some_and(|made| !made.parts.is_empty());
    view! {
        <Panel title=word("gesture.explain") figure=total>
            <p class="explain"><bdi>{of}</bdi> " · " {when}</p>
            {verdict}
            <p class="explain" hidden=nothing>
                {move || different().then(|| format!("{} ", word("what-if.why-not-recorded")))}
                {word("why.by-recording")}
            </p>
            <table class="num parts" hidden=nothing aria-label=word("what-if.why-parts")
                on:click=move |event| why::pressed(app, &event)>
                {parts_head()}
                <tbody>{of_book}</tbody>
                {months}
            </table>
        </Panel>
    }
}

/// The differences of one month: closed at first, unless there are few in all.
#[component]
fn MonthOfParts(
    month: MonthOfDeviations,
    parts: Vec<Deviation>,
    /// What the figure begins with.
    before: i128,
    currency: Currency,
    few: bool,
) -> impl IntoView {
    let app = App::get();
    let count = parts.len() as u64;
    let shown = RwSignal::new(if few { count } else { 0 });
    let head = (!few).then(|| {
        let key = if count == 1 { "what-if.why-month-one" } else { "what-if.why-month" };
        let differences = say(key, &[("count", &format::count(count))]);
        let figures = [
            Figure::total(month.units, currency, Style::Signed),
            Figure::total(before + month.running, currency, Style::Plain),
        ];
        month_head(month.month, (count, differences), figures, shown)
    });
    let before = before + month.running - month.units;
    let lines = Memo::new(move |_| {
        let shown = usize::try_from(shown.get()).unwrap_or(usize::MAX).min(parts.len());
        let parts = parts.get(..shown).unwrap_or_default();
        app.what_if.look(|it| lines_of(&it, parts, before, currency)).unwrap_or_default()
    });
    view! {
        <tbody>
            {head}
            {move || lines.get().into_iter().map(|line| row(app, line)).collect_view()}
            {more(count, shown)}
        </tbody>
    }
}

fn row(app: App, line: PartLine) -> impl IntoView {
    view! {
        <tr class="part">
            <td>{line.event.map(|event| piece::still(vec![Piece::Event(event)]))}</td>
            <td class="in-full">
                <span class="pill what-if">{word(line.kind)}</span> " "
                {piece::still(line.sentence)}
            </td>
            {amount_and_running(line.amount, line.running)}
            <td class="r">{moment_link(app, line.place)}</td>
        </tr>
    }
}

fn made(it: &Look<'_>, held: Held, position: u64) -> Option<Made> {
    let at = Sequence::new(position)?;
    let ledger = it.book.ledger_at(at).ok()?;
    let really = match held {
        Held::Account(id, _) => {
            let own = ledger.accounts().iter().find(|account| account.id == id);
            own.map(|account| i128::from(account.balance.get()))
        }
        Held::Total(currency) => {
            let own = ledger.accounts().iter().filter(|account| account.currency == currency);
            Some(own.map(|account| i128::from(account.balance.get())).sum())
        }
    };
    let parts = deviations(it.names(), it.book.ledger(), held, at);
    Some(Made { really, months: deviations_by_month(&parts, it.book.past().times()), parts })
}

fn lines_of(it: &Look<'_>, parts: &[Deviation], before: i128, currency: Currency) -> Vec<PartLine> {
    let names = it.names();
    let running = parts.iter().scan(before, |running, part| {
        *running += part.units;
        Some(*running)
    });
    let line = |(part, running): (&Deviation, i128)| {
        let (kind, event) = match part.source {
            Source::Own(number) => {
                let own = it.branch.own().get(number);
                let instead = own.is_some_and(|own| {
                    let changes = it.branch.changes().iter();
                    changes
                        .filter(|it| it.id == own.command_id)
                        .any(|it| matches!(it.what, What::Instead(..)))
                });
                let kind = if instead { "what-if.instead" } else { "what-if.made" };
                (kind, own.map(|own| names.own(&own.data)))
            }
            Source::Real(real) => {
                let refused = it.branch.refused();
                let at = refused.partition_point(|other| other.last < real);
                let is_refused = refused.get(at).is_some_and(|other| other.first <= real);
                let kind = match it.branch.course().of_real(real) {
                    Some(_) => "what-if.instead",
                    None if is_refused => "what-if.refused",
                    None => "what-if.left-out",
                };
                (kind, it.book.log().event(real).map(|event| happened(&names, &event.data)))
            }
        };
        PartLine {
            kind,
            sentence: event.as_ref().map(piece::pieces).unwrap_or_default(),
            event: match part.source {
                Source::Real(real) => Some(real.get()),
                Source::Own(_) => None,
            },
            place: part.place.get(),
            amount: Figure::total(part.units, currency, Style::Signed),
            running: Figure::total(running, currency, Style::Plain),
        }
    };
    parts.iter().zip(running).map(line).collect()
}
