//! A table of entries, newest first, of which only the rows in view are on the page.

use super::entry_row::{self, Manner, PATTERN};
use super::row_keys;
use super::row_window::{self, RowWindow};
use super::sheet::{Row, Sheet};
use crate::app::follow::follow;
use crate::app::state::App;
use crate::record::LedgerCodec;
use crate::reports::Moment;
use crate::wording::word;
use leptos::html::{Main, Tbody};
use leptos::prelude::*;

/// The heads of the columns, as wide as the rows below need them.
#[component]
pub(super) fn EntryHead() -> impl IntoView {
    view! {
        <thead>
            <tr aria-rowindex="1">
                <th scope="col" class="col-number wide-only">{word("column.number")}</th>
                <th scope="col" class="col-date wide-only">{word("column.date")}</th>
                <th scope="col">{word("column.what")}</th>
                <th scope="col" class="col-money r">{word("column.amount")}</th>
                <th scope="col" class="col-money r wide-only">{word("column.balance")}</th>
                <th scope="col" class="col-actions">
                    <span class="visually-hidden">{word("column.actions")}</span>
                </th>
            </tr>
        </thead>
    }
}

/// A table over as many entries as there are.
#[component]
pub(super) fn EntryTable(
    /// What scrolls.
    main: NodeRef<Main>,
    /// What the table is called: a key of the wording.
    label: &'static str,
    /// How many rows there are.
    #[prop(into)]
    total: Signal<u64>,
    /// The rows of a window, at the moment shown.
    lines: impl Fn(&Moment<'_, LedgerCodec>, RowWindow, Manner) -> Vec<Row> + 'static,
) -> impl IntoView {
    let app = App::get();
    let (top, place) = (NodeRef::<Tbody>::new(), NodeRef::<Tbody>::new());
    let listed = row_window::follow(app, main, top, total);
    let window = listed.window;
    let mut pattern = vec![PATTERN];
    pattern.extend(entry_row::actions());
    let mut sheet = Sheet::new(&pattern);
    follow(move |_| {
        let Some(place) = place.get() else { return };
        let window = window.get();
        let offered = app.offers_to_write();
        let rows = app.moment(|moment| {
            let coded = moment.prepared.currencies.until(moment.position).count() > 1;
            lines(moment, window, Manner { coded, offered })
        });
        sheet.show(&place, row_window::numbered(rows.unwrap_or_default(), window.first + 2));
    });
    view! {
        <div class="card table-card" class:bare=move || total.get() == 0>
            <table class="num" aria-label=word(label) aria-rowcount=move || (total.get() + 1).to_string()
                on:keydown=|event| row_keys::step(&event) on:click=move |event| entry_row::pressed(app, &event)>
                <EntryHead />
                <tbody node_ref=top>{row_window::gap(move || window.get().above)}</tbody>
                <tbody node_ref=place></tbody>
                <tbody>{row_window::gap(move || window.get().below)}</tbody>
            </table>
            {listed.not_printed()}
            {move || (total.get() == 0).then(|| view! { <p class="empty">{word("journal.empty")}</p> })}
        </div>
    }
}
