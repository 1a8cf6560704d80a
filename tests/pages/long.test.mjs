// Long books: the short form of the benchmark, which fails on ratios only (a busy machine is slow at everything alike), and
// what a book shows while its history is still being read.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { againstFold, loadLarge, looks, quantiles, searches } from "./measure.mjs";

pageTest(
  "a look at the past costs no more in a book twenty times as long, and far less than folding it",
  async (bring) => {
    const person = await bring();
    const figures = [];
    for (const events of [1_000, 20_000]) {
      await loadLarge(person, events);
      const { jump, drag } = await looks(person.page, 400);
      figures.push({ jump: quantiles(jump).p50, drag: quantiles(drag).p50 });
    }
    const [short, long] = figures;
    // Below a twentieth of a millisecond the clock's ticks are what is compared.
    const growth = (one, other) => Math.max(other, 0.05) / Math.max(one, 0.05);
    assert.ok(growth(short.jump, long.jump) < 4, `a jump: ${JSON.stringify(figures)}`);
    assert.ok(growth(short.drag, long.drag) < 4, `a drag: ${JSON.stringify(figures)}`);
    const { ours, bare } = await againstFold(person.page);
    const ratio = quantiles(bare).p50 / Math.max(quantiles(ours).p50, 0.005);
    assert.ok(ratio > 4, `folding in JavaScript takes ${ratio} times as long`);
  },
  { timeout: 300_000 },
);

pageTest(
  "a word is looked for in all entries sooner than a script could read them",
  async (bring) => {
    const person = await bring();
    await loadLarge(person, 20_000);
    const { page } = person;
    const reading = await page.evaluate(() => {
      const begin = performance.now();
      const texts = globalThis.daybook.events(1, globalThis.daybook.count()).map((it) => JSON.stringify(it.data));
      const found = texts.filter((text) => text.includes("fee")).length;
      return { took: performance.now() - begin, found };
    });
    await person.visit("Journal");
    await searches(page);
    const middle = quantiles(await searches(page)).p50;
    assert.ok(middle < reading.took, `a search took ${middle} ms, reading ${reading.took} ms`);
  },
  { timeout: 300_000 },
);

pageTest(
  "a long book shows what it holds before its history has been read, and waits with the past",
  async (bring) => {
    const person = await bring();
    await loadLarge(person, 60_000);
    const { page } = person;
    const state = () => page.evaluate(() => JSON.stringify(globalThis.daybook.stateAt(globalThis.daybook.count())));
    const truth = await state();
    // In the very moment the state now is there, before anything else can happen.
    await page.addInitScript(() => {
      const code = (call) => {
        try {
          call();
          return "answered";
        } catch (error) {
          return error.code;
        }
      };
      globalThis.early = (async () => {
        while (!globalThis.daybook) await new Promise((resolve) => setTimeout(resolve, 0));
        const { daybook } = globalThis;
        await daybook.ready;
        const count = daybook.count();
        const seen = {
          count,
          now: JSON.stringify(daybook.stateAt(count)),
          sum: daybook.balancesAt(count).length,
          text: document.body.innerText,
          past: code(() => daybook.stateAt(count - 1)),
          balances: code(() => daybook.balancesAt(1)),
          fingerprint: code(() => daybook.fingerprint(7)),
          first: code(() => daybook.events(1, 2)),
          latest: daybook.events(count - 99, count).length,
          beyond: code(() => daybook.stateAt(count + 1)),
        };
        await daybook.goTo(1000);
        seen.went = daybook.position();
        await daybook.history;
        seen.later = code(() => daybook.stateAt(1));
        return seen;
      })();
    });
    await page.reload();
    const early = await page.evaluate(() => globalThis.early);
    assert.equal(early.count, 60_000);
    assert.equal(early.now, truth);
    assert.ok(early.text.includes("Large sample"), early.text);
    for (const what of ["past", "balances", "fingerprint", "first"]) assert.equal(early[what], "history-loading", what);
    assert.deepEqual([early.latest, early.beyond, early.went, early.later], [100, "position-out-of-range", 1000, "answered"]);
    await page.evaluate(() => globalThis.daybook.goTo("now"));
    assert.equal(await state(), truth);
    assert.equal((await page.evaluate(() => globalThis.daybook.verify())).ok, true);
  },
  { timeout: 300_000 },
);
