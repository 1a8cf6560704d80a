// Several books in one browser: each is whole, none is lost by accident.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";
import { BOOKS, OPEN_BOOK } from "./names.mjs";

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
  }
  await person.set(dialog, BOOKS.removeField, "Household");
  await confirm.click();
  await dialog.waitFor({ state: "hidden" });
  await person.settled();
  assert.deepEqual(await names(person), ["Riverside Rowing Club"]);
  await person.reload();
  assert.deepEqual(await names(person), ["Riverside Rowing Club"]);
});
