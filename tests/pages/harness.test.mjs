// The harness is no use if it is blind: each kind of trouble that it promises to notice, made on purpose.
import assert from "node:assert/strict";
import { test } from "node:test";
import { opened, visitor } from "./harness.mjs";
import { isTorn } from "./journal.mjs";

const TROUBLE = {
  "an error on the console": () => console.error("on purpose"),
  "an uncaught error": () => void setTimeout(() => { throw new Error("on purpose"); }),
  "a request to somewhere else": () => void fetch("https://example.invalid/").catch(() => {}),
  "a missing file": () => void fetch("missing.js"),
  "an inline style": () => document.body.setAttribute("style", "color: red"),
  "an inline script": () => {
    const script = document.createElement("script");
    script.textContent = "globalThis.ran = true";
    document.body.append(script);
  },
  "an inline handler": () => document.body.setAttribute("onclick", "void 0"),
  "a dialog of the browser": () => void setTimeout(() => alert("on purpose")),
};
for (const [name, make] of Object.entries(TROUBLE)) {
  test(`the harness notices ${name}`, async () => {
    const problems = [];
    const person = await visitor({ problems });
    await person.page.goto(`${person.origin}/`);
    assert.deepEqual(problems, [], "the page itself is quiet");
    await person.page.evaluate(make);
    for (let tries = 0; tries < 50 && problems.length === 0; tries += 1) await person.page.waitForTimeout(100);
    await person.page.context().close();
    assert.notEqual(problems.length, 0);
  });
}

test("a destination that the user set up is allowed, and nothing can be smuggled in with it", async () => {
  const { server } = await opened();
  const person = await visitor({
    before: () =>
      localStorage.setItem(
        "daybook/destinations",
        JSON.stringify([
          { url: "https://kafka.example:8443/topics" },
          { url: "wss://nats.example" },
          { url: "https://a;script-src 'unsafe-inline'" },
          { url: "javascript:alert(1)" },
          { url: 7 },
          null,
        ]),
      ),
  });
  await person.page.goto(server.origin);
  const policy = await person.page.locator("meta[http-equiv]").getAttribute("content");
  const connect = policy.split("; ").find((directive) => directive.startsWith("connect-src"));
  assert.equal(connect, "connect-src 'self' https://kafka.example:8443 wss://nats.example");
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/);
  await person.page.context().close();
});

test("a journal that ends within a record is told from one that ends behind its last", () => {
  const record = (length) => {
    const bytes = Buffer.alloc(7 + length, 1);
    bytes.writeUInt16LE(length, 4);
    return bytes;
  };
  // The second fills its block but for five bytes, which are left empty.
  const whole = Buffer.concat([record(20_000), record(32_768 - 20_007 - 7 - 5), Buffer.alloc(5), record(216)]);
  assert.equal(isTorn(whole), false);
  assert.equal(isTorn(Buffer.alloc(0)), false);
  for (const missing of [1, 216, 217, 222]) assert.equal(isTorn(whole.subarray(0, whole.length - missing)), true, `${missing}`);
});
