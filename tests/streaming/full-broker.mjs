// Against tansu, a full broker that keeps what it took on the disk, run by tests/streaming/with-tansu: it is killed and started
// again in the middle of the worst day.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CLUSTER, startProxy, startTansu } from "./engines.mjs";
import { worstDay } from "./worst-day.mjs";

let broker, proxy;
before(async () => {
  broker = await startTansu(["worst-day"]);
  proxy = await startProxy(broker.bootstrap);
});
after(async () => {
  await proxy?.engine.kill();
  await broker?.engine.kill();
});
const to = (topic) => ({ kind: "kafka-rest-v3", url: proxy.url, cluster: CLUSTER, topic });

test("5,000 events arrive through a broker killed twice, two reloads and a killed browser", { timeout: 600_000 }, async () => {
  const killed = { begin: () => broker.engine.kill("SIGKILL"), end: () => broker.start() };
  await worstDay(to("worst-day"), broker.bootstrap, [killed, killed]);
  assert.equal(broker.starts, 3);
});
