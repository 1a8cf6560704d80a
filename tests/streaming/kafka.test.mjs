// From the page, through a REST proxy, to an independent Kafka consumer.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { add, arrived, ask, delivered, destination, drain, openBook, publicEvents, record, streamTest } from "./book.mjs";
import { CLUSTER, consumeKafka, startBroker, startProxy, until } from "./engines.mjs";
import { clearStores } from "./stored.mjs";

let broker, proxy;
before(async () => {
  broker = await startBroker();
  proxy = await startProxy(broker.bootstrap);
});
after(async () => {
  await proxy?.engine.kill();
  await broker?.engine.kill();
});

let topics = 0;
const fresh = () => `daybook-${(topics += 1)}`;
const v3 = (topic, more = {}) => ({ kind: "kafka-rest-v3", url: proxy.url, cluster: CLUSTER, topic, ...more });
const v2 = (topic, more = {}) => ({ kind: "kafka-rest-v2", url: proxy.url, topic, ...more });
const none = { password: "", cors: true, partial: 0, lie: 0, busy: 0, refuse: "", down: false };

describe("Kafka", { concurrency: false }, () => {
  for (const [name, kind] of [["v3", v3], ["v2", v2]]) {
    streamTest(`everything recorded arrives through the REST proxy ${name}, as integrationEvents says it, in order`, async (bring) => {
      await proxy.set(none);
      const topic = fresh();
      const consumer = await consumeKafka(broker.bootstrap, topic);
      const person = await bring();
      await openBook(person);
      await record(person, 300);
      await add(person, kind(topic));
      const { delivered: count, state } = await delivered(person);
      await record(person, 30, 3);
      await delivered(person);
      await arrived(person, consumer, { exactly: true });
      assert.equal(state, "live");
      assert.equal((await destination(person)).delivered, (await publicEvents(person)).length);
      assert.ok(count > 300);
      for (const { key, headers, value } of consumer.records) {
        assert.equal(name === "v3" ? key : JSON.parse(key), value.subject, "the key is the account");
        if (name === "v3") assert.equal(headers["content-type"], "application/cloudevents+json; charset=UTF-8");
        assert.equal(JSON.stringify(value).includes("private"), false, "personal text stays at home");
      }
    });
  }

  for (const [name, kind] of [["v3", v3], ["v2", v2]]) {
    streamTest(`a delivery reported as failed that had arrived, partial failures and a busy proxy lose nothing, ${name}`, async (bring) => {
      await proxy.set(none);
      const topic = fresh();
      const consumer = await consumeKafka(broker.bootstrap, topic);
      const person = await bring();
      await openBook(person, 3);
      await proxy.set({ lie: 2, busy: 1 });
      await add(person, kind(topic));
      await record(person, 40, 4);
      await delivered(person);
      await proxy.set({ partial: 0.15 });
      await record(person, 60, 6);
      await delivered(person, 90_000);
      await proxy.set(none);
      const { read, wanted } = await arrived(person, consumer);
      assert.ok(read > wanted, "what had arrived came once more");
    });
  }

  streamTest("a wrong password is said in a sentence and becomes right once the user corrects it", async (bring) => {
    await proxy.set({ ...none, password: "right" });
    const topic = fresh();
    const consumer = await consumeKafka(broker.bootstrap, topic);
    const person = await bring();
    await openBook(person, 2);
    const { id } = await add(person, v3(topic, { auth: { user: "daybook", password: "s3cret-wrong" } }));
    const stuck = await until(async () => {
      const it = await destination(person);
      return it.state === "stuck" && it;
    });
    assert.match(stuck.last_error, /password/i);
    assert.equal(JSON.stringify(stuck).includes("s3cret"), false);
    await ask(person, (id) => globalThis.daybook.unlockDestination(id, { user: "daybook", password: "right" }), id);
    await delivered(person);
    await arrived(person, consumer);
    const exported = await ask(person, async () => (await globalThis.daybook.exportJson()).text());
    assert.equal(/right|s3cret|daybook-\d/.test(exported), false, "an export says nothing of destinations");
    await proxy.set(none);
  });

  streamTest("a password is at hand for one tab, and kept only on request, encrypted with a passphrase", async (bring) => {
    await proxy.set({ ...none, password: "right horse" });
    const topic = fresh();
    const consumer = await consumeKafka(broker.bootstrap, topic);
    const person = await bring();
    await openBook(person, 2);
    await add(person, v3(topic, { auth: { user: "daybook", password: "wrong" } }));
    await until(async () => (await destination(person))?.state === "stuck");
    await person.visit("Streams");
    const enter = async (who, fields) => {
      await who.button("Enter password").click();
      const dialog = who.dialog("Enter password");
      for (const [name, value] of Object.entries(fields)) await dialog.getByLabel(name, { exact: true }).fill(value);
      await who.button("Enter password", dialog).click();
      return dialog;
    };
    const dialog = await enter(person, { User: "daybook", Password: "right horse", "Passphrase to keep it with": "battery staple" });
    await dialog.waitFor({ state: "hidden" });
    await delivered(person);
    const later = await person.anotherTab("#/streams");
    await person.page.close();
    await record(later, 5);
    await until(async () => /needed again/.test((await destination(later)).last_error ?? ""));
    const wrong = await enter(later, { "Passphrase to keep it with": "battery stable" });
    await wrong.getByRole("alert").waitFor();
    await later.leaveDialog();
    await (await enter(later, { "Passphrase to keep it with": "battery staple" })).waitFor({ state: "hidden" });
    await delivered(later);
    await arrived(later, consumer);
    const everything = await clearStores(later.page);
    assert.match(everything, /secrets:/);
    assert.equal(/right horse|battery staple/.test(everything), false, "nothing of it is kept as it is");
    await proxy.set(none);
  });

  streamTest("an unknown topic, a proxy that pages may not read and nothing listening are told apart by what to do", async (bring) => {
    await proxy.set(none);
    const person = await bring();
    await openBook(person, 1);
    const problem = async (which, expected) => {
      const { id } = await add(person, which);
      const found = await until(async () => {
        const it = await ask(person, (id) => globalThis.daybook.destinations().find((it) => it.id === id), id);
        return it?.last_error && it;
      });
      assert.match(found.last_error, expected);
      await ask(person, (id) => globalThis.daybook.removeDestination(id), id);
    };
    await problem(v3("no-such-topic"), /no-such-topic.*Create it/s);
    await proxy.set({ cors: false });
    await problem(v3(fresh()), /access\.control\.allow\.origin/);
    await problem(v2(fresh()), /Karapace|Strimzi/);
    await proxy.set(none);
    await problem({ ...v3(fresh()), url: "http://127.0.0.1:9" }, /nothing listens/);
    assert.deepEqual(await ask(person, () => globalThis.daybook.destinations()), []);
  });

  streamTest("a poison record is parked by name, whether refused alone or with its request, and the rest goes on", async (bring) => {
    for (const refuse of ["record:Account 1", "Account 1"]) {
      await proxy.set(none);
      const topic = fresh();
      const consumer = await consumeKafka(broker.bootstrap, topic);
      const person = await bring();
      await openBook(person, 3);
      await proxy.set({ refuse });
      await add(person, v3(topic));
      await delivered(person);
      const { parked, delivered: count } = await destination(person);
      const [poison] = (await publicEvents(person)).filter((event) => event.data.account_name === "Account 1");
      assert.deepEqual(parked, [poison.id]);
      assert.equal(count, 2);
      await until(() => consumer.records.length === 2);
      await proxy.set(none);
    }
  });

  streamTest("one tab delivers, also while hidden, and another takes over when it is closed", async (bring) => {
    await proxy.set(none);
    const topic = fresh();
    const consumer = await consumeKafka(broker.bootstrap, topic);
    const first = await bring();
    await openBook(first, 4);
    await add(first, v3(topic));
    await delivered(first);
    const second = await first.anotherTab();
    await second.page.bringToFront();
    await record(second, 50, 5);
    await delivered(second);
    await arrived(second, consumer, { exactly: true });
    await first.page.close();
    await record(second, 50, 5);
    await delivered(second);
    await arrived(second, consumer, { exactly: true });
  });

  streamTest("looking at the past, verifying and importing send nothing; what a file brings waits for the user", async (bring) => {
    await proxy.set(none);
    const topic = fresh();
    const consumer = await consumeKafka(broker.bootstrap, topic);
    const person = await bring();
    await openBook(person, 2);
    const other = await bring();
    const log = () => person.page.evaluate(async () => (await globalThis.daybook.exportJson()).text());
    await ask(other, (text) => globalThis.daybook.importJson(text), await log());
    await record(other, 20);
    const longer = await other.page.evaluate(async () => (await globalThis.daybook.exportJson()).text());
    await add(person, { ...v3(topic), from: "now" });
    await ask(person, async () => {
      const { daybook } = globalThis;
      await daybook.goTo(1);
      await daybook.goTo("now");
      await daybook.verify();
    });
    await ask(person, (text) => globalThis.daybook.importJson(text), longer);
    await person.page.waitForTimeout(1500);
    const paused = await destination(person);
    assert.equal(paused.state, "paused");
    assert.ok(paused.waiting >= 20);
    assert.equal(consumer.records.length, 0);
    await ask(person, (id) => globalThis.daybook.resumeDestination(id), paused.id);
    await delivered(person);
    await arrived(person, consumer, { from: 4, exactly: true });
  });

  // The mock cluster forgets what is more than 5 MB behind, so the consumer has to keep up. tansu, compiled for a test, is slower
  // than the page: there it is only asked that everything leaves.
  const pace = process.env.TANSU ? 0 : 2_000;
  const many = Number(process.env.DAYBOOK_EVENTS ?? (pace ? 20_000 : 2_000));
  const how = pace ? "at 2,000 a second or more" : "at the broker's pace";
  streamTest(`${many.toLocaleString("en")} waiting events leave ${how}, and the page stays alive`, async (bring) => {
    await proxy.set(none);
    const topic = fresh();
    const consumer = await consumeKafka(broker.bootstrap, topic);
    const person = await bring();
    await openBook(person, 12);
    // One entry in ten is a transfer, which makes two events.
    await drain(person, v3(topic), Math.ceil(many * 0.915), many, pace);
    await arrived(person, consumer, { patience: 120_000 });
  }, { timeout: 400_000 });
});
