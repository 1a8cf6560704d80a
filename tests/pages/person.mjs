// A person at the page: finds things by role and name, as eyes or a screen reader would, and only looks at what
// `window.daybook` says, never acts through it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { OPEN_BOOK } from "./names.mjs";

export const PAGES = ["Overview", "Journal", "Accounts", "Reports", "What if", "Audit", "Streams", "Data"];

export class Person {
  constructor(page, origin) {
    this.page = page;
    this.origin = origin;
  }

  // --- Getting about ---

  async visitAddress(address = "") {
    // Chromium takes a change of the fragment for no visit at all; a person who pastes a link gets a page.
    await this.page.goto("about:blank");
    await this.page.goto(`${this.origin}/${address}`);
    await this.ready();
  }
  async reload() {
    await this.page.reload();
    await this.ready();
  }
  async ready() {
    await this.page.evaluate(() => globalThis.daybook.ready);
  }
  // The same profile in another tab.
  async anotherTab(address = "") {
    const other = new Person(await this.page.context().newPage(), this.origin);
    await other.visitAddress(address);
    return other;
  }
  async visit(name) {
    await this.page.getByRole("link", { name, exact: true }).first().click();
    await this.settled();
  }
  // Every account's own page has a link on the page Accounts; in order.
  get linksToAccounts() {
    return this.page.getByRole("table", { name: "Accounts" }).locator('a[href^="#/account"]');
  }
  async accountLinks() {
    await this.visit("Accounts");
    return this.linksToAccounts.count();
  }
  async visitAccountNumber(index) {
    await this.visit("Accounts");
    await this.linksToAccounts.nth(index).click();
    await this.until(() => location.hash.startsWith("#/account"));
    await this.settled();
  }
  async visitAccount(name) {
    await this.visit("Accounts");
    await this.page.getByRole("main").getByRole("link", { name: startsWith(name) }).first().click();
    await this.settled();
  }
  address() {
    return new URL(this.page.url()).hash;
  }

  // --- Finding ---

  button(name, inside = this.page) {
    return inside.getByRole("button", { name, exact: true }).first();
  }
  dialog(name) {
    return name ? this.page.getByRole("dialog", { name, exact: true }) : this.page.getByRole("dialog");
  }
  get slider() {
    return this.page.getByRole("slider", { name: "Timeline", exact: true });
  }
  get status() {
    return this.page.getByRole("status");
  }

  // --- Entering ---

  // A field of any kind, by its accessible name. (Finding it by its label's text would miss a list inside its label, whose
  // options are text too.)
  field(inside, name) {
    const as = (role) => inside.getByRole(role, { name, exact: true });
    return as("textbox").or(as("combobox")).or(as("spinbutton")).or(as("searchbox"));
  }
  // Sets a field of any kind to what a person would put there.
  async set(inside, name, value) {
    const field = this.field(inside, name);
    const kind = await field.evaluate((element) => (element.tagName === "SELECT" ? "select" : element.type));
    if (kind !== "select") return field.fill(value);
    const options = await field.evaluate((element) => [...element.options].map((option) => option.label.trim()));
    const index = options.findIndex((label) => label === value) >= 0
      ? options.indexOf(value)
      : options.findIndex((label) => label.startsWith(value));
    assert.notEqual(index, -1, `“${name}” offers no “${value}”, only ${options.join(", ")}`);
    await field.selectOption({ index });
  }

  // Opens the dialog of a command and fills its fields; confirming is the caller's.
  async begin(command, fields) {
    // The overview has the buttons for every entry.
    if (!(await this.button(command).isVisible())) await this.visit("Overview");
    await this.button(command).click();
    const dialog = this.dialog(command);
    await dialog.waitFor();
    for (const [name, value] of Object.entries(fields)) await this.set(dialog, name, value);
    return dialog;
  }
  // Makes an entry that must be accepted.
  async enter(command, fields) {
    const before = await this.count();
    const dialog = await this.begin(command, fields);
    await this.button(command, dialog).click();
    await dialog.waitFor({ state: "hidden" }).catch(async (error) => {
      const alert = await dialog.getByRole("alert").allInnerTexts();
      throw new Error(`“${command}” was refused: ${alert.join(" ")} (${error.message.split("\n")[0]})`);
    });
    await this.until((count) => globalThis.daybook.count() > count, before);
    await this.settled();
  }
  // Makes an entry that must be refused; answers the sentence and leaves the dialog open.
  async refused(command, fields) {
    const before = await this.count();
    const dialog = await this.begin(command, fields);
    await this.button(command, dialog).click();
    const alert = dialog.getByRole("alert");
    await alert.filter({ hasText: /\S/ }).first().waitFor();
    assert.equal(await this.count(), before, "a refused command records nothing");
    for (const [name, value] of Object.entries(fields)) {
      const field = this.field(dialog, name);
      const shown = await field.evaluate((element) =>
        element.tagName === "SELECT" ? element.selectedOptions[0].label.trim() : element.value,
      );
      assert.ok(shown === value || shown.startsWith(value), `“${name}” still holds what was typed, not ${shown}`);
    }
    return (await alert.allInnerTexts()).join(" ");
  }
  async leaveDialog() {
    await this.page.keyboard.press("Escape");
    // Where something was filled in, it asks to be sure.
    const warning = this.dialog().getByText("Press Escape again");
    if (await warning.isVisible()) await this.page.keyboard.press("Escape");
    await this.dialog().waitFor({ state: "hidden" });
    // The address of a question is left behind a little later.
    await this.until(() => !/[?&]why=/.test(location.hash));
  }

  async openBook(name, currency) {
    const place = this.page;
    await this.set(place, OPEN_BOOK.name, name);
    await this.set(place, OPEN_BOOK.currency, currency);
    await this.button(OPEN_BOOK.button).click();
    await this.until(() => globalThis.daybook.count() > 0);
    await this.settled();
  }
  async openAccount(name, currency, more = {}) {
    await this.enter("Open account", { Name: name, Currency: currency, ...more });
  }
  async loadSample() {
    const button = this.button("Load sample book");
    if (!(await button.isVisible())) await this.visit("Data");
    await button.click();
    await this.until(() => globalThis.daybook.count() > 100, undefined, 60_000);
    await this.page.evaluate(() => globalThis.daybook.history);
    await this.settled();
  }

  // --- In and out ---

  // Exports what is on the screen through the button; answers the file's name, text and content.
  async export() {
    await this.visit("Data");
    const [download] = await Promise.all([
      this.page.waitForEvent("download"),
      this.button("Export JSON", this.page.getByRole("main")).click(),
    ]);
    const text = await readFile(await download.path(), "utf8");
    return { name: download.suggestedFilename(), text, file: JSON.parse(text) };
  }
  // Chooses a file in "Import".
  async choose(text, name = "book.daybook.json") {
    const button = this.button("Import");
    if (!(await button.isVisible())) await this.visit("Data");
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), button.click()]);
    await chooser.setFiles({ name, mimeType: "application/json", buffer: Buffer.from(text, "utf8") });
  }
  // What the page says a chosen file would do, before it is taken in.
  get proposal() {
    return this.dialog("What this file holds");
  }
  async import(text, expected) {
    await this.choose(text);
    await this.accept();
    await this.until((hash) => globalThis.daybook.fingerprint() === hash, expected, 60_000);
    await this.settled();
  }
  // Takes in what a chosen file was found to hold.
  async accept() {
    await this.button("Import", this.proposal).click({ timeout: 60_000 });
    await this.proposal.waitFor({ state: "hidden", timeout: 60_000 });
  }

  // --- Time ---

  async goTo(position) {
    await this.slider.fill(String(position));
    await this.until((wanted) => globalThis.daybook.position() === wanted, position);
    await this.settled();
  }
  async now() {
    await this.button("Now").click();
    await this.until(() => globalThis.daybook.position() === globalThis.daybook.count());
    await this.settled();
  }

  // --- Looking ---

  until(predicate, argument, timeout = 15_000) {
    return this.page.waitForFunction(predicate, argument, { timeout });
  }
  count() {
    return this.page.evaluate(() => globalThis.daybook.count());
  }
  position() {
    return this.page.evaluate(() => globalThis.daybook.position());
  }
  fingerprint() {
    return this.page.evaluate(() => globalThis.daybook.fingerprint());
  }
  lastEvent() {
    return this.page.evaluate(() => globalThis.daybook.events(globalThis.daybook.count(), globalThis.daybook.count())[0]);
  }
  // The balance shown for an account, as the decimal string behind what is printed.
  async balanceOf(name) {
    const place = this.page
      .getByRole("article", { name: startsWith(name) })
      .or(this.page.getByRole("row", { name: startsWith(name) }))
      .first();
    return place.locator("data").first().getAttribute("value");
  }
  async text() {
    return this.page.locator("body").innerText();
  }
  // Everything a person could read off the page's own part of the screen: each figure of money behind its <data>, and the
  // words, but not what only speaks of the moment (status) or of what just happened (alert).
  figures() {
    return this.page.evaluate(() => {
      const main = document.querySelector("main, [role=main]");
      const words = [];
      const walker = document.createTreeWalker(main, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
        if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
        return node.matches("[role=status], [role=alert], [hidden], dialog, script")
          ? NodeFilter.FILTER_REJECT
          : NodeFilter.FILTER_SKIP;
      });
      while (walker.nextNode()) words.push(walker.currentNode.data);
      return {
        money: [...main.querySelectorAll("data")].map((figure) => figure.getAttribute("value")),
        words: words.join(" ").replace(/\s+/g, " ").trim(),
      };
    });
  }
  // Waits until two pictures of the page, a frame apart, are the same.
  async settled() {
    let before;
    for (let tries = 0; tries < 100; tries += 1) {
      const seen = await this.page.evaluate(
        () =>
          new Promise((resolve) =>
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(document.body.innerText + location.hash))),
          ),
      );
      if (seen === before) return;
      before = seen;
    }
    throw new Error("the page never came to rest");
  }
  // Moves the focus by Tab alone.
  async tabTo(target, most = 80) {
    for (let presses = 0; presses < most; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`${target} is not to be reached by Tab`);
  }
}

export function startsWith(text) {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
}
