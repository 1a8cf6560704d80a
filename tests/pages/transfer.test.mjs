// Sized for a phone's connection: what the first screen transfers, gzipped as static hosts do, and that it needs no more.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { opened, pageTest, visitor } from "./harness.mjs";
import { loadLarge } from "./measure.mjs";

// The aim is 300 KB. With the core compiled for speed it is 313, as the README says; a build made elsewhere differs by a little.
const REACHED = 316 * 1024;
// The part of the program that follows when somebody does something.
const REST = /_rest\.wasm$/;

pageTest("the first screen transfers no more than has been reached", async (_, t) => {
  const { server } = await opened();
  const person = await visitor();
  const files = [];
  person.page.on("response", (response) => files.push(response));
  await person.visitAddress();
  // Nothing that the page does on its own needs more.
  await person.page.waitForTimeout(3_000);
  assert.ok(!files.some((it) => REST.test(it.url())), "the rest came without being wanted");
  const rest = person.page.waitForResponse(REST);
  await person.page.mouse.move(200, 200);
  await (await rest).finished();
  const total = { first: 0, rest: 0 };
  for (const response of files) {
    if (!response.url().startsWith(server.origin)) continue;
    const body = await response.body();
    const size = gzipSync(body, { level: 9 }).length;
    total[REST.test(response.url()) ? "rest" : "first"] += size;
    t.diagnostic(`${String(size).padStart(8)} of ${String(body.length).padStart(8)} bytes  ${new URL(response.url()).pathname}`);
  }
  const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
  t.diagnostic(`first screen: ${kilobytes(total.first)} gzipped; ${kilobytes(total.rest)} follow`);
  await person.page.context().close();
  assert.ok(total.rest > 0, "the build is not split");
  assert.ok(total.first < REACHED, `${total.first} bytes`);
});

pageTest("the balances, now and at any moment of the past, need nothing but what the first screen transfers", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const asked = [];
  let go;
  const held = new Promise((resolve) => (go = resolve));
  await person.page.route(REST, async (route) => {
    asked.push(route.request().resourceType());
    await held;
    await route.continue();
  });
  await person.reload();
  await person.page.evaluate(() => globalThis.daybook.history);
  await person.settled();
  const shown = async () => {
    const seen = [];
    await person.slider.focus();
    for (const key of ["End", "ArrowLeft", "PageDown", "Home", "End", "ArrowLeft"]) {
      await person.page.keyboard.press(key);
      await person.settled();
      seen.push([await person.position(), await person.page.getByRole("main").innerText()]);
    }
    await person.button("Now").click();
    await person.settled();
    return seen;
  };
  const first = await shown();
  assert.ok(new Set(first.map(([, text]) => text)).size > 3, "the page follows the slider");
  assert.deepEqual(asked, ["fetch"], "the rest is asked for while the page is live, and not waited for");
  go();
  await person.visit("Journal");
  await person.visit("Overview");
  assert.deepEqual(await shown(), first, "the whole program shows the same");
  await person.visit("Journal");
  assert.ok((await person.page.getByRole("row").count()) > 10);
});

pageTest("a long book opens by the state kept beside it, with nothing but what the first screen transfers", async (bring) => {
  const person = await bring();
  // Longer than what is read at once, with more accounts than the overview has cards for.
  await loadLarge(person, 70_000);
  // Not before the page says so is all of it stored, and the book the one that is opened next time.
  await person.page.getByText("70,000 events").first().waitFor();
  const asked = [];
  person.page.on("request", (request) => REST.test(request.url()) && asked.push(request.resourceType()));
  await person.visitAddress("");
  await person.page.evaluate(() => globalThis.daybook.history);
  await person.settled();
  await person.page.waitForTimeout(1_000);
  assert.equal(await person.page.evaluate(() => globalThis.daybook.count()), 70_000);
  assert.deepEqual(asked, [], "the rest came without being wanted");
});

pageTest("a book with nothing to deliver is ready once it is on the screen, and waits for nothing more", async (bring) => {
  const person = await bring();
  await person.loadSample();
  await person.page.addInitScript(() => {
    // Each of the page's breaths is a channel.
    let breaths = 0;
    const Channel = globalThis.MessageChannel;
    globalThis.MessageChannel = class extends Channel {
      constructor() {
        super();
        breaths += 1;
      }
    };
    const wait = () => {
      if (!globalThis.daybook) return void setTimeout(wait, 1);
      globalThis.breathsUntilReady = globalThis.daybook.ready.then(() => breaths);
    };
    wait();
  });
  await person.reload();
  const breaths = await person.page.evaluate(() => globalThis.breathsUntilReady);
  assert.ok(breaths < 200, `${breaths} breaths`);
});
