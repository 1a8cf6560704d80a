// Passwords and tokens stay between their user and the destination: no answer, log, file or store shows them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { add, ask, delivered, destination, openBook, record, streamTest } from "./book.mjs";
import { until } from "./engines.mjs";
import { receiver } from "./receiver.mjs";
import { clearStores } from "./stored.mjs";

const USER = "ann";
const PASSWORD = "Zq9-horse-pässword";
const TOKEN = "tk-4f8e7d6c5b4a39281706";
const PASSPHRASE = "battery staple Zq9";
const base64 = (text) => Buffer.from(text).toString("base64").replace(/=+$/, "");
const SPELLINGS = [PASSWORD, TOKEN, PASSPHRASE].flatMap((secret) => [secret, encodeURIComponent(secret), base64(secret)]);
SPELLINGS.push(base64(`${USER}:${PASSWORD}`));

// Bytes of a store are read as the page shows them: a byte a letter. So are secrets with letters beyond ASCII.
const bytewise = (text) => Buffer.from(text).toString("latin1");
function holdsNone(text, where) {
  const small = text.toLowerCase();
  for (const spelling of SPELLINGS) {
    for (const known of [spelling, bytewise(spelling)]) assert.ok(!small.includes(known.toLowerCase()), `${where} shows ${spelling}`);
  }
}

// Everything the page ever writes to its console.
function listen(person, heard) {
  person.page.on("console", (message) => heard.push(message.text()));
  person.page.on("pageerror", (error) => heard.push(String(error.stack ?? error)));
}

async function enter(person, card, fields) {
  await person.button("Enter password", card).click();
  const dialog = person.dialog("Enter password");
  for (const [name, value] of Object.entries(fields)) await dialog.getByLabel(name, { exact: true }).fill(value);
  await person.button("Enter password", dialog).click();
  await dialog.waitFor({ state: "hidden" });
}

const download = async (person, button) => {
  const [file] = await Promise.all([person.page.waitForEvent("download", { timeout: 60_000 }), button.click()]);
  return readFile(await file.path(), "latin1");
};

streamTest("a destination that writes the password back is quoted without it, in the page and in what is kept", async (bring) => {
  const echoes = [
    (header) => JSON.stringify({ message: `no: ${header}` }),
    () => JSON.stringify({ message: `${USER}:${PASSWORD} is not known` }),
    () => JSON.stringify({ message: `${"-".repeat(52)}${PASSWORD}` }),
    () => JSON.stringify({ message: `token ${TOKEN.toUpperCase()}` }),
    () => JSON.stringify({ message: `{"pw":"${base64(`{"password":"${PASSWORD}"}`)}"}` }),
  ];
  const heard = [];
  for (const [number, echo] of echoes.entries()) {
    const far = await receiver((_, request) => ({ status: 401, body: echo(request.headers.authorization) }));
    const person = await bring();
    listen(person, heard);
    await openBook(person, 1);
    const auth = number === 3 ? { token: TOKEN } : { user: USER, password: PASSWORD };
    await add(person, { kind: "cloudevents-http", url: far.url, topic: "", auth });
    const stuck = await until(async () => {
      const it = await destination(person);
      return it.state === "stuck" && it;
    });
    assert.match(stuck.last_error, /the password is wrong.*•••/);
    await person.visit("Streams");
    const card = person.page.getByRole("article", { name: far.url });
    await card.getByRole("alert").filter({ hasText: /•••/ }).waitFor();
    await person.button("Test", card).click();
    await card.getByRole("alert").nth(1).filter({ hasText: /•••/ }).waitFor();
    const said = [JSON.stringify(stuck), await person.page.content(), await clearStores(person.page)];
    for (const text of said) holdsNone(text, `echo ${number}`);
  }
  holdsNone(heard.join("\n"), "the console");
});

streamTest("what is entered is in no console, interface, export, backup, rescue page, store or address", async (bring) => {
  let wanted = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString("base64")}`;
  const far = await receiver((_, request) => (request.headers.authorization === wanted ? 204 : 401));
  const person = await bring();
  const { page } = person;
  const heard = [];
  listen(person, heard);
  await openBook(person, 2);
  await person.visit("Streams");
  await person.button("Add destination").click();
  const dialog = person.dialog("Add destination");
  const fields = { Kind: "CloudEvents over HTTP", Address: far.url, User: USER, "Begins with": "event 1: the whole history" };
  for (const [name, value] of Object.entries(fields)) await person.set(dialog, name, value);
  await dialog.getByLabel("Password", { exact: true }).fill("not yet");
  await person.button("Add destination", dialog).click();
  await until(async () => (await destination(person))?.state === "stuck");
  await person.ready();
  await person.visit("Streams");
  const card = page.getByRole("article", { name: far.url });
  await enter(person, card, { User: USER, Password: PASSWORD, "Passphrase to keep it with": PASSPHRASE });
  await delivered(person);
  await record(person, 6);
  await delivered(person);
  // It is a token from now on.
  wanted = `Bearer ${TOKEN}`;
  await record(person, 1);
  await until(async () => (await destination(person)).state === "stuck");
  await enter(person, card, { Token: TOKEN, "Passphrase to keep it with": PASSPHRASE });
  await delivered(person);
  assert.ok(far.requests.some((request) => request.authorization === wanted), "it was in use");

  const stores = await clearStores(page);
  assert.ok(stores.includes(far.url), "the stores were looked into");
  assert.ok(stores.includes("secrets:"), "something is kept, sealed");
  holdsNone(stores, "a store");
  holdsNone(await page.content(), "the page");
  holdsNone(page.url(), "the address");
  const scripting = await ask(person, async () => {
    const { daybook } = globalThis;
    const said = [Object.keys(daybook), String(daybook.addDestination), daybook.destinations(), daybook.books(), daybook.memory()];
    said.push(daybook.events(1, daybook.count()), daybook.stateAt(daybook.count()), daybook.integrationEvents(1, daybook.count()));
    for (const value of Object.values(daybook)) if (typeof value === "object") said.push(value);
    const files = [await daybook.exportJson(), await daybook.exportAs("csv"), await daybook.exportAs("ndjson")];
    return [JSON.stringify(said), ...(await Promise.all(files.map((file) => file.text())))].join("\n");
  });
  assert.ok(scripting.includes(far.url));
  holdsNone(scripting, "window.daybook");

  await person.visit("Data");
  holdsNone(await download(person, person.button("Export JSON", page.getByRole("main"))), "an export");
  await person.button("Encrypted backup").click();
  const backup = person.dialog("Encrypted backup");
  for (const name of ["Passphrase", "Passphrase again"]) await backup.getByLabel(name, { exact: true }).fill("another passphrase");
  holdsNone(await download(person, person.button("Save backup", backup)), "a backup");
  const outside = await bring();
  holdsNone(await outside.text(), "another browser");

  await page.goto(`${person.origin}/rescue.html`);
  const rescued = page.getByRole("article");
  await rescued.first().waitFor();
  holdsNone(await page.content(), "the rescue page");
  for (const name of ["Save event log", "Save stored bytes"]) {
    holdsNone(await download(person, page.getByRole("button", { name, exact: true }).first()), name);
  }
  holdsNone(heard.join("\n"), "the console");
});
