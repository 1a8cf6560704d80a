// The proof in sight: it is there, follows what is recorded and what is shown, and is loud where something differs.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { alterKept, keptOnDisk, resealed } from "./disk.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { loadLarge } from "./measure.mjs";
import { PROOF } from "./names.mjs";
import { PAGES } from "./person.mjs";

const aside = (person) => person.page.getByRole("navigation");
const line = (person) => aside(person).getByRole("link", { name: PROOF.proven });

// A state kept in the store with one byte of the last account altered (its balance, or what else is known of it), and its
// checksum put right.
const falsified = (kept) => ({ ...kept, bytes: resealed(kept.bytes, (copy) => void (copy[copy.length - 16] ^= 2)) });

pageTest("the proof is in sight, follows an entry, and says which moment it proves", async (bring) => {
  const person = await withEntries(await bring());
  await line(person).waitFor();
  const print = (await person.fingerprint()).slice(0, 8);
  assert.match(await aside(person).innerText(), new RegExp(`8 events · ${print} · `));
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  const later = (await person.fingerprint()).slice(0, 8);
  assert.notEqual(later, print);
  await aside(person).getByText(new RegExp(`9 events · ${later} · `)).waitFor();
  await person.goTo(6);
  await aside(person).getByRole("link", { name: `${PROOF.proven}, after event 6` }).waitFor();
  await person.visit("Data");
  const card = person.page.getByRole("region", { name: PROOF.title });
  await card.getByText("the state after event 6").waitFor();
  await card.getByText(await person.page.evaluate(() => globalThis.daybook.fingerprint(9)), { exact: true }).waitFor();
  await person.button(PROOF.again, card).click();
  await card.getByText("the state after event 6").waitFor();
  assert.equal(await person.page.getByRole("alert").count(), 0);
  await person.now();
  await person.visit("Overview");
  await line(person).waitFor();
});

pageTest("of a book with a single event the line says one event", async (bring) => {
  const person = await bring();
  await person.openBook("Riverside Rowing Club", "EUR");
  await aside(person).getByText(/^1 event · /).waitFor({ timeout: 30_000 });
});

pageTest("a book that nobody touches is proven, too", async (bring) => {
  const person = await withEntries(await bring());
  await person.reload();
  await line(person).waitFor({ timeout: 30_000 });
});

pageTest("a figure on the screen that is not what the events add up to raises the alarm", async (bring) => {
  const person = await withEntries(await bring());
  await line(person).waitFor();
  const card = person.page.getByRole("article", { name: "Boat fund" });
  // As a fault of the page would: the figure alone is another.
  await card.locator("data").first().evaluate((figure) => void (figure.value = "319.76"));
  await person.enter("Deposit", { Account: "Current account", Amount: "1.00" });
  const alarm = person.page.getByRole("alert").filter({ hasText: PROOF.alarm });
  await alarm.waitFor();
  assert.match(await alarm.innerText(), /after event 9\. “.?Boat fund.?” holds €319\.75 by the events, and €319\.76 is said instead/);
});

pageTest("on no page and in no report, now or then, is a figure mistaken for another one", async (bring) => {
  const person = await withEntries(await bring());
  const alarm = person.page.getByRole("alert").filter({ hasText: PROOF.alarm });
  const look = async (where) => {
    // Longer than the proof leaves a page alone.
    await person.page.waitForTimeout(700);
    assert.equal(await alarm.count(), 0, where);
    await line(person).waitFor();
  };
  for (const moment of ["now", 6]) {
    if (moment !== "now") await person.goTo(moment);
    for (const page of PAGES) {
      await person.visit(page);
      await look(page);
    }
    await person.visit("Reports");
    const reports = await person.page.getByRole("main").getByRole("navigation").getByRole("link").allInnerTexts();
    assert.ok(reports.length > 6, reports.join());
    for (const report of reports) {
      await person.page.getByRole("main").getByRole("link", { name: report, exact: true }).click();
      await look(report);
    }
  }
});

pageTest(
  "a kept state that was falsified raises the alarm, on the open page and at the next opening, and names the event",
  async (bring) => {
    for (const viewport of [undefined, NARROW]) {
      const person = await bring(viewport ? { viewport } : {});
      await loadLarge(person, 5_000);
      await person.visit("Data");
      const card = person.page.getByRole("region", { name: PROOF.title });
      await card.getByText("5,000 events").first().waitFor();
      const [kept] = await keptOnDisk(person);
      assert.equal(kept.position, 5_000);
      const alarm = person.page.getByRole("alert").filter({ hasText: PROOF.alarm });
      await alterKept(person, falsified(kept));
      await person.button(PROOF.again, card).click();
      await alarm.waitFor();
      assert.match(await alarm.innerText(), /says otherwise than the log after event 5,000/);
      assert.match(await alarm.innerText(), /nothing of the log is lost/i);
      await alarm.getByRole("link", { name: "5,000" }).waitFor();
      assert.deepEqual(await keptOnDisk(person), [], "it was thrown away");
      // Proven again, the book is right.
      await person.button(PROOF.again, alarm).click();
      await card.getByText("5,000 events").first().waitFor();
      assert.equal(await alarm.count(), 0);
      // At the next opening it would be what is shown first.
      await alterKept(person, falsified(kept));
      await person.reload();
      await person.page.evaluate(() => globalThis.daybook.history);
      await alarm.waitFor();
      assert.match(await alarm.innerText(), /after event 5,000/);
      await person.visit("Overview");
      assert.ok(await alarm.isVisible(), "wherever one is");
    }
  },
  { timeout: 240_000 },
);

pageTest("on a narrow screen the proof is in reach, too", async (bring) => {
  const person = await bring({ viewport: NARROW });
  await withEntries(person);
  const link = person.page.getByRole("main").getByRole("link", { name: PROOF.proven });
  await link.waitFor();
  await link.click();
  await person.page.getByRole("region", { name: PROOF.title }).waitFor();
});
