// What any version ever stored is opened by this one: every frozen log, laid into IndexedDB as it lay there then.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { call } from "./calls.mjs";
import { frame, onDisk, placeBook } from "./disk.mjs";
import { fingerprint } from "./fingerprint.mjs";
import { folded } from "./fold.mjs";
import { pageTest } from "./harness.mjs";

const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));
const folders = readdirSync(fixtures).filter((name) => existsSync(`${fixtures}${name}/log.bin`));

function records(name) {
  const bytes = readFileSync(`${fixtures}${name}/log.bin`);
  const all = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    all.push([...bytes.subarray(at + 4, at + 4 + length)]);
    at += 4 + length;
  }
  return all;
}

assert.ok(folders.length >= 2);
for (const name of folders) {
  pageTest(`the frozen log ${name} opens in the browser with its figures, and goes on`, async (bring) => {
    const text = readFileSync(`${fixtures}${name}/log.daybook.json`, "utf8");
    const file = JSON.parse(text);
    const person = await bring();
    await placeBook(person, { key: "frozen", id: file.book.id, name: file.book.name, records: records(name) });
    const before = await onDisk(person);
    await person.reload();
    assert.equal(await person.count(), file.count);
    assert.equal(await person.fingerprint(), file.fingerprint);
    assert.equal(fingerprint(file.events), file.fingerprint);
    const { value: state } = await call(person, "stateAt", file.count);
    assert.deepEqual(state.accounts.map(({ balance }) => balance), folded(file.events).map(({ balance }) => balance));
    assert.deepEqual((await call(person, "verify")).value, { ok: true, count: file.count, fingerprint: file.fingerprint, problems: [] });
    const undated = (whole) => whole.replace(/"exported_at": "[^"]*"/, "");
    assert.equal(undated((await person.export()).text), undated(text));
    assert.equal(await person.page.getByRole("alert").filter({ hasText: /\S/ }).count(), 0);
    assert.equal((await call(person, "dispatch", { type: "RenameBook", name: "Goes on" })).value[0].sequence, file.count + 1);
    const after = await onDisk(person);
    assert.deepEqual(after.records.slice(0, before.records.length), before.records, "what was there is as it was");
    assert.equal(frame(after.records.at(-1).bytes).before, file.fingerprint);
  });
}
