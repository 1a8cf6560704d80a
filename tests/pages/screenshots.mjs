// Pictures of every page with the sample book: wide and narrow, light and dark, now and past, into results/, and the one
// in the README. Run by scripts/screenshots, looked at by people.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, NARROW, results, serve, WIDE } from "./harness.mjs";
import { PROOF } from "./names.mjs";
import { PAGES, Person } from "./person.mjs";

const pictures = fileURLToPath(new URL("./pictures/", import.meta.url));
const server = await serve();
const browser = await launch();
for (const folder of [results, pictures]) mkdirSync(folder, { recursive: true });

async function shoot(person, name, folder = results) {
  const path = join(folder, `${name}.png`);
  await person.page.screenshot({ path });
  console.log(path);
}

for (const [size, viewport] of [["wide", WIDE], ["narrow", NARROW]]) {
  for (const colorScheme of ["light", "dark"]) {
    const options = { viewport, colorScheme, locale: "en-GB", timezoneId: "UTC", reducedMotion: "reduce" };
    const context = await browser.newContext(options);
    const person = new Person(await context.newPage(), server.origin);
    const name = (what) => `${what}-${size}-${colorScheme}`;
    await person.visitAddress();
    await shoot(person, name("first-run"));
    await person.loadSample();
    for (const moment of ["now", "past"]) {
      await person.visit("Overview");
      if (moment === "past") await person.goTo(Math.round((await person.count()) * 0.68));
      for (const page of PAGES) {
        await person.visit(page);
        // At rest, the page says that what it shows is proven.
        await person.page.getByRole("link", { name: PROOF.proven }).first().waitFor();
        await shoot(person, name(`${page.toLowerCase()}-${moment}`));
        // The README shows the overview: what a newcomer sees, and the same in the past.
        if (page === "Overview" && size === "wide" && colorScheme === "light") {
          await shoot(person, `overview-${moment}`, pictures);
        }
      }
      await person.visitAccountNumber(0);
      await shoot(person, name(`account-${moment}`));
    }
    await person.now();
    await person.visit("Overview");
    await person.button("Transfer").click();
    await person.dialog("Transfer").waitFor();
    await shoot(person, name("dialog"));
    await context.close();
  }
}
await browser.close();
await server.close();
