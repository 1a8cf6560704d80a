// Every number explains itself: what a figure is made of, by button and by script, and that the parts add up to it.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";
import { WHY } from "./names.mjs";

// Cents as a whole number: sums in floating point would prove nothing.
const cents = (text) => BigInt(text.replace(".", ""));

// Every part the panel shows, with months opened.
async function partsShown(dialog) {
  for (const month of await dialog.getByRole("button", { expanded: false }).all()) await month.click();
  const rows = dialog.locator("tr.part");
  return rows.evaluateAll((all) =>
    all.map((row) => {
      const [amount, running] = [...row.querySelectorAll("data")].map((figure) => figure.value);
      return { sequence: Number(row.querySelector("a").textContent.replace(/\D/g, "")), amount, running };
    }),
  );
}

pageTest("a balance opens the events it is made of, each leading to the audit and to its moment", async (bring) => {
  const person = await withEntries(await bring());
  const card = person.page.getByRole("article", { name: "Boat fund" });
  await card.getByRole("button", { name: /319\.75/ }).click();
  const dialog = person.dialog(WHY.title);
  await dialog.getByText(WHY.exact).waitFor();
  assert.deepEqual(await partsShown(dialog), [
    { sequence: 6, amount: "300.00", running: "300.00" },
    { sequence: 7, amount: "25.00", running: "325.00" },
    { sequence: 8, amount: "-5.25", running: "319.75" },
  ]);
  await dialog.getByRole("link", { name: "Show the books after event 7" }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await person.position(), 7);
  assert.equal(await person.balanceOf("Boat fund"), "325.00");
  await card.getByRole("button", { name: /325\.00/ }).click();
  await dialog.getByRole("link", { name: "6", exact: true }).click();
  await person.settled();
  assert.match(person.address(), /^#\/audit\?at=7&event=6$/);
});

pageTest("a figure is asked and left with the keyboard alone, and has the focus again", async (bring) => {
  const person = await withEntries(await bring());
  const button = person.page.getByRole("article", { name: "Current account" }).getByRole("button");
  await person.tabTo(button);
  await person.page.keyboard.press("Enter");
  const dialog = person.dialog(WHY.title);
  await dialog.getByText(WHY.exact).waitFor();
  await person.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await button.evaluate((element) => element === document.activeElement));
});

pageTest(
  "every figure that can be asked, on every page, is exactly the sum of its parts",
  async (bring) => {
    const person = await bring();
    await person.loadSample();
    const count = await person.count();
    for (const position of [count, Math.round(count / 3)]) {
      for (const page of ["", "journal", "accounts", "reports/cash-flow", "reports/categories?from=2024-01-01&to=2024-12-31",
        "reports/counterparties?currency=USD", "reports/trial-balance", "reports/statement", "reports/day?to=2023-12-31",
        "reports/compare?with=500"]) {
        await person.page.evaluate((hash) => void (location.hash = hash), `#/${page}${page.includes("?") ? "&" : "?"}at=${position}`);
        await person.settled();
        const buttons = person.page.getByRole("main").locator("button.why");
        const number = await buttons.count();
        assert.ok(number > 0, `${page} has figures that explain themselves`);
        // A few of each page, the first and the last among them.
        const step = Math.max(1, Math.floor(number / 5));
        for (let index = 0; index < number; index += step) {
          const button = buttons.nth(index);
          const value = await button.locator("data").getAttribute("value");
          await button.click();
          const dialog = person.dialog(WHY.title);
          const zero = /^0(\.0+)?$/.test(value);
          await dialog.getByText(zero ? /exactly|No event has moved it/ : WHY.exact).first().waitFor().catch(() => {
            throw new Error(`${page} at ${position}: ${value} is not explained`);
          });
          await person.leaveDialog();
        }
      }
    }
  },
  { timeout: 300_000 },
);

pageTest("explain gives the parts of every balance at any moment, by both clocks", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const count = await person.count();
  for (const position of [count, Math.round(count / 2), 40]) {
    const accounts = await person.page.evaluate((at) => globalThis.daybook.stateAt(at).accounts, position);
    const day = "2024-03-31";
    const on = await person.page.evaluate(([date, at]) => globalThis.daybook.stateOn(date, at), [day, position]);
    assert.equal(on.accounts.length, accounts.length);
    for (const [index, { id, balance, currency, entries }] of accounts.entries()) {
      const ask = (question) => person.page.evaluate((asked) => globalThis.daybook.explain(asked), question);
      const recorded = await ask({ account: id, position });
      assert.deepEqual([recorded.amount, recorded.currency, recorded.parts.length], [balance, currency, entries]);
      const valued = await ask({ account: id, position, date: day });
      assert.deepEqual([valued.amount, valued.parts.length], [on.accounts[index].balance, on.accounts[index].entries]);
      for (const { amount, parts } of [recorded, valued]) {
        let sum = 0n;
        for (const part of parts) {
          sum += cents(part.amount);
          assert.equal(cents(part.running), sum);
        }
        assert.equal(sum, cents(amount));
      }
    }
  }
});

pageTest("what is asked wrongly is refused with a code", async (bring) => {
  const person = await withEntries(await bring());
  const code = (method, ...args) =>
    person.page.evaluate(
      ([name, values]) => {
        try {
          return globalThis.daybook[name](...values);
        } catch (error) {
          return error.code;
        }
      },
      [method, args],
    );
  const account = await person.page.evaluate(() => globalThis.daybook.stateAt(3).accounts[0].id);
  assert.equal(await code("explain", { account: "x" }), "malformed");
  assert.equal(await code("explain", "x"), "malformed");
  assert.equal(await code("explain", { account, colour: 1 }), "unknown-field");
  assert.equal(await code("explain", { account, position: 99 }), "position-out-of-range");
  assert.equal(await code("explain", { account, date: "2026-02-30" }), "malformed");
  assert.equal(await code("explain", { account, position: 1 }), "unknown-account");
  assert.equal(await code("diff", 0, 99), "position-out-of-range");
  assert.equal(await code("stateOn", "1.3.2026"), "malformed");
});
