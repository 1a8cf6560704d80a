// Moments with names: marks on the timeline and a list, both of which lead there.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";
import { nameIt, openList } from "./naming.mjs";

const list = (person) => person.dialog("Named moments").getByRole("list", { name: "Named moments" });

pageTest("the moment looked at last gets a name, and the mark and the list lead back to it", async (bring) => {
  const person = await withEntries(await bring());
  await person.goTo(6);
  const then = await person.fingerprint();
  assert.ok(then);
  await person.now();
  const dialog = await nameIt(person, "AGM 2026");
  assert.equal(await person.field(dialog, "After event").inputValue(), "6");
  await person.button("Name a moment", dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await person.settled();
  const last = await person.lastEvent();
  const expected = await person.page.evaluate(() => globalThis.daybook.fingerprint(6));
  assert.deepEqual([last.type, last.data], ["MomentNamed", { fingerprint: expected, name: "AGM 2026", position: 6 }]);

  const mark = person.page.getByRole("group", { name: "Named moments" }).getByRole("button", { name: "Go to “AGM 2026”" });
  await person.tabTo(mark);
  await person.page.getByText("AGM 2026", { exact: true }).waitFor();
  await person.page.keyboard.press("Enter");
  await person.until(() => globalThis.daybook.position() === 6);
  assert.match(person.address(), /at=6/);
  await person.now();
  await openList(person);
  await person.button("Go to “AGM 2026”, event 6", list(person)).click();
  await person.until(() => globalThis.daybook.position() === 6);
});

pageTest("in the past the list leads about but names and removes nothing", async (bring) => {
  const person = await withEntries(await bring());
  const dialog = await nameIt(person, "Audit");
  await person.button("Name a moment", dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await person.goTo(3);
  await openList(person);
  assert.ok(await person.button("Name a moment", person.dialog("Named moments")).isDisabled());
  assert.ok(await person.button(/^Remove the name “Audit” of event \d+$/, list(person)).isDisabled());
  await person.leaveDialog();
  await person.now();
  await openList(person);
  await person.button(/^Remove the name “Audit” of event \d+$/, list(person)).click();
  await person.page.getByText("No moment has a name yet").waitFor();
  assert.equal((await person.lastEvent()).type, "MomentUnnamed");
});

pageTest("two moments, or two accounts in one currency, are not called the same", async (bring) => {
  const person = await withEntries(await bring());
  await person.button("Name a moment", await nameIt(person, "Audit")).click();
  await person.until(() => globalThis.daybook.count() === 9);
  const dialog = await nameIt(person, "Audit");
  await person.button("Name a moment", dialog).click();
  await dialog.getByText("A moment is called “Audit” already").waitFor();
  await person.leaveDialog();
  await person.visit("Overview");
  assert.match(await person.refused("Open account", { Name: "Boat fund" }), /An account in EUR is called “Boat fund” already/);
  await person.leaveDialog();
  assert.equal(await person.count(), 9);
});

pageTest("a moment that there is not is refused, and what was typed stays", async (bring) => {
  const person = await withEntries(await bring());
  const dialog = await nameIt(person, "Nowhere");
  await person.set(dialog, "After event", "99");
  await person.button("Name a moment", dialog).click();
  await dialog.getByRole("alert").filter({ hasText: "no event 99" }).waitFor();
  assert.equal(await person.field(dialog, "Name").inputValue(), "Nowhere");
});
