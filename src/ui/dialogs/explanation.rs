//! "Why this number?": the events that make a figure up, in order, and the proof that they add up to it.

use super::panel::Panel;
use crate::app::asked::{Asked, Reading, Side};
use crate::app::state::App;
use crate::event_sourcing::Sequence;
use crate::ledger::{Currency, ValueDate};
use crate::record::LedgerCodec;
use crate::reports::{
    Contribution, Explanation, Moment, Month, MonthOfContributions, Multiple, Scope, TrialAccount, TrialRow,
    contributions, explain, rows, trial_balance, two_clocks, was_over,
};
use crate::ui::figure::Figure;
use crate::ui::format::{self, Style};
use crate::ui::moment_link::moment_link;
use crate::ui::piece::{self, Piece};
use crate::ui::reports::{asked as asked_line, described};
use crate::ui::why::{self, why_then};
use crate::wording::{say, word};
use leptos::prelude::*;

/// So many events are shown at once, without their months.
pub(super) const FEW: u64 = 60;
/// So many events of a month are shown at a time.
const CHUNK: u64 = 200;

/// What is asked: a figure of one moment, and what is shown for it where it was pressed.
struct Question {
    scope: Scope,
    position: u64,
    reading: Reading,
    /// By which clock it counts: a key of the wording.
    clock: &'static str,
    shown: Option<i128>,
}

impl Question {
    /// What is shown; where it was not pressed, what is to be shown where the events are these.
    fn figure(&self, explained: Option<&Explanation>) -> Option<Figure> {
        let (reading, currency) = (self.reading, self.scope.currency);
        let shown = self.shown.or_else(|| explained.map(|explained| reading.of(explained)))?;
        Some(match reading {
            Reading::Count => Figure::entries(u64::try_from(shown).unwrap_or_default()),
            // What they add up to, whichever way round it stands in the report.
            Reading::Turned => Figure::total(-shown, currency, Style::Currency),
            Reading::Sum | Reading::Times(_) => Figure::total(shown, currency, Style::Currency),
        })
    }
}

/// Why this number?
#[component]
pub(super) fn WhyThisNumber(
    /// The figure asked about.
    asked: Asked,
    /// What is shown for it, in minor units, where it was pressed.
    shown: Option<i128>,
) -> impl IntoView {
    let app = App::get();
    let position = asked.position.unwrap_or_else(|| app.session.position_untracked());
    let position = position.min(app.session.count_untracked());
    let at = if app.session.is_in_branch_untracked() { "why.at-branch" } else { "why.at" };
    let when = say(at, &[("event", &format::count(position))]);
    if let Some(side) = asked.side {
        return lines_of(app, (asked.of, when), asked.scope.currency, (side, position, shown)).into_any();
    }
    let clock = clock(&asked);
    let whose = account_unsaid(app, &asked, position);
    let of = asked.of;
    let between = asked.scope.since.map(|since| {
        let key = if asked.scope.needs_files() { "why.since" } else { "why.since-plain" };
        say(key, &[("since", &format::count(since.get())), ("event", &format::count(position))])
    });
    let asked =
        StoredValue::new(Question { scope: asked.scope, position, reading: asked.reading, clock, shown });
    let explained = Memo::new(move |_| asked.with_value(|asked| look(app, asked)));
    let shown = Signal::derive(move || asked.with_value(|asked| asked.figure(explained.read().as_ref())));
    let body = move || match explained.get() {
        None => {
            let (done, all) = app.read_models().progress();
            view! { <progress aria-label=word("reports.making") value=done max=all></progress> }.into_any()
        }
        Some(explained) => view! {
            <Sum explained=explained.clone() asked=asked />
            {clocks(app, asked)}
            <Parts explained=explained asked=asked />
        }
        .into_any(),
    };
    view! {
        <Panel title=word("gesture.explain") figure=shown>
            <p class="explain"><bdi>{of}</bdi> {whose} " · " {when}</p>
            {between.map(|between| view! { <p class="explain">{between}</p> })}
            {body}
        </Panel>
    }
    .into_any()
}

/// The account that a figure is of, where its name does not say so: a name comes with the question, and that from a link.
fn account_unsaid(app: App, asked: &Asked, position: u64) -> Option<AnyView> {
    let id = asked.scope.account?;
    let own = |moment: &Moment<'_, LedgerCodec>| {
        let account = moment.ledger.accounts().iter().find(|account| account.id == id)?;
        Some(account.name.to_string())
    };
    let name = untrack(|| app.moment_at(position, own)).flatten().filter(|name| !asked.of.contains(name))?;
    Some(view! { " · " <bdi>{name}</bdi> }.into_any())
}

/// One side of a trial balance: its lines, each of which can be asked in turn.
fn lines_of(
    app: App,
    (of, when): (String, String),
    currency: Currency,
    (side, position, shown): (Side, u64, Option<i128>),
) -> impl IntoView {
    let lines = Memo::new(move |_| {
        let made =
            |files: &crate::reports::Files| app.moment_at(position, |moment| trial_balance(moment, files));
        let balances = app.read_models().files(made).flatten()?;
        let own = balances.into_iter().find(|balance| balance.currency == currency)?;
        Some(own.rows.into_iter().filter(|row| side.share(row.units) != 0).collect::<Vec<_>>())
    });
    let sum = move |lines: &[TrialRow]| lines.iter().map(|line| side.share(line.units)).sum::<i128>();
    let figure = Signal::derive(move || {
        let shown = shown.or_else(|| lines.read().as_deref().map(sum))?;
        Some(Figure::total(shown, currency, Style::Currency))
    });
    let row = move |row: TrialRow| {
        let own = matches!(row.account, TrialAccount::Own { .. });
        let (name, kind, scope) = described(currency, row.account);
        let asked = asked_line(&name, kind, scope, row.units, own);
        let figure = Figure::total(side.share(row.units), currency, Style::Plain);
        view! {
            <tr>
                <th scope="row"><bdi>{name}</bdi> " " <small>{word(kind)}</small></th>
                <td class="r">{why_then(figure, &Asked { position: Some(position), ..asked })}</td>
            </tr>
        }
    };
    let body = move || match lines.get() {
        None => {
            let (done, all) = app.read_models().progress();
            view! { <progress aria-label=word("reports.making") value=done max=all></progress> }.into_any()
        }
        Some(lines) => {
            let sum = sum(&lines);
            let count = format::count(lines.len() as u64);
            let verdict = if shown.is_none_or(|shown| shown == sum) {
                let key = if lines.len() == 1 { "why.lines-one" } else { "why.lines-sum" };
                view! { <p class="good">"✓ " {say(key, &[("count", &count)])}</p> }.into_any()
            } else {
                let found = Figure::total(sum, currency, Style::Currency).text;
                view! { <p role="alert">{say("why.differs", &[("found", &found)])}</p> }.into_any()
            };
            view! {
                {verdict}
                <p class="explain">{word("why.by-recording")}</p>
                <table class="num parts" aria-label=word("why.lines")>
                    <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
                </table>
            }
            .into_any()
        }
    };
    view! {
        <Panel title=word("gesture.explain") figure=figure>
            <p class="explain"><bdi>{of}</bdi> " · " {when}</p>
            <div on:click=move |event| why::pressed(app, &event)>{body}</div>
        </Panel>
    }
}

fn look(app: App, asked: &Question) -> Option<Explanation> {
    with_files(app, asked, |moment, files| explain(moment, files, &asked.scope))
}

/// Looks at the moment asked about, with what entries are filed under where the figure needs that.
fn with_files<R>(
    app: App,
    asked: &Question,
    look: impl FnOnce(&Moment<'_, LedgerCodec>, Option<&crate::reports::Files>) -> R,
) -> Option<R> {
    if asked.scope.needs_files() {
        let within =
            |files: &crate::reports::Files| app.moment_at(asked.position, |moment| look(moment, Some(files)));
        return app.read_models().files(within).flatten();
    }
    app.moment_at(asked.position, |moment| look(moment, None))
}

/// That the parts add up to the figure; loud where they don't.
#[component]
fn Sum(explained: Explanation, asked: StoredValue<Question>) -> impl IntoView {
    let (reading, shown, currency, clock) =
        asked.with_value(|it| (it.reading, it.shown, it.scope.currency, it.clock));
    let money = |units| Figure::total(units, currency, Style::Currency).text;
    let found = reading.of(&explained);
    let turned = (reading == Reading::Turned).then(|| {
        let shown = money(shown.unwrap_or(found));
        let key =
            if asked.with_value(|it| it.scope.account.is_some()) { "why.turned-own" } else { "why.turned" };
        view! { <p class="explain">{say(key, &[("shown", &shown)])}</p> }
    });
    let sum = if shown.is_none_or(|shown| shown == found) {
        view! { <p class="good">"✓ " {verdict(reading, &explained, money)}</p> }.into_any()
    } else {
        let (key, found) = match reading {
            Reading::Count => ("why.differs-count", Figure::entries(explained.count).text),
            Reading::Turned => ("why.differs", money(explained.units)),
            _ => ("why.differs", money(found)),
        };
        view! { <p role="alert">{say(key, &[("found", &found)])}</p> }.into_any()
    };
    view! { {turned} {sum} <p class="explain">{word(clock)}</p> }
}

/// How the figure follows from its events.
fn verdict(reading: Reading, explained: &Explanation, money: impl Fn(i128) -> String) -> String {
    let one = explained.count == 1;
    let count = format::count(explained.count);
    match reading {
        Reading::Sum | Reading::Turned | Reading::Count if explained.count == 0 => {
            word("why.nothing").to_owned()
        }
        Reading::Sum | Reading::Turned => say(if one { "why.one" } else { "why.sum" }, &[("count", &count)]),
        Reading::Count => say(if one { "why.counts-one" } else { "why.counts" }, &[("count", &count)]),
        Reading::Times(Multiple { times, months }) => {
            let (sum, times) = (money(explained.units), times.figure().to_string());
            let figures = [("sum", &*sum), ("times", &*times)];
            let Some(months) = months else { return say("why.times", &figures) };
            let months = u64::from(months.get());
            let key = if months == 1 { "why.times-month" } else { "why.times-mean" };
            say(key, &[&figures[..], &[("months", &format::count(months))]].concat())
        }
    }
}

/// By which clock such a figure is counted.
fn clock(asked: &Asked) -> &'static str {
    if asked.scope.is_by_value_date() {
        "why.by-value-date"
    } else if asked.dated {
        "why.every-day"
    } else {
        "why.by-recording"
    }
}

/// What was recorded after the day that an account's balance by value date is of. A balance within that day is not the day's.
fn clocks(app: App, asked: StoredValue<Question>) -> Option<impl IntoView> {
    let (scope, position) = asked.with_value(|asked| (asked.scope.clone(), asked.position));
    let (Some(account), Some(day), None, None, false) =
        (scope.account, scope.until, scope.from, scope.up_to, scope.needs_files())
    else {
        return None;
    };
    let now = app.session.now();
    let late = app.moment_at(position, |moment| {
        let end = format::end_of_day(day)?;
        let (number, _) = moment.account(account)?;
        // Of a day that is not over, nothing can have been recorded after it.
        was_over(moment, end, now)
            .then(|| two_clocks(moment, number, day, moment.past.times().position_at(end)))
    })??;
    Some(late_view(&late.late, day, scope.currency))
}

/// "This balance changed afterwards because of events …".
pub(in crate::ui) fn late_view(
    late: &[Contribution],
    day: ValueDate,
    currency: Currency,
) -> impl IntoView + use<> {
    let day = format::day(day);
    let Some(last) = late.last() else {
        return view! { <p class="explain">{say("clocks.unchanged", &[("day", &day)])}</p> }.into_any();
    };
    let change = Figure::total(last.running, currency, Style::SignedCurrency);
    let key = match (last.running, late.len()) {
        (0, _) => "clocks.cancelled",
        (_, 1) => "clocks.changed-one",
        _ => "clocks.changed",
    };
    let mut because = vec![Piece::words(format!("{} ", say(key, &[("day", &day)])))];
    because.extend(piece::events(late.iter().map(|part| part.sequence)));
    if last.running != 0 {
        because.extend([Piece::words(": "), Piece::Money(change)]);
    }
    view! { <p class="num">{piece::still(because)}</p> }.into_any()
}

/// The events in order; by month where there are many.
#[component]
fn Parts(explained: Explanation, asked: StoredValue<Question>) -> impl IntoView {
    if explained.count == 0 {
        // Elsewhere that is said already.
        let times = asked.with_value(|asked| matches!(asked.reading, Reading::Times(_)));
        return times.then(|| view! { <p class="empty">{word("why.nothing")}</p> }).into_any();
    }
    let few = explained.count <= FEW;
    let months = explained.months.into_iter();
    view! {
        {(!few).then(|| view! { <p class="explain">{word("why.grouped")}</p> })}
        <table class="num parts" aria-label=word("why.parts")>
            {parts_head()}
            {months.map(|month| view! { <MonthOfParts month=month asked=asked few=few /> }).collect_view()}
        </table>
    }
    .into_any()
}

/// The head of the table of what makes a figure up: of the book, and of a what-if.
pub(super) fn parts_head() -> impl IntoView {
    view! {
        <thead>
            <tr>
                <th scope="col" class="col-number">{word("column.number")}</th>
                <th scope="col">{word("column.what")}</th>
                <th scope="col" class="col-money r">
                    {word("column.amount")} <small class="narrow-only">{word("why.running")}</small>
                </th>
                <th scope="col" class="col-money r wide-only">{word("why.running")}</th>
                <th scope="col" class="col-moment">
                    <span class="visually-hidden">{word("why.moment")}</span>
                </th>
            </tr>
        </thead>
    }
}

/// One event's share, as text.
#[derive(Clone, PartialEq)]
struct PartLine {
    sequence: u64,
    date: Option<String>,
    /// Which accounts it moved, where the figure is not one account's.
    accounts: Option<String>,
    title: Vec<Piece>,
    amount: Figure,
    running: Figure,
}

/// The events recorded in one month: closed at first, unless there are few in all.
#[component]
fn MonthOfParts(month: MonthOfContributions, asked: StoredValue<Question>, few: bool) -> impl IntoView {
    let app = App::get();
    let shown = RwSignal::new(if few { month.count } else { 0 });
    let lines = Memo::new(move |_| {
        let shown = usize::try_from(shown.get()).unwrap_or(usize::MAX);
        let read = |asked: &Question| {
            let read = |moment: &Moment<'_, LedgerCodec>, files: Option<&_>| {
                let before = month.running - month.units;
                let mut parts = contributions(moment, files, &asked.scope, (month.first, month.last), before);
                parts.truncate(shown);
                part_lines(moment, &parts, &asked.scope)
            };
            if shown == 0 { Vec::new() } else { with_files(app, asked, read).unwrap_or_default() }
        };
        asked.with_value(read)
    });
    let currency = asked.with_value(|asked| asked.scope.currency);
    let head = (!few).then(|| {
        let figures = [
            Figure::total(month.units, currency, Style::Signed),
            Figure::total(month.running, currency, Style::Plain),
        ];
        month_head(month.month, (month.count, Figure::entries(month.count).text), figures, shown)
    });
    let row = move |line: PartLine| {
        let sequence = line.sequence;
        view! {
            <tr class="part">
                <td>{piece::still(vec![Piece::Event(sequence)])}</td>
                <td class="in-full">
                    {piece::still(line.title)}
                    <small class="second">
                        {line.date} {line.accounts.map(|names| view! { " · " <bdi>{names}</bdi> })}
                    </small>
                </td>
                {amount_and_running(line.amount, line.running)}
                <td class="r">{moment_link(app, sequence)}</td>
            </tr>
        }
    };
    view! {
        <tbody>
            {head}
            <For each=move || lines.get() key=|line| line.sequence let(line)>{row(line)}</For>
            {more(month.count, shown)}
        </tbody>
    }
}

/// The line of a month, with what it adds up to and the figure after it; it opens and closes its events, of which `shown` are.
pub(super) fn month_head(
    month: Month,
    (count, events): (u64, String),
    [units, running]: [Figure; 2],
    shown: RwSignal<u64>,
) -> impl IntoView {
    let open = move || shown.get() > 0;
    let toggle = move |_| shown.update(|shown| *shown = if *shown > 0 { 0 } else { count.min(CHUNK) });
    view! {
        <tr class="month">
            <th scope="rowgroup" colspan="2">
                <button type="button" class="link" aria-expanded=move || open().to_string() on:click=toggle>
                    <span aria-hidden="true">{move || if open() { "▾ " } else { "▸ " }}</span>
                    {format::month(month.year(), month.month())}
                </button>
                <small>{events}</small>
            </th>
            {amount_and_running(units, running)}
            <td></td>
        </tr>
    }
}

/// The cells of an amount and of the figure after it; a narrow screen has the one below the other.
pub(super) fn amount_and_running(amount: Figure, running: Figure) -> impl IntoView {
    let below = running.clone();
    view! {
        <td class="r">{amount.view()} <small class="narrow-only">{below.view()}</small></td>
        <td class="r wide-only">{running.view()}</td>
    }
}

/// The line that shows more of `count` events, where some are shown and not all.
pub(super) fn more(count: u64, shown: RwSignal<u64>) -> impl IntoView {
    move || {
        let left = count - shown.get().min(count);
        (0 < left && left < count).then(|| {
            view! {
                <tr>
                    <td colspan="5">
                        <button type="button" class="link"
                            on:click=move |_| shown.update(|shown| *shown += CHUNK)>
                            {say("why.more", &[("count", &format::count(left))])}
                        </button>
                    </td>
                </tr>
            }
        })
    }
}

fn part_lines(moment: &Moment<'_, LedgerCodec>, parts: &[Contribution], scope: &Scope) -> Vec<PartLine> {
    let currency = scope.currency;
    let accounts = |row: &crate::reports::Row| {
        let names: Vec<_> = row.shares.iter().map(|share| share.name.to_string()).collect();
        names.join(" → ")
    };
    let shown: Vec<Sequence> = parts.iter().map(|part| part.sequence).collect();
    let rows = rows(moment, shown).unwrap_or_default();
    let line = |(part, row): (&Contribution, crate::reports::Row)| PartLine {
        sequence: part.sequence.get(),
        date: row.date.map(format::day),
        accounts: scope.account.is_none().then(|| accounts(&row)),
        title: piece::pieces(&row.title),
        amount: Figure::total(part.units, currency, Style::Signed),
        running: Figure::total(part.running, currency, Style::Plain),
    };
    parts.iter().zip(rows).map(line).collect()
}
