// Charts: each point explains itself, by the mouse and by the keyboard, and a table says the same.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";
import { REPORTS, WHY } from "./names.mjs";

// The question that is open: the figure asked about, and the moment it belongs to.
async function asked(person) {
  const dialog = person.dialog(WHY.title);
  await dialog.getByText(WHY.exact).waitFor();
  const figure = await dialog.locator(".total data").getAttribute("value");
  const said = await dialog.locator("p.explain").first().innerText();
  await person.leaveDialog();
  return [figure, said];
}

pageTest("a point of the balance over time is chosen and asked with the keyboard alone", async (bring) => {
  const person = await withEntries(await bring());
  const point = person.page.getByRole("region", { name: "Balance over time" }).getByRole("button", { name: /: why\?$/ });
  await person.tabTo(point);
  assert.match(await point.getAttribute("aria-label"), /899\.25/, "at first the last point");
  const { keyboard } = person.page;
  // Each entry is a point: the latest first.
  for (const [key, figure, event] of [["ArrowLeft", "904.50", 7], ["ArrowLeft", "879.50", 6], ["ArrowRight", "904.50", 7], ["End", "899.25", 8]]) {
    await keyboard.press(key);
    await person.settled();
    assert.ok((await point.getAttribute("aria-label")).includes(figure), `${key} leads to ${figure}`);
    assert.equal(await person.position(), 8, "the arrows are the chart's while it has the focus");
    await keyboard.press("Enter");
    const [value, said] = await asked(person);
    assert.deepEqual([value, /event (\d+)/.exec(said)?.[1]], [figure, String(event)]);
    assert.ok(await point.evaluate((element) => element === document.activeElement), "the focus is back");
  }
});

pageTest("the mouse finds the nearest point of an account's balance, in the past, too", async (bring) => {
  const person = await withEntries(await bring());
  await person.visitAccount("Current account");
  for (const [position, last] of [[8, "579.50"], [5, "879.50"]]) {
    if (position < 8) await person.goTo(position);
    const point = person.page.getByRole("region", { name: "Balance over time" }).getByRole("button", { name: /: why\?$/ });
    const { width, height } = await point.boundingBox();
    await point.click({ position: { x: width - 2, y: height / 2 } });
    assert.equal((await asked(person))[0], last);
    await point.click({ position: { x: 1, y: height / 2 } });
    // When the account was opened there was nothing in it.
    const dialog = person.dialog(WHY.title);
    await dialog.getByText("No event counts for it").waitFor();
    assert.doesNotMatch(await dialog.innerText(), /0 events/);
    await person.leaveDialog();
  }
});

pageTest("what was all recorded at one moment is drawn as a level line", async (bring) => {
  const person = await withEntries(await bring());
  await person.page.evaluate(async () => {
    const account = "0195a300-0000-7000-8000-000000000009";
    await globalThis.daybook.dispatchAll([
      { type: "OpenAccount", account, name: "Petty cash", currency: "EUR" },
      { type: "DepositMoney", account, amount: "20" },
      { type: "WithdrawMoney", account, amount: "5" },
    ]);
  });
  await person.visitAccount("Petty cash");
  const line = person.page.getByRole("region", { name: "Balance over time" }).locator("path.line");
  const places = [...(await line.getAttribute("d")).matchAll(/[MH](\d+)/g)].map((found) => Number(found[1]));
  assert.deepEqual([...new Set(places)], [0, 4000], "up and down at the left, and then along to the right edge");
});

pageTest("the table of a chart says every point, each of which explains itself", async (bring) => {
  const person = await withEntries(await bring());
  const chart = person.page.getByRole("region", { name: "Balance over time" }).first();
  const summary = chart.getByText("As a table");
  await person.tabTo(summary);
  await person.page.keyboard.press("Enter");
  const table = person.page.getByRole("table", { name: "Balance over time" });
  await table.getByRole("button").first().waitFor();
  const values = await table.locator("data").evaluateAll((all) => all.map((figure) => figure.value));
  assert.deepEqual(values.slice(0, 5), ["899.25", "904.50", "879.50", "879.50", "1000.00"]);
  await table.getByRole("button", { name: /1,000\.00/ }).first().click();
  const [figure, said] = await asked(person);
  assert.deepEqual([figure, /event (\d+)/.exec(said)?.[1]], ["1000.00", "4"]);
});

pageTest("the bars of the cash flow explain themselves, and the arrow keys go from one to the next", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Reports");
  await person.visit(REPORTS.cashFlow);
  const bars = person.page.getByRole("group", { name: /^Money in and out/ }).getByRole("button");
  assert.equal(await bars.count(), 4);
  await bars.first().click();
  assert.equal((await asked(person))[0], "1000.00");
  await person.tabTo(bars.last());
  for (const [key, figure] of [["ArrowLeft", "25.00"], ["ArrowLeft", "-120.50"], ["Home", "1000.00"], ["End", "-5.25"]]) {
    await person.page.keyboard.press(key);
    await person.page.keyboard.press("Enter");
    assert.equal((await asked(person))[0], figure, key);
  }
});

pageTest("the bars beside the categories explain themselves to who points at them", async (bring) => {
  const person = await bring();
  await person.loadSample();
  await person.visit("Reports");
  await person.visit(REPORTS.categories);
  const row = person.page.getByRole("table", { name: "Categories" }).getByRole("row").nth(1);
  const figure = await row.locator("data").first().getAttribute("value");
  const bars = row.locator("svg rect");
  const wide = await bars.evaluateAll((all) => all.findIndex((bar) => Number(bar.getAttribute("width")) > 0));
  await bars.nth(wide).click();
  assert.equal((await asked(person))[0], figure);
});
