//! The dialog that shows what the keys do, and lets those be switched off that are hit by mistake.

use super::panel::Panel;
use crate::app::gesture::Gesture;
use crate::app::settings;
use crate::ui::keys;
use crate::wording::word;
use leptos::prelude::*;

/// Keyboard shortcuts.
#[component]
pub(super) fn Help() -> impl IntoView {
    let line = |gesture: Gesture| {
        let hint = gesture.shortcut().map_or("", |shortcut| shortcut.hint);
        view! { <dt><kbd>{hint}</kbd></dt> <dd>{gesture.title()}</dd> }
    };
    let switch = move |event: web_sys::Event| {
        settings::set_single_keys(event_target_checked(&event));
        keys::show_hints();
    };
    view! {
        <Panel title=Gesture::Help.title()>
            <label class="checkbox">
                <input type="checkbox" checked=settings::single_keys() aria-describedby="single-keys"
                    on:change=switch />
                {word("help.single-keys")}
            </label>
            <p id="single-keys" class="explain">{word("help.single-keys-explain")}</p>
            <dl class="keys">
                {Gesture::WITH_SHORTCUT.map(line).into_iter().collect_view()}
                <dt><kbd>"↑ ↓"</kbd></dt>
                <dd>{word("help.rows")}</dd>
            </dl>
        </Panel>
    }
}
