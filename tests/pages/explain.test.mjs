// Every number explains itself: what a figure is made of, by button and by script, and that the parts add up to it.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { NARROW, pageTest, WIDE } from "./harness.mjs";
import { WHY } from "./names.mjs";

// Cents as a whole number: sums in floating point would prove nothing.
const cents = (text) => BigInt(text.replace(".", ""));

// A report has sums and numbers of entries.
const proven = new RegExp(`${WHY.exact.source}|${WHY.counts.source}`);

// Every part the panel shows, with months opened.
async function partsShown(dialog) {
  for (const month of await dialog.getByRole("button", { expanded: false }).all()) await month.click();
  const rows = dialog.locator("tr.part");
  return rows.evaluateAll((all) =>
    all.map((row) => {
      const [amount, running] = [...row.querySelectorAll("data")].map((figure) => figure.value);
      return { sequence: Number(row.querySelector("a").textContent.replace(/\D/g, "")), amount, running };
    }),
  );
}

pageTest("a balance opens the events it is made of, each leading to the audit and to its moment", async (bring) => {
  const person = await withEntries(await bring());
  const card = person.page.getByRole("article", { name: "Boat fund" });
  await card.getByRole("button", { name: /319\.75/ }).click();
  const dialog = person.dialog(WHY.title);
  await dialog.getByText(WHY.exact).waitFor();
  assert.deepEqual(await partsShown(dialog), [
    { sequence: 6, amount: "300.00", running: "300.00" },
    { sequence: 7, amount: "25.00", running: "325.00" },
    { sequence: 8, amount: "-5.25", running: "319.75" },
  ]);
  await dialog.getByRole("link", { name: "Show the books after event 7" }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await person.position(), 7);
  assert.equal(await person.balanceOf("Boat fund"), "325.00");
  await card.getByRole("button", { name: /325\.00/ }).click();
  await dialog.getByRole("link", { name: "6", exact: true }).click();
  await person.settled();
  assert.match(person.address(), /^#\/audit\?at=7&event=6$/);
});

pageTest("the lowest and the highest of a chart are what was held, and open the events up to there", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Overview");
  await person.page.getByRole("link", { name: "Current account" }).first().click();
  const caption = person.page.getByRole("main").locator("figcaption");
  assert.deepEqual(await caption.locator("data").evaluateAll((all) => all.map((it) => it.value)), ["0.00", "1000.00"]);
  await caption.getByRole("button", { name: /1,000\.00/ }).click();
  const dialog = person.dialog(WHY.title);
  await dialog.getByText(WHY.exact).waitFor();
  assert.deepEqual(await partsShown(dialog), [{ sequence: 4, amount: "1000.00", running: "1000.00" }]);
  await person.page.keyboard.press("Escape");
  // However long the history is, and between the points that are drawn.
  await person.loadSample();
  await person.visit("Overview");
  await person.settled();
  const { extremes, shown } = await person.page.evaluate(() => {
    const { daybook } = globalThis;
    const total = (position) =>
      daybook.stateAt(position).accounts.filter((it) => it.currency === "EUR").reduce((sum, it) => sum + BigInt(it.balance.replace(".", "")), 0n);
    const all = Array.from({ length: daybook.count() }, (_, index) => total(index + 1));
    const least = (one, other) => (one < other ? one : other);
    const most = (one, other) => (one > other ? one : other);
    return {
      extremes: [String(all.reduce(least)), String(all.reduce(most))],
      shown: [...document.querySelectorAll("figcaption data")].map((it) => it.value.replace(".", "").replace(/^0+(?=\d)/, "")),
    };
  });
  assert.deepEqual(shown, extremes);
});

for (const [size, viewport] of [["wide", WIDE], ["narrow", NARROW]]) {
  pageTest(`the name, the figure and the running figures stay in sight, ${size}`, async (bring) => {
    const person = await bring({ viewport });
    await person.loadSample();
    await person.page.getByRole("article", { name: "Current account" }).getByRole("button").click();
    const dialog = person.dialog(WHY.title);
    await dialog.getByText(WHY.exact).waitFor();
    await dialog.getByRole("button", { expanded: false }).first().click();
    const part = dialog.locator("tr.part").nth(20);
    await part.scrollIntoViewIfNeeded();
    await dialog.evaluate((dialog) => (dialog.scrollTop += 200));
    assert.ok(await dialog.evaluate((dialog) => dialog.scrollTop > 200));
    const edge = await dialog.boundingBox();
    const staying = [dialog.getByRole("heading"), dialog.getByRole("button", { name: "Close" }), dialog.locator("header data")];
    for (const it of staying) assert.ok((await it.boundingBox()).y >= edge.y, "it is not scrolled away");
    const running = part.locator("data").locator("visible=true");
    assert.equal(await running.count(), 2, "the amount and the running figure");
    for (const it of await running.all()) {
      const box = await it.boundingBox();
      assert.ok(box.x >= edge.x && box.x + box.width <= edge.x + edge.width);
    }
    const cut = await dialog.locator("tr.part").evaluateAll((rows) =>
      rows.flatMap((row) => [...row.cells]).filter((cell) => cell.offsetParent && cell.scrollWidth > cell.clientWidth).length,
    );
    assert.equal(cut, 0, "no text is cut");
  });
}

pageTest("a figure is asked and left with the keyboard alone, and has the focus again", async (bring) => {
  const person = await withEntries(await bring());
  const button = person.page.getByRole("article", { name: "Current account" }).getByRole("button");
  await person.tabTo(button);
  await person.page.keyboard.press("Enter");
  const dialog = person.dialog(WHY.title);
  await dialog.getByText(WHY.exact).waitFor();
  await person.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await button.evaluate((element) => element === document.activeElement));
});

pageTest(
  "every figure that can be asked, on every page, is exactly the sum of its parts",
  async (bring) => {
    const person = await bring();
    await person.loadSample();
    const count = await person.count();
    for (const position of [count, Math.round(count / 3)]) {
      for (const page of ["", "journal", "accounts", "reports/cash-flow", "reports/categories?from=2024-01-01&to=2024-12-31",
        "reports/counterparties?currency=USD", "reports/trial-balance", "reports/statement", "reports/day?to=2023-12-31",
        "reports/compare?with=500"]) {
        await person.page.evaluate((hash) => void (location.hash = hash), `#/${page}${page.includes("?") ? "&" : "?"}at=${position}`);
        await person.settled();
        const buttons = person.page.getByRole("main").locator("button.why:visible");
        const number = await buttons.count();
        assert.ok(number > 0, `${page} has figures that explain themselves`);
        // A few of each page, the first and the last among them.
        const step = Math.max(1, Math.floor(number / 5));
        for (let index = 0; index < number; index += step) {
          const button = buttons.nth(index);
          const value = await button.locator("data").getAttribute("value");
          await button.click();
          const dialog = person.dialog(WHY.title);
          const zero = /^0(\.0+)?$/.test(value);
          await dialog.getByText(zero ? /exactly|No event counts for it/ : proven).first().waitFor().catch(() => {
            throw new Error(`${page} at ${position}: ${value} is not explained`);
          });
          await person.leaveDialog();
        }
      }
    }
  },
  { timeout: 300_000 },
);

// Opens the explanation of a figure, and answers what its parts add up to beside what is shown.
async function explained(person, button) {
  const value = await button.locator("data").getAttribute("value");
  await button.click();
  const dialog = person.dialog(WHY.title);
  await dialog.getByText(WHY.exact).waitFor();
  const parts = await partsShown(dialog);
  assert.equal(parts.reduce((sum, part) => sum + cents(part.amount), 0n), cents(value));
  // Each leads to the event in the audit, and to that moment.
  for (const { sequence } of parts.slice(0, 2)) {
    await dialog.getByRole("link", { name: sequence.toLocaleString("en-GB"), exact: true }).first().waitFor();
    await dialog.getByRole("link", { name: `Show the books after event ${sequence.toLocaleString("en-GB")}` }).waitFor();
  }
  return { value, parts, text: await dialog.innerText() };
}
async function show(person, address) {
  await person.page.evaluate((hash) => void (location.hash = hash), address);
  await person.settled();
}

pageTest("Back leads to the explanation that was left by a link, and an address opens it, now and in the past", async (bring) => {
  const person = await withEntries(await bring());
  const dialog = person.dialog(WHY.title);
  const fund = person.page.getByRole("article", { name: "Boat fund" });
  await fund.getByRole("button").click();
  await dialog.getByText(WHY.exact).waitFor();
  await dialog.getByRole("link", { name: "7", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.match(person.address(), /^#\/audit\?event=7$/);
  await person.page.goBack();
  await dialog.getByText(WHY.exact).waitFor();
  assert.equal((await partsShown(dialog)).length, 3);
  assert.equal(await dialog.locator("header data").getAttribute("value"), "319.75");
  await dialog.getByRole("link", { name: "Show the books after event 7" }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await person.position(), 7);
  await person.page.goBack();
  await dialog.getByText(WHY.exact).waitFor();
  assert.equal(await person.position(), 8);
  // The address alone leads there: in a page that is just opened, of then as of now.
  const address = person.address();
  assert.match(address, /^#\/\?why=/);
  await person.reload();
  await dialog.getByText(WHY.exact).waitFor();
  assert.equal((await partsShown(dialog)).length, 3);
  await person.leaveDialog();
  await person.settled();
  await person.page.waitForFunction(() => !location.hash.includes("why"));
  await person.page.evaluate((hash) => void (location.hash = hash), `${address}&at=6`);
  await dialog.getByText(WHY.exact).waitFor();
  assert.equal(await dialog.locator("header data").getAttribute("value"), "300.00");
  await person.leaveDialog();
  // Left by hand and then by a link at once, it stays closed.
  await fund.getByRole("button").click();
  await dialog.getByText(WHY.exact).waitFor();
  await person.leaveDialog();
  await fund.getByRole("link").click();
  await person.page.goBack();
  await fund.waitFor();
  assert.equal(await dialog.count(), 0);
});

pageTest("Back closes an explanation and Forward opens it again; one that was closed by hand leaves no entry behind", async (bring) => {
  const person = await withEntries(await bring());
  const dialog = person.dialog(WHY.title);
  const closed = () => dialog.waitFor({ state: "hidden" });
  const opened = () => dialog.getByText(WHY.exact).waitFor();
  await person.visit("Accounts");
  await person.visit("Overview");
  const total = person.page.getByRole("main").locator("button.why").first();
  await total.click();
  await opened();
  assert.match(person.address(), /^#\/\?why=/);
  await person.page.goBack();
  await closed();
  assert.equal(person.address(), "#/");
  assert.ok(await total.evaluate((element) => element === document.activeElement));
  await person.page.goForward();
  await opened();
  await person.page.keyboard.press("Escape");
  await closed();
  await person.page.waitForURL((url) => url.hash === "#/");
  assert.ok(await total.evaluate((element) => element === document.activeElement));
  // Asked again at once, and closed by its button.
  await total.click();
  await opened();
  await person.page.waitForURL((url) => url.hash.includes("why="));
  await person.button("Close", dialog).click();
  await closed();
  await person.page.waitForURL((url) => url.hash === "#/");
  await person.page.goBack();
  await person.page.waitForURL((url) => url.hash === "#/accounts");
});

pageTest("from an explanation within an explanation, and from one that a link has opened, the page is one step away", async (bring) => {
  const person = await withEntries(await bring());
  const dialog = person.dialog(WHY.title);
  const at = (hash) => person.page.waitForURL((url) => url.hash === hash);
  await show(person, "#/accounts");
  await show(person, "#/reports/trial-balance");
  const side = person.page.getByRole("main").locator("tfoot button.why").first();
  for (const leave of [() => person.page.goBack(), () => person.leaveDialog()]) {
    await side.click();
    await dialog.locator("button.why").first().click();
    await dialog.getByText(WHY.exact).waitFor();
    await person.page.waitForURL((url) => /why=(?!.*side)/.test(url.hash));
    await leave();
    await dialog.waitFor({ state: "hidden" });
    await at("#/reports/trial-balance");
  }
  await person.page.goBack();
  await at("#/accounts");
  // Opened by its address, there is no page below.
  await person.visit("Overview");
  await person.page.locator("button.why").first().click();
  await dialog.getByText(WHY.exact).waitFor();
  const asked = person.address();
  await person.visitAddress(asked);
  await dialog.getByText(WHY.exact).waitFor();
  await person.leaveDialog();
  await at("#/");
});

pageTest("every explanation says the clock of the report it is opened from", async (bring) => {
  const person = await withEntries(await bring());
  const byValueDate = /^Counted by value date/;
  const byRecording = /^Counted in the order of recording/;
  for (const [address, clock] of [
    ["#/accounts", byRecording],
    ["#/reports/cash-flow", byValueDate],
    ["#/reports/categories", byValueDate],
    ["#/reports/categories?from=2026-01-01", byValueDate],
    ["#/reports/counterparties", byValueDate],
    ["#/reports/trial-balance", byRecording],
    ["#/reports/statement?from=2026-01-01&to=2026-02-28", byValueDate],
    ["#/reports/compare?with=6", byRecording],
  ]) {
    await show(person, address);
    const figures = await person.page.getByRole("main").locator("button.why:not(.chart-bar):visible").all();
    assert.ok(figures.length > 0, `${address} has figures that explain themselves`);
    for (const figure of figures) {
      await figure.click();
      await person.dialog(WHY.title).getByText(clock).first().waitFor();
      await person.leaveDialog();
    }
  }
});

pageTest("a number of entries opens the entries it counts", async (bring) => {
  const person = await withEntries(await bring());
  await show(person, "#/reports/categories");
  const row = person.page.getByRole("table", { name: "Categories" }).getByRole("row", { name: /^Without/ });
  const number = await row.getByRole("cell").last().locator("data").getAttribute("value");
  await row.getByRole("cell").last().getByRole("button").click();
  const dialog = person.dialog(WHY.title);
  await dialog.getByText(`It counts exactly these ${number} events.`).waitFor();
  assert.equal(await dialog.locator("header").getByText(`${number} entries`).count(), 1);
  assert.equal(String((await partsShown(dialog)).length), number);
});

pageTest("then and now: categories and differences are explained, also where an entry was re-categorised", async (bring) => {
  const person = await withEntries(await bring());
  const [grant] = await person.page.evaluate(() => globalThis.daybook.events(4, 4));
  await person.page.evaluate(
    (entry) => globalThis.daybook.dispatch({ type: "CategorizeEntry", entry, category: "Grants" }),
    grant.id,
  );
  await show(person, "#/reports/compare?with=6");
  const categories = person.page.getByRole("table", { name: "Categories" });
  const row = (name) => categories.getByRole("row", { name: new RegExp(`^${name}`) }).getByRole("button");
  const grants = await explained(person, row("Grants").nth(1));
  assert.deepEqual(grants.parts.map((part) => [part.sequence, part.amount]), [[4, "1000.00"]]);
  await person.leaveDialog();
  const came = await explained(person, row("Grants").nth(2));
  assert.deepEqual([came.value, came.parts.map((part) => [part.sequence, part.amount])], ["1000.00", [[4, "1000.00"]]]);
  assert.match(came.text, /From event 6 to event 9/);
  await person.leaveDialog();
  // Nowhere filed: what went away from there, and what came since.
  const left = await explained(person, row("Without").nth(2));
  assert.deepEqual(left.parts.map((part) => [part.sequence, part.amount]), [[4, "-1000.00"], [7, "25.00"], [8, "-5.25"]]);
  await person.leaveDialog();
  const accounts = person.page.getByRole("table", { name: "Accounts" });
  const fund = accounts.getByRole("row", { name: /^Boat fund/ }).getByRole("button");
  assert.deepEqual((await explained(person, fund.nth(2))).parts.map((part) => part.sequence), [7, 8]);
  await person.leaveDialog();
});

pageTest("an account statement is explained line by line, with its sums", async (bring) => {
  const person = await withEntries(await bring());
  const page = "#/reports/statement?from=2026-02-01&to=2026-02-28";
  for (const at of ["", "&at=8"]) {
    await show(person, page + at);
    await person.set(person.page.getByRole("main"), "Account", "Boat fund");
    await person.settled();
    const rows = person.page.getByRole("table", { name: "Account statement" }).getByRole("row");
    const buttons = (name) => rows.filter({ hasText: name }).getByRole("button");
    const [change, balance] = [buttons("Raffle").nth(0), buttons("Raffle").nth(1)];
    assert.deepEqual((await explained(person, change)).parts.map((part) => part.sequence), [7]);
    await person.leaveDialog();
    assert.deepEqual((await explained(person, balance)).parts.map((part) => part.sequence), [6, 7]);
    // A balance within a day is not that day's: nothing has changed it since.
    assert.doesNotMatch(await person.dialog(WHY.title).innerText(), /changed afterwards|has changed it/);
    await person.leaveDialog();
    const closing = buttons("Closing balance");
    assert.deepEqual((await explained(person, closing.nth(0))).parts.map((part) => part.sequence), [6, 7]);
    await person.leaveDialog();
    assert.deepEqual((await explained(person, closing.nth(1))).parts.map((part) => part.sequence), [8]);
    await person.leaveDialog();
    assert.equal((await explained(person, closing.nth(2))).value, "319.75");
    await person.leaveDialog();
  }
});

pageTest("a trial balance's totals open the lines they are made of, and each line its events", async (bring) => {
  const person = await withEntries(await bring());
  for (const [at, sum] of [["", "1025.00"], ["?at=4", "1000.00"]]) {
    await show(person, `#/reports/trial-balance${at}`);
    const table = person.page.getByRole("table", { name: "Trial balance · EUR" });
    const totals = table.getByRole("row", { name: /^Total/ }).getByRole("button");
    for (const side of [0, 1]) {
      const value = await totals.nth(side).locator("data").getAttribute("value");
      assert.equal(value, sum);
      await totals.nth(side).click();
      const dialog = person.dialog(WHY.title);
      await dialog.getByText(WHY.exact).waitFor();
      const lines = dialog.getByRole("table", { name: "The lines that make it up" }).getByRole("button");
      const values = await lines.locator("data").evaluateAll((all) => all.map((figure) => figure.value));
      assert.equal(values.reduce((total, line) => total + cents(line), 0n), cents(value));
      await explained(person, lines.first());
      await person.leaveDialog();
    }
    for (const cell of await table.getByRole("button").all()) {
      await cell.click();
      await person.dialog(WHY.title).getByText(WHY.exact).first().waitFor();
      await person.leaveDialog();
    }
  }
});

pageTest("cash flow, counterparties and the overview's totals are explained now and in the past", async (bring) => {
  const person = await bring();
  await person.loadSample();
  for (const at of [undefined, 2_000]) {
    const when = (address) => `${address}${at ? `${address.includes("?") ? "&" : "?"}at=${at}` : ""}`;
    await show(person, when("#/"));
    const totals = person.page.getByRole("main").getByRole("list").first().getByRole("button");
    assert.ok((await totals.count()) >= (at ? 2 : 4), "a total for each currency");
    for (const total of await totals.all()) {
      await total.click();
      await person.dialog(WHY.title).getByText(WHY.exact).first().waitFor();
      await person.leaveDialog();
    }
    for (const [address, name] of [["#/reports/cash-flow", "Cash flow"], ["#/reports/counterparties", "Counterparties"]]) {
      await show(person, when(address));
      const table = person.page.getByRole("table", { name });
      await table.waitFor();
      for (const row of [1, -1]) {
        const cells = table.getByRole("row").nth(row).getByRole("button");
        const number = await cells.count();
        assert.ok(number >= 1, `${name} has figures that explain themselves in row ${row}`);
        for (let cell = 0; cell < number; cell += 1) {
          await cells.nth(cell).click();
          await person.dialog(WHY.title).getByText(proven).first().waitFor();
          await person.leaveDialog();
        }
      }
    }
  }
}, { timeout: 240_000 });

pageTest("in a what-if, the book's own figures explain themselves as they do elsewhere", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("What if");
  const tried = await person.begin("Deposit", { Account: "Boat fund", Amount: "250" });
  await person.button("Deposit", tried).click();
  await tried.waitFor({ state: "hidden" });
  const row = person.page.getByRole("table", { name: "Balances" }).getByRole("row", { name: /^Boat fund/ });
  assert.equal((await explained(person, row.getByRole("button").first())).value, "319.75");
});

pageTest("explain gives the parts of every balance at any moment, by both clocks", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const count = await person.count();
  for (const position of [count, Math.round(count / 2), 40]) {
    const accounts = await person.page.evaluate((at) => globalThis.daybook.stateAt(at).accounts, position);
    const day = "2024-03-31";
    const on = await person.page.evaluate(([date, at]) => globalThis.daybook.stateOn(date, at), [day, position]);
    assert.equal(on.accounts.length, accounts.length);
    for (const [index, { id, balance, currency, entries }] of accounts.entries()) {
      const ask = (question) => person.page.evaluate((asked) => globalThis.daybook.explain(asked), question);
      const recorded = await ask({ account: id, position });
      assert.deepEqual([recorded.amount, recorded.currency, recorded.parts.length], [balance, currency, entries]);
      const valued = await ask({ account: id, position, date: day });
      assert.deepEqual([valued.amount, valued.parts.length], [on.accounts[index].balance, on.accounts[index].entries]);
      for (const { amount, parts } of [recorded, valued]) {
        let sum = 0n;
        for (const part of parts) {
          sum += cents(part.amount);
          assert.equal(cents(part.running), sum);
        }
        assert.equal(sum, cents(amount));
      }
    }
  }
});

pageTest("what is asked wrongly is refused with a code", async (bring) => {
  const person = await withEntries(await bring());
  const code = (method, ...args) =>
    person.page.evaluate(
      ([name, values]) => {
        try {
          return globalThis.daybook[name](...values);
        } catch (error) {
          return error.code;
        }
      },
      [method, args],
    );
  const account = await person.page.evaluate(() => globalThis.daybook.stateAt(3).accounts[0].id);
  assert.equal(await code("explain", { account: "x" }), "malformed");
  assert.equal(await code("explain", "x"), "malformed");
  assert.match(await person.page.evaluate(() => {
    try {
      return globalThis.daybook.explain();
    } catch (error) {
      return error.message;
    }
  }), /^“explain” must be an object with an “account”/);
  assert.equal(await code("explain", { account, colour: 1 }), "unknown-field");
  assert.equal(await code("explain", { account, position: 99 }), "position-out-of-range");
  assert.equal(await code("explain", { account, date: "2026-02-30" }), "malformed");
  assert.equal(await code("explain", { account, position: 1 }), "unknown-account");
  assert.equal(await code("diff", 0, 99), "position-out-of-range");
  assert.equal(await code("stateOn", "1.3.2026"), "malformed");
});
