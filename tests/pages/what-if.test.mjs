// What if: things are tried out beside the book, which stays as it is until its user says otherwise.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";
import { loadLarge } from "./measure.mjs";

const main = (person) => person.page.getByRole("main");
const table = (person, name) => main(person).getByRole("table", { name, exact: true });
const rowOf = (person, words) => main(person).getByRole("row").filter({ hasText: words }).first();

// What an account holds in the book and in the what-if, as programs read it.
async function balances(person, account) {
  const row = table(person, "Balances").getByRole("row").filter({ hasText: account }).first();
  const figures = await row.locator("data").evaluateAll((all) => all.map((it) => it.getAttribute("value")));
  return figures.slice(0, 2);
}

async function differences(person, of = "What is different") {
  const rows = table(person, of).getByRole("row");
  return (await rows.allInnerTexts()).slice(1).map((text) => text.replace(/\s+/g, " ").trim());
}

async function confirm(person, button, dialog, name = button) {
  await person.button(name, dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await person.settled();
}

// Leaves out the entry of that row of the journal, which is looked for where it is far down.
async function without(person, words, find) {
  await person.visit("Journal");
  if (find) await main(person).getByRole("searchbox").fill(find);
  await rowOf(person, words).getByRole("button", { name: "What if…", exact: true }).click();
  await person.button("Without this entry", person.dialog("What if…")).click();
  await table(person, "What is different").waitFor();
  await person.settled();
}

// The log as it lies in the browser and as it is exported: whatever is tried out, it stays the same.
const log = (person) =>
  person.page.evaluate(async () => JSON.stringify([globalThis.daybook.count(), globalThis.daybook.fingerprint()]));

pageTest("an entry made in the what-if changes its balances and nothing in the book", async (bring) => {
  const person = await withEntries(await bring());
  const before = await log(person);
  await person.visit("What if");
  await main(person).getByText("Nothing is different yet.").waitFor();
  const dialog = await person.begin("Deposit", { Account: "Current account", Amount: "250", Note: "Windfall" });
  await dialog.getByText("Nothing of this is recorded in the book.").waitFor();
  await confirm(person, "Deposit", dialog);
  assert.deepEqual(await balances(person, "Current account"), ["579.50", "829.50"]);
  assert.deepEqual(await balances(person, "Boat fund"), ["319.75", "319.75"]);
  assert.match((await differences(person))[0], /^Made Deposited €250.00 into .Current account. — Windfall after event 8/);
  assert.equal(await log(person), before);
  // Elsewhere the book is the book, and the what-if is still there on the way back.
  await person.visit("Overview");
  assert.equal(await person.balanceOf("Current account"), "579.50");
  await person.page.goBack();
  await person.settled();
  assert.match(person.address(), /^#\/what-if/);
  assert.deepEqual(await balances(person, "Current account"), ["579.50", "829.50"]);
});

pageTest("without an entry the later ones are decided again, and what is refused is listed with its reason", async (bring) => {
  const person = await withEntries(await bring());
  const before = await log(person);
  await without(person, "Grant");
  assert.match(person.address(), /^#\/what-if/);
  const listed = await differences(person);
  assert.match(listed[0], /^Left out Deposited €1,000.00 .* event 4 Take back$/);
  const refused = await differences(person, "What is refused here");
  assert.match(refused[0], /^Refused here Withdrew? .*120\.50.*0\.00.* event 5$/);
  assert.match(refused[1], /^Refused here .*300\.00.* event 6$/);
  assert.deepEqual(await balances(person, "Current account"), ["579.50", "0.00"]);
  assert.deepEqual(await balances(person, "Boat fund"), ["319.75", "19.75"]);
  // At a past moment both are shown as they were then.
  await person.goTo(4);
  assert.deepEqual(await balances(person, "Current account"), ["1000.00", "0.00"]);
  await person.goTo(3);
  assert.deepEqual(await balances(person, "Current account"), ["0.00", "0.00"]);
  await person.now();
  await main(person).getByRole("button", { name: /^Take back: Deposited/ }).click();
  await main(person).getByText("Nothing is different yet.").waitFor();
  assert.equal(await log(person), before);
});

pageTest("an entry can be different, from a past moment on, and so is everything after it", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  await person.goTo(5);
  await rowOf(person, "Insurance").getByRole("button", { name: "What if…", exact: true }).click();
  await person.button("Different…", person.dialog("What if…")).click();
  const dialog = person.dialog("What if it had been different");
  await dialog.waitFor();
  assert.equal(await person.field(dialog, "Amount").inputValue(), "120.50");
  await person.set(dialog, "Amount", "20.50");
  await confirm(person, "What if it had been different", dialog);
  assert.deepEqual(await balances(person, "Current account"), ["879.50", "979.50"]);
  await person.now();
  assert.deepEqual(await balances(person, "Current account"), ["579.50", "679.50"]);
  assert.match((await differences(person))[0], /^Different .*120\.50.* → .*20\.50/);
  await person.set(main(person), "Whose balance", "Current account");
  const chart = main(person).getByRole("img", { name: /579\.50 in the book, €679\.50 in the what-if/ });
  await chart.waitFor();
  await main(person).getByText("As a table", { exact: true }).click();
  const last = await table(person, "Balance over time").getByRole("row").last().innerText();
  assert.match(last.replace(/\s+/g, " "), /579\.50 679\.50 \+ ?100\.00/);
  // What really was explains itself, and so does what would be: in the table and in the chart.
  await table(person, "Balance over time").getByRole("button", { name: "579.50", exact: true }).last().click();
  await person.dialog("Why this number?").getByText(/add up to exactly this figure/).waitFor();
  await person.leaveDialog();
  await person.tabTo(main(person).getByRole("button", { name: /679\.50.*: why\?$/ }));
  await person.page.keyboard.press("Enter");
  await person.dialog("Why this number?").getByText("What the book holds and 2 differences add up to exactly this figure.").waitFor();
  await person.leaveDialog();
});

pageTest("a figure of the what-if opens the book's figure and what is different, down to the events", async (bring) => {
  const person = await withEntries(await bring());
  await without(person, "Grant");
  await person.visit("What if");
  await person.begin("Deposit", { Account: "Current account", Amount: "250", Note: "Windfall" });
  await confirm(person, "Deposit", person.dialog("Deposit"));
  assert.deepEqual(await balances(person, "Current account"), ["579.50", "250.00"]);
  const row = table(person, "Balances").getByRole("row").filter({ hasText: "Current account" }).first();
  const why = person.dialog("Why this number?");
  const parts = async () => {
    const rows = await why.getByRole("table", { name: "What it is made of" }).getByRole("row").allInnerTexts();
    return rows.slice(1).map((text) => text.replace(/\s+/g, " ").trim());
  };
  await row.getByRole("button", { name: "€250.00", exact: true }).click();
  await why.getByText(/in the what-if, beside event 8 of the book/).waitFor();
  await why.getByText("What the book holds and 4 differences add up to exactly this figure.").waitFor();
  const [book, grant, ...rest] = await parts();
  assert.equal(book, "In the book 579.50");
  assert.match(grant, /^4 Left out Deposited €1,000\.00 .*[−-] ?1,000\.00 [−-] ?420\.50$/);
  assert.match(rest[0], /^5 Refused here .*\+ ?120\.50 [−-] ?300\.00$/);
  assert.match(rest[1], /^6 Refused here .*\+ ?300\.00 0\.00$/);
  assert.match(rest[2], /^Made Deposited €250\.00 .*\+ ?250\.00 250\.00$/);
  // The book's own figure leads on to its events.
  await why.getByRole("button", { name: "579.50", exact: true }).click();
  await why.getByText(/^✓ \d+ events add up to exactly this figure\.$/).waitFor();
  await person.leaveDialog();
  // By keyboard: the difference alone, and from it to the moment of one of its events.
  await person.tabTo(row.getByRole("button", { name: /329\.50/ }));
  await person.page.keyboard.press("Enter");
  await why.getByText("4 differences add up to exactly this figure.").waitFor();
  await why.getByText("Current account, Difference", { exact: true }).waitFor();
  assert.equal((await parts()).length, 4);
  await why.getByRole("link", { name: "Show the books after event 5" }).click();
  await why.waitFor({ state: "hidden" });
  await person.settled();
  assert.match(person.address(), /^#\/what-if.*at=5/);
  assert.deepEqual(await balances(person, "Current account"), ["879.50", "0.00"]);
  await row.getByRole("button", { name: "€0.00", exact: true }).click();
  await why.getByText("What the book holds and 2 differences add up to exactly this figure.").waitFor();
  await person.leaveDialog();
  // Where nothing is different yet, it is the book's figure.
  await person.goTo(3);
  await row.getByRole("button", { name: "€0.00", exact: true }).last().click();
  await why.getByText("Nothing is different here: it is what the book holds.").waitFor();
  await person.leaveDialog();
});

pageTest("many differences of a figure are listed month by month", async (bring) => {
  const person = await withEntries(await bring());
  await person.page.evaluate(async () => {
    const { daybook } = globalThis;
    const account = daybook.stateAt(daybook.count()).accounts.find((it) => it.name === "Current account").id;
    const withdrawal = { type: "WithdrawMoney", account, amount: "1" };
    for (let turn = 0; turn < 70; turn += 1) await daybook.dispatch({ ...withdrawal, note: `Stamp ${turn}` });
  });
  await without(person, "Grant", "Grant");
  await person.visit("What if");
  const row = table(person, "Balances").getByRole("row").filter({ hasText: "Current account" }).first();
  assert.deepEqual(await balances(person, "Current account"), ["509.50", "0.00"]);
  await row.getByRole("button", { name: "€0.00", exact: true }).click();
  const why = person.dialog("Why this number?");
  await why.getByText("What the book holds and 73 differences add up to exactly this figure.").waitFor();
  const parts = why.getByRole("table", { name: "What it is made of" });
  // Everything was recorded now: this month, or, around midnight, two.
  const months = parts.locator("tr.month");
  const figures = await months.locator("td:nth-of-type(1) data").evaluateAll((all) => all.map((it) => Number(it.value)));
  assert.equal(figures.reduce((sum, figure) => sum + figure, 0), -509.5);
  assert.equal(await months.last().locator("td:nth-of-type(2) data").getAttribute("value"), "0.00");
  assert.equal(await parts.locator("tr.part").count(), 0);
  for (const month of await months.all()) {
    const open = month.getByRole("button");
    await open.focus();
    await person.page.keyboard.press("Enter");
    assert.equal(await open.getAttribute("aria-expanded"), "true");
  }
  await parts.getByText("Stamp 69").waitFor();
  assert.equal(await parts.locator("tr.part").count(), 73);
  await person.leaveDialog();
});

pageTest("what the rules refuse is said in the dialog and is not part of the what-if", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("What if");
  await person.goTo(3);
  const sentence = await person.refused("Withdraw", { Account: "Current account", Amount: "1" });
  assert.match(sentence, /Current account/);
  await person.leaveDialog();
  await main(person).getByText("Nothing is different yet.").waitFor();
});

pageTest("the keys that make entries make them in the what-if while that is on the screen", async (bring) => {
  const person = await withEntries(await bring());
  await person.page.keyboard.press("i");
  await person.until(() => globalThis.location.hash.startsWith("#/what-if"));
  await person.page.keyboard.press("d");
  const dialog = person.dialog("Deposit");
  await dialog.getByText("Nothing of this is recorded in the book.").waitFor();
  await person.set(dialog, "Amount", "1");
  await confirm(person, "Deposit", dialog);
  assert.equal((await differences(person)).length, 1);
  // What is taken back there was never in the book.
  await person.page.keyboard.press("z");
  const undo = person.dialog("Undo");
  await undo.getByText("Deposited €1.00").waitFor();
  await confirm(person, "Undo", undo);
  await main(person).getByText("Nothing is different yet.").waitFor();
  // And again, and off again.
  await person.page.keyboard.press("y");
  const redo = person.dialog("Redo");
  await redo.getByText("Deposited €1.00").waitFor();
  await confirm(person, "Redo", redo);
  assert.equal((await differences(person)).length, 1);
  await person.page.keyboard.press("y");
  await redo.getByText("Nothing was taken back").waitFor();
  await person.leaveDialog();
  await person.page.keyboard.press("z");
  await confirm(person, "Undo", undo);
  await main(person).getByText("Nothing is different yet.").waitFor();
  assert.equal(await person.count(), 8);
});

pageTest("what was taken back stands where it stood once that is undone", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("What if");
  const deposit = await person.begin("Deposit", { Account: "Current account", Amount: "100", Note: "A loan" });
  await confirm(person, "Deposit", deposit);
  const withdrawal = await person.begin("Withdraw", { Account: "Current account", Amount: "650", Note: "A mast" });
  await confirm(person, "Withdraw", withdrawal);
  const before = await differences(person);
  assert.match(before.join("\n"), /^Made Deposited €100\.00 .*\nMade Withdrew €650\.00 /);
  assert.deepEqual(await balances(person, "Current account"), ["579.50", "29.50"]);
  // Without the one there is not enough for the other.
  await main(person).getByRole("button", { name: /^Take back: Deposited/ }).click();
  await rowOf(person, "Not possible").waitFor();
  assert.deepEqual(await balances(person, "Current account"), ["579.50", "579.50"]);
  await person.page.keyboard.press("z");
  const undo = person.dialog("Undo");
  await undo.getByText("Makes this different again.").waitFor();
  await confirm(person, "Undo", undo);
  assert.deepEqual(await differences(person), before);
  assert.deepEqual(await balances(person, "Current account"), ["579.50", "29.50"]);
});

pageTest("in the past of a book the keys of the what-if do what they do now", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("What if");
  await person.goTo(5);
  await person.page.keyboard.press("d");
  const dialog = person.dialog("Deposit");
  await person.set(dialog, "Amount", "1");
  await confirm(person, "Deposit", dialog);
  assert.match((await differences(person))[0], /^Made Deposited €1\.00 .* after event 5/);
  await person.page.keyboard.press("z");
  await confirm(person, "Undo", person.dialog("Undo"));
  await main(person).getByText("Nothing is different yet.").waitFor();
  await person.page.keyboard.press("y");
  await confirm(person, "Redo", person.dialog("Redo"));
  assert.equal((await differences(person)).length, 1);
  assert.deepEqual([await person.position(), await person.count()], [5, 8]);
});

pageTest("what the what-if refuses and the book takes is said before it is adopted", async (bring) => {
  const person = await withEntries(await bring());
  // Without the grant nothing comes to the boat fund.
  await without(person, "Grant");
  await person.visit("What if");
  const dialog = await person.begin("Deposit", { Account: "Boat fund", Amount: "40", Note: "A gift" });
  await confirm(person, "Deposit", dialog);
  const withdrawal = await person.begin("Withdraw", { Account: "Boat fund", Amount: "50", Note: "Paint" });
  await confirm(person, "Withdraw", withdrawal);
  assert.deepEqual(await balances(person, "Boat fund"), ["319.75", "9.75"]);
  await main(person).getByRole("button", { name: /^Take back: Deposited €40/ }).click();
  await rowOf(person, "Not possible").waitFor();
  await person.button("Adopt").click();
  const adopt = person.dialog("Adopt");
  await adopt.getByText(/The what-if itself refuses it: .*19\.75.* The book takes it all the same\./).waitFor();
  await person.leaveDialog();
});

pageTest("what was to stand instead of an entry and is refused is said once, and adopting tells all that it records", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  await rowOf(person, "Insurance").getByRole("button", { name: "What if…", exact: true }).click();
  await person.button("Different…", person.dialog("What if…")).click();
  const different = person.dialog("What if it had been different");
  await different.getByText("Withdrew €120.50").waitFor();
  await person.set(different, "Amount", "20.50");
  await confirm(person, "What if it had been different", different);
  await without(person, "Grant");
  // What is missing is said of what was to be withdrawn instead, and the event is not listed once more below.
  const listed = (await differences(person)).filter((line) => line.startsWith("Not possible"));
  assert.equal(listed.length, 1);
  assert.match(listed[0], /^Not possible Withdrew €120\.50 .* → Withdrew €20\.50 .*€20\.50 is missing/);
  const later = await differences(person, "What is refused here");
  assert.equal(later.length, 1);
  assert.match(later[0], /^Refused here .*300\.00.* event 6$/);
  await main(person).getByText("One thing is refused here because of what is different").waitFor();
  await person.button("Adopt").click();
  const adopt = person.dialog("Adopt");
  await adopt.getByText("Reversal of: Withdrew €120.50").waitFor();
  const told = await adopt.getByRole("listitem").filter({ hasText: "Insurance" }).locator("div").allInnerTexts();
  assert.equal(told.length, 2);
  assert.match(told[1], /^Withdrew €20\.50/);
  await person.leaveDialog();
});

pageTest("in the past the chart says what was held then, and where that is", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("What if");
  const dialog = await person.begin("Deposit", { Account: "Current account", Amount: "250", Note: "Windfall" });
  await confirm(person, "Deposit", dialog);
  await person.set(main(person), "Whose balance", "Current account");
  const figure = main(person).locator("figure").filter({ has: person.page.getByRole("img", { name: /in the what-if/ }) });
  const legend = async () => (await figure.locator("figcaption data").evaluateAll((all) => all.map((it) => it.value)));
  assert.deepEqual(await legend(), ["579.50", "829.50"]);
  assert.equal(await figure.locator("path.moment[d]").count(), 0);
  await person.goTo(5);
  assert.deepEqual(await legend(), ["879.50", "879.50"]);
  await figure.getByText(/At event 5/).waitFor();
  assert.equal(await figure.locator("path.moment[d]").count(), 1);
});

pageTest("a discarded what-if is gone, and so is one whose page was loaded again", async (bring) => {
  const person = await withEntries(await bring());
  for (const end of ["discard", "reload"]) {
    await without(person, "Grant");
    if (end === "discard") {
      await person.button("Discard").click();
      await confirm(person, "Discard", person.dialog("Discard"));
    } else {
      await person.reload();
    }
    await main(person).getByText("Nothing is different yet.").waitFor();
  }
  assert.equal(await person.count(), 8);
});

pageTest("a what-if is kept as a book of its own, and the book it leaves stays as it is", async (bring) => {
  const person = await withEntries(await bring());
  const before = await log(person);
  const real = await person.page.evaluate(() => globalThis.daybook.books()[0]);
  await without(person, "Varnish");
  await person.button("Keep as a book").click();
  const dialog = person.dialog("Keep as a book");
  await dialog.waitFor();
  await person.set(dialog, "Name", "Without varnish");
  await confirm(person, "Keep as a book", dialog);
  await main(person).getByText("it shares 7 of them").waitFor();
  await person.visit("Overview");
  assert.equal(await person.balanceOf("Boat fund"), "325.00");
  const kept = await person.page.evaluate(async () => ({
    books: globalThis.daybook.books().map((it) => it.name),
    fork: globalThis.daybook.events(8, 8)[0],
    sound: await globalThis.daybook.verify(),
  }));
  assert.deepEqual(kept.books.sort(), ["Riverside Rowing Club", "Without varnish"]);
  assert.deepEqual([kept.fork.type, kept.fork.data.at], ["BookForked", 7]);
  assert.ok(kept.sound.ok, kept.sound.problems.join(" "));
  await person.page.evaluate((key) => globalThis.daybook.openBook(key), real.key);
  assert.equal(await log(person), before);
});

pageTest("a what-if in the past of a book with named moments is kept, and the moments are the new book's", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const real = await person.page.evaluate(() => globalThis.daybook.books()[0]);
  const before = await log(person);
  const named = () =>
    person.page.evaluate(() => {
      const events = globalThis.daybook.events(1, globalThis.daybook.count());
      return events.filter((it) => it.type === "MomentNamed").map((it) => it.data);
    });
  const names = (await named()).map((it) => it.name);
  assert.ok(names.length > 3);
  for (const way of ["more", "less"]) {
    if (way === "more") {
      await person.visitAddress("#/?at=3031");
      await person.visit("What if");
      const dialog = await person.begin("Deposit", { Account: "Current account", Amount: "5000", Note: "A gift" });
      await confirm(person, "Deposit", dialog);
    } else {
      await person.visitAddress("#/audit?event=3005");
      await person.button("What if…", person.page.getByRole("region", { name: /^Event 3.?005/ })).click();
      await person.button("Without this entry", person.dialog("What if…")).click();
      await person.settled();
    }
    await person.button("Keep as a book").click();
    const dialog = person.dialog("Keep as a book");
    await dialog.waitFor();
    await person.set(dialog, "Name", `With ${way}`);
    await confirm(person, "Keep as a book", dialog);
    await main(person).getByText("The what-if is now a book of its own").waitFor();
    assert.deepEqual((await named()).map((it) => it.name), names);
    const sound = await person.page.evaluate(() => globalThis.daybook.verify());
    assert.ok(sound.ok, sound.problems.join(" "));
    await person.page.evaluate((key) => globalThis.daybook.openBook(key), real.key);
    assert.equal(await log(person), before);
  }
});

pageTest("adopting shows first what will be recorded and what is refused, and then records the rest in one commit", async (bring) => {
  const person = await withEntries(await bring());
  // Without the insurance 650 can leave the account; in the book they can't, unless that is taken back first.
  await without(person, "Raffle");
  let dialog = await person.begin("Deposit", { Account: "Boat fund", Amount: "30", Note: "Another raffle" });
  await confirm(person, "Deposit", dialog);
  dialog = await person.begin("Withdraw", { Account: "Current account", Amount: "579.50", Note: "All of it" });
  await confirm(person, "Withdraw", dialog);
  // Meanwhile another tab spends some of what the what-if has spent.
  const other = await person.anotherTab();
  await other.enter("Withdraw", { Account: "Current account", Amount: "100.00", Note: "Rent" });
  await person.until(() => globalThis.daybook.count() === 9);
  await person.settled();
  await person.button("Adopt").click();
  const proposal = person.dialog("Adopt");
  await proposal.waitFor();
  const items = (await proposal.getByRole("listitem").allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
  assert.equal(items.length, 3);
  assert.match(items[0], /^Will be recorded Reversal of: Deposited €25\.00/);
  assert.match(items[1], /^Will be recorded Deposited €30\.00/);
  assert.match(items[2], /^Refused .*579\.50/);
  assert.equal(await person.count(), 9);
  await confirm(person, "Adopt", proposal);
  await person.until(() => globalThis.daybook.count() === 11);
  const events = await person.page.evaluate(() => globalThis.daybook.events(10, 11));
  assert.deepEqual(events.map((it) => [it.type, it.commit]), [["EntryReversed", 10], ["MoneyDeposited", 10]]);
  await person.visit("What if");
  await main(person).getByText("Nothing is different yet.").waitFor();
});

pageTest("in the past the what-if goes on, but adopts nothing", async (bring) => {
  const person = await withEntries(await bring());
  await without(person, "Varnish");
  await person.visit("Overview");
  await person.goTo(6);
  await person.button("What if from here").click();
  await table(person, "What is different").waitFor();
  assert.match(person.address(), /^#\/what-if\?at=6/);
  assert.ok(await person.button("Adopt").isDisabled());
  const dialog = await person.begin("Deposit", { Account: "Boat fund", Amount: "1" });
  await confirm(person, "Deposit", dialog);
  assert.match((await differences(person))[0], /after event 6/);
  assert.deepEqual(await balances(person, "Boat fund"), ["300.00", "301.00"]);
});

// A breath between two slices of work takes a tenth of a second where `slowly` is set.
function breatheSlowly() {
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (...message) {
    if (globalThis.slowly) setTimeout(() => post.apply(this, message), 100);
    else post.apply(this, message);
  };
}

pageTest("in a long book it says how far it is, and stopped it leaves everything as it was", async (bring) => {
  const person = await bring({ before: breatheSlowly });
  await loadLarge(person, 60_000);
  const early = await person.page.evaluate(() =>
    globalThis.daybook.events(1_000, 2_000).find((event) => event.type === "MoneyWithdrawn").sequence);
  await person.visitAddress(`#/audit?event=${early}`);
  await person.page.evaluate(() => globalThis.daybook.history);
  for (const slowly of [true, false]) {
    await person.page.evaluate((slowly) => (globalThis.slowly = slowly), slowly);
    await person.button("What if…").click();
    await person.button("Without this entry", person.dialog("What if…")).click();
    if (slowly) {
      await main(person).getByText("Everything recorded later is decided again.").waitFor();
      await main(person).getByRole("progressbar").waitFor();
      await person.button("Stop", main(person)).click();
      await main(person).getByText("Nothing is different yet.").waitFor();
      await person.page.goBack();
      await person.settled();
    }
  }
  await table(person, "What is different").waitFor();
  assert.equal((await differences(person)).length, 1);
  assert.equal(await person.count(), 60_000);
}, { timeout: 180_000 });
