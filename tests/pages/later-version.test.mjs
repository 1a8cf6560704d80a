// A database that a later version has written, and one that is damaged: opened to be looked at, as far as it can be read and
// said so, offered as a file with every byte of it, and not a byte of it changed.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { withEntries } from "./books.mjs";
import { call } from "./calls.mjs";
import { alterDisk, frame, onDisk, resealed } from "./disk.mjs";
import { pageTest } from "./harness.mjs";

const LATER = /later version|does not know/i;
const EXPORT_STORED = "Export stored records";

// The whole book in many records: eight events in eight commits.
async function eightCommits(person) {
  await withEntries(person);
  const { text, file } = await person.export();
  assert.equal(file.count, 8);
  return { text, fingerprint: file.fingerprint, balances: await balances(person, 8) };
}
async function balances(person, position) {
  const { value } = await call(person, "stateAt", position);
  return value.accounts.map(({ balance }) => balance);
}
// One more entry, so that the last record is a commit of its own, whatever the others came in.
async function lastRecord(person) {
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  const disk = await onDisk(person);
  return { disk, last: disk.records.at(-1) };
}

// The page shows the first eight events and no more, as such, writes nothing, and gives every byte.
async function canOnlyBeLookedAt(person, sentence, altered, { events = 8, stored = 9 } = {}) {
  const notice = person.page.getByRole("alert").filter({ hasText: "can only be looked at" });
  await notice.waitFor();
  const said = await notice.innerText();
  assert.match(said, sentence);
  if (events < stored) assert.match(said, new RegExp(`${events} of ${stored} events`));
  assert.equal(await person.count(), events);
  await person.visit("Overview");
  for (const button of ["Deposit", "Withdraw", "Transfer", "Open account"]) {
    assert.ok(await person.button(button).isDisabled(), `“${button}” is not offered`);
  }
  const refused = await call(person, "dispatch", { type: "RenameBook", name: "Overwritten" });
  assert.ok(["read-only", "newer-version"].includes(refused.code), `${refused.code} ${refused.message}`);

  const [download] = await Promise.all([person.page.waitForEvent("download"), person.button(EXPORT_STORED, notice).click()]);
  assert.match(download.suggestedFilename(), /\.daybook\.records$/);
  const bytes = await readFile(await download.path());
  const whole = Buffer.concat(
    altered.records.flatMap((record) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(record.bytes.length);
      return [length, Buffer.from(record.bytes)];
    }),
  );
  assert.ok(bytes.equals(whole), "every byte there is, readable or not");
  assert.deepEqual(await onDisk(person), altered, "and nothing was changed");
}

const BEYOND_US = {
  "a record in a later format": (bytes) => resealed(bytes, (copy) => (copy[3] = 3)),
  "an event of a kind that is not known yet": (bytes) => resealed(bytes, (copy) => (copy[53] = 99)),
};
for (const [name, change] of Object.entries(BEYOND_US)) {
  pageTest(`${name} leaves the book before it to look at, and all of it to take away`, async (bring) => {
    const person = await bring();
    const sound = await eightCommits(person);
    const { last } = await lastRecord(person);
    assert.equal(frame(last.bytes).count, 1);
    await alterDisk(person, { records: [{ ...last, bytes: change(last.bytes) }] });
    const altered = await onDisk(person);
    await person.reload();
    await canOnlyBeLookedAt(person, LATER, altered);
    assert.deepEqual(await balances(person, 8), sound.balances);
    assert.equal(await person.fingerprint(), sound.fingerprint);
    const { text } = await person.export();
    assert.equal(text.replace(/"exported_at": "[^"]*"/, ""), sound.text.replace(/"exported_at": "[^"]*"/, ""));
    await person.reload();
    assert.deepEqual(await onDisk(person), altered, "also after it was opened again");
  });
}

pageTest("a database of a later version is read, not written, and not begun again elsewhere", async (bring) => {
  const person = await bring();
  const sound = await eightCommits(person);
  await alterDisk(person, { version: 2 });
  const altered = await onDisk(person);
  assert.equal(altered.version, 2);
  await person.reload();
  await canOnlyBeLookedAt(person, LATER, altered, { events: 8, stored: 8 });
  assert.equal(await person.fingerprint(), sound.fingerprint);
  assert.doesNotMatch(await person.text(), /localStorage/, "no lesser store in its place");
});

pageTest("a later version that takes the database over leaves this page to look at its book", async (bring) => {
  const person = await bring();
  const sound = await eightCommits(person);
  // Another tab that has been reloaded already, in the later version.
  await alterDisk(person, { version: 2 });
  const dialog = await person.begin("Deposit", { Account: "Boat fund", Amount: "2.00", Note: "typed before" });
  await person.button("Deposit", dialog).click();
  await dialog.getByRole("alert").filter({ hasText: LATER }).waitFor();
  assert.equal(await person.field(dialog, "Note").inputValue(), "typed before");
  await person.leaveDialog();
  const notice = person.page.getByRole("alert").filter({ hasText: "can only be looked at" });
  await notice.waitFor();
  assert.equal(await person.fingerprint(), sound.fingerprint);
  await person.visit("Journal");
  assert.equal(await person.count(), 8);
});

// A sample of what tests/bookkeeper/damaged.rs does to every byte natively.
pageTest("an altered byte anywhere in a stored record is found and named, and nothing behind it is shown", async (bring) => {
  const person = await bring();
  const sound = await eightCommits(person);
  const { last } = await lastRecord(person);
  const places = [0, 3, 4, 12, 20, 48, 52, 60, last.bytes.length >> 1, last.bytes.length - 36, last.bytes.length - 4, last.bytes.length - 1];
  for (const at of places) {
    const bytes = [...last.bytes];
    bytes[at] ^= 1 << at % 8;
    await alterDisk(person, { records: [{ ...last, bytes }] });
    await person.reload();
    const notice = person.page.getByRole("alert").filter({ hasText: "can only be looked at" });
    await notice.waitFor();
    assert.match(await notice.innerText(), /event 8/, `byte ${at}`);
    assert.deepEqual([await person.count(), await person.fingerprint()], [8, sound.fingerprint], `byte ${at}`);
    assert.deepEqual(await balances(person, 8), sound.balances);
    const { value } = await call(person, "verify");
    assert.equal(value.ok, false);
  }
  await alterDisk(person, { records: [last] });
  await person.reload();
  assert.equal(await person.count(), 9, "put back, it is the book it was");
  assert.equal(await person.page.getByRole("alert").filter({ hasText: /\S/ }).count(), 0);
});

const DISORDER = {
  "a missing record": ({ records }) => [{ ...records.at(-2), bytes: null }],
  "two records in each other's place": ({ records }) => {
    const [one, two] = records.slice(-2);
    return [{ ...one, bytes: two.bytes }, { ...two, bytes: one.bytes }];
  },
  "a record twice": ({ records }) => [{ ...records.at(-1), bytes: records.at(-2).bytes }],
  "a record cut short": ({ records }) => [{ ...records.at(-2), bytes: records.at(-2).bytes.slice(0, -7) }],
};
for (const [name, disorder] of Object.entries(DISORDER)) {
  pageTest(`${name} is found and named, and nothing behind it is shown`, async (bring) => {
    const person = await bring();
    await eightCommits(person);
    await lastRecord(person);
    await person.enter("Deposit", { Account: "Boat fund", Amount: "2.00" });
    const fingerprint = await person.page.evaluate(() => [8, 9].map((at) => globalThis.daybook.fingerprint(at)));
    const disk = await onDisk(person);
    const records = disorder(disk);
    await alterDisk(person, { records });
    const altered = await onDisk(person);
    await person.reload();
    const events = name === "a record twice" ? 9 : 8;
    await canOnlyBeLookedAt(person, /event \d+/, altered, { events, stored: 10 });
    assert.equal(await person.fingerprint(), fingerprint[events - 8]);
  });
}

pageTest("a book of which nothing can be read is not passed off as an empty one", async (bring) => {
  const person = await bring();
  await eightCommits(person);
  const disk = await onDisk(person);
  await alterDisk(person, { records: disk.records.map((record) => ({ ...record, bytes: [1, 2, 3] })) });
  const altered = await onDisk(person);
  await person.reload();
  await canOnlyBeLookedAt(person, /record/i, altered, { events: 0, stored: 8 });
});
