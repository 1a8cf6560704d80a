//! Backups: an encrypted file under a passphrase, and when the last one left.

use super::format;
use super::gesture_button::GestureButton;
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::event_sourcing::Timestamp;
use crate::wording::{say, word};
use leptos::prelude::*;

const DAY: i64 = 86_400_000;

/// How long ago all of the open book was last saved, in days and in events since. Followed.
pub(super) fn last_backup(app: App) -> Option<String> {
    if app.session.is_in_branch() {
        return None;
    }
    let key = app.session.with_book(|book| book.key().clone())?;
    let count = app.session.count();
    let Some(last) = app.session.backups.last(&key) else { return Some(word("backup.none").to_owned()) };
    let days = u64::try_from((app.session.now().millis() - last.at).max(0) / DAY).unwrap_or(0);
    let since = count.saturating_sub(last.count);
    let when = match days {
        0 => word("backup.today").to_owned(),
        1 => word("backup.day").to_owned(),
        days => say("backup.days", &[("days", &format::count(days))]),
    };
    let key = match (days, since) {
        (0, 0) => "backup.today-nothing-since",
        (_, 0) => "backup.nothing-since",
        _ => "backup.since",
    };
    Some(say(key, &[("when", &when), ("events", &format::events(since))]))
}

/// The button "Encrypted backup", and when the last one was made.
#[component]
pub(super) fn BackupPanel() -> impl IntoView {
    let app = App::get();
    let last = Memo::new(move |_| last_backup(app));
    let when = move || {
        let key = app.session.with_book(|book| book.key().clone())?;
        app.session
            .backups
            .last(&key)
            .and_then(|last| Timestamp::from_millis(last.at))
            .map(format::long_moment)
    };
    view! {
        <section class="card panel">
            <h2>{word("backup.title")}</h2>
            <p>{word("backup.explain")}</p>
            <p class="said-by-us" title=when>{move || last.get()}</p>
            <div class="buttons"><GestureButton gesture=Gesture::BackUp /></div>
        </section>
    }
}
