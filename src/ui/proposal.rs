//! The proposal: what a checked file holds and what taking it in would do, before any of it is done.

use super::format;
use super::modal::Modal;
use crate::app::state::App;
use crate::book::Proposal;
use crate::wording::{say, word};
use leptos::prelude::*;

/// A proposal in words.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Offer {
    name: String,
    facts: Vec<(&'static str, String)>,
    fingerprint: String,
    consequence: String,
    warning: Option<&'static str>,
}

impl Offer {
    /// Says what a proposal would do to the books of this browser.
    pub(super) fn of(app: App, proposal: &Proposal) -> Self {
        let (events, new) = (format::count(proposal.events), format::count(proposal.new));
        let mut facts = vec![("proposal.events", events)];
        // Where it becomes a book, all of it is new.
        if proposal.target().is_some() && proposal.new != proposal.events {
            facts.push(("proposal.new", new.clone()));
        }
        if let Some((first, last)) = proposal.period {
            let figures = [("first", &*format::moment(first)), ("last", &*format::moment(last))];
            facts.push(("proposal.period", say("proposal.from-to", &figures)));
        }
        Self {
            name: proposal.name.clone(),
            facts,
            fingerprint: proposal.fingerprint.to_string(),
            consequence: consequence(app, proposal, &new),
            warning: proposal.from_the_future.then(|| word("import.from-the-future")),
        }
    }
}

fn consequence(app: App, proposal: &Proposal, new: &str) -> String {
    let (open, name) = app
        .session
        .with_book_untracked(|book| {
            (book.key().clone(), book.ledger().book().map(|it| it.name.to_string()).unwrap_or_default())
        })
        .unzip();
    let shelf = untrack(|| app.session.books());
    let target = proposal.target().and_then(|key| shelf.into_iter().find(|book| book.key == *key));
    let stays = name
        .as_deref()
        .map(|name| say("proposal.stays", &[("name", &format::isolated(name))]))
        .unwrap_or_default();
    let fork = proposal.forks_after.map(|at| format::count(at.get()));
    let text = match (&target, fork) {
        (None, Some(at)) => say("proposal.forks", &[("at", &at)]),
        (Some(target), fork) => {
            let is_open = Some(&target.key) == open.as_ref();
            let key = match (proposal.new, is_open) {
                (0, true) => "proposal.nothing-new",
                (0, false) => "proposal.opens",
                (_, true) => "proposal.adds",
                (_, false) => "proposal.adds-and-opens",
            };
            let known = fork.map(|at| say("proposal.fork-known", &[("at", &at)]) + " ").unwrap_or_default();
            return known + &say(key, &[("name", &format::isolated(&target.name)), ("new", new)]);
        }
        (None, None) if proposal.beside_damaged => word("proposal.beside-damaged").to_owned(),
        (None, None) => word("proposal.new-book").to_owned(),
    };
    format!("{text} {stays}").trim().to_owned()
}

/// Shows a proposal and takes the answer.
#[component]
pub(super) fn ProposalDialog(
    /// What it says.
    offer: Offer,
    /// Whether it is being taken in.
    taking: Signal<bool>,
    /// Takes it in.
    accept: impl Fn() + Copy + Send + 'static,
    /// Leaves it.
    leave: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let fact = |(label, value)| view! { <dt>{word(label)}</dt> <dd>{value}</dd> };
    view! {
        <Modal title=word("proposal.title") class="proposal" confirm=word("import.import") busy=taking
            accept=accept leave=leave>
            <p class="name" dir="auto">{offer.name}</p>
            <dl>
                {offer.facts.into_iter().map(fact).collect_view()}
                <dt>{word("book.fingerprint")}</dt>
                <dd><code>{offer.fingerprint}</code></dd>
            </dl>
            <p class="explain">{word("proposal.checked")}</p>
            <p dir="auto">{offer.consequence}</p>
            {offer.warning.map(|warning| view! { <p class="alert">{warning}</p> })}
        </Modal>
    }
}
