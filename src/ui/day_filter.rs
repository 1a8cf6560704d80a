//! The two days that something is narrowed to.

use super::dialogs::DayChoice;
use super::reports::upside_down;
use crate::app::state::App;
use crate::ledger::ValueDate;
use crate::wording::word;
use leptos::prelude::*;

/// The first and the last day, each of which may be left out, and what is wrong with them.
#[component]
pub(super) fn DayFilters(
    /// What the fields are called: keys of the wording.
    #[prop(default = ["filter.from", "filter.to"])]
    labels: [&'static str; 2],
    /// The fields' ids.
    ids: [&'static str; 2],
    /// Further classes.
    #[prop(default = "field")]
    class: &'static str,
    /// What stands in them: what the address says, or the usual.
    #[prop(into)]
    days: Signal<(Option<ValueDate>, Option<ValueDate>)>,
    /// Changed by whoever wants them as they were before anything was typed.
    #[prop(default = RwSignal::new(0))]
    cleared: RwSignal<u32>,
) -> impl IntoView {
    let app = App::get();
    let wrong = [RwSignal::new(None), RwSignal::new(None)];
    let said = move || {
        let typed = wrong.iter().find_map(|wrong| wrong.get());
        typed.or_else(|| upside_down(days.get()).then(|| word("filter.upside-down").to_owned()))
    };
    let ([from_label, to_label], [from_id, to_id], [from_wrong, to_wrong]) = (labels, ids, wrong);
    view! {
        <DayChoice label=from_label id=from_id class=class cleared=cleared wrong=from_wrong
            day=Signal::derive(move || days.get().0)
            choose=move |day| app.address.update(|address| address.filter.from = day) />
        <DayChoice label=to_label id=to_id class=class cleared=cleared wrong=to_wrong
            day=Signal::derive(move || days.get().1)
            choose=move |day| app.address.update(|address| address.filter.to = day) />
        {move || said().map(|why| view! { <p role="alert">{why}</p> })}
    }
}
