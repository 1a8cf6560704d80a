//! The audit: every event, newest first, and one of them in full.

use super::entry_table::keyed;
use super::event_detail::EventDetail;
use super::figure::{self, Piece};
use super::format;
use super::journal_filters::sort_word;
use super::row_window;
use crate::app::address::{Address, Page};
use crate::app::state::App;
use crate::record::LedgerCodec;
use crate::reports::{Filter, Moment, Row, page};
use crate::wording::word;
use leptos::html::{Main, Tbody};
use leptos::prelude::*;

/// An event in the list, as text.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Line {
    sequence: u64,
    recorded: String,
    title: Vec<Piece>,
    name: &'static str,
    sort: &'static str,
    actor: Option<String>,
}

impl Line {
    fn of(row: &Row) -> Self {
        Self {
            sequence: row.sequence.get(),
            recorded: format::moment(row.recorded_at),
            title: figure::pieces(&row.title),
            name: row.name,
            sort: sort_word(row.sort),
            actor: row.actor.as_ref().map(ToString::to_string),
        }
    }
}

/// The page "Audit".
#[component]
pub(super) fn AuditPage(
    /// What scrolls.
    main: NodeRef<Main>,
) -> impl IntoView {
    let app = App::get();
    let body = NodeRef::<Tbody>::new();
    let total = Signal::derive(move || app.session.position());
    let window = row_window::follow(main, body, total);
    let lines = Memo::new(move |_| {
        let window = window.get();
        let filter = Filter { all_events: true, ..Filter::default() };
        let read = |moment: &Moment<'_, LedgerCodec>| {
            page(moment, &filter, window.first, window.rows).unwrap_or_default().rows
        };
        let rows = app.moment(read).unwrap_or_default();
        (window.first..).zip(rows.iter().map(Line::of)).collect::<Vec<_>>()
    });
    // The event asked for, or the last one there is.
    let chosen = Memo::new(move |_| {
        let position = app.session.position();
        app.address.read().event.filter(|event| (1..=position).contains(event)).unwrap_or(position)
    });
    let spacer = |height: f64| {
        (height > 0.0).then(|| {
            view! { <tr class="gap" aria-hidden="true"><td style:height=format!("{height}px")></td></tr> }
        })
    };
    let above = Memo::new(move |_| window.get().above);
    let below = Memo::new(move |_| window.get().below);
    view! {
        <div class="head"><h1>{word("page.audit")}</h1></div>
        <div class="audit-layout">
            <div class="card table-card">
                <table class="num" aria-label=word("page.audit")
                    aria-rowcount=move || (total.get() + 1).to_string()>
                    <thead>
                        <tr aria-rowindex="1">
                            <th scope="col" class="col-number">{word("column.number")}</th>
                            <th scope="col">{word("column.what")}</th>
                            <th scope="col" class="col-recorded r">{word("column.recorded")}</th>
                        </tr>
                    </thead>
                    <tbody node_ref=body>
                        {move || spacer(above.get())}
                        <For each=move || lines.get() key=keyed let((index, line))>
                            <EventRow line=line index=index + 2 chosen=chosen />
                        </For>
                        {move || spacer(below.get())}
                    </tbody>
                </table>
                {move || (total.get() == 0).then(|| view! { <p class="empty">{word("audit.empty")}</p> })}
            </div>
            {move || (chosen.get() > 0).then(|| view! { <EventDetail event=chosen /> })}
        </div>
    }
}

#[component]
fn EventRow(line: Line, index: u64, chosen: Memo<u64>) -> impl IntoView {
    let app = App::get();
    let sequence = line.sequence;
    let current = move || (chosen.get() == sequence).then_some("true");
    // Choosing another event is no step that Back should undo.
    let choose = move |event: web_sys::MouseEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            app.address.update(|address| {
                *address = Address { event: Some(sequence), ..Address::of(Page::Audit, address.at) };
            });
        }
    };
    let about = match line.actor {
        Some(actor) => format!("{} · {actor}", line.name),
        None => line.name.to_owned(),
    };
    view! {
        <tr class="entry" aria-rowindex=index.to_string() aria-current=current>
            <td>
                <a href=move || app.link_to_event(sequence) on:click=choose>{format::count(sequence)}</a>
            </td>
            <td>
                <div class="first">
                    <span>{figure::piece_views(app, line.title)}</span>
                    <span class="pill">{line.sort}</span>
                </div>
                <small class="second"><bdi>{about}</bdi></small>
            </td>
            <td class="r"><small>{line.recorded}</small></td>
        </tr>
    }
}
