// The page "Streams", driven like a person: adding, looking, pausing, sending again, a file, removing, the past.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { arrived, ask, delivered, openBook, publicEvents, record, streamTest } from "./book.mjs";
import { until } from "./engines.mjs";

async function receiver() {
  const it = { records: [] };
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    if (request.method === "POST") it.records.push({ value: JSON.parse(text) });
    response.writeHead(204, { "access-control-allow-origin": "*", "access-control-allow-headers": "content-type" }).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return Object.assign(it, { url: `http://127.0.0.1:${server.address().port}/events` });
}

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
