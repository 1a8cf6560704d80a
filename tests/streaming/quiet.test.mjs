// What sends nothing: looking, trying out, checking and taking in. A receiver counts every request that comes.
import assert from "node:assert/strict";
import { add, ask, delivered, destination, openBook, publicEvents, record, streamTest } from "./book.mjs";
import { until } from "./engines.mjs";
import { receiver } from "./receiver.mjs";

// A person with a book that delivers to a receiver and has delivered everything.
async function delivering(bring, far) {
  const person = await bring();
  await openBook(person, 2);
  await record(person, 24);
  await add(person, { kind: "cloudevents-http", url: far.url, topic: "" });
  await delivered(person);
  await person.ready();
  await person.settled();
  return person;
}

// Nothing comes while and after this is done, and delivery still stands where it stood.
async function quietly(person, far, what, work) {
  const before = [far.requests.length, (await destination(person)).delivered];
  await work();
  await person.page.waitForTimeout(700);
  assert.deepEqual([far.requests.length, (await destination(person)).delivered], before, what);
}

streamTest("neither the past, nor a what-if, nor a check, nor a rebuild, nor a reload sends anything", async (bring) => {
  const far = await receiver();
  const person = await delivering(bring, far);
  const main = person.page.getByRole("main");
  await quietly(person, far, "scrubbing", async () => {
    for (const position of [1, 20, 3, 11, 27, 2]) await person.goTo(position);
    await person.now();
  });
  await quietly(person, far, "a what-if", async () => {
    await person.visit("What if");
    const dialog = await person.begin("Deposit", { Amount: "250" });
    await person.button("Deposit", dialog).click();
    await dialog.waitFor({ state: "hidden" });
    await person.visit("Journal");
    await main.getByRole("button", { name: "What if…", exact: true }).first().click();
    await person.button("Without this entry", person.dialog("What if…")).click();
    await main.getByRole("table", { name: "What is different", exact: true }).waitFor();
    await person.goTo(5);
    await person.now();
  });
  await quietly(person, far, "verifying", async () => {
    const sound = await ask(person, () => globalThis.daybook.verify());
    assert.ok(sound.ok, sound.problems.join(" "));
  });
  await quietly(person, far, "what the reports are made of", async () => {
    for (const page of ["Reports", "Journal", "Accounts", "Audit", "Streams", "Overview"]) await person.visit(page);
  });
  await quietly(person, far, "what-if and export", async () => {
    await ask(person, async () => (await globalThis.daybook.exportJson()).text());
    await ask(person, () => globalThis.daybook.integrationEvents(1, globalThis.daybook.count()).length);
  });
  await quietly(person, far, "loading the page again", async () => {
    await person.reload();
    await ask(person, () => globalThis.daybook.history);
  });
  // It was quiet because there was nothing to say.
  await record(person, 1);
  await delivered(person);
  assert.equal(far.records.length, (await publicEvents(person)).length);
});

streamTest("what a file brings into the book waits until its user says that it is news", async (bring) => {
  const far = await receiver();
  const person = await delivering(bring, far);
  const other = await bring();
  const log = (who) => ask(who, async () => (await globalThis.daybook.exportJson()).text());
  await ask(other, (text) => globalThis.daybook.importJson(text), await log(person));
  await record(other, 12);
  const longer = await log(other);
  await quietly(person, far, "an import", () => ask(person, (text) => globalThis.daybook.importJson(text), longer));
  const { id, state, waiting } = await destination(person);
  assert.equal(state, "paused");
  assert.ok(waiting >= 12);
  await ask(person, (id) => globalThis.daybook.resumeDestination(id), id);
  await delivered(person);
  assert.equal(far.records.length, (await publicEvents(person)).length);
});

streamTest("a what-if kept as a book delivers nothing by itself, and tells its own events from the shared ones", async (bring) => {
  const far = await receiver();
  const person = await delivering(bring, far);
  const main = person.page.getByRole("main");
  const real = await ask(person, () => globalThis.daybook.books()[0]);
  const shared = await publicEvents(person);
  const requests = far.requests.length;
  await person.visit("What if");
  const entry = await person.begin("Deposit", { Amount: "77" });
  await person.button("Deposit", entry).click();
  await entry.waitFor({ state: "hidden" });
  await person.button("Keep as a book").click();
  const dialog = person.dialog("Keep as a book");
  await person.set(dialog, "Name", "Kept");
  await person.button("Keep as a book", dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await main.getByText(/it shares \d+ of them/).waitFor();
  await record(person, 4);
  await person.page.waitForTimeout(700);
  assert.equal(far.requests.length, requests, "the other book's destination gets nothing of this one");
  assert.deepEqual(await ask(person, () => globalThis.daybook.destinations()), []);
  const kept = await publicEvents(person);
  const own = await ask(person, (key) => globalThis.daybook.books().find((it) => it.key !== key).id, real.key);
  assert.deepEqual(kept.slice(0, shared.length), shared, "what is shared is the other book's, with its source and ids");
  for (const event of kept.slice(shared.length)) assert.equal(event.source, `urn:uuid:${own}`);
  const name = (event) => `${event.source} ${event.id}`;
  const known = new Set(shared.map(name));
  assert.equal(kept.filter((event) => !known.has(name(event))).length, 5);
  assert.notEqual(own, real.id);
  // A consumer of both sees what is shared once.
  await add(person, { kind: "cloudevents-http", url: far.url, topic: "" });
  await delivered(person);
  await until(() => far.records.length === shared.length + kept.length);
  assert.equal(new Set(far.records.map((record) => name(record.value))).size, shared.length + 5);
});
