// Carries events to their destinations. A module of its own, imported by the program only where there is a destination; the
// NATS client, which `scripts/serve` bundles into nats.js, only where it is needed. Nothing sent and no password is ever
// part of an answer.

// Answers {status, retryAfter, text}, or {failed} with "timeout" or "unreachable", and what the browser said.
export async function request(method, url, authorization, contentType, body, patience) {
  const headers = {};
  if (authorization) headers.authorization = authorization;
  if (contentType) headers["content-type"] = contentType;
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body ?? undefined,
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(patience),
    });
    return { status: response.status, retryAfter: response.headers.get("retry-after"), text: await response.text() };
  } catch (error) {
    return { failed: error.name === "TimeoutError" ? "timeout" : "unreachable", text: String(error.message ?? error) };
  }
}

// One connection a destination, made when it is first used.
const connections = new Map();

async function connection(url, { user, password, token }) {
  const name = JSON.stringify([url, user, password, token]);
  const known = connections.get(name);
  if (known && !(await known).nats.isClosed()) return known;
  const made = (async () => {
    const client = await import("./nats.js");
    if (!client.wsconnect) throw Object.assign(new Error(), { code: "not-included" });
    const given = token ? { token } : user ? { user, pass: password } : {};
    const nats = await client.wsconnect({ servers: [url], reconnect: false, timeout: 10_000, noAsyncTraces: true, ...given });
    return { client, nats, stream: client.jetstream(nats, { timeout: 20_000 }) };
  })();
  connections.set(name, made);
  made.catch(() => connections.get(name) === made && connections.delete(name));
  return made;
}

function why(error) {
  const text = `${error?.name ?? ""} ${error?.message ?? error}`;
  if (error?.code === "not-included") return ["later", "not-included", ""];
  if (/authorization|authentication|nkey|permissions/i.test(text)) {
    return ["later", /permissions/i.test(text) ? "forbidden" : "wrong-password", String(error.message ?? "")];
  }
  if (/no responders|no stream|stream not found|not enabled|503/i.test(text)) return ["later", "unknown-topic", ""];
  if (/payload/i.test(text)) return ["refused", "too-large", String(error.message ?? "")];
  if (/timeout/i.test(text)) return ["later", "timeout", ""];
  return ["later", "unreachable", String(error?.message ?? error)];
}

// Publishes events, given as [id, account, JSON], and answers one [what, code, text] for each. An account's event is sent
// once the one before it is acknowledged; accounts do not wait for each other. After `time` milliseconds no more are sent.
export async function publish(url, credentials, subject, events, time) {
  let open;
  try {
    open = await connection(url, credentials);
  } catch (error) {
    return events.map(() => why(error));
  }
  const answers = events.map(() => ["unsent", "", ""]);
  const chains = Map.groupBy(events.keys(), (index) => events[index][1]);
  const bytes = new TextEncoder();
  const until = Date.now() + time;
  await Promise.all(
    [...chains.values()].map(async (chain) => {
      for (const index of chain) {
        if (Date.now() > until) return;
        const [id, , json] = events[index];
        try {
          const headers = open.client.headers();
          headers.set("content-type", "application/cloudevents+json; charset=UTF-8");
          await open.stream.publish(subject, bytes.encode(json), { msgID: id, headers });
          answers[index] = ["accepted", "", ""];
        } catch (error) {
          answers[index] = open.nats.isClosed() ? ["later", "unreachable", ""] : why(error);
          if (answers[index][0] === "later") return;
        }
      }
    }),
  );
  return answers;
}

// Whether a stream takes this subject: one [what, code, text].
export async function findStream(url, credentials, subject) {
  try {
    const { client, nats } = await connection(url, credentials);
    await (await client.jetstreamManager(nats, { timeout: 10_000 })).streams.find(subject);
    return ["accepted", "", ""];
  } catch (error) {
    return why(error);
  }
}
