//! Storage: where the books are kept, how full it is, and what the browser promises.

use super::format;
use crate::app::follow::follow;
use crate::app::room::{self, Answer, Room};
use crate::app::state::App;
use crate::wording::{say, word};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How much room there is, how much of it is taken, and whether the browser may clear it.
#[component]
pub(super) fn StoragePanel() -> impl IntoView {
    let app = App::get();
    let facts = Memo::new(move |_| app.session.storage());
    let room = RwSignal::new(Room::default());
    follow(move |_| {
        // What was recorded meanwhile takes room too.
        app.session.count();
        spawn_local(async move {
            let _ = room.try_set(app.session.room().await);
        });
    });
    let answer = RwSignal::new(None::<Answer>);
    let asking = RwSignal::new(false);
    let keep = move |_| {
        if asking.get_untracked() {
            return;
        }
        asking.set(true);
        spawn_local(async move {
            room::ask_to_keep(move |said| {
                let _ = answer.try_set(Some(said));
                let _ = asking.try_set(false);
            })
            .await;
            let _ = room.try_set(app.session.room().await);
        });
    };
    let said = move || {
        let said = answer.get()?;
        Some(word(match said {
            Answer::Yes => "storage.agreed",
            Answer::No => "storage.declined",
            Answer::NotYet => "storage.not-yet",
            Answer::None => "storage.no-answer",
        }))
    };
    let share = move || {
        let Room { used: Some(used), quota: Some(quota), .. } = room.get() else { return None };
        let thousandths = used.saturating_mul(1000) / quota.max(1);
        let text = if thousandths == 0 {
            "0".to_owned()
        } else {
            format!("{}.{}", thousandths / 10, thousandths % 10)
        };
        Some(view! {
            <dt>{word("storage.share")}</dt>
            <dd class="num">
                <meter aria-label=word("storage.share") min="0" max="1000" high="800" optimum="0"
                    value=thousandths.min(1000).to_string()></meter>
                {say("storage.percent", &[("share", &text)])}
            </dd>
        })
    };
    let full = move || matches!(room.get(), Room { used: Some(used), quota: Some(quota), .. } if used / 4 * 5 > quota);
    let in_memory = move || app.session.with_book(|book| book.log().bytes() as u64).unwrap_or_default();
    let line = |label: &'static str, bytes: Option<u64>| {
        bytes.map(|bytes| view! { <dt>{word(label)}</dt> <dd class="num">{format::bytes(bytes)}</dd> })
    };
    let kept = move || match room.read().persisted {
        Some(true) => word("storage.persisted"),
        Some(false) => word("storage.not-persisted"),
        None => word("storage.unknown"),
    };
    view! {
        <section class="card panel">
            <h2>{word("storage.title")}</h2>
            <p class="said-by-us">{move || facts.read().as_ref().map(|facts| facts.sentence)}</p>
            {move || facts.get().and_then(|facts| facts.caveat).map(|caveat| view! { <p>{caveat}</p> })}
            <dl>
                {move || line("storage.log", Some(in_memory()))}
                {move || line("storage.used", room.read().used)}
                {move || line("storage.quota", room.read().quota)}
                {share}
            </dl>
            {move || full().then(|| view! { <p class="alert">{word("storage.nearly-full")}</p> })}
            <p>{kept}</p>
            {move || (room.read().persisted == Some(false)).then(|| view! {
                <div class="buttons">
                    <button type="button" aria-busy=move || asking.get().to_string() on:click=keep>
                        {word("storage.keep")}
                    </button>
                </div>
            })}
            <p role="status">{said}</p>
            <p><a href="./rescue.html">{word("rescue.link")}</a></p>
        </section>
    }
}
