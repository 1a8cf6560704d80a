//! Where public events go: what the user said of a destination. Passwords are no part of it.

use super::json::Object;
use super::outbox::Batching;
use crate::wording::{say, word};
use core::fmt;
use serde_json::Value;

/// How a destination is spoken to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DestinationKind {
    /// Kafka REST Proxy, API version 3.
    KafkaRestV3,
    /// Kafka REST Proxy, API version 2: Karapace, Redpanda, Strimzi.
    KafkaRestV2,
    /// NATS JetStream over WebSocket.
    NatsJetStream,
    /// CloudEvents over HTTP, to any address.
    CloudEventsHttp,
}

impl DestinationKind {
    /// Every kind, in the order they are offered.
    pub const ALL: [Self; 4] =
        [Self::KafkaRestV3, Self::KafkaRestV2, Self::NatsJetStream, Self::CloudEventsHttp];

    /// As scripts write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KafkaRestV3 => "kafka-rest-v3",
            Self::KafkaRestV2 => "kafka-rest-v2",
            Self::NatsJetStream => "nats-jetstream",
            Self::CloudEventsHttp => "cloudevents-http",
        }
    }

    /// Reads what `as_str` writes.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether it needs a topic (or, with NATS, a subject).
    pub const fn has_topic(self) -> bool {
        !matches!(self, Self::CloudEventsHttp)
    }
}

/// A destination.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Destination {
    /// Its name in this browser.
    pub id: String,
    /// How it is spoken to.
    pub kind: DestinationKind,
    /// Where it is, without a slash at the end.
    pub url: String,
    /// The cluster's id, which version 3 wants.
    pub cluster: String,
    /// The topic or subject.
    pub topic: String,
    /// Whether notes, counterparties and reasons leave.
    pub personal: bool,
    /// Whether CloudEvents go many to a request.
    pub batch: bool,
    /// Whether it wants a user and password or a token.
    pub auth: bool,
}

/// Why something is no destination.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadDestination {
    /// Which member is wrong.
    pub field: &'static str,
    /// What it should be.
    pub expected: String,
}

impl fmt::Display for BadDestination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&say("destination.bad", &[("field", self.field), ("expected", &self.expected)]))
    }
}

impl Destination {
    /// Reads what a script or a form says of a new one.
    pub fn read(id: String, said: &Value) -> Result<Self, BadDestination> {
        let bad = |field, key| BadDestination { field, expected: word(key).to_owned() };
        let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default().trim();
        let flag = |name: &str| said.get(name).and_then(Value::as_bool).unwrap_or(false);
        let kind =
            DestinationKind::from_text(text("kind")).ok_or_else(|| bad("kind", "destination.kinds"))?;
        let url = text("url").trim_end_matches('/').to_owned();
        let (schemes, expected) = match kind {
            DestinationKind::NatsJetStream => (["ws://", "wss://"], "destination.ws-url"),
            _ => (["http://", "https://"], "destination.http-url"),
        };
        let rest = schemes.iter().find_map(|scheme| url.strip_prefix(scheme));
        // A password in the address would be kept and shown with it.
        let plain = |rest: &&str| {
            !rest.is_empty() && !rest.contains(['@', ' ', '#']) && !rest.contains(char::is_control)
        };
        if !rest.is_some_and(|rest| plain(&rest)) {
            return Err(bad("url", expected));
        }
        let (cluster, topic) = (text("cluster").to_owned(), text("topic").to_owned());
        let name = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        };
        if kind.has_topic() && !name(&topic) {
            return Err(bad("topic", "destination.topic"));
        }
        if kind == DestinationKind::KafkaRestV3 && !name(&cluster) {
            return Err(bad("cluster", "destination.cluster"));
        }
        let auth = said.get("auth").is_some_and(|auth| !auth.is_null() && *auth != Value::Bool(false));
        Ok(Self { id, kind, url, cluster, topic, personal: flag("personal"), batch: flag("batch"), auth })
    }

    /// What `read` reads again.
    pub(super) fn json(&self) -> String {
        Object::new()
            .text("kind", self.kind.as_str())
            .text("url", &self.url)
            .text("cluster", &self.cluster)
            .text("topic", &self.topic)
            .flag("personal", self.personal)
            .flag("batch", self.batch)
            .flag("auth", self.auth)
            .end()
    }

    /// What may be in one request without endangering the order of an account's events.
    pub const fn batching(&self) -> Batching {
        match self.kind {
            DestinationKind::KafkaRestV3 | DestinationKind::KafkaRestV2 => Batching::Partial,
            DestinationKind::NatsJetStream => Batching::Chained,
            DestinationKind::CloudEventsHttp if self.batch => Batching::Whole,
            DestinationKind::CloudEventsHttp => Batching::Chained,
        }
    }
}
