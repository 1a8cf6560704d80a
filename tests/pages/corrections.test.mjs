// Corrections, not erasures: an entry is corrected from its row, what was recorded last is undone and redone, and the log
// keeps all of it.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";

const rowOf = (person, words) => person.page.getByRole("row").filter({ hasText: words }).first();

pageTest("an entry is corrected from its row, and both point at each other", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  await rowOf(person, "Insurance").getByRole("button", { name: "Correct", exact: true }).click();
  const dialog = person.dialog("Correct");
  await dialog.waitFor();
  assert.equal(await person.field(dialog, "Amount").inputValue(), "120.50");
  assert.equal(await person.field(dialog, "Date").inputValue(), "2026-01-20");
  await person.set(dialog, "Amount", "102.50");
  await person.set(dialog, "Reason", "Digits turned");
  await person.button("Correct", dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await person.settled();
  const [reversal, entry] = await person.page.evaluate(() => globalThis.daybook.events(9, 10));
  const original = await person.page.evaluate(() => globalThis.daybook.events(5, 5)[0]);
  assert.deepEqual([reversal.type, reversal.data.entry, reversal.data.reason], ["EntryReversed", original.id, "Digits turned"]);
  assert.deepEqual([entry.type, entry.data.amount, entry.data.note], ["MoneyWithdrawn", "102.50", "Insurance"]);
  assert.deepEqual([reversal.commit, entry.commit], [9, 9]);
  assert.deepEqual([reversal.caused_by, entry.caused_by], [original.command_id, original.command_id]);

  await person.visitAddress("#/audit?event=5");
  await person.page.getByText("Corrected by event").waitFor();
  await person.page.getByRole("region", { name: "Event 5" }).getByRole("link", { name: "10", exact: true }).first().click();
  await person.page.getByText("Corrects event").waitFor();
  assert.match(person.address(), /event=10/);
});

pageTest("what was recorded last is undone, step by step, and redone", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  const balances = () => person.page.evaluate(() => globalThis.daybook.stateAt(globalThis.daybook.count()).accounts.map((it) => it.balance));
  const start = await balances();
  const step = async (name, told) => {
    const before = await person.count();
    await person.button(name).click();
    const dialog = person.dialog(name);
    await dialog.getByText(told).waitFor();
    await person.button(name, dialog).click();
    await dialog.waitFor({ state: "hidden" });
    await person.until((count) => globalThis.daybook.count() > count, before);
    await person.settled();
  };
  await step("Undo", /Varnish/);
  await step("Undo", /Raffle/);
  assert.deepEqual(await balances(), ["579.50", "300.00"]);
  await step("Redo", /Reversed event 7/);
  await step("Redo", /Reversed event 8/);
  assert.deepEqual(await balances(), start);
  await person.page.keyboard.press("y");
  await person.dialog("Redo").getByText("There is nothing to redo").waitFor();
  await person.leaveDialog();
  assert.equal(await person.count(), 12, "nothing was erased");
});

pageTest("in the past nothing is corrected, undone or redone", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  await person.goTo(7);
  for (const name of ["Undo", "Redo", "Correct"]) assert.ok(await person.button(name).isDisabled(), name);
  await person.page.keyboard.press("z");
  await person.settled();
  assert.equal(await person.dialog().count(), 0);
});
