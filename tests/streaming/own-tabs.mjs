// A real browser with real tabs, spoken to over DevTools' pipe and nothing else: the drivers of the other tests keep every page
// awake and visible, which hides what becomes of a tab in the background.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { FLAGS, findChromium } from "../pages/serving.mjs";

export class Browser {
  constructor() {
    this.profile = mkdtempSync(join(tmpdir(), "daybook-tabs-"));
    const args = [...FLAGS, "--headless=new", `--user-data-dir=${this.profile}`, "--remote-debugging-pipe", "about:blank"];
    this.process = spawn(findChromium(), args, { detached: true, stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    [, , , this.out, this.in] = this.process.stdio;
    this.calls = new Map();
    this.heard = [];
    let rest = "";
    this.in.setEncoding("utf8").on("data", (text) => {
      const messages = (rest + text).split("\0");
      rest = messages.pop();
      for (const message of messages) this.take(JSON.parse(message));
    });
    after(() => this.end());
  }
  take({ id, result, error, method, params, sessionId }) {
    if (id === undefined) return this.heard.push({ method, params, sessionId });
    const { resolve, reject } = this.calls.get(id);
    this.calls.delete(id);
    if (error) reject(new Error(error.message));
    else resolve(result);
  }
  send(method, params = {}, sessionId = undefined) {
    const id = (this.last = (this.last ?? 0) + 1);
    this.out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.calls.set(id, { resolve, reject }));
  }
  // Another tab of the same window, in front of the others.
  async tab(url) {
    const { targetId } = await this.send("Target.createTarget", { url });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    await this.send("Runtime.enable", {}, sessionId);
    return new Tab(this, targetId, sessionId);
  }
  async end() {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = once(this.process, "exit");
      process.kill(-this.process.pid, "SIGKILL");
      await gone;
    }
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

class Tab {
  constructor(browser, targetId, sessionId) {
    Object.assign(this, { browser, targetId, sessionId });
    // What asks a person's page asks this one.
    this.page = this;
  }
  // What a function says in the page, which gets it as text.
  async evaluate(work, argument = null) {
    const expression = `(${work})(${JSON.stringify(argument)})`;
    const call = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.browser.send("Runtime.evaluate", call, this.sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
  // Errors that the page wrote to its console or left uncaught. A network that fails is not among them: browsers log that apart.
  errors() {
    const bad = ({ method, params }) =>
      method === "Runtime.exceptionThrown" || (method === "Runtime.consoleAPICalled" && params.type === "error");
    return this.browser.heard.filter((it) => it.sessionId === this.sessionId && bad(it)).map((it) => JSON.stringify(it.params));
  }
  visibility() {
    return this.evaluate(() => document.visibilityState);
  }
  inFront() {
    return this.browser.send("Target.activateTarget", { targetId: this.targetId });
  }
  close() {
    return this.browser.send("Target.closeTarget", { targetId: this.targetId });
  }
  // The tab's process ends as if it had run out of memory.
  crash() {
    this.browser.send("Page.crash", {}, this.sessionId).catch(() => {});
  }
}
