import { launch, NARROW, serve, WIDE } from "./harness.mjs";
import { Person } from "./person.mjs";
const only = process.argv[2] ? process.argv[2].split(",") : null;
const server = await serve();
const browser = await launch();
const out = "/tmp/shots-explain";
for (const [size, viewport, colorScheme, past] of [["wide", WIDE, "light", false], ["narrow", NARROW, "dark", true], ["wide", WIDE, "dark", true]]) {
  const context = await browser.newContext({ viewport, colorScheme, locale: "en-GB", timezoneId: "UTC", reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("console", (m) => m.type() === "error" && console.log("console", m.text()));
  page.on("pageerror", (e) => console.log("error", e.message));
  const person = new Person(page, server.origin);
  await person.visitAddress();
  await person.loadSample();
  if (past) await person.goTo(2614);
  const at = past ? "at=2614" : "x=1";
  for (const [name, address] of [["cash-flow", "reports/cash-flow"], ["categories", "reports/categories"], ["counterparties", "reports/counterparties"], ["trial", "reports/trial-balance"], ["statement", "reports/statement"], ["day", "reports/day"], ["compare", "reports/compare?with=2000"], ["overview", ""], ["audit", "audit?event=300"],["journal","journal"]]) {
    if (only && !only.includes(name)) continue;
    await page.evaluate((hash) => { location.hash = hash; }, `#/${address}${address.includes("?") ? "&" : "?"}${at}`);
    await person.settled();
    await page.screenshot({ path: `${out}/${name}-${size}-${colorScheme}.png` });
    if (name === "overview") {
      await page.locator("button.why").first().click();
      await person.settled();
      await page.screenshot({ path: `${out}/why-${size}-${colorScheme}.png` });
      const month = page.getByRole("dialog").getByRole("button", { expanded: false }).first();
      if (await month.count()) { await month.click(); await person.settled(); await page.screenshot({ path: `${out}/why-open-${size}-${colorScheme}.png` }); }
      await page.keyboard.press("Escape");
    }
  }
  await context.close();
}
await browser.close();
await server.close();
process.exit(0);
