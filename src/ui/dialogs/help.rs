//! The dialog that shows what the keys do.

use super::filled::Filled;
use super::question::{Question, Sent};
use crate::app::gesture::Gesture;
use crate::wording::word;
use leptos::prelude::*;

/// Keyboard shortcuts.
#[component]
pub(super) fn Help() -> impl IntoView {
    let line = |gesture: Gesture| {
        let hint = gesture.shortcut().map_or("", |shortcut| shortcut.hint);
        view! { <dt><kbd>{hint}</kbd></dt> <dd>{gesture.title()}</dd> }
    };
    let ask = |_: &Filled| {
        let sent: Sent = Box::pin(async { Ok(()) });
        Ok(sent)
    };
    view! {
        <Question title=Gesture::Help.title() confirm=word("help.close") ask=ask>
            <dl class="keys">{Gesture::WITH_SHORTCUT.map(line).into_iter().collect_view()}</dl>
        </Question>
    }
}
