// From the page to any receiver of CloudEvents over HTTP.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { add, arrived, ask, delivered, destination, drain, openBook, record, streamTest } from "./book.mjs";
import { until } from "./engines.mjs";

// A receiver that takes what it gets, and says what it got.
async function receiver(answer = () => 204) {
  const it = { records: [], requests: [], open: new Map(), together: 0 };
  const server = createServer(async (request, response) => {
    const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "content-type,authorization" };
    if (request.method === "OPTIONS") return response.writeHead(204, headers).end();
    let text = "";
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text);
    const events = Array.isArray(body) ? body : [body];
    for (const { subject } of events.slice(0, 1)) it.open.set(subject, (it.open.get(subject) ?? 0) + 1);
    it.together = Math.max(it.together, ...it.open.values());
    const status = answer(events, request);
    if (status < 300) it.records.push(...events.map((value) => ({ value })));
    it.requests.push({ type: request.headers["content-type"], authorization: request.headers.authorization, count: events.length });
    for (const { subject } of events.slice(0, 1)) it.open.set(subject, it.open.get(subject) - 1);
    response.writeHead(status, headers).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  it.url = `http://127.0.0.1:${server.address().port}/events`;
  it.close = () => (server.closeAllConnections(), server.close());
  return it;
}

for (const batch of [false, true]) {
  streamTest(`CloudEvents arrive over HTTP, ${batch ? "many" : "one"} to a request`, async (bring) => {
    const far = await receiver();
    const person = await bring();
    await openBook(person, 4);
    await record(person, 120);
    await add(person, { kind: "cloudevents-http", url: far.url, topic: "", batch, auth: { token: "t0ken" } });
    await delivered(person);
    await arrived(person, far, { exactly: true });
    const type = batch ? "application/cloudevents-batch+json" : "application/cloudevents+json";
    for (const request of far.requests) assert.deepEqual([request.type, request.authorization], [type, "Bearer t0ken"]);
    assert.equal(far.together, 1, "one request in flight for an account");
    assert.equal(Math.max(...far.requests.map((it) => it.count)) > 1, batch);
    far.close();
  });
}

streamTest("a receiver that fails every third request gets everything in order all the same", async (bring) => {
  let n = 0;
  const far = await receiver(() => ((n += 1) % 3 ? 200 : 503));
  const person = await bring();
  await openBook(person, 3);
  await add(person, { kind: "cloudevents-http", url: far.url, topic: "" });
  await record(person, 12, 4);
  await delivered(person, 90_000);
  await arrived(person, far);
  far.close();
});

streamTest("a destination refuses to be added with what it can't be, naming the member", async (bring) => {
  const person = await bring();
  await openBook(person, 1);
  const code = (it) =>
    ask(person, (it) => globalThis.daybook.addDestination(it).then(() => "added", (error) => `${error.code} ${error.field}`), it);
  const good = { kind: "kafka-rest-v3", url: "http://127.0.0.1:9", cluster: "c", topic: "t", from: 1 };
  assert.equal(await code({ ...good, kind: "kafka" }), "malformed kind");
  assert.equal(await code({ ...good, url: "ws://127.0.0.1" }), "malformed url");
  assert.equal(await code({ ...good, url: "http://user:password@127.0.0.1" }), "malformed url");
  assert.equal(await code({ ...good, topic: "" }), "malformed topic");
  assert.equal(await code({ ...good, cluster: undefined }), "malformed cluster");
  assert.equal(await code({ ...good, from: 2 }), "malformed from");
  assert.equal(await code({ ...good, auth: { user: 1 } }), "malformed auth");
  assert.equal(await code({ ...good, colour: "red" }), "malformed colour");
  assert.deepEqual(await ask(person, () => globalThis.daybook.destinations()), []);
});

streamTest("offline, events wait, and go on by themselves", async (bring) => {
  const far = await receiver();
  const person = await bring();
  await openBook(person, 2);
  await add(person, { kind: "cloudevents-http", url: far.url, topic: "" });
  await delivered(person);
  await person.page.context().setOffline(true);
  await record(person, 5, 1);
  const waiting = await until(async () => {
    const it = await destination(person);
    return it.state === "waiting" && it;
  });
  assert.ok(waiting.waiting > 0);
  await person.page.context().setOffline(false);
  await delivered(person);
  await arrived(person, far);
  far.close();
});

streamTest("100,000 waiting events leave at 2,000 a second or more, and the page stays alive", async (bring) => {
  const far = await receiver();
  const person = await bring();
  await openBook(person, 12);
  await drain(person, { kind: "cloudevents-http", url: far.url, topic: "", batch: true }, 91_000, 100_000);
  await arrived(person, far, { patience: 60_000 });
  far.close();
}, { timeout: 300_000 });
