// What each page is for: the journal finds entries, an account shows its running balance, the audit everything that was
// recorded, and the Data page checks what is stored.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";
import { DATA, JOURNAL } from "./names.mjs";

// The notes that the journal shows, in its order.
async function notes(person, known = ["Grant", "Insurance", "Raffle", "Varnish"]) {
  const { words } = await person.figures();
  return known.filter((note) => words.includes(note)).sort((one, other) => words.indexOf(one) - words.indexOf(other));
}

pageTest("the journal shows every entry, newest first", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  assert.deepEqual(await notes(person), ["Varnish", "Raffle", "Insurance", "Grant"]);
});

pageTest("the journal is searched by text, and the address keeps the search", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  await person.page.getByRole("searchbox", { name: JOURNAL.search }).fill("raff");
  await person.page.waitForURL((url) => /[?&]q=raff/.test(url.hash));
  await person.settled();
  assert.deepEqual(await notes(person), ["Raffle"]);
  await person.reload();
  assert.deepEqual(await notes(person), ["Raffle"]);
  await person.visitAddress("#/journal?q=no+such+entry");
  assert.deepEqual(await notes(person), []);
});

pageTest("the journal is narrowed by account, kind and dates", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  const main = person.page.getByRole("main");
  await person.set(main, JOURNAL.account, "Boat fund");
  await person.settled();
  assert.deepEqual(await notes(person), ["Varnish", "Raffle"]);
  await person.set(main, JOURNAL.kind, "Deposit");
  await person.settled();
  assert.deepEqual(await notes(person), ["Raffle"]);
  await person.visit("Overview");
  await person.visitAddress("#/journal?from=2026-01-10&to=2026-02-10");
  assert.deepEqual(await notes(person), ["Raffle", "Insurance"]);
});

pageTest("an account's own page shows its entries with the running balance", async (bring) => {
  const person = await withEntries(await bring());
  await person.visitAccount("Boat fund");
  const { money, words } = await person.figures();
  for (const running of ["300.00", "325.00", "319.75"]) {
    assert.ok(money.includes(running), `the balance was once ${running}: ${money.join(" ")}`);
  }
  assert.ok(!words.includes("Insurance"), "and nothing of other accounts");
});

pageTest("the audit shows each event as it was recorded, with its command and its two clocks", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Audit");
  const event = await person.page.evaluate(() => globalThis.daybook.events(5, 5)[0]);
  assert.equal(event.type, "MoneyWithdrawn");
  await person.visitAddress("#/audit?event=5");
  const text = await person.page.getByRole("main").innerText();
  for (const part of [event.id, event.command_id, "WithdrawMoney", event.recorded_at, "2026-01-20", "Insurance"]) {
    assert.ok(text.includes(part), `the audit shows ${part}`);
  }
});

pageTest("verifying reads everything again and says that it is in order", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Data");
  await person.button(DATA.verify).click();
  await person.page.getByRole("main").getByText(/in order|intact|no problems/i).first().waitFor();
});

pageTest("the name set on the Data page is in the audit trail from then on", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Data");
  const field = person.field(person.page.getByRole("main"), DATA.actor);
  await field.fill("Ada 🚣");
  await field.press("Tab");
  await person.settled();
  await person.visit("Overview");
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  assert.equal((await person.lastEvent()).actor, "Ada 🚣");
  await person.reload();
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  assert.equal((await person.lastEvent()).actor, "Ada 🚣");
});

pageTest("the timeline jumps to a date", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const middle = await person.page.evaluate(() => {
    const { daybook } = globalThis;
    return daybook.events(Math.round(daybook.count() / 2), Math.round(daybook.count() / 2))[0].recorded_at;
  });
  await person.button("Jump to date").click();
  const dialog = person.dialog();
  await person.set(dialog, "Date", middle.slice(0, 10));
  await dialog.getByRole("button", { name: /jump|go|show/i }).first().click();
  await person.until(() => globalThis.daybook.position() < globalThis.daybook.count());
  const [before, after] = await person.page.evaluate(() => {
    const position = globalThis.daybook.position();
    return globalThis.daybook.events(position, position + 1).map((event) => event.recorded_at.slice(0, 10));
  });
  assert.ok(before <= middle.slice(0, 10) && after > middle.slice(0, 10), `${before} … ${after}: the end of ${middle}`);
});
