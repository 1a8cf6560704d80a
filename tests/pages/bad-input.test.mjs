// Bad input, by name: each gets a sentence that names what is wrong, what was typed stays, and nothing is recorded.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";
import { ACCOUNT } from "./names.mjs";

const AMOUNTS = [
  ["zero", "0", /more than zero|zero/i],
  ["negative", "-5.00", /more than zero|negative/i],
  ["too many decimals", "1.005", /decimal/i],
  ["not a number", "twelve", /amount|number/i],
  ["empty", "", /amount/i],
  ["beyond range", "99999999999999.00", /larger|range|large/i],
];
for (const [name, amount, sentence] of AMOUNTS) {
  pageTest(`an amount that is ${name} is refused in the dialog`, async (bring) => {
    const person = await withEntries(await bring());
    const said = await person.refused("Deposit", { Account: "Current account", Amount: amount, Note: "kept" });
    assert.match(said, sentence);
    await person.leaveDialog();
    assert.equal(await person.count(), 8);
  });
}

pageTest("an overdraft is refused with what is available and what is missing", async (bring) => {
  const person = await withEntries(await bring());
  const said = await person.refused("Withdraw", { Account: "Current account", Amount: "600.00" });
  assert.match(said, /579\.50/);
  assert.match(said, /20\.50/);
});

pageTest("a day that was emptied is asked for, in an entry and in a period to be closed", async (bring) => {
  const person = await withEntries(await bring());
  assert.match(await person.refused("Deposit", { Account: "Boat fund", Amount: "7.00", Date: "" }), /which day/);
  await person.leaveDialog();
  await person.visit("Data");
  const period = await person.refused("Close period", { "First day": "", "Last day": "" });
  assert.match(period, /which day/);
  await person.set(person.dialog("Close period"), "First day", "2026-02-01");
  await person.set(person.dialog("Close period"), "Last day", "2026-01-01");
  await person.button("Close period", person.dialog("Close period")).click();
  await person.dialog("Close period").getByText("The last day lies before the first one.").waitFor();
  await person.leaveDialog();
  assert.equal(await person.count(), 8);
});

pageTest("numbers of events that there are not, and periods that end before they begin, are told in the page", async (bring) => {
  const person = await withEntries(await bring());
  const main = person.page.getByRole("main");
  await person.visitAddress("#/reports/compare");
  for (const typed of ["99", "-5", "2.5", ""]) {
    await person.set(main, "Compare with event", typed);
    await person.page.keyboard.press("Enter");
    await main.getByRole("alert").getByText("numbered up to 8").waitFor();
    assert.equal(await person.field(main, "Compare with event").getAttribute("aria-invalid"), "true", typed);
  }
  await person.set(main, "Compare with event", "3");
  await person.page.keyboard.press("Enter");
  await main.getByRole("alert").waitFor({ state: "detached" });
  await person.until(() => /with=3/.test(location.hash));
  for (const report of ["statement", "categories"]) {
    await person.visitAddress(`#/reports/${report}?from=2026-03-01&to=2026-01-01`);
    await main.getByRole("alert").getByText("The last day lies before the first one.").waitFor();
    assert.equal(await main.getByRole("table").count(), 0);
  }
  await person.visit("Data");
  await person.set(main, "Number of events", "-5");
  await person.button("Load large sample").click();
  await main.getByRole("alert").getByText("from 1 to 1,000,000").waitFor();
  assert.equal(await person.count(), 8);
});

pageTest("on a low screen what was refused and both answers stay in sight", async (bring) => {
  const person = await withEntries(await bring({ viewport: { width: 640, height: 430 } }));
  await person.refused("Deposit", { Account: "Boat fund", Amount: "1.234" });
  const dialog = person.dialog("Deposit");
  for (const place of [dialog.getByRole("alert"), person.button("Cancel", dialog), person.button("Deposit", dialog)]) {
    const box = await place.boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 430, JSON.stringify(box));
  }
});

pageTest("a transfer to the same account is refused", async (bring) => {
  const person = await withEntries(await bring());
  const said = await person.refused("Transfer", { From: "Boat fund", To: "Boat fund", Amount: "1.00" });
  assert.match(said, /different/i);
  // Another choice has not been refused.
  const dialog = person.dialog("Transfer");
  await person.set(dialog, "To", "Current account");
  await dialog.getByRole("alert").waitFor({ state: "detached" });
});

pageTest("Escape leaves a dialog at once while nothing is filled in, and else asks for it once more", async (bring) => {
  const person = await withEntries(await bring());
  const dialog = await person.begin("Deposit", {});
  await person.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await person.begin("Deposit", { Account: "Current account", Amount: "7.00" });
  await person.page.keyboard.press("Escape");
  await dialog.getByText("Press Escape again").waitFor();
  assert.equal(await person.field(dialog, "Amount").inputValue(), "7.00");
  // What is filled in further is warned about again.
  await person.set(dialog, "Note", "Raffle");
  await dialog.getByText("Press Escape again").waitFor({ state: "hidden" });
  for (const _ of [1, 2]) await person.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await person.count(), 8);
});

pageTest("a refused entry is accepted after its mistake is put right", async (bring) => {
  const person = await withEntries(await bring());
  await person.refused("Withdraw", { Account: "Boat fund", Amount: "5000.00", Note: "New eight" });
  const dialog = person.dialog("Withdraw");
  await person.set(dialog, "Amount", "50.00");
  await person.button("Withdraw", dialog).click();
  await dialog.waitFor({ state: "hidden" });
  assert.equal((await person.lastEvent()).data.note, "New eight");
});

pageTest("a frozen account takes no entries, and its page says since when and why", async (bring) => {
  const person = await withEntries(await bring());
  await person.visitAccount("Boat fund");
  await person.button(ACCOUNT.freeze).click();
  await person.set(person.dialog(), "Reason", "The treasurer's key is lost");
  await person.button(ACCOUNT.freeze, person.dialog()).click();
  await person.until(() => globalThis.daybook.count() === 9);
  const frozen = person.page.locator("dl.facts > div").filter({ hasText: "Frozen" });
  assert.match(await frozen.innerText(), /event 9: The treasurer's key is lost$/);
  await person.page.evaluate(() => globalThis.daybook.goTo(8));
  await frozen.waitFor({ state: "detached" });
  await person.page.evaluate(() => globalThis.daybook.goTo("now"));
  await frozen.getByRole("link", { name: "9" }).click();
  await person.page.getByRole("heading", { name: "Audit" }).waitFor();
  await person.visit("Overview");
  assert.match(await person.refused("Deposit", { Account: "Boat fund", Amount: "1.00" }), /frozen/i);
});

pageTest("an account that still holds money can't be closed; an empty one can, and takes nothing more", async (bring) => {
  const person = await withEntries(await bring());
  await person.visitAccount("Boat fund");
  await person.button(ACCOUNT.close).click();
  const dialog = person.dialog();
  await person.button(ACCOUNT.close, dialog).click();
  await dialog.getByRole("alert").filter({ hasText: "319.75" }).waitFor();
  assert.equal(await person.count(), 8);
  await person.leaveDialog();

  await person.enter("Withdraw", { Account: "Boat fund", Amount: "319.75" });
  await person.visitAccount("Boat fund");
  await person.button(ACCOUNT.close).click();
  await person.button(ACCOUNT.close, dialog).click();
  await person.until(() => globalThis.daybook.count() === 10);
  await person.visit("Overview");
  const open = await person.begin("Deposit", {});
  const offered = await person.field(open, "Account").innerText();
  if (offered.includes("Boat fund")) {
    await person.leaveDialog();
    assert.match(await person.refused("Deposit", { Account: "Boat fund", Amount: "1.00" }), /closed/i);
  }
});

pageTest("a date that does not exist is refused", async (bring) => {
  const person = await withEntries(await bring());
  const dialog = await person.begin("Deposit", { Account: "Current account", Amount: "1.00" });
  const field = person.field(dialog, "Date");
  if ((await field.getAttribute("type")) === "date") {
    // A person types into the browser's own date field, which asks for day and month in the order of its own language.
    for (const thirtiethOfFebruary of ["30022026", "02302026"]) {
      await field.fill("");
      await field.focus();
      await person.page.keyboard.type(thirtiethOfFebruary);
      if (await field.evaluate((element) => element.validity.badInput)) break;
    }
  } else {
    await field.fill("2026-02-30");
  }
  await person.button("Deposit", dialog).click();
  await dialog.getByRole("alert").filter({ hasText: /date/i }).waitFor();
  assert.equal(await person.count(), 8);
});

pageTest("a filter keeps a date that does not exist, says so and narrows nothing by it", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  const field = person.page.locator("#find-from");
  const isBad = () => field.evaluate((element) => element.validity.badInput);
  for (const thirtyFirstOfFebruary of ["31022025", "02312025"]) {
    await field.fill("");
    await field.focus();
    await person.page.keyboard.type(thirtyFirstOfFebruary);
    if (await isBad()) break;
  }
  await person.page.locator("#find-text").fill("Raffle");
  const told = person.page.getByRole("search").getByText("This date does not exist");
  await told.waitFor();
  assert.ok(await isBad(), "what was typed is still there");
  await person.page.getByRole("row").getByText("Raffle").first().waitFor();
  await person.button("Clear").click();
  await told.waitFor({ state: "hidden" });
  assert.equal(await isBad(), false);
  await field.fill("2026-02-10");
  await person.until(() => location.hash.includes("from=2026-02-10"));
  await field.fill("");
  await person.until(() => !location.hash.includes("from="));
});

pageTest("an overdraft limit below zero is refused as what it is", async (bring) => {
  const person = await withEntries(await bring());
  assert.match(await person.refused("Open account", { Name: "Tin box", "Overdraft limit": "-5" }), /limit can.t be below zero/);
});

pageTest("ten thousand characters are refused with the limit, and stay", async (bring) => {
  const person = await withEntries(await bring());
  const note = "wort ".repeat(2000);
  assert.match(await person.refused("Deposit", { Account: "Boat fund", Amount: "1.00", Note: note }), /“Note” is longer than 4.?000/);
});

pageTest("a name of nothing but spaces is refused", async (bring) => {
  const person = await withEntries(await bring());
  assert.match(await person.refused("Open account", { Name: "   ", Currency: "EUR" }), /name/i);
});

pageTest("a currency that does not exist is refused", async (bring) => {
  const person = await withEntries(await bring());
  const dialog = await person.begin("Open account", { Name: "Beads" });
  // Where only real ones are offered, there is nothing to refuse.
  const field = person.field(dialog, "Currency");
  if (await field.evaluate((element) => element.tagName === "SELECT")) return;
  await field.fill("XQQ");
  await person.button("Open account", dialog).click();
  await dialog.getByRole("alert").filter({ hasText: "XQQ" }).waitFor();
  assert.equal(await person.count(), 8);
});

const HOSTILE = {
  "emoji of many parts": "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🚣🏽‍♀️",
  "marks that turn the writing round": "\u202Eevil\u202C \u2067שלום\u2069 \u200F",
  "a script": `<script>alert("x")</script><img src=x onerror=alert(1)>{{x}}\${y}`,
  "combining marks, not normalised": "e\u0301 Å\u0327 \u1100\u1161",
  "spaces at both ends": "  kept as typed  ",
};
for (const [name, text] of Object.entries(HOSTILE)) {
  pageTest(`text with ${name} is kept to the byte and does nothing`, async (bring) => {
    const person = await withEntries(await bring());
    await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00", Counterparty: text, Category: text, Note: text });
    const { data } = await person.lastEvent();
    assert.deepEqual([data.counterparty, data.category, data.note], [text, text, text]);
    await person.openAccount(text, "EUR");
    for (const page of ["Overview", "Journal", "Accounts", "Audit", "Data"]) await person.visit(page);
    await person.reload();
    assert.equal((await person.lastEvent()).data.name, text);
    assert.equal(await person.page.locator("main script, main img").count(), 0);
  });
}

pageTest("line breaks in a note are kept", async (bring) => {
  const person = await withEntries(await bring());
  const note = "first line\nsecond line\n\n\tthird";
  await person.enter("Withdraw", { Account: "Boat fund", Amount: "1.00", Note: note });
  assert.equal((await person.lastEvent()).data.note, note);
});

pageTest("a button pressed twice at once records once", async (bring) => {
  const person = await withEntries(await bring());
  const dialog = await person.begin("Deposit", { Account: "Boat fund", Amount: "1.00" });
  await person.button("Deposit", dialog).dblclick();
  await dialog.waitFor({ state: "hidden" });
  await person.settled();
  assert.equal(await person.count(), 9);
});
