// Backups people make: a file that only the passphrase opens, by the README's description of it; whatever is wrong with it
// is said, and nothing is taken in.
import assert from "node:assert/strict";
import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { readFile } from "node:fs/promises";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";

const PASSPHRASE = "correct hörse battery staple";
const undated = (text) => text.replace(/"exported_at": "[^"]*"/, "");

async function backup(person, passphrase = PASSPHRASE) {
  await person.visit("Data");
  await person.button("Encrypted backup").click();
  const dialog = person.dialog("Encrypted backup");
  await dialog.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await dialog.getByLabel("Passphrase again", { exact: true }).fill(passphrase);
  const [download] = await Promise.all([
    person.page.waitForEvent("download", { timeout: 60_000 }),
    person.button("Save backup", dialog).click(),
  ]);
  await dialog.waitFor({ state: "hidden" });
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

// Chooses a backup and tries a passphrase on it; the dialog that asks for it.
async function choose(person, bytes) {
  const button = person.button("Import");
  if (!(await button.isVisible())) await person.visit("Data");
  const [chooser] = await Promise.all([person.page.waitForEvent("filechooser"), button.click()]);
  await chooser.setFiles({ name: "book.daybook.backup", mimeType: "application/octet-stream", buffer: bytes });
  return person.dialog("Encrypted backup to open");
}
async function unlock(person, dialog, passphrase = PASSPHRASE) {
  await dialog.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await person.button("Decrypt", dialog).click();
}

// The backup opened by its description alone.
function opened(bytes, passphrase) {
  assert.equal(bytes.subarray(0, 7).toString(), "DBKSAFE");
  assert.equal(bytes[7], 1);
  const [rounds, chunk] = [bytes.readUInt32LE(8), bytes.readUInt32LE(12)];
  assert.ok(rounds >= 600_000, "a slow key derivation");
  const key = pbkdf2Sync(passphrase.normalize("NFC"), bytes.subarray(16, 32), rounds, 32, "sha256");
  const decrypt = (number, flag, sealed) => {
    const nonce = Buffer.concat([bytes.subarray(32, 39), Buffer.alloc(5)]);
    nonce.writeUInt32BE(number, 7);
    nonce[11] = flag;
    const cipher = createDecipheriv("aes-256-gcm", key, nonce);
    cipher.setAAD(bytes.subarray(0, 40));
    cipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
  };
  assert.equal(decrypt(0xffffffff, 2, bytes.subarray(40, 56)).length, 0);
  const plain = [];
  for (let at = 56, number = 0; at < bytes.length; number += 1) {
    const end = Math.min(at + chunk + 16, bytes.length);
    plain.push(decrypt(number, end === bytes.length ? 1 : 0, bytes.subarray(at, end)));
    at = end;
  }
  return Buffer.concat(plain).toString();
}

pageTest("an encrypted backup is what its description says, and holds the exported file", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const out = await person.export();
  const { name, bytes } = await backup(person);
  assert.match(name, /-\d{4}-\d{2}-\d{2}\.daybook\.backup$/);
  assert.ok(bytes.length > 3 * 262_144, "it has several chunks");
  assert.ok(!bytes.includes("MoneyDeposited"), "nothing of it can be read");
  assert.equal(undated(opened(bytes, PASSPHRASE)), undated(out.text));
  assert.throws(() => opened(bytes, `${PASSPHRASE}.`));
  const again = await backup(person);
  assert.notDeepEqual(again.bytes.subarray(16, 39), bytes.subarray(16, 39), "salt and nonces are never used twice");
});

pageTest("a backup is restored in another browser through the ordinary proposal", async (bring) => {
  const person = await withEntries(await bring());
  const { bytes } = await backup(person);
  const other = await bring();
  const dialog = await choose(other, bytes);
  // The same letters, typed as letters and marks.
  await unlock(other, dialog, PASSPHRASE.normalize("NFD"));
  await other.proposal.waitFor({ timeout: 60_000 });
  assert.equal(await other.count(), 0, "nothing is taken in yet");
  await other.accept();
  await other.until((hash) => globalThis.daybook.fingerprint() === hash, await person.fingerprint());
});

pageTest("a wrong passphrase, any altered byte and a cut tail are refused with a sentence, and nothing is taken in", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const { bytes } = await backup(person);
  const chunk = bytes.readUInt32LE(12) + 16;
  const other = await bring();
  const dialog = await choose(other, bytes);
  await unlock(other, dialog, "correct horse battery staple");
  await dialog.getByRole("alert").filter({ hasText: "passphrase does not open" }).waitFor({ timeout: 60_000 });
  await unlock(other, dialog);
  await other.proposal.waitFor({ timeout: 60_000 });
  await other.button("Leave it", other.proposal).click();

  const flipped = (at) => {
    const copy = Buffer.from(bytes);
    copy[at] ^= 0x04;
    return copy;
  };
  const bad = [
    [flipped(7), /later version|altered/],
    [flipped(20), /does not open/],
    [flipped(35), /does not open/],
    [flipped(39), /altered/],
    [flipped(45), /does not open/],
    [flipped(56), /damaged/],
    [flipped(56 + chunk + 1000), /damaged/],
    [flipped(bytes.length - 1), /damaged/],
    [bytes.subarray(0, -1), /damaged/],
    [bytes.subarray(0, 56 + 2 * chunk), /damaged/],
    [bytes.subarray(0, 56), /damaged/],
    [bytes.subarray(0, 40), /cut short/],
    [Buffer.concat([bytes, bytes.subarray(-chunk)]), /damaged/],
    [Buffer.concat([bytes.subarray(0, 56), bytes.subarray(56 + chunk, 56 + 2 * chunk), bytes.subarray(56, 56 + chunk), bytes.subarray(56 + 2 * chunk)]), /damaged/],
  ];
  for (const [file, sentence] of bad) {
    const asked = await choose(other, file);
    await unlock(other, asked);
    await asked.getByRole("alert").filter({ hasText: sentence }).waitFor({ timeout: 60_000 });
    await other.button("Leave it", asked).click();
    await asked.waitFor({ state: "hidden" });
  }
  assert.equal(await other.count(), 0);
  assert.equal(await other.page.evaluate(() => globalThis.daybook.books().length), 0);
}, { timeout: 300_000 });

pageTest("a passphrase that is short or was mistyped once makes no backup", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Data");
  await person.button("Encrypted backup").click();
  const dialog = person.dialog("Encrypted backup");
  const passphrase = dialog.getByLabel("Passphrase", { exact: true });
  await passphrase.fill("short");
  await person.button("Save backup", dialog).click();
  await dialog.getByRole("alert").filter({ hasText: "at least 8" }).waitFor();
  await passphrase.fill("long enough");
  await dialog.getByLabel("Passphrase again", { exact: true }).fill("long enouhg");
  await person.button("Save backup", dialog).click();
  await dialog.getByRole("alert").filter({ hasText: "not the same" }).waitFor();
  assert.equal(await passphrase.inputValue(), "long enough", "what was typed stays");
});

pageTest("the page says how long ago all of the book was saved, in days and events", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Data");
  const side = person.page.getByRole("navigation");
  await side.getByText("No backup of this book yet").waitFor();
  await person.export();
  await side.getByText("Last backup: today, nothing new since").waitFor();
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  await side.getByText("Last backup: today, 1 event ago").waitFor();
  await person.page.evaluate(() => {
    const key = Object.keys(localStorage).find((name) => name.startsWith("daybook/last-backup/"));
    const { at, count } = JSON.parse(localStorage.getItem(key));
    localStorage.setItem(key, JSON.stringify({ at: at - 9 * 86_400_000, count: count - 40 < 0 ? 0 : count - 40 }));
  });
  await person.reload();
  await side.getByText("Last backup: 9 days, 9 events ago").waitFor();
  await person.goTo(4);
  await person.export();
  await person.now();
  await side.getByText("Last backup: 9 days, 9 events ago").waitFor();
  await backup(person);
  await side.getByText("Last backup: today, nothing new since").waitFor();
});
