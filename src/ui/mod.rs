//! What is on the screen: one file a thing one can point at. Reads the app's state, sends it gestures and commands,
//! holds no rule.
#![allow(unreachable_pub, reason = "what the component macro writes says more than it was asked to")]

mod account_card;
mod account_page;
mod accounts_page;
mod at_rest;
mod audit_page;
mod backup_panel;
mod balance_chart;
mod book_switcher;
mod chart_bars;
mod chart_point;
mod data_page;
mod day_filter;
mod decimal;
mod density;
mod dialogs;
mod dock;
mod entry_row;
mod entry_table;
mod event_detail;
mod figure;
mod finder;
mod first_look;
mod first_run;
mod focus;
mod format;
mod frame;
mod gesture_button;
mod icon;
mod import_panel;
mod journal_filters;
mod journal_page;
mod keys;
mod large_sample;
mod links;
mod live_region;
mod loss_page;
mod modal;
mod moment_link;
mod moment_marks;
mod overview_page;
mod passphrase;
mod past_bar;
mod periods_panel;
mod piece;
mod proof;
mod proposal;
mod read_only;
mod reports;
mod row_keys;
mod row_window;
mod rule_marks;
mod rule_notice;
mod seal_panel;
mod sheet;
mod side;
mod slider;
mod storage_panel;
mod stream_card;
mod streams_page;
mod tall_list;
mod totals;
mod verify_panel;
mod what_if;
mod why;

use leptos::prelude::mount_to_body;

/// Puts the page on the screen.
pub fn mount() {
    mount_to_body(frame::Daybook);
}
