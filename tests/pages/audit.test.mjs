// The audit for people: narrowed by what anybody may look for, and each event to be passed on by a link.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { NARROW, pageTest } from "./harness.mjs";

const numbers = (person) =>
  person.page.getByRole("table", { name: "Audit" }).locator("tbody tr.entry td:first-child a").evaluateAll((links) => links.map((link) => Number(link.textContent)));

pageTest("the audit is narrowed by account, kind, who, dates and text, and the address keeps it", async (bring) => {
  const person = await withEntries(await bring());
  await person.page.evaluate(async () => {
    const { daybook } = globalThis;
    const [account] = daybook.stateAt(3).accounts;
    await daybook.dispatch({ type: "FreezeAccount", account: account.id, reason: "Audit", actor: "Ada" });
  });
  await person.visit("Audit");
  assert.deepEqual(await numbers(person), [9, 8, 7, 6, 5, 4, 3, 2, 1]);
  const main = person.page.getByRole("main");
  const narrowed = async (field, value, wanted) => {
    await person.set(main, field, value);
    await person.settled();
    assert.deepEqual(await numbers(person), wanted, `${field}: ${value}`);
    // Beside the list is the first event in it.
    const detail = main.getByRole("region", { name: /^Event \d/ });
    if (wanted.length === 0) assert.equal(await detail.count(), 0);
    else assert.match(await detail.first().getAttribute("aria-label") ?? (await detail.first().innerText()), new RegExp(`\\b${wanted[0]}\\b`));
    await person.button("Clear", main).click();
    await person.settled();
  };
  await narrowed("Account", "Boat fund", [8, 7, 6, 3]);
  await narrowed("Kind", "Account", [9, 3, 2]);
  await narrowed("By", "Ada", [9]);
  await narrowed("By", "Nobody named", [8, 7, 6, 5, 4, 3, 2, 1]);
  await narrowed("Search", "varnish", [8]);
  // All of it was recorded today, whatever day it counts for.
  const today = await person.page.evaluate(() => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10));
  await narrowed("Recorded from", today, [9, 8, 7, 6, 5, 4, 3, 2, 1]);
  await narrowed("Recorded to", "2026-01-31", []);
  // One search after another that finds as many events, and others.
  for (const [words, wanted] of [["varnish", [8]], ["raffle", [7]], ["insurance", [5]]]) {
    await person.set(main, "Search", words);
    await person.settled();
    assert.deepEqual(await numbers(person), wanted, words);
  }
  await person.set(main, "Search", "grand piano");
  await person.page.getByText("No event is like that.").waitFor();
  await person.set(main, "Recorded to", "2026-01-01");
  await person.set(main, "Recorded from", "2026-02-01");
  await person.page.getByText("The last day lies before the first one.").waitFor();
  await person.button("Clear", main).click();
  await person.visitAddress("#/audit?by=Ada&event=5");
  assert.deepEqual(await numbers(person), [9]);
  await person.page.getByRole("heading", { name: "Event 5" }).waitFor();
});

pageTest("what is chosen stands in the filters again when one comes back to the page", async (bring) => {
  const person = await withEntries(await bring());
  const main = person.page.getByRole("main");
  for (const [page, other] of [["Audit", "Journal"], ["Journal", "Audit"]]) {
    await person.visitAddress("#/");
    await person.visit(page);
    await person.set(main, "Kind", "Transfer");
    await person.until(() => /kind=transfer/.test(location.hash));
    await person.visit(other);
    assert.equal(await person.field(main, "Kind").inputValue(), "");
    await person.page.goBack();
    await person.until(() => /kind=transfer/.test(location.hash));
    await person.settled();
    assert.equal(await person.field(main, "Kind").inputValue(), "transfer", `${page}, back from ${other}`);
  }
});

pageTest("the journal finds amounts in any spelling", async (bring) => {
  const person = await withEntries(await bring());
  for (const [typed, wanted] of [["1000", 1], ["1,000.00", 1], ["1000,00", 1], ["120.5", 1], ["100", 0], ["300.00", 1]]) {
    await person.visitAddress(`#/journal?q=${encodeURIComponent(typed)}`);
    await person.page.locator("p.result").getByText(new RegExp(`^${wanted} entr(y|ies)$`)).waitFor();
  }
});

pageTest("a link to an event is copied and leads there", async (bring) => {
  const person = await withEntries(await bring({ permissions: ["clipboard-read", "clipboard-write"] }));
  await person.goTo(7);
  await person.visit("Audit");
  await person.page.getByRole("table", { name: "Audit" }).getByRole("link", { name: "4", exact: true }).click();
  await person.button("Copy link").click();
  await person.page.getByText("The link is copied.").first().waitFor();
  const link = await person.page.evaluate(() => navigator.clipboard.readText());
  assert.equal(new URL(link).hash, "#/audit?at=7&event=4");
});

pageTest("on a narrow screen an event that is chosen comes into view, and one button leads back to the list", async (bring) => {
  const person = await bring({ viewport: NARROW });
  await person.loadSample();
  await person.visit("Audit");
  await person.settled();
  const row = person.page.getByRole("table", { name: "Audit" }).locator("tr.entry").nth(9);
  await row.scrollIntoViewIfNeeded();
  const number = await row.locator("td:first-child a").textContent();
  await row.locator("small").last().click();
  const heading = person.page.getByRole("heading", { name: `Event ${number}` });
  await heading.waitFor();
  await person.settled();
  const inView = (element) => element.evaluate((it) => it.getBoundingClientRect().top >= 0 && it.getBoundingClientRect().bottom <= innerHeight);
  assert.ok(await inView(heading), "the event that was chosen is in view");
  await person.button("Back to the list").click();
  await person.settled();
  const chosen = person.page.locator("tr[aria-current=true] a");
  assert.equal(await chosen.textContent(), number);
  assert.ok(await inView(chosen), "and so is its row again");
  assert.ok(await chosen.evaluate((it) => it === document.activeElement));
});

pageTest("whichever event is chosen, its facts and changes are shown once, and no other's", async (bring) => {
  const person = await withEntries(await bring());
  const shown = () =>
    person.page.locator(".event-detail").evaluate((detail) => ({
      event: detail.querySelector("h2").textContent,
      facts: [...detail.querySelectorAll("dt")].map((it) => it.textContent.trim()),
      changes: detail.querySelectorAll(".changes li").length,
    }));
  const once = ({ event, facts }) => assert.equal(new Set(facts).size, facts.length, `${event}: ${facts}`);
  await person.visitAddress("#/audit?event=4");
  await person.settled();
  const first = await shown();
  once(first);
  assert.deepEqual([first.event, first.changes], ["Event 4", 1]);
  const table = person.page.getByRole("table", { name: "Audit" });
  for (const number of [8, 7, 3, 1, 6]) {
    await table.getByRole("link", { name: String(number), exact: true }).click();
    await person.settled();
    once(await shown());
  }
  await person.goTo(7);
  await person.goTo(5);
  await table.getByRole("link", { name: "4", exact: true }).click();
  await person.settled();
  assert.deepEqual(await shown(), first);
});

pageTest("everybody who did something by the moment shown can be chosen, however long ago", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const people = async () => {
    await person.settled();
    return person.page.getByRole("combobox", { name: "By", exact: true }).locator("option").allTextContents();
  };
  await person.visit("Audit");
  assert.deepEqual(await people(), ["All", "Maren Vogt", "Tomás Ibáñez"]);
  await person.goTo(2000);
  await person.page.waitForTimeout(300);
  assert.deepEqual(await people(), ["All", "Maren Vogt"]);
});

for (const locale of ["en-GB", "en-US"]) {
  pageTest(`when an event was recorded stays within its column, ${locale}`, async (bring) => {
    const person = await bring({ locale });
    await person.loadSample();
    await person.visit("Audit");
    for (const width of [1440, 1200, 1090, 800, 390]) {
      await person.page.setViewportSize({ width, height: 900 });
      await person.settled();
      const over = await person.page.getByRole("table", { name: "Audit" }).locator("tr.entry").evaluateAll((rows) =>
        rows.map((row) => {
          const cell = row.cells[row.cells.length - 1].getBoundingClientRect();
          const said = row.querySelector("td:last-child small").getBoundingClientRect();
          return Math.max(cell.left - said.left, said.right - cell.right, row.getBoundingClientRect().height - 63);
        }),
      );
      assert.ok(over.length > 0 && over.every((pixels) => pixels <= 0), `at ${width}: ${over}`);
    }
  });
}

pageTest("a link to an event shows it in the list, and a row is chosen wherever it is pressed", async (bring) => {
  const person = await bring();
  await person.loadSample();
  await person.visitAddress("#/audit?event=3005");
  const heading = (number) => person.page.getByRole("heading", { name: `Event ${number}` }).waitFor();
  await heading("3,005");
  const chosen = person.page.locator("tr.entry[aria-current]");
  await chosen.waitFor();
  const top = () => chosen.evaluate((row) => row.getBoundingClientRect().top);
  await person.settled();
  assert.ok((await top()) > 0 && (await top()) < 700, `it is at ${await top()}`);
  await person.page.locator("tr.entry", { hasText: "3,004" }).locator(".second").click();
  await heading("3,004");
  // Where the event stands above the list, it comes into sight.
  await person.page.setViewportSize({ width: 390, height: 844 });
  await person.visitAddress("#/audit");
  await person.settled();
  await person.page.locator("main").evaluate((main) => main.scrollTo(0, 1400));
  await person.settled();
  await person.page.locator("tr.entry .second").nth(8).click();
  await person.page.waitForFunction(() => document.querySelector(".event-detail").getBoundingClientRect().bottom > 100);
});
