//! The frame: which of its faces the page shows, and what surrounds every one of them.

use super::account_page::AccountPage;
use super::accounts_page::AccountsPage;
use super::audit_page::AuditPage;
use super::book_switcher::shown_name;
use super::data_page::DataPage;
use super::dialogs::Dialogs;
use super::dock::Dock;
use super::first_look::FirstLook;
use super::first_run::FirstRun;
use super::focus;
use super::journal_page::JournalPage;
use super::keys;
use super::links;
use super::live_region::LiveRegion;
use super::loss_page::LossPage;
use super::overview_page::OverviewPage;
use super::past_bar::{Notices, PastBar};
use super::piece::{Piece, Pieces};
use super::proof::{NarrowProofLine, ProofAlarm};
use super::reports::{ReportsPage, report_word};
use super::rule_notice::RuleWarnings;
use super::side::Side;
use super::streams_page::StreamsPage;
use super::what_if::WhatIfPage;
use super::why;
use crate::app::address::Page;
use crate::app::follow::follow;
use crate::app::session::{Phase, Session};
use crate::app::state::App;
use crate::ledger::AccountId;
use crate::wording::word;
use leptos::html::Main;
use leptos::prelude::*;

/// All of the page.
#[component]
pub(super) fn Daybook() -> impl IntoView {
    let app = App::begin(Session::start());
    keys::attach(app);
    focus::attach();
    links::attach(app);
    tint(app);
    entitle(app);
    app.ready();
    let phase = Memo::new(move |_| app.session.phase());
    let whole = Memo::new(move |_| app.session.is_whole());
    let lost = Memo::new(move |_| match app.session.phase() {
        Phase::NoBook => !app.session.losses.known().is_empty(),
        _ => app.session.loss().is_some() || app.session.losses.are_looked_at(),
    });
    view! {
        {move || match phase.get() {
            Phase::Opening => view! {
                <main class="whole">
                    <p role="status">{word("start.opening")}</p>
                    {move || {
                        let (done, all) = app.session.read_so_far();
                        (all > 0).then(|| view! {
                            <progress aria-label=word("start.opening") value=done max=all></progress>
                        })
                    }}
                </main>
            }
            .into_any(),
            Phase::Failed(why) => view! {
                <main class="whole">
                    <p class="alert" role="alert">{why}</p>
                    <p><a href="./rescue.html">{word("rescue.link")}</a></p>
                </main>
            }
            .into_any(),
            Phase::NoBook | Phase::Open if lost.get() => late(|| view! { <LossPage /> }.into_any()),
            Phase::NoBook => view! { <FirstRun /> }.into_any(),
            Phase::Open if !whole.get() => view! { <FirstLook /> }.into_any(),
            Phase::Open => view! { <OpenBook /> }.into_any(),
        }}
        <Dialogs />
        <LiveRegion />
    }
}

/// The page of an open book: pages at the side, the one chosen in the middle, time below.
#[component]
fn OpenBook() -> impl IntoView {
    let app = App::get();
    // A book that was deleted leaves a whole page behind.
    on_cleanup(focus::come_back_soon);
    let main = NodeRef::<Main>::new();
    let page = Memo::new(move |_| app.page());
    follow(move |before: Option<Page>| {
        let now = page.get();
        // Whoever follows a link goes on reading where the new page begins.
        if let Some(main) = main.get_untracked().filter(|_| before.is_some_and(|before| before != now)) {
            main.set_scroll_top(0);
            let _ = main.focus();
        }
        now
    });
    let unreadable = Memo::new(move |_| app.unreadable());
    view! {
        <a class="skip" href="#main" on:click=move |event| {
            // The fragment is the address of a page: it must stay.
            event.prevent_default();
            if let Some(main) = main.get_untracked() {
                let _ = main.focus();
            }
        }>{word("frame.skip")}</a>
        <Side />
        <main id="main" tabindex="-1" node_ref=main on:click=move |event| why::pressed(app, &event)>
            <PastBar />
            <p class="book-name narrow-only"><Pieces of=Signal::derive(move || book_name(app)) /></p>
            <NarrowProofLine />
            <ProofAlarm />
            <Notices />
            <RuleWarnings />
            {move || match unreadable.get() {
                Some(why) => view! { <p class="alert" role="alert">{why}</p> }.into_any(),
                None => page_of(page.get(), main),
            }}
        </main>
        <Dock />
    }
}

/// A page. The first screen is the overview, and the wasm of the others may come later.
fn page_of(page: Page, main: NodeRef<Main>) -> AnyView {
    match page {
        Page::Overview => view! { <OverviewPage /> }.into_any(),
        Page::Journal => late(|| view! { <JournalPage main=main /> }.into_any()),
        Page::Accounts => late(|| view! { <AccountsPage /> }.into_any()),
        Page::Account(id) => late(|| view! { <AccountPage id=id main=main /> }.into_any()),
        Page::Reports(report) => late(|| view! { <ReportsPage report=report main=main /> }.into_any()),
        Page::Audit => late(|| view! { <AuditPage main=main /> }.into_any()),
        Page::WhatIf => late(|| view! { <WhatIfPage /> }.into_any()),
        Page::Streams => late(|| view! { <StreamsPage /> }.into_any()),
        Page::Data => late(|| view! { <DataPage /> }.into_any()),
    }
}

/// What no first screen is meant to need, in a function of its own: inlined, it would be part of the one that calls it.
#[inline(never)]
fn late(make: impl FnOnce() -> AnyView) -> AnyView {
    make()
}

/// What the book was called at the moment shown: a narrow screen has no side that says it.
fn book_name(app: App) -> Vec<Piece> {
    let name = app.moment(|moment| moment.ledger.book().map(|book| book.name.to_string())).flatten();
    name.map(|name| Piece::Said(shown_name(app, name))).into_iter().collect()
}

/// The past has a colour of its own, and so has what is not the book.
fn tint(app: App) {
    let past = Memo::new(move |_| app.session.is_past());
    let what_if = Memo::new(move |_| app.page() == Page::WhatIf || app.session.is_in_branch());
    follow(move |_| {
        if let Some(root) = document().document_element() {
            let _ = root.class_list().toggle_with_force("past", past.get());
            let _ = root.class_list().toggle_with_force("what-if", what_if.get());
        }
    });
}

/// The window's title: page and book.
fn entitle(app: App) {
    let title = Memo::new(move |_| {
        let name = app.session.with_book(|book| book.ledger().book().map(|book| book.name.to_string()));
        let page = match app.page() {
            Page::Account(id) => account_name(app, id),
            page => title_of(page).to_owned(),
        };
        match name.flatten() {
            Some(name) => format!("{page} · {} · Daybook", shown_name(app, name)),
            None => "Daybook".to_owned(),
        }
    });
    follow(move |_| document().set_title(&title.read()));
}

/// What the account is called at the moment shown. Apart from its place: no first screen is an account's.
#[inline(never)]
fn account_name(app: App, id: AccountId) -> String {
    let known = app.moment(|moment| moment.account(id).map(|(_, account)| account.name.to_string()));
    known.flatten().unwrap_or_else(|| word("page.accounts").to_owned())
}

fn title_of(page: Page) -> &'static str {
    match page {
        Page::Overview => word("page.overview"),
        Page::Journal => word("page.journal"),
        Page::Accounts | Page::Account(_) => word("page.accounts"),
        Page::Reports(report) => report_word(report),
        Page::Audit => word("page.audit"),
        Page::WhatIf => word("page.what-if"),
        Page::Streams => word("page.streams"),
        Page::Data => word("page.data"),
    }
}
