// A browser of a test's own, on a profile that outlives it: to be killed in the middle of things and started again.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { FLAGS, findChromium } from "./harness.mjs";
import { Person } from "./person.mjs";

export class OwnBrowser {
  static async create() {
    const own = new OwnBrowser();
    await own.renew();
    return own;
  }

  // On a profile that nothing was ever stored in, not started yet.
  async renew() {
    if (this.profile) await this.remove();
    this.profile = await mkdtemp(join(tmpdir(), "daybook-profile-"));
  }

  async start() {
    const args = [...FLAGS, "--headless=new", `--user-data-dir=${this.profile}`, "--remote-debugging-port=0", "about:blank"];
    // A process group of its own, so that a kill takes every process of the browser at once.
    this.process = spawn(findChromium(), args, { detached: true, stdio: ["ignore", "ignore", "pipe"] });
    const address = await new Promise((resolve, reject) => {
      let said = "";
      this.process.stderr.on("data", (bytes) => {
        said += bytes;
        const found = said.match(/DevTools listening on (ws:\S+)/);
        if (found) resolve(found[1]);
      });
      this.process.once("exit", () => reject(new Error(`the browser did not start: ${said}`)));
    });
    this.browser = await chromium.connectOverCDP(address);
    [this.context] = this.browser.contexts();
    this.context.setDefaultTimeout(20_000);
  }

  // A person at a new tab, with Daybook on their screen.
  async person(origin) {
    const person = new Person(await this.context.newPage(), origin);
    await person.page.goto(`${origin}/`);
    await person.ready();
    return person;
  }

  // SIGKILL, to all of it at once, as a power cut or the system would.
  async kill() {
    const gone = once(this.process, "exit");
    process.kill(-this.process.pid, "SIGKILL");
    await gone;
    await this.browser.close().catch(() => {});
  }

  async remove() {
    if (this.process && this.process.exitCode === null && this.process.signalCode === null) await this.kill();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
