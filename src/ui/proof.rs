//! The proof in sight: a line that is always there, an alarm where something differs, and all of it on the page "Data".

use super::figure::Figure;
use super::format::{self, Style};
use super::piece::{self, Piece};
use crate::app::address::{Address, Page};
use crate::app::follow::follow;
use crate::app::proving::Proven;
use crate::app::state::App;
use crate::book::{Aspect, Difference, Party};
use crate::wording::{say, word};
use leptos::prelude::*;

/// How the proof stands, as the line says it.
#[derive(Clone, PartialEq)]
enum Standing {
    Working(&'static str),
    /// What is proven, and of how many events, by which fingerprint, when.
    Proven(String, String),
    Wrong(String),
}

fn standing(app: App) -> Standing {
    let proving = app.proving();
    if let Some(difference) = proving.difference() {
        let event = format::count(difference.event.get());
        return Standing::Wrong(say("proof.wrong", &[("event", &event)]));
    }
    let (position, count) = (app.session.position(), app.session.count());
    let Some(proven) = proving.proven().filter(|proven| proven.count == count) else {
        return Standing::Working(word("proof.working"));
    };
    let said = match proven.moment {
        _ if position == count => word("proof.proven").to_owned(),
        Some(moment) if moment == position => {
            say("proof.proven-moment", &[("event", &format::count(position))])
        }
        _ => return Standing::Working(word("proof.working-moment")),
    };
    let print: String = proven.fingerprint.to_string().chars().take(8).collect();
    let (events, time) = (format::events(count), format::moment(proven.at));
    let figures = [("events", &*events), ("print", &*print), ("time", &*time)];
    Standing::Proven(said, say("proof.line", &figures))
}

/// How the proof stands, in a line that leads to more.
#[component]
pub(super) fn ProofLine() -> impl IntoView {
    let app = App::get();
    let shown = Memo::new(move |_| standing(app));
    let (mark, said, more) = (
        move || match *shown.read() {
            Standing::Working(_) => "… ",
            Standing::Proven(..) => "✓ ",
            Standing::Wrong(_) => "✗ ",
        },
        move || match &*shown.read() {
            Standing::Working(said) => (*said).to_owned(),
            Standing::Proven(said, _) | Standing::Wrong(said) => said.clone(),
        },
        move || match &*shown.read() {
            Standing::Proven(_, more) => Some(more.clone()),
            _ => None,
        },
    );
    let wrong = move || matches!(*shown.read(), Standing::Wrong(_));
    view! {
        <span class="proof-line num" class:wrong=wrong>
            <span aria-hidden="true">{mark}</span>
            <a href=Address::of(Page::Data, None).to_string()>{said}</a>
            {move || more().map(|more| view! { <small>{more}</small> })}
        </span>
    }
}

/// The same where a narrow screen has no side that says it.
#[component]
pub(super) fn NarrowProofLine() -> impl IntoView {
    view! { <div class="narrow-only" role="status" aria-live="off"><ProofLine /></div> }
}

/// The alarm: what differs, from which event on, and what to do.
#[component]
pub(super) fn ProofAlarm() -> impl IntoView {
    let app = App::get();
    let difference = Memo::new(move |_| app.proving().difference());
    move || {
        difference.get().map(|difference| {
            view! {
                <div class="notice proof-alarm" role="alert">
                    <p class="num">
                        <b>{word("proof.alarm")}</b> " " {piece::still(sentence(&difference))} " "
                        {what_to_do(difference.party)}
                    </p>
                    <ProveAgain />
                </div>
            }
        })
    }
}

#[component]
fn ProveAgain() -> impl IntoView {
    let app = App::get();
    // Whoever asked is told when it has begun, and how it ended.
    let asked = StoredValue::new(false);
    follow(move |_| {
        let ended = match standing(app) {
            Standing::Working(_) => None,
            Standing::Proven(said, _) | Standing::Wrong(said) => Some(said),
        };
        if let Some(said) = ended.filter(|_| asked.get_value()) {
            asked.set_value(false);
            app.spoken.set(said);
        }
    });
    let again = move |_| {
        app.proving().again(app);
        asked.set_value(true);
        app.spoken.set(word("proof.working").to_owned());
    };
    view! { <button type="button" on:click=again>{word("proof.again")}</button> }
}

/// What differs, and from which event on.
fn sentence(difference: &Difference) -> Vec<Piece> {
    let begins = word(match difference.party {
        Party::Kept => "proof.by-kept",
        Party::Snapshot => "proof.by-snapshot",
        Party::Shown => "proof.by-shown",
        Party::Figure => "proof.by-figure",
        Party::Fingerprint => "proof.by-fingerprint",
        Party::Event => "proof.by-event",
    });
    let about = match &difference.aspect {
        Aspect::Balance { account, currency, replayed, found } => {
            let figure = |units| Figure::total(units, *currency, Style::Currency).text;
            let (replayed, found) = (figure(*replayed), figure(*found));
            let account = format!("\u{2068}{account}\u{2069}");
            let figures = [("account", &*account), ("replayed", &*replayed), ("found", &*found)];
            say("proof.balance", &figures)
        }
        Aspect::Account(account) => {
            say("proof.account", &[("account", &format!("\u{2068}{account}\u{2069}"))])
        }
        Aspect::Book => word("proof.book").to_owned(),
        Aspect::Unreadable => word("proof.unreadable").to_owned(),
    };
    let event = Piece::Event(difference.event.get());
    vec![Piece::words(format!("{begins} ")), event, Piece::words(format!(". {about}"))]
}

fn what_to_do(party: Party) -> &'static str {
    word(match party {
        Party::Kept => "proof.do-kept",
        Party::Snapshot | Party::Shown | Party::Figure => "proof.do-shown",
        Party::Fingerprint | Party::Event => "proof.do-log",
    })
}

/// All of it, with the button that begins again.
#[component]
pub(super) fn ProofPanel() -> impl IntoView {
    let app = App::get();
    let proven = Memo::new(move |_| app.proving().proven());
    let working = Memo::new(move |_| matches!(standing(app), Standing::Working(_)));
    let facts = move |proven: Proven| {
        let shown = proven.moment.unwrap_or(proven.count);
        let count = |n: usize| format::count(n as u64);
        let figures = [("event", &*format::count(shown)), ("count", &*count(proven.figures))];
        let screen = say(if proven.figures == 0 { "proof.state" } else { "proof.figures" }, &figures);
        view! {
            <dl>
                <dt>{word("proof.replay")}</dt>
                <dd class="num">{format::events(proven.count)}</dd>
                <dt>{word("proof.snapshots")}</dt>
                <dd class="num">{say("proof.agree", &[("count", &count(proven.snapshots + proven.kept))])}</dd>
                <dt>{word("proof.screen")}</dt>
                <dd class="num">{screen}</dd>
                <dt>{word("proof.fingerprint")}</dt>
                <dd><code>{proven.fingerprint.to_string()}</code></dd>
                <dt>{word("proof.last")}</dt>
                <dd class="num">{format::moment(proven.at)}</dd>
            </dl>
        }
    };
    view! {
        <section class="card panel" aria-labelledby="proof-title">
            <h2 id="proof-title">{word("proof.title")}</h2>
            <p>{word("proof.explain")}</p>
            <div role="status" aria-live="off">
                <ProofLine />
                {move || working.get().then(|| view! {
                    <progress aria-label=word("proof.working") value=move || app.proving().progress()
                        max=move || app.session.count()></progress>
                })}
                {move || proven.get().map(facts)}
            </div>
            <div class="buttons"><ProveAgain /></div>
        </section>
    }
}
