// Inside a branch: every page shows what would be, as if it were the book, and the book stays as it is.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";
import { nameIt, openList } from "./naming.mjs";
import { loadLarge } from "./measure.mjs";
import { REPORTS, WHY } from "./names.mjs";

const STEP_IN = "Open on every page";
const main = (person) => person.page.getByRole("main");
const bar = (person) => main(person).getByText("This is a what-if, not the book.");
const rowOf = (person, words) => main(person).getByRole("row").filter({ hasText: words }).first();
const log = (person) =>
  person.page.evaluate(() => JSON.stringify([globalThis.daybook.count(), globalThis.daybook.fingerprint()]));

async function confirm(person, button, dialog) {
  await person.button(button, dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await person.settled();
}

// Adds an entry to the what-if.
async function suppose(person, command, fields) {
  const dialog = await person.begin(command, fields);
  await dialog.getByText("Nothing of this is recorded in the book.").waitFor();
  await confirm(person, command, dialog);
}

async function withWindfall(person) {
  await person.visit("What if");
  await suppose(person, "Deposit", { Account: "Current account", Amount: "250", Note: "Windfall", Category: "Gifts" });
}

async function stepIn(person) {
  await person.button(STEP_IN).click();
  await bar(person).waitFor();
  await person.settled();
}

pageTest("stepped into, a branch is on every page, and every figure of it explains itself", async (bring) => {
  const person = await withEntries(await bring());
  const before = await log(person);
  await withWindfall(person);
  await stepIn(person);
  assert.match(person.address(), /^#\/$|^#\/\?|^$/);
  assert.equal(await person.balanceOf("Current account"), "829.50");
  await person.page.waitForFunction(() => document.title.includes("what if"));
  await person.page.getByRole("navigation").getByText("What if: nothing of it is kept").first().waitFor();
  await main(person).getByRole("button", { name: /829\.50/ }).first().click();
  const why = person.dialog(WHY.title);
  await why.getByText(WHY.exact).waitFor();
  await why.getByText("Windfall").waitFor();
  await why.getByText(/in the what-if, as it stands at its event 10/).waitFor();
  await person.leaveDialog();
  // The shared eight, the mark where they part, the entry.
  const events = await person.page.evaluate(() => globalThis.daybook.events(9, 10).map((it) => it.type));
  assert.deepEqual(events, ["BookForked", "MoneyDeposited"]);
  await person.visit("Journal");
  await rowOf(person, "Windfall").waitFor();
  await person.visit("Reports");
  await person.page.getByRole("link", { name: REPORTS.categories, exact: true }).click();
  await person.settled();
  await rowOf(person, "Gifts").getByRole("button", { name: /250\.00/ }).first().click();
  await why.getByText(WHY.exact).waitFor();
  await person.leaveDialog();
  await person.page.getByRole("link", { name: REPORTS.compare, exact: true }).click();
  await person.settled();
  await main(person).getByText("250.00").first().waitFor();
  await person.visit("Audit");
  await main(person).getByText("Windfall").first().waitFor();
  await person.visit("Streams");
  await main(person).getByText("A what-if is shown, and nothing of it leaves.").waitFor();
  const sound = await person.page.evaluate(() => globalThis.daybook.verify());
  assert.ok(sound.ok, sound.problems.join(" "));
  // In the past it is what the book was, and takes no steps back.
  await person.visit("Overview");
  await person.goTo(4);
  await person.page.keyboard.press("Z");
  await person.settled();
  assert.equal(await person.dialog().count(), 0);
  await bar(person).waitFor();
  assert.equal(await person.balanceOf("Current account"), "1000.00");
  // Back at the book, at the same moment of it.
  await person.button("Back to the book").click();
  await bar(person).waitFor({ state: "hidden" });
  await person.settled();
  assert.match(person.address(), /^#\/what-if\?at=4/);
  await person.now();
  assert.equal(await log(person), before);
  await person.visit("Overview");
  assert.equal(await person.balanceOf("Current account"), "579.50");
  assert.equal(await person.page.evaluate(() => globalThis.daybook.books().length), 1);
});

pageTest("what is entered, corrected and taken back in a branch is part of it, and nothing is recorded", async (bring) => {
  const person = await withEntries(await bring());
  const before = await log(person);
  await withWindfall(person);
  await stepIn(person);
  await suppose(person, "Withdraw", { Account: "Current account", Amount: "29.50", Note: "Cake" });
  await bar(person).waitFor();
  assert.equal(await person.balanceOf("Current account"), "800.00");
  // An account that is only there, with a page of its own.
  await suppose(person, "Open account", { Name: "Tin box", Currency: "EUR" });
  await suppose(person, "Transfer", { From: "Current account", To: "Tin box", Amount: "50" });
  assert.equal(await person.balanceOf("Tin box"), "50.00");
  await person.visit("Overview");
  await main(person).getByRole("link", { name: "Tin box" }).first().click();
  await main(person).getByRole("heading", { name: "Tin box" }).waitFor();
  await person.settled();
  // An entry of the branch's own is reversed, another one is different; one of the book is different, or left out.
  await person.visit("Journal");
  const different = "What if it had been different";
  await rowOf(person, "Windfall").getByRole("button", { name: "Correct", exact: true }).click();
  await person.set(person.dialog(different), "Amount", "260");
  await confirm(person, different, person.dialog(different));
  await rowOf(person, "Windfall").getByText("260.00").waitFor();
  assert.equal(await main(person).getByRole("row").filter({ hasText: "Windfall" }).count(), 1);
  await rowOf(person, "Cake").getByRole("button", { name: "Reverse", exact: true }).click();
  await confirm(person, "Reverse", person.dialog("Reverse"));
  await rowOf(person, "Reversed: Cake").waitFor();
  await rowOf(person, "Insurance").getByRole("button", { name: "Correct", exact: true }).click();
  await person.set(person.dialog(different), "Amount", "20.50");
  await confirm(person, different, person.dialog(different));
  await rowOf(person, "Varnish").getByRole("button", { name: "What if…", exact: true }).click();
  await person.button("Without this entry", person.dialog("What if…")).click();
  await rowOf(person, "Varnish").waitFor({ state: "hidden" });
  await person.settled();
  await bar(person).waitFor();
  await person.visit("Overview");
  assert.equal(await person.balanceOf("Current account"), "889.50");
  assert.equal(await person.balanceOf("Boat fund"), "325.00");
  // Taken back: what was thought of last.
  await person.page.keyboard.press("z");
  await person.dialog("Undo").getByText("Varnish").waitFor();
  await confirm(person, "Undo", person.dialog("Undo"));
  await person.until(() => globalThis.daybook.stateAt(globalThis.daybook.count()).accounts.some((it) => it.balance === "319.75"));
  await person.settled();
  assert.equal(await person.balanceOf("Boat fund"), "319.75");
  // And made again, and taken back once more.
  await person.page.keyboard.press("y");
  await confirm(person, "Redo", person.dialog("Redo"));
  assert.equal(await person.balanceOf("Boat fund"), "325.00");
  await person.page.keyboard.press("z");
  await confirm(person, "Undo", person.dialog("Undo"));
  assert.equal(await person.balanceOf("Boat fund"), "319.75");
  // What only the book has is refused, with the reason.
  await person.visit("Data");
  for (const name of ["New book", "Rename book"]) assert.ok(await person.button(name).isDisabled(), name);
  const refused = await person.page.evaluate(async () => {
    const account = globalThis.daybook.stateAt(globalThis.daybook.count()).accounts[0].id;
    return globalThis.daybook.dispatch({ type: "DepositMoney", account, amount: "1" }).then(() => "", String);
  });
  assert.match(refused, /what-if, and nothing of it is recorded/);
  // Beside the book, all of it is listed, and the book is as it was.
  await person.page.keyboard.press("i");
  await bar(person).waitFor({ state: "hidden" });
  const listed = main(person).getByRole("table", { name: "What is different", exact: true });
  await listed.waitFor();
  await person.settled();
  const differences = (await listed.getByRole("row").allInnerTexts()).slice(1).join("\n").replace(/[^\S\n]+/g, " ");
  assert.equal(await listed.getByRole("row").count(), 1 + 6);
  assert.match(differences, /Made Deposited €260\.00 .*Windfall/);
  assert.match(differences, /Reversed “Withdrew €29\.50 .*Cake”/);
  assert.equal(await log(person), before);
  // Nothing of it outlives the page.
  await stepIn(person);
  await person.reload();
  await bar(person).waitFor({ state: "hidden" });
  assert.equal(await log(person), before);
  const other = await person.anotherTab();
  for (const one of [person, other]) assert.equal(await one.page.getByText(/not all here any more|Something is missing/).count(), 0);
});

pageTest("what was made and reversed in a branch is adopted as it is listed", async (bring) => {
  const person = await withEntries(await bring());
  await withWindfall(person);
  await stepIn(person);
  await suppose(person, "Withdraw", { Account: "Boat fund", Amount: "10", Note: "Rope" });
  await person.visit("Journal");
  await rowOf(person, "Rope").getByRole("button", { name: "Reverse", exact: true }).click();
  await confirm(person, "Reverse", person.dialog("Reverse"));
  await rowOf(person, "Insurance").getByRole("button", { name: "Correct", exact: true }).click();
  const different = person.dialog("What if it had been different");
  await person.set(different, "Amount", "20.50");
  await confirm(person, "What if it had been different", different);
  await rowOf(person, "Insurance").getByRole("button", { name: "Reverse", exact: true }).click();
  await confirm(person, "Reverse", person.dialog("Reverse"));
  await person.visit("Overview");
  const would = [await person.balanceOf("Current account"), await person.balanceOf("Boat fund")];
  assert.deepEqual(would, ["950.00", "319.75"]);
  await person.button("Back to the book").click();
  await bar(person).waitFor({ state: "hidden" });
  await person.button("Adopt").click();
  const proposal = person.dialog("Adopt");
  await proposal.waitFor();
  const items = (await proposal.getByRole("listitem").allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
  for (const item of items) assert.match(item, /^Will be recorded \S.{12}/);
  await person.button("Adopt", proposal).click();
  await proposal.waitFor({ state: "hidden" });
  await person.visit("Overview");
  assert.deepEqual([await person.balanceOf("Current account"), await person.balanceOf("Boat fund")], would);
});

pageTest("a branch is stepped into at the moment that was shown, and left for another book", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  await rowOf(person, "Insurance").getByRole("button", { name: "What if…", exact: true }).click();
  await person.button("Without this entry", person.dialog("What if…")).click();
  await person.settled();
  await person.goTo(6);
  await stepIn(person);
  // Five shared ones less the insurance, the mark, the transfer.
  assert.match(person.address(), /at=6/);
  assert.equal(await person.balanceOf("Current account"), "700.00");
  assert.equal(await person.balanceOf("Boat fund"), "300.00");
  // Before the first event both are the same moment.
  await person.goTo(0);
  await person.button("Back to the book").click();
  await bar(person).waitFor({ state: "hidden" });
  await person.settled();
  assert.match(person.address(), /^#\/what-if\?at=0/);
  await stepIn(person);
  assert.match(person.address(), /at=0/);
  await person.goTo(7);
  await person.button("Back to the book").click();
  await bar(person).waitFor({ state: "hidden" });
  await person.settled();
  assert.match(person.address(), /^#\/what-if\?at=7/);
  await person.now();
  await stepIn(person);
  // Forward and Back lead in and out again, after a link, too.
  await person.visit("Journal");
  await person.page.goBack();
  await person.page.goBack();
  await bar(person).waitFor({ state: "hidden" });
  await person.page.goForward();
  await bar(person).waitFor();
  await person.page.goForward();
  await main(person).getByRole("heading", { name: "Journal" }).waitFor();
  await bar(person).waitFor();
  await person.page.goBack();
  await person.page.goBack();
  await bar(person).waitFor({ state: "hidden" });
  await person.settled();
  assert.match(person.address(), /^#\/what-if/);
  await stepIn(person);
  // What another tab records meanwhile is no loss.
  const other = await person.anotherTab();
  await other.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  await person.page.keyboard.press("i");
  await bar(person).waitFor({ state: "hidden" });
  await person.until(() => globalThis.daybook.count() === 9);
  await person.settled();
  assert.equal(await person.page.getByText(/not all here any more|Something is missing/).count(), 0);
  await stepIn(person);
  const key = await person.page.evaluate(() => globalThis.daybook.books()[0].key);
  await person.page.evaluate((key) => globalThis.daybook.openBook(key), key);
  await bar(person).waitFor({ state: "hidden" });
  await person.settled();
  assert.equal(await person.balanceOf("Boat fund"), "320.75");
});

pageTest("in a branch it is said on every page what is refused there, and why", async (bring) => {
  const person = await withEntries(await bring());
  await withWindfall(person);
  await stepIn(person);
  await person.visit("Journal");
  assert.equal(await main(person).getByText(/refused here because of what is different/).count(), 0);
  await rowOf(person, "Grant").getByRole("button", { name: "What if…", exact: true }).click();
  await person.button("Without this entry", person.dialog("What if…")).click();
  const summary = main(person).getByText("2 things are refused here because of what is different");
  await summary.waitFor();
  await summary.click();
  const refused = main(person).getByRole("table", { name: "What is refused here" });
  await refused.getByText(/is missing/).first().waitFor();
  // Its events are the book's: here their numbers would lead to others.
  await main(person).getByText("Events are called by the numbers they have in the book.").waitFor();
  await refused.getByRole("cell", { name: "event 5", exact: true }).first().waitFor();
  assert.equal(await refused.getByRole("link", { name: /^\d/ }).count(), 0);
  await person.visit("Accounts");
  await summary.waitFor();
});

pageTest("in a branch every step can be taken back and made again, a corrected entry and a taken back one, too", async (bring) => {
  const person = await withEntries(await bring());
  await withWindfall(person);
  await suppose(person, "Deposit", { Account: "Current account", Amount: "10", Note: "Tip" });
  await stepIn(person);
  await person.visit("Journal");
  const different = "What if it had been different";
  await rowOf(person, "Windfall").getByRole("button", { name: "Correct", exact: true }).click();
  await person.set(person.dialog(different), "Amount", "300");
  await confirm(person, different, person.dialog(different));
  await rowOf(person, "Tip").getByRole("button", { name: "Reverse", exact: true }).click();
  await confirm(person, "Reverse", person.dialog("Reverse"));
  await person.visit("Overview");
  const holds = (amount) => person.balanceOf("Current account").then((found) => assert.equal(found, amount));
  const step = async (key, title, words, amount) => {
    await person.page.keyboard.press(key);
    const dialog = person.dialog(title);
    await dialog.waitFor();
    const said = (await dialog.innerText()).replace(/[^\S\n]+/g, " ");
    for (const one of words) assert.match(said, one);
    await confirm(person, title, dialog);
    await holds(amount);
  };
  await holds("879.50");
  await step("z", "Undo", [/Takes back .*\nMade Reversed .*Tip/s], "889.50");
  await step("z", "Undo", [/Takes back .*€300\.00.*Makes this different again.*€250\.00/s], "839.50");
  await step("z", "Undo", [/Takes back .*\nMade Deposited €10\.00/s], "829.50");
  await step("y", "Redo", [/Makes this different again.*\nMade Deposited €10\.00/s], "839.50");
  await step("y", "Redo", [/€250\.00.*€300\.00/s], "889.50");
  await step("y", "Redo", [/Reversed/], "879.50");
  // Taken back beside the book, what is done about it is told as it was.
  await person.page.keyboard.press("i");
  await bar(person).waitFor({ state: "hidden" });
  await person.page.getByText("This is the book again.").waitFor({ state: "attached" });
  await person.button(/^Take back: Deposited .*Tip/).click();
  await person.settled();
  await main(person).getByRole("row").filter({ hasText: /Not possible\s*Reversed .*Tip/ }).waitFor();
  await person.button("Adopt").click();
  const proposal = person.dialog("Adopt");
  await proposal.getByRole("listitem").filter({ hasText: /refused.*Reversed .*Tip/is }).waitFor();
  await person.leaveDialog();
  // Step by step to nothing, which is the book.
  await stepIn(person);
  for (let steps = 5; steps > 0; steps -= 1) {
    await person.page.keyboard.press("z");
    await confirm(person, "Undo", person.dialog("Undo"));
  }
  await bar(person).waitFor({ state: "hidden" });
  await main(person).getByText("Everything that was different is taken back").waitFor();
});

pageTest("in a branch it is told that the book has gone on, and one press shows that, too", async (bring) => {
  const person = await withEntries(await bring());
  await withWindfall(person);
  await stepIn(person);
  const other = await person.anotherTab();
  await other.enter("Deposit", { Account: "Current account", Amount: "100.00", Note: "Grant" });
  await main(person).getByText("The book has one event more by now.").waitFor();
  assert.equal(await person.balanceOf("Current account"), "829.50");
  await person.button("Show that, too").click();
  await main(person).getByText("The book has one event more by now.").waitFor({ state: "hidden" });
  await person.settled();
  assert.equal(await person.balanceOf("Current account"), "929.50");
  await person.visit("Journal");
  await rowOf(person, "Grant").waitFor();
});

pageTest("a moment of the book gets a name in a branch, with the book's number and fingerprint where that is adopted", async (bring) => {
  const person = await withEntries(await bring());
  await person.goTo(4);
  await withWindfall(person);
  await person.now();
  await stepIn(person);
  await suppose(person, "Withdraw", { Account: "Boat fund", Amount: "10", Note: "Rope" });
  // Four shared ones, the mark, the windfall, the other four of the book, the rope.
  const naming = await nameIt(person, "AGM");
  const after = person.field(naming, "After event");
  assert.equal(await after.inputValue(), "10");
  for (const [event, why] of [["11", /Only the what-if has this event/], ["99", /There is no event 99/]]) {
    await person.set(naming, "After event", event);
    await person.button("Name a moment", naming).click();
    await naming.getByText(why).waitFor();
  }
  await person.set(naming, "After event", "9");
  await confirm(person, "Name a moment", naming);
  const shown = await person.page.evaluate(() => {
    const { data } = globalThis.daybook.events(12, 12)[0];
    return [data.name, data.position, data.fingerprint === globalThis.daybook.fingerprint(9)];
  });
  assert.deepEqual(shown, ["AGM", 9, true]);
  await openList(person);
  await person.button("Go to “AGM”, event 9", person.dialog("Named moments")).click();
  await person.until(() => globalThis.daybook.position() === 9);
  await person.now();
  // The name is taken off, and that is taken back.
  await openList(person);
  await person.button("Remove the name “AGM” of event 9", person.dialog("Named moments")).click();
  await person.dialog("Named moments").getByText("No moment has a name yet.").waitFor();
  await person.leaveDialog();
  await person.settled();
  await person.page.keyboard.press("z");
  await person.dialog("Undo").getByText("Took the name off").waitFor();
  await confirm(person, "Undo", person.dialog("Undo"));
  // The book numbers it otherwise.
  await person.page.keyboard.press("i");
  await bar(person).waitFor({ state: "hidden" });
  await person.settled();
  await rowOf(person, /Named the moment after event 7\s“AGM”/).waitFor();
  await person.button("Adopt").click();
  const adopting = person.dialog("Adopt");
  await adopting.getByText(/Named the moment after event 7\s“AGM”/).waitFor();
  await confirm(person, "Adopt", adopting);
  const last = await person.lastEvent();
  const expected = await person.page.evaluate(() => globalThis.daybook.fingerprint(7));
  assert.deepEqual([last.type, last.data], ["MomentNamed", { fingerprint: expected, name: "AGM", position: 7 }]);
});

pageTest("a figure that is pressed while a long book is being read opens its explanation once the past is there", async (bring) => {
  const person = await bring({
    before: () => {
      const press = () => {
        const figure = document.querySelector("main.whole .card .why, main.whole .totals .why");
        if (!figure || globalThis.pressed) return;
        globalThis.pressed = figure.querySelector("data").value;
        figure.click();
        requestAnimationFrame(() => (globalThis.said = document.querySelector("main.whole [role=status]")?.innerText));
      };
      new MutationObserver(press).observe(document, { childList: true, subtree: true });
    },
  });
  await loadLarge(person, 200_000);
  await person.reload();
  const why = person.dialog(WHY.title);
  await why.getByText(WHY.exact).waitFor();
  const { pressed, said } = await person.page.evaluate(() => ({ pressed: globalThis.pressed, said: globalThis.said }));
  assert.match(said, /What you asked for opens then/);
  assert.equal(await why.locator("data").first().getAttribute("value"), pressed);
}, { timeout: 180_000 });

pageTest("who subscribes within a branch is told of what the book records, and of nothing that is only supposed", async (bring) => {
  const person = await withEntries(await bring());
  await withWindfall(person);
  await stepIn(person);
  await person.page.evaluate(() => {
    globalThis.told = [];
    globalThis.daybook.subscribe(8, ({ sequence, type }) => globalThis.told.push([sequence, type]));
  });
  const told = () => person.page.evaluate(() => globalThis.told);
  await person.visit("Overview");
  await suppose(person, "Deposit", { Account: "Boat fund", Amount: "5" });
  assert.deepEqual(await told(), []);
  await person.button("Back to the book").click();
  await bar(person).waitFor({ state: "hidden" });
  await person.until(() => globalThis.told.length === 1);
  await person.visit("Overview");
  await person.enter("Deposit", { Account: "Boat fund", Amount: "7" });
  await person.until(() => globalThis.told.length === 2);
  assert.deepEqual(await told(), [[8, "MoneyWithdrawn"], [9, "MoneyDeposited"]]);
});
