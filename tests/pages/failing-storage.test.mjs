// What browsers do to storage, one thing at a time: it is said plainly, what was typed stays, reading goes on, and what is
// sent again is recorded once.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { accepted, call, smallBook } from "./calls.mjs";
import { onDisk, wrongOnDisk } from "./disk.mjs";
import { pageTest } from "./harness.mjs";

// Runs in the page before anything else: lets a test decide what becomes of the page's transactions that write.
function meddle() {
  const faults = { lose: 0, refuse: null, databases: new Set(), strict: [] };
  globalThis.__faults = faults;
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (...args) {
    faults.databases.add(this);
    const made = transaction.apply(this, args);
    if (made.mode === "readwrite") faults.strict.push(made.durability);
    return made;
  };
  const { add } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.add = function (...args) {
    const request = add.apply(this, args);
    // As a full disk shows: every request is answered, and then the transaction is given up.
    if (faults.refuse) request.addEventListener("success", () => this.transaction.abort(), { once: true });
    return request;
  };
  const { commit } = IDBTransaction.prototype;
  IDBTransaction.prototype.commit = function () {
    if (!faults.refuse) commit.call(this);
  };
  const error = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, "error");
  Object.defineProperty(IDBTransaction.prototype, "error", {
    configurable: true,
    get() {
      return faults.refuse ? new DOMException("by a test", faults.refuse) : error.get.call(this);
    },
  });
  // The transaction is complete, and the page is told that it was given up.
  const complete = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, "oncomplete");
  Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
    configurable: true,
    get: complete.get,
    set(handler) {
      complete.set.call(this, handler && function (event) {
        const lost = this.mode === "readwrite" && faults.lose > 0;
        if (lost) faults.lose -= 1;
        handler.call(this, lost ? new Event("abort") : event);
      });
    },
  });
}

const set = (person, name, value) =>
  person.page.evaluate(([key, it]) => void (globalThis.__faults[key] = it), [name, value]);
const closeAll = (person) =>
  person.page.evaluate(() => globalThis.__faults.databases.forEach((database) => database.close()));

// Tries to make an entry that can't be stored: the sentence is in the dialog, everything typed is still there, and the book
// can be looked at meanwhile. Answers the dialog, which is still open.
async function typedInVain(person, sentence) {
  const before = { count: await person.count(), fingerprint: await person.fingerprint() };
  const said = await person.refused("Deposit", { Account: "Boat fund", Amount: "7.00", Note: "typed once", Counterparty: "Ada" });
  assert.match(said, sentence);
  await person.leaveDialog();
  await person.visit("Journal");
  await person.goTo(6);
  await person.now();
  await person.visit("Overview");
  assert.equal(await person.balanceOf("Boat fund"), "319.75");
  assert.deepEqual({ count: await person.count(), fingerprint: await person.fingerprint() }, before);
}
const REFUSALS = {
  "a full disk": ["QuotaExceededError", /room/i],
  "a transaction that is given up": ["AbortError", /storage can't be used/i],
  "a disk that can't be written": ["UnknownError", /storage can't be used/i],
};
for (const [name, [error, sentence]] of Object.entries(REFUSALS)) {
  pageTest(`${name} is said in the dialog, what was typed stays, and the same entry is made once there is room`, async (bring) => {
    const person = await withEntries(await bring({ before: meddle }));
    await set(person, "refuse", error);
    await typedInVain(person, sentence);
    const said = await person.refused("Deposit", { Account: "Boat fund", Amount: "7.00", Note: "typed once" });
    assert.match(said, sentence);
    await set(person, "refuse", null);
    const dialog = person.dialog("Deposit");
    await person.button("Deposit", dialog).click();
    await dialog.waitFor({ state: "hidden" });
    await person.until(() => globalThis.daybook.count() === 9);
    assert.equal((await person.lastEvent()).data.note, "typed once");
    await person.reload();
    assert.equal(await person.count(), 9, "made once");
    assert.deepEqual(wrongOnDisk(await onDisk(person)), []);
  });
}

pageTest("an entry whose answer got lost is recorded once when the button is pressed again", async (bring) => {
  const person = await withEntries(await bring({ before: meddle }));
  const dialog = await person.begin("Deposit", { Account: "Boat fund", Amount: "7.00", Note: "pressed twice" });
  await set(person, "lose", 1);
  await person.button("Deposit", dialog).click();
  await dialog.getByRole("alert").filter({ hasText: /storage can't be used/i }).waitFor();
  assert.equal(await person.field(dialog, "Note").inputValue(), "pressed twice");
  await person.button("Deposit", dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await person.until(() => globalThis.daybook.count() >= 9);
  await person.settled();
  assert.equal(await person.balanceOf("Boat fund"), "326.75");
  await person.reload();
  assert.equal(await person.count(), 9, "recorded once");
});

pageTest("a command whose answer got lost is recorded once when it is sent again under its id", async (bring) => {
  const person = await bring({ before: meddle });
  const [main] = await smallBook(person);
  const command = { type: "DepositMoney", account: main, amount: "5.00", command_id: crypto.randomUUID() };
  for (let time = 0; time < 3; time += 1) {
    await set(person, "lose", 1);
    const answer = await call(person, "dispatch", command);
    // The first time it is stored, and the answer lost; from then on nothing is written, so nothing can get lost.
    if (time === 0) assert.equal(answer.code, "storage-unavailable");
    else assert.equal(answer.value[0].sequence, 5);
  }
  assert.equal(await person.count(), 5);
  await set(person, "lose", 0);
  assert.equal((await call(person, "verify")).value.ok, true);
});

pageTest("a connection that the browser closed is opened again, the tail read, and the entry decided again", async (bring) => {
  const one = await withEntries(await bring({ before: meddle }));
  const two = await one.anotherTab();
  await two.visit("Overview");
  // Deaf to the other tab, so that only the store can tell it what happened.
  await one.page.evaluate(() => void (BroadcastChannel.prototype.postMessage = () => {}));
  const dialog = await two.begin("Withdraw", { Account: "Boat fund", Amount: "300.00" });
  await one.enter("Withdraw", { Account: "Boat fund", Amount: "100.00" });
  await closeAll(two);
  await two.button("Withdraw", dialog).click();
  await dialog.getByRole("alert").filter({ hasText: "219.75" }).waitFor();
  await two.set(dialog, "Amount", "200.00");
  await closeAll(two);
  await two.button("Withdraw", dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await two.settled();
  assert.deepEqual([await two.count(), await two.balanceOf("Boat fund")], [10, "19.75"]);
  assert.deepEqual(wrongOnDisk(await onDisk(two)), []);
});

pageTest("a database that is deleted under an open book is said to be gone, and the book can still be looked at and taken away", async (bring) => {
  const person = await withEntries(await bring());
  const before = await person.fingerprint();
  await person.page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase("daybook");
        request.onsuccess = resolve;
        request.onerror = reject;
        request.onblocked = reject;
      }),
  );
  const said = await person.refused("Deposit", { Account: "Boat fund", Amount: "1.00", Note: "kept" });
  assert.match(said, /deleted/i);
  await person.leaveDialog();
  const { file } = await person.export();
  assert.equal(file.fingerprint, before);
  const names = await person.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  assert.deepEqual(names, [], "no empty database in its place");
});

pageTest("a page that was frozen takes in what happened meanwhile as soon as it is seen again", async (bring) => {
  const one = await withEntries(await bring());
  const two = await one.anotherTab();
  const devtools = await two.page.context().newCDPSession(two.page);
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  await one.page.bringToFront();
  await one.enter("Deposit", { Account: "Boat fund", Amount: "100.00" });
  await devtools.send("Page.setWebLifecycleState", { state: "active" });
  await two.page.bringToFront();
  await two.until(() => globalThis.daybook.count() === 9, undefined, 1_000);
  await two.enter("Withdraw", { Account: "Boat fund", Amount: "419.75" });
  assert.equal(await two.balanceOf("Boat fund"), "0.00");
});

pageTest("a page that comes back from the back/forward cache shows what happened meanwhile", async (bring) => {
  const one = await withEntries(await bring());
  const two = await one.anotherTab();
  await two.page.goto("about:blank");
  await one.enter("Deposit", { Account: "Boat fund", Amount: "100.00" });
  await two.page.goBack();
  await two.ready();
  await two.until(() => globalThis.daybook.count() === 9, undefined, 1_000);
  // The event by which a page learns that it was away, whether or not this browser has kept it in its cache.
  await one.page.evaluate(() => void (BroadcastChannel.prototype.postMessage = () => {}));
  await one.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  await two.page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await two.until(() => globalThis.daybook.count() === 10, undefined, 1_000);
});

pageTest("every write is a strict transaction", async (bring) => {
  const person = await withEntries(await bring({ before: meddle }));
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  await person.enter("Transfer", { From: "Boat fund", To: "Current account", Amount: "1.00" });
  await accepted(person, { type: "RenameBook", name: "Strictly" });
  const durability = await person.page.evaluate(() => globalThis.__faults.strict);
  assert.ok(durability.length >= 4);
  assert.deepEqual(new Set(durability), new Set(["strict"]));
});

// As some browsers do in a private window.
const NO_DATABASE = {
  "answers every opening with an error": () => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (...args) {
      const request = open.call(this, `${args[0]}-nowhere`, args[1]);
      const failed = new DOMException("A mutation operation was attempted on a database that did not allow mutations.", "InvalidStateError");
      Object.defineProperty(request, "error", { get: () => failed });
      request.addEventListener("upgradeneeded", () => request.transaction.abort());
      return request;
    };
  },
  "never answers": () => {
    IDBFactory.prototype.open = function () {
      return new EventTarget();
    };
  },
};
for (const [name, before] of Object.entries(NO_DATABASE)) {
  pageTest(`a browser whose IndexedDB ${name} is worked with, and the page says what that is worth`, async (bring) => {
    const person = await bring({ before });
    await person.openBook("Private", "EUR");
    await person.openAccount("Cash", "EUR");
    await person.enter("Deposit", { Account: "Cash", Amount: "1.00" });
    assert.match(await person.text(), /localStorage/);
  });
}
