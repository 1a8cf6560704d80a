//! Dialogs: every gesture that still needs asking has one. One is open at a time.

mod account;
mod account_choice;
mod back_up;
mod book;
mod correct;
mod destination;
mod entry;
mod entry_actions;
mod explanation;
mod fields;
mod filled;
mod help;
mod jump;
mod labels;
mod moments;
mod open_account;
mod panel;
mod period;
mod question;
mod rule;
mod transfer;
mod undo;
mod what_if;
mod what_if_figure;

pub(super) use destination::range_bad;
pub(super) use explanation::late_view;
pub(super) use fields::{CurrencyChoice, DayChoice, Field};
pub(super) use filled::Filled;
pub(super) use question::{REFUSAL, Sent, mark, unmark};

use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::ui::focus;
use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

/// The dialog of the gesture that is being asked about.
#[component]
pub(super) fn Dialogs() -> impl IntoView {
    let app = App::get();
    // Asked again, it is another dialog: nothing of the one before is left in it.
    let turn = StoredValue::new(0_u32);
    let asked = move || {
        leave_last();
        // The first time, none was open yet.
        if app.asking.read().is_none() && turn.get_value() > 0 {
            focus::come_back_soon();
        }
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        app.asking.get().map(|gesture| (turn.get_value(), gesture))
    };
    view! { <For each=asked key=|(turn, _)| *turn let((_, gesture))>{dialog_of(gesture)}</For> }
}

/// Closes the dialog before, so that the focus goes back to where it was opened from, and from there to the next.
fn leave_last() {
    let last = document().query_selector("dialog[data-asked][open]").ok().flatten();
    if let Some(last) = last.and_then(|last| last.dyn_into::<HtmlDialogElement>().ok()) {
        last.close();
    }
}

/// The browser has closed a dialog: nothing is asked any more, unless another was opened before it told.
fn closed(app: App, dialog: NodeRef<Dialog>) {
    if dialog.try_get_untracked().flatten().is_some_and(|dialog| dialog.is_connected()) {
        app.leave_dialog();
    }
}

/// Apart from the place it stands in: no dialog is open on the first screen.
#[inline(never)]
fn dialog_of(gesture: Gesture) -> AnyView {
    match gesture {
        Gesture::Deposit(account) => view! { <entry::Entry incoming=true account=account /> }.into_any(),
        Gesture::Withdraw(account) => view! { <entry::Entry incoming=false account=account /> }.into_any(),
        Gesture::Transfer(account) => view! { <transfer::Transfer account=account /> }.into_any(),
        Gesture::Categorize(entry) => view! { <labels::Categorize entry=entry /> }.into_any(),
        Gesture::Correct(entry) => view! { <correct::Correct entry=entry /> }.into_any(),
        Gesture::EntryActions(entry) => view! { <entry_actions::EntryActions entry=entry /> }.into_any(),
        Gesture::Undo => view! { <undo::StepBack redo=false /> }.into_any(),
        Gesture::Redo => view! { <undo::StepBack redo=true /> }.into_any(),
        Gesture::Reverse(entry) => view! { <labels::Reverse entry=entry /> }.into_any(),
        Gesture::OpenAccount => view! { <open_account::OpenAccount /> }.into_any(),
        Gesture::RenameAccount(id) => view! { <account::Rename id=id /> }.into_any(),
        Gesture::SetOverdraftLimit(id) => view! { <account::OverdraftLimit id=id /> }.into_any(),
        Gesture::Reconcile(id) => view! { <account::Reconcile id=id /> }.into_any(),
        Gesture::Freeze(id) | Gesture::Unfreeze(id) | Gesture::Close(id) | Gesture::Reopen(id) => {
            view! { <account::ChangeStatus id=id gesture=gesture /> }.into_any()
        }
        Gesture::StateRule => view! { <rule::StateRule /> }.into_any(),
        Gesture::WithdrawRule(id) => view! { <rule::WithdrawRule rule=id /> }.into_any(),
        Gesture::NamedMoments => view! { <moments::NamedMoments /> }.into_any(),
        Gesture::NameMoment => view! { <moments::NameMoment /> }.into_any(),
        Gesture::ClosePeriod => view! { <period::ClosePeriod /> }.into_any(),
        Gesture::ReopenPeriod(period) => view! { <period::ReopenPeriod period=period /> }.into_any(),
        Gesture::NewBook => view! { <book::NewBook /> }.into_any(),
        Gesture::RenameBook => view! { <book::RenameBook /> }.into_any(),
        Gesture::DeleteBook(key) => view! { <book::DeleteBook key=key /> }.into_any(),
        Gesture::BackUp => view! { <back_up::BackUp /> }.into_any(),
        Gesture::Explain(asked) => {
            let (asked, shown) = *asked;
            if let Some(figure) = asked.what_if {
                return view! { <what_if_figure::WhyWouldItBe asked=asked figure=figure shown=shown /> }
                    .into_any();
            }
            view! { <explanation::WhyThisNumber asked=asked shown=shown /> }.into_any()
        }
        Gesture::InWhatIf(gesture) => dialog_of(*gesture),
        Gesture::Replace(entry) => view! { <correct::Correct entry=entry /> }.into_any(),
        Gesture::WhatIfEntry(entry) => view! { <what_if::WhatIfEntry entry=entry /> }.into_any(),
        Gesture::DiscardWhatIf => view! { <what_if::Discard /> }.into_any(),
        Gesture::KeepWhatIf => view! { <what_if::Keep /> }.into_any(),
        Gesture::AdoptWhatIf => view! { <what_if::Adopt /> }.into_any(),
        Gesture::JumpToDate => view! { <jump::JumpToDate /> }.into_any(),
        Gesture::AddDestination => view! { <destination::AddDestination /> }.into_any(),
        Gesture::UnlockDestination(id) => view! { <destination::UnlockDestination id=id /> }.into_any(),
        Gesture::ResendDestination(id) => view! { <destination::ResendDestination id=id /> }.into_any(),
        Gesture::RemoveDestination(id) => view! { <destination::RemoveDestination id=id /> }.into_any(),
        Gesture::Help => view! { <help::Help /> }.into_any(),
        _ => ().into_any(),
    }
}
