// The worst day, with a REST proxy that is killed and a broker that stands still.
import { test } from "node:test";
import { CLUSTER, startBroker, startProxy } from "./engines.mjs";
import { worstDay } from "./worst-day.mjs";

test("5,000 events arrive through a killed proxy, a frozen broker, two reloads and a killed browser", { timeout: 300_000 }, async () => {
  const broker = await startBroker();
  let proxy = await startProxy(broker.bootstrap);
  const killed = {
    begin: () => proxy.engine.kill(),
    end: async () => (proxy = await startProxy(broker.bootstrap, proxy.port)),
  };
  const frozen = { begin: () => broker.engine.signal("SIGSTOP"), end: () => broker.engine.signal("SIGCONT") };
  const to = { kind: "kafka-rest-v3", url: proxy.url, cluster: CLUSTER, topic: "storms" };
  await worstDay(to, broker.bootstrap, [killed, frozen]);
  await proxy.engine.kill();
  await broker.engine.kill();
});
