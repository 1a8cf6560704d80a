//! Carries events over the network: the one place that speaks to destinations. The requests themselves are made by
//! `page/courier.js`, loaded when there is something to carry.

use super::browser::Browser;
use super::credentials::{self, Credentials};
use crate::book::{Carrier, Surroundings};
use crate::streaming::{
    Answer, Destination, DestinationKind, IntegrationEvent, Outcome, Problem, Reply, Request, Secrets,
};
use futures_util::future::join_all;
use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A REST proxy may take a minute over a topic that is missing, and says so only then.
const PATIENCE_MS: f64 = 90_000.0;

/// So long at the most are events sent one after the other before what has become of them is kept: what a reload or a crash
/// may have sent once more.
const TURN_MS: f64 = 1_000.0;

/// Browsers open no more connections to one place.
const AT_ONCE: usize = 6;

thread_local! {
    static COURIER: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// The browser's network.
#[derive(Clone, Copy, Debug)]
pub(super) struct Network;

impl Carrier for Network {
    async fn carry(&self, to: &Destination, batch: &[&IntegrationEvent]) -> Answer {
        if let Some(problem) = hindrance(to) {
            return Answer::Whole(Outcome::Later(problem, None));
        }
        let single = to.kind == DestinationKind::CloudEventsHttp && !to.batch;
        match to.kind {
            DestinationKind::NatsJetStream => publish(to, batch).await,
            _ if single => one_by_one(to, batch).await,
            _ => match post(to, &Request::of(to, batch)).await {
                Ok(reply) => reply.read(to.kind, batch.len()),
                Err(problem) => Answer::Whole(Outcome::Later(problem, None)),
            },
        }
    }
}

/// What keeps anything from being sent at all.
fn hindrance(to: &Destination) -> Option<Problem> {
    let window = web_sys::window()?;
    if !window.navigator().on_line() && !is_near(&to.url) {
        return Some(Problem::new("offline"));
    }
    let plain = to.url.starts_with("http://") || to.url.starts_with("ws://");
    let secure = window.location().protocol().is_ok_and(|protocol| protocol == "https:");
    if plain && secure && !is_near(&to.url) {
        return Some(Problem::new("mixed-content"));
    }
    if !is_address(&to.url) {
        return Some(Problem::new("no-address"));
    }
    if !policy_allows(&to.url) {
        return Some(Problem::new("policy"));
    }
    (to.auth && credentials::given(&to.id).is_none()).then(|| Problem::new("credentials-needed"))
}

/// Whether an address is on this machine: there is a network, then, and browsers allow it from a secure page.
fn is_near(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    host == "localhost" || host == "[::1]" || host.starts_with("127.")
}

/// Whether the page's content policy, which can't be widened any more, lets it speak to this address.
pub(super) fn policy_allows(url: &str) -> bool {
    let policy = web_sys::window().and_then(|window| window.document()).and_then(|document| {
        document.query_selector("meta[http-equiv=Content-Security-Policy]").ok().flatten()
    });
    let Some(policy) = policy.and_then(|meta| meta.get_attribute("content")) else { return true };
    let Some(origin) = origin(url) else { return false };
    let allowed = policy.split(';').map(str::trim).find(|part| part.starts_with("connect-src "));
    let own = web_sys::window().and_then(|window| window.location().origin().ok());
    own.as_deref() == Some(&origin) || allowed.is_some_and(|part| part.split(' ').any(|it| it == origin))
}

/// Whether a page can be allowed to speak to it at all: what `page/policy.js` takes.
pub(super) fn is_address(url: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "/.:[]-".contains(c);
    origin(url).is_some_and(|origin| origin.chars().all(fits))
}

fn origin(url: &str) -> Option<String> {
    let origin = web_sys::Url::new(url).ok()?.origin();
    (origin != "null").then_some(origin)
}

/// Each account's events in a row, the accounts side by side.
async fn one_by_one(to: &Destination, batch: &[&IntegrationEvent]) -> Answer {
    let mut chains: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (index, event) in batch.iter().enumerate() {
        chains.entry(event.account).or_default().push(index);
    }
    let outcomes = RefCell::new(vec![Outcome::Unsent; batch.len()]);
    let mut lanes: Vec<Vec<Vec<usize>>> = vec![Vec::new(); AT_ONCE];
    for (number, chain) in chains.into_values().enumerate() {
        lanes[number % AT_ONCE].push(chain);
    }
    let until = js_sys::Date::now() + TURN_MS;
    let drive = |lane: Vec<Vec<usize>>| async {
        for chain in lane {
            for index in chain {
                if js_sys::Date::now() > until {
                    return;
                }
                let outcome = match post(to, &Request::of(to, &[batch[index]])).await {
                    Ok(reply) => match reply.read(to.kind, 1) {
                        Answer::Whole(outcome) => outcome,
                        Answer::Each(mut each) => each.pop().unwrap_or(Outcome::Unsent),
                    },
                    Err(problem) => Outcome::Later(problem, None),
                };
                let goes_on = matches!(outcome, Outcome::Accepted | Outcome::Refused(_));
                outcomes.borrow_mut()[index] = outcome;
                if !goes_on {
                    break;
                }
            }
        }
    };
    join_all(lanes.into_iter().filter(|lane| !lane.is_empty()).map(drive)).await;
    Answer::Each(outcomes.into_inner())
}

async fn post(to: &Destination, request: &Request) -> Result<Reply, Problem> {
    ask(to, "POST", &request.url, Some(request.content_type), Some(&request.body)).await
}

async fn ask(
    to: &Destination,
    method: &str,
    url: &str,
    content_type: Option<&str>,
    body: Option<&str>,
) -> Result<Reply, Problem> {
    let credentials = given(to);
    let secrets = secrets(credentials.as_ref());
    let authorization = credentials.map(|it| it.header());
    let text = |text: Option<&str>| text.map_or(JsValue::NULL, JsValue::from);
    let arguments = Array::of5(
        &method.into(),
        &url.into(),
        &text(authorization.as_deref()),
        &text(content_type),
        &text(body),
    );
    arguments.push(&PATIENCE_MS.into());
    let reply = call("request", &arguments).await?;
    let member = |name: &str| Reflect::get(&reply, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let said = member("text").as_string().unwrap_or_default();
    if let Some(failed) = member("failed").as_string() {
        return Err(Problem::with(&failed, &secrets.hide(&said)));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "statuses are small")]
    let status = member("status").as_f64().unwrap_or_default() as u16;
    let retry_after = member("retryAfter").as_string();
    Ok(Reply { status, retry_after, body: said, at: Browser.now(), secrets })
}

async fn publish(to: &Destination, batch: &[&IntegrationEvent]) -> Answer {
    let events: Array = batch
        .iter()
        .map(|it| Array::of3(&(&it.id).into(), &it.account.to_string().into(), &(&it.json).into()))
        .collect();
    let arguments =
        Array::of5(&(&to.url).into(), &nats_credentials(to), &(&to.topic).into(), &events, &TURN_MS.into());
    match call("publish", &arguments).await {
        Ok(answers) => {
            let secrets = secrets(given(to).as_ref());
            Answer::Each(answers.unchecked_into::<Array>().iter().map(|it| outcome(&it, &secrets)).collect())
        }
        Err(problem) => Answer::Whole(Outcome::Later(problem, None)),
    }
}

/// The password or token for a destination that wants one.
fn given(to: &Destination) -> Option<Credentials> {
    credentials::given(&to.id).filter(|_| to.auth)
}

/// What no answer may show.
fn secrets(given: Option<&Credentials>) -> Secrets {
    given.map(Credentials::secrets).unwrap_or_default()
}

fn nats_credentials(to: &Destination) -> JsValue {
    given(to).and_then(|it| JSON::parse(&it.json()).ok()).unwrap_or_else(|| Object::new().into())
}

/// Reads `[what, code, text]`.
fn outcome(said: &JsValue, secrets: &Secrets) -> Outcome {
    let said = said.unchecked_ref::<Array>();
    let part = |at| said.get(at).as_string().unwrap_or_default();
    let problem = || Problem::with(&part(1), &secrets.hide(&part(2)));
    match part(0).as_str() {
        "accepted" => Outcome::Accepted,
        "refused" => Outcome::Refused(problem()),
        "later" => Outcome::Later(problem(), None),
        _ => Outcome::Unsent,
    }
}

/// Asks a destination whether it is what it should be, without sending anything of the book.
pub(super) async fn check(to: &Destination) -> Result<(), Problem> {
    if let Some(problem) = hindrance(to) {
        return Err(problem);
    }
    let Destination { url, cluster, topic, .. } = to;
    let answer = match to.kind {
        DestinationKind::NatsJetStream => {
            let arguments = Array::of3(&url.into(), &nats_credentials(to), &topic.into());
            let found = call("findStream", &arguments).await?;
            return settled(outcome(&found, &secrets(given(to).as_ref())));
        }
        DestinationKind::KafkaRestV3 => {
            ask(to, "GET", &format!("{url}/v3/clusters/{cluster}/topics/{topic}"), None, None).await?
        }
        DestinationKind::KafkaRestV2 => ask(to, "GET", &format!("{url}/topics"), None, None).await?,
        DestinationKind::CloudEventsHttp => post(to, &Request::test(to)).await?,
    };
    if to.kind == DestinationKind::KafkaRestV2 && answer.status == 200 {
        let topics: Vec<String> = serde_json::from_str(&answer.body).unwrap_or_default();
        return if topics.contains(topic) { Ok(()) } else { Err(Problem::new("unknown-topic")) };
    }
    match answer.read(DestinationKind::CloudEventsHttp, 1) {
        Answer::Whole(outcome) => settled(outcome),
        Answer::Each(_) => Ok(()),
    }
}

fn settled(outcome: Outcome) -> Result<(), Problem> {
    match outcome {
        Outcome::Accepted => Ok(()),
        Outcome::Later(problem, _) | Outcome::Refused(problem) => Err(problem),
        Outcome::Unsent => Err(Problem::new("unexpected")),
    }
}

/// Calls a function of `page/courier.js`.
async fn call(name: &str, arguments: &Array) -> Result<JsValue, Problem> {
    let failed = |_| Problem::with("unreachable", "page/courier.js");
    let courier = courier().await.map_err(failed)?;
    let function: Function =
        Reflect::get(&courier, &name.into()).and_then(JsCast::dyn_into).map_err(failed)?;
    let promise: Promise =
        function.apply(&JsValue::NULL, arguments).and_then(JsCast::dyn_into).map_err(failed)?;
    JsFuture::from(promise).await.map_err(failed)
}

async fn courier() -> Result<JsValue, JsValue> {
    if let Some(known) = COURIER.with_borrow(Clone::clone) {
        return Ok(known);
    }
    let window: JsValue = web_sys::window().into();
    let daybook = Reflect::get(&window, &"daybook".into())?;
    let import: Function = Reflect::get(&daybook, &"__courier".into())?.dyn_into()?;
    let promise: Promise = import.call0(&daybook)?.dyn_into()?;
    let courier = JsFuture::from(promise).await?;
    COURIER.set(Some(courier.clone()));
    Ok(courier)
}
