// Measures the served release build in a headless Chromium, at growing lengths of the log, and prints a table with the
// growth from the shortest to the longest. Usage: node tests/pages/bench.mjs [--dispatched] [events ...]
// With --dispatched the books are not imported but grown from a sample of 1,000 events, an entry at a time.
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { appends, busy, drags, explanations, exported, grow, imported, loadLarge, longestTask, looks, proving, quantiles, searches } from "./measure.mjs";
import { findChromium, FLAGS, ISOLATED, serve } from "./serving.mjs";

const dispatched = process.argv[2] === "--dispatched";
const sizes = process.argv.slice(dispatched ? 3 : 2).map(Number);
if (sizes.length === 0) sizes.push(1e3, 1e4, 1e5, 1e6);
const PAGES = ["Overview", "Journal", "Audit"];

async function treeSize(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? treeSize(path) : stat(path).then((it) => it.size, () => 0);
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

// Anonymous resident memory, in bytes, of each renderer of the browser that runs on this profile, by its process.
async function renderers(profile) {
  const processes = [];
  for (const pid of (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const [command, status] = await Promise.all(
      ["cmdline", "status"].map((name) => readFile(`/proc/${pid}/${name}`, "utf8").catch(() => "")),
    );
    const figure = (name) => new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(status)?.[1];
    processes.push({ pid, command, parent: figure("PPid"), kilobytes: Number(figure("RssAnon") ?? 0) });
  }
  const ours = new Set(processes.filter((it) => it.command.includes(profile)).map((it) => it.pid));
  for (let grew = true; grew; ) {
    grew = false;
    for (const it of processes) if (!ours.has(it.pid) && ours.has(it.parent)) (grew = true), ours.add(it.pid);
  }
  const found = processes.filter((it) => ours.has(it.pid) && it.command.includes("--type=renderer"));
  return new Map(found.map((it) => [it.pid, it.kilobytes * 1024]));
}

// Of these, the one the page runs in: what has grown most since the browser showed nothing yet.
function ownRenderer(now, empty) {
  const grown = ([pid, bytes]) => bytes - (empty.get(pid) ?? 0);
  return [...now].sort((one, other) => grown(other) - grown(one))[0][1];
}

async function withPage(server, profile, work) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    headless: true,
    args: FLAGS,
    acceptDownloads: true,
    viewport: { width: 1280, height: 860 },
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(600_000);
    await page.addInitScript(() => {
      globalThis.benchmarkOpen = (async () => {
        while (!globalThis.daybook) await new Promise((resolve) => setTimeout(resolve, 1));
        await globalThis.daybook.ready;
        const ready = performance.now();
        await globalThis.daybook.history;
        return { ready, past: performance.now() };
      })();
    });
    const empty = await renderers(profile);
    await page.goto(`${server.origin}/`);
    const opened = await page.evaluate(() => globalThis.benchmarkOpen);
    return await work(page, { ...opened, empty });
  } finally {
    await context.close();
  }
}

async function measured(server, events) {
  const rows = {};
  const quantile = (name, list) => {
    const { p50, p99 } = quantiles(list);
    rows[`${name}, p50 ms`] = p50;
    rows[`${name}, p99 ms`] = p99;
  };
  const [profile, other] = [await mkdtemp(join(tmpdir(), "bench-")), await mkdtemp(join(tmpdir(), "bench-"))];
  const file = join(profile, "book.daybook.json");
  try {
    if (dispatched) {
      await withPage(server, other, async (page) => {
        await loadLarge({ page }, 1000);
        rows["appended, events/s"] = ((events - 1000) / (await grow(page, events))) * 1e3;
      });
    } else {
      await withPage(server, profile, async (page) => {
        await loadLarge({ page }, events);
        const { took, bytes } = await exported(page, file);
        rows["export, MB/s"] = bytes / 1e3 / took;
      });
      await withPage(server, other, async (page) => {
        const { took, count, longest } = await imported(page, file);
        if (count !== events) throw new Error(`${count} events came in of ${events}`);
        rows["import, events/s"] = (events / took) * 1e3;
        rows["import, longest wait of the page, ms"] = longest;
      });
    }
    rows["stored, MB"] = (await treeSize(join(other, "Default", "IndexedDB"))) / 1e6;
    await withPage(server, other, async (page, opened) => {
      rows["open: now on screen, ms"] = opened.ready;
      rows["open: past at hand, ms"] = opened.past;
      const work = await busy(page);
      const before = await work();
      const { answer: proof, longest } = await longestTask(page, () => proving(page));
      rows["proof of the whole log, in the background, ms"] = proof;
      rows["the page's own work for it, ms"] = (await work()) - before;
      rows["longest task of the page during the proof, ms"] = longest;
      const first = await looks(page);
      quantile("jump, the first 300", first.jump);
      quantile("neighbouring position, the first 300", first.drag);
      // By then the browser has compiled what it looks with.
      await looks(page, 600);
      const { jump, drag } = await looks(page);
      quantile("jump", jump);
      quantile("neighbouring position", drag);
      // What the browser has only not thrown away yet depends on when it is looked at.
      const devtools = await page.context().newCDPSession(page);
      await devtools.send("HeapProfiler.collectGarbage");
      const memory = await renderers(other);
      rows["memory of the page's renderer, MB"] = ownRenderer(memory, opened.empty) / 1e6;
      rows["memory of all renderers, MB"] = [...memory.values()].reduce((sum, bytes) => sum + bytes) / 1e6;
      for (const name of PAGES) {
        await page.getByRole("link", { name, exact: true }).first().click();
        quantile(`slider to paint, ${name}`, await drags(page));
        if (name === "Journal") {
          const took = await searches(page);
          rows["search all entries, the slowest word, ms"] = Math.max(...took);
        }
      }
      await page.getByRole("link", { name: "Accounts", exact: true }).first().click();
      await page.getByRole("main").getByRole("link").first().click();
      quantile("slider to paint, an account", await drags(page));
      const { took, worked, parts } = await explanations(page);
      rows["explained total, contributing events"] = parts;
      rows["explanation of it on the screen, the first, ms"] = took[0];
      quantile("explanation of it on the screen", took);
      rows["the page's own work for it, the first explanation, ms"] = worked[0];
      quantile("the page's own work for an explanation", worked);
      const append = await appends(page);
      quantile("strict append, bare transaction", append.bare);
      quantile("strict append, one look and one record in plain JavaScript", append.least);
      quantile("strict append, the same requests in plain JavaScript", append.same);
      quantile("strict append, dispatch", append.ours);
      const times = (way, other) => quantiles(append[way]).p50 / quantiles(append[other]).p50;
      rows["one look and one record, times the bare one"] = times("least", "bare");
      rows["the same requests, times the bare one"] = times("same", "bare");
      rows["strict append, times the bare one"] = times("ours", "bare");
      rows["strict append, times the same requests"] = times("ours", "same");
    });
  } finally {
    await Promise.all([profile, other].map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })));
  }
  return rows;
}

const show = (n) => (n === undefined ? "–" : n >= 100 ? Math.round(n).toLocaleString("en") : n.toPrecision(3));
const server = await serve(undefined, ISOLATED);
const columns = [];
for (const events of sizes) {
  columns.push(await measured(server, events));
  console.error(`${events} events measured, load ${loadavg()[0].toFixed(1)}`);
}
await server.close();
const names = Object.keys(columns[0]);
const table = [["", ...sizes.map((n) => n.toLocaleString("en")), "growth"]];
for (const name of names) {
  const growth = columns.at(-1)[name] / columns[0][name];
  table.push([name, ...columns.map((column) => show(column[name])), sizes.length > 1 ? `×${growth.toPrecision(2)}` : ""]);
}
const widths = table[0].map((_, at) => Math.max(...table.map((row) => row[at].length)));
for (const row of table) console.log(row.map((cell, at) => (at ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join("  "));
