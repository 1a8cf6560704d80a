// Starts the engines that the tests deliver to, each a process of its own on a free port of loopback, and ends them.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
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
  constructor(command, args) {
    this.lines = [];
    this.process = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
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

// A Kafka broker, or the one that is running already.
export async function startBroker() {
  if (process.env.KAFKA_BOOTSTRAP) return { engine: { kill() {} }, bootstrap: process.env.KAFKA_BOOTSTRAP };
  const broker = new Engine(PYTHON, [join(here, "broker.py")]);
  return { engine: broker, bootstrap: await broker.firstLine() };
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

// A NATS server with JetStream on the disk and a WebSocket for pages; it can be ended and started again.
export async function startNats({ password } = {}) {
  const [port, websocket, folder] = [await freePort(), await freePort(), mkdtempSync(join(tmpdir(), "daybook-nats-"))];
  const config = join(folder, "nats.conf");
  const users = password ? `authorization { user: daybook, password: "${password}" }` : "";
  writeFileSync(
    config,
    `listen: "127.0.0.1:${port}"
     websocket { host: "127.0.0.1", port: ${websocket}, no_tls: true }
     jetstream { store_dir: "${folder}/store" }
     ${users}`,
  );
  const nats = {
    server: `nats://${password ? `daybook:${password}@` : ""}127.0.0.1:${port}`,
    url: `ws://127.0.0.1:${websocket}`,
    async start() {
      nats.engine = new Engine(NATS_SERVER, ["-c", config]);
      await until(() => /Server is ready/.test(nats.engine.said) || nats.engine.process.exitCode !== null, 20_000, "nats-server");
      if (nats.engine.process.exitCode !== null) throw new Error(`nats-server ended: ${nats.engine.said}`);
    },
  };
  await nats.start();
  after(() => rmSync(folder, { recursive: true, force: true }));
  return nats;
}

export async function consumeNats(server, stream, subject) {
  const engine = new Engine(PYTHON, [join(here, "nats_consumer.py"), server, stream, subject, "--create"]);
  await engine.firstLine();
  return reader(engine);
}
