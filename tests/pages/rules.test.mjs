// Rules over all of history: stated in a dialog, run over everything, broken without a refusal, and shown where it was.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { NARROW, pageTest, WIDE } from "./harness.mjs";
import { RULES, WHY } from "./names.mjs";

// States a rule on the page of rules.
async function state(person, fields) {
  await person.visit("Reports");
  await person.visit(RULES.page);
  await person.enter(RULES.state, fields);
}

// Shows a branch without the raffle on every page.
async function stepInWithoutTheRaffle(person) {
  await person.visit("Journal");
  const row = person.page.getByRole("row").filter({ hasText: "Raffle" });
  await person.button("What if…", row).click();
  await person.button("Without this entry", person.dialog()).click();
  await person.settled();
  await person.button("Open on every page").click();
}

const rule = (person, name) => person.page.getByRole("region", { name, exact: true });
const rowsOf = (person, name) =>
  person.page.getByRole("table", { name: `When it was broken: ${name}` }).locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.querySelector("data")?.value ?? cell.innerText.match(/# (\d+)/)?.[1] ?? "")),
  );

pageTest("a rule is run over all of history and shows the first moment it was broken and every stretch since", async (bring) => {
  const person = await withEntries(await bring());
  await state(person, { Figure: "Current account", "Must be": "at most", "Compared with": "an amount", Amount: "600" });
  const name = "“Current account” must be at most €600.00";
  const card = rule(person, name);
  // 1000.00 after event 4, 879.50, 579.50 after event 6.
  await card.getByText("kept", { exact: true }).waitFor();
  assert.deepEqual(await rowsOf(person, name), [["4", "6", "1000.00", "600.00"]]);
  await card.getByRole("link", { name: "Show the books after event 4" }).first().click();
  await person.settled();
  assert.equal(await person.position(), 4);
  await card.getByText("broken", { exact: true }).waitFor();
  await card.getByText("It was stated later than this moment, by event").waitFor();
  assert.deepEqual(await rowsOf(person, name), [["4", "", "1000.00", "600.00"]]);
  assert.ok(await person.button(RULES.state).isDisabled(), "nothing is stated in the past");
  assert.ok(await person.button(RULES.withdraw).isDisabled());
  await person.visit("Overview");
  const overview = person.page.getByRole("region", { name: RULES.broken });
  await overview.getByText("must be at most").waitFor();
  await person.goTo(6);
  await overview.waitFor({ state: "hidden" });
  await person.visitAddress("#/reports/rules?at=3");
  await card.getByText("Never broken until this moment.").waitFor();
});

for (const [size, viewport] of [["wide", WIDE], ["narrow", NARROW]]) {
  pageTest(`the timeline marks where a rule was broken over its bars and says what the marks mean, ${size}`, async (bring) => {
    const person = await withEntries(await bring({ viewport }));
    const dock = person.page.getByRole("region", { name: "Timeline" });
    const legend = dock.getByRole("list", { name: RULES.page });
    assert.equal(await legend.count(), 0);
    await state(person, { Figure: "Current account", "Must be": "at most", "Compared with": "an amount", Amount: "600" });
    await legend.waitFor();
    assert.deepEqual(await legend.getByRole("listitem").allInnerTexts(), ["Rule broken", "First broken"]);
    const [bars, stretch, first] = await Promise.all([".density", ".broken", ".first"].map((name) => dock.locator(name).boundingBox()));
    assert.ok(stretch.height >= 8 && stretch.y + stretch.height <= bars.y, "a band of its own");
    assert.ok(Math.abs(first.x - stretch.x) < 1, "the first stretch begins at the arrow");
    const moment = await dock.locator(".when b").boundingBox();
    if (size === "narrow") assert.ok(moment.y + moment.height <= first.y, "the arrow leaves the moment's words free");
    const before = await dock.boundingBox();
    for (const position of [0, 3, 5, 9]) {
      await person.goTo(position);
      assert.deepEqual(await dock.boundingBox(), before, "the timeline keeps its place");
      assert.ok(await legend.isVisible());
    }
  });
}

pageTest("who breaks a rule is warned and not refused, until it is kept again", async (bring) => {
  const person = await withEntries(await bring());
  await state(person, { Figure: "Boat fund", "Must be": "at least", "Compared with": "another account’s balance", Times: "0.5", "Other account": "Current account" });
  const warning = person.page.getByRole("alert").filter({ hasText: RULES.warning });
  assert.equal(await warning.count(), 0);
  await person.enter("Withdraw", { Account: "Boat fund", Amount: "100.00" });
  await warning.waitFor();
  assert.match(await warning.innerText(), /“Boat fund” must be at least 0\.5 × “Current account” — it is €219\.75/);
  assert.equal(await person.page.getByRole("region", { name: RULES.broken }).count(), 0, "it is not said twice");
  await warning.getByRole("button", { name: "€219.75" }).click();
  await person.dialog(WHY.title).getByText(WHY.exact).waitFor();
  await person.leaveDialog();
  await person.enter("Deposit", { Account: "Boat fund", Amount: "80.00" });
  await warning.waitFor({ state: "hidden" });
  await person.enter("Withdraw", { Account: "Boat fund", Amount: "80.00" });
  await warning.waitFor();
  await person.button(RULES.dismiss, warning).click();
  await warning.waitFor({ state: "hidden" });
  await person.enter("Withdraw", { Account: "Boat fund", Amount: "1.00" });
  assert.equal(await warning.count(), 0, "it was broken before already");
  await person.reload();
  await person.page.getByRole("region", { name: RULES.broken }).getByText("Boat fund").waitFor();
  assert.equal(await warning.count(), 0, "nobody broke it just now");
});

pageTest("a rule about a category's mean month is run by value date", async (bring) => {
  const person = await withEntries(await bring());
  const today = new Date();
  const last = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 15)).toISOString().slice(0, 10);
  await person.enter("Withdraw", { Account: "Current account", Amount: "90.00", Date: last, Category: "Rent" });
  await state(person, { Figure: "Boat fund", "Must be": "at least", "Compared with": "a category’s mean month", Times: "10", Category: "Rent", "Over the last months": "2" });
  const card = rule(person, "“Boat fund” must be at least 10 × the mean month of “Rent” (last 2)");
  await card.getByText("broken", { exact: true }).waitFor();
  const figures = await card.locator("p data").evaluateAll((all) => all.map((it) => it.value));
  assert.deepEqual(figures, ["319.75", "450.00"]);
  // What it compares with is explained: ten times the mean of two months, of which one had this entry.
  for (const place of [card.locator("p"), card.getByRole("table")]) {
    await place.getByRole("button", { name: "450.00" }).locator("visible=true").click();
    const dialog = person.dialog(WHY.title);
    await dialog.getByText(/^✓ The events of those 2 months add up to [−-]\s?€\s?90\.00: 10 times the mean month/).waitFor();
    assert.equal(await dialog.locator("header data").getAttribute("value"), "450.00");
    assert.deepEqual(await dialog.locator("tr.part").locator("data").locator("visible=true").evaluateAll((all) => all.map((it) => it.value)), ["-90.00", "-90.00"]);
    await person.leaveDialog();
  }
});

pageTest("what a rule compares with is explained where it is another account's balance, at every stretch", async (bring) => {
  const person = await withEntries(await bring());
  await state(person, { Figure: "Current account", "Must be": "at most", "Compared with": "another account’s balance", Times: "1.5", "Other account": "Boat fund" });
  const name = "“Current account” must be at most 1.5 × “Boat fund”";
  const [[from, , figure, threshold]] = await rowsOf(person, name);
  assert.deepEqual([from, figure, threshold], ["4", "1000.00", "0.00"]);
  const dialog = person.dialog(WHY.title);
  await rule(person, name).getByRole("table").getByRole("button", { name: "0.00", exact: true }).locator("visible=true").click();
  await dialog.getByText("No event counts for it").waitFor();
  await person.leaveDialog();
  // Now: 1.5 times 319.75, to the nearest cent.
  await rule(person, name).locator("p").getByRole("button", { name: "€479.63" }).click();
  await dialog.getByText("The events below add up to €319.75: 1.5 times that").waitFor();
  assert.equal(await dialog.locator("tr.part").count(), 3);
  await dialog.getByRole("link", { name: "Show the books after event 7" }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.deepEqual(await rule(person, name).locator("p data").evaluateAll((all) => all.map((it) => it.value)), ["579.50", "487.50"]);
});

pageTest("what can't be a rule is said in the dialog, and what was typed stays", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Reports");
  await person.visit(RULES.page);
  assert.match(await person.refused(RULES.state, { "Compared with": "an amount", Amount: "" }), /amount/i);
  const dialog = person.dialog(RULES.state);
  await person.set(dialog, "Compared with", "a category’s mean month");
  await person.set(dialog, "Times", "0");
  await person.set(dialog, "Category", "Rent");
  await person.button(RULES.state, dialog).click();
  await dialog.getByRole("alert").filter({ hasText: "above 0" }).waitFor();
  await person.set(dialog, "Times", "2");
  await person.set(dialog, "Over the last months", "121");
  await person.button(RULES.state, dialog).click();
  await dialog.getByRole("alert").filter({ hasText: "from 1 to 120" }).waitFor();
  assert.equal(await person.field(dialog, "Category").inputValue(), "Rent");
});

pageTest("a rule withdrawn is gone from now on and still there in the past; undo states it again", async (bring) => {
  const person = await withEntries(await bring({ viewport: NARROW }));
  await state(person, { Figure: "Everything in EUR", "Must be": "at least", Amount: "0", Note: "The statutes say so" });
  const name = "everything in EUR must be at least €0.00";
  await rule(person, name).getByText("The statutes say so").waitFor();
  await person.enter(RULES.withdraw, { Reason: "New statutes" });
  await rule(person, name).waitFor({ state: "hidden" });
  await person.page.getByText("No rule is stated.").waitFor();
  await person.goTo(9);
  await rule(person, name).getByText("It was withdrawn later than this moment, by event").waitFor();
  await person.now();
  await person.page.keyboard.press("z");
  await person.button("Undo", person.dialog("Undo")).click();
  await rule(person, name).getByText("kept", { exact: true }).waitFor();
  const [content, window] = await person.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= window, `${content} wide on a screen of ${window}`);
});

pageTest("in a branch the marks are those of its own history, and the book's come back with the book", async (bring) => {
  const person = await withEntries(await bring());
  // Broken since the raffle, event 7.
  await state(person, { Figure: "Boat fund", "Must be": "at most", "Compared with": "an amount", Amount: "310" });
  const marks = () => person.page.locator(".rule-marks .broken").count();
  const untilMarked = (wanted) => person.until((wanted) => document.querySelectorAll(".rule-marks .broken").length === wanted, wanted);
  await untilMarked(1);
  await stepInWithoutTheRaffle(person);
  await untilMarked(0);
  await person.visit("Reports");
  await person.visit(RULES.page);
  await rule(person, "“Boat fund” must be at most €310.00").getByText("Never broken").waitFor();
  await person.button("Back to the book").click();
  await untilMarked(1);
  await person.visit("Reports");
  await person.visit(RULES.page);
  await rule(person, "“Boat fund” must be at most €310.00").getByText("broken", { exact: true }).first().waitFor();
  await person.visit("Overview");
  assert.equal(await marks(), 1);
});

pageTest("a warning waits while a what-if is shown", async (bring) => {
  const person = await withEntries(await bring());
  await state(person, { Figure: "Boat fund", "Must be": "at least", "Compared with": "an amount", Amount: "300" });
  const warning = person.page.getByRole("alert").filter({ hasText: RULES.warning });
  await person.enter("Withdraw", { Account: "Boat fund", Amount: "100.00" });
  await warning.waitFor();
  await stepInWithoutTheRaffle(person);
  await warning.waitFor({ state: "hidden" });
  await person.button("Back to the book").click();
  await warning.waitFor();
  await person.visit("Overview");
  await person.enter("Deposit", { Account: "Boat fund", Amount: "100.00" });
  await warning.waitFor({ state: "hidden" });
});
