// Corrections, not erasures: an entry is corrected from its row, what was recorded last is undone and redone, and the log
// keeps all of it.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { NARROW, pageTest } from "./harness.mjs";

const rowOf = (person, words) => person.page.getByRole("row").filter({ hasText: words }).first();

pageTest("an entry is corrected from its row, and both point at each other", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  await rowOf(person, "Insurance").getByRole("button", { name: "Correct", exact: true }).click();
  const dialog = person.dialog("Correct");
  await dialog.waitFor();
  assert.equal(await person.field(dialog, "Amount").inputValue(), "120.50");
  assert.equal(await person.field(dialog, "Date").inputValue(), "2026-01-20");
  // As it is, there is nothing to correct.
  await person.button("Correct", dialog).click();
  await dialog.getByText("Nothing would change").waitFor();
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
  const because = person.page.locator(".event-detail dl > div").filter({ hasText: "Because of" });
  assert.equal((await because.locator("dd").textContent()).trim(), "WithdrawMoney, event 5");
  await because.getByRole("link", { name: "5", exact: true }).click();
  await person.page.getByRole("heading", { name: "Event 5" }).waitFor();
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

// Corrects the insurance (event 5) from 120.50 to 102.50: events 9 and 10.
async function correctInsurance(person) {
  await rowOf(person, "Insurance").getByRole("button", { name: "Correct", exact: true }).click();
  const dialog = person.dialog("Correct");
  await dialog.waitFor();
  await person.set(dialog, "Amount", "102.50");
  await person.button("Correct", dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await person.settled();
}

pageTest("original and correction lead to each other from the journal and from the account's page", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  await correctInsurance(person);
  for (const visit of [() => person.visit("Journal"), () => person.visitAccount("Current account")]) {
    await visit();
    const rows = person.page.getByRole("main").getByRole("row").filter({ hasText: "Insurance" });
    const links = (words) => rows.filter({ hasText: words }).first().locator(".mark-pill").getByRole("link");
    assert.equal(await links("Corrected by #").innerText(), "10");
    assert.equal(await links("Corrects #").innerText(), "5");
    assert.equal(await links("Reverses #").innerText(), "5");
  }
  await rowOf(person, "Corrected by #").locator(".mark-pill").getByRole("link").click();
  await person.page.getByRole("region", { name: "Event 10" }).getByText("Corrects event").waitFor();
  await person.page.goBack();
  await rowOf(person, "Corrects #").locator(".mark-pill").getByRole("link").click();
  await person.page.getByRole("region", { name: "Event 5" }).getByText("Corrected by event").waitFor();
  // Taken back, they still do, and what stands for the original again points at it.
  await person.visit("Journal");
  await person.page.keyboard.press("z");
  await person.dialog("Undo").waitFor();
  await person.page.keyboard.press("Enter");
  await person.until(() => globalThis.daybook.count() === 12);
  await person.settled();
  const pointers = (event) => person.page.evaluate((wanted) => {
    const row = [...document.querySelectorAll("tr.entry")].find((it) => it.querySelector("a").textContent === `${wanted}`);
    return row.querySelector(".mark-pill").textContent.replace(/\s+/g, " ");
  }, event);
  assert.deepEqual(await Promise.all([5, 9, 10, 11, 12].map(pointers)), [
    "Corrected by # 10 · Restored by # 12",
    "Reverses # 5",
    "Corrects # 5 · Reversed by # 11",
    "Reverses # 10",
    "Restores # 5",
  ]);
  await person.visitAddress("#/audit?event=12");
  await person.page.getByRole("region", { name: "Event 12" }).getByText("Restores event").waitFor();
  await person.visitAddress("#/audit?event=5");
  await person.page.getByRole("region", { name: "Event 5" }).getByText("Restored by event").waitFor();
  // Before the correction nothing points anywhere.
  await person.visit("Journal");
  await person.goTo(8);
  assert.equal(await person.page.locator(".mark-pill").getByRole("link").count(), 0);
});

pageTest("on a narrow screen one button in a row opens all that can be done, and the focus comes back to it", async (bring) => {
  const person = await withEntries(await bring({ viewport: NARROW }));
  for (const visit of [() => person.visit("Overview"), () => person.visit("Journal"), () => person.visitAccount("Current account")]) {
    await visit();
    const opener = rowOf(person, "Insurance").getByRole("button", { name: "What can be done", exact: true });
    for (const name of ["Re-categorise", "Correct", "Reverse", "What if…"]) {
      await opener.focus();
      await person.page.keyboard.press("Enter");
      const all = person.dialog("What can be done");
      await all.waitFor();
      await person.tabTo(person.button(name, all));
      await person.page.keyboard.press("Enter");
      await person.dialog(name).waitFor();
      await person.leaveDialog();
      assert.ok(await opener.evaluate((element) => element === document.activeElement), `${name} gives the focus back`);
    }
  }
  const opener = rowOf(person, "Insurance").getByRole("button", { name: "What can be done", exact: true });
  await opener.click();
  await person.button("Go to this moment", person.dialog("What can be done")).click();
  await person.until(() => globalThis.daybook.position() === 5);
  assert.equal(await person.dialog().count(), 0);
});

pageTest("the focus stays in the row whose button is gone once the entry is reversed", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  const row = rowOf(person, "Insurance");
  await row.getByRole("button", { name: "Reverse", exact: true }).focus();
  await person.page.keyboard.press("Enter");
  const dialog = person.dialog("Reverse");
  await dialog.waitFor();
  await person.button("Reverse", dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await person.until(() => globalThis.daybook.count() === 9);
  await person.until(() => document.activeElement?.closest("tr.entry"));
  assert.match(await person.page.evaluate(() => document.activeElement.closest("tr").textContent), /Insurance/);
});

pageTest("on an account's page a key means that account", async (bring) => {
  const person = await withEntries(await bring());
  await person.visitAccount("Boat fund");
  for (const [key, name, field] of [["d", "Deposit", "Account"], ["w", "Withdraw", "Account"], ["t", "Transfer", "From"]]) {
    await person.page.keyboard.press(key);
    const dialog = person.dialog(name);
    await dialog.waitFor();
    const chosen = await person.field(dialog, field).evaluate((it) => it.selectedOptions[0].textContent);
    assert.match(chosen, /Boat fund/, name);
    await person.leaveDialog();
  }
});

pageTest("what a search has found leads to its moment, with the keyboard alone", async (bring) => {
  const person = await withEntries(await bring());
  await person.page.keyboard.press("/");
  await person.page.keyboard.type("insurance");
  const found = person.page.getByRole("table", { name: "Journal" }).getByRole("row").filter({ hasText: "Insurance" });
  await person.until(() => document.querySelectorAll("tr.entry").length === 1);
  await person.tabTo(found.getByRole("button", { name: "Go to this moment", exact: true }));
  await person.page.keyboard.press("Enter");
  await person.until(() => globalThis.daybook.position() === 5);
  assert.match(person.address(), /^#\/journal\?at=5&q=insurance$/);
  await person.page.keyboard.press("Escape");
  await person.until(() => globalThis.daybook.position() === globalThis.daybook.count());
  await person.page.goBack();
  await person.until(() => globalThis.daybook.position() === 5);
});

pageTest("undo and redo with the keyboard alone", async (bring) => {
  const person = await withEntries(await bring());
  const { keyboard } = person.page;
  for (const [key, name, told, count] of [["z", "Undo", /Varnish/, 9], ["y", "Redo", /Reversed event 8/, 10]]) {
    await keyboard.press(key);
    await person.dialog(name).getByText(told).waitFor();
    const focused = (locator) => locator.evaluate((element) => element === document.activeElement);
    const confirm = person.button(name, person.dialog(name));
    assert.ok(await focused(confirm), `${name} begins at what confirms it`);
    // What is told leads to the audit for those who go there.
    await person.tabTo(person.dialog(name).getByRole("listitem").getByRole("link").first());
    await person.tabTo(confirm);
    await keyboard.press("Enter");
    await person.dialog(name).waitFor({ state: "hidden" });
    await person.until((wanted) => globalThis.daybook.count() === wanted, count);
  }
  // Two keys do.
  await keyboard.press("z");
  await person.dialog("Undo").waitFor();
  await keyboard.press("Enter");
  await person.until(() => globalThis.daybook.count() === 11);
  assert.doesNotMatch(person.address(), /audit/);
});

pageTest("the audit's corrections stay where they are while the slider moves, and mean the event shown", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Audit");
  const detail = person.page.getByRole("region", { name: /^Event/ });
  const button = person.button("What if…", detail);
  await button.evaluate((element) => (element.dataset.same = "yes"));
  for (const position of [7, 6, 5]) {
    await person.goTo(position);
    assert.equal(await button.getAttribute("data-same"), "yes", `the button is the same one at ${position}`);
    assert.ok(await person.button("Correct", detail).isDisabled());
  }
  await person.goTo(3);
  assert.ok(await button.isHidden(), "an account that was opened is not corrected");
  await person.goTo(5);
  await button.click();
  await person.dialog("What if…").getByText("120.50").waitFor();
});
