// A page with a book that has much to tell, and what must be true of what a consumer has read of it.
import assert from "node:assert/strict";
import { availableParallelism, loadavg } from "node:os";
import { after, test } from "node:test";
import { misfit } from "../pages/contract.mjs";
import { launch, serve } from "../pages/harness.mjs";
import { Person } from "../pages/person.mjs";
import { until } from "./engines.mjs";

// Whatever goes wrong in a page that nobody meant to go wrong. Networks fail in these tests, and browsers say so.
export function watch(page, problems) {
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.stack ?? error}`));
  page.on("crash", () => problems.push("the page crashed"));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    if (!/Failed to load resource|blocked by CORS policy|WebSocket connection|net::ERR/.test(message.text())) {
      problems.push(`console: ${message.text()}`);
    }
  });
}

let server;
export async function origin() {
  server ??= serve();
  return (await server).origin;
}

// A test with visitors who have a browser of their own each.
export function streamTest(sentence, body, { timeout = 120_000 } = {}) {
  test(sentence, { timeout }, async () => {
    const problems = [];
    const browser = await launch();
    const bring = async (options = {}) => {
      const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC", acceptDownloads: true, ...options });
      context.on("page", (page) => watch(page, problems));
      const person = new Person(await context.newPage(), await origin());
      await person.visitAddress();
      return person;
    };
    try {
      await body(bring, problems);
      assert.deepEqual(problems, []);
    } finally {
      await browser.close();
    }
  });
}
after(async () => (await server)?.close());

// A call of `window.daybook`, repeated where the page is loaded again just then.
export async function ask(person, call, argument) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await person.page.evaluate(() => globalThis.daybook.ready);
      return await person.page.evaluate(call, argument);
    } catch (error) {
      if (attempt > 20 || !/context was destroyed|navigat|undefined \(reading 'ready'\)/i.test(error.message)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

export async function openBook(person, accounts = 8) {
  await ask(person, async (accounts) => {
    const { daybook } = globalThis;
    await daybook.dispatch({ type: "OpenBook", name: "Streams", base_currency: "EUR" });
    const opened = Array.from({ length: accounts }, (_, n) => ({
      type: "OpenAccount", name: `Account ${n}`, currency: "EUR", overdraft_limit: "unlimited",
    }));
    await daybook.dispatchAll(opened);
  }, accounts);
}

// Records entries of every kind, in commits of `commit` commands.
export async function record(person, events, commit = 100) {
  await ask(person, async ([events, commit]) => {
    const { daybook } = globalThis;
    const accounts = daybook.stateAt(daybook.count()).accounts.map((account) => account.id);
    const one = (n) => {
      const account = accounts[n % accounts.length];
      if (n % 10 === 9 && accounts.length > 1) {
        return { type: "TransferMoney", from: account, to: accounts[(n + 1) % accounts.length], amount: "2.50" };
      }
      return { type: n % 3 ? "DepositMoney" : "WithdrawMoney", account, amount: `${1 + (n % 90)}.25`, note: `private ${n}` };
    };
    for (let done = 0; done < events; done += commit) {
      const size = Math.min(commit, events - done);
      await daybook.dispatchAll(Array.from({ length: size }, (_, n) => one(done + n)));
    }
  }, [events, commit]);
}

// Adds a destination, and waits until the page has been loaded again with a policy that lets it speak to it.
export async function add(person, destination) {
  const added = await ask(person, (it) => globalThis.daybook.addDestination(it), { from: 1, ...destination });
  const allowed = (origin) => {
    const policy = document.querySelector("meta[http-equiv=Content-Security-Policy]");
    // There is none yet where the page is just being loaded.
    return policy?.content.split(/[ ;]+/).includes(origin) ?? false;
  };
  await until(() => ask(person, allowed, new URL(destination.url).origin), 20_000, "the page to be loaded again");
  return added;
}
export const destination = (person) => ask(person, () => globalThis.daybook.destinations()[0]);
export const publicEvents = (person, from = 1) =>
  ask(person, (from) => globalThis.daybook.integrationEvents(from, globalThis.daybook.count()), from);

export async function delivered(person, patience = 60_000) {
  let last;
  await until(async () => (last = await destination(person))?.waiting === 0, patience, "everything to be delivered").catch((error) => {
    throw new Error(`${error.message}: ${JSON.stringify(last)}`);
  });
  return last;
}

// Everything has arrived, as it is, each account's events in order, repeats with equal ids only.
export async function arrived(person, consumer, { from = 1, exactly = false, patience = 30_000 } = {}) {
  const wanted = await publicEvents(person, from);
  const seen = new Set();
  let looked = 0;
  const distinct = () => {
    const { records } = consumer;
    for (; looked < records.length; looked += 1) seen.add(records[looked].value.id);
    return seen.size;
  };
  await until(() => distinct() >= wanted.length, patience, `${wanted.length} events to be read back`).catch((error) => {
    throw new Error(`${error.message}, ${distinct()} were; ${consumer.engine?.said ?? ""}`);
  });
  const read = consumer.records.map((record) => record.value);
  const first = new Map();
  for (const event of read) {
    if (first.has(event.id)) assert.deepEqual(event, first.get(event.id), "a repeat is equal");
    else first.set(event.id, event);
  }
  const byId = new Map(wanted.map((event) => [event.id, event]));
  for (const [id, event] of first) {
    assert.deepEqual(event, byId.get(id), "what arrived is what integrationEvents says");
    assert.equal(misfit(event), undefined);
  }
  const [got, due] = [perAccount([...first.values()]), perAccount(wanted)];
  for (const account of Object.keys(due)) {
    assert.deepEqual(got[account].map((it) => it.id), due[account].map((it) => it.id), `the order of ${account}`);
  }
  if (exactly) assert.equal(read.length, wanted.length, "nothing came twice");
  return { read: read.length, wanted: wanted.length };
}

function perAccount(events) {
  const groups = {};
  for (const event of events) (groups[event.subject] ??= []).push(event);
  return groups;
}

// Has a history of at least `least` public events delivered all at once, and holds it to so many a second, from adding the
// destination to the last one's acknowledgement, while the page answers. Where a machine is busy with more than this test, its
// share of that is asked for.
export async function drain(person, where, entries, least, pace = 2_000) {
  await record(person, entries, 1_000);
  const wanted = (await publicEvents(person)).length;
  assert.ok(wanted >= least, `${wanted} events`);
  const load = loadavg()[0];
  const due = pace / Math.max(1, (load - 3) / availableParallelism());
  const begun = Date.now();
  await add(person, where);
  let slowest = 0;
  await until(async () => {
    const asked = Date.now();
    const now = await destination(person);
    slowest = Math.max(slowest, Date.now() - asked);
    return now?.waiting === 0;
  }, 150_000, `${wanted} events to leave`);
  const rate = Math.round(wanted / ((Date.now() - begun) / 1000));
  console.log(`# ${rate} events a second, the page's slowest answer took ${slowest} ms, the machine's load was ${load.toFixed(1)}`);
  assert.ok(rate >= due, `${rate} a second, of ${Math.round(due)} that were due`);
}
