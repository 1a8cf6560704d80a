// Finds out which functions of the wasm the first screen needs, and writes the list that the build splits it by:
//   node tests/pages/first-screen.mjs NAMES LIST        (scripts/first-screen makes the build for it)
// NAMES has the functions' keys in the order of the numbers that the build's `globalThis.called` collects. What is asked of the
// first screen: somebody without a book, and with one; the balances now and at any moment of the past.
import { readFileSync, writeFileSync } from "node:fs";
import { keptOnDisk } from "./disk.mjs";
import { NARROW, opened, visitor } from "./harness.mjs";
import { loadLarge } from "./measure.mjs";

const [, , names, list] = process.argv;
const keys = JSON.parse(readFileSync(names, "utf8"));
const wanted = new Set();

async function noted(person) {
  for (const index of await person.page.evaluate(() => [...globalThis.called])) wanted.add(keys[index]);
}

// The page anew: up to the first screen, and then through time.
async function look(person, address = "") {
  await person.visitAddress(address);
  await person.settled();
  // What the page does on its own, in the background, belongs to it.
  await person.page.waitForTimeout(3_000);
  // And so does what a script asks to see how things stand.
  await person.page.evaluate(() => {
    const { daybook } = globalThis;
    return daybook.count() && [daybook.position(), daybook.balancesAt(daybook.count())];
  });
  await noted(person);
}
async function scrub(person) {
  await person.slider.focus();
  for (const key of ["ArrowLeft", "ArrowLeft", "PageDown", "Home", "End", "ArrowLeft", "ArrowRight"]) {
    await person.page.keyboard.press(key);
    await person.settled();
  }
  await person.button("Previous event").click();
  await person.settled();
  await person.button("Now").click();
  await person.settled();
  await noted(person);
}

const problems = [];
for (const options of [{}, { viewport: NARROW, colorScheme: "dark" }]) {
  const person = await visitor({ problems, ...options });
  await look(person);
  await person.loadSample();
  await look(person);
  await person.page.evaluate(() => globalThis.daybook.history);
  await scrub(person);
  await look(person, `#/?at=${Math.floor((await person.page.evaluate(() => globalThis.daybook.count())) / 2)}`);
  await person.button("Now").click();
  // Longer than what is read at once: the state that is kept beside the log comes first. And more accounts than the overview
  // has cards for.
  await loadLarge(person, 70_000);
  while (!(await keptOnDisk(person)).some(({ position }) => position === 70_000)) await person.settled();
  await look(person);
  await person.page.evaluate(() => globalThis.daybook.history);
  await scrub(person);
  await person.page.context().close();
}
const { server, browser } = await opened();
await browser.close();
await server.close();
if (problems.length) throw new Error(problems.join("\n"));

const about = "# What the first screen needs: a key for each function (scripts/wasm-functions.mjs). Made by scripts/first-screen.";
writeFileSync(list, `${[about, ...[...wanted].sort()].join("\n")}\n`);
console.log(`${wanted.size} of ${keys.length} functions are called for the first screen`);
