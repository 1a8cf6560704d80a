//! What the pages say of rules that are broken: a warning after the event that broke one, and on the overview those that
//! are broken at the moment shown.

use super::figure::Figure;
use super::format::Style;
use super::piece::{self, Piece};
use crate::app::address::{Address, Page, Report};
use crate::app::asked::Asked;
use crate::app::state::App;
use crate::event_sourcing::Sequence;
use crate::record::LedgerCodec;
use crate::reports::{Moment, Standing, Verdict, rule_sentence, subject_sentence, watched};
use crate::wording::word;
use leptos::prelude::*;

/// Warnings: rules that were kept until something was recorded. They refuse nothing.
#[component]
pub(super) fn RuleWarnings() -> impl IntoView {
    let app = App::get();
    let warning = move |stated: Sequence| {
        let count = app.session.count_untracked();
        let standings = untrack(|| app.rules().standings(app, count)).unwrap_or_default();
        let standing = standings.into_iter().find(|it| it.stated == stated)?;
        let sentence = sentence(app, &standing, count);
        Some(view! {
            <div class="notice" role="alert">
                <p class="num"><b>{word("rules.warning")}</b> " " {piece::still(sentence)}</p>
                <a class="button" href=rules_page()>{word("report.rules")}</a>
                <button type="button" on:click=move |_| app.rules().dismiss(stated)>{word("rules.dismiss")}</button>
            </div>
        })
    };
    move || warned(app).into_iter().filter_map(warning).collect_view()
}

/// The rules that there are warnings of. They speak of the books as they are now.
fn warned(app: App) -> Vec<Sequence> {
    if app.session.is_past() { Vec::new() } else { app.rules().warned() }
}

/// The rules that are broken at the moment shown.
#[component]
pub(super) fn BrokenRules() -> impl IntoView {
    let app = App::get();
    let broken = Memo::new(move |_| {
        let position = app.session.position();
        let standings = app.rules().standings(app, position).unwrap_or_default();
        // What a warning above says is not said twice.
        let warned = warned(app);
        let broken =
            standings.into_iter().filter(|it| it.verdict == Verdict::Broken && !warned.contains(&it.stated));
        broken.map(|it| sentence(app, &it, position)).collect::<Vec<_>>()
    });
    let line = |sentence: Vec<Piece>| view! { <li class="num">{piece::still(sentence)}</li> };
    move || {
        let broken = broken.get();
        (!broken.is_empty()).then(|| {
            view! {
                <section class="card broken-rules" aria-label=word("rules.broken-now")>
                    <header>
                        <h2>{word("rules.broken-now")}</h2>
                        <a href=rules_page()>{word("report.rules")}</a>
                    </header>
                    <ul>{broken.into_iter().map(line).collect_view()}</ul>
                </section>
            }
        })
    }
}

fn rules_page() -> String {
    Address::of(Page::Reports(Report::Rules), None).to_string()
}

/// The rule, and what the figure is instead.
fn sentence(app: App, standing: &Standing, position: u64) -> Vec<Piece> {
    let rule = &standing.rule;
    let figure = Figure::total(standing.units, rule.currency, Style::Currency);
    let said = |moment: &Moment<'_, LedgerCodec>| {
        let of = piece::text(&piece::pieces(&subject_sentence(moment, rule)));
        let asked = Asked { position: Some(position), ..Asked::now(of, watched(rule)) };
        let mut sentence = piece::pieces(&rule_sentence(moment, rule));
        let but = Piece::words(format!(" {} ", word("rules.but")));
        sentence.extend([but, Piece::Why(figure, Box::new(asked))]);
        sentence
    };
    untrack(|| app.moment_at(position, said)).unwrap_or_default()
}
