// On a phone: long words, thumbs, keyboards without a sign, another language's numbers.
import assert from "node:assert/strict";
import { withBook } from "./books.mjs";
import { pageTest } from "./harness.mjs";
import { RULES } from "./names.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: "de-DE" };
const LONG = "Vereinsheimrenovierungsrücklagenkontoverwaltung";

async function wide(person, what) {
  const over = await person.page.evaluate(() => {
    const dialog = document.querySelector("dialog[open]");
    return [document.querySelector("main"), dialog].filter(Boolean).map((it) => it.scrollWidth - it.clientWidth);
  });
  assert.ok(over.every((pixels) => pixels <= 0), `${what} is too wide by ${over}`);
}

pageTest("a name of one long word makes nothing slide sideways, in no dialog either", async (bring) => {
  const person = await bring(PHONE);
  await person.openBook(LONG, "EUR");
  await person.openAccount(LONG, "EUR");
  await person.enter("Deposit", { Account: LONG, Amount: "900", Note: LONG, Category: LONG, Counterparty: LONG });
  await person.visit("Reports");
  await person.visit(RULES.page);
  await person.enter(RULES.state, { Figure: LONG, "Must be": "at most", "Compared with": "an amount", Amount: "600" });
  for (const page of ["Overview", "Journal", "Accounts", "Reports", "What if", "Audit", "Data"]) {
    await person.visit(page);
    await person.settled();
    await wide(person, page);
  }
  await person.visitAccount(LONG);
  for (const gesture of ["Rename account", "Overdraft limit", "Reconcile", "Freeze", "Close account"]) {
    await person.button(gesture, person.page.getByRole("main")).click();
    await person.dialog().waitFor();
    await wide(person, gesture);
    await person.leaveDialog();
  }
  await person.visit("Data");
  await person.button("Delete book", person.page.getByRole("main")).click();
  await wide(person, "Delete book");
  await person.dialog().getByRole("textbox").fill(LONG);
  await person.button("Delete book", person.dialog()).click();
  await person.page.getByRole("textbox", { name: "Name", exact: true }).waitFor();
});

pageTest("a row of the journal says the account, and can be hit with a thumb", async (bring) => {
  const person = await withBook(await bring(PHONE));
  await person.enter("Deposit", { Account: "Boat fund", Amount: "12,50", Note: "Raffle" });
  await person.visit("Journal");
  const row = person.page.getByRole("row").filter({ hasText: "Raffle" });
  const account = row.getByRole("link", { name: "Boat fund" });
  const [cut, heights] = await row.evaluate((row) => [
    [...row.querySelectorAll(".second")].filter((it) => it.offsetParent && it.scrollWidth > it.clientWidth).length,
    [...row.querySelectorAll("a, button")].filter((it) => it.getBoundingClientRect().width).map((it) => it.getBoundingClientRect().height),
  ]);
  assert.ok(await account.isVisible());
  assert.equal(cut, 0, "nothing of the line is cut off");
  assert.ok(heights.every((height) => height >= 23), `${heights}`);
});

pageTest("what may have a sign or a word in it is typed with a whole keyboard, and sizes are written as the reader writes numbers", async (bring) => {
  const person = await withBook(await bring(PHONE));
  await person.visit("Accounts");
  const keyboard = (dialog, name) => person.field(dialog, name).getAttribute("inputmode");
  await person.button("Open account").click();
  const dialog = person.dialog("Open account");
  await dialog.waitFor();
  assert.deepEqual([await keyboard(dialog, "Opening balance"), await keyboard(dialog, "Overdraft limit")], ["text", "text"]);
  await person.leaveDialog();
  await person.button("Deposit").click();
  assert.equal(await keyboard(person.dialog("Deposit"), "Amount"), "decimal");
  await person.leaveDialog();
  await person.visit("Data");
  const storage = person.page.locator(".panel", { has: person.page.getByRole("heading", { name: "Storage" }) });
  await storage.getByText(/\d [kMG]B/).first().waitFor();
  assert.doesNotMatch(await storage.innerText(), /\d\.\d [kMGT]B/);
});

pageTest("from the list of named moments a finger comes back to now", async (bring) => {
  const person = await withBook(await bring(PHONE));
  await person.goTo(1);
  await person.button("Named moments").click();
  const dialog = person.dialog("Named moments");
  await person.button("Now", dialog).click();
  await person.until(() => globalThis.daybook.position() === globalThis.daybook.count());
  assert.ok(await person.button("Name a moment", dialog).isEnabled());
});
