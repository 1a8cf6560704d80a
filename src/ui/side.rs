//! The side: brand, book, pages, and how the book is kept.

use super::backup_panel::last_backup;
use super::book_switcher::BookSwitcher;
use super::gesture_button::GestureButton;
use super::proof::ProofLine;
use super::{format, icon};
use crate::app::address::{Address, Page, Report};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::event_sourcing::Promise;
use crate::wording::word;
use leptos::prelude::*;

const PAGES: [Page; 8] = [
    Page::Overview,
    Page::Journal,
    Page::Accounts,
    Page::Reports(Report::CashFlow),
    Page::WhatIf,
    Page::Audit,
    Page::Streams,
    Page::Data,
];

/// Navigation; at the bottom of a narrow screen.
#[component]
pub(super) fn Side() -> impl IntoView {
    let app = App::get();
    let link = |page: Page| {
        let gesture = Gesture::Show(page);
        let here = move || {
            let shown = match app.page() {
                Page::Account(_) => Page::Accounts,
                Page::Reports(_) => Page::Reports(Report::CashFlow),
                shown => shown,
            };
            (shown == page).then_some("page")
        };
        view! {
            <a class="nav" href=Address::of(page, None).to_string() aria-current=here
                aria-keyshortcuts=gesture.shortcut().map(|shortcut| shortcut.aria)>
                {gesture.title()}
            </a>
        }
    };
    let storage = Memo::new(move |_| app.session.storage());
    let read_only = Memo::new(move |_| app.session.read_only().is_some());
    let in_branch = move || app.session.is_in_branch();
    let dot = move || match storage.read().as_ref().map(|facts| facts.promise) {
        // Nothing is saved where nothing can be written.
        _ if read_only.get() || in_branch() => "dot none",
        Some(Promise::Durable) => "dot",
        Some(Promise::BestEffort) => "dot weak",
        Some(Promise::ThisPageOnly) | None => "dot none",
    };
    let count = move || format::events(app.session.count());
    let last = Memo::new(move |_| last_backup(app));
    view! {
        <nav class="side" aria-label=word("side.label")>
            <div class="brand">{icon::mark()} "Daybook"</div>
            <BookSwitcher />
            {PAGES.map(link).into_iter().collect_view()}
            <footer>
                <span class=dot></span>
                {move || match storage.read().as_ref() {
                    Some(_) if in_branch() => Some(word("branch.side")),
                    Some(_) if read_only.get() => Some(word("read-only.side")),
                    facts => facts.map(|facts| facts.sentence),
                }}
                <br />
                {count}
                {move || last.get().map(|last| view! { <br /> {last} })}
                <ProofLine />
                <GestureButton gesture=Gesture::Help class="link" hint=true />
            </footer>
        </nav>
    }
}
