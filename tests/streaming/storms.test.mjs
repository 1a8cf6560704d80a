// The worst day: 5,000 events while the proxy is killed, the broker stands still, the page is loaded again twice and the
// browser is killed once.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { launchIn } from "../pages/harness.mjs";
import { Person } from "../pages/person.mjs";
import { add, arrived, delivered, destination, openBook, origin, record, watch } from "./book.mjs";
import { CLUSTER, consumeKafka, startBroker, startProxy, until } from "./engines.mjs";

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

test("5,000 events arrive through a killed proxy, a frozen broker, two reloads and a killed browser", { timeout: 240_000 }, async () => {
  const problems = [];
  const profile = mkdtempSync(join(tmpdir(), "daybook-profile-"));
  const broker = await startBroker();
  let proxy = await startProxy(broker.bootstrap);
  const consumer = await consumeKafka(broker.bootstrap, "storms");
  const start = async () => {
    const context = await launchIn(profile);
    const page = await context.newPage();
    watch(page, problems);
    const person = new Person(page, await origin());
    await person.visitAddress();
    return { context, person };
  };
  const passed = (n) => until(async () => (await destination(person)).delivered >= n, 60_000, `${n} delivered`);

  let { context, person } = await start();
  await openBook(person);
  await add(person, { kind: "kafka-rest-v3", url: proxy.url, cluster: CLUSTER, topic: "storms" });
  await record(person, 1_000);
  await passed(300);
  await proxy.engine.kill();
  await record(person, 1_000);
  await person.reload();
  proxy = await startProxy(broker.bootstrap, proxy.port);
  await record(person, 500);
  broker.engine.signal("SIGSTOP");
  await record(person, 500);
  await person.page.waitForTimeout(8_000);
  broker.engine.signal("SIGCONT");
  await person.reload();
  await record(person, 1_000);
  await passed(1_500);
  const closed = new Promise((resolve) => context.on("close", resolve));
  killBrowser(profile);
  await closed;
  ({ context, person } = await start());
  await record(person, 1_000);
  await delivered(person, 120_000);
  const { read, wanted } = await arrived(person, consumer, { patience: 60_000 });
  console.log(`# ${wanted} events, ${read - wanted} of them twice`);
  assert.ok(wanted >= 5_000);
  assert.deepEqual(problems, []);
  await context.close();
  await proxy.engine.kill();
  await broker.engine.kill();
  rmSync(profile, { recursive: true, force: true });
});
