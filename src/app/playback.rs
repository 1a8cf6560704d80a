//! Plays the history like a film: moves the moment on at a steady pace, whatever a frame costs.

use super::state::App;
use leptos::prelude::*;
use std::time::Duration;

/// How fast the history plays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Speed {
    /// So many events a second.
    Events(u32),
    /// All of it in one minute.
    Minute,
}

impl Speed {
    /// Every speed, from slow to fast.
    pub const ALL: [Self; 5] =
        [Self::Events(2), Self::Events(10), Self::Events(50), Self::Events(250), Self::Minute];

    /// As a setting spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Events(2) => "2",
            Self::Events(10) => "10",
            Self::Events(50) => "50",
            Self::Events(_) => "250",
            Self::Minute => "minute",
        }
    }

    /// Reads what `as_str` writes.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|speed| speed.as_str() == text)
    }

    /// Events a second, in a history of this length.
    fn rate(self, count: u64) -> f64 {
        match self {
            Self::Events(rate) => f64::from(rate),
            #[expect(clippy::cast_precision_loss, reason = "a pace need not be exact")]
            Self::Minute => (count as f64 / 60.0).max(1.0),
        }
    }
}

/// The shortest time between two pictures of the film.
const FRAME: Duration = Duration::from_millis(33);

/// Begins to play from the moment shown; from the beginning, where that is now.
pub(super) fn play(app: App) {
    let count = app.session.count_untracked();
    let shown = app.session.position_untracked();
    let from = if shown >= count { 0 } else { shown };
    if count == 0 {
        return;
    }
    app.session.go_to(Some(from));
    app.playing.set(true);
    let rate = app.speed.get_untracked().rate(count);
    let tick = FRAME.max(Duration::from_secs_f64(0.9 / rate));
    wait(app, Reel { from, begun: now(), rate, tick, shown: from });
}

/// A stretch of the film: from where and when, and how fast. Another one begins with every press of Play.
#[derive(Clone, Copy)]
struct Reel {
    from: u64,
    begun: f64,
    rate: f64,
    tick: Duration,
    shown: u64,
}

fn wait(app: App, reel: Reel) {
    set_timeout(move || step(app, reel), reel.tick);
}

fn step(app: App, mut reel: Reel) {
    // Somebody paused, or went elsewhere: whoever does that ends the film.
    if !app.playing.get_untracked() || app.session.position_untracked() != reel.shown {
        return;
    }
    let count = app.session.count_untracked();
    let seconds = (now() - reel.begun) / 1000.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a pace need not be exact")]
    let wanted = reel.from + (seconds * reel.rate).max(0.0) as u64;
    if wanted >= count {
        app.session.go_to(None);
        app.playing.set(false);
        return;
    }
    if wanted != reel.shown {
        app.session.go_to(Some(wanted));
        reel.shown = wanted;
    }
    wait(app, reel);
}

fn now() -> f64 {
    window().performance().map_or_else(js_sys::Date::now, |clock| clock.now())
}
