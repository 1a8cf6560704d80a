//! Everything a person can do on the page, as values. Buttons, keys and links all send the same ones; title and
//! shortcut are said here and nowhere else.

use super::address::{Page, Report};
use super::asked::Asked;
use crate::event_sourcing::{BookKey, EventId};
use crate::ledger::{AccountId, Period};
use crate::wording::word;

/// One gesture. What still needs asking opens a dialog of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Gesture {
    /// Shows the moment before the event last seen.
    PreviousEvent,
    /// Shows the moment after one more event.
    NextEvent,
    /// Plays the history like a film, or pauses it.
    PlayOrPause,
    /// Comes back to now.
    Now,
    /// Shows the moment after this many events: a deliberate jump, which Back undoes.
    GoTo(u64),
    /// Shows the moment under the slider while it is being dragged.
    Drag(u64),
    /// Looks closer at the history around the moment shown.
    ZoomIn,
    /// Looks at more of the history.
    ZoomOut,
    /// Looks at all of the history.
    WholeHistory,
    /// Asks for a day to go to.
    JumpToDate,
    /// Shows the moments that have names.
    NamedMoments,
    /// Gives a moment a name.
    NameMoment,

    /// Shows another page at the same moment.
    Show(Page),
    /// Puts the cursor into the journal's search.
    Search,
    /// Shows what the keys do.
    Help,
    /// Asks where a figure comes from; with what is shown for it, in minor units, where it was pressed.
    Explain(Box<(Asked, Option<i128>)>),

    /// Money came in; into this account, where one is on the screen.
    Deposit(Option<AccountId>),
    /// Money went out.
    Withdraw(Option<AccountId>),
    /// Money goes from one account to another.
    Transfer(Option<AccountId>),
    /// Files an entry anew.
    Categorize(EventId),
    /// Undoes an entry.
    Reverse(EventId),
    /// Undoes an entry and records another in its place.
    Correct(EventId),
    /// Shows what can be done about an entry.
    EntryActions(EventId),
    /// Takes back what was recorded last.
    Undo,
    /// Takes that back in turn.
    Redo,

    /// Opens an account.
    OpenAccount,
    /// Gives an account another name.
    RenameAccount(AccountId),
    /// Says how far below zero an account may go.
    SetOverdraftLimit(AccountId),
    /// Compares an account with what a bank or a cash count says.
    Reconcile(AccountId),
    /// Takes no entries until it is unfrozen.
    Freeze(AccountId),
    /// Takes entries again.
    Unfreeze(AccountId),
    /// Ends an account.
    Close(AccountId),
    /// Takes up a closed account again.
    Reopen(AccountId),

    /// States a rule over all of history.
    StateRule,
    /// Withdraws a rule.
    WithdrawRule(EventId),
    /// Settles a stretch of days.
    ClosePeriod,
    /// Lets entries for those days come and change again.
    ReopenPeriod(Period),

    /// Begins another book.
    NewBook,
    /// Gives the open book another name.
    RenameBook,
    /// Shows another book.
    OpenBook(BookKey),
    /// Removes a book from this browser, after asking twice.
    DeleteBook(BookKey),

    /// Has public events sent somewhere.
    AddDestination,
    /// Sends nothing there until it is resumed.
    PauseDestination(String),
    /// Goes on sending.
    ResumeDestination(String),
    /// Takes the password or token of a destination.
    UnlockDestination(String),
    /// Sends from some event on, once more where it was sent before.
    ResendDestination(String),
    /// Sends nothing there any more.
    RemoveDestination(String),
    /// Saves the open book as an encrypted file.
    BackUp,

    /// The same, but in the what-if: nothing of it is recorded in the book.
    InWhatIf(Box<Self>),
    /// Asks what would be otherwise about an entry.
    WhatIfEntry(EventId),
    /// Makes the what-if one without this entry.
    LeaveOut(EventId),
    /// Makes the what-if one in which another entry stands in its place.
    Replace(EventId),
    /// Shows the branch on every page, in the book's place.
    StepIntoBranch,
    /// Ends the what-if.
    DiscardWhatIf,
    /// Makes a book of the what-if.
    KeepWhatIf,
    /// Records in the book what is otherwise in the what-if, after saying what would be.
    AdoptWhatIf,
}

/// A key that stands for a gesture, wherever no text is being typed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Shortcut {
    /// The key as the browser names it (`KeyboardEvent.key`), letters in lower case.
    pub key: &'static str,
    /// As a key hint shows it.
    pub hint: &'static str,
    /// As `aria-keyshortcuts` spells it.
    pub aria: &'static str,
}

impl Gesture {
    /// Every gesture that has a shortcut, in the order help lists them.
    pub const WITH_SHORTCUT: [Self; 25] = [
        Self::Deposit(None),
        Self::Withdraw(None),
        Self::Transfer(None),
        Self::OpenAccount,
        Self::Undo,
        Self::Redo,
        Self::PreviousEvent,
        Self::NextEvent,
        Self::PlayOrPause,
        Self::Now,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::WholeHistory,
        Self::JumpToDate,
        Self::NamedMoments,
        Self::Show(Page::Overview),
        Self::Show(Page::Journal),
        Self::Show(Page::Accounts),
        Self::Show(Page::Audit),
        Self::Show(Page::Data),
        Self::Show(Page::Streams),
        Self::Show(Page::WhatIf),
        Self::Show(Page::Reports(Report::CashFlow)),
        Self::Search,
        Self::Help,
    ];

    /// The gesture a key stands for.
    pub fn of_key(key: &str) -> Option<Self> {
        let lower = key.to_ascii_lowercase();
        Self::WITH_SHORTCUT
            .into_iter()
            .find(|gesture| gesture.shortcut().is_some_and(|shortcut| shortcut.key == lower))
    }

    /// What it is called: on its button, on its dialog and in help.
    pub fn title(&self) -> &'static str {
        word(match self {
            Self::PreviousEvent => "gesture.previous-event",
            Self::NextEvent => "gesture.next-event",
            Self::PlayOrPause => "gesture.play",
            Self::Now => "gesture.now",
            Self::GoTo(_) | Self::Drag(_) => "gesture.go-to",
            Self::ZoomIn => "gesture.zoom-in",
            Self::ZoomOut => "gesture.zoom-out",
            Self::WholeHistory => "gesture.whole-history",
            Self::JumpToDate => "gesture.jump-to-date",
            Self::NamedMoments => "gesture.named-moments",
            Self::NameMoment => "gesture.name-moment",
            Self::Show(Page::Overview) => "page.overview",
            Self::Show(Page::Journal) => "page.journal",
            Self::Show(Page::Accounts | Page::Account(_)) => "page.accounts",
            Self::Show(Page::Reports(_)) => "page.reports",
            Self::Show(Page::Audit) => "page.audit",
            Self::Show(Page::Data) => "page.data",
            Self::Show(Page::Streams) => "page.streams",
            Self::Search => "gesture.search",
            Self::Help => "gesture.help",
            Self::Explain(_) => "gesture.explain",
            Self::Deposit(_) => "gesture.deposit",
            Self::Withdraw(_) => "gesture.withdraw",
            Self::Transfer(_) => "gesture.transfer",
            Self::Categorize(_) => "gesture.categorize",
            Self::Reverse(_) => "gesture.reverse",
            Self::Correct(_) => "gesture.correct",
            Self::EntryActions(_) => "gesture.entry-actions",
            Self::Undo => "gesture.undo",
            Self::Redo => "gesture.redo",
            Self::OpenAccount => "gesture.open-account",
            Self::RenameAccount(_) => "gesture.rename-account",
            Self::SetOverdraftLimit(_) => "gesture.set-overdraft-limit",
            Self::Reconcile(_) => "gesture.reconcile",
            Self::Freeze(_) => "gesture.freeze",
            Self::Unfreeze(_) => "gesture.unfreeze",
            Self::Close(_) => "gesture.close",
            Self::Reopen(_) => "gesture.reopen",
            Self::StateRule => "gesture.state-rule",
            Self::WithdrawRule(_) => "gesture.withdraw-rule",
            Self::ClosePeriod => "gesture.close-period",
            Self::ReopenPeriod(_) => "gesture.reopen-period",
            Self::NewBook => "gesture.new-book",
            Self::RenameBook => "gesture.rename-book",
            Self::OpenBook(_) => "gesture.switch-book",
            Self::DeleteBook(_) => "gesture.delete-book",
            Self::AddDestination => "gesture.add-destination",
            Self::PauseDestination(_) => "gesture.pause-destination",
            Self::ResumeDestination(_) => "gesture.resume-destination",
            Self::UnlockDestination(_) => "gesture.unlock-destination",
            Self::ResendDestination(_) => "gesture.resend-destination",
            Self::RemoveDestination(_) => "gesture.remove-destination",
            Self::BackUp => "gesture.back-up",
            Self::InWhatIf(gesture) => return gesture.title(),
            Self::Show(Page::WhatIf) => "page.what-if",
            Self::WhatIfEntry(_) => "gesture.what-if-entry",
            Self::LeaveOut(_) => "gesture.leave-out",
            Self::Replace(_) => "gesture.replace",
            Self::StepIntoBranch => "gesture.step-into-branch",
            Self::DiscardWhatIf => "gesture.discard-what-if",
            Self::KeepWhatIf => "gesture.keep-what-if",
            Self::AdoptWhatIf => "gesture.adopt-what-if",
        })
    }

    /// Its key, where it has one.
    pub const fn shortcut(&self) -> Option<Shortcut> {
        let (key, hint, aria) = match self {
            Self::Deposit(_) => ("d", "D", "D"),
            Self::Withdraw(_) => ("w", "W", "W"),
            Self::Transfer(_) => ("t", "T", "T"),
            Self::OpenAccount => ("a", "A", "A"),
            Self::Undo => ("z", "Z", "Z"),
            Self::Redo => ("y", "Y", "Y"),
            Self::PreviousEvent => ("arrowleft", "←", "ArrowLeft"),
            Self::NextEvent => ("arrowright", "→", "ArrowRight"),
            Self::PlayOrPause => (" ", "Space", "Space"),
            Self::Now => ("escape", "Esc", "Escape"),
            Self::ZoomIn => ("+", "+", "Plus"),
            Self::ZoomOut => ("-", "−", "-"),
            Self::WholeHistory => ("0", "0", "0"),
            Self::JumpToDate => ("g", "G", "G"),
            Self::NamedMoments => ("m", "M", "M"),
            Self::Show(Page::Overview) => ("1", "1", "1"),
            Self::Show(Page::Journal) => ("2", "2", "2"),
            Self::Show(Page::Accounts) => ("3", "3", "3"),
            Self::Show(Page::Audit) => ("4", "4", "4"),
            Self::Show(Page::Data) => ("5", "5", "5"),
            Self::Show(Page::Streams) => ("6", "6", "6"),
            Self::Show(Page::WhatIf) => ("i", "I", "I"),
            Self::Show(Page::Reports(_)) => ("r", "R", "R"),
            Self::Search => ("/", "/", "/"),
            Self::Help => ("?", "?", "?"),
            _ => return None,
        };
        Some(Shortcut { key, hint, aria })
    }

    /// Whether it leads to writing in the open book, which the past does not offer.
    pub const fn writes(&self) -> bool {
        matches!(
            self,
            Self::Deposit(_)
                | Self::Withdraw(_)
                | Self::Transfer(_)
                | Self::Categorize(_)
                | Self::Reverse(_)
                | Self::Correct(_)
                | Self::Undo
                | Self::Redo
                | Self::OpenAccount
                | Self::RenameAccount(_)
                | Self::SetOverdraftLimit(_)
                | Self::Reconcile(_)
                | Self::Freeze(_)
                | Self::Unfreeze(_)
                | Self::Close(_)
                | Self::Reopen(_)
                | Self::ClosePeriod
                | Self::NameMoment
                | Self::ReopenPeriod(_)
                | Self::RenameBook
                | Self::AdoptWhatIf
                | Self::StateRule
                | Self::WithdrawRule(_)
        )
    }

    /// The same about this account, where money moves and no account is said.
    #[must_use]
    pub fn about(self, account: Option<AccountId>) -> Self {
        match self {
            Self::Deposit(None) => Self::Deposit(account),
            Self::Withdraw(None) => Self::Withdraw(account),
            Self::Transfer(None) => Self::Transfer(account),
            said => said,
        }
    }

    /// Whether it makes an entry, which the what-if does in its own way.
    pub const fn enters(&self) -> bool {
        matches!(self, Self::Deposit(_) | Self::Withdraw(_) | Self::Transfer(_) | Self::OpenAccount)
    }

    /// Whether only the book itself has it, and no branch.
    pub const fn needs_the_book(&self) -> bool {
        matches!(
            self,
            Self::AdoptWhatIf | Self::BackUp | Self::NewBook | Self::RenameBook | Self::DeleteBook(_)
        ) || self.streams()
    }

    /// Whether it is about where events go, which the past does not offer either.
    pub const fn streams(&self) -> bool {
        matches!(
            self,
            Self::AddDestination
                | Self::PauseDestination(_)
                | Self::ResumeDestination(_)
                | Self::UnlockDestination(_)
                | Self::ResendDestination(_)
                | Self::RemoveDestination(_)
        )
    }

    /// Whether it opens a dialog.
    pub const fn asks(&self) -> bool {
        let at_once = matches!(self, Self::PauseDestination(_) | Self::ResumeDestination(_));
        self.writes()
            || (self.streams() && !at_once)
            || matches!(
                self,
                Self::JumpToDate
                    | Self::NamedMoments
                    | Self::Help
                    | Self::Explain(_)
                    | Self::NewBook
                    | Self::DeleteBook(_)
                    | Self::BackUp
                    | Self::InWhatIf(_)
                    | Self::EntryActions(_)
                    | Self::WhatIfEntry(_)
                    | Self::Replace(_)
                    | Self::DiscardWhatIf
                    | Self::KeepWhatIf
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Currency, ValueDate};
    use crate::reports::Scope;
    use crate::wording;
    use std::collections::HashMap;

    fn one_of_each() -> Vec<Gesture> {
        let (account, entry) = (AccountId::from_bytes([1; 16]), EventId::from_bytes([2; 16]));
        let key = BookKey::new("k").unwrap();
        let day = ValueDate::default();
        let mut all = Gesture::WITH_SHORTCUT.to_vec();
        all.extend([
            Gesture::GoTo(3),
            Gesture::Drag(3),
            Gesture::Show(Page::Account(account)),
            Gesture::Explain(Box::new((
                Asked::now("Cash".into(), Scope::total(Currency::from_code("EUR").unwrap())),
                None,
            ))),
            Gesture::Categorize(entry),
            Gesture::Reverse(entry),
            Gesture::Correct(entry),
            Gesture::EntryActions(entry),
            Gesture::RenameAccount(account),
            Gesture::SetOverdraftLimit(account),
            Gesture::Reconcile(account),
            Gesture::Freeze(account),
            Gesture::Unfreeze(account),
            Gesture::Close(account),
            Gesture::Reopen(account),
            Gesture::StateRule,
            Gesture::WithdrawRule(entry),
            Gesture::ClosePeriod,
            Gesture::NameMoment,
            Gesture::ReopenPeriod(Period::new(day, day).unwrap()),
            Gesture::NewBook,
            Gesture::RenameBook,
            Gesture::OpenBook(key.clone()),
            Gesture::DeleteBook(key),
            Gesture::AddDestination,
            Gesture::PauseDestination(String::new()),
            Gesture::ResumeDestination(String::new()),
            Gesture::UnlockDestination(String::new()),
            Gesture::ResendDestination(String::new()),
            Gesture::RemoveDestination(String::new()),
            Gesture::BackUp,
            Gesture::InWhatIf(Box::new(Gesture::OpenAccount)),
            Gesture::WhatIfEntry(entry),
            Gesture::LeaveOut(entry),
            Gesture::Replace(entry),
            Gesture::StepIntoBranch,
            Gesture::DiscardWhatIf,
            Gesture::KeepWhatIf,
            Gesture::AdoptWhatIf,
        ]);
        all
    }

    #[test]
    fn no_two_gestures_share_a_key() {
        let mut taken = HashMap::new();
        for gesture in Gesture::WITH_SHORTCUT {
            let shortcut = gesture.shortcut().unwrap();
            if let Some(other) = taken.insert(shortcut.key, gesture.clone()) {
                panic!("{gesture:?} and {other:?} both want {:?}", shortcut.key);
            }
            assert_eq!(Gesture::of_key(shortcut.key), Some(gesture));
        }
    }

    #[test]
    fn every_gesture_with_a_key_is_listed_for_help() {
        for gesture in one_of_each() {
            let listed = Gesture::WITH_SHORTCUT.iter().any(|one| one.shortcut() == gesture.shortcut());
            assert!(gesture.shortcut().is_none() || listed, "{gesture:?}");
        }
    }

    #[test]
    fn every_gesture_has_a_title_that_is_a_text() {
        for gesture in one_of_each() {
            assert!(!gesture.title().contains("gesture."), "{gesture:?} has no text");
            assert!(wording::knows("page.overview"));
        }
    }

    #[test]
    fn capitals_count_as_their_letters() {
        assert_eq!(Gesture::of_key("D"), Some(Gesture::Deposit(None)));
        assert_eq!(Gesture::of_key("ArrowLeft"), Some(Gesture::PreviousEvent));
        assert_eq!(Gesture::of_key("Tab"), None);
    }
}
