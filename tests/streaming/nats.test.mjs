// From the page, over a WebSocket, into NATS JetStream, and back by an independent client.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { add, arrived, ask, delivered, destination, openBook, origin, record, streamTest } from "./book.mjs";
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

streamTest("with the settings of the README NATS takes events from the page they name, and from no other", async (bring) => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const [, written] = readme.match(/`nats.conf`:\n\n```\n(.*?)```/s);
  const own = await origin();
  const stranger = (port, websocket) => written.replace("4222", port).replace("8443", websocket);
  const friend = (...ports) => stranger(...ports).replace("http://127.0.0.1:8080", own);
  const nats = await startNats({ settings: stranger });
  const consumer = await consumeNats(nats.server, "DAYBOOK", "daybook.events");
  const person = await bring();
  await openBook(person, 2);
  await record(person, 20);
  await add(person, { kind: "nats-jetstream", url: nats.url, topic: "daybook.events" });
  await until(async () => /allowed_origins/.test((await destination(person)).last_error ?? ""), 20_000, "the setting to be named");
  assert.equal(consumer.records.length, 0);
  await nats.engine.kill();
  await nats.start(friend);
  await delivered(person);
  await arrived(person, consumer);
  await nats.engine.kill();
});
