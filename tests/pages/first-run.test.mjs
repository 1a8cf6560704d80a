// A newcomer's first minutes: a book of their own, accounts, entries, and everything still there afterwards.
import assert from "node:assert/strict";
import { withBook } from "./books.mjs";
import { pageTest } from "./harness.mjs";
import { OPEN_BOOK } from "./names.mjs";

pageTest("a newcomer is offered a book of their own and a sample", async (bring) => {
  const person = await bring();
  assert.equal(await person.count(), 0);
  assert.ok(await person.button(OPEN_BOOK.button).isVisible());
  assert.ok(await person.button("Load sample book").isVisible());
});

pageTest("balances follow every entry, and a reload finds everything", async (bring) => {
  const person = await withBook(await bring());
  await person.enter("Deposit", {
    Account: "Current account",
    Amount: "1250",
    Date: "2026-03-01",
    Category: "Fees",
    Counterparty: "A. Okafor",
    Note: "Membership, spring",
  });
  await person.visit("Overview");
  assert.equal(await person.balanceOf("Current account"), "1250.00");
  await person.enter("Withdraw", { Account: "Current account", Amount: "49.90", Date: "2026-03-02", Note: "Oars" });
  await person.enter("Transfer", { From: "Current account", To: "Boat fund", Amount: "200.10", Date: "2026-03-03" });
  assert.equal(await person.balanceOf("Current account"), "1000.00");
  assert.equal(await person.balanceOf("Boat fund"), "200.10");

  const before = { count: await person.count(), fingerprint: await person.fingerprint(), figures: await person.figures() };
  await person.reload();
  assert.equal(await person.count(), before.count);
  assert.equal(await person.fingerprint(), before.fingerprint);
  assert.deepEqual(await person.figures(), before.figures);

  await person.visit("Journal");
  const { words } = await person.figures();
  for (const written of ["Membership, spring", "A. Okafor", "Fees", "Oars"]) {
    assert.ok(words.includes(written), `the journal shows “${written}”`);
  }
});

pageTest("a transfer between currencies asks how much arrived", async (bring) => {
  const person = await bring();
  await person.openBook("Travels", "EUR");
  await person.openAccount("Cash", "EUR");
  await person.openAccount("Yen", "JPY");
  await person.enter("Deposit", { Account: "Cash", Amount: "100.00" });
  await person.enter("Transfer", { From: "Cash", To: "Yen", Amount: "10.00", "Received amount": "1650" });
  await person.visit("Overview");
  assert.equal(await person.balanceOf("Cash"), "90.00");
  assert.equal(await person.balanceOf("Yen"), "1650");
});

pageTest("the sample book is years of plausible life in several currencies", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const state = await person.page.evaluate(() => {
    const { daybook } = globalThis;
    const [first, last] = [daybook.events(1, 1)[0], daybook.events(daybook.count(), daybook.count())[0]];
    return { first: first.recorded_at, last: last.recorded_at, now: daybook.stateAt(daybook.count()) };
  });
  assert.ok(Date.parse(state.last) - Date.parse(state.first) > 2 * 365 * 86_400_000, "it spans years");
  assert.ok(new Set(state.now.accounts.map((account) => account.currency)).size > 1, "it has several currencies");
  await person.visit("Overview");
  const open = state.now.accounts.filter((account) => account.status === "open");
  assert.equal(await person.balanceOf(open[0].name), open[0].balance);
});
