//! Passwords and tokens of destinations: in this tab for as long as it is open. Where the user wants them kept, they are
//! kept sealed. They are never part of a row, an export, a log or a sentence.

use crate::streaming::Secrets;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// What a destination wants to see.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// Basic authentication.
    Password {
        /// The user.
        user: String,
        /// The password.
        password: String,
    },
    /// A bearer token.
    Token(String),
}

impl Credentials {
    /// Reads `{user, password}` or `{token}`.
    pub fn read(said: &Value) -> Option<Self> {
        let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
        match (text("token"), text("user")) {
            (Some(token), None) if !token.is_empty() => Some(Self::Token(token)),
            (None, Some(user)) => {
                Some(Self::Password { user, password: text("password").unwrap_or_default() })
            }
            _ => None,
        }
    }

    /// The header `Authorization`.
    pub(super) fn header(&self) -> String {
        match self {
            Self::Password { user, password } => {
                format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
            }
            Self::Token(token) => format!("Bearer {token}"),
        }
    }

    /// What of it no answer may show.
    pub(super) fn secrets(&self) -> Secrets {
        match self {
            Self::Password { user, password } if password.is_empty() => Secrets::of([&*format!("{user}:")]),
            Self::Password { user, password } => Secrets::of([&**password, &format!("{user}:{password}")]),
            Self::Token(token) => Secrets::of([&**token]),
        }
    }

    /// What `read` reads again.
    pub(super) fn json(&self) -> String {
        match self {
            Self::Password { user, password } => serde_json::json!({"user": user, "password": password}),
            Self::Token(token) => serde_json::json!({"token": token}),
        }
        .to_string()
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

fn name(id: &str) -> String {
    format!("daybook/credentials/{id}")
}

/// What was given for a destination in this tab.
pub(super) fn given(id: &str) -> Option<Credentials> {
    let text = storage()?.get_item(&name(id)).ok().flatten()?;
    Credentials::read(&serde_json::from_str(&text).ok()?)
}

/// Remembers it for as long as the tab is open.
pub(super) fn give(id: &str, credentials: &Credentials) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&name(id), &credentials.json());
    }
}

/// Forgets it.
pub(super) fn forget(id: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&name(id));
    }
}
