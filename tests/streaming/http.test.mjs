// From the page to any receiver of CloudEvents over HTTP.
import assert from "node:assert/strict";
import { add, arrived, ask, delivered, destination, drain, openBook, record, streamTest } from "./book.mjs";
import { until } from "./engines.mjs";
import { receiver } from "./receiver.mjs";

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
});

streamTest("a slow receiver gets everything through reloads that come before a batch is done, and the figures follow", async (bring) => {
  const far = await receiver(() => new Promise((resolve) => setTimeout(() => resolve(204), 100)));
  const person = await bring();
  await openBook(person, 1);
  await record(person, 80, 80);
  const all = await ask(person, () => globalThis.daybook.count() - 1);
  await add(person, { kind: "cloudevents-http", url: far.url, topic: "" });
  for (let n = 1; n <= 3; n += 1) {
    const before = (await destination(person)).waiting;
    assert.ok(before <= all, `${before} of ${all}`);
    await until(async () => (await destination(person)).waiting <= before - 12, 10_000, "the figures to follow");
    await person.page.reload();
  }
  const repeats = () => far.records.length - new Set(far.records.map((it) => it.value.id)).size;
  await delivered(person);
  await arrived(person, far);
  assert.ok(repeats() <= 3 * 15, `${repeats()} repeats after three reloads`);
});

streamTest("a receiver that asks for time, in seconds or as a date, gets it", async (bring) => {
  for (const asked of [() => "3", () => new Date(Date.now() + 4_000).toUTCString()]) {
    let busy = true;
    const far = await receiver(() => {
      const status = busy ? 429 : 200;
      busy = false;
      return { status, headers: status === 429 ? { "retry-after": asked() } : {} };
    });
    const person = await bring();
    await openBook(person, 1);
    await add(person, { kind: "cloudevents-http", url: far.url, topic: "" });
    await until(async () => /asks to wait/.test((await destination(person))?.last_error ?? ""), 10_000, "it to say that it waits");
    await delivered(person);
    const [first, second] = far.requests;
    const waited = second.at - first.at;
    // The date has whole seconds only: of its four, three are left at the least.
    assert.ok(waited >= 2_900 && waited < 10_000, `${waited} ms after ${asked()}`);
    await arrived(person, far, { exactly: true });
  }
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
  assert.equal(await code({ ...good, url: "http://127.0.0.1:99999" }), "malformed url");
  assert.equal(await code({ ...good, url: "http://under_score.test" }), "malformed url");
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
});

streamTest("100,000 waiting events leave at 2,000 a second or more, and the page stays alive", async (bring) => {
  const far = await receiver();
  const person = await bring();
  await openBook(person, 12);
  await drain(person, { kind: "cloudevents-http", url: far.url, topic: "", batch: true }, 91_000, 100_000);
  await arrived(person, far, { patience: 60_000 });
}, { timeout: 300_000 });
