//! The dialog that shows what the keys do.

use super::panel::Panel;
use crate::app::gesture::Gesture;
use leptos::prelude::*;

/// Keyboard shortcuts.
#[component]
pub(super) fn Help() -> impl IntoView {
    let line = |gesture: Gesture| {
        let hint = gesture.shortcut().map_or("", |shortcut| shortcut.hint);
        view! { <dt><kbd>{hint}</kbd></dt> <dd>{gesture.title()}</dd> }
    };
    view! {
        <Panel title=Gesture::Help.title()>
            <dl class="keys">{Gesture::WITH_SHORTCUT.map(line).into_iter().collect_view()}</dl>
        </Panel>
    }
}
