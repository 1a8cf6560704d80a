// The timeline looked at closely: a stretch of the history, what its colours mean, and two handles for then and now.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { REPORTS } from "./names.mjs";

const ends = async (slider) => [Number(await slider.getAttribute("min")), Number(await slider.getAttribute("max"))];
const overview = (person) => person.page.getByRole("slider", { name: "Place in the whole history", exact: true });
const second = (person) => person.page.getByRole("slider", { name: "Compared with", exact: true });
const legend = (person) => person.page.getByRole("list", { name: /^Events by kind/ });

pageTest("zoomed in, the slider goes from one end of a stretch to the other, an event a step", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const count = await person.count();
  await person.goTo(2000);
  for (const wanted of [Math.floor(count / 4), Math.floor(count / 16)]) {
    await person.button("Zoom in").click();
    await person.settled();
    const [from, to] = await ends(person.slider);
    assert.equal(to - from, wanted);
    assert.ok(from < 2000 && 2000 < to);
    assert.equal(await person.slider.inputValue(), "2000", "the moment shown stays");
    assert.equal(await person.position(), 2000);
  }
  const [from, to] = await ends(person.slider);
  await person.slider.focus();
  for (const [key, position] of [["ArrowRight", 2001], ["Home", from], ["End", to]]) {
    await person.page.keyboard.press(key);
    await person.until((wanted) => globalThis.daybook.position() === wanted, position);
  }
  assert.deepEqual(await ends(person.slider), [from, to], "the stretch stays while the moment is in it");
  // A step out of it takes the stretch along.
  await person.button("Next event").click();
  await person.until((wanted) => globalThis.daybook.position() === wanted, to + 1);
  await person.settled();
  const after = await ends(person.slider);
  assert.equal(after[1] - after[0], to - from);
  assert.ok(after[0] <= to + 1 && to + 1 <= after[1]);
  assert.equal(await person.slider.inputValue(), String(to + 1));
});

pageTest("the keys look closer and wider, and back at all of the history", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const count = await person.count();
  const length = async () => {
    await person.settled();
    const [from, to] = await ends(person.slider);
    return to - from;
  };
  await person.page.keyboard.press("+");
  const once = await length();
  await person.page.keyboard.press("+");
  const twice = await length();
  assert.ok(twice < once && once < count);
  for (let more = 0; more < 6; more += 1) await person.page.keyboard.press("+");
  assert.equal(await length(), 40, "the closest look");
  await person.page.keyboard.press("-");
  assert.equal(await length(), 160);
  await person.page.keyboard.press("0");
  assert.deepEqual(await ends(person.slider), [0, count]);
  assert.equal(await overview(person).count(), 0);
});

pageTest("the place in the whole history is a slider of its own and leads anywhere", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const count = await person.count();
  assert.equal(await overview(person).count(), 0, "nothing to say while all is shown");
  await person.page.keyboard.press("+");
  const strip = overview(person);
  await strip.waitFor();
  assert.deepEqual(await ends(strip), [0, count]);
  await strip.fill("100");
  await person.until(() => globalThis.daybook.position() === 100);
  await person.settled();
  const [from, to] = await ends(person.slider);
  assert.ok(from <= 100 && 100 <= to && to < count);
  assert.match(await strip.getAttribute("aria-valuetext"), /100/);
  await person.tabTo(strip);
  await person.page.keyboard.press("ArrowRight");
  await person.until(() => globalThis.daybook.position() === 101);
  await person.button("Whole history").click();
  await person.settled();
  assert.deepEqual(await ends(person.slider), [0, count]);
  assert.equal(await person.position(), 101);
});

pageTest("a stretch stays from page to page, and a link leads to it", async (bring) => {
  const person = await bring();
  await person.loadSample();
  await person.goTo(1500);
  await person.page.keyboard.press("+");
  await person.page.keyboard.press("+");
  await person.settled();
  const shown = await ends(person.slider);
  await person.visit("Journal");
  assert.deepEqual(await ends(person.slider), shown);
  await person.page.waitForURL((url) => url.hash.includes(`stretch=${shown[0]}-${shown[1]}`), { timeout: 5_000 });
  const address = person.address();
  await person.reload();
  await person.settled();
  assert.deepEqual([await ends(person.slider), await person.position()], [shown, 1500]);
  const tab = await person.anotherTab(address);
  await tab.settled();
  assert.deepEqual([await ends(tab.slider), await tab.position()], [shown, 1500]);
  await tab.visitAddress("#/journal?at=1500&stretch=90-20");
  const count = await tab.count();
  assert.deepEqual(await ends(tab.slider), [0, count], "nonsense is all of the history");
});

pageTest("the legend names the kinds in words and counts what the timeline shows", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const told = () =>
    legend(person).getByRole("listitem").evaluateAll((all) => all.map((it) => [it.innerText.replace(/[\d,\s]/g, ""), Number(it.innerText.replace(/\D/g, ""))]));
  const counted = async (from, to) => {
    const kinds = { In: 0, Out: 0, Transfers: 0, Other: 0 };
    const events = await person.page.evaluate(([from, to]) => globalThis.daybook.events(from, to), [1, to]);
    const ways = new Map();
    for (const { id, type, sequence, data } of events) {
      let kind = { MoneyDeposited: "In", MoneyWithdrawn: "Out", MoneyTransferred: "Transfers" }[type] ?? "Other";
      ways.set(id, kind);
      // A reversal counts as what it does.
      if (type === "EntryReversed") kind = { In: "Out", Out: "In" }[ways.get(data.entry)] ?? ways.get(data.entry);
      if (sequence > from) kinds[kind] += 1;
    }
    return Object.entries(kinds);
  };
  assert.deepEqual(await told(), await counted(0, await person.count()));
  await person.goTo(900);
  await person.page.keyboard.press("+");
  await person.page.keyboard.press("+");
  await person.settled();
  assert.deepEqual(await told(), await counted(...(await ends(person.slider))));
});

pageTest("marks of named moments outside of the stretch are not shown", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const marks = person.page.getByRole("group", { name: "Named moments" }).getByRole("button");
  const all = await marks.count();
  assert.ok(all > 1, "the sample has named moments");
  await marks.first().click();
  await person.settled();
  const position = await person.position();
  for (let more = 0; more < 6; more += 1) await person.page.keyboard.press("+");
  await person.settled();
  assert.equal(await marks.count(), 1);
  const [from, to] = await ends(person.slider);
  const [mark, track] = [await marks.first().boundingBox(), await person.slider.boundingBox()];
  const wanted = track.x + 8 + ((track.width - 16) * (position - from)) / (to - from);
  assert.ok(Math.abs(mark.x + mark.width / 2 - wanted) < 2, "the mark is where the slider stands");
});

for (const [size, options] of [["wide", {}], ["narrow", { viewport: NARROW }]]) {
  pageTest(`then and now has two handles: by keyboard, by mouse, in the address, ${size}`, async (bring) => {
    const person = await withEntries(await bring(options));
    assert.equal(await second(person).count(), 0, "one handle on every other page");
    await person.visitAddress(`#/reports/compare?at=7&with=3`);
    await second(person).waitFor();
    assert.deepEqual([await second(person).inputValue(), await person.slider.inputValue()], ["3", "7"]);
    assert.deepEqual(await ends(second(person)), [0, 8]);
    assert.match(await second(person).getAttribute("aria-valuetext"), /^Event 3 of 8/);
    await person.tabTo(second(person));
    await person.page.keyboard.press("ArrowRight");
    await person.page.getByText(/event 4 \(/i).first().waitFor();
    assert.equal(await person.position(), 7, "the other handle stays");
    await person.page.waitForURL((url) => /with=4/.test(url.hash), { timeout: 5_000 });
    assert.equal(await person.page.getByRole("spinbutton", { name: REPORTS.compareEvent }).inputValue(), "4");

    // With the mouse: its own thumb takes the second handle, everywhere else the first slider is dragged.
    const box = await person.slider.boundingBox();
    const x = (position) => box.x + 8 + ((box.width - 16) * position) / 8;
    const y = box.y + box.height / 2;
    await person.page.mouse.move(x(4), y);
    await person.page.mouse.down();
    await person.page.mouse.move(x(2), y, { steps: 5 });
    await person.page.mouse.up();
    await person.settled();
    assert.deepEqual([await second(person).inputValue(), await person.position()], ["2", 7]);
    await person.page.mouse.move(x(7), y);
    await person.page.mouse.down();
    await person.page.mouse.move(x(5), y, { steps: 5 });
    await person.page.mouse.up();
    await person.until(() => globalThis.daybook.position() === 5);
    assert.equal(await second(person).inputValue(), "2");
    await person.page.keyboard.press("Escape");
    await person.until(() => globalThis.daybook.position() === globalThis.daybook.count());
    await person.visit("Journal");
    assert.equal(await second(person).count(), 0);
  });
}

pageTest("zoomed in, both handles are within the stretch", async (bring) => {
  const person = await bring();
  await person.loadSample();
  await person.visitAddress("#/reports/compare?at=2000&with=1990");
  await person.settled();
  for (let more = 0; more < 4; more += 1) await person.page.keyboard.press("+");
  await person.settled();
  const [from, to] = await ends(person.slider);
  assert.ok(to - from < 100);
  assert.deepEqual([await second(person).inputValue(), await person.slider.inputValue()], ["1990", "2000"]);
  const field = person.page.getByRole("spinbutton", { name: REPORTS.compareEvent });
  await field.fill("500");
  await field.press("Enter");
  await person.until(() => document.querySelector(".second-handle").value === "500");
  const wider = await ends(second(person));
  assert.ok(wider[0] <= 500 && wider[1] >= 2000);
  assert.deepEqual(await ends(person.slider), wider);
});

pageTest("the bars over the timeline are not drawn anew while the slider moves, and are when an entry is made", async (bring) => {
  const person = await bring();
  await person.loadSample();
  await person.goTo(3000);
  const shapes = () => person.page.locator(".density path").evaluateAll((all) => all.map((path) => path.getAttribute("d")));
  const before = await shapes();
  assert.equal(before.length, 4);
  assert.ok(before.every(Boolean), "each kind has bars");
  const drawn = await person.page.evaluateHandle(() => {
    const seen = { times: 0 };
    const options = { subtree: true, childList: true, attributes: true };
    new MutationObserver((all) => (seen.times += all.length)).observe(document.querySelector(".density svg"), options);
    return seen;
  });
  for (const position of [2500, 1200, 7, 2000]) await person.goTo(position);
  assert.equal(await drawn.evaluate((seen) => seen.times), 0);
  await person.now();
  await person.page.keyboard.press("+");
  await person.settled();
  const zoomed = await shapes();
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  assert.notDeepEqual(await shapes(), zoomed);
});

pageTest("the bars over the timeline of a book of a few events are low", async (bring) => {
  const person = await bring();
  await person.openBook("Small", "EUR");
  const shares = () =>
    person.page.locator(".density path").evaluateAll((all) => Math.max(...all.map((path) => path.getBBox().height)) / 168);
  assert.ok((await shares()) < 0.2);
  await person.openAccount("Purse", "EUR");
  assert.ok((await shares()) < 0.2);
});
