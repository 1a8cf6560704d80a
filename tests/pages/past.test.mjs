// The promise of the product: at a past moment every figure on every page is what a fresh book shows that holds the
// history only up to there.
import assert from "node:assert/strict";
import { fingerprint } from "./fingerprint.mjs";
import { folded } from "./fold.mjs";
import { pageTest } from "./harness.mjs";
import { REPORTS } from "./names.mjs";

// Everything on every page, at the moment on the screen: page by page, then each account's own page.
async function everyFigure(person) {
  const seen = {};
  for (const name of ["Overview", "Journal", "Accounts", "Reports", "Audit"]) {
    await person.visit(name);
    seen[name] = await person.figures();
    seen[`${name}, scrolled to its end`] = await scrolled(person);
  }
  for (const name of Object.values(REPORTS).slice(1, 6)) {
    await person.visit("Reports");
    await person.visit(name);
    seen[name] = await person.figures();
  }
  const accounts = await person.accountLinks();
  for (let index = 0; index < accounts; index += 1) {
    await person.visitAccountNumber(index);
    seen[`account ${index + 1}`] = await person.figures();
  }
  // The Data page also says how much is stored here, which is another matter: only its money counts.
  await person.visit("Data");
  seen.Data = { money: (await person.figures()).money };
  return seen;
}

async function scrolled(person) {
  const main = await person.page.getByRole("main").boundingBox();
  await person.page.mouse.move(main.x + main.width / 2, main.y + Math.min(main.height, 600) / 2);
  await person.page.mouse.wheel(0, 10_000_000);
  await person.settled();
  return person.figures();
}

const MOMENTS = [0.03, 0.27, 0.5, 0.81, 0.999];

pageTest(
  "at a past moment every figure on every page is that of a fresh book holding only what came before",
  async (bring) => {
    const person = await bring();
    await person.loadSample();
    const count = await person.count();
    for (const share of MOMENTS) {
      const position = Math.min(count - 1, Math.max(1, Math.round(count * share)));
      await person.goTo(position);
      const { file, text } = await person.export();
      assert.equal(file.count, position, "an export in the past stops there");
      assert.equal(file.fingerprint, fingerprint(file.events));

      const past = await everyFigure(person);
      const fresh = await bring();
      await fresh.import(text, file.fingerprint);
      assert.equal(await fresh.count(), position);
      const now = await everyFigure(fresh);
      assert.deepEqual(Object.keys(past), Object.keys(now), "the same pages");
      for (const page of Object.keys(past)) {
        assert.deepEqual(past[page].money, now[page].money, `${page} at event ${position}: every figure`);
        assert.equal(past[page].words, now[page].words, `${page} at event ${position}: every word`);
      }
      await fresh.page.context().close();
    }
  },
  { timeout: 600_000 },
);

pageTest(
  "at a past moment the cards show what folding the exported events by hand gives",
  async (bring) => {
    const person = await bring();
    await person.loadSample();
    const { file } = await person.export();
    await person.visit("Overview");
    for (const share of [0.1, 0.4, 0.9, 1]) {
      const position = Math.round(file.count * share);
      await person.goTo(position);
      const accounts = folded(file.events.slice(0, position));
      const names = accounts.map((account) => account.name);
      for (const { name, balance } of accounts) {
        // Names need not be unique: a doubled one can't be told apart by name.
        if (names.indexOf(name) !== names.lastIndexOf(name)) continue;
        await person.visit("Accounts");
        const shown = await person.balanceOf(name);
        assert.equal(shown, balance, `${name} at event ${position}`);
      }
    }
  },
  { timeout: 300_000 },
);

pageTest("a drag across the years ends on the right figures", async (bring) => {
  const person = await bring();
  await person.loadSample();
  await person.visit("Overview");
  const count = await person.count();
  const target = Math.round(count / 3);
  await person.goTo(target);
  const calm = await person.figures();
  const box = await person.slider.boundingBox();
  const middle = box.y + box.height / 2;
  await person.page.mouse.move(box.x + box.width / 2, middle);
  await person.page.mouse.down();
  for (let step = 0; step <= 60; step += 1) {
    await person.page.mouse.move(box.x + box.width * (0.5 + 0.45 * Math.sin(step / 4)), middle);
  }
  await person.page.mouse.up();
  await person.settled();
  await person.goTo(target);
  assert.deepEqual(await person.figures(), calm);
});

pageTest("the bar of the past leaves a tablet and a phone on its side room for the page", async (bring) => {
  const person = await bring();
  await person.loadSample();
  await person.goTo(1700);
  for (const [width, height] of [[1024, 860], [820, 860], [844, 390], [640, 430]]) {
    await person.page.setViewportSize({ width, height });
    const [bar, main] = [await person.page.locator(".past-bar").boundingBox(), await person.page.getByRole("main").boundingBox()];
    assert.ok(bar.height <= 120 && bar.height <= main.height / 2, `${width} x ${height}: ${bar.height} of ${main.height}`);
  }
});
