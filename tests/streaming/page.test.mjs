// The page "Streams", driven like a person: adding, looking, pausing, sending again, a file, removing, the past.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { add, arrived, ask, delivered, openBook, publicEvents, record, streamTest } from "./book.mjs";
import { until } from "./engines.mjs";
import { receiver } from "./receiver.mjs";

streamTest("a person adds a destination, sees what leaves, stops it, goes on, sends again and removes it", async (bring) => {
  const far = await receiver();
  const person = await bring();
  const { page } = person;
  await openBook(person, 2);
  await record(person, 10);
  await person.visit("Streams");
  await person.button("Add destination").click();
  const dialog = person.dialog("Add destination");
  await person.set(dialog, "Kind", "CloudEvents over HTTP");
  await person.set(dialog, "Address", "ftp://nowhere");
  await person.set(dialog, "Begins with", "event 1: the whole history");
  const preview = dialog.getByRole("region", { name: "The last public event, just as it would be sent" });
  const last = (await publicEvents(person)).at(-1);
  assert.deepEqual(JSON.parse(await preview.innerText()), last);
  await person.button("Add destination", dialog).click();
  await dialog.getByRole("alert").filter({ hasText: /http:\/\// }).waitFor();
  await dialog.getByLabel("Password", { exact: true }).fill("without a user");
  await person.button("Add destination", dialog).click();
  await dialog.getByRole("alert").filter({ hasText: "enter the user, too" }).waitFor();
  await dialog.getByLabel("Password", { exact: true }).fill("");
  await person.set(dialog, "Address", far.url);
  await person.button("Add destination", dialog).click();
  await until(async () => (await ask(person, () => globalThis.daybook.destinations())).length === 1);
  await delivered(person);
  await arrived(person, far, { exactly: true });

  await person.ready();
  await person.visit("Streams");
  const card = page.getByRole("article", { name: far.url });
  await card.getByText("Live", { exact: true }).waitFor();
  const count = (await publicEvents(person)).length;
  assert.match(await card.innerText(), new RegExp(`Delivered\\s+${count}\\s+Waiting\\s+0`));
  await person.button("Pause", card).click();
  await card.getByText("Paused", { exact: true }).waitFor();
  await record(person, 3, 1);
  await card.getByText("3", { exact: true }).waitFor();
  assert.equal(far.records.length, count);
  await person.button("Resume", card).click();
  await delivered(person);
  await person.button("Test", card).click();
  await card.getByRole("status").waitFor();
  assert.equal(far.records.pop().value.type, "app.daybook.test.v1");

  await person.button("Send again", card).click();
  await person.set(person.dialog("Send again"), "From event", "4");
  await person.button("Send again", person.dialog("Send again")).click();
  await until(() => far.records.length > count + 3);
  await delivered(person);
  await arrived(person, far);

  await person.goTo(3);
  assert.ok(await person.button("Add destination").isDisabled());
  for (const name of ["Pause", "Send again", "Remove", "Test"]) assert.ok(await person.button(name, card).isDisabled(), name);
  await person.now();

  const [download] = await Promise.all([page.waitForEvent("download"), person.button("Download NDJSON").click()]);
  const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines, await publicEvents(person));

  await person.button("Remove", card).click();
  await person.button("Remove", person.dialog("Remove")).click();
  await page.getByText("Nothing leaves this book yet.").waitFor();
  const sent = far.records.length;
  await record(person, 3, 1);
  await page.waitForTimeout(500);
  assert.equal(far.records.length, sent);
});

streamTest("the preview follows the box for personal text, and just what it showed is sent", async (bring) => {
  const far = await receiver();
  const person = await bring();
  await openBook(person, 1);
  await person.enter("Deposit", { Amount: "12.50", Note: "for the boat", Counterparty: "A. Okafor" });
  await person.visit("Streams");
  await person.button("Add destination").click();
  const dialog = person.dialog("Add destination");
  const preview = dialog.getByRole("region", { name: "The last public event, just as it would be sent" });
  const box = dialog.getByRole("checkbox", { name: "Notes, counterparties and reasons leave, too" });
  const shown = async (personal) => {
    await person.settled();
    const event = JSON.parse(await preview.innerText());
    assert.deepEqual([event.data.note, event.data.counterparty], personal ? ["for the boat", "A. Okafor"] : [undefined, undefined]);
    return event;
  };
  for (const ticked of [false, true, false, true]) {
    await box.setChecked(ticked);
    await shown(ticked);
  }
  const promised = await shown(true);
  await person.set(dialog, "Kind", "CloudEvents over HTTP");
  await person.set(dialog, "Address", far.url);
  await person.set(dialog, "Begins with", "event 1: the whole history");
  // What is chosen elsewhere in the dialog leaves the box and the preview as they are.
  assert.ok(await box.isChecked());
  await shown(true);
  await person.button("Add destination", dialog).click();
  await until(() => far.records.length === 2);
  assert.deepEqual(far.records[1].value, promised);
  await delivered(person);
  await person.visit("Streams");
  await person.page.getByRole("article", { name: far.url }).getByText("Notes, counterparties and reasons leave, too.").waitFor();
});

streamTest("an event the destination refuses is named; the rest goes on, and its user sends it once more or leaves it out", async (bring) => {
  const poison = new Set();
  const far = await receiver((events) => {
    const refused = events.some((event) => poison.has(event.id));
    return refused ? { status: 422, body: JSON.stringify({ message: "the warehouse is full" }) } : 204;
  });
  const person = await bring();
  await openBook(person, 2);
  await record(person, 6);
  const all = await publicEvents(person);
  const [first, second] = [all[3], all[5]];
  poison.add(first.id).add(second.id);
  await add(person, { kind: "cloudevents-http", url: far.url, topic: "" });
  await delivered(person);
  const rest = all.filter((event) => !poison.has(event.id));
  await until(() => far.records.length === rest.length);
  await person.ready();
  await person.visit("Streams");
  const card = person.page.getByRole("article", { name: far.url });
  await card.getByText("Live", { exact: true }).waitFor();
  await card.getByRole("heading", { name: "Parked: 2" }).waitFor();
  for (const { data } of [first, second]) {
    const line = card.getByRole("listitem").filter({ has: person.page.getByRole("link", { name: `event ${data.sequence}`, exact: true }) });
    assert.match(await line.innerText(), /refuses this event as it is\. It says: “the warehouse is full”\./);
  }
  // Sent once more while it is refused, it is parked once more; and the one left out stays so.
  await person.button(`Send once more: event ${first.data.sequence}`, card).click();
  const tries = () => far.requests.filter((request) => request.status === 422).length;
  await until(() => tries() === 3);
  await card.getByRole("heading", { name: "Parked: 2" }).waitFor();
  await person.button(`Leave out: event ${second.data.sequence}`, card).click();
  await card.getByRole("heading", { name: "Parked: 1" }).waitFor();
  poison.clear();
  await person.button(`Send once more: event ${first.data.sequence}`, card).click();
  await card.getByRole("heading", { name: /Parked/ }).waitFor({ state: "hidden" });
  await record(person, 2);
  await delivered(person);
  const ids = far.records.map((record) => record.value.id);
  assert.deepEqual(ids.filter((id) => id === first.id).length, 1);
  assert.ok(!ids.includes(second.id), "what was left out was never sent again");
  assert.equal(new Set(ids).size, (await publicEvents(person)).length - 1);
});
