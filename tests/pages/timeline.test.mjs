// The timeline: the whole page shows the past, offers no way to write there, and the address leads back to it.
import assert from "node:assert/strict";
import { withEntries } from "./books.mjs";
import { pageTest } from "./harness.mjs";

const WRITING = ["Deposit", "Withdraw", "Transfer", "Open account"];

// Waits until the address has taken over what the slider shows.
async function addressed(person, pattern) {
  await person.page.waitForURL((url) => pattern.test(url.hash), { timeout: 5_000 });
}

pageTest("the slider is a native range over the whole history and says where it is", async (bring) => {
  const person = await withEntries(await bring());
  const slider = person.slider;
  assert.equal(await slider.getAttribute("type"), "range");
  assert.deepEqual([await slider.getAttribute("min"), await slider.getAttribute("max")], ["0", "8"]);
  assert.equal(await slider.inputValue(), "8");
  await person.goTo(5);
  assert.match(await slider.getAttribute("aria-valuetext"), /5/);
});

pageTest("the arrow keys step through the history, Home and End go to its ends", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Overview");
  await person.slider.focus();
  const positions = [];
  for (const key of ["ArrowLeft", "ArrowLeft", "ArrowRight", "Home", "ArrowRight", "End"]) {
    await person.page.keyboard.press(key);
    await person.settled();
    positions.push(await person.position());
  }
  assert.deepEqual(positions, [7, 6, 7, 0, 1, 8]);
});

pageTest("the buttons step, play to the end, pause and come back to now", async (bring) => {
  const person = await withEntries(await bring());
  await person.button("Previous event").click();
  await person.button("Previous event").click();
  await person.until(() => globalThis.daybook.position() === 6);
  await person.button("Next event").click();
  await person.until(() => globalThis.daybook.position() === 7);
  await person.goTo(1);
  await person.button("Play").click();
  await person.until(() => globalThis.daybook.position() > 1);
  const pause = person.button("Pause");
  if (await pause.isVisible()) {
    await pause.click().catch(() => {});
    const at = await person.position();
    await person.page.waitForTimeout(1_000);
    assert.equal(await person.position(), at, "paused is paused");
    if (at < 8) await person.button("Play").click();
  }
  await person.until(() => globalThis.daybook.position() === globalThis.daybook.count(), undefined, 30_000);
  await person.goTo(3);
  await person.now();
});

pageTest("where playing stops is said to who listens", async (bring) => {
  const person = await withEntries(await bring());
  const spoken = person.page.locator(".visually-hidden[aria-live]");
  await person.page.getByRole("combobox", { name: "Speed" }).selectOption("2");
  await person.page.getByRole("main").focus();
  await person.page.keyboard.press("ArrowLeft");
  await person.page.keyboard.press("Escape");
  await spoken.getByText("Event 8 of 8, now").waitFor();
  await person.page.keyboard.press("Space");
  await person.until(() => globalThis.daybook.position() > 1 && globalThis.daybook.position() < 8);
  await person.page.keyboard.press("Space");
  const at = await person.position();
  await spoken.getByText(`Event ${at} of 8`).waitFor();
});

pageTest("before the first account the past says that there was none, and offers nothing", async (bring) => {
  const person = await withEntries(await bring());
  for (const at of [0, 1]) {
    await person.visitAddress(`#/?at=${at}`);
    await person.page.getByText("At this moment the book had no account yet.").waitFor();
    assert.equal(await person.page.getByRole("button", { name: "Open your first account" }).count(), 0);
  }
});

pageTest("the whole page shows the past, says which moment it is and can't be written on", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Overview");
  assert.equal(await person.balanceOf("Boat fund"), "319.75");
  await person.goTo(6);
  assert.equal(await person.balanceOf("Current account"), "579.50");
  assert.equal(await person.balanceOf("Boat fund"), "300.00");
  await person.goTo(5);
  assert.equal(await person.balanceOf("Boat fund"), "0.00");

  const moment = await person.page.evaluate(() => globalThis.daybook.stateAt(5).recorded_at);
  const time = moment.slice(11, 16);
  const said = await person.status.filter({ hasText: time }).first().innerText();
  const day = new Date(moment).toLocaleDateString("en-GB", { timeZone: "UTC", day: "numeric", month: "long" });
  assert.ok(said.slice(0, 60).includes(day.split(" ")[0]) && said.slice(0, 60).includes(time), `it begins with the moment: ${said}`);

  for (const name of WRITING) {
    const button = person.button(name);
    if (await button.count()) assert.ok(await button.isDisabled(), `“${name}” is disabled in the past`);
  }
  await person.visit("Data");
  assert.ok(await person.button("Import").isDisabled(), "importing writes too");

  await person.now();
  await person.visit("Overview");
  assert.equal(await person.balanceOf("Boat fund"), "319.75");
  for (const name of WRITING) assert.ok(await person.button(name).isEnabled(), `“${name}” is back`);
});

pageTest("before the first event the book is empty", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Overview");
  await person.goTo(0);
  assert.equal(await person.page.getByRole("main").getByRole("article").count(), 0);
  await person.now();
});

pageTest("a link leads to page and moment, also when opened anew", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  await person.goTo(5);
  await addressed(person, /^#\/journal\?(.*&)?at=5(&|$)/);
  const seen = await person.figures();
  const address = person.address();
  await person.reload();
  assert.equal(await person.position(), 5);
  assert.deepEqual(await person.figures(), seen);
  const tab = await person.anotherTab(address);
  assert.equal(await tab.position(), 5);
  assert.deepEqual(await tab.figures(), seen);
});

pageTest("an address of nonsense leads to the overview, not to an error, and says what was not understood", async (bring) => {
  const person = await withEntries(await bring());
  const main = person.page.getByRole("main");
  const unknown = "What the address says here is not known and was left out:";
  for (const [address, told] of [
    ["#/nowhere", `${unknown} /nowhere`],
    ["#/journal?at=999999", "The address names the moment after event 999999, but the last event of this book is 8: it is shown as it is now."],
    ["#/journal?at=-3", `${unknown} at=-3`],
    ["#/journal?at=x&q=%&kind=foo", `${unknown} at=x, kind=foo`],
    ["#%%%", `${unknown} %%%`],
    ["#/account/none", `${unknown} /account/none`],
  ]) {
    await person.visitAddress(address);
    await main.getByRole("status").getByText(told, { exact: true }).waitFor();
    assert.ok((await person.position()) <= 8);
  }
  // The address is mended once it rests.
  await person.page.waitForFunction(() => location.hash === "#/");
  await person.reload();
  await main.waitFor();
  assert.equal(await main.getByText(unknown).count(), 0);
  await person.visitAddress("#/journal?kind=foo");
  await person.button("Dismiss", main).click();
  assert.equal(await main.getByText(unknown).count(), 0);
});

pageTest("an address that compares with an event the book has not come to says so, and compares with the last one", async (bring) => {
  const person = await withEntries(await bring());
  const told = "The address compares with the moment after event 99999, but the last event of this book is 8: it is compared with that one.";
  const status = person.page.getByRole("main").getByRole("status");
  // In a page that is just opened as in one that is open.
  for (const arrive of [
    (address) => person.visitAddress(address),
    (address) => person.page.evaluate((hash) => void (location.hash = hash), address),
  ]) {
    await arrive("#/reports/compare?at=6&with=99999");
    await status.getByText(told, { exact: true }).waitFor();
    await person.until(() => /at=6/.test(location.hash) && /with=8/.test(location.hash));
    await person.button("Dismiss", person.page.getByRole("main")).click();
  }
});

pageTest("Back goes back: through pages and to the moment before a jump", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Journal");
  await person.visit("Accounts");
  await person.page.goBack();
  await addressed(person, /^#\/journal/);
  await person.goTo(4);
  await addressed(person, /at=4/);
  await person.now();
  await addressed(person, /^#\/journal$/);
  await person.page.goBack();
  await addressed(person, /at=4/);
  await person.until(() => globalThis.daybook.position() === 4);
  await person.page.goForward();
  await person.until(() => globalThis.daybook.position() === globalThis.daybook.count());
});
