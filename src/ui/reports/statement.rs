//! An account statement for a period, to be read, kept or printed.

use super::Stood;
use super::cash_flow::days_of;
use super::controls::{AccountField, Period, upside_down};
use crate::app::state::App;
use crate::event_sourcing::Sequence;
use crate::ledger::{AccountId, Currency, ValueDate};
use crate::record::LedgerCodec;
use crate::reports::{Moment, Month, Scope, Statement, rows, statement};
use crate::ui::book_switcher::shown_name;
use crate::ui::figure::Figure;
use crate::ui::format::{self, Style};
use crate::ui::piece::{self, Piece};
use crate::ui::why::why;
use crate::wording::{say, word};
use leptos::prelude::*;

/// So many entries are shown; whoever has more chooses a shorter period.
const MOST: usize = 2000;

/// A statement, as text.
#[derive(Clone, PartialEq)]
struct Shown {
    account: AccountId,
    name: String,
    book: String,
    days: (ValueDate, ValueDate),
    statement: Statement,
    lines: Vec<ShownLine>,
    stood: Stood,
}

#[derive(Clone, PartialEq)]
struct ShownLine {
    sequence: u64,
    day: Option<ValueDate>,
    title: Vec<Piece>,
    counterparty: Option<String>,
    change: Figure,
    class: &'static str,
    balance: Figure,
}

/// The report "Account statement".
#[component]
pub(super) fn AccountStatement(at: Signal<u64>) -> impl IntoView {
    let app = App::get();
    let account = Memo::new(move |_| {
        let wanted = app.address.read().filter.account;
        let first = |moment: &Moment<'_, LedgerCodec>| {
            let known = wanted.filter(|id| moment.account(*id).is_some());
            known.or_else(|| moment.ledger.accounts().first().map(|account| account.id))
        };
        app.moment_at(at.get(), first).flatten()
    });
    // Where nothing is asked for, the month of the moment shown.
    let days = Memo::new(move |_| {
        let month = app.moment_at(at.get(), |moment| moment.recorded_at().map(Month::at)).flatten();
        let (first, last) = month.map(days_of).unwrap_or_default();
        let address = app.address.read();
        (address.filter.from.or(first), address.filter.to.or(last))
    });
    let shown = Memo::new(move |_| {
        let (account, (Some(from), Some(until))) = (account.get()?, days.get()) else { return None };
        let shown = app.moment_at(at.get(), |moment| look(moment, account, (from, until))).flatten()?;
        Some(Shown { book: shown_name(app, shown.book.clone()), ..shown })
    });
    let body = move || match shown.get() {
        _ if upside_down(days.get()) => ().into_any(),
        None => view! { <p class="empty">{word("account.none-yet")}</p> }.into_any(),
        Some(shown) => sheet(shown).into_any(),
    };
    let print = move |_| {
        let _ = window().print();
    };
    view! {
        <p class="explain no-print">{word("statement.explain")}</p>
        <div class="filters no-print">
            <AccountField at=at chosen=account />
            <Period days=days />
            <button type="button" on:click=print>{word("statement.print")}</button>
        </div>
        {body}
    }
}

fn look(moment: &Moment<'_, LedgerCodec>, account: AccountId, days: (ValueDate, ValueDate)) -> Option<Shown> {
    let mut made = statement(moment, account, days)?;
    let (_, it) = moment.account(account)?;
    let all = made.lines.len();
    let first = all.saturating_sub(MOST);
    let lines = made.lines.split_off(first);
    let found = rows(moment, lines.iter().map(|line| line.sequence)).ok()?;
    let line = |(line, row): (&crate::reports::StatementLine, crate::reports::Row)| ShownLine {
        sequence: line.sequence.get(),
        day: ValueDate::from_days(line.day),
        title: piece::pieces(&row.title),
        // Where nothing was noted, the counterparty is the title already.
        counterparty: row.labels.note.and(row.labels.counterparty).map(|with| with.to_string()),
        change: Figure::total(i128::from(line.change), made.currency, Style::Signed),
        class: if line.change > 0 { "r in" } else { "r out" },
        balance: Figure::total(line.balance, made.currency, Style::Plain),
    };
    let shown = lines.iter().zip(found).map(line).collect();
    let book = moment.ledger.book().map(|book| book.name.to_string()).unwrap_or_default();
    let stood = Stood::of(moment)?;
    Some(Shown { account, name: it.name.to_string(), book, days, statement: made, lines: shown, stood })
}

fn sheet(shown: Shown) -> impl IntoView {
    let Shown { account, name, book, days: (from, until), statement, lines, stood } = shown;
    let currency = statement.currency;
    let period = say("statement.period", &[("from", &format::day(from)), ("to", &format::day(until))]);
    let total = {
        let name = name.clone();
        move |units: i128, scope: Scope| balance(units, currency, name.clone(), scope)
    };
    let before = from.day().pred_opt().and_then(|day| ValueDate::new(day).ok());
    let opening = Scope { until: before, ..Scope::balance(account, currency) };
    let closing = Scope { until: Some(until), ..Scope::balance(account, currency) };
    let left_out = statement.lines.len();
    let named = name.clone();
    let row = move |line: ShownLine| {
        let sequence = line.sequence;
        let event = Sequence::new(sequence);
        let after = Scope { until: line.day, up_to: event, ..Scope::balance(account, currency) };
        // Its day says that it, too, counts by value date.
        let change = Scope { from: line.day, until: line.day, event, ..Scope::balance(account, currency) };
        let day = line.day.map(format::day);
        let of = format!("{named}, {}", say("statement.event", &[("event", &format::count(sequence))]));
        view! {
            <tr>
                <td class="wide-only">{day.clone()}</td>
                <td>
                    {piece::still(line.title)} " "
                    {line.counterparty.map(|with| view! { <bdi class="quiet said">{with}</bdi> " " })}
                    <small><span class="narrow-only">{day} " · "</span> "# "
                        {piece::still(vec![Piece::Event(sequence)])}</small>
                </td>
                <td class=line.class>{why(line.change, of.clone(), change)}</td>
                <td class="r">{why(line.balance, format!("{of}, {}", word("column.balance")), after)}</td>
            </tr>
        }
    };
    let cut = (left_out > 0).then(|| {
        view! {
            <tr><td colspan="4" class="quiet">
                {say("statement.cut", &[("count", &format::count(left_out as u64))])}
            </td></tr>
        }
    });
    let moved = |units, raises| {
        let within = Scope { from: Some(from), until: Some(until), ..Scope::balance(account, currency) };
        let scope = Scope { raising: Some(raises), ..within };
        why(Figure::total(units, currency, Style::Signed), format!("{name}, {period}"), scope)
    };
    let in_and_out = (moved(statement.incoming, true), moved(statement.outgoing, false));
    view! {
        <section class="card sheet" tabindex="0" aria-labelledby="statement-title">
            <header>
                <h2 id="statement-title"><bdi>{name}</bdi></h2>
                <p class="quiet"><bdi>{book}</bdi> " · " {period} " · " {currency.code()}</p>
            </header>
            <table class="num report" aria-label=word("report.statement")>
                <thead>
                    <tr>
                        <th scope="col" class="wide-only">{word("column.date")}</th>
                        <th scope="col" class="what">{word("column.what")}</th>
                        <th scope="col" class="r">{word("column.amount")}</th>
                        <th scope="col" class="r">{word("column.balance")}</th>
                    </tr>
                </thead>
                <tbody>
                    <tr class="sum">
                        <td class="wide-only"></td>
                        <th scope="row">{word("statement.opening")}</th>
                        <td></td>
                        <td class="r">{if before.is_some() { total.clone()(statement.opening, opening).into_any() } else { ().into_any() }}</td>
                    </tr>
                    {cut}
                    {lines.into_iter().map(row).collect_view()}
                    <tr class="sum">
                        <td class="wide-only"></td>
                        <th scope="row">{word("statement.closing")}</th>
                        <td class="r in-and-out">
                            <small>{word("column.in")} " " {in_and_out.0}</small>
                            <small>{word("column.out")} " " {in_and_out.1}</small>
                        </td>
                        <td class="r">{total(statement.closing, closing)}</td>
                    </tr>
                </tbody>
            </table>
            {foot(stood)}
        </section>
    }
}

/// What whoever reads it later has to know: by which clock it counts, and which books it was taken from.
fn foot(stood: Stood) -> impl IntoView {
    view! {
        <footer class="num">
            <p>{word("why.by-value-date")}</p>
            <p>{stood.words()}</p>
            <p>{word("book.fingerprint")} " " <code>{stood.fingerprint}</code></p>
        </footer>
    }
}

fn balance(units: i128, currency: Currency, name: String, scope: Scope) -> impl IntoView {
    why(Figure::total(units, currency, Style::Plain), name, scope)
}
