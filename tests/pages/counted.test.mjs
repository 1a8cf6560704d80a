// A counted day: the mark says so only as long as the balance of that day is the one that was counted.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { NARROW, pageTest } from "./harness.mjs";

async function reconcile(person, account, day, balance) {
  await person.visitAccount(account);
  await person.button("Reconcile").click();
  const dialog = person.dialog("Reconcile");
  await dialog.waitFor();
  await person.set(dialog, "Date", day);
  await person.set(dialog, "Balance", balance);
  await person.button("Reconcile", dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await person.settled();
}

pageTest("a back-dated entry takes the mark off a counted day, and the page says which events changed it", async (bring) => {
  for (const viewport of [undefined, NARROW]) {
    const person = await withEntries(await bring(viewport ? { viewport } : {}));
    await reconcile(person, "Boat fund", "2026-02-10", "325.00");
    await person.visit("Overview");
    const card = person.page.getByRole("article", { name: "Boat fund" });
    await card.getByText("counted 10 Feb 2026 ✓").waitFor();
    // Later days and other accounts change nothing of it.
    await person.enter("Deposit", { Account: "Boat fund", Amount: "7.00", Date: "2026-02-11" });
    await person.enter("Deposit", { Account: "Current account", Amount: "7.00", Date: "2026-02-01" });
    await card.getByText("counted 10 Feb 2026 ✓").waitFor();
    await person.enter("Withdraw", { Account: "Boat fund", Amount: "2.50", Date: "2026-02-10" });
    await card.getByText("counted 10 Feb 2026, changed since by event 12").waitFor();
    assert.ok(!(await card.innerText()).includes("✓"));
    await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00", Date: "2026-01-02" });
    await card.getByRole("link", { name: "13", exact: true }).waitFor();
    if (!viewport) {
      // The list has this column on a wide screen only.
      await person.visit("Accounts");
      await person.page.getByText("changed since by events 12, 13").waitFor();
    }
    await person.visitAccount("Boat fund");
    await person.page
      .getByText(/10 Feb 2026, but this balance of 10 Feb 2026 changed after it was counted because of events 12, 13: .*1\.50/)
      .waitFor();
    // In the past, before that, the count held.
    await person.goTo(11);
    await person.visit("Overview");
    await card.getByText("counted 10 Feb 2026 ✓").waitFor();
    await person.now();
    // Counted again, it is the balance of now.
    await reconcile(person, "Boat fund", "2026-02-10", "323.50");
    await person.visit("Overview");
    await card.getByText("counted 10 Feb 2026 ✓").waitFor();
  }
});

pageTest("what takes itself back leaves the count as it is", async (bring) => {
  const person = await withEntries(await bring());
  await reconcile(person, "Boat fund", "2026-02-10", "325.00");
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00", Date: "2026-02-01" });
  await person.visit("Overview");
  const card = person.page.getByRole("article", { name: "Boat fund" });
  await card.getByText("changed since by event 10").waitFor();
  await person.page.evaluate(() =>
    globalThis.daybook.dispatch({ type: "ReverseEntry", entry: globalThis.daybook.events(10, 10)[0].id }),
  );
  await card.getByText("counted 10 Feb 2026 ✓").waitFor();
});

pageTest("a balance can't be counted on a day that has not come", async (bring) => {
  const person = await withEntries(await bring());
  await person.visitAccount("Boat fund");
  await person.button("Reconcile").click();
  const dialog = person.dialog("Reconcile");
  await dialog.waitFor();
  await person.set(dialog, "Date", "2199-01-01");
  await person.set(dialog, "Balance", "325.00");
  await person.button("Reconcile", dialog).click();
  await dialog.getByText("That day has not come yet.").waitFor();
  await person.set(dialog, "Date", "2026-02-10");
  await person.button("Reconcile", dialog).click();
  await dialog.waitFor({ state: "hidden" });
});
