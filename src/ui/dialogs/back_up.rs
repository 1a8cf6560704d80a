//! The dialog that makes an encrypted backup.

use super::fields::Field;
use super::filled::Filled;
use super::question::{Question, Sent};
use crate::app::gesture::Gesture;
use crate::app::state::App;
use crate::ui::import_panel::save;
use crate::wording::word;
use leptos::prelude::*;

/// The fewest characters of a passphrase: fewer are guessed, however slow each guess is.
const FEWEST: usize = 8;

/// Encrypted backup.
#[component]
pub(super) fn BackUp() -> impl IntoView {
    let app = App::get();
    let ask = move |filled: &Filled| {
        let (passphrase, again) = (filled.text("passphrase")?, filled.text("passphrase-again")?);
        if passphrase.chars().count() < FEWEST {
            return filled.wrong("passphrase", word("backup.too-short").to_owned());
        }
        if passphrase != again {
            return filled.wrong("passphrase-again", word("backup.differ").to_owned());
        }
        let sent: Sent = Box::pin(async move {
            let count = app.session.count_untracked();
            let (name, file) = app.session.back_up(&passphrase).await?;
            save(app, &name, &file);
            app.session.note_backup(count);
            app.spoken.set(word("done.back-up").to_owned());
            Ok(())
        });
        Ok(sent)
    };
    view! {
        <Question title=Gesture::BackUp.title() confirm=word("backup.save") ask=ask>
            <p class="explain">{word("backup.passphrase-explain")}</p>
            <Field label="backup.passphrase" for_id="passphrase">
                <input id="passphrase" name="passphrase" type="password" autocomplete="new-password" />
            </Field>
            <Field label="backup.again" for_id="passphrase-again">
                <input id="passphrase-again" name="passphrase-again" type="password" autocomplete="new-password" />
            </Field>
        </Question>
    }
}
