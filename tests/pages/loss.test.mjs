// Never silently empty: whatever becomes of the database, a book that was here is missed by name, and nobody is alarmed
// for nothing.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";
import { BOOKS } from "./names.mjs";

const title = (person) => person.page.getByRole("heading", { name: "Something is missing" });
const witnesses = (person) =>
  person.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("daybook/witness/")).length);

// Does something to the database behind the page's back, from a page of the same origin that does not use it.
async function behind(person, act, argument) {
  // No browser asks for an icon of a page that runs nothing but this.
  await person.page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  await person.page.goto(`${person.origin}/policy.js`);
  return person.page.evaluate(act, argument);
}

const deleteDatabase = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase("daybook");
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });

// Everything in the database, and putting that back.
const copyDatabase = async () => {
  const wait = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const database = await wait(indexedDB.open("daybook"));
  const copy = {};
  for (const name of ["books", "commits"]) {
    const store = database.transaction(name).objectStore(name);
    copy[name] = [await wait(store.getAllKeys()), await wait(store.getAll())];
  }
  database.close();
  return JSON.stringify(copy, (_, value) => (value instanceof Uint8Array ? { bytes: [...value] } : value));
};
const restoreDatabase = async (text) => {
  const wait = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const copy = JSON.parse(text, (_, value) => (value?.bytes ? Uint8Array.from(value.bytes) : value));
  const database = await wait(indexedDB.open("daybook"));
  const transaction = database.transaction(["books", "commits"], "readwrite");
  for (const [name, [keys, values]] of Object.entries(copy)) {
    transaction.objectStore(name).clear();
    keys.forEach((key, at) => transaction.objectStore(name).put(values[at], key));
  }
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  database.close();
};

async function saysWhatIsMissing(person, pattern) {
  await title(person).waitFor();
  const text = await person.text();
  assert.ok(text.includes("Riverside Rowing Club"), "the book is named");
  assert.match(text, pattern);
  assert.ok(!(await person.button("Open book").isVisible()), "and no first page is shown over it");
  assert.ok(!(await person.button("Load sample book").isVisible()));
}

pageTest("after the database was deleted the page names the lost book and takes its file back", async (bring) => {
  const person = await withEntries(await bring());
  const { text, file } = await person.export();
  await behind(person, deleteDatabase);
  await person.visitAddress();
  await saysWhatIsMissing(person, /not here any more[\s\S]*Events it had\s+8\b/);
  assert.ok((await person.text()).includes(file.fingerprint));
  await person.reload();
  await saysWhatIsMissing(person, /not here any more/);
  await person.import(text, file.fingerprint);
  assert.equal(await title(person).count(), 0, "restored, the book is open");
  await person.reload();
  assert.equal(await person.fingerprint(), file.fingerprint);
  assert.equal(await title(person).count(), 0);
  assert.equal(await witnesses(person), 1, "nothing is missed that is here again");
});

pageTest("who restores an older file of a lost book is told that it is not all of it", async (bring) => {
  const person = await withEntries(await bring());
  const early = await person.export();
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  await behind(person, deleteDatabase);
  await person.visitAddress();
  await person.import(early.text, early.file.fingerprint);
  await person.page.getByText("is not all here any more").waitFor();
  await person.button("What is missing").click();
  await saysWhatIsMissing(person, /Events it had\s+9\b/);
  await person.button("Go on without it").click();
  await title(person).waitFor({ state: "hidden" });
  assert.equal(await person.fingerprint(), early.file.fingerprint);
  await person.reload();
  assert.ok(!(await person.text()).includes("is not all here any more"));
});

pageTest("who goes on without a lost book gets a first page, for good", async (bring) => {
  const person = await withEntries(await bring());
  await behind(person, deleteDatabase);
  await person.visitAddress();
  await saysWhatIsMissing(person, /not here any more/);
  await person.button("Go on without it").click();
  await person.button("Open book").waitFor();
  await person.reload();
  await person.button("Open book").waitFor();
  assert.equal(await title(person).count(), 0);
});

pageTest("a database that lost its last events is not taken for the whole book, and takes no entry before one decides", async (bring) => {
  const person = await withEntries(await bring());
  const copy = await behind(person, copyDatabase);
  await person.visitAddress();
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  await person.enter("Deposit", { Account: "Boat fund", Amount: "2.00" });
  const { text, file } = await person.export();
  await behind(person, restoreDatabase, copy);
  await person.visitAddress();
  await saysWhatIsMissing(person, /Only 8 of its events are here: the last 2 are missing/);
  const refused = await person.page.evaluate(() =>
    globalThis.daybook.dispatch({ type: "RenameBook", name: "On" }).catch((error) => error.code),
  );
  assert.equal(refused, "read-only");
  await person.import(text, file.fingerprint);
  assert.equal(await title(person).count(), 0);
  assert.equal(await person.page.evaluate(() => globalThis.daybook.books().length), 1, "what was missing was added to it");
});

pageTest("an older copy that went on in another way is not taken for the book that was here", async (bring) => {
  const person = await withEntries(await bring());
  const copy = await behind(person, copyDatabase);
  await person.visitAddress();
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  const kept = await person.page.evaluate(() => ({ ...localStorage }));
  await behind(person, restoreDatabase, copy);
  await person.page.evaluate(() => localStorage.clear());
  await person.visitAddress();
  await person.enter("Deposit", { Account: "Boat fund", Amount: "5.00" });
  await person.enter("Deposit", { Account: "Boat fund", Amount: "6.00" });
  const hash = await person.fingerprint();
  await person.page.evaluate((before) => Object.entries(before).forEach(([key, value]) => localStorage.setItem(key, value)), kept);
  await person.visitAddress();
  await saysWhatIsMissing(person, /another history/);
  await person.button("Go on with what is here").click();
  await title(person).waitFor({ state: "hidden" });
  assert.equal(await person.fingerprint(), hash);
  await person.enter("Deposit", { Account: "Boat fund", Amount: "7.00" });
  await person.reload();
  assert.equal(await title(person).count(), 0, "the question is settled");
});

pageTest("a book that its user deleted leaves no alarm, in this tab and the next", async (bring) => {
  const person = await withEntries(await bring());
  const other = await person.anotherTab();
  await person.visit("Data");
  await person.button(BOOKS.remove).click();
  const dialog = person.dialog(BOOKS.remove);
  await person.set(dialog, BOOKS.removeField, "Riverside Rowing Club");
  await person.button(BOOKS.remove, dialog).click();
  await person.button("Open book").waitFor();
  await person.reload();
  await person.button("Open book").waitFor();
  assert.equal(await title(person).count(), 0);
  assert.equal(await witnesses(person), 0);

  await other.page.getByText("another tab deleted it").waitFor({ timeout: 2_000 });
  assert.ok(await other.button("Deposit").isDisabled(), "nothing can be entered into a book that is gone");
  const { file } = await other.export();
  assert.equal(file.count, 8, "but it can still be exported");
  await other.reload();
  await other.button("Open book").waitFor();
  assert.equal(await title(other).count(), 0);
});

pageTest("ordinary use raises no alarm: entries in two tabs, several books, a witness that lags or was never there", async (bring) => {
  const person = await withEntries(await bring());
  const other = await person.anotherTab();
  for (const [tab, amount] of [[person, "1.00"], [other, "2.00"], [person, "3.00"]]) {
    await tab.enter("Deposit", { Account: "Boat fund", Amount: amount });
  }
  await person.until(() => globalThis.daybook.count() === 11);
  await other.page.close();
  const lagging = await person.page.evaluate(() => ({ ...localStorage }));
  await person.enter("Deposit", { Account: "Boat fund", Amount: "4.00" });
  await person.page.evaluate((before) => Object.entries(before).forEach(([key, value]) => localStorage.setItem(key, value)), lagging);
  await person.reload();
  assert.equal(await title(person).count(), 0, "it lags");
  await person.page.evaluate(() => localStorage.clear());
  await person.reload();
  assert.equal(await title(person).count(), 0, "it was cleared");
  assert.equal(await witnesses(person), 1, "and is there again");
  assert.equal(await person.count(), 12);
});

// A tab that has a database or none, as it is told to.
const AT_WILL = {
  before: () => {
    try {
      if (sessionStorage.getItem("without-database")) Object.defineProperty(globalThis, "indexedDB", { value: undefined });
    } catch {
      // A blank page has no storage.
    }
  },
};
async function without(person, database) {
  await person.page.evaluate((it) => (it ? sessionStorage.setItem("without-database", "1") : sessionStorage.clear()), database);
  await person.reload();
}

pageTest("a book in the database is not called lost where there is none to look into", async (bring) => {
  const person = await withEntries(await bring(AT_WILL));
  const fingerprint = await person.fingerprint();
  await without(person, true);
  await saysWhatIsMissing(person, /can't be looked at now[\s\S]*most likely still there/);
  assert.doesNotMatch(await person.text(), /cleared or lost/);
  await without(person, false);
  assert.equal(await person.fingerprint(), fingerprint);
  assert.equal(await title(person).count(), 0);
});

pageTest("a book of the small storage is not called lost where there is a database again", async (bring) => {
  const person = await bring(AT_WILL);
  await without(person, true);
  await withEntries(person);
  await without(person, false);
  await saysWhatIsMissing(person, /is not lost[\s\S]*small storage[\s\S]*rescue page/);
  assert.doesNotMatch(await person.text(), /cleared or lost/);
});
