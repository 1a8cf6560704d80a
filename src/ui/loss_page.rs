//! The page over a loss: what this browser once kept and does not hold any more, with ways back and on.

use super::format;
use super::icon;
use super::import_panel::{ExportButton, ImportControls, Transfer, TransferView};
use crate::app::state::App;
use crate::book::{Found, Loss};
use crate::wording::{say, word};
use leptos::prelude::*;

/// The page shown instead of a first page, or of a book that is not what it was.
#[component]
pub(super) fn LossPage() -> impl IntoView {
    let app = App::get();
    let transfer = Transfer::new();
    let is_open = move |loss: &Loss| app.session.with_book(|book| *book.key() == loss.key).unwrap_or(false);
    let losses = move || {
        let known = app.session.losses.known();
        let concerns_open = known.iter().any(is_open);
        known
            .into_iter()
            .filter(|loss| !concerns_open || is_open(loss))
            .map(|loss| view! { <LossCard loss=loss /> })
            .collect_view()
    };
    let may_leave = move || app.session.loss().is_none() && app.session.losses.are_looked_at();
    let caveat = move || app.session.storage().and_then(|facts| facts.caveat);
    view! {
        <main class="whole" id="main">
            <div class="first-run loss">
                <div class="card">
                    <div class="brand">{icon::mark()} "Daybook"</div>
                    <h1>{word("loss.title")}</h1>
                    <p>{word("loss.explain")}</p>
                    {move || caveat().map(|caveat| view! { <p class="alert">{caveat}</p> })}
                    {losses}
                    <h2>{word("loss.restore")}</h2>
                    <p class="quiet">{word("loss.restore-explain")}</p>
                    <ImportControls transfer=transfer sample=false />
                    <TransferView transfer=transfer />
                    <p class="quiet"><a href="./rescue.html">{word("rescue.link")}</a></p>
                    {move || may_leave().then(|| view! {
                        <button type="button" on:click=move |_| app.session.losses.look(false)>
                            {word("loss.later")}
                        </button>
                    })}
                </div>
            </div>
        </main>
    }
}

#[component]
fn LossCard(
    /// What is lost.
    loss: Loss,
) -> impl IntoView {
    let app = App::get();
    let Loss { key, witness, found } = loss;
    let open = untrack(|| app.session.with_book(|book| *book.key() == key)).unwrap_or(false);
    let known = format::count(witness.sequence);
    let last = witness.last_recorded().map(format::long_moment).unwrap_or_default();
    let sentence = match found {
        Found::Nothing => word("loss.nothing").to_owned(),
        Found::InSmallStorage => word("loss.in-small-storage").to_owned(),
        Found::OutOfSight => word("loss.out-of-sight").to_owned(),
        Found::Fewer(there) => {
            let missing = format::count(witness.sequence.saturating_sub(there));
            say("loss.fewer", &[("there", &format::count(there)), ("missing", &missing)])
        }
        Found::Another => say("loss.another", &[("known", &known)]),
    };
    let go_on = match found {
        Found::Fewer(_) | Found::Another => "loss.go-on-with",
        Found::Nothing | Found::InSmallStorage | Found::OutOfSight => "loss.go-on-without",
    };
    view! {
        <section class="lost" role="alert">
            <h2 dir="auto">{witness.name}</h2>
            <p>{sentence}</p>
            <dl>
                <dt>{word("loss.known")}</dt>
                <dd class="num">{known}</dd>
                <dt>{word("loss.last")}</dt>
                <dd>{last}</dd>
                <dt>{word("book.fingerprint")}</dt>
                <dd><code>{witness.fingerprint}</code></dd>
            </dl>
            <div class="buttons">
                {open.then(|| view! { <ExportButton /> })}
                <button type="button" on:click=move |_| app.session.give_up(&key)>{word(go_on)}</button>
            </div>
        </section>
    }
}
