// Where the book is kept: what the page says when the browser can't keep it well, and what several tabs see of each other.
import assert from "node:assert/strict";
import { withBook, withEntries } from "./books.mjs";
import { pageTest, visitor } from "./harness.mjs";
import { LESS_DURABLE } from "./names.mjs";

const WITHOUT_INDEXED_DB = {
  "is missing": () => {
    Object.defineProperty(globalThis, "indexedDB", { value: undefined });
  },
  "refuses to open": () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("blocked by a test", "SecurityError");
    };
  },
};
for (const [name, before] of Object.entries(WITHOUT_INDEXED_DB)) {
  pageTest(`where IndexedDB ${name} the page says plainly that it keeps the book in localStorage`, async (bring) => {
    const person = await withBook(await bring({ before }));
    assert.match(await person.text(), LESS_DURABLE);
    await person.enter("Deposit", { Account: "Boat fund", Amount: "3.00" });
    const fingerprint = await person.fingerprint();
    await person.reload();
    assert.equal(await person.fingerprint(), fingerprint);
    assert.match(await person.text(), LESS_DURABLE);
    // Its room is the small one's, and what is said of it is of now.
    await person.visit("Data");
    const panel = person.page.locator(".panel", { has: person.page.getByRole("heading", { name: "Storage" }) });
    await panel.getByText("5.2 MB").waitFor();
    assert.doesNotMatch(await panel.innerText(), /nearly used up/);
    await person.page.evaluate(() => localStorage.setItem("something else", "x".repeat(4_500_000)));
    await person.page.evaluate(async () => {
      const account = globalThis.daybook.stateAt(globalThis.daybook.count()).accounts.find((it) => it.status === "open").id;
      await globalThis.daybook.dispatch({ type: "DepositMoney", account, amount: "1" });
    });
    await panel.getByText("nearly used up").waitFor();
    await person.page.evaluate(() => localStorage.setItem("something else", ""));
    await person.page.evaluate(() => {
      for (let size = 1 << 20, at = 0; size > 1; size /= 2) {
        for (; ; at += 1) {
          try {
            localStorage.setItem(`more ${at}`, "x".repeat(size));
          } catch {
            break;
          }
        }
      }
    });
    assert.match(await person.refused("Deposit", { Account: "Boat fund", Amount: "3.00" }), /There is no room left/);
  });
}

pageTest("where nothing can be stored the page still runs and says that it forgets", async (bring) => {
  const person = await bring({
    before: () => {
      Object.defineProperty(globalThis, "indexedDB", { value: undefined });
      Object.defineProperty(globalThis, "localStorage", {
        get() {
          throw new DOMException("blocked by a test", "SecurityError");
        },
      });
    },
  });
  await withBook(person);
  assert.match(await person.text(), /memory|forget|close/i);
});

pageTest("an entry made in one tab is in the other within a second", async (bring) => {
  const one = await withEntries(await bring());
  const two = await one.anotherTab();
  await two.visit("Overview");
  assert.equal(await two.balanceOf("Boat fund"), "319.75");
  await one.enter("Deposit", { Account: "Boat fund", Amount: "100.00" });
  await two.until(() => globalThis.daybook.count() === 9, undefined, 1_000);
  await two.settled();
  assert.equal(await two.balanceOf("Boat fund"), "419.75");
});

pageTest("a tab that looks at the past stays there when another one writes", async (bring) => {
  const one = await withEntries(await bring());
  const two = await one.anotherTab();
  await two.visit("Overview");
  await two.goTo(6);
  await one.enter("Deposit", { Account: "Boat fund", Amount: "100.00" });
  await two.until(() => globalThis.daybook.count() === 9, undefined, 1_000);
  await two.settled();
  assert.equal(await two.position(), 6);
  assert.equal(await two.balanceOf("Boat fund"), "300.00");
  assert.equal(await two.slider.getAttribute("max"), "9");
});

pageTest("a program that can't start says so in a plain sentence", async () => {
  // The error on its console is what must be there, so its problems count for nothing.
  const person = await visitor({ problems: [] });
  const broken = { status: 200, contentType: "application/wasm", body: "not a program" };
  await person.page.route("**/*.wasm", (route) => route.fulfill(broken));
  await person.page.goto(`${person.origin}/`);
  await person.page.getByRole("alert").filter({ hasText: "could not start" }).waitFor();
  await person.page.context().close();
});

pageTest("the page says how full the storage is and what the browser answered when it was asked to keep it", async (bring) => {
  // A blank page has none.
  const answers = (answer) => `if (globalThis.StorageManager) {
    StorageManager.prototype.persisted = async () => false;
    StorageManager.prototype.persist = () => (globalThis.__asked = (globalThis.__asked ?? 0) + 1, ${answer});
    StorageManager.prototype.estimate = async () => ({ usage: 900_000, quota: 1_000_000 });
  }`;
  const said = [
    ["Promise.resolve(true)", "has agreed"],
    ["Promise.resolve(false)", "did not agree"],
    ["Promise.reject(new Error('x'))", "no answer"],
  ];
  for (const [answer, sentence] of said) {
    const person = await bring({ before: { content: answers(answer) } });
    await withBook(person);
    assert.equal(await person.page.evaluate(() => globalThis.__asked), 1, "asked once, when a book was begun");
    await person.visit("Data");
    await person.page.getByText("90.0 %").waitFor();
    await person.page.getByText("nearly used up").waitFor();
    await person.button("Ask the browser to keep it").click();
    await person.page.getByRole("status").filter({ hasText: sentence }).waitFor();
    await person.reload();
    await person.openAccount("Another", "EUR");
    assert.equal(await person.page.evaluate(() => globalThis.__asked), undefined, "never again by itself");
  }
});

pageTest("while the browser asks the user in turn the page says so, and takes an answer that comes late", async (bring) => {
  const person = await bring({
    before: {
      content: `if (globalThis.StorageManager) {
        StorageManager.prototype.persisted = async () => false;
        StorageManager.prototype.persist = () => new Promise((answer) => (globalThis.__answer = answer));
      }`,
    },
  });
  await withBook(person);
  await person.visit("Data");
  await person.button("Ask the browser to keep it").click();
  await person.page.getByRole("status").filter({ hasText: "It may be asking you" }).waitFor();
  await person.page.evaluate(() => globalThis.__answer(true));
  await person.page.getByRole("status").filter({ hasText: "has agreed" }).waitFor();
});

pageTest("when an entry can't be stored the dialog says so and keeps what was typed, and the next try records it once", async (bring) => {
  const person = await withBook(await bring());
  const before = await person.count();
  await person.page.evaluate(() => {
    const add = IDBObjectStore.prototype.add;
    globalThis.__heal = () => (IDBObjectStore.prototype.add = add);
    IDBObjectStore.prototype.add = function () {
      this.transaction.abort();
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  const sentence = await person.refused("Deposit", { Account: "Boat fund", Amount: "5.00", Note: "Raffle" });
  assert.match(sentence, /no room left/);
  await person.page.evaluate(() => globalThis.__heal());
  const dialog = person.dialog("Deposit");
  await person.button("Deposit", dialog).click();
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await person.count(), before + 1);
  assert.equal((await person.lastEvent()).data.note, "Raffle");
});
