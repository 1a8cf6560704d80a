//! What is sent over HTTP: address, media type and body, for each kind of destination.

use super::json::{Object, list};
use super::{Destination, DestinationKind, IntegrationEvent};
use crate::event_sourcing::Sequence;
use crate::ledger::AccountId;

/// base64 of `application/cloudevents+json; charset=UTF-8`, which tells a consumer that the value is a whole CloudEvent.
const STRUCTURED: &str = "YXBwbGljYXRpb24vY2xvdWRldmVudHMranNvbjsgY2hhcnNldD1VVEYtOA==";

/// A POST.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// Where to.
    pub url: String,
    /// The header `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

impl Request {
    /// The request that carries these events: one of them, or as many as the destination takes at once.
    pub fn of(to: &Destination, events: &[&IntegrationEvent]) -> Self {
        let Destination { url, cluster, topic, .. } = to;
        match to.kind {
            DestinationKind::KafkaRestV3 => Self {
                url: format!("{url}/v3/clusters/{cluster}/topics/{topic}/records"),
                content_type: "application/json",
                body: events.iter().map(|event| record(event)).collect(),
            },
            DestinationKind::KafkaRestV2 => {
                let records: Vec<_> = events.iter().map(|event| keyed(event)).collect();
                let records = list(records.iter().map(String::as_str));
                Self {
                    url: format!("{url}/topics/{topic}"),
                    content_type: "application/vnd.kafka.json.v2+json",
                    body: Object::new().raw("records", records).end(),
                }
            }
            DestinationKind::CloudEventsHttp if to.batch => Self {
                url: url.clone(),
                content_type: "application/cloudevents-batch+json",
                body: list(events.iter().map(|event| event.json.as_str())),
            },
            DestinationKind::CloudEventsHttp | DestinationKind::NatsJetStream => Self {
                url: url.clone(),
                content_type: "application/cloudevents+json",
                body: events.iter().map(|event| event.json.as_str()).collect(),
            },
        }
    }
}

impl Request {
    /// A request that tells a receiver of CloudEvents nothing but that somebody tries it out.
    pub fn test(to: &Destination) -> Self {
        let json = Object::new()
            .text("specversion", "1.0")
            .text("id", "test")
            .text("source", "urn:daybook:test")
            .text("type", "app.daybook.test.v1")
            .end();
        let account = AccountId::from_bytes([0; 16]);
        let test = IntegrationEvent { sequence: Sequence::START, id: "test".to_owned(), account, json };
        Self::of(to, &[&test])
    }
}

/// v3: structured mode, with the header that says so, the account as the key.
fn record(event: &IntegrationEvent) -> String {
    let header = Object::new().text("name", "content-type").text("value", STRUCTURED).end();
    let key = Object::new().text("type", "STRING").text("data", event.account).end();
    let value = Object::new().text("type", "JSON").raw("data", &event.json).end();
    Object::new().raw("headers", list([header.as_str()])).raw("key", key).raw("value", value).end()
}

/// v2 knows no headers.
fn keyed(event: &IntegrationEvent) -> String {
    Object::new().text("key", event.account).raw("value", &event.json).end()
}
