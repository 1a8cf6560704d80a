// The worst day: 5,000 events while what is between the page and the consumer breaks twice, the page is loaded again twice and
// the browser is killed once. Whatever it is that breaks, everything arrives.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchIn } from "../pages/harness.mjs";
import { Person } from "../pages/person.mjs";
import { add, arrived, delivered, destination, openBook, origin, record, watch } from "./book.mjs";
import { consumeKafka, until } from "./engines.mjs";

// Ends the browser that runs on this profile as a power cut would.
function killBrowser(profile) {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    let command = "";
    try {
      command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    } catch {
      // It has ended meanwhile.
    }
    if (command.includes(`--user-data-dir=${profile}\0`) && !command.includes("--type=")) process.kill(Number(pid), "SIGKILL");
  }
}

// Delivers to `to`, and reads its topic back from `bootstrap`. Each trouble is begun, lasts a while and is ended.
export async function worstDay(to, bootstrap, [first, second]) {
  const problems = [];
  const profile = mkdtempSync(join(tmpdir(), "daybook-profile-"));
  const consumer = await consumeKafka(bootstrap, to.topic);
  const start = async () => {
    const context = await launchIn(profile);
    const page = await context.newPage();
    watch(page, problems);
    const person = new Person(page, await origin());
    await person.visitAddress();
    return { context, person };
  };
  const passed = (n) => until(async () => (await destination(person)).delivered >= n, 120_000, `${n} delivered`);

  let { context, person } = await start();
  await openBook(person);
  await add(person, to);
  await record(person, 1_000);
  await passed(300);
  await first.begin();
  await record(person, 1_000);
  await person.reload();
  await first.end();
  await record(person, 500);
  await passed(1_200);
  await second.begin();
  await record(person, 500);
  await person.page.waitForTimeout(8_000);
  await second.end();
  await person.reload();
  await record(person, 1_000);
  await passed(1_500);
  const closed = new Promise((resolve) => context.on("close", resolve));
  killBrowser(profile);
  await closed;
  ({ context, person } = await start());
  await record(person, 1_000);
  await delivered(person, 180_000);
  const { read, wanted } = await arrived(person, consumer, { patience: 60_000 });
  console.log(`# ${wanted} events, ${read - wanted} of them twice`);
  assert.ok(wanted >= 5_000);
  // Who begins to read only now finds the same.
  await arrived(person, await consumeKafka(bootstrap, to.topic), { patience: 60_000 });
  assert.deepEqual(problems, []);
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
