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
          day: code(() => daybook.stateOn("2199-12-31")),
          why: code(() => daybook.explain({ account: daybook.stateAt(count).accounts[0].id })),
          public: code(() => daybook.integrationEvents(count, count)),
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
    for (const what of ["past", "balances", "fingerprint", "first", "day", "why", "public"]) assert.equal(early[what], "history-loading", what);
    assert.deepEqual([early.latest, early.beyond, early.went, early.later], [100, "position-out-of-range", 1000, "answered"]);
    await page.evaluate(() => globalThis.daybook.goTo("now"));
    assert.equal(await state(), truth);
    assert.equal((await page.evaluate(() => globalThis.daybook.verify())).ok, true);
  },
  { timeout: 300_000 },
);

pageTest(
  "in a list taller than a browser lays out, a link, either end and the wheel lead to the rows they should",
  async (bring) => {
    const person = await bring();
    await loadLarge(person, 200_000);
    const { page } = person;
    // The numbers of the events in view, from the top, and how far below the top of the page the first one begins.
    const seen = async () => {
      await person.settled();
      return page.locator("main").evaluate((main) => {
        const { top, bottom } = main.getBoundingClientRect();
        const lies = (row) => row.getBoundingClientRect();
        const rows = [...main.querySelectorAll("tr.entry")].filter((row) => lies(row).bottom > top + 1 && lies(row).top < bottom - 1);
        const numbers = rows.map((row) => Number(row.cells[0].textContent.replace(/\D/g, "")));
        return { numbers, top: rows.length > 0 ? lies(rows[0]).top - top : 0 };
      });
    };
    // Scrolling is over when it has stood still for as long as the list waits to follow.
    const come = async (what, there) => {
      let last;
      for (let turn = 0; turn < 60; turn += 1) {
        const now = await seen();
        if (there(now) && JSON.stringify(now) === JSON.stringify(last)) return now;
        last = now;
        await page.waitForTimeout(300);
      }
      assert.fail(`${what}: ${JSON.stringify(last)}`);
    };
    const descends = ({ numbers }) => numbers.every((number, at) => number === numbers[0] - at);
    for (const event of [100_000, 5, 199_998]) {
      await person.visitAddress(`#/audit?event=${event}`);
      const { numbers } = await come(`a link to event ${event}`, (now) => descends(now) && now.numbers.includes(event));
      assert.ok(numbers.length > 5, `${numbers}`);
    }
    await person.visitAddress("#/audit?event=100000");
    const before = await come("the middle", ({ numbers }) => numbers.includes(100_000));
    await page.mouse.move(300, 400);
    await page.mouse.wheel(0, 310);
    const after = await come("a turn of the wheel", ({ numbers }) => numbers[0] !== before.numbers[0]);
    const moved = (before.numbers[0] - after.numbers[0]) * 62 - (after.top - before.top);
    // A row on the page may be a third of a pixel less than it counts for.
    assert.ok(Math.abs(moved - 310) <= 4, `the rows moved by ${moved} pixels`);
    // Row by row over more than lies at hand: nothing is left out on the way.
    for (let turn = 0; turn < 35; turn += 1) await page.mouse.wheel(0, 2000);
    const further = await come("a long way by the wheel", ({ numbers }) => numbers[0] < after.numbers[0] - 1000);
    assert.ok(Math.abs((after.numbers[0] - further.numbers[0]) * 62 - (further.top - after.top) - 70_000) <= 4, JSON.stringify(further));
    await page.locator("main").focus();
    await page.keyboard.press("End");
    await come("the end", (now) => descends(now) && now.numbers.at(-1) === 1);
    await page.mouse.wheel(0, -620);
    await come("up from the end", (now) => descends(now) && [10, 11].includes(now.numbers.at(-1)));
    await page.keyboard.press("Home");
    await come("the beginning", (now) => descends(now) && now.numbers[0] === 200_000);
  },
  { timeout: 300_000 },
);

pageTest("a list is printed whole, or says on paper that it is not; on the screen it is as before", async (bring) => {
  const person = await bring();
  await loadLarge(person, 1_500);
  await person.visit("Journal");
  const { page } = person;
  const rows = page.locator("tr[aria-rowindex]:not(thead tr)");
  const entries = async () => Number((await page.locator("p.result").innerText()).replace(/\D/g, ""));
  const onPaper = async (look) => {
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    const seen = await look();
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    return seen;
  };
  // But for the line between rows.
  const gaps = () => page.evaluate(() => [...document.querySelectorAll(".gap td")].map((it) => Math.floor(it.getBoundingClientRect().height)));
  const all = await entries();
  assert.ok(all > 500, `${all} entries`);
  const before = await rows.count();
  assert.ok(before < 60, `${before} rows on the screen`);
  await onPaper(async () => {
    assert.equal(await rows.count(), all);
    assert.deepEqual(await gaps(), [0, 0]);
    assert.equal(await page.locator(".print-note").count(), 0);
  });
  assert.equal(await rows.count(), before);

  await loadLarge(person, 4_000);
  await person.visit("Audit");
  await onPaper(async () => {
    const printed = await rows.count();
    assert.ok(printed > 0 && printed < 60, `${printed} rows`);
    assert.deepEqual(await gaps(), [0, 0]);
    assert.match(await page.locator(".print-note").innerText(), new RegExp(`Only ${printed} of 4,000 rows are printed`));
  });
  assert.equal(await page.locator(".print-note").count(), 0);
});
