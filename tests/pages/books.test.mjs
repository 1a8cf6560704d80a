// Several books in one browser: each is whole, none is lost by accident.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { accepted } from "./calls.mjs";
import { pageTest } from "./harness.mjs";
import { ACCOUNT, BOOKS, OPEN_BOOK } from "./names.mjs";

const names = (person) => person.page.evaluate(() => globalThis.daybook.books().map((book) => book.name).sort());

async function newBook(person, name, currency) {
  await person.visit("Data");
  await person.button(BOOKS.create).click();
  const dialog = person.dialog(BOOKS.create);
  await person.set(dialog, OPEN_BOOK.name, name);
  await person.set(dialog, OPEN_BOOK.currency, currency);
  await person.button(OPEN_BOOK.button, dialog).click();
  await person.until(() => globalThis.daybook.count() === 1);
  await person.settled();
}

pageTest("a second book is opened beside the first, and one switches between them", async (bring) => {
  const person = await withEntries(await bring());
  const first = await person.fingerprint();
  await newBook(person, "Household", "CHF");
  assert.deepEqual(await names(person), ["Household", "Riverside Rowing Club"]);
  await person.openAccount("Purse", "CHF");
  await person.visit("Data");
  await person.button(BOOKS.switch("Riverside Rowing Club")).click();
  await person.until((hash) => globalThis.daybook.fingerprint() === hash, first);
  await person.visit("Overview");
  assert.equal(await person.balanceOf("Boat fund"), "319.75");
  await person.reload();
  assert.equal(await person.fingerprint(), first, "the book that was open is open again");
});

pageTest("a tab keeps its book when it is loaded again, whichever another tab has opened since", async (bring) => {
  const person = await withEntries(await bring());
  const first = await person.fingerprint();
  const other = await person.anotherTab();
  await newBook(other, "Household", "CHF");
  await person.reload();
  assert.equal(await person.fingerprint(), first);
  await other.reload();
  assert.equal(await other.count(), 1);
});

pageTest("a book is renamed, and its history says so", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Data");
  await person.button(BOOKS.rename).click();
  const dialog = person.dialog(BOOKS.rename);
  await person.set(dialog, BOOKS.renameField, "Rowing 🚣");
  await person.button(BOOKS.rename, dialog).click();
  await dialog.waitFor({ state: "hidden" });
  assert.deepEqual(await names(person), ["Rowing 🚣"]);
  assert.equal((await person.lastEvent()).type, "BookRenamed");
});

pageTest("a book is deleted only after its name was typed, with an export offered first", async (bring) => {
  const person = await withEntries(await bring());
  await newBook(person, "Household", "CHF");
  await person.visit("Data");
  await person.button(BOOKS.remove).click();
  const dialog = person.dialog(BOOKS.remove);
  assert.ok(await person.button(BOOKS.offerExport, dialog).isVisible(), "an export is offered");
  const confirm = person.button(BOOKS.remove, dialog);
  for (const typed of ["", "household", "Household "]) {
    await person.set(dialog, BOOKS.removeField, typed);
    assert.ok(await confirm.isDisabled(), `“${typed}” is not the name`);
    assert.equal(/blank/.test(await dialog.getByRole("status").innerText()), typed.endsWith(" "), "a blank is told");
  }
  await person.set(dialog, BOOKS.removeField, "Household");
  await confirm.click();
  await dialog.waitFor({ state: "hidden" });
  await person.settled();
  assert.deepEqual(await names(person), ["Riverside Rowing Club"]);
  await person.reload();
  assert.deepEqual(await names(person), ["Riverside Rowing Club"]);
});

pageTest("what an import did is said only of its book, and only on the page where it was made", async (bring) => {
  const person = await withEntries(await bring());
  const { text } = await person.export();
  const said = person.page.getByRole("main").getByText("The file holds nothing new");
  const importAgain = async () => {
    await person.choose(text);
    await person.accept();
    await said.waitFor();
  };
  await importAgain();
  await newBook(person, "Household", "CHF");
  await person.visit("Data");
  assert.equal(await said.count(), 0, "the new book is another one");
  await importAgain();
  await person.visit("Journal");
  await person.visit("Data");
  assert.equal(await said.count(), 0, "the page was left");
  await importAgain();
  await person.button(BOOKS.remove).click();
  const dialog = person.dialog(BOOKS.remove);
  await person.set(dialog, BOOKS.removeField, "Riverside Rowing Club");
  await person.button(BOOKS.remove, dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await person.settled();
  assert.deepEqual(await names(person), ["Household"]);
  assert.equal(await said.count(), 0, "the book is deleted");
});

pageTest("a name with marks that nobody sees turns no sentence around, and need not be typed with them", async (bring) => {
  const person = await bring();
  const name = "\u202eSecret";
  await accepted(person, { type: "OpenBook", name, base_currency: "EUR" });
  await accepted(person, { type: "OpenAccount", name, currency: "EUR" });
  for (const [gesture, sentence] of [[ACCOUNT.freeze, "takes no entries"], ["Reconcile", "balance"], [ACCOUNT.close, "empty"]]) {
    await person.visitAddress("#/accounts");
    await person.page.getByRole("main").getByRole("link").first().click();
    await person.button(gesture).click();
    const text = await person.dialog(gesture).locator("p.explain").first().innerText();
    assert.ok(text.includes(`\u2068${name}\u2069`), `${sentence}: ${JSON.stringify(text)}`);
    await person.leaveDialog();
  }
  await person.visit("Data");
  await person.button(BOOKS.remove).click();
  const dialog = person.dialog(BOOKS.remove);
  assert.ok((await dialog.locator("p.explain").first().innerText()).includes(`\u2068${name}\u2069`));
  await person.set(dialog, BOOKS.removeField, "Secret");
  await person.button(BOOKS.remove, dialog).click();
  await dialog.waitFor({ state: "hidden" });
  assert.deepEqual(await names(person), []);
});

pageTest("blanks and line breaks around a reason are not recorded", async (bring) => {
  const person = await withEntries(await bring());
  await person.visitAccount("Boat fund");
  await person.button(ACCOUNT.freeze).click();
  const dialog = person.dialog(ACCOUNT.freeze);
  await person.set(dialog, ACCOUNT.reason, "lost\n");
  await person.button(ACCOUNT.freeze, dialog).click();
  await dialog.waitFor({ state: "hidden" });
  assert.equal((await person.lastEvent()).data.reason, "lost");
});

pageTest("accounts of one name and one currency are told apart where one is chosen", async (bring) => {
  const person = await withEntries(await bring());
  for (const currency of ["EUR", "EUR", "CHF"]) await accepted(person, { type: "OpenAccount", name: "Cash box", currency });
  const dialog = await person.begin("Deposit", {});
  const offered = await person.field(dialog, "Account").evaluate((list) => [...list.options].map((option) => option.label));
  assert.deepEqual(offered.slice(2), [
    "Cash box (EUR), opened by event 9", "Cash box (EUR), opened by event 10", "Cash box (CHF)",
  ]);
});

pageTest("a second account is not called as one that is there, a blank apart", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Accounts");
  assert.match(await person.refused("Open account", { Name: "Boat fund " }), /is called “Boat fund ” already/);
});

pageTest("a frozen account is offered after those that take entries", async (bring) => {
  const person = await withEntries(await bring());
  const account = await person.page.evaluate(() => globalThis.daybook.stateAt(8).accounts[0].id);
  await accepted(person, { type: "FreezeAccount", account });
  const dialog = await person.begin("Deposit", {});
  const offered = await person.field(dialog, "Account").evaluate((list) => [...list.options].map((option) => option.label));
  assert.deepEqual(offered, ["Boat fund", "Current account (frozen)"]);
});

pageTest("who opens a liability is told how what is owed is written", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Accounts");
  const dialog = await person.begin("Open account", { Name: "Car loan" });
  const told = dialog.getByText("What is owed is a balance below zero");
  assert.equal(await told.count(), 0);
  await person.set(dialog, "Kind", "Liability");
  await told.waitFor();
  await person.set(dialog, "Opening balance", "-5000");
  await person.button("Open account", dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await person.visit("Overview");
  assert.equal(await person.balanceOf("Car loan"), "-5000.00");
});
