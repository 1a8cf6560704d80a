// Starts the engines that the tests deliver to, each a process of its own on a free port of loopback, and ends them.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const tools = process.env.DAYBOOK_STREAMING_TOOLS ?? join(here, "../../.tools/streaming");
const PYTHON = join(tools, "venv/bin/python");
const NATS_SERVER = process.env.NATS_SERVER ?? join(tools, "nats/usr/sbin/nats-server");
export const CLUSTER = "daybook-test";

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const running = new Set();
after(async () => {
  await Promise.all([...running].map((engine) => engine.kill("SIGKILL")));
});

// A process and the lines it prints.
class Engine {
  constructor(command, args, cwd) {
    this.lines = [];
    this.process = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    this.said = "";
    this.process.stderr.on("data", (data) => (this.said = (this.said + data).slice(-4000)));
    createInterface({ input: this.process.stdout }).on("line", (line) => this.lines.push(line));
    this.ended = new Promise((resolve) => this.process.on("exit", resolve));
    this.process.on("error", (error) => (this.said += error.message));
    running.add(this);
    this.ended.then(() => running.delete(this));
  }
  async firstLine() {
    await until(() => this.lines.length > 0 || this.process.exitCode !== null, 30_000, "an engine to start");
    if (!this.lines.length) throw new Error(`the engine ended: ${this.said}`);
    return this.lines[0];
  }
  signal(signal) {
    this.process.kill(signal);
  }
  async kill(signal = "SIGKILL") {
    this.process.kill("SIGCONT");
    this.process.kill(signal);
    await this.ended;
  }
}

export async function until(what, patience = 30_000, name = what) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await what();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s for ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// A Kafka broker: librdkafka's mock cluster, or tansu where `with-tansu` says so.
export async function startBroker() {
  if (process.env.TANSU) return startTansu(Array.from({ length: 20 }, (_, n) => `daybook-${n + 1}`));
  const broker = new Engine(PYTHON, [join(here, "broker.py")]);
  return { engine: broker, bootstrap: await broker.firstLine() };
}

// tansu, a full Kafka broker with its log in a file, which can be killed and started again; with topics of three partitions.
export async function startTansu(topics) {
  const [port, folder] = [await freePort(), mkdtempSync(join(tmpdir(), "daybook-tansu-"))];
  const url = `tcp://127.0.0.1:${port}`;
  const args = ["broker", "--storage-engine", "sqlite://log.db", "--listener-url", url, "--advertised-listener-url", url];
  const answers = () =>
    new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
      socket.unref();
      setTimeout(() => socket.destroy(), 1_000).unref();
    });
  const tansu = {
    bootstrap: `127.0.0.1:${port}`,
    starts: 0,
    async start() {
      tansu.engine = new Engine(process.env.TANSU, args, folder);
      tansu.starts += 1;
      await until(async () => (await answers()) || tansu.engine.process.exitCode !== null, 60_000, "tansu");
      if (tansu.engine.process.exitCode !== null) throw new Error(`tansu ended: ${tansu.engine.said}`);
    },
  };
  await tansu.start();
  for (const topic of topics) {
    const made = new Engine(process.env.TANSU, ["topic", "create", "--broker", url, topic, "--partitions", "3"], folder);
    if ((await made.ended) !== 0) throw new Error(`no topic ${topic}: ${made.said}`);
  }
  // It is started in a hook, whose own end would come too soon.
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return tansu;
}

// A REST proxy before a broker, which can be ended and started again at the same address.
export async function startProxy(bootstrap, port) {
  port ??= await freePort();
  const engine = new Engine(PYTHON, [join(here, "rest_proxy.py"), bootstrap, String(port)]);
  await engine.firstLine();
  const url = `http://127.0.0.1:${port}`;
  return {
    engine,
    port,
    url,
    set: async (faults) => {
      const answer = await fetch(`${url}/control`, { method: "POST", body: JSON.stringify(faults) });
      if (!answer.ok) throw new Error(`control: ${answer.status}`);
      return answer.json();
    },
  };
}

// An independent consumer of a topic: what it has read so far.
export async function consumeKafka(bootstrap, topic) {
  const engine = new Engine(PYTHON, [join(here, "kafka_consumer.py"), bootstrap, topic]);
  await engine.firstLine();
  return reader(engine);
}

function reader(engine) {
  const read = [];
  return {
    engine,
    get records() {
      while (read.length < engine.lines.length - 1) read.push(JSON.parse(engine.lines[read.length + 1]));
      return read;
    },
  };
}

// A NATS server with JetStream on the disk and a WebSocket for pages; it can be ended and started again. `settings` makes the
// text of its file of settings from the ports.
export async function startNats({ password, settings = plain } = {}) {
  const [port, websocket, folder] = [await freePort(), await freePort(), mkdtempSync(join(tmpdir(), "daybook-nats-"))];
  const users = password ? `authorization { user: daybook, password: "${password}" }` : "";
  const nats = {
    server: `nats://${password ? `daybook:${password}@` : ""}127.0.0.1:${port}`,
    url: `ws://127.0.0.1:${websocket}`,
    async start(make = settings) {
      const config = join(folder, "nats.conf");
      writeFileSync(config, `${make(port, websocket)}\n${users}`);
      nats.engine = new Engine(NATS_SERVER, ["-c", config], folder);
      await until(() => /Server is ready/.test(nats.engine.said) || nats.engine.process.exitCode !== null, 20_000, "nats-server");
      if (nats.engine.process.exitCode !== null) throw new Error(`nats-server ended: ${nats.engine.said}`);
    },
  };
  await nats.start();
  after(() => rmSync(folder, { recursive: true, force: true }));
  return nats;
}
const plain = (port, websocket) =>
  `listen: 127.0.0.1:${port}
   websocket { host: 127.0.0.1, port: ${websocket}, no_tls: true }
   jetstream { store_dir: "store" }`;

export async function consumeNats(server, stream, subject) {
  const engine = new Engine(PYTHON, [join(here, "nats_consumer.py"), server, stream, subject, "--create"]);
  await engine.firstLine();
  return reader(engine);
}
