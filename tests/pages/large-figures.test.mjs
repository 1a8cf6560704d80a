// Sums of a billion and more: every figure is seen whole, wherever it stands.
import assert from "node:assert/strict";
import { withBook } from "./books.mjs";
import { pageTest } from "./harness.mjs";
import { WHY } from "./names.mjs";

const SHEETS = [
  "#/", "#/journal", "#/accounts", "#/audit", "#/reports/cash-flow", "#/reports/categories", "#/reports/counterparties",
  "#/reports/trial-balance", "#/reports/statement?from=2026-01-01&to=2026-02-28", "#/reports/day", "#/reports/compare?with=4",
];
const WIDTHS = [1440, 1280, 1000, 768, 390, 360];

// Figures in sight that are broken into lines, cut off, or written into another cell or figure.
function spoilt() {
  const inside = (own, place) => own.left >= place.left - 1 && own.right <= place.right + 1;
  const seen = [...document.querySelectorAll("main data, dialog[open] data")].filter((it) => it.checkVisibility() && it.innerText);
  return seen.flatMap((figure) => {
    const range = document.createRange();
    range.selectNodeContents(figure);
    const parts = [...range.getClientRects()].filter((it) => it.width > 1);
    if (!parts.length) return [];
    const own = range.getBoundingClientRect();
    const say = (what) => [`${figure.innerText} ${what} (${figure.closest("table, section, ul, article, div")?.className})`];
    if (new Set(parts.map((part) => Math.round(part.top))).size > 1) return say("is broken into lines");
    const cell = figure.closest("td, th");
    if (cell && !inside(own, cell.getBoundingClientRect())) return say("is wider than its column");
    for (let place = figure; place && place.localName !== "dialog"; place = place.parentElement) {
      const style = getComputedStyle(place);
      if (/auto|scroll/.test(style.overflowX) && place.localName !== "main") break;
      if (style.overflowX !== "visible" && !inside(own, place.getBoundingClientRect())) return say(`is cut off by ${place.localName}`);
    }
    return [];
  });
}

pageTest("figures of a billion and more are seen whole on every screen", async (bring) => {
  const person = await withBook(await bring({ viewport: { width: 1440, height: 900 } }));
  await person.page.evaluate(async () => {
    const { daybook } = globalThis;
    const [bank, boat] = (await daybook.stateAt(daybook.count())).accounts.map((it) => it.id);
    const day = (date) => ({ date, category: "Grants", counterparty: "Ministry of Sport", note: "Yearly grant" });
    await daybook.dispatch({ type: "DepositMoney", account: bank, amount: "9876543210123.45", ...day("2026-01-05") });
    await daybook.dispatch({ type: "TransferMoney", from: bank, to: boat, amount: "1234567890123.45", date: "2026-01-06" });
    await daybook.dispatch({ type: "WithdrawMoney", account: bank, amount: "2111111111111.11", ...day("2026-02-07") });
  });
  for (const sheet of SHEETS) {
    await person.visitAddress(sheet);
    for (const width of WIDTHS) {
      await person.page.setViewportSize({ width, height: 900 });
      await person.settled();
      assert.deepEqual(await person.page.evaluate(spoilt), [], `${sheet} at ${width}`);
    }
  }
  await person.visitAddress();
  await person.page.getByRole("main").getByRole("button", { name: /7,765,432,099,012\.34/ }).first().click();
  await person.dialog(WHY.title).getByText(WHY.exact).waitFor();
  assert.deepEqual(await person.page.evaluate(spoilt), [], "why this number");
});
