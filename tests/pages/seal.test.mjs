// Tamper-evidence: a seal for the minutes, and what it tells years later.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { fingerprint } from "./fingerprint.mjs";
import { pageTest } from "./harness.mjs";

async function seal(person) {
  await person.visit("Data");
  await person.button("Seal this moment").click();
  const text = person.page.getByRole("region", { name: "The seal" });
  await text.waitFor();
  return text.innerText();
}
async function check(person, text, sentence) {
  await person.visit("Data");
  await person.set(person.page.getByRole("main"), "Seal to check", text);
  await person.button("Check a seal").click();
  const answer = person.page.getByRole("main").getByText(sentence);
  await answer.waitFor();
}

pageTest("a seal gives the number of events and the fingerprint of the moment shown, for anyone to recompute", async (bring) => {
  const person = await withEntries(await bring());
  const { file } = await person.export();
  const text = await seal(person);
  assert.match(text, /^Daybook seal\nBook: Riverside Rowing Club\nEvents: 8\nLast recorded: \S+Z\nFingerprint: /);
  const digits = text.split("Fingerprint:")[1].replace(/\s/g, "");
  assert.equal(digits, fingerprint(file.events));
  await person.goTo(5);
  const past = await seal(person);
  assert.match(past, /Events: 5\n/);
  assert.equal(past.split("Fingerprint:")[1].replace(/\s/g, ""), fingerprint(file.events.slice(0, 5)));
});

pageTest("a seal tells whether the history up to there is the same, or what is wrong", async (bring) => {
  const person = await withEntries(await bring());
  const text = await seal(person);
  await check(person, text, /The history is the same: all 8 events/);
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  await check(person, text, /The history up to there is the same: the first 8 events.* 1 came later/);
  const digits = text.split("Fingerprint:")[1].replace(/\s/g, "");
  await check(person, `minutes of the meeting: ${digits.toUpperCase()} after 8 events`, /The history up to there is the same/);
  await check(person, `7 ${digits}`, /fingerprint after event 8, not after event 7/);
  await check(person, `12 ${digits}`, /fingerprint after event 8, not after event 12/);
  const other = digits.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
  await check(person, `8 ${other}`, /first 8 events are not the ones that were sealed/);
  await check(person, `80 ${other}`, /seal is of 80 events, but this book holds 9/);
  await check(person, "8 events", /no fingerprint in this text/);
  await check(person, digits, /how many events/);
  await check(person, `2000 ${digits.slice(4)}`, /fingerprint is incomplete/);
});

pageTest("a seal of the book that this one parted from is not taken for an alteration", async (bring) => {
  const person = await withEntries(await bring());
  const shared = await person.export();
  const early = await seal(person);
  const other = await bring();
  await other.import(shared.text, shared.file.fingerprint);
  await other.enter("Deposit", { Account: "Boat fund", Amount: "2.00" });
  const theirs = await other.export();
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  const late = await seal(person);
  await person.choose(theirs.text);
  await person.accept();
  await person.until(() => globalThis.daybook.events(9, 9)[0].type === "BookForked");
  await check(person, early, /The history up to there is the same/);
  await check(person, late, /This book parted from another one at event 9/);
  await check(person, late.replaceAll("\n", " "), /This book parted from another one at event 9/);
});

pageTest("a stored event that was altered with its checksum put right is found by the seal and by Verify", async (bring) => {
  const person = await withEntries(await bring());
  const text = await seal(person);
  await person.page.goto(`${person.origin}/rescue.html`);
  await person.page.evaluate(async () => {
    const wait = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const database = await wait(indexedDB.open("daybook"));
    const commits = database.transaction(["commits"], "readwrite").objectStore("commits");
    const [keys, records] = await Promise.all([wait(commits.getAllKeys()), wait(commits.getAll())]);
    for (const [at, bytes] of records.entries()) {
      const place = new TextDecoder("latin1").decode(bytes).indexOf("Varnish");
      if (place < 0) continue;
      bytes[place] = "v".charCodeAt(0);
      let sum = 0xffffffff;
      for (const byte of bytes.subarray(0, -4)) {
        sum ^= byte;
        for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
      }
      new DataView(bytes.buffer).setUint32(bytes.length - 4, (sum ^ 0xffffffff) >>> 0, true);
      await wait(commits.put(bytes, keys[at]));
    }
    database.close();
  });
  await person.visitAddress();
  await check(person, text, /do not give the fingerprint that was stored with them/);
  await person.button("Verify").click();
  await person.page.getByRole("alert").filter({ hasText: /event/ }).first().waitFor();
});
