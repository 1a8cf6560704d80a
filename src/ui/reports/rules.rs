//! Rules over all of history: each with how it stands at the moment shown, and when it was broken until then.

use crate::app::asked::{Asked, Reading};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::event_sourcing::{EventId, Sequence};
use crate::ledger::Currency;
use crate::record::LedgerCodec;
use crate::reports::{
    Moment, Standing, Stretch, Threshold, Verdict, bound_sentence, compared_with, rule_sentence,
    subject_sentence, watched,
};
use crate::ui::figure::Figure;
use crate::ui::format::{self, Style};
use crate::ui::gesture_button::GestureButton;
use crate::ui::moment_link::moment_link;
use crate::ui::piece::{self, Piece};
use crate::ui::why::why_then;
use crate::wording::{say, word};
use leptos::prelude::*;

/// One rule as it stands at the moment shown, as text.
#[derive(Clone, PartialEq)]
struct Shown {
    id: EventId,
    sentence: Vec<Piece>,
    text: String,
    note: Option<String>,
    verdict: Verdict,
    currency: Currency,
    /// The figure, and what it is the sum of.
    units: i128,
    asked: Asked,
    against: Against,
    first: Option<(Sequence, String)>,
    count: u64,
    /// The stretches listed, each with when it began and ended.
    stretches: Vec<Broken>,
    /// Whether it was stated or withdrawn after the moment, and by which event.
    later: Option<(&'static str, Sequence)>,
    in_force: bool,
}

/// What a rule compares with at some moment, as a figure that explains itself.
#[derive(Clone, PartialEq)]
struct Against {
    units: i128,
    /// `None` where it is an amount that the rule says itself.
    asked: Option<Asked>,
}

/// A stretch in which a rule was broken, with when it began and ended.
#[derive(Clone, PartialEq)]
struct Broken {
    stretch: Stretch,
    from: String,
    until: Option<String>,
    against: Against,
}

impl Against {
    fn view(self, currency: Currency, style: Style) -> AnyView {
        let figure = Figure::total(self.units, currency, style);
        match self.asked {
            Some(asked) => why_then(figure, &asked).into_any(),
            None => figure.view().into_any(),
        }
    }
}

/// The report "Rules".
#[component]
pub(super) fn AllRules(at: Signal<u64>) -> impl IntoView {
    let app = App::get();
    let shown = Memo::new(move |_| look(app, at.get()));
    let body = move || match shown.get() {
        None => {
            let progress = move || app.rules().progress(app);
            view! {
                <p class="result">{word("rules.running")}</p>
                <progress aria-label=word("rules.running") value=move || progress().0
                    max=move || progress().1></progress>
            }
            .into_any()
        }
        Some(shown) if shown.is_empty() => view! { <p class="empty">{word("rules.none")}</p> }.into_any(),
        Some(shown) => shown.into_iter().map(card).collect_view().into_any(),
    };
    view! {
        <div class="report-head">
            <p class="explain">{word("rules.explain")}</p>
            <GestureButton gesture=Gesture::StateRule class="primary" />
        </div>
        {body}
    }
}

fn look(app: App, position: u64) -> Option<Vec<Shown>> {
    let standings = app.rules().standings(app, position)?;
    app.moment_at(position, |moment| standings.into_iter().map(|standing| shown(moment, standing)).collect())
}

fn shown(moment: &Moment<'_, LedgerCodec>, standing: Standing) -> Shown {
    let Standing { rule, id, stated, withdrawn, verdict, units, threshold, stretches, first, count } =
        standing;
    let sentence = piece::pieces(&rule_sentence(moment, &rule));
    let bound = piece::text(&piece::pieces(&bound_sentence(moment, &rule)));
    let against = |threshold: Threshold, position: Sequence| {
        let recorded = moment.past.times().at(position);
        let made_up = recorded.and_then(|recorded| compared_with(&rule, recorded));
        let asked = made_up.map(|(scope, multiple)| Asked {
            position: Some(position.get()),
            reading: Reading::Times(multiple),
            ..Asked::now(bound.clone(), scope)
        });
        Against { units: threshold.units(), asked }
    };
    let when = |sequence: Sequence| moment.past.times().at(sequence).map(format::moment).unwrap_or_default();
    let of = piece::text(&piece::pieces(&subject_sentence(moment, &rule)));
    let later = if stated > moment.position {
        Some(("rules.stated-later", stated))
    } else {
        withdrawn.map(|by| ("rules.withdrawn-later", by))
    };
    let broken = |stretch: Stretch| Broken {
        from: when(stretch.from),
        until: stretch.until.map(when),
        against: against(stretch.threshold, stretch.from),
        stretch,
    };
    Shown {
        id,
        text: piece::text(&sentence),
        sentence,
        note: rule.note.as_ref().map(ToString::to_string),
        verdict,
        currency: rule.currency,
        units,
        asked: Asked::now(of, watched(&rule)),
        against: against(threshold, moment.position),
        first: first.map(|first| (first.from, when(first.from))),
        count,
        stretches: stretches.into_iter().map(broken).collect(),
        later,
        in_force: withdrawn.is_none(),
    }
}

/// How a rule stands, in a word and its colour.
fn verdict_pill(verdict: Verdict) -> impl IntoView {
    let (class, key) = match verdict {
        Verdict::Kept => ("pill kept", "rules.kept"),
        Verdict::Broken => ("pill broken", "rules.broken"),
        Verdict::NotJudged => ("pill", "rules.not-judged"),
    };
    view! { <span class=class>{word(key)}</span> }
}

fn card(shown: Shown) -> impl IntoView {
    let app = App::get();
    let Shown { id, sentence, text, note, verdict, currency, units, asked, against, .. } = shown;
    let first = shown.first.map(|(from, when)| {
        view! {
            <p class="num">{word("rules.first")} " " {event(from)} ", " {when} " " {moment_link(app, from.get())}</p>
        }
    });
    let judged = verdict != Verdict::NotJudged;
    let never = (shown.count == 0 && judged).then(|| view! { <p class="quiet">{word("rules.never")}</p> });
    let later = shown.later.map(|(key, by)| view! { <p class="quiet">{word(key)} " " {event(by)}</p> });
    let withdraw = shown.in_force.then(|| {
        view! { <div class="buttons"><GestureButton gesture=Gesture::WithdrawRule(id) /></div> }
    });
    let note = note.map(|note| view! { <p><bdi class="said">{note}</bdi></p> });
    let figures = judged.then(|| {
        let own = why_then(Figure::total(units, currency, Style::Currency), &asked);
        let against = against.asked.is_some().then(|| {
            view! { " · " {word("rules.against")} " " {against.view(currency, Style::Currency)} }
        });
        view! { <p class="num">{word("rules.figure")} " " {own} {against}</p> }
    });
    let table =
        (!shown.stretches.is_empty()).then(|| table(app, shown.stretches, shown.count, &asked, &text));
    view! {
        <section class="card rule" aria-label=text>
            <header>
                <h2>{piece::still(sentence)}</h2>
                {verdict_pill(verdict)}
            </header>
            {note}
            {figures}
            {first}
            {never}
            {table}
            {later}
            {withdraw}
        </section>
    }
}

/// When it was broken, the latest first.
fn table(app: App, stretches: Vec<Broken>, count: u64, asked: &Asked, text: &str) -> impl IntoView + use<> {
    let earlier = count - stretches.len() as u64;
    let (asked, currency) = (asked.clone(), asked.scope.currency);
    let row = move |Broken { stretch, from, until, against }: Broken| {
        let figure = Figure::total(stretch.units, currency, Style::Plain);
        let then = why_then(figure, &Asked { position: Some(stretch.from.get()), ..asked.clone() });
        let threshold = || against.clone().view(currency, Style::Plain);
        let ended = match (stretch.until, until) {
            (Some(by), Some(when)) => {
                view! { {when} " " <small class="stretch">"# " {event(by)} " " {moment_link(app, by.get())}</small> }
                    .into_any()
            }
            _ => view! { <b class="out">{word("rules.still")}</b> }.into_any(),
        };
        view! {
            <tr>
                <td>{from} " " <small class="stretch">"# " {event(stretch.from)} " " {moment_link(app, stretch.from.get())}</small></td>
                <td>{ended}</td>
                <td class="r">
                    {then}
                    <small class="second narrow-only">{word("rules.against")} " " {threshold()}</small>
                </td>
                <td class="r wide-only">{threshold()}</td>
            </tr>
        }
    };
    let label = say("rules.stretches", &[("rule", text)]);
    let region = label.clone();
    view! {
        <div class="scrolls" tabindex="0" role="region" aria-label=region>
            <table class="num report" aria-label=label>
                <thead>
                    <tr>
                        <th scope="col">{word("rules.from")}</th>
                        <th scope="col">{word("rules.until")}</th>
                        <th scope="col" class="r">{word("rules.figure-then")}</th>
                        <th scope="col" class="r wide-only">{word("rules.against-then")}</th>
                    </tr>
                </thead>
                <tbody>{stretches.into_iter().rev().map(row).collect_view()}</tbody>
            </table>
        </div>
        {(earlier > 0).then(|| view! {
            <p class="quiet">{say("rules.earlier", &[("count", &format::count(earlier))])}</p>
        })}
    }
}

fn event(sequence: Sequence) -> impl IntoView {
    piece::still(vec![Piece::Event(sequence.get())])
}
