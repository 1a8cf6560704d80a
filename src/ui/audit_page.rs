//! The audit: every event, newest first, and one of them in full.

use super::event_detail::EventDetail;
use super::finder::Finder;
use super::format;
use super::journal_filters::{JournalFilters, sort_word};
use super::piece::{self, Piece};
use super::row_keys;
use super::row_window::{self, Rows};
use super::sheet::{Fill, Row as SheetRow, Sheet};
use crate::app::address::{Address, Page};
use crate::app::follow::follow;
use crate::app::state::App;
use crate::record::LedgerCodec;
use crate::reports::{Filter, Moment, Row, page, rows, total};
use crate::wording::{say, word};
use leptos::html::{Main, Tbody};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// An event in the list.
const PATTERN: &str = r#"<tr class="entry"><td><span data-hole></span></td>
<th scope="row"><div class="first"><span data-hole></span><span class="pill" data-hole></span></div>
<small class="second"><bdi data-hole></bdi></small></th><td class="r"><small data-hole></small></td></tr>"#;

fn line(row: &Row, chosen: u64) -> SheetRow {
    let about = match &row.actor {
        Some(actor) => format!("{} · {actor}", row.name),
        None => row.name.to_owned(),
    };
    let current = (row.sequence.get() == chosen).then(|| "true".to_owned());
    SheetRow {
        key: row.sequence.get(),
        own: vec![("aria-current", current)],
        fills: vec![
            Fill::one(Piece::Event(row.sequence.get())),
            Fill::Pieces(piece::pieces(&row.title)),
            Fill::one(Piece::words(sort_word(row.sort))),
            Fill::one(Piece::words(about)),
            Fill::one(Piece::words(format::moment(row.recorded_at))),
        ],
    }
}

/// The page "Audit".
#[component]
pub(super) fn AuditPage(
    /// What scrolls.
    main: NodeRef<Main>,
) -> impl IntoView {
    let app = App::get();
    let (top, place) = (NodeRef::<Tbody>::new(), NodeRef::<Tbody>::new());
    // The audit goes by when events were recorded, as its list does.
    let filter = Memo::new(move |_| {
        let asked = app.address.read().filter.clone();
        let recorded = (asked.from.and_then(format::beginning_of_day), asked.to.and_then(format::end_of_day));
        Filter { all_events: true, recorded, from: None, to: None, ..asked }
    });
    let finder = Finder::follow(app, filter);
    let known = Memo::new(move |_| app.moment(|moment| total(moment, &filter.read())).flatten());
    let rows_found = Signal::derive(move || known.get().unwrap_or_else(|| finder.found.get().0));
    let listed = row_window::follow(app, main, top, rows_found);
    let window = listed.window;
    let asked = Memo::new(move |_| app.address.read().event);
    // The event asked for, or the first one listed.
    let chosen = Memo::new(move |_| {
        let first = || {
            finder.found.track();
            finder.first().map_or(0, crate::event_sourcing::Sequence::get)
        };
        asked.get().unwrap_or_else(|| if known.get().is_some() { app.session.position() } else { first() })
    });
    let is_there = Memo::new(move |_| (1..=app.session.position()).contains(&chosen.get()));
    let mut sheet = Sheet::new(&[PATTERN]);
    follow(move |_| {
        let Some(place) = place.get() else { return };
        let window = window.get();
        let read = |moment: &Moment<'_, LedgerCodec>| {
            if known.get().is_some() {
                return page(moment, &filter.read(), window.first, window.rows).map(|page| page.rows);
            }
            finder.found.track();
            rows(moment, finder.some(window))
        };
        let rows = app.moment(read).and_then(Result::ok).unwrap_or_default();
        let rows = rows.iter().map(|row| line(row, chosen.get())).collect();
        sheet.show(&place, row_window::numbered(rows, window.first + 2));
    });
    follow(move |before: Option<Option<u64>>| {
        let now = asked.get();
        if let (Some(event), true) = (now, before != Some(now)) {
            // Where everything is listed, the newest event comes first.
            let row = known.get_untracked().is_some().then(|| app.session.position().checked_sub(event));
            request_animation_frame(move || bring_into_view(main, top, listed, row.flatten()));
        }
        now
    });
    // Where the list was scrolled to when an event was chosen there.
    let left_at = StoredValue::new(None);
    let back = move || {
        let (Some(main), Some(top)) = (main.get_untracked(), top.get_untracked()) else { return };
        match left_at.get_value() {
            Some(place) => listed.back_to(place),
            None => top.scroll_into_view(),
        }
        request_animation_frame(move || {
            let link = main.query_selector("tr[aria-current] a[href]").ok().flatten();
            if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
                let _ = link.focus();
            }
        });
    };
    let result = move || {
        let (found, done) = (rows_found.get(), known.get().is_some() || finder.found.get().1);
        let events = format::events(found);
        if done { events } else { say("audit.looking", &[("events", &events)]) }
    };
    view! {
        <div class="head"><h1>{word("page.audit")}</h1></div>
        <JournalFilters all_events=true />
        <p class="result num">{result}</p>
        <div class="audit-layout">
            <div class="card table-card">
                <table class="num" aria-label=word("page.audit")
                    aria-rowcount=move || (rows_found.get() + 1).to_string()
                    on:keydown=|event| row_keys::step(&event)
                    on:click=move |event| {
                        left_at.set_value(listed.place());
                        choose(app, &event);
                    }>
                    <thead>
                        <tr aria-rowindex="1">
                            <th scope="col" class="col-number">{word("column.number")}</th>
                            <th scope="col">{word("column.what")}</th>
                            <th scope="col" class="col-recorded r">{word("column.recorded")}</th>
                        </tr>
                    </thead>
                    <tbody node_ref=top>{row_window::gap(move || window.get().above)}</tbody>
                    <tbody node_ref=place></tbody>
                    <tbody>{row_window::gap(move || window.get().below)}</tbody>
                </table>
                {listed.not_printed()}
                {move || (rows_found.get() == 0).then(|| {
                    let key = if known.get().is_some() { "audit.empty" } else { "audit.none" };
                    view! { <p class="empty">{word(key)}</p> }
                })}
            </div>
            {move || if is_there.get() {
                view! { <EventDetail event=chosen back=back /> }.into_any()
            } else {
                asked.get().map(|event| unknown(event, app.session.position())).into_any()
            }}
        </div>
    }
}

/// Shows what was chosen: the row beside the event, and the event where it stands above the list and out of sight.
fn bring_into_view(main: NodeRef<Main>, top: NodeRef<Tbody>, listed: Rows, row: Option<u64>) {
    let (Some(main), Some(top)) = (main.get_untracked(), top.get_untracked()) else { return };
    let Ok(Some(detail)) = main.query_selector(".event-detail") else { return };
    let of_detail = detail.get_bounding_client_rect();
    if of_detail.left() >= top.get_bounding_client_rect().right() {
        if let Some(row) = row {
            listed.bring(row);
        }
    } else if of_detail.top() < main.get_bounding_client_rect().top() {
        detail.scroll_into_view();
    }
}

/// What is said of an event that is not there.
fn unknown(event: u64, last: u64) -> impl IntoView {
    let (event, last) = (format::count(event), format::count(last));
    let sentence = say("audit.unknown-event", &[("event", &event), ("last", &last)]);
    view! { <section class="card event-detail"><p class="alert" role="alert">{sentence}</p></section> }
}

fn read_on() {
    let title = document().get_element_by_id("event-title");
    if let Some(title) = title.and_then(|title| title.dyn_into::<HtmlElement>().ok()) {
        let _ = title.focus();
    }
}

/// Shows the event whose number was pressed. Choosing another event is no step that Back should undo.
fn choose(app: App, event: &web_sys::MouseEvent) {
    if event.ctrl_key() || event.meta_key() || event.shift_key() {
        return;
    }
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    // Anywhere in a row but on what leads elsewhere.
    let link = match target.closest("a[href]") {
        Ok(None) => {
            target.closest("tbody tr").ok().flatten().and_then(|row| row.query_selector("a[href]").ok()?)
        }
        link => link.ok().flatten(),
    };
    let chosen = link.and_then(|link| link.get_attribute("href")).map(|href| Address::parse(&href));
    if let Some(number) = chosen.filter(|address| address.page == Page::Audit).and_then(|it| it.event) {
        event.prevent_default();
        app.address.update(|address| {
            address.event = Some(number);
        });
        // With a key, reading goes on where the event is told in full; there a button leads back.
        if event.detail() == 0 {
            request_animation_frame(read_on);
        }
    }
}
