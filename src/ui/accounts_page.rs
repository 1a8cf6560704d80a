//! Every account, closed ones too.

use super::account_card::{self, ROW, since_counted};
use super::past_bar::EntryButtons;
use super::sheet::Sheet;
use crate::app::follow::follow;
use crate::app::state::App;
use crate::record::LedgerCodec;
use crate::reports::Moment;
use crate::wording::word;
use leptos::html::Tbody;
use leptos::prelude::*;

/// The page "Accounts".
#[component]
pub(super) fn AccountsPage() -> impl IntoView {
    let app = App::get();
    let place = NodeRef::<Tbody>::new();
    let empty = RwSignal::new(false);
    let mut sheet = Sheet::new(&[ROW]);
    follow(move |_| {
        let list = |moment: &Moment<'_, LedgerCodec>| -> Vec<_> {
            let accounts = moment.ledger.accounts().iter();
            let row = |(number, account): (u64, &std::rc::Rc<crate::ledger::Account>)| {
                account_card::row(number, account, since_counted(moment, account))
            };
            (0..).zip(accounts).map(row).collect()
        };
        let Some(place) = place.get() else { return };
        let rows = app.moment(list).unwrap_or_default();
        empty.set(rows.is_empty());
        sheet.show(&place, rows);
    });
    view! {
        <div class="head">
            <h1>{word("page.accounts")}</h1>
            <EntryButtons />
        </div>
        <div class="card table-card">
            <table class="num wraps" aria-label=word("page.accounts")>
                <thead>
                    <tr>
                        <th scope="col">{word("column.account")}</th>
                        <th scope="col" class="wide-only">{word("column.entries")}</th>
                        <th scope="col" class="col-balance r">{word("column.balance")}</th>
                    </tr>
                </thead>
                <tbody node_ref=place></tbody>
            </table>
            {move || empty.get().then(|| view! { <p class="empty">{word("account.none-yet")}</p> })}
        </div>
    }
}
