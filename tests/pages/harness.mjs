// What every page test stands on: the release build served as a static host would, one headless Chromium, and visitors
// whose test fails for anything that goes wrong behind their back.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { Person } from "./person.mjs";
import { findChromium, FLAGS, serve } from "./serving.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
export const results = join(here, "results");
export { findChromium, FLAGS, serve };

export function launch() {
  return chromium.launch({ executablePath: findChromium(), headless: true, args: FLAGS });
}

// A browser whose profile outlives it.
export function launchIn(profile) {
  return chromium.launchPersistentContext(profile, { executablePath: findChromium(), headless: true, args: FLAGS });
}

// Opened at the first visitor, closed after the file's last test.
let shared;
export async function opened() {
  shared ??= (async () => ({ server: await serve(), browser: await launch() }))();
  return shared;
}
after(async () => {
  if (!shared) return;
  const { server, browser } = await shared;
  await browser.close();
  await server.close();
});

// Notes on `problems` whatever goes wrong in a page: errors, forbidden or failed requests, violations, dialogs of the browser.
function watch(page, origin, problems) {
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" || /content security policy|violat/i.test(text)) problems.push(`console: ${text}`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.stack ?? error}`));
  page.on("crash", () => problems.push("the page crashed"));
  page.on("dialog", (dialog) => {
    problems.push(`a browser dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(data|blob):/.test(url) && new URL(url).origin !== origin) problems.push(`request to ${url}`);
  });
  page.on("requestfailed", (request) => {
    // Saving a file ends the request for its blob, and leaving a page those it still had.
    const ended = request.url().startsWith("blob:") || request.failure()?.errorText === "net::ERR_ABORTED";
    if (!ended) problems.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
}

export const WIDE = { width: 1280, height: 860 };
export const NARROW = { width: 390, height: 844 };

// A visitor with a browser profile of their own. `before` runs in every page before any of its scripts.
export async function visitor({ problems = [], before, ...options } = {}) {
  const { server, browser } = await opened();
  const context = await browser.newContext({
    viewport: WIDE,
    locale: "en-GB",
    timezoneId: "UTC",
    reducedMotion: "reduce",
    acceptDownloads: true,
    ...options,
  });
  context.setDefaultTimeout(15_000);
  await context.exposeBinding("__violation", (_, text) => problems.push(`policy violation: ${text}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      globalThis.__violation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}:${event.lineNumber}`);
    });
  });
  if (before) await context.addInitScript(before);
  context.on("page", (page) => watch(page, server.origin, problems));
  return new Person(await context.newPage(), server.origin);
}

// A test in which people visit the page. Its body gets a function that brings a new visitor, with Daybook on their screen;
// whatever went wrong in any of their pages fails the test even if nobody saw it.
export function pageTest(sentence, body, { timeout = 120_000 } = {}) {
  test(sentence, { timeout }, async (t) => {
    const problems = [];
    const people = [];
    const bring = async ({ address = "", ...options } = {}) => {
      const person = await visitor({ problems, ...options });
      people.push(person);
      await person.visitAddress(address);
      return person;
    };
    try {
      await body(bring, t);
      if (problems.length) throw new Error(`behind the scenes:\n  ${problems.join("\n  ")}`);
    } catch (error) {
      await picture(people, sentence);
      if (problems.length && !error.message.startsWith("behind")) {
        error.message += `\nbehind the scenes:\n  ${problems.join("\n  ")}`;
      }
      throw error;
    } finally {
      await Promise.all(people.map((person) => person.page.context().close()));
    }
  });
}

// What each visitor saw when a test failed, for whoever has to find out why.
async function picture(people, sentence) {
  mkdirSync(results, { recursive: true });
  const name = sentence.replace(/[^a-z0-9]+/gi, "-").slice(0, 80);
  for (const [index, person] of people.entries()) {
    await person.page.screenshot({ path: join(results, `failed-${name}-${index}.png`) }).catch(() => {});
  }
}
