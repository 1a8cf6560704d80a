//! The page's few icons, drawn; always beside a name that is read aloud.

use leptos::prelude::*;

/// An icon of 16 by 16, in the colour of its text.
pub(super) fn icon(path: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=path /></svg>
    }
}

pub(super) const BACK: &str = "M10.5 3.5 5 8l5.5 4.5z M5 8";
pub(super) const AHEAD: &str = "M5.5 3.5 11 8l-5.5 4.5z";
pub(super) const PLAY: &str = "M4.5 2.5 13 8l-8.5 5.5z";
pub(super) const PAUSE: &str = "M5.5 3v10 M10.5 3v10";
pub(super) const BOOKMARK: &str = "M4.5 2.5h7v11L8 10.6l-3.5 2.9z";
pub(super) const CALENDAR: &str = "M2.5 4h11v9.5h-11z M2.5 7h11 M5.5 2v3 M10.5 2v3";
pub(super) const CLOCK: &str = "M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 0 1 0-11.6z M8 5v3.2l2.2 1.4";
pub(super) const BRANCH: &str = "M4.5 2.5v11 M4.5 9.5c0-3 7-1 7-5 M9.5 6.2 11.5 4l2 2.2";
pub(super) const UNDO: &str = "M6 4 2.5 7.5 6 11 M2.5 7.5h7a4 4 0 0 1 0 6.5H8";
pub(super) const REDO: &str = "M10 4 13.5 7.5 10 11 M13.5 7.5h-7a4 4 0 0 0 0 6.5H8";
pub(super) const PEN: &str = "M3 13l.7-3L11 2.7l2.3 2.3L6 12.3z M9.5 4.2l2.3 2.3";
pub(super) const PLUS: &str = "M8 3.5v9 M3.5 8h9";
pub(super) const MINUS: &str = "M3.5 8h9";
pub(super) const MORE: &str = "M3.5 8h.01 M8 8h.01 M12.5 8h.01";
pub(super) const LABEL: &str = "M2.5 2.5h5.2l6 6-5.2 5.2-6-6z M5.3 5.3h.01";

/// The mark of Daybook.
pub(super) fn mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 26 26" aria-hidden="true">
            <rect x="3" y="2" width="20" height="22" rx="4" />
            <path d="M8 9h10M8 13h10M8 17h6" fill="none" />
        </svg>
    }
}
