//! What a destination's reply means, event by event: accepted, to be tried again, or never to be taken.

use super::DestinationKind;
use crate::wording::{say, short};
use serde_json::Value;

/// Why something did not arrive, in a way that a person can act on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// What kind of problem, stable: the last part of its key in the wording.
    pub code: String,
    /// What the destination said of it, shortened; never anything that was sent.
    pub detail: String,
}

impl Problem {
    /// A problem of which nothing more is known.
    pub fn new(code: &str) -> Self {
        Self::with(code, "")
    }

    /// A problem with what was said of it.
    pub fn with(code: &str, detail: &str) -> Self {
        Self { code: code.to_owned(), detail: short(detail.trim()).into_owned() }
    }

    /// Whether trying again helps nobody before the user has done something.
    pub fn needs_the_user(&self) -> bool {
        matches!(
            self.code.as_str(),
            "wrong-password"
                | "forbidden"
                | "unknown-topic"
                | "credentials-needed"
                | "mixed-content"
                | "policy"
                | "not-included"
                | "other-history"
                | "all-refused"
        )
    }

    /// What to tell the user, with what to do about it.
    pub fn sentence(&self, kind: DestinationKind, topic: &str) -> String {
        let key = match (self.code.as_str(), kind) {
            ("unreachable", kind) => format!("problem.unreachable-{}", kind.as_str()),
            (code, _) => format!("problem.{code}"),
        };
        say(&key, &[("topic", topic), ("detail", &self.detail)])
    }
}

/// What became of one event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The destination has it.
    Accepted,
    /// It may have it or not: to be sent again, not before so many milliseconds where that was asked for.
    Later(Problem, Option<u64>),
    /// It does not have it and will not take it as it is.
    Refused(Problem),
    /// It was not sent, because one before it did not arrive.
    Unsent,
}

/// What became of a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The same for all of it.
    Whole(Outcome),
    /// For each event its own, in the order they were sent.
    Each(Vec<Outcome>),
}

/// What came back over HTTP.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The header `Retry-After`, where it is there and may be read.
    pub retry_after: Option<String>,
    /// The body.
    pub body: String,
}

impl Reply {
    /// Reads the reply to a request that carried `sent` events.
    pub fn read(&self, kind: DestinationKind, sent: usize) -> Answer {
        match kind {
            DestinationKind::KafkaRestV3 if self.is_good() => self.reports(sent),
            DestinationKind::KafkaRestV2 if self.is_good() => self.offsets(sent),
            _ if self.is_good() => Answer::Whole(Outcome::Accepted),
            _ => Answer::Whole(self.refusal()),
        }
    }

    const fn is_good(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// A request that was refused as a whole. Kafka's proxies say more in the body than by the status.
    fn refusal(&self) -> Outcome {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        let said = body.get("message").and_then(Value::as_str).unwrap_or_default();
        let code = body.get("error_code").and_then(Value::as_u64).filter(|code| *code >= 1000);
        outcome(code.unwrap_or_else(|| u64::from(self.status)), said, self.asked())
    }

    /// Milliseconds that `Retry-After` asks for; a date is taken as a minute.
    fn asked(&self) -> Option<u64> {
        let text = self.retry_after.as_deref()?.trim();
        if text.is_empty() {
            return None;
        }
        Some(text.parse::<u64>().map_or(60_000, |seconds| seconds.saturating_mul(1000)))
    }

    /// v3 answers with one JSON object after the other, in the order of the records.
    fn reports(&self, sent: usize) -> Answer {
        let reports = serde_json::Deserializer::from_str(&self.body).into_iter::<Value>();
        let read = |report: Value| {
            let code = report.get("error_code").and_then(Value::as_u64)?;
            let said = report.get("message").and_then(Value::as_str).unwrap_or_default();
            Some(outcome(code, said, self.asked()))
        };
        let outcomes = reports.map_while(Result::ok).map_while(read).collect();
        self.each(outcomes, sent)
    }

    /// v2 answers with one list. Its codes within: 1 is not to be tried again, 2 is.
    fn offsets(&self, sent: usize) -> Answer {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        let offsets = body.get("offsets").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let read = |offset: &Value| {
            let said = offset.get("error").and_then(Value::as_str).unwrap_or_default();
            match offset.get("error_code").and_then(Value::as_u64) {
                None if offset.get("offset").is_some_and(Value::is_number) => Outcome::Accepted,
                None => Outcome::Later(Problem::with("unexpected", said), None),
                Some(1) => Outcome::Refused(Problem::with("refused", said)),
                Some(2) => Outcome::Later(Problem::with("server", said), None),
                Some(code) => outcome(code, said, self.asked()),
            }
        };
        self.each(offsets.iter().map(read).collect(), sent)
    }

    /// A reply that does not speak of each event leaves open what became of the others.
    fn each(&self, mut outcomes: Vec<Outcome>, sent: usize) -> Answer {
        let unknown = Outcome::Later(Problem::with("unexpected", &self.body), None);
        outcomes.resize(sent, unknown);
        Answer::Each(outcomes)
    }
}

/// What a status, or a proxy's longer code that begins with one, means for an event.
fn outcome(code: u64, said: &str, asked: Option<u64>) -> Outcome {
    let status = if code >= 1000 { code / 100 } else { code };
    let later = |name| Outcome::Later(Problem::with(name, said), asked);
    match status {
        200..=299 => Outcome::Accepted,
        401 => later("wrong-password"),
        403 => later("forbidden"),
        404 | 405 | 410 => later("unknown-topic"),
        408 | 425 | 429 => later("busy"),
        413 => Outcome::Refused(Problem::with("too-large", said)),
        400..=499 => Outcome::Refused(Problem::with("refused", said)),
        500..=599 => later("server"),
        _ => later("unexpected"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        Reply { status, retry_after: None, body: body.to_owned() }
    }

    fn codes(answer: &Answer) -> Vec<String> {
        let name = |outcome: &Outcome| match outcome {
            Outcome::Accepted => "accepted".to_owned(),
            Outcome::Unsent => "unsent".to_owned(),
            Outcome::Later(problem, _) => format!("later: {}", problem.code),
            Outcome::Refused(problem) => format!("refused: {}", problem.code),
        };
        match answer {
            Answer::Whole(outcome) => vec![name(outcome)],
            Answer::Each(outcomes) => outcomes.iter().map(name).collect(),
        }
    }

    #[test]
    fn a_200_of_the_rest_proxy_v3_may_hold_failures() {
        let body = r#"{"error_code":200,"offset":1}
            {"error_code":50002,"message":"Kafka error"}{"error_code":429}{"error_code":41302,"message":"too big"}"#;
        let answer = reply(200, body).read(DestinationKind::KafkaRestV3, 5);
        let wanted = ["accepted", "later: server", "later: busy", "refused: too-large", "later: unexpected"];
        assert_eq!(codes(&answer), wanted);
    }

    #[test]
    fn a_200_of_the_rest_proxy_v2_may_hold_failures() {
        let body = r#"{"offsets":[{"partition":0,"offset":7,"error_code":null,"error":null},
            {"error_code":2,"error":"not now"},{"error_code":1,"error":"never"},{"error_code":50003}]}"#;
        let answer = reply(200, body).read(DestinationKind::KafkaRestV2, 4);
        assert_eq!(codes(&answer), ["accepted", "later: server", "refused: refused", "later: server"]);
    }

    #[test]
    fn a_success_that_says_nothing_of_the_events_is_no_acknowledgement() {
        for kind in [DestinationKind::KafkaRestV3, DestinationKind::KafkaRestV2] {
            for body in ["", "<html>", "{}", "[]", r#"{"offsets":[{}]}"#] {
                assert_eq!(codes(&reply(200, body).read(kind, 1)), ["later: unexpected"], "{body}");
            }
        }
    }

    #[test]
    fn statuses_are_told_apart_by_who_can_help() {
        let cases = [
            (204, "", "accepted"),
            (401, "", "later: wrong-password"),
            (403, "", "later: forbidden"),
            (404, r#"{"error_code":40403,"message":"no such topic"}"#, "later: unknown-topic"),
            (429, "", "later: busy"),
            (413, "", "refused: too-large"),
            (422, "", "refused: refused"),
            (500, r#"{"error_code":50003}"#, "later: server"),
            (503, "", "later: server"),
            (304, "", "later: unexpected"),
        ];
        for (status, body, wanted) in cases {
            let answer = reply(status, body).read(DestinationKind::CloudEventsHttp, 3);
            assert_eq!(codes(&answer), [wanted], "{status}");
        }
    }

    #[test]
    fn retry_after_is_taken_in_seconds() {
        let busy = Reply { status: 429, retry_after: Some("7".to_owned()), body: String::new() };
        let Answer::Whole(Outcome::Later(_, asked)) = busy.read(DestinationKind::CloudEventsHttp, 1) else {
            panic!("a busy destination is asked again later");
        };
        assert_eq!(asked, Some(7_000));
    }
}
