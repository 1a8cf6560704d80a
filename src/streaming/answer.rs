//! What a destination's reply means, event by event: accepted, to be tried again, or never to be taken.

use super::{DestinationKind, Secrets, retry_after};
use crate::event_sourcing::Timestamp;
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
                | "no-address"
                | "not-included"
                | "other-history"
                | "all-refused"
        )
    }

    /// What to tell the user, with what to do about it, and what was said of it.
    pub fn sentence(&self, kind: DestinationKind, topic: &str) -> String {
        let unreachable = self.code == "unreachable";
        let key = match self.code.as_str() {
            "unreachable" => format!("problem.unreachable-{}", kind.as_str()),
            "unknown-topic" if !kind.has_topic() => "problem.unknown-address".to_owned(),
            "forbidden" if !kind.has_topic() => "problem.forbidden-here".to_owned(),
            code => format!("problem.{code}"),
        };
        let sentence = say(&key, &[("topic", topic)]);
        // That time ran out is all there is to say of it.
        if self.detail.is_empty() || self.code == "timeout" {
            return sentence;
        }
        let quoted = if unreachable { "problem.browser-says" } else { "problem.it-says" };
        say(quoted, &[("sentence", &sentence), ("detail", &self.detail)])
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
    /// It was not sent, because one before it did not arrive, or because the batch had taken long enough.
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
    /// When it came, by this device's clock.
    pub at: Timestamp,
    /// What of it is never shown.
    pub secrets: Secrets,
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
        let member = |name: &str| body.get(name).and_then(Value::as_str);
        let text = self.body.trim();
        let plain = Some(text).filter(|text| body.is_null() && !text.starts_with('<'));
        let said = member("message").or_else(|| member("error")).or(plain).unwrap_or_default();
        let code = body.get("error_code").and_then(Value::as_u64).filter(|code| *code >= 1000);
        // Where it says nothing, its status says more than our sentence, unless that names it already.
        let status = self.status.to_string();
        let named = matches!(self.status, 401 | 403 | 404 | 405 | 410);
        let said = if said.is_empty() && !named { &status } else { said };
        self.outcome(code.unwrap_or_else(|| u64::from(self.status)), said)
    }

    /// Milliseconds that `Retry-After` asks for.
    fn asked(&self) -> Option<u64> {
        retry_after::wait(self.retry_after.as_deref()?, self.at)
    }

    /// A problem with what was said of it, without what is never shown.
    fn problem(&self, code: &str, said: &str) -> Problem {
        Problem::with(code, &self.secrets.hide(said))
    }

    /// v3 answers with one JSON object after the other, in the order of the records.
    fn reports(&self, sent: usize) -> Answer {
        let reports = serde_json::Deserializer::from_str(&self.body).into_iter::<Value>();
        let read = |report: Value| {
            let code = report.get("error_code").and_then(Value::as_u64)?;
            let said = report.get("message").and_then(Value::as_str).unwrap_or_default();
            Some(self.outcome(code, said))
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
                None => Outcome::Later(self.problem("unexpected", said), None),
                Some(1) => Outcome::Refused(self.problem("refused", said)),
                Some(2) => Outcome::Later(self.problem("server", said), None),
                Some(code) => self.outcome(code, said),
            }
        };
        self.each(offsets.iter().map(read).collect(), sent)
    }

    /// A reply that does not speak of each event leaves open what became of the others.
    fn each(&self, mut outcomes: Vec<Outcome>, sent: usize) -> Answer {
        let unknown = Outcome::Later(self.problem("unexpected", &self.body), None);
        outcomes.resize(sent, unknown);
        Answer::Each(outcomes)
    }

    /// What a status, or a proxy's longer code that begins with one, means for an event.
    fn outcome(&self, code: u64, said: &str) -> Outcome {
        let status = if code >= 1000 { code / 100 } else { code };
        let later = |name| Outcome::Later(self.problem(name, said), self.asked());
        match status {
            200..=299 => Outcome::Accepted,
            401 => later("wrong-password"),
            403 => later("forbidden"),
            404 | 405 | 410 => later("unknown-topic"),
            408 | 425 | 429 => later("busy"),
            413 => Outcome::Refused(self.problem("too-large", said)),
            400..=499 => Outcome::Refused(self.problem("refused", said)),
            500..=599 => later("server"),
            _ => later("unexpected"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        Reply { status, body: body.to_owned(), ..Reply::default() }
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
    fn a_refusal_is_quoted_however_it_is_written_and_has_its_status_where_it_says_nothing() {
        let cases = [
            (400, r#"{"message":"too long"}"#, "too long"),
            (400, r#"{"error":"too spicy"}"#, "too spicy"),
            (422, "plain why\n", "plain why"),
            (422, "", "422"),
            (500, "<html><h1>Oh no</h1></html>", "500"),
            (503, "{}", "503"),
            (404, "", ""),
        ];
        for (status, body, wanted) in cases {
            let answer = reply(status, body).read(DestinationKind::CloudEventsHttp, 1);
            let (Answer::Whole(Outcome::Refused(problem)) | Answer::Whole(Outcome::Later(problem, _))) =
                answer
            else {
                panic!("{status} is no success");
            };
            assert_eq!(problem.detail, wanted, "{status} {body}");
        }
    }

    #[test]
    fn what_has_no_topic_is_not_told_to_correct_it() {
        for code in ["unknown-topic", "forbidden"] {
            let sentence = |kind, topic| Problem::new(code).sentence(kind, topic);
            assert!(sentence(DestinationKind::KafkaRestV2, "books").contains("“books”"), "{code}");
            assert!(!sentence(DestinationKind::CloudEventsHttp, "").contains('“'), "{code}");
        }
    }

    #[test]
    fn retry_after_is_taken_in_seconds_or_as_a_date() {
        let at = crate::record::parse_timestamp("1994-11-06T08:49:30.000Z").unwrap();
        for asked in ["7", "Sun, 06 Nov 1994 08:49:37 GMT"] {
            let busy = Reply { status: 429, retry_after: Some(asked.to_owned()), at, ..Reply::default() };
            let Answer::Whole(Outcome::Later(_, wait)) = busy.read(DestinationKind::CloudEventsHttp, 1)
            else {
                panic!("a busy destination is asked again later");
            };
            assert_eq!(wait, Some(7_000), "{asked}");
        }
    }

    #[test]
    fn no_answer_of_any_kind_shows_a_secret_even_where_it_is_cut() {
        let header = "Basic YW5uOmh1bnRlci0yMi1odW50ZXI=";
        let long = format!("{} hunter-22-hunter", "x".repeat(50));
        let said = [
            (401, format!(r#"{{"error_code":401,"message":"no ann:hunter-22-hunter, {header}"}}"#)),
            (422, format!(r#"{{"error_code":42206,"message":"{long}"}}"#)),
            (200, format!(r#"{{"error_code":50002,"message":"{header}"}}"#)),
            (200, format!(r#"{{"offsets":[{{"error_code":2,"error":"{long}"}},{{"error":"{header}"}}]}}"#)),
            (200, format!("<html>{header}</html>")),
            (503, r#"{"message":"\u0068unter-22-hunter"}"#.to_owned()),
        ];
        for (status, body) in said {
            for kind in DestinationKind::ALL {
                let secrets = Secrets::of(["hunter-22-hunter", "ann:hunter-22-hunter"]);
                let answer = Reply { secrets, ..reply(status, &body) }.read(kind, 2);
                let shown = format!("{answer:?}");
                for piece in ["hunter", "hunt", "YW5u", "odW50"] {
                    assert!(!shown.contains(piece), "{status} {body} shows {piece}: {shown}");
                }
            }
        }
    }

    #[test]
    fn where_no_answer_may_be_read_every_product_has_its_setting_named() {
        let named = [
            (
                DestinationKind::KafkaRestV3,
                &["access.control.allow.origin", "access.control.allow.methods"][..],
            ),
            (DestinationKind::KafkaRestV3, &["access.control.allow.headers to content-type,authorization"]),
            (DestinationKind::KafkaRestV2, &["Karapace allows every page"]),
            (DestinationKind::KafkaRestV2, &["Redpanda", "pandaproxy_api", "Access-Control-Allow-Origin"]),
            (
                DestinationKind::KafkaRestV2,
                &["Strimzi", "http.cors.enabled=true", "http.cors.allowedOrigins"],
            ),
            (DestinationKind::KafkaRestV2, &["Strimzi", "http.cors.allowedMethods=GET,POST,OPTIONS"]),
            (DestinationKind::KafkaRestV2, &["Confluent", "access.control.allow.origin"]),
            (DestinationKind::NatsJetStream, &["websocket", "allowed_origins"]),
            (
                DestinationKind::CloudEventsHttp,
                &["OPTIONS", "Access-Control-Allow-Headers: content-type, authorization"],
            ),
        ];
        for (kind, settings) in named {
            let sentence = Problem::with("unreachable", "Failed to fetch").sentence(kind, "t");
            for setting in settings {
                assert!(sentence.contains(setting), "{kind:?}: {setting} is missing in: {sentence}");
            }
            assert!(sentence.ends_with("The browser says: “Failed to fetch”."), "{sentence}");
        }
    }

    #[test]
    fn what_a_destination_said_is_quoted_and_nothing_is_quoted_of_one_that_said_nothing() {
        let sentence = |detail| Problem::with("server", detail).sentence(DestinationKind::KafkaRestV3, "t");
        assert_eq!(sentence(""), "The destination could not take it just now.");
        assert_eq!(
            sentence("{x} is full"),
            "The destination could not take it just now. It says: “{x} is full”."
        );
    }
}
