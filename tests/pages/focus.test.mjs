// Where the focus is, and what is told to who can't see: at the field that was refused, near what went away, where one reads on.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";

const somethingHasIt = (person, after) =>
  person.until(() => document.activeElement !== document.body).catch(() => assert.fail(`nothing has the focus after ${after}`));
const untilTold = (person, what) => person.until((what) => document.querySelector(".visually-hidden[aria-live]").innerText.includes(what), what);

pageTest("a field that is refused has the focus, says that it is wrong, and why", async (bring) => {
  const person = await withEntries(await bring());
  const why = (field) => field.evaluate((it) => document.getElementById(it.getAttribute("aria-describedby"))?.innerText);
  const dialog = await person.begin("Deposit", { Amount: "12x" });
  const amount = person.field(dialog, "Amount");
  const press = () => person.button("Deposit", dialog).click();
  // What can't be read, and what the rules refuse.
  for (const [typed, said] of [["12x", "12x"], ["0", "more than"], ["1.234", "decimal"], ["", "amount"]]) {
    await amount.fill(typed);
    await press();
    await person.until(() => document.querySelector("[aria-invalid]")?.matches(":focus"));
    assert.equal(await amount.getAttribute("aria-invalid"), "true", typed);
    await dialog.getByRole("alert").filter({ hasText: said }).waitFor();
    assert.match(await why(amount), new RegExp(said), typed);
  }
  await amount.fill("1");
  const date = person.field(dialog, "Date");
  await date.fill("");
  await press();
  await person.until(() => document.querySelector("[aria-invalid]")?.matches("#date:focus"));
  assert.equal(await amount.getAttribute("aria-invalid"), null, "what was mended is right again");
  assert.equal(await amount.getAttribute("aria-describedby"), null);
  await person.leaveDialog();
  const withdraw = await person.begin("Withdraw", { Amount: "99999" });
  await person.button("Withdraw", withdraw).click();
  await person.until(() => document.querySelector("[aria-invalid]")?.matches("#amount:focus"));
  assert.match(await why(person.field(withdraw, "Amount")), /Current account/);
});

pageTest("the first page says which field it needs", async (bring) => {
  const person = await bring();
  await person.button("Open book").click();
  const name = person.page.getByLabel("Name");
  await person.page.getByRole("alert").waitFor();
  assert.equal(await name.getAttribute("aria-invalid"), "true");
});

pageTest("a dialog about an entry is described by what it says of it", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  const row = person.page.getByRole("row").filter({ hasText: "Varnish" });
  await person.button("Reverse", row).click();
  const dialog = person.dialog("Reverse");
  await dialog.waitFor();
  const said = await dialog.evaluate((it) => it.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id).innerText).join(" "));
  assert.match(said, /5\.25/);
});

pageTest("the focus stays near what went away under it", async (bring) => {
  const person = await withEntries(await bring());
  const { page } = person;
  const { keyboard } = page;
  await person.goTo(4);
  await person.button("Back to now").focus();
  await keyboard.press("Enter");
  await person.now();
  await somethingHasIt(person, "Back to now");

  await person.goTo(4);
  await person.button("Back to now").focus();
  await keyboard.press("Escape");
  await somethingHasIt(person, "Escape");

  // Where nothing had it, nothing gets it.
  await page.evaluate(() => document.activeElement.blur());
  await keyboard.press("ArrowLeft");
  await person.until(() => globalThis.daybook.position() === 7);
  await page.evaluate(() => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(then)))));
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY");
  await keyboard.press("Escape");

  await person.visit("Journal");
  await page.getByLabel("Search").fill("Varnish");
  await person.button("Clear").focus();
  await keyboard.press("Enter");
  await person.settled();
  await somethingHasIt(person, "Clear");

  const book = page.locator("button.book");
  await book.focus();
  await keyboard.press("Enter");
  await person.button("Rename book").focus();
  await keyboard.press("Enter");
  await person.dialog().waitFor();
  await keyboard.press("Escape");
  await person.dialog().waitFor({ state: "hidden" });
  await person.until(() => document.activeElement.matches("button.book"));
});

pageTest("another book is begun at its page, with the keyboard alone", async (bring) => {
  const person = await bring();
  const { page } = person;
  await person.button("Load sample book").focus();
  await page.keyboard.press("Enter");
  await person.until(() => globalThis.daybook.count() > 3000);
  await person.settled();
  await somethingHasIt(person, "loading the sample");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "MAIN");
});

pageTest("an event chosen with a key is read on where it stands in full, and a button leads back", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Audit");
  const link = person.page.locator("tr.entry a", { hasText: "5" }).first();
  await link.focus();
  await person.page.keyboard.press("Enter");
  await person.until(() => document.activeElement.id === "event-title");
  await person.button("Back to the list").focus();
  await person.page.keyboard.press("Enter");
  await person.until(() => document.activeElement.matches("tr[aria-current] a"));
});

pageTest("a row is headed by what happened, and an account's page by its name", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  await person.page.getByRole("rowheader", { name: "Varnish" }).waitFor();
  await person.visit("Audit");
  await person.page.getByRole("rowheader", { name: "Varnish" }).waitFor();
  await person.visit("Accounts");
  await person.page.getByRole("rowheader", { name: "Boat fund" }).waitFor();
  await person.visitAccount("Boat fund");
  await person.until(() => document.title.startsWith("Boat fund · "));
  await person.visit("Reports");
  await person.page.getByRole("heading", { level: 1, name: "Reports Cash flow" }).waitFor();
});

pageTest("a file that was saved and a proof that was asked for are told", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Data");
  const main = person.page.getByRole("main");
  await Promise.all([person.page.waitForEvent("download"), person.button("Export JSON", main).click()]);
  await untilTold(person, ".daybook.json");
  await person.button("Prove again", main).click();
  await untilTold(person, "Replaying the log");
  await untilTold(person, "Replay = snapshots");
});

pageTest("a key that can't be meant in the past says so, and single keys can be switched off", async (bring) => {
  const person = await withEntries(await bring());
  const { keyboard } = person.page;
  await person.goTo(4);
  await person.settled();
  await keyboard.press("d");
  await untilTold(person, "now");
  assert.equal(await person.dialog().count(), 0);
  await keyboard.press("Escape");
  await person.now();
  const box = () => person.page.getByRole("checkbox", { name: "shortcuts" });
  await keyboard.press("?");
  await box().uncheck();
  await keyboard.press("Escape");
  for (const again of [false, true]) {
    if (again) await person.reload();
    assert.equal(await person.button("Deposit").locator("kbd").isVisible(), false, "nor is it said that they do");
    await keyboard.press("d");
    await keyboard.press("2");
    await person.settled();
    assert.equal(await person.dialog().count(), 0, "letters do nothing");
    assert.equal(await person.page.evaluate(() => location.hash), "#/");
    await keyboard.press("ArrowLeft");
    await person.until(() => globalThis.daybook.position() === 7);
    await keyboard.press("Escape");
    await person.now();
  }
  await person.button("Keyboard shortcuts").click();
  await box().check();
  await keyboard.press("Escape");
  await keyboard.press("d");
  await person.dialog("Deposit").waitFor();
});

pageTest("up and down lead from row to row, to what does the same there", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const { page } = person;
  const within = () => page.evaluate(() => [document.activeElement.closest("tr")?.ariaRowIndex, document.activeElement.title || document.activeElement.tagName]);
  for (const [name, control] of [["Journal", person.button("Correct")], ["Audit", page.locator("tr.entry a")]]) {
    await person.visit(name);
    await control.first().focus();
    const [row, what] = await within();
    for (let down = 1; down <= 25; down += 1) {
      await page.keyboard.press("ArrowDown");
      assert.deepEqual(await within(), [String(Number(row) + down), what], name);
      await person.settled();
    }
    await page.keyboard.press("ArrowUp");
    assert.deepEqual(await within(), [String(Number(row) + 24), what], name);
  }
});
