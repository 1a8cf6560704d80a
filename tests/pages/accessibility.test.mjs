// Everyone can use it: the rules that a program can check, on every page, and the keyboard alone.
import assert from "node:assert/strict";
import { check } from "./axe.mjs";
import { withEntries } from "./books.mjs";
import { NARROW, pageTest, WIDE } from "./harness.mjs";
import { PAGES } from "./person.mjs";

for (const [size, viewport] of [["wide", WIDE], ["narrow", NARROW]]) {
  for (const colorScheme of ["light", "dark"]) {
    pageTest(`every page keeps the rules of accessibility, ${size} and ${colorScheme}, now and in the past`, async (bring) => {
      const person = await bring({ viewport, colorScheme });
      await check(person, "the first page");
      await withEntries(person);
      // The what-if has something to show.
      await person.visit("What if");
      const dialog = await person.begin("Deposit", { Amount: "1" });
      await person.button("Deposit", dialog).click();
      await dialog.waitFor({ state: "hidden" });
      for (const moment of ["now", "the past"]) {
        for (const name of PAGES) {
          await person.visit(name);
          if (moment === "the past" && name === PAGES[0]) await person.goTo(6);
          await check(person, `${name}, ${moment}`);
        }
        await person.visitAccountNumber(0);
        await check(person, `an account, ${moment}`);
      }
    });
  }
}

for (const [size, viewport, colorScheme] of [["wide", WIDE, "light"], ["wide", WIDE, "dark"], ["narrow", NARROW, "light"]]) {
  pageTest(`the timeline zoomed and with two handles, tables of charts and the actions of a row keep the rules, ${size}, ${colorScheme}`, async (bring) => {
    const person = await bring({ viewport, colorScheme });
    await person.loadSample();
    await person.goTo(2000);
    await person.page.keyboard.press("+");
    for (const address of ["#/", "#/reports/cash-flow", "#/reports/compare?with=1990"]) {
      await person.page.evaluate((hash) => void (location.hash = hash), `${address}${address.includes("?") ? "&" : "?"}at=2000`);
      await person.settled();
      const table = person.page.getByRole("main").getByText("As a table");
      if (await table.count()) await table.first().click();
      await person.settled();
      await check(person, address);
      const [content, window] = await person.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(content <= window, `${address} is ${content} wide on a screen of ${window}`);
    }
    await person.visit("Journal");
    const actions = person.button("What can be done", person.page.getByRole("main"));
    if (await actions.isVisible()) {
      await actions.click();
      await person.dialog("What can be done").waitFor();
      await check(person, "what can be done about an entry");
    }
  });
}

pageTest("nothing sticks out sideways on a narrow screen", async (bring) => {
  const person = await withEntries(await bring({ viewport: NARROW }));
  for (const name of PAGES) {
    await person.visit(name);
    const [content, window] = await person.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(content <= window, `${name} is ${content} wide on a screen of ${window}`);
  }
});

// Whatever scrolls does so within the page's own part of the screen: the window has no scrollbar of its own.
const REPORTS = ["cash-flow", "categories", "counterparties", "trial-balance", "statement", "day", "rules", "compare?with=500"];
for (const [size, width] of [["wide", 1440], ["narrow", 390]]) {
  pageTest(`the window itself never scrolls, on any page or report, ${size}`, async (bring) => {
    const person = await bring({ viewport: { width, height: 900 } });
    await person.loadSample();
    for (const height of [900, 700]) {
      await person.page.setViewportSize({ width, height });
      for (const hash of ["", "journal", "accounts", "what-if", "audit", "streams", "data", ...REPORTS.map((name) => `reports/${name}`)]) {
        await person.page.evaluate((hash) => void (location.hash = hash), `#/${hash}`);
        await person.settled();
        const over = await person.page.evaluate(() => {
          const [window, main] = [document.scrollingElement, document.querySelector("main")];
          return [window.scrollHeight - innerHeight, window.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth];
        });
        assert.ok(over.every((pixels) => pixels <= 0), `#/${hash} at ${width} × ${height} is too large by ${over}`);
      }
    }
  });
}

pageTest("each dialog keeps the rules, takes the focus and gives it back", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Overview");
  for (const name of ["Deposit", "Withdraw", "Transfer", "Open account"]) {
    const button = person.button(name);
    await button.focus();
    await person.page.keyboard.press("Enter");
    const dialog = person.dialog(name);
    await dialog.waitFor();
    const inside = await dialog.evaluate((element) => element.contains(document.activeElement));
    assert.ok(inside, `the focus is in the dialog ${name}`);
    await check(person, `the dialog ${name}`);
    await person.leaveDialog();
    assert.ok(await button.evaluate((element) => element === document.activeElement), `${name} has the focus again`);
  }
});

pageTest("an entry is made with the keyboard alone", async (bring) => {
  const person = await withEntries(await bring());
  const { keyboard } = person.page;
  await person.visit("Overview");
  await person.tabTo(person.button("Deposit"));
  await keyboard.press("Enter");
  const dialog = person.dialog("Deposit");
  await dialog.waitFor();
  await person.tabTo(person.field(dialog, "Account"));
  await keyboard.type("Boat");
  await person.tabTo(person.field(dialog, "Amount"));
  await keyboard.type("12.34");
  await keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
  await person.settled();
  assert.equal(await person.balanceOf("Boat fund"), "332.09");
});

pageTest("every shortcut that a button names opens what the button opens", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Overview");
  let tried = 0;
  for (const name of ["Deposit", "Withdraw", "Transfer", "Open account"]) {
    const key = await person.button(name).getAttribute("aria-keyshortcuts");
    if (!key) continue;
    tried += 1;
    // The attribute names the key by its capital; nobody holds Shift for it.
    await person.page.keyboard.press(key.length === 1 ? key.toLowerCase() : key);
    await person.dialog(name).waitFor();
    await person.leaveDialog();
  }
  assert.ok(tried >= 3, "the common entries have shortcuts");
});

pageTest("a key pressed right after a dialog was closed is not lost, and what it opens stays", async (bring) => {
  const person = await withEntries(await bring());
  await person.visit("Overview");
  await person.page.keyboard.press("d");
  const first = person.dialog("Deposit");
  await first.waitFor();
  await person.set(first, "Amount", "12");
  // The browser tells of the closing only after the key, as it may when it is busy.
  const closeAndPress = (key) =>
    person.dialog().evaluate((dialog, pressed) => {
      dialog.close();
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: pressed, bubbles: true, cancelable: true }));
    }, key);
  await closeAndPress("w");
  await person.dialog("Withdraw").waitFor();
  await person.settled();
  assert.ok(await person.dialog("Withdraw").isVisible());
  assert.equal(await person.field(person.dialog("Withdraw"), "Amount").inputValue(), "");
  await closeAndPress("w");
  await person.settled();
  assert.ok(await person.dialog("Withdraw").isVisible(), "asked again at once, it is there again");
  await person.leaveDialog();
  await person.page.keyboard.press("t");
  await person.dialog("Transfer").waitFor();
});

pageTest("Escape comes back from the past", async (bring) => {
  const person = await withEntries(await bring());
  await person.goTo(3);
  await person.page.keyboard.press("Escape");
  await person.until(() => globalThis.daybook.position() === globalThis.daybook.count());
});

pageTest("a key never acts on another entry than the one that had the focus", async (bring) => {
  const person = await bring();
  await person.loadSample();
  await person.visit("Journal");
  const { page } = person;
  const rows = page.locator("tr[aria-rowindex]:not(thead tr)");
  await rows.first().waitFor();
  const last = (await rows.first().innerText()).split("\n")[0];
  await person.button("Reverse", rows.first()).focus();
  const within = () => page.evaluate(() => document.activeElement.closest("tr")?.innerText.split("\n")[0] ?? document.activeElement.tagName);
  assert.equal(await within(), last);
  await page.keyboard.press("End");
  await person.until(() => document.activeElement.tagName === "MAIN");
  await page.keyboard.press("Home");
  await rows.filter({ hasText: last }).first().waitFor();
});

pageTest("the chart's table has its rows wherever one comes from", async (bring) => {
  const person = await withEntries(await bring({ address: "#/journal" }));
  await person.visit("Journal");
  await person.visit("Overview");
  await person.page.getByText("As a table").click();
  await person.until(() => document.querySelectorAll(".chart-table tbody tr").length > 2);
});

pageTest("what was done or refused is told once more where it happens once more, and so is what was found", async (bring) => {
  const person = await withEntries(await bring());
  const { page } = person;
  await page.evaluate(() => {
    globalThis.heard = [];
    const told = (element) => element.innerText.trim() && globalThis.heard.push(element.innerText.trim());
    new MutationObserver((changes) => {
      const regions = new Set(changes.map(({ target }) => (target.closest ?? target.parentElement?.closest).call(target.closest ? target : target.parentElement, "[aria-live], [role=status]")));
      for (const region of regions) if (region) told(region);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const heard = (what) => person.until(([what, times]) => globalThis.heard.filter((it) => it.includes(what)).length >= times, what);
  for (const times of [1, 2]) {
    await person.enter("Deposit", { Account: "Boat fund", Amount: "3.00" });
    await heard(["The deposit is recorded.", times]);
  }
  const dialog = await person.begin("Deposit", { Account: "Boat fund", Amount: "x" });
  for (let times = 0; times < 2; times += 1) {
    await person.button("Deposit", dialog).click();
    const alert = dialog.getByRole("alert");
    await alert.waitFor();
    await page.evaluate(() => (document.querySelector("dialog [role=alert]").marked = true));
    if (times) continue;
    await person.button("Deposit", dialog).click();
    await person.until(() => {
      const alert = document.querySelector("dialog [role=alert]");
      return alert && !alert.marked;
    });
  }
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await person.visit("Journal");
  await page.keyboard.press("/");
  await page.keyboard.type("nothing like that");
  await heard(["0 entries", 1]);
});
