// Two real tabs of one real browser: which of them delivers, and what becomes of it when that one is hidden, closed or crashes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { add, arrived, ask, delivered, openBook, origin, record } from "./book.mjs";
import { until } from "./engines.mjs";
import { Browser } from "./own-tabs.mjs";
import { receiver } from "./receiver.mjs";

const HERE = "This tab delivers.";
const ELSEWHERE = "Another tab of this browser delivers.";

async function open(browser) {
  const tab = await browser.tab(`${await origin()}/#/streams`);
  await ask(tab, () => globalThis.daybook.count());
  return tab;
}
const says = (tab, sentence) =>
  until(() => ask(tab, (sentence) => document.body.innerText.includes(sentence), sentence), 20_000, `it to say “${sentence}”`);

// A browser with one tab, which delivers a book of four accounts.
async function begin(far) {
  const browser = new Browser();
  const first = await open(browser);
  await openBook(first, 4);
  await add(first, { kind: "cloudevents-http", url: far.url, topic: "" });
  await record(first, 20, 5);
  await delivered(first);
  await says(first, HERE);
  return { browser, first };
}

test("a hidden tab goes on delivering what the tab in front of it records", { timeout: 120_000 }, async () => {
  const far = await receiver();
  const { browser, first } = await begin(far);
  const second = await open(browser);
  assert.deepEqual([await first.visibility(), await second.visibility()], ["hidden", "visible"]);
  await says(second, ELSEWHERE);
  await record(second, 300, 10);
  await delivered(second);
  await arrived(second, far, { exactly: true });
  assert.equal(await first.visibility(), "hidden");
  await says(second, ELSEWHERE);
  await says(first, HERE);
  assert.deepEqual([...first.errors(), ...second.errors()], []);
  await browser.end();
});

for (const [end, how] of [["is closed", "close"], ["crashes", "crash"]]) {
  test(`the other tab takes over when the one that delivers ${end} in the middle`, { timeout: 120_000 }, async () => {
    const far = await receiver();
    const { browser, first } = await begin(far);
    const second = await open(browser);
    await says(second, ELSEWHERE);
    const before = far.records.length;
    await record(second, 1_500, 100);
    await until(() => far.records.length > before + 100, 30_000, "it to be in the middle");
    const then = far.records.length;
    first[how]();
    await says(second, HERE);
    await delivered(second);
    const { wanted } = await arrived(second, far);
    assert.ok(then < wanted - 100, `it ended in the middle: after ${then} of ${wanted}`);
    await record(second, 20, 5);
    await delivered(second);
    await arrived(second, far);
    assert.deepEqual(second.errors(), []);
    await browser.end();
  });
}

test("what both tabs record at once leaves once, in the order of the log", { timeout: 120_000 }, async () => {
  const far = await receiver();
  const { browser, first } = await begin(far);
  const second = await open(browser);
  await Promise.all([record(first, 150, 5), record(second, 150, 5)]);
  // A tab is told of what another has recorded, a moment later.
  const known = (tab) => ask(tab, () => globalThis.daybook.count());
  await until(async () => (await known(first)) === (await known(second)), 20_000, "both tabs to know everything");
  await delivered(second);
  await arrived(second, far, { exactly: true });
  await browser.end();
});
