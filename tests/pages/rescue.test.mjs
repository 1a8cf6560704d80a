// One can always leave: a page that shares no code with the program saves every book as an ordinary file, also where the
// program can't start, and says what it can't read.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { Rescue, SHAPES, sha256 } from "../../page/rescue/format.js";
import { createHash } from "node:crypto";
import { opened, pageTest, serve, visitor } from "./harness.mjs";

const fixtures = new URL("../fixtures/", import.meta.url);
const fixture = (name, folder = "format-1") => readFile(new URL(`${folder}/${name}`, fixtures));
const undated = (text) => text.replace(/"exported_at": "[^"]*"/, "");

// The records of a fixture: each after its length, four bytes, little-endian.
async function records(folder) {
  const bytes = new Uint8Array(await fixture("log.bin", folder));
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
    found.push(bytes.slice(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return found;
}

test("its own SHA-256 is SHA-256, at every length around a block's end", () => {
  for (let length = 0; length < 200; length += 1) {
    const message = Uint8Array.from({ length }, (_, n) => (n * 37 + length) & 0xff);
    assert.deepEqual(Buffer.from(sha256(message)), createHash("sha256").update(message).digest(), `${length} bytes`);
  }
});

test("it knows every shape that the README lists, and no other", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const rows = readme.matchAll(/^\| (\d+) \| `(\w+)` \| (\d+) \| `(\w+)` \| ([^|]*) \|$/gm);
  const listed = [...rows].map(([, code, type, version, command, members]) => [
    Number(code),
    { type, version: Number(version), command, members: members.split(", ").map((member) => member.replace(": ", ":")).join(" ") },
  ]);
  assert.ok(listed.length >= 18);
  const member = ({ name, optional, kind }) => `${name}${optional ? "?" : ""}${kind === name ? "" : `:${kind}`}`;
  const known = [...SHAPES].map(([code, { fields, ...shape }]) => [code, { ...shape, members: fields.map(member).join(" ") }]);
  assert.deepEqual(known, listed);
});

test("every log that was ever frozen is written as the file it was exported as, to the byte", async () => {
  // Whatever they are named after: a folder with stored bytes is a frozen log.
  const folders = (await readdir(fixtures)).filter((folder) => existsSync(new URL(`${folder}/log.bin`, fixtures)));
  // The native tests hold their own list to the folders; it must be the same one.
  const agreed = await readFile(new URL("../support/agreed.rs", import.meta.url), "utf8");
  const listed = agreed.match(/frozen!\[([^\]]+)\]/)[1].match(/[a-z0-9-]+/g);
  assert.deepEqual(folders.toSorted(), listed.toSorted());
  for (const folder of folders) {
    const rescue = new Rescue();
    for (const record of await records(folder)) assert.ok(rescue.take(record), rescue.problem);
    const expected = (await fixture("log.daybook.json", folder)).toString();
    assert.equal(rescue.file(JSON.parse(expected).exported_at).join(""), expected, folder);
  }
});

test("every flipped byte of a stored record is noticed, and what came before is kept", async () => {
  const all = await records();
  for (const [number, record] of all.entries()) {
    for (let at = 0; at < record.length; at += 7) {
      const rescue = new Rescue();
      for (const good of all.slice(0, number)) rescue.take(good);
      const before = rescue.count;
      const bad = record.slice();
      bad[at] ^= 0x10;
      assert.ok(!rescue.take(bad), `byte ${at} of record ${number + 1}`);
      assert.equal(rescue.count, before);
      assert.match(rescue.problem, new RegExp(`^after event ${before}, `));
    }
  }
});

test("a record with a checksum that fits but events that do not is noticed", async () => {
  const crc = (bytes) => {
    let sum = 0xffffffff;
    for (const byte of bytes) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    }
    return (sum ^ 0xffffffff) >>> 0;
  };
  const all = await records();
  const rescue = new Rescue();
  const place = all.findIndex((record) => Buffer.from(record).includes("break"));
  for (const good of all.slice(0, place)) rescue.take(good);
  const forged = all[place].slice();
  const note = Buffer.from(forged).indexOf("break");
  assert.notEqual(note, -1);
  forged[note] ^= 0x01;
  new DataView(forged.buffer).setUint32(forged.length - 4, crc(forged.subarray(0, -4)), true);
  assert.ok(!rescue.take(forged));
  assert.match(rescue.problem, /do not give the fingerprint/);
});

// Brings somebody whose browser does not get the program any more; its errors are what must be there.
async function broken(person) {
  await person.page.route("**/*.wasm", (route) => route.abort());
  await person.page.goto("about:blank");
  await person.page.goto(`${person.origin}/`);
  await person.page.getByRole("alert").filter({ hasText: "could not start" }).waitFor();
  await person.page.getByRole("link", { name: /without the program/ }).click();
  await person.page.getByRole("status").filter({ hasText: /Found|No book/ }).waitFor();
}

async function saved(person, button, book) {
  const card = person.page.getByRole("article", { name: book });
  const [download] = await Promise.all([
    person.page.waitForEvent("download"),
    card.getByRole("button", { name: button, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()), card };
}

test("where the program can't start the sample book leaves as the very file the program would export", { timeout: 120_000 }, async () => {
  const problems = [];
  const person = await visitor({ problems });
  await person.visitAddress();
  await person.loadSample();
  const expected = await person.page.evaluate(async () => (await globalThis.daybook.exportJson()).text());
  assert.deepEqual(problems, []);
  await broken(person);
  const name = JSON.parse(expected).book.name;
  const { bytes, card, name: file } = await saved(person, "Save event log", name);
  assert.match(file, /\.daybook\.json$/);
  assert.equal(undated(bytes.toString()), undated(expected));
  await card.getByText("checksums and fingerprints in order").waitFor();
  assert.ok((await card.innerText()).includes(JSON.parse(expected).fingerprint));
  assert.deepEqual(problems.filter((problem) => !/wasm|WebAssembly|fetch|ERR_FAILED/i.test(problem)), []);
  await person.page.context().close();
});

test("the rescue page opens where the site can't be reached any more", { timeout: 120_000 }, async (t) => {
  const site = await serve();
  t.after(() => site.close());
  const { browser } = await opened();
  const page = await (await browser.newContext({ acceptDownloads: true })).newPage();
  await page.goto(site.origin);
  await page.getByRole("button", { name: "Load sample book" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor({ state: "attached" });
  await page.evaluate(async () => {
    await globalThis.daybook.ready;
    // Only a worker that is active has kept its files.
    for (;;) {
      const worker = (await navigator.serviceWorker.getRegistration("rescue.html"))?.active;
      if (worker?.state === "activated") return;
      await new Promise((later) => setTimeout(later, 50));
    }
  });
  assert.equal(await page.evaluate(() => navigator.serviceWorker.controller), null, "the program's own page has no worker");
  const fingerprint = await page.evaluate(() => globalThis.daybook.fingerprint());
  await site.close();
  await page.goto(`${site.origin}/rescue.html`);
  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save event log" }).click();
  await page.getByText("checksums and fingerprints in order").waitFor();
  assert.equal(JSON.parse(await readFile(await (await file).path())).fingerprint, fingerprint);
  await assert.rejects(page.goto(site.origin), /ERR_CONNECTION_REFUSED/, "nothing else is kept");
  await page.context().close();
});

pageTest("the rescue page says what it can't read, saves the rest, and gives the stored bytes", async (bring) => {
  const person = await bring();
  await person.page.goto(`${person.origin}/rescue.html`);
  await person.page.getByRole("status").filter({ hasText: "No book was found" }).waitFor();
  assert.deepEqual(await person.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), ["daybook"]);
  const stored = (await records()).map((record) => Array.from(record));
  await person.page.evaluate(async (all) => {
    const database = await new Promise((resolve) => {
      const request = indexedDB.open("daybook");
      request.onsuccess = () => resolve(request.result);
    });
    const transaction = database.transaction(["commits"], "readwrite");
    let sequence = 1;
    for (const record of all) {
      const bytes = Uint8Array.from(record);
      transaction.objectStore("commits").add(bytes, ["book-x", sequence]);
      sequence += new DataView(bytes.buffer).getUint32(12, true);
    }
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    database.close();
  }, stored);
  // Its row in the list of books is not there: the records alone are enough.
  await person.page.reload();
  const whole = await saved(person, "Save event log", "book-x");
  assert.equal(undated(whole.bytes.toString()), undated((await fixture("log.daybook.json")).toString()));
  assert.deepEqual((await saved(person, "Save stored bytes", "book-x")).bytes, await fixture("log.bin"));

  await person.page.evaluate(async () => {
    const database = await new Promise((resolve) => {
      const request = indexedDB.open("daybook");
      request.onsuccess = () => resolve(request.result);
    });
    const commits = database.transaction(["commits"], "readwrite").objectStore("commits");
    const key = await new Promise((resolve) => {
      const request = commits.getAllKeys();
      request.onsuccess = () => resolve(request.result[5]);
    });
    const bytes = await new Promise((resolve) => {
      const request = commits.get(key);
      request.onsuccess = () => resolve(request.result);
    });
    bytes[60] ^= 1;
    await new Promise((resolve) => (commits.put(bytes, key).onsuccess = resolve));
    database.close();
  });
  const part = await saved(person, "Save event log", "book-x");
  const { count, events } = JSON.parse(part.bytes.toString());
  assert.equal(count, events.length);
  await part.card.getByRole("alert").filter({ hasText: new RegExp(`after event ${count}, .*checksum`) }).waitFor();
});
