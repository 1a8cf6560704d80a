// From the page, over a WebSocket, into NATS JetStream, and back by an independent client.
import assert from "node:assert/strict";
import { add, arrived, ask, delivered, destination, openBook, record, streamTest } from "./book.mjs";
import { consumeNats, startNats, until } from "./engines.mjs";

streamTest("everything arrives in JetStream, through the server being killed and started again", async (bring) => {
  const nats = await startNats();
  const consumer = await consumeNats(nats.server, "DAYBOOK", "daybook.events");
  const person = await bring();
  await openBook(person, 6);
  await add(person, { kind: "nats-jetstream", url: nats.url, topic: "daybook.events" });
  await record(person, 500, 50);
  await until(async () => (await destination(person)).delivered > 100);
  await nats.engine.kill();
  await record(person, 300, 50);
  await until(async () => (await destination(person)).state === "waiting");
  await nats.start();
  await delivered(person, 90_000);
  await arrived(person, consumer);
  for (const { headers, value } of consumer.records) {
    assert.equal(headers["Nats-Msg-Id"], value.id);
    assert.equal(headers["content-type"], "application/cloudevents+json; charset=UTF-8");
  }
  await nats.engine.kill();
});

streamTest("NATS says which of password and subject is wrong", async (bring) => {
  const nats = await startNats({ password: "right" });
  const person = await bring();
  await openBook(person, 1);
  const auth = { user: "daybook", password: "wr0ng" };
  const { id } = await add(person, { kind: "nats-jetstream", url: nats.url, topic: "nobody.listens", auth });
  const says = (expected) =>
    until(async () => expected.test((await destination(person)).last_error ?? ""), 30_000, String(expected));
  await says(/password is wrong/);
  await ask(person, (id) => globalThis.daybook.unlockDestination(id, { user: "daybook", password: "right" }), id);
  await says(/no “nobody.listens”/);
  const consumer = await consumeNats(nats.server, "LATE", "nobody.listens");
  await ask(person, (id) => globalThis.daybook.resumeDestination(id), id);
  await delivered(person);
  await arrived(person, consumer);
  await nats.engine.kill();
});
