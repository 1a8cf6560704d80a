//! The dialogs of the what-if: what would be otherwise about an entry, and its three ends.

use super::fields::TextField;
use super::filled::Filled;
use super::labels::sentence_of;
use super::panel::Panel;
use super::question::{Question, Sent};
use crate::app::address::{Address, Page};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::app::what_if::{Look, Told};
use crate::book::Adoption;
use crate::event_sourcing::{EventId, Sequence, What};
use crate::exchange::Request;
use crate::ledger::Command;
use crate::reports::happened;
use crate::ui::format;
use crate::ui::gesture_button::GestureButton;
use crate::ui::piece::{self, Piece, Pieces};
use crate::ui::what_if::{in_words, kind_of, refusal_here};
use crate::wording::{say, word};
use leptos::prelude::*;

/// Makes something otherwise; shows what follows from it.
pub(super) fn suppose(app: App, what: What<Command>) -> Sent {
    let wish = app.what_if.wish(what);
    Box::pin(async move {
        app.what_if.change(wish).await?;
        app.spoken.set(word("done.what-if").to_owned());
        app.show_branch().await;
        Ok(())
    })
}

/// Sends a command to the what-if, after the moment shown.
pub(super) fn suppose_made(app: App, command: Command) -> Sent {
    let after = Sequence::new(app.session.position_untracked()).unwrap_or_default();
    suppose(app, What::Made(after, vec![command]))
}

/// What if this entry had not been, or been another?
#[component]
pub(super) fn WhatIfEntry(
    /// Which.
    entry: EventId,
) -> impl IntoView {
    let app = App::get();
    view! {
        <Panel title=Gesture::WhatIfEntry(entry).title()>
            <p class="sentence"><Pieces of=Signal::stored(sentence_of(app, entry)) /></p>
            <p class="explain">{word("what-if.entry-explain")}</p>
            <div class="buttons">
                <GestureButton gesture=Gesture::LeaveOut(entry) />
                <GestureButton gesture=Gesture::Replace(entry) />
            </div>
        </Panel>
    }
}

/// Undo, or redo: takes back the last step, or makes it again, after saying what that is about.
pub(super) fn step(app: App, again: bool) -> AnyView {
    let gesture = if again { Gesture::Redo } else { Gesture::Undo };
    let title = gesture.title();
    let Some(step) = untrack(|| app.what_if.next_step(again)) else {
        let none = if again { "what-if.nothing-taken-back" } else { "what-if.nothing" };
        return view! { <Panel title=title><p class="explain">{word(none)}</p></Panel> }.into_any();
    };
    let in_branch = app.session.is_in_branch_untracked();
    let (made, unmade) = (lines(&step.made, in_branch), lines(&step.unmade, in_branch));
    let (away, back) = if again { (unmade, made) } else { (made, unmade) };
    let done = if away.is_empty() { "done.what-if" } else { "done.take-back" };
    let ask = move |_: &Filled| {
        let sent: Sent = Box::pin(async move {
            app.what_if.take_step(again).await?;
            app.spoken.set(word(done).to_owned());
            app.show_branch().await;
            Ok(())
        });
        Ok(sent)
    };
    let numbers = in_branch.then(|| word("branch.numbers"));
    view! {
        <Question title=title ask=ask>
            {listed(if again { "what-if.take-back-again" } else { "what-if.take-back-explain" }, away)}
            {listed("what-if.make-again-explain", back)}
            {numbers.map(|numbers| view! { <p class="explain">{numbers}</p> })}
        </Question>
    }
    .into_any()
}

/// A change in words: its kind, and its sentence.
type Line = (&'static str, Vec<Piece>);

fn lines(told: &[Told], in_branch: bool) -> Vec<Line> {
    let line = |told: &Told| {
        let sentence = in_words(&told.what, &told.sentences);
        (kind_of(&told.what), if in_branch { piece::unlinked(sentence) } else { sentence })
    };
    told.iter().map(line).collect()
}

/// Changes, with what is done with them; nothing where there are none.
fn listed(explain: &'static str, lines: Vec<Line>) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let line = |(kind, sentence)| {
        view! { <p class="sentence"><span class="pill what-if">{word(kind)}</span> " " {piece::still(sentence)}</p> }
    };
    view! { <p class="explain">{word(explain)}</p> {lines.into_iter().map(line).collect_view()} }.into_any()
}

/// Discard.
#[component]
pub(super) fn Discard() -> impl IntoView {
    let app = App::get();
    let ask = move |_: &Filled| {
        let sent: Sent = Box::pin(async move {
            app.what_if.discard();
            app.spoken.set(word("done.discard-what-if").to_owned());
            Ok(())
        });
        Ok(sent)
    };
    view! {
        <Question title=Gesture::DiscardWhatIf.title() danger=true ask=ask>
            <p class="explain">{word("what-if.discard-explain")}</p>
        </Question>
    }
}

/// Keep as a book.
#[component]
pub(super) fn Keep() -> impl IntoView {
    let app = App::get();
    let name = untrack(|| app.what_if.look(|it| it.branch.state().book().map(|book| book.name.to_string())));
    let name = say("what-if.name", &[("name", &name.flatten().unwrap_or_default())]);
    let ask = move |filled: &Filled| {
        let name = filled.name("name")?;
        let sent: Sent = Box::pin(async move {
            let kept = app.what_if.keep(name).await?;
            let count = format::count(kept.count);
            let at = kept.forked_after.map(|at| format::count(at.get())).unwrap_or_default();
            let said = say("done.keep-what-if", &[("count", &count), ("at", &at)]);
            app.start_over(Address::of(Page::Data, None));
            app.spoken.set(said.clone());
            app.told.set(Some(said));
            Ok(())
        });
        Ok(sent)
    };
    view! {
        <Question title=Gesture::KeepWhatIf.title() ask=ask>
            <p class="explain">{word("what-if.keep-explain")}</p>
            <TextField label="field.name" id="name" value=name />
        </Question>
    }
}

/// One change of the proposal, in words.
struct Proposed {
    sentences: Vec<Vec<Piece>>,
    refusal: Option<String>,
    /// Why the what-if itself refuses what the book takes, where it does.
    refused_here: Option<String>,
}

/// Adopt: what would be recorded, and what is refused, before any of it is done.
#[component]
pub(super) fn Adopt() -> impl IntoView {
    let app = App::get();
    let adoption = untrack(|| app.what_if.adoption());
    let (adoption, failure) = match adoption {
        Some(Ok(adoption)) => (adoption, None),
        Some(Err(why)) => (Vec::new(), Some(format::failure(&why))),
        None => (Vec::new(), None),
    };
    let proposed: Vec<_> = adoption.iter().map(|it| propose(app, it)).collect();
    let accepted: Vec<_> =
        adoption.into_iter().filter(|it| it.refusal.is_none()).flat_map(|it| it.requests).collect();
    let none = accepted.is_empty();
    let refused = proposed.iter().any(|it| it.refusal.is_some());
    let ask = move |_: &Filled| {
        let requests = accepted.clone();
        let sent: Sent = Box::pin(async move {
            app.what_if.adopt(requests).await?;
            app.spoken.set(word("done.adopt-what-if").to_owned());
            app.perform(Gesture::Show(Page::Journal));
            Ok(())
        });
        Ok(sent)
    };
    let item = |it: Proposed| {
        let (class, verdict) = match &it.refusal {
            None => ("pill what-if", "what-if.will-be-recorded"),
            Some(_) => ("pill refused", "what-if.will-be-refused"),
        };
        view! {
            <li>
                <span class=class>{word(verdict)}</span> " "
                {it.sentences.into_iter().map(|sentence| view! { <div>{piece::still(sentence)}</div> }).collect_view()}
                {it.refusal.map(|why| view! { <small class="second" dir="auto">{why}</small> })}
                {it.refused_here.map(|why| view! {
                    <small class="second" dir="auto">{say("what-if.only-in-the-book", &[("why", &why)])}</small>
                })}
            </li>
        }
    };
    view! {
        <Question title=Gesture::AdoptWhatIf.title() ready=Signal::stored(!none) ask=ask>
            <p class="explain">{word("what-if.adopt-explain")}</p>
            <ul class="adoption num">{proposed.into_iter().map(item).collect_view()}</ul>
            {refused.then(|| view! { <p class="explain">{word("what-if.adopt-refused")}</p> })}
            {failure.map(|why| view! { <p role="alert">{why}</p> })}
        </Question>
    }
}

/// Each command of a change in a sentence: as what it would record.
fn propose(app: App, adoption: &Adoption) -> Proposed {
    let said = |(number, request): (u16, &Request)| {
        let look = |it: Look<'_>| {
            let names = it.names();
            let change = it.branch.changes().get(adoption.change)?;
            // Where something is left out or different, an entry of the book is reversed first.
            let made = match change.what {
                What::Made(..) => Some(number),
                What::LeftOut(_) | What::Instead(..) => None,
            };
            if let (None, Command::ReverseEntry { entry, .. }) = (made, &request.command) {
                let event = it.book.log().event(it.book.past().find(*entry)?)?;
                let mut pieces = vec![Piece::words(format!("{} ", word("what-if.reversal-of")))];
                pieces.extend(piece::pieces(&happened(&names, &event.data)));
                return Some(pieces);
            }
            let command_id = change.id.part(made.unwrap_or_default());
            let own = it.branch.own().iter().filter(|event| event.command_id == command_id);
            let mut pieces: Vec<Piece> = Vec::new();
            for event in own {
                if !pieces.is_empty() {
                    pieces.push(Piece::words("; "));
                }
                pieces.extend(piece::pieces(&names.own(&event.data)));
            }
            // What the branch itself refuses comes to nothing there: it is told as it was when the rules accepted it.
            if pieces.is_empty() {
                let sentences = it.sentences(change);
                // What stands instead comes after what it stands for.
                let told = if made.is_some() && number == 0 { sentences.get(..) } else { sentences.get(1..) };
                pieces = in_words(&change.what, told.unwrap_or_default());
            }
            Some(pieces)
        };
        untrack(|| app.what_if.look(look)).flatten().unwrap_or_default()
    };
    let sentences = (0..).zip(&adoption.requests).map(said).collect();
    let refusal = adoption.refusal.as_ref().map(refusal_here);
    let outcome = |it: Look<'_>| it.branch.outcomes().get(adoption.change)?.clone().err();
    let refused_here = untrack(|| app.what_if.look(outcome)).flatten().filter(|_| refusal.is_none());
    Proposed { sentences, refusal, refused_here: refused_here.as_ref().map(refusal_here) }
}
