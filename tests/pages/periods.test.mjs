// Closed periods: what is settled takes no entries, on the page and behind it, until the period is reopened.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";

const list = (person) => person.page.getByRole("list", { name: "Closed periods" });

async function close(person, first, last) {
  await person.visit("Data");
  await person.button("Close period").click();
  const dialog = person.dialog("Close period");
  await dialog.waitFor();
  await person.set(dialog, "First day", first);
  await person.set(dialog, "Last day", last);
  await person.button("Close period", dialog).click();
  return dialog;
}

pageTest("a period is closed on the Data page, and then an entry inside is refused with what was typed kept", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Data");
  await person.page.getByText("No period is closed").waitFor();
  await (await close(person, "2026-01-01", "2026-01-31")).waitFor({ state: "hidden" });
  await list(person).getByRole("listitem").filter({ hasText: "1 Jan 2026 to 31 Jan 2026" }).waitFor();
  const refusal = await person.refused("Deposit", { Account: "Current", Amount: "12.00", Date: "2026-01-15", Note: "Late" });
  assert.match(refusal, /1 Jan 2026 to 31 Jan 2026 is closed/);
  const dialog = person.dialog("Deposit");
  assert.equal(await person.field(dialog, "Amount").inputValue(), "12.00");
  await person.set(dialog, "Date", "2026-02-01");
  await person.button("Deposit", dialog).click();
  await dialog.waitFor({ state: "hidden" });
});

pageTest("days that are closed already are refused in the dialog", async (bring) => {
  const person = await withEntries(await bring());
  await (await close(person, "2026-01-01", "2026-01-31")).waitFor({ state: "hidden" });
  const dialog = await close(person, "2026-01-31", "2026-02-28");
  assert.match(await dialog.getByRole("alert").innerText(), /1 Jan 2026 to 31 Jan 2026 is closed already/);
  await person.set(dialog, "First day", "2026-03-31");
  await person.button("Close period", dialog).click();
  await dialog.getByText("The last day lies before the first one.").waitFor();
  await person.set(dialog, "First day", "2026-02-01");
  await person.button("Close period", dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await list(person).getByRole("listitem").nth(1).waitFor();
});

pageTest("an entry inside is not reversed until the period is reopened, and the audit tells all of it", async (bring) => {
  const person = await withEntries(await bring());
  await (await close(person, "2026-01-01", "2026-01-31")).waitFor({ state: "hidden" });
  await person.visit("Journal");
  const row = person.page.getByRole("row").filter({ hasText: "Insurance" }).first();
  await row.getByRole("button", { name: "Reverse", exact: true }).click();
  const dialog = person.dialog("Reverse");
  await dialog.waitFor();
  await person.button("Reverse", dialog).click();
  await dialog.getByRole("alert").filter({ hasText: "is closed" }).waitFor();
  await person.leaveDialog();
  await person.visit("Data");
  await list(person).getByRole("button", { name: "Reopen period" }).click();
  const reopening = person.dialog("Reopen period");
  await reopening.waitFor();
  await person.set(reopening, "Reason", "A late bill");
  await person.button("Reopen period", reopening).click();
  await reopening.waitFor({ state: "hidden" });
  await person.page.getByText("No period is closed").waitFor();
  await person.visit("Audit");
  for (const said of [/Closed the period 1 Jan 2026 to 31 Jan 2026/, /Reopened the period 1 Jan 2026 to 31 Jan 2026.*A late bill/s]) {
    await person.page.getByRole("row").or(person.page.getByRole("listitem")).filter({ hasText: said }).first().waitFor();
  }
});

pageTest("closing is undone by reopening, and in the past nothing is closed or reopened", async (bring) => {
  const person = await withEntries(await bring());
  await (await close(person, "2026-01-01", "2026-01-31")).waitFor({ state: "hidden" });
  const count = await person.count();
  await person.goTo(count - 1);
  await person.page.getByText("No period is closed").waitFor();
  assert.ok(await person.button("Close period").isDisabled());
  await person.goTo(count);
  await person.page.keyboard.press("z");
  await person.button("Undo", person.dialog("Undo")).click();
  await person.page.getByText("No period is closed").waitFor();
  const [last] = await person.page.evaluate((at) => globalThis.daybook.events(at, at), count + 1);
  assert.deepEqual([last.type, last.data], ["PeriodReopened", { from: "2026-01-01", to: "2026-01-31" }]);
});
