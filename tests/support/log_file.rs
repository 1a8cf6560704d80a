//! An event log file as its reader elsewhere sees it: JSON, whose fingerprint is computed here by other means than ours.
#![allow(dead_code, reason = "every test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "in a test, that is how a fault is reported")]

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// `h(n)` of these events, from nothing but their JSON.
pub(crate) fn chain(events: &[Value]) -> String {
    let hash: [u8; 32] = events.iter().fold([0; 32], |before, event| {
        let canonical = serde_json_canonicalizer::to_vec(event).unwrap();
        Sha256::new().chain_update(before).chain_update(canonical).finalize().into()
    });
    let digit = |n: u8| char::from_digit(u32::from(n), 16).unwrap();
    hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

pub(crate) fn parse(file: &str) -> Value {
    serde_json::from_str(file).unwrap()
}

pub(crate) fn events(file: &mut Value) -> &mut Vec<Value> {
    file["events"].as_array_mut().unwrap()
}

/// The file with one thing altered; count and fingerprint stay what they were.
pub(crate) fn altered(file: &Value, alter: impl FnOnce(&mut Value)) -> Value {
    let mut file = file.clone();
    alter(&mut file);
    file
}

/// The file with a count and a fingerprint that fit what its events have become.
pub(crate) fn fitted(mut file: Value) -> Value {
    file["count"] = json!(events(&mut file).len());
    file["fingerprint"] = json!(chain(events(&mut file)));
    file
}

/// The file with one more event, of a command of its own, fitted.
pub(crate) fn with_event(file: &Value, name: &str, version: u64, data: Value) -> Value {
    let mut file = file.clone();
    let events = events(&mut file);
    let sequence = events.len() + 1;
    let recorded_at = events.last().unwrap()["recorded_at"].clone();
    events.push(json!({
        "sequence": sequence, "id": uuid(sequence), "type": name, "version": version, "recorded_at": recorded_at,
        "commit": sequence, "command": "Test", "command_id": uuid(1000 + sequence), "data": data,
    }));
    fitted(file)
}

pub(crate) fn uuid(n: usize) -> String {
    format!("ffffffff-0000-7000-8000-{n:012x}")
}
