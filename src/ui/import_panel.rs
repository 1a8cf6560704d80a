//! In and out: exporting the log, taking in a file, loading the sample.

use super::format;
use super::passphrase::PassphraseDialog;
use super::proposal::{Offer, ProposalDialog};
use crate::app::address::{Address, Page};
use crate::app::room;
use crate::app::state::App;
use crate::book::{Failure, Imported, Proposal};
use crate::exchange::Format;
use crate::wording::{say, word};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlAnchorElement, Url};

/// What is known of a file being taken in.
#[derive(Clone, Copy)]
pub(super) struct Transfer {
    /// How far it has come, while it runs.
    pub(super) progress: RwSignal<Option<Done>>,
    /// Whether the user wants no more of it.
    stopped: StoredValue<bool>,
    /// Why it came to nothing.
    failure: RwSignal<Option<String>>,
    /// What a checked file would do, until its user decides.
    offer: RwSignal<Option<Offer>>,
    proposal: StoredValue<Option<Proposal>, LocalStorage>,
    /// An encrypted backup that waits for its passphrase.
    locked: StoredValue<Option<Blob>, LocalStorage>,
    is_locked: RwSignal<bool>,
    refusal: RwSignal<Option<String>>,
}

impl Transfer {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self {
            progress: RwSignal::new(None),
            stopped: StoredValue::new(false),
            failure: RwSignal::new(None),
            offer: RwSignal::new(None),
            proposal: StoredValue::new_local(None),
            locked: StoredValue::new_local(None),
            is_locked: RwSignal::new(false),
            refusal: RwSignal::new(None),
        }
    }

    pub(super) fn begin(self, app: App) -> impl FnMut(Done) -> bool + 'static {
        app.told.set(None);
        self.failure.set(None);
        self.stopped.set_value(false);
        self.progress.set(Some(Done::Begun));
        move |done| {
            let _ = self.progress.try_set(Some(done));
            self.stopped.try_get_value() != Some(true)
        }
    }

    /// Checks a chosen file; an encrypted one waits for its passphrase first.
    fn check(self, app: App, file: Blob) {
        let mut tell = self.begin(app);
        spawn_local(async move {
            if app.session.is_backup(&file).await {
                let _ = self.progress.try_set(None);
                self.locked.try_update_value(|locked| locked.replace(file));
                let _ = self.refusal.try_set(None);
                let _ = self.is_locked.try_set(true);
                return;
            }
            let progress = move |done, all| tell(Done::Bytes(done, all));
            let result = app.session.propose(file, progress).await;
            self.propose(app, result);
        });
    }

    /// Tries a passphrase; where it does not fit, or the file is damaged, its dialog says so and stays.
    fn unlock(self, app: App, passphrase: String) {
        let Some(file) = self.locked.get_value() else { return };
        let mut tell = self.begin(app);
        self.refusal.set(None);
        spawn_local(async move {
            let progress = move |done, all| tell(Done::Bytes(done, all));
            match app.session.propose_backup(file, &passphrase, progress).await {
                Err(why) if why != Failure::Cancelled => {
                    let _ = self.progress.try_set(None);
                    let _ = self.refusal.try_set(Some(why.to_string()));
                }
                result => {
                    self.keep_locked();
                    self.propose(app, result);
                }
            }
        });
    }

    /// Leaves an encrypted backup as it is.
    fn keep_locked(self) {
        self.locked.try_update_value(Option::take);
        let _ = self.is_locked.try_set(false);
    }

    /// Shows what a file would do, and waits for its user's word.
    fn propose(self, app: App, result: Result<Proposal, Failure>) {
        match result {
            Ok(proposal) => {
                let _ = self.progress.try_set(None);
                let offer = Offer::of(app, &proposal);
                self.proposal.try_update_value(|kept| kept.replace(proposal));
                let _ = self.offer.try_set(Some(offer));
            }
            Err(why) => self.end(app, Err(why)),
        }
    }

    /// Takes in what was proposed.
    fn accept(self, app: App) {
        let Some(proposal) = self.proposal.try_update_value(Option::take).flatten() else { return };
        self.progress.set(Some(Done::Begun));
        room::ask_to_keep_once();
        spawn_local(async move {
            let result = app.session.accept(proposal).await;
            self.end(app, result);
        });
    }

    /// Leaves it.
    fn leave(self) {
        self.offer.set(None);
        self.proposal.set_value(None);
    }

    pub(super) fn end(self, app: App, result: Result<Imported, Failure>) {
        let _ = self.progress.try_set(None);
        let _ = self.offer.try_set(None);
        match result {
            Ok(imported) => {
                let sentence = summary(&imported);
                app.start_over(Address::of(app.page_untracked_or(Page::Overview), None));
                app.spoken.set(sentence.clone());
                app.told.set(Some(sentence));
            }
            Err(Failure::Cancelled) => {}
            Err(why) => {
                let _ = self.failure.try_set(Some(why.to_string()));
            }
        }
    }
}

/// What an import did, in words.
fn summary(imported: &Imported) -> String {
    let (added, events) = (format::count(imported.appended), format::events(imported.count));
    let mut text = match imported.forked_after {
        Some(at) if imported.appended == imported.count => {
            say("import.forked", &[("at", &format::count(at.get())), ("events", &events)])
        }
        _ if imported.appended == 0 => say("import.nothing-new", &[("events", &events)]),
        _ => say("import.done", &[("added", &added), ("events", &events)]),
    };
    if imported.from_the_future {
        text.push(' ');
        text.push_str(word("import.from-the-future"));
    }
    text
}

/// The buttons "Load sample book" and "Import".
#[component]
pub(super) fn ImportControls(
    /// Where what happens is shown.
    transfer: Transfer,
    /// Whether the sample is offered, too.
    #[prop(default = true)]
    sample: bool,
) -> impl IntoView {
    let app = App::get();
    let input = NodeRef::<Input>::new();
    let past = move || app.session.is_past() && app.session.loss().is_none();
    let disabled = move || past() || transfer.progress.get().is_some();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        let file = input.files().and_then(|files| files.get(0));
        // The same file can be chosen again.
        input.set_value("");
        if let Some(file) = file {
            transfer.check(app, file.into());
        }
    };
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let load_sample = move |_| {
        let mut tell = transfer.begin(app);
        spawn_local(async move {
            let progress = move |events| tell(Done::Made(events));
            let result = Box::pin(app.session.load_sample(progress)).await;
            transfer.end(app, result);
        });
    };
    view! {
        <div class="buttons">
            {sample.then(|| view! {
                <button type="button" disabled=disabled on:click=load_sample>{word("import.sample")}</button>
            })}
            <button type="button" disabled=disabled on:click=choose>{word("import.import")}</button>
            <input type="file" hidden accept=".json,.backup,application/json" node_ref=input on:change=chosen />
        </div>
    }
}

/// How far taking in has come, or what was wrong.
#[component]
pub(super) fn TransferView(
    /// Of which.
    transfer: Transfer,
) -> impl IntoView {
    let failure = move || transfer.failure.get().map(|why| view! { <p class="alert" role="alert">{why}</p> });
    view! {
        {move || transfer.progress.get().map(|done| stoppable(transfer, done))}
        {failure}
        {move || transfer.is_locked.get().then(|| passphrase_wanted(transfer))}
        {move || transfer.offer.get().map(|offer| proposed(transfer, offer))}
    }
}

// Each in a function of its own: the first page has nothing to take in yet.

#[inline(never)]
fn stoppable(transfer: Transfer, done: Done) -> AnyView {
    view! {
        <Progress done=done />
        <button type="button" class="small" on:click=move |_| transfer.stopped.set_value(true)>
            {word("progress.stop")}
        </button>
    }
    .into_any()
}

#[inline(never)]
fn passphrase_wanted(transfer: Transfer) -> AnyView {
    let app = App::get();
    view! {
        <PassphraseDialog failure=transfer.refusal
            trying=Signal::derive(move || transfer.progress.get().is_some())
            unlock=move |passphrase| transfer.unlock(app, passphrase) leave=move || transfer.keep_locked() />
    }
    .into_any()
}

#[inline(never)]
fn proposed(transfer: Transfer, offer: Offer) -> AnyView {
    let app = App::get();
    view! {
        <ProposalDialog offer=offer taking=Signal::derive(move || transfer.progress.get().is_some())
            accept=move || transfer.accept(app) leave=move || transfer.leave() />
    }
    .into_any()
}

/// How much of something long is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Done {
    /// It has begun.
    Begun,
    /// So many bytes of so many.
    Bytes(u64, u64),
    /// So many events of so many.
    Events(u64, u64),
    /// So many events, and nobody knows of how many.
    Made(u64),
}

/// How far something long has come.
#[component]
pub(super) fn Progress(
    /// So far.
    done: Done,
) -> impl IntoView {
    let of = |done: &str, all: &str| say("progress.of", &[("done", done), ("all", all)]);
    let (share, text) = match done {
        Done::Begun => (None, word("progress.begun").to_owned()),
        Done::Bytes(done, all) => (Some((done, all)), of(&format::bytes(done), &format::bytes(all))),
        Done::Events(done, all) => (Some((done, all)), of(&format::count(done), &format::count(all))),
        Done::Made(events) => (None, say("progress.made", &[("count", &format::count(events))])),
    };
    let (done, all) = share.unzip();
    view! {
        <div>
            <progress aria-label=word("progress.label") value=done.map(|done| done.to_string())
                max=all.unwrap_or(1).max(1).to_string()></progress>
            <small class="quiet">{text}</small>
        </div>
    }
}

/// The button "Export JSON", or that of another form: saves the log up to the moment shown, or up to now.
#[component]
pub(super) fn ExportButton(
    /// Which form, where it is not our own.
    #[prop(optional)]
    format: Option<Format>,
    /// Whether it stops at the moment shown.
    #[prop(optional, into)]
    as_shown: Option<Signal<bool>>,
) -> impl IntoView {
    let app = App::get();
    let failure = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let export = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let past = untrack(|| app.session.is_past());
        let stops = past && as_shown.is_some_and(|as_shown| as_shown.get_untracked());
        let position = stops.then(|| app.session.position_untracked());
        spawn_local(async move {
            let count = app.session.count_untracked();
            let file = match format {
                None => app.session.export_json(position, |_, _| {}).await,
                Some(format) => app.session.export_as(format, position).await,
            };
            match file {
                Ok((name, blob)) => {
                    save(app, &name, &blob);
                    // Only a whole log can be taken in again.
                    if position.is_none() && format.is_none() {
                        app.session.note_backup(count);
                    }
                }
                Err(why) => {
                    let _ = failure.try_set(Some(why.to_string()));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <button type="button" aria-busy=move || busy.get().to_string() on:click=export>
            {word(match format {
                None => "export.json",
                Some(Format::Csv) => "export.csv",
                Some(Format::Ndjson) => "export.ndjson",
            })}
        </button>
        {move || failure.get().map(|why| view! { <p class="alert" role="alert">{why}</p> })}
    }
}

/// Lets the browser save a file, and says so.
pub(super) fn save(app: App, name: &str, blob: &Blob) {
    let Ok(url) = Url::create_object_url_with_blob(blob) else { return };
    let anchor =
        document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(anchor) = anchor {
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
    }
    app.spoken.set(say("done.saved", &[("name", name)]));
    // The browser has to get hold of it first.
    let release = move || {
        let _ = Url::revoke_object_url(&url);
    };
    set_timeout(release, std::time::Duration::from_mins(1));
}
