//! A table of entries, newest first, of which only the rows in view are on the page.

use super::entry_row::{EntryRow, Line};
use super::row_window::{self, RowWindow};
use crate::wording::word;
use leptos::html::{Main, Tbody};
use leptos::prelude::*;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The heads of the columns, as wide as the rows below need them.
#[component]
pub(super) fn EntryHead(
    /// Whether there is a column for what can be done.
    actions: bool,
) -> impl IntoView {
    view! {
        <thead>
            <tr aria-rowindex="1">
                <th scope="col" class="col-number wide-only">{word("column.number")}</th>
                <th scope="col" class="col-date wide-only">{word("column.date")}</th>
                <th scope="col">{word("column.what")}</th>
                <th scope="col" class="col-money r">{word("column.amount")}</th>
                <th scope="col" class="col-money r wide-only">{word("column.balance")}</th>
                {actions.then(|| view! {
                    <th scope="col" class="col-actions">
                        <span class="visually-hidden">{word("column.actions")}</span>
                    </th>
                })}
            </tr>
        </thead>
    }
}

/// Rows of a list that know which they are; a row whose content changed is another row.
pub(super) fn keyed<T: Hash>(row: &(u64, T)) -> (u64, u64) {
    let mut hasher = DefaultHasher::new();
    row.1.hash(&mut hasher);
    (row.0, hasher.finish())
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
    /// The rows of a window.
    lines: impl Fn(RowWindow) -> Vec<Line> + Send + Sync + 'static,
) -> impl IntoView {
    let body = NodeRef::<Tbody>::new();
    let window = row_window::follow(main, body, total);
    let lines = Memo::new(move |_| {
        let window = window.get();
        (window.first..).zip(lines(window)).collect::<Vec<_>>()
    });
    let gap = |height: f64| (height > 0.0).then(|| format!("{height}px"));
    let spacer = move |height: Option<String>| {
        height.map(|height| view! { <tr class="gap" aria-hidden="true"><td style:height=height></td></tr> })
    };
    let above = Memo::new(move |_| gap(window.get().above));
    let below = Memo::new(move |_| gap(window.get().below));
    view! {
        <div class="card table-card" class:bare=move || total.get() == 0>
            <table class="num" aria-label=word(label) aria-rowcount=move || (total.get() + 1).to_string()>
                <EntryHead actions=true />
                <tbody node_ref=body>
                    {move || spacer(above.get())}
                    <For each=move || lines.get() key=keyed let((index, line))>
                        <EntryRow line=line index=index + 1 actions=true />
                    </For>
                    {move || spacer(below.get())}
                </tbody>
            </table>
            {move || (total.get() == 0).then(|| view! { <p class="empty">{word("journal.empty")}</p> })}
        </div>
    }
}
