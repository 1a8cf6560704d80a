// The reports: what they say is what the exported events give by hand, at any moment.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { REPORTS, WHY } from "./names.mjs";

// The rows of a table: the first cell's words, then the figures.
const rowsOf = (person, name) =>
  person.page.getByRole("table", { name }).locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => [row.cells[0].innerText.split("\n")[0].trim(), ...[...row.querySelectorAll("td data")].map((it) => it.value)]),
  );

async function report(person, name) {
  await person.visit("Reports");
  await person.visit(name);
}

pageTest("cash flow shows what came in and went out by month of the value date", async (bring) => {
  const person = await withEntries(await bring());
  await report(person, REPORTS.cashFlow);
  assert.deepEqual(await rowsOf(person, REPORTS.cashFlow), [
    ["February 2026", "25.00", "-5.25", "19.75", "899.25"],
    ["January 2026", "1000.00", "-120.50", "879.50", "879.50"],
  ]);
});

pageTest("bars of cash flow that are not all there say so", async (bring) => {
  const person = await withEntries(await bring());
  await report(person, REPORTS.cashFlow);
  const main = person.page.getByRole("main");
  assert.equal(await main.getByText(/the latest .* months/).count(), 0);
  await person.visit("Overview");
  await person.enter("Deposit", { Account: "Boat fund", Amount: "5.00", Date: "2020-01-31" });
  await report(person, REPORTS.cashFlow);
  const months = (await rowsOf(person, REPORTS.cashFlow)).length;
  await main.getByText(`the latest 36 of ${months} months`).waitFor();
});

pageTest("both sides of the trial balance are equal", async (bring) => {
  const person = await withEntries(await bring());
  await report(person, REPORTS.trialBalance);
  await person.page.getByText("both sides are equal").waitFor();
  const table = person.page.getByRole("table", { name: `${REPORTS.trialBalance} · EUR` });
  const [debit, credit] = await table.locator("tfoot data").evaluateAll((all) => all.map((it) => it.value));
  assert.deepEqual([debit, credit], ["1025.00", "1025.00"]);
});

pageTest("a statement leads from its opening to its closing balance", async (bring) => {
  const person = await withEntries(await bring());
  await report(person, REPORTS.statement);
  const main = person.page.getByRole("main");
  await person.set(main, "Account", "Boat fund");
  await person.set(main, "From", "2026-02-10");
  await person.set(main, "To", "2026-02-28");
  await person.settled();
  const rows = await rowsOf(person, REPORTS.statement);
  assert.deepEqual(rows.map((row) => row.slice(1)), [["300.00"], ["25.00", "325.00"], ["-5.25", "319.75"], ["25.00", "-5.25", "319.75"]]);
  await person.page.waitForURL((url) => /account=.*from=2026-02-10&to=2026-02-28/.test(url.hash));
  await person.reload();
  assert.deepEqual(await rowsOf(person, REPORTS.statement), rows, "the address keeps account and days");
});

// Statements on screens of all widths, and on paper.
const SHEETS = [[1440, "screen"], [800, "screen"], [390, "screen"], [718, "print"], [480, "print"]];
pageTest("a statement is seen whole on every screen and on paper", async (bring) => {
  const person = await bring({ viewport: { width: 1440, height: 900 } });
  await person.loadSample();
  await person.visitAddress("#/reports/statement?from=2026-10-01&to=2026-10-31");
  await person.settled();
  const sheet = person.page.getByRole("region", { name: "Current account" });
  assert.deepEqual((await rowsOf(person, REPORTS.statement)).at(-1).slice(1), ["5551.32", "-2174.58", "2678.87"]);
  for (const [width, media] of SHEETS) {
    await person.page.setViewportSize({ width, height: 900 });
    await person.page.emulateMedia({ media });
    await person.settled();
    const over = await sheet.evaluate((sheet) => {
      const edge = sheet.getBoundingClientRect();
      const figures = [...sheet.querySelectorAll("data")].map((figure) => {
        const [own, cell] = [figure.getBoundingClientRect(), figure.closest("td").getBoundingClientRect()];
        return Math.max(cell.left - own.left, own.right - cell.right, edge.left - own.left, own.right - edge.right);
      });
      return Math.max(sheet.scrollWidth - sheet.clientWidth, ...figures);
    });
    assert.ok(over <= 0, `at ${width} in ${media} something is ${over} too wide`);
    assert.match(await sheet.innerText(), /4 Oct 2026/, `at ${width} in ${media} each line has its day`);
  }
});

pageTest("a statement says by which clock it counts, from which books it was taken, and with whom", async (bring) => {
  const person = await withEntries(await bring());
  await person.enter("Deposit", { Account: "Boat fund", Amount: "40.00", Date: "2026-02-20", Note: "Found later", Counterparty: "Harbour office" });
  await person.visitAddress("#/reports/statement?from=2026-02-01&to=2026-02-28");
  await person.set(person.page.getByRole("main"), "Account", "Boat fund");
  await person.settled();
  const sheet = person.page.getByRole("region", { name: "Boat fund" });
  for (const media of ["screen", "print"]) {
    await person.page.emulateMedia({ media });
    const said = await sheet.innerText();
    assert.match(said, /Found later Harbour office/);
    assert.match(said, /Counted by value date/);
    assert.match(said, /As the books stood at event 9, /);
    assert.ok(said.includes(await person.page.evaluate(() => globalThis.daybook.fingerprint(9))));
  }
  await person.page.emulateMedia({ media: "screen" });
  await person.goTo(8);
  const past = await sheet.innerText();
  assert.doesNotMatch(past, /Harbour office/);
  assert.match(past, /As the books stood at event 8, /);
  assert.ok(past.includes(await person.page.evaluate(() => globalThis.daybook.fingerprint(8))));
});

pageTest("on a narrow screen a report's table begins with a figure in sight", async (bring) => {
  const person = await bring({ viewport: NARROW });
  await person.loadSample();
  for (const name of ["cash-flow", "categories", "trial-balance", "day", "compare?with=500"]) {
    await person.page.evaluate((hash) => void (location.hash = hash), `#/reports/${name}`);
    await person.settled();
    const tables = await person.page.locator("main .scrolls:has(data)").evaluateAll((all) =>
      all.map((place) => {
        const [first] = [...place.querySelectorAll("tbody tr")].map((row) => row.querySelector("td data")).filter(Boolean);
        const before = place.getBoundingClientRect().right - first.getBoundingClientRect().right;
        const head = first.closest("tr").cells[0];
        const stays = head.getBoundingClientRect().left;
        place.scrollLeft = 1000;
        return { before, moved: Math.abs(head.getBoundingClientRect().left - stays) };
      }),
    );
    assert.ok(tables.length > 0 && tables.every(({ before, moved }) => before >= 0 && moved <= 6), `${name}: ${JSON.stringify(tables)}`);
  }
});

pageTest("between a phone and a wide screen no figure is cut, and every entry says what happened", async (bring) => {
  const person = await bring();
  await person.loadSample();
  for (const width of [820, 1024]) {
    await person.page.setViewportSize({ width, height: 860 });
    for (const address of ["journal", "reports/cash-flow"]) {
      await person.page.evaluate((hash) => void (location.hash = hash), `#/${address}`);
      await person.settled();
      const found = await person.page.getByRole("main").evaluate((main) => {
        const card = main.querySelector(".table-card");
        const cells = [...card.querySelectorAll("th, td")].filter((cell) => cell.offsetParent);
        return {
          cut: cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.innerText),
          over: getComputedStyle(card).overflowX === "auto" ? 0 : card.scrollWidth - card.clientWidth,
          what: Math.min(...[...card.querySelectorAll(":is(td, tbody th):has(.first)")].map((cell) => cell.clientWidth)),
        };
      });
      assert.deepEqual([found.cut, found.over], [[], 0], `${address} at ${width}`);
      assert.ok(found.what >= 120, `${address} at ${width}: ${found.what} px say what happened`);
    }
  }
});

pageTest("a balance that changed after its day names the events that did it", async (bring) => {
  const person = await withEntries(await bring());
  await person.enter("Deposit", { Account: "Boat fund", Amount: "40.00", Date: "2026-02-01", Note: "Found later" });
  await person.visitAddress("#/reports/day?to=2026-02-01");
  const row = person.page.getByRole("row", { name: "Boat fund" });
  // Everything in this book was recorded today, after that day.
  const because = row.locator("xpath=following-sibling::tr[1]");
  const links = (place) => place.getByRole("link").evaluateAll((all) => all.map((link) => link.textContent));
  assert.deepEqual([...(await links(row)), ...(await links(because))], ["Boat fund", "6", "9"]);
  assert.match(await because.innerText(), /^This balance of .* changed afterwards because of events/);
  const on = await person.page.evaluate(() => globalThis.daybook.stateOn("2026-02-01").accounts[1].balance);
  assert.equal(on, "340.00");
  assert.ok((await row.locator("data").evaluateAll((all) => all.map((it) => it.value))).includes(on));
});

pageTest("two moments are compared, and a link leads to the comparison", async (bring) => {
  const person = await withEntries(await bring());
  await person.goTo(7);
  await person.page.getByRole("button", { name: "Compare with now" }).click();
  await person.settled();
  const expected = await person.page.evaluate(() => globalThis.daybook.diff(7, 8));
  assert.deepEqual(
    { ...expected, accounts: expected.accounts.map(({ id, ...rest }) => rest) },
    {
      events: 1,
      accounts: [
        { name: "Boat fund", currency: "EUR", before: "325.00", after: "319.75", change: "-5.25", first: 8, last: 8, events: 1 },
      ],
    },
  );
  assert.deepEqual(await rowsOf(person, "Accounts"), [["Boat fund", "325.00", "319.75", "-5.25"]]);
  await person.set(person.page.getByRole("main"), REPORTS.compareEvent, "2");
  await person.page.keyboard.press("Tab");
  await person.page.waitForURL((url) => /with=2/.test(url.hash) && /at=7/.test(url.hash));
  await person.settled();
  const rows = await rowsOf(person, "Accounts");
  assert.deepEqual(rows.map(([name, ...money]) => [name.split(" ")[0], ...money]), [
    ["Current", "0.00", "579.50", "579.50"],
    ["Boat", "0.00", "325.00", "325.00"],
  ]);
  await person.reload();
  assert.deepEqual(await rowsOf(person, "Accounts"), rows);
});

pageTest("diff names every account that something concerned, and sums up", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const count = await person.count();
  for (const [from, to] of [[0, count], [100, 900], [900, 100], [count, count], [1200, 1201]]) {
    const [found, before, after] = await person.page.evaluate(
      ([one, other]) => [globalThis.daybook.diff(one, other), globalThis.daybook.stateAt(one), globalThis.daybook.stateAt(other)],
      [from, to],
    );
    assert.equal(found.events, Math.abs(to - from));
    const balance = (state, id) => state.accounts.find((account) => account.id === id)?.balance ?? null;
    const named = new Set(found.accounts.map(({ id }) => id));
    for (const account of found.accounts) {
      const cents = (text) => Number((text ?? "0").replace(".", ""));
      assert.equal(cents(account.before), cents(balance(before, account.id)));
      assert.equal(cents(account.after), cents(balance(after, account.id)));
      assert.equal(cents(account.change), cents(account.after) - cents(account.before));
      assert.ok(account.first > Math.min(from, to) && account.last <= Math.max(from, to) && account.events > 0);
    }
    for (const { id, balance: now } of after.accounts) {
      assert.ok(named.has(id) || balance(before, id) === now, "what is not named has not changed");
    }
  }
});

pageTest("an entry dated far ahead brings the cash flow one row, and none once it is undone", async (bring) => {
  const person = await withEntries(await bring());
  const rows = () => person.page.getByRole("table", { name: "Cash flow" }).locator("tbody tr").allTextContents();
  const ahead = async () => (await rows()).filter((row) => row.includes("2099")).length;
  await person.enter("Deposit", { Account: "Boat fund", Amount: "5.00", Date: "2099-01-01" });
  await report(person, "Cash flow");
  assert.equal(await ahead(), 1);
  // The months up to now, which nothing is dated in, are no more than a year or so; those up to 2099 are 860.
  assert.ok((await rows()).length < 400);
  await person.page.keyboard.press("z");
  await person.button("Undo", person.dialog("Undo")).click();
  await person.until(() => globalThis.daybook.count() === 10);
  await person.settled();
  assert.equal(await ahead(), 0);
});

pageTest("of a day before the book began, the report says that there was no event yet", async (bring) => {
  const person = await withEntries(await bring());
  await person.visitAddress("#/reports/day?to=2001-12-31");
  await person.page.getByRole("main").getByText(/had no event yet/).waitFor();
  await person.visitAddress("#/reports/day?to=2100-12-31");
  await person.page.getByRole("main").getByText(/the last event was 8\.$/).waitFor();
});

pageTest("of a day that was not over at the moment looked at, the report says so", async (bring) => {
  const person = await withEntries(await bring());
  const { today, last } = await person.page.evaluate(() => {
    const { daybook } = globalThis;
    const [event] = daybook.events(daybook.count(), daybook.count());
    const day = new Date(event.recorded_at);
    const two = (part) => String(part).padStart(2, "0");
    const today = `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
    return { today, last: daybook.count() };
  });
  for (const at of [last, last - 2]) {
    await person.visitAddress(`#/reports/day?to=${today}&at=${at}`);
    await person.page.getByText(new RegExp(`^By this moment .* was not over: so far, the last event was ${at}\\.$`)).waitFor();
    // Nothing can have been recorded after it, nor can anybody say that nothing was.
    const known = person.page.getByRole("row", { name: "Current account" }).getByRole("button").nth(1);
    await known.click();
    const why = person.dialog(WHY.title);
    await why.getByText(WHY.exact).waitFor();
    assert.doesNotMatch(await why.innerText(), /has changed it|changed afterwards/);
    await person.leaveDialog();
  }
});

pageTest("every report says by which clock it counts", async (bring) => {
  const person = await withEntries(await bring());
  for (const name of Object.values(REPORTS).filter((name) => name !== REPORTS.compareEvent)) {
    await report(person, name);
    const said = await person.page.getByRole("main").innerText();
    assert.match(said, /by value date|in the order of recording|two clocks/i, name);
  }
});

// Presses keys in a field of days, from its first part on: the day or the month, as the browser spells days.
async function press(person, field, keys) {
  await field.focus();
  for (const key of keys) await person.page.keyboard.press(key);
}

for (const [place, name, said] of [
  ["#/reports/day", "Date", "to=2025-09-09"],
  ["#/reports/statement", "From", "from=2025-09-09"],
  ["#/reports/categories?to=2026-12-31", "From", "from=2025-09-09"],
  // It is told the last event by the end of that day: there was none.
  ["#/reports/compare", "or the end of", "with=0"],
  ["#/journal?from=2026-03-31", "From", "from=2025-09-09"],
  ["#/audit?to=2026-03-31", "Recorded to", "to=2025-09-09"],
]) {
  pageTest(`a day typed at the keyboard arrives as it was typed: ${place}`, async (bring) => {
    const person = await withEntries(await bring());
    await person.visitAddress(place);
    const field = person.page.getByRole("main").getByLabel(name, { exact: true });
    await press(person, field, "09092025");
    assert.equal(await field.inputValue(), "2025-09-09");
    await person.page.waitForURL((url) => url.hash.split(/[?&]/).includes(said));
    assert.equal(await field.inputValue(), "2025-09-09");
  });
}

pageTest("a day that is not whole changes nothing: neither its other parts nor what is shown", async (bring) => {
  const person = await withEntries(await bring());
  for (const place of ["#/reports/day?to=2026-02-02", "#/reports/statement?from=2026-01-01&to=2026-02-02", "#/journal?to=2026-02-02"]) {
    await person.visitAddress(place);
    const field = person.page.getByRole("main").getByLabel(place.includes("/day") ? "Date" : "To", { exact: true });
    const page = await person.text();
    await press(person, field, ["Backspace"]);
    await person.settled();
    assert.deepEqual([person.address(), await person.text()], [place, page]);
    // It still has its other parts.
    await press(person, field, "03");
    const day = await field.inputValue();
    assert.ok(["2026-03-02", "2026-02-03"].includes(day), day);
    await person.page.waitForURL((url) => url.hash.includes(`to=${day}`));
    // Left without a part, it says again what is shown; a filter, which may be left out, keeps what was typed and says what is wrong.
    await press(person, field, ["Backspace"]);
    assert.equal(await field.inputValue(), "");
    await field.blur();
    if (place.includes("/day")) assert.equal(await field.inputValue(), day);
    else await person.page.getByRole("alert").getByText("This date does not exist, or it is not complete.").waitFor();
    // What comes from elsewhere is in the field, even while somebody is in it.
    await field.focus();
    const comesIn = (day) => person.until((day) => document.querySelector("main input:focus").value === day, day);
    await person.page.evaluate((hash) => void (location.hash = hash), place);
    await comesIn("2026-02-02");
    await person.page.goBack();
    await comesIn(day);
  }
  // A filter that is emptied filters no more.
  const field = person.page.getByRole("main").getByLabel("To", { exact: true });
  await press(person, field, ["Backspace", "ArrowRight", "Backspace", "ArrowRight", "Backspace"]);
  await field.blur();
  await person.page.waitForURL((url) => url.hash === "#/journal");
});

pageTest("then and now has the currencies of either moment, whichever of them is the one shown", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const currencies = person.page.getByRole("group", { name: "Currency" }).getByRole("button");
  for (const place of ["#/reports/compare?with=1700", "#/reports/compare?at=1700"]) {
    await person.visitAddress(place);
    await currencies.nth(3).waitFor();
    assert.deepEqual(await currencies.allInnerTexts(), ["EUR", "USD", "JPY", "BHD"], place);
    await currencies.getByText("BHD").click();
    await person.settled();
    const found = await rowsOf(person, "Categories");
    assert.ok(found.length > 0 && found.every(([, before]) => /^0\.000$/.test(before)), `${place}: ${found}`);
  }
});

pageTest("a report on paper has its figures, and says what it is of", async (bring) => {
  const person = await bring();
  await person.loadSample();
  await person.visit("Reports");
  // Shown figures of tables, by their texts.
  const figures = () =>
    person.page.evaluate(() => {
      const shown = (cell) => cell.innerText.trim() && [...cell.querySelectorAll("data")].every((it) => it.getClientRects().length > 0);
      return [...document.querySelectorAll("main table :is(td, th) data")].map((it) => it.closest("td, th")).filter(shown).length;
    });
  for (const name of ["Cash flow", "Categories", "Counterparties", "Trial balance"]) {
    await person.visit(name);
    await person.page.getByRole("main").locator("table data").first().waitFor();
    const onScreen = await figures();
    await person.page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await person.page.emulateMedia({ media: "print" });
    assert.ok(onScreen > 5, `${onScreen} figures on the screen`);
    assert.equal(await figures(), onScreen, `figures of “${name}” on paper`);
    assert.match(await person.page.locator(".print-only").innerText(), new RegExp(`${name}[^]*Riverside Rowing Club`));
    await person.page.emulateMedia({ media: null });
    await person.page.evaluate(() => dispatchEvent(new Event("afterprint")));
  }
});

pageTest("a page that is left while something is typed there takes that along, and nothing breaks", async (bring) => {
  const person = await bring();
  await person.loadSample();
  await person.visit("Reports");
  for (const [name, field] of [["A day by both clocks", "input[type=date]"], ["Account statement", "input[type=date]"], ["Then and now", "input[type=number]"]]) {
    await person.visit("Journal");
    await person.visit("Reports");
    await person.visit(name);
    const typed = person.page.getByRole("main").locator(field).first();
    await typed.focus();
    await typed.pressSequentially("12");
    await person.page.evaluate(() => (location.hash = "#/journal"));
    await person.settled();
    assert.equal(person.address(), "#/journal");
  }
});
